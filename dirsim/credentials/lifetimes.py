"""Temporary credentials on a clock: how long a session lasts, what a chain of roles makes of it, where a job fails.

Every figure is a fact; a session asked for outside its limits is refused, as STS refuses it.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from dirsim.errors import InputError, Problem
from dirsim.facts import Catalog, catalog
from dirsim.model.units import duration_text

WAYS: Mapping[str, str] = {
    "assume-role": "assume-role-range",
    "assume-role-with-saml": "assume-role-with-saml-range",
    "assume-role-with-web-identity": "assume-role-with-web-identity-range",
    "get-session-token": "get-session-token-range",
    "get-federation-token": "get-federation-token-range",
    "directory-console": "ds-console-session",
    "permission-set": "idc-permission-set-session",
    "access-portal": "idc-portal-session",
}
"""Ways to a session, each with the fact that states its limits."""

PLATFORM = frozenset({"instance-profile", "ecs-task-role", "lambda-role"})
"""Credentials that the platform hands out and renews by itself; taking a role with them is no chaining."""

_ROLE_WAYS = frozenset({"assume-role", "assume-role-with-saml", "assume-role-with-web-identity"})


@frozen(kw_only=True)
class Hop:
    """One step of a chain: how the next credentials are got.

    Attributes:
        way: One of :data:`WAYS` or :data:`PLATFORM`.
        requested_s: The length that is asked for, in seconds; ``None`` means the default.
        role_max_s: The maximum that the role is set to, in seconds; ``None`` means that it was left at its default.
        refreshes: True where the program gets new credentials before the old ones end.
        root: True for the account's root user.
    """

    way: str
    requested_s: float | None = None
    role_max_s: float | None = None
    refreshes: bool = False
    root: bool = False


@frozen
class Session:
    """What a chain gives.

    Attributes:
        length_s: How long its credentials are good, in seconds; ``None`` means as long as the platform renews them.
        refreshes: True where they are renewed, by the platform or by the program.
        because: What decided the length, in words.
        facts: The facts that it rests on.
    """

    length_s: float | None
    refreshes: bool
    because: str
    facts: tuple[str, ...]


@frozen
class Job:
    """What becomes of a job on a chain.

    Attributes:
        passes: Whether it runs to its end.
        fails_at_s: When its credentials run out, in seconds from its start; ``None`` means never.
        because: Why, in words.
        change: The smallest change with which it would pass; empty when it passes.
        session: The session that it runs on.
    """

    passes: bool
    fails_at_s: float | None
    because: str
    change: str
    session: Session


def session(chain: tuple[Hop, ...], facts: Catalog | None = None) -> Session:
    """The session at the end of a chain.

    Args:
        chain: The steps, first one first; a role that is taken with a role's own credentials is chained.
        facts: The facts that hold; ``None`` means all.

    Raises:
        InputError: A step is unknown, asks for more or less than its limits, or cannot follow the one before it.
    """
    known = facts if facts is not None else catalog()
    if not chain:
        raise InputError((Problem("chain", "the chain has no steps", "name at least one way to credentials"),))
    problems: list[Problem] = []
    found = Session(None, False, "", ())
    for place, hop in enumerate(chain):
        before = chain[place - 1] if place else None
        found = _step(hop, before, f"chain[{place}]", known, problems)
    if problems:
        raise InputError(tuple(problems))
    return found


def _step(hop: Hop, before: Hop | None, path: str, facts: Catalog, problems: list[Problem]) -> Session:
    """One step, with what its limits refuse."""
    if hop.way in PLATFORM:
        if before is not None:
            problems.append(Problem(path, f"{hop.way} comes first: the platform hands it out", "put it at the start"))
        return Session(None, True, f"{hop.way}: the platform renews it", ("role-chaining-not-ec2",))
    if hop.way not in WAYS:
        problems.append(Problem(path, f"unknown way {hop.way!r}", f"one of {', '.join((*WAYS, *sorted(PLATFORM)))}"))
        return Session(None, False, "", ())
    if before is not None and before.way in _ROLE_WAYS and hop.way in {"get-session-token", "get-federation-token"}:
        problems.append(
            Problem(path, f"{hop.way} cannot be called with a role's credentials", "fact assumed-role-cannot-federate")
        )
    fact = WAYS[hop.way]
    limits = facts[fact].detail or {}
    least, default = float(limits.get("min_s", 0.0)), float(limits["default_s"])
    most, why, cited = float(limits.get("max_s", limits.get("role_max_max_s", default))), "its own limit", [fact]
    if hop.root and "root_max_s" in limits:
        most, why = float(limits["root_max_s"]), "the root user's limit"
        default = min(default, most)
    if hop.way in _ROLE_WAYS:
        role_max = float(limits.get("role_max_min_s", default)) if hop.role_max_s is None else hop.role_max_s
        if role_max < most:
            most, why = role_max, "the role's maximum"
        if before is not None and before.way in _ROLE_WAYS:
            cap = float((facts["role-chaining-cap"].detail or {})["max_s"])
            cited.append("role-chaining-cap")
            if cap < most:
                most, why = cap, "role chaining, whatever the role allows"
    asked = hop.requested_s
    if asked is not None and asked < least:
        problems.append(
            Problem(
                path,
                f"{duration_text(asked)} is asked for, at least {duration_text(least)} is possible",
                f"fact {fact}",
            )
        )
    if asked is not None and asked > most:
        problems.append(
            Problem(
                path,
                f"{duration_text(asked)} is asked for, at most {duration_text(most)} is possible: {why}",
                f"fact {cited[-1]}",
            )
        )
    length = min(default, most) if asked is None else asked
    return Session(
        length,
        hop.refreshes,
        f"{hop.way}: {duration_text(length)} ({'asked for' if asked is not None else 'default'})",
        tuple(cited),
    )


def job(chain: tuple[Hop, ...], length_s: float, facts: Catalog | None = None) -> Job:
    """What becomes of a job of some length on a chain: where it fails, and the smallest change that lets it pass.

    Args:
        chain: The steps, first one first.
        length_s: How long the job runs, in seconds.
        facts: The facts that hold; ``None`` means all.

    Raises:
        InputError: As for :func:`session`.
    """
    found = session(chain, facts)
    if found.refreshes or found.length_s is None:
        return Job(True, None, f"the credentials are renewed ({found.because})", "", found)
    if length_s <= found.length_s:
        return Job(True, None, f"the job ends before its credentials do ({found.because})", "", found)
    return Job(
        False,
        found.length_s,
        f"the credentials end after {duration_text(found.length_s)} ({found.because})",
        _smallest_change(chain, length_s, facts),
        found,
    )


def _smallest_change(chain: tuple[Hop, ...], length_s: float, facts: Catalog | None) -> str:
    """A longer session where the limits allow it; else refreshing."""
    known = facts if facts is not None else catalog()
    last = chain[-1]
    chained = len(chain) > 1 and chain[-2].way in _ROLE_WAYS and last.way in _ROLE_WAYS
    limits = known[WAYS[last.way]].detail or {}
    ceiling = float(limits.get("role_max_max_s", limits.get("max_s", 0.0)))
    if last.root and "root_max_s" in limits:
        ceiling = float(limits["root_max_s"])
    if not chained and length_s <= ceiling:
        needs_role = last.way in _ROLE_WAYS and (last.role_max_s or 0.0) < length_s
        role = f"set the role's maximum to {duration_text(length_s)} and " if needs_role else ""
        return f"{role}ask for a session of {duration_text(length_s)}"
    return "get new credentials before the old ones end" + (
        ", or take the last role directly, without the one before it" if chained else ""
    )


def revoked(issued_at_s: float, revoked_at_s: float) -> bool:
    """Whether a session is denied by a revocation: all that began before it are, and those that begin later are not.

    Source: fact ``revoke-role-sessions``.
    """
    return issued_at_s < revoked_at_s
