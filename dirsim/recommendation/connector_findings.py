"""Findings on AD Connectors and other directories of AWS."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from dirsim.catalog.units import seconds
from dirsim.catalog.workload_kinds import KINDS
from dirsim.facts import Catalog
from dirsim.model.directory import Directory
from dirsim.model.outcome import Judgement
from dirsim.model.requirements import Workload
from dirsim.model.topology import Topology
from dirsim.protocols.client_profile import known
from dirsim.recommendation.assessment import ExistingFinding
from dirsim.recommendation.directory_findings import option_of

_BAD_STAGES = ("impaired", "inoperable", "failed", "restore-failed", "restorefailed")
_STATES = {
    "disabled": "is disabled",
    "expired": "has expired",
    "locked": "is locked out",
    "password-expired": "has an expired password",
    "absent": "does not exist",
}
_TOO_SOON_S = 10.0
"""A user needs longer than this to answer a push message or to read a code; the least that a page names is 1 s."""


def connector_findings(
    directories: Mapping[str, Directory],
    topology: Topology,
    workloads: Mapping[str, Workload],
    facts: Catalog,
    at: str,
) -> Iterator[ExistingFinding]:
    """The findings of every rule on directories of AWS.

    Args:
        directories: The directories by name, as the file has them.
        topology: The topology that they are part of.
        workloads: The workloads by name.
        facts: The facts that apply.
        at: The path of the parts in the file: ``estate.``, or empty for a topology.
    """
    for name, directory in directories.items():
        for rule in CONNECTOR_RULES:
            for finding in rule(name, directory, topology, workloads):
                if all(fact in facts for fact in finding.facts):
                    yield ExistingFinding(
                        path=f"{at}directories.{name}",
                        rule=finding.rule,
                        verdict=finding.verdict,
                        because=finding.because,
                        facts=finding.facts,
                        command=finding.command,
                    )


def _found(rule: str, because: str, *facts: str, command: str = "", unknown: bool = False) -> ExistingFinding:
    verdict = Judgement.UNKNOWN if unknown else Judgement.NOT_MET
    return ExistingFinding(path="", rule=rule, verdict=verdict, because=because, facts=facts, command=command)


def it_works(
    name: str, directory: Directory, topology: Topology, workloads: Mapping[str, Workload]
) -> Iterator[ExistingFinding]:
    """AWS does not report the directory as impaired or inoperable."""
    del workloads
    if directory.stage in _BAD_STAGES:
        option = option_of(directory) or "managed-ad-standard"
        design = "" if topology.flows else f" --design {option}"
        about = "; its service account, DNS servers and ports come first" if directory.kind == "ad-connector" else ""
        yield _found(
            "directory-state", f"AWS reports {name} as {directory.stage}{about}", command=f"dirsim ports FILE{design}"
        )


def its_account_is_valid(
    name: str, directory: Directory, topology: Topology, workloads: Mapping[str, Workload]
) -> Iterator[ExistingFinding]:
    """The service account of a connector is named, and is active where the file has it."""
    del workloads
    if directory.kind != "ad-connector":
        return
    if directory.service_account is None:
        yield _found("service-account", f"the service account of {name} is not stated", unknown=True)
        return
    principal = topology.principals.get(directory.service_account)
    if principal is not None and principal.state != "active":
        yield _found(
            "service-account",
            f"the service account {directory.service_account} of {name} {_STATES[principal.state]}: every sign-in through it "
            "fails",
            "ad-connector-account-rotation-order",
            command=f"dirsim simulate FILE --scenario password-expired:{name}",
        )


def its_account_is_its_own(
    name: str, directory: Directory, topology: Topology, workloads: Mapping[str, Workload]
) -> Iterator[ExistingFinding]:
    """No other connector of the same domain binds with the service account of this one."""
    del workloads
    account, domains = directory.service_account, set(directory.domains)
    if directory.kind != "ad-connector" or account is None:
        return
    others = [
        label
        for label, entry in topology.directories.items()
        if label != name
        and entry.kind == "ad-connector"
        and entry.service_account is not None
        and entry.service_account.lower() == account.lower()
        and domains & set(entry.domains)
    ]
    if others:
        yield _found(
            "service-account",
            f"{name} and {', '.join(others)} bind with the same service account {account}: each connector needs its own, and a "
            "lockout of this one stops both",
            "ad-connector--service-account-privileges",
            command="dirsim facts ad-connector--service-account-privileges",
        )


def its_account_is_of_its_domain(
    name: str, directory: Directory, topology: Topology, workloads: Mapping[str, Workload]
) -> Iterator[ExistingFinding]:
    """The service account of a connector is an account of the directory that it serves."""
    del workloads
    account = directory.service_account
    if directory.kind != "ad-connector" or account is None or not directory.domains:
        return
    served = next(iter(directory.domains))
    others = [one for one in topology.directories.values() if one.kind != "ad-connector"]
    behind = next((one for one in others if served in one.domains), None)
    fact = "ad-connector--service-account-privileges"
    short, _, rest = account.partition("\\")
    netbios = behind.domains[served].netbios if behind is not None else None
    if rest and netbios and short.casefold() not in (netbios.casefold(), served.casefold()):
        because = f"the service account {account} of {name} is not of {served}, whose NetBIOS name is {netbios}"
        yield _found("service-account", because, fact, command=f"dirsim facts {fact}")
    suffix = account.rpartition("@")[2].casefold() if "@" in account else ""
    known = {served} if behind is None else {served, *behind.domains, *behind.upn_suffixes}
    if not suffix or suffix in {one.casefold() for one in known}:
        return
    elsewhere = {domain.casefold() for one in others for domain in one.domains}
    stated = suffix in elsewhere or (behind is not None and bool(behind.upn_suffixes))
    said = f"the service account {account} of {name} is not of {served}: the connector binds to that directory only"
    doubt = f"whether {suffix} is a name suffix of the directory behind {name} is not stated; its service account is {account}"
    yield _found("service-account", said if stated else doubt, fact, unknown=not stated)


def its_domain_is_that_of_the_users(
    name: str, directory: Directory, topology: Topology, workloads: Mapping[str, Workload]
) -> Iterator[ExistingFinding]:
    """A connector serves one domain; users of others have another directory."""
    if directory.kind != "ad-connector":
        return
    served = {
        domain
        for entry in topology.directories.values()
        if entry.kind in ("ad-connector", "managed-microsoft-ad")
        for domain in entry.domains
    }
    trusted = {d for trust in topology.trusts.values() for d in (trust.trusted, trust.trusting)}
    provider = any("identity-provider" in host.roles for host in topology.hosts.values())
    for label, workload in workloads.items():
        lost = [user for user in workload.users if user not in served and user not in trusted]
        registers = KINDS[workload.kind].ways[0] == "application" and not provider  # nothing else signs its users in
        if lost and (registers or set(workload.users) & set(directory.domains)):
            yield _found(
                "connector-domain",
                f"{name} serves {', '.join(directory.domains)} only; users of {', '.join(lost)} ({label}) need a separate connector",
                "ad-connector--domain-model",
            )


def its_dns_servers_are_controllers(
    name: str, directory: Directory, topology: Topology, workloads: Mapping[str, Workload]
) -> Iterator[ExistingFinding]:
    """A connector asks two name servers of its domain."""
    del workloads
    if directory.kind != "ad-connector" or not directory.dns_servers:
        return
    known = {
        host.address
        for domain in directory.domains
        for host in topology.hosts.values()
        if host.domain == domain and host.address and "dns" in host.roles
    }
    stray = [server for server in directory.dns_servers if known and server not in known]
    if stray:
        yield _found(
            "connector-dns",
            f"{name} asks {', '.join(stray)}, which is not a name server of {', '.join(directory.domains)}",
            "srv-record-common-dc",
        )
    if len(directory.dns_servers) < 2:
        yield _found(
            "connector-dns", f"{name} has one DNS server; when it is down, every sign-in fails", "ad-connector--dns"
        )


def its_radius_waits_for_people(
    name: str, directory: Directory, topology: Topology, workloads: Mapping[str, Workload]
) -> Iterator[ExistingFinding]:
    """The RADIUS timeout is long enough for a person to answer, one that AWS accepts, and short enough for a second server."""
    del topology, workloads
    if directory.radius_timeout is None:
        return
    stated, wait = directory.radius_timeout, seconds(directory.radius_timeout)
    most, advised = known("mfa-timeout", "max_s"), known("mfa-timeout-recommended", "seconds")
    if wait < _TOO_SOON_S:
        because = f"{name} waits {stated} for the RADIUS server: a user who must answer a prompt is refused"
        yield _found("radius-timeout", because, "ad-connector--mfa-radius")
    elif wait > most:
        because = f"the RADIUS timeout of {name} is {stated}; AWS accepts at most {most:g} s"
        yield _found("radius-timeout", because, "mfa-timeout", command="dirsim facts mfa-timeout")
    elif wait > advised:
        because = f"{name} waits {stated} for a RADIUS server: AWS advises {advised:g} s at most, or a second server is not tried"
        yield _found(
            "radius-timeout-advice", because, "mfa-timeout-recommended", command="dirsim facts mfa-timeout-recommended"
        )


def it_is_in_two_zones(
    name: str, directory: Directory, topology: Topology, workloads: Mapping[str, Workload]
) -> Iterator[ExistingFinding]:
    """The two subnets of a directory are in two zones."""
    del topology, workloads
    option = option_of(directory) or ("managed-ad-standard" if directory.kind == "managed-microsoft-ad" else "")
    if option and len(set(directory.zones)) == 1:
        fact = f"{option}--network-prerequisites"
        because = f"both subnets of {name} are in {directory.zones[0]}; a directory needs two zones"
        yield _found("two-zones", because, fact, command=f"dirsim facts {fact}")


CONNECTOR_RULES: tuple[Callable[[str, Directory, Topology, Mapping[str, Workload]], Iterator[ExistingFinding]], ...] = (
    it_works,
    its_account_is_valid,
    its_account_is_its_own,
    its_account_is_of_its_domain,
    its_domain_is_that_of_the_users,
    its_dns_servers_are_controllers,
    its_radius_waits_for_people,
    it_is_in_two_zones,
)
"""Every rule on directories of AWS."""
