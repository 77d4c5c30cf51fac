"""One HTML page that needs nothing else: no network, no other file, and no script but its own."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files

from dirsim.report.plain import plain


@cache
def asset(name: str) -> str:
    """A style sheet or script of this package, such as ``board/board.js``."""
    return files("dirsim.report").joinpath(name).read_text(encoding="utf-8")


def document(title: str, body: str, styles: Iterable[str] = (), scripts: Iterable[str] = ()) -> str:
    """A whole page with a strict content security policy: only these styles and scripts, told by their digests.

    Args:
        title: The page's title.
        body: HTML that is safe already.
        styles: Style sheets.
        scripts: Modules.
    """
    sheets, modules = list(styles), list(scripts)
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {_digests(modules)}",
            f"style-src {_digests(sheets)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(plain(title))}</title>\n"
        + "".join(f"<style>{sheet}</style>\n" for sheet in sheets)
        + f"</head>\n<body>\n{body}\n"
        + "".join(f'<script type="module">{module}</script>\n' for module in modules)
        + "</body>\n</html>\n"
    )


def _digests(texts: list[str]) -> str:
    """What a policy calls inline styles and scripts that it lets in."""
    sources = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{source}'" for source in sources) or "'none'"
