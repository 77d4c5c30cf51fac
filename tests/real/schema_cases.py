"""Schema extensions that a directory takes, and extensions that it refuses, each for one reason."""

from __future__ import annotations

from pathlib import Path

import dirsim
from dirsim.directory.schema.syntaxes import SYNTAXES

EXAMPLES = Path(dirsim.__file__).parent / "examples"
REFRESH = "dn:\nchangetype: modify\nadd: schemaUpdateNow\nschemaUpdateNow: 1\n-\n\n"


def attribute(name: str, number: int, /, **values: object) -> str:
    """A record that adds an attribute ``acmeNAME``; values that are None leave the line out, lists repeat it."""
    lines: dict[str, object] = {
        "objectClass": "attributeSchema",
        "attributeID": f"1.3.6.1.4.1.32473.9.1.{number}",
        "lDAPDisplayName": f"acme{name}",
        "attributeSyntax": "2.5.5.12",
        "oMSyntax": 64,
        "isSingleValued": "TRUE",
    }
    return _record(f"acme-{name}", lines | values)


def class_(name: str, number: int, /, **values: object) -> str:
    """A record that adds a structural class ``acmeNAME``."""
    lines: dict[str, object] = {
        "objectClass": "classSchema",
        "governsID": f"1.3.6.1.4.1.32473.9.2.{number}",
        "lDAPDisplayName": f"acme{name}",
        "objectClassCategory": 1,
        "subClassOf": "top",
        "possSuperiors": "container",
    }
    return _record(f"acme-{name}", lines | values)


def modify(cn: str, *parts: str) -> str:
    """A record that changes a definition; each part as ``add mayContain acmeBadge``."""
    lines = [f"dn: CN={cn},CN=Schema,CN=Configuration,DC=X", "changetype: modify"]
    for part in parts:
        operation, name, value = part.split(" ", 2)
        lines += [f"{operation}: {name}", f"{name}: {value}", "-"]
    return "\n".join(lines) + "\n\n"


def _record(cn: str, values: dict[str, object]) -> str:
    lines = [f"dn: CN={cn},CN=Schema,CN=Configuration,DC=X", "changetype: add"]
    for name, value in values.items():
        shown = value if isinstance(value, list) else [] if value is None else [value]
        lines += [f"{name}:: {one[2:]}" if str(one).startswith("::") else f"{name}: {one}" for one in map(str, shown)]
    return "\n".join(lines) + "\n\n"


DN = {"attributeSyntax": "2.5.5.1", "oMSyntax": 127, "oMObjectClass": "::KwwCh3McAIVK"}
BADGE = attribute("Badge", 1)
SIMPLE = [(one.syntax, one.om_syntax) for one in SYNTAXES if not one.om_object_class]
AUXILIARY = {"objectClassCategory": 3, "possSuperiors": None}

GOOD = {
    "sharepoint-like": (EXAMPLES / "sharepoint-like.ldif").read_text("utf-8"),
    "exchange-like": (EXAMPLES / "exchange-like.ldif").read_text("utf-8"),
    "skype-like": (EXAMPLES / "skype-like.ldif").read_text("utf-8"),
    "laps-like": (EXAMPLES / "laps-like.ldif").read_text("utf-8"),
    "one attribute": BADGE,
    "every simple syntax": "".join(
        attribute(f"Kind{number}", number, attributeSyntax=syntax, oMSyntax=om)
        for number, (syntax, om) in enumerate(SIMPLE, start=10)
    ),
    "a class that refers by object identifier": BADGE
    + REFRESH
    + class_("Thing", 1, mayContain="1.3.6.1.4.1.32473.9.1.1"),
    "an attribute for users": BADGE + REFRESH + modify("User", "add mayContain acmeBadge"),
    "an auxiliary class with a mandatory attribute for a new class": (
        BADGE
        + REFRESH
        + class_("Aux", 1, mustContain="acmeBadge", **AUXILIARY)
        + REFRESH
        + class_("Thing", 2, auxiliaryClass="acmeAux")
    ),
    "a link and its back link by number": (
        attribute("Parts", 1, **DN, isSingleValued="FALSE", linkID=46000)
        + attribute("PartOf", 2, **DN, isSingleValued="FALSE", linkID=46001)
        + REFRESH
        + modify("Top", "add mayContain acmePartOf")
    ),
    "an abstract class and one derived from it": (
        class_("Base", 1, objectClassCategory=2, possSuperiors=None)
        + REFRESH
        + class_("Thing", 2, subClassOf="acmeBase")
    ),
    "a further superior for a live class": modify("Print-Queue", "add possSuperiors site"),
    "put out of use": BADGE + REFRESH + modify("acme-Badge", "add isDefunct TRUE"),
    "an index on an attribute of its own": BADGE + REFRESH + modify("acme-Badge", "replace searchFlags 1"),
    "a range, and a name made of the common name": attribute(
        "Shoe-Size", 1, lDAPDisplayName=None, rangeLower=1, rangeUpper=99
    ),
    "a named object below itself": class_("Box", 1, possSuperiors=["container", "organizationalUnit"], rDNAttID="cn"),
}

BAD = {
    "syntaxes that do not go together": ("syntax-mismatch", attribute("Bad", 1, oMSyntax=2)),
    "no such syntax": ("syntax-mismatch", attribute("Bad", 1, attributeSyntax="2.5.5.99")),
    "an object identifier of the stock schema": ("oid-collision", attribute("Bad", 1, attributeID="2.5.4.31")),
    "a name of the stock schema": ("name-collision", attribute("Bad", 1, lDAPDisplayName="employeeID")),
    "an attribute that does not exist": ("unknown-reference", class_("Bad", 1, mayContain="acmeNothing")),
    "an attribute that is not loaded yet": ("not-loaded", BADGE + class_("Bad", 1, mayContain="acmeBadge")),
    "a superclass that does not exist": ("unknown-reference", class_("Bad", 1, subClassOf="acmeNothing")),
    "no syntax at all": ("missing", attribute("Bad", 1, attributeSyntax=None)),
    "a name that is none": ("bad-name", attribute("Bad", 1, lDAPDisplayName="acme_bad name")),
    "an object identifier that is none": ("bad-oid", attribute("Bad", 1, attributeID="one.two")),
    "the same object twice": ("object-exists", BADGE + REFRESH + BADGE),
    "the same object identifier twice": (
        "oid-collision",
        BADGE + REFRESH + attribute("Other", 1, lDAPDisplayName="acmeOther"),
    ),
    "an attribute that definitions do not have": ("not-allowed", attribute("Bad", 1, department="IT")),
    "another syntax for a live attribute": ("system", modify("Employee-ID", "replace oMSyntax 2")),
    "deleting a class": ("no-deletion", "dn: CN=Computer,CN=Schema,CN=Configuration,DC=X\nchangetype: delete\n\n"),
    "Booleans in lower case": ("bad-value", attribute("Bad", 1, isSingleValued="true")),
    "a definition that does not exist": ("no-target", modify("acme-Nothing", "add adminDescription x")),
    "a link id that is taken": ("link", attribute("Bad", 1, **DN, isSingleValued="FALSE", linkID=2)),
    "two display names": ("single-value", attribute("Bad", 1, lDAPDisplayName=["acmeBad", "acmeWorse"])),
    "a class that may stand below itself, before it is there": (
        "not-loaded",
        class_("Bad", 1, possSuperiors="acmeBad"),
    ),
    "a definition outside the schema": (
        "place",
        BADGE.replace("CN=Schema,", ""),
    ),
    "an arc of 128 bits": ("bad-oid", attribute("Bad", 1, attributeID="2.25.329800735698586629295641978511506172918")),
    "a MAPI id that is taken": ("mapi-collision", attribute("Bad", 1, mAPIID=32777)),
    "deleting a value that is not there": ("no-target", modify("User", "delete mayContain employeeID")),
}
"""The rule that refuses each, and the extension; Samba refuses them too."""

LAX = {
    "a structural class derived from an auxiliary one": (
        "category",
        class_("Aux", 1, **AUXILIARY) + REFRESH + class_("Bad", 2, subClassOf="acmeAux"),
    ),
    "a mandatory attribute for users": (
        "mandatory-added",
        BADGE + REFRESH + modify("User", "add mustContain acmeBadge"),
    ),
    "a security descriptor that cannot be read": (
        "bad-descriptor",
        class_("Bad", 1, defaultSecurityDescriptor="D:(A;;everything;;;DA)"),
    ),
    "a structural class as an auxiliary one": ("category", class_("Bad", 1, auxiliaryClass="user")),
    "a back link without a link": ("link", attribute("Bad", 1, **DN, isSingleValued="FALSE", linkID=46003)),
    "an empty range": ("range", attribute("Bad", 1, rangeLower=9, rangeUpper=1)),
    "a GUID of the stock schema": ("guid-collision", attribute("Bad", 1, schemaIDGUID="::unqWv+YN0BGihQCqADBJ4g==")),
    "a mandatory attribute for users by an auxiliary class": (
        "mandatory-added",
        BADGE
        + REFRESH
        + class_("Aux", 1, mustContain="acmeBadge", **AUXILIARY)
        + REFRESH
        + modify("User", "add auxiliaryClass acmeAux"),
    ),
    "an attribute for every object": ("class-top", BADGE + REFRESH + modify("Top", "add mayContain acmeBadge")),
    "a delivered attribute put out of use": ("base-object", modify("Employee-ID", "add isDefunct TRUE")),
    "putting out of use what is in use": (
        "in-use",
        BADGE
        + REFRESH
        + class_("Thing", 1, mayContain="acmeBadge")
        + REFRESH
        + modify("acme-Badge", "add isDefunct TRUE"),
    ),
    "a class that names objects by a number": ("syntax-mismatch", class_("Bad", 1, rDNAttID="uSNChanged")),
    "no oMSyntax": ("missing", attribute("Bad", 1, oMSyntax=None)),
    "no kind of class": ("missing", class_("Bad", 1, objectClassCategory=None)),
    "a link to text": ("link", attribute("Bad", 1, linkID=46010)),
    "marked as delivered": ("system", attribute("Bad", 1, systemFlags=16)),
}
"""As above, but Samba 4.17 takes them where Windows does not ([MS-ADTS] 3.1.1.2.5.1)."""
