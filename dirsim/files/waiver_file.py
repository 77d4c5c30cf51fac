"""Reader of waiver files (``waivers/v1``)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from typing import Any

from dirsim.parsing.hints import near
from dirsim.parsing.places import Finding, Path, shown
from dirsim.parsing.source import file_name, read_text
from dirsim.parsing.tree import parse
from dirsim.recommendation.answer_findings import ANSWER_RULES
from dirsim.recommendation.assessment_findings import ASSESSMENT_RULES
from dirsim.recommendation.waiver import Waiver

VERSION = "waivers/v1"
_KEYS = ("rule", "scope", "owner", "reason", "expires")


def read_waivers(path: str | os.PathLike[str]) -> tuple[Waiver, ...]:
    """The waivers in a file.

    Args:
        path: A YAML or JSON file: ``dirsim: waivers/v1`` and the list ``waivers``, whose entries have ``rule``, ``scope``,
            ``owner``, ``reason`` and ``expires``.

    Raises:
        InputError: The file cannot be used; the error lists every problem.
    """
    tree = parse(read_text(path), file_name(path))
    findings = list(_problems(tree.data))
    if findings:
        raise tree.error(findings)
    places = tree.root.children["waivers"].children if tree.root is not None else {}
    return tuple(
        Waiver(
            **{key: entry[key] for key in _KEYS[:-1]},
            expires=date.fromisoformat(entry["expires"]),
            line=places[place].line if place in places else 0,
        )
        for place, entry in enumerate(tree.data["waivers"])
    )


def _problems(data: Any) -> Iterator[Finding]:
    if not isinstance(data, dict) or data.get("dirsim") != VERSION:
        yield Finding(
            ("dirsim",) if isinstance(data, dict) else (), f"not a file of waivers, 'dirsim: {VERSION}' is missing"
        )
        return
    for key in data:
        if key not in {"dirsim", "waivers"}:
            yield Finding((), f"unknown key {shown(key)}", near(key, ("waivers",)), str(key))
    entries = data.get("waivers")
    if not isinstance(entries, list):
        yield Finding(("waivers",), f"expected a list, found {shown(entries)}")
        return
    for place, entry in enumerate(entries):
        yield from _entry_problems(("waivers", place), entry)


def _entry_problems(path: Path, entry: Any) -> Iterator[Finding]:
    if not isinstance(entry, dict):
        yield Finding(path, f"expected a mapping, found {shown(entry)}")
        return
    for key in entry:
        if key not in _KEYS:
            yield Finding(path, f"unknown key {shown(key)}", near(key, _KEYS), str(key))
    for key in _KEYS:
        value = entry.get(key)
        if not isinstance(value, str) or not value.strip():
            problem = f"the key {key!r} is missing" if value is None else f"expected text, found {shown(value)}"
            yield Finding((*path, key) if key in entry else path, problem, "use YYYY-MM-DD" if key == "expires" else "")
    rule, expires = entry.get("rule"), entry.get("expires")
    known = {**ANSWER_RULES, **ASSESSMENT_RULES}
    if isinstance(rule, str) and rule not in known:
        yield Finding((*path, "rule"), f"unknown rule {shown(rule)}", near(rule, known))
    if isinstance(rule, str) and rule in {"input", "expired-waiver", "unused-waiver"}:
        yield Finding((*path, "rule"), f"{rule} cannot be waived")
    if isinstance(expires, str):
        try:
            date.fromisoformat(expires)
        except ValueError:
            yield Finding((*path, "expires"), f"invalid date {shown(expires)}", "use YYYY-MM-DD")
