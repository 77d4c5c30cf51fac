"""The vocabulary of the files."""

from dirsim.catalog.vocabulary import vocabulary
from dirsim.catalog.word_lists import WORD_LISTS


def test_a_place_lists_its_words():
    """The name of a place gives all its words in order."""
    assert [entry.word for entry in vocabulary("needs").entries] == list(WORD_LISTS["need"])
    assert {entry.place for entry in vocabulary("identity-providers").entries} == {"estate.identity_providers"}


def test_everyday_words_find_their_word():
    """A synonym, a spelling and a part of a meaning each find the word."""
    assert [entry.word for entry in vocabulary("gpo").entries] == ["group-policy"]
    assert "mfa" in [entry.word for entry in vocabulary("MFA").entries]
    assert "password-sync" in [entry.word for entry in vocabulary("hash").entries]


def test_an_ambiguous_word_shows_its_meanings():
    """A word with several meanings is listed with them."""
    assert vocabulary("RDS").ambiguous[0].meanings[0] == "rds-sqlserver"


def test_an_unknown_word_finds_nothing():
    """Nothing is guessed."""
    found = vocabulary("mainframe")
    assert not found.entries
    assert not found.ambiguous


def test_the_vocabulary_is_tidy_data():
    """A row for each word; the JSON holds the same words."""
    found = vocabulary("gpo")
    frame = found.to_pandas()
    assert list(frame.columns) == ["place", "word", "meaning", "synonyms"]
    assert set(frame.word) == {one["word"] for one in found.to_dict()["words"]}
