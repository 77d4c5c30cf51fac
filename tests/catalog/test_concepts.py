"""Sentences: by the things and states that they name, and by known words that other words narrow."""

import pytest

from dirsim.catalog.concepts import CONCEPTS
from dirsim.catalog.word_lists import WORD_LISTS
from dirsim.catalog.word_search import search_word


def test_a_concept_means_a_word_of_its_list():
    """Each concept names a word that exists."""
    for name, records in CONCEPTS.items():
        assert {one.word for one in records} <= WORD_LISTS[name].keys()


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("need", "agents can work when the VPN fails", "survive-outage"),
        ("need", "users log in with their AD account", "existing-credentials"),
        ("need", "who did what must be traceable", "audit"),
        ("need", "visitors create accounts", "customer-identity"),
        ("need", "doctors use MFA", "mfa"),
        ("need", "revoke access within minutes", "revocation"),
        ("forbidden", "no syncing of passwords to the cloud", "password-sync"),
        ("forbidden", "second account for editors", "duplicate-accounts"),
        ("connectivity", "Direct Connect (1 Gbit/s)", "dx"),
    ],
)
def test_a_sentence_is_read_by_what_it_names(name, text, word):
    """Order, subject and filling words do not matter; the reading is noted."""
    found = search_word(name, text)
    assert (found.word, found.synonym) == (word, True)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("need", "alert when the VPN is down"),
        ("need", "bypass MFA"),
        ("need", "MFA fatigue"),
        ("need", "replace kerberos"),
        ("need", "MFA optional"),
        ("need", "reset AD passwords"),
        ("need", "temporary staff"),
        ("forbidden", "users of the cloud"),
    ],
)
def test_a_sentence_that_turns_its_meaning_is_refused(name, text):
    """A word that may reverse or replace the meaning leaves only a hint."""
    assert not search_word(name, text).word
