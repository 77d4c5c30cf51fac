"""Worker pool of a portfolio: processes, or a Dask or Ray cluster.

joblib distributes the members.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from attrs import frozen

from dirsim.catalog.limits import within
from dirsim.errors import UsageError
from dirsim.portfolio.members import VERSION, Member
from dirsim.portfolio.work import work

KINDS = ("loky", "dask", "ray")
PATIENCE_S = 5.0
"""The timeout of a scheduler's answer, in seconds."""

_IDLE_S = 20
"""The seconds without work after which a process ends, also if its parent was killed."""

_ROUND = 256
"""The number of members that ray gets at once."""

_UNTOLD = "ignore:resource_tracker"
"""The warnings of a tracker of resources that are not shown."""

_FEW = 4
"""The number of members up to which this process computes them itself: starting other processes takes longer."""


@frozen
class WorkerPool:
    """The processes or cluster that compute the members.

    Attributes:
        kind: ``loky`` (processes on this machine), ``dask`` or ``ray``.
        address: The scheduler's address, as ``HOST:PORT``; empty for ``loky``.
        workers: The number of processes on this machine; 0 means one for each processor.
    """

    kind: str = "loky"
    address: str = ""
    workers: int = 0

    @classmethod
    def of(cls, wanted: str, workers: int = 0) -> WorkerPool:
        """The worker pool of an option: ``loky``, ``dask://HOST:PORT`` or ``ray://HOST:PORT``.

        Raises:
            UsageError: The option has another form, or the number of workers is negative.
        """
        if workers < 0:
            raise UsageError(f"workers must be at least 0, not {workers} (0 means one for each processor)")
        beyond = within("workers", workers, "--workers")
        if beyond:
            raise UsageError(beyond)
        if wanted == "loky":
            return cls("loky", "", workers)
        try:
            parts = urlsplit(wanted)
            good = parts.scheme in ("dask", "ray") and bool(parts.hostname) and parts.port is not None
        except ValueError:
            good = False
        if not good:
            raise UsageError(f"unknown engine {wanted!r}; expected one of: loky, dask://HOST:PORT, ray://HOST:PORT")
        return cls(parts.scheme, parts.netloc, workers)


def worked(members: Sequence[Member], engine: WorkerPool) -> Iterator[tuple[str, bytes]]:
    """The members' names and packed lines, each as it is finished, in any order.

    Args:
        members: The members to compute.
        engine: The worker pool.

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
        with _deaf() if engine.kind == "loky" else contextlib.nullcontext():  # the processes start in this call
            found = parallel(joblib.delayed(work)(member) for member in members)
        yield from found


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Start processes that do not hear Ctrl+C, which a terminal sends to each of them: they would all say where they were.

    This process hears it when they have started, and ends them.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # The tracker warns of processes that were ended on purpose.
    sys.warnoptions.append(_UNTOLD)
    for tracker in ("multiprocessing.resource_tracker", "joblib.externals.loky.backend.resource_tracker"):
        _package(
            tracker, "dirsim[portfolio]"
        ).ensure_running()  # Python's starts with the first process and unblocks signals
    sys.warnoptions.remove(_UNTOLD)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _in_rounds(joblib: Any, members: Sequence[Member]) -> Iterator[tuple[str, bytes]]:
    """Compute the members in rounds, for a back end that returns results only at the end of a call.

    An interrupted run then loses at most one round.
    """
    for first in range(0, len(members), _ROUND):
        yield from joblib.Parallel()(joblib.delayed(work)(member) for member in members[first : first + _ROUND])


def _connected(engine: WorkerPool, stack: contextlib.ExitStack) -> dict[str, Any]:
    """The options for joblib, after the scheduler has answered."""
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


def _same_version(engine: WorkerPool, client: Any) -> None:
    """Check that every worker has this version of dirsim: another version would give other results.

    The check uses only builtins of Python, which also a worker without dirsim can evaluate.
    """
    try:
        versions = client.run(eval, "__import__('dirsim').__version__")
    except ImportError:
        raise UsageError(f"--engine dask://{engine.address}: dirsim is not installed on the workers") from None
    other = sorted({str(version) for version in versions.values()} - {VERSION})
    if other:
        raise UsageError(f"--engine dask://{engine.address}: a worker has dirsim {other[0]}, this is {VERSION}")


def _answers(engine: WorkerPool) -> None:
    """Check that the scheduler accepts a connection, because the packages' own attempts take much longer to fail."""
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
