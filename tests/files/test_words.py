"""The words are those that were published, and every enum shows them."""

import re
from pathlib import Path
from typing import Annotated

import msgspec
import pytest
from attrs import frozen

from dirsim.catalog import words
from dirsim.catalog.parts import PARTS
from dirsim.catalog.word_lists import WORD_LISTS
from dirsim.files.synonyms import SYNONYMS

PUBLISHED = Path(__file__).with_name("published_words.txt")


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


def published():
    """The published words, by the name of their list."""
    lists = {}
    for line in PUBLISHED.read_text(encoding="utf-8").splitlines():
        if line.endswith(":"):
            chosen = lists.setdefault(line[:-1], [])
        elif line.startswith("  "):
            chosen += line.split()
    return lists


@pytest.mark.parametrize(("name", "listed"), published().items())
def test_every_published_word_is_still_accepted(name, listed):
    """A word that files out there use is never removed or renamed."""
    lists = {"PARTS": PARTS, **vars(words)}
    assert set(listed) - set(lists[name]) == set()


def test_no_word_is_published_twice():
    """A list of words names each word once."""
    assert {name for name, listed in published().items() if len(set(listed)) != len(listed)} == set()
