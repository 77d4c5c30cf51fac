"""Texts of several words: what they mean, and what they come near."""

import pytest

from dirsim.catalog.outside_words import OUTSIDE
from dirsim.catalog.phrase import Phrase, core, phrase
from dirsim.catalog.word_lists import RECORDS
from dirsim.catalog.word_search import search_word

KNOWN = {
    ("mfa",): ("mfa", ()),
    ("radius",): ("mfa-radius", ()),
    ("radius", "mfa"): ("mfa-radius", ()),
    ("smb",): ("", ("fsx-windows", "fsx-ontap")),
    ("file", "share"): ("", ("fsx-windows", "fsx-ontap")),
    ("redundant", "dx"): ("", ("dx", "links")),
    ("dx",): ("dx", ()),
}


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        (("mfa", "service"), Phrase(("mfa", ()))),  # a neutral word beside it
        (("mfa", "2019"), Phrase(("mfa", ()))),  # a version
        (("smb", "file", "share"), Phrase(("", ("fsx-windows", "fsx-ontap")))),  # the same thing twice
        (("redundant", "dx", "connection"), Phrase(("", ("dx", "links")))),  # the longer text counts
        (("mfa", "dx"), Phrase(near=("mfa", "dx"))),  # two things
        (("mfa", "unheard"), Phrase(near=("mfa",))),  # a word that may change the meaning
        (("without", "mfa"), Phrase()),  # a denial is never its opposite
        (("unheard",), Phrase()),
    ],
)
def test_a_phrase_means_what_it_contains(parts, found):
    """A known text among neutral words is that text; among others it is only near."""
    assert phrase(parts, KNOWN) == found


def test_a_text_of_neutral_words_stays():
    """Words are left out only where others remain."""
    assert core(("smart", "card", "login")) == ("smart", "card")
    assert core(("login",)) == ("login",)


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("need", "RADIUS-based MFA", "mfa-radius"),
        ("need", "multi-AZ deployment", "high-availability"),
        ("workload-kind", "Windows EC2 instances", "ec2-windows"),
        ("workload-kind", "SharePoint 2019", "sharepoint"),
        ("workload-kind", "Oracle 19c", "rds-oracle"),
        ("workload-kind", "Windows containers on ECS", "windows-containers"),
        ("connectivity", "IPsec VPN tunnel", "vpn"),
        ("connectivity", "our VPN via the internet", "vpn"),  # the internet alone is none
        ("identity-provider", "SAML IdP of the company", "saml2"),
        ("directory-kind", "LDAP directory service", "ldap"),
    ],
)
def test_phrases_of_architects(name, text, word):
    """The wording of public project pages is understood, and noted as a reading."""
    found = search_word(name, text)
    assert (found.word, found.synonym) == (word, True)


def test_what_is_near_is_no_answer():
    """A text that contains a known one beside others is refused with what it contains."""
    assert search_word("need", "reduced licensing costs").near
    assert not search_word("need", "reduced licensing costs").word


def test_a_word_outside_is_no_word_of_needs_or_workloads():
    """A word that is refused as not modelled is not also known."""
    for name in ("need", "workload-kind", "credential-need"):
        for record in RECORDS[name]:
            for text in (record.word, *record.synonyms):
                assert text.replace("-", "").replace(" ", "") not in OUTSIDE, text
    assert search_word("need", "FIPS").outside
    assert search_word("need", "smart card login").outside
