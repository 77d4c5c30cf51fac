"""Entries of AWS descriptions as parts of an estate.

The entries have the form in which AWS describes them, whatever their source is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import unquote

from attrs import define, evolve, field

from dirsim.directory.discovery.assemble import label_of
from dirsim.directory.discovery.aws_listing import (
    UNKNOWN_REGION,
    ZONE,
    AwsListing,
    KeptListing,
    Made,
    UnreadError,
    shaped,
)
from dirsim.directory.discovery.discovery import Place, Unread
from dirsim.model.directory import Directory, Domain, Trust
from dirsim.model.domain_name import is_domain_name
from dirsim.model.network_parts import Site, Vpc
from dirsim.model.requirements import Workload

_PROVIDED = "AmazonProvidedDNS"
_KINDS = {"MicrosoftAD": "managed-microsoft-ad", "ADConnector": "ad-connector", "SimpleAD": "simple-ad"}


@define
class AwsAccount:
    """The resources seen in an account, as parts of an estate."""

    listing: AwsListing
    sites: dict[str, Site] = field(factory=dict)
    directories: dict[str, Directory] = field(factory=dict)
    by_id: dict[str, tuple[str, str]] = field(factory=dict)
    trusts: dict[str, Trust] = field(factory=dict)
    dns: dict[str, tuple[str, ...]] = field(factory=dict)
    vpcs: dict[str, Vpc] = field(factory=dict)
    workloads: dict[str, Workload] = field(factory=dict)
    sources: dict[Place, str] = field(factory=dict)
    unread: list[Unread] = field(factory=list)
    calls: int = 0

    def all(self, service: str, operation: str, key: str, region: str | None, **request: Any) -> list[Made]:
        """Every entry that a list call returns; if it cannot be had, nothing, and a note is added."""
        try:
            items = self.listing.fetch(service, operation, key, region, request)
        except UnreadError as error:
            where = f" in {region}" if region and not isinstance(self.listing, KeptListing) else ""
            self.unread.append(Unread(f"{service} {operation.replace('_', '-')}{where}", str(error)))
            return []
        self.calls += 1
        made, odd = shaped(items)
        call = f"{service} {operation.replace('_', '-')}"
        self.unread += [Unread(f"{name} of {call}", "it does not have the form that AWS gives it") for name in odd]
        return made

    def origin(self, call: str, region: str) -> str:
        """The source of an entry, in words."""
        return f"{call} in {region}" if region != UNKNOWN_REGION else call

    def place(self, region: str) -> str:
        """The site of a Region."""
        self.sites.setdefault(region, Site(kind="aws-region", region=None if region == UNKNOWN_REGION else region))
        return region


def part(entry: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """A part of an entry that is an object; empty where it is missing. A list of one object counts as the object."""
    value = entry.get(key)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, Mapping) else {}


def take_directories(account: AwsAccount, region: str) -> None:
    """Add the directories of a Region, with their trusts, shares and further Regions."""
    for entry in account.all("ds", "describe_directories", "DirectoryDescriptions", region):
        name, kind = str(entry.get("Name", "")).lower(), str(entry.get("Type", ""))
        identity = str(entry.get("DirectoryId", ""))
        if kind == "SharedMicrosoftAD":
            owner = part(entry, "OwnerDirectoryDescription").get("AccountId", "another account")
            account.unread.append(Unread(f"directory {name}", f"account {owner} shares it: discover that account"))
            continue
        if not is_domain_name(name):
            account.unread.append(Unread(f"directory {identity or name}", "its domain name is unknown"))
            continue
        label = label_of(name, account.directories)
        if label in account.directories:
            label = f"{name}-{region}"
        if label in account.directories:
            label = f"{name}-{identity}"
        if kind != "ADConnector" and any(
            name in known.domains for known in account.directories.values() if known.kind != "ad-connector"
        ):
            why = "one directory per domain; omitted"
            account.unread.append(Unread(f"a second directory for {name} in {region}", why))
            continue
        account.directories[label] = _directory(account, region, entry)
        account.by_id[identity] = (label, name)
        account.sources["estate", "directories", label] = account.origin("ds describe-directories", region)
        if kind == "MicrosoftAD":
            _trusts(account, region, identity, name)
    _fronted(account)


_PENDING_SHARES = ("PendingAcceptance", "Sharing", "ShareFailed", "Rejected", "RejectFailed", "Rejecting")
"""States of a share that the other account cannot use; one that is being deleted does not count."""


def _directory(account: AwsAccount, region: str, entry: Made) -> Directory:
    name, kind, identity = str(entry["Name"]).lower(), str(entry.get("Type", "")), str(entry.get("DirectoryId", ""))
    edition = str(entry.get("Edition") or "").lower() or None
    network = part(entry, "VpcSettings") or part(entry, "ConnectSettings")
    managed = kind == "MicrosoftAD"
    regions = (
        account.all("ds", "describe_regions", "RegionsDescription", region, DirectoryId=identity)
        if managed and edition == "enterprise"
        else []
    )
    shared = (
        account.all("ds", "describe_shared_directories", "SharedDirectories", region, OwnerDirectoryId=identity)
        if managed
        else []
    )
    states = [str(share.get("ShareStatus") or "Shared") for share in shared]
    methods = {str(share.get("ShareMethod", "")).lower() for share in shared}
    subnets = tuple(str(subnet) for subnet in network.get("SubnetIds") or ())
    radius = part(entry, "RadiusSettings")
    vpc = str(network["VpcId"]) if network.get("VpcId") else None
    if vpc:
        _vpc(account, region, vpc)
    return Directory(
        kind=_KINDS.get(kind, "managed-microsoft-ad"),
        edition=edition if managed and edition in ("standard", "enterprise", "hybrid") else None,
        domains={name: Domain(netbios=entry.get("ShortName") or None)},
        size=_size(entry) if kind in ("ADConnector", "SimpleAD") else None,
        site=account.place(region),
        shared_with=states.count("Shared") or None,
        pending_shares=sum(state in _PENDING_SHARES for state in states) or None,
        share_method=(
            "handshake" if "handshake" in methods else "organizations" if "organizations" in methods else None
        ),
        regions=tuple(
            sorted(
                str(found.get("RegionName"))
                for found in regions
                if found.get("RegionType") != "Primary" and found.get("RegionName")
            )
        ),
        subnets=subnets if len(set(subnets)) == 2 else (),
        service_account=part(entry, "ConnectSettings").get("CustomerUserName"),
        vpc=vpc,
        zones=tuple(dict.fromkeys(zone for zone in network.get("AvailabilityZones") or () if ZONE.fullmatch(zone))),
        stage=str(entry["Stage"]).lower() if entry.get("Stage") else None,
        dns_servers=tuple(str(address) for address in _servers(entry, kind)),
        radius_timeout=f"{radius['RadiusTimeout']}s" if isinstance(radius.get("RadiusTimeout"), int) else None,
    )


def _size(entry: Made) -> str | None:
    size = str(entry.get("Size") or "").lower()
    return size if size in ("small", "large") else None


def _servers(entry: Made, kind: str) -> list[Any]:
    """Addresses of name servers; those of a connector are the ones that it asks."""
    own = part(entry, "ConnectSettings").get("CustomerDnsIps") if kind == "ADConnector" else None
    return [address for address in own or entry.get("DnsIpAddrs") or () if isinstance(address, str)]


def _trusts(account: AwsAccount, region: str, identity: str, name: str) -> None:
    """Add a directory's trusts. AWS states the direction from the directory: outgoing if it trusts the other side."""
    forwarded = {
        str(entry.get("RemoteDomainName", "")).lower()
        for entry in (
            account.all("ds", "describe_conditional_forwarders", "ConditionalForwarders", region, DirectoryId=identity)
            if isinstance(account.listing, KeptListing) and "ConditionalForwarders" in account.listing.entries
            else ()
        )
    }
    for entry in account.all("ds", "describe_trusts", "Trusts", region, DirectoryId=identity):
        partner = str(entry.get("RemoteDomainName", "")).lower()
        direction = str(entry.get("TrustDirection", ""))
        if not is_domain_name(partner) or entry.get("TrustState") in ("Deleting", "Deleted"):
            continue
        incoming = direction == "One-Way: Incoming"
        label = "--".join(sorted((name, partner)))
        state = entry.get("TrustState")
        account.trusts[label] = Trust(
            trusting=partner if incoming else name,
            trusted=name if incoming else partner,
            kind="external" if entry.get("TrustType") == "External" else "forest",
            two_way=direction == "Two-Way",
            selective=entry.get("SelectiveAuth") == "Enabled",
            state="".join(f"-{sign.lower()}" if sign.isupper() else sign for sign in str(state)).strip("-")
            if state
            else None,
        )
        account.sources["estate", "trusts", label] = account.origin("ds describe-trusts", region)
        if partner in forwarded or entry.get("Forwards") or entry.get("ConditionalForwarderIpAddrs"):
            account.dns[partner] = tuple(dict.fromkeys((*account.dns.get(partner, ()), name)))
        if not any(partner in known.domains for known in account.directories.values() if known.kind != "ad-connector"):
            far = label_of(partner, account.directories)
            account.directories[far] = Directory(domains={partner: Domain()})
            account.sources["estate", "directories", far] = "known only as the far side of a trust"


def _fronted(account: AwsAccount) -> None:
    """Add the domains that are known only through a connector."""
    held = {
        domain for known in account.directories.values() if known.kind != "ad-connector" for domain in known.domains
    }
    for connector in [known for known in account.directories.values() if known.kind == "ad-connector"]:
        for domain in connector.domains:
            if domain not in held:
                far = (
                    domain
                    if label_of(domain, account.directories) in account.directories
                    else label_of(domain, account.directories)
                )
                account.directories[far] = Directory(domains={domain: Domain()})
                account.sources["estate", "directories", far] = "known only as the domain of a connector"
                held.add(domain)


def _vpc(account: AwsAccount, region: str, identity: str) -> None:
    """Add a VPC with its name resolution, where the source has it."""
    if identity in account.vpcs:
        return
    made = Vpc(site=account.place(region))
    if isinstance(account.listing, KeptListing):
        made = _named(account, region, identity, made)
    account.vpcs[identity] = made
    account.sources["estate", "vpcs", identity] = account.origin("the VPC of a directory", region)


def take_vpcs(account: AwsAccount, region: str) -> None:
    """Add the VPCs without a directory whose name resolution is known: machines in them find a domain by it, or do not."""
    if not isinstance(account.listing, KeptListing):
        return
    listed = {
        str(entry[key])
        for output, key in (("Vpcs", "VpcId"), ("ResolverRuleAssociations", "VPCId"))
        for entry in (account.all("", "", output, region) if output in account.listing.entries else ())
        if entry.get(key)
    }
    for identity in sorted(listed - set(account.vpcs)):
        bare = Vpc(site=region)
        made = _named(account, region, identity, bare)
        if made.dns_servers not in ((), (_PROVIDED,)) or made.resolver_rules:
            account.vpcs[identity] = evolve(made, site=account.place(region))
            account.sources["estate", "vpcs", identity] = account.origin("ec2 describe-vpcs", region)


def _named(account: AwsAccount, region: str, identity: str, made: Vpc) -> Vpc:
    """A VPC with its DHCP options, Resolver rules and endpoints, as far as the files have them."""

    def kept(service: str, operation: str, key: str) -> list[Made]:
        held = isinstance(account.listing, KeptListing) and key in account.listing.entries
        return account.all(service, operation, key, region) if held else []

    options = next(
        (vpc.get("DhcpOptionsId") for vpc in kept("ec2", "describe_vpcs", "Vpcs") if vpc.get("VpcId") == identity), None
    )
    servers: list[str] = []
    for option in kept("ec2", "describe_dhcp_options", "DhcpOptions"):
        if option.get("DhcpOptionsId") == options:
            for setting in option.get("DhcpConfigurations") or ():
                if setting.get("Key") == "domain-name-servers":
                    servers += [str(value["Value"]) for value in _values(setting) if _is_server(value.get("Value"))]
    bound = {
        entry.get("ResolverRuleId")
        for entry in kept("route53resolver", "list_resolver_rule_associations", "ResolverRuleAssociations")
        if entry.get("VPCId") == identity
    }
    rules = {
        str(rule.get("DomainName", "")).rstrip(".").lower(): tuple(
            str(target.get("Ip")) for target in rule.get("TargetIps") or () if isinstance(target, Mapping)
        )
        for rule in kept("route53resolver", "list_resolver_rules", "ResolverRules")
        if rule.get("Id") in bound and rule.get("RuleType") == "FORWARD"
    }
    ends = [
        str(entry.get("Direction"))
        for entry in kept("route53resolver", "list_resolver_endpoints", "ResolverEndpoints")
        if entry.get("HostVPCId") in (identity, None)
    ]
    services = tuple(
        sorted(
            str(entry.get("ServiceName", "")).rpartition(".")[2]
            for entry in kept("ec2", "describe_vpc_endpoints", "VpcEndpoints")
            if entry.get("VpcId") == identity
        )
    )
    nat = any(
        entry.get("VpcId") == identity and entry.get("State") in (None, "available")
        for entry in kept("ec2", "describe_nat_gateways", "NatGateways")
    )
    return evolve(
        made,
        dns_servers=tuple(servers),
        resolver_rules={zone: targets for zone, targets in rules.items() if is_domain_name(zone)},
        outbound_endpoint="OUTBOUND" in ends if ends else None,
        inbound_endpoint="INBOUND" in ends if ends else None,
        endpoints=services,
        internet=True if nat else None,
    )


def _is_server(value: Any) -> bool:
    """True for the address of a name server, or for the word for Amazon's own."""
    try:
        return value == _PROVIDED or bool(ip_address(str(value)))
    except ValueError:
        return False


def _values(setting: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    values = setting.get("Values")
    for value in values if isinstance(values, list) else ():
        yield value if isinstance(value, Mapping) else {"Value": value}


def directory_roles(account: AwsAccount) -> tuple[str, ...]:
    """The names of the roles that Directory Service assumes, or that join databases to a directory."""
    names = []
    for role in account.all("iam", "list_roles", "Roles", None):
        policy: Any = role.get("AssumeRolePolicyDocument")
        if isinstance(policy, str):
            try:
                policy = json.loads(unquote(policy))
            except (ValueError, RecursionError):
                continue
        statements = policy.get("Statement", []) if isinstance(policy, Mapping) else []
        for statement in statements if isinstance(statements, list) else [statements]:
            principal = statement.get("Principal") if isinstance(statement, Mapping) else None
            services = principal.get("Service", []) if isinstance(principal, Mapping) else []
            listed = [services] if isinstance(services, str) else services if isinstance(services, list) else []
            if any(name in listed for name in ("ds.amazonaws.com", "directoryservice.rds.amazonaws.com")):
                names.append(str(role.get("RoleName")))
                break
    return tuple(sorted(names))
