"""Builders of AD Connectors, alone or beside a directory."""

from __future__ import annotations

from dirsim.catalog.workload_kinds import KINDS
from dirsim.designs.design import DesignOffer, Draft
from dirsim.model.network_parts import Host
from dirsim.model.topology import Connector, Principal

CONNECTOR_TASK = "keep the connector's service account valid: rotate its password in AD first, then in AWS"
LINK_TASKS = (
    "forward the domain's names from the VPC to the controllers outside it",
    "keep the link redundant: every lookup and policy refresh of these servers crosses it",
)


def connectors(draft: Draft) -> None:
    """The connectors of a label: in front of users' domains, or of the managed directory where that is all there is."""
    baseline, word = draft.baseline, draft.label.connector
    managed = draft.offered_by("managed-ad-standard", "managed-ad-enterprise")
    own = managed.own_domain if managed is not None else ""
    moved = bool(own) and baseline.moving and not draft.label.trust  # their accounts are in the managed directory
    homes = () if moved else tuple(home for home in baseline.signing_in if home != own)
    domains = homes or ((own,) if own else baseline.signing_in)
    founded = draft.offered_by("self-managed-ec2") if managed is None and not baseline.self_managed else None
    if founded is not None:  # a new forest, whose accounts are the only ones that a connector can read
        domains = (founded.own_domain,)
    if word == "ad-connector":
        domains = domains[:1]
    accounts = baseline.connector_accounts(draft.label)
    regions = baseline.regions
    if word != "ad-connector-per-region":
        elsewhere = regions[1:] if draft.label.has("multi-region") and domains == (own,) else ()
        regions = elsewhere or regions[:1]
    at: dict[str, tuple[str, ...]] = {}
    for region in regions:
        # accounts are alike, so two of them represent all in the topology
        names = [
            add_connector(draft, domain, account, region)
            for account in range(1, min(accounts, 2) + 1)
            for domain in domains
        ]
        at[region] = tuple(names[: len(domains)])
    needed = accounts * len(domains) * len(regions) + baseline.bound_connectors
    held = baseline.connectors_held(word, needed)
    if held:
        draft.add("ad-connector", (CONNECTOR_TASK,), count=held, exists=True)
    if needed > held:
        draft.add("ad-connector", (CONNECTOR_TASK,), count=needed - held)
    if managed is None and baseline.premises and has_servers(draft):
        draft.add("joined-servers", LINK_TASKS)
    offer = DesignOffer(
        source=word,
        option="ad-connector",
        member=managed is None and not draft.label.has("managed-ad-hybrid"),
        application=True,
        realm=own if draft.label.trust else "",
        directory=next(iter(at.values())),
        directory_at=at,
        seamless=True,
        serves_homes=bool(set(domains) & set(baseline.homes)),
        own_domain=domains[0] if founded is not None or (domains == (own,) and own not in baseline.homes) else "",
    )
    if managed is not None and domains == (own,):
        for region in baseline.regions[:1]:
            offer.directory_at.setdefault(region, managed.directory)
    draft.offer(offer)


def has_servers(draft: Draft) -> bool:
    """True where the customer's own servers become domain members: they contact the controllers all day."""
    kinds = [
        KINDS[workload.kind] for name, workload in draft.baseline.workloads.items() if name not in draft.baseline.own
    ]
    return any("member" in kind.ways and not kind.service for kind in kinds)


def _existing(draft: Draft, domain: str, site: str) -> str:
    """The name of the estate's connector for a domain at a site, or at an unknown one; empty where there is none."""
    held = (
        name
        for name, entry in draft.directories.items()
        if entry.kind == "ad-connector" and domain in entry.domains and entry.site in (None, site)
    )
    return next((name for name in held if name not in draft.connectors), "")


def add_connector(draft: Draft, domain: str, account: int = 1, site: str = "") -> str:
    """An AD Connector for a domain: two instances in two zones, and its service account."""
    first = draft.baseline.regions[0]
    site = site or first
    label = _existing(draft, domain, site) if account == 1 else ""
    known = draft.directories.get(label)
    name = label or (f"connector.{domain}" if account == 1 else f"connector{account}.{domain}")
    if site != first and not label:
        name = f"{name}@{site}"
    hosts = tuple(f"{name}-{zone}" for zone in "ab")
    nearest = sorted(draft.controllers(domain), key=lambda host: draft.hosts[host].site != site)
    for place, host in enumerate(hosts):
        draft.hosts[host] = Host(
            site=site,
            roles=("connector",),
            zone=f"{site}-{'ab'[place]}",
            resolvers=tuple(nearest[:2]),
            account=f"account{account}",
            managed=True,
            added=known is None,
        )
    account_name = (known.service_account if known is not None else None) or f"svc-{name}"
    draft.principals[account_name] = Principal(kind="service-account", domain=domain)
    radius = (
        tuple(host for host, entry in draft.hosts.items() if "radius" in entry.roles)
        if draft.label.has("radius-mfa")
        else ()
    )
    draft.connectors[name] = Connector(
        domain=domain, hosts=hosts, service_account=account_name, account=f"account{account}", radius=radius
    )
    return name
