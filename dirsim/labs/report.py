"""What the command line says about labs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from dirsim.labs.exercise import Exercise, Grade, Lab, QuestionGrade
from dirsim.labs.misconceptions import MISCONCEPTIONS
from dirsim.labs.question import as_data
from dirsim.report.blocks import Block, Heading, Items, Page, Prose, Table
from dirsim.report.text import WIDTH, text


def labs_page(labs: Iterable[Lab]) -> Page:
    """The labs with their titles and how long they take."""
    rows = [(lab.id, lab.title, str(lab.minutes), ", ".join(lab.terms)) for lab in labs]
    return (
        Heading("Teaching labs", 1),
        Table(("Lab", "Title", "Minutes", "About"), rows, frozenset({2})),
        Prose("Start one: dirsim lab start ID --student NAME"),
    )


def started_page(name: str, folder: str) -> Page:
    """What to do with a folder that was written."""
    return (
        Prose(
            f"The lab {name} is in the folder {folder}. Read README.md, write what you expect into answers.yaml, then:"
        ),
        Items((f"dirsim lab check {folder}",)),
    )


def grade_text(exercise: Exercise, grade: Grade) -> str:
    """A grade as text: each answer with its points, and under each that was given the hint and the run that decides."""
    parts = [text(tuple(_summary(exercise, grade)))]
    parts += [text(tuple(_question(one))) + _run(one.shown) for one in grade.questions if one.given is not None]
    if grade.answered and not grade.explanation:
        parts.append("The explanation is still missing.\n")
    return "\n".join(parts)


def _summary(exercise: Exercise, grade: Grade) -> Iterator[Block]:
    whose = f" of {grade.student}" if grade.student else ""
    title = exercise.lab.title if exercise.lab.title.endswith("?") else f"{exercise.lab.title}."
    yield Heading(f"{title} The answers{whose}: {grade.points:g} of {grade.possible:g} points", 1)
    if not grade.answered:
        yield Prose("Nothing is answered yet. Write what you expect into answers.yaml.")
        return
    yield Prose(f"Score {grade.score:g}. The runs stand below, for the questions that are answered.")
    yield Table(
        ("Question", "Your answer", "Result", "Points"),
        [(one.name, _given(one), one.state, f"{one.points:g}/{one.possible:g}") for one in grade.questions],
        frozenset({3}),
    )


def _question(one: QuestionGrade) -> Iterator[Block]:
    yield Heading(f"{one.name}: {one.state}")
    if one.misconception:
        yield Prose(f"Perhaps you think: {MISCONCEPTIONS[one.misconception].belief}")
    if one.hint:
        yield Prose(f"Hint: {one.hint}")
    if one.facts:
        yield Prose(f"To read: dirsim facts {one.facts[0]}")


def _run(shown: str) -> str:
    """A run under its question, with long lines broken."""
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
