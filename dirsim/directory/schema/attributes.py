"""Schema rules for an added attribute.

Source: [MS-ADTS] 3.1.1.2.5.1.1 (consistency checks), 3.1.1.2.3 (attributes), 3.1.1.1.6 (links), 2.2.9 (search flags).
"""

from __future__ import annotations

from dirsim.directory.schema import syntaxes
from dirsim.directory.schema.change import Given
from dirsim.directory.schema.identifiers import (
    check_attributes,
    check_common,
    check_guid,
    check_name,
    check_oid,
    check_place,
)
from dirsim.directory.schema.model import AttributeDefinition
from dirsim.directory.schema.state import SchemaLookup

AUTO_LINK = "1.2.840.113556.1.2.50"
"""Requests an automatic ``linkID`` from the directory."""
_INDEX, _ANR, _TUPLE = 0x1, 0x4, 0x20
_KNOWN_FLAGS = 0x3FF


def add_attribute(look: SchemaLookup) -> None:
    """Apply the rules to a record that adds an ``attributeSchema`` object, and enter the attribute in the state."""
    check_attributes(look, "attributeSchema")
    check_place(look)
    check_common(look)
    name = check_name(look)
    oid = check_oid(look, "attributeID")
    guid = check_guid(look)
    syntax = _syntax(look)
    single = _single(look)
    link = _link(look, syntax, name)
    lower, upper = _range(look, syntax)
    mapi = _mapi(look)
    _search_flags(look, syntax)
    if look.boolean("isMemberOfPartialAttributeSet"):
        at = look.change.values("isMemberOfPartialAttributeSet")[0]
        look.note("replication", f"{name} replicates to every global catalog of the forest", at=at)
    if link % 2 and single:
        look.warn("link", "a back link has one value per object that refers to it; isSingleValued has no effect")
    if look.refused:
        return
    definition = AttributeDefinition(
        name=name,
        cn=look.change.cn,
        oid=oid,
        syntax=syntax.syntax if syntax else "",
        om_syntax=syntax.om_syntax if syntax else 0,
        om_object_class=syntax.om_object_class if syntax else "",
        link=link,
        mapi=mapi,
        single=bool(single),
        system_only=bool(look.boolean("systemOnly")),
        lower=lower,
        upper=upper,
        guid=guid,
    )
    look.state.remember_attribute(definition)
    look.state.pending.add(name.lower())
    look.state.new_attributes.append(name.lower())


def _syntax(look: SchemaLookup) -> syntaxes.Syntax | None:
    given = look.change.first("attributeSyntax")
    om_syntax = look.integer("oMSyntax")
    for name in ("attributeSyntax", "oMSyntax"):
        if not look.change.values(name):
            look.error("missing", f"{name} is missing")
    if given is None or om_syntax is None:
        return None
    asked = look.change.first("oMObjectClass")
    kind = asked.raw.hex() if asked else ""
    if asked and om_syntax != syntaxes.OBJECT:
        look.error("syntax-mismatch", f"oMObjectClass requires oMSyntax {syntaxes.OBJECT}, found {om_syntax}", at=asked)
        return None
    found = syntaxes.find(given.text, om_syntax, kind)
    if found is None:
        fitting = [f"{known.name}: {known.syntax} with {known.om_syntax}" for known in syntaxes.partners(given.text)]
        message = f"attributeSyntax {given.text} does not match oMSyntax {om_syntax}"
        message += " and this oMObjectClass" if asked else ""
        if not fitting:
            message = f"unknown attributeSyntax {given.text[:40]!r}"
        look.error("syntax-mismatch", message, "; ".join(fitting), given)
    elif found.name == "Object(Replica-Link)" and not asked:
        look.error("syntax-mismatch", "a replica link requires oMObjectClass", at=given)
    elif found.om_syntax == syntaxes.OBJECT and not asked and len(syntaxes.partners(given.text)) > 1:
        look.warn("syntax-mismatch", f"without oMObjectClass the directory assumes {found.name}", "state it", given)
    return found


def _single(look: SchemaLookup) -> bool | None:
    if not look.change.values("isSingleValued"):
        look.error("missing", "isSingleValued is missing")
    return look.boolean("isSingleValued")


def _link(look: SchemaLookup, syntax: syntaxes.Syntax | None, name: str) -> int:
    """The link id; if the directory assigns it, a negative number that no other link has."""
    given = look.change.first("linkID")
    if given is None:
        return 0
    link = _link_number(look, given)
    if link == 0:
        return 0
    if link in look.state.links:
        look.error("link", f"linkID {given.text} is already used by {look.state.links[link]}", at=given)
    if link % 2 and link - 1 not in look.state.links:
        look.error("link", f"no forward link with linkID {link - 1}", "add the forward link first", given)
    if syntax and link % 2 and syntax.syntax != syntaxes.BACK_LINK:
        look.error("link", f"a back link must have the syntax Object(DS-DN), not {syntax.name}", at=given)
    elif syntax and syntax.syntax not in syntaxes.LINKED:
        look.error("link", f"a link must be a distinguished name, not {syntax.name}", at=given)
    if link > 0 and given.text.isdigit():
        look.warn("link", f"{name} has a fixed linkID", f"linkID: {AUTO_LINK} lets the directory assign one", given)
    return link


def _link_number(look: SchemaLookup, given: Given) -> int:
    text = given.text
    if text == AUTO_LINK:
        return -2 - 2 * sum(1 for number in look.state.links if number < 0 and number % 2 == 0)
    forward = None if text.lstrip("-").isdigit() else look.state.attribute(text)
    if forward is not None:
        if not forward.link or forward.link % 2:
            look.error("link", f"{forward.name} is not a forward link", at=given)
            return 0
        return forward.link + 1
    number = look.integer_of("linkID", given)
    if number is not None and number < 1:
        look.error("link", f"invalid linkID {number}", "even numbers from 2 are forward links", given)
        return 0
    return number or 0


def _range(look: SchemaLookup, syntax: syntaxes.Syntax | None) -> tuple[int | None, int | None]:
    lower, upper = look.integer("rangeLower"), look.integer("rangeUpper")
    if lower is not None and upper is not None and lower > upper:
        at = look.change.values("rangeLower")[0]
        look.error("range", f"rangeLower {lower} is greater than rangeUpper {upper}", at=at)
    if syntax and (lower is not None or upper is not None) and syntax.syntax not in syntaxes.RANGED:
        look.warn("range", f"a range has no effect on {syntax.name}")
    return lower, upper


def _mapi(look: SchemaLookup) -> int:
    number = look.integer("mAPIID")
    if number in look.state.mapi:
        at = look.change.values("mAPIID")[0]
        look.error("mapi-collision", f"mAPIID {number} is already used by {look.state.mapi[number]}", at=at)
    return number or 0


def _search_flags(look: SchemaLookup, syntax: syntaxes.Syntax | None) -> None:
    flags = look.integer("searchFlags")
    if not flags:
        return
    at = look.change.values("searchFlags")[0]
    if flags < 0 or flags & ~_KNOWN_FLAGS:
        look.warn("search-flags", f"searchFlags {flags} has undefined bits", at=at)
    if flags & _ANR and not flags & _INDEX:
        look.warn("search-flags", "ambiguous name resolution (4) requires an index (1)", "searchFlags: 5", at)
    if syntax and flags & (_ANR | _TUPLE) and syntax.syntax not in syntaxes.TEXT:
        look.warn(
            "search-flags",
            f"ambiguous name resolution and substring indexes require a text syntax, not {syntax.name}",
            at=at,
        )
