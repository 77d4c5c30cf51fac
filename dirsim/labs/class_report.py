"""Report pages of labs and grades on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from dirsim.api.teaching import WIDTH, Block, Heading, Items, Page, Prose, Table
from dirsim.api.writing import text_of
from dirsim.labs.exercise import Exercise, Grade, Lab, QuestionGrade
from dirsim.labs.misconceptions import MISCONCEPTIONS
from dirsim.labs.question import as_data


def labs_page(labs: Iterable[Lab]) -> Page:
    """The page of the labs with their titles, durations and topics."""
    rows = [(lab.id, lab.title, str(lab.minutes), ", ".join(lab.terms)) for lab in labs]
    return (
        Heading("Teaching labs", 1),
        Table(("Lab", "Title", "Minutes", "Topics"), rows, frozenset({2})),
        Prose("Start a lab: dirsim lab start ID --student NAME"),
    )


def started_page(name: str, folder: str) -> Page:
    """The page with the next steps for a folder that was written."""
    return (
        Prose(
            f"The lab {name} is in the folder {folder}. Read README.md, write your predictions into answers.yaml, then run:"
        ),
        Items((f"dirsim lab check {folder}",)),
    )


def grade_text(exercise: Exercise, grade: Grade) -> str:
    """The text of a grade: each answer with its points, and for each given answer the hint and the run that decides."""
    parts = [text_of(tuple(_summary(exercise, grade)))]
    parts += [text_of(tuple(_question(one))) + _run(one.shown) for one in grade.questions if one.given is not None]
    if grade.answered and not grade.explanation:
        parts.append("The explanation is missing.\n")
    return "\n".join(parts)


def _summary(exercise: Exercise, grade: Grade) -> Iterator[Block]:
    whose = f" of {grade.student}" if grade.student else ""
    title = exercise.lab.title if exercise.lab.title.endswith("?") else f"{exercise.lab.title}."
    yield Heading(f"{title} The answers{whose}: {grade.points:g} of {grade.possible:g} points", 1)
    if not grade.answered:
        yield Prose("No question is answered yet. Write your predictions into answers.yaml.")
        return
    yield Prose(f"Score {grade.score:g}. The runs of the answered questions are below.")
    yield Table(
        ("Question", "Your answer", "Result", "Points"),
        [(one.name, _given(one), one.state, f"{one.points:g}/{one.possible:g}") for one in grade.questions],
        frozenset({3}),
    )


def _question(one: QuestionGrade) -> Iterator[Block]:
    yield Heading(f"{one.name}: {one.state}")
    if one.misconception:
        yield Prose(f"Possible misconception: {MISCONCEPTIONS[one.misconception].belief}")
    if one.hint:
        yield Prose(f"Hint: {one.hint}")
    if one.facts:
        yield Prose(f"Further reading: dirsim facts {one.facts[0]}")


def _run(shown: str) -> str:
    """The text of a run, with long lines wrapped."""
    lines = [
        part
        for line in shown.rstrip().splitlines()
        for part in (wrap(line, WIDTH, subsequent_indent="  ") if len(line) > WIDTH else [line])
    ]
    return "\n" + "".join(f"{line}\n" for line in lines)


def _given(one: QuestionGrade) -> str:
    if one.given is None:
        return "-"
    data = as_data(one.given)
    return ", ".join(data) or "none" if isinstance(data, list) else str(data)
