"""The page of an access decision, with the deciding statements."""

from __future__ import annotations

from dirsim.credentials.policy.effective_access import AccessDecision
from dirsim.pages.blocks import Block, Heading, Page, Prose, Table


def access_page(answer: AccessDecision) -> Page:
    """The decision in one sentence, then one row for each statement that decided or may decide."""
    blocks: list[Block] = [
        Heading(answer.decision.capitalize(), 1),
        Prose(f"{answer.because[:1].upper()}{answer.because[1:]}."),
    ]
    if answer.statements:
        rows = [
            (
                entry.effect,
                entry.kind.value,
                entry.file,
                entry.path,
                "applies" if entry.applies else f"depends on {', '.join(entry.open_)}",
            )
            for entry in answer.statements
        ]
        blocks.append(Table(("Effect", "Kind", "File", "Statement", "Applies"), rows))
    return tuple(blocks)
