"""``dirsim lab``: list, start, check and export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from dirsim.api import UsageError
from dirsim.api.sources import is_folder
from dirsim.api.writing import json_text, written
from dirsim.cli.formats import chosen
from dirsim.cli.output import DASH, emit

_NOTHING_ANSWERED = 3


def lab(
    action: Annotated[Literal["list", "start", "check", "export"], Parameter(help="list, start, check or export.")],
    what: Annotated[
        str | None,
        Parameter(name="WHAT", help="For start and export a lab's id; for check a lab's folder or an answer file."),
    ] = None,
    /,
    *,
    student: Annotated[
        str | None, Parameter(name="--student", help="The student's id: each has a different variant.")
    ] = None,
    roster: Annotated[
        str | None, Parameter(name="--roster", help="start: a CSV file of students; a folder is written for each.")
    ] = None,
    to: Annotated[
        str | None, Parameter(name="--to", help="start: the folder to write; left out: lab-ID, with a roster class-ID.")
    ] = None,
    force: Annotated[bool, Parameter(name="--force", negative=(), help="start: replace files in the folder.")] = False,
    instructor: Annotated[
        bool, Parameter(name="--instructor", negative=(), help="start: write the key and the rubric as well.")
    ] = False,
    format_: Annotated[
        str | None, Parameter(name=("--format", "-f"), help="text, json; check of a class also csv.")
    ] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """Teaching labs: predict, simulate, explain.

    dirsim lab list; dirsim lab start proxy-store --student ana; dirsim lab check lab-proxy-store. For a class, start with
    --roster names.csv, and check the folder of folders: scores, first predictions and misconceptions, also as CSV. The first
    check of a folder keeps the prediction in it. dirsim lab export proxy-store --output proxy-store.ipynb writes a lab as the
    source notebook of an nbgrader assignment.

    Exit codes of check: 0 every answer is right, 1 something is wrong or missing, 2 the answers cannot be used, 3 nothing is
    answered yet.
    """
    wanted = chosen("lab", format_, output)
    _fits(action, what, student, to, instructor=instructor, force=force)
    if action == "list":
        return _list(wanted, output)
    if what is None:
        raise UsageError("name a lab: dirsim lab list shows them" if action != "check" else "name a folder or a file")
    if roster is not None:
        if action != "start" or student is not None or instructor:
            raise UsageError("--roster goes with dirsim lab start, without --student and --instructor")
        return _start_class(what, roster, to, wanted, output, force=force)
    if action == "export":
        if format_ not in (None, "json"):
            raise UsageError("dirsim lab export writes a notebook, which is JSON")
        return _export(what, student or "", output)
    if action == "start":
        return _start(what, student or "", to, wanted, output, force=force, instructor=instructor)
    return _check(what, student, wanted, output)


def _fits(action: str, what: str | None, student: str | None, to: str | None, *, instructor: bool, force: bool) -> None:
    """Check that the options belong to the action.

    Raises:
        UsageError: One does not.
    """
    if action == "list" and (what is not None or student is not None):
        raise UsageError("dirsim lab list takes neither a lab nor a student")
    if action != "start" and (to is not None or instructor or force):
        raise UsageError("--to, --force and --instructor go with dirsim lab start")


def _list(wanted: str, output: str | None) -> int:
    from dirsim.labs.class_report import labs_page  # noqa: PLC0415 -- as above
    from dirsim.labs.lab_list import LABS  # noqa: PLC0415 -- the labs bring the whole library along

    if wanted == "json":
        emit(json_text({"labs": [{"id": one.id, "title": one.title, "minutes": one.minutes} for one in LABS]}), output)
    else:
        emit(written(labs_page(LABS), wanted), output)
    return 0


def _start(
    name: str, student: str, to: str | None, wanted: str, output: str | None, *, force: bool, instructor: bool
) -> int:
    from dirsim.labs.class_report import started_page  # noqa: PLC0415 -- as above
    from dirsim.labs.folder import start  # noqa: PLC0415 -- as above

    folder = start(name, student=student, to=to, force=force, instructor=instructor)
    files = sorted(one.name for one in folder.iterdir())
    if wanted == "json":
        emit(json_text({"lab": name, "student": student or None, "folder": str(folder), "files": files}), output)
    else:
        emit(written(started_page(name, str(folder)), wanted), output)
    return 0


def _export(name: str, student: str, output: str | None) -> int:
    from dirsim.labs import assignment  # noqa: PLC0415 -- the labs bring the whole library along

    emit(assignment(name, student=student), output)
    return 0


def _start_class(name: str, roster: str, to: str | None, wanted: str, output: str | None, *, force: bool) -> int:
    from dirsim.labs.classroom import read_roster, start_class  # noqa: PLC0415 -- as above

    folders = [str(one) for one in start_class(name, read_roster(roster), to=to, force=force)]
    if wanted == "json":
        emit(json_text({"lab": name, "folders": folders}), output)
    else:
        emit("".join(f"{one}\n" for one in folders), output)
    return 0


def _check_class(path: str, wanted: str, output: str | None) -> int:
    from dirsim.labs.classroom import check_class, class_csv, class_page  # noqa: PLC0415 -- as above

    grades = check_class(path)
    if wanted == "csv":
        emit(class_csv(grades), output)
    else:
        emit(json_text(grades) if wanted == "json" else written(class_page(grades), wanted), output)
    if any(one.grade is None for one in grades.students):
        return 2
    graded = [one.grade for one in grades.students if one.grade is not None]
    if not any(one.answered for one in graded):
        return _NOTHING_ANSWERED
    return 0 if all(one.right for one in graded) else 1


def _check(path: str, student: str | None, wanted: str, output: str | None) -> int:
    from dirsim.labs.classroom import is_class  # noqa: PLC0415 -- as above
    from dirsim.labs.first_prediction import keep_first  # noqa: PLC0415 -- as above

    if path != DASH and "\0" not in path and is_class(path):
        return _check_class(path, wanted, output)
    if wanted == "csv":
        raise UsageError("--format csv is for the folder of a class")
    from dirsim.labs.answer_file import read_answers  # noqa: PLC0415 -- as above
    from dirsim.labs.class_report import grade_text  # noqa: PLC0415 -- as above

    answers = read_answers("-" if path == DASH else path, student=student)
    grade = answers.grade()
    if path != DASH and is_folder(path):
        keep_first(answers, Path(path))
    emit(json_text(grade) if wanted == "json" else grade_text(answers.exercise, grade), output)
    if not grade.answered:
        return _NOTHING_ANSWERED
    return 0 if grade.right else 1
