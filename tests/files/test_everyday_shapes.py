"""Shapes that people write: keys in other places, words in place of mappings, and what they are read as."""

import pytest

from dirsim.errors import InputError
from dirsim.files.everyday_shapes import everyday_shape
from dirsim.files.requirements_reader import parse_requirements


def read(body):
    """The file form of the requirements of a file with this body, without its head."""
    made = parse_requirements(f"dirsim: requirements/v1\nname: case\n{body}").to_dict()
    return {key: value for key, value in made.items() if key not in ("dirsim", "name")}


@pytest.mark.parametrize(
    ("body", "same"),
    [
        ("users: 25\nidp: okta", "estate: {users: 25, identity_providers: [external-idp]}"),
        ("estate: {on_premises: {ad: {users: 8k}, dcs: 2}}", "estate: {on_prem_ad: {users: 8000, controllers: 2}}"),
        ("estate: {vpn: backup, dx: true}", "estate: {connectivity: [dx, vpn]}"),
        ("estate: {connectivity: {kind: dx, backup: vpn}}", "estate: {connectivity: [dx, vpn]}"),
        ("estate: {link: VPN}", "estate: {connectivity: vpn}"),
        (
            "estate: {on_prem_ad: [{domain: a.example, users: 3}, {domain: b.example, users: 4}]}",
            "estate: {on_prem_ad: {domains: 2, users: 7}}",
        ),
        ("estate: {directory: OpenLDAP}", "estate: {directories: {ldap: {kind: ldap}}}"),
        ("estate: {on_prem_ad: {accounts: 30}}", "estate: {on_prem_ad: {users: 30}}"),
        ("estate: {aws: {region: Frankfurt}}", "estate: {aws: {regions: [eu-central-1]}}"),
        ("workloads: WorkSpaces, sharepoint", "workloads: [workspaces, sharepoint]"),
        ("workloads: {sharepoint: }", "workloads: {sharepoint: sharepoint}"),
        ("workloads: [{desk: WorkSpaces}]", "workloads: {desk: workspaces}"),
        ("needs: {mfa: yes, kerberos: no, latency: low}", "needs: [mfa, low-latency-auth]"),
        ("needs: one-way trust", "needs: [trust-to-existing-ad]\nforbids: [two-way-trust]"),
        ("forbids: nothing", "forbids: []"),
        (
            "estate: {on_prem_ad: {users: 2,500, objects: 1,250,000}}",
            "estate: {on_prem_ad: {users: 2500, objects: 1250000}}",
        ),
        ("estate: {connectivity: redundant VPN}", "estate: {connectivity: [vpn, vpn]}"),
        ("estate: {connectivity: two Direct Connects}", "estate: {connectivity: [dx, dx]}"),
        ("estate: {connectivity: {kind: dx, count: 3}}", "estate: {connectivity: [dx, dx, dx]}"),
        ("estate: {connectivity: {kind: vpn, redundant: yes}}", "estate: {connectivity: [vpn, vpn]}"),
        ("estate: {connectivity: mobile network VPN}", "estate: {connectivity: vpn}"),
        ("workloads: {a: {kind: ec2, os: Windows Server 2022}}", "workloads: {a: ec2-windows}"),
        ("workloads: {a: {kind: RDS, engine: Postgres}}", "workloads: {a: rds-postgresql}"),
        ("workloads: {a: {kind: FSx, type: Windows}}", "workloads: {a: fsx-windows}"),
        ("forbids: [public internet]", "not_modelled: ['forbids: public internet']"),
        (
            "not_modelled: {budget: 400, compliance: [hipaa, pci]}",
            "not_modelled: ['budget: 400', 'compliance: hipaa, pci']",
        ),
        ("as_of: 2026-02", "as_of: 2026-02-01"),
        (
            "estate: {trusts: [{from: a.example, to: b.example, direction: two-way}]}",
            "estate: {trusts: {trust-1: {trusting: a.example, trusted: b.example, two_way: true}}}",
        ),
        ("date: 1 March 2026", "as_of: 2026-03-01"),
    ],
)
def test_a_shape_is_the_same_as_its_canonical_form(body, same):
    """What is written in another shape means the same as the canonical file."""
    assert read(body) == read(same)


def test_needs_that_are_not_modelled_are_kept_beside():
    """A need without a word in the model is listed as not evaluated, and read again from the saved file."""
    made = parse_requirements("dirsim: requirements/v1\nname: case\nneeds: [LAPS, mfa]")
    assert made.not_modelled == ("LAPS",)
    assert "needs[0]: 'LAPS' is not used (not evaluated:" in made.readings[0]
    assert read("needs: [mfa]\nnot_modelled: [LAPS]") == read("needs: [LAPS, mfa]")


def test_a_file_in_the_shape_of_the_schema_is_not_copied():
    """Data that needs no other shape is returned as it is."""
    data = {"dirsim": "requirements/v1", "name": "x", "estate": {"connectivity": "vpn"}, "needs": ["mfa"]}
    assert everyday_shape(data)[0] is data


@pytest.mark.parametrize(
    "label", ["managed-ad", "managed-ad-enterprise", "managed-ad-standard+shared", "ad-connector", "simple-ad"]
)
def test_the_label_of_a_directory_in_aws_stays_as_it_is(label):
    """Only an everyday name of the directory in AWS is read as a label; an edition that it names is kept."""
    assert read(f"estate: {{current_directory: {label}}}") == {"estate": {"current_directory": label}}
    assert read("estate: {current: Managed Microsoft AD Enterprise}")["estate"] == {
        "current_directory": "managed-ad-enterprise"
    }


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        ("estate: {vpn: true}\nneeds: [vpn]", "ambiguous word 'vpn'"),
        ("estate: {users: 5}\nusers: 6", "unknown key 'users'"),
        ("forbids: {password_sync: false}", "expected"),
        ("as_of: 03/04/2026", "expected a date"),
        ("estate: {on_prem_ad: {domains: 1, users: 6, 000}}", "a comma ends an entry"),
        ("estate: {trusts: {t: {from: a.example, to: b.example, direction: one-way}}}", "the key 'trusted' is missing"),
        ("estate: {connectivity: {kind: vpn, tunnels: 2}}", "write vpn; latency"),
        ("workloads: {a: {kind: rds-mysql, engine: postgres}}", "unknown key 'engine'"),
        ("workloads: {a: {kind: fsx, os: linux}}", "ambiguous word 'fsx'"),
        ("estate: {connectivity: {kind: dx, latency: 9ms}}", "latency and availability belong to estate.links"),
    ],
)
def test_what_can_mean_two_things_stays_refused(body, hint):
    """A contradiction, a doubt and a value that would be lost are refused with what to write."""
    with pytest.raises(InputError, match=hint):
        read(body)


def test_a_problem_is_placed_where_the_file_has_it():
    """A value that was moved is reported at its place in the file."""
    with pytest.raises(InputError) as caught:
        read("estate: {on_premises: {ad: {users: many, domains: x y}}}")
    (problem,) = caught.value.problems
    assert (problem.path, problem.line, problem.column) == ("estate.on_premises.ad.domains", 3, 51)
