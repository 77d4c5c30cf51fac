"""Fault kinds: one record for each word, from which every list derives.

A record says which elements the fault is of, which key of a file gives its amount, and which further keys have an effect.
A key that a record does not name is refused, so that nothing in a scenario is accepted without an effect.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen


@frozen(kw_only=True)
class FaultKind:
    """One kind of fault.

    Attributes:
        meaning: The effect, in one sentence.
        of: The kinds of element that it can affect: ``link``, ``host``, ``site``, ``principal``, ``provider``, ``trust`` or ``domain``.
        amount: The key that a file must give as its amount: ``by`` (a duration), ``share`` (0 to 1) or ``over`` (bytes); empty
            means that the kind has no amount.
        keys: The further keys that have an effect.
    """

    meaning: str
    of: tuple[str, ...]
    amount: str = ""
    keys: tuple[str, ...] = ()


FAULTS: Mapping[str, FaultKind] = {
    "link-down": FaultKind(
        meaning="A link carries nothing, both ways or towards one site.", of=("link",), keys=("towards", "verdict")
    ),
    "host-down": FaultKind(meaning="A host is off: packets to it are lost.", of=("host",)),
    "service-down": FaultKind(
        meaning="A host is on but one of its roles, or all, has stopped: connections are refused.",
        of=("host",),
        keys=("service",),
    ),
    "service-hung": FaultKind(
        meaning="A host is on but one of its roles, or all, hangs: connections open, requests get no answer.",
        of=("host",),
        keys=("service",),
    ),
    "site-down": FaultKind(meaning="All hosts of a site are off.", of=("site",)),
    "port-blocked": FaultKind(
        meaning="A link or host lets a port through no longer.",
        of=("link", "host"),
        keys=("protocol", "port", "last_port", "towards", "verdict"),
    ),
    "mtu": FaultKind(
        meaning="A link silently loses every packet larger than a number of bytes.",
        of=("link",),
        amount="over",
        keys=("towards",),
    ),
    "latency": FaultKind(
        meaning="A link takes longer, or a host takes longer to send and receive.",
        of=("link", "host"),
        amount="by",
        keys=("towards",),
    ),
    "loss": FaultKind(meaning="A link loses a share of its packets.", of=("link",), amount="share", keys=("towards",)),
    "clock-skew": FaultKind(meaning="A host's clock is wrong by so much.", of=("host",), amount="by", keys=("behind",)),
    "password-expired": FaultKind(
        meaning="A principal's password has expired: controllers refuse it until it is changed.", of=("principal",)
    ),
    "account-disabled": FaultKind(
        meaning="An account is disabled: controllers refuse it; its tickets and sessions stay valid.", of=("principal",)
    ),
    "account-expired": FaultKind(
        meaning="An account has expired: controllers refuse it; its tickets and sessions stay valid.", of=("principal",)
    ),
    "account-locked": FaultKind(
        meaning="An account is locked out: controllers refuse it; its tickets and sessions stay valid.",
        of=("principal",),
    ),
    "trust-broken": FaultKind(
        meaning="The two sides of a trust hold different keys: what one side issues for the other is refused.",
        of=("trust",),
    ),
    "stale-record": FaultKind(meaning="DNS still names a controller of a domain that is gone.", of=("domain",)),
    "credential-expired": FaultKind(
        meaning="A principal's other credential (certificate, key, token) or a provider's signing certificate has expired.",
        of=("principal", "provider"),
    ),
}
"""Every fault kind by its word."""

OPTIONAL_KEYS = tuple(dict.fromkeys(key for kind in FAULTS.values() for key in (*kind.keys, kind.amount) if key))
"""The keys of a fault that only some kinds read."""
