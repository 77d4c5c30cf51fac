"""Notebooks of a lab, for a student and as an nbgrader assignment.

nbgrader marks cells by metadata (schema version 3): it empties *solution* cells for the students, and runs locked *grade* cells
on what the students hand in. A number as the output of a grade cell is its points, an error is none.
"""

from __future__ import annotations

import json

from dirsim.labs.answer_file import form
from dirsim.labs.exercise import Exercise
from dirsim.labs.pages import asked, student_page
from dirsim.labs.question import LabQuestion, as_data

_SCHEMA_VERSION = 3
_EXPLANATION_POINTS = 2.0
_BEGIN, _END = "### BEGIN SOLUTION", "### END SOLUTION"


def notebook(exercise: Exercise) -> str:
    """The lab as a notebook of a student: an answer cell and a test cell for each question.

    The test cells are marked for nbgrader. The answer cells are not: they are empty already, and nbgrader would replace them.
    """
    cells = [_head(exercise), _cell("code", "setup", _setup(exercise))]
    for number, question in enumerate(exercise.questions, start=1):
        name = question.name
        cells += [
            _cell("markdown", f"ask-{name}", "\n".join(asked(number, question))),
            _cell("code", f"answer-{name}", f"answers[{name!r}] = None  # {_form(question)}"),
            _cell(
                "code",
                f"test-{name}",
                f"exercise.assert_correct({name!r}, answers.get({name!r}))",
                grade=True,
                points=question.points,
            ),
        ]
    cells.append(_cell("markdown", "explain", f"Explain: {exercise.lab.explain}."))
    return _book(cells)


def assignment(exercise: Exercise) -> str:
    """The lab as the source notebook of an nbgrader assignment, with the answers of this variant in its solution cells.

    Answers that are partly right get their share of the points. The last cell is the explanation, which a person grades.
    """
    cells = [
        _head(exercise, locked=True),
        _cell("code", "setup", f"{_setup(exercise)}\nscenario = exercise.sheet.files  # text by name", locked=True),
    ]
    key = exercise.key()
    for number, question in enumerate(exercise.questions, start=1):
        name = question.name
        answer = f"answers[{name!r}] = {as_data(key[name])!r}"
        cells += [
            _cell("markdown", f"ask-{name}", "\n".join(asked(number, question)), locked=True),
            _cell(
                "code",
                f"answer-{name}",
                f"# answers[{name!r}] = {_form(question)}\n{_BEGIN}\n{answer}\n{_END}",
                solution=True,
            ),
            _cell(
                "code",
                f"test-{name}",
                f"graded = exercise.graded({name!r}, answers.get({name!r}))\nprint(graded.line)\ngraded.points",
                grade=True,
                points=question.points,
            ),
        ]
    explain = f"Explain {exercise.lab.explain}."
    cells += [
        _cell(
            "markdown", "ask-explanation", f"**Explanation** ({_EXPLANATION_POINTS:g} points). {explain}", locked=True
        ),
        _cell(
            "markdown",
            "explanation",
            f"{_BEGIN}\nLook for: {exercise.lab.explain}.\n{_END}",
            grade=True,
            solution=True,
            points=_EXPLANATION_POINTS,
        ),
    ]
    return _book(cells)


def _head(exercise: Exercise, *, locked: bool = False) -> dict[str, object]:
    return _cell("markdown", "head", student_page(exercise).partition("## Predict")[0].rstrip(), locked=locked)


def _setup(exercise: Exercise) -> str:
    made = f"exercise = labs.exercise({exercise.lab.id!r}, student={exercise.student!r})"
    return f"from dirsim import labs\n\n{made}\nanswers = {{}}"


def _form(question: LabQuestion) -> str:
    """The form of an answer; the words are in the cell above."""
    return form(question).replace("listed in README.md", "listed above")


def _book(cells: list[dict[str, object]]) -> str:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    book = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, indent=1, ensure_ascii=False) + "\n"


def _cell(
    kind: str,
    name: str,
    source: str,
    *,
    grade: bool = False,
    solution: bool = False,
    locked: bool = False,
    points: float | None = None,
) -> dict[str, object]:
    """A cell; one that is neither graded nor a solution nor locked has no metadata."""
    cell: dict[str, object] = {"cell_type": kind, "id": name[:64], "metadata": {}, "source": source}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    if grade or solution or locked:
        marks: dict[str, object] = {
            "grade": grade,
            "grade_id": name,
            "locked": locked or not solution,
            "schema_version": _SCHEMA_VERSION,
            "solution": solution,
            "task": False,
        }
        cell["metadata"] = {"nbgrader": marks | ({} if points is None else {"points": points})}
    return cell
