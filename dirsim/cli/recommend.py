"""``dirsim recommend``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated

from cyclopts import Parameter

from dirsim.api import InputError, Problem, Recommendation, Requirements, UsageError, read_requirements
from dirsim.api import recommend as decide
from dirsim.api.sources import locate, read_with_places
from dirsim.api.writing import gates_written, recommendations_written
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import at_least_one, folder_files, given, is_portfolio
from dirsim.cli.output import DASH, emit

_CODES = {"recommended": 0, "tie": 0, "no-fit": 1, "insufficient-evidence": 3}
_WORST_FIRST = (1, 3, 0)


def recommend(
    *files: Annotated[
        str, Parameter(name="FILE", help="Requirements files, examples by name, or - for standard input.")
    ],
    format_: Annotated[str, Parameter(name="--format", help="text, json, markdown, html, sarif or junit.")] = "text",
    output: Annotated[str | None, Parameter(name="--output", help="Write the answer to this file.")] = None,
    sign: Annotated[
        str | None, Parameter(name="--sign", help="markdown: sign the records with this private Ed25519 key in PEM.")
    ] = None,
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
    wanted = chosen("recommend", format_)
    if sign is not None and wanted != "markdown":
        raise UsageError("--sign belongs to --format markdown, which writes decision records")
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
        choices = [decide(value) for value in _read(at_least_one(files))]
        emit(recommendations_written(choices, wanted, sign), output)
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
