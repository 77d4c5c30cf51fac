"""Output formats of each command."""

from __future__ import annotations

from difflib import get_close_matches

from dirsim.api import UsageError

FORMATS = {
    "recommend": ("text", "json", "markdown", "html", "sarif", "junit"),
    "assess": ("text", "json", "markdown", "html", "sarif", "junit"),
    "check": ("text", "json", "sarif", "github"),
    "simulate": ("text", "json", "html"),
    "trace": ("text", "json", "svg", "html"),
    "availability": ("text", "json"),
    "sweep": ("text", "json"),
    "ports": ("text", "json", "csv", "markdown", "terraform", "aws-cli", "windows", "nftables"),
    "ports --check": ("text", "json", "markdown"),
    "export": ("json",),
    "discover": ("yaml", "json"),
    "least-privilege": ("text", "json"),
    "session": ("text", "json"),
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
    "lab": ("text", "json"),
}


def chosen(command: str, wanted: str) -> str:
    """The format that was asked for.

    Raises:
        UsageError: The command does not write it.
    """
    known = FORMATS[command]
    if wanted in known:
        return wanted
    near = get_close_matches(wanted.lower(), known, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]!r}?" if near else f"dirsim {command} writes {', '.join(known)}"
    raise UsageError(f"unknown format {wanted!r}; {hint}")
