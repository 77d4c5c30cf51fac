"""The answer file: what a learner is given to fill in, and how it is read. Nothing in it is ever run.

It is YAML as requirements files are, read by the same reader: bounded in size and depth, without tags or objects.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from attrs import frozen

from dirsim.errors import UsageError
from dirsim.labs.catalog import LABS, find_lab
from dirsim.labs.draw import student_id
from dirsim.labs.exercise import Exercise, Grade
from dirsim.labs.given import answer_of
from dirsim.labs.question import Answer, Question
from dirsim.read.places import Finding, shown
from dirsim.read.source import file_name, read_text
from dirsim.read.tree import Tree, parse

VERSION = "lab-answers/v1"
FILE = "answers.yaml"
MOST_STUDENT = 200
_KEYS = ("dirsim", "lab", "student", "answers", "explanation")


@frozen(kw_only=True)
class Answers:
    """What an answer file says.

    Attributes:
        exercise: The variant that it answers.
        given: The answers by question; a question that was left empty is not in it.
        explanation: The explanation; empty means none.
    """

    exercise: Exercise
    given: Mapping[str, Answer]
    explanation: str = ""

    def grade(self) -> Grade:
        """Run the simulation, and hold the answers against it."""
        return self.exercise.grade(self.given, self.explanation)


def blank(exercise: Exercise) -> str:
    """The answer file of a variant, with nothing filled in."""
    lines = [
        "# Fill in what you expect, before you run anything. Leave empty what you do not know.",
        "# dirsim lab check . compares it with the run.",
        f"dirsim: {VERSION}",
        f"lab: {exercise.lab.id}",
        f"student: {json.dumps(exercise.student, ensure_ascii=False)}",
        "answers:",
    ]
    lines += [f"  {question.name}:   # {form(question)}" for question in exercise.questions]
    lines += [f"# In your own words: {exercise.lab.explain}.", "explanation: |", "  ", ""]
    return "\n".join(lines)


def form(question: Question) -> str:
    """What an answer looks like, in a few words."""
    if question.kind == "choice":
        if len(question.choices) > 6:
            return "one of the words listed in README.md"
        return "one of: " + ", ".join(question.choices)
    if question.kind == "number":
        return f"a number of {question.unit}"
    if question.kind == "set":
        return "names in brackets, in any order, such as [one, two]; [] means none"
    if question.kind == "sequence":
        return "names in brackets, in order, such as [one, two]"
    return "a name"


def read_answers(path: str | os.PathLike[str], *, student: str | None = None, name: str | None = None) -> Answers:
    """The answers in a file, or in the folder of a lab.

    Args:
        path: An answer file, a folder that holds one, or ``-`` for standard input.
        student: Whose answers they should be; ``None`` means whoever the file names.
        name: What messages call the file; ``None`` means its path.

    Raises:
        InputError: The file cannot be read, or something in it is wrong. Everything that was found is listed, with line,
            column and a hint.
    """
    where = os.fspath(path)
    if "\0" not in where and os.path.isdir(where):  # noqa: PTH112 -- text that no path can be is told by the reader
        where = os.path.join(where, FILE)  # noqa: PTH118 -- as above
    return parse_answers(read_text(where, name), file_name(where, name), student=student)


def parse_answers(text: str, file: str = "", *, student: str | None = None) -> Answers:
    """The answers in a text.

    Args:
        text: YAML or JSON.
        file: What messages call the text; empty means nothing.
        student: Whose answers they should be; ``None`` means whoever the text names.

    Raises:
        InputError: Something in the text is wrong; everything that was found is listed.
    """
    tree = parse(text, file)
    findings: list[Finding] = []
    exercise = _exercise(tree, student, findings)
    data = tree.data if isinstance(tree.data, dict) else {}
    given: dict[str, Answer] = {}
    if exercise is not None:
        given = _given(exercise, data.get("answers"), findings)
    explanation = data.get("explanation")
    if explanation is not None and not isinstance(explanation, str):
        findings.append(Finding(("explanation",), f"text is expected, found {shown(explanation)}"))
    if findings:
        raise tree.error(findings)
    assert exercise is not None  # noqa: S101 -- there would be a finding
    return Answers(exercise=exercise, given=given, explanation=str(explanation or "").strip())


def _exercise(tree: Tree, student: str | None, findings: list[Finding]) -> Exercise | None:
    """The variant that the file is about."""
    data = tree.data
    if not isinstance(data, dict):
        findings.append(Finding((), f"an answer file is expected, found {shown(data)}", "start the lab again"))
        return None
    for key in data:
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1)
            findings.append(Finding((key,), f"unknown key {shown(key)}", f"did you mean {near[0]!r}?" if near else ""))
    if data.get("dirsim") != VERSION:
        path = ("dirsim",) if "dirsim" in data else ()
        findings.append(Finding(path, f"this is no answer file of version {VERSION}", f"write 'dirsim: {VERSION}'"))
    whose = data.get("student", "")
    whose = "" if whose is None else str(whose) if isinstance(whose, int) and not isinstance(whose, bool) else whose
    if not isinstance(whose, str) or len(whose) > MOST_STUDENT:
        findings.append(Finding(("student",), f"an id of at most {MOST_STUDENT} letters is expected"))
        whose = ""
    elif student is not None and student_id(student) != student_id(whose):
        message = f"these are the answers of {shown(whose)}, not of {shown(student)}"
        findings.append(Finding(("student",), message, "each student has a variant of their own"))
    lab = data.get("lab")
    if not isinstance(lab, str):
        known = ", ".join(one.id for one in LABS)
        findings.append(Finding(("lab",) if "lab" in data else (), "the lab's id is missing", f"one of: {known}"))
        return None
    try:
        return find_lab(lab).exercise(whose)
    except UsageError as error:
        findings.append(Finding(("lab",), str(error)))
        return None


def _given(exercise: Exercise, data: Any, findings: list[Finding]) -> dict[str, Answer]:
    """The answers, question by question."""
    if data is None:
        return {}
    if not isinstance(data, dict):
        findings.append(Finding(("answers",), f"question and answer are expected, found {shown(data)}"))
        return {}
    known = {question.name: question for question in exercise.questions}
    given: dict[str, Answer] = {}
    for key, value in data.items():
        if key not in known:
            near = get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}"
            findings.append(Finding(("answers", key), f"this lab has no question {shown(key)}", hint))
        elif value is not None:
            try:
                given[key] = answer_of(known[key], value)
            except ValueError as error:
                findings.append(Finding(("answers", key), *error.args))
    return given
