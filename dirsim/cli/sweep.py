"""``dirsim sweep``."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from cyclopts import Parameter

from dirsim.api import UsageError, failures
from dirsim.api import design as design_of
from dirsim.api.design_runs import checked_order
from dirsim.api.writing import written
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import at_least_one, folder_files, given, is_portfolio, whole
from dirsim.cli.output import DASH, emit
from dirsim.cli.progress import Progress


def sweep(
    *files: Annotated[
        str, Parameter(name="FILE", help="Requirements or topology files, examples by name, or folders.")
    ],
    design: Annotated[
        list[str] | None,
        Parameter(name="--design", help="A design's label, several for many files; else the recommended."),
    ] = None,
    order: Annotated[int, whole("--order", "At most so many failures at once.")] = 2,
    users: Annotated[int, whole("--users", "Many files: take so many users through a day under each outage.")] = 0,
    seeds: Annotated[int, whole("--seeds", "With --users: how many days are drawn.")] = 1,
    results: Annotated[
        str | None,
        Parameter(name="--results", help="Many files: keep results here, and continue from those already there."),
    ] = None,
    engine: Annotated[
        str | None, Parameter(name="--engine", help="Many files: loky, dask://HOST:PORT or ray://HOST:PORT.")
    ] = None,
    workers: Annotated[
        int | None, whole("--workers", "Many files: processes on this machine; 0 is one a processor.")
    ] = None,
    format_: Annotated[str | None, Parameter(name=("--format", "-f"), help="text or json.")] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """Run every sign-in under every failure and every pair of failures, and say who loses what.

    Several files, folders, designs or days of users are a portfolio: every file with every design and every seed, in
    several processes; with --results each result is kept as it is finished, and the same command continues after an
    interruption.
    """
    wanted = chosen("sweep", format_, output)
    checked_order(order)
    if users < 0 or seeds < 1:
        raise UsageError("the number of users is 0 or more, that of seeds 1 or more")
    named, designs = at_least_one(files), tuple(design or ())
    if len(named) > 1 or len(designs) > 1 or users or is_portfolio(named, results, engine, workers):
        from dirsim.api.portfolios import sweep_files  # noqa: PLC0415 -- one file needs none of it
        from dirsim.cli.portfolio import play_portfolio, today  # noqa: PLC0415 -- as above

        play = partial(sweep_files, named, today(), designs=designs, order=order, users=users, seeds=seeds)
        folder_files(file for file in named if file != DASH)
        return play_portfolio(play, results=results, engine=engine, workers=workers, wanted=wanted, output=output)
    with Progress("sign-ins") as progress:
        topology = design_of(given(named[0]), designs[0] if designs else None)
        tables = failures(topology, order=order, progress=progress)
    emit(written(tables, wanted), output)
    return 0
