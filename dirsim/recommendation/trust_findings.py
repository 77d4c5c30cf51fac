"""Findings on trusts: direction, forwarders, selective authentication."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from dirsim.catalog.words import SOUND_TRUST_STATES
from dirsim.directory.trusts.opened import suffix_routes
from dirsim.directory.trusts.trust_walk import realms, walk_trusts
from dirsim.model.directory import Directory, Trust
from dirsim.model.outcome import Judgement
from dirsim.model.requirements import Workload
from dirsim.model.topology import Topology
from dirsim.recommendation.assessment import ExistingFinding

_TWO_WAY = (
    "aws-console",
    "aws-services",
    "workspaces",
    "workspaces-windows",
    "workspaces-linux",
    "quicksight",
    "connect",
    "workmail",
    "workdocs",
    "chime",
)
"""Kinds for which a managed directory must read the trusted domain."""
_INSIDE = ("parent-child", "tree-root", "shortcut")


def trust_findings(topology: Topology, workloads: Mapping[str, Workload], at: str) -> Iterator[ExistingFinding]:
    """The findings of every rule on trusts.

    Args:
        topology: The directories, trusts and forwarders.
        workloads: The workloads by name.
        at: The path of the parts in the file: ``estate.``, or empty for a topology.
    """
    for rule in TRUST_RULES:
        yield from rule(topology, workloads, at)


def _of(topology: Topology, domain: str) -> Directory | None:
    return next(
        (entry for entry in topology.directories.values() if entry.kind != "ad-connector" and domain in entry.domains),
        None,
    )


def directions_fit(topology: Topology, workloads: Mapping[str, Workload], at: str) -> Iterator[ExistingFinding]:
    """AWS applications on a managed directory reach users of another domain over a two-way trust only."""
    fronted = {domain for connector in topology.connectors.values() for domain in connector.domain.split()}
    for label, entry in topology.directories.items():
        if entry.kind == "ad-connector":
            fronted.update(entry.domains)
        del label
    for name, trust in topology.trusts.items():
        trusting = _of(topology, trust.trusting)
        if trusting is None or trusting.kind != "managed-microsoft-ad" or trust.two_way:
            continue
        for label, workload in workloads.items():
            if workload.kind in _TWO_WAY and trust.trusted in workload.users and trust.trusted not in fronted:
                yield ExistingFinding(
                    path=f"{at}trusts.{name}",
                    rule="trust-direction",
                    verdict=Judgement.NOT_MET,
                    because=f"{workload.kind} ({label}) needs a two-way trust: {trust.trusting} cannot read users of {trust.trusted}",
                    facts=("two-way-trust-for-enterprise-apps",),
                    command=f"dirsim trusts FILE --from {trust.trusting} --to {trust.trusted}",
                )


def trusts_reach_users(topology: Topology, workloads: Mapping[str, Workload], at: str) -> Iterator[ExistingFinding]:
    """Users of a workload reach the domain that it joined: over a trust of the right direction that is transitive enough."""
    managed = [
        domain
        for entry in topology.directories.values()
        if entry.kind == "managed-microsoft-ad"
        for domain in entry.domains
    ]
    fronted = {d for entry in topology.directories.values() if entry.kind == "ad-connector" for d in entry.domains}
    known = realms(topology.directories, topology.trusts)
    for name, workload in workloads.items():
        if not managed:
            return
        for user in workload.users:
            if user in managed or user in fronted or user.lower() not in known:
                continue
            ways = [walk_trusts(topology.directories, topology.trusts, user, domain) for domain in managed]
            if ways and not any(way.reachable for way in ways) and topology.trusts:
                yield ExistingFinding(
                    path=f"workloads.{name}",
                    rule="trust-path",
                    verdict=Judgement.NOT_MET,
                    because=f"users of {user} do not reach {ways[0].resource}: {ways[0].because}",
                    command=f"dirsim trusts FILE --from {user} --to {ways[0].resource}",
                )
    del at


def forwarders_go_both_ways(
    topology: Topology, workloads: Mapping[str, Workload], at: str
) -> Iterator[ExistingFinding]:
    """Each side of a trust resolves the names of the other, by a conditional forwarder or another way."""
    del workloads
    for name, trust in topology.trusts.items():
        if trust.kind in _INSIDE or trust.kind == "realm":
            continue
        for zone, asking in ((trust.trusted, trust.trusting), (trust.trusting, trust.trusted)):
            if any(zone == known or zone.endswith(f".{known}") for known in _forwarded(topology, asking)):
                continue
            said = f"the name servers of {asking} have no conditional forwarder for {zone}"
            # What an export of one side does not hold is unknown; a file that lists forwarders, or hosts, lists all.
            open_ = (not topology.forwarders and bool(at)) or not _described(topology, asking)
            yield ExistingFinding(
                path=f"{at}trusts.{name}",
                rule="forwarders-both-ways",
                verdict=Judgement.UNKNOWN if open_ else Judgement.NOT_MET,
                because=f"whether {said.replace('have no', 'have a')} is not stated" if open_ else said,
                facts=("dns-conditional-forwarders",),
                command=f"dirsim trusts FILE --from {zone} --to {asking}",
            )


def _forwarded(topology: Topology, asking: str) -> tuple[str, ...]:
    """The zones for which the servers of a domain have an answer: by forwarders, or by a zone that they hold."""
    zones = [zone for zone, domains in topology.forwarders.items() if asking in domains]
    entry = _of(topology, asking)
    held = entry.domains[asking].dns_zones if entry is not None else {}
    return (*zones, *held)


def _described(topology: Topology, domain: str) -> bool:
    """True where something is known of a domain beyond its name."""
    entry = _of(topology, domain)
    return bool(topology.controllers(domain)) and (
        entry is None
        or entry.kind != "active-directory"
        or bool(entry.domains[domain].controllers or entry.domains[domain].domain_controllers or topology.flows)
    )


def selective_trusts_admit(topology: Topology, workloads: Mapping[str, Workload], at: str) -> Iterator[ExistingFinding]:
    """A trust with selective authentication admits the users who need it."""
    for name, trust in topology.trusts.items():
        users = [workload for workload in workloads.values() if trust.trusted in workload.users]
        flows = [flow for flow in topology.flows.values() if _crosses(topology, flow.user, flow.service, trust)]
        if trust.selective and not trust.allowed and (users or flows or not workloads):
            yield ExistingFinding(
                path=f"{at}trusts.{name}",
                rule="selective-authentication",
                verdict=Judgement.NOT_MET,
                because=f"selective authentication admits no account of {trust.trusted}: grant Allowed to Authenticate on the "
                "computer accounts of the resources",
                command=f"dirsim trusts FILE --from {trust.trusted} --to {trust.trusting}",
            )


def _crosses(topology: Topology, user: str, service: str, trust: Trust) -> bool:
    principal, target = topology.principals.get(user), topology.services.get(service)
    return (
        principal is not None
        and target is not None
        and (principal.domain, target.realm) == (trust.trusted, trust.trusting)
    )


def suffixes_are_routed(topology: Topology, workloads: Mapping[str, Workload], at: str) -> Iterator[ExistingFinding]:
    """No name suffix is claimed by two forests of forest trusts."""
    del workloads
    suffixes = {name: entry.upn_suffixes for name, entry in topology.directories.items() if entry.upn_suffixes}
    _, collisions = suffix_routes(topology.directories, topology.trusts, suffixes=suffixes)
    for said in collisions:
        yield ExistingFinding(
            path=f"{at}trusts",
            rule="suffix-collision",
            verdict=Judgement.NOT_MET,
            because=said,
            command="dirsim trusts FILE",
        )


def trusts_have_common_keys(
    topology: Topology, workloads: Mapping[str, Workload], at: str
) -> Iterator[ExistingFinding]:
    """A trust supports AES; RC4 alone fails where it is disabled, DES everywhere."""
    del workloads
    for name, trust in topology.trusts.items():
        types = set(trust.encryption_types)
        if types and not types & {"aes128", "aes256"}:
            yield ExistingFinding(
                path=f"{at}trusts.{name}",
                rule="trust-encryption-types",
                verdict=Judgement.NOT_MET,
                because=f"the trust supports only {' and '.join(sorted(types)).upper()}: referral tickets fail where it is disabled",
                command=f"dirsim trusts FILE --from {trust.trusted} --to {trust.trusting}",
            )


def trusts_are_verified(topology: Topology, workloads: Mapping[str, Workload], at: str) -> Iterator[ExistingFinding]:
    """AWS reports a trust as verified."""
    del workloads
    for name, trust in topology.trusts.items():
        if trust.state not in (None, *SOUND_TRUST_STATES):
            yield ExistingFinding(
                path=f"{at}trusts.{name}",
                rule="trust-state",
                verdict=Judgement.NOT_MET,
                because=f"AWS reports the trust as {trust.state}: check forwarders on both sides, ports and the trust password",
                facts=("dns-conditional-forwarders", "flow-trust-onprem-to-managed"),
                command="dirsim facts flow-trust-onprem-to-managed",
            )


TRUST_RULES: tuple[Callable[[Topology, Mapping[str, Workload], str], Iterator[ExistingFinding]], ...] = (
    directions_fit,
    trusts_reach_users,
    forwarders_go_both_ways,
    selective_trusts_admit,
    suffixes_are_routed,
    trusts_have_common_keys,
    trusts_are_verified,
)
"""Every rule on trusts."""
