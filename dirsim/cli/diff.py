"""``dirsim diff``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.api import diff as difference
from dirsim.api.writing import written
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import given
from dirsim.cli.output import emit


def diff(
    old: Annotated[str, Parameter(name="OLD", help="An answer as JSON, a decision record, or a requirements file.")],
    new: Annotated[str, Parameter(name="NEW", help="What it is compared with, of any of these kinds.")],
    /,
    *,
    format_: Annotated[str | None, Parameter(name=("--format", "-f"), help="text, json or markdown.")] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """Say what changed between two answers, and why.

    A requirements file is answered first. Exit codes: 0 the decision is the same, 1 it is another one, 2 a file cannot
    be used.
    """
    wanted = chosen("diff", format_, output)
    found = difference(given(old), given(new))
    emit(written(found, wanted), output)
    return 0 if found.same_decision else 1
