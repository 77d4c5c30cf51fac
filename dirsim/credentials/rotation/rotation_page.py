"""The page of a rotation: one row for each step."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from dirsim.credentials.rotation.rotation_run import RotationRun
from dirsim.pages.blocks import Figure, Heading, Page, Prose, Table

if TYPE_CHECKING:
    from dirsim.pages.drawing import Drawing

_ENTERS = {True: "get in", False: "refused"}


def rotation_page(run: RotationRun) -> Page:
    """The states of a rotation, with the clients that get in after each step."""
    rows = [
        (
            f"{state.step}{'' if state.done else ' (not completed)'}",
            state.needs,
            state.current,
            ", ".join(state.accepted),
            _ENTERS[state.readers],
            _ENTERS[state.caching],
        )
        for state in run.states
    ]
    head = ("Step", "Needs", "AWSCURRENT", "Accepted", "Readers", "Clients with the old value")
    return (
        Heading(f"Rotation, {run.users} user", 1),
        Prose(f"{run.because[:1].upper()}{run.because[1:]}."),
        Figure(partial(_picture, run)),
        Table(head, rows),
    )


def _picture(run: RotationRun) -> Drawing:
    from dirsim.credentials.rotation.rotation_drawing import draw_rotation  # noqa: PLC0415 -- text has no pictures

    return draw_rotation(run)
