"""Teaching labs: predict, simulate, explain.

Every student id has its own variant. The simulation computes the answer key of a variant when it runs; no answer is
stored. A wrong answer is compared with the answers that the known misconceptions lead to.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from dirsim.api import InputError, Problem
from dirsim.labs.answer_file import read_answers
from dirsim.labs.exercise import Exercise, Grade, Lab, QuestionGrade, failure_text
from dirsim.labs.folder import start
from dirsim.labs.given import answer_of
from dirsim.labs.lab_list import LABS, find_lab
from dirsim.labs.lab_notebook import assignment as assignment_notebook
from dirsim.labs.misconceptions import MISCONCEPTIONS, Misconception

__all__ = [
    "LABS",
    "MISCONCEPTIONS",
    "Exercise",
    "Grade",
    "Lab",
    "Misconception",
    "QuestionGrade",
    "assert_correct",
    "assignment",
    "check",
    "exercise",
    "grade",
    "names",
    "questions",
    "start",
]


def names() -> tuple[str, ...]:
    """The ids of the labs, in the order of a course."""
    return tuple(lab.id for lab in LABS)


def exercise(lab: str, *, student: str = "") -> Exercise:
    """A student's variant of a lab, for use in a notebook.

    Args:
        lab: The lab's id.
        student: The student's id; empty means the sample variant.

    Raises:
        UsageError: No lab has this id.
    """
    return find_lab(lab).exercise(student)


def assignment(lab: str, *, student: str = "") -> str:
    """A lab as the source notebook of an nbgrader assignment: locked questions, solution cells, graded cells with points.

    Args:
        lab: The lab's id.
        student: The id that determines the variant, the same for the class; empty means the sample variant.

    Returns:
        The notebook as JSON. It has the answers, which ``nbgrader generate_assignment`` removes.

    Raises:
        UsageError: No lab has this id.
    """
    return assignment_notebook(exercise(lab, student=student))


def check(path: str | os.PathLike[str], *, student: str | None = None) -> Grade:
    """Run the simulation and compare the answers in a file or a lab's folder with it.

    Only the answer file of the folder is read, and nothing in the folder is executed: the variant is generated again from
    the ids of the lab and the student.

    Args:
        path: A lab's folder, or an answer file.
        student: The id of the student who must be named in the file; ``None`` means any student.

    Raises:
        InputError: The answer file cannot be read or is not valid; the error lists every problem.
    """
    return read_answers(path, student=student).grade()


def grade(lab: str, answers: Mapping[str, Any], *, student: str = "") -> Grade:
    """Grade answers given as plain data; ``None`` means unanswered.

    Raises:
        InputError: The lab lacks an answered question, or an answer has the wrong form; the error lists every problem.
        UsageError: No lab has this id.
    """
    made = exercise(lab, student=student)
    known = {question.name: question for question in made.questions}
    problems: list[Problem] = []
    given = {}
    for name, value in answers.items():
        if name not in known:
            problems.append(Problem(str(name), "the lab has no such question", f"expected one of: {', '.join(known)}"))
        elif value is not None:
            try:
                given[name] = answer_of(known[name], value)
            except ValueError as error:
                problems.append(Problem(name, *error.args))
    if problems:
        raise InputError(problems)
    return made.grade(given)


def questions(path: str | os.PathLike[str]) -> tuple[str, ...]:
    """The names of the questions of a lab's folder, or of the lab that an answer file names.

    Raises:
        InputError: The answer file cannot be read or is not valid.
    """
    return tuple(question.name for question in read_answers(path).exercise.questions)


def assert_correct(path: str | os.PathLike[str], question: str) -> None:
    """Assert that a folder's answer to a question is right; an ``AssertionError`` holds the hint.

    Raises:
        AssertionError: The answer is missing or not right.
        InputError: The answer file cannot be read or is not valid.
        UsageError: The lab has no such question.
    """
    read = read_answers(path)
    read.exercise.question(question)
    graded = read.grade().question(question)
    assert graded.state == "right", failure_text(graded)  # noqa: S101 -- pytest, nbgrader and otter need an assertion
