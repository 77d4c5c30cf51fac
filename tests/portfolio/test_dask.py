"""A portfolio on a real dask scheduler with two workers, on this machine's own address alone."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import dirsim
from dirsim.portfolio.members import files_in, sweeps
from dirsim.portfolio.run_portfolio import run_portfolio
from dirsim.portfolio.worker_pool import WorkerPool

pytest.importorskip("distributed")


def wait_for(condition):
    """Wait until something is so, not for ever."""
    deadline = time.monotonic() + 120
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)
    return found


@pytest.fixture
def cluster(tmp_path):
    """A scheduler's address, and its two workers as processes."""
    place = tmp_path / "scheduler.json"
    common = ("--host", "127.0.0.1", "--no-dashboard")
    started = []

    def start(name, *arguments):
        log = (tmp_path / f"{name}{len(started)}.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", f"distributed.cli.dask_{name}", *common, *arguments],
            stdout=log,
            stderr=log,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(Path(dirsim.__file__).parents[1])},
        )
        log.close()
        started.append(process)
        return process

    try:
        start("scheduler", "--port", "0", "--scheduler-file", str(place))
        wait_for(lambda: place.exists() and place.read_text(encoding="utf-8").strip().endswith("}"))
        address = json.loads(place.read_text(encoding="utf-8"))["address"]
        local = ("--nthreads", "1", "--no-nanny", "--death-timeout", "120", "--local-directory", str(tmp_path))
        workers = [start("worker", address, "--name", str(number), *local) for number in range(2)]
        for log in (tmp_path / f"worker{number}.log" for number in (1, 2)):
            wait_for(lambda log=log: b"Registered to" in log.read_bytes())
        yield address.removeprefix("tcp://"), workers
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


@pytest.mark.filterwarnings("default")
def test_same_bytes_with_a_worker_killed(cluster, folder, tmp_path):
    """Dask gives the same file to the last byte, also when one of two workers is killed in mid-run."""
    address, workers = cluster
    members = tuple(sweeps(files_in([str(folder(12))]), "2026-11-01", users=60000, seeds=2))
    seen = []

    def progress(done, of):
        seen.append(done)
        assert of == len(members)
        if done == 4:
            workers[0].kill()

    run_portfolio(members, results=tmp_path / "dask.jsonl", engine=WorkerPool("dask", address), progress=progress)
    assert workers[0].wait(5) < 0
    assert seen[-1] == len(members)
    run_portfolio(members, results=tmp_path / "here.jsonl", engine=WorkerPool(workers=1))
    assert (tmp_path / "dask.jsonl").read_bytes() == (tmp_path / "here.jsonl").read_bytes()
