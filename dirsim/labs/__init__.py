"""Teaching labs: predict, simulate, explain.

Every student id has a variant of its own, and the key of every variant is what the simulation says when it is run; no
answer is stored anywhere. A wrong answer is compared with what each known misconception would have answered.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from dirsim.errors import InputError, Problem
from dirsim.labs.answers import read_answers
from dirsim.labs.catalog import LABS, find_lab
from dirsim.labs.exercise import Exercise, Grade, Lab, QuestionGrade, said
from dirsim.labs.folder import start
from dirsim.labs.given import answer_of
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
        UsageError: There is no such lab.
    """
    return find_lab(lab).exercise(student)


def check(path: str | os.PathLike[str], *, student: str | None = None) -> Grade:
    """Run the simulation, and compare the answers in a file or a lab's folder with it.

    Nothing in the folder is run, and only the answer file is read: the variant is made anew from the lab and the student.

    Args:
        path: A lab's folder, or an answer file.
        student: Whose answers they should be; ``None`` means whoever the file names.

    Raises:
        InputError: The answer file cannot be read, or something in it is wrong; everything is listed.
    """
    return read_answers(path, student=student).grade()


def grade(lab: str, answers: Mapping[str, Any], *, student: str = "") -> Grade:
    """The same for answers in hand, as plain data; ``None`` means unanswered.

    Raises:
        InputError: An answer is to no question, or has not its form; everything is listed.
        UsageError: There is no such lab.
    """
    made = exercise(lab, student=student)
    known = {question.name: question for question in made.questions}
    problems: list[Problem] = []
    given = {}
    for name, value in answers.items():
        if name not in known:
            problems.append(Problem(str(name), "this lab has no such question", f"there are: {', '.join(known)}"))
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
        InputError: The answer file cannot be read, or something in it is wrong.
    """
    return tuple(question.name for question in read_answers(path).exercise.questions)


def assert_correct(path: str | os.PathLike[str], question: str) -> None:
    """Nothing where a folder's answer to a question is right; an ``AssertionError`` that holds the hint where it is not.

    Raises:
        InputError: The answer file cannot be read, or something in it is wrong.
        UsageError: The lab has no such question.
    """
    read = read_answers(path)
    read.exercise.question(question)
    graded = read.grade().question(question)
    assert graded.state == "right", said(graded)  # noqa: S101 -- what pytest, nbgrader and otter look for
