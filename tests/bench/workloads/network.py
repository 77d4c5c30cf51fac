"""A random wide-area network with sites, domains and sign-ins, as plain numbers and as a topology of the library."""

import random
from dataclasses import dataclass

from dirsim.model.directory import Directory, Domain, Trust
from dirsim.model.network_parts import Host, Link, Site
from dirsim.model.topology import Connector, FlowSpec, Principal, Service, Topology

SEED = 20240601


@dataclass(frozen=True)
class Network:
    """Nodes are numbers, the routers of the sites first; a flow is legs, each from any of some nodes to any of others."""

    sites: int
    site: tuple
    kind: tuple
    links: tuple
    flows: tuple
    availability: dict


def network(nodes, links, flows):
    """A tree over the sites with chords up to so many links; domains, proxies, services and clients at random sites."""
    draw = random.Random(f"{SEED}-{nodes}-{links}-{flows}")  # noqa: S311 -- chance, not secrets
    count = links * 2 // 3
    domains, controllers, proxies = (6, 4, 6) if nodes >= 200 else (3, 2, 2)
    joined = [(draw.randrange(site), site) for site in range(1, count)]
    while len(joined) < links:
        pair = tuple(sorted(draw.sample(range(count), 2)))
        if pair not in joined:
            joined.append(pair)
    draw.shuffle(joined)
    site, kind = list(range(count)), ["router"] * count
    homes = [[] for _ in range(domains)]
    for home in homes:
        for place in draw.sample(range(count), controllers):
            home.append(len(site))
            site.append(place)
            kind.append("dc")
    gateways = []
    for _ in range(proxies):
        gateways.append(len(site))
        site.append(draw.randrange(count))
        kind.append("proxy")
    clients, services = [], []
    while len(site) < nodes:
        what = "client" if draw.random() < 0.6 else "service"
        (clients if what == "client" else services).append(len(site))
        site.append(draw.randrange(count))
        kind.append(what)
    found = []
    for number in range(flows):
        client, service, domain = draw.choice(clients), draw.choice(services), draw.randrange(domains)
        home = tuple(homes[domain])
        if number % 5 < 2:  # within one domain
            legs = (((client,), home), ((client,), (service,)))
        elif number % 5 < 4:  # over a trust
            other = tuple(homes[(domain + 1 + draw.randrange(domains - 1)) % domains])
            legs = (((client,), home), (home, other), ((client,), other), ((client,), (service,)))
        else:  # through a connector
            gateway = draw.choice(gateways)
            legs = (((client,), (gateway,)), ((gateway,), home))
        found.append(legs)
    shares = {f"l{number}": round(0.99 + 0.0095 * draw.random(), 5) for number in range(links)}
    for node, what in enumerate(kind):
        if what == "dc":
            shares[f"n{node}"] = round(0.99 + 0.008 * draw.random(), 5)
        elif what == "proxy":
            shares[f"n{node}"] = round(0.995 + 0.004 * draw.random(), 5)
        elif what == "service":
            shares[f"n{node}"] = round(0.998 + 0.0019 * draw.random(), 5)
    return Network(count, tuple(site), tuple(kind), tuple(joined), tuple(found), shares)


def topology(net):
    """The network with real sign-ins: Kerberos within a domain and over a trust, and an AWS application by a connector."""
    names = {}
    for legs in net.flows:
        for leg in legs:
            for side in leg:
                if all(net.kind[node] == "dc" for node in side):
                    names.setdefault(side, f"d{len(names)}.example")
    hosts = {
        f"n{node}": Host(site=f"s{net.site[node]:02}", roles=("controller", "dns"), domain=domain)
        for home, domain in names.items()
        for node in home
    }
    principals = {f"user@{domain}": Principal(domain=domain) for domain in names.values()}
    principals |= {f"svc@{domain}": Principal(kind="service-account", domain=domain) for domain in names.values()}
    services, flows, trusts, connectors, forwarders = {}, {}, {}, {}, {}
    for number, legs in enumerate(net.flows):
        client, name = legs[0][0][0], f"f{number}"
        if len(legs) == 2 and net.kind[legs[0][1][0]] == "proxy":
            gateway, domain = legs[0][1][0], names[legs[1][1]]
            resolvers = tuple(f"n{node}" for node in legs[1][1])
            at = f"s{net.site[gateway]:02}"
            hosts.setdefault(f"n{gateway}", Host(site=at, roles=("connector",), resolvers=resolvers))
            connector = Connector(domain=domain, hosts=(f"n{gateway}",), service_account=f"svc@{domain}")
            connectors[f"c{gateway}-{domain}"] = connector
            services[name] = Service(kind="aws-application", host=f"n{gateway}", directory=f"c{gateway}-{domain}")
            kind = "aws-sign-in"
        else:
            domain, target, kind = names[legs[0][1]], legs[-1][1][0], "service-access"
            realm = domain if len(legs) == 2 else names[legs[1][1]]
            if realm != domain:
                trusts[f"{domain}-{realm}"] = Trust(trusting=realm, trusted=domain)
                forwarders[realm] = tuple(dict.fromkeys((*forwarders.get(realm, ()), domain)))
            hosts.setdefault(f"n{target}", Host(site=f"s{net.site[target]:02}", roles=("member-server",)))
            services[name] = Service(kind="kerberos", host=f"n{target}", realm=realm, port=445)
        at = f"n{client}.{domain}"
        hosts.setdefault(at, Host(site=f"s{net.site[client]:02}", roles=("client",), domain=domain))
        flows[name] = FlowSpec(kind=kind, user=f"user@{domain}", service=name, client=at)
    return Topology(
        sites={f"s{place:02}": Site() for place in range(net.sites)},
        links={f"l{n}": Link(between=(f"s{one:02}", f"s{other:02}")) for n, (one, other) in enumerate(net.links)},
        hosts=hosts,
        directories={domain: Directory(domains={domain: Domain()}) for domain in names.values()},
        trusts=trusts,
        connectors=connectors,
        forwarders=forwarders,
        principals=principals,
        services=services,
        flows=flows,
    )


def site_legs(net):
    """Each flow's legs between sites instead of nodes."""
    return [[tuple(frozenset(net.site[node] for node in side) for side in leg) for leg in legs] for legs in net.flows]
