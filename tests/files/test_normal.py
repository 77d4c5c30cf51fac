"""Short forms and long forms of a file that mean the same."""

import pytest

from dirsim.errors import InputError
from dirsim.files.requirements_reader import parse_requirements
from dirsim.files.synonyms import SYNONYMS
from dirsim.files.topology_reader import parse_topology

HEAD = "dirsim: requirements/v1\nname: case\n"


def same(short, long):
    """True where both bodies are read as the same requirements."""
    return parse_requirements(HEAD + short) == parse_requirements(HEAD + long)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("workloads: [ec2-windows]", "workloads: {ec2-windows: {kind: ec2-windows}}"),
        ("workloads: {it: ec2-windows}", "workloads: {it: {kind: ec2-windows}}"),
        ("workloads: [s3, s3, s3]", "workloads: {s3: s3, s3-2: s3, s3-3: s3}"),
        ("workloads: [{kind: s3, users: a.example}]", "workloads: {s3: {kind: s3, users: [a.example]}}"),
        ("workloads: {it: {kind: s3, hosts: h1}}", "workloads: {it: {kind: s3, hosts: [h1]}}"),
        ("needs: sso", "needs: [sso]"),
        ("needs: [survive-outage]", "needs: [{survive-outage: {}}]"),
        ("needs: [survive-outage]", "needs: [{survive-outage: null}]"),
        ("needs: [{survive-outage: {users: a.example}}]", "needs: [{survive-outage: {users: [a.example]}}]"),
        ("forbids: servers", "forbids: [servers]"),
        ("optimize: cost", "optimize: [cost]"),
        ("needs: null", ""),
        ("estate: null", "estate: {}"),
        ("estate: {sites: {hq: on-premises}}", "estate: {sites: {hq: {kind: on-premises}}}"),
        ("estate: {sites: {hq: null}}", "estate: {sites: {hq: {}}}"),
        ("estate: {directories: {corp: {domains: a.example}}}", "estate: {directories: {corp: {domains: {a.example: {}}}}}"),
        ("estate: {directories: {corp: {domains: [a.example]}}}", "estate: {directories: {corp: {domains: {a.example: null}}}}"),
        ("estate: {directories: {m: simple-ad}}", "estate: {directories: {m: {kind: simple-ad}}}"),
        ("estate: {on_prem_domains: 2}", "estate: {on_prem_ad: {domains: 2}}"),
        ("estate: {on_prem_forests: 2}", "estate: {on_prem_ad: {forests: 2}}"),
        ("estate: {on_prem_domains: 2, on_prem_ad: {domains: 2}}", "estate: {on_prem_ad: {domains: 2}}"),
        ("estate: {on_prem_domains: 0, on_prem_ad: false}", "estate: {on_prem_ad: false}"),
        ("estate: {on_prem_domains: 2, on_prem_ad: true}", "estate: {on_prem_ad: {domains: 2}}"),
        ("estate: {accounts: 3}", "estate: {aws: {accounts: 3}}"),
        ("estate: {regions: 2}", "estate: {aws: {regions: 2}}"),
        ("estate: {aws: {regions: eu-west-1}}", "estate: {aws: {regions: [eu-west-1]}}"),
        ("estate: {new_aws_customer: true}", "estate: {aws: {new_customer: true}}"),
        ("estate: {new_customer: true, opt_in_regions: true}", "estate: {aws: {new_customer: true, opt_in_regions: true}}"),
        ("estate: {domain_functional_level: 2016}", "estate: {functional_level: 2016}"),
        ("estate: {existing_idp: adfs}", "estate: {identity_providers: [adfs]}"),
        ("estate: {existing_idp: adfs, identity_providers: [adfs, entra-id]}", "estate: {identity_providers: [adfs, entra-id]}"),
        ("estate: {users: 3.0}", "estate: {users: 3}"),
        ("estate: {connectivity: null}", "estate: {}"),
        ("estate: {causes: {power: {members: hq}}, sites: {hq: {}}}", "estate: {causes: {power: {members: [hq]}}, sites: {hq: {}}}"),
        ("estate: {trusts: {t: {trusting: a.b, trusted: c.d, allowed: x}}}", "estate: {trusts: {t: {trusting: a.b, trusted: c.d, allowed: [x]}}}"),
        ("estate: {trusts: {t: {trusting: a.b, trusted: c.d, encryption_types: rc4}}}", "estate: {trusts: {t: {trusting: a.b, trusted: c.d, encryption_types: [rc4]}}}"),
        ("estate: {directories: {d: {domains: {a.b: {managed_service_accounts: m}}}}}", "estate: {directories: {d: {domains: {a.b: {managed_service_accounts: [m]}}}}}"),
        ("estate: {directories: {d: {domains: a.b, upn_suffixes: c.d}}}", "estate: {directories: {d: {domains: a.b, upn_suffixes: [c.d]}}}"),
        ("estate: {directories: {d: {domains: a.b, ad_sites: {HQ: {subnets: 10.0.0.0/8}}}}}", "estate: {directories: {d: {domains: a.b, ad_sites: {HQ: {subnets: [10.0.0.0/8]}}}}}"),
        ("credentials: {job: {target: s3, needs: least-privilege}}", "credentials: {job: {target: s3, needs: [least-privilege]}}"),
    ],
)  # fmt: skip
def test_short_and_long_forms_mean_the_same(short, long):
    """A single entry, a bare word, a list in place of names and an older key are read as the long form."""
    assert same(short, long)


@pytest.mark.parametrize(
    "text", ["2012R2", "2012 R2", "2012-r2", "Windows Server 2012 R2", "windows-server-2012-r2", "windows2012r2"]
)
def test_a_functional_level_has_one_spelling(text):
    """Every usual spelling of a level is read as ``2012R2``, in a sketch, a directory and a domain."""
    made = parse_requirements(
        f"{HEAD}estate: {{functional_level: '{text}', on_prem_ad: {{functional_level: '{text}'}}, "
        f"directories: {{a: {{functional_level: '{text}', domains: {{a.example: {{functional_level: '{text}'}}}}}}}}}}"
    ).estate
    directory = made.directories["a"]
    levels = {
        made.functional_level,
        made.on_prem_ad.functional_level,
        directory.functional_level,
        directory.domains["a.example"].functional_level,
    }
    assert levels == {"2012R2"}


def test_a_level_that_is_a_number_is_text():
    """A level that was written as a number is read as its text."""
    assert parse_requirements(f"{HEAD}estate: {{functional_level: 2016}}").estate.functional_level == "2016"


@pytest.mark.parametrize(
    ("body", "path", "message"),
    [
        ("estate: {accounts: 3, aws: {accounts: 4}}", "estate.accounts", "accounts is 3, but aws.accounts is 4"),
        ("estate: {new_customer: true, aws: {new_customer: false}}", "estate.new_customer", None),
        ("estate: {on_prem_domains: 2, on_prem_ad: {domains: 3}}", "estate.on_prem_domains", "on_prem_domains is 2, but on_prem_ad.domains is 3"),
        ("estate: {on_prem_domains: 2, on_prem_ad: false}", "estate.on_prem_domains", "on_prem_domains is not 0, but on_prem_ad is false"),
        ("estate: {domain_functional_level: 2016, functional_level: 2019}", "estate.domain_functional_level", "domain_functional_level is 2016, but functional_level is 2019"),
    ],
)  # fmt: skip
def test_two_forms_do_not_contradict_each_other(body, path, message):
    """Where a short form and a long form differ, the file is refused at the short one, with both values."""
    with pytest.raises(InputError) as caught:
        parse_requirements(HEAD + body)
    (problem,) = caught.value.problems
    assert problem.path == path
    assert message in (None, problem.message)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("hosts: {r: {site: hq, roles: radius}}", "hosts: {r: {site: hq, roles: [radius]}}"),
        ("clients: {pc: {site: hq, resolvers: dc1.a.example}}", "clients: {pc: {site: hq, resolvers: [dc1.a.example]}}"),
        ("dns: {a.example: b.example}", "dns: {a.example: [b.example]}"),
        ("scenarios: {s: [{kind: site-down, of: hq}]}", "scenarios: {s: {faults: [{kind: site-down, of: hq}]}}"),
        ("scenarios: {s: null}", "scenarios: {s: {faults: []}}"),
        ("principals: {p: {}}", "principals: {p: null}"),
        ("principals: {p: computer}", "principals: {p: {kind: computer}}"),
        ("services: {s: {host: dc1.a.example, directory: d}}", "services: {s: {host: dc1.a.example, directory: [d]}}"),
        ("configurations: {k: {kdcs: {a.example: dc1.a.example}}}", "configurations: {k: {kdcs: {a.example: [dc1.a.example]}}}"),
        ("causes: {c: {members: hq}}", "causes: {c: {members: [hq]}}"),
    ],
)  # fmt: skip
def test_a_topology_has_short_forms_too(short, long):
    """Single entries, bare words and scenarios without a key are read as their long forms."""
    base = (
        "dirsim: topology/v1\nsites: {hq: on-premises}\n"
        "directories: {d: {domains: {a.example: {controllers: {hq: 1}}}}, e: {domains: b.example}}\n"
    )
    assert parse_topology(base + short) == parse_topology(base + long)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("workloads: {db: rds-sql-server}", "workloads: {db: rds-sqlserver}"),
        ("workloads: [console]", "workloads: [aws-console]"),
        ("needs: [single-sign-on, trust]", "needs: [sso, trust-to-existing-ad]"),
        ("needs: [{low-latency: {users: a.example}}]", "needs: [{low-latency-auth: {users: a.example}}]"),
        ("forbids: [duplicate-users, plain-text]", "forbids: [duplicate-accounts, plaintext]"),
        ("estate: {connectivity: direct-connect}", "estate: {connectivity: dx}"),
        ("estate: {identity_providers: [okta, azure-ad]}", "estate: {identity_providers: [external-idp, entra-id]}"),
        ("estate: {identity_providers: [okta, ping]}", "estate: {identity_providers: [external-idp]}"),
        ("estate: {directories: {m: managed-ad}}", "estate: {directories: {m: managed-microsoft-ad}}"),
        ("estate: {sites: {hq: on-prem, fra: region}}", "estate: {sites: {hq: {kind: on-premises}, fra: {kind: aws-region}}}"),
        ("credentials: {j: {principal: developers, target: s3}}", "credentials: {j: {principal: human-developer, target: s3}}"),
        ("credentials: {j: {target: s3, forbids: long-term-keys}}", "credentials: {j: {target: s3, forbids: [long-lived-keys]}}"),
        ("credentials: {j: {target: s3, needs: confused-deputy}}", "credentials: {j: {target: s3, needs: [confused-deputy-protection]}}"),
    ],
)  # fmt: skip
def test_synonyms_are_read_as_the_word_of_the_format(short, long):
    """Usual names of products, needs and principals are read as the one word of the format, wherever they are."""
    assert same(short, long)


@pytest.mark.parametrize("word_list", ["credential-location", "kms-key", "principal"])
def test_synonyms_of_credentials_are_read_too(word_list):
    """Every synonym of a word about credentials is read as its word."""
    key = {"credential-location": "location", "kms-key": "kms"}.get(word_list, word_list)
    for synonym, word in SYNONYMS[word_list].items():
        assert same(*(f"credentials: {{j: {{target: s3, {key}: {text}}}}}" for text in (synonym, word)))
