"""``dirsim assess``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from cyclopts import Parameter

from dirsim.api import Assessment, InputError, Problem
from dirsim.api import assess as judge
from dirsim.api.sources import read_either_with_places
from dirsim.api.writing import assessments_written
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import at_least_one, day, folder_files, given
from dirsim.cli.output import emit

_CODES = {"meets": 0, "falls-short": 1, "insufficient-evidence": 3}
_WORST_FIRST = (1, 3, 0)


def assess(
    *files: Annotated[
        str, Parameter(name="FILE", help="Requirements or topology files, folders of them, examples by name, or -.")
    ],
    as_of: Annotated[str | None, Parameter(name="--as-of", help="A date: facts that apply on it.")] = None,
    format_: Annotated[
        str, Parameter(name=("--format", "-f"), help="text, json, markdown, html, sarif or junit.")
    ] = "text",
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """Judge what exists as it is, nothing added.

    Each requirement has a verdict, and each fault in the estate is a finding with the fact or the run that it rests on
    and the command that shows it. A topology is judged by its sign-ins. A folder means all files in it.

    Exit codes: 0 what exists meets everything, 1 it falls short, 2 a file cannot be used, 3 there is too little
    evidence. For several files JSON is a list, and the worst answer decides the exit code.
    """
    wanted = chosen("assess", format_, output)
    when = day("--as-of", as_of)
    found: list[tuple[Assessment, Mapping[str, tuple[int, int]]]] = []
    walk = folder_files(given(name) for name in at_least_one(files))
    problems: list[Problem] = list(walk.problems)
    for file in walk.files:
        try:
            value, places = read_either_with_places(file)
        except InputError as error:
            problems += error.problems
            continue
        found.append((judge(value, as_of=when).of_file(file), places))
    if problems:
        raise InputError(tuple(problems))
    emit(assessments_written(found, wanted), output)
    codes = {_CODES[one.status] for one, _ in found}
    return next(code for code in _WORST_FIRST if code in codes)
