"""``dirsim sweep``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.analysis.availability import checked_order
from dirsim.analysis.contingency import contingencies
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import at_least_one, designed, is_portfolio
from dirsim.cli.output import emit
from dirsim.cli.progress import Progress
from dirsim.errors import UsageError
from dirsim.report.json_text import json_text
from dirsim.report.sweep import sweep_page
from dirsim.report.text import text


def sweep(
    *files: Annotated[
        str, Parameter(name="FILE", help="Requirements or topology files, examples by name, or folders.")
    ],
    design: Annotated[
        list[str] | None,
        Parameter(name="--design", help="A design's label, several for many files; else the recommended."),
    ] = None,
    order: Annotated[int, Parameter(name="--order", help="At most so many failures at once.")] = 2,
    users: Annotated[
        int, Parameter(name="--users", help="Many files: take so many users through a day under each outage.")
    ] = 0,
    seeds: Annotated[int, Parameter(name="--seeds", help="With --users: how many days are drawn.")] = 1,
    results: Annotated[
        str | None, Parameter(name="--results", help="Many files: keep results here, and go on from what is there.")
    ] = None,
    engine: Annotated[
        str | None, Parameter(name="--engine", help="Many files: loky, dask://HOST:PORT or ray://HOST:PORT.")
    ] = None,
    workers: Annotated[
        int | None, Parameter(name="--workers", help="Many files: processes on this machine; 0 is one a processor.")
    ] = None,
    format_: Annotated[str, Parameter(name="--format", help="text or json.")] = "text",
    output: Annotated[str | None, Parameter(name="--output", help="Write the answer to this file.")] = None,
) -> int:
    """Run every sign-in under every failure and every pair of failures, and say who loses what.

    Several files, folders, designs or days of users are a portfolio: every file with every design and every seed, in
    several processes; with --results each result is kept as it is finished, and the same command goes on after whatever
    stopped it.
    """
    wanted = chosen("sweep", format_)
    checked_order(order)
    if users < 0 or seeds < 1:
        raise UsageError("the number of users is 0 or more, that of seeds 1 or more")
    named, designs = at_least_one(files), tuple(design or ())
    if len(named) > 1 or len(designs) > 1 or users or is_portfolio(named, results, engine, workers):
        from dirsim.cli.portfolio import play_portfolio, today  # noqa: PLC0415 -- one file needs none of it
        from dirsim.portfolio.members import files_in, sweeps  # noqa: PLC0415 -- as above

        members = tuple(sweeps(files_in(named), today(), designs=designs, order=order, users=users, seeds=seeds))
        return play_portfolio(members, results=results, engine=engine, workers=workers, wanted=wanted, output=output)
    with Progress("sign-ins") as progress:
        tables = contingencies(designed(named[0], designs[0] if designs else None), order, told=progress)
    emit(json_text(tables) if wanted == "json" else text(sweep_page(tables)), output)
    return 0
