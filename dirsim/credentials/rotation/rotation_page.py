"""The page of a rotation: one row for each step."""

from __future__ import annotations

from dirsim.credentials.rotation.rotation_run import RotationRun
from dirsim.pages.blocks import Heading, Page, Prose, Table

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
        Table(head, rows),
    )
