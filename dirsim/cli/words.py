"""``dirsim words``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.api import words as vocabulary
from dirsim.api.writing import written
from dirsim.cli.formats import chosen
from dirsim.cli.output import emit


def words(
    text: Annotated[
        str,
        Parameter(name="TEXT", help="A place (needs, workloads), a word, an everyday word, or a part of a meaning."),
    ] = "",
    /,
    *,
    format_: Annotated[str | None, Parameter(name=("--format", "-f"), help="text or json.")] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """Show the words of the files, with meanings and synonyms.

    Exit codes: 0 words were found, 1 no word means the text.
    """
    found = vocabulary(text)
    emit(written(found, chosen("words", format_, output)), output)
    return 0 if found.entries or found.ambiguous else 1
