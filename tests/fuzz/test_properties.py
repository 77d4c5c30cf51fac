"""Consistency of what is read: read, written and read again; compared with itself; renamed; in another order."""

import json
import random
import sys
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from readers import TARGETS, attempt
from run import BAD
from strategies import json_values, ldif_texts, policies, requirements_data

from dirsim.errors import DirsimError
from dirsim.files.requirements_reader import parse_requirements
from dirsim.model.requirements_form import as_file
from dirsim.recommendation.difference import difference
from dirsim.recommendation.engine import recommend

FEW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
SOME = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def read(data):
    """The requirements of plain data; None where they are refused."""
    try:
        return parse_requirements(json.dumps(data))
    except DirsimError:
        return None


@SOME
@given(requirements_data())
def test_read_write_read(data):
    """What is read is written, and read again as the same value."""
    value = read(data)
    if value is not None:
        assert parse_requirements(json.dumps(as_file(value))) == value


@FEW
@given(requirements_data())
def test_an_answer_does_not_differ_from_itself_and_turns_around(data):
    """The difference of an answer and itself is empty; turned around, a difference names the same places."""
    value, other = read(data), read({**data, "forbids": ["servers"]})
    if value is None or other is None:
        return
    one, two = recommend(value).to_dict(), recommend(other).to_dict()
    assert difference(one, one).changes == ()
    there, back = difference(one, two).changes, difference(two, one).changes
    assert {(change.what, change.where) for change in there if change.what in ("verdict", "cost", "answer")} == {
        (change.what, change.where) for change in back if change.what in ("verdict", "cost", "answer")
    }


@FEW
@given(requirements_data(), st.integers())
def test_the_order_of_a_file_decides_nothing(data, seed):
    """Mappings in another order give the same bytes."""
    keys = list(data)
    random.Random(seed).shuffle(keys)  # noqa: S311 -- reproducible, not secret
    value, other = read(data), read({key: data[key] for key in keys})
    if value is not None:
        assert json.dumps(recommend(value).to_dict()) == json.dumps(recommend(other).to_dict())


@FEW
@given(requirements_data())
def test_a_name_decides_nothing(data):
    """A file of another name has the same designs with the same verdicts."""
    value, other = read(data), read({**data, "name": "renamed"})
    if value is not None:
        one, two = recommend(value).to_dict(), recommend(other).to_dict()
        assert [(entry["design"], entry["status"]) for entry in one["designs"]] == [
            (entry["design"], entry["status"]) for entry in two["designs"]
        ]


@SOME
@given(st.sampled_from(sorted(TARGETS)), json_values)
def test_any_json_is_read_or_refused(target, value):
    """Whatever JSON a reader is given, it is read or refused with a problem."""
    assert attempt(target, json.dumps(value).encode(), seconds=0)[0] not in BAD


@SOME
@given(policies)
def test_policies_are_read(policy):
    """Policies of the strategy are read and decided."""
    assert attempt("policy", json.dumps(policy).encode(), seconds=0)[0] not in BAD


@SOME
@given(ldif_texts())
def test_ldif_is_read_or_refused(text):
    """Entries of any class and name are read, or are problems with a place."""
    assert attempt("ldif", text.encode("utf-8", "replace"), seconds=0)[0] not in BAD
