"""What a schema has beyond the one delivered with Windows Server.

The delivered names are those that the schema checks know; what Microsoft's base system added later has object
identifiers of one number under its arcs, while products (Exchange, Skype, LAPS) use arcs of their own below.
"""

from __future__ import annotations

import re
from functools import cache

from attrs import define, field

from dirsim.facts.stock_schema import raw_stock_schema
from dirsim.read.ldap.entry import Entry

_BASE = re.compile(r"1\.2\.840\.113556\.1\.[45]\.\d{1,4}")


@cache
def delivered() -> frozenset[str]:
    """The names of the delivered attributes and classes, in lower case."""
    known = raw_stock_schema()
    return frozenset(name.lower() for kind in ("attributes", "classes") for name in known[kind])


@define
class Schema:
    """Collects the schema's version and what was added to it."""

    version: int | None = None
    attributes: list[str] = field(factory=list)
    classes: list[str] = field(factory=list)
    seen: bool = False

    def take(self, entry: Entry) -> None:
        """Note the version, or an attribute or class that was added."""
        classes = entry.classes
        if "dmd" in classes:
            self.version = entry.number("objectversion")
        elif "attributeschema" in classes:
            self._definition(entry, entry.text("attributeid"), self.attributes)
        elif "classschema" in classes:
            self._definition(entry, entry.text("governsid"), self.classes)

    def _definition(self, entry: Entry, oid: str, added: list[str]) -> None:
        self.seen = True
        name = entry.text("ldapdisplayname") or entry.parts[0][1]
        if name.lower() in delivered() or _BASE.fullmatch(oid) or entry.text("isdefunct").upper() == "TRUE":
            return
        added.append(name)
