"""Schema rules for attributes and classes: names, OIDs and GUIDs.

They also cover the form of values that both kinds of definition have.

Source: [MS-ADTS] 3.1.1.2.5.1.1 (consistency checks), 3.1.1.2.3.4 (lDAPDisplayName), 3.1.1.5.2.2 (add constraints).
"""

from __future__ import annotations

import re
import uuid

from dirsim.directory.schema.change import Given
from dirsim.directory.schema.state import SchemaLookup
from dirsim.parsing.scalars import digits

_OID = re.compile(r"[0-2](?:\.(?:0|[1-9]\d*))+")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_MICROSOFT = "1.2.840.113556."
_GIVEN_AWAY = "1.2.840.113556.1.8000."
"""The arc under which Microsoft's script generates an arc for each user of the script."""
_EXAMPLES = ("1.3.6.1.4.1.32473.", "2.999.")
"""Arcs for documentation: RFC 5612, ITU-T X.660."""
_GUID = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")
_DEFINING = frozenset(
    [
        "objectclass",
        "attributeid",
        "attributesyntax",
        "omsyntax",
        "omobjectclass",
        "issinglevalued",
        "systemonly",
        "linkid",
        "governsid",
        "subclassof",
        "rdnattid",
        "objectclasscategory",
        "systemmaycontain",
        "systemmustcontain",
        "systemauxiliaryclass",
        "systemposssuperiors",
        "schemaidguid",
        "ldapdisplayname",
        "instancetype",
        "extendedcharsallowed",
        "mapiid",
        "cn",
        "name",
        "defaulthidingvalue",
        "systemflags",
        "isephemeral",
        "distinguishedname",
    ]
)
"""Attributes that only the directory changes later, but that an added definition may state."""
_PASSED_OVER = frozenset({"whencreated", "whenchanged", "usncreated", "usnchanged"})
"""Attributes that the directory overwrites when an object is added."""


def check_attributes(look: SchemaLookup, kind: str) -> None:
    """Check that the entry has only attributes that a definition may have, known and with a valid number of values."""
    schema_class = look.state.classes[kind.lower()]
    allowed = look.state.allowed(schema_class)
    for name, values in look.change.entry.items():
        shown = look.change.written[name]
        known = look.state.attribute(name)
        if known is None:
            look.error("not-allowed", f"unknown attribute {shown!r}", at=values[0])
            continue
        if known.name.lower() not in allowed:
            look.error("not-allowed", f"{kind} does not allow the attribute {known.name}", at=values[0])
            continue
        if name in _PASSED_OVER:
            look.warn("not-allowed", f"the directory overwrites {known.name}", "omit the line", values[0])
        elif known.constructed or known.is_back_link or (known.system_only and name not in _DEFINING):
            hint = "omit the line; it belongs in exports, not in extensions"
            look.error("not-allowed", f"only the directory sets {known.name}", hint, at=values[0])
        if known.single and len(values) > 1:
            look.error("single-value", f"{known.name} is single-valued, found {len(values)} values", at=values[1])
    kinds = [value.text.lower() for value in look.change.values("objectClass")]
    if any(other not in {"top", kind.lower()} for other in kinds):
        look.error(
            "bad-value", f"objectClass of a definition must be top and {kind}", at=look.change.values("objectClass")[0]
        )


def check_place(look: SchemaLookup) -> None:
    """Check that the object is a child of the schema container, under an unused name."""
    container, _, root = look.change.above.partition("cn=configuration")
    if container != "cn=schema," or not root.startswith(",dc="):
        hint = "CN=NAME,CN=Schema,CN=Configuration,DC=..."
        look.error("place", "a definition must be a direct child of the schema container", hint)
    cn = look.change.cn
    for given in (*look.change.values("cn"), *look.change.values("name")):
        if given.text.lower() != cn.lower():
            look.error(
                "bad-value", f"cn is {given.text[:60]!r} here and {cn[:60]!r} in the distinguished name", at=given
            )


def check_name(look: SchemaLookup) -> str:
    """The ``lDAPDisplayName``, or if absent the name derived from the common name; problems are reported."""
    given = look.change.first("lDAPDisplayName")
    name = given.text if given else made_name(look.change.cn)
    at = given or Given("", look.change.line)
    if not _NAME.fullmatch(name):
        look.error(
            "bad-name", f"invalid lDAPDisplayName {name[:60]!r}", "letters, digits and hyphens, a letter first", at
        )
    elif name.lower() in look.state.attributes or name.lower() in look.state.classes:
        known = look.state.attributes.get(name.lower()) or look.state.classes.get(name.lower())
        kind = "an attribute" if name.lower() in look.state.attributes else "a class"
        whose = "of the directory itself" if known and known.base else "of this forest or of this extension"
        look.error("name-collision", f"{name} is {kind} {whose}", "use an own prefix", at)
    return name


def made_name(cn: str) -> str:
    """The ``lDAPDisplayName`` that the directory derives from a common name ([MS-ADTS] 3.1.1.2.3.4)."""
    words = [word for word in re.split(r"[-\s#_]+", cn) if word]
    return "".join(
        word[:1].lower() + word[1:] if at == 0 else word[:1].upper() + word[1:] for at, word in enumerate(words)
    )


def check_oid(look: SchemaLookup, attribute: str) -> str:
    """The object identifier, unique and under an own arc; empty if it is absent or invalid."""
    given = look.change.first(attribute)
    if given is None:
        look.error("missing", f"missing {attribute}")
        return ""
    oid = given.text
    if not _is_oid(oid):
        look.error(
            "bad-oid",
            f"{attribute}: invalid object identifier {oid[:60]!r}",
            "as in 1.3.6.1.4.1.ENTERPRISE.1, no arc above 32 bits",
            given,
        )
        return ""
    if oid in look.state.oids:
        look.error("oid-collision", f"{attribute}: {oid} is already used by {look.state.oids[oid]}", at=given)
    if oid.startswith(_MICROSOFT) and not oid.startswith(_GIVEN_AWAY):
        look.warn("oid-arc", f"{oid} is under Microsoft's own arc", "use an arc that is assigned to you", given)
    elif oid.startswith(_EXAMPLES):
        look.warn("oid-arc", f"{oid} is under an arc for examples", "use an arc that is assigned to you", given)
    return oid


def _is_oid(text: str) -> bool:
    """True if a text is an object identifier whose arcs the directory can store; it uses 32 bits for each."""
    if not _OID.fullmatch(text):
        return False
    arcs = [2**32 if (number := digits(arc)) is None else number for arc in text.split(".")]
    return (arcs[0] == 2 or arcs[1] < 40) and max(arcs) < 2**32


def check_guid(look: SchemaLookup) -> str:
    """The ``schemaIDGUID``, unique; empty if the directory generates one."""
    given = look.change.first("schemaIDGUID")
    for name in ("schemaIDGUID", "attributeSecurityGUID"):
        for value in look.change.values(name):
            if _guid_text(value) is None:
                look.error("bad-value", f"{name} must be 16 bytes in base64", at=value)
    text = _guid_text(given) if given else None
    if given and text and text in look.state.guids:
        look.error(
            "guid-collision",
            f"schemaIDGUID is already used by {look.state.guids[text]}",
            "omit it, or generate a new one",
            given,
        )
    return text or ""


def _guid_text(given: Given) -> str | None:
    if len(given.raw) == 16:
        return str(uuid.UUID(bytes_le=given.raw))
    return given.text.lower() if _GUID.fullmatch(given.text) else None


def check_common(look: SchemaLookup) -> None:
    """Check the form of values that both kinds of definition have."""
    for name in ("systemOnly", "isDefunct", "showInAdvancedViewOnly"):
        look.boolean(name)
    if look.boolean("systemOnly"):
        look.warn("system", "with systemOnly only the directory itself can write it")
    flags = look.integer("systemFlags")
    given = look.change.first("systemFlags")
    if flags and given and flags & 0x10:
        look.error("system", "systemFlags mark it as delivered with the directory", "omit systemFlags", given)
