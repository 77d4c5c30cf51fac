"""Options of a gate, shared by the commands that pipelines run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from dirsim.cli.output import note

if TYPE_CHECKING:
    from dirsim.api.gates import Gate

LOGS = ("sarif", "junit", "github")
"""The formats that are written from findings."""

FailOn = Annotated[
    tuple[str, ...],
    Parameter(name="--fail-on", help="Exit with 1 on these: no-fit, unknown, assumption, stale-fact, flip, new."),
]
Baseline = Annotated[
    str | None, Parameter(name="--baseline", help="An older answer as JSON: what is new against it is marked.")
]
Waivers = Annotated[
    str | None, Parameter(name="--waivers", help="A file of accepted findings: rule, scope, owner, reason, expires.")
]
NoWaivers = Annotated[bool, Parameter(name="--no-waivers", negative="", help="Ignore the file of waivers.")]


def rules_of(fail_on: tuple[str, ...]) -> tuple[str, ...]:
    """The rules of ``--fail-on``, which may be given several times or joined by commas."""
    return tuple(part.strip() for entry in fail_on for part in entry.split(",") if part.strip())


def log_of(held: Gate, form: str) -> str:
    """The findings at a gate in one of the formats of :data:`LOGS`."""
    return {"sarif": held.sarif, "junit": held.junit, "github": held.github}[form]()


def note_findings(held: Gate) -> None:
    """Note what cannot be used, what warns, and what the gate fails on."""
    for entry in held.entries:
        if entry.rule == "input":
            note(f"{entry.file}:{entry.line}:{entry.column}: {entry.message}")
        elif entry.rule == "unused-waiver":
            note(f"warning: {entry.message}")
    for entry in held.failing:
        note(f"fails on {entry.rule}: {entry.file}:{entry.line}: {entry.message}")
