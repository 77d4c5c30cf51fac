"""Sentences outside the model, by the things that they name."""

from __future__ import annotations

from dirsim.catalog.outside_words import OUTSIDE
from dirsim.catalog.sentence import Concept
from dirsim.catalog.spelling import close_key

_DIRECTORY = "ad directory password credential identity account login logon sign hash controller dc trust vpn dx"

_SENTENCES: tuple[tuple[str, Concept], ...] = (
    ("budget", Concept("", "usd eur euro dollar budget chf gbp", free=True)),
    (
        "data residency",
        Concept(
            "",
            "data information record file|eu europe european germany german france french swiss switzerland austria uk us usa country abroad gdpr",
            free=True,
            never=_DIRECTORY,
        ),
    ),
    (
        "public access",
        Concept(
            "",
            "public internet|exposure exposed exposing facing reachable accessible endpoint ip exposition",
            free=True,
            never=_DIRECTORY,
        ),
    ),
    (
        "gdpr",
        Concept(
            "",
            "gdpr dsgvo hipaa pci iso nist soc sox dora nis2 bsi kritis c5 fedramp tisax bafin ferpa hitrust",
            "compliance compliant conform conformity conformance certified certification certificate 27001 dss 2 requirement requirements regulation rule respected standard ready law legal",
        ),
    ),
    (
        "shared accounts",
        Concept(
            "",
            "shared sharing generic common|account login password",
            "admin administrator of between user team service domain",
        ),
    ),
    (
        "printing",
        Concept(
            "",
            "print printing printer",
            "work working network local office from in desktop user must possible still label server via",
        ),
    ),
    (
        "backup",
        Concept(
            "",
            "backup backed|night every daily nightly weekly hourly offsite data server db file retention day week year immutable automatic automated",
            "of regular store stored kept up",
        ),
    ),
    (
        "monitoring",
        Concept(
            "",
            "monitoring monitored alerting alert|server system everything central 24x7 24 7 uptime health dashboard",
            "by of and",
        ),
    ),
    (
        "good performance",
        Concept(
            "",
            "performance performant responsive",
            "good high better best great app application db database system well desktop smooth",
        ),
    ),
    (
        "deadline",
        Concept(
            "",
            "migration implementation implement rollout project delivery move cutover|fast quick quickly soon rapid short month week year by before until end",
            "in within three six two one the of must be done finished go live",
        ),
    ),
    (
        "no additional staff",
        Concept(
            "",
            "staff personnel headcount hire hiring admin administrator engineer|additional extra more new fewer",
            "no without not it team need needed required hire",
        ),
    ),
)


def outside_sentence(parts: tuple[str, ...]) -> str:
    """The hint for a sentence about something outside the model; empty where none is known.

    Args:
        parts: The tokens of the sentence.
    """
    found = frozenset(parts)
    return next((OUTSIDE[close_key(text)] for text, one in _SENTENCES if one.fits(found)), "")
