"""Schema rules for modified, renamed and deleted definitions.

Source: [MS-ADTS] 3.1.1.2.5.1.2 (safety checks) and 3.1.1.2.5.2 (defunct).
"""

from __future__ import annotations

from attrs import evolve

from dirsim.directory.schema import sddl
from dirsim.directory.schema.change import SchemaPart
from dirsim.directory.schema.model import AttributeDefinition, Category, ClassDefinition
from dirsim.directory.schema.state import SchemaLookup, replaced

_FIXED = {
    name.lower(): name
    for name in [
        "attributeID",
        "governsID",
        "attributeSyntax",
        "oMSyntax",
        "oMObjectClass",
        "isSingleValued",
        "linkID",
        "systemOnly",
        "schemaIDGUID",
        "objectClassCategory",
        "subClassOf",
        "rDNAttID",
        "systemMayContain",
        "systemMustContain",
        "systemAuxiliaryClass",
        "systemPossSuperiors",
        "systemFlags",
        "extendedCharsAllowed",
        "objectClass",
        "instanceType",
        "cn",
        "name",
        "objectGUID",
    ]
}
"""Attributes of a definition that cannot change after its creation."""
_FIXED_FOR_BASE = frozenset(
    {"ldapdisplayname", "defaultobjectcategory", "rangelower", "rangeupper", "attributesecurityguid", "isdefunct"}
)
"""Attributes that cannot change on definitions of the base schema."""
_MUST, _MAY, _AUXILIARY, _SUPERIORS = "mustcontain", "maycontain", "auxiliaryclass", "posssuperiors"
_LISTS = {_MUST: "must", _MAY: "may", _AUXILIARY: "auxiliary", _SUPERIORS: "superiors"}
_CONFIDENTIAL = 0x80


def modify(look: SchemaLookup) -> None:
    """Apply the rules to a record that modifies a definition, and change the definition if they are met."""
    one = _target(look)
    if one is None:
        return
    _apply_parts(look, one)
    if look.refused:  # one refused part refuses the whole record
        _enter(look, one)
    elif isinstance(one, ClassDefinition):
        now = look.state.classes[one.name.lower()]
        look.state.classes[one.name.lower()] = one
        before = look.state.allowed(one)
        look.state.classes[one.name.lower()] = now
        look.mark(now, look.state.allowed(now) - before)


def _enter(look: SchemaLookup, one: AttributeDefinition | ClassDefinition) -> None:
    if isinstance(one, ClassDefinition):
        look.state.classes[one.name.lower()] = one
    else:
        look.state.attributes[one.name.lower()] = one


def _apply_parts(look: SchemaLookup, one: AttributeDefinition | ClassDefinition) -> None:
    for part in look.change.parts:
        name = part.attribute.lower()
        known = look.state.attribute(name)
        if known is None:
            look.error("not-allowed", f"unknown attribute {part.attribute!r}", at=part.line)
        elif name in _FIXED:
            look.error("system", f"{_FIXED[name]} of a definition cannot be changed", at=part.line)
        elif one.base and name in _FIXED_FOR_BASE:
            look.error(
                "base-object",
                f"{known.name} of {one.name}, a base schema definition, cannot be changed",
                at=part.line,
            )
        elif not _allowed(look, one, known):
            look.error("not-allowed", f"{_kind(one)} does not allow the attribute {known.name}", at=part.line)
        elif isinstance(one, ClassDefinition) and name in _LISTS:
            one = _change_list(look, one, part, name)
        else:
            one = _change_value(look, one, part, name)


def _kind(one: AttributeDefinition | ClassDefinition) -> str:
    return "classSchema" if isinstance(one, ClassDefinition) else "attributeSchema"


def _allowed(look: SchemaLookup, one: AttributeDefinition | ClassDefinition, known: AttributeDefinition) -> bool:
    return known.name.lower() in look.state.allowed(look.state.classes[_kind(one).lower()])


def _target(look: SchemaLookup) -> AttributeDefinition | ClassDefinition | None:
    name = look.state.names.get(look.change.cn.lower())
    if name is None:
        look.error("no-target", f"unknown definition CN={look.change.cn}")
        return None
    found = look.state.attributes.get(name.lower()) or look.state.classes.get(name.lower())
    if name.lower() in look.state.attributes and name.lower() in look.state.classes:
        by_cn = look.state.classes[name.lower()]
        found = by_cn if by_cn.cn.lower() == look.change.cn.lower() else found
    return found


def _change_list(look: SchemaLookup, one: ClassDefinition, part: SchemaPart, name: str) -> ClassDefinition:
    """Change a list of attributes or classes of a class."""
    written = part.attribute
    if name == _MUST:
        verb = "cannot get further" if part.operation == "add" else "must keep its"
        look.error("mandatory-added", f"{one.name}, an existing class, {verb} mandatory attributes", at=part.line)
        return one
    if one.name.lower() == "top" and name not in {_MAY, _AUXILIARY}:
        look.error("class-top", f"{written} of top cannot be changed", at=part.line)
        return one
    before: tuple[str, ...] = getattr(one, _LISTS[name])
    named = tuple(filter(None, (_named(look, one, part, name, at) for at in range(len(part.values)))))
    if part.operation == "add":
        after = tuple(dict.fromkeys((*before, *named)))
        for again in (each for each in named if each in before):
            look.error("bad-value", f"{one.name} already has {again} in {written}", at=part.line)
    elif part.operation == "delete":
        for absent in (each for each in named if each not in before):
            look.error("no-target", f"{written} of {one.name} does not contain {absent}", at=part.line)
        gone = {each.lower() for each in named} if part.values else {each.lower() for each in before}
        after = tuple(each for each in before if each.lower() not in gone)
    else:
        after = named
    lost = [each for each in before if each not in after]
    if lost and name in {_MAY, _AUXILIARY}:
        look.warn(
            "in-use", f"objects keep their existing values, but these become invisible: {', '.join(lost)}", at=part.line
        )
    changed = replaced(look.state, one, **{_LISTS[name]: after})
    if name == _AUXILIARY:
        _check_mandatory(look, one, changed, part)
    return changed


def _named(look: SchemaLookup, one: ClassDefinition, part: SchemaPart, name: str, position: int) -> str | None:
    """The definition that one value of a list refers to, after checks; ``None`` if the value is refused."""
    given = part.values[position]
    if name == _MAY:
        attribute = look.known_attribute(part.attribute, given)
        if attribute and one.name.lower() == "top" and not attribute.is_back_link and part.operation != "delete":
            look.error("class-top", f"top accepts only back links, and {attribute.name} is not one", at=given)
            return None
        return attribute.name if attribute else None
    other = look.known_class(part.attribute, given)
    if other is None:
        return None
    fitting = (
        {Category.AUXILIARY, Category.CLASS_88} if name == _AUXILIARY else {Category.STRUCTURAL, Category.CLASS_88}
    )
    if other.category is not None and other.category not in fitting:
        message = f"{part.attribute}: {other.name} has the category {other.category.name.lower().replace('_', ' ')}"
        look.error("category", message, at=given)
        return None
    return other.name


def _check_mandatory(look: SchemaLookup, before: ClassDefinition, after: ClassDefinition, part: SchemaPart) -> None:
    """Check that an auxiliary class adds no mandatory attribute to an existing class, and only back links to top."""
    look.state.classes[before.name.lower()] = before
    old = look.state.mandatory(before)
    allowed = look.state.allowed(before)
    look.state.classes[before.name.lower()] = after
    brought = sorted(look.state.mandatory(after) - old)
    if brought:
        names = ", ".join(
            look.state.attributes[name].name if name in look.state.attributes else name for name in brought
        )
        hint = "make them optional in the auxiliary class"
        look.error("mandatory-added", f"{after.name}, an existing class, would require {names}", hint, part.line)
    if after.name.lower() == "top":
        new = sorted(look.state.allowed(after) - allowed)
        if any(not known.is_back_link for name in new if (known := look.state.attribute(name))):
            look.error("class-top", "top accepts only back links", at=part.line)


def _change_value(
    look: SchemaLookup, one: AttributeDefinition | ClassDefinition, part: SchemaPart, name: str
) -> AttributeDefinition | ClassDefinition:
    """Change a value of a definition."""
    value = next(iter(part.values), None)
    if len(part.values) > 1 and (known := look.state.attribute(name)) and known.single:
        look.error("single-value", f"{known.name} is single-valued, found {len(part.values)} values", at=part.line)
    if value is None:
        return one
    if name == "isdefunct":
        if look.boolean_of("isDefunct", value) is not None:
            return _defunct(look, one, defunct=value.text == "TRUE", line=part.line)
    elif name == "ismemberofpartialattributeset":
        if look.boolean_of(part.attribute, value):
            look.note("replication", f"{one.name} replicates to every global catalog of the forest", at=part.line)
    elif name == "searchflags":
        flags = look.integer_of("searchFlags", value)
        if flags and one.base and flags & _CONFIDENTIAL:
            look.error(
                "base-object", f"{one.name}, a base schema definition, cannot be made confidential", at=part.line
            )
    elif name == "defaultsecuritydescriptor":
        if message := sddl.fault(value.text):
            look.error("bad-descriptor", f"defaultSecurityDescriptor: {message}", at=value)
        else:
            look.note("system", "existing objects keep their permissions", at=part.line)
    elif name in {"rangelower", "rangeupper"} and isinstance(one, AttributeDefinition):
        return _range(look, one, part, name)
    return one


def _range(look: SchemaLookup, one: AttributeDefinition, part: SchemaPart, name: str) -> AttributeDefinition:
    number = look.integer_of(part.attribute, part.values[0])
    changed = evolve(one, lower=number) if name == "rangelower" else evolve(one, upper=number)
    if changed.lower is not None and changed.upper is not None and changed.lower > changed.upper:
        look.error("range", f"rangeLower {changed.lower} is greater than rangeUpper {changed.upper}", at=part.line)
        return one
    look.state.attributes[one.name.lower()] = changed
    return changed


def _defunct(
    look: SchemaLookup, one: AttributeDefinition | ClassDefinition, *, defunct: bool, line: int
) -> AttributeDefinition | ClassDefinition:
    if defunct and (users := _users(look, one)):
        look.error("in-use", f"{one.name} is used by {', '.join(users[:5])}", "make those defunct first", line)
        return one
    changed = evolve(one, defunct=defunct)
    _enter(look, changed)
    return changed


def _users(look: SchemaLookup, one: AttributeDefinition | ClassDefinition) -> list[str]:
    """The definitions that refer to a definition and are not defunct."""
    name = one.name.lower()

    def refers(other: ClassDefinition) -> bool:
        if isinstance(one, AttributeDefinition):
            named = (*other.must, *other.may, other.rdn)
        else:
            named = (other.parent, *other.auxiliary, *other.superiors)
        return name in {each.lower() for each in named}

    return [
        other.name
        for other in look.state.classes.values()
        if not other.defunct and other.name.lower() != name and refers(other)
    ]


def delete(look: SchemaLookup) -> None:
    """Refuse the record: a definition cannot be deleted."""
    look.error("no-deletion", "a definition cannot be deleted, only made defunct", "isDefunct: TRUE")


def rename(look: SchemaLookup) -> None:
    """Apply the rules to a record that renames a definition; base schema definitions keep their common name."""
    one = _target(look)
    if one is None:
        return
    if one.base:
        look.error("base-object", f"{one.name}, a base schema definition, cannot be renamed")
        return
    new = look.change.new_name.partition("=")[2].strip()
    if new.lower() in look.state.names and new.lower() != one.cn.lower():
        look.error("object-exists", f"the definition CN={new} already exists")
        return
    look.state.names.pop(one.cn.lower(), None)
    look.state.names[new.lower()] = one.name
