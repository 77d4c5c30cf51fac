"""View of a client: static knowledge of hosts, distances and trusts.

It depends on the topology as built, never on its state: a view does not know whether an element is up.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import define, field

from dirsim.model.ad_site_order import Placement, ordered, placement
from dirsim.model.directory import Directory
from dirsim.model.path_search import fewest_hops, least_costs, links_by_site, site_steps
from dirsim.model.port_numbers import NETBIOS, PORT_OF_ROLE
from dirsim.model.topology import Connector, Topology
from dirsim.model.trust_path import TrustPaths, trust_edges


@define
class View:
    """Static knowledge about a topology, memoised.

    Attributes:
        topology: The topology.
        whole_passages: True for a driver that memoises whole passages, see :mod:`dirsim.protocols.subflow`.
    """

    topology: Topology
    whole_passages: bool = False
    _forests: dict[tuple[str, str], bool] = field(factory=dict, repr=False)
    _near: dict[tuple[str, str], tuple[str, ...]] = field(factory=dict, repr=False)
    _paths: dict[tuple[str, str], tuple[str, ...] | None] = field(factory=dict, repr=False)
    _distance: dict[str, dict[str, float]] = field(factory=dict, repr=False)
    _costs: dict[str, list[tuple[str, float]]] | None = field(default=None, repr=False)
    _links: dict[bool, dict[str, list[tuple[str, str]]]] = field(factory=dict, repr=False)
    _misplaced: dict[tuple[str, str], str] = field(factory=dict, repr=False)
    _listening: dict[tuple[str, str, int], bool] = field(factory=dict, repr=False)
    _trusts: dict[tuple[str, str], str] | None = field(default=None, repr=False)
    _trust_paths: TrustPaths | None = field(default=None, repr=False)
    _named: dict[str, list[str]] | None = field(default=None, repr=False)
    _radius: dict[str, tuple[str, ...]] = field(factory=dict, repr=False)
    _realms: dict[str, str] | None = field(default=None, repr=False)
    _zones: dict[str, tuple[str, ...]] = field(factory=dict, repr=False)
    _registered: dict[tuple[str, ...], list[Connector]] = field(factory=dict, repr=False)
    _by_domain: dict[str, list[str]] | None = field(default=None, repr=False)

    def distances(self, site: str) -> dict[str, float]:
        """Delay from a site to each other that it can reach over private links, in seconds."""
        known = self._distance.get(site)
        if known is None:
            if self._costs is None:
                links = self.topology.links
                self._costs = {
                    here: [(there, links[name].distance_s) for name, there in steps if not links[name].direct]
                    for here, steps in self._private_links().items()
                }
            known = self._distance[site] = least_costs(site, self._costs)
            for name, there in self._private_links().get(site, ()):
                if self.topology.links[name].direct:  # a peering leads to its other end, and no further
                    known[there] = min(known.get(there, float("inf")), self.topology.links[name].distance_s)
        return known

    def nearest(self, host: str, candidates: tuple[str, ...] | list[str]) -> tuple[str, ...]:
        """The candidates, nearest to the host first; equally near ones in the order of the topology."""
        hosts = self.topology.hosts
        if host not in hosts:
            return tuple(candidates)
        distances = self.distances(hosts[host].site)
        far = float("inf")
        return tuple(sorted(candidates, key=lambda name: distances.get(hosts[name].site, far)))

    def controllers(self, domain: str, near: str) -> tuple[str, ...]:
        """The domain's controllers in the order in which a client at ``near`` tries them."""
        key = (domain, near)
        known = self._near.get(key)
        if known is None:
            if self._by_domain is None:
                self._by_domain = {}
                for name, host in self.topology.hosts.items():
                    if "controller" in host.roles or "ldap-server" in host.roles:
                        self._by_domain.setdefault(host.domain, []).append(name)
            known = self._near[key] = self._in_order(domain, near, self._by_domain.get(domain, []))
        return known

    def is_directory_server(self, host: str) -> bool:
        """True for a controller, and for an LDAP server of another directory."""
        return not {"controller", "ldap-server"}.isdisjoint(self.topology.hosts[host].roles)

    def zone_controllers(self, domain: str) -> tuple[str, ...]:
        """The domain's controllers in the order of the topology, as its zone names them; LDAP servers where it has none."""
        known = self._zones.get(domain)
        if known is None:
            hosts = self.topology.hosts.items()
            servers = (name for name, host in hosts if "ldap-server" in host.roles and host.domain == domain)
            known = self._zones[domain] = tuple(self.topology.controllers(domain)) or tuple(servers)
        return known

    def _in_order(self, domain: str, near: str, candidates: list[str]) -> tuple[str, ...]:
        """Controllers by AD sites where the forest has any, else the nearest first."""
        nearest = self.nearest(near, candidates)
        place, directory = self.placement(domain, near)
        if place is None or directory is None:
            return nearest
        hosts = self.topology.hosts
        distances = self.distances(hosts[near].site)

        def site_of(controller: str) -> str:
            stated = directory.domains[domain].domain_controllers.get(controller)
            if stated is not None and stated.ad_site:
                return stated.ad_site
            found = placement(directory, controller, hosts[controller])
            return "" if found is None else found.site

        def distance(controller: str) -> float:
            return distances.get(hosts[controller].site, float("inf"))

        return ordered(directory, place, nearest, site_of, distance)

    def placement(self, domain: str, host: str) -> tuple[Placement | None, Directory | None]:
        """The AD site of a host in the forest of a domain, and that forest; ``None`` where AD sites decide nothing."""
        entry = self.topology.hosts.get(host)
        directory = next(
            (one for one in self.topology.directories.values() if domain in one.domains and one.kind != "ad-connector"),
            None,
        )
        if entry is None or directory is None:
            return None, directory
        return placement(directory, host, entry), directory

    def misplaced(self, domain: str, host: str) -> str:
        """The reason why a host does not find the nearest controller of a domain first, in words; empty where it does."""
        key = (domain, host)
        if key not in self._misplaced:
            self._misplaced[key] = self._why_misplaced(domain, host)
        return self._misplaced[key]

    def _why_misplaced(self, domain: str, host: str) -> str:
        order = self.controllers(domain, host)
        nearest = self.nearest(host, order)
        hosts = self.topology.hosts
        if not order or hosts[order[0]].site == hosts[nearest[0]].site:
            return ""
        distances = self.distances(hosts[host].site)
        if distances.get(hosts[order[0]].site) == distances.get(hosts[nearest[0]].site):
            return ""
        place, _ = self.placement(domain, host)
        because = "" if place is None else place.because
        return f"{order[0]} comes before the nearer {nearest[0]}: {because}"

    def resolvers(self, host: str) -> tuple[str, ...]:
        """The DNS servers of a host, in order; empty means that it has none."""
        entry = self.topology.hosts[host]
        if entry.resolvers:
            return entry.resolvers
        domain = entry.domain or self._served_by(host)
        return self.controllers(domain, host) if domain else ()

    def _served_by(self, host: str) -> str:
        """The domain that a connector's instance serves, whose controllers are its DNS servers; empty for other hosts."""
        return next((one.domain for one in self.topology.connectors.values() if host in one.hosts), "")

    def serves_zone(self, resolver: str, domain: str) -> bool:
        """True where a DNS server answers for a domain from its own data: its own domain, or one of its forest."""
        own = self.topology.hosts[resolver].domain
        return own == domain or self.same_forest(own, domain)

    def forwards(self, resolver: str, domain: str) -> bool:
        """True where a DNS server has a conditional forwarder for a domain."""
        own = self.topology.hosts[resolver].domain
        return any(own == other or self.same_forest(own, other) for other in self.topology.forwarders.get(domain, ()))

    def same_forest(self, one: str, other: str) -> bool:
        """True where two domains belong to one forest."""
        key = (one, other)
        known = self._forests.get(key)
        if known is None:
            known = self._forests[key] = any(
                one in directory.domains and other in directory.domains
                for directory in self.topology.directories.values()
                if directory.kind != "ad-connector"
            )
        return known

    def listens(self, host: str, protocol: str, port: int) -> bool:
        """True where a role or a service of a host uses a port."""
        key = (host, protocol, port)
        known = self._listening.get(key)
        if known is None:
            roles = self.topology.hosts[host].roles
            known = any((protocol, port) in PORT_OF_ROLE.get(role, ()) for role in roles)
            known = known or (protocol == "tcp" and port == NETBIOS and "controller" in roles)
            known = known or (
                protocol == "tcp"
                and any(one.host == host and one.port == port for one in self.topology.services.values())
            )
            self._listening[key] = known
        return known

    def registered_with(self, directory: tuple[str, ...]) -> list[Connector]:
        """The connectors among the directories of an application, in the order of the topology."""
        known = self._registered.get(directory)
        if known is None:
            names = set(directory)
            known = [connector for name, connector in self.topology.connectors.items() if name in names]
            self._registered[directory] = known
        return known

    def encryption_types(self, controller: str) -> tuple[str, ...]:
        """The encryption types of a controller's computer account; empty means unknown."""
        domain = self.topology.hosts[controller].domain
        for directory in self.topology.directories.values():
            entry = directory.domains.get(domain)
            if entry is not None and controller in entry.domain_controllers:
                return entry.domain_controllers[controller].encryption_types
        return ()

    def trust_between(self, trusted: str, trusting: str) -> str | None:
        """The first trust that gives users of one domain access to another, by name; ``None`` where there is none.

        Two one-way trusts of the same domains are two trusts: a ticket crosses the one of its direction.
        """
        if self._trusts is None:
            self._trusts = {}
            for name, trust in self.topology.trusts.items():
                self._trusts.setdefault((trust.trusted, trust.trusting), name)
                if trust.two_way:
                    self._trusts.setdefault((trust.trusting, trust.trusted), name)
        return self._trusts.get((trusted, trusting))

    def named(self, name: str) -> tuple[str, ...]:
        """The hosts of a DNS name, which is their own name where they have no other, in the order of the topology."""
        if self._named is None:
            self._named = {}
            for host, entry in self.topology.hosts.items():
                for word in dict.fromkeys((host, entry.name)):
                    self._named.setdefault(word, []).append(host)
        return tuple(self._named.get(name, ()))

    def radius_servers(self, domain: str) -> tuple[str, ...]:
        """The RADIUS servers of a domain, in the order of the topology."""
        if domain not in self._radius:
            hosts = self.topology.hosts.items()
            self._radius[domain] = tuple(
                name for name, host in hosts if "radius" in host.roles and host.domain == domain
            )
        return self._radius[domain]

    def domain_of_realm(self, realm: str) -> str:
        """The domain of a Kerberos realm, whose name is the domain's in capitals; empty where there is none."""
        if self._realms is None:
            self._realms = {}
            for name in self.topology.domains:
                self._realms.setdefault(name.upper(), name)
        return self._realms.get(realm, "")

    def trust_path(self, home: str, resource: str) -> tuple[str, ...] | None:
        """The realms that a ticket passes from the user's home to the resource; ``None`` where no trust leads there."""
        key = (home, resource)
        if key not in self._paths:
            if self._trust_paths is None:
                self._trust_paths = TrustPaths.of(trust_edges(self.topology.directories, self.topology.trusts))
            self._paths[key] = self._trust_paths.between(home, resource)
        return self._paths[key]

    def site_path(
        self,
        one: str,
        other: str,
        *,
        public: bool = False,
        passes: Callable[[str, str], bool] | None = None,
    ) -> tuple[tuple[str, str], ...]:
        """The links on a shortest path between two sites, each with the site that it leads to.

        Empty for the same site, and where no path exists.

        Args:
            one: The first site.
            other: The last site.
            public: True where the internet may be used too, as to public endpoints; else private links only.
            passes: Decides for a link and the site that it leads to whether the path may use it; ``None`` means every one.
        """
        steps = site_steps(self.topology.links, one, other, self._links_at(public=public))
        return fewest_hops(one, lambda site: site == other, steps, passes) or ()

    def _private_links(self) -> dict[str, list[tuple[str, str]]]:
        """The links at each site, without the internet."""
        return self._links_at(public=False)

    def _links_at(self, *, public: bool) -> dict[str, list[tuple[str, str]]]:
        """The links at each site, with or without the internet."""
        if public not in self._links:
            self._links[public] = links_by_site(self.topology.links, public=public)
        return self._links[public]
