"""Availability chart: minutes a year of downtime of each sign-in, as bars."""

from __future__ import annotations

from dirsim.pages.drawing import Drawing, box, item, text
from dirsim.resilience.availability import Availability, FlowAvailability

_LEFT = 260.0
_WIDE = 420.0
_ROW = 26.0
MOST_BARS = 30
"""The number of sign-ins drawn: those with the most downtime."""


def draw_availability(answer: Availability) -> Drawing:
    """The chart of the sign-ins of one design; where there are many, those with the most downtime."""
    flows = list(answer.flows)
    if len(flows) > MOST_BARS:
        flows = sorted(flows, key=lambda entry: -entry.minutes_down_per_year)[:MOST_BARS]
    most = max((entry.minutes_down_per_year for entry in flows), default=0.0)
    shapes = [_bar(entry, 24 + _ROW * place, most) for place, entry in enumerate(flows)]
    shapes.insert(0, text(_LEFT, 14, "minutes of downtime a year", "soft small"))
    worst = max(flows, key=lambda entry: entry.minutes_down_per_year, default=None)
    note = "" if worst is None else f"Most downtime: {worst.flow}, {worst.minutes_down_per_year:.1f} minutes."
    title = f"Availability of {answer.design}" if answer.design else "Availability"
    return Drawing(_LEFT + _WIDE + 140, 30 + _ROW * len(flows), title, "".join(shapes), note)


def _bar(entry: FlowAvailability, y: float, most: float) -> str:
    minutes = entry.minutes_down_per_year
    width = _WIDE * minutes / most if most else 0.0
    least = "at least " if entry.unknown else ""
    mostly = next((element for element, share in entry.minutes_by_element.items() if share), "")
    label = f"{least}{minutes:.1f}" + (f", mainly {mostly}" if mostly else "")
    return item(
        f"{entry.flow}: {label} minutes a year",
        text(8, y + 14, entry.flow, room=_LEFT - 16),
        box(_LEFT, y + 2, max(width, 1.5), _ROW - 8, "bar", round_=2),
        _label(label, width, y + 15),
    )


def _label(label: str, width: float, y: float) -> str:
    """The label beside a short bar, or inside a long one."""
    if width > _WIDE / 2:
        return text(_LEFT + width - 6, y, label, "on", anchor="end", room=width - 12)
    return text(_LEFT + width + 6, y, label, "small", room=_WIDE + 130 - width)
