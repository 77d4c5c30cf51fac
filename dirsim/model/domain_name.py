"""Domain names: labels of letters, digits, hyphens and underscores.

Source: RFC 1035 section 2.3.1, with the underscore that Active Directory allows.
"""

from __future__ import annotations

import re

_LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?"
_DOMAIN = re.compile(rf"{_LABEL}(\.{_LABEL})*\.?")
_OTHER = re.compile(r"[^A-Za-z0-9_.]+")


def is_domain_name(text: str) -> bool:
    """True where a text can be a domain's DNS name."""
    return _DOMAIN.fullmatch(text) is not None


def as_domain_name(text: str) -> str:
    """A text as a valid domain name: every other character becomes a hyphen."""
    labels = (_OTHER.sub("-", label).strip("-") for label in text.split("."))
    return ".".join(label for label in labels if label) or "unnamed"
