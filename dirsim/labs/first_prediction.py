"""First prediction of a student, kept when it is first checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dirsim.labs.answer_file import Answers
from dirsim.labs.exercise import Grade
from dirsim.labs.given import answer_of
from dirsim.labs.question import Answer, as_data

FIRST = "first-prediction.json"
_VERSION = "dirsim.first-prediction/v1"
_LARGEST = 100_000


def keep_first(answers: Answers, folder: Path) -> Grade:
    """Keep each answer that was not there before, and grade the first ones.

    An answer that is changed later does not change what is kept. A folder that cannot be written to keeps nothing.

    Args:
        answers: The answers of the folder.
        folder: The folder of the lab.

    Returns:
        The grade of the first answers.
    """
    kept = {**dict(answers.given), **first_answers(answers, folder)}
    data = {
        "schema": _VERSION,
        "lab": answers.exercise.lab.id,
        "student": answers.exercise.student,
        "answers": {name: as_data(kept[name]) for name in sorted(kept)},
    }
    if kept and kept != first_answers(answers, folder):
        try:
            (folder / FIRST).write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8", newline="\n")
        except OSError:
            return answers.exercise.grade(kept)
    return answers.exercise.grade(kept)


def first_answers(answers: Answers, folder: Path) -> dict[str, Answer]:
    """The first answers that a folder keeps for this student and lab; empty where it keeps none.

    The file is data of a student: what does not fit the lab is left out.
    """
    data = _data(folder / FIRST)
    if data.get("schema") != _VERSION or data.get("lab") != answers.exercise.lab.id:
        return {}
    if data.get("student") != answers.exercise.student or not isinstance(data.get("answers"), dict):
        return {}
    known = {question.name: question for question in answers.exercise.questions}
    found: dict[str, Answer] = {}
    for name, value in data["answers"].items():
        if name in known and value is not None:
            try:
                found[name] = answer_of(known[name], value)
            except (ValueError, TypeError):
                continue
    return found


def _data(path: Path) -> Mapping[str, Any]:
    try:
        if path.stat().st_size > _LARGEST:
            return {}
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
