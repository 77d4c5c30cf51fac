"""What verdicts rest on."""

import json
import re
from datetime import date

from dirsim import examples
from dirsim.facts import catalog
from dirsim.recommendation.engine import recommend

LATER = frozenset({"hybrid-release"})
"""Cited on dates before it holds: it says since when."""


def all_verdicts(answer):
    """Every verdict with the label of its design."""
    return [(candidate.label, verdict) for candidate in answer.candidates for verdict in candidate.verdicts]


def test_every_verdict_has_a_fact_or_a_run(any_file):
    """Each verdict on each design of each file rests on at least one fact or one run."""
    bare = [
        (label, verdict.requirement, verdict.rule)
        for label, verdict in all_verdicts(recommend(any_file))
        if not verdict.facts and not verdict.runs
    ]
    assert bare == []


def unknown_facts(answer):
    """The facts that an answer's verdicts cite and that the catalog of its date does not have."""
    facts = catalog(date.fromisoformat(answer.as_of))
    return {fact for _, verdict in all_verdicts(answer) for fact in verdict.facts if fact not in facts}


def test_every_cited_fact_holds_on_the_day(any_file):
    """Each fact that a verdict or a price cites is in the catalog of the answer's date."""
    answer = recommend(any_file)
    assert unknown_facts(answer) == set()
    assert {fact for candidate in answer.candidates for fact in candidate.cost.facts} <= set(catalog())


def test_every_cited_fact_holds_on_an_older_day():
    """On an older date nothing is cited that was not in force then, but the release of what was still to come."""
    answers = [recommend(examples.load(name), as_of=date(2023, 6, 1)) for name in examples.names()]
    assert set().union(*map(unknown_facts, answers)) <= LATER


def test_every_verdict_says_why(any_file):
    """Each verdict is a sentence about something in the file, by a named rule."""
    for _, verdict in all_verdicts(recommend(any_file)):
        assert verdict.because.strip()
        assert re.fullmatch(r"[a-z0-9-]+", verdict.rule)
        assert re.match(r"(workloads|needs|forbids|estate|implied|as_of)\b", verdict.requirement)
        assert verdict.verdict in ("met", "not-met", "unknown")


def test_status_follows_from_verdicts(any_file):
    """A design is rejected by one verdict against it, undetermined by an unknown one, feasible otherwise."""
    for candidate in recommend(any_file).candidates:
        words = {verdict.verdict for verdict in candidate.verdicts}
        expected = (
            "rejected" if "not-met" in words else "undetermined" if "unknown" in words or not words else "feasible"
        )
        assert candidate.status == expected


def test_every_run_that_is_named_is_shown(any_file):
    """Each run id of a verdict is among the answer's runs."""
    data = recommend(any_file).to_dict()
    known = {run["id"] for run in data["runs"]}
    named = {run for design in data["designs"] for verdict in design["verdicts"] for run in verdict["runs"]}
    assert named <= known
    json.dumps(data)
