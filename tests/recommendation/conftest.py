"""Every requirements file of the tests and the examples."""

from datetime import date
from pathlib import Path

import pytest

import dirsim as ds
from dirsim import examples
from dirsim.facts import catalog
from dirsim.files.requirements_reader import read_requirements

CASES = Path(__file__).parents[1] / "cases"
FILES = {
    **{f"examples/{name}": None for name in examples.names()},
    **{
        f"cases/{path.stem}": path
        for path in sorted(CASES.glob("*.yaml"))
        if path.stem not in ("accepted", "composed", "documents", "estates")
    },
    **{f"own/{path.stem}": path for path in sorted((CASES / "own").glob("*.yaml")) if path.stem != "accepted"},
}


@pytest.fixture(scope="session", params=sorted(FILES))
def any_file(request):
    """Each requirements file in turn, read."""
    path = FILES[request.param]
    return examples.load(request.param.partition("/")[2]) if path is None else read_requirements(path)


OFFICE = "estate: {on_prem_ad: {domains: 1, forests: 1, users: 2000}, connectivity: vpn}"
"""The line of an estate: one domain of 2,000 people, joined to AWS by a VPN."""


@pytest.fixture
def decide(tmp_path):
    """A function: the text of a requirements file (in one pair of braces) to its answer; the office without an estate."""

    def decided(text, **more):
        head = "dirsim: requirements/v1, name: sketch"
        head += "" if "as_of:" in text else ", as_of: 2026-11-01"
        head += "" if "estate:" in text else f", {OFFICE}"
        path = tmp_path / "file.yaml"
        path.write_text(f"{{{head}, {text.strip().removeprefix('{')}", encoding="utf-8")
        return ds.recommend(ds.read_requirements(path), **more)

    return decided


@pytest.fixture(scope="session")
def said():
    """A function: the verdict of an answer on one requirement of one design; several of them need the rule's name."""

    def verdict(answer, design, requirement, rule=None):
        found = [
            entry
            for entry in answer.why(design)
            if entry.requirement == requirement and (rule is None or entry.rule == rule)
        ]
        assert len(found) == 1, [entry.rule for entry in found]
        return found[0]

    return verdict


ALONE = (
    "none",
    "existing-ad-direct",
    "managed-ad-standard",
    "managed-ad-enterprise",
    "managed-ad-hybrid",
    "simple-ad",
    "self-managed-ec2",
    "ad-connector",
    "ad-connector-per-domain",
    "ad-connector-per-account",
    "identity-center-builtin",
    "identity-center-external-idp",
    "saml-federation",
    "custom-identity-broker",
    "cognito",
)
"""Designs of one part."""
TOGETHER = (
    *(f"managed-ad-{edition}+{way}-way-trust" for edition in ("standard", "enterprise") for way in ("one", "two")),
    *(f"managed-ad-standard+{way}-way-trust+ad-connector" for way in ("one", "two")),
    "managed-ad-enterprise+multi-region",
    "managed-ad-standard+shared",
    "managed-ad-standard+two-way-trust+identity-center",
    "managed-ad-standard+radius-mfa",
    "existing-ad-direct+ad-connector",
    "ad-connector+identity-center",
    "ad-connector+radius-mfa",
)
"""Designs of several parts."""


@pytest.fixture(scope="session")
def judged():
    """A function: the verdict of an answer on one requirement, as a word, by design, of a panel of designs that can be built."""

    def verdicts(answer, requirement, rule=None, panel=ALONE):
        found = {}
        for label in panel:
            try:
                entries = answer.why(label)
            except ds.UsageError:
                continue
            for entry in entries:
                if entry.requirement == requirement and (rule is None or entry.rule == rule):
                    found[label] = str(entry.verdict)
        return found

    return verdicts


@pytest.fixture(scope="session")
def facts_now():
    """The facts that apply on the day of the questions."""
    return catalog(date(2026, 11, 1))
