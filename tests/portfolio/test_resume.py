"""Whatever stops a portfolio, the same command goes on, computes nothing twice and ends with the same bytes."""

import json
import resource
import signal
import time

import pytest

from dirsim.cli import main
from dirsim.errors import UsageError
from dirsim.portfolio.members import files_in, recommendations
from dirsim.portfolio.packed_lines import packed
from dirsim.portfolio.results import ResultFile, ResultFileError
from dirsim.portfolio.run_portfolio import run_portfolio
from dirsim.portfolio.worker_pool import WorkerPool

HERE = WorkerPool(workers=1)


@pytest.fixture
def members(folder):
    """Ten recommendations to make."""
    return tuple(recommendations(files_in([str(folder(10))]), "2026-11-01"))


@pytest.fixture
def whole(members, tmp_path):
    """The bytes of a run that nothing stopped."""
    path = tmp_path / "whole.jsonl"
    run_portfolio(members, results=path, engine=HERE)
    return path.read_bytes()


def test_nothing_is_computed_twice(members, whole, tmp_path):
    """A run over a finished file computes nothing and changes no byte."""
    path = tmp_path / "whole.jsonl"
    assert run_portfolio(members, results=path, engine=HERE).computed == 0
    assert path.read_bytes() == whole


def test_every_cut_resumes_to_the_same_bytes(members, whole, tmp_path):
    """Cut off after any byte near a line's end, and in the middle of lines, the file is completed to the same bytes."""
    ends = [place for place, byte in enumerate(whole) if byte == ord("\n")]
    cuts = {0, 1, 40, len(whole)} | {end + shift for end in ends[1:3] for shift in (-200, 0, 1, 2)}
    for cut in sorted(cuts):
        path = tmp_path / f"cut{cut}.jsonl"
        path.write_bytes(whole[:cut])
        there = max(0, whole[:cut].count(b"\n") - 1)
        assert run_portfolio(members, results=path, engine=HERE).computed == len(members) - there
        assert path.read_bytes() == whole


def test_order_of_finishing_does_not_show(members, whole, tmp_path):
    """Several processes finish in any order; the file ends in the order of the members."""
    path = tmp_path / "other.jsonl"
    run_portfolio(members, results=path, engine=WorkerPool(workers=2))
    assert path.read_bytes() == whole


def test_killed_in_mid_run(folder, process, tmp_path):
    """After SIGKILL in the middle of a run the same command ends with the bytes of an undisturbed run."""
    files = folder(12)
    command = ("sweep", files, "--users", "60000", "--seeds", "1", "--workers", "2", "--results")
    calm = process(*command, tmp_path / "calm.jsonl")
    killed = process(*command, tmp_path / "killed.jsonl")
    deadline = time.monotonic() + 60
    path = tmp_path / "killed.jsonl"
    while not (path.exists() and path.read_bytes().count(b"\n") > 3):
        assert time.monotonic() < deadline
        assert killed.poll() is None
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    killed.stdout.close()
    killed.stderr.close()
    before = path.read_bytes().count(b"\n") - 1
    again = process(*command, path)
    _, said = again.communicate(timeout=120)
    calm.communicate(timeout=120)
    assert f"{before} were in" in said
    assert path.read_bytes() == (tmp_path / "calm.jsonl").read_bytes()


def test_one_unusable_file_is_one_result(members, whole):
    """A file that cannot be used is a result among others, with its place in the file."""
    entries = [json.loads(line) for line in whole.decode().splitlines()[1:]]
    assert [entry["member"] for entry in entries] == [member.name for member in members]
    assert entries[-1]["result"]["status"] == "bad-input"
    assert entries[-1]["result"]["problems"][0]["line"]
    assert {entry["result"]["status"] for entry in entries[:-1]} == {"recommended"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace('"version": "', '"version": "9.'), "was written by dirsim 9."),
        (lambda text: text.replace("sha256:", "sha256:0", 1), "other input"),
        (lambda _: "a diary\nof mine\n", "not a result file"),
        (lambda _: "a diary of mine", "not a result file"),
        (lambda text: text.replace('"digest": "', '"digest": "0', 1), "other input"),
        (lambda text: text.replace('{"member"', '{"men', 1), "damaged"),
    ],
)
def test_foreign_files_are_refused(members, whole, tmp_path, change, said):
    """A file of another version, of other input, damaged or of something else is refused, and no byte of it changes."""
    path = tmp_path / "foreign.jsonl"
    foreign = change(whole.decode()).encode()
    path.write_bytes(foreign)
    with pytest.raises(UsageError, match=said) as refused:
        run_portfolio(members, results=path, engine=HERE)
    assert "nothing was overwritten" in str(refused.value)
    assert path.read_bytes() == foreign


def test_two_runs_do_not_share_a_file(members, tmp_path):
    """While one run writes a file another is refused."""
    path = tmp_path / "busy.jsonl"
    with ResultFile(path, members), pytest.raises(UsageError, match="another run"), ResultFile(path, members):
        pass


def test_full_disk(folder, process, tmp_path):
    """On a full disk the exit code is 4, what was finished is kept, and with room again the run is completed."""
    files, path = folder(10), tmp_path / "full.jsonl"
    command = ("recommend", files, "--workers", "1", "--results", path)

    def little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    full = process(*command, preexec_fn=little_room)
    _, said = full.communicate(timeout=60)
    assert full.returncode == 4, said
    assert "run the same command to continue" in said
    kept = path.read_bytes()
    assert kept.endswith(b"\n")
    assert 1 < kept.count(b"\n") < 11
    again = process(*command)
    _, said = again.communicate(timeout=60)
    assert again.returncode == 2  # one file cannot be used
    there = kept.count(b"\n") - 1
    assert f"{there} were in" in said
    assert path.read_bytes().startswith(kept.partition(b"\n")[0])
    assert path.read_bytes().count(b"\n") == 11


def test_failed_writes_are_taken_back(members, tmp_path, monkeypatch):
    """A line that could not be written whole leaves no part of itself behind."""
    path = tmp_path / "torn.jsonl"
    with ResultFile(path, members) as kept:
        before = path.read_bytes()
        monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(ResultFileError, match="No space left"):
            kept.add("000.json", packed("{}"))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--engine", "dask://127.0.0.1:9"), "cannot be reached"),
        (("--engine", "dask://nowhere"), "unknown engine"),
        (("--engine", "spark://127.0.0.1:7077"), "unknown engine"),
        (("--workers", "-1"), "workers must be"),
        (("--results", "no/such/folder/file.jsonl"), "folder not found"),
    ],
)
def test_what_cannot_be_used_is_said(folder, capfd, arguments, said):
    """An engine or a place that cannot be used is exit code 2 with one sentence."""
    assert main(["recommend", str(folder(6)), *arguments]) == 2
    out, err = capfd.readouterr()
    assert said in err
    assert out == ""


def test_empty_folder(tmp_path, capfd):
    """A folder without files is bad input, not an empty success."""
    assert main(["recommend", str(tmp_path)]) == 2
    assert "contains no" in capfd.readouterr().err


def test_a_changed_result_is_refused(members, whole, tmp_path):
    """A result that was changed by hand does not fit its digest, and the file is refused."""
    place = tmp_path / "results"
    place.write_bytes(whole.replace(b'"status": "recommended"', b'"status": "no-fit"', 1))
    assert place.read_bytes() != whole
    with pytest.raises(UsageError, match="changed after it was written"):
        run_portfolio(members, results=place)
