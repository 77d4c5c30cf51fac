"""What was found by reading a directory or an account: an estate, where each value came from, what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve, field, frozen

from dirsim.analysis.estate_checks import EstateFinding, estate_checks
from dirsim.model.plain_data import plain_data
from dirsim.model.requirements import Estate, Requirements, Workload

VERSION = "requirements/v1"
Place = tuple[str, ...]


@frozen
class Unread:
    """Something that could not be read.

    Attributes:
        what: What it is, in the field's words.
        why: Why: the rights do not reach, the source does not hold it, the connection ended.
    """

    what: str
    why: str

    def to_dict(self) -> dict[str, str]:
        """The note as JSON shows it."""
        return {"what": self.what, "why": self.why}


@frozen(kw_only=True)
class Discovery:
    """An estate that was found.

    Attributes:
        name: What the requirements file is to be called.
        estate: What exists.
        workloads: What was inferred to run, by name. What runs outside AWS today is marked as a candidate.
        sources: Where values came from, by their place in the file, such as ``("estate", "trusts", "a-b")``.
        unread: What could not be read; empty means that nothing is known to be missing.
        stopped: Why reading ended early; empty means that it came to its end.
    """

    name: str
    estate: Estate = field(factory=Estate)
    workloads: Mapping[str, Workload] = field(factory=dict)
    sources: Mapping[Place, str] = field(factory=dict)
    unread: tuple[Unread, ...] = ()
    stopped: str = ""

    @property
    def complete(self) -> bool:
        """False where reading ended early, so that things are missing."""
        return not self.stopped

    @property
    def requirements(self) -> Requirements:
        """The estate as a requirements value, with no needs: ``dirsim.recommend`` takes it."""
        return Requirements(name=self.name, estate=self.estate, workloads=self.workloads)

    @property
    def checks(self) -> tuple[EstateFinding, ...]:
        """What the checks of :mod:`dirsim.analysis.estate_checks` find in the estate."""
        return estate_checks(self.estate)

    def to_dict(self) -> dict[str, Any]:
        """A requirements file as JSON, with what could not be read and what the checks found."""
        made: dict[str, Any] = {"dirsim": VERSION, "name": self.name, "estate": plain_data(self.estate)}
        if self.workloads:
            made["workloads"] = plain_data(self.workloads)
        made["unread"] = [entry.to_dict() for entry in self.all_unread]
        made["checks"] = [found.to_dict() for found in self.checks]
        return made

    @property
    def all_unread(self) -> tuple[Unread, ...]:
        """What could not be read, led by the reason why reading ended early."""
        first = (Unread("everything that had not been read by then", self.stopped),) if self.stopped else ()
        return (*first, *dict.fromkeys(self.unread))


def joined(found: list[Discovery]) -> Discovery:
    """Several discoveries as one: the first says the name, and what it says of a thing goes before what others say.

    Args:
        found: At least one.
    """
    first, *rest = found
    estate = first.estate
    workloads: dict[str, Workload] = dict(first.workloads)
    sources: dict[Place, str] = dict(first.sources)
    for other in rest:
        for place, said in other.sources.items():
            sources.setdefault(place, said)
        for name, workload in other.workloads.items():
            known = workloads.get(name)
            if known is None or known == workload:
                workloads[name] = workload
            else:
                hosts = tuple(dict.fromkeys([*known.hosts, *workload.hosts]))
                users = tuple(dict.fromkeys([*known.users, *workload.users]))
                workloads[name] = evolve(known, hosts=hosts, users=users)
        estate = _both(estate, other.estate)
    return Discovery(
        name=first.name,
        estate=estate,
        workloads=workloads,
        sources=sources,
        unread=tuple(dict.fromkeys(entry for one in found for entry in one.unread)),
        stopped="; ".join(dict.fromkeys(one.stopped for one in found if one.stopped)),
    )


def _both(one: Estate, other: Estate) -> Estate:
    directories = dict(one.directories)
    for name, directory in other.directories.items():
        known = directories.get(name)
        domains = dict(known.domains) if known else {}
        held = {domain for at, entry in directories.items() if at != name for domain in entry.domains}
        fresh = {
            domain: detail
            for domain, detail in directory.domains.items()
            if domain not in held or directory.kind == "ad-connector"
        }
        if known is None:
            if fresh or not directory.domains:
                directories[name] = evolve(directory, domains=fresh)
            continue
        for domain, detail in fresh.items():  # whoever holds a domain knows more of it than its neighbour
            if len(plain_data(detail)) > len(plain_data(domains.get(domain)) or {}):
                domains[domain] = detail
            else:
                domains.setdefault(domain, detail)
        changes = {
            key: getattr(directory, key)
            for key in plain_data(directory)
            if key != "domains" and not getattr(known, key, None)
        }
        directories[name] = evolve(known, **changes | {"domains": domains})
    pairs = {frozenset((trust.trusting, trust.trusted)) for trust in one.trusts.values()}
    return evolve(
        one,
        sites={**other.sites, **one.sites},
        links={**other.links, **one.links},
        directories=directories,
        trusts={
            **one.trusts,
            **{
                name: trust
                for name, trust in other.trusts.items()
                if frozenset((trust.trusting, trust.trusted)) not in pairs
            },
        },
        aws=one.aws if plain_data(one.aws) else other.aws,
        identity_providers=tuple(dict.fromkeys([*one.identity_providers, *other.identity_providers])),
    )
