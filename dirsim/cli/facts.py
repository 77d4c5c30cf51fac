"""``dirsim facts``."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from cyclopts import Parameter

from dirsim.cli.formats import chosen
from dirsim.cli.output import emit
from dirsim.errors import UsageError
from dirsim.facts import Catalog, Fact, catalog
from dirsim.report.facts import facts_dict, facts_page
from dirsim.report.json_text import json_text
from dirsim.report.text import text


def facts(
    name: Annotated[
        str | None, Parameter(name="ID", help="A fact's id, or a subject such as ad-connector; else all.")
    ] = None,
    /,
    *,
    as_of: Annotated[str | None, Parameter(name="--as-of", help="Only what holds on this day: 2026-11-01.")] = None,
    format_: Annotated[str, Parameter(name="--format", help="text or json.")] = "text",
    output: Annotated[str | None, Parameter(name="--output", help="Write the answer to this file.")] = None,
) -> int:
    """Show what the vendors state, with source and date."""
    wanted = chosen("facts", format_)
    day = _day(as_of)
    found = _found(catalog(day), name)
    emit(json_text(facts_dict(found, day)) if wanted == "json" else text(facts_page(found)), output)
    return 0


def _day(text_: str | None) -> date | None:
    if text_ is None:
        return None
    try:
        return date.fromisoformat(text_)
    except ValueError:
        raise UsageError(f"--as-of {text_!r} is no date; write it as 2026-11-01") from None


def _found(known: Catalog, name: str | None) -> tuple[Fact, ...]:
    if name is None:
        return tuple(known.values())
    if name in known:
        return (known[name],)
    about = known.about(name)
    if about:
        return about
    try:
        return (known[name],)
    except KeyError as error:
        raise UsageError(str(error.args[0])) from None
