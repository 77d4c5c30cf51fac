"""Changes from one answer to another, and their reasons."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dirsim as ds
from dirsim.recommendation.decision_page import first_sentence
from dirsim.recommendation.difference import difference

COST = {"amount": 10.0, "currency": "USD", "complete": True}


def verdict(word="met", because="it works", *, requirement="needs.sso", rule="one-sign-on", facts=()):
    """A verdict in its JSON form."""
    return {"requirement": requirement, "rule": rule, "verdict": word, "because": because, "facts": list(facts)}


def design(name, status="feasible", rank=None, *verdicts, cost=None):
    """A considered design in its JSON form."""
    return {
        "design": name,
        "status": status,
        "rank": rank,
        "monthly_cost": COST if cost is None else cost,
        "verdicts": list(verdicts),
    }


def answer(chosen, *designs, status="recommended", **more):
    """An answer in its JSON form."""
    return {"name": "it", "as_of": "2026-11-01", "status": status, "design": chosen, "designs": list(designs)} | more


def changes(old, new, what, asked=None):
    """The changes of one kind."""
    return [change for change in difference(old, new, asked).changes if change.what == what]


ONE = answer("a", design("a", "feasible", 1, verdict()), design("b", "rejected", None, verdict("not-met", "too few")))


def test_an_answer_and_its_copy_are_the_same():
    """Equal answers have no change and the same decision, and the difference carries both names."""
    found = difference(ONE, deepcopy(ONE) | {"name": "other"})
    assert (found.changes, found.same_decision, found.old, found.new) == ((), True, "it", "other")
    assert found.to_dict() == {
        "schema": "dirsim.diff/v1",
        "old": "it",
        "new": "other",
        "same_decision": True,
        "changes": [],
    }


def test_a_change_in_json_names_both_values():
    """The JSON form of a change has its kind, place, both values, the reason and the effect on the decision."""
    (change,) = changes(ONE, ONE | {"as_of": "2026-11-02"}, "date")
    assert change.to_dict() == {
        "what": "date",
        "where": "as_of",
        "from": "2026-11-01",
        "to": "2026-11-02",
        "because": "other facts may apply",
        "decides": False,
    }


def test_another_design_is_explained_by_what_rules_out_the_old_one():
    """Where the old design is rejected now, the reason is the first verdict against it."""
    now = answer(
        "b",
        design("a", "rejected", None, verdict(), verdict("not-met", "the link fails", rule="survives")),
        design("b", "feasible", 1, verdict()),
    )
    (change,) = changes(ONE, now, "answer")
    assert (change.before, change.after) == (
        {"status": "recommended", "design": "a"},
        {"status": "recommended", "design": "b"},
    )
    assert (change.because, change.decides) == ("a: the link fails", True)
    assert not difference(ONE, now).same_decision


def test_an_undetermined_design_is_explained_by_what_is_unknown():
    """An undetermined design is explained by the unknown verdict, also where another verdict speaks against it."""
    now = answer(
        None,
        design("a", "undetermined", None, verdict("not-met", "no"), verdict("unknown", "no source")),
        status="no-fit",
    )
    assert [change.because for change in changes(ONE, now, "answer")] == ["a: no source"]


def test_a_design_that_fits_now_is_explained_by_what_ruled_it_out():
    """Where the old design still fits, the reason is what was against the new one before."""
    now = answer("b", design("a", "feasible", 2), design("b", "feasible", 1, verdict()))
    (change,) = changes(ONE, now, "answer")
    assert change.because == "b fits now; before: too few"


def test_a_first_answer_has_no_reason_in_an_empty_past():
    """Where no design was recommended and the new one was not considered, no reason is made up."""
    (change,) = changes(answer(None, status="no-fit"), answer("a", design("a", "feasible", 1)), "answer")
    assert (change.because, change.decides) == ("", True)


def test_a_status_alone_is_another_answer():
    """The same design under another status is another answer."""
    (change,) = changes(ONE, ONE | {"status": "insufficient-evidence"}, "answer")
    assert change.after == {"status": "insufficient-evidence", "design": "a"}


def test_the_decision_comes_first_and_reasons_follow():
    """The order is: the decision, credentials, the requirements, the date, the designs, then what was assumed."""
    now = answer(
        "b",
        design("a", "rejected", None, verdict("not-met", "no")),
        design("b", "feasible", 1, verdict("met", "yes")),
        assumptions=["one Region"],
        credentials={"job": {"advice": "role"}},
    ) | {"as_of": "2027-01-01"}
    found = difference(ONE, now, ({"needs": ["sso"]}, {"needs": ["mfa"]}))
    kinds = list(dict.fromkeys(change.what for change in found.changes))
    assert kinds == ["answer", "credential", "requirement", "date", "design", "verdict", "assumption"]


def test_requirements_are_compared_by_path():
    """Words of lists are values of their own whose order means nothing; nested values have a path; versions do not count."""
    was = {"dirsim": "requirements/v1", "needs": ["sso", {"survive-outage": {"for": "4h"}}], "estate": {"users": 5}}
    now = {
        "dirsim": "requirements/v2",
        "needs": [{"survive-outage": {"for": "8h"}}, "sso", "mfa"],
        "estate": {"users": 6},
    }
    found = changes(ONE, ONE, "requirement", (was, now))
    assert [(change.where, change.before, change.after) for change in found] == [
        ("needs.survive-outage.for", "4h", "8h"),
        ("estate.users", 5, 6),
        ("needs.mfa", None, "stated"),
    ]
    assert not any(change.decides for change in found)


def test_an_empty_section_is_a_value():
    """A section without entries and a list without words are compared as they are."""
    found = changes(ONE, ONE, "requirement", ({"needs": [], "workloads": {}}, {"needs": ["sso"], "workloads": {}}))
    assert [(change.where, change.before, change.after) for change in found] == [
        ("needs", [], None),
        ("needs.sso", None, "stated"),
    ]


def test_the_order_of_words_is_not_a_change():
    """The same words in another order change nothing."""
    one, other = {"needs": ["sso", "mfa"], "forbids": ["servers"]}, {"forbids": ["servers"], "needs": ["mfa", "sso"]}
    assert difference(ONE, ONE, (one, other)).changes == ()


@pytest.mark.parametrize(
    ("old", "new", "before", "after", "because"),
    [
        (design("a", "feasible", 1), design("a", "feasible", 2), "feasible, rank 1", "feasible, rank 2", ""),
        (
            design("a", "feasible", 1),
            design("a", "rejected", None, verdict("not-met", "no line")),
            "feasible, rank 1",
            "rejected",
            "no line",
        ),
        (
            design("a", "rejected"),
            design("a", "undetermined", None, verdict("unknown", "?")),
            "rejected",
            "undetermined",
            "?",
        ),
        (None, design("a", "feasible", 1), None, "feasible", "considered in one answer only"),
        (design("a", "rejected"), None, "rejected", None, "considered in one answer only"),
    ],
)
def test_the_place_of_a_design_changes(old, new, before, after, because):
    """Status and rank are compared together; a design in one answer only has one status."""
    was, now = (answer(None, *([entry] if entry else []), status="no-fit") for entry in (old, new))
    (change,) = changes(was, now, "design")
    assert (change.where, change.before, change.after, change.because) == ("a", before, after, because)
    assert not change.decides


def test_designs_are_compared_in_the_order_of_their_names():
    """Changes of designs are listed by name, whatever the order of the answers."""
    names = ["d", "a", "c", "b"]
    was = answer(None, *(design(name, "rejected") for name in names), status="no-fit")
    now = answer(None, *(design(name, "undetermined") for name in reversed(names)), status="no-fit")
    assert [change.where for change in changes(was, now, "design")] == sorted(names)


def test_a_cost_changes_as_a_whole():
    """Another amount, another currency and another completeness are each a change of the cost."""
    for more in ({"amount": 11.0}, {"currency": "EUR"}, {"complete": False}):
        was, now = (answer("a", design("a", "feasible", 1, cost=cost)) for cost in (COST, COST | more))
        (change,) = changes(was, now, "cost")
        assert (change.where, change.before, change.after) == ("a", COST, COST | more)
    assert changes(ONE, deepcopy(ONE), "cost") == []


@pytest.mark.parametrize(
    ("old", "new", "before", "after", "because"),
    [
        ([verdict("met", "x")], [verdict("not-met", "y")], "met", "not-met", "y"),
        ([], [verdict("met", "new")], None, "met", "new"),
        ([verdict("met", "gone")], [], "met", None, "gone"),
        ([verdict("met", "x")], [verdict("met", "y")], "x", "y", ""),
        (
            [verdict("met", "x", facts=["f1", "f2"])],
            [verdict("met", "x", facts=["f2", "f3"])],
            "x",
            "x",
            "facts cited by one answer only: f1, f3",
        ),
    ],
)
def test_a_verdict_changes_in_its_word_or_its_ground(old, new, before, after, because):
    """Another word is a change with the present reason; the same word on other facts names those of one answer only."""
    was, now = (answer("a", design("a", "feasible", 1, *entries)) for entries in (old, new))
    (change,) = changes(was, now, "verdict")
    assert (change.where, change.before, change.after) == ("a: needs.sso (one-sign-on)", before, after)
    assert change.because == because


def test_two_verdicts_of_one_rule_are_kept_apart():
    """Several verdicts of one rule on one requirement are compared each with its own counterpart."""
    twice = [verdict("not-met", "first"), verdict("not-met", "second")]
    was = answer("a", design("a", "rejected", None, *twice))
    now = answer("a", design("a", "rejected", None, twice[0], verdict("met", "second")))
    (change,) = changes(was, now, "verdict")
    assert (change.before, change.after, change.because) == ("not-met", "met", "second")
    (gone,) = changes(was, answer("a", design("a", "rejected", None, twice[0])), "verdict")
    assert (gone.before, gone.after, gone.because) == ("not-met", None, "second")


@pytest.mark.parametrize(
    ("old", "new", "before", "after", "because"),
    [
        ({"job": {"advice": "role"}}, {"job": {"advice": "role"}}, None, None, None),
        ({}, {"job": {"advice": None}}, None, None, ""),
        ({"job": {"advice": "role"}}, {}, "role", None, ""),
        (
            {"job": {"advice": "role"}},
            {
                "job": {
                    "advice": "key",
                    "verdicts": [verdict("met", "a"), verdict("not-met", "b"), verdict("not-met", "c")],
                }
            },
            "role",
            "key",
            "b",
        ),
    ],
)
def test_advice_on_a_credential_decides(old, new, before, after, because):
    """Another advice, or a credential in one answer only, is another decision; its reason is the first one against it."""
    found = difference(ONE | {"credentials": old}, ONE | {"credentials": new})
    if because is None:
        assert found.changes == ()
        return
    (change,) = found.changes
    assert (change.what, change.where) == ("credential", "credentials.job")
    assert (change.before, change.after, change.because, change.decides) == (before, after, because, True)
    assert not found.same_decision


def test_assumptions_and_gaps_come_and_go():
    """An assumption or an unsupported value of one answer only is a change: those that are gone first."""
    gap = {"path": "workloads.it", "effect": "the service has ended"}
    was = ONE | {"assumptions": ["one", "two"], "unsupported": []}
    now = ONE | {"assumptions": ["two", "three"], "unsupported": [gap]}
    found = [(change.what, change.before, change.after) for change in difference(was, now).changes]
    assert found == [
        ("assumption", "one", None),
        ("assumption", None, "three"),
        ("unsupported", None, "workloads.it: the service has ended"),
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from(["feasible", "rejected", "undetermined"])),
        unique_by=lambda x: x[0],
    ),
    st.lists(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from(["feasible", "rejected", "undetermined"])),
        unique_by=lambda x: x[0],
    ),
)
def test_a_difference_reads_backwards(old, new):
    """From the new answer to the old one there are the same changes, with their values exchanged."""
    was, now = (answer(None, *(design(*entry) for entry in entries), status="no-fit") for entries in (old, new))
    forth, back = difference(was, now).changes, difference(now, was).changes
    assert [(c.what, c.where, c.before, c.after) for c in forth] == [(c.what, c.where, c.after, c.before) for c in back]
    assert len(forth) == len({name for name, _ in set(old) ^ set(new)})


def test_two_files_are_answered_and_compared(tmp_path):
    """The public function answers both files and names the changed need, the changed design and why."""
    text = "{{dirsim: requirements/v1, name: {}, estate: {{on_prem_ad: true, connectivity: vpn}}, "
    text += "workloads: {{it: {{kind: workspaces}}}}, needs: [existing-credentials{}]}}"
    paths = [tmp_path / "old.yaml", tmp_path / "new.yaml"]
    for path, more in zip(paths, ("", ", survive-outage"), strict=True):
        path.write_text(text.format(path.stem, more), encoding="utf-8")
    found = ds.diff(*paths)
    assert (found.old, found.new, found.same_decision) == ("old", "new", False)
    assert found.changes[0].what == "answer"
    assert found.changes[0].because.startswith("ad-connector: every link to the premises lost")
    named = {change.where for change in found.changes if change.what == "requirement"}
    assert named == {"name", "needs.survive-outage"}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (answer("a", design("a", rank=1)), answer("b", design("b", rank=1)), "The answer changes from a to b"),
        (
            answer("a", design("a", rank=1)),
            answer("a", design("a", rank=1), design("b", rank=1), status="tie"),
            "The answer changes from a to a or b",
        ),
        (answer("a", design("a", rank=1)), answer(None, status="no-fit"), "The answer changes from a to no-fit"),
    ],
)
def test_the_first_sentence_names_both_answers(old, new, sentence):
    """The sentence that matters first names designs by their labels: one, several that tie, or the status without a fit."""
    assert first_sentence(difference(old, new, None)).startswith(sentence)
