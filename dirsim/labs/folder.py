"""Folder of a lab, written completely or not at all.

Existing work is overwritten only on request.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from dirsim.api import UsageError
from dirsim.labs.answer_file import FILE, MOST_STUDENT, blank
from dirsim.labs.exercise import Exercise
from dirsim.labs.lab_list import find_lab
from dirsim.labs.lab_notebook import notebook
from dirsim.labs.pages import TEST_FILE, instructor_page, solution, student_page
from dirsim.labs.seeded_choice import student_id


def files_of(exercise: Exercise, *, instructor: bool = False) -> dict[str, str]:
    """The files of a lab's folder, by name; the instructor's copy also has the key and the completed answer file."""
    files = {
        "README.md": student_page(exercise),
        **exercise.sheet.files,
        FILE: blank(exercise),
        "test_lab.py": TEST_FILE,
        "lab.ipynb": notebook(exercise),
    }
    if instructor:
        files |= {"INSTRUCTOR.md": instructor_page(exercise), "solution.yaml": solution(exercise)}
    return files


def start(
    lab: str,
    *,
    student: str = "",
    to: str | os.PathLike[str] | None = None,
    force: bool = False,
    instructor: bool = False,
) -> Path:
    """Write a lab's folder for a student.

    Args:
        lab: The lab's id.
        student: The student's id, which determines the variant; empty means the sample variant.
        to: The folder; ``None`` means ``lab-ID`` in the current folder.
        force: True to replace files of the same names in a folder that is not empty.
        instructor: True to include the key and the completed answer file.

    Returns:
        The folder.

    Raises:
        UsageError: No lab has this id, the student's id is not valid, or the folder cannot be written or is not empty.
    """
    found = find_lab(lab)
    who = student_id(student)
    if not who.isprintable() or len(who) > MOST_STUDENT:
        raise UsageError(f"a student's id may have at most {MOST_STUDENT} characters, all of them printable")
    target = Path(f"lab-{found.id}" if to is None else to)
    try:
        files = files_of(found.exercise(who), instructor=instructor)
        _check(target, files, force=force)
        _write(files, target)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"the folder {target} cannot be written: {reason}") from None
    return target


def _check(target: Path, files: dict[str, str], *, force: bool) -> None:
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file, not a folder")
    if target.is_dir() and any(target.iterdir()) and not force:
        raise UsageError(
            f"the folder {target} is not empty; choose another folder with --to, or replace its files with --force"
        )
    for name in files:
        if (target / name).is_dir():
            raise UsageError(f"{target / name} is a folder, but a file of the lab needs this name")


def _write(files: dict[str, str], target: Path) -> None:
    """Write all files to a temporary folder first, so that a failure leaves the target folder unchanged."""
    place = target.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name[:60]}."))
    try:
        for name, text in files.items():
            (temporary / name).write_text(text, "utf-8", newline="\n")
        place.mkdir(exist_ok=True)
        for name in files:
            (temporary / name).replace(place / name)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
