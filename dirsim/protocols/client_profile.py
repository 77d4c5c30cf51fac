"""Profiles of client programs: retries and timeouts, from facts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from attrs import frozen

from dirsim.facts.store import fact, raw_facts


@frozen(kw_only=True)
class Profile:
    """The timeouts and retries of a client program; times in seconds, ``None`` means that no source states it.

    Attributes:
        name: The profile's word.
        dns_wait_s: The timeout for one name server (fact ``<name>--dns-retry``).
        dns_tries: The number of passes over the name servers.
        looks_for_uri: True where a KDC is looked up by a URI record first.
        kdc_wait_s: The wait for one KDC before the next is asked too (fact ``<name>--kdc-retry``).
        kdc_pass_waits_s: The additional waits at the end of each pass over all KDCs.
        accepted_wait_s: The timeout for a KDC that accepted a TCP connection.
        large_over_tcp: True where ticket requests, which are large, use TCP first.
        large_only_tcp: True where they use TCP only.
        further_rounds: How often a service ticket is requested again when no KDC answers.
        asks_for_primary: True where the client asks DNS after each answer which KDC is the primary one.
        walks: True where it looks for each KDC only when the earlier ones have not answered (fact ``<name>--kdc-walk``).
        kdc_timeout_s: The timeout for one KDC in that case, over all tries, in seconds.
        datagram_tries: The number of UDP requests to one KDC in this time.
        search_rounds: How often it asks DNS for records that do not exist (fact ``<name>--kdc-lookup``).
        well_known_names: The number of common KDC names that it tries when no record leads to one.
        keeps_referrals: True where a cross-realm ticket from a referral is kept.
        skew_s: The greatest difference of clocks (fact ``clock-skew``).
        refresh_before_s: The remaining lifetime below which GSS-API requests new tickets.
        dns_sends_s: The moments at which a DNS question is sent, for a client that sends by a schedule; empty for one that asks
            its servers in passes.
        dns_stops_s: The end of that schedule.
        largest_udp_bytes: For a client that locates one controller: the largest request that it sends over UDP, in bytes; 0 means
            that it uses TCP for all (fact ``<name>--kdc-transport``).
        kdc_tries: How often one located KDC is asked before another is located.
        ping_every_s: The wait after each LDAP ping of the DC locator; 0 means that the client does not use it.
        guesses_realm: True where a refusal by the home realm is followed by the realm that the service's name suggests.
        corrects_time: True where a KDC that reports a wrong clock is asked again with its own time (fact ``windows--clock-correction``).
        asks_in_turn: True where each name server and each controller is asked once, one after the other, controllers by TCP.
        proves_at_once: True where the first request for a TGT carries the time encrypted with the user's key.
        shows_only: True where a service is contacted with the ticket at once: its name is resolved and a connection is open.
        system: The operating system whose timers open TCP connections.
        smb_wait_s: The timeout of an SMB client for an answer.
        smb_connect_s: Its timeout for a connection.
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
    dns_sends_s: tuple[float, ...]
    dns_stops_s: float
    largest_udp_bytes: int
    kdc_tries: int
    ping_every_s: float
    guesses_realm: bool
    corrects_time: bool
    asks_in_turn: bool
    proves_at_once: bool
    shows_only: bool
    system: str
    smb_wait_s: float
    smb_connect_s: float


def _detail(identifier: str) -> Mapping[str, object]:
    return (fact(identifier).detail or {}) if identifier in raw_facts() else {}


def _number(identifier: str, key: str) -> float | None:
    value = _detail(identifier).get(key)
    return float(value) if isinstance(value, (int, float)) else None


@cache
def known(identifier: str, key: str) -> float:
    """A figure that a fact states.

    Raises:
        LookupError: The fact does not state it.
    """
    value = _number(identifier, key)
    if value is None:
        raise LookupError(f"fact {identifier} states no {key}")
    return value


def _waits(identifier: str, key: str) -> tuple[float, ...]:
    listed = _detail(identifier).get(key, ())
    return tuple(float(wait) for wait in listed) if isinstance(listed, (list, tuple)) else ()


@cache
def profile(name: str) -> Profile:
    """The profile with a name; figures come from the facts ``<name>--...``.

    Raises:
        KeyError: The profile is unknown.
    """
    library = "mit-krb5" if name in ("sssd", "winbind") else name  # both use MIT's library for Kerberos
    own = f"{name}--dns-retry"
    retry, resolver = f"{library}--kdc-retry", own if own in raw_facts() else f"{library}--dns-retry"
    walk, lookup = f"{library}--kdc-walk", f"{library}--kdc-lookup"
    simple = name == "simple"  # has no timers of its own; it stands for Windows clients of which nothing more is known
    unix = name not in ("windows", "simple")
    return Profile(
        name=name,
        dns_wait_s=_number(resolver, "wait_s"),
        dns_tries=int(_number(resolver, "tries") or 1),
        looks_for_uri=library == "mit-krb5",
        kdc_wait_s=_number(retry, "wait_s"),
        kdc_pass_waits_s=_waits(retry, "pass_waits_s"),
        accepted_wait_s=_number(retry, "accepted_wait_s") or 0.0,
        large_over_tcp=unix,
        large_only_tcp=name == "heimdal" or simple,
        further_rounds=int(_number(retry, "further_rounds") or 1),
        asks_for_primary=library == "mit-krb5",
        walks=walk in raw_facts(),
        kdc_timeout_s=_number(walk, "kdc_timeout_s") or 0.0,
        datagram_tries=int(_number(walk, "udp_tries") or 1),
        search_rounds=int(_number(lookup, "rounds") or 1),
        well_known_names=int(_number(lookup, "names") or 0),
        keeps_referrals=library != "mit-krb5",
        skew_s=60 * known("clock-skew", "minutes"),
        refresh_before_s=_number(f"{library}--gss-refresh", "before_end_s") or 0.0,
        dns_sends_s=_waits(resolver, "sends_s"),
        dns_stops_s=_number(resolver, "stops_s") or 0.0,
        largest_udp_bytes=int(_number(f"{library}--kdc-transport", "largest_udp_bytes") or 0),
        kdc_tries=int(_number(retry, "tries") or 1),
        ping_every_s=_number(f"{name}--dc-ping", "every_s") or 0.0,
        guesses_realm=unix,
        corrects_time=not unix,
        asks_in_turn=simple,
        proves_at_once=simple,
        shows_only=simple,
        system="linux" if unix else "windows",
        smb_wait_s=known("samba-client--waits", "answer_s"),
        smb_connect_s=known("samba-client--waits", "connect_s"),
    )
