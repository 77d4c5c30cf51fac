"""The schema state while an extension is applied, record by record."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import define, evolve, field

from dirsim.directory.schema.change import Given, SchemaChange
from dirsim.directory.schema.model import AttributeDefinition, ClassDefinition, Schema
from dirsim.directory.schema.schema_findings import SchemaFinding, SchemaLevel


@define
class SchemaState:
    """The definitions so far, and the names that the directory has not loaded yet.

    The directory knows an added name only after ``schemaUpdateNow``; it knows its object identifier at once
    ([MS-ADTS] 3.1.1.3.3.13).
    """

    attributes: dict[str, AttributeDefinition]
    classes: dict[str, ClassDefinition]
    findings: list[SchemaFinding] = field(factory=list)
    pending: set[str] = field(factory=set)
    new_attributes: list[str] = field(factory=list)
    touched_classes: dict[str, set[str]] = field(factory=dict)
    new_classes: set[str] = field(factory=set)
    oids: dict[str, str] = field(factory=dict)
    guids: dict[str, str] = field(factory=dict)
    links: dict[int, str] = field(factory=dict)
    mapi: dict[int, str] = field(factory=dict)
    names: dict[str, str] = field(factory=dict)

    @classmethod
    def of(cls, schema: Schema) -> SchemaState:
        """The state before the first record."""
        state = cls(dict(schema.attributes), dict(schema.classes))
        for attribute in schema.attributes.values():
            state.remember_attribute(attribute)
        for one in schema.classes.values():
            state.remember_class(one)
        return state

    def remember_attribute(self, one: AttributeDefinition) -> None:
        """Enter an attribute and its unique values."""
        self.attributes[one.name.lower()] = one
        self._identify(one)
        if one.link:
            self.links[one.link] = one.name
        if one.mapi:
            self.mapi[one.mapi] = one.name

    def remember_class(self, one: ClassDefinition) -> None:
        """Enter a class and its unique values."""
        self.classes[one.name.lower()] = one
        self._identify(one)

    def _identify(self, one: AttributeDefinition | ClassDefinition) -> None:
        self.names[one.cn.lower()] = one.name
        if one.oid:
            self.oids[one.oid] = one.name
        if one.guid:
            self.guids[one.guid.lower()] = one.name

    def attribute(self, reference: str) -> AttributeDefinition | None:
        """The attribute that a name or an object identifier refers to."""
        return self.attributes.get(self.oids.get(reference, reference).lower())

    def class_(self, reference: str) -> ClassDefinition | None:
        """The class that a name or an object identifier refers to."""
        return self.classes.get(self.oids.get(reference, reference).lower())

    def chain(self, one: ClassDefinition) -> Iterator[ClassDefinition]:
        """A class and its superclasses, up to top or to an unknown class."""
        seen: set[str] = set()
        current: ClassDefinition | None = one
        while current is not None and current.name.lower() not in seen:
            seen.add(current.name.lower())
            yield current
            current = self.class_(current.parent) if current.parent else None

    def parts(self, one: ClassDefinition) -> tuple[ClassDefinition, ...]:
        """A class, its superclasses, and all their auxiliary classes with the superclasses of those."""
        found: dict[str, ClassDefinition] = {}
        waiting = [one]
        while waiting:
            for step in self.chain(waiting.pop(0)):
                if step.name.lower() not in found:
                    found[step.name.lower()] = step
                    waiting += [other for name in step.auxiliary if (other := self.class_(name))]
        return tuple(found.values())

    def mandatory(self, one: ClassDefinition) -> set[str]:
        """Every mandatory attribute of a class, including inherited ones, in lower case."""
        return {name.lower() for part in self.parts(one) for name in part.must}

    def allowed(self, one: ClassDefinition) -> set[str]:
        """Every attribute that an object of a class may have, in lower case."""
        return {name.lower() for part in self.parts(one) for name in (*part.must, *part.may)}


@define
class SchemaLookup:
    """The check of one record; findings are added to the state with the record's position."""

    state: SchemaState
    change: SchemaChange
    refused: bool = False

    @property
    def object(self) -> str:
        """The name of the record's object in messages."""
        shown = self.change.first("lDAPDisplayName")
        return shown.text if shown else self.change.cn or self.change.dn

    def error(self, rule: str, message: str, hint: str = "", at: Given | int = 0) -> None:
        """Report that the directory refuses the record."""
        self.refused = True
        self._add(SchemaLevel.ERROR, rule, message, hint, at)

    def warn(self, rule: str, message: str, hint: str = "", at: Given | int = 0) -> None:
        """Report that the directory accepts the record, but that it needs review."""
        self._add(SchemaLevel.WARNING, rule, message, hint, at)

    def note(self, rule: str, message: str, hint: str = "", at: Given | int = 0) -> None:
        """Report additional information."""
        self._add(SchemaLevel.NOTE, rule, message, hint, at)

    def _add(self, level: SchemaLevel, rule: str, message: str, hint: str, at: Given | int) -> None:
        line = (at if isinstance(at, int) else at.line) or self.change.line
        found = SchemaFinding(
            rule=rule, level=level, message=message, hint=hint, file=self.change.file, line=line, object=self.object
        )
        self.state.findings.append(found)

    def integer(self, name: str) -> int | None:
        """The value of an integer attribute of the entry; ``None`` if it is absent, or invalid, which is reported."""
        given = self.change.first(name)
        return None if given is None else self.integer_of(name, given)

    def integer_of(self, name: str, given: Given) -> int | None:
        """A given 32-bit integer; ``None`` if it is invalid, which is reported."""
        try:
            number = int(given.text)
        except ValueError:
            self.error("bad-value", f"{name}: invalid integer {given.text[:40]!r}", at=given)
            return None
        if not -(2**31) <= number < 2**32:
            self.error("bad-value", f"{name}: {number} exceeds 32 bits", at=given)
            return None
        return number

    def boolean(self, name: str) -> bool | None:
        """The value of a Boolean attribute of the entry; ``None`` if it is absent, or invalid, which is reported."""
        given = self.change.first(name)
        return None if given is None else self.boolean_of(name, given)

    def boolean_of(self, name: str, given: Given) -> bool | None:
        """A given TRUE or FALSE; ``None`` if it is neither, which is reported."""
        if given.text not in {"TRUE", "FALSE"}:
            self.error("bad-value", f"{name}: expected TRUE or FALSE, found {given.text[:40]!r}", at=given)
            return None
        return given.text == "TRUE"

    def known_attribute(self, name: str, given: Given) -> AttributeDefinition | None:
        """The attribute that a value refers to; ``None`` if it does not exist, or is not loaded yet, which is reported."""
        found = self.state.attribute(given.text)
        if found is None:
            self.error("unknown-reference", f"{name}: unknown attribute {given.text[:80]!r}", at=given)
            return None
        self._loaded(name, given, found.name)
        if found.defunct:
            self.error("unknown-reference", f"{name}: the attribute {found.name} is defunct", at=given)
        return found

    def known_class(self, name: str, given: Given) -> ClassDefinition | None:
        """The class that a value refers to; ``None`` if it does not exist, or is not loaded yet, which is reported."""
        found = self.state.class_(given.text)
        if found is None:
            self.error("unknown-reference", f"{name}: unknown class {given.text[:80]!r}", at=given)
            return None
        self._loaded(name, given, found.name)
        if found.defunct:
            self.error("unknown-reference", f"{name}: the class {found.name} is defunct", at=given)
        return found

    def _loaded(self, name: str, given: Given, found: str) -> None:
        if given.text.lower() in self.state.pending:
            hint = "add a schemaUpdateNow record before this one, or refer to it by its object identifier"
            self.error("not-loaded", f"{name}: {found} is added above, but not loaded yet", hint, at=given)

    def mark(self, class_: ClassDefinition, attributes: set[str], *, new: bool = False) -> None:
        """Record that the record adds or changes a class."""
        self.state.touched_classes.setdefault(class_.name.lower(), set()).update(attributes)
        if new:
            self.state.new_classes.add(class_.name.lower())


def replaced(state: SchemaState, one: ClassDefinition, **values: object) -> ClassDefinition:
    """A class with changed values, entered in the state."""
    changed = evolve(one, **values)  # type: ignore[arg-type]  # the names are fields of the class
    state.classes[one.name.lower()] = changed
    return changed
