"""Portfolios: many files at once, with results kept as they finish."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from dirsim.api.sources import locate
from dirsim.errors import InputError, Problem

if TYPE_CHECKING:
    from dirsim.portfolio.run_portfolio import Portfolio


def recommend_files(
    files: Iterable[str],
    day: str,
    *,
    results: str | None = None,
    engine: str = "loky",
    workers: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Portfolio:
    """The recommendation for each of many files and folders; a file that cannot be used is one result among others.

    Args:
        files: Paths, folders and examples by name.
        day: The date whose facts apply where a file has none, as ``2026-11-01``.
        results: A file that keeps results as they are finished, and from which a later call continues; ``None`` keeps
            none.
        engine: ``loky``, ``dask://HOST:PORT`` or ``ray://HOST:PORT``.
        workers: Processes on this machine; 0 means one a processor.
        progress: Called with the members done and all members.

    Raises:
        UsageError: The engine is unknown or not installed.
        InputError: A path does not exist, or the results file is of another kind.
    """
    from dirsim.portfolio.members import files_in, recommendations

    return _played(tuple(recommendations(files_in(_placed(files)), day)), results, engine, workers, progress)


def sweep_files(
    files: Iterable[str],
    day: str,
    *,
    designs: tuple[str, ...] = (),
    order: int = 2,
    users: int = 0,
    seeds: int = 1,
    results: str | None = None,
    engine: str = "loky",
    workers: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Portfolio:
    """Every failure of every file with every design, or days of users under each outage.

    Args:
        files: Paths, folders and examples by name.
        day: The date whose facts apply where a file has none, as ``2026-11-01``.
        designs: Labels; empty means the recommended design of each file.
        order: The greatest number of failures at once.
        users: People to take through a day under each outage; 0 means sign-ins alone.
        seeds: Days that are drawn with ``users``.
        results: As for :func:`recommend_files`.
        engine: As for :func:`recommend_files`.
        workers: As for :func:`recommend_files`.
        progress: As for :func:`recommend_files`.

    Raises:
        UsageError: The engine is unknown or not installed.
        InputError: A path does not exist, or the results file is of another kind.
    """
    from dirsim.portfolio.members import files_in, sweeps

    members = tuple(sweeps(files_in(_placed(files)), day, designs=designs, order=order, users=users, seeds=seeds))
    return _played(members, results, engine, workers, progress)


def _placed(files: Iterable[str]) -> list[str]:
    """The paths of files, with those of examples in place of their names.

    Raises:
        InputError: A path does not exist.
    """
    problems: list[Problem] = []
    paths: list[str] = []
    for file in files:
        try:
            paths.append(locate(file)[0])
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return paths


def _played(
    members: tuple[object, ...],
    results: str | None,
    engine: str,
    workers: int,
    progress: Callable[[int, int], None] | None,
) -> Portfolio:
    from dirsim.portfolio.run_portfolio import run_portfolio
    from dirsim.portfolio.worker_pool import WorkerPool

    place = WorkerPool.of(engine, workers)
    return run_portfolio(members, results=None if results is None else Path(results), engine=place, progress=progress)  # type: ignore[arg-type]
