"""Ctrl+C at any moment, as a terminal sends it to every process of a command: a word, exit code 130, nothing half-written."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time

import pytest

from dirsim.cli.ending import EndedError, code_of, ended_cleanly

FILE = "dirsim: requirements/v1\nname: n{0}\nas_of: 2026-11-01\nworkloads: {{w: {{kind: workspaces}}}}\nestate: {{on_prem_ad: {{domains: 1, users: {0}}}, connectivity: vpn}}\n"
COMMANDS = {
    "recommend a folder": ["recommend", "folder", "--workers", "2", "--results", "results.jsonl"],
    "sweep a folder": ["sweep", "folder", "--workers", "2", "--results", "results.jsonl"],
    "sweep": ["sweep", "northwind", "--order", "4"],
    "availability": ["availability", "northwind"],
    "simulate": ["simulate", "contoso", "--users", "2000000"],
}


def _as_in_a_terminal():
    """Hear Ctrl+C: shells ignore it in the background, for their children too."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("part", [0.1, 0.3, 0.6])
def test_interrupted_at_any_moment(tmp_path, command, part):
    """The command ends within seconds, says so in one line, and leaves no answer; what a results file holds is whole."""
    if "folder" in command:
        pytest.importorskip("joblib")
    (tmp_path / "folder").mkdir()
    for count in range(10, 30):
        (tmp_path / "folder" / f"f{count}.yaml").write_text(FILE.format(count), encoding="utf-8")
    words = [sys.executable, "-m", "dirsim", *COMMANDS[command], "--format", "json", "--output", "answer.json"]
    running = subprocess.Popen(
        words,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_as_in_a_terminal,  # noqa: PLW1509 -- no threads here
    )
    time.sleep(0.3 + part * random.Random(command).uniform(1, 4))  # noqa: S311 -- reproducible, not secret
    os.killpg(running.pid, signal.SIGINT)
    began = time.monotonic()
    _, err = running.communicate(timeout=50)
    assert "Traceback" not in err
    assert "KeyboardInterrupt" not in err
    if (tmp_path / "answer.json").exists():  # it was finished before
        assert json.loads((tmp_path / "answer.json").read_text())
        assert running.returncode in (0, -signal.SIGINT)
    else:
        assert running.returncode == 130
        assert err.rstrip().endswith("dirsim: interrupted")
    assert time.monotonic() - began < 20
    assert {path.name for path in tmp_path.iterdir()} <= {"folder", "results.jsonl", "answer.json"}
    if (tmp_path / "results.jsonl").exists():
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), done.stderr
        assert len(json.loads((tmp_path / "answer.json").read_text())["members"]) == 20


def test_an_interruption_that_python_cannot_raise_is_raised_again():
    """Ctrl+C while an object is thrown away is not lost, and nothing is said of where it came."""

    class Thrown:
        def __del__(self):
            signal.raise_signal(signal.SIGINT)
            sum(range(10))

    def work():
        with ended_cleanly():
            Thrown()  # and away
            for _ in range(50_000_000):
                pass

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            work()
    finally:
        signal.signal(signal.SIGINT, before)
        sys.unraisablehook, threading.excepthook = sys.__unraisablehook__, threading.__excepthook__


def test_an_error_in_the_wake_of_an_interruption_is_one():
    """A library that stumbles over an interruption does not hide it: the exit code is that of the signal."""
    for told, code in ((KeyboardInterrupt(), 130), (EndedError(signal.SIGTERM), 143), (ValueError(), 0)):
        stumbled = RuntimeError("cannot join thread")
        stumbled.__context__ = told
        assert code_of(stumbled) == code_of(told) == code
    assert code_of(None) == 0
