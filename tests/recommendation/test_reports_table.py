"""Reports, differences, recorded decisions and pipeline formats of a few answers."""

import json
import re
from datetime import date

import pytest
from attrs import evolve

from dirsim.pages.text import text
from dirsim.recommendation.decision import decided, digest
from dirsim.recommendation.decision_page import decision_record, difference_page, verification_page
from dirsim.recommendation.difference import difference
from dirsim.recommendation.engine import recommend
from dirsim.recommendation.gate import Gate, GatedFile
from dirsim.recommendation.recommendation_page import recommendation_page
from dirsim.recommendation.verification import verify

OFFICE = {"on_prem_ad": {"domains": 1, "forests": 1, "users": 2000}, "connectivity": "vpn"}
CREDENTIALS = {
    "job": {"principal": "ec2", "target": "s3"},
    "mail": {"target": "ses-smtp", "forbids": ["long-lived-keys"]},
}
ASKED = {
    "database": {"workloads": ["rds-sqlserver"], "needs": ["windows-auth-db", "existing-credentials"], "estate": OFFICE},
    "outage": {"workloads": ["rds-sqlserver"], "needs": ["existing-credentials", {"survive-outage": {"for": "4h"}}], "estate": OFFICE},
    "no fit": {"workloads": ["rds-sqlserver"], "needs": ["windows-auth-db", "existing-credentials"], "forbids": ["directory-copy-in-cloud", "forest-trust", "onprem-dependency"], "estate": OFFICE},
    "console": {"workloads": ["aws-console"], "needs": ["sso-console"], "forbids": ["data-move"], "estate": {"identity_providers": ["adfs"]}},
    "ended": {"workloads": ["workdocs", "workspaces"], "needs": ["mfa"], "estate": {"current_directory": "simple-ad"}},
    "nothing": {},
    "credentials": {"credentials": CREDENTIALS},
    "both": {"workloads": ["workspaces"], "needs": ["existing-credentials"], "estate": OFFICE | {"aws": {"accounts": 2}}, "credentials": CREDENTIALS},
    "preferred": {"workloads": ["ec2-windows", "workspaces"], "needs": ["existing-credentials", "lowest-cost"], "optimize": ["latency"], "estate": OFFICE},
}  # fmt: skip


def plain(page):
    """A page's text; digests are left out."""
    return re.sub(r"sha256:[0-9a-f]{64}", "sha256:...", page).splitlines()


@pytest.fixture(scope="module")
def answers(sketch):
    """The answer to each file."""
    return {name: recommend(sketch(**sections)) for name, sections in ASKED.items()}


@pytest.mark.parametrize("name", ASKED)
def test_the_report_of_an_answer(name, answers, reviewed):
    """The report says what is recommended, why, against what, at which cost, and what is left open."""
    reviewed(f"report_{name}".replace(" ", "-"), plain(text(recommendation_page(answers[name]))))


@pytest.mark.parametrize("name", ASKED)
def test_the_answer_for_pipelines(name, answers, reviewed):
    """JUnit has a case for each requirement; SARIF has a result for each remark, at its place in the file."""
    places = {
        "needs": (3, 1),
        "workloads": (5, 1),
        "workloads.workdocs": (6, 3),
        "forbids": (8, 1),
        "needs.mfa": (9, 5),
    }
    gate = Gate(files=(GatedFile(file="some file.yaml", answer=answers[name].to_dict(), places=places),))
    lines = gate.junit().splitlines()
    sarif = json.loads(gate.sarif())
    lines += [json.dumps(result, sort_keys=True) for result in sarif["runs"][0]["results"]]
    reviewed(f"pipeline_{name}".replace(" ", "-"), lines)


def test_places_are_those_of_what_is_nearest_above(answers):
    """What is not in the file itself is placed at what holds it, or at the top."""
    gated = GatedFile(file="f", answer=answers["database"].to_dict(), places={"needs": (3, 1), "needs.mfa": (4, 2)})
    assert [gated.place(path) for path in ("needs.mfa", "needs.sso", "needs", "forbids.x", "")] == [
        (4, 2),
        (3, 1),
        (3, 1),
        (1, 1),
        (1, 1),
    ]


PAIRS = [("database", "outage"), ("database", "no fit"), ("no fit", "database"), ("nothing", "both"), ("credentials", "both"), ("both", "credentials"), ("ended", "console"), ("database", "database"), ("console", "preferred")]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_what_changed_between_two_answers(old, new, answers, reviewed):
    """Each change is named with its place, before and after, and with the reason where the answer itself changed."""
    found = difference(answers[old].to_dict(), answers[new].to_dict(), ({"needs": ["a", {"b": {"c": 1}}], "x": {}}, {"needs": ["a", "d"], "x": {"y": 2}}))  # fmt: skip
    lines = [f"{change.what} {change.where} | {json.dumps(change.before, default=str)} -> {json.dumps(change.after, default=str)} | {'decides' if change.decides else '-'} | {change.because}" for change in found.changes]  # fmt: skip
    kept = [line for line in lines if not line.startswith("verdict")] + [
        line for line in lines if line.startswith("verdict")
    ][::20]
    reviewed(f"difference_{old}_{new}".replace(" ", "-"), [f"same={found.same_decision}", *kept])
    page = text(difference_page(found))
    assert ("The decision is the same." in page) is (found.same_decision and bool(found.changes))


def test_equal_answers_differ_in_nothing(answers):
    """An answer and itself have no difference, and the page says so."""
    found = difference(answers["outage"].to_dict(), answers["outage"].to_dict())
    assert (found.changes, found.same_decision) == ((), True)
    assert "Nothing has changed." in text(difference_page(found))


@pytest.mark.parametrize("name", ["database", "no fit", "both", "credentials"])
def test_a_decision_holds_while_nothing_moves(name, answers):
    """Asked again on its day, a recorded decision holds, and its record is the whole decision."""
    decision = decided(answers[name])
    found = verify(decision)
    assert (found.holds, found.moved) == (True, ())
    assert found.to_dict()["holds"] is True
    assert decision.to_dict()["answer"]["status"] == answers[name].status
    assert not {"runs", "timelines", "flips"} & set(decision.answer)
    assert set(decision.facts) == {fact for candidate in answers[name].candidates for verdict in candidate.verdicts for fact in verdict.facts} | {fact for advice in answers[name].credentials.values() for verdict in advice.verdicts for fact in verdict.facts}  # fmt: skip
    assert "its grounds are unchanged" in text(verification_page(found))
    assert json.dumps(answers[name].design or "") in decision_record(answers[name]) or not answers[name].design


def test_what_moved_is_named(answers):
    """A fact that says something else, a run of another course and another design are named, the decision first."""
    decision = decided(answers["database"])
    fact = min(decision.facts)
    answer = json.loads(json.dumps(decision.answer, default=str))
    chosen = next(entry for entry in answer["designs"] if entry["design"] == answer["design"])
    ran = next(verdict for verdict in chosen["verdicts"] if verdict["runs"])
    ran["runs"] = ["sha256:other"]
    moved = verify(evolve(decision, answer=answer, facts={**decision.facts, fact: "sha256:other", "zzz": "sha256:x"}))
    named = {(change.what, change.where.split(": ")[0]): change.after for change in moved.moved}
    assert set(named) == {("fact", fact), ("fact", "zzz"), ("run", answer["design"])}
    assert named["fact", "zzz"] is None
    assert not moved.holds
    assert "its grounds changed" in text(verification_page(moved))
    other = verify(evolve(decision, answer={**decision.answer, "design": "simple-ad"}))
    assert other.moved[0].decides
    assert "would be different" in text(verification_page(other))


def test_another_day_is_asked_about(answers):
    """With another date the same question is asked of that day's facts; the date alone moves nothing."""
    found = verify(decided(answers["console"]), date(2026, 11, 2))
    assert found.as_of == "2026-11-02"
    assert all(change.what != "date" for change in found.moved)


def test_a_fact_that_does_not_hold_has_no_digest():
    """A digest says what a fact says; a fact that is not there has none."""
    assert digest({}, "any") == ""


def answer(status, design, ranks=()):
    """A bare answer in its JSON form, with designs by rank."""
    cost = {"amount": None, "currency": "USD", "complete": True}
    designs = [{"design": name, "rank": rank, "status": "feasible", "monthly_cost": cost, "verdicts": []} for name, rank in ranks]  # fmt: skip
    return {"name": "it", "as_of": "2026-11-01", "status": status, "design": design, "designs": designs}


def test_tied_designs_are_named():
    """Of a tie all designs of the first rank are named, in order; the others are not."""
    one, tie = answer("recommended", "a", [("a", 1)]), answer("tie", None, [("c", 1), ("b", 1), ("a", 3)])
    (change,) = [entry for entry in difference(one, tie).changes if entry.what == "answer"]
    assert change.before == {"status": "recommended", "design": "a"}
    assert change.after == {"status": "tie", "design": None, "tied": ["b", "c"]}
    assert "a, recommended -> no design, tie (b, c)" in text(difference_page(difference(one, tie)))


@pytest.mark.parametrize(
    ("old", "new", "because"),
    [
        ([("a", 1), ("b", 2)], [("a", 2), ("b", 1)], "both fit, and b ranks first now"),
        ([("a", 1)], [("b", 1)], "a is no longer considered"),
        ([("b", 1)], [("b", 1)], None),
    ],
)
def test_why_another_design_is_recommended(old, new, because):
    """Where both designs fit, the order decided; a design that is not considered is named."""
    was, becomes = (
        answer("recommended", next(name for name, rank in ranks if rank == 1), ranks) for ranks in (old, new)
    )
    found = [change.because for change in difference(was, becomes).changes if change.what == "answer"]
    assert found == ([because] if because else [])


def test_a_changed_cost_is_told_in_its_currency():
    """An amount that leaves something out is told as the least; an unknown one is unknown; nothing is nothing."""
    was, becomes = answer("recommended", "a", [("a", 1)]), answer("recommended", "a", [("a", 1), ("b", 2)])
    becomes["designs"][0]["monthly_cost"] = {"amount": 12.5, "currency": "USD", "complete": False}
    page = text(difference_page(difference(was, becomes, ({}, {"as_of": "x", "needs": ["mfa"]}))))
    assert "a: unknown -> from 12.5 USD" in page
    assert "as_of: nothing -> x" in page
    assert "needs.mfa: nothing -> stated" in page
    assert "b: nothing -> feasible (considered in one answer only)" in page
