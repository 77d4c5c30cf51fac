"""The page on AWS Managed Microsoft AD: checks on the estate, what the directory does, what a move breaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dirsim.analysis.managed_ad.notes import FACTS, MIGRATION_NOTES
from dirsim.analysis.managed_ad.preflight import edition_checks, hybrid_checks
from dirsim.facts import catalog
from dirsim.model.directory import Directory, Trust
from dirsim.report.blocks import Block, Heading, Items, Page, Prose, Table


def managed_ad_answer(
    directories: Mapping[str, Directory], trusts: Mapping[str, Trust] | None = None
) -> dict[str, Any]:
    """Everything as JSON shows it (``dirsim.managed-ad/v1``)."""
    return {
        "schema": "dirsim.managed-ad/v1",
        "editions": [check.to_dict() for check in edition_checks(directories)],
        "hybrid": [check.to_dict() for check in hybrid_checks(directories, trusts)],
        "directory": [{"fact": name, "statement": catalog()[name].statement} for name in FACTS],
        "migration": [note.to_dict() for note in MIGRATION_NOTES],
    }


def managed_ad_page(directories: Mapping[str, Directory], trusts: Mapping[str, Trust] | None = None) -> Page:
    """The same for people."""
    checks = hybrid_checks(directories, trusts)
    rows = [(one.subject, one.id, one.verdict, one.because) for one in (*edition_checks(directories), *checks)]
    preflight: Block = Table(("About", "Check", "Verdict", "Why"), rows)
    if not checks:
        preflight = Prose("The file lists no Active Directory domain, so there is nothing to check for Hybrid Edition.")
    return (
        Heading("AWS Managed Microsoft AD", 1),
        Heading("Is the estate ready"),
        preflight,
        Heading("What the directory does"),
        Items(tuple(f"{catalog()[name].statement} [{name}]" for name in FACTS)),
        Heading("What a move of accounts into it breaks"),
        Table(("About", "Breaks", "Helps"), [(one.subject, one.breaks, one.remedy) for one in MIGRATION_NOTES]),
    )
