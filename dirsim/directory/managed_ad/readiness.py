"""The readiness of an estate for AWS Managed Microsoft AD."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from dirsim.directory.managed_ad.notes import FACTS, MIGRATION_NOTES, MigrationNote
from dirsim.directory.managed_ad.preflight import Check, edition_checks, hybrid_checks
from dirsim.facts import catalog
from dirsim.model.directory import Directory, Trust
from dirsim.model.outcome import Judgement
from dirsim.shown import Tabular


@frozen(kw_only=True)
class Readiness(Tabular):
    """Readiness for AWS Managed Microsoft AD, its capabilities, and the effects of a migration.

    Attributes:
        editions: Whether the objects of the estate fit into each edition.
        hybrid: The Hybrid Edition checks; empty if the estate lists no Active Directory domain.
        facts: Ids of the facts on capabilities and limits.
        migration: The effects of an account migration, in the order in which they usually occur.
    """

    editions: tuple[Check, ...]
    hybrid: tuple[Check, ...]
    facts: tuple[str, ...] = FACTS
    migration: tuple[MigrationNote, ...] = MIGRATION_NOTES

    @property
    def ready(self) -> bool | None:
        """True if every Hybrid Edition check is met; ``None`` if none fails and some are open."""
        verdicts = {check.verdict for check in self.hybrid}
        if Judgement.NOT_MET in verdicts:
            return False
        return True if verdicts == {Judgement.MET} else None

    def to_dict(self) -> dict[str, Any]:
        """The result as a JSON object (``dirsim.managed-ad/v1``)."""
        return {
            "schema": "dirsim.managed-ad/v1",
            "editions": [check.to_dict() for check in self.editions],
            "hybrid": [check.to_dict() for check in self.hybrid],
            "directory": [{"fact": name, "statement": catalog()[name].statement} for name in self.facts],
            "migration": [note.to_dict() for note in self.migration],
        }


def readiness(directories: Mapping[str, Directory], trusts: Mapping[str, Trust] | None = None) -> Readiness:
    """Check the directories of an estate, by name, and its trusts; ``None`` means that the trusts are unknown."""
    return Readiness(editions=edition_checks(directories), hybrid=hybrid_checks(directories, trusts))
