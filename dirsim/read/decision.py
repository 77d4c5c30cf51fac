"""Reads answers and decision records back: the JSON of an answer, or the part of a record that dirsim runs again."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from dirsim.errors import InputError, Problem
from dirsim.model.requirements import Requirements
from dirsim.read.requirements import parse_requirements
from dirsim.read.source import file_name, read_text
from dirsim.recommend.decision import Decision

_MARK = "<!-- dirsim.decision/v1"
_END = "-->"
_ANSWER_KEYS = ("name", "as_of", "status", "designs")


def read_decisions(path: str | os.PathLike[str], *, name: str | None = None) -> tuple[Decision, ...]:
    """The decisions in a record, in order; there may be several, one after the other.

    Args:
        path: A Markdown file that ``save`` or ``--format markdown`` wrote; ``-`` is standard input.
        name: What messages call the file; ``None`` means its path.

    Raises:
        InputError: The file cannot be read, holds no record, or one that is damaged.
    """
    return decisions_in(read_text(path, name), file_name(path, name))


def decisions_in(text: str, file: str = "") -> tuple[Decision, ...]:
    """The decisions in a text.

    Raises:
        InputError: It holds no record, or one that is damaged.
    """
    found: list[Decision] = []
    start = text.find(_MARK)
    if start < 0:
        hint = "a record is what choice.save() and dirsim recommend --format markdown write"
        raise InputError((Problem("", "there is no decision record in this file", hint, file),))
    while start >= 0:
        line = text.count("\n", 0, start) + 1
        body = text.find("\n", start)
        end = text.find(_END, body) if body >= 0 else -1
        if end < 0:
            raise InputError((Problem("", "the decision record has no end", "", file, line, 1),))
        found.append(_decision(text[body:end], file, line))
        start = text.find(_MARK, end)
    return tuple(found)


def _decision(body: str, file: str, line: int) -> Decision:
    data = _json(body, file, line)
    if not isinstance(data, dict) or data.get("schema") != "dirsim.decision/v1":
        raise InputError((Problem("schema", "this is no record of dirsim.decision/v1", "", file, line, 1),))
    facts = data.get("facts")
    if not isinstance(facts, dict) or not all(isinstance(value, str) for value in facts.values()):
        raise InputError((Problem("facts", "the record's facts are damaged", "", file, line, 1),))
    answer = answer_in(data.get("answer"), file, line)
    requirements = parse_requirements(json.dumps(data.get("requirements")), file)
    return Decision(requirements, answer, facts)


def _json(text: str, file: str, line: int) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        at = line + getattr(error, "lineno", 1) - 1
        message = f"the record is damaged: {getattr(error, 'msg', 'it cannot be read')}"
        raise InputError((Problem("", message, "", file, at, getattr(error, "colno", 1)),)) from None


def read_answer(
    path: str | os.PathLike[str], *, name: str | None = None
) -> Mapping[str, Any] | Requirements | Decision:
    """An answer that is written down in a file, or the requirements in it, which are not answered yet.

    Args:
        path: The JSON of an answer, a decision record or a requirements file; ``-`` is standard input.
        name: What messages call the file; ``None`` means its path.

    Raises:
        InputError: The file cannot be read, or it holds several answers.
    """
    text, file = read_text(path, name), file_name(path, name)
    if _MARK in text:
        found = decisions_in(text, file)
        if len(found) > 1:
            raise InputError((Problem("", f"this record holds {len(found)} decisions", "compare one at a time", file),))
        return found[0]
    if text.lstrip()[:1] in ("{", "["):
        data = _json_or_nothing(text)
        if isinstance(data, list):
            hint = "dirsim recommend with one file writes one answer"
            raise InputError((Problem("", f"this file holds {len(data)} answers", hint, file),))
        if isinstance(data, dict) and str(data.get("schema", "")).startswith("dirsim."):
            return answer_in(data, file)
    return parse_requirements(text, file)


def _json_or_nothing(text: str) -> Any:
    """What is no JSON may still be YAML, whose own reader says what is wrong with it."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def answer_in(data: Any, file: str = "", line: int = 0) -> Mapping[str, Any]:
    """An answer from its JSON, as far as a comparison reads it.

    Raises:
        InputError: It is no ``dirsim.recommendation/v1``, or a part of it is missing or of another kind.
    """
    if not isinstance(data, dict) or data.get("schema") != "dirsim.recommendation/v1":
        raise InputError((Problem("schema", "this is no answer of dirsim.recommendation/v1", "", file, line),))
    problems = [Problem(path, "it is missing, or not what an answer has there", "", file, line) for path in _gaps(data)]
    if problems:
        raise InputError(problems)
    return data


def _gaps(data: dict[str, Any]) -> list[str]:
    gaps = [key for key in _ANSWER_KEYS if key not in data]
    if not isinstance(data.get("credentials", {}), dict):
        gaps.append("credentials")
    gaps += [key for key in ("assumptions", "unsupported") if not isinstance(data.get(key, []), list)]
    for name, advice in data["credentials"].items() if isinstance(data.get("credentials"), dict) else ():
        if not (isinstance(advice, dict) and "advice" in advice and _verdicts_fit(advice.get("verdicts"))):
            gaps.append(f"credentials.{name}")
    designs = data.get("designs")
    if not isinstance(designs, list):
        return [*gaps, "designs"] if "designs" not in gaps else gaps
    for place, entry in enumerate(designs):
        fits = isinstance(entry, dict) and all(key in entry for key in ("design", "status", "monthly_cost"))
        if not fits or not _verdicts_fit(entry.get("verdicts")):
            gaps.append(f"designs[{place}]")
    return gaps


def _verdicts_fit(verdicts: Any) -> bool:
    return isinstance(verdicts, list) and all(
        isinstance(entry, dict)
        and all(isinstance(entry.get(key), str) for key in ("requirement", "rule", "verdict", "because"))
        and isinstance(entry.get("facts"), list)
        and isinstance(entry.get("runs", []), list)
        for entry in verdicts
    )
