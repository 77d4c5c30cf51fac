"""SDDL security descriptors, as in ``defaultSecurityDescriptor``.

The module checks whether they can be parsed.

Source: [MS-DTYP] 2.5.1 (security descriptor description language).
"""

from __future__ import annotations

import re

_TYPES = frozenset(["A", "D", "OA", "OD", "AU", "AL", "OU", "OL", "ML", "XA", "XD", "XU", "ZA", "RA", "SP", "TL", "FL"])
_FLAGS = frozenset(["CI", "OI", "NP", "IO", "ID", "SA", "FA", "TP", "CR"])
_RIGHTS = frozenset(
    [
        "GA",
        "GR",
        "GW",
        "GX",
        "RC",
        "SD",
        "WD",
        "WO",
        "RP",
        "WP",
        "CC",
        "DC",
        "LC",
        "SW",
        "LO",
        "DT",
        "CR",
        "FA",
        "FR",
        "FW",
        "FX",
        "KA",
        "KR",
        "KW",
        "KX",
        "NW",
        "NR",
        "NX",
    ]
)
_SIDS = frozenset(
    [
        "AA",
        "AC",
        "AN",
        "AO",
        "AP",
        "AS",
        "AU",
        "BA",
        "BG",
        "BO",
        "BU",
        "CA",
        "CD",
        "CG",
        "CN",
        "CO",
        "CY",
        "DA",
        "DC",
        "DD",
        "DG",
        "DU",
        "EA",
        "ED",
        "EK",
        "ER",
        "ES",
        "HA",
        "HI",
        "HO",
        "IS",
        "IU",
        "KA",
        "LA",
        "LG",
        "LS",
        "LU",
        "LW",
        "ME",
        "MP",
        "MU",
        "NO",
        "NS",
        "NU",
        "OW",
        "PA",
        "PO",
        "PS",
        "PU",
        "RA",
        "RC",
        "RD",
        "RE",
        "RM",
        "RO",
        "RS",
        "RU",
        "SA",
        "SI",
        "SO",
        "SS",
        "SU",
        "SY",
        "UD",
        "WD",
        "WR",
    ]
)
_SID = re.compile(r"S-1-(?:\d+|0x[0-9A-Fa-f]+)(?:-\d+)+")
_NUMBER = re.compile(r"0x[0-9A-Fa-f]+|\d+")
_GUID = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")
_PARTS = re.compile(r"(O|G|D|S):")
_LIST_FLAGS = re.compile(r"(?:P|A[RI]|NO_ACCESS_CONTROL)*")


def fault(text: str) -> str:
    """The fault of a descriptor, in one clause; empty if it is valid."""
    rest, order = text.strip(), -1
    if not rest:
        return "it is empty"
    while rest:
        head = _PARTS.match(rest)
        if not head:
            return f"expected 'O:', 'G:', 'D:' or 'S:' at {rest[:12]!r}"
        position = "OGDS".index(head[1])
        if position <= order:
            return f"the part '{head[1]}:' is duplicate or out of order"
        order, rest = position, rest[head.end() :]
        rest, problem = _list(rest) if head[1] in "DS" else _owner(rest)
        if problem:
            return problem
    return ""


def _owner(rest: str) -> tuple[str, str]:
    found = _SID.match(rest)
    if found:
        return rest[found.end() :], ""
    if rest[:2] in _SIDS:
        return rest[2:], ""
    return rest, f"unknown security principal {rest[:2]!r}"


def _list(rest: str) -> tuple[str, str]:
    found = _LIST_FLAGS.match(rest)
    rest = rest[found.end() :] if found else rest
    while rest.startswith("("):
        end = _end(rest)
        if end < 0:
            return rest, "unclosed parenthesis"
        problem = _entry(rest[1:end])
        if problem:
            return rest, f"in ({rest[1:end][:60]}): {problem}"
        rest = rest[end + 1 :].lstrip()
    return rest, ""


def _end(text: str) -> int:
    """The position of the parenthesis that closes the first one of a text; -1 if it is unclosed."""
    depth = 0
    for position, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return position
    return -1


def _entry(text: str) -> str:
    fields = [part.strip() for part in text.split(";", 6)]
    if len(fields) < 6:
        return f"expected six fields, found {len(fields)}"
    kind, flags, rights, one, other, who = fields[:6]
    if kind not in _TYPES:
        return f"invalid entry type {kind!r}"
    if not _made_of(flags, _FLAGS):
        return f"invalid flags {flags!r}"
    if not (_NUMBER.fullmatch(rights) or _made_of(rights, _RIGHTS)):
        return f"invalid rights {rights!r}"
    for guid in (one, other):
        if guid and not _GUID.fullmatch(guid):
            return f"invalid GUID {guid!r}"
    if not (who in _SIDS or _SID.fullmatch(who)):
        return f"unknown security principal {who!r}"
    return ""


def _made_of(text: str, words: frozenset[str]) -> bool:
    return len(text) % 2 == 0 and all(text[at : at + 2] in words for at in range(0, len(text), 2))
