"""Rotation as a grid: a column a step, a row for each group of clients."""

from __future__ import annotations

from dirsim.credentials.rotation.rotation_run import RotationRun, RotationState
from dirsim.pages.drawing import MARKS, Drawing, box, item, text

_LEFT = 220.0
_WIDE = 130.0
_TOP = 34.0
_ROW = 30.0
_GROUPS = (("clients that read the secret", "readers"), ("clients with the old value", "caching"))


def draw_rotation(run: RotationRun) -> Drawing:
    """The picture of a rotation: which clients get in after each step."""
    shapes = [text(8, _TOP + _ROW * row + 20, name, "small", room=_LEFT - 16) for row, (name, _) in enumerate(_GROUPS)]
    for column, state in enumerate(run.states):
        x = _LEFT + _WIDE * column
        done = "" if state.done else " (not completed)"
        shapes.append(text(x + 4, _TOP - 12, f"{state.step}{done}", "small", room=_WIDE - 8))
        shapes += [
            _cell(state, name, getattr(state, key), x, _TOP + _ROW * row) for row, (name, key) in enumerate(_GROUPS)
        ]
    title = f"Rotation, {run.users} user"
    width = _LEFT + _WIDE * len(run.states) + 16
    return Drawing(width, _TOP + _ROW * len(_GROUPS) + 12, title, "".join(shapes), f"{run.because}.")


def _cell(state: RotationState, name: str, enters: bool, x: float, y: float) -> str:
    kind = "succeeded" if enters else "denied"
    words = "get in" if enters else "refused"
    return item(
        f"{state.step}: {name} {'get in' if enters else 'are refused'}",
        box(x, y + 2, _WIDE - 4, _ROW - 6, f"band {kind}", round_=2),
        text(x + 8, y + 19, f"{MARKS[kind]} {words}", "on"),
    )
