"""Exports of designs: read back they give the same estate, and what is left out is listed."""

import json
import re
from functools import cache

import pytest

from dirsim.catalog.labels import parse_label
from dirsim.directory.discovery.cloudformation_estate import read_cloudformation
from dirsim.directory.discovery.terraform_estate import read_terraform
from dirsim.errors import UsageError
from dirsim.examples.ready import FOLDER, NAMES
from dirsim.files.requirements_reader import parse_requirements, read_requirements
from dirsim.files.topology_reader import parse_topology
from dirsim.recommendation.engine import build_for, recommend
from dirsim.recommendation.export.export import Export, export_design
from dirsim.recommendation.export.exported_design import ExportedDesign, exported_design
from dirsim.resilience.ports.port_matrix import ports

EXISTING = """\
dirsim: requirements/v1
name: a bank with a managed forest
as_of: 2026-11-01
estate:
  sites: {office: on-premises, paris: {kind: aws-region, region: eu-west-3}, milan: {kind: aws-region, region: eu-south-1}}
  links: {vpn: {between: [office, paris], kind: site-to-site-vpn}}
  directories:
    bank: {kind: active-directory, functional_level: "2016", domains: {bank.example: {controllers: {office: 2}, users: 900}}}
    cloud:
      kind: managed-microsoft-ad
      edition: enterprise
      site: paris
      regions: [milan]
      vpc: vpc-0a1b2c3d
      subnets: [subnet-0a1, subnet-0b2]
      shared_with: 3
      share_method: organizations
      domains: {cloud.bank.example: {netbios: CLOUD}}
    gate: {kind: ad-connector, site: paris, size: large, domains: [bank.example], service_account: svc-gate, dns_servers: [10.1.0.1, 10.1.0.2]}
  trusts: {t: {trusting: cloud.bank.example, trusted: bank.example, kind: forest, two_way: true, selective: true, allowed: [bank.example]}}
workloads:
  desks: {kind: workspaces, site: paris, users: [bank.example]}
  servers: {kind: ec2-windows, site: paris, users: [bank.example]}
needs: [existing-credentials]
"""
LABEL = "managed-ad-enterprise+two-way-trust+multi-region+shared"


@cache
def designs():
    """The requirements and the feasible designs of every example, and some with further parts."""
    found = {}
    for name in NAMES:
        req = read_requirements(FOLDER / f"{name}.yaml")
        for candidate in recommend(req).candidates:
            if candidate.status == "feasible":
                found[f"{name}: {candidate.label}"] = (candidate.design, req)
    req = read_requirements(FOLDER / "contoso.yaml")
    for label in (
        "ad-connector+radius-mfa",
        "managed-ad-standard+one-way-trust+resolver-rules",
        "managed-ad-standard+two-way-trust+identity-center",
        "saml-federation+iam-role",
        "managed-ad-standard+cognito",
        "simple-ad",
    ):
        found[f"contoso: {label}"] = (build_for(req, parse_label(label)), req)
    bank = parse_requirements(EXISTING)
    found["bank: existing"] = (build_for(bank, parse_label(LABEL)), bank)
    return found


def exports(form: str) -> list[tuple[str, ExportedDesign, Export]]:
    """Every design that the form expresses in part, with its export."""
    made = []
    for name, (design, req) in designs().items():
        try:
            made.append((name, exported_design(design, req), export_design(form, design, req)))
        except UsageError:
            assert not exported_design(design, req).directories or form == "cloudformation", name
    assert len(made) > 20
    return made


def test_terraform_gives_the_same_estate(tmp_path):
    """Each example design, written as Terraform and read back: the same directories, trusts, forwarders and shares."""
    for name, design, made in exports("terraform"):
        file = tmp_path / "main.tf.json"
        file.write_text(json.dumps(made.to_dict()), encoding="utf-8")
        estate = read_terraform([file]).estate
        read = {
            (one.kind, one.edition, domain, place(one.site), tuple(one.regions), one.shared_with or 0)
            for one in estate.directories.values()
            if one.kind in ("managed-microsoft-ad", "simple-ad", "ad-connector")
            for domain in one.domains
        }
        assert read == {
            (
                one.entry.kind,
                (one.entry.edition or "standard") if one.entry.kind == "managed-microsoft-ad" else None,
                one.domain,
                one.region,
                tuple(sorted(one.regions)),
                one.shares,
            )
            for one in design.directories
        }, name
        assert {(t.trusting, t.trusted, t.kind, t.two_way, t.selective) for t in estate.trusts.values()} == {
            (t.trust.trusting, t.trust.trusted, t.trust.kind, t.trust.two_way, t.trust.selective) for t in design.trusts
        }, name
        managed = {one.domain for one in design.directories if one.entry.kind == "managed-microsoft-ad"}
        assert {(zone, asker) for zone, askers in estate.dns.items() for asker in askers} == {
            (zone, asker) for zone, askers in design.topology.forwarders.items() for asker in askers if asker in managed
        }, name


def place(site):
    """The Region of a site that a reader made; empty where it is unknown."""
    return "" if site == "aws" else site


def test_cloudformation_gives_the_same_directories(tmp_path):
    """Each example design, written as a template and read back: the directories for which there is a type."""
    for name, design, made in exports("cloudformation"):
        file = tmp_path / "template.json"
        file.write_text(json.dumps(made.to_dict()), encoding="utf-8")
        estate = read_cloudformation([file]).estate
        read = {
            (one.kind, one.edition, domain)
            for one in estate.directories.values()
            if one.kind != "active-directory"  # known by what joins it
            for domain in one.domains
        }
        typed = [one for one in design.directories if one.entry.kind in ("managed-microsoft-ad", "simple-ad")]
        assert read == {
            (
                one.entry.kind,
                (one.entry.edition or "standard") if one.entry.kind == "managed-microsoft-ad" else None,
                one.domain,
            )
            for one in typed
        }, name
        absent = [one for one in design.directories if one not in typed]
        said = " ".join(made.left_out)
        assert all(f"{one.name}: CloudFormation has no type" in said for one in absent), name
        assert all(trust.remote in said for trust in design.trusts), name


REFERENCE = re.compile(r"\$\{(?:tolist\(|toset\()?(var|data|aws_\w+)\.(\w+)(?:\.(\w+))?")


def test_references_of_terraform_are_declared():
    """Every variable and resource that a configuration names is declared in it, and every variable is used."""
    for name, _, made in exports("terraform"):
        data = made.to_dict()
        text = json.dumps({key: value for key, value in data.items() if key not in ("variable", "//")})
        used = set()
        for kind, one, attribute in REFERENCE.findall(text):
            if kind == "var":
                used.add(one)
            elif kind == "data":
                assert attribute in data["data"][one], name
            else:
                assert one in data["resource"].get(kind, {}), (name, kind, one)
        assert used == set(data.get("variable", {})), name
        for block in data.get("import", ()):
            kind, _, one = block["to"].partition(".")
            assert one in data["resource"][kind], name


def test_references_of_cloudformation_are_declared():
    """Every parameter and resource that a template names is declared in it, and every parameter is used."""
    for name, _, made in exports("cloudformation"):
        data = made.to_dict()
        text = json.dumps(data["Resources"])
        used = set(re.findall(r'"Ref": "(\w+)"', text)) | set(re.findall(r'"Fn::GetAtt": \["(\w+)"', text))
        used |= set(re.findall(r"secretsmanager:\$\{(\w+)\}", text))
        assert used <= {*data.get("Parameters", {}), *data["Resources"]}, name
        assert set(data.get("Parameters", {})) <= used, name


def test_no_secret_is_written():
    """Passwords are sensitive variables without a default, or read by the deployment; no text of a password is in an export."""
    design, req = designs()["bank: existing"]
    data = export_design("terraform", design, req).to_dict()
    secret = [name for name in data["variable"] if "password" in name or "secret" in name]
    assert len(secret) >= 3
    assert all(data["variable"][name]["sensitive"] and "default" not in data["variable"][name] for name in secret)
    template = export_design("cloudformation", design, req).to_dict()
    directory = template["Resources"]["Cloud"]
    assert directory["Properties"]["Password"] == {
        "Fn::Sub": "{{resolve:secretsmanager:${SecretCloud}:SecretString:password}}"
    }
    assert directory["DeletionPolicy"] == "Retain"


def test_what_exists_is_adopted():
    """Directories and trusts of the estate are imported with their known networks, and their passwords are left alone."""
    design, req = designs()["bank: existing"]
    data = export_design("terraform", design, req).to_dict()
    adopted = {block["to"] for block in data["import"]}
    assert adopted == {
        "aws_directory_service_directory.cloud",
        "aws_directory_service_directory.gate",
        "aws_directory_service_trust.cloud_bank_example_to_bank_example",
    }
    cloud = data["resource"]["aws_directory_service_directory"]["cloud"]
    assert cloud["vpc_settings"] == {"vpc_id": "vpc-0a1b2c3d", "subnet_ids": ["subnet-0a1", "subnet-0b2"]}
    assert cloud["lifecycle"] == {"ignore_changes": ["password"]}
    assert cloud["short_name"] == "CLOUD"
    gate = data["resource"]["aws_directory_service_directory"]["gate"]
    assert (gate["size"], gate["connect_settings"]["customer_username"]) == ("Large", "svc-gate")
    shares = data["resource"]["aws_directory_service_shared_directory"]
    assert [share["method"] for share in shares.values()] == ["ORGANIZATIONS"] * 3
    assert list(data["resource"]["aws_directory_service_region"]) == ["cloud_eu_south_1"]


def test_workloads_are_attached(tmp_path):
    """Desktops register the directory and instances join it at launch; a reader finds both as workloads."""
    design, req = designs()["bank: existing"]
    file = tmp_path / "main.tf.json"
    file.write_text(json.dumps(export_design("terraform", design, req).to_dict()), encoding="utf-8")
    found = read_terraform([file]).workloads
    assert sorted(workload.kind for workload in found.values()) == ["ec2-windows", "workspaces"]


def test_a_managed_directory_asks_radius_servers_only_for_a_second_factor():
    """The settings for RADIUS belong to a directory whose design has the factor."""
    req = parse_requirements(
        "{dirsim: requirements/v1, name: x, as_of: 2026-11-01, estate: {on_prem_ad: false}, "
        "workloads: {desk: {kind: workspaces}}, needs: [mfa-radius]}"
    )
    for label, asked in (("managed-ad-standard+radius-mfa", True), ("managed-ad-standard", False)):
        data = export_design("terraform", build_for(req, parse_label(label)), req).to_dict()["resource"]
        assert ("aws_directory_service_radius_settings" in data) is asked


def test_what_is_left_out_is_listed():
    """The other half of a trust, its forwarder, accounts and workloads are listed, each once."""
    design, req = designs()["bank: existing"]
    made = export_design("terraform", design, req)
    said = made.to_dict()["//"]
    assert said[1:] == [f"Not expressed: {entry}." for entry in made.left_out]
    assert any("the half of the trust with cloud.bank.example that is made in bank.example" in line for line in said)
    assert any(
        "conditional forwarder for cloud.bank.example on the name servers of bank.example" in line for line in said
    )
    assert any("Allowed to Authenticate" in line for line in said)
    hybrid = export_design("terraform", *designs()["contoso: ad-connector+radius-mfa"])
    assert any("RADIUS servers themselves" in line for line in hybrid.left_out)


def test_ports_become_security_groups():
    """The rules are those of the port matrix; the directory's own group is referred to, and public endpoints have none."""
    design, req = designs()["contoso: managed-ad-standard+two-way-trust+identity-center"]
    data = export_design("terraform", design, req).to_dict()
    rules = data["resource"]["aws_vpc_security_group_ingress_rule"]
    own = [rule for rule in rules.values() if "aws_directory_service_directory.managed" in rule["security_group_id"]]
    assert {rule.get("from_port") for rule in own} >= {53, 88, 135, 389, 445, 464}
    assert not any("var.security_group" in rule["security_group_id"] for rule in rules.values())


def test_a_topology_is_exported_as_it_is():
    """All of a topology is created; nothing of it exists before."""
    topology = parse_topology(
        """
dirsim: topology/v1
name: lab
sites: {office: on-premises, cloud: {kind: aws-region, region: eu-west-1}}
links: {vpn: {between: [office, cloud], kind: site-to-site-vpn}}
directories:
  corp: {kind: active-directory, domains: {corp.example: {controllers: {office: 2}}}}
  mad: {kind: managed-microsoft-ad, edition: standard, site: cloud, domains: [mad.example]}
trusts: {t: {trusting: corp.example, trusted: mad.example, kind: external}}
dns: {corp.example: mad.example, mad.example: corp.example}
"""
    )
    data = export_design("terraform", topology).to_dict()
    (trust,) = data["resource"]["aws_directory_service_trust"].values()
    assert (trust["trust_direction"], trust["trust_type"]) == ("One-Way: Incoming", "External")
    assert trust["conditional_forwarder_ip_addrs"] == "${var.dns_corp_example}"
    assert "import" not in data


def test_a_design_without_resources_is_refused():
    """A design none of whose parts is a resource is an error, not an empty file."""
    req = read_requirements(FOLDER / "fabrikam.yaml")
    with pytest.raises(UsageError, match="terraform has no resource for any part of existing-ad-direct"):
        export_design("terraform", build_for(req, parse_label("existing-ad-direct")), req)


def test_the_same_input_gives_the_same_bytes():
    """Two exports of one design are equal as text."""
    design, req = designs()["bank: existing"]
    for form in ("terraform", "cloudformation"):
        one, other = (json.dumps(export_design(form, design, req).to_dict()) for _ in range(2))
        assert one == other


def test_every_needed_port_is_opened():
    """Each row of the port matrix that is always needed is a rule at each of its sides in AWS that has a security group."""
    design, req = designs()["contoso: managed-ad-standard+two-way-trust+identity-center"]
    resources = export_design("terraform", design, req).to_dict()["resource"]
    hosts = design.topology.hosts
    wanted = 0
    for entry in ports(design.topology).grouped:
        if entry.row.when:
            continue
        for kind, own in (("ingress", entry.target), ("egress", entry.initiator)):
            if own.in_aws and own.hosts and not hosts[own.hosts[0]].public:
                name = f"{entry.initiator.slug}_to_{entry.target.slug}_{entry.row.protocol}"
                name = f"{name}_{entry.row.ports.replace('-', '_')}"
                rule = resources[f"aws_vpc_security_group_{kind}_rule"][name]
                assert rule["ip_protocol"] == ("-1" if entry.row.protocol == "all" else entry.row.protocol)
                wanted += 1
    assert wanted > 100


@pytest.mark.parametrize("form", ["terraform", "cloudformation"])
def test_saml_of_a_service_creates_nothing_in_iam(form):
    """A provider in IAM is written where users take roles; the service itself, with its own SAML, is listed as left out."""
    head = "dirsim: requirements/v1\nname: boards\nestate: {on_prem_ad: true}\nneeds: [existing-credentials]\n"
    boards = parse_requirements(f"{head}workloads: {{it: {{kind: managed-grafana}}}}\n")
    with pytest.raises(UsageError, match="no resource for any part of saml-federation"):
        export_design(form, build_for(boards, parse_label("saml-federation")), boards)
    both = parse_requirements(f"{head}workloads: {{it: {{kind: managed-grafana}}, desk: {{kind: aws-console}}}}\n")
    made = export_design(form, build_for(both, parse_label("saml-federation+iam-role")), both)
    assert re.search("aws_iam_saml_provider|AWS::IAM::SAMLProvider", json.dumps(made.to_dict()))
    assert any(said.startswith("workloads.it: the managed-grafana itself and its attachment") for said in made.left_out)


@pytest.mark.parametrize("form", ["terraform", "cloudformation"])
def test_exports_as_a_reader_has_seen_them(form, reviewed):
    """The written text of one design of each kind, compared line by line with the one that was read."""
    lines = []
    for name in REVIEWED:
        design, req = designs()[name]
        try:
            made = export_design(form, design, req)
        except UsageError as error:
            lines += [f"# {name}: {error}", ""]
            continue
        written = without_ports(made.to_dict())
        lines += [f"# {name}", *json.dumps(written, indent=1, sort_keys=True).splitlines(), ""]
    reviewed(f"export_{form}", lines)


def without_ports(written):
    """An export without its security groups, whose rules are those of the port matrix and have tests of their own."""
    if "resource" in written:
        kept = {kind: made for kind, made in written["resource"].items() if "security_group" not in kind}
        return {**written, "resource": kept}
    return {
        **written,
        "Resources": {name: made for name, made in written["Resources"].items() if "SecurityGroup" not in made["Type"]},
    }


REVIEWED = (
    "contoso: ad-connector+radius-mfa",
    "contoso: managed-ad-standard+one-way-trust+resolver-rules",
    "contoso: managed-ad-standard+two-way-trust+identity-center",
    "contoso: saml-federation+iam-role",
    "contoso: managed-ad-standard+cognito",
    "bank: existing",
)
