"""Scenario: faults on one timeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from attrs import field, frozen

from dirsim.catalog.words import FAULT_KINDS, one_of


@frozen(kw_only=True)
class Fault:
    """One fault.

    Attributes:
        kind: The kind of fault.
        of: The element: a link, host, site, principal, identity provider, trust or domain, by name.
        start: The start, in seconds from the scenario's start.
        lasts: The duration, in seconds; ``None`` means that it does not end.
        towards: For one-way faults: only packets that arrive at this site are affected; empty means both ways.
        protocol: For ``port-blocked``: ``tcp`` or ``udp``; empty means both.
        port: For ``port-blocked``; 0 means every port.
        last_port: For ``port-blocked`` of a range: its last port; 0 means the one port.
        verdict: For links and ports: ``drop`` (silence) or ``reject`` (an answer that refuses).
        service: For ``service-down`` and ``service-hung``: the affected role; empty means all roles of the host.
        amount: The amount: seconds for ``latency`` (added one way) and ``clock-skew``, a share of packets (0 to 1) for
            ``loss``, the bytes of the largest packet that passes for ``mtu``; 0 means that the kind has no amount. A clock that is behind has a negative amount.
    """

    kind: Annotated[str, one_of(FAULT_KINDS)]
    of: str
    start: float = 0.0
    lasts: float | None = None
    towards: str = ""
    protocol: str = ""
    port: int = 0
    verdict: str = "drop"
    service: str = ""
    amount: float = 0.0
    last_port: int = 0

    def names_port(self, protocol: str, port: int) -> bool:
        """True where the blocked port, or range of ports, includes this one."""
        if self.protocol and self.protocol != protocol:
            return False
        return not self.port or self.port <= port <= (self.last_port or self.port)

    def active(self, at: float) -> bool:
        """True where the fault is present at an instant (seconds)."""
        return self.start <= at and (self.lasts is None or at < self.start + self.lasts)


def _all(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(faults)


@frozen
class Scenario:
    """Named faults on one timeline; without faults it is the healthy network.

    Attributes:
        name: The scenario's name.
        faults: The faults, in any order.
    """

    name: str
    faults: tuple[Fault, ...] = field(default=(), converter=_all)

    def at(self, instant: float) -> tuple[Fault, ...]:
        """The faults that are present at an instant (seconds)."""
        return tuple(fault for fault in self.faults if fault.active(instant))


HEALTHY = Scenario("healthy")


def LinkDown(link: str, *, start: float = 0.0, lasts: float | None = None, towards: str = "") -> Fault:  # noqa: N802 -- reads as the fault's name
    """A link carries nothing; with ``towards``, nothing that arrives at that site."""
    return Fault(kind="link-down", of=link, start=start, lasts=lasts, towards=towards)


def HostDown(host: str, *, start: float = 0.0, lasts: float | None = None) -> Fault:  # noqa: N802 -- as above
    """A host is off."""
    return Fault(kind="host-down", of=host, start=start, lasts=lasts)


def ServiceDown(host: str, service: str = "", *, start: float = 0.0, lasts: float | None = None) -> Fault:  # noqa: N802 -- as above
    """A host is on, but one of its roles (or all) has stopped: connections are refused."""
    return Fault(kind="service-down", of=host, service=service, start=start, lasts=lasts)


def PortBlocked(  # noqa: N802 -- as above
    where: str,
    port: int,
    *,
    protocol: str = "",
    towards: str = "",
    verdict: str = "drop",
    start: float = 0.0,
    lasts: float | None = None,
) -> Fault:
    """A link or a host blocks a port."""
    return Fault(
        kind="port-blocked",
        of=where,
        port=port,
        protocol=protocol,
        towards=towards,
        verdict=verdict,
        start=start,
        lasts=lasts,
    )


def PasswordExpired(principal: str, *, start: float = 0.0, lasts: float | None = None) -> Fault:  # noqa: N802 -- as above
    """A principal's password has expired: its controllers refuse it until it is changed."""
    return Fault(kind="password-expired", of=principal, start=start, lasts=lasts)


def SiteDown(site: str, *, start: float = 0.0, lasts: float | None = None) -> Fault:  # noqa: N802 -- as above
    """A whole site (or Region) is off."""
    return Fault(kind="site-down", of=site, start=start, lasts=lasts)
