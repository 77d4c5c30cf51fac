"""Lifetimes of tickets and sessions, from facts and an estate's settings."""

from __future__ import annotations

from attrs import frozen

from dirsim.facts import Catalog, catalog

_UNITS = {
    "seconds": 1.0,
    "default_s": 1.0,
    "minutes": 60.0,
    "hours": 3600.0,
    "days": 86400.0,
}


@frozen(kw_only=True)
class Lifetimes:
    """Lifetimes in seconds; ``None`` means that no source states it, and every result that depends on it is unknown.

    Attributes:
        first_ticket_s: A TGT (fact ``tgt-lifetime``).
        service_ticket_s: A service ticket (fact ``service-ticket-lifetime``); never longer than the TGT.
        console_s: A console session of a directory user (fact ``ds-console-session``).
        permission_set_s: A session of an Identity Center permission set (fact ``idc-permission-set-session``).
    """

    first_ticket_s: float | None
    service_ticket_s: float | None
    console_s: float | None
    permission_set_s: float | None

    @classmethod
    def of(
        cls,
        facts: Catalog | None = None,
        *,
        first_ticket_s: float | None = None,
        service_ticket_s: float | None = None,
        console_s: float | None = None,
    ) -> Lifetimes:
        """The documented defaults, except for the values given.

        Args:
            facts: The facts that apply; ``None`` means all.
            first_ticket_s: The domain's own policy, in seconds.
            service_ticket_s: The domain's own policy, in seconds.
            console_s: The session length configured for console sign-in, in seconds.
        """
        known = facts if facts is not None else catalog()
        first = first_ticket_s if first_ticket_s is not None else _seconds(known, "tgt-lifetime")
        service = service_ticket_s if service_ticket_s is not None else _seconds(known, "service-ticket-lifetime")
        if first is not None and service is not None:
            service = min(first, service)
        return cls(
            first_ticket_s=first,
            service_ticket_s=service,
            console_s=console_s if console_s is not None else _seconds(known, "ds-console-session"),
            permission_set_s=_seconds(known, "idc-permission-set-session"),
        )


def _seconds(facts: Catalog, identifier: str) -> float | None:
    """A fact's duration in seconds; ``None`` where the fact is unknown or states none."""
    fact = facts.get(identifier)
    for unit, factor in _UNITS.items():
        value = (fact.detail or {}).get(unit) if fact is not None else None
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value) * factor
    return None
