"""Long work says how far it is: on standard error, on a terminal alone, and the answer is the same."""

import io
import os
import pty
import re
import subprocess
import sys

import pytest

import dirsim as ds
from dirsim.analysis.contingency import contingencies
from dirsim.cli.progress import Progress

LONG = ("simulate", "contoso", "--users", "300000", "--days", "5", "--format", "json")


def run(words, **options):
    """The command with pipes for what is not said otherwise."""
    program = [sys.executable, "-m", "dirsim", *words]
    return subprocess.run(program, check=False, timeout=60, **({"stdout": subprocess.PIPE} | options))


def on_terminal(words, **more):
    """The command with a terminal for standard error: what it answers, and what the terminal was sent."""
    ours, theirs = pty.openpty()
    done = run(words, stderr=theirs, env=os.environ | {"TERM": "xterm", "COLUMNS": "80"} | more)
    os.close(theirs)
    sent = b""
    try:
        while part := os.read(ours, 65536):
            sent += part
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    return done, sent.decode()


def test_a_bar_on_a_terminal_and_nothing_else():
    """The bar grows to the end and is wiped away; to a pipe not a byte is written, and the answer is the same."""
    piped = run(LONG, stderr=subprocess.PIPE)
    assert (piped.returncode, piped.stderr) == (0, b"")
    done, sent = on_terminal(LONG)
    assert (done.returncode, done.stdout) == (0, piped.stdout)
    counts = [int(count.replace(",", "")) for count in re.findall(r"\] ([\d,]+) of 300,000", sent)]
    assert counts == sorted(counts)
    assert counts
    assert sent.endswith("\r\x1b[K")
    assert all(len(line) < 80 for line in re.split(r"\r\x1b\[K", sent))


def test_a_terminal_that_cannot_is_left_alone():
    """Where a line cannot be written over there is no bar."""
    assert on_terminal(LONG, TERM="dumb")[1] == ""


class Terminal(io.StringIO):
    """Stands in for a terminal."""

    def isatty(self):
        """It is one."""
        return True


@pytest.mark.parametrize("width", [40, 120])
def test_what_is_shown_is_one_line_of_the_terminal(monkeypatch, width):
    """A name cannot steer the terminal, no line is wider than it, and what is over at once shows nothing."""
    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm")
    clock = iter([0.0, 0.1, 0.6, 0.65, 0.8])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    with Progress("discover") as progress:
        progress(1, 4)
        progress(2, 4)
        progress(3, 4)
        progress.doing("reading \x1b[2J" + "x" * 200)
    _, first, second, last = shown.getvalue().split("\r\x1b[K")
    assert "[############............] 2 of 4"[: width - 20] in first
    assert "\x1b" not in second
    assert len(second) == width - 1
    assert last == ""
    monkeypatch.setattr("time.monotonic", lambda: 0.0)
    before = shown.getvalue()
    with Progress("quick") as progress:
        progress(1, 1)
    assert shown.getvalue() == before


def test_a_sweep_counts_its_sign_ins():
    """Every sign-in of a sweep is counted, the last one as the last."""
    told = []
    topology = ds.recommend(ds.examples.contoso()).topology
    found = contingencies(topology, 1, told=lambda done, of: told.append((done, of)))
    assert told == [(place, len(topology.flows)) for place in range(1, len(topology.flows) + 1)]
    assert found == contingencies(topology, 1)
