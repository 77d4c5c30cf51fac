"""Unsupported values: those in the file that the library does not model."""

from __future__ import annotations

from collections.abc import Iterator

from dirsim.catalog.need_words import PREFERENCES
from dirsim.model.requirements import Requirements
from dirsim.recommendation.candidate import Unsupported
from dirsim.recommendation.forbid_rules import modelled
from dirsim.recommendation.meant_needs import is_meant, nothing_meant
from dirsim.recommendation.need_rules import evaluated

BY_HAND = "not modelled: it does not affect this answer; check it by hand"
"""The effect of a word that no rule judges."""


def unsupported(req: Requirements) -> tuple[Unsupported, ...]:
    """Everything in the file that does not affect the answer, in the order of the file."""
    return tuple(_entries(req))


def _entries(req: Requirements) -> Iterator[Unsupported]:
    for name, directory in req.estate.directories.items():
        if directory.kind == "entra-domain-services":
            yield Unsupported(
                f"estate.directories.{name}",
                "treated as an Active Directory without controllers, administrators and schema of the company; its other "
                "limits are not modelled",
            )
        if directory.kind == "samba-ad":
            yield Unsupported(
                f"estate.directories.{name}",
                "Samba: treated as Active Directory of its functional level; features that Samba lacks, and whether "
                "a vendor supports it there, is not modelled",
            )
    known = {domain for directory in req.estate.directories.values() for domain in directory.domains}
    for name, trust in req.estate.trusts.items():
        unknown = [domain for domain in (trust.trusting, trust.trusted) if domain not in known]
        if unknown:
            yield Unsupported(
                f"estate.trusts.{name}",
                f"no directory of the file has the domain {' or '.join(unknown)}: the trust is not evaluated",
            )
    for need in req.needs:
        if not evaluated(req, need.word) and need.word not in PREFERENCES:
            yield Unsupported(f"needs.{need.word}", _effect(req, need.word))
    for word in req.forbids:
        if not modelled(req, word):
            yield Unsupported(f"forbids.{word}", BY_HAND)
    for text in req.not_modelled:
        yield Unsupported(f"not_modelled.{text}", BY_HAND)


def _effect(req: Requirements, word: str) -> str:
    """The effect of a need that is not evaluated: nothing in the file is meant by it, or no rule judges it."""
    return BY_HAND if is_meant(req, word) else nothing_meant(word)
