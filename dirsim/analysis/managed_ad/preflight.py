"""Whether a forest can be extended by Hybrid Edition, and which edition holds it: checks on the estate, one by one.

What discovery reads is used. What no directory says stays unknown, with what to do to find out; AWS's own directory
assessment decides in the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from dirsim.facts import catalog
from dirsim.model.directory import Directory, Domain, Trust

_PREREQUISITES = "hybrid-prerequisites"
_FORESTS = ("active-directory", "samba-ad")
_OLD_SYSTEMS = re.compile(r"\b(?:2000|2003|2008)\b")
_STRONG = "aes256"


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


def hybrid_checks(directories: Mapping[str, Directory], trusts: Mapping[str, Trust] | None = None) -> tuple[Check, ...]:
    """The checks of Hybrid Edition on every domain of every existing Active Directory, in the order of the estate.

    Args:
        directories: The directories of the estate.
        trusts: Its trusts; ``None`` means that nothing is known of them.
    """
    return tuple(
        check
        for label, directory in directories.items()
        if directory.kind in _FORESTS
        for name, domain in directory.domains.items()
        for check in _of_domain(label, directory, name, domain, trusts or {})
    )


def _of_domain(
    label: str, directory: Directory, name: str, domain: Domain, trusts: Mapping[str, Trust]
) -> Iterator[Check]:
    if directory.kind == "samba-ad":
        because = (
            f"{label} is Samba, AWS states what is needed in terms of Windows Server, and nothing was found on Samba: "
            "have the directory assessment run before anything else is planned"
        )
        facts = ("managed-ad-hybrid--trust-with-samba", _PREREQUISITES)
        yield Check(id="software", subject=name, verdict="unknown", because=because, facts=facts)
    yield _level(directory, name, domain)
    yield _controllers(name, domain)
    yield _roles(name, domain)
    yield _replication(directory, name, domain)
    yield _systems(name, domain)
    yield _encryption(name, domain, trusts)
    yield _ports(name, domain)
    yield _clock(name, domain)
    yield _open("assessment", name, catalog()["hybrid-assessment"].statement, "hybrid-assessment")


def _open(check: str, name: str, because: str, fact: str) -> Check:
    """Something that the estate cannot say; what to look at is told."""
    return Check(id=check, subject=name, verdict="unknown", because=f"no directory says it. {because}", facts=(fact,))


def _encryption(name: str, domain: Domain, trusts: Mapping[str, Trust]) -> Check:
    """Controllers that say that they take no AES-256 fail; accounts cannot be judged from outside."""
    fact = catalog()["managed-ad-hybrid--kerberos-encryption"]
    stated = {host: one.encryption_types for host, one in domain.domain_controllers.items() if one.encryption_types}
    weak = [f"{host} ({', '.join(types)})" for host, types in stated.items() if _STRONG not in types]
    told = []
    if stated and not weak:
        silent = [host for host in domain.domain_controllers if host not in stated]
        told.append(f"{', '.join(stated)} {'takes' if len(stated) == 1 else 'take'} AES-256")
        told += [f"{', '.join(silent)} {'does' if len(silent) == 1 else 'do'} not say"] if silent else []
    told += [
        f"the trust {key} names {', '.join(trust.encryption_types)} alone"
        for key, trust in trusts.items()
        if name in (trust.trusting, trust.trusted) and trust.encryption_types and _STRONG not in trust.encryption_types
    ]
    if domain.krbtgt_password_set:
        told.append(f"the password of krbtgt was last set on {domain.krbtgt_password_set}")
    if weak:
        because = f"controllers that do not take AES-256: {', '.join(weak)}"
        return Check(
            id="encryption-types",
            subject=name,
            verdict="not-met",
            because="; ".join([because, *told]),
            facts=(fact.id,),
        )
    rest = (
        "Tickets of the domain, krbtgt and service accounts must work with AES-256: look for accounts with RC4 alone "
        "(msDS-SupportedEncryptionTypes, and event 4769 for what is issued)"
    )
    if not told:
        return _open("encryption-types", name, rest, fact.id)
    because = f"{'; '.join(told)}. {rest}"
    return Check(id="encryption-types", subject=name, verdict="unknown", because=because, facts=(fact.id,))


def _ports(name: str, domain: Domain) -> Check:
    detail = catalog()["flow-hybrid-dc-to-onprem"].detail or {}
    rows = ", ".join(f"{'/'.join(one['protocols'])} {one['ports']}" for one in detail.get("required", ()))
    hosts = [host for host, one in domain.domain_controllers.items() if not one.read_only]
    to = ", ".join(hosts) if hosts else "the controllers"
    return _open("ports", name, f"Test from the directory's subnets to {to}: {rows}", "flow-hybrid-dc-to-onprem")


def _clock(name: str, domain: Domain) -> Check:
    """Where the keeper of the time takes it from, where somebody wrote it down; whether it answers has to be tried."""
    statement = catalog()["hybrid-time-sync"].statement
    keepers = {host: one.clock_source for host, one in domain.domain_controllers.items() if "pdc-emulator" in one.roles}
    for host, source in keepers.items():
        if source:
            because = f"{host} takes the time from {source}; that others get it has to be tried (w32tm /stripchart). "
            return Check(
                id="clock", subject=name, verdict="unknown", because=because + statement, facts=("hybrid-time-sync",)
            )
    ask = next(iter(keepers), "the PDC emulator")
    return _open("clock", name, f"Ask {ask} (w32tm /query /source). {statement}", "hybrid-time-sync")


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
    told = ", ".join(f"{role} on {host}" for role, host in sorted(holders.items()))
    known = any(one.roles for one in domain.domain_controllers.values())
    missing = [role for role in wanted if role not in holders] if known else []
    if missing:
        told = ", ".join(filter(None, (told, f"no listed controller holds {' or '.join(missing)}")))
    if holders and not missing:
        told += "; try a route from AWS to each"
    because = (
        f"the PDC emulator and the RID master must be routable at all times: {told or 'their holders are not stated'}"
    )
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
    told = (
        f"the sites of its controllers are joined by site links ({', '.join(sorted(used))}); " if len(used) > 1 else ""
    )
    because = f"{told}no directory says whether replication is free of errors: repadmin /replsummary, dcdiag"
    return Check(id="replication", subject=name, verdict="unknown", because=because)


def _systems(name: str, domain: Domain) -> Check:
    systems = {host: one.operating_system for host, one in domain.domain_controllers.items() if one.operating_system}
    old = sorted(f"{host} ({system})" for host, system in systems.items() if _OLD_SYSTEMS.search(system))
    if old:
        because = f"too old for the functional level that is needed: {', '.join(old)}"
        return Check(id="operating-systems", subject=name, verdict="not-met", because=because, facts=(_PREREQUISITES,))
    foreign = sorted(f"{host} ({system})" for host, system in systems.items() if "windows" not in system.lower())
    if foreign:
        because = f"these are no Windows Server, in whose terms AWS states what is needed: {', '.join(foreign)}"
        return Check(id="operating-systems", subject=name, verdict="unknown", because=because, facts=(_PREREQUISITES,))
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
    existing = [one for one in directories.values() if one.kind in _FORESTS]
    counts = {name: domain.objects for one in existing for name, domain in one.domains.items()}
    known = sum(count or 0 for count in counts.values())
    uncounted = [name for name, count in counts.items() if count is None]
    found: list[Check] = []
    for edition in ("standard", "enterprise"):
        fact = catalog()[f"managed-ad-{edition}--object-limit"]
        most = (fact.detail or {})["objects"]
        verdict = "not-met" if known > most else "met" if counts and not uncounted else "unknown"
        because = f"{known} objects are stated, about {most} fit"
        if uncounted:
            because += f"; no count of {', '.join(uncounted)}"
        found.append(Check(id="object-limit", subject=edition, verdict=verdict, because=because, facts=(fact.id,)))
    return tuple(found)
