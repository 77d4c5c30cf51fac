"""Rules on VPCs, Availability Zones and forwarders."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from ipaddress import ip_address

from dirsim.files.network_rules import unknown
from dirsim.model.domain_name import is_domain_name
from dirsim.model.network_parts import Site, Vpc
from dirsim.parsing.places import Finding, Path, shown

PROVIDED_DNS = "AmazonProvidedDNS"
_ZONE = re.compile(r"[a-z]{2,4}(-[a-z]+){1,3}-[0-9]{1,2}[a-z]|[a-z]{2,6}[0-9]{1,2}-az[0-9]{1,2}")


def vpc_findings(
    at: Path, vpcs: Mapping[str, Vpc], sites: Mapping[str, Site], hosts: Collection[str]
) -> Iterator[Finding]:
    """VPCs are at known sites, and their name servers are addresses, hosts or the resolver of AWS.

    Args:
        at: The path of the parts in the file; empty for the top of the file.
        vpcs: The VPCs by name.
        sites: The sites by name.
        hosts: The names of the hosts; empty where a file has none.
    """
    for name, vpc in vpcs.items():
        path = (*at, "vpcs", name)
        if vpc.site is not None:
            yield from unknown((*path, "site"), "site", vpc.site, sites)
        for place, server in enumerate(vpc.dns_servers):
            if server != PROVIDED_DNS and server not in hosts and not _address(server):
                hint = f"use an address, a host, or {PROVIDED_DNS}"
                yield Finding((*path, "dns_servers", place), f"{shown(server)} is not a name server", hint)
        for zone in vpc.resolver_rules:
            if not is_domain_name(zone):
                yield Finding(
                    (*path, "resolver_rules", zone), f"{shown(zone)} is not a DNS zone", "such as corp.example"
                )


def _address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def zone_findings(path: Path, zones: Collection[str]) -> Iterator[Finding]:
    """Availability Zones look like zone ids or zone names."""
    for place, zone in enumerate(zones):
        if not _ZONE.fullmatch(zone):
            hint = "use a zone id such as euw1-az1, or a zone name such as eu-west-1a"
            yield Finding((*path, place), f"{shown(zone)} is not an Availability Zone", hint)


def forwarder_findings(at: Path, dns: Mapping[str, tuple[str, ...]], domains: Collection[str]) -> Iterator[Finding]:
    """Domains with conditional forwarders are domains of the file, and forward to others."""
    for zone, names in dns.items():
        for place, domain in enumerate(names):
            yield from unknown((*at, "dns", zone, place), "domain", domain, domains)
            if domain == zone:
                yield Finding((*at, "dns", zone, place), f"the domain {shown(zone)} forwards to itself", "leave it out")
