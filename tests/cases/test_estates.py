"""Estates with one fault each, and their sound twins, judged as they are."""

import json
import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from dirsim.files.requirements_reader import parse_requirements
from dirsim.recommendation.assess import assess

CASES = YAML(typ="safe").load(Path(__file__).with_name("estates.yaml"))


def changed(sound, fault):
    """A file with what a fault changes in it; ``None`` removes a key."""
    found = dict(sound)
    for key, value in fault.items():
        if value is None:
            found.pop(key, None)
        else:
            nested = isinstance(value, dict) and isinstance(found.get(key), dict)
            found[key] = changed(found[key], value) if nested else value
    return found


def judged(name, file):
    """The assessment of a case's file."""
    head = {"dirsim": "requirements/v1", "name": name, "as_of": "2026-11-01"}
    return assess(parse_requirements(json.dumps(head | file)))


@pytest.mark.parametrize("name", CASES)
def test_the_fault_is_found(name):
    """The estate falls short, and a finding or a verdict says what the page says."""
    case = CASES[name]
    answer = judged(name, changed(case["sound"], case["fault"]))
    said = [f"{one.path} {one.because}" for one in answer.findings]
    said += [f"{one.requirement} {one.because}" for one in answer.verdicts if one.verdict != "met"]
    assert answer.status == "falls-short"
    assert any(re.search(case["finds"], text) for text in said), (case["because"], said)


@pytest.mark.parametrize("name", CASES)
def test_the_sound_twin_meets(name):
    """The same estate without the fault has no finding and meets what it is asked for."""
    answer = judged(name, CASES[name]["sound"])
    assert (answer.status, [one.because for one in answer.findings]) == ("meets", [])
