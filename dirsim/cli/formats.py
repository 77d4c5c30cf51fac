"""Output formats of each command."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from dirsim.api import UsageError

FORMATS = {
    "recommend": ("text", "json", "markdown", "html", "sarif", "junit", "github"),
    "assess": ("text", "json", "markdown", "html", "sarif", "junit"),
    "check": ("text", "json", "sarif", "github", "junit"),
    "simulate": ("text", "json", "html"),
    "trace": ("text", "json", "svg", "html"),
    "availability": ("text", "json"),
    "sweep": ("text", "json"),
    "ports": ("text", "json", "csv", "markdown", "terraform", "aws-cli", "windows", "nftables"),
    "ports --check": ("text", "json", "markdown"),
    "export": ("json",),
    "discover": ("yaml", "json"),
    "least-privilege": ("text", "json"),
    "session": ("text", "json", "html"),
    "can": ("text", "json"),
    "lint-policy": ("text", "json", "sarif"),
    "diff": ("text", "json", "markdown"),
    "verify": ("text", "json"),
    "facts": ("text", "json"),
    "check-schema": ("text", "json", "sarif", "github"),
    "policy": ("text", "json"),
    "trusts": ("text", "json", "markdown"),
    "managed-ad": ("text", "json", "markdown"),
    "schema": ("json",),
    "lab": ("text", "json", "csv"),
    "words": ("text", "json"),
    "new": ("yaml", "json"),
}


_ENDINGS = {
    ".json": "json",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".sarif": "sarif",
    ".xml": "junit",
    ".svg": "svg",
    ".csv": "csv",
    ".yaml": "yaml",
    ".yml": "yaml",
}


def by_ending(output: str) -> str:
    """The format that the ending of a path means; empty where it means none."""
    return _ENDINGS.get(Path(output).suffix.lower(), "")


def chosen(command: str, wanted: str | None, output: str | None = None) -> str:
    """The format that was asked for.

    Args:
        command: The command.
        wanted: The format; ``None`` means that the ending of the output's path decides, where the command writes that format.
        output: The path to write to; ``None`` means standard output.

    Raises:
        UsageError: The command does not write the format that was asked for.
    """
    known = FORMATS[command]
    if wanted is None:
        ending = by_ending(output) if output else ""
        return ending if ending in known else known[0]
    if wanted in known:
        return wanted
    near = get_close_matches(wanted.lower(), known, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]!r}?" if near else f"dirsim {command} writes {', '.join(known)}"
    raise UsageError(f"unknown format {wanted!r}; {hint}")
