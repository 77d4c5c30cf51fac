"""``dirsim check``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.cli.formats import chosen
from dirsim.cli.inputs import at_least_one, either
from dirsim.cli.output import DASH, emit
from dirsim.errors import InputError
from dirsim.model.topology import Topology
from dirsim.report.checks import CHECK_WRITERS, Checked


def check(
    *files: Annotated[str, Parameter(name="FILE", help="Requirements or topology files, examples by name, or -.")],
    format_: Annotated[str, Parameter(name="--format", help="text, json, sarif or github.")] = "text",
    output: Annotated[str | None, Parameter(name="--output", help="Write the answer to this file.")] = None,
) -> int:
    """Check files, and say what is wrong with them.

    Every problem is listed with file, line, column and a hint. Exit codes: 0 all files can be used, 2 one cannot.
    """
    wanted = chosen("check", format_)
    checked = [_check(file) for file in at_least_one(files)]
    emit(CHECK_WRITERS[wanted](checked), output)
    return 2 if any(entry.problems for entry in checked) else 0


def _check(file: str) -> Checked:
    name = "<stdin>" if file == DASH else file
    try:
        value = either(file)
    except InputError as error:
        return Checked(name, "", error.problems)
    return Checked(name, "topology/v1" if isinstance(value, Topology) else "requirements/v1")
