"""``dirsim verify``."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from cyclopts import Parameter

from dirsim.cli.formats import chosen
from dirsim.cli.inputs import at_least_one, locate
from dirsim.cli.output import emit
from dirsim.errors import UsageError
from dirsim.read.decision import read_decisions
from dirsim.recommend.decision import verify as asked_again
from dirsim.report.decision import verification_page
from dirsim.report.json_text import json_text
from dirsim.report.text import text


def verify(
    *files: Annotated[str, Parameter(name="DECISION", help="Decision records, or - for standard input.")],
    as_of: Annotated[str | None, Parameter(name="--as-of", help="The date whose facts apply, as 2026-11-01.")] = None,
    format_: Annotated[str, Parameter(name="--format", help="text or json.")] = "text",
    output: Annotated[str | None, Parameter(name="--output", help="Write the answer to this file.")] = None,
) -> int:
    """Run decision records again, and fail if the decision or its grounds moved.

    Facts are those of the date in the recorded requirements, or of today where they name none; --as-of names another.
    Exit codes: 0 everything stands as it was recorded, 1 something moved, 2 a record cannot be used.

    Records are written by dirsim recommend --format markdown and, in Python, by choice.save("decision.md").
    """
    wanted = chosen("verify", format_)
    day = _day(as_of)
    found = []
    for file in at_least_one(files):
        path, name = locate(file)
        found += [asked_again(decision, day) for decision in read_decisions(path, name=name)]
    if wanted == "json":
        emit(json_text(found[0] if len(found) == 1 else [entry.to_dict() for entry in found]), output)
    else:
        emit("\n\n".join(text(verification_page(entry)) for entry in found), output)
    return 0 if all(entry.holds for entry in found) else 1


def _day(text_: str | None) -> date | None:
    try:
        return None if text_ is None else date.fromisoformat(text_)
    except ValueError:
        raise UsageError(f"--as-of {text_!r} is no date; write it as 2026-11-01") from None
