"""Answer file of a lab: its template and its reader.

It is YAML with the same reader as requirements files: bounded in size and depth, without tags or objects. Nothing in it
is executed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from attrs import frozen

from dirsim.api import UsageError
from dirsim.api.teaching import Finding, Tree, file_name, parse, read_text, shown
from dirsim.labs.exercise import Exercise, Grade
from dirsim.labs.given import answer_of
from dirsim.labs.lab_list import LABS, find_lab
from dirsim.labs.question import Answer, LabQuestion
from dirsim.labs.seeded_choice import student_id

VERSION = "lab-answers/v1"
FILE = "answers.yaml"
MOST_STUDENT = 200
_KEYS = ("dirsim", "lab", "student", "answers", "explanation")


@frozen(kw_only=True)
class Answers:
    """The content of an answer file.

    Attributes:
        exercise: The variant that the answers are for.
        given: The answers by question; unanswered questions are absent.
        explanation: The explanation; empty means none.
    """

    exercise: Exercise
    given: Mapping[str, Answer]
    explanation: str = ""

    def grade(self) -> Grade:
        """Run the simulation and compare the answers with it."""
        return self.exercise.grade(self.given, self.explanation)


def blank(exercise: Exercise) -> str:
    """The empty answer file of a variant."""
    lines = [
        "# Write your predictions before you run anything. Leave a question empty if you do not know the answer.",
        "# dirsim lab check . compares your answers with the simulation.",
        f"dirsim: {VERSION}",
        f"lab: {exercise.lab.id}",
        f"student: {json.dumps(exercise.student, ensure_ascii=False)}",
        "answers:",
    ]
    lines += [f"  {question.name}:   # {form(question)}" for question in exercise.questions]
    lines += [f"# Explain in your own words {exercise.lab.explain}.", "explanation: |", "  ", ""]
    return "\n".join(lines)


def form(question: LabQuestion) -> str:
    """The form of an answer, in a few words."""
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
        student: The id of the student who must be named in the file; ``None`` means any student.
        name: The name of the file in messages; ``None`` means its path.

    Raises:
        InputError: The file cannot be read or is not valid. The error lists every problem, with line, column and a hint.
    """
    where = os.fspath(path)
    if "\0" not in where and os.path.isdir(where):  # noqa: PTH112 -- the reader reports text that cannot be a path
        where = os.path.join(where, FILE)  # noqa: PTH118 -- as above
    return parse_answers(read_text(where, name), file_name(where, name), student=student)


def parse_answers(text: str, file: str = "", *, student: str | None = None) -> Answers:
    """The answers in a text.

    Args:
        text: YAML or JSON.
        file: The name of the text in messages; empty means that messages name no file.
        student: The id of the student who must be named in the text; ``None`` means any student.

    Raises:
        InputError: The text is not valid; the error lists every problem.
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
        findings.append(Finding(("explanation",), f"expected text, found {shown(explanation)}"))
    if findings:
        raise tree.error(findings)
    assert exercise is not None  # noqa: S101 -- without an exercise there is a finding
    return Answers(exercise=exercise, given=given, explanation=str(explanation or "").strip())


def _exercise(tree: Tree, student: str | None, findings: list[Finding]) -> Exercise | None:
    """The variant that the file names; ``None`` if it cannot be determined, which is reported in the findings."""
    data = tree.data
    if not isinstance(data, dict):
        findings.append(Finding((), f"expected an answer file, found {shown(data)}", "start the lab again"))
        return None
    for key in data:
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1)
            findings.append(Finding((key,), f"unknown key {shown(key)}", f"did you mean {near[0]!r}?" if near else ""))
    if data.get("dirsim") != VERSION:
        path = ("dirsim",) if "dirsim" in data else ()
        findings.append(Finding(path, f"not a lab answer file ({VERSION})", f"start the file with 'dirsim: {VERSION}'"))
    whose = data.get("student", "")
    whose = "" if whose is None else str(whose) if isinstance(whose, int) and not isinstance(whose, bool) else whose
    if not isinstance(whose, str) or len(whose) > MOST_STUDENT:
        findings.append(Finding(("student",), f"expected an id of at most {MOST_STUDENT} characters"))
        whose = ""
    elif student is not None and student_id(student) != student_id(whose):
        message = f"the answers are from {shown(whose)}, not from {shown(student)}"
        findings.append(Finding(("student",), message, "each student has a different variant"))
    lab = data.get("lab")
    if not isinstance(lab, str):
        known = ", ".join(one.id for one in LABS)
        findings.append(
            Finding(("lab",) if "lab" in data else (), "the lab's id is missing", f"expected one of: {known}")
        )
        return None
    try:
        return find_lab(lab).exercise(whose)
    except UsageError as error:
        findings.append(Finding(("lab",), str(error)))
        return None


def _given(exercise: Exercise, data: Any, findings: list[Finding]) -> dict[str, Answer]:
    """The answers by question."""
    if data is None:
        return {}
    if not isinstance(data, dict):
        findings.append(Finding(("answers",), f"expected a mapping of questions to answers, found {shown(data)}"))
        return {}
    known = {question.name: question for question in exercise.questions}
    given: dict[str, Answer] = {}
    for key, value in data.items():
        if key not in known:
            near = get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"expected one of: {', '.join(known)}"
            findings.append(Finding(("answers", key), f"the lab has no question {shown(key)}", hint))
        elif value is not None:
            try:
                given[key] = answer_of(known[key], value)
            except ValueError as error:
                findings.append(Finding(("answers", key), *error.args))
    return given
