"""``dirsim facts``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.api import Catalog, Fact, UsageError
from dirsim.api import facts as stated
from dirsim.api.writing import facts_written
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import day
from dirsim.cli.output import emit


def facts(
    name: Annotated[
        str | None, Parameter(name="ID", help="A fact's id, or a subject such as ad-connector; else all.")
    ] = None,
    /,
    *,
    as_of: Annotated[str | None, Parameter(name="--as-of", help="Only what holds on this day: 2026-11-01.")] = None,
    format_: Annotated[str | None, Parameter(name=("--format", "-f"), help="text or json.")] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """Show what the vendors state, with source and date."""
    wanted = chosen("facts", format_, output)
    when = day("--as-of", as_of)
    emit(facts_written(_found(stated.catalog(when), name), when, wanted), output)
    return 0


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
