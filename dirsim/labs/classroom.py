"""Class of students: a folder for each, and the grades of all of them."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from attrs import frozen

from dirsim.api import InputError, Problem, UsageError
from dirsim.api.sources import is_folder
from dirsim.api.teaching import Block, Heading, Page, Prose, Table, read_text
from dirsim.labs.answer_file import FILE, read_answers
from dirsim.labs.exercise import Grade
from dirsim.labs.first_prediction import first_answers
from dirsim.labs.folder import start
from dirsim.labs.misconceptions import MISCONCEPTIONS
from dirsim.labs.seeded_choice import student_id

_HEADS = ("student", "id", "login", "username", "email", "name")
_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@+")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@frozen(kw_only=True)
class StudentGrade:
    """The grade of one student's folder.

    Attributes:
        folder: The folder's name.
        grade: The grade; ``None`` where the answers cannot be used.
        first: The grade of the first prediction; ``None`` where none is kept.
        problems: The problems of answers that cannot be used.
    """

    folder: str
    grade: Grade | None = None
    first: Grade | None = None
    problems: tuple[Problem, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the student's grade."""
        return {
            "folder": self.folder,
            "student": None if self.grade is None else self.grade.student or None,
            "score": None if self.grade is None else self.grade.score,
            "first_score": None if self.first is None else self.first.score,
            "grade": None if self.grade is None else self.grade.to_dict(),
            "problems": [problem.to_dict() for problem in self.problems],
        }


@frozen(kw_only=True)
class ClassGrades:
    """The grades of a class.

    Attributes:
        folder: The folder of folders.
        students: One for each folder with answers, in the order of names.
    """

    folder: str
    students: tuple[StudentGrade, ...]

    @property
    def misconceptions(self) -> tuple[tuple[str, int], ...]:
        """Each misconception of the first predictions (else of the answers) with its number of students, most first."""
        counts: Counter[str] = Counter()
        for one in self.students:
            graded = one.first or one.grade
            counts.update(
                {found.misconception for found in (graded.questions if graded else ()) if found.misconception}
            )
        return tuple(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the class (``dirsim.class/v1``)."""
        return {
            "schema": "dirsim.class/v1",
            "folder": self.folder,
            "students": [one.to_dict() for one in self.students],
            "misconceptions": [{"misconception": name, "students": count} for name, count in self.misconceptions],
        }


def read_roster(path: str | os.PathLike[str]) -> tuple[str, ...]:
    """The ids of students in a CSV file: its column ``student``, ``id``, ``login``, ``email`` or ``name``, else the first one.

    Raises:
        InputError: The file cannot be read, holds no student, or one twice; the error lists every problem.
    """
    text = read_text(path, None)
    rows = [(number, row) for number, row in enumerate(csv.reader(io.StringIO(text)), 1) if any(map(str.strip, row))]
    head = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    column = next((head.index(name) for name in _HEADS if name in head), None)
    listed = rows if column is None else rows[1:]
    place = column or 0
    name = os.fspath(path)
    problems: list[Problem] = []
    found: dict[str, int] = {}
    folders: dict[str, int] = {}
    for number, row in listed:
        who = student_id(row[place]) if place < len(row) else ""
        if not who:
            problems.append(Problem("", "a row without a student", "", name, number, 1))
        elif who in found or folder_name(who) in folders:
            first = found.get(who, folders.get(folder_name(who), 0))
            problems.append(Problem("", f"duplicate student {who!r}", f"first on line {first}", name, number, 1))
        else:
            found[who] = folders[folder_name(who)] = number
    if not listed:
        problems.append(
            Problem("", "the roster holds no student", "one id on each line, under the head 'student'", name)
        )
    if problems:
        raise InputError(problems)
    return tuple(found)


def folder_name(student: str) -> str:
    """The name of a student's folder: the id with other characters than letters, digits and ``-_.@+`` replaced."""
    safe = "".join(sign if sign in _SAFE else "_" for sign in student).strip(".")
    return safe or "student"


def start_class(
    lab: str, students: Iterable[str], *, to: str | os.PathLike[str] | None = None, force: bool = False
) -> tuple[Path, ...]:
    """Write a folder of a lab for each student.

    Args:
        lab: The lab's id.
        students: Their ids.
        to: The folder of folders; ``None`` means ``class-LAB`` in the current folder.
        force: True to replace files of the same names.

    Raises:
        UsageError: No lab has this id, or a folder cannot be written.
    """
    root = Path(f"class-{lab}" if to is None else to)
    return tuple(start(lab, student=who, to=root / folder_name(who), force=force) for who in students)


def is_class(path: str | os.PathLike[str]) -> bool:
    """True for a folder that holds folders with answers, and no answers itself."""
    root = Path(path)
    return is_folder(root) and not (root / FILE).exists() and any(root.glob(f"*/{FILE}"))


def check_class(path: str | os.PathLike[str]) -> ClassGrades:
    """The grades of every folder in a folder; answers that cannot be used are one entry among the others.

    Raises:
        UsageError: No folder in it holds answers.
    """
    root = Path(path)
    folders = sorted(file.parent for file in root.glob(f"*/{FILE}"))
    if not folders:
        raise UsageError(f"no folder in {root} holds {FILE}")
    return ClassGrades(folder=str(root), students=tuple(_checked(one) for one in folders))


def _checked(folder: Path) -> StudentGrade:
    try:
        answers = read_answers(folder)
    except InputError as error:
        return StudentGrade(folder=folder.name, problems=error.problems)
    kept = first_answers(answers, folder)
    first = answers.exercise.grade(kept) if kept else None
    return StudentGrade(folder=folder.name, grade=answers.grade(), first=first)


def class_page(grades: ClassGrades) -> Page:
    """The scores of a class, and its misconceptions with the number of students who hold them."""
    return tuple(_blocks(grades))


def _blocks(grades: ClassGrades) -> Iterator[Block]:
    yield Heading(f"Class {grades.folder}", 1)
    rows = [(one.folder, _share(one.first), _share(one.grade), _state(one)) for one in grades.students]
    yield Table(("Student", "First prediction", "Score", "State"), rows, frozenset({1, 2}))
    if grades.misconceptions:
        yield Heading("Misconceptions")
        listed = [(MISCONCEPTIONS[name].belief, str(count)) for name, count in grades.misconceptions]
        yield Table(("Belief", "Students"), listed, frozenset({1}))
    else:
        yield Prose("No known misconception was found.")


def _share(grade: Grade | None) -> str:
    return "-" if grade is None else f"{grade.score:.2f}"


def _state(one: StudentGrade) -> str:
    if one.grade is None:
        return f"cannot be used: {one.problems[0].message}"
    if not one.grade.answered:
        return "nothing answered"
    return "complete" if one.grade.right else "in work"


def class_csv(grades: ClassGrades) -> str:
    """The grades as CSV: a row for each student and question, with the misconception.

    Text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["folder", "student", "lab", "score", "first_score", "question", "state", "points", "possible", "first_state",
         "misconception", "problem"]
    )  # fmt: skip
    for one in grades.students:
        writer.writerows([_cell(value) for value in row] for row in _csv_rows(one))
    return out.getvalue()


def _csv_rows(one: StudentGrade) -> Iterator[list[object]]:
    if one.grade is None:
        yield [one.folder, *[""] * 10, one.problems[0].message if one.problems else ""]
        return
    first = {found.name: found for found in (one.first.questions if one.first else ())}
    head = [one.folder, one.grade.student, one.grade.lab, one.grade.score, one.first.score if one.first else ""]
    for found in one.grade.questions:
        before = first.get(found.name)
        belief = (before.misconception if before is not None else "") or found.misconception
        state = before.state if before is not None else ""
        yield [*head, found.name, found.state, found.points, found.possible, state, belief, ""]


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
