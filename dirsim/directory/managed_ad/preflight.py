"""Preflight checks of an estate for Managed AD and Hybrid Edition.

They check whether Hybrid Edition can extend a forest, and whether the objects of the estate fit into each edition.

The checks use discovered data. Data that no directory stores remains unknown, with the command that determines it; the
directory assessment of AWS has the final decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from dirsim.facts import catalog
from dirsim.model.directory import Directory, Domain, Trust
from dirsim.model.outcome import Judgement

_PREREQUISITES = "hybrid-prerequisites"
_FORESTS = ("active-directory", "samba-ad")
_OLD_SYSTEMS = re.compile(r"\b(?:2000|2003|2008)\b")
_STRONG = "aes256"


@frozen(kw_only=True)
class Check:
    """The result of one check.

    Attributes:
        id: Its id.
        subject: The domain or directory concerned.
        verdict: ``met``, ``not-met`` or ``unknown``.
        because: The reason, in words.
        facts: Ids of the facts that support it.
    """

    id: str
    subject: str
    verdict: Judgement
    because: str
    facts: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The check as a JSON object."""
        return {
            "id": self.id,
            "subject": self.subject,
            "verdict": self.verdict,
            "because": self.because,
            "facts": list(self.facts),
        }


def hybrid_checks(directories: Mapping[str, Directory], trusts: Mapping[str, Trust] | None = None) -> tuple[Check, ...]:
    """Run the Hybrid Edition checks on every domain of every existing Active Directory, in the order of the estate.

    Args:
        directories: The directories of the estate.
        trusts: Its trusts; ``None`` means unknown.
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
            f"{label} is Samba; AWS states its requirements in terms of Windows Server and does not mention Samba: "
            "run the directory assessment before you plan further"
        )
        facts = ("managed-ad-hybrid--trust-with-samba", _PREREQUISITES)
        yield Check(id="software", subject=name, verdict=Judgement.UNKNOWN, because=because, facts=facts)
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
    """An unknown result: the estate cannot answer the check; the reason gives the next step."""
    return Check(
        id=check,
        subject=name,
        verdict=Judgement.UNKNOWN,
        because=f"the directory does not store this. {because}",
        facts=(fact,),
    )


def _encryption(name: str, domain: Domain, trusts: Mapping[str, Trust]) -> Check:
    """Fails if a controller's stated encryption types exclude AES-256; accounts cannot be checked from the estate."""
    fact = catalog()["managed-ad-hybrid--kerberos-encryption"]
    stated = {host: one.encryption_types for host, one in domain.domain_controllers.items() if one.encryption_types}
    weak = [f"{host} ({', '.join(types)})" for host, types in stated.items() if _STRONG not in types]
    details = []
    if stated and not weak:
        silent = [host for host in domain.domain_controllers if host not in stated]
        details.append(f"{', '.join(stated)} {'supports' if len(stated) == 1 else 'support'} AES-256")
        details += (
            [f"{', '.join(silent)} {'does' if len(silent) == 1 else 'do'} not state encryption types"] if silent else []
        )
    details += [
        f"the trust {key} supports only {', '.join(trust.encryption_types)}"
        for key, trust in trusts.items()
        if name in (trust.trusting, trust.trusted) and trust.encryption_types and _STRONG not in trust.encryption_types
    ]
    if domain.krbtgt_password_set:
        details.append(f"the krbtgt password was last set on {domain.krbtgt_password_set}")
    if weak:
        because = f"controllers without AES-256: {', '.join(weak)}"
        return Check(
            id="encryption-types",
            subject=name,
            verdict=Judgement.NOT_MET,
            because="; ".join([because, *details]),
            facts=(fact.id,),
        )
    rest = (
        "Tickets of the domain, krbtgt and service accounts must work with AES-256: find accounts that support only RC4 "
        "(msDS-SupportedEncryptionTypes, and event 4769 for the issued tickets)"
    )
    if not details:
        return _open("encryption-types", name, rest, fact.id)
    because = f"{'; '.join(details)}. {rest}"
    return Check(id="encryption-types", subject=name, verdict=Judgement.UNKNOWN, because=because, facts=(fact.id,))


def _ports(name: str, domain: Domain) -> Check:
    detail = catalog()["flow-hybrid-dc-to-onprem"].detail or {}
    rows = ", ".join(f"{'/'.join(one['protocols'])} {one['ports']}" for one in detail.get("required", ()))
    hosts = [host for host, one in domain.domain_controllers.items() if not one.read_only]
    to = ", ".join(hosts) if hosts else "the controllers"
    return _open("ports", name, f"Test from the directory's subnets to {to}: {rows}", "flow-hybrid-dc-to-onprem")


def _clock(name: str, domain: Domain) -> Check:
    """The time source of the PDC emulator, if stated; the estate cannot show whether it responds."""
    statement = catalog()["hybrid-time-sync"].statement
    keepers = {host: one.clock_source for host, one in domain.domain_controllers.items() if "pdc-emulator" in one.roles}
    for host, source in keepers.items():
        if source:
            because = f"{host} uses the time source {source}; test the offset of the others (w32tm /stripchart). "
            return Check(
                id="clock",
                subject=name,
                verdict=Judgement.UNKNOWN,
                because=because + statement,
                facts=("hybrid-time-sync",),
            )
    ask = next(iter(keepers), "the PDC emulator")
    return _open("clock", name, f"Query {ask} (w32tm /query /source). {statement}", "hybrid-time-sync")


def _level(directory: Directory, name: str, domain: Domain) -> Check:
    given = domain.functional_level if domain.functional_level is not None else directory.functional_level
    levels = (catalog()[_PREREQUISITES].detail or {})["functional_levels"]
    if given is None:
        return Check(
            id="functional-level",
            subject=name,
            verdict=Judgement.UNKNOWN,
            because="the functional level is not stated",
            facts=(_PREREQUISITES,),
        )
    known = str(given).replace(" ", "").upper().removeprefix("WINDOWSSERVER").removeprefix("WINDOWS")
    met = known in {str(level).upper() for level in levels}
    because = f"the functional level is {given}; Hybrid Edition supports {' and '.join(levels)}"
    return Check(
        id="functional-level",
        subject=name,
        verdict=Judgement.MET if met else Judgement.NOT_MET,
        because=because,
        facts=(_PREREQUISITES,),
    )


def _controllers(name: str, domain: Domain) -> Check:
    least = int((catalog()[_PREREQUISITES].detail or {})["writable_controllers"])
    if domain.domain_controllers:
        count = sum(not one.read_only for one in domain.domain_controllers.values())
        listed = "1 writable controller is" if count == 1 else f"{count} writable controllers are"
        because = f"{listed} listed; {least} are required, and read-only ones do not count"
    elif domain.controllers:
        count = sum(domain.controllers.values())
        stated = "1 controller is" if count == 1 else f"{count} controllers are"
        because = f"{stated} stated; {least} writable ones are required"
    else:
        return Check(
            id="controllers",
            subject=name,
            verdict=Judgement.UNKNOWN,
            because="the controllers are not stated",
            facts=(_PREREQUISITES,),
        )
    verdict = Judgement.MET if count >= least else Judgement.NOT_MET
    return Check(id="controllers", subject=name, verdict=verdict, because=because, facts=(_PREREQUISITES,))


def _roles(name: str, domain: Domain) -> Check:
    wanted = (catalog()[_PREREQUISITES].detail or {})["reachable_roles"]
    holders = {role: host for host, one in domain.domain_controllers.items() for role in one.roles if role in wanted}
    bad = [host for host in holders.values() if domain.domain_controllers[host].read_only]
    details = ", ".join(f"{role} on {host}" for role, host in sorted(holders.items()))
    known = any(one.roles for one in domain.domain_controllers.values())
    missing = [role for role in wanted if role not in holders] if known else []
    if missing:
        details = ", ".join(filter(None, (details, f"no listed controller holds {' or '.join(missing)}")))
    if holders and not missing:
        details += "; test a route from AWS to each"
    because = f"the PDC emulator and the RID master must be routable at all times: {details or 'their holders are not stated'}"
    return Check(
        id="role-holders",
        subject=name,
        verdict=Judgement.NOT_MET if bad else Judgement.UNKNOWN,
        because=because,
        facts=(_PREREQUISITES,),
    )


def _replication(directory: Directory, name: str, domain: Domain) -> Check:
    used = {one.ad_site for one in domain.domain_controllers.values() if one.ad_site}
    joined = {site for link in directory.site_links.values() for site in link.sites}
    alone = sorted(used - joined) if len(used) > 1 else []
    if alone:
        because = f"no site link contains {', '.join(alone)}, so its controllers do not replicate with the others"
        return Check(id="replication", subject=name, verdict=Judgement.NOT_MET, because=because)
    details = f"site links connect the sites of its controllers ({', '.join(sorted(used))}); " if len(used) > 1 else ""
    because = f"{details}the directory does not store the replication status: run repadmin /replsummary and dcdiag"
    return Check(id="replication", subject=name, verdict=Judgement.UNKNOWN, because=because)


def _systems(name: str, domain: Domain) -> Check:
    systems = {host: one.operating_system for host, one in domain.domain_controllers.items() if one.operating_system}
    old = sorted(f"{host} ({system})" for host, system in systems.items() if _OLD_SYSTEMS.search(system))
    if old:
        because = f"too old for the required functional level: {', '.join(old)}"
        return Check(
            id="operating-systems", subject=name, verdict=Judgement.NOT_MET, because=because, facts=(_PREREQUISITES,)
        )
    foreign = sorted(f"{host} ({system})" for host, system in systems.items() if "windows" not in system.lower())
    if foreign:
        because = f"not Windows Server, for which AWS states its requirements: {', '.join(foreign)}"
        return Check(
            id="operating-systems", subject=name, verdict=Judgement.UNKNOWN, because=because, facts=(_PREREQUISITES,)
        )
    if systems and len(systems) == len(domain.domain_controllers):
        return Check(
            id="operating-systems",
            subject=name,
            verdict=Judgement.MET,
            because="no controller is older than 2012",
            facts=(_PREREQUISITES,),
        )
    because = "the operating systems of the controllers are not all stated"
    return Check(
        id="operating-systems", subject=name, verdict=Judgement.UNKNOWN, because=because, facts=(_PREREQUISITES,)
    )


def edition_checks(directories: Mapping[str, Directory]) -> tuple[Check, ...]:
    """Check whether the objects of the existing forests fit into each edition."""
    existing = [one for one in directories.values() if one.kind in _FORESTS]
    counts = {name: domain.objects for one in existing for name, domain in one.domains.items()}
    known = sum(count or 0 for count in counts.values())
    uncounted = [name for name, count in counts.items() if count is None]
    found: list[Check] = []
    for edition in ("standard", "enterprise"):
        fact = catalog()[f"managed-ad-{edition}--object-limit"]
        most = (fact.detail or {})["objects"]
        verdict = (
            Judgement.NOT_MET if known > most else Judgement.MET if counts and not uncounted else Judgement.UNKNOWN
        )
        because = f"{known} objects are stated; about {most} fit"
        if uncounted:
            because += f"; no count of {', '.join(uncounted)}"
        found.append(Check(id="object-limit", subject=edition, verdict=verdict, because=because, facts=(fact.id,)))
    return tuple(found)
