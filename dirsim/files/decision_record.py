"""Reader of recommendations and decision records, for a comparison."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from datetime import date
from math import isfinite
from typing import Any

from attrs import evolve

from dirsim.errors import InputError, Problem
from dirsim.files.requirements_reader import parse_requirements
from dirsim.model.outcome import AnswerStatus, DesignStatus
from dirsim.model.requirements import Requirements
from dirsim.parsing.source import file_name, read_text
from dirsim.recommendation.decision import Decision
from dirsim.recommendation.decision_page import record_of
from dirsim.recommendation.seal import PARTS, seal_of, visible, whole_of

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
    return decisions_in(read_text(path, name, limit="record-bytes"), file_name(path, name))


def decisions_in(text: str, file: str = "") -> tuple[Decision, ...]:
    """The decisions in a text.

    Raises:
        InputError: The text holds no decision record, or a damaged one.
    """
    found: list[Decision] = []
    start, end = text.find(_MARK), -len(_END)
    if start < 0:
        hint = "choice.save() and dirsim recommend --format markdown write records"
        raise InputError((Problem("", "no decision record in this file", hint, file),))
    while start >= 0:
        line = text.count("\n", 0, start) + 1
        above = text[end + len(_END) : start]
        body = text.find("\n", start)
        end = text.find(_END, body) if body >= 0 else -1
        if end < 0:
            raise InputError((Problem("", "incomplete decision record: its end marker is missing", "", file, line, 1),))
        decision = _decision(text[body:end], file, line)
        found.append(_sealed(decision, above, f"{text[start:end]}{_END}\n"))
        start = text.find(_MARK, end)
    if visible(text[end + len(_END) :]):
        found[-1] = evolve(found[-1], broken=(*found[-1].broken, ("text", "there is text after the record")))
    return tuple(found)


def _sealed(decision: Decision, above: str, record: str) -> Decision:
    """The decision with the parts that do not fit its seal."""
    if not decision.seal:
        return evolve(decision, broken=(("record", "it has no seal: its parts cannot be checked"),))
    now = seal_of(decision.to_dict(), above)
    broken = [
        (part, f"the {part} of the record was changed after it was written")
        for part in PARTS
        if part != "rules" and decision.seal.get(part) != now[part]
    ]
    if decision.seal.get("whole") != whole_of(decision.seal):
        broken.append(("record", "its seal was changed after it was written"))
    if not broken and record_of(decision) != record:
        broken.append(("record", "its data are not written as dirsim writes them"))
    return evolve(decision, broken=tuple(broken))


def _decision(body: str, file: str, line: int) -> Decision:
    data = _json(body, file, line)
    if not isinstance(data, dict) or data.get("schema") != "dirsim.decision/v1":
        raise InputError((Problem("schema", "not a dirsim.decision/v1 record", "", file, line, 1),))
    facts = data.get("facts")
    if not isinstance(facts, dict) or not all(isinstance(value, str) for value in facts.values()):
        raise InputError((Problem("facts", "damaged decision record: invalid facts", "", file, line, 1),))
    answer = answer_in(data.get("answer"), file, line)
    seal = data.get("seal", {})
    if not isinstance(seal, dict) or not all(isinstance(seal.get(part, ""), str) for part in PARTS):
        raise InputError((Problem("seal", "damaged decision record: invalid seal", "", file, line, 1),))
    recorded = data.get("requirements")
    requirements = parse_requirements(json.dumps(recorded), file)
    return Decision(requirements, answer, facts, seal, (), recorded if isinstance(recorded, dict) else {})


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is not a number of JSON")


def _finite(digits: str) -> float:
    value = float(digits)
    return value if isfinite(value) else float(_no_number(digits))


def _json(text: str, file: str, line: int) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number, parse_float=_finite)
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
    text, file = read_text(path, name, limit="record-bytes"), file_name(path, name)
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
    """The paths of the parts that are missing or have another form than the answer's format."""
    gaps = [key for key in _ANSWER_KEYS if key not in data]
    gaps += [key for key, fits in _FORMS.items() if key in data and key not in gaps and not fits(data[key])]
    credentials = data.get("credentials", {})
    for name, advice in credentials.items() if isinstance(credentials, dict) else ():
        if not (
            isinstance(advice, dict) and "advice" in advice and _text_or_none(advice["advice"])
        ) or not _verdicts_fit(advice.get("verdicts")):
            gaps.append(f"credentials.{name}")
    designs = data.get("designs")
    for place, entry in enumerate(designs if isinstance(designs, list) else ()):
        if not (isinstance(entry, dict) and _design_fits(entry)):
            gaps.append(f"designs[{place}]")
    return gaps


def _text_or_none(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


_FORMS: Mapping[str, Callable[[Any], bool]] = {
    "name": lambda value: isinstance(value, str),
    "as_of": _day,
    "status": lambda value: value in tuple(AnswerStatus) if isinstance(value, str) else False,
    "design": _text_or_none,
    "designs": lambda value: isinstance(value, list),
    "credentials": lambda value: isinstance(value, dict),
    "assumptions": _texts,
    "unsupported": lambda value: isinstance(value, list) and all(isinstance(entry, dict) for entry in value),
    "nearest": lambda value: value is None or isinstance(value, dict),
}


def _design_fits(entry: dict[str, Any]) -> bool:
    cost, rank = entry.get("monthly_cost"), entry.get("rank")
    return (
        isinstance(entry.get("design"), str)
        and isinstance(entry.get("status"), str)
        and entry["status"] in tuple(DesignStatus)
        and (rank is None or (isinstance(rank, int) and not isinstance(rank, bool)))
        and isinstance(cost, dict)
        and (cost.get("amount") is None or isinstance(cost["amount"], (int, float)))
        and _verdicts_fit(entry.get("verdicts"))
    )


def _verdicts_fit(verdicts: Any) -> bool:
    return isinstance(verdicts, list) and all(
        isinstance(entry, dict)
        and all(isinstance(entry.get(key), str) for key in ("requirement", "rule", "verdict", "because"))
        and _texts(entry.get("facts"))
        and _texts(entry.get("runs", []))
        for entry in verdicts
    )
