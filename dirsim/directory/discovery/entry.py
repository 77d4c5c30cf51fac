"""A directory entry and its values, converted from attribute syntaxes.

The values are text, numbers, times, distinguished names and identifiers.

Source: [MS-ADTS] 3.1.1.2 (syntaxes), [MS-DTYP] 2.4.2 (SID), RFC 4514 (distinguished names).
"""

from __future__ import annotations

import re
import struct
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property

from attrs import define

_ESCAPED = re.compile(rb"\\([0-9A-Fa-f]{2}|.)", re.DOTALL)
_NEVER = 0x7FFFFFFFFFFFFFFF
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


@define(slots=False)
class Entry:
    """One directory entry.

    Attributes:
        dn: Its distinguished name.
        attributes: The values of each attribute, by its name in lower case.
    """

    dn: str
    attributes: Mapping[str, Sequence[bytes]]

    @cached_property
    def classes(self) -> frozenset[str]:
        """The object classes, in lower case."""
        return frozenset(text_of(value).lower() for value in self.attributes.get("objectclass", ()))

    @cached_property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """The relative distinguished names (type, value), the entry's own first."""
        return dn_parts(self.dn)

    @property
    def own_name(self) -> str:
        """The value of the entry's own relative name; empty for an entry without a name."""
        return self.parts[0][1] if self.parts else ""

    @property
    def domain(self) -> str:
        """The DNS name of the domain that contains the entry; empty if its distinguished name does not end in one."""
        return domain_of(self.parts)

    def text(self, name: str) -> str:
        """The first value as text; empty if the attribute is absent."""
        values = self.attributes.get(name)
        return text_of(values[0]) if values else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """All values as text, sorted: the order of a server's values has no meaning."""
        return tuple(sorted(text_of(value) for value in self.attributes.get(name, ())))

    def number(self, name: str) -> int | None:
        """The first value as an integer; ``None`` if the attribute is absent or not an integer."""
        try:
            return int(self.text(name))
        except ValueError:
            return None

    def bits(self, name: str) -> int:
        """The first value as a set of bits; 0 if the attribute is absent."""
        return (self.number(name) or 0) & 0xFFFFFFFF

    def day(self, name: str) -> str | None:
        r"""The date of a time, stored as a count of 100 ns since 1601 or as ``20261101120000.0Z``; ``None`` for never."""
        stored = self.text(name)
        try:
            if len(stored) >= 15 and stored[:8].isdigit() and "." in stored:
                return datetime.strptime(stored[:8], "%Y%m%d").replace(tzinfo=UTC).date().isoformat()
            ticks = int(stored)
            if ticks <= 0 or ticks >= _NEVER:
                return None
            return (_EPOCH + timedelta(microseconds=ticks // 10)).date().isoformat()
        except (ValueError, OverflowError):
            return None

    def interval(self, name: str) -> str | None:
        """A duration, stored as a negative count of 100 ns, as ``42d`` or ``30m``; ``0s`` for none or for never."""
        ticks = self.number(name)
        if ticks is None:
            return None
        if ticks in (0, -_NEVER - 1):
            return "0s"
        return written(abs(ticks) // 10_000_000)

    def sid(self, name: str = "objectsid") -> str:
        """A security identifier as ``S-1-5-...``; empty if the attribute is absent."""
        values = self.attributes.get(name)
        return sid_text(values[0]) if values else ""


def written(seconds: int) -> str:
    """A number of seconds as a duration, in the largest unit that divides it."""
    for unit, size in (("d", 86_400), ("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def text_of(value: bytes) -> str:
    r"""A value as text; bytes that are not UTF-8 are written as ``\xff``."""
    return value.decode("utf-8", "backslashreplace")


def dn_parts(dn: str) -> tuple[tuple[str, str], ...]:
    """The parts of a distinguished name: type in lower case, and unescaped value (RFC 4514 section 3)."""
    parts: list[tuple[str, str]] = []
    for part in _split(dn):
        kind, _, value = part.partition("=")
        bare = value.strip(" ")
        if (len(bare) - len(bare.rstrip("\\"))) % 2 and value.endswith(" "):
            bare += " "  # the trailing space is escaped: it is part of the name
        parts.append((kind.strip().lower(), _unescaped(bare)))
    return tuple(parts)


def _split(dn: str) -> list[str]:
    parts, start, place = [], 0, 0
    while place < len(dn):
        if dn[place] == "\\":
            place += 2
            continue
        if dn[place] == ",":
            parts.append(dn[start:place])
            start = place + 1
        place += 1
    if dn[start:]:
        parts.append(dn[start:])
    return parts


def _unescaped(value: str) -> str:
    if "\\" not in value:
        return value
    # In one pass: an escape may yield a backslash, which must not start another escape.
    raw = _ESCAPED.sub(
        lambda found: bytes([int(found[1], 16)]) if len(found[1]) == 2 else found[1],
        value.encode("utf-8", "surrogatepass"),
    )
    return raw.decode("utf-8", "backslashreplace")


def dn_key(dn: str) -> str:
    """A distinguished name in normalised form: two spellings of one name compare equal."""
    return ",".join(f"{kind}={_kept(value.lower())}" for kind, value in dn_parts(dn))


def _kept(value: str) -> str:
    """A value in which a comma is not taken for the end of the name."""
    return value.replace("\\", "\\5c").replace(",", "\\2c") if "," in value or "\\" in value else value


def domain_of(parts: Sequence[tuple[str, str]]) -> str:
    """The DNS domain at the end of a distinguished name; application partitions belong to the domain that they serve."""
    labels: list[str] = []
    for kind, value in reversed(parts):
        if kind != "dc":
            break
        labels.insert(0, value.lower())
    while labels and labels[0] in ("domaindnszones", "forestdnszones"):
        labels.pop(0)
    return ".".join(labels)


def domain_dn(domain: str) -> str:
    """The distinguished name of a domain's root."""
    return ",".join(f"DC={label}" for label in domain.split("."))


def sid_text(value: bytes) -> str:
    """A binary security identifier as text; empty if it is invalid."""
    if value.startswith(b"S-1-"):
        return text_of(value)
    if len(value) < 8 or len(value) < 8 + 4 * value[1]:
        return ""
    authority = int.from_bytes(value[2:8], "big")
    parts = struct.unpack(f"<{value[1]}I", value[8 : 8 + 4 * value[1]])
    return "-".join(["S", str(value[0]), str(authority), *map(str, parts)])


def guid_text(value: bytes) -> str:
    """A binary GUID as text in lower case; empty if it is invalid."""
    return str(uuid.UUID(bytes_le=value)) if len(value) == 16 else ""
