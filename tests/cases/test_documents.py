"""Questions that a page of a vendor settles, each with the designs that are right."""

import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from dirsim.files.requirements_reader import parse_requirements
from dirsim.recommendation.engine import recommend

CASES = YAML(typ="safe").load(Path(__file__).with_name("documents.yaml"))


@pytest.mark.parametrize("name", CASES)
def test_the_answer_is_what_the_page_leaves(name):
    """Every design in the first place is accepted; where none is, no design fits, or the page leaves the question open."""
    case = CASES[name]
    head = {"dirsim": "requirements/v1", "name": name, "as_of": "2026-11-01"}
    answer = recommend(parse_requirements(json.dumps(head | case["file"])))
    first = {candidate.label for candidate in answer.candidates if candidate.rank == 1}
    if "accepted" not in case:
        assert answer.status == "insufficient-evidence"
    elif case["accepted"]:
        assert first
        assert first <= set(case["accepted"]), (first, case["because"])
    else:
        assert answer.status == "no-fit"
        assert case.get("nearest") in (None, answer.nearest.label)


def test_every_question_has_its_page():
    """Each question names the page that settles it, and the reason."""
    assert all(case["source"].startswith("https://") and case["because"] for case in CASES.values())
