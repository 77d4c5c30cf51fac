"""Long work says how far it is: on standard error, on a terminal alone, and the answer is the same."""

import io
import os
import pty
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest

import dirsim as ds
from dirsim.cli.progress import Progress
from dirsim.resilience.contingency import contingencies

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


def shown_lines(sent):
    """The states of the line, without colours; the last one is what is left of it."""
    return [re.sub(r"\x1b\[[\d;]*m", "", line) for line in re.split(r"(?:\r?\n\r\x1b\[1A|\r)\x1b\[2K", sent)]


def test_a_bar_on_a_terminal_and_nothing_else():
    """The bar grows to the end and is wiped away; to a pipe not a byte is written, and the answer is the same."""
    piped = run(LONG, stderr=subprocess.PIPE)
    assert (piped.returncode, piped.stderr) == (0, b"")
    done, sent = on_terminal(LONG)
    assert (done.returncode, done.stdout) == (0, piped.stdout)
    counts = [int(count.replace(",", "")) for count in re.findall(r"([\d,]+) of 300,000", sent)]
    assert counts == sorted(counts)
    assert counts
    *lines, wiped = shown_lines(sent)
    assert wiped == ""
    assert all(line.startswith("dirsim: users") and len(line) <= 80 for line in lines)
    assert "\x1b[?25" not in sent  # a killed process would leave the cursor hidden


def test_a_terminal_that_cannot_is_left_alone():
    """Where a line cannot be written over there is no bar."""
    assert on_terminal(LONG, TERM="dumb")[1] == ""


class Terminal(io.StringIO):
    """Stands in for a terminal."""

    def isatty(self):
        """It is one."""
        return True


@pytest.fixture
def terminal(monkeypatch):
    """A function: make standard error a terminal, on a fixed clock; pytest would undo it before the test."""
    monkeypatch.setenv("TERM", "xterm")
    clock = iter([0.0, 0.1, 0.6, 0.65, 0.8])
    monkeypatch.setattr("dirsim.cli.progress.time", SimpleNamespace(monotonic=lambda: next(clock)))

    def made():
        shown = Terminal()
        monkeypatch.setattr("sys.stderr", shown)
        return shown

    return made


@pytest.mark.parametrize("width", [60, 120])
def test_what_is_shown_is_one_line_of_the_terminal(monkeypatch, terminal, width):
    """A name cannot steer the terminal, no line is wider than it, and there are at most ten a second."""
    monkeypatch.setenv("COLUMNS", str(width))
    shown = terminal()
    with Progress("discover") as progress:
        progress(1, 4)
        progress(2, 4)
        progress(3, 4)
        progress.doing("[bold]:smile: \x1b[2J" + "x" * 200)
    first, second, *_, last = shown_lines(shown.getvalue())
    assert re.fullmatch(r"dirsim: discover \S{24} 2 of 4 \S+ *", first)
    assert second.startswith("dirsim: discover: [bold]:smile: [2Jxxx")
    assert len(second) == width
    assert last == ""


def test_what_is_over_at_once_shows_nothing(terminal):
    """Work that ends within half a second draws no line."""
    shown = terminal()
    with Progress("quick") as progress:
        progress(1, 1)
    assert shown.getvalue() == ""


def test_a_terminal_that_is_gone_does_not_end_the_work(monkeypatch, terminal):
    """Where standard error cannot be written to the work continues without a line."""

    def gone(_text):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(terminal(), "write", gone)
    with Progress("discover") as progress:
        progress(1, 4)
        progress(2, 4)


def test_no_colour_is_honoured(monkeypatch, terminal):
    """With NO_COLOR the line has none."""
    monkeypatch.setenv("NO_COLOR", "1")
    shown = terminal()
    with Progress("discover") as progress:
        progress(1, 4)
        progress(2, 4)
    assert "2 of 4" in shown.getvalue()
    assert not re.search(r"\x1b\[[\d;]*m", shown.getvalue())


def test_a_sweep_counts_its_sign_ins():
    """Every sign-in of a sweep is counted, the last one as the last."""
    told = []
    topology = ds.recommend(ds.examples.contoso()).topology
    found = contingencies(topology, 1, progress=lambda done, of: told.append((done, of)))
    assert told == [(place, len(topology.flows)) for place in range(1, len(topology.flows) + 1)]
    assert found == contingencies(topology, 1)
