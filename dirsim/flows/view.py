"""What a client knows without asking the network: who serves what, who is near, which way trusts lead.

All of it comes from the topology as it was built, never from its state: a view does not know whether anything is up.
"""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush

from attrs import define, field

from dirsim.model.topology import Topology
from dirsim.model.trust_path import Edge, trust_edges, trust_path

_UNKNOWN_LATENCY_S = 0.02
"""Stands for a link of unknown delay when near and far controllers are told apart: only the order matters."""


@define
class View:
    """Static knowledge about a topology, remembered as it is asked for.

    Attributes:
        topology: The topology.
        whole_passages: True for a driver that is handed passages whole, see :mod:`dirsim.flows.passage`.
    """

    topology: Topology
    whole_passages: bool = False
    _forests: dict[tuple[str, str], bool] = field(factory=dict, repr=False)
    _near: dict[tuple[str, str], tuple[str, ...]] = field(factory=dict, repr=False)
    _paths: dict[tuple[str, str], tuple[str, ...] | None] = field(factory=dict, repr=False)
    _distance: dict[str, dict[str, float]] = field(factory=dict, repr=False)
    _edges: tuple[Edge, ...] | None = field(default=None, repr=False)
    _by_domain: dict[str, list[str]] | None = field(default=None, repr=False)

    def distances(self, site: str) -> dict[str, float]:
        """Delay from a site to each other that it can reach over private links, in seconds."""
        known = self._distance.get(site)
        if known is None:
            neighbours: dict[str, list[tuple[str, float]]] = {}
            for link in self.topology.links.values():
                if link.public:
                    continue
                one, other = link.between
                latency = link.latency_s
                cost = (_UNKNOWN_LATENCY_S if latency is None else latency) + 1e-6
                neighbours.setdefault(one, []).append((other, cost))
                neighbours.setdefault(other, []).append((one, cost))
            known = {}
            heap = [(0.0, site)]
            while heap:
                cost, here = heappop(heap)
                if here in known:
                    continue
                known[here] = cost
                for there, step in neighbours.get(here, ()):
                    if there not in known:
                        heappush(heap, (cost + step, there))
            self._distance[site] = known
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
        """The domain's controllers in the order in which a client at ``near`` would try them."""
        key = (domain, near)
        known = self._near.get(key)
        if known is None:
            if self._by_domain is None:
                self._by_domain = {}
                for name, host in self.topology.hosts.items():
                    if "controller" in host.roles or "ldap-server" in host.roles:
                        self._by_domain.setdefault(host.domain, []).append(name)
            known = self._near[key] = self.nearest(near, self._by_domain.get(domain, []))
        return known

    def resolvers(self, host: str) -> tuple[str, ...]:
        """The DNS servers that a host asks, in order; empty means that it has none."""
        entry = self.topology.hosts[host]
        if entry.resolvers:
            return entry.resolvers
        return self.controllers(entry.domain, host) if entry.domain else ()

    def serves_zone(self, resolver: str, domain: str) -> bool:
        """Whether a DNS server answers for a domain from its own data: its own domain, or one of its forest."""
        own = self.topology.hosts[resolver].domain
        return own == domain or self.same_forest(own, domain)

    def forwards(self, resolver: str, domain: str) -> bool:
        """Whether a DNS server has a conditional forwarder for a domain."""
        own = self.topology.hosts[resolver].domain
        return any(own == other or self.same_forest(own, other) for other in self.topology.forwarders.get(domain, ()))

    def same_forest(self, one: str, other: str) -> bool:
        """Whether two domains belong to one forest."""
        key = (one, other)
        known = self._forests.get(key)
        if known is None:
            known = self._forests[key] = any(
                one in directory.domains and other in directory.domains
                for directory in self.topology.directories.values()
                if directory.kind != "ad-connector"
            )
        return known

    def trust_path(self, home: str, resource: str) -> tuple[str, ...] | None:
        """The realms that a ticket passes from the user's home to the resource; ``None`` means that no trust leads there."""
        key = (home, resource)
        if key not in self._paths:
            if self._edges is None:
                self._edges = trust_edges(self.topology.directories, self.topology.trusts)
            self._paths[key] = trust_path(self._edges, home, resource)
        return self._paths[key]

    def site_path(self, one: str, other: str) -> tuple[str, ...]:
        """The links on a shortest private path between two sites; empty for the same site or none."""
        if one == other:
            return ()
        queue: deque[tuple[str, tuple[str, ...]]] = deque([(one, ())])
        seen = {one}
        while queue:
            here, path = queue.popleft()
            for name, link in self.topology.links.items():
                if link.public or here not in link.between:
                    continue
                there = link.between[1] if link.between[0] == here else link.between[0]
                if there == other:
                    return (*path, name)
                if there not in seen:
                    seen.add(there)
                    queue.append((there, (*path, name)))
        return ()
