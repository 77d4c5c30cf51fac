"""Rows of a port matrix."""

from __future__ import annotations

from functools import cache
from typing import Any

from attrs import Factory, field, frozen

from dirsim.facts import catalog

COLUMNS = (
    "initiator",
    "target",
    "protocol",
    "port",
    "service",
    "purpose",
    "flows",
    "facts",
    "last_port",
    "basis",
    "when",
    "replies",
)
SEEN, DOCUMENTED = "seen in runs", "documented"
ALL = "all"
"""The protocol of a rule that lets every protocol and port pass."""


@cache
def reply_ports() -> tuple[int, int]:
    """The first and the last port to which replies return, for clients of any kind, as the fact ``nacl-ephemeral-ports`` states."""
    detail = catalog()["nacl-ephemeral-ports"].detail or {}
    return int(detail["first_port"]), int(detail["last_port"])


@frozen(kw_only=True)
class PortRow:
    """One kind of connection from one host to another.

    Attributes:
        initiator: The host that opens the connection.
        target: The host that it is opened to.
        protocol: ``tcp``, ``udp``, ``icmp`` or ``all``.
        port: The target's port; for a range its first port, 0 for ``icmp`` and ``all``.
        service: The port's service name.
        purpose: Its purpose; several purposes are joined by semicolons.
        flows: The flows that open it, in the order of the topology; empty where no run opened it.
        facts: Ids of the facts on the port and on this side's need for it.
        last_port: The last port of a range; equal to ``port`` for a single one.
        seen: True where a run opened the connection.
        documented: True where a vendor lists it for these two hosts.
        when: The condition under which it is needed; empty means always.
    """

    initiator: str
    target: str
    protocol: str
    port: int
    service: str
    purpose: str
    flows: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    last_port: int = field(default=Factory(lambda self: self.port, takes_self=True))
    seen: bool = True
    documented: bool = False
    when: str = ""

    @property
    def basis(self) -> tuple[str, ...]:
        """The grounds of the row: ``seen in runs``, ``documented``, or both."""
        return tuple(word for word, holds in ((SEEN, self.seen), (DOCUMENTED, self.documented)) if holds)

    @property
    def ports(self) -> str:
        """The port or the range, such as ``88`` or ``49152-65535``; ``all`` or ``-`` for protocols without ports."""
        if self.protocol == ALL:
            return ALL
        if self.protocol == "icmp":
            return "-"
        return str(self.port) if self.port == self.last_port else f"{self.port}-{self.last_port}"

    @property
    def replies(self) -> str:
        """The answer direction, as a filter without state must allow it."""
        if self.protocol == ALL:
            return f"{self.target} to {self.initiator}: all"
        if self.protocol == "icmp":
            return f"{self.target} to {self.initiator}: echo reply"
        first, last = reply_ports()
        return f"{self.target} {self.protocol}/{self.ports} to {self.initiator} {self.protocol}/{first}-{last}"

    def covers(self, protocol: str, port: int) -> bool:
        """True where the row includes a protocol and a port."""
        return self.protocol == ALL or (self.protocol == protocol and self.port <= port <= self.last_port)

    def to_dict(self) -> dict[str, Any]:
        """The row in JSON form."""
        return {
            "initiator": self.initiator,
            "target": self.target,
            "protocol": self.protocol,
            "port": self.port,
            "service": self.service,
            "purpose": self.purpose,
            "flows": list(self.flows),
            "facts": list(self.facts),
            "last_port": self.last_port,
            "basis": list(self.basis),
            "when": self.when or None,
            "replies": self.replies,
        }
