"""Page of the words of the files."""

from __future__ import annotations

from dirsim.catalog.vocabulary import Vocabulary
from dirsim.pages.blocks import Block, Heading, Items, Page, Prose, Table


def vocabulary_page(found: Vocabulary) -> Page:
    """The words by place, each with its meaning and its synonyms."""
    title = f"Words for {found.asked}" if found.asked else "Words of the files"
    blocks: list[Block] = [Heading(title, 1)]
    if found.ambiguous:
        blocks.append(
            Items(f"In {one.place}, {one.text!r} can mean {', '.join(one.meanings)}." for one in found.ambiguous)
        )
    if not found.entries and not found.ambiguous:
        blocks.append(Prose("No word of the files means it. dirsim words lists all words."))
        if found.advice:
            blocks.append(Prose(f"Instead: {found.advice}."))
        if found.near:
            rows = [(f"{one.place}: {one.word}", one.meaning) for one in found.near]
            blocks += [Heading("Near it"), Table(("Word", "Meaning"), rows)]
    for place in dict.fromkeys(one.place for one in found.entries):
        rows = [
            (one.word, one.meaning + (f" Also: {', '.join(one.synonyms)}." if one.synonyms else ""))
            for one in found.entries
            if one.place == place
        ]
        blocks += [Heading(place), Table(("Word", "Meaning"), rows)]
    return tuple(blocks)
