"""Everyday words: what is accepted, hinted, refused with its meanings or sent to its place."""

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from dirsim.catalog.ambiguous_words import AMBIGUOUS
from dirsim.catalog.spelling import close_key
from dirsim.catalog.word_lists import RECORDS, WORD_LISTS
from dirsim.catalog.word_search import search_word

FILE = Path(__file__).with_name("natural_words.txt")
LISTS = {
    "workload": "workload-kind",
    "need": "need",
    "forbid": "forbidden",
    "link": "link-kind",
    "connectivity": "connectivity",
    "site": "site-kind",
    "directory": "directory-kind",
    "idp": "identity-provider",
    "credential": "credential-need",
    "principal": "principal",
    "target": "target",
}
HOMES = {
    "credentials": {"credential-need"},
    "needs": {"need"},
    "forbids": {"forbidden"},
    "workloads": {"workload-kind"},
    "estate.connectivity": {"connectivity"},
    "estate.identity_providers": {"identity-provider"},
    "estate": {"directory-kind"},
}


def natural_words():
    """The rows of the table: list, word, verdict, expected words."""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            section, word, verdict, expected = (part.strip() for part in line.split("|"))
            yield LISTS[section], word, verdict, tuple(one for one in expected.split(",") if one)


def judged(name, word, verdict, expected):
    """How a word fares: ``right``, ``unhelped`` or ``misleading``."""
    found = search_word(name, word)
    got = found.word or found.slip
    right = {
        "is": got in expected,
        "of": set(expected) <= set(found.meanings),
        "at": any(home in HOMES.get(str(*expected), ()) for home, _ in found.elsewhere)
        or any(meaning.startswith(f"{place}:") for meaning in found.meanings for place in expected),
        "no": not got and not found.meanings,
    }[verdict]
    return "right" if right else "misleading" if got else "unhelped"


def test_natural_words_are_understood():
    """Of the words that architects write, nine in ten are accepted or hinted rightly, and no hint misleads."""
    fates = {row[:2]: judged(*row) for row in natural_words()}
    misleading = [row for row, fate in fates.items() if fate == "misleading"]
    assert not misleading, "another word is suggested or accepted than natural_words.txt says"
    count = Counter(fates.values())
    assert count["right"] >= 0.9 * count.total() >= 270


def test_case_blanks_underscores_and_plurals_do_not_matter():
    """Every word of every list is found in the usual spellings."""
    for name, known in WORD_LISTS.items():
        for word in known:
            for written in (word.upper(), word.replace("-", " "), word.replace("-", "_"), f"  {word.title()} "):
                assert search_word(name, written).word == word, (name, written)


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_no_two_records_of_a_list_share_a_spelling(name):
    """A text means one word of a list, or is listed as ambiguous, never both."""
    owners = {}
    for record in RECORDS[name]:
        for text in (record.word, *record.synonyms):
            assert owners.setdefault(close_key(text), record.word) == record.word, text
    for entry in AMBIGUOUS.get(name, ()):
        assert close_key(entry.text) not in owners, entry.text


def test_the_meanings_of_ambiguous_words_are_words():
    """Each meaning is a word of the list, or names another place and a word of it."""
    every = {word for known in WORD_LISTS.values() for word in known}
    for name, entries in AMBIGUOUS.items():
        for entry in entries:
            for meaning in entry.meanings:
                for word in meaning.rpartition(": ")[2].strip("[]}").split(", "):
                    assert word in (every if ":" in meaning else WORD_LISTS[name]), meaning


def test_a_slip_is_a_slip_of_one_word_only():
    """A misspelling is hinted; a text of known parts, a short one and one between two words are not."""
    assert search_word("need", "seamles domain join").slip == "seamless-domain-join"
    assert search_word("need", "exisitng-credentials").slip == "existing-credentials"
    for text in ("laps", "one-way-trust", "openvpn", "kerb", "password-recycle"):
        assert not search_word("need", text).slip


def test_words_of_one_list_are_no_slips_of_each_other():
    """The search never hints at a word for another word of the same list."""
    for name, known in WORD_LISTS.items():
        for one, other in combinations(known, 2):
            assert search_word(name, one).word == one != search_word(name, other).word
