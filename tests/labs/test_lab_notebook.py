"""A lab as an nbgrader assignment: its cells, its points, and what a run of it grades."""

import json
import re

import nbformat
import pytest

import dirsim as ds
from dirsim.cli import main

NAMES = ds.labs.names()
# nbgrader's format of cell metadata, version 3: https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html
TYPES = {
    "schema_version": int,
    "grade": bool,
    "locked": bool,
    "solution": bool,
    "task": bool,
    "grade_id": str,
    "points": float,
}


def released(book):
    """The notebook as ``nbgrader generate_assignment`` releases it: regions of solutions replaced by a stub."""
    for cell in book["cells"]:
        stub = "raise NotImplementedError()" if cell["cell_type"] == "code" else "YOUR ANSWER HERE"
        cell["source"] = re.sub(r"### BEGIN SOLUTION\n.*?### END SOLUTION", stub, cell["source"], flags=re.DOTALL)
    return book


def graded(book):
    """The points of each grade cell when the notebook runs: its last expression; an error is 0."""
    space, points = {}, {}
    for cell in (one for one in book["cells"] if one["cell_type"] == "code"):
        marks = cell["metadata"]["nbgrader"]
        *body, last = cell["source"].split("\n")
        try:
            exec("\n".join(body), space)  # noqa: S102 -- our own cell
            if marks["grade"]:
                points[marks["grade_id"]] = eval(last, space)  # noqa: S307 -- as above
            else:
                exec(last, space)  # noqa: S102 -- as above
        except (NotImplementedError, ds.InputError):
            points |= {marks["grade_id"]: 0.0} if marks["grade"] else {}
    return points


@pytest.mark.parametrize("name", NAMES)
def test_an_assignment_has_the_cells_of_nbgrader(name):
    """Metadata has the published keys and types; every question has one solution cell and one locked grade cell."""
    book = json.loads(ds.labs.assignment(name))
    nbformat.validate(nbformat.from_dict(book))
    marks = [cell["metadata"]["nbgrader"] | {"type": cell["cell_type"]} for cell in book["cells"]]
    for one in marks:
        assert {key: type(value) for key, value in one.items() if key != "type"} == {
            key: kind for key, kind in TYPES.items() if key != "points" or one["grade"]
        }
        assert re.fullmatch(r"[A-Za-z0-9_-]+", one["grade_id"])
        assert one["schema_version"] == 3
        assert one["type"] == "code" or one["grade"] == one["solution"]  # a Markdown cell is both, or neither
    assert len({one["grade_id"] for one in marks}) == len(marks)
    made = ds.labs.exercise(name)
    tests = {one["grade_id"]: one["points"] for one in marks if one["grade"] and not one["solution"]}
    assert tests == {f"test-{one.name}": one.points for one in made.questions}
    assert sum(one["solution"] and not one["grade"] for one in marks) == len(made.questions)


@pytest.mark.parametrize("name", ["proxy-store", "least-privilege"])
def test_the_source_gets_all_points_and_the_release_none(name):
    """The solution cells are right, and a student who hands in the stubs has no answer; no key is left in the release."""
    book = json.loads(ds.labs.assignment(name, student="class"))
    full = {f"test-{one.name}": one.points for one in ds.labs.exercise(name, student="class").questions}
    assert graded(book) == full
    release = released(book)
    assert "SOLUTION" not in json.dumps(release)
    assert "Look for" not in json.dumps(release)
    assert graded(release) == dict.fromkeys(full, 0.0)


def test_an_answer_that_is_partly_right_gets_its_share():
    """A set without one name gets the share of the points that ``lab check`` gives, and the line has the hint."""
    made = ds.labs.exercise("second-factor")
    question = next(one for one in made.questions if one.kind == "set" and len(made.key()[one.name]) > 1)
    partly = made.key()[question.name][:-1]
    one = made.graded(question.name, partly)
    assert 0 < one.points < question.points
    assert one.points == ds.labs.grade("second-factor", {question.name: partly}).question(question.name).points
    assert "partly" in one.line
    assert made.graded(question.name, made.key()[question.name]).line == f"{question.name}: right"
    with pytest.raises(ds.InputError):
        made.graded(question.name, 3)


def test_the_command_writes_the_notebook(tmp_path):
    """``lab export`` writes what ``ds.labs.assignment`` gives; options of other actions are refused."""
    out = tmp_path / "x.ipynb"
    assert main(["lab", "export", "proxy-store", "--student", "class", "--output", str(out)]) == 0
    assert out.read_text("utf-8") == ds.labs.assignment("proxy-store", student="class")
    for wrong in (["--to", "x"], ["--format", "csv"], ["--roster", "x.csv"], ["--instructor"]):
        assert main(["lab", "export", "proxy-store", *wrong]) == 2
    assert main(["lab", "export"]) == 2


def test_nbgrader_itself_takes_it():
    """Where nbgrader is installed, its own check of the format passes."""
    v3 = pytest.importorskip("nbgrader.nbgraderformat.v3", reason="nbgrader is not installed")
    for name in NAMES:
        v3.MetadataValidatorV3().validate_nb(nbformat.reads(ds.labs.assignment(name), as_version=4))
