"""Sizes of messages, as far as a path with a small MTU distinguishes them.

Figures come from the fact ``kerberos--message-sizes``: typical sizes for accounts of few groups. Packets are what a link
carries: headers of IP and of the transport are added, and a message larger than an Ethernet frame is sent in several packets.
"""

from __future__ import annotations

from functools import cache

from dirsim.facts.store import fact
from dirsim.protocols.exchange import Exchange

_FRAME = 1500
_HEADERS = {"tcp": 40, "udp": 28}

_REQUESTS = {
    "TGS": "ticket_request",
    "AP": "ticket_shown",
    "kpasswd": "ticket_shown",
    "Netlogon": "netlogon",
}
_ANSWERS = {"AS": "ticket", "TGS": "ticket", "Netlogon": "netlogon", "SMB": "policy_file"}


@cache
def _figures() -> dict[str, int]:
    return {name: int(value) for name, value in (fact("kerberos--message-sizes").detail or {}).items()}


def largest_packet(exchange: Exchange, *, forward: bool, granted: bool = True) -> int:
    """The size of the largest packet of a message, in bytes.

    Args:
        exchange: The exchange that the message belongs to.
        forward: True for the request, False for the answer.
        granted: False for an answer that refuses the request, which is short.
    """
    figures = _figures()
    word = _REQUESTS.get(exchange.step, "") if forward else _ANSWERS.get(exchange.step, "") if granted else ""
    size = figures.get(word, figures["short"])
    return min(_FRAME, size + _HEADERS.get(exchange.protocol, 0))
