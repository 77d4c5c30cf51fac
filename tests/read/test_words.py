"""The words are those of the contract, and every enum shows them."""

import re
from pathlib import Path
from typing import Annotated

import msgspec
import pytest
from attrs import frozen

from dirsim.model import words
from dirsim.read.synonyms import SYNONYMS, WORD_LISTS

CONTRACT = Path(__file__).resolve().parents[3] / "shared" / "design" / "contract.md"


@frozen
class Holder:
    """A class with words in every position."""

    plain: Annotated[str, words.one_of(words.SIZES)]
    optional: Annotated[str, words.one_of(words.SIZES)] | None = None
    listed: tuple[Annotated[str, words.one_of(words.SIZES)], ...] = ()


def test_the_schema_shows_the_words_in_every_position():
    """``one_of`` reaches the JSON Schema from plain, optional and listed fields."""
    properties = msgspec.json.schema(Holder)["$defs"]["Holder"]["properties"]
    for part in (properties["plain"], properties["optional"]["anyOf"][0], properties["listed"]["items"]):
        assert part["enum"] == ["small", "large"]
        assert len(part["enumDescriptions"]) == 2


@pytest.mark.parametrize("name", sorted(WORD_LISTS))
def test_words_have_the_form_of_words_and_a_meaning(name):
    """Words are in kebab-case; a meaning is one sentence or more."""
    for word, meaning in WORD_LISTS[name].items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", word)
        assert meaning.endswith(".")


@pytest.mark.parametrize("name", sorted(SYNONYMS))
def test_synonyms_stand_for_words_and_are_none_themselves(name):
    """Another spelling never hides a word."""
    assert not SYNONYMS[name].keys() & WORD_LISTS[name].keys()
    assert set(SYNONYMS[name].values()) <= WORD_LISTS[name].keys()


def between(text, start, end):
    """The words of a list in the contract."""
    part = text[text.index(start) + len(start) :]
    part = part[: part.index(end)].replace("\n", " ")
    return {entry.strip(" .").split(" (")[0] for entry in re.split(r",(?![^(]*\))", part)}


@pytest.mark.skipif(not CONTRACT.exists(), reason="the contract is not beside the checkout")
@pytest.mark.parametrize(
    ("start", "end", "known"),
    [
        ("**Workload kinds**:", "**Needs**", words.WORKLOAD_KINDS),
        ("**Needs**:", "**Needs of", words.NEEDS),
        ("**Needs of a credential**:", ", and any of the needs", words.CREDENTIAL_NEEDS),
        ("**Forbids**:", "**Directory kinds", words.FORBIDS),
        ("**Directory kinds**:", "**Identity providers", words.DIRECTORY_KINDS),
        ("**Identity providers**:", "**Principals", words.IDENTITY_PROVIDERS),
        ("**Principals**:", "**Targets", words.PRINCIPALS),
        ("`connectivity`:", "\nBoth forms", words.CONNECTIVITY),
        ("Bases:", "Modifiers:", words.BASES),
        ("Modifiers:", "Credential advice uses", words.MODIFIERS),
        ("same grammar over:", "\n## 3", words.CREDENTIAL_ADVICE),
    ],
)
def test_the_words_are_those_of_the_contract(start, end, known):
    """No word of the contract is missing, and none is added silently."""
    assert between(CONTRACT.read_text(encoding="utf-8"), start, end) == set(known)
