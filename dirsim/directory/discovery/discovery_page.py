"""The report page of a discovered estate.

It lists the findings, the values that could not be read, and the estate as a requirements file to continue with.
"""

from __future__ import annotations

from dirsim.directory.discovery.discovery import Discovery
from dirsim.directory.discovery.estate_file import estate_yaml
from dirsim.pages.blocks import Block, Code, Heading, Items, Page, Prose, Table


def discovery_page(found: Discovery) -> Page:
    """The completeness of discovery, the findings of the checks, and the estate as a requirements file."""
    end = (
        "Complete: the source was read in full."
        if found.complete
        else f"Partial: discovery ended early: {found.stopped}."
    )
    blocks: list[Block] = [Heading(f"Estate of {found.name}" if found.name else "Estate", 1), Prose(end)]
    if found.all_unread:
        blocks += [
            Heading("Not read"),
            Items(f"{entry.what}: {entry.why}" for entry in found.all_unread),
        ]
    checks = found.checks
    if checks:
        rows = [(one.about, one.check, one.level.value, one.message) for one in checks]
        blocks += [Heading("Findings"), Table(("Subject", "Check", "Level", "Finding"), rows)]
    return (*blocks, Heading("As a requirements file"), Code(estate_yaml(found)))
