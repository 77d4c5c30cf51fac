"""Where members are worked on: this process, several on this machine, or a cluster of dask or ray, through joblib."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from attrs import frozen

from dirsim.errors import UsageError
from dirsim.portfolio.members import VERSION, Member
from dirsim.portfolio.work import work

KINDS = ("loky", "dask", "ray")
PATIENCE_S = 5.0
"""How long a scheduler has to answer."""

_IDLE_S = 20
"""After so long without work a process ends, also when its starter was killed."""

_ROUND = 256
"""So many members are given to ray at once."""

_FEW = 4
"""So few members are done at once in this process: starting others takes longer."""


@frozen
class Engine:
    """Where to work.

    Attributes:
        kind: ``loky`` (processes on this machine), ``dask`` or ``ray``.
        address: The scheduler, as ``HOST:PORT``; empty for ``loky``.
        workers: How many processes on this machine; 0 means one for each processor.
    """

    kind: str = "loky"
    address: str = ""
    workers: int = 0

    @classmethod
    def of(cls, wanted: str, workers: int = 0) -> Engine:
        """What an option says: ``loky``, ``dask://HOST:PORT`` or ``ray://HOST:PORT``.

        Raises:
            UsageError: It says something else.
        """
        if workers < 0:
            raise UsageError(f"the number of workers is 1 or more, or 0 for one for each processor, not {workers}")
        if wanted == "loky":
            return cls("loky", "", workers)
        try:
            parts = urlsplit(wanted)
            good = parts.scheme in ("dask", "ray") and bool(parts.hostname) and parts.port is not None
        except ValueError:
            good = False
        if not good:
            raise UsageError(f"unknown engine {wanted!r}; there are: loky, dask://HOST:PORT, ray://HOST:PORT")
        return cls(parts.scheme, parts.netloc, workers)


def worked(members: Sequence[Member], engine: Engine) -> Iterator[tuple[str, str]]:
    """The members' names and lines, each as it is finished, in any order.

    Args:
        members: What is to be done.
        engine: Where.

    Raises:
        UsageError: The scheduler cannot be reached, has no workers, or a package is not installed.
    """
    processes = engine.workers or os.cpu_count() or 1
    if engine.kind == "loky" and (processes == 1 or len(members) <= _FEW):
        yield from map(work, members)
        return
    joblib = _package("joblib", "dirsim[portfolio]")
    with contextlib.ExitStack() as stack:
        options = _connected(engine, stack)
        size = {} if engine.kind != "loky" else {"n_jobs": processes}
        stack.enter_context(joblib.parallel_config(**options, **size))
        if engine.kind == "ray":
            yield from _in_rounds(joblib, members)
            return
        batch = max(1, min(32, len(members) // (4 * processes)))
        parallel = joblib.Parallel(return_as="generator_unordered", batch_size=batch, pre_dispatch="all")
        yield from parallel(joblib.delayed(work)(member) for member in members)


def _in_rounds(joblib: Any, members: Sequence[Member]) -> Iterator[tuple[str, str]]:
    """Round by round, for a back end that gives results only when all of them are there: a round is what can be lost."""
    for first in range(0, len(members), _ROUND):
        yield from joblib.Parallel()(joblib.delayed(work)(member) for member in members[first : first + _ROUND])


def _connected(engine: Engine, stack: contextlib.ExitStack) -> dict[str, Any]:
    """What joblib is told, once the scheduler has answered."""
    if engine.kind == "loky":
        return {"backend": "loky", "idle_worker_timeout": _IDLE_S}
    _answers(engine)
    if engine.kind == "dask":
        distributed = _package("distributed", "dirsim[dask]")
        try:
            client = stack.enter_context(
                distributed.Client(f"tcp://{engine.address}", timeout=PATIENCE_S, set_as_default=True)
            )
            client.wait_for_workers(1, timeout=PATIENCE_S)
        except (OSError, TimeoutError):
            raise UsageError(
                f"--engine dask://{engine.address}: no dask scheduler with workers answered within {PATIENCE_S:.0f} seconds"
            ) from None
        _same_version(engine, client)
        return {"backend": "dask"}
    ray = _package("ray", "ray[client]")
    try:
        ray.init(address=f"ray://{engine.address}", logging_level="ERROR")
    except (OSError, RuntimeError, ConnectionError) as error:
        raise UsageError(f"--engine ray://{engine.address}: {error}") from None
    stack.callback(ray.shutdown)
    _package("ray.util.joblib", "ray[client]").register_ray()
    return {"backend": "ray"}


def _same_version(engine: Engine, client: Any) -> None:
    """Every worker has this version of dirsim: another one would give other results, and none would never answer.

    The question is put in words of Python itself, which a worker understands that has nothing else.
    """
    try:
        versions = client.run(eval, "__import__('dirsim').__version__")
    except ImportError:
        raise UsageError(f"--engine dask://{engine.address}: dirsim is not installed on the workers") from None
    other = sorted({str(version) for version in versions.values()} - {VERSION})
    if other:
        raise UsageError(f"--engine dask://{engine.address}: a worker has dirsim {other[0]}, this is {VERSION}")


def _answers(engine: Engine) -> None:
    """Whether anything listens at all: said at once, not after the packages' own long tries."""
    parts = urlsplit(f"//{engine.address}")
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), PATIENCE_S).close()
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(
            f"--engine {engine.kind}://{engine.address}: the scheduler cannot be reached: {reason}"
        ) from None


def _package(name: str, distribution: str) -> Any:
    from importlib import import_module  # noqa: PLC0415 -- optional packages only

    try:
        return import_module(name)
    except ImportError:
        what = name.partition(".")[0]
        raise UsageError(f"{what} is not installed; install it with: pip install '{distribution}'") from None
