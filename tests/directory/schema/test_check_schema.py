"""The check of schema extensions, beside what a real directory does."""

from __future__ import annotations

from pathlib import Path

import pytest
from make_stock_schema import stock
from samba_directory import SambaDirectory
from schema_cases import BAD, GOOD, LAX, REFRESH, attribute, class_, modify

from dirsim.directory.schema.check_schema import check_schema
from dirsim.directory.schema.delivered import raw_stock_schema
from dirsim.directory.schema.schema_findings import RULES, SchemaCheck, SchemaLevel
from dirsim.directory.schema.schema_ldif import read_schema, read_schema_changes
from dirsim.directory.schema.sddl import fault
from dirsim.directory.schema.stock import stock_schema, with_definitions, with_names
from dirsim.model.directory import AdSchema


@pytest.fixture
def check(tmp_path: Path):
    """Checks an extension that is given as text."""

    def checked(text: str, **options: object) -> SchemaCheck:
        file = tmp_path / "extension.ldif"
        file.write_text(text, "utf-8")
        return check_schema(read_schema_changes(file, "extension.ldif"), **options)

    return checked


def _errors(answer: SchemaCheck) -> set[str]:
    return {found.rule for found in answer.findings if found.level is SchemaLevel.ERROR}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_accepted_loads_into_a_real_directory(name, check, samba: SambaDirectory, tmp_path) -> None:
    """An extension without an error is taken by Samba's own tools."""
    assert check(GOOD[name]).accepted
    assert samba.copy(tmp_path / "copy").load(GOOD[name]) == ""


@pytest.mark.parametrize("name", BAD)
def test_what_is_refused_fails_in_a_real_directory(name, check, samba: SambaDirectory, tmp_path) -> None:
    """An extension with an error is refused for that reason alone, and Samba's own tools refuse it as well."""
    rule, text = BAD[name]
    assert _errors(check(text)) == {rule}
    assert samba.copy(tmp_path / "copy").load(text)


@pytest.mark.parametrize("name", LAX)
def test_what_windows_refuses_and_samba_takes(name, check) -> None:
    """What [MS-ADTS] forbids is refused, for that reason alone, although Samba takes it."""
    rule, text = LAX[name]
    assert _errors(check(text)) == {rule}


def test_the_stock_schema_is_that_of_a_fresh_directory(samba: SambaDirectory) -> None:
    """The delivered definitions are those of a freshly provisioned directory, one by one."""
    found = stock(Path(samba.database))
    known = raw_stock_schema()
    assert found["objectVersion"] == known["objectVersion"]
    assert found["attributes"] == known["attributes"]
    assert found["classes"] == known["classes"]


def test_the_dry_run_shows_the_classes_as_a_real_directory_has_them(check, samba: SambaDirectory, tmp_path) -> None:
    """The resulting class allows what Samba says that a user may have after the extension was loaded."""
    text = GOOD["exchange-like"]
    (user,) = (one for one in check(text).classes if one.name == "user")
    copy = samba.copy(tmp_path / "copy")
    copy.load(text)
    shown = copy.run(
        "ldbsearch", "-b", "CN=Administrator,CN=Users,DC=corp,DC=example", "-s", "base", "allowedAttributes"
    ).stdout
    allowed = {line.split()[1].lower() for line in shown.splitlines() if line.startswith("allowedAttributes:")}
    delivered = set(raw_stock_schema()["attributes"])
    own = {name.lower() for name in (*user.must, *user.may)}
    # the auxiliary classes that Samba adds of its own are no part of the delivered schema
    assert {name for name in allowed if name in {each.lower() for each in delivered} | own} == own
    assert {"fabrikamMailQuota", "fabrikamMailDelegates", "fabrikamMailDelegateOf"} <= set(user.may)
    assert set(user.added) == {"fabrikamMailQuota", "fabrikamMailDelegates"}


def test_collision_with_what_a_forest_has(check) -> None:
    """A name that the discovered schema has is taken, although only its name is known."""
    forest = with_names(stock_schema(), AdSchema(version=88, attributes=("acmeBadge",), classes=("acmeBox",)))
    answer = check(attribute("Badge", 1) + class_("Box", 1), against=forest)
    assert _errors(answer) == {"name-collision"}
    assert len([found for found in answer.findings if found.level is SchemaLevel.ERROR]) == 2


def test_references_to_what_a_forest_has(check) -> None:
    """A class may refer to an attribute of the discovered schema."""
    forest = with_names(stock_schema(), AdSchema(attributes=("acmeBadge",)))
    assert not check(modify("User", "add mayContain acmeBadge")).accepted
    assert check(modify("User", "add mayContain acmeBadge"), against=forest).accepted


def test_an_export_is_a_schema(tmp_path, check) -> None:
    """Definitions in an export count like those of the directory, with their object identifiers and GUIDs."""
    export = tmp_path / "export.ldif"
    export.write_text(
        attribute("Badge", 1, schemaIDGUID="::AAECAwQFBgcICQoLDA0ODw==").replace("changetype: add\n", ""), "utf-8"
    )
    forest = with_definitions(stock_schema(), read_schema(export))
    clash = attribute("Other", 1, lDAPDisplayName="acmeOther", schemaIDGUID="::AAECAwQFBgcICQoLDA0ODw==")
    assert _errors(check(clash, against=forest)) == {"oid-collision", "guid-collision"}


def test_what_aws_refuses(check) -> None:
    """AWS takes schema changes with the domain's own names, in a file that is not too long, and cannot undo them."""
    own = attribute("Badge", 1).replace("DC=X", "DC=corp,DC=example") + REFRESH
    taken = check(own, managed=True)
    assert taken.accepted
    assert "managed-undo" in {found.rule for found in taken.findings}
    assert _errors(check(attribute("Badge", 1), managed=True)) == {"managed-placeholder"}
    other = own + "dn: OU=x,DC=corp,DC=example\nchangetype: add\nobjectClass: organizationalUnit\n\n"
    assert _errors(check(other, managed=True)) == {"managed-not-schema"}
    assert check(other).accepted
    assert _errors(check(own, managed=True, characters=500_001)) == {"managed-size"}


def test_a_refused_record_changes_nothing(check) -> None:
    """What a refused part of a record would have changed is not in the result, and what rests on it is told."""
    text = attribute("Badge", 1) + REFRESH + modify("User", "add mayContain acmeBadge", "add mustContain acmeBadge")
    answer = check(text)
    assert answer.classes == ()
    assert answer.findings[-1].line == 21


def test_every_rule_is_explained(check) -> None:
    """Each finding's rule is in the list of rules, and has a place."""
    for text in (*(text for _, text in BAD.values()), *(text for _, text in LAX.values()), *GOOD.values()):
        for found in check(text).findings:
            assert found.rule in RULES
            assert found.line > 0
            assert found.file == "extension.ldif"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("D:(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;DA)(A;;RPLCLORC;;;AU)", ""),
        ("O:BAG:S-1-5-21-1-2-3-512D:PAI(OA;CIIO;RP;4c164200-20c0-11d0-a768-00aa006e0529;;RU)S:(AU;SAFA;WDWO;;;WD)", ""),
        ("D:(A;;GA;;;QQ)", "unknown security principal 'QQ'"),
        ("D:(A;;GA;;)", "six fields"),
        ("D:(Z;;GA;;;DA)", "invalid entry type"),
        ("D:(A;;GA;nonsense;;DA)", "invalid GUID"),
        ("D:(A;;GA;;;DA", "unclosed parenthesis"),
        ("S:D:", "out of order"),
        ("x", "expected 'O:'"),
        ("", "empty"),
    ],
)
def test_descriptors(text, said) -> None:
    """Descriptors in text are read part by part; what is wrong is said."""
    assert said in fault(text)
    assert bool(fault(text)) == bool(said)
