"""``dirsim recommend``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated

from cyclopts import Parameter

from dirsim.api import InputError, Problem, Recommendation, Requirements, read_requirements
from dirsim.api import recommend as decide
from dirsim.api.sources import locate, read_with_places
from dirsim.api.writing import gates_written, recommendations_written, short_written
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import at_least_one, folder_files, given, is_portfolio
from dirsim.cli.output import DASH, emit, remark

_CODES = {"recommended": 0, "tie": 0, "no-fit": 1, "insufficient-evidence": 3}
_WORST_FIRST = (1, 3, 0)


def recommend(
    *files: Annotated[
        str, Parameter(name="FILE", help="Requirements files, examples by name, or - for standard input.")
    ],
    format_: Annotated[
        str | None, Parameter(name=("--format", "-f"), help="text, json, markdown, html, sarif or junit.")
    ] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
    full: Annotated[
        bool, Parameter(name="--full", negative="", help="text: everything, not only the short answer.")
    ] = False,
    results: Annotated[
        str | None,
        Parameter(name="--results", help="Many files: keep results here, and continue from those already there."),
    ] = None,
    engine: Annotated[
        str | None, Parameter(name="--engine", help="Many files: loky, dask://HOST:PORT or ray://HOST:PORT.")
    ] = None,
    workers: Annotated[
        int | None, Parameter(name="--workers", help="Many files: processes on this machine; 0 is one a processor.")
    ] = None,
) -> int:
    """Rank the designs for a requirements file, with reasons.

    A folder means all files in it: they are evaluated in several processes, a file that cannot be used is one result
    among others, and with --results each result is kept as it is finished, so that the same command continues after
    an interruption.

    Exit codes: 0 a design is recommended (or several tie), 1 no design fits, 2 a file cannot be used, 3 there is too
    little evidence. For several files JSON is a list, and the worst answer decides the exit code.
    """
    wanted = chosen("recommend", format_, output)
    if is_portfolio(files, results, engine, workers):
        from dirsim.api.portfolios import recommend_files  # noqa: PLC0415 -- one file needs none of it
        from dirsim.cli.portfolio import play_portfolio, today  # noqa: PLC0415 -- as above

        play = partial(recommend_files, at_least_one(files), today())
        folder_files(file for file in files if file != DASH)
        return play_portfolio(play, results=results, engine=engine, workers=workers, wanted=wanted, output=output)
    if wanted in ("sarif", "junit"):
        gated = _gated(at_least_one(files))
        choices = [choice for _, choice, _ in gated]
        emit(gates_written(gated, wanted), output)
    else:
        short = wanted == "text" and not full
        values = _read(at_least_one(files))
        choices = [decide(value) for value in (values if short else _remark(values))]
        emit(short_written(choices) if short else recommendations_written(choices, wanted), output)
    codes = {_CODES[choice.status] for choice in choices}
    return next(code for code in _WORST_FIRST if code in codes)


def _gated(files: tuple[str, ...]) -> list[tuple[str, Recommendation, Mapping[str, tuple[int, int]]]]:
    """Every file with its answer and its places; problems of all files are reported before any is answered."""
    _read(tuple(file for file in files if file != DASH))
    found = []
    for file in files:
        asked, places = read_with_places(given(file))
        found.append((locate(given(file))[1], decide(asked), places))
    return found


def _remark(values: list[Requirements]) -> list[Requirements]:
    """Tell which everyday words were read as which."""
    for value in values:
        for reading in value.readings:
            remark(f"note: {value.name}: {reading}")
    return values


def _read(files: tuple[str, ...]) -> list[Requirements]:
    """Every file before any is answered: the problems of all of them are reported at once."""
    values: list[Requirements] = []
    problems: list[Problem] = []
    for file in files:
        try:
            values.append(read_requirements(given(file)))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(tuple(problems))
    return values
