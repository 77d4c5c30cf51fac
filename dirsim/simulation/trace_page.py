"""Report on a trace: a sign-in step by step, its outcome and the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dirsim.model.outcome import Outcome
from dirsim.pages.blocks import Block, Figure, Heading, Items, Page, Prose, Table
from dirsim.simulation.trace import Step, Trace
from dirsim.simulation.wording import clock, outage

if TYPE_CHECKING:
    from dirsim.pages.drawing import Drawing


def trace_page(trace: Trace) -> Page:
    """The report on one sign-in: its exchanges in order, and the one at which it failed."""
    return tuple(_sections(trace))


def _sections(trace: Trace) -> Iterator[Block]:
    yield Heading(f"{trace.flow}: {trace.outcome}", 1)
    under = f"{trace.kind} while {outage(trace.scenario)}, {clock(trace.at)}" if trace.faults else trace.kind
    if trace.scenario != "healthy" and not trace.faults:
        under = f"{trace.kind} in {trace.scenario}, {clock(trace.at)}, without faults"
    yield Prose(f"{under}; design {trace.topology}." if trace.topology else f"{under}.")
    if trace.steps:
        yield Figure(lambda: _picture(trace))
        rows = [_row(number, step) for number, step in enumerate(trace.steps, start=1)]
        yield Table(("#", "Exchange", "Purpose", "Result"), rows, frozenset({0}))
    yield Prose(f"Outcome: {trace.outcome} ({trace.ending.category}). {_sentence(trace.because)}")
    if trace.chance is not None:
        yield Prose(f"Chance decides; over seeded draws: {shares_text(trace)}.")
    if trace.failed is not None:
        yield Prose(f"Fails at: {trace.failed}.")
    if trace.ending.held:
        yield Heading("Held at the end")
        yield Items(trace.ending.held)


def _picture(trace: Trace) -> Drawing:
    from dirsim.simulation.trace_drawing import draw_trace  # noqa: PLC0415 -- text has no pictures

    return draw_trace(trace)


def _row(number: int, step: Step) -> tuple[str, ...]:
    return (str(number), str(step.exchange), step.exchange.purpose, result(step))


def result(step: Step) -> str:
    """The result of one exchange, in a few words."""
    reply = step.reply
    if reply.ok:
        via = f" via {', '.join(step.links)}" if step.links else ""
        return f"referred to {reply.referral}{via}" if reply.referral else f"answered{via}"
    why = f" ({reply.code})" if reply.code else ""
    return f"{reply.heard}: {reply.because}{why}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def runs_page(traces: Iterable[Trace]) -> Page:
    """The report on many runs: one row for each flow and scenario."""
    listed = tuple(traces)
    if not listed:
        return (Prose("This design has no sign-ins to run."),)
    design = listed[0].topology
    bad = sum(not trace.through for trace in listed)
    rows = [(trace.flow, trace.scenario, trace.outcome, _why(trace)) for trace in listed]
    return (
        Heading(f"{design or 'Simulation'}: {bad} of {len(listed)} sign-ins fail", 1),
        Prose(f"Each flow under each scenario, {clock(listed[0].at)}."),
        Table(("Flow", "Scenario", "Outcome", "Fails at / falls back to"), rows),
    )


def shares_text(trace: Trace) -> str:
    """The share of each outcome and the range of the durations, in words."""
    shares = ", ".join(f"{outcome} {share:.0%}" for outcome, share in trace.shares.items())
    low, high = trace.elapsed_range_s
    return f"{shares}; {low:g} s to {f'{high:g} s' if high is not None else 'an unknown time'} in nine of ten"


def _why(trace: Trace) -> str:
    if trace.chance is not None:
        return shares_text(trace)
    if trace.failed is not None:
        return f"{trace.failed}: {trace.because}"
    return "" if trace.outcome == Outcome.SUCCEEDED else trace.because
