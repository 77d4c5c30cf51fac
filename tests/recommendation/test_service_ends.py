"""Ends of services that lie ahead."""

from datetime import timedelta

import pytest

from dirsim.catalog.workload_kinds import KINDS
from dirsim.facts import catalog
from dirsim.pages.text import text
from dirsim.recommendation.recommendation_card import short_page

ENDING = [word for word, kind in KINDS.items() if kind.ended]


def test_each_kind_that_ends_has_the_day():
    """A kind with an end has a status whose last fact is the end, with its day."""
    assert ENDING
    for word in ENDING:
        status = catalog().status(KINDS[word].row)
        assert (status.value, status.valid_from is not None) == ("ended", True)


@pytest.mark.parametrize("word", ENDING)
@pytest.mark.parametrize("days", [1, 150])
def test_an_end_that_lies_ahead_is_said(decide, said, word, days):
    """Before its last day a service is served, and the answer names the day: in the text, the JSON and the verdicts."""
    end = catalog().status(KINDS[word].row)
    last = end.valid_from - timedelta(days=1)
    file = f"""as_of: {last - timedelta(days=days)}, workloads: {{it: {{kind: {word}}}}},
        estate: {{on_prem_ad: true, connectivity: vpn, aws: {{new_customer: false}}}}"""
    answer = decide(f"{{{file}}}")
    assert answer.status == "recommended"
    verdict = said(answer, answer.design, "workloads.it", "service-lasts")
    assert (verdict.verdict, verdict.facts) == ("met", (end.id,))
    assert any(last.isoformat() in entry for entry in answer.assumptions)
    assert last.isoformat() in text(short_page(answer))


@pytest.mark.parametrize("word", ["workspaces", "fsx-windows"])
def test_a_service_without_an_end_is_not_said_to_end(decide, word):
    """No line speaks of an end where no fact does."""
    assert not any("ends" in text for text in decide(f"{{workloads: {{it: {{kind: {word}}}}}}}").assumptions)
