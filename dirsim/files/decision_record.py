"""Reader of recommendations and decision records, for a comparison."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from dirsim.errors import InputError, Problem
from dirsim.files.requirements_reader import parse_requirements
from dirsim.model.requirements import Requirements
from dirsim.parsing.source import file_name, read_text
from dirsim.recommendation.decision import Decision

_MARK = "<!-- dirsim.decision/v1"
_END = "-->"
_ANSWER_KEYS = ("name", "as_of", "status", "designs")


def read_decisions(path: str | os.PathLike[str], *, name: str | None = None) -> tuple[Decision, ...]:
    """The decisions in a record, in file order; a record may hold several.

    Args:
        path: A Markdown file that ``save`` or ``--format markdown`` wrote; ``-`` is standard input.
        name: What messages call the file; ``None`` means its path.

    Raises:
        InputError: The file cannot be read, holds no decision record, or holds a damaged one.
    """
    return decisions_in(read_text(path, name), file_name(path, name))


def decisions_in(text: str, file: str = "") -> tuple[Decision, ...]:
    """The decisions in a text.

    Raises:
        InputError: The text holds no decision record, or a damaged one.
    """
    found: list[Decision] = []
    start = text.find(_MARK)
    if start < 0:
        hint = "choice.save() and dirsim recommend --format markdown write records"
        raise InputError((Problem("", "no decision record in this file", hint, file),))
    while start >= 0:
        line = text.count("\n", 0, start) + 1
        body = text.find("\n", start)
        end = text.find(_END, body) if body >= 0 else -1
        if end < 0:
            raise InputError((Problem("", "incomplete decision record: its end marker is missing", "", file, line, 1),))
        found.append(_decision(text[body:end], file, line))
        start = text.find(_MARK, end)
    return tuple(found)


def _decision(body: str, file: str, line: int) -> Decision:
    data = _json(body, file, line)
    if not isinstance(data, dict) or data.get("schema") != "dirsim.decision/v1":
        raise InputError((Problem("schema", "not a dirsim.decision/v1 record", "", file, line, 1),))
    facts = data.get("facts")
    if not isinstance(facts, dict) or not all(isinstance(value, str) for value in facts.values()):
        raise InputError((Problem("facts", "damaged decision record: invalid facts", "", file, line, 1),))
    answer = answer_in(data.get("answer"), file, line)
    requirements = parse_requirements(json.dumps(data.get("requirements")), file)
    return Decision(requirements, answer, facts)


def _json(text: str, file: str, line: int) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        at = line + getattr(error, "lineno", 1) - 1
        message = f"damaged decision record: {getattr(error, 'msg', 'the JSON cannot be read')}"
        raise InputError((Problem("", message, "", file, at, getattr(error, "colno", 1)),)) from None


def read_answer(
    path: str | os.PathLike[str], *, name: str | None = None
) -> Mapping[str, Any] | Requirements | Decision:
    """The recommendation or decision in a file, or the requirements in it, for which no recommendation exists yet.

    Args:
        path: The JSON of a recommendation, a decision record or a requirements file; ``-`` is standard input.
        name: What messages call the file; ``None`` means its path.

    Raises:
        InputError: The file cannot be read, or holds several recommendations or decisions.
    """
    text, file = read_text(path, name), file_name(path, name)
    if _MARK in text:
        found = decisions_in(text, file)
        if len(found) > 1:
            raise InputError((Problem("", f"the record holds {len(found)} decisions", "compare one at a time", file),))
        return found[0]
    if text.lstrip()[:1] in ("{", "["):
        data = _json_or_nothing(text)
        if isinstance(data, list):
            hint = "dirsim recommend with one file writes one recommendation"
            raise InputError((Problem("", f"the file holds {len(data)} recommendations", hint, file),))
        if isinstance(data, dict) and str(data.get("schema", "")).startswith("dirsim."):
            return answer_in(data, file)
    return parse_requirements(text, file)


def _json_or_nothing(text: str) -> Any:
    """The parsed JSON, or ``None`` where the text is not JSON: it may be YAML, whose reader reports its own faults."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def answer_in(data: Any, file: str = "", line: int = 0) -> Mapping[str, Any]:
    """The recommendation in parsed JSON, with the keys checked that a comparison reads.

    Raises:
        InputError: The data is not a ``dirsim.recommendation/v1``, or a key is missing or of the wrong type.
    """
    if not isinstance(data, dict) or data.get("schema") != "dirsim.recommendation/v1":
        raise InputError((Problem("schema", "not a dirsim.recommendation/v1 document", "", file, line),))
    problems = [Problem(path, "missing, or of the wrong type", "", file, line) for path in _gaps(data)]
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
