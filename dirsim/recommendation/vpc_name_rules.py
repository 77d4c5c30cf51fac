"""Rules of how the VPCs of an estate resolve names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_address

from dirsim.catalog.workload_kinds import KINDS
from dirsim.model.outcome import Judgement
from dirsim.model.requirements import Estate, Workload
from dirsim.recommendation.placement_finding import PlacementFinding

_PROVIDED = "AmazonProvidedDNS"


def vpcs_resolve_names(estate: Estate, workloads: Mapping[str, Workload]) -> Iterator[PlacementFinding]:
    """A VPC resolves its own names and those of the domains that its machines join."""
    addresses = {address for directory in estate.directories.values() for address in directory.dns_servers}
    for name, vpc in estate.vpcs.items():
        path = f"estate.vpcs.{name}"
        outside = [server for server in vpc.dns_servers if server != _PROVIDED]
        held = any(directory.vpc == name for directory in estate.directories.values())
        here = {label: workload for label, workload in workloads.items() if workload.vpc == name}
        if outside and (vpc.private_zones or vpc.endpoints or any(w.kind in _CLUSTERS for w in here.values())):
            yield PlacementFinding(
                path=path,
                rule="vpc-names-resolve",
                verdict=Judgement.UNKNOWN if set(outside) <= addresses and held else Judgement.NOT_MET,
                because=f"the DHCP options name {', '.join(outside)}: names of the VPC resolve only if these servers forward "
                "to Amazon-provided DNS; keep that resolver and add a Resolver rule for the domain",
                facts=("dhcp-options-controllers", "route53-resolver-endpoints"),
            )
        if vpc.resolver_rules and vpc.outbound_endpoint is False:
            yield PlacementFinding(
                path=path,
                rule="resolver-rules-have-an-endpoint",
                verdict=Judgement.NOT_MET,
                because="Resolver rules forward through an outbound endpoint; the VPC has none",
                facts=("route53-resolver-endpoints",),
            )
        own = [domain for one in estate.directories.values() if one.kind in _JOINED for domain in one.domains]
        wanted = {domain for workload in here.values() for domain in workload.users}
        machines = [workload for workload in here.values() if _is_machine(workload)]
        if len(own) == 1 and any(not workload.users for workload in machines):
            wanted.update(own)  # machines without named users join the one domain that there is
        for domain in sorted(wanted if vpc.dns_servers and not outside else ()):
            if not any(_within(domain, zone) for zone in vpc.resolver_rules):
                yield PlacementFinding(
                    path=path,
                    rule="domain-names-resolve",
                    verdict=Judgement.NOT_MET,
                    because=f"the VPC uses Amazon-provided DNS and no Resolver rule forwards {domain}",
                    facts=("route53-resolver-endpoints",),
                )
        for zone, targets in vpc.resolver_rules.items():
            known = _servers_of(estate, zone)
            stray = [target for target in targets if _is_address(target) and known and target not in known]
            if stray:
                yield PlacementFinding(
                    path=path,
                    rule="resolver-rule-targets",
                    verdict=Judgement.NOT_MET,
                    because=f"the Resolver rule for {zone} forwards to {', '.join(stray)}; its name servers are {', '.join(sorted(known))}",
                    facts=("route53-resolver-endpoints",),
                )


_CLUSTERS = ("hpc-cluster", "emr")
_JOINED = ("active-directory", "samba-ad")
"""Kinds of directories whose domains machines find by the VPC's name servers alone."""


def _is_machine(workload: Workload) -> bool:
    kind = KINDS[workload.kind]
    return kind.ways[0] == "member" and not kind.service


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def private_zones_hide_no_domain(estate: Estate, workloads: Mapping[str, Workload]) -> Iterator[PlacementFinding]:
    """No private zone of a VPC answers in place of the name servers of a directory's domain."""
    del workloads
    held = [(label, one, domain) for label, one in estate.directories.items() for domain in one.domains]
    for name, vpc in estate.vpcs.items():
        asks_others = bool(vpc.dns_servers) and _PROVIDED not in vpc.dns_servers
        for label, directory, domain in held:
            for zone in vpc.private_zones:
                # AWS asks for different names of a managed directory and a zone, whatever else forwards them.
                clash = zone == domain and directory.kind in ("managed-microsoft-ad", "simple-ad")
                if clash or (not asks_others and _hides(zone, domain, tuple(vpc.resolver_rules))):
                    yield PlacementFinding(
                        path=f"estate.vpcs.{name}",
                        rule="private-zone-hides-domain",
                        verdict=Judgement.NOT_MET,
                        because=f"the private zone {zone} answers for names of {domain} ({label}): records of its controllers that "
                        "the zone does not have do not exist for machines in the VPC",
                        facts=("route53-phz-name-clash",) if clash else ("route53-private-zone-answers",),
                    )


def _hides(zone: str, domain: str, rules: tuple[str, ...]) -> bool:
    """True where a zone answers for a domain, or for the records by which its controllers are found, and no rule goes before it."""
    if _within(domain, zone):
        return not any(_within(domain, rule) and _within(rule, zone) for rule in rules)
    below = zone.removesuffix(f".{domain}").rpartition(".")[2] if _within(zone, domain) else ""
    return below.startswith("_") and zone not in rules


def _within(name: str, zone: str) -> bool:
    """True for the zone itself and for a name in it."""
    return name == zone or name.endswith(f".{zone}")


def dhcp_servers_know_the_domain(estate: Estate, workloads: Mapping[str, Workload]) -> Iterator[PlacementFinding]:
    """Name servers that DHCP options name are those of the domain that machines join, or forward to them."""
    for name, vpc in estate.vpcs.items():
        outside = {server for server in vpc.dns_servers if server != _PROVIDED}
        machines = [
            workload
            for workload in workloads.values()
            if workload.vpc == name and "member" in KINDS[workload.kind].ways and not KINDS[workload.kind].service
        ]
        if not outside or not all(_is_address(server) for server in outside):
            continue
        for domain in sorted({user for workload in machines for user in workload.users}):
            known = _servers_of(estate, domain)
            forwarding = {address for asker in estate.dns.get(domain, ()) for address in _servers_of(estate, asker)}
            if known and not outside & (known | forwarding):
                yield PlacementFinding(
                    path=f"estate.vpcs.{name}",
                    rule="domain-names-resolve",
                    verdict=Judgement.NOT_MET,
                    because=f"the DHCP options name {', '.join(sorted(outside))}, which neither hold {domain} nor forward it; its "
                    f"name servers are {', '.join(sorted(known))}",
                    facts=("dhcp-options-controllers",),
                )


def _servers_of(estate: Estate, domain: str) -> set[str]:
    """The addresses of a domain's name servers, as far as a directory or a connector in front of it states them."""
    return {
        address for entry in estate.directories.values() if domain in entry.domains for address in entry.dns_servers
    }


VPC_NAME_RULES: tuple[Callable[[Estate, Mapping[str, Workload]], Iterator[PlacementFinding]], ...] = (
    vpcs_resolve_names,
    private_zones_hide_no_domain,
    dhcp_servers_know_the_domain,
)
"""Every rule of how VPCs resolve names."""
