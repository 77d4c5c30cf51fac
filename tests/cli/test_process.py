"""The command as a process of its own: exit codes, closed pipes, full disks, the same bytes every time."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

FULL = Path("/dev/full")


def start(*words, env=None, **options):
    """Run ``python -m dirsim``."""
    settings = {key: value for key, value in os.environ.items() if key not in ("PYTHONHASHSEED", "DIRSIM_DEBUG")}
    return subprocess.run(
        [sys.executable, "-m", "dirsim", *words],
        check=False,
        timeout=60,
        env=settings | (env or {}),
        **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
    )


def test_stdout_is_the_answer_and_nothing_else():
    """The whole of stdout is one JSON document, and stderr is empty."""
    done = start("recommend", "contoso", "--format", "json")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["status"] == "recommended"


@pytest.mark.parametrize("words", [("recommend", "woodgrove"), ("ports", "wingtip"), ("simulate", "wingtip")])
def test_the_hash_seed_does_not_matter(words):
    """Two processes with different hash seeds print the same bytes."""
    one, other = (start(*words, "--format", "json", env={"PYTHONHASHSEED": seed}).stdout for seed in ("0", "4242"))
    assert one
    assert one == other


@pytest.mark.parametrize("words", [("recommend", "contoso"), ("--help",), (), ("facts",), ("check", "contoso")])
def test_a_closed_pipe_is_never_success(words):
    """When nobody reads the answer the exit code is 4, with one line on stderr and no traceback."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = start(*words, stdout=writing)
    finally:
        os.close(writing)
    assert done.returncode == 4
    assert done.stderr.decode() == "dirsim: the output could not be written: Broken pipe\n"


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
@pytest.mark.parametrize("words", [("recommend", "contoso"), ("--help",), (), ("schema",), ("--version",)])
def test_a_full_disk_is_never_success(words):
    """When the disk is full the exit code is 4, with one line on stderr."""
    with FULL.open("wb") as full:
        done = start(*words, stdout=full)
    assert done.returncode == 4
    assert done.stderr.decode() == "dirsim: the output could not be written: No space left on device\n"


def test_a_closed_stderr_does_no_harm():
    """Where messages cannot be shown the exit code still tells."""
    done = start("recommend", "no-such-file.yaml", preexec_fn=lambda: os.close(2))
    assert done.returncode == 2


def test_standard_input_is_a_file_too():
    """``-`` reads the file from standard input, and messages call it so."""
    good = b"dirsim: requirements/v1\nname: Piped\nworkloads: {d: {kind: workspaces}}\n"
    done = start("check", "-", stdin=None, input=good)
    assert (done.returncode, done.stdout) == (0, b"<stdin>: valid (requirements/v1)\n")
    done = start("recommend", "-", stdin=None, input=b"dirsim: requirements/v1\nname: [\n")
    assert done.returncode == 2
    assert done.stderr.startswith(b"<stdin>:")


def test_output_is_utf_8_whatever_the_terminal_says():
    """Under a locale that knows ASCII only, names keep their letters."""
    good = "dirsim: requirements/v1\nname: Zoë's Büro\nworkloads: {d: {kind: workspaces}}\n".encode()
    settings = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    done = start("recommend", "-", stdin=None, input=good, env=settings)
    assert done.stdout.decode("utf-8").startswith("Zoë's Büro: ")


@pytest.mark.parametrize("words", [["recommend", "contoso"], ["check", "contoso"], ["ports", "contoso"]])
def test_commands_without_graphs_load_no_networkx(words):
    """A command that needs no graph does not pay for networkx."""
    code = (
        f"import sys; from dirsim.cli import main; main({words!r}); print('networkx' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stderr == "False\n"


def test_starting_loads_nothing_that_is_slow():
    """A recommendation needs neither rich, pandas, networkx, jsonschema nor IPython."""
    code = (
        "import sys; from dirsim.cli import main; main(['recommend', 'contoso', '--output', '-']);"
        "print(sorted({'rich', 'pandas', 'networkx', 'jsonschema', 'IPython'} & {*sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stderr == "[]\n"


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", [("facts",), ("recommend", "contoso", "--format", "html"), ("schema",)])
def test_a_pipe_that_closes_midway_is_never_success(words, unbuffered):
    """A reader that takes a part of a long answer and closes ends in exit code 4, also where Python has no buffer."""
    running = subprocess.Popen(
        [sys.executable, "-m", "dirsim", *words],
        env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout is not None
    assert running.stdout.read(100)
    running.stdout.close()
    _, err = running.communicate(timeout=60)
    assert running.returncode == 4, err
    assert b"could not be written" in err


def _as_in_a_terminal():
    """Stop ignoring signals: shells ignore Ctrl+C in the background, and ``nohup`` ignores SIGHUP, for their children too."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_process_that_is_ended_leaves_no_worker(tmp_path, number):
    """SIGTERM, SIGHUP and Ctrl+C end a portfolio with its workers, with exit code 128 and the signal; nothing is lost."""
    pytest.importorskip("joblib")
    folder, results = tmp_path / "folder", tmp_path / "results.jsonl"
    folder.mkdir()
    for count in range(40):
        name = f"dirsim: requirements/v1\nname: n{count}\nas_of: 2026-11-01\nworkloads: {{w: {{kind: workspaces}}}}\n"
        (folder / f"f{count}.yaml").write_text(
            f"{name}estate: {{on_prem_ad: {{domains: 1, users: {count + 10}}}, connectivity: vpn}}\n"
        )
    words = ["recommend", str(folder), "--workers", "2", "--results", str(results), "--format", "json"]
    running = subprocess.Popen(
        [sys.executable, "-m", "dirsim", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=_as_in_a_terminal,  # noqa: PLW1509 -- no threads here
    )
    until = time.monotonic() + 50
    while time.monotonic() < until and not (results.exists() and results.read_bytes().count(b"\n") > 2):
        time.sleep(0.02)
    running.send_signal(number)
    running.communicate(timeout=50)
    assert running.returncode == 128 + number
    lines = results.read_bytes().count(b"\n")
    assert lines > 2
    until = time.monotonic() + 15
    while time.monotonic() < until:
        try:
            os.killpg(running.pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.1)
    else:
        pytest.fail("a worker is left")
    done = start(*words, stderr=subprocess.PIPE)
    assert done.returncode == 0
    assert json.loads(done.stdout)["counts"] == {"recommended": 40}
