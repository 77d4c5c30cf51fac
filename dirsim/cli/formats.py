"""Which command writes which formats."""

from __future__ import annotations

from difflib import get_close_matches

from dirsim.errors import UsageError

FORMATS = {
    "recommend": ("text", "json", "markdown", "sarif", "junit"),
    "check": ("text", "json", "sarif", "github"),
    "simulate": ("text", "json"),
    "trace": ("text", "json"),
    "availability": ("text", "json"),
    "sweep": ("text", "json"),
    "ports": ("text", "json", "csv", "markdown"),
    "least-privilege": ("text", "json"),
    "lint-policy": ("text", "json", "sarif"),
    "diff": ("text", "json", "markdown"),
    "verify": ("text", "json"),
    "facts": ("text", "json"),
    "check-schema": ("text", "json", "sarif", "github"),
    "policy": ("text", "json"),
    "trusts": ("text", "json", "markdown"),
    "managed-ad": ("text", "json", "markdown"),
    "schema": ("json",),
    "lab": ("text", "json"),
}
LATER = {"recommend": ("html",), "simulate": ("html",), "trace": ("svg", "html")}
"""Formats that are announced and not built yet."""


def chosen(command: str, wanted: str) -> str:
    """The format that was asked for.

    Raises:
        UsageError: The command does not write it.
    """
    known = FORMATS[command]
    if wanted in known:
        return wanted
    if wanted in LATER.get(command, ()):
        raise UsageError(f"--format {wanted} is not built yet; dirsim {command} writes {', '.join(known)}")
    near = get_close_matches(wanted.lower(), known, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]!r}?" if near else f"dirsim {command} writes {', '.join(known)}"
    raise UsageError(f"unknown format {wanted!r}; {hint}")
