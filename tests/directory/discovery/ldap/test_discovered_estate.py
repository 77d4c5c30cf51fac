"""Every command on the file that discovery of a real forest wrote, as it is."""

import json

import pytest

from dirsim.cli.app import main

BERLIN = "OU=Berlin,DC=corp,DC=example"
EXTENSION = """\
dn: CN=contoso-{name},CN=Schema,CN=Configuration,DC=X
changetype: ntdsSchemaAdd
objectClass: attributeSchema
ldapDisplayName: contoso{name}
attributeId: {oid}
attributeSyntax: 2.5.5.12
oMSyntax: 64
isSingleValued: TRUE

"""


@pytest.fixture(scope="module")
def estate(forest, tmp_path_factory):
    """The file that ``dirsim discover`` wrote, as an administrator sees the forest."""
    folder = tmp_path_factory.mktemp("estate")
    (folder / "secret").write_text(forest.admin_password)
    words = ["--user", "Administrator@corp.example", "--password-file", str(folder / "secret"), "--no-verify"]
    written = folder / "estate.yaml"
    assert main(["discover", "ldap", forest.ldaps, *words, "-o", str(written)]) == 0
    return str(written)


@pytest.fixture
def said(capsys):
    """A function: the words of a command to its exit code and what it printed, JSON as its value."""

    def call(*words):
        capsys.readouterr()
        code = main(list(words))
        out = capsys.readouterr().out
        return code, json.loads(out) if "json" in words else out

    return call


def test_the_file_is_valid(estate, said):
    """``check`` has nothing to say against it."""
    code, found = said("check", estate, "--format", "json")
    assert code == 0, found


def test_trusts(estate, said):
    """The trust opens the forest to the partner's users one way, selectively, and the KDCs are named in order."""
    code, found = said("trusts", estate, "--from", "ann@partner.example", "--to", "corp.example")
    assert code == 0
    assert "Allowed to Authenticate" in " ".join(found.split())
    assert "a KDC of each of these realms, in this order: partner.example, corp.example" in " ".join(found.split())
    code, found = said("trusts", estate, "--from", "reader@corp.example", "--to", "partner.example")
    assert code == 1
    assert "partner.example does not trust corp.example" in " ".join(found.split())


def test_assess(estate, said):
    """The faults of the forest are found with what shows them: a trust without AES, unconstrained delegation."""
    code, found = said("assess", estate, "--format", "json")
    assert code == 1
    assert found["status"] == "falls-short"
    rules = {(finding["rule"], finding["path"].rpartition(".")[0]) for finding in found["findings"]}
    assert {("trust-encryption-types", "estate.trusts.corp.example--partner")} <= rules, rules
    assert {"trust-encryption-types", "delegation-is-constrained"} <= {rule for rule, _ in rules}
    assert all(finding["facts"] or finding["runs"] or finding["command"] for finding in found["findings"])


def test_policy(estate, said):
    """Policy of a user in a unit that blocks: enforced links reach it, from the top down, all others do not."""
    dn = f"CN=ana,OU=Laptops,{BERLIN}"
    code, found = said("policy", estate, "--user", dn, "--site", "branch", "--format", "json")
    assert code == 0
    told = [(one["gpo"], one["container"], one["state"]) for one in found["policies"]]
    assert [one[:2] for one in told if one[2] == "applied"] == [
        ("Baseline", "corp.example"),
        ("Baseline", BERLIN),
        ("Laptops", f"OU=Laptops,{BERLIN}"),
    ]
    assert {one[:2] for one in told if one[2] == "not-applied"} == {
        ("Retired", f"OU=Laptops,{BERLIN}"),
        ("Laptops", BERLIN),
        ("Default Domain Policy", "corp.example"),
        ("Retired", "corp.example"),
        ("Baseline", "site branch"),
    }


def test_check_schema_against_it(estate, said, tmp_path):
    """A name that the forest's own extension has taken is refused; one of its own is taken."""
    file = tmp_path / "extension.ldf"
    file.write_text(EXTENSION.format(name="Badge", oid="1.3.6.1.4.1.99999.1.77"))
    code, found = said("check-schema", str(file), "--against", estate, "--format", "json")
    assert code == 1
    assert "name-collision" in json.dumps(found)
    file.write_text(EXTENSION.format(name="Floor", oid="1.3.6.1.4.1.99999.1.78"))
    assert said("check-schema", str(file), "--against", estate)[0] == 0


def test_managed_ad(estate, said):
    """Levels, controllers, role holders, encryption types and sites that were discovered are used; the rest is open."""
    code, found = said("managed-ad", estate, "--format", "json")
    assert code == 1
    checks = {one["id"]: one for one in found["hybrid"] if one["subject"] == "corp.example"}
    assert {name: one["verdict"] for name, one in checks.items() if one["verdict"] != "unknown"} == {
        "functional-level": "not-met",
        "controllers": "met",
    }
    for name, words in {
        "software": "corp is Samba",
        "functional-level": "is 2008R2",
        "role-holders": "pdc-emulator on dc1.corp.example, rid-master on dc2.corp.example",
        "replication": "site links connect the sites of its controllers (Default-First-Site-Name, branch)",
        "operating-systems": "dc1.corp.example (Samba",
        "encryption-types": "dc1.corp.example, dc2.corp.example support AES-256",
        "ports": "to dc1.corp.example, dc2.corp.example: ",
        "clock": "Query dc1.corp.example",
    }.items():
        assert words in checks[name]["because"]
    assert "the trust corp.example--partner.example supports only rc4" in checks["encryption-types"]["because"]


def test_recommend_says_that_it_is_samba(estate, said):
    """A trust with Samba, of which AWS says nothing, leaves those designs open; the answer names Samba and what it means."""
    code, found = said("recommend", estate, "--format", "json")
    assert code == 0
    status = {one["design"]: one["status"] for one in found["designs"]}
    assert found["design"] == "existing-ad-direct"  # servers join it, whatever its level
    trusting = [name for name in status if name.endswith("-trust") and name.startswith("managed-ad")]
    assert trusting
    assert {status[name] for name in trusting} == {"undetermined"}
    for design in found["designs"]:
        verdicts = [one for one in design["verdicts"] if one["rule"] == "samba-is-taken"]
        if design["design"] in trusting:
            (verdict,) = verdicts
            assert (verdict["requirement"], verdict["verdict"]) == ("estate.directories.corp", "unknown")
            assert verdict["because"].startswith("corp is a Samba directory: No AWS statement found")
        if design["design"] == "ad-connector":
            assert [one["verdict"] for one in verdicts] == ["met"]
    (told,) = (one for one in found["unsupported"] if one["path"] == "estate.directories.corp")
    assert told["effect"].startswith("Samba: treated as Active Directory of its functional level")


def test_recommend_judges_what_was_found(estate, said):
    """The inferred workloads are judged, the level that is too low rejects Hybrid Edition, and all formats are written."""
    _, found = said("recommend", estate, "--format", "json")
    judged = {one["requirement"] for design in found["designs"] for one in design["verdicts"]}
    assert {"workloads.sql-server", "workloads.sharepoint", "workloads.certificate-authority"} <= judged
    (hybrid,) = (one for one in found["designs"] if one["design"] == "managed-ad-hybrid")
    assert hybrid["status"] == "rejected"
    assert "levels-suffice" in {one["rule"] for one in hybrid["verdicts"] if one["verdict"] == "not-met"}
    for form in ("text", "markdown", "html"):
        code, text = said("recommend", estate, "--format", form)
        assert code == 0
        assert "self-managed-ec2" in text
