"""Word lists by name, and the place of each list in a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from dirsim.catalog import credential_words, words
from dirsim.catalog.fault_kinds import FAULTS
from dirsim.catalog.forbidden_words import FORBID_WORDS
from dirsim.catalog.need_words import NEED_KINDS
from dirsim.catalog.spelling import kebab
from dirsim.catalog.word import Spoken, Word
from dirsim.catalog.workload_kinds import KINDS


def _plain(listed: Mapping[str, str]) -> tuple[Word, ...]:
    return tuple(Word(word, meaning) for word, meaning in listed.items())


RECORDS: Mapping[str, Sequence[Spoken]] = {
    "site-kind": words.SITE_WORDS,
    "link-kind": words.LINK_WORDS,
    "role": _plain(words.ROLES),
    "directory-kind": words.DIRECTORY_WORDS,
    "dns-zone-kind": _plain(words.DNS_ZONE_KINDS),
    "encryption-type": _plain(words.ENCRYPTION_TYPES),
    "edition": _plain(words.EDITIONS),
    "size": _plain(words.SIZES),
    "trust-kind": _plain(words.TRUST_KINDS),
    "connectivity": words.CONNECTIVITY_WORDS,
    "identity-provider": words.PROVIDER_WORDS,
    "workload-kind": tuple(KINDS.values()),
    "need": tuple(NEED_KINDS.values()),
    "credential-need": (
        *credential_words.CREDENTIAL_NEED_WORDS,
        *(kind for word, kind in NEED_KINDS.items() if word not in credential_words.CREDENTIAL_NEEDS),
    ),
    "forbidden": FORBID_WORDS,
    "optimize": words.OPTIMIZE_WORDS,
    "principal": credential_words.PRINCIPAL_WORDS,
    "target": (
        *credential_words.TARGET_WORDS,
        *(Word(word, kind.meaning, kind.synonyms) for word, kind in KINDS.items() if kind.database or word == "s3"),
    ),
    "incident": _plain(words.INCIDENTS),
    "kms-key": credential_words.KMS_KEY_WORDS,
    "credential-location": credential_words.LOCATION_WORDS,
    "fault-kind": tuple(Word(word, kind.meaning) for word, kind in FAULTS.items()),
    "flow-kind": _plain(words.FLOW_KINDS),
    "principal-kind": _plain(words.PRINCIPAL_KINDS),
    "service-kind": _plain(words.SERVICE_KINDS),
}
"""The records of each word list."""

PLACES: Mapping[str, tuple[str, str]] = {
    "workload-kind": ("a workload kind", "workloads"),
    "need": ("a need", "needs"),
    "credential-need": ("a need of a credential", "credentials: NAME: needs"),
    "forbidden": ("a forbidden word", "forbids"),
    "identity-provider": ("an identity provider", "estate.identity_providers"),
    "connectivity": ("a connection", "estate.connectivity"),
    "directory-kind": ("a directory", "estate.directories"),
    "optimize": ("a preference", "optimize"),
    "site-kind": ("a site", "estate.sites"),
    "link-kind": ("a link", "estate.links"),
    "principal": ("a principal", "credentials: NAME: principal"),
}
"""Lists whose words are recognised where they do not belong: the noun for a word with its article, and where it belongs."""

WORD_LISTS: Mapping[str, Mapping[str, str]] = {
    name: {record.word: record.meaning for record in records} for name, records in RECORDS.items()
}
"""The words of each list with their meanings."""


def placed(place: str, word: str) -> str:
    """A word with its place, as it is written there, such as ``needs: mfa``."""
    home = PLACES[place][1] if place in PLACES else place
    outer, _, inner = home.partition(": NAME: ")
    if not inner:
        return f"{home}: {word}"
    return f"{outer}: {{NAME: {{{inner}: {f'[{word}]' if inner == 'needs' else word}}}}}"


@cache
def synonyms(name: str) -> Mapping[str, str]:
    """The synonyms of a word list in kebab-case, each with its word."""
    known = WORD_LISTS[name]
    return {
        kebab(synonym): record.word
        for record in RECORDS[name]
        for synonym in record.synonyms
        if kebab(synonym) not in known
    }
