"""Requested schema changes: the records of an extension with lines."""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import field, frozen

SCHEMA_CONTAINER = "cn=schema,cn=configuration"
_CN = re.compile(r"\s*cn\s*=((?:\\.|[^,\\])*)", re.IGNORECASE)


@frozen
class Given:
    """A value of the extension.

    Attributes:
        text: The value as text.
        line: Its line number; 0 means unknown.
        raw: The value as bytes.
    """

    text: str
    line: int = 0
    raw: bytes = field(default=b"", repr=False)


@frozen(kw_only=True)
class SchemaPart:
    """One part of a modification.

    Attributes:
        operation: ``add``, ``delete`` or ``replace``.
        attribute: The changed attribute, as written.
        values: Its values; empty means that all values are deleted.
        line: Its line number; 0 means unknown.
    """

    operation: str
    attribute: str
    values: tuple[Given, ...] = ()
    line: int = 0


@frozen(kw_only=True)
class SchemaChange:
    """One record of an extension.

    Attributes:
        operation: ``add``, ``modify``, ``delete``, ``rename``, or ``refresh`` for ``schemaUpdateNow``.
        dn: The distinguished name as written.
        file: The name of the file in messages.
        line: The line number of the distinguished name.
        lenient: True if an existing object is not an error (``ntdsSchemaAdd`` and related types).
        entry: For ``add``: the values by attribute in lower case.
        written: For ``add``: the spelling of each attribute name.
        parts: For ``modify``: its parts.
        new_name: For ``rename``: the new relative distinguished name.
    """

    operation: str
    dn: str
    file: str = ""
    line: int = 0
    lenient: bool = False
    entry: Mapping[str, tuple[Given, ...]] = field(factory=dict)
    written: Mapping[str, str] = field(factory=dict)
    parts: tuple[SchemaPart, ...] = ()
    new_name: str = ""

    @property
    def cn(self) -> str:
        """The common name in the distinguished name; empty if it has none."""
        found = _CN.match(self.dn)
        return re.sub(r"\\(.)", r"\1", found[1]).strip() if found else ""

    @property
    def above(self) -> str:
        """The distinguished name of the parent, without spaces beside the commas, in lower case."""
        rest = re.sub(r"^(?:\\.|[^,\\])*,?", "", self.dn, count=1)
        return "".join(part.strip() for part in re.split(r"([,=])", rest)).lower()

    @property
    def in_schema(self) -> bool:
        """True if the parent of the object is the schema container."""
        return self.above == SCHEMA_CONTAINER or self.above.startswith(f"{SCHEMA_CONTAINER},")

    def values(self, name: str) -> tuple[Given, ...]:
        """The values of an attribute of the added entry; empty if it is absent."""
        return self.entry.get(name.lower(), ())

    def first(self, name: str) -> Given | None:
        """The first value of an attribute of the added entry; ``None`` if it is absent."""
        return next(iter(self.values(name)), None)
