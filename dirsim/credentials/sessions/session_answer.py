"""Sessions for the command line: text in, refusals as answers."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from attrs import frozen

from dirsim.catalog.limits import LIMITS
from dirsim.catalog.units import seconds
from dirsim.credentials.sessions.session_lifetimes import SCHEMA, Hop, Session, session
from dirsim.credentials.sessions.sts_calls import CALLS
from dirsim.errors import InputError, Problem
from dirsim.facts import Catalog
from dirsim.pages.plain import capped
from dirsim.shown import Tabular

_OPTIONS = {"requested": "requested_s", "max": "role_max_s"}
_FLAGS = ("refreshes", "root")
_LONGEST_SHOWN = 80


@frozen
class RefusedSession(Tabular):
    """A chain that STS or the platform refuses.

    Attributes:
        why: The reasons, each with its step and its fact.
    """

    why: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The refusal as a JSON object (``dirsim.session/v1``)."""
        return {"schema": SCHEMA, "refused": True, "length_s": None, "hops": [], "why": list(self.why)}


def hop(text: str) -> Hop:
    """A step from text: ``CALL``, ``CALL:DURATION``, with ``,max=DURATION``, ``,refreshes`` and ``,root``.

    Raises:
        InputError: The call, an option or a duration is unknown; every problem is listed.
    """
    head, *options = (part.strip() for part in text.split(","))
    way, sign, asked = head.partition(":")
    shown = capped(text, _LONGEST_SHOWN)
    problems: list[Problem] = []
    if way not in CALLS:
        near = get_close_matches(way[:_LONGEST_SHOWN], CALLS, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else f"expected one of: {', '.join(CALLS)}"
        problems.append(Problem(shown, f"unknown call {capped(way, _LONGEST_SHOWN)!r}", hint))
    values: dict[str, Any] = {}
    for option in (*([f"requested={asked}"] if sign else []), *options):
        name, equals, value = option.partition("=")
        if name in _FLAGS and not equals:
            values[name] = True
        elif name in _OPTIONS and _OPTIONS[name] not in values:
            try:
                values[_OPTIONS[name]] = seconds(value)
            except ValueError:
                said = f"invalid duration {capped(value, _LONGEST_SHOWN)!r}"
                problems.append(Problem(shown, said, "such as 15m or 4h"))
        else:
            expected = ", ".join((*(f"{key}=DURATION" for key in _OPTIONS), *_FLAGS))
            said = f"unknown or repeated option {capped(option, _LONGEST_SHOWN)!r}"
            problems.append(Problem(shown, said, f"expected one of: {expected}"))
    if problems:
        raise InputError(tuple(problems))
    return Hop(way=way, **values)


def hops(steps: Iterable[Hop | str]) -> tuple[Hop, ...]:
    """Steps, those given as text parsed.

    Raises:
        InputError: As for :func:`hop`; the problems of all steps are listed.
    """
    made: list[Hop] = []
    problems: list[Problem] = []
    chain = list(steps)
    limit = LIMITS["hops"]
    if len(chain) > limit.most:
        raise InputError((Problem("", limit.exceeded(len(chain)), limit.advice),))
    for step in chain:
        try:
            made.append(step if isinstance(step, Hop) else hop(step))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(tuple(problems))
    return tuple(made)


def answered(steps: Iterable[Hop | str], facts: Catalog | None = None) -> Session | RefusedSession:
    """The session of a chain, or the reasons for which it is refused.

    Raises:
        InputError: A step cannot be read.
    """
    chain = hops(steps)
    try:
        return session(chain, facts)
    except InputError as error:
        why = (f"{problem.path}: {problem.message} ({problem.hint})" for problem in error.problems)
        return RefusedSession(tuple(why))
