"""Values keep the place at which they are written."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.errors import InputError
from dirsim.parsing.json_places import loaded, places
from dirsim.parsing.places import Finding, located, path_text, refuse, shown
from dirsim.parsing.tree import parse

NAMES = st.text(alphabet="abcdefgh-_", min_size=1, max_size=6)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(alphabet="abc xyz:#'\"\\{}[],", max_size=8),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(NAMES, below, max_size=4),
    max_leaves=15,
)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("estate",), "estate"),
        (("estate", "links", "vpn"), "estate.links.vpn"),
        (("estate", "links", "vpn", "between", 1), "estate.links.vpn.between[1]"),
        ((0,), "[0]"),
        (("a", 0, 1, "b"), "a[0][1].b"),
    ],
)
def test_a_path_as_people_write_it(path, text):
    """Names are joined by dots, positions are in brackets."""
    assert path_text(path) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("x", "'x'"), (3, "3"), (True, "true"), (None, "nothing"), (1.5, "1.5")],
)
def test_a_value_as_the_file_writes_it(value, text):
    """Values in messages look as they do in the file."""
    assert shown(value) == text


def test_long_values_are_cut():
    """A value in a message has a limit."""
    assert len(shown("x" * 10_000)) < 200


def test_lines_and_columns_of_yaml():
    """Keys of mappings and entries of lists have the line and column of their text, counted from 1."""
    tree = parse("dirsim: requirements/v1\nname: x\nneeds:\n  - kerberos\n  - ldap\nestate: {users: 5}\n", "f.yaml")
    found = tree.places()
    assert found["name"] == (2, 1)
    assert found["estate.users"] == (6, 10)
    assert found["needs"] == (3, 1)


def test_lines_and_columns_of_json():
    """JSON values keep their places too."""
    root = places('{\n "a": [1,\n  {"b": 2}]}')
    assert root.place(("a",)) in ((2, 2), (2, 7))
    assert root.place(("a", 1, "b"))[0] == 3


@given(DATA)
def test_json_is_read_like_yaml(data):
    """A document as JSON gives the data that was written, with and without line breaks."""
    if not isinstance(data, dict):
        data = {"root": data}
    assert parse(json.dumps(data), "x.json").data == data
    assert parse(json.dumps(data, indent=2), "x.json").data == data


@given(DATA)
def test_loaded_json_is_what_was_written(data):
    """The quick reader of JSON gives the data, and names no key twice."""
    value, twice = loaded(json.dumps(data))
    assert value == data
    assert twice == ()


def test_a_key_that_is_written_twice_is_named():
    """The second value of a key is the one that counts for JSON; the key is reported."""
    value, twice = loaded('{"a": 1, "b": 2, "a": 3}')
    assert value == {"a": 3, "b": 2}
    assert twice == ("a",)


@pytest.mark.parametrize(
    "text",
    [
        "name: x\nname: y\n",
        "a: [1, 2\n",
        "a: {b: 1\n",
        "\tname: x\n",
        "a: &x 1\nb: *y\n",
        "a: !!python/object:os.system x\n",
        "a: 1\n---\nb: 2\n",
        "a: 'unclosed\n",
    ],
)
def test_what_is_not_a_tree_is_one_error_with_a_place(text):
    """Broken YAML, repeated keys, tags and second documents are input errors with file and line."""
    with pytest.raises(InputError) as caught:
        parse(text, "bad.yaml")
    for problem in caught.value.problems:
        assert problem.file == "bad.yaml"
        assert problem.line >= 1


def test_findings_become_problems_with_places():
    """A finding at a path has the line of that path, or of the mapping in which it is missing."""
    tree = parse("estate:\n  users: many\n", "f.yaml")
    error = tree.error([Finding(("estate", "users"), "wrong"), Finding(("estate", "missing"), "absent")])
    assert {problem.path: problem.line for problem in error.problems} == {"estate.users": 2, "estate.missing": 2}


def test_no_findings_refuse_nothing():
    """Without a finding nothing is raised; with one an InputError is."""
    refuse([], None, "f.yaml")
    with pytest.raises(InputError):
        refuse([Finding((), "wrong")], None, "f.yaml")


def test_problems_without_a_tree_have_no_line():
    """Where no tree is known a problem has its file alone."""
    (problem,) = located([Finding(("a",), "wrong")], None, "f.yaml")
    assert (problem.file, problem.line, problem.path) == ("f.yaml", 0, "a")
