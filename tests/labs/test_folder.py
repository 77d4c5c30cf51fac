import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import dirsim as ds
from dirsim.errors import InputError, UsageError
from dirsim.labs.answer_file import VERSION, blank, parse_answers, read_answers
from dirsim.labs.folder import files_of
from dirsim.labs.pages import solution
from dirsim.labs.question import as_data

NAMES = ds.labs.names()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A lab's folder that nobody has touched."""
    return ds.labs.start("proxy-store", student="ana", to=tmp_path / "lab")


def filled(folder: Path, **answers: object) -> Path:
    """The folder with some answers written into it."""
    file = folder / "answers.yaml"
    text = file.read_text("utf-8")
    for name, value in answers.items():
        text = re.sub(
            rf"^  {name.replace('_', '-')}:.*$",
            f"  {name.replace('_', '-')}: {json.dumps(value)}",
            text,
            flags=re.MULTILINE,
        )
    file.write_text(text, "utf-8")
    return folder


def problems(text: str, student: str | None = None) -> list[str]:
    """What is wrong with an answer file."""
    with pytest.raises(InputError) as caught:
        parse_answers(text, "answers.yaml", student=student)
    return str(caught.value).splitlines()


def head(answers: str = "", lab: str = "proxy-store") -> str:
    """An answer file by hand."""
    return f"dirsim: {VERSION}\nlab: {lab}\nstudent: ana\nanswers:\n{answers}"


@pytest.mark.parametrize("name", NAMES)
def test_student_and_instructor_copies(name: str):
    """Both copies come from one exercise; the student's files hold neither the key nor what the runs show."""
    made = ds.labs.exercise(name, student="ana")
    student, instructor = files_of(made), files_of(made, instructor=True)
    assert {file: text for file, text in instructor.items() if file in student} == student
    assert set(instructor) - set(student) == {"INSTRUCTOR.md", "solution.yaml"}
    everything = "\n".join(student.values())
    for question in made.questions:
        ran = question.run()
        assert ran.shown.strip() not in everything or not ran.shown.strip()
        assert f"{question.name}: {json.dumps(as_data(ran.answer))}" not in everything
        assert question.prompt in instructor["INSTRUCTOR.md"]
    assert "Answer:" not in everything


def test_no_lone_number_of_the_key():
    """What an outage comes to is not in the student's files."""
    for name, question in (
        ("proxy-store", "ana-until"),
        ("trust-passwords", "ana-until"),
        ("least-privilege", "denied"),
    ):
        for student in ("ana", "bo", "cy"):
            made = ds.labs.exercise(name, student=student)
            number = str(as_data(made.key()[question]))
            page = files_of(made)["README.md"]
            if len(number) > 2:
                assert not re.search(rf"\b{number}\b", page), (name, student)


@pytest.mark.parametrize("name", NAMES)
def test_blank_and_solution(name: str, tmp_path: Path):
    """A folder as it is started holds no answer; the solution of the instructor's copy gets every point."""
    made = ds.labs.start(name, student="zo\u00eb \U0001f600", to=tmp_path / "x", instructor=True)
    assert not ds.labs.check(made).answered
    grade = ds.labs.check(made / "solution.yaml")
    assert (grade.score, grade.student) == (1.0, "zo\u00eb \U0001f600")
    assert parse_answers(solution(ds.labs.exercise(name))).grade().right


def test_check_gives_partial_credit(folder: Path):
    """Points are summed over the questions; what was not answered gets none."""
    key = ds.labs.exercise("proxy-store", student="ana").key()
    filled(folder, ana_until=key["ana-until"], minutes_without_sign_in=0)
    grade = ds.labs.check(folder)
    assert (grade.points, grade.possible, grade.score) == (2.0, 6.0, 0.3333)
    assert [one.state for one in grade.questions] == ["unanswered", "wrong", "right", "unanswered"]


def test_explanation_is_kept(folder: Path):
    """What the student explains is handed on as it was written."""
    file = folder / "answers.yaml"
    file.write_text(file.read_text("utf-8").rstrip() + "\n  Because the session\n  lives on.\n", "utf-8")
    assert ds.labs.check(folder).explanation == "Because the session\nlives on."


def test_not_over_somebodys_work(folder: Path):
    """A folder that holds something is left alone, unless its files may be replaced; other files stay."""
    (folder / "answers.yaml").write_text("mine", "utf-8")
    (folder / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(UsageError, match="not empty"):
        ds.labs.start("proxy-store", to=folder)
    assert (folder / "answers.yaml").read_text("utf-8") == "mine"
    ds.labs.start("proxy-store", to=folder, force=True)
    assert VERSION in (folder / "answers.yaml").read_text("utf-8")
    assert (folder / "notes.txt").read_text("utf-8") == "mine"


def test_force_meets_a_folder(folder: Path):
    """Where a file of the lab would replace a folder, nothing is replaced."""
    (folder / "test_lab.py").unlink()
    (folder / "test_lab.py").mkdir()
    (folder / "README.md").write_text("mine", "utf-8")
    with pytest.raises(UsageError, match="is a folder"):
        ds.labs.start("proxy-store", to=folder, force=True)
    assert (folder / "README.md").read_text("utf-8") == "mine"


SEEDED = "import json, dirsim as ds; from dirsim.labs.folder import files_of; print(json.dumps([files_of(ds.labs.exercise(name, student='ana'), instructor=True) for name in ds.labs.names()]))"


def test_same_bytes_whatever_the_hash_seed():
    """Both copies of every lab are the same bytes, whatever the hash seed."""
    made = [
        subprocess.run(
            [sys.executable, "-c", SEEDED],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert made[0] == made[1]


def test_never_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """When writing fails half-way, nothing is left behind."""
    write, count = Path.write_text, []

    def failing(self: Path, *args: object, **options: object) -> int:
        count.append(self)
        if len(count) == 3:
            raise OSError(28, "No space left on device")
        return write(self, *args, **options)

    monkeypatch.setattr(Path, "write_text", failing)
    with pytest.raises(UsageError, match="No space left"):
        ds.labs.start("proxy-store", to=tmp_path / "lab")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("to", ["file", "file/below", "nul\0"])
def test_impossible_folders(to: str, tmp_path: Path):
    """A folder that cannot be is an error of usage."""
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(UsageError):
        ds.labs.start("proxy-store", to=f"{tmp_path}/{to}")


@pytest.mark.parametrize("student", ["a\nb", "\x1b[31m", "x" * 201, "\ud800"])
def test_names_that_are_none(student: str, tmp_path: Path):
    """An id that cannot be printed is refused before anything is written."""
    with pytest.raises(UsageError, match="id"):
        ds.labs.start("proxy-store", student=student, to=tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_names_are_escaped(tmp_path: Path):
    """What a student is called is text on the page, in the answer file and in the notebook's code."""
    student = '\'); import os #<b>`*\\ "x": [y]'
    made = ds.labs.start("proxy-store", student=student, to=tmp_path / "x")
    assert "<b>" not in (made / "README.md").read_text("utf-8")
    assert read_answers(made).exercise.student == student
    cells = json.loads((made / "lab.ipynb").read_text("utf-8"))["cells"]
    assert f"student={student!r}" in cells[1]["source"]


def test_unusable_answers_list_every_problem():
    """Every problem is told at once, with line and hint."""
    text = head("  ben: perhaps\n  ana-untl: 3\n  ana-until: soon\n  expired-password: [works]\n") + "lap: x\n"
    found = problems(text, student="bob")
    assert len(found) == 6
    assert any(("answers.yaml:5:" in line and "'works'" in line) or "one of: works, fails" in line for line in found)
    assert any("answers.yaml:6:" in line and "did you mean 'ana-until'?" in line for line in found)
    assert any("'ana'" in line and "'bob'" in line for line in found)
    assert any("'lap'" in line and "did you mean 'lab'?" in line for line in found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "lab",
        "dirsim: lab-answers/v1",
        "dirsim: lab-answers/v2\nlab: merger\n",
        head(lab="no-such-lab"),
        head("  ana-until: .inf\n"),
        head("  ana-until: .nan\n"),
        head("  ana-until: true\n"),
        head(f"  ana-until: {'9' * 5000}\n"),
        head("  ben: !!python/object/apply:os.system ['touch pwned']\n"),
        head("  ben: {a: b}\n"),
        head("  ben: &x [*x]\n"),
        head("  ben: works\n  ben: fails\n"),
        head(f"  refused: [{', '.join(['a'] * 500)}]\n", "schema"),
        head(f"  refused: [{'x' * 5000}]\n", "schema"),
        head("  refused: [[a]]\n", "schema"),
        head("  refused: [null]\n", "schema"),
        head("- a\n"),
        f"dirsim: {VERSION}\nlab: merger\nstudent: [a]\n",
        f"dirsim: {VERSION}\nlab: merger\nstudent: {'x' * 300}\n",
        f"dirsim: {VERSION}\nlab: merger\nexplanation: [a]\n",
        "\x00",
        "a: [",
        "x: " + "[" * 2000,
    ],
)
def test_hostile_answers(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Strange, huge and hostile answer files are input errors; nothing in them is run."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "answers.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError):
        ds.labs.check(file)
    assert [one.name for one in tmp_path.iterdir()] == ["answers.yaml"]


@pytest.mark.parametrize(("written", "state"), [("WORKS", "wrong"), ("' fails '", "right"), ("null", "unanswered")])
def test_spelling_does_not_count(written: str, state: str):
    """Case and space around a word do not count; nothing after the colon is no answer."""
    made = parse_answers(head(f"  expired-password: {written}\n"))
    assert made.grade().question("expired-password").state == state


def test_student_may_be_a_number():
    """An id of digits may be written without quotes."""
    assert parse_answers(f"dirsim: {VERSION}\nlab: merger\nstudent: 4711\n", student="4711").exercise.student == "4711"


def test_sets_may_be_empty():
    """Empty brackets are an answer: none."""
    made = parse_answers(head("  refused: []\n", "schema"))
    assert made.given == {"refused": ()}


def test_check_runs_nothing_of_the_folder(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """Code and scenario files in the folder are not read: changing them changes nothing."""
    for name in ("test_lab.py", "conftest.py", "sitecustomize.py", "dirsim.py"):
        (folder / name).write_text("raise SystemExit('run')", "utf-8")
    (folder / "requirements.yaml").write_text("what: ever", "utf-8")
    monkeypatch.chdir(folder)
    done = subprocess.run(
        [Path(sys.executable).with_name("dirsim"), "lab", "check", "."], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (3, "")


def test_pytest_in_the_folder(folder: Path):
    """Running pytest in a lab's folder gives one test for each question; a failing one says the hint."""
    key = ds.labs.exercise("proxy-store", student="ana").key()
    filled(folder, ana_until=key["ana-until"], ben="works")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"COLUMNS": "300"},
    )
    assert "3 failed, 1 passed" in done.stdout
    assert "AD Connector keeps a copy of users and passwords." in done.stdout


def test_notebook_cells_assert(folder: Path):
    """The cells of the notebook give the same verdicts as the folder's tests, and carry what nbgrader looks for."""
    book = nbformat.read(folder / "lab.ipynb", as_version=4)
    nbformat.validate(book)
    cells = book["cells"]
    key = ds.labs.exercise("proxy-store", student="ana").key()
    space: dict[str, object] = {}
    for cell in (one for one in cells if one["cell_type"] == "code"):
        name = cell["id"].partition("-")[2]
        assert cell["id"].startswith("test-") or "nbgrader" not in cell["metadata"]  # it would empty such a cell
        if cell["id"].startswith("test-"):
            assert cell["metadata"]["nbgrader"]["grade"]
            with pytest.raises(AssertionError, match="no answer yet"):
                exec(cell["source"], space)  # noqa: S102 -- our own cell
            space["answers"][name] = key[name]  # type: ignore[index]
        exec(cell["source"], space)  # noqa: S102 -- as above


def test_the_three_ways_agree(folder: Path):
    """The command, the assertions on a folder and the assertions on an exercise say the same of every question."""
    filled(folder, ben="works", ana_until=3, expired_password="fails")
    read = read_answers(folder)
    for one in ds.labs.check(folder).questions:
        for ask in (
            lambda: ds.labs.assert_correct(folder, one.name),  # noqa: B023 -- called at once
            lambda: read.exercise.assert_correct(one.name, one.given),  # noqa: B023 -- as above
        ):
            if one.state == "right":
                ask()
            else:
                with pytest.raises(AssertionError):
                    ask()


def test_blank_names_every_question():
    """The answer file asks every question once, with the form of its answer."""
    for name in NAMES:
        made = ds.labs.exercise(name)
        assert re.findall(r"^  ([\w-]+):   # ", blank(made), flags=re.MULTILINE) == [one.name for one in made.questions]


def test_nothing_is_frozen_open():
    """Grades are values: equal, unchangeable, and JSON."""
    one, other = (ds.labs.grade("merger", {"second-region": "works"}, student="a") for _ in range(2))
    assert one == other
    with pytest.raises(AttributeError):
        one.lab = "x"  # type: ignore[misc]
    assert json.loads(json.dumps(one.to_dict()))["schema"] == "dirsim.lab-grade/v1"


def test_mistaken_names():
    """A lab or a question that does not exist is an error that names the nearest."""
    with pytest.raises(UsageError, match="proxy-store"):
        ds.labs.exercise("proxystore")
    with pytest.raises(InputError, match="no such question"):
        ds.labs.grade("merger", {"x": 1})
    with pytest.raises(UsageError, match="no question"):
        ds.labs.exercise("merger").assert_correct("x", "y")
