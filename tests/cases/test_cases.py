"""Situations as people describe them, each with the designs that its source accepts."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from dirsim.files.requirements_reader import read_requirements
from dirsim.recommendation.engine import recommend

HERE = Path(__file__).parent
ACCEPTED = {
    f"{folder}{slug}": entry
    for folder in ("", "own/")
    for slug, entry in YAML(typ="safe").load(HERE / folder / "accepted.yaml").items()
}


def fits(design, pattern):
    """Whether a design is one that a pattern means: ``managed-ad`` is any edition, ``trust`` any direction."""
    base, *modifiers = design.split("+")
    wanted, *wanted_modifiers = pattern.split("+")
    if base != wanted and not (wanted == "managed-ad" and base.startswith("managed-ad-")):
        return False
    if "trust" in wanted_modifiers:
        modifiers = ["trust" if word in ("one-way-trust", "two-way-trust") else word for word in modifiers]
    return sorted(modifiers) == sorted(wanted_modifiers)


@pytest.mark.parametrize("slug", ACCEPTED)
def test_the_answer_is_accepted(slug):
    """The design that is recommended is one that the source accepts; where none fits, none is recommended."""
    answer = recommend(read_requirements(HERE / f"{slug}.yaml"))
    accepted = ACCEPTED[slug]["accepted"]
    if not accepted:
        assert answer.status == "no-fit"
        assert answer.conflicts
    else:
        assert answer.status == "recommended"
        assert any(fits(answer.design, pattern) for pattern in accepted), (answer.design, accepted)


def test_every_file_has_its_answer():
    """Each case has an entry with a source, and each entry a case."""
    files = {
        str(path.relative_to(HERE))[:-5]
        for path in HERE.rglob("*.yaml")
        if path.stem not in ("accepted", "composed", "documents", "estates")
    }
    unanswered, absent = sorted(files - set(ACCEPTED)), sorted(set(ACCEPTED) - files)
    assert not unanswered, "enter the accepted answers of these files in accepted.yaml"
    assert not absent, "accepted.yaml names files that do not exist"
    assert all(entry["source"].startswith("https://") for entry in ACCEPTED.values())


def test_a_quarter_are_traps():
    """Of the cases of our own at least a quarter have a tempting wrong answer."""
    own = [entry for slug, entry in ACCEPTED.items() if slug.startswith("own/")]
    assert len(own) >= 25
    assert sum(entry["trap"] for entry in own) * 4 >= len(own)


def test_patterns_are_read_as_they_are_meant():
    """A pattern leaves open what it does not say, and nothing else."""
    assert fits("managed-ad-enterprise+two-way-trust", "managed-ad+trust")
    assert fits("managed-ad-standard", "managed-ad")
    assert not fits("managed-ad-standard+one-way-trust", "managed-ad")
    assert not fits("managed-ad-standard+one-way-trust", "managed-ad+two-way-trust")
    assert not fits("ad-connector+radius-mfa", "ad-connector")
