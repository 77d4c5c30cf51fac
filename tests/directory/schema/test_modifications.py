"""Changes of definitions that exist: what a directory takes of them, and what the schema is afterwards."""

from __future__ import annotations

import pytest
from schema_cases import AUXILIARY, BADGE, DN, REFRESH, attribute, class_, modify

import dirsim as ds

BOX = class_("Box", 1, possSuperiors=["container"], mayContain="description")
OWN = BADGE + BOX + REFRESH


@pytest.fixture
def found():
    """A function: an extension as text to its errors and warnings, as rule and message."""

    def checked(text: str, level: str = "error") -> list[tuple[str, str]]:
        answer = ds.check_schema(ds.parse_schema_changes(text, "extension.ldif")).to_dict()
        found = [(one["rule"], one["message"]) for one in answer["findings"] if one["level"] == level]
        return [(rule, message) for rule, message in found if rule != "oid-arc"]  # the arc of the examples is one

    return checked


@pytest.fixture
def resulting():
    """A function: an accepted extension and a class to that class as it is afterwards."""

    def checked(text: str, name: str) -> dict[str, object]:
        answer = ds.check_schema(ds.parse_schema_changes(text, "extension.ldif")).to_dict()
        assert answer["accepted"], answer["findings"]
        return next(one for one in answer["classes"] if one["name"] == name)

    return checked


@pytest.mark.parametrize(
    "name",
    [
        "attributeID", "attributeSyntax", "oMSyntax", "isSingleValued", "linkID", "systemOnly", "schemaIDGUID",
        "subClassOf", "rDNAttID", "systemMayContain", "systemFlags", "objectClass", "cn",
    ],
)  # fmt: skip
def test_some_values_are_fixed_for_ever(found, name) -> None:
    """Identity, syntax and system values of a definition cannot change after its creation, on one's own either."""
    assert found(OWN + modify("acme-Badge", f"replace {name} 1")) == [
        ("system", f"{name} of a definition cannot be changed")
    ]


def test_a_name_of_any_case_is_the_same_value(found) -> None:
    """Attribute names have no case: a fixed value is fixed in any spelling and is named as it is usually written."""
    assert found(OWN + modify("acme-Badge", "replace OMSYNTAX 2")) == [
        ("system", "oMSyntax of a definition cannot be changed")
    ]


@pytest.mark.parametrize("name", ["lDAPDisplayName", "rangeUpper", "isDefunct", "attributeSecurityGUID"])
def test_delivered_definitions_keep_more(found, name) -> None:
    """Names, ranges and use of a delivered attribute are fixed; a custom attribute may change them."""
    value = "::AAECAwQFBgcICQoLDA0ODw==" if name.endswith("GUID") else "FALSE" if name == "isDefunct" else "5"
    change = modify("Employee-ID", f"replace {name} {value}").replace(": ::", ":: ")
    assert found(change) == [("base-object", f"{name} of employeeID, a base schema definition, cannot be changed")]
    if name != "lDAPDisplayName":
        assert found(OWN + change.replace("Employee-ID", "acme-Badge")) == []


def test_what_does_not_exist_cannot_be_changed(found) -> None:
    """Unknown definitions, unknown attributes, and attributes that the kind of definition lacks are refused."""
    assert found(modify("acme-Gone", "add adminDescription x")) == [("no-target", "unknown definition CN=acme-Gone")]
    assert found(OWN + modify("acme-Badge", "add acmeNothing x")) == [
        ("not-allowed", "unknown attribute 'acmeNothing'")
    ]
    assert found(OWN + modify("acme-Badge", "add mayContain description")) == [
        ("not-allowed", "attributeSchema does not allow the attribute mayContain")
    ]
    assert found(OWN + modify("acme-Box", "add searchFlags 1")) == [
        ("not-allowed", "classSchema does not allow the attribute searchFlags")
    ]


def test_an_existing_class_gets_no_mandatory_attribute(found) -> None:
    """Mandatory attributes of an existing class are neither added nor taken away."""
    box = class_("Box", 1, mustContain="description")
    assert found(OWN + modify("acme-Box", "add mustContain acmeBadge")) == [
        ("mandatory-added", "acmeBox, an existing class, cannot get further mandatory attributes")
    ]
    assert found(box + REFRESH + modify("acme-Box", "delete mustContain description")) == [
        ("mandatory-added", "acmeBox, an existing class, must keep its mandatory attributes")
    ]


def test_optional_attributes_are_added(resulting) -> None:
    """An added optional attribute is allowed on the class afterwards, and named among what was added."""
    made = resulting(OWN + modify("acme-Box", "add mayContain acmeBadge"), "acmeBox")
    assert {"acmeBadge", "description"} <= set(made["may"])
    assert "acmeBadge" in made["added"]
    user = resulting(OWN + modify("User", "add mayContain acmeBadge"), "user")
    assert (user["added"], user["new"]) == (["acmeBadge"], False)


def test_what_is_there_is_not_added_again(found) -> None:
    """Adding what the class has, and deleting what it lacks, are refused by name."""
    assert found(OWN + modify("acme-Box", "add mayContain description")) == [
        ("bad-value", "acmeBox already has description in mayContain")
    ]
    assert found(OWN + modify("acme-Box", "delete mayContain acmeBadge")) == [
        ("no-target", "mayContain of acmeBox does not contain acmeBadge")
    ]


@pytest.mark.parametrize("part", ["delete mayContain description", "replace mayContain acmeBadge"])
def test_values_that_become_invisible_are_a_warning(found, resulting, part) -> None:
    """Where an optional attribute is taken away, objects keep their values unseen: a warning names it."""
    text = OWN + modify("acme-Box", part)
    assert found(text) == []
    assert found(text, "warning") == [
        ("in-use", "objects keep their existing values, but these become invisible: description")
    ]
    assert ("acmeBadge" in resulting(text, "acmeBox")["may"]) is part.startswith("replace")


def test_superiors_may_be_added_and_taken_away(found, resulting) -> None:
    """A further superior is taken, also on a delivered class, and removing a superior gives no warning."""
    assert "site" in resulting(modify("Print-Queue", "add possSuperiors site"), "printQueue")["superiors"]
    text = OWN + modify("acme-Box", "replace possSuperiors organizationalUnit")
    assert (found(text), found(text, "warning")) == ([], [])
    superiors = resulting(text, "acmeBox")["superiors"]
    assert "organizationalUnit" in superiors
    assert "container" not in superiors


def test_superiors_and_auxiliary_classes_have_their_category(found) -> None:
    """An auxiliary class is not a superior, and a structural class is not auxiliary."""
    extra = class_("Extra", 2, **AUXILIARY)
    assert found(OWN + extra + REFRESH + modify("acme-Box", "add possSuperiors acmeExtra")) == [
        ("category", "possSuperiors: acmeExtra has the category auxiliary")
    ]
    assert found(OWN + modify("acme-Box", "add auxiliaryClass user")) == [
        ("category", "auxiliaryClass: user has the category structural")
    ]


def test_an_auxiliary_class_brings_its_attributes(found, resulting) -> None:
    """An auxiliary class brings optional attributes to an existing class, and is refused where it brings mandatory ones."""
    optional = class_("Extra", 2, mayContain="acmeBadge", **AUXILIARY)
    made = resulting(BADGE + REFRESH + optional + REFRESH + modify("User", "add auxiliaryClass acmeExtra"), "user")
    assert "acmeBadge" in made["added"]
    assert "acmeExtra" in made["auxiliary"]
    mandatory = class_("Extra", 2, mustContain="acmeBadge", **AUXILIARY)
    assert found(BADGE + REFRESH + mandatory + REFRESH + modify("User", "add auxiliaryClass acmeExtra")) == [
        ("mandatory-added", "user, an existing class, would require acmeBadge")
    ]


def test_the_top_takes_back_links_only(found) -> None:
    """The class of every object takes back links; other attributes and other lists of it are refused."""
    links = attribute("Owner", 2, **DN, isSingleValued="FALSE", linkID=46000)
    links += attribute("Owned", 3, **DN, isSingleValued="FALSE", linkID=46001, systemOnly=None)
    assert found(links + REFRESH + modify("Top", "add mayContain acmeOwned")) == []
    assert found(links + REFRESH + modify("Top", "add mayContain acmeOwner")) == [
        ("class-top", "top accepts only back links, and acmeOwner is not one")
    ]
    assert found(modify("Top", "add possSuperiors container")) == [
        ("class-top", "possSuperiors of top cannot be changed")
    ]


def test_a_reference_must_be_loaded_and_in_use(found) -> None:
    """Values refer to definitions that exist, are loaded and are not defunct; an identifier needs no loading."""
    assert found(BADGE + modify("User", "add mayContain acmeBadge")) == [
        ("not-loaded", "mayContain: acmeBadge is added above, but not loaded yet")
    ]
    assert found(BADGE + modify("User", "add mayContain 1.3.6.1.4.1.32473.9.1.1")) == []
    defunct = BADGE + REFRESH + modify("acme-Badge", "add isDefunct TRUE") + REFRESH
    assert found(defunct + modify("User", "add mayContain acmeBadge")) == [
        ("unknown-reference", "mayContain: the attribute acmeBadge is defunct")
    ]
    assert found(modify("User", "add mayContain acmeNothing")) == [
        ("unknown-reference", "mayContain: unknown attribute 'acmeNothing'")
    ]
    assert found(modify("User", "add auxiliaryClass acmeNothing")) == [
        ("unknown-reference", "auxiliaryClass: unknown class 'acmeNothing'")
    ]


@pytest.mark.parametrize(
    ("part", "rule", "message"),
    [
        ("replace isDefunct yes", "bad-value", "isDefunct: expected TRUE or FALSE, found 'yes'"),
        ("replace searchFlags x", "bad-value", "searchFlags: invalid integer 'x'"),
        ("replace searchFlags 4294967296", "bad-value", "searchFlags: 4294967296 exceeds 32 bits"),
        ("replace searchFlags -2147483649", "bad-value", "searchFlags: -2147483649 exceeds 32 bits"),
        ("replace rangeLower x", "bad-value", "rangeLower: invalid integer 'x'"),
        ("replace isMemberOfPartialAttributeSet 1", "bad-value", "isMemberOfPartialAttributeSet: expected TRUE or FALSE, found '1'"),
    ],
)  # fmt: skip
def test_values_have_their_syntax(found, part, rule, message) -> None:
    """Booleans are TRUE or FALSE, and integers have 32 bits."""
    assert found(OWN + modify("acme-Badge", part)) == [(rule, message)]


@pytest.mark.parametrize("number", ["-2147483648", "4294967295", "0"])
def test_integers_end_at_32_bits(found, number) -> None:
    """The least and the greatest 32-bit integer, signed or unsigned, are taken."""
    assert found(OWN + modify("acme-Badge", f"replace searchFlags {number}")) == []


def test_delivered_attributes_are_not_made_confidential(found) -> None:
    """The confidential flag is refused on a delivered attribute and taken on one's own; other flags are taken."""
    assert found(modify("Employee-ID", "replace searchFlags 128")) == [
        ("base-object", "employeeID, a base schema definition, cannot be made confidential")
    ]
    assert found(modify("Employee-ID", "replace searchFlags 1")) == []
    assert found(OWN + modify("acme-Badge", "replace searchFlags 128")) == []


def test_replication_to_every_catalog_is_noted(found) -> None:
    """An attribute that joins the global catalog is noted with its cost; one that leaves it is not."""
    note = ("replication", "acmeBadge replicates to every global catalog of the forest")
    assert note in found(OWN + modify("acme-Badge", "replace isMemberOfPartialAttributeSet TRUE"), "note")
    assert note not in found(OWN + modify("acme-Badge", "replace isMemberOfPartialAttributeSet FALSE"), "note")


def test_a_range_is_checked_over_both_records(found) -> None:
    """The lower end of a range is compared with the upper end that an earlier record set; equal ends are taken."""
    upper = OWN + modify("acme-Badge", "replace rangeUpper 10")
    assert found(upper + modify("acme-Badge", "replace rangeLower 10")) == []
    assert found(upper + modify("acme-Badge", "replace rangeLower 11")) == [
        ("range", "rangeLower 11 is greater than rangeUpper 10")
    ]


def test_a_new_descriptor_leaves_existing_objects_alone(found) -> None:
    """A valid descriptor is a note, an invalid one an error with the fault."""
    valid = OWN + modify("acme-Box", "replace defaultSecurityDescriptor D:(A;;GA;;;DA)")
    assert found(valid) == []
    assert ("system", "existing objects keep their permissions") in found(valid, "note")
    ((rule, message),) = found(OWN + modify("acme-Box", "replace defaultSecurityDescriptor D:(A;;GA;;;QQ)"))
    assert rule == "bad-descriptor"
    assert message.endswith("unknown security principal 'QQ'")


def test_what_is_used_is_not_put_out_of_use(found) -> None:
    """A definition is made defunct after those that use it, and may be brought back."""
    box = class_("Box", 1, mayContain="acmeBadge")
    text = BADGE + REFRESH + box + REFRESH
    assert found(text + modify("acme-Badge", "add isDefunct TRUE")) == [("in-use", "acmeBadge is used by acmeBox")]
    both = text + modify("acme-Box", "add isDefunct TRUE") + modify("acme-Badge", "add isDefunct TRUE")
    assert found(both) == []
    assert found(both + modify("acme-Badge", "replace isDefunct FALSE")) == []


def test_a_class_is_used_by_its_children(found) -> None:
    """A superclass, an auxiliary class and a superior are in use."""
    text = OWN + class_("Small", 2, subClassOf="acmeBox", possSuperiors="container") + REFRESH
    assert found(text + modify("acme-Box", "add isDefunct TRUE")) == [("in-use", "acmeBox is used by acmeSmall")]
    inside = OWN + class_("In", 2, possSuperiors="acmeBox") + REFRESH
    assert found(inside + modify("acme-Box", "add isDefunct TRUE")) == [("in-use", "acmeBox is used by acmeIn")]


def rename(cn: str, new: str) -> str:
    """A record that renames a definition."""
    return f"dn: CN={cn},CN=Schema,CN=Configuration,DC=X\nchangetype: modrdn\nnewrdn: CN={new}\ndeleteoldrdn: 1\n\n"


def test_definitions_of_ones_own_are_renamed(found) -> None:
    """A new common name is taken if it is free: the definition is known by it, and its old name is free."""
    assert found(OWN + rename("acme-Badge", "acme-Card") + modify("acme-Card", "add adminDescription x")) == []
    assert found(OWN + rename("acme-Badge", "acme-Card") + modify("acme-Badge", "add adminDescription x")) == [
        ("no-target", "unknown definition CN=acme-Badge")
    ]
    assert found(OWN + rename("acme-Badge", "ACME-BADGE")) == []
    assert found(OWN + rename("acme-Badge", "acme-Box")) == [
        ("object-exists", "the definition CN=acme-Box already exists")
    ]
    assert found(rename("Employee-ID", "Staff-ID")) == [
        ("base-object", "employeeID, a base schema definition, cannot be renamed")
    ]
    assert found(rename("acme-Gone", "acme-New")) == [("no-target", "unknown definition CN=acme-Gone")]


def test_a_refused_record_leaves_the_schema_alone(found) -> None:
    """A record with one refused part changes nothing: what rests on its other parts is refused as well."""
    text = OWN + modify("acme-Box", "add mayContain acmeBadge", "add mustContain acmeBadge")
    rules = [rule for rule, _ in found(text + modify("acme-Box", "delete mayContain acmeBadge"))]
    assert rules == ["mandatory-added", "no-target"]
