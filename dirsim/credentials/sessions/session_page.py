"""The page of a session: steps, length, reasons of a refusal."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from dirsim.catalog.units import duration_text
from dirsim.credentials.sessions.blast_radius import BlastRadius
from dirsim.credentials.sessions.session_answer import RefusedSession
from dirsim.credentials.sessions.session_lifetimes import Session
from dirsim.pages.blocks import Block, Figure, Heading, Items, Page, Prose, Table

if TYPE_CHECKING:
    from dirsim.pages.drawing import Drawing


def session_page(answer: Session | RefusedSession) -> Page:
    """One row for each step; the last row is the session that the chain yields."""
    if isinstance(answer, RefusedSession):
        return (Heading("Session refused", 1), Items(answer.why))
    rows = [
        (step.call, _length(step.length_s), step.rule.partition(": ")[2], ", ".join(step.facts)) for step in answer.hops
    ]
    renewed = " They are renewed before they expire." if answer.refreshes else ""
    lines = [Prose(f"The credentials last {_length(answer.length_s)}.{renewed}")]
    if answer.contested_s is not None:
        lines.append(Prose(f"Contested: plan for {duration_text(answer.contested_s)}."))
    picture = Figure(partial(_picture, answer))
    return (Heading("Session", 1), *lines, picture, Table(("Call", "Length", "Rule", "Facts"), rows))


def _picture(answer: Session) -> Drawing:
    from dirsim.credentials.sessions.session_drawing import draw_session  # noqa: PLC0415 -- text has no pictures

    return draw_session(answer)


def _length(length_s: float | None) -> str:
    return "without end" if length_s is None else duration_text(length_s)


def blast_radius_page(radius: BlastRadius) -> Page:
    """The leak, its end, its countermeasures and the rights by access level."""
    leak = radius.leak
    renewed = " New ones can be obtained while the host is accessible." if leak.renewable else ""
    blocks: list[Block] = [
        Heading("Blast radius", 1),
        Prose(
            f"Leaked: {leak.held}. It works {'until someone stops it' if leak.until_s is None else duration_text(leak.until_s) + ' longer'}.{renewed}"
        ),
        Prose("Countermeasures:"),
        Items(leak.stops),
    ]
    if radius.rights is None:
        blocks.append(Prose("No policy of its holder was given: what it opens is unknown."))
    else:
        rows = [
            (name, str(sum(levels.values())), ", ".join(f"{level}: {count}" for level, count in levels.items()))
            for name, levels in radius.rights.items()
        ]
        blocks.append(Table(("Service", "Actions", "By access level"), rows, frozenset({1})))
    if radius.worst:
        blocks += [Prose("Beyond these rights:"), Items(radius.worst)]
    return tuple(blocks)
