"""Waits of the programs of one host, as far as it sets them itself."""

from __future__ import annotations

from typing import Annotated

from attrs import frozen
from msgspec import Meta

from dirsim.catalog.units import DURATION_PATTERN

Wait = Annotated[str, Meta(pattern=DURATION_PATTERN, description="A duration: 30ms, 15s, 90m, 4h or 7d.")]
Count = Annotated[int, Meta(ge=1, description="A count, 1 or more.")]


@frozen(kw_only=True)
class HostWaits:
    """Waits and limits of the server programs of a host that are its own settings; what is left out is as usual.

    Attributes:
        relay_connection: For relays: the wait for a TCP connection to one controller; ``None`` means 3 s.
        relay_answer: For relays: the wait for an answer over UDP before the next controller is asked too; ``None`` means 1 s.
        relay_last_answer: For relays: the wait for an answer over UDP after the last controller; ``None`` means 10 s.
        ldap_connection: For relays: the wait for an LDAP connection to one controller; ``None`` means 5 s.
        ldap_rounds: For relays: how often an LDAP bind goes through the controllers; ``None`` means twice.
        channel_locating: For controllers: the wait for a controller of another domain to answer a ping; ``None`` means 1 s.
        channel_opening: For controllers: the wait for a new secure channel to another domain; ``None`` means 17.5 s.
        channel_refusal: For controllers: the time after which a logon without a secure channel is refused; ``None`` means 1.05 s.
        icmp_burst: The number of *unreachable* messages that it sends to one host at once; ``None`` means 6.
        icmp_interval: The time after which it may send one more; ``None`` means 1 s.

    Source: facts ``relay--kerberos-waits``, ``openldap--proxy-waits``, ``samba-winbind--waits`` and ``linux--icmp-limit``.
    """

    relay_connection: Wait | None = None
    relay_answer: Wait | None = None
    relay_last_answer: Wait | None = None
    ldap_connection: Wait | None = None
    ldap_rounds: Count | None = None
    channel_locating: Wait | None = None
    channel_opening: Wait | None = None
    channel_refusal: Wait | None = None
    icmp_burst: Count | None = None
    icmp_interval: Wait | None = None
