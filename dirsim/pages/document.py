"""Self-contained HTML document with a strict content security policy.

The document needs no network, no other file and no script except its own.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files

from dirsim.pages.plain import plain


@cache
def asset(name: str, package: str = "dirsim.pages") -> str:
    """The text of a style sheet or script that a package ships, such as ``page.css``."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


def document(title: str, body: str, styles: Iterable[str] = (), scripts: Iterable[str] = ()) -> str:
    """A whole document whose content security policy allows only these styles and scripts, by their digests.

    Args:
        title: The page's title.
        body: HTML that is already escaped.
        styles: Style sheets.
        scripts: JavaScript modules.
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
    """The source expressions by which a policy allows inline styles and scripts."""
    sources = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{source}'" for source in sources) or "'none'"
