"""A lab's folder: written whole or not at all, and never over somebody's work unless that is asked for."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from dirsim.errors import UsageError
from dirsim.labs.answers import FILE, MOST_STUDENT, blank
from dirsim.labs.catalog import find_lab
from dirsim.labs.draw import student_id
from dirsim.labs.exercise import Exercise
from dirsim.labs.pages import TEST_FILE, instructor_page, notebook, solution, student_page


def files_of(exercise: Exercise, *, instructor: bool = False) -> dict[str, str]:
    """The files of a lab's folder, by name; the instructor's copy has the key and a filled-in answer file as well."""
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
        student: The student's id, which decides the variant; empty means the sample variant.
        to: The folder; ``None`` means ``lab-ID`` here.
        force: Whether files of that name in a folder that holds something may be replaced.
        instructor: Whether the key goes with it.

    Returns:
        The folder.

    Raises:
        UsageError: There is no such lab, the id is no name, or the folder cannot be written, or holds something.
    """
    found = find_lab(lab)
    who = student_id(student)
    if not who.isprintable() or len(who) > MOST_STUDENT:
        raise UsageError(f"a student's id is text of at most {MOST_STUDENT} printable letters")
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
        raise UsageError(f"the folder {target} is not empty; name another with --to, or replace its files with --force")
    for name in files:
        if (target / name).is_dir():
            raise UsageError(f"{target / name} is a folder, and a file of the lab has that name")


def _write(files: dict[str, str], target: Path) -> None:
    """Write everything beside the folder first: what fails, fails before anything is in its place."""
    place = target.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name[:60]}."))
    try:
        for name, text in files.items():
            (making / name).write_text(text, "utf-8", newline="\n")
        place.mkdir(exist_ok=True)
        for name in files:
            (making / name).replace(place / name)
    finally:
        shutil.rmtree(making, ignore_errors=True)
