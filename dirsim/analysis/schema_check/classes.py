"""The rules for a class that is added.

Source: [MS-ADTS] 3.1.1.2.5.1.1 (consistency checks), 3.1.1.2.4 (classes).
"""

from __future__ import annotations

from dirsim.analysis.schema_check import sddl, syntaxes
from dirsim.analysis.schema_check.identifiers import (
    check_attributes,
    check_common,
    check_guid,
    check_name,
    check_oid,
    check_place,
)
from dirsim.analysis.schema_check.state import Look
from dirsim.model.schema import Category, ClassDefinition

PARENTS = {
    Category.CLASS_88: frozenset(Category),
    Category.STRUCTURAL: frozenset({Category.STRUCTURAL, Category.ABSTRACT, Category.CLASS_88}),
    Category.ABSTRACT: frozenset({Category.ABSTRACT, Category.CLASS_88}),
    Category.AUXILIARY: frozenset({Category.AUXILIARY, Category.ABSTRACT, Category.CLASS_88}),
}
"""From which kinds of class each kind may be derived."""


def add_class(look: Look) -> None:
    """Apply the rules to a record that adds a ``classSchema`` object, and enter it where it stands."""
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
        look.warn("no-place", "no possSuperiors, own or inherited: no object of the class can be created", "state some")


def _category(look: Look) -> Category | None:
    number = look.integer("objectClassCategory")
    given = look.change.first("objectClassCategory")
    if given is None:
        look.error("missing", "objectClassCategory is missing", "1 structural, 2 abstract, 3 auxiliary")
        return None
    if number is None:
        return None
    if number not in tuple(Category):
        look.error(
            "bad-value", f"objectClassCategory {number} does not exist", "1 structural, 2 abstract, 3 auxiliary", given
        )
        return None
    if number == Category.CLASS_88:
        look.warn("category", "a class of the 1988 kind escapes most checks", "choose 1, 2 or 3", given)
    return Category(number)


def _parent(look: Look, category: Category | None, name: str) -> str:
    given = look.change.first("subClassOf")
    if given is None:
        look.error("missing", "subClassOf is missing", "top, where nothing else fits")
        return ""
    if given.text.lower() == name.lower():
        look.error("category", "a class is not derived from itself", at=given)
        return ""
    found = look.known_class("subClassOf", given)
    if found and category is not None and found.category is not None and found.category not in PARENTS[category]:
        said = f"{_a(category)} class is not derived from {_a(found.category)} one, {found.name}"
        look.error("category", said, at=given)
    return found.name if found else ""


def _a(category: Category) -> str:
    word = category.name.lower().replace("class_88", "1988")
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def _auxiliary(look: Look, name: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for attribute in ("auxiliaryClass", "systemAuxiliaryClass"):
        for given in look.change.values(attribute):
            if given.text.lower() == name.lower():
                look.error("category", "a class is not its own auxiliary class", at=given)
                continue
            one = look.known_class(attribute, given)
            if one and one.category not in {Category.AUXILIARY, Category.CLASS_88, None}:
                look.error("category", f"{attribute}: {one.name} is {_a(one.category)} class", at=given)
            elif one:
                found[one.name] = None
    return tuple(found)


def _attributes(look: Look, *names: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in names:
        for given in look.change.values(name):
            one = look.known_attribute(name, given)
            if one is None:
                continue
            if "must" in name.lower() and one.is_back_link:
                look.error("link", f"{name}: {one.name} is a back link, which nobody can set", at=given)
            found[one.name] = None
    return tuple(found)


def _superiors(look: Look, name: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for attribute in ("possSuperiors", "systemPossSuperiors"):
        for given in look.change.values(attribute):
            if given.text.lower() == name.lower():
                hint = "add it with a later record, after one with schemaUpdateNow"
                look.error("not-loaded", f"{attribute}: {name} itself is not there yet", hint, at=given)
                continue
            one = look.known_class(attribute, given)
            if one and one.category not in {Category.STRUCTURAL, Category.CLASS_88, None}:
                said = f"{attribute}: {one.name} is {_a(one.category)} class, of which there are no objects"
                look.error("category", said, at=given)
            elif one:
                found[one.name] = None
    return tuple(found)


def _rdn(look: Look) -> str:
    given = look.change.first("rDNAttID")
    if given is None:
        return ""
    one = look.known_attribute("rDNAttID", given)
    if one and one.syntax and one.syntax != syntaxes.UNICODE:
        kind = syntaxes.name_of(one.syntax, one.om_syntax, one.om_object_class)
        look.error("syntax-mismatch", f"rDNAttID: {one.name} is a {kind}, not a String(Unicode)", at=given)
    return one.name if one else ""


def check_descriptor(look: Look) -> None:
    """The ``defaultSecurityDescriptor`` can be read."""
    given = look.change.first("defaultSecurityDescriptor")
    if given is not None and (said := sddl.fault(given.text)):
        look.error("bad-descriptor", f"defaultSecurityDescriptor: {said}", at=given)
