"""Retry and waiting times of client programs, from facts; ``None`` where nobody published them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from attrs import frozen

from dirsim.facts.store import fact, raw_facts


@frozen(kw_only=True)
class Profile:
    """How a client program waits and tries again; times in seconds, ``None`` means that no source states it.

    Attributes:
        name: Its word.
        dns_wait_s: How long the resolver waits for one name server (fact ``<name>--dns-retry``).
        dns_tries: How often it goes through its name servers.
        looks_for_uri: Whether a KDC is looked for by a URI record first.
        kdc_wait_s: How long one KDC is waited for before the next is asked too (fact ``<name>--kdc-retry``).
        kdc_pass_waits_s: What is waited for besides at the end of each pass over all KDCs.
        accepted_wait_s: How long a KDC that accepted a TCP connection is waited for.
        large_over_tcp: Whether ticket requests, which are large, go by TCP first.
        large_only_tcp: Whether they go by TCP alone.
        further_rounds: How often a service ticket is asked for when no KDC answers.
        asks_for_primary: Whether the client asks DNS after each answer which KDC is the primary one.
        walks: Whether it looks for each KDC only when those before have not answered (fact ``<name>--kdc-walk``).
        kdc_timeout_s: How long it waits for one KDC then, over all tries, in seconds.
        datagram_tries: How often it sends to one KDC by UDP in this time.
        search_rounds: How often it asks DNS for records that are not there (fact ``<name>--kdc-lookup``).
        well_known_names: How many names it tries that KDCs often have when no record leads to one.
        keeps_referrals: Whether a cross-realm ticket that came as a referral is kept.
        skew_s: By how much clocks may differ (fact ``clock-skew``).
        refresh_before_s: GSS-API asks for new tickets when the old ones end so soon.
        smb_wait_s: How long an SMB client waits for an answer.
        smb_connect_s: How long it waits for a connection.
    """

    name: str
    dns_wait_s: float | None
    dns_tries: int
    looks_for_uri: bool
    kdc_wait_s: float | None
    kdc_pass_waits_s: tuple[float, ...]
    accepted_wait_s: float
    large_over_tcp: bool
    large_only_tcp: bool
    further_rounds: int
    asks_for_primary: bool
    walks: bool
    kdc_timeout_s: float
    datagram_tries: int
    search_rounds: int
    well_known_names: int
    keeps_referrals: bool
    skew_s: float
    refresh_before_s: float
    smb_wait_s: float
    smb_connect_s: float


def _detail(identifier: str) -> Mapping[str, object]:
    return (fact(identifier).detail or {}) if identifier in raw_facts() else {}


def _number(identifier: str, key: str) -> float | None:
    value = _detail(identifier).get(key)
    return float(value) if isinstance(value, (int, float)) else None


def known(identifier: str, key: str) -> float:
    """A figure that a fact states.

    Raises:
        LookupError: The fact states none.
    """
    value = _number(identifier, key)
    if value is None:
        raise LookupError(f"fact {identifier} states no {key}")
    return value


def _waits(identifier: str) -> tuple[float, ...]:
    listed = _detail(identifier).get("pass_waits_s", ())
    return tuple(float(wait) for wait in listed) if isinstance(listed, (list, tuple)) else ()


@cache
def profile(name: str) -> Profile:
    """The profile with a word; figures come from the facts ``<name>--...``.

    Raises:
        KeyError: There is none.
    """
    retry, resolver = f"{name}--kdc-retry", f"{name}--dns-retry"
    walk, lookup = f"{name}--kdc-walk", f"{name}--kdc-lookup"
    unix = name != "windows"
    return Profile(
        name=name,
        dns_wait_s=_number(resolver, "wait_s"),
        dns_tries=int(_number(resolver, "tries") or 1),
        looks_for_uri=name == "mit-krb5",
        kdc_wait_s=_number(retry, "wait_s"),
        kdc_pass_waits_s=_waits(retry),
        accepted_wait_s=_number(retry, "accepted_wait_s") or 0.0,
        large_over_tcp=unix,
        large_only_tcp=name == "heimdal",
        further_rounds=int(_number(retry, "further_rounds") or 1),
        asks_for_primary=name == "mit-krb5",
        walks=walk in raw_facts(),
        kdc_timeout_s=_number(walk, "kdc_timeout_s") or 0.0,
        datagram_tries=int(_number(walk, "udp_tries") or 1),
        search_rounds=int(_number(lookup, "rounds") or 1),
        well_known_names=int(_number(lookup, "names") or 0),
        keeps_referrals=name != "mit-krb5",
        skew_s=60 * known("clock-skew", "minutes"),
        refresh_before_s=_number(f"{name}--gss-refresh", "before_end_s") or 0.0,
        smb_wait_s=known("samba-client--waits", "answer_s"),
        smb_connect_s=known("samba-client--waits", "connect_s"),
    )
