"""The second try: a file is accepted after its writer did what the hints literally say."""

import copy
import json
from pathlib import Path

import pytest

from dirsim.catalog.ambiguous_words import AMBIGUOUS
from dirsim.catalog.spelling import tokens
from dirsim.files.requirements_reader import parse_requirements
from tests.files.hinted import problems, second_tries, uncertain

REFUSED = [
    file for file in sorted(Path(__file__).parent.glob("*_try/*.yaml")) if problems(file.read_text(encoding="utf-8"))
]


def refusals(text):
    """The ways in which a text stays refused: problems without anything certain to do, and those after what the hints say."""
    left = [problem for second in second_tries(text) for problem in problems(second)]
    return [str(problem) for problem in (*uncertain(text), *left)]


@pytest.mark.parametrize("file", REFUSED, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_refused_file_is_accepted_after_its_hints(file):
    """Each hint names something certain to do, and the file is accepted after any of the ways that the hints name."""
    assert refusals(file.read_text(encoding="utf-8")) == []


WHOLE = {
    "dirsim": "requirements/v1",
    "name": "whole",
    "as_of": "2026-11-01",
    "estate": {
        "on_prem_ad": {"domains": 1, "forests": 1, "users": 100, "functional_level": "2016", "controllers": 2},
        "connectivity": "vpn",
        "aws": {"accounts": 3, "regions": ["eu-central-1"], "new_customer": False},
        "identity_providers": ["adfs"],
        "current_directory": "simple-ad",
        "users": 100,
    },
    "workloads": {"db": {"kind": "rds-sqlserver", "account": "a", "zones": ["euc1-az1"]}},
    "needs": ["windows-auth-db", {"survive-outage": {"for": "4h"}}],
    "forbids": ["iam-users"],
    "optimize": ["cost"],
    "credentials": {
        "job": {"principal": "ec2", "target": "s3", "needs": ["least-privilege"], "duration": "4h", "rotation": "30d"}
    },
    "prices": {"ad-connector": 10.0},
    "not_modelled": ["badges"],
}
KEYS = {"harpsichord": 5, "tuning": {"strings": 61}, "temperaments": ["415", "440"]}
VALUES = ("harpsichord tuning", {"strings": 61}, ["harpsichord tuning"], [{"strings": 61}], True)


def spoiled(value, path=()):
    """Each mapping of a value with an unknown key in it, and each value with something else in its place, by path."""
    if isinstance(value, dict):
        yield from ((path, f"the key {key}", {**value, key: KEYS[key]}) for key in KEYS)
    if path not in ((), ("dirsim",)):
        yield from ((path, f"the value {one}", one) for one in VALUES)
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, below in entries:
        yield from spoiled(below, (*path, step))


def with_fault(path, value):
    """The whole file as text with a value at a path."""
    if not path:
        return json.dumps(value)
    whole = copy.deepcopy(WHOLE)
    holder = whole
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return json.dumps(whole)


@pytest.mark.parametrize("key", [None, *list(WHOLE)[2:]])
def test_each_kind_of_fault_has_a_certain_remedy(key):
    """An unknown key at any level, and a value of another kind at any place, are mended by what the hint says."""
    faults = [fault for fault in spoiled(WHOLE) if (fault[0][0] if fault[0] else None) == key]
    left = {(path, what): refusals(with_fault(path, value)) for path, what, value in faults}
    assert len(faults) >= 3
    assert {fault: found for fault, found in left.items() if found} == {}


HOLDERS = {
    "workload-kind": "workloads: {a: {kind: %s}}",
    "need": "needs: [%s]",
    "forbidden": "forbids: [%s]",
    "credential-need": "credentials: {a: {target: s3, needs: [%s]}}",
    "principal": "credentials: {a: {target: s3, principal: %s}}",
    "directory-kind": "estate: {directories: {a: {kind: %s}}}",
    "identity-provider": "estate: {identity_providers: [%s]}",
    "connectivity": "estate: {connectivity: %s}",
    "link-kind": "estate: {sites: {a: on-premises, b: on-premises}, links: {l: {between: [a, b], kind: %s}}}",
}


@pytest.mark.parametrize("name", sorted(HOLDERS))
def test_each_meaning_of_an_ambiguous_word_is_accepted_as_told(name):
    """The refusal of an ambiguous word lists its meanings, and each of them is accepted where and as it is written there.

    A sentence is not refused: its meanings are noted.
    """
    for entry in AMBIGUOUS[name]:
        text = f"dirsim: requirements/v1\nname: case\n{HOLDERS[name] % entry.text}\n"
        if name in ("need", "forbidden") and len(tokens(entry.text)) > 2:
            made = parse_requirements(text)
            assert (made.needs, made.forbids) == ((), ())
            assert f"it can mean {', '.join(entry.meanings)}; write one" in made.readings[0]
            continue
        assert len(second_tries(text)) == len(entry.meanings), entry.text
        assert (entry.text, refusals(text)) == (entry.text, [])


def test_every_list_with_ambiguous_words_is_tried():
    """Only targets are left out: any service's name is a target."""
    assert set(AMBIGUOUS) - set(HOLDERS) == {"target"}
