"""Whether a forest can be extended by Hybrid Edition, and which edition holds it: checks on the estate, one by one.

What the estate does not say stays unknown; AWS's own directory assessment decides in the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from dirsim.facts import catalog
from dirsim.model.directory import Directory, Domain

_PREREQUISITES = "hybrid-prerequisites"
_OLD_SYSTEMS = re.compile(r"\b(?:2000|2003|2008)\b")


@frozen(kw_only=True)
class Check:
    """One check.

    Attributes:
        id: Its id.
        subject: The domain or directory that it is about.
        verdict: ``met``, ``not-met`` or ``unknown``.
        because: Why, in words.
        facts: Ids of the facts it rests on.
    """

    id: str
    subject: str
    verdict: str
    because: str
    facts: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The check as JSON shows it."""
        return {
            "id": self.id,
            "subject": self.subject,
            "verdict": self.verdict,
            "because": self.because,
            "facts": list(self.facts),
        }


def hybrid_checks(directories: Mapping[str, Directory]) -> tuple[Check, ...]:
    """The checks of Hybrid Edition on every domain of every existing Active Directory, in the order of the estate."""
    return tuple(
        check
        for directory in directories.values()
        if directory.kind == "active-directory"
        for name, domain in directory.domains.items()
        for check in _of_domain(directory, name, domain)
    )


def _of_domain(directory: Directory, name: str, domain: Domain) -> Iterator[Check]:
    yield _level(directory, name, domain)
    yield _controllers(name, domain)
    yield _roles(name, domain)
    yield _replication(directory, name, domain)
    yield _systems(name, domain)
    yield _open("encryption-types", name, _encryption(), "managed-ad-hybrid--kerberos-encryption")
    yield _open("ports", name, _ports(), "flow-hybrid-dc-to-onprem")
    yield _open("clock", name, catalog()["hybrid-time-sync"].statement, "hybrid-time-sync")
    yield _open("assessment", name, catalog()["hybrid-assessment"].statement, "hybrid-assessment")


def _open(check: str, name: str, because: str, fact: str) -> Check:
    """Something that the estate cannot say; what to look at is told."""
    return Check(id=check, subject=name, verdict="unknown", because=f"the file does not say. {because}", facts=(fact,))


def _encryption() -> str:
    return "Tickets of the domain, krbtgt and service accounts must work with AES-256: look for accounts with RC4 alone"


def _ports() -> str:
    detail = catalog()["flow-hybrid-dc-to-onprem"].detail or {}
    rows = [f"{'/'.join(one['protocols'])} {one['ports']}" for one in detail.get("required", ())]
    return f"From the directory's subnets to the controllers: {', '.join(rows)}"


def _level(directory: Directory, name: str, domain: Domain) -> Check:
    given = domain.functional_level if domain.functional_level is not None else directory.functional_level
    levels = (catalog()[_PREREQUISITES].detail or {})["functional_levels"]
    if given is None:
        return Check(
            id="functional-level",
            subject=name,
            verdict="unknown",
            because="no functional level is stated",
            facts=(_PREREQUISITES,),
        )
    known = str(given).replace(" ", "").upper().removeprefix("WINDOWSSERVER").removeprefix("WINDOWS")
    met = known in {str(level).upper() for level in levels}
    because = f"the functional level is {given}; Hybrid Edition takes {' and '.join(levels)}"
    return Check(
        id="functional-level",
        subject=name,
        verdict="met" if met else "not-met",
        because=because,
        facts=(_PREREQUISITES,),
    )


def _controllers(name: str, domain: Domain) -> Check:
    least = int((catalog()[_PREREQUISITES].detail or {})["writable_controllers"])
    if domain.domain_controllers:
        count = sum(not one.read_only for one in domain.domain_controllers.values())
        because = f"{count} writable controllers are listed; {least} are needed, and read-only ones do not count"
    elif domain.controllers:
        count = sum(domain.controllers.values())
        because = f"{count} controllers are counted; {least} writable ones are needed"
    else:
        return Check(
            id="controllers",
            subject=name,
            verdict="unknown",
            because="no controllers are stated",
            facts=(_PREREQUISITES,),
        )
    verdict = "met" if count >= least else "not-met"
    return Check(id="controllers", subject=name, verdict=verdict, because=because, facts=(_PREREQUISITES,))


def _roles(name: str, domain: Domain) -> Check:
    wanted = (catalog()[_PREREQUISITES].detail or {})["reachable_roles"]
    holders = {role: host for host, one in domain.domain_controllers.items() for role in one.roles if role in wanted}
    bad = [host for host in holders.values() if domain.domain_controllers[host].read_only]
    told = ", ".join(f"{role} on {host}" for role, host in sorted(holders.items())) or "their holders are not stated"
    because = f"the PDC emulator and the RID master must be routable at all times: {told}"
    return Check(
        id="role-holders",
        subject=name,
        verdict="not-met" if bad else "unknown",
        because=because,
        facts=(_PREREQUISITES,),
    )


def _replication(directory: Directory, name: str, domain: Domain) -> Check:
    used = {one.ad_site for one in domain.domain_controllers.values() if one.ad_site}
    joined = {site for link in directory.site_links.values() for site in link.sites}
    alone = sorted(used - joined) if len(used) > 1 else []
    if alone:
        because = f"no site link reaches {', '.join(alone)}, so its controllers do not replicate with the others"
        return Check(id="replication", subject=name, verdict="not-met", because=because)
    because = "the file cannot say whether replication is free of errors: repadmin /replsummary, dcdiag"
    return Check(id="replication", subject=name, verdict="unknown", because=because)


def _systems(name: str, domain: Domain) -> Check:
    systems = {host: one.operating_system for host, one in domain.domain_controllers.items() if one.operating_system}
    old = sorted(f"{host} ({system})" for host, system in systems.items() if _OLD_SYSTEMS.search(system))
    if old:
        because = f"too old for the functional level that is needed: {', '.join(old)}"
        return Check(id="operating-systems", subject=name, verdict="not-met", because=because, facts=(_PREREQUISITES,))
    if systems and len(systems) == len(domain.domain_controllers):
        return Check(
            id="operating-systems",
            subject=name,
            verdict="met",
            because="no controller is older than 2012",
            facts=(_PREREQUISITES,),
        )
    because = "the systems of the controllers are not all stated"
    return Check(id="operating-systems", subject=name, verdict="unknown", because=because, facts=(_PREREQUISITES,))


def edition_checks(directories: Mapping[str, Directory]) -> tuple[Check, ...]:
    """Whether the objects of the existing forests fit into each edition."""
    existing = [one for one in directories.values() if one.kind == "active-directory"]
    counts = [domain.objects for one in existing for domain in one.domains.values()]
    found: list[Check] = []
    for edition in ("standard", "enterprise"):
        fact = catalog()[f"managed-ad-{edition}--object-limit"]
        most = (fact.detail or {})["objects"]
        known = sum(count or 0 for count in counts)
        complete = bool(counts) and None not in counts
        verdict = "not-met" if known > most else {True: "met", False: "unknown"}[complete]
        because = f"{known} objects are stated, about {most} fit"
        found.append(Check(id="object-limit", subject=edition, verdict=verdict, because=because, facts=(fact.id,)))
    return tuple(found)
