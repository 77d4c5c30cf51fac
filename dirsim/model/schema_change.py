"""What somebody wants to change in a schema: the records of an extension, each with the line it stands on."""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import field, frozen

SCHEMA_CONTAINER = "cn=schema,cn=configuration"
_CN = re.compile(r"\s*cn\s*=\s*((?:\\.|[^,\\])*)", re.IGNORECASE)


@frozen
class Given:
    """A value as the extension gives it.

    Attributes:
        text: The value as text.
        line: The line it stands on; 0 means unknown.
        raw: Its bytes.
    """

    text: str
    line: int = 0
    raw: bytes = field(default=b"", repr=False)


@frozen(kw_only=True)
class SchemaPart:
    """One part of a modification.

    Attributes:
        operation: ``add``, ``delete`` or ``replace``.
        attribute: The attribute that is changed, as it is written.
        values: Its values; empty deletes all.
        line: The line it stands on.
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
        dn: The distinguished name as it is written.
        file: The file, as messages call it.
        line: The line of the name.
        lenient: Whether it is passed over where the object is there already (``ntdsSchemaAdd`` and its like).
        entry: For ``add``: the values by attribute in lower case.
        written: For ``add``: how each attribute's name is written.
        parts: For ``modify``: its parts.
        new_name: For ``rename``: the new relative name.
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
        """The common name in the distinguished name; empty where it has none."""
        found = _CN.match(self.dn)
        return re.sub(r"\\(.)", r"\1", found[1]).strip() if found else ""

    @property
    def above(self) -> str:
        """The distinguished name of what is above it, without blanks beside the commas, in lower case."""
        rest = re.sub(r"^(?:\\.|[^,\\])*,?", "", self.dn, count=1)
        return re.sub(r"\s*([,=])\s*", r"\1", rest.strip()).lower()

    @property
    def in_schema(self) -> bool:
        """Whether the object stands in the schema container itself."""
        return self.above == SCHEMA_CONTAINER or self.above.startswith(f"{SCHEMA_CONTAINER},")

    def values(self, name: str) -> tuple[Given, ...]:
        """The values of an attribute of the entry that is added; empty where there is none."""
        return self.entry.get(name.lower(), ())

    def first(self, name: str) -> Given | None:
        """The first value of an attribute of the entry that is added; ``None`` where there is none."""
        return next(iter(self.values(name)), None)
