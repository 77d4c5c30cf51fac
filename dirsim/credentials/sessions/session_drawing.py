"""Session as bars: the credentials after each step, on one scale of time."""

from __future__ import annotations

from dirsim.catalog.units import duration_text
from dirsim.credentials.sessions.session_lifetimes import Session, SessionStep
from dirsim.pages.drawing import LETTER, Drawing, box, item, line, text

_LEFT = 260.0
_WIDE = 520.0
_TOP = 30.0
_ROW = 28.0
_WITHOUT_END = 1.08
"""The length of a bar without an end, in lengths of the longest one with an end."""


def draw_session(session: Session) -> Drawing:
    """The picture of a session: a bar for each step; one without an end leaves the scale."""
    longest = max((step.length_s for step in session.hops if step.length_s is not None), default=3600.0) or 1.0
    height = _TOP + _ROW * len(session.hops) + 16
    shapes = [
        line(_LEFT + share * _WIDE, _TOP - 6, _LEFT + share * _WIDE, height - 12)
        + text(
            _LEFT + share * _WIDE,
            _TOP - 12,
            duration_text(share * longest) if share else "0",
            "soft small",
            anchor="middle",
        )
        for share in (0.0, 0.5, 1.0)
    ]
    shapes += [_bar(step, _TOP + _ROW * place, longest) for place, step in enumerate(session.hops)]
    last = "without end" if session.length_s is None else duration_text(session.length_s)
    return Drawing(
        _LEFT + _WIDE * _WITHOUT_END + 20, height, "Session", "".join(shapes), f"The credentials last {last}."
    )


def _bar(step: SessionStep, y: float, longest: float) -> str:
    share = _WITHOUT_END if step.length_s is None else step.length_s / longest
    length = "without end" if step.length_s is None else duration_text(step.length_s)
    wide = max(share * _WIDE, 2.0)
    inside = wide > len(length) * LETTER + 12
    return item(
        f"{step.call}: {length}. {step.rule}",
        text(8, y + 15, step.call, "small", room=_LEFT - 20),
        box(_LEFT, y + 2, wide, _ROW - 8, "bar", round_=2),
        text(_LEFT + 6 if inside else _LEFT + wide + 6, y + 16, length, "on" if inside else "small"),
    )
