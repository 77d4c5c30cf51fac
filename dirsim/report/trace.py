"""The page of a trace: a sign-in step by step, then how it ended and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dirsim.report.blocks import Block, Figure, Heading, Items, Page, Prose, Table
from dirsim.report.labels import clock, outage
from dirsim.simulate.trace import Step, Trace

if TYPE_CHECKING:
    from dirsim.report.draw.drawing import Drawing


def trace_page(trace: Trace) -> Page:
    """One sign-in: who asked whom for what, in order, and where it stopped."""
    return tuple(_sections(trace))


def _sections(trace: Trace) -> Iterator[Block]:
    yield Heading(f"{trace.flow}: {trace.outcome}", 1)
    under = f"{trace.kind} while {outage(trace.scenario)}, {clock(trace.at)}" if trace.faults else trace.kind
    if trace.scenario != "healthy" and not trace.faults:
        under = f"{trace.kind} in {trace.scenario}, {clock(trace.at)}, when nothing is wrong"
    yield Prose(f"{under}; design {trace.topology}." if trace.topology else f"{under}.")
    if trace.steps:
        yield Figure(lambda: _picture(trace))
        rows = [_row(number, step) for number, step in enumerate(trace.steps, start=1)]
        yield Table(("#", "Exchange", "Purpose", "Result"), rows, frozenset({0}))
    yield Prose(f"Outcome: {trace.outcome} ({trace.ending.category}). {_sentence(trace.because)}")
    if trace.failed is not None:
        yield Prose(f"It stops at: {trace.failed}.")
    if trace.ending.held:
        yield Heading("Held at the end")
        yield Items(trace.ending.held)


def _picture(trace: Trace) -> Drawing:
    from dirsim.report.draw.trace import draw_trace  # noqa: PLC0415 -- text has no pictures

    return draw_trace(trace)


def _row(number: int, step: Step) -> tuple[str, ...]:
    return (str(number), str(step.exchange), step.exchange.purpose, result(step))


def result(step: Step) -> str:
    """What came of one exchange, in a few words."""
    reply = step.reply
    if reply.ok:
        via = f" via {', '.join(step.links)}" if step.links else ""
        return f"referred to {reply.referral}{via}" if reply.referral else f"answered{via}"
    why = f" ({reply.code})" if reply.code else ""
    return f"{reply.heard}: {reply.because}{why}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def runs_page(traces: Iterable[Trace]) -> Page:
    """Many runs: one row for each flow and scenario."""
    listed = tuple(traces)
    if not listed:
        return (Prose("Nothing signs in to anything here: there is nothing to run."),)
    design = listed[0].topology
    bad = sum(not trace.through for trace in listed)
    rows = [(trace.flow, trace.scenario, trace.outcome, _why(trace)) for trace in listed]
    return (
        Heading(f"{design or 'Simulation'}: {bad} of {len(listed)} sign-ins fail", 1),
        Prose(f"Each flow under each scenario, {clock(listed[0].at)}."),
        Table(("Flow", "Scenario", "Outcome", "Stops at, or goes on by"), rows),
    )


def _why(trace: Trace) -> str:
    if trace.failed is not None:
        return f"{trace.failed}: {trace.because}"
    return "" if trace.outcome == "succeeded" else trace.because
