"""Rules on topology files: every name that is used is defined."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_address

from attrs import fields, frozen

from dirsim.catalog.units import seconds
from dirsim.facts.store import fact
from dirsim.files.fault_rules import fault_findings
from dirsim.files.network_rules import Parts, causes_have_known_members, network_findings, unknown
from dirsim.files.topology_file import TopologyFile
from dirsim.files.vpc_rules import vpc_findings, zone_findings
from dirsim.model.fault_targets import providers
from dirsim.model.host_waits import HostWaits
from dirsim.model.path_search import reachable
from dirsim.model.topology import FlowSpec, Topology
from dirsim.parsing.places import Finding, Path, shown

_PLAIN_HOSTS = ("hosts", "clients")
_FLOW_NEEDS: Mapping[str, tuple[str, ...]] = {
    "service-access": ("user", "service", "client"),
    "ntlm-access": ("user", "service", "client"),
    "ldap-bind": ("user", "service", "client"),
    "aws-sign-in": ("user", "service", "client"),
    "federated-sign-in": ("user", "service", "client"),
    "domain-join": (),
    "seamless-join": ("service", "client"),
    "name-lookup": ("user", "client"),
}
_CLIENT_NEEDS: Mapping[str, tuple[str, ...]] = {
    "initial-ticket": ("user",),
    "machine-logon": ("user",),
    "service-ticket": ("user", "service"),
    "renew-ticket": ("user", "cache"),
    "present-ticket": ("user", "service", "cache"),
    "password-change": ("user",),
    "ldap-session": ("user", "server"),
    "ntlm-logon": ("user", "server"),
    "open-session": ("user", "server"),
}
_TICKET_FLOWS = {"service-ticket", "present-ticket"}


@frozen
class Whole:
    """A topology file and the topology that was built from it.

    Attributes:
        file: The entries of the file.
        topology: The topology with all hosts created.
    """

    file: TopologyFile
    topology: Topology

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains that the directories hold; an AD Connector holds none."""
        return Parts((), {}, {}, self.file.directories, {}).domains


def hosts_stand_at_known_sites(whole: Whole) -> Iterator[Finding]:
    """Hosts and clients are at sites of the file, and their DNS servers are hosts of the file."""
    for section in _PLAIN_HOSTS:
        for name, host in getattr(whole.file, section).items():
            yield from unknown((section, name, "site"), "site", host.site, whole.file.sites)
            for place, resolver in enumerate(host.resolvers):
                yield from unknown((section, name, "resolvers", place), "host", resolver, whole.topology.hosts)


def addresses_are_ip_addresses(whole: Whole) -> Iterator[Finding]:
    """Hosts and clients have IP addresses: an address decides the AD site of a client."""
    for section in _PLAIN_HOSTS:
        for name, host in getattr(whole.file, section).items():
            if host.address and not _is_address(host.address):
                message = f"invalid IP address {shown(host.address)}"
                yield Finding((section, name, "address"), message, "write it as 10.1.0.10, or leave it out")


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def hosts_belong_to_known_domains(whole: Whole) -> Iterator[Finding]:
    """Hosts and clients belong to domains of the file, or to none; a provider may be named as its own store."""
    for section in _PLAIN_HOSTS:
        for name, host in getattr(whole.file, section).items():
            if host.domain and not (host.domain == name and "identity-provider" in getattr(host, "roles", ())):
                yield from unknown((section, name, "domain"), "domain", host.domain, whole.domains)


def names_are_used_once(whole: Whole) -> Iterator[Finding]:
    """A client and a host do not have the same name."""
    for name in whole.file.clients:
        if name in whole.file.hosts:
            yield Finding(("clients",), f"the name {shown(name)} is already used by a host", "use another name", name)


def connectors_are_complete(whole: Whole) -> Iterator[Finding]:
    """An AD Connector has a site and a domain, and its RADIUS servers are hosts of the file."""
    for name, directory in whole.file.directories.items():
        path: Path = ("directories", name)
        if directory.kind != "ad-connector":
            if directory.radius:
                yield Finding((*path, "radius"), "only ad-connector has RADIUS servers in a topology file")
            continue
        if directory.site is None:
            yield Finding(path, "an AD Connector needs a site", "add 'site:'")
        if not directory.domains:
            yield Finding(path, "an AD Connector needs a domain", "add 'domains: [corp.example]'")
        for place, host in enumerate(directory.radius):
            yield from unknown((*path, "radius", place), "host", host, whole.topology.hosts)


def named_connectors_are_complete(whole: Whole) -> Iterator[Finding]:
    """A connector that is named apart from the directories has hosts, a service account and a domain of the file."""
    for name, connector in whole.file.connectors.items():
        path: Path = ("connectors", name)
        yield from unknown((*path, "domain"), "domain", connector.domain, whole.domains)
        yield from unknown(
            (*path, "service_account"), "principal", connector.service_account, whole.topology.principals
        )
        for field in ("hosts", "radius"):
            for place, host in enumerate(getattr(connector, field)):
                yield from unknown((*path, field, place), "host", host, whole.topology.hosts)


def forwarding_domains_are_known(whole: Whole) -> Iterator[Finding]:
    """Domains with conditional forwarders are domains of the file."""
    for zone, domains in whole.file.dns.items():
        for place, domain in enumerate(domains):
            yield from unknown(("dns", zone, place), "domain", domain, whole.domains)


def principals_have_homes(whole: Whole) -> Iterator[Finding]:
    """Principals belong to domains of the file, or to an identity provider that is a host of the file."""
    homes = (*whole.domains, *_providers(whole))
    for name, principal in whole.file.principals.items():
        if principal.domain:
            yield from unknown(("principals", name, "domain"), "domain", principal.domain, homes)


def _providers(whole: Whole) -> tuple[str, ...]:
    hosts = whole.topology.hosts
    return (*(name for name, host in hosts.items() if "identity-provider" in host.roles), *providers(whole.topology))


def services_stand_on_known_hosts(whole: Whole) -> Iterator[Finding]:
    """Services run on hosts, are members of domains and are registered with directories of the file."""
    for name, service in whole.file.services.items():
        if service.host:
            yield from unknown(("services", name, "host"), "host", service.host, whole.topology.hosts)
        if service.realm:
            yield from unknown(("services", name, "realm"), "domain", service.realm, whole.domains)
        known = (*whole.topology.directories, *whole.topology.connectors, *whole.domains)
        for directory in service.directory:
            yield from unknown(("services", name, "directory"), "directory", directory, known)


def flows_name_what_exists(whole: Whole) -> Iterator[Finding]:
    """A flow's user, service and client are in the file, and the flow names those that its kind needs."""
    topology = whole.topology
    for name, flow in whole.file.flows.items():
        path: Path = ("flows", name)
        for field, known in (
            ("user", topology.principals),
            ("service", topology.services),
            ("client", topology.hosts),
        ):
            value = getattr(flow, field)
            if value:
                what = "principal" if field == "user" else "host" if field == "client" else field
                yield from unknown((*path, field), what, value, known)
        for field in _FLOW_NEEDS.get(flow.kind, ("client",)):
            if not getattr(flow, field):
                yield Finding(path, f"a flow of kind {flow.kind} needs the key {field!r}")
        yield from _member_is_known(path, flow, topology)
        yield from _provider_is_known(path, flow, topology)


def _member_is_known(path: Path, flow: FlowSpec, topology: Topology) -> Iterator[Finding]:
    """A join concerns a member of a domain: the service's host, or the client."""
    if flow.kind not in ("domain-join", "seamless-join"):
        return
    service = topology.services.get(flow.service)
    if service is not None:
        if not service.realm:
            yield Finding((*path, "service"), f"{shown(flow.service)} joins no domain", "add 'realm:' to the service")
    elif flow.kind == "domain-join" and not flow.service:
        host = topology.hosts.get(flow.client)
        if host is None and not flow.client:
            yield Finding(path, "a flow of kind domain-join needs the key 'service' or 'client'")
        elif host is not None and not host.domain:
            message = f"{shown(flow.client)} belongs to no domain"
            yield Finding((*path, "client"), message, "add 'domain:' to the host, or 'service:' to the flow")


def _provider_is_known(path: Path, flow: FlowSpec, topology: Topology) -> Iterator[Finding]:
    """A federated sign-in has a provider that is a host of the file."""
    service = topology.services.get(flow.service)
    if flow.kind != "federated-sign-in" or service is None or topology.provider_hosts(service.provider):
        return
    hosts = [name for name, host in topology.hosts.items() if "identity-provider" in host.roles]
    message = f"no host with the role identity-provider has the name or the domain {shown(service.provider)}"
    hint = f"such hosts: {', '.join(hosts)}" if hosts else "add a host with 'roles: [identity-provider]'"
    yield Finding((*path, "service"), message, hint)


def client_programs_are_complete(whole: Whole) -> Iterator[Finding]:
    """Flows of client programs name hosts, configurations, caches and flows of the file, and have every key needed."""
    topology = whole.topology
    for name, flow in whole.file.flows.items():
        path: Path = ("flows", name)
        for field, what, known in (
            ("server", "host", topology.hosts),
            ("configuration", "configuration", topology.configurations),
            ("cache", "cache", topology.caches),
        ):
            value = getattr(flow, field)
            if value:
                yield from unknown((*path, field), what, value, known)
        for place, earlier in enumerate(flow.after):
            yield from unknown((*path, "after", place), "flow", earlier, topology.flows)
        for field in _CLIENT_NEEDS.get(flow.kind, ()):
            if not getattr(flow, field):
                yield Finding(path, f"a flow of kind {flow.kind} needs the key {field!r}")


def client_programs_do_not_wait_for_themselves(whole: Whole) -> Iterator[Finding]:
    """No flow depends on itself through ``after``."""
    flows = whole.file.flows
    for name in flows:
        ahead = reachable(flows[name].after, lambda flow: flows[flow].after if flow in flows else ())
        if name in ahead:
            yield Finding(("flows", name, "after"), f"the flow {shown(name)} depends on itself")


def configurations_name_what_exists(whole: Whole) -> Iterator[Finding]:
    """KDC lists, ticket caches and relays name domains, hosts, principals and services of the file."""
    topology = whole.topology
    for name, configuration in whole.file.configurations.items():
        for domain, hosts in configuration.kdcs.items():
            yield from unknown(("configurations", name, "kdcs", domain), "domain", domain, whole.domains)
            for place, kdc in enumerate(hosts):
                yield from unknown(("configurations", name, "kdcs", domain, place), "host", kdc, topology.hosts)
    for name, cache in whole.file.caches.items():
        yield from unknown(("caches", name, "user"), "principal", cache.user, topology.principals)
        for place, ticket in enumerate(cache.tickets):
            known = (*whole.domains, *topology.services)
            yield from unknown(("caches", name, "tickets", place), "domain or service", ticket, known)
    for name, host in whole.file.hosts.items():
        for place, target in enumerate(host.passes_to):
            yield from unknown(("hosts", name, "passes_to", place), "host", target, topology.hosts)
        accounts = (*topology.principals, *topology.hosts, *topology.services)
        for place, account in enumerate(host.keeps):
            yield from unknown(("hosts", name, "keeps", place), "principal, host or service", account, accounts)


def read_only_controllers_are_controllers(whole: Whole) -> Iterator[Finding]:
    """Only a controller can be read-only, and only a read-only one keeps some of its domain's passwords."""
    for name, host in whole.file.hosts.items():
        if host.read_only and "controller" not in host.roles:
            yield Finding(("hosts", name, "read_only"), "only a host with the role controller can be read-only")
        if host.keeps and not host.read_only:
            yield Finding(("hosts", name, "keeps"), "a writable controller keeps every password of its domain")


def waits_have_effects(whole: Whole) -> Iterator[Finding]:
    """A wait of a host is one of its programs: of a relay, of a controller, or of any host."""
    needed = {"relay": "relay", "ldap": "relay", "channel": "controller"}
    for name, host in whole.file.hosts.items():
        for field in () if host.waits is None else fields(HostWaits):
            role = needed.get(field.name.partition("_")[0], "")
            if getattr(host.waits, field.name) is not None and role and role not in host.roles:
                message = f"only a host with the role {role} has this wait"
                yield Finding(("hosts", name, "waits", field.name), message)


def relays_pass_on_to_an_end(whole: Whole) -> Iterator[Finding]:
    """No relay is part of a loop, and no domain has a conditional forwarder for itself."""
    hosts = whole.file.hosts
    for name, host in hosts.items():
        ahead = reachable(host.passes_to, lambda target: hosts[target].passes_to if target in hosts else ())
        if name in ahead:
            yield Finding(("hosts", name, "passes_to"), f"relay loop through {shown(name)}")
    for zone, domains in whole.file.dns.items():
        for place, domain in enumerate(domains):
            if domain == zone:
                yield Finding(("dns", zone, place), f"the domain {shown(zone)} forwards to itself")


def tickets_can_be_had(whole: Whole) -> Iterator[Finding]:
    """Tickets are for services with a realm, and live at most as long as a TGT may."""
    services = whole.file.services
    for name, flow in whole.file.flows.items():
        if flow.kind in _TICKET_FLOWS and flow.service in services and not services[flow.service].realm:
            message = f"no KDC issues tickets for {shown(flow.service)}, which has no realm"
            yield Finding(("flows", name, "service"), message, "add 'realm:' to the service")
    hours = (fact("tgt-lifetime").detail or {}).get("hours", 0)
    for name, cache in whole.file.caches.items():
        for place, ticket in enumerate(cache.tickets):
            if ticket in services and not services[ticket].realm:
                yield Finding(
                    ("caches", name, "tickets", place), f"no KDC issues tickets for {shown(ticket)}, which has no realm"
                )
        if cache.life is not None and not 0 < seconds(cache.life) <= hours * 3600:
            yield Finding(("caches", name, "life"), f"a TGT lives at most {hours} h", "use a shorter lifetime")


def faults_have_effects(whole: Whole) -> Iterator[Finding]:
    """Faults are of elements of the file and have no key without an effect."""
    yield from fault_findings(whole.file, whole.topology)


def causes_take_along_what_exists(whole: Whole) -> Iterator[Finding]:
    """The members of common causes are elements of the file."""
    topology = whole.topology
    zones = [f"{host.site}/{host.zone}" for host in topology.hosts.values() if host.zone]
    named = {
        "link": topology.links,
        "site": topology.sites,
        "host": topology.hosts,
        "service": topology.services,
        "zone": dict.fromkeys(zones),
    }
    yield from causes_have_known_members(("causes",), whole.file.causes, named)


TOPOLOGY_RULES: tuple[Callable[[Whole], Iterator[Finding]], ...] = (
    hosts_stand_at_known_sites,
    addresses_are_ip_addresses,
    hosts_belong_to_known_domains,
    causes_take_along_what_exists,
    names_are_used_once,
    connectors_are_complete,
    named_connectors_are_complete,
    forwarding_domains_are_known,
    principals_have_homes,
    services_stand_on_known_hosts,
    flows_name_what_exists,
    client_programs_are_complete,
    client_programs_do_not_wait_for_themselves,
    configurations_name_what_exists,
    waits_have_effects,
    read_only_controllers_are_controllers,
    relays_pass_on_to_an_end,
    tickets_can_be_had,
    faults_have_effects,
)


def topology_findings(file: TopologyFile, topology: Topology) -> Iterator[Finding]:
    """The findings of all rules in a topology file."""
    whole = Whole(file, topology)
    yield from network_findings(Parts((), file.sites, file.links, file.directories, file.trusts))
    for rule in TOPOLOGY_RULES:
        yield from rule(whole)
    yield from vpc_findings((), file.vpcs, file.sites, topology.hosts)
    for name, site in file.sites.items():
        yield from zone_findings(("sites", name, "zones"), site.zones)
