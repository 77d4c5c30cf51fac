"""Attribute syntaxes of the schema and their three identifying values.

The values are ``attributeSyntax``, ``oMSyntax`` and ``oMObjectClass``, which must match.

Source: [MS-ADTS] 3.1.1.2.2.2 (LDAP representations); the object classes are in BER encoding, as the attribute holds them.
"""

from __future__ import annotations

from attrs import frozen

OBJECT = 127
"""The ``oMSyntax`` of objects, which ``oMObjectClass`` distinguishes."""


@frozen
class Syntax:
    """An attribute syntax.

    Attributes:
        name: Its name in the specification.
        syntax: ``attributeSyntax``.
        om_syntax: ``oMSyntax``.
        om_object_class: ``oMObjectClass`` in hexadecimal; empty for syntaxes without one.
    """

    name: str
    syntax: str
    om_syntax: int
    om_object_class: str = ""


SYNTAXES = (
    Syntax("Boolean", "2.5.5.8", 1),
    Syntax("Enumeration", "2.5.5.9", 10),
    Syntax("Integer", "2.5.5.9", 2),
    Syntax("LargeInteger", "2.5.5.16", 65),
    Syntax("Object(DS-DN)", "2.5.5.1", OBJECT, "2b0c0287731c00854a"),
    Syntax("Object(DN-Binary)", "2.5.5.7", OBJECT, "2a864886f7140101010b"),
    Syntax("Object(OR-Name)", "2.5.5.7", OBJECT, "56060102050b1d"),
    Syntax("Object(Replica-Link)", "2.5.5.10", OBJECT, "2a864886f71401010106"),
    Syntax("Object(Presentation-Address)", "2.5.5.13", OBJECT, "2b0c0287731c00855c"),
    Syntax("Object(DN-String)", "2.5.5.14", OBJECT, "2a864886f7140101010c"),
    Syntax("Object(Access-Point)", "2.5.5.14", OBJECT, "2b0c0287731c00853e"),
    Syntax("String(Case)", "2.5.5.3", 27),
    Syntax("String(Generalized-Time)", "2.5.5.11", 24),
    Syntax("String(UTC-Time)", "2.5.5.11", 23),
    Syntax("String(IA5)", "2.5.5.5", 22),
    Syntax("String(Printable)", "2.5.5.5", 19),
    Syntax("String(NT-Sec-Desc)", "2.5.5.15", 66),
    Syntax("String(Numeric)", "2.5.5.6", 18),
    Syntax("String(Object-Identifier)", "2.5.5.2", 6),
    Syntax("String(Octet)", "2.5.5.10", 4),
    Syntax("String(Sid)", "2.5.5.17", 4),
    Syntax("String(Teletex)", "2.5.5.4", 20),
    Syntax("String(Unicode)", "2.5.5.12", 64),
)
UNICODE = "2.5.5.12"
BACK_LINK = "2.5.5.1"
LINKED = frozenset({"2.5.5.1", "2.5.5.7", "2.5.5.14"})
"""Syntaxes that a forward link may have ([MS-ADTS] 3.1.1.1.6)."""
RANGED = frozenset(
    {"2.5.5.2", "2.5.5.3", "2.5.5.4", "2.5.5.5", "2.5.5.6", "2.5.5.7", "2.5.5.9", "2.5.5.10"}
    | {"2.5.5.12", "2.5.5.14", "2.5.5.15", "2.5.5.16", "2.5.5.17"}
)
"""Syntaxes whose values ``rangeLower`` and ``rangeUpper`` bound."""
TEXT = frozenset({"2.5.5.3", "2.5.5.4", "2.5.5.5", "2.5.5.6", "2.5.5.12"})


def find(syntax: str, om_syntax: int, om_object_class: str = "") -> Syntax | None:
    """The syntax of three values; without an object class, the first match. ``None`` if the values do not match."""
    for known in SYNTAXES:
        if (known.syntax, known.om_syntax) == (syntax, om_syntax) and om_object_class in ("", known.om_object_class):
            return known
    return None


def partners(syntax: str) -> tuple[Syntax, ...]:
    """Every syntax with an ``attributeSyntax``; empty if there is none."""
    return tuple(known for known in SYNTAXES if known.syntax == syntax)


def name_of(syntax: str, om_syntax: int, om_object_class: str = "") -> str:
    """The name of a syntax; ``unknown`` if the values do not match."""
    known = find(syntax, om_syntax, om_object_class)
    return known.name if known else "unknown"
