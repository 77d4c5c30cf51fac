"""Sequence diagram of a trace, with retries and lost messages.

Long waits are compressed: a millisecond and a minute must fit on one page. The seconds are at the
side where the run has a clock.
"""

from __future__ import annotations

from math import log10

from dirsim.model.outcome import ReplyKind
from dirsim.pages.drawing import LETTER, MARKS, Drawing, box, head, item, line, paragraph, text
from dirsim.pages.plain import plain
from dirsim.simulation.trace import Step, Trace

_LEFT = 66.0
_TOP = 34.0
_ROW = 38.0
MOST_STEPS = 60
"""The greatest number of exchanges in a picture; a longer run shows the first ones, and the last."""


def draw_trace(trace: Trace) -> Drawing:
    """The picture of one run."""
    steps = list(enumerate(trace.steps))
    left_out = max(0, len(steps) - MOST_STEPS)
    if left_out:
        steps = steps[: MOST_STEPS - 10] + steps[-10:]
    hosts = list(dict.fromkeys(host for _, step in steps for host in (step.exchange.initiator, step.exchange.target)))
    column = max(150.0, min(220.0, max((len(plain(host)) for host in hosts), default=0) * LETTER + 16))
    places = {host: _LEFT + column / 2 + column * number for number, host in enumerate(hosts)}
    width = max(_LEFT + column * len(hosts) + 8, 680.0)
    times = _times(trace)
    shapes, y, before = [], _TOP + 18.0, None
    seen: dict[tuple[str, str, str, int], int] = {}
    for number, step in steps:
        if left_out and number == trace.steps.index(steps[-10][1]) and y > _TOP + 18:
            shapes.append(text(_LEFT, y + 8, f"{left_out} exchanges are not shown", "soft small"))
            y += 20
        at = times[number]
        if at is not None:
            y += _squeezed(at - before) if before is not None else 0.0
            before = at
        exchange = step.exchange
        key = (exchange.initiator, exchange.target, exchange.step, exchange.port)
        seen[key] = seen.get(key, 0) + 1
        drawn, more = _step(step, number + 1, y, places, at, seen[key])
        shapes.append(drawn)
        y += more + (_ROW if step.reply.ok and not step.reply.referral else _ROW + 10)
    shapes.insert(0, "".join(_column(host, x, y, column) for host, x in places.items()))
    ending = f"{MARKS[trace.outcome]} {trace.outcome}: {trace.because}"
    told, more = paragraph(_LEFT, y + 18, ending, "head", room=width - _LEFT - 10)
    shapes.append(told)
    label = f"{len(trace.steps)} exchanges. {trace.outcome}: {trace.because}."
    return Drawing(width, y + 30 + more, f"{trace.flow}: {trace.outcome}", "".join(shapes), label)


def _times(trace: Trace) -> list[float | None]:
    """The time of each exchange, in seconds from the start; ``None`` where the run has no clock or a delay is unknown."""
    measured = getattr(trace, "times", ())
    if len(measured) == len(trace.steps):
        return list(measured)
    found: list[float | None] = []
    now: float | None = 0.0
    for step in trace.steps:
        found.append(now)
        if now is not None:
            now = None if step.latency_s is None or step.reply.heard == ReplyKind.SILENT else now + step.latency_s
    return found


def _squeezed(seconds: float) -> float:
    """The height of a wait: none for an instant, then ten units for each factor of ten."""
    return 0.0 if seconds < 0.01 else 10.0 * (log10(seconds) + 2)


def _column(host: str, x: float, bottom: float, column: float) -> str:
    return (
        line(x, _TOP, x, bottom, "rule")
        + box(x - column / 2 + 4, 8, column - 8, 24, "host", round_=4)
        + text(x, 24, host, anchor="middle", room=column - 14)
    )


def _step(
    step: Step, number: int, y: float, places: dict[str, float], at: float | None, times: int
) -> tuple[str, float]:
    """The shapes of an exchange, and the height of what its reason needs beyond one line: no reason is cut."""
    exchange, reply = step.exchange, step.reply
    x1, x2 = places[exchange.initiator], places[exchange.target]
    asked = f"{number} {exchange.step} {exchange.protocol}/{exchange.port}" + (f", try {times}" if times > 1 else "")
    answer = reply.heard if reply.ok else f"{reply.heard}: {reply.because}"
    label = f"{asked}, {exchange.initiator} to {exchange.target}, {exchange.purpose}: {answer}"
    more = 0.0
    shapes = [text(_LEFT - 10, y + 6, _clock(at), "soft small", anchor="end")] if at is not None else []
    if x1 == x2:
        shapes += [
            box(x1 - 5, y - 4, 10, 14, "host", round_=2),
            text(x1 - 10, y + 6, asked, "small", anchor="end"),
        ]
        if not reply.ok:
            told, more = paragraph(
                x1 - 10, y + 20, reply.code or answer, "refused small", anchor="end", room=max(x1 - _LEFT, 60)
            )
            shapes.append(told)
        return item(label, *shapes), more
    towards = 1 if x2 > x1 else -1
    shapes.append(text((x1 + x2) / 2, y - 2, asked, "small", anchor="middle"))
    if reply.heard == ReplyKind.SILENT:
        stop = x1 + (x2 - x1) * 0.62
        room = abs(x2 - x1) + 60
        told, more = paragraph(
            (x1 + x2) / 2, y + 19, f"lost: {reply.because}", "lost small", anchor="middle", room=room
        )
        shapes += [
            line(x1, y + 4, stop, y + 4, "lost"),
            text(stop, y + 8, "\u2715", "lost", anchor="middle"),
            told,
        ]
        return item(label, *shapes), more
    kind = "reply" if reply.ok else "refused"
    shapes += [
        line(x1, y + 4, x2, y + 4, "request"),
        head(x2, y + 4, towards, "request"),
        line(x2, y + 15, x1, y + 15, kind),
        head(x1, y + 15, -towards, kind),
    ]
    note = f"referred to {reply.referral}" if reply.referral else "" if reply.ok else (reply.code or reply.heard)
    if note:
        kind = "soft" if reply.ok else kind
        room = max(abs(x2 - x1), 140)
        told, more = paragraph((x1 + x2) / 2, y + 27, note, f"{kind} small", anchor="middle", room=room)
        shapes.append(told)
    return item(label, *shapes), more


def _clock(at: float) -> str:
    return f"{at * 1000:.0f} ms" if at < 1 else f"{at:.1f} s"
