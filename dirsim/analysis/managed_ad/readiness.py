"""Everything on AWS Managed Microsoft AD for one estate, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from dirsim.analysis.managed_ad.notes import FACTS, MIGRATION_NOTES, MigrationNote
from dirsim.analysis.managed_ad.preflight import Check, edition_checks, hybrid_checks
from dirsim.facts import catalog
from dirsim.model.directory import Directory, Trust


@frozen(kw_only=True)
class Readiness:
    """Whether an estate is ready for AWS Managed Microsoft AD, what the directory does, and what a move breaks.

    Attributes:
        editions: Whether the objects of the estate fit into each edition.
        hybrid: The checks of Hybrid Edition; empty where the estate lists no Active Directory domain.
        facts: Ids of the facts on what the directory does.
        migration: What a move of accounts into it breaks, in the order in which it is usually met.
    """

    editions: tuple[Check, ...]
    hybrid: tuple[Check, ...]
    facts: tuple[str, ...] = FACTS
    migration: tuple[MigrationNote, ...] = MIGRATION_NOTES

    @property
    def ready(self) -> bool | None:
        """Whether every check of Hybrid Edition is met; None where none fails and some are open."""
        verdicts = {check.verdict for check in self.hybrid}
        if "not-met" in verdicts:
            return False
        return True if verdicts == {"met"} else None

    def to_dict(self) -> dict[str, Any]:
        """Everything as JSON shows it (``dirsim.managed-ad/v1``)."""
        return {
            "schema": "dirsim.managed-ad/v1",
            "editions": [check.to_dict() for check in self.editions],
            "hybrid": [check.to_dict() for check in self.hybrid],
            "directory": [{"fact": name, "statement": catalog()[name].statement} for name in self.facts],
            "migration": [note.to_dict() for note in self.migration],
        }


def readiness(directories: Mapping[str, Directory], trusts: Mapping[str, Trust] | None = None) -> Readiness:
    """Check the directories of an estate, by name, and its trusts; ``None`` means that nothing is known of them."""
    return Readiness(editions=edition_checks(directories), hybrid=hybrid_checks(directories, trusts))
