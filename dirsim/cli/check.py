"""``dirsim check``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.api import InputError, Problem, Topology
from dirsim.api.sources import read_file
from dirsim.api.writing import checks_written
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import at_least_one, folder_files, given
from dirsim.cli.output import emit, remark


def check(
    *files: Annotated[str, Parameter(name="FILE", help="Requirements or topology files, examples by name, or -.")],
    format_: Annotated[
        str | None, Parameter(name=("--format", "-f"), help="text, json, sarif, github or junit.")
    ] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """Check files, and say what is wrong with them.

    A folder means all files in it. Every problem is listed with file, line, column and a hint. Exit codes: 0 all files can be used, 2 one cannot.
    """
    wanted = chosen("check", format_, output)
    walk = folder_files(given(file) for file in at_least_one(files))
    checked = [_check(file, file) for file in walk.files]
    checked += [(problem.file, "", (problem,)) for problem in walk.problems]
    emit(checks_written(checked, wanted), output, commands=wanted == "github")
    return 2 if any(problems for _, _, problems in checked) else 0


def _check(shown: str, path: str) -> tuple[str, str, tuple[Problem, ...]]:
    name = "<stdin>" if path == "-" else shown
    try:
        value = read_file(path, name=None if path == shown else shown)
    except InputError as error:
        return name, "", error.problems
    if isinstance(value, Topology):
        return name, "topology/v1", ()
    for reading in value.readings:
        remark(f"note: {name}: {reading}")
    return name, "requirements/v1", ()
