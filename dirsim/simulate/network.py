"""Whether packets get through: sites, links, hosts and ports in one state of the world."""

from __future__ import annotations

from collections import deque

from attrs import define, field, frozen

from dirsim.flows.exchange import Exchange, Reply
from dirsim.model.network import Host
from dirsim.model.ports import PORT_OF_ROLE
from dirsim.model.scenario import Fault
from dirsim.model.topology import Topology

_THROUGH = Reply("answered")


@frozen
class Crossing:
    """How two sites reach each other in one state.

    Attributes:
        links: The links on the way there, in order; empty for one site.
        open: Whether there is a way at all, there and back.
        because: Why not, where there is none.
        rejected: Whether the obstacle answers (reject) rather than swallows (drop).
    """

    links: tuple[str, ...] = ()
    open: bool = True
    because: str = ""
    rejected: bool = False


@define
class NetworkState:
    """One state of the world: a topology and the faults present at an instant.

    Attributes:
        topology: What exists.
        faults: What is wrong, at this instant.
    """

    topology: Topology
    faults: tuple[Fault, ...] = ()
    _crossings: dict[tuple[str, str, bool, str, int], Crossing] = field(factory=dict, repr=False)
    _hosts_down: frozenset[str] = field(default=frozenset(), repr=False)
    _sites_down: frozenset[str] = field(default=frozenset(), repr=False)
    _port_faults: tuple[Fault, ...] = field(default=(), repr=False)
    _link_faults: dict[str, list[Fault]] = field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        """Sort the faults by what they act on."""
        down = {fault.of for fault in self.faults if fault.kind == "host-down"}
        sites = {fault.of for fault in self.faults if fault.kind == "site-down"}
        self._sites_down = frozenset(sites)
        if sites:
            down |= {name for name, host in self.topology.hosts.items() if host.site in sites}
        self._hosts_down = frozenset(down)
        self._port_faults = tuple(fault for fault in self.faults if fault.kind == "port-blocked")
        for fault in self.faults:
            if fault.kind == "link-down":
                self._link_faults.setdefault(fault.of, []).append(fault)

    def carry(self, exchange: Exchange) -> Reply:
        """What the network makes of an exchange: it gets through (``answered``), or why not."""
        hosts = self.topology.hosts
        here, there = hosts[exchange.initiator], hosts[exchange.target]
        if exchange.initiator in self._hosts_down:
            return Reply("silent", f"{exchange.initiator} is down", "initiator-down")
        if exchange.initiator == exchange.target:
            return _THROUGH
        if exchange.target in self._hosts_down:
            return Reply("silent", f"{exchange.target} is down", "host-down")
        crossing = self.crossing(
            here.site, there.site, public=there.public, protocol=exchange.protocol, port=exchange.port
        )
        if not crossing.open:
            heard = "rejected" if crossing.rejected else "silent"
            return Reply(heard, crossing.because, "unreachable" if crossing.rejected else "no-path")
        blocked = self._blocked_at_host(exchange)
        if blocked is not None:
            heard = "rejected" if blocked.verdict == "reject" else "silent"
            return Reply(heard, f"{exchange.protocol}/{exchange.port} is blocked at {blocked.of}", "port-blocked")
        return self._listening(exchange, there)

    def _listening(self, exchange: Exchange, there: Host) -> Reply:
        """Whether something answers on the port."""
        for fault in self.faults:
            stops = fault.kind == "service-down" and fault.of == exchange.target
            if stops and (not fault.service or _serves(fault.service, exchange)):
                stopped = fault.service or "every service"
                return Reply("rejected", f"{stopped} on {exchange.target} has stopped", "service-down")
        if any((exchange.protocol, exchange.port) in PORT_OF_ROLE.get(role, ()) for role in there.roles):
            return _THROUGH
        for service in self.topology.services.values():
            if service.host == exchange.target and service.port == exchange.port and exchange.protocol == "tcp":
                return _THROUGH
        return Reply(
            "rejected", f"nothing on {exchange.target} listens on {exchange.protocol}/{exchange.port}", "not-listening"
        )

    def _blocked_at_host(self, exchange: Exchange) -> Fault | None:
        """A block that stands at one of the two hosts."""
        for fault in self._port_faults:
            if fault.of in (exchange.target, exchange.initiator) and _matches(fault, exchange.protocol, exchange.port):
                return fault
        return None

    def crossing(self, one: str, other: str, *, public: bool = False, protocol: str = "", port: int = 0) -> Crossing:
        """How packets of one kind get from a site to another and back; the answer is remembered."""
        if one == other:
            return Crossing()
        relevant = bool(self._port_faults) and any(
            fault.of in self.topology.links and _matches(fault, protocol, port) for fault in self._port_faults
        )
        key = (one, other, public, protocol if relevant else "", port if relevant else 0)
        known = self._crossings.get(key)
        if known is None:
            known = self._crossings[key] = self._find_crossing(one, other, public, protocol, port)
        return known

    def _find_crossing(self, one: str, other: str, public: bool, protocol: str, port: int) -> Crossing:
        there, obstacle = self._path(one, other, public, protocol, port, request=True)
        if there is None:
            return Crossing(
                (), False, self._why(one, other, public, obstacle), bool(obstacle and obstacle.verdict == "reject")
            )
        back, obstacle = self._path(other, one, public, protocol, port, request=False)
        if back is None:
            return Crossing(there, False, f"the answer is lost: {self._why(other, one, public, obstacle)}")
        return Crossing(there)

    def _path(
        self, one: str, other: str, public: bool, protocol: str, port: int, *, request: bool
    ) -> tuple[tuple[str, ...] | None, Fault | None]:
        """A shortest way over working links, and the first fault met on the ways that are closed."""
        queue: deque[tuple[str, tuple[str, ...]]] = deque([(one, ())])
        seen = {one}
        obstacle: Fault | None = None
        while queue:
            here, path = queue.popleft()
            for name, link in self.topology.links.items():
                if here not in link.between or (link.public and not public):
                    continue
                there = link.between[1] if link.between[0] == here else link.between[0]
                if there in seen or (there in self._sites_down and there != other):
                    continue
                fault = self._closed(name, there, protocol, port, request=request)
                if fault is not None:
                    obstacle = obstacle or fault
                    continue
                if there == other:
                    return (*path, name), None
                seen.add(there)
                queue.append((there, (*path, name)))
        return None, obstacle

    def _closed(self, link: str, towards: str, protocol: str, port: int, *, request: bool) -> Fault | None:
        """The fault that keeps packets from crossing a link in one direction, if any.

        A blocked port acts on the opening direction of connections, as a stateful filter does; a dead link on every packet.
        """
        for fault in self._link_faults.get(link, ()):
            if not fault.towards or fault.towards == towards:
                return fault
        if request:
            for fault in self._port_faults:
                if (
                    fault.of == link
                    and (not fault.towards or fault.towards == towards)
                    and _matches(fault, protocol, port)
                ):
                    return fault
        return None

    def _why(self, one: str, other: str, public: bool, obstacle: Fault | None) -> str:
        if obstacle is None:
            way = "path" if public else "private path"
            return f"there is no {way} from {one} to {other}"
        if obstacle.kind == "port-blocked":
            return f"{obstacle.of} does not let {obstacle.protocol or 'port'} {obstacle.port} through from {one} to {other}"
        return f"no packet gets from {one} to {other} while {obstacle.of} is down"


def _matches(fault: Fault, protocol: str, port: int) -> bool:
    return fault.names_port(protocol, port)


def _serves(role: str, exchange: Exchange) -> bool:
    return (exchange.protocol, exchange.port) in PORT_OF_ROLE.get(role, ()) or role == exchange.service
