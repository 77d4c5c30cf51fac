"""Findings of an assessment as a gate counts them."""

import pytest

from dirsim.recommendation.assessment_findings import assessment_findings

ANSWER = {
    "status": "falls-short",
    "findings": [{"rule": "two-zones", "path": "estate.directories.gate", "because": "one zone"}],
    "verdicts": [
        {"requirement": "needs.mfa", "verdict": "not-met", "because": "no factor"},
        {"requirement": "needs.sso", "verdict": "unknown", "because": "not stated"},
        {"requirement": "needs.ha", "verdict": "met", "because": "two"},
    ],
    "risks": [{"path": "estate.links.vpn", "because": "alone"}],
    "unknowns": [{"path": "estate.sites", "because": "open"}],
    "assumptions": ["one Region"],
    "stale_facts": ["x"],
}


def test_each_entry_is_one_finding():
    """Faults and requirements not met count as no-fit, an unknown one as unknown, everything else by its rule alone."""
    found = [(one.rule, one.counts_as) for one in assessment_findings(ANSWER)]
    assert found == [
        ("two-zones", "no-fit"),
        ("not-met", "no-fit"),
        ("unknown", "unknown"),
        ("risk", ""),
        ("unknown", ""),
        ("assumption", ""),
        ("stale-fact", ""),
    ]


@pytest.mark.parametrize(("before", "flips"), [("falls-short", 0), ("sound", 1)])
def test_only_another_status_is_a_flip(before, flips):
    """Against a baseline a flip is a status that differs, and nothing else."""
    rules = [one.rule for one in assessment_findings(ANSWER, {"status": before})]
    assert rules.count("flip") == flips
