"""Rules over several fields of a topology file: each name that is used is also there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from attrs import frozen

from dirsim.facts.store import fact
from dirsim.model.scenario import Fault
from dirsim.model.topology import Topology
from dirsim.model.units import seconds
from dirsim.model.words import ROLES
from dirsim.read.network_rules import Parts, causes_have_known_members, network_findings, unknown
from dirsim.read.places import Finding, Path, shown
from dirsim.read.topology_file import TopologyFile

MAX_CONTROLLERS = 1000

_PLAIN_HOSTS = ("hosts", "clients")
_SERVICE_FLOWS = {"service-access", "ntlm-access", "ldap-bind", "aws-sign-in", "federated-sign-in"}
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
_NEEDS_AMOUNT = {"latency": "by", "clock-skew": "by", "loss": "share"}


@frozen
class Whole:
    """A topology file and what was made of it.

    Attributes:
        file: What the file says.
        topology: The topology with all hosts written out.
    """

    file: TopologyFile
    topology: Topology

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains of all directories that hold some."""
        return Parts((), {}, {}, self.file.directories, {}).domains


def controllers_are_countable(file: TopologyFile) -> Iterator[Finding]:
    """A domain has no more controllers than can be written out."""
    for name, directory in file.directories.items():
        for domain, entry in directory.domains.items():
            count = sum(entry.controllers.values())
            if count > MAX_CONTROLLERS:
                path = ("directories", name, "domains", domain, "controllers")
                yield Finding(path, f"{count} controllers are more than the {MAX_CONTROLLERS} that a domain may have")


def hosts_stand_at_known_sites(whole: Whole) -> Iterator[Finding]:
    """Hosts and clients stand at sites of the file and ask hosts of the file for names."""
    for section in _PLAIN_HOSTS:
        for name, host in getattr(whole.file, section).items():
            yield from unknown((section, name, "site"), "site", host.site, whole.file.sites)
            for place, resolver in enumerate(host.resolvers):
                yield from unknown((section, name, "resolvers", place), "host", resolver, whole.topology.hosts)


def hosts_belong_to_known_domains(whole: Whole) -> Iterator[Finding]:
    """Hosts and clients belong to domains of the file, or to none."""
    for section in _PLAIN_HOSTS:
        for name, host in getattr(whole.file, section).items():
            if host.domain:
                yield from unknown((section, name, "domain"), "domain", host.domain, whole.domains)


def names_are_used_once(whole: Whole) -> Iterator[Finding]:
    """A client is not called as a host is."""
    for name in whole.file.clients:
        if name in whole.file.hosts:
            yield Finding(("clients",), f"{shown(name)} is the name of a host already", "use another name", name)


def connectors_are_complete(whole: Whole) -> Iterator[Finding]:
    """An AD Connector stands somewhere, serves a domain, and asks RADIUS servers of the file."""
    for name, directory in whole.file.directories.items():
        path: Path = ("directories", name)
        if directory.kind != "ad-connector":
            if directory.radius:
                yield Finding((*path, "radius"), "only ad-connector asks RADIUS servers here")
            continue
        if directory.site is None:
            yield Finding(path, "an AD Connector stands at a site", "add 'site:'")
        if not directory.domains:
            yield Finding(path, "an AD Connector serves a domain", "add 'domains: [corp.example]'")
        for place, host in enumerate(directory.radius):
            yield from unknown((*path, "radius", place), "host", host, whole.topology.hosts)


def forwarding_domains_are_known(whole: Whole) -> Iterator[Finding]:
    """Domains that forward questions are domains of the file."""
    for zone, domains in whole.file.dns.items():
        for place, domain in enumerate(domains):
            yield from unknown(("dns", zone, place), "domain", domain, whole.domains)


def principals_have_homes(whole: Whole) -> Iterator[Finding]:
    """Principals live in domains of the file, or at an identity provider that is a host of it."""
    homes = (*whole.domains, *_providers(whole))
    for name, principal in whole.file.principals.items():
        if principal.domain:
            yield from unknown(("principals", name, "domain"), "domain", principal.domain, homes)


def _providers(whole: Whole) -> tuple[str, ...]:
    hosts = whole.topology.hosts
    named = [service.provider for service in whole.file.services.values() if service.provider]
    return (*(name for name, host in hosts.items() if "identity-provider" in host.roles), *named)


def services_stand_on_known_hosts(whole: Whole) -> Iterator[Finding]:
    """Services run on hosts, are members of domains and are registered with directories of the file."""
    for name, service in whole.file.services.items():
        if service.host:
            yield from unknown(("services", name, "host"), "host", service.host, whole.topology.hosts)
        if service.realm:
            yield from unknown(("services", name, "realm"), "domain", service.realm, whole.domains)
        if service.directory:
            known = (*whole.file.directories, *whole.domains)
            for directory in service.directory.split("|"):  # one connector for each domain
                yield from unknown(("services", name, "directory"), "directory", directory, known)


def flows_name_what_exists(whole: Whole) -> Iterator[Finding]:
    """A flow's user, service and client are in the file, and it names those that its kind needs."""
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
        if flow.kind in _SERVICE_FLOWS:
            for field in ("user", "service"):
                if not getattr(flow, field):
                    yield Finding(path, f"a flow of kind {flow.kind} needs the key {field!r}")
        if not flow.client and flow.kind != "seamless-join":
            yield Finding(path, f"a flow of kind {flow.kind} needs the key 'client'")


def client_programs_are_complete(whole: Whole) -> Iterator[Finding]:
    """Client programs name hosts, configurations, caches and earlier flows of the file, and what their kind needs."""
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
    """Flows that come after others do not come after themselves."""
    flows = whole.file.flows
    for name in flows:
        seen: set[str] = set()
        ahead = [*flows[name].after]
        while ahead:
            earlier = ahead.pop()
            if earlier == name:
                yield Finding(("flows", name, "after"), f"{shown(name)} would come after itself")
                break
            if earlier not in seen and earlier in flows:
                seen.add(earlier)
                ahead.extend(flows[earlier].after)


def configurations_name_what_exists(whole: Whole) -> Iterator[Finding]:
    """Written-down KDCs, caches and relays name domains, hosts, principals and services of the file."""
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


def relays_pass_on_to_an_end(whole: Whole) -> Iterator[Finding]:
    """No relay passes requests on that come back to it, and no domain forwards questions about itself."""
    hosts = whole.file.hosts
    for name, host in hosts.items():
        ahead = [*host.passes_to]
        seen: set[str] = set()
        while ahead:
            target = ahead.pop()
            if target == name:
                yield Finding(("hosts", name, "passes_to"), f"what {shown(name)} passes on would come back to it")
                break
            if target in hosts and target not in seen:
                seen.add(target)
                ahead.extend(hosts[target].passes_to)
    for zone, domains in whole.file.dns.items():
        for place, domain in enumerate(domains):
            if domain == zone:
                yield Finding(("dns", zone, place), f"{shown(zone)} would forward questions about itself to itself")


def tickets_can_be_had(whole: Whole) -> Iterator[Finding]:
    """Tickets are for services that are members of a domain, and live no longer than domains allow."""
    services = whole.file.services
    for name, flow in whole.file.flows.items():
        if flow.kind in _TICKET_FLOWS and flow.service in services and not services[flow.service].realm:
            message = f"no ticket is given for {shown(flow.service)}, which has no realm"
            yield Finding(("flows", name, "service"), message, "add 'realm:' to the service")
    hours = (fact("tgt-lifetime").detail or {}).get("hours", 0)
    for name, cache in whole.file.caches.items():
        for place, ticket in enumerate(cache.tickets):
            if ticket in services and not services[ticket].realm:
                yield Finding(("caches", name, "tickets", place), f"{shown(ticket)} has no realm that gives tickets")
        if cache.life is not None and not 0 < seconds(cache.life) <= hours * 3600:
            yield Finding(("caches", name, "life"), f"a first ticket lives {hours}h at most", "write a shorter time")


def faults_happen_to_what_exists(whole: Whole) -> Iterator[Finding]:
    """A fault happens to a link, host, site or principal of the file."""
    for path, fault in _faults(whole):
        what, known = _targets(fault, whole.topology)
        yield from unknown((*path, "of"), what, fault.of, known)
        if fault.towards:
            yield from unknown((*path, "towards"), "site", fault.towards, whole.file.sites)
            link = whole.file.links.get(fault.of)
            if link and fault.towards in whole.file.sites and fault.towards not in link.between:
                yield Finding((*path, "towards"), f"the link {shown(fault.of)} does not reach {shown(fault.towards)}")
        if fault.service:
            yield from unknown((*path, "service"), "role", fault.service, ROLES)


def _targets(fault: Fault, topology: Topology) -> tuple[str, list[str]]:
    match fault.kind:
        case "link-down" | "loss":
            return "link", [*topology.links]
        case "latency" | "port-blocked":
            return "link or host", [*topology.links, *topology.hosts]
        case "site-down":
            return "site", [*topology.sites]
        case "password-expired" | "credential-expired":
            return "principal", [*topology.principals]
        case _:
            return "host", [*topology.hosts]


def faults_last(whole: Whole) -> Iterator[Finding]:
    """A fault lasts longer than nothing, and says how much where its kind has an amount."""
    for path, fault in _faults(whole):
        if fault.lasts is not None and fault.lasts <= 0:
            yield Finding((*path, "lasts"), "expected a time longer than nothing", "leave it out for 'until the end'")
        key = _NEEDS_AMOUNT.get(fault.kind)
        if key and not fault.amount:
            yield Finding(path, f"a fault of kind {fault.kind} says how much", f"add '{key}:'")


def faults_do_not_overlap(whole: Whole) -> Iterator[Finding]:
    """The same fault of the same element is not there twice at one time."""
    earlier: dict[tuple[object, ...], list[tuple[Path, Fault]]] = {}
    for path, fault in _faults(whole):
        same = (path[1], fault.kind, fault.of, fault.towards, fault.protocol, fault.port, fault.service)
        for _, other in earlier.setdefault(same, []):
            if _meet(fault, other):
                yield Finding(path, f"{fault.kind} of {shown(fault.of)} overlaps an earlier fault of the same scenario")
                break
        earlier[same].append((path, fault))


def _meet(one: Fault, other: Fault) -> bool:
    first, second = sorted((one, other), key=lambda fault: fault.start)
    return first.lasts is None or second.start < first.start + first.lasts


def _faults(whole: Whole) -> Iterator[tuple[Path, Fault]]:
    """Every fault with its path; the path is that of the long form."""
    for name, scenario in whole.topology.scenarios.items():
        for place, fault in enumerate(scenario.faults):
            yield ("scenarios", name, "faults", place), fault


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
    hosts_belong_to_known_domains,
    causes_take_along_what_exists,
    names_are_used_once,
    connectors_are_complete,
    forwarding_domains_are_known,
    principals_have_homes,
    services_stand_on_known_hosts,
    flows_name_what_exists,
    client_programs_are_complete,
    client_programs_do_not_wait_for_themselves,
    configurations_name_what_exists,
    relays_pass_on_to_an_end,
    tickets_can_be_had,
    faults_happen_to_what_exists,
    faults_last,
    faults_do_not_overlap,
)


def topology_findings(file: TopologyFile, topology: Topology) -> list[Finding]:
    """What all rules find in a topology file."""
    whole = Whole(file, topology)
    findings = network_findings(Parts((), file.sites, file.links, file.directories, file.trusts))
    findings.extend(finding for rule in TOPOLOGY_RULES for finding in rule(whole))
    return findings
