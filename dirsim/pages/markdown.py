"""Markdown format of report pages (CommonMark with GitHub's tables).

All text is escaped, so that a name from a file cannot become markup.
"""

from __future__ import annotations

import re

from dirsim.pages.blocks import Card, Code, Figure, Heading, Items, Line, Page, Prose, Source, Table
from dirsim.pages.plain import plain, unseen

_MARKS = re.compile(r"([\\`*_\[\]<>|~$&])")
_LINE_START = re.compile(r"^(\d*)([#+=\-.)])")
_ADDRESS = re.compile(r"https?://[^\s<>|`\\]+")


def markdown(page: Page) -> str:
    """A page as Markdown, with a newline at its end."""
    return "\n\n".join(_block(block) for block in page if not isinstance(block, Figure)) + "\n"


def escaped(text: str) -> str:
    """The text escaped, so that Markdown shows it unchanged: no markup, link, mention, list, heading or table cell."""
    safe = _MARKS.sub(r"\\\1", plain(text))
    safe = re.sub(r"://", "&#58;//", safe)
    safe = re.sub(r"(?i)\bwww\.", "www&#46;", safe)
    safe = re.sub(r"(?<!\w)@", "&#64;", safe)
    safe = re.sub(r"(?<!&)#(?=\d)", "&#35;", safe)
    return _LINE_START.sub(r"\1\\\2", safe)


def _block(block: Card | Heading | Prose | Items | Table | Code) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {escaped(block.text)}"
    if isinstance(block, Prose):
        return _line(block.line)
    if isinstance(block, Card):
        return "\n".join(f"- **{escaped(term)}**: {_line(line)}" for term, line in block.rows)
    if isinstance(block, Items):
        return "\n".join(f"- {_line(entry)}" for entry in block.entries)
    if isinstance(block, Code):
        return "\n".join(f"    {line}".rstrip() for line in unseen(block.text).rstrip("\n").split("\n"))
    return _table(block)


def _line(line: Line) -> str:
    if isinstance(line, str):
        return escaped(line)
    return "".join(_link(part) if isinstance(part, Source) else _inner(part) for part in line)


def _inner(text: str) -> str:
    """A part of a line; the spaces at its ends are kept, because they separate the parts."""
    lead = " " if text[:1].isspace() else ""
    tail = " " if text[-1:].isspace() and text.strip() else ""
    return f"{lead}{escaped(text)}{tail}"


def _link(source: Source) -> str:
    return f"<{source.url}>" if _ADDRESS.fullmatch(source.url) else escaped(source.url)


def _table(table: Table) -> str:
    rule = ["---:" if column in table.right else "---" for column in range(len(table.head))]
    lines = [[escaped(cell) for cell in table.head], rule]
    lines += [[escaped(cell) for cell in row] for row in table.rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
