"""Designs composed of parts: small questions of many kinds, each with the designs that are right."""

import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from dirsim.files.requirements_reader import parse_requirements
from dirsim.recommendation.engine import recommend

CASES = YAML(typ="safe").load(Path(__file__).with_name("composed.yaml"))


def parts(label):
    """The parts of a label; their order in the text has no meaning."""
    return frozenset(label.split("+"))


def answer_to(sections):
    """The answer to the sections of a file, on one day."""
    head = {"dirsim": "requirements/v1", "name": "case", "as_of": "2026-11-01"}
    return recommend(parse_requirements(json.dumps(head | sections)))


@pytest.mark.parametrize("name", CASES)
def test_the_answer_is_right(name):
    """Every design in the first place is one that the case accepts; where it accepts none, no design fits."""
    case = CASES[name]
    answer = answer_to(case["file"])
    first = [candidate.label for candidate in answer.candidates if candidate.rank == 1]
    accepted = {parts(label) for label in case["accepted"]}
    if not accepted:
        assert answer.status == "no-fit"
        assert case.get("nearest") in (None, answer.nearest.label)
        return
    assert answer.status in ("recommended", "tie")
    assert {parts(label) for label in first} <= accepted, (first, case["because"])


INDEPENDENT = {
    "a shop": ({"kind": "public-web-app"}, "customer-identity"),
    "software of other vendors": ({"kind": "saas-app"}, "sso-saas-apps"),
    "names": ({"kind": "dns"}, "dns-resolution"),
}


@pytest.mark.parametrize("more", INDEPENDENT)
@pytest.mark.parametrize("name", [name for name in CASES if CASES[name]["accepted"]])
def test_an_independent_workload_ends_nothing(name, more):
    """A workload that has nothing to do with the others adds its own parts and never makes the answer disappear."""
    sections = CASES[name]["file"]
    workload, need = INDEPENDENT[more]
    wider = {
        **sections,
        "workloads": {**sections["workloads"], "more": workload},
        "needs": [*dict.fromkeys((*sections.get("needs", ()), need))],
    }
    assert answer_to(wider).status in ("recommended", "tie")


@pytest.mark.parametrize("name", CASES)
def test_everything_in_the_file_is_accounted_for(name):
    """Each need and each forbidden word has a verdict, orders the designs, or is listed as not evaluated."""
    answer = answer_to(CASES[name]["file"]).to_dict()
    said = {verdict["requirement"] for design in answer["designs"] for verdict in design["verdicts"]}
    said |= {entry["path"] for entry in answer["unsupported"]} | {f"needs.{word}" for word in answer["preferences"]}
    asked = CASES[name]["file"]
    wanted = {f"needs.{word}" for word in asked.get("needs", ())} | {
        f"forbids.{word}" for word in asked.get("forbids", ())
    }
    assert wanted <= said
