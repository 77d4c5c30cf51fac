"""Blast radius: what a leak of a credential gives, until when, and what stops it."""

from __future__ import annotations

from attrs import frozen

from dirsim.credentials.lifetimes import Hop, session
from dirsim.facts import Catalog


@frozen
class Leak:
    """What somebody who holds a copy of a credential can do with it.

    Attributes:
        held: What was copied, in words.
        until_s: When it stops working by itself, in seconds from the leak; ``None`` means never.
        renewable: True where the thief can get new ones as long as the source is open (a host that hands them out).
        stops: What stops it, each with how fast, in the order of speed.
        facts: The facts that it rests on.
    """

    held: str
    until_s: float | None
    renewable: bool
    stops: tuple[str, ...]
    facts: tuple[str, ...]

    def works_at(self, after_s: float) -> bool:
        """Whether a copy still works so many seconds after the leak, if nobody does anything."""
        return self.until_s is None or after_s < self.until_s


def static_key() -> Leak:
    """A long-lived access key."""
    return Leak(
        "a long-lived access key",
        None,
        False,
        ("make the key inactive: at once", "deny the user everything: at once, its temporary credentials too"),
        ("long-term-use-cases", "access-key-deactivation"),
    )


def session_leak(chain: tuple[Hop, ...], age_s: float = 0.0, facts: Catalog | None = None) -> Leak:
    """The credentials of a session that was ``age_s`` seconds old when they were copied.

    Raises:
        InputError: As for :func:`dirsim.credentials.lifetimes.session`.
    """
    found = session(chain, facts)
    federated = chain[0].way in {
        "assume-role-with-saml",
        "assume-role-with-web-identity",
        "permission-set",
        "access-portal",
    }
    stops = ["revoke the role's older sessions: at once, for all who hold one"]
    if federated:
        stops.append("disable the user at its source: no new sessions; those that exist go on to their end")
    until = None if found.length_s is None else max(found.length_s - age_s, 0.0)
    return Leak(
        f"the credentials of a session ({found.because})",
        until,
        found.refreshes,
        tuple(stops),
        (*found.facts, "revoke-role-sessions", *(("idc-revocation-lag",) if federated else ())),
    )
