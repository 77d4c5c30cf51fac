"""Schema rules for an added class.

Source: [MS-ADTS] 3.1.1.2.5.1.1 (consistency checks), 3.1.1.2.4 (classes).
"""

from __future__ import annotations

from dirsim.directory.schema import sddl, syntaxes
from dirsim.directory.schema.identifiers import (
    check_attributes,
    check_common,
    check_guid,
    check_name,
    check_oid,
    check_place,
)
from dirsim.directory.schema.model import Category, ClassDefinition
from dirsim.directory.schema.state import SchemaLookup

PARENTS = {
    Category.CLASS_88: frozenset(Category),
    Category.STRUCTURAL: frozenset({Category.STRUCTURAL, Category.ABSTRACT, Category.CLASS_88}),
    Category.ABSTRACT: frozenset({Category.ABSTRACT, Category.CLASS_88}),
    Category.AUXILIARY: frozenset({Category.AUXILIARY, Category.ABSTRACT, Category.CLASS_88}),
}
"""The class categories from which each category may be derived."""


def add_class(look: SchemaLookup) -> None:
    """Apply the rules to a record that adds a ``classSchema`` object, and enter the class in the state."""
    check_attributes(look, "classSchema")
    check_place(look)
    check_common(look)
    name = check_name(look)
    oid = check_oid(look, "governsID")
    guid = check_guid(look)
    category = _category(look)
    parent = _parent(look, category, name)
    auxiliary = _auxiliary(look, name)
    must = _attributes(look, "mustContain", "systemMustContain")
    may = _attributes(look, "mayContain", "systemMayContain")
    superiors = _superiors(look, name)
    rdn = _rdn(look)
    check_descriptor(look)
    for twice in sorted(set(must) & set(may)):
        look.warn("bad-value", f"{twice} is both mandatory and optional")
    if look.refused:
        return
    definition = ClassDefinition(
        name=name,
        cn=look.change.cn,
        oid=oid,
        category=category,
        parent=parent,
        auxiliary=auxiliary,
        must=must,
        may=may,
        superiors=superiors,
        rdn=rdn,
        guid=guid,
    )
    look.state.remember_class(definition)
    look.state.pending.add(name.lower())
    look.mark(definition, {*must, *may}, new=True)
    nowhere = not any(part.superiors for part in look.state.parts(definition))
    if category is Category.STRUCTURAL and nowhere:
        look.warn(
            "no-place",
            "no possSuperiors, own or inherited: objects of the class cannot be created",
            "add possSuperiors",
        )


def _category(look: SchemaLookup) -> Category | None:
    number = look.integer("objectClassCategory")
    given = look.change.first("objectClassCategory")
    if given is None:
        look.error("missing", "missing objectClassCategory", "1 structural, 2 abstract, 3 auxiliary")
        return None
    if number is None:
        return None
    if number not in tuple(Category):
        look.error("bad-value", f"invalid objectClassCategory {number}", "1 structural, 2 abstract, 3 auxiliary", given)
        return None
    if number == Category.CLASS_88:
        look.warn("category", "most checks do not apply to a class of category 88", "use 1, 2 or 3", given)
    return Category(number)


def _parent(look: SchemaLookup, category: Category | None, name: str) -> str:
    given = look.change.first("subClassOf")
    if given is None:
        look.error("missing", "missing subClassOf", "use top if no other class fits")
        return ""
    if given.text.lower() == name.lower():
        look.error("category", "a class cannot be derived from itself", at=given)
        return ""
    found = look.known_class("subClassOf", given)
    if found and category is not None and found.category is not None and found.category not in PARENTS[category]:
        message = f"{_a(category)} class cannot be derived from {_a(found.category)} one, {found.name}"
        look.error("category", message, at=given)
    return found.name if found else ""


def _a(category: Category) -> str:
    word = category.name.lower().replace("class_88", "1988")
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def _auxiliary(look: SchemaLookup, name: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for attribute in ("auxiliaryClass", "systemAuxiliaryClass"):
        for given in look.change.values(attribute):
            if given.text.lower() == name.lower():
                look.error("category", "a class cannot be its own auxiliary class", at=given)
                continue
            one = look.known_class(attribute, given)
            if one and one.category not in {Category.AUXILIARY, Category.CLASS_88, None}:
                look.error("category", f"{attribute}: {one.name} is {_a(one.category)} class", at=given)
            elif one:
                found[one.name] = None
    return tuple(found)


def _attributes(look: SchemaLookup, *names: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in names:
        for given in look.change.values(name):
            one = look.known_attribute(name, given)
            if one is None:
                continue
            if "must" in name.lower() and one.is_back_link:
                look.error("link", f"{name}: {one.name} is a back link, which clients cannot set", at=given)
            found[one.name] = None
    return tuple(found)


def _superiors(look: SchemaLookup, name: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for attribute in ("possSuperiors", "systemPossSuperiors"):
        for given in look.change.values(attribute):
            if given.text.lower() == name.lower():
                hint = "add it in a later record, after a schemaUpdateNow record"
                look.error("not-loaded", f"{attribute}: {name} itself does not exist yet", hint, at=given)
                continue
            one = look.known_class(attribute, given)
            if one and one.category not in {Category.STRUCTURAL, Category.CLASS_88, None}:
                message = f"{attribute}: {one.name} is {_a(one.category)} class, which has no objects"
                look.error("category", message, at=given)
            elif one:
                found[one.name] = None
    return tuple(found)


def _rdn(look: SchemaLookup) -> str:
    given = look.change.first("rDNAttID")
    if given is None:
        return ""
    one = look.known_attribute("rDNAttID", given)
    if one and one.syntax and one.syntax != syntaxes.UNICODE:
        kind = syntaxes.name_of(one.syntax, one.om_syntax, one.om_object_class)
        look.error("syntax-mismatch", f"rDNAttID: {one.name} is a {kind}, not a String(Unicode)", at=given)
    return one.name if one else ""


def check_descriptor(look: SchemaLookup) -> None:
    """Check that the ``defaultSecurityDescriptor`` can be parsed."""
    given = look.change.first("defaultSecurityDescriptor")
    if given is not None and (message := sddl.fault(given.text)):
        look.error("bad-descriptor", f"defaultSecurityDescriptor: {message}", at=given)
