"""Files of facts, read once; facts are built on request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from dirsim.facts.fact import Fact

DATA = Path(__file__).with_name("data")
"""One JSON array in each file, one fact on each line, sorted by id; what is empty or unknown is left out."""

Raw = Mapping[str, Any]
"""A fact as its line in the file says it."""


@cache
def raw_facts() -> Mapping[str, Raw]:
    """Every fact of every file by id, sorted by id.

    Raises:
        ValueError: Two facts share an id.
    """
    lines: list[Raw] = []
    for path in sorted(DATA.glob("*.json")):
        lines += json.loads(path.read_bytes())
    found = {line["id"]: line for line in sorted(lines, key=lambda line: line["id"])}
    if len(found) < len(lines):
        ids = [line["id"] for line in lines]
        raise ValueError(f"facts share an id: {', '.join(sorted({name for name in ids if ids.count(name) > 1}))}")
    return found


@cache
def fact(name: str) -> Fact:
    """The fact with an id, whatever its validity.

    Raises:
        KeyError: There is none.
    """
    fields = dict(raw_facts()[name])
    for key in ("source_date", "valid_from", "valid_to"):
        if key in fields:
            fields[key] = date.fromisoformat(fields[key])
    return Fact(**fields)
