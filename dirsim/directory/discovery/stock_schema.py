"""Schema additions of a forest beyond the Windows Server schema.

The delivered names are those that the schema checks know. Definitions that Microsoft's base system added later have
object identifiers of one number under its arcs, while products (Exchange, Skype, LAPS) use their own arcs below.
"""

from __future__ import annotations

import re
from functools import cache

from attrs import define, field

from dirsim.directory.discovery.entry import Entry
from dirsim.directory.schema.delivered import raw_stock_schema

_BASE = re.compile(r"1\.2\.840\.113556\.1\.[45]\.\d{1,4}")


@cache
def delivered() -> frozenset[str]:
    """The names of the delivered attributes and classes, in lower case."""
    known = raw_stock_schema()
    return frozenset(name.lower() for kind in ("attributes", "classes") for name in known[kind])


@define
class StockSchema:
    """Collects the schema version and the additions."""

    version: int | None = None
    attributes: list[str] = field(factory=list)
    classes: list[str] = field(factory=list)
    seen: bool = False

    def take(self, entry: Entry) -> None:
        """Record the version, or an added attribute or class."""
        classes = entry.classes
        if "dmd" in classes:
            self.version = entry.number("objectversion")
        elif "attributeschema" in classes:
            self._definition(entry, entry.text("attributeid"), self.attributes)
        elif "classschema" in classes:
            self._definition(entry, entry.text("governsid"), self.classes)

    def _definition(self, entry: Entry, oid: str, added: list[str]) -> None:
        self.seen = True
        name = entry.text("ldapdisplayname") or entry.own_name
        if name.lower() in delivered() or _BASE.fullmatch(oid) or entry.text("isdefunct").upper() == "TRUE":
            return
        added.append(name)
