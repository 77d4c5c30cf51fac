"""Availabilities as bars: the minutes a year in which each sign-in does not work, and what most of them come from."""

from __future__ import annotations

from dirsim.analysis.availability import Availability, FlowAvailability
from dirsim.report.draw.drawing import Drawing, box, item, text

_LEFT = 260.0
_WIDE = 420.0
_ROW = 26.0
MOST_BARS = 30
"""So many sign-ins are drawn: those that are down longest."""


def draw_availability(answer: Availability) -> Drawing:
    """The picture of the sign-ins of one design, the worst first where there are many."""
    flows = list(answer.flows)
    if len(flows) > MOST_BARS:
        flows = sorted(flows, key=lambda entry: -entry.minutes_down_per_year)[:MOST_BARS]
    most = max((entry.minutes_down_per_year for entry in flows), default=0.0)
    shapes = [_bar(entry, 24 + _ROW * place, most) for place, entry in enumerate(flows)]
    shapes.insert(0, text(_LEFT, 14, "minutes a year in which it does not work", "soft small"))
    worst = max(flows, key=lambda entry: entry.minutes_down_per_year, default=None)
    said = "" if worst is None else f"Most of all {worst.flow}: {worst.minutes_down_per_year:.1f} minutes."
    title = f"Availability of {answer.design}" if answer.design else "Availability"
    return Drawing(_LEFT + _WIDE + 140, 30 + _ROW * len(flows), title, "".join(shapes), said)


def _bar(entry: FlowAvailability, y: float, most: float) -> str:
    minutes = entry.minutes_down_per_year
    width = _WIDE * minutes / most if most else 0.0
    least = "at least " if entry.unknown else ""
    mostly = next((element for element, share in entry.minutes_by_element.items() if share), "")
    told = f"{least}{minutes:.1f}" + (f", mostly {mostly}" if mostly else "")
    return item(
        f"{entry.flow}: {told} minutes a year",
        text(8, y + 14, entry.flow, room=_LEFT - 16),
        box(_LEFT, y + 2, max(width, 1.5), _ROW - 8, "bar", round_=2),
        _label(told, width, y + 15),
    )


def _label(told: str, width: float, y: float) -> str:
    """Beside a short bar, in a long one."""
    if width > _WIDE / 2:
        return text(_LEFT + width - 6, y, told, "on", anchor="end", room=width - 12)
    return text(_LEFT + width + 6, y, told, "small", room=_WIDE + 130 - width)
