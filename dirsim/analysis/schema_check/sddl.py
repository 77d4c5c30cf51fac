"""Security descriptors in text, as ``defaultSecurityDescriptor`` holds them: whether they can be read.

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
_LIST_FLAGS = re.compile(r"(?:P|AR|AI|NO_ACCESS_CONTROL)*")


def fault(text: str) -> str:
    """What is wrong with a descriptor, in one clause; empty where nothing is."""
    rest, order = text.strip(), -1
    if not rest:
        return "it is empty"
    while rest:
        head = _PARTS.match(rest)
        if not head:
            return f"'O:', 'G:', 'D:' or 'S:' is expected at {rest[:12]!r}"
        position = "OGDS".index(head[1])
        if position <= order:
            return f"the part '{head[1]}:' stands twice or out of order"
        order, rest = position, rest[head.end() :]
        rest, said = _list(rest) if head[1] in "DS" else _owner(rest)
        if said:
            return said
    return ""


def _owner(rest: str) -> tuple[str, str]:
    found = _SID.match(rest)
    if found:
        return rest[found.end() :], ""
    if rest[:2] in _SIDS:
        return rest[2:], ""
    return rest, f"{rest[:2]!r} is no security principal"


def _list(rest: str) -> tuple[str, str]:
    found = _LIST_FLAGS.match(rest)
    rest = rest[found.end() :] if found else rest
    while rest.startswith("("):
        end = _end(rest)
        if end < 0:
            return rest, "a bracket is not closed"
        said = _entry(rest[1:end])
        if said:
            return rest, f"in ({rest[1:end][:60]}): {said}"
        rest = rest[end + 1 :].lstrip()
    return rest, ""


def _end(text: str) -> int:
    """Where the bracket that opens a text is closed; -1 where it is not."""
    depth = 0
    for position, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return position
    return -1


def _entry(text: str) -> str:
    fields = [part.strip() for part in text.split(";", 6)]
    if len(fields) < 6:
        return f"an entry has six fields, this one {len(fields)}"
    kind, flags, rights, one, other, who = fields[:6]
    if kind not in _TYPES:
        return f"{kind!r} is no type of entry"
    if not _made_of(flags, _FLAGS):
        return f"{flags!r} are no flags"
    if not (_NUMBER.fullmatch(rights) or _made_of(rights, _RIGHTS)):
        return f"{rights!r} are no rights"
    for guid in (one, other):
        if guid and not _GUID.fullmatch(guid):
            return f"{guid!r} is no GUID"
    if not (who in _SIDS or _SID.fullmatch(who)):
        return f"{who!r} is no security principal"
    return ""


def _made_of(text: str, words: frozenset[str]) -> bool:
    return len(text) % 2 == 0 and all(text[at : at + 2] in words for at in range(0, len(text), 2))
