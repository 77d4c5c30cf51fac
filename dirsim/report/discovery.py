"""The page of a discovered estate: what was found, what could not be read, and the file to go on with."""

from __future__ import annotations

from dirsim.analysis.discovery import Discovery
from dirsim.report.blocks import Block, Code, Heading, Items, Page, Prose, Table
from dirsim.report.estate import estate_yaml


def discovery_page(found: Discovery) -> Page:
    """How far reading came, what the checks say of the estate, and the estate as a requirements file."""
    end = "Read to the end." if found.complete else f"Partial: reading ended early: {found.stopped}."
    blocks: list[Block] = [Heading(f"Estate of {found.name}" if found.name else "Estate", 1), Prose(end)]
    if found.all_unread:
        blocks += [
            Heading("What could not be read"),
            Items(f"{entry.what}: {entry.why}" for entry in found.all_unread),
        ]
    checks = found.checks
    if checks:
        rows = [(one.about, one.check, one.level.value, one.message) for one in checks]
        blocks += [Heading("What the checks found"), Table(("About", "Check", "Level", "What"), rows)]
    return (*blocks, Heading("As a requirements file"), Code(estate_yaml(found)))
