"""Requirements files as people write them."""

import json
import os

import pytest
from ruamel.yaml import YAML

from dirsim.catalog.words import FORBIDS, NEEDS, WORKLOAD_KINDS
from dirsim.files import parse_requirements, read_file, read_requirements
from dirsim.model.requirements import Need, NeedDetail, Requirements, SketchedAd

HEAD = "dirsim: requirements/v1\nname: case\n"

EXAMPLE = """\
# yaml-language-server: $schema=requirements.schema.json
dirsim: requirements/v1
name: Contoso ERP move
as_of: 2026-11-01                     # which dated facts apply; today when left out
estate:
  sites:
    hq:        {kind: on-premises}
    frankfurt: {kind: aws-region, region: eu-central-1}
  links:
    vpn: {between: [hq, frankfurt], kind: site-to-site-vpn, availability: 0.9995, latency: 30ms}
  directories:
    corp:
      kind: active-directory
      domains:
        corp.example: {controllers: {hq: 2}, users: 12000, objects: 40000}
      functional_level: "2016"
  aws: {accounts: 3, regions: [eu-central-1], new_customer: false}
  identity_providers: [adfs]
workloads:
  erp-db:   {kind: rds-sqlserver, site: frankfurt, users: [corp.example]}
  desktops: {kind: workspaces, site: frankfurt, users: [corp.example]}
needs:
  - windows-auth-db
  - existing-credentials
  - survive-outage: {of: vpn, for: 4h, users: [corp.example]}
forbids: [directory-copy-in-cloud]
optimize: [cost, effort]              # order of preference, after the needs
credentials:
  nightly-export: {principal: ec2, target: s3, needs: [least-privilege], forbids: [long-lived-keys]}
"""


def read(body):
    """The requirements of a body under the usual head."""
    return parse_requirements(HEAD + body)


def test_the_contract_example_reads_as_written():
    """Every value of the example arrives."""
    made = parse_requirements(EXAMPLE)
    assert made.as_of == "2026-11-01"
    assert made.estate.links["vpn"].latency_s == 0.03
    assert made.estate.directories["corp"].domains["corp.example"].controllers == {"hq": 2}
    assert made.estate.directories["corp"].functional_level == "2016"
    assert made.estate.aws.regions == ("eu-central-1",)
    assert made.estate.aws.new_customer is False
    assert made.kinds == ("rds-sqlserver", "workspaces")
    assert made.needs[2] == Need(word="survive-outage", detail=NeedDetail(of="vpn", for_="4h", users=("corp.example",)))
    assert made.credentials["nightly-export"].forbids == ("long-lived-keys",)


def test_json_is_read_like_yaml():
    """The same file as JSON gives the same value; an editor's ``$schema`` is allowed."""
    data = YAML(typ="safe", pure=True).load(EXAMPLE.replace("2026-11-01", '"2026-11-01"'))
    assert parse_requirements(json.dumps({"$schema": "requirements.schema.json", **data})) == parse_requirements(
        EXAMPLE
    )
    assert parse_requirements(json.dumps(data, indent="\t")) == parse_requirements(EXAMPLE)


def test_a_name_alone_is_enough():
    """What is left out is unknown."""
    assert read("") == Requirements(name="case")


def test_empty_sections_are_left_out():
    """A key with nothing after it says nothing."""
    sections = ("as_of", "estate", "workloads", "needs", "forbids", "optimize", "credentials")
    assert read("".join(f"{key}:\n" for key in sections)) == Requirements(name="case")
    assert read("estate: {aws: , links: , on_prem_ad: , users: }") == Requirements(name="case")


def test_the_sketch_of_the_contract_is_read():
    """Counts in place of details."""
    made = read(
        "estate: {on_prem_ad: {domains: 1, forests: 1, users: 2000}, connectivity: vpn, "
        "aws: {accounts: 40, regions: 2, opt_in_regions: true, new_customer: true}, current_directory: simple-ad, "
        "identity_providers: [entra-id]}"
    ).estate
    assert made.on_prem_ad == SketchedAd(domains=1, forests=1, users=2000)
    assert (made.aws.accounts, made.aws.regions, made.aws.opt_in_regions) == (40, 2, True)
    assert made.current_directory == "simple-ad"


def test_short_forms_of_the_estate_mean_the_long_ones():
    """What a first meeting notes flat becomes the nested form."""
    short = read(
        "estate: {on_prem_ad: true, on_prem_domains: 4, on_prem_forests: 4, existing_idp: azure-ad, accounts: hundreds, "
        "regions: eu-central-1, opt_in_regions: true, new_aws_customer: true, domain_functional_level: 2008 R2}"
    )
    long = read(
        "estate: {on_prem_ad: {domains: 4, forests: 4}, identity_providers: [entra-id], functional_level: 2008R2, "
        "aws: {accounts: hundreds, regions: [eu-central-1], opt_in_regions: true, new_customer: true}}"
    )
    assert short == long


def test_short_forms_of_workloads_sites_and_domains():
    """A word alone stands for an entry of that kind; a list is named after its kinds."""
    made = read(
        "workloads: [workspaces, rds-sqlserver, workspaces, {kind: s3}]\n"
        "estate: {sites: {hq: on-premises, fra: }, directories: {corp: {domains: [a.example, b.example]}, s: simple-ad}}\n"
        "needs: mfa\nforbids: servers\noptimize: cost\n"
    )
    assert list(made.workloads) == ["workspaces", "rds-sqlserver", "workspaces-2", "s3"]
    assert read("workloads: {erp: rds-sqlserver}").workloads["erp"].kind == "rds-sqlserver"
    assert made.estate.sites["fra"].kind == "on-premises"
    assert list(made.estate.directories["corp"].domains) == ["a.example", "b.example"]
    assert made.estate.directories["s"].kind == "simple-ad"
    assert (made.needs[0].word, made.forbids, made.optimize) == ("mfa", ("servers",), ("cost",))


def test_other_spellings_become_the_word():
    """Plurals and former names are understood."""
    made = read("workloads: [saas-apps, directory-aware-apps]\ncredentials: {x: {principal: lambda-roles}}")
    assert made.kinds == ("saas-app", "directory-aware-app")
    assert made.credentials["x"].principal == "lambda"


def test_lengths_of_time_may_have_their_unit_in_the_key():
    """``history_months: 6`` is a history of six months."""
    assert read("credentials: {x: {history_months: 6}}") == read("credentials: {x: {history: 6mo}}")


def test_the_same_word_in_both_forms_is_no_contradiction():
    """Both forms may be mixed where they agree."""
    assert read("estate: {accounts: 2, aws: {accounts: 2}}").estate.aws.accounts == 2


def test_every_word_can_be_written():
    """All workload kinds, needs and prohibitions are accepted, in both forms of a need."""
    made = read(
        f"workloads: [{', '.join(WORKLOAD_KINDS)}]\nneeds: [{', '.join(NEEDS)}]\n"
        f"forbids: [{', '.join(word for word in FORBIDS if word != 'two-way-trust')}]\n"
    )
    assert made.kinds == tuple(WORKLOAD_KINDS)
    assert tuple(need.word for need in made.needs) == tuple(NEEDS)
    assert (
        read("needs: [" + ", ".join(f"{{{word}: {{for: 4h}}}}" for word in NEEDS) + "]").needs[-1].detail.for_s == 14400
    )


def test_hybrid_edition_shares_the_domain_it_extends():
    """The existing domain may stand in both directories."""
    text = "estate: {directories: {corp: {domains: [a.example]}, h: {kind: managed-ad, edition: hybrid, domains: [a.example]}}}"
    assert read(text).estate.directories["h"].kind == "managed-microsoft-ad"


def test_paths_may_be_of_any_kind(tmp_path):
    """Text, paths and anything with a file system path name a file."""
    file = tmp_path / "f.yaml"
    file.write_text(EXAMPLE, encoding="utf-8")
    wanted = parse_requirements(EXAMPLE)
    assert read_requirements(file) == read_requirements(os.fspath(file)) == read_file(file) == wanted


@pytest.mark.parametrize(
    ("estate", "nested"),
    [
        ({"accounts": 3}, {"aws": {"accounts": 3}}),
        ({"accounts": "hundreds"}, {"aws": {"accounts": "hundreds"}}),
        ({"existing_idp": "adfs"}, {"identity_providers": ["adfs"]}),
        ({"existing_idp": "ldap-no-saml"}, {"identity_providers": ["ldap-no-saml"]}),
        ({"on_prem_domains": 2, "on_prem_ad": True}, {"on_prem_ad": {"domains": 2}}),
        ({"on_prem_forests": 2, "on_prem_ad": True}, {"on_prem_ad": {"forests": 2}}),
        ({"opt_in_regions": True}, {"aws": {"opt_in_regions": True}}),
        ({"new_aws_customer": True}, {"aws": {"new_customer": True}}),
        ({"regions": 3}, {"aws": {"regions": 3}}),
        ({"domain_functional_level": "2012R2"}, {"functional_level": "2012R2"}),
    ],
)
def test_a_flat_key_of_the_estate_is_its_nested_key(estate, nested):
    """A fact noted with a flat key, as situations are told, has the value of the nested key."""
    flat, long = (
        parse_requirements(json.dumps({"dirsim": "requirements/v1", "name": "flat", "estate": section}))
        for section in (estate, nested)
    )
    assert flat == long


@pytest.mark.parametrize(
    "section",
    [
        {"principal": "ec2", "target": "s3", "needs": ["temporary-credentials"], "forbids": ["stored-keys"]},
        {"principal": "on-prem-server", "target": "dynamodb", "location": "on-prem", "needs": ["no-static-keys"]},
        {"principal": "third-party-account", "needs": ["cross-account", "confused-deputy-protection"]},
        {"principal": "human", "incident": "key-leaked", "needs": ["stop-use"]},
        {"principal": "app-role", "kms": "customer-key", "target": "s3-other-account"},
        {"principal": "iam-users-other-account", "count": 40, "supports_roles": False},
        {"principal": "lambda", "target": "rds", "rotation": "30d", "history_months": 3},
    ],
)
def test_credential_situations_are_read_with_their_own_keys(section):
    """Each key with which a credential situation is told arrives at the credential of the file."""
    made = parse_requirements(json.dumps({"dirsim": "requirements/v1", "name": "c", "credentials": {"main": section}}))
    assert made.credentials["main"].principal == section["principal"]
    assert list(made.credentials["main"].needs) == section.get("needs", [])
