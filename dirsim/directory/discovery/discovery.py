"""A discovery: an estate, the source of each value, and unread values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve, field, frozen

from dirsim.directory.discovery.estate_checks import estate_checks
from dirsim.directory.discovery.estate_finding import EstateFinding
from dirsim.model.plain_data import plain_data
from dirsim.model.requirements import Estate, Requirements, Workload
from dirsim.shown import Tabular

VERSION = "requirements/v1"
Place = tuple[str, ...]


@frozen
class Unread:
    """A value that could not be read.

    Attributes:
        what: The value, in terms of the directory.
        why: The reason: missing rights, absent from the source, or a lost connection.
    """

    what: str
    why: str

    def to_dict(self) -> dict[str, str]:
        """The note as a JSON object."""
        return {"what": self.what, "why": self.why}


@frozen(kw_only=True)
class Discovery(Tabular):
    """A discovered estate.

    Attributes:
        name: The name of the requirements file.
        estate: The existing estate.
        workloads: The inferred workloads, by name. Workloads outside AWS today are marked as candidates.
        sources: The source of each value, by its place in the file, such as ``("estate", "trusts", "a-b")``.
        unread: Values that could not be read; empty means that nothing is known to be missing.
        stopped: The reason why discovery ended early; empty means that it completed.
    """

    name: str
    estate: Estate = field(factory=Estate)
    workloads: Mapping[str, Workload] = field(factory=dict)
    sources: Mapping[Place, str] = field(factory=dict)
    unread: tuple[Unread, ...] = ()
    stopped: str = ""

    @property
    def complete(self) -> bool:
        """False if discovery ended early, so that values are missing."""
        return not self.stopped

    @property
    def requirements(self) -> Requirements:
        """The estate as a requirements value without needs, as ``dirsim.recommend`` accepts it."""
        return Requirements(name=self.name, estate=self.estate, workloads=self.workloads)

    @property
    def checks(self) -> tuple[EstateFinding, ...]:
        """The findings of the checks of :mod:`dirsim.directory.discovery.estate_checks` on the estate."""
        return estate_checks(self.estate)

    def to_dict(self) -> dict[str, Any]:
        """A requirements file as a JSON object, with the unread values and the findings of the checks."""
        made: dict[str, Any] = {"dirsim": VERSION, "name": self.name, "estate": plain_data(self.estate)}
        if self.workloads:
            made["workloads"] = plain_data(self.workloads)
        made["unread"] = [entry.to_dict() for entry in self.all_unread]
        made["checks"] = [found.to_dict() for found in self.checks]
        return made

    @property
    def all_unread(self) -> tuple[Unread, ...]:
        """The unread values; if discovery ended early, the reason comes first."""
        first = (Unread("everything not read by then", self.stopped),) if self.stopped else ()
        return (*first, *dict.fromkeys(self.unread))


def joined(found: list[Discovery]) -> Discovery:
    """Merge several discoveries: the first gives the name, and its values take precedence over those of later ones.

    Args:
        found: At least one discovery.
    """
    first, *rest = found
    estate = first.estate
    workloads: dict[str, Workload] = dict(first.workloads)
    sources: dict[Place, str] = dict(first.sources)
    for other in rest:
        for place, origin in other.sources.items():
            sources.setdefault(place, origin)
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
        for domain, detail in fresh.items():  # a holder of the domain knows more than a trusting neighbour
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
