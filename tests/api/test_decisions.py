"""Recommendations, differences and records through the public functions."""

from datetime import date

import pytest

import dirsim as ds


def test_recommend_takes_a_value_a_path_and_a_name(tmp_path):
    """The same question in each form gives the same answer."""
    path = tmp_path / "copy.yaml"
    path.write_text(ds.examples.text("fabrikam"), encoding="utf-8")
    by_name = ds.recommend("fabrikam")
    assert by_name.to_dict() == ds.recommend(path).to_dict() == ds.recommend(ds.examples.fabrikam()).to_dict()


def test_the_date_decides_which_facts_hold():
    """A date given to the function is the date of the answer."""
    assert ds.recommend("fabrikam", as_of=date(2024, 5, 1)).as_of == "2024-05-01"


def test_an_answer_does_not_differ_from_itself():
    """The difference of an answer and the same file is empty."""
    choice = ds.recommend("fabrikam")
    found = ds.diff(choice, "fabrikam")
    assert found.same_decision
    assert found.changes == ()


def test_a_difference_takes_every_kind(tmp_path):
    """Values, files, records and JSON are compared with each other."""
    choice = ds.recommend("fabrikam")
    record, answer = tmp_path / "decision.md", tmp_path / "answer.json"
    choice.save(record)
    choice.save(answer)
    for one in (choice, ds.examples.fabrikam(), "fabrikam", record, answer, choice.to_dict()):
        assert ds.diff(one, "fabrikam").same_decision, one
        assert not ds.diff(one, "adatum").same_decision, one


def test_a_difference_lists_the_problems_of_both_files(tmp_path):
    """Two unusable files are reported together."""
    with pytest.raises(ds.InputError) as caught:
        ds.diff(tmp_path / "one.yaml", tmp_path / "two.yaml")
    assert len(caught.value.problems) == 2


def test_a_record_holds_as_long_as_nothing_moves(tmp_path):
    """A record verifies on the day's facts, and reports what moved with another question's answer in it."""
    record = tmp_path / "decision.md"
    ds.recommend("fabrikam").save(record)
    (verified,) = ds.verify(record)
    assert verified.holds
    assert verified.moved == ()


def test_what_is_not_a_record_is_refused(tmp_path):
    """A page without a record in it is an input error."""
    page = tmp_path / "page.md"
    page.write_text("# No decision\n", encoding="utf-8")
    with pytest.raises(ds.InputError):
        ds.verify(page)
