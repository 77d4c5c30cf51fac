"""``dirsim recommend``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from dirsim.cli.formats import chosen
from dirsim.cli.inputs import at_least_one, is_portfolio, locate, requirements
from dirsim.cli.output import DASH, emit
from dirsim.cli.written import written
from dirsim.errors import InputError, Problem
from dirsim.model.requirements import Requirements
from dirsim.read.requirements import read_with_places
from dirsim.recommend.engine import recommend as decide
from dirsim.recommend.recommendation import Recommendation
from dirsim.report.json_text import json_text

if TYPE_CHECKING:
    from dirsim.report.gates import Gated  # only two formats need it

_CODES = {"recommended": 0, "tie": 0, "no-fit": 1, "insufficient-evidence": 3}
_WORST_FIRST = (1, 3, 0)


def recommend(
    *files: Annotated[
        str, Parameter(name="FILE", help="Requirements files, examples by name, or - for standard input.")
    ],
    format_: Annotated[str, Parameter(name="--format", help="text, json, markdown, html, sarif or junit.")] = "text",
    output: Annotated[str | None, Parameter(name="--output", help="Write the answer to this file.")] = None,
    results: Annotated[
        str | None, Parameter(name="--results", help="Many files: keep results here, and go on from what is there.")
    ] = None,
    engine: Annotated[
        str | None, Parameter(name="--engine", help="Many files: loky, dask://HOST:PORT or ray://HOST:PORT.")
    ] = None,
    workers: Annotated[
        int | None, Parameter(name="--workers", help="Many files: processes on this machine; 0 is one a processor.")
    ] = None,
) -> int:
    """Rank the designs for a requirements file, with reasons.

    A folder stands for all files in it: they are worked on in several processes, a file that cannot be used is one
    result among others, and with --results each is kept as it is finished, so that the same command goes on after
    whatever stopped it.

    Exit codes: 0 a design is recommended (or several tie), 1 no design fits, 2 a file cannot be used, 3 there is too
    little evidence. For several files JSON is a list, and the worst answer decides the exit code.
    """
    wanted = chosen("recommend", format_)
    if is_portfolio(files, results, engine, workers):
        from dirsim.cli.portfolio import play_portfolio, today  # noqa: PLC0415 -- one file needs none of it
        from dirsim.portfolio.members import files_in, recommendations  # noqa: PLC0415 -- as above

        members = tuple(recommendations(files_in(at_least_one(files)), today()))
        return play_portfolio(members, results=results, engine=engine, workers=workers, wanted=wanted, output=output)
    if wanted in ("sarif", "junit"):
        from dirsim.report.gates import recommend_junit, recommend_sarif  # noqa: PLC0415 -- two formats of six need it

        gated = _gated(at_least_one(files))
        choices = [entry.choice for entry in gated]
        emit((recommend_sarif if wanted == "sarif" else recommend_junit)(gated), output)
    else:
        choices = [decide(value) for value in _read(at_least_one(files))]
        emit(_written(choices, wanted), output)
    codes = {_CODES[choice.status] for choice in choices}
    return next(code for code in _WORST_FIRST if code in codes)


def _gated(files: tuple[str, ...]) -> list[Gated]:
    """Every file with its answer and its places; what is wrong is said for all of them, before any is answered."""
    from dirsim.report.gates import Gated  # noqa: PLC0415 -- as above

    _read(tuple(file for file in files if file != DASH))
    found = []
    for file in files:
        path, name = locate(file)
        asked, places = read_with_places(path, name=name)
        found.append(Gated(name, decide(asked), places))
    return found


def _read(files: tuple[str, ...]) -> list[Requirements]:
    """Every file before any is answered: what is wrong is said at once, for all of them."""
    values: list[Requirements] = []
    problems: list[Problem] = []
    for file in files:
        try:
            values.append(requirements(file))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(tuple(problems))
    return values


def _written(choices: list[Recommendation], wanted: str) -> str:
    if wanted == "json":
        return json_text(choices[0] if len(choices) == 1 else [choice.to_dict() for choice in choices])
    from dirsim.report.recommendation import recommendation_page  # noqa: PLC0415 -- JSON needs no pages

    pages = [recommendation_page(choice) for choice in choices]
    if wanted == "markdown":
        from dirsim.report.decision import decision_record  # noqa: PLC0415 -- as above

        return "\n".join(decision_record(choice) for choice in choices)
    return written(pages, wanted, (choice.board() for choice in choices))
