"""Decisions that are recorded, compared and asked again."""

import json
from datetime import date

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import dirsim as ds
from dirsim.errors import InputError
from dirsim.facts import catalog
from dirsim.files import parse_requirements
from dirsim.files.decision_record import decisions_in
from dirsim.model.requirements_form import as_file
from dirsim.recommendation.decision import decided
from dirsim.recommendation.decision_page import decision_record
from dirsim.recommendation.difference import difference
from dirsim.recommendation.verification import verify


@pytest.mark.parametrize("name", ["contoso", "fabrikam", "adatum", "northwind", "wingtip", "woodgrove"])
def test_requirements_survive_the_record(name):
    """What is recorded of a question is the question."""
    asked = getattr(ds.examples, name)()
    assert parse_requirements(json.dumps(as_file(asked))) == asked


def test_a_record_holds_where_nothing_moved():
    """A record that is read back and run again stands as it was."""
    decision = decisions_in(decision_record(ds.recommend(ds.examples.contoso())))[0]
    assert verify(decision).holds


@settings(max_examples=30, deadline=None)
@given(name=st.text(min_size=1, max_size=40).filter(str.strip))
def test_no_name_breaks_out_of_a_record(name):
    """Whatever the file calls itself, the record ends where it should and gives the name back."""
    asked = evolve(ds.examples.fabrikam(), name=name)
    record = decision_record(ds.recommend(asked))
    data = record.partition("<!-- dirsim.decision/v1")[2]
    assert data.count("--") == 1
    assert decisions_in(record)[0].requirements.name == name


def test_a_decision_moves_with_the_facts():
    """Before SQL Server on RDS could join a domain directly the same question has another answer, and the fact is named."""
    found = verify(decided(ds.recommend(ds.examples.contoso())), date(2023, 1, 1))
    assert not found.holds
    assert found.moved[0].what == "answer"
    assert any(change.what == "fact" and "rds-sqlserver" in change.where for change in found.moved)


def test_a_changed_fact_is_a_moved_ground():
    """A fact that says something else now is named, though the decision is the same."""
    decision = decided(ds.recommend(ds.examples.contoso()))
    cited = next(iter(decision.facts))
    assert cited in catalog()
    found = verify(evolve(decision, facts={**decision.facts, cited: "sha256:0"}))
    (change,) = found.moved
    assert (change.what, change.where, change.decides) == ("fact", cited, False)
    assert (change.before, change.after) == ("sha256:0", decision.facts[cited])


def test_a_changed_run_is_a_moved_ground():
    """A sign-in of the recommended design that takes another course now is named."""
    decision = decided(ds.recommend(ds.examples.contoso()))
    answer = json.loads(json.dumps(decision.answer))
    verdicts = next(entry for entry in answer["designs"] if entry["rank"] == 1)["verdicts"]
    next(verdict for verdict in verdicts if verdict["runs"])["runs"][0] = "sha256:0"
    assert {change.what for change in verify(evolve(decision, answer=answer)).moved} == {"run"}


def test_equal_answers_do_not_differ():
    """An answer compared with itself shows nothing."""
    answer = ds.recommend(ds.examples.contoso()).to_dict()
    assert difference(answer, answer).changes == ()


def test_a_difference_says_what_was_asked_and_why():
    """Without the outage another design is best: the change of the question and the reason for the answer are both there."""
    old = ds.examples.contoso()
    new = evolve(old, needs=tuple(need for need in old.needs if need.word != "survive-outage"))
    found = ds.diff(ds.recommend(old), ds.recommend(new))
    assert not found.same_decision
    first = found.changes[0]
    assert first.what == "answer"
    assert "vpn" in first.because
    assert any(change.what == "requirement" and "survive-outage" in change.where for change in found.changes)


def test_a_credential_that_changes_is_another_decision():
    """Other advice for a credential is another decision, though the design is the same."""

    def answered(principal):
        text = json.dumps({"dirsim": "requirements/v1", "name": "c", "credentials": {"it": {"principal": principal}}})
        return ds.recommend(parse_requirements(text))

    found = ds.diff(answered("ec2"), answered("github-actions"))
    assert not found.same_decision
    assert [(c.what, c.before, c.after) for c in found.changes if c.decides] == [
        ("credential", "iam-role", "oidc-federation+iam-role")
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# nothing", "no decision record"),
        ("<!-- dirsim.decision/v1\n{}", "incomplete decision record"),
        ("<!-- dirsim.decision/v1\n{-->", "damaged"),
        ("<!-- dirsim.decision/v1\n{}\n-->", "not a dirsim.decision/v1 record"),
        (
            '<!-- dirsim.decision/v1\n{"schema": "dirsim.decision/v1", "facts": {}, "answer": 3}\n-->',
            "not a dirsim.recommendation/v1 document",
        ),
        ('<!-- dirsim.decision/v1\n{"schema": "dirsim.decision/v1", "facts": []}\n-->', "invalid facts"),
    ],
)
def test_a_damaged_record_is_refused(text, said):
    """A record that cannot be used says why, with its line."""
    with pytest.raises(InputError) as error:
        decisions_in(text, "record.md")
    assert said in str(error.value)


def test_saved_decisions_can_be_read(tmp_path):
    """The file's name decides its form, and the record can be verified."""
    choice = ds.recommend(ds.examples.fabrikam())
    for name in ("decision.md", "decision.json", "decision.html"):
        choice.save(tmp_path / name)
    assert all(found.holds for found in ds.verify(tmp_path / "decision.md"))
    assert json.loads((tmp_path / "decision.json").read_text(encoding="utf-8"))["design"] == "ad-connector"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["decision.html", "decision.json", "decision.md"]
