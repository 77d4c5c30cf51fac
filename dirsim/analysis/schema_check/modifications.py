"""The rules for definitions that are changed, renamed or deleted.

Source: [MS-ADTS] 3.1.1.2.5.1.2 (safety checks) and 3.1.1.2.5.2 (defunct).
"""

from __future__ import annotations

from attrs import evolve

from dirsim.analysis.schema_check import sddl
from dirsim.analysis.schema_check.state import Look, replaced
from dirsim.model.schema import AttributeDefinition, Category, ClassDefinition
from dirsim.model.schema_change import SchemaPart

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
"""Attributes of a definition that nobody changes once it is there."""
_FIXED_FOR_BASE = frozenset(
    {"ldapdisplayname", "defaultobjectcategory", "rangelower", "rangeupper", "attributesecurityguid", "isdefunct"}
)
"""Attributes that stay as they are on what came with the directory."""
_MUST, _MAY, _AUXILIARY, _SUPERIORS = "mustcontain", "maycontain", "auxiliaryclass", "posssuperiors"
_LISTS = {_MUST: "must", _MAY: "may", _AUXILIARY: "auxiliary", _SUPERIORS: "superiors"}
_CONFIDENTIAL = 0x80


def modify(look: Look) -> None:
    """Apply the rules to a record that modifies a definition, and change it where they hold."""
    one = _target(look)
    if one is None:
        return
    _apply_parts(look, one)
    if look.refused:  # one part is refused, and with it the record
        _enter(look, one)
    elif isinstance(one, ClassDefinition):
        now = look.state.classes[one.name.lower()]
        look.state.classes[one.name.lower()] = one
        before = look.state.allowed(one)
        look.state.classes[one.name.lower()] = now
        look.mark(now, look.state.allowed(now) - before)


def _enter(look: Look, one: AttributeDefinition | ClassDefinition) -> None:
    if isinstance(one, ClassDefinition):
        look.state.classes[one.name.lower()] = one
    else:
        look.state.attributes[one.name.lower()] = one


def _apply_parts(look: Look, one: AttributeDefinition | ClassDefinition) -> None:
    for part in look.change.parts:
        name = part.attribute.lower()
        known = look.state.attribute(name)
        if known is None:
            look.error("not-allowed", f"there is no attribute {part.attribute!r}", at=part.line)
        elif name in _FIXED:
            look.error("system", f"{_FIXED[name]} of a definition cannot be changed", at=part.line)
        elif one.base and name in _FIXED_FOR_BASE:
            look.error(
                "base-object",
                f"{known.name} of {one.name}, which came with the directory, stays as it is",
                at=part.line,
            )
        elif not _allowed(look, one, known):
            look.error("not-allowed", f"{_kind(one)} has no attribute {known.name}", at=part.line)
        elif isinstance(one, ClassDefinition) and name in _LISTS:
            one = _change_list(look, one, part, name)
        else:
            one = _change_value(look, one, part, name)


def _kind(one: AttributeDefinition | ClassDefinition) -> str:
    return "classSchema" if isinstance(one, ClassDefinition) else "attributeSchema"


def _allowed(look: Look, one: AttributeDefinition | ClassDefinition, known: AttributeDefinition) -> bool:
    return known.name.lower() in look.state.allowed(look.state.classes[_kind(one).lower()])


def _target(look: Look) -> AttributeDefinition | ClassDefinition | None:
    name = look.state.names.get(look.change.cn.lower())
    if name is None:
        look.error("no-target", f"there is no definition CN={look.change.cn}")
        return None
    found = look.state.attributes.get(name.lower()) or look.state.classes.get(name.lower())
    if name.lower() in look.state.attributes and name.lower() in look.state.classes:
        by_cn = look.state.classes[name.lower()]
        found = by_cn if by_cn.cn.lower() == look.change.cn.lower() else found
    return found


def _change_list(look: Look, one: ClassDefinition, part: SchemaPart, name: str) -> ClassDefinition:
    """A list of attributes or classes of a class is changed."""
    written = part.attribute
    if name == _MUST:
        verb = "gets no further" if part.operation == "add" else "keeps its"
        look.error("mandatory-added", f"{one.name}, which is there already, {verb} mandatory attributes", at=part.line)
        return one
    if one.name.lower() == "top" and name not in {_MAY, _AUXILIARY}:
        look.error("class-top", f"{written} of top stays as it is", at=part.line)
        return one
    before: tuple[str, ...] = getattr(one, _LISTS[name])
    named = tuple(filter(None, (_named(look, one, part, name, at) for at in range(len(part.values)))))
    if part.operation == "add":
        after = tuple(dict.fromkeys((*before, *named)))
        for again in (each for each in named if each in before):
            look.error("bad-value", f"{one.name} has {again} in {written} already", at=part.line)
    elif part.operation == "delete":
        for absent in (each for each in named if each not in before):
            look.error("no-target", f"{one.name} has no {absent} in {written}", at=part.line)
        gone = {each.lower() for each in named} if part.values else {each.lower() for each in before}
        after = tuple(each for each in before if each.lower() not in gone)
    else:
        after = named
    lost = [each for each in before if each not in after]
    if lost and name in {_MAY, _AUXILIARY}:
        look.warn("in-use", f"objects that have values of it keep them, unseen: {', '.join(lost)}", at=part.line)
    changed = replaced(look.state, one, **{_LISTS[name]: after})
    if name == _AUXILIARY:
        _check_mandatory(look, one, changed, part)
    return changed


def _named(look: Look, one: ClassDefinition, part: SchemaPart, name: str, position: int) -> str | None:
    """What one value of a list refers to, checked; ``None`` where it is refused."""
    given = part.values[position]
    if name == _MAY:
        attribute = look.known_attribute(part.attribute, given)
        if attribute and one.name.lower() == "top" and not attribute.is_back_link and part.operation != "delete":
            look.error("class-top", f"top takes back links only, and {attribute.name} is none", at=given)
            return None
        return attribute.name if attribute else None
    other = look.known_class(part.attribute, given)
    if other is None:
        return None
    fitting = (
        {Category.AUXILIARY, Category.CLASS_88} if name == _AUXILIARY else {Category.STRUCTURAL, Category.CLASS_88}
    )
    if other.category is not None and other.category not in fitting:
        said = f"{part.attribute}: {other.name} is of the kind {other.category.name.lower().replace('_', ' ')}"
        look.error("category", said, at=given)
        return None
    return other.name


def _check_mandatory(look: Look, before: ClassDefinition, after: ClassDefinition, part: SchemaPart) -> None:
    """An auxiliary class brings a live class no mandatory attributes, and top nothing but back links."""
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
        look.error("mandatory-added", f"{after.name}, which is there already, would need {names}", hint, part.line)
    if after.name.lower() == "top":
        new = sorted(look.state.allowed(after) - allowed)
        if any(not known.is_back_link for name in new if (known := look.state.attribute(name))):
            look.error("class-top", "top takes back links only", at=part.line)


def _change_value(
    look: Look, one: AttributeDefinition | ClassDefinition, part: SchemaPart, name: str
) -> AttributeDefinition | ClassDefinition:
    """A value of a definition is changed."""
    value = next(iter(part.values), None)
    if len(part.values) > 1 and (known := look.state.attribute(name)) and known.single:
        look.error("single-value", f"{known.name} takes one value, not {len(part.values)}", at=part.line)
    if value is None:
        return one
    if name == "isdefunct":
        if look.boolean_of("isDefunct", value) is not None:
            return _defunct(look, one, defunct=value.text == "TRUE", line=part.line)
    elif name == "ismemberofpartialattributeset":
        if look.boolean_of(part.attribute, value):
            look.note("replication", f"{one.name} goes to every global catalog of the forest", at=part.line)
    elif name == "searchflags":
        flags = look.integer_of("searchFlags", value)
        if flags and one.base and flags & _CONFIDENTIAL:
            look.error(
                "base-object", f"{one.name}, which came with the directory, cannot be made confidential", at=part.line
            )
    elif name == "defaultsecuritydescriptor":
        if said := sddl.fault(value.text):
            look.error("bad-descriptor", f"defaultSecurityDescriptor: {said}", at=value)
        else:
            look.note("system", "objects that are there already keep their permissions", at=part.line)
    elif name in {"rangelower", "rangeupper"} and isinstance(one, AttributeDefinition):
        return _range(look, one, part, name)
    return one


def _range(look: Look, one: AttributeDefinition, part: SchemaPart, name: str) -> AttributeDefinition:
    number = look.integer_of(part.attribute, part.values[0])
    changed = evolve(one, lower=number) if name == "rangelower" else evolve(one, upper=number)
    if changed.lower is not None and changed.upper is not None and changed.lower > changed.upper:
        look.error("range", f"rangeLower {changed.lower} is greater than rangeUpper {changed.upper}", at=part.line)
        return one
    look.state.attributes[one.name.lower()] = changed
    return changed


def _defunct(
    look: Look, one: AttributeDefinition | ClassDefinition, *, defunct: bool, line: int
) -> AttributeDefinition | ClassDefinition:
    if defunct and (users := _users(look, one)):
        look.error("in-use", f"{one.name} is used by {', '.join(users[:5])}", "put those out of use first", line)
        return one
    changed = evolve(one, defunct=defunct)
    _enter(look, changed)
    return changed


def _users(look: Look, one: AttributeDefinition | ClassDefinition) -> list[str]:
    """The definitions in use that refer to one."""
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


def delete(look: Look) -> None:
    """A definition cannot be deleted."""
    look.error("no-deletion", "a definition cannot be deleted, only put out of use", "isDefunct: TRUE")


def rename(look: Look) -> None:
    """What came with the directory keeps its common name."""
    one = _target(look)
    if one is None:
        return
    if one.base:
        look.error("base-object", f"{one.name}, which came with the directory, keeps its common name")
        return
    new = look.change.new_name.partition("=")[2].strip()
    if new.lower() in look.state.names and new.lower() != one.cn.lower():
        look.error("object-exists", f"there is a definition CN={new} already")
        return
    look.state.names.pop(one.cn.lower(), None)
    look.state.names[new.lower()] = one.name
