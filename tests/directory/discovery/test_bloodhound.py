"""BloodHound collections in the forms that exporters write."""

import json
import zipfile

import pytest

from dirsim.catalog.limits import most
from dirsim.directory.discovery import bloodhound, collection_archive
from dirsim.directory.discovery.bloodhound import read_bloodhound
from dirsim.directory.discovery.estate_file import estate_yaml
from dirsim.errors import InputError
from dirsim.files.requirements_reader import parse_requirements

SID = "S-1-5-21-1-2-3"


def collection(direction, kind, version=5):
    """The files of a small collection."""
    trust = {
        "TargetDomainSid": "S-1-5-21-9-9-9",
        "TargetDomainName": "PARTNER.EXAMPLE",
        "IsTransitive": True,
        "TrustDirection": direction,
        "TrustType": kind,
        "SidFilteringEnabled": True,
    }
    domain = {
        "ObjectIdentifier": SID,
        "Properties": {
            "name": "CORP.EXAMPLE",
            "domain": "CORP.EXAMPLE",
            "functionallevel": "2012 R2",
            "machineaccountquota": 10,
        },
        "Trusts": [trust],
        "Links": [{"GUID": "G1", "IsEnforced": False}, {"GUID": "G2", "IsEnforced": True}],
    }
    gpos = [
        {
            "ObjectIdentifier": guid,
            "Properties": {"domain": "CORP.EXAMPLE", "name": f"{title}@CORP.EXAMPLE", "gpcpath": "\\\\x\\{abc}"},
        }
        for guid, title in (("G1", "BASE"), ("G2", "STRICT"))
    ]
    ou = {
        "Properties": {
            "domain": "CORP.EXAMPLE",
            "distinguishedname": "OU=A,DC=corp,DC=example",
            "blocksinheritance": True,
        },
        "Links": [],
    }
    computer = {
        "ObjectIdentifier": f"{SID}-1105",
        "Properties": {
            "domain": "CORP.EXAMPLE",
            "serviceprincipalnames": ["MSSQLSvc/db1.corp.example"],
            "unconstraineddelegation": True,
        },
    }
    krbtgt = {
        "ObjectIdentifier": f"{SID}-502",
        "Properties": {"domain": "CORP.EXAMPLE", "samaccountname": "krbtgt", "pwdlastset": 1700000000},
    }
    group = {
        "ObjectIdentifier": f"{SID}-512",
        "Properties": {"domain": "CORP.EXAMPLE", "samaccountname": "Domain Admins"},
        "Members": [{}, {}],
    }
    data = {
        "domains": [domain],
        "gpos": gpos,
        "ous": [ou],
        "computers": [computer],
        "users": [krbtgt],
        "groups": [group],
    }
    return {
        f"{name}.json": json.dumps({"data": rows, "meta": {"type": name, "version": version, "count": len(rows)}})
        for name, rows in data.items()
    }


@pytest.mark.parametrize(("direction", "kind"), [(2, 2), ("Outbound", "Forest"), ("2", "2")])
@pytest.mark.parametrize("version", [4, 6])
def test_numbers_and_words_mean_the_same(tmp_path, direction, kind, version):
    """Trusts, policy links, counts and services come out alike, whichever form the exporter writes."""
    path = tmp_path / "loot.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in collection(direction, kind, version).items():
            archive.writestr(name, "\ufeff" + text)
    found = read_bloodhound([path])
    (trust,) = found.estate.trusts.values()
    assert (trust.trusting, trust.trusted, trust.kind, trust.two_way) == (
        "corp.example",
        "partner.example",
        "forest",
        False,
    )
    domain = found.estate.directories["corp"].domains["corp.example"]
    assert [(link.gpo, link.enforced) for link in domain.links] == [("STRICT", True), ("BASE", False)]
    assert (domain.functional_level, domain.privileged_groups, domain.unconstrained_delegation) == (
        "2012R2",
        {"Domain Admins": 2},
        1,
    )
    assert domain.krbtgt_password_set == "2023-11-14"
    assert found.workloads["sql-server"].hosts == ("db1.corp.example",)
    assert any("sites" in entry.what for entry in found.unread)
    assert parse_requirements(estate_yaml(found)).estate == found.estate


def test_a_file_of_another_kind_is_refused(tmp_path):
    """JSON that no collector wrote is an error that names the file."""
    path = tmp_path / "x.json"
    path.write_text("[1]")
    with pytest.raises(InputError, match="not a collector file"):
        read_bloodhound([path])


def test_an_archive_of_too_many_members_is_refused(tmp_path):
    """The number of members has a limit, which the error names with the remedy."""
    place = tmp_path / "many.zip"
    with zipfile.ZipFile(place, "w") as archive:
        for number in range(most("archive-members") + 1):
            archive.writestr(f"{number}.json", "{}")
    with pytest.raises(InputError, match=r"1,001 members; the limit is 1,000 members \(extract it"):
        read_bloodhound([place])


def test_a_member_that_expands_beyond_the_limit_is_refused(tmp_path, monkeypatch):
    """A bomb is read up to the limit of one member and named."""
    for module in (bloodhound, collection_archive):
        monkeypatch.setattr(module, "MAX_BYTES", 1 << 20)
    place = tmp_path / "bomb.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.json", "0" * (50 << 20))
    with pytest.raises(InputError, match="it is larger than"):
        read_bloodhound([place])


@pytest.mark.parametrize("place", [30, 60, 90, 120])
def test_a_damaged_archive_is_an_input_error(tmp_path, place):
    """Bad deflate streams and cut archives are problems of the file."""
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.json", json.dumps(collection(1, 2)) * 3)
    content = bytearray(whole.read_bytes())
    content[place : place + 9] = b"\xff" * 9
    whole.write_bytes(content)
    with pytest.raises(InputError):
        read_bloodhound([whole])


def test_policies_of_one_name_are_both_kept(tmp_path):
    """Two group policy objects with one name are told apart by their identifiers, and neither is lost."""
    gpos = [
        {
            "ObjectIdentifier": guid,
            "Properties": {"domain": "CORP.EXAMPLE", "name": "SAME@CORP.EXAMPLE", "gpcpath": "x"},
        }
        for guid in ("A1", "B2")
    ]
    domain = {"ObjectIdentifier": "S-1-5-21-1-2-3", "Properties": {"name": "CORP.EXAMPLE", "domain": "CORP.EXAMPLE"}}
    paths = []
    for kind, entries in (("domains", [domain]), ("gpos", gpos)):
        path = tmp_path / f"{kind}.json"
        path.write_text(json.dumps({"data": entries, "meta": {"type": kind, "version": 5}}))
        paths.append(path)
    found = read_bloodhound(paths)
    (directory,) = found.estate.directories.values()
    names = list(directory.domains["corp.example"].group_policies)
    assert len(names) == 2
    assert all(name.startswith("SAME ") for name in names)
    parse_requirements(estate_yaml(found))
