"""Distinguished names: containers above a name, its domain, and equality.

Source: RFC 4514.
"""

from __future__ import annotations

import re

_COMMA = re.compile(r"((?:\\.|[^\\,])*)(?:,|$)", re.DOTALL)


def parts(dn: str) -> tuple[str, ...]:
    """The relative names, the object's own first; empty for the empty name."""
    found: list[str] = []
    at = 0
    while at < len(dn):
        match = _COMMA.match(dn, at)
        if match is None or match.end() == at:
            break
        name, equals, value = match[1].partition("=")
        found.append(f"{name.strip()}={_bare(value)}" if equals else _bare(match[1]))
        at = match.end()
    return tuple(part for part in found if part)


def _bare(value: str) -> str:
    """A value without the blanks around it; an escaped blank at its end belongs to it."""
    bare = value.strip()
    escapes = len(bare) - len(bare.rstrip("\\"))
    return f"{bare} " if escapes % 2 and value.rstrip() != value else bare


def normal(dn: str) -> str:
    """A form in which equal names are equal: lower case, no blanks beside commas and equals signs."""
    return ",".join(parts(dn)).lower()


def above(dn: str) -> tuple[str, ...]:
    """The names of the containers above, the nearest first, each in its normal form."""
    own = tuple(part.lower() for part in parts(dn))
    return tuple(",".join(own[at:]) for at in range(1, len(own)))


def domain_of(dn: str) -> str:
    """The DNS name of the domain that a name belongs to; empty where it has none."""
    labels = [part.partition("=")[2] for part in parts(dn) if part.lower().startswith("dc=")]
    return ".".join(labels).lower()


def of_domain(domain: str) -> str:
    """The normal form of a domain's distinguished name, as ``dc=corp,dc=example``."""
    return ",".join(f"dc={label}" for label in domain.lower().rstrip(".").split("."))


def is_name(text: str) -> bool:
    """True where a text looks like a distinguished name that ends in a domain."""
    found = parts(text)
    return bool(found) and all("=" in part for part in found) and found[-1].lower().startswith("dc=")
