"""The tables of rules, and what no rule may know."""

import re
from pathlib import Path

import pytest

import dirsim.recommendation
from dirsim.catalog.forbidden_words import FORBIDS
from dirsim.catalog.need_words import NEED_KINDS, NEEDS, PREFERENCES
from dirsim.model.outcome import OUTCOMES
from dirsim.recommendation.forbid_rules import FORBIDDEN
from dirsim.recommendation.need_rules import RULES

SOURCES = sorted(Path(dirsim.recommendation.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_no_rule_names_an_outcome(source):
    """No module of the recommendation contains an outcome's word: what survives is what runs say."""
    text = source.read_text(encoding="utf-8")
    assert [word for word in OUTCOMES if re.search(rf"\b{re.escape(word)}\b", text)] == []


def test_rules_are_for_words_that_exist():
    """Every rule that a need names is in the table, every rule of the table is named, and forbidden words are words."""
    named = {kind.rule for kind in NEED_KINDS.values() if kind.rule}
    assert named | {"has-part"} == set(RULES)
    assert set(FORBIDDEN) <= set(FORBIDS)


@pytest.mark.parametrize("word", sorted(NEEDS))
def test_every_need_is_judged_preferred_or_named(ask, on_prem, word):
    """A need has verdicts, or orders designs, or is named as unsupported; none is dropped."""
    answer = ask(["ec2-windows"], [word], estate=on_prem)
    unsupported = {entry.path for entry in answer.unsupported}
    judged = {verdict.requirement for candidate in answer.candidates for verdict in candidate.verdicts}
    assert (f"needs.{word}" in judged) or (f"needs.{word}" in unsupported) or word in PREFERENCES


@pytest.mark.parametrize("word", sorted(FORBIDS))
def test_everything_forbidden_is_judged_or_named(ask, on_prem, word):
    """What is forbidden is looked for in every design, or named as unsupported; none is dropped."""
    answer = ask(["ec2-windows"], [], [word], estate=on_prem)
    unsupported = {entry.path for entry in answer.unsupported}
    for candidate in answer.candidates:
        judged = {verdict.requirement for verdict in candidate.verdicts}
        assert (f"forbids.{word}" in judged) or (f"forbids.{word}" in unsupported)
