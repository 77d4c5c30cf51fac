"""What the command line says about labs, as pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dirsim.labs.exercise import Exercise, Grade, Lab, QuestionGrade
from dirsim.labs.misconceptions import MISCONCEPTIONS
from dirsim.labs.question import as_data
from dirsim.report.blocks import Block, Heading, Items, Page, Prose, Table


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


def grade_page(exercise: Exercise, grade: Grade) -> Page:
    """A grade: each answer with its points, and for those that are not right the hint and the run that decides."""
    return tuple(_grade(exercise, grade))


def _grade(exercise: Exercise, grade: Grade) -> Iterator[Block]:
    whose = f" of {grade.student}" if grade.student else ""
    yield Heading(f"{exercise.lab.title} The answers{whose}: {grade.points:g} of {grade.possible:g} points", 1)
    if not grade.answered:
        yield Prose("Nothing is answered yet. Write what you expect into answers.yaml.")
        return
    yield Prose(f"Score {grade.score:g}. Runs stand below, for the questions that you answered.")
    yield Table(
        ("Question", "Your answer", "Result", "Points"),
        [(one.name, _given(one), one.state, f"{one.points:g}/{one.possible:g}") for one in grade.questions],
        frozenset({3}),
    )
    for one in grade.questions:
        if one.given is not None:
            yield from _question(one)
    if not grade.explanation:
        yield Prose("The explanation is still missing.")


def _question(one: QuestionGrade) -> Iterator[Block]:
    yield Heading(f"{one.name}: {one.state}")
    if one.misconception:
        yield Prose(f"Perhaps you think: {MISCONCEPTIONS[one.misconception].belief}")
    if one.hint:
        yield Prose(f"Hint: {one.hint}")
    if one.facts:
        yield Items(tuple(f"dirsim facts {fact}" for fact in one.facts))
    yield Items(tuple(line for line in one.shown.splitlines() if line.strip(" =-")))


def _given(one: QuestionGrade) -> str:
    if one.given is None:
        return "-"
    data = as_data(one.given)
    return ", ".join(data) or "none" if isinstance(data, list) else str(data)
