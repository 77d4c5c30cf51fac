"""Small words, and the readings that pass over them."""

from dirsim.catalog import phrase, related_words, sentence, spelling, word_search
from dirsim.catalog.small_words import _WORDS, SMALL_WORDS, SmallWordReading, passed_by


def test_each_word_has_one_record():
    """A word is written once, with every reading that passes over it."""
    words = [word for _, group in _WORDS for word in group.split()]
    assert sorted(words) == sorted(SMALL_WORDS)
    assert len({readings for readings, _ in _WORDS}) == len(_WORDS)


def test_every_reading_takes_its_words_from_the_records():
    """No module that reads text has a list of small words beside the records."""
    lists = {
        SmallWordReading.FILLER: spelling._FILLERS,
        SmallWordReading.NEUTRAL: phrase._NEUTRAL,
        SmallWordReading.LITTLE: related_words._LITTLE,
        SmallWordReading.LEADING: word_search._SMALL,
        SmallWordReading.EMPTY: sentence.EMPTY,
    }
    assert lists == {reading: passed_by(reading) for reading in SmallWordReading}
    assert all(lists.values())
