"""A class: a folder for each student, first predictions, scores and misconceptions."""

import csv
import io
import json

import pytest

import dirsim as ds
from dirsim.cli import main
from dirsim.labs.answer_file import read_answers
from dirsim.labs.first_prediction import FIRST

LAB = "proxy-store"


@pytest.fixture
def class_of(tmp_path, monkeypatch):
    """A class of two that was started from a roster."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "names.csv").write_text("group,student\na,ana\nb,ben\n", encoding="utf-8")
    assert main(["lab", "start", LAB, "--roster", "names.csv", "--to", "class"]) == 0
    return tmp_path / "class"


def answer(folder, **changes):
    """Write the right answers into a folder, with some replaced."""
    exercise = read_answers(folder).exercise
    made = {
        question.name: changes.get(question.name, right)
        for question, right in zip(exercise.questions, exercise.key().values(), strict=True)
    }
    data = {
        name: sorted(value) if isinstance(value, frozenset) else list(value) if isinstance(value, tuple) else value
        for name, value in made.items()
    }
    text = {"dirsim": "lab-answers/v1", "lab": LAB, "student": exercise.student, "answers": data, "explanation": "x"}
    (folder / "answers.yaml").write_text(json.dumps(text), encoding="utf-8")


def wrong(folder):
    """A question of a folder and a wrong answer to it."""
    exercise = read_answers(folder).exercise
    key = exercise.key()
    for question in exercise.questions:
        if question.kind == "choice":
            return question.name, next(word for word in question.choices if word != key[question.name])
    raise AssertionError


def test_each_student_has_a_folder_with_an_own_variant(class_of):
    """The roster's students have folders, and their answer files name them."""
    assert sorted(folder.name for folder in class_of.iterdir()) == ["ana", "ben"]
    assert {read_answers(folder).exercise.student for folder in class_of.iterdir()} == {"ana", "ben"}


def test_the_first_prediction_is_kept_and_graded(class_of, capsys):
    """What was answered at the first check stays, however the answers change; the class report grades both."""
    name, word = wrong(class_of / "ana")
    answer(class_of / "ana", **{name: word})
    assert main(["lab", "check", str(class_of / "ana")]) == 1
    answer(class_of / "ana")
    assert main(["lab", "check", str(class_of / "ana")]) == 0
    assert json.loads((class_of / "ana" / FIRST).read_text(encoding="utf-8"))["answers"][name] == word
    capsys.readouterr()
    main(["lab", "check", str(class_of), "--format", "json"])
    ana = json.loads(capsys.readouterr().out)["students"][0]
    assert ana["score"] == 1.0
    assert ana["first_score"] < 1.0


def test_scores_and_misconceptions_are_csv(class_of, capsys):
    """A row for each student and question, numbers as numbers, and no formula."""
    name, word = wrong(class_of / "ben")
    answer(class_of / "ana")
    answer(class_of / "ben", **{name: word})
    assert main(["lab", "check", str(class_of), "--format", "csv"]) == 1
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["student"] for row in rows} == {"ana", "ben"}
    assert [row["state"] for row in rows if row["question"] == name] == ["right", "wrong"]
    assert {float(row["score"]) for row in rows if row["student"] == "ana"} == {1.0}
    assert main(["lab", "check", str(class_of)]) == 1


def test_answers_that_cannot_be_used_are_one_entry(class_of, capsys):
    """One broken file does not silence the class; the exit code says so."""
    answer(class_of / "ana")
    (class_of / "ben" / "answers.yaml").write_text("nonsense: [", encoding="utf-8")
    assert main(["lab", "check", str(class_of), "--format", "json"]) == 2
    ana, ben = json.loads(capsys.readouterr().out)["students"]
    assert ana["score"] == 1.0
    assert ben["score"] is None
    assert ben["problems"]


def test_a_class_without_answers_is_told_apart(class_of):
    """Nothing answered is exit code 3, as for one student."""
    assert main(["lab", "check", str(class_of)]) == 3


def test_a_forged_first_prediction_is_only_data(class_of):
    """What does not fit the lab is left out, and nothing fails."""
    answer(class_of / "ana")
    for text in ("[", "[1]", '{"schema": "dirsim.first-prediction/v1", "answers": {"x": {"y": 1}}}'):
        (class_of / "ana" / FIRST).write_text(text, encoding="utf-8")
        assert main(["lab", "check", str(class_of / "ana")]) == 0


@pytest.mark.parametrize(
    ("text", "problem"),
    [("student\nana\nana\n", "duplicate student"), ("student\n", "no student"), ("a/b\na:b\n", "duplicate student")],
)
def test_a_roster_is_checked(text, problem, tmp_path, monkeypatch, capsys):
    """Every problem of a roster is listed with its line, and no folder is written."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "names.csv").write_text(text, encoding="utf-8")
    assert main(["lab", "start", LAB, "--roster", "names.csv"]) == 2
    assert problem in capsys.readouterr().err
    assert not (tmp_path / f"class-{LAB}").exists()


def test_names_stay_inside_the_folder(tmp_path, monkeypatch):
    """An id such as ``../x`` becomes a plain folder name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "names.csv").write_text("../x\n", encoding="utf-8")
    assert main(["lab", "start", LAB, "--roster", "names.csv", "--to", "class"]) == 0
    assert [path.name for path in (tmp_path / "class").iterdir()] == ["_x"]
    assert ds.labs.check(tmp_path / "class" / "_x").student == "../x"
