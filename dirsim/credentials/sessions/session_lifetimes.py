"""Session lifetimes of temporary credentials, role chaining, and jobs.

A job fails when its credentials expire.

Every figure is a fact; a call outside the limits, or with credentials with which STS refuses it, is refused here too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attrs import field, frozen

from dirsim.catalog.units import duration_text
from dirsim.credentials.sessions.sts_calls import (
    CALLS,
    EXEMPT,
    KEYS,
    PLATFORM,
    ROLE_CALLS,
    WAYS,
    refusal,
    temporary,
)
from dirsim.errors import InputError, Problem
from dirsim.facts import Catalog, catalog
from dirsim.shown import Tabular

SCHEMA = "dirsim.session/v1"
_MOST_HOPS = 50


@frozen(kw_only=True)
class Hop:
    """One step of a chain: the operation that obtains the next credentials.

    Attributes:
        way: One of :data:`~dirsim.credentials.sessions.sts_calls.CALLS`.
        requested_s: The requested duration in seconds; ``None`` means the default.
        role_max_s: The maximum session duration set on the role, in seconds; ``None`` means its default.
        refreshes: True if the program obtains new credentials before the old ones expire.
        root: True for the account's root user.
    """

    way: str
    requested_s: float | None = None
    role_max_s: float | None = None
    refreshes: bool = False
    root: bool = False


@frozen
class SessionStep:
    """The credentials after one step of a chain.

    Attributes:
        call: The step.
        length_s: Their lifetime in seconds; ``None`` means that they do not expire, or that the platform renews them.
        rule: The rule that decides the lifetime.
        facts: Ids of the facts that support it.
    """

    call: str
    length_s: float | None
    rule: str
    facts: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The step as a JSON object."""
        return {"call": self.call, "length_s": self.length_s, "rule": self.rule, "facts": list(self.facts)}


@frozen
class Session(Tabular):
    """The session that a chain yields.

    Attributes:
        length_s: The lifetime of its credentials in seconds; ``None`` means as long as the platform renews them.
        refreshes: True if the platform or the program renews them.
        because: The reason for the lifetime, in words.
        facts: Ids of the facts that support it.
        hops: The credentials after each step.
        contested_s: The lifetime by reports that contradict the vendor's text, in seconds; ``None`` means undisputed.
    """

    length_s: float | None
    refreshes: bool
    because: str
    facts: tuple[str, ...]
    hops: tuple[SessionStep, ...] = field(default=())
    contested_s: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """The session as a JSON object (``dirsim.session/v1``)."""
        return {
            "schema": SCHEMA,
            "refused": False,
            "length_s": self.length_s,
            "refreshes": self.refreshes,
            "contested_s": self.contested_s,
            "hops": [step.to_dict() for step in self.hops],
            "why": [self.because] if self.because else [],
        }


@frozen
class Job:
    """The result of a job that runs on a chain.

    Attributes:
        passes: True if it runs to completion.
        fails_at_s: The time at which its credentials expire, in seconds from its start; ``None`` means never.
        because: The reason, in words.
        change: The smallest change that makes it pass; empty if it passes.
        session: The session that it runs on.
    """

    passes: bool
    fails_at_s: float | None
    because: str
    change: str
    session: Session


def session(chain: Hop | Iterable[Hop], facts: Catalog | None = None) -> Session:
    """The session at the end of a chain.

    Args:
        chain: The steps in order; a role that is assumed with temporary credentials is chained.
        facts: The applicable facts; ``None`` means all.

    Raises:
        InputError: A step is unknown, requests a duration outside its limits, or cannot follow the step before it.
    """
    known = facts if facts is not None else catalog()
    hops = (chain,) if isinstance(chain, Hop) else tuple(chain)
    if not hops:
        raise InputError((Problem("chain", "the chain has no steps", "give at least one step"),))
    if len(hops) > _MOST_HOPS:
        raise InputError((Problem("chain", f"the chain has {len(hops)} steps, the maximum is {_MOST_HOPS}", ""),))
    problems: list[Problem] = []
    steps: list[SessionStep] = []
    found = Session(None, False, "", ())
    for place, hop in enumerate(hops):
        found = _step(hop, hops[:place], f"chain[{place}]", known, problems)
        steps.append(SessionStep(hop.way, found.length_s, found.because, found.facts))
    if problems:
        raise InputError(tuple(problems))
    return Session(found.length_s, found.refreshes, found.because, found.facts, tuple(steps), found.contested_s)


def _step(hop: Hop, before: tuple[Hop, ...], path: str, facts: Catalog, problems: list[Problem]) -> Session:
    """One step, with the problems that its limits cause."""
    if hop.way not in CALLS:
        problems.append(Problem(path, f"unknown step {hop.way!r}", f"expected one of: {', '.join(CALLS)}"))
        return Session(None, False, "", ())
    refused = refusal(hop.way, before[-1].way if before else "", root=hop.root or bool(before and before[-1].root))
    if refused:
        problems.append(Problem(path, *refused))
    if hop.way in PLATFORM:
        return Session(None, True, f"{hop.way}: the platform renews it", (PLATFORM[hop.way],))
    if hop.way in KEYS:
        return Session(None, False, f"{hop.way}: the credentials do not expire", (KEYS[hop.way],))
    return _limited(hop, before, path, facts, problems)


def _limited(hop: Hop, before: tuple[Hop, ...], path: str, facts: Catalog, problems: list[Problem]) -> Session:
    """A session with a duration: requested or default, within the limits of the call, the role and the chain."""
    fact = WAYS[hop.way]
    limits = facts[fact].detail or {}
    least, default = float(limits.get("min_s", 0.0)), float(limits["default_s"])
    most, why, cited = float(limits.get("max_s", limits.get("role_max_max_s", default))), "its own limit", [fact]
    cut = float(limits["root_max_s"]) if "root_max_s" in limits and _by_root(hop, before) else most
    contested = None
    if hop.way in ROLE_CALLS:
        role_max = _role_max(hop, path, facts, problems)
        if role_max < most:
            most, why = role_max, "the role's maximum"
    if hop.way == "assume-role" and before and temporary(before[-1].way):
        cap = float((facts["role-chaining-cap"].detail or {})["max_s"])
        if before[-1].way in EXEMPT:
            cited += ["role-chaining-not-ec2", "role-chaining-ec2-reports"]
            contested = cap
        else:
            cited.append("role-chaining-cap")
            if before[-1].way == "get-session-token":
                cited.append("role-chaining-session-token")
            if cap < most:
                most, why = cap, "role chaining, regardless of the role's maximum"
    asked = _granted(hop, (least, min(default, cut), most), why, (path, cited), problems)
    length = min(asked, cut)  # STS shortens the root user's session, and does not refuse it
    dispute = f"; {duration_text(asked)} requested, the root user's session is shortened" if asked > cut else ""
    if contested is not None and length > contested:
        dispute += (
            f"; contested: AWS exempts EC2 instance roles from role chaining, while reports say that more than "
            f"{duration_text(contested)} is refused"
        )
    rule = "requested" if hop.requested_s is not None else "default"
    because = f"{hop.way}: {duration_text(length)} ({rule}{dispute})"
    disputed = contested if contested is not None and length > contested else None
    return Session(length, hop.refreshes, because, tuple(cited), contested_s=disputed)


def _by_root(hop: Hop, before: tuple[Hop, ...]) -> bool:
    return hop.root or bool(before and (before[-1].root or before[-1].way == "root"))


def _role_max(hop: Hop, path: str, facts: Catalog, problems: list[Problem]) -> float:
    """The role's maximum session duration; IAM accepts none outside its range."""
    limits = facts["assume-role-range"].detail or {}
    least, most = float(limits["role_max_min_s"]), float(limits["role_max_max_s"])
    if hop.role_max_s is None:
        return least
    if not least <= hop.role_max_s <= most:
        problems.append(
            Problem(
                path,
                f"the role's maximum is {duration_text(hop.role_max_s)}; "
                f"IAM accepts {duration_text(least)} to {duration_text(most)}",
                "fact assume-role-range",
            )
        )
    return hop.role_max_s


def _granted(
    hop: Hop, range_: tuple[float, float, float], why: str, place: tuple[str, list[str]], problems: list[Problem]
) -> float:
    """The granted duration; a request outside the limits is a problem."""
    least, default, most = range_
    path, cited = place
    asked = hop.requested_s
    if asked is not None and asked < least:
        message = f"requested {duration_text(asked)}, the minimum is {duration_text(least)}"
        problems.append(Problem(path, message, f"fact {cited[0]}"))
    if asked is not None and asked > most:
        message = f"requested {duration_text(asked)}, the maximum is {duration_text(most)}: {why}"
        problems.append(Problem(path, message, f"fact {cited[1] if 'chaining' in why else cited[0]}"))
    return min(default, most) if asked is None else asked


def job(chain: Hop | Iterable[Hop], length_s: float, facts: Catalog | None = None) -> Job:
    """Determine whether a job of some length passes on a chain, where it fails, and the smallest change that fixes it.

    Args:
        chain: The steps in order.
        length_s: The duration of the job in seconds.
        facts: The applicable facts; ``None`` means all.

    Raises:
        InputError: As for :func:`session`.
    """
    hops = (chain,) if isinstance(chain, Hop) else tuple(chain)
    found = session(hops, facts)
    if found.refreshes:
        return Job(True, None, f"the credentials are renewed ({found.because})", "", found)
    if found.length_s is None:
        return Job(True, None, f"the credentials do not expire ({found.because})", "", found)
    if length_s <= found.length_s:
        return Job(True, None, f"the job ends before its credentials expire ({found.because})", "", found)
    return Job(
        False,
        found.length_s,
        f"the credentials expire after {duration_text(found.length_s)} ({found.because})",
        _smallest_change(hops, length_s, facts),
        found,
    )


def _smallest_change(chain: tuple[Hop, ...], length_s: float, facts: Catalog | None) -> str:
    """A longer session if the limits allow it; otherwise credential refresh."""
    known = facts if facts is not None else catalog()
    last = chain[-1]
    before = chain[-2].way if len(chain) > 1 else ""
    chained = last.way == "assume-role" and temporary(before) and before not in EXEMPT
    limits = known[WAYS[last.way]].detail or {}
    ceiling = float(limits.get("role_max_max_s", limits.get("max_s", 0.0)))
    if "root_max_s" in limits and _by_root(last, chain[:-1]):
        ceiling = float(limits["root_max_s"])
    if not chained and length_s <= ceiling:
        needs_role = last.way in ROLE_CALLS and (last.role_max_s or 0.0) < length_s
        role = f"set the role's maximum to {duration_text(length_s)} and " if needs_role else ""
        return f"{role}request a session of {duration_text(length_s)}"
    return "refresh the credentials before they expire" + (
        ", or assume the last role directly, without the role before it" if chained else ""
    )


def revoked(issued_at_s: float, revoked_at_s: float) -> bool:
    """True if a revocation denies a session: it denies all sessions that began before it, and none that begin later.

    Source: fact ``revoke-role-sessions``.
    """
    return issued_at_s < revoked_at_s
