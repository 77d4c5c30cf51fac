"""Requirements files: references, sizes and statements that contradict each other."""

import json

import pytest

from dirsim.errors import InputError
from dirsim.files.requirements_reader import parse_requirements

HEAD = "dirsim: requirements/v1\nname: case\n"
ESTATE = (
    "sites: {hq: on-premises, fra: {kind: aws-region, region: eu-central-1}}, "
    "links: {vpn: {between: [hq, fra], kind: site-to-site-vpn}}, "
    "directories: {corp: {domains: {corp.example: {controllers: {hq: 2}}}}}"
)


@pytest.fixture
def found(refused):
    """A function: the body of a requirements file to its problems."""
    return lambda body: refused(HEAD + body)


def estate(more="", **sections):
    """An estate in detail with some sections replaced, as one line."""
    text = ESTATE
    for name, value in sections.items():
        start = text.index(f"{name}: ")
        depth, end = 0, start
        for end in range(start, len(text)):
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            if text[end] == "}" and depth == 0:
                break
        text = f"{text[:start]}{name}: {value}{text[end + 1 :]}"
    return f"estate: {{{text}{more}}}"


def test_the_estate_is_valid(found):
    """The estate that the other tests edit has no problem, and so has an empty file."""
    assert found(estate()) == found("") == []


@pytest.mark.parametrize(
    ("text", "valid"),
    [("2026-02-28", True), ("2026-02-29", False), ("2028-02-29", True), ("2026-13-01", False), ("2026-04-31", False)],
)
def test_a_date_is_in_the_calendar(found, text, valid):
    """The date of a file exists: leap days in leap years only."""
    hint = "the calendar has no such day; leave it out for the facts of today"
    assert found(f"as_of: {text}") == ([] if valid else [("as_of", f"invalid date {text!r}", hint)])


@pytest.mark.parametrize(
    ("sections", "path", "message"),
    [
        ({"links": "{vpn: {between: [hq, muc]}}"}, "estate.links.vpn.between[1]", "unknown site 'muc'"),
        ({"links": "{vpn: {between: [hq, hq]}}"}, "estate.links.vpn.between", "the link joins 'hq' to itself"),
        ({"sites": "{hq: on-premises, fra: {kind: aws-region, region: Frankfrt}}"}, "estate.sites.fra.region", "invalid AWS Region 'Frankfrt'"),
        ({"sites": "{hq: {kind: on-premises, region: eu-central-1}, fra: aws-region}"}, "estate.sites.hq.region", "a site of kind on-premises has no AWS Region"),
        ({"directories": "{corp: {domains: {corp.example: {controllers: {muc: 2}}}}}"}, "estate.directories.corp.domains['corp.example'].controllers", "unknown site 'muc'"),
        ({"directories": "{a: {domains: corp.example}, b: {domains: CORP.example}}"}, "estate.directories.b.domains", "the domain 'CORP.example' already belongs to the directory 'a'"),
        ({"directories": "{c: {kind: ad-connector, domains: [a.example, b.example]}}"}, "estate.directories.c.domains", "an AD Connector serves one domain"),
        ({"directories": "{a: {domains: {a.example: {parent: a.example}}}}"}, "estate.directories.a.domains['a.example'].parent", "a domain is not its own parent"),
        ({"directories": "{a: {domains: {a.example: {}, b.example: {parent: a.example}}}}"}, "estate.directories.a.domains['b.example'].parent", "the name of a child domain must end in its parent's, '.a.example'"),
        ({"directories": "{a: {domains: {a.example: {}, b.a.example: {parent: c.example}}}}"}, "estate.directories.a.domains['b.a.example'].parent", "unknown domain 'c.example'"),
        ({"directories": "{a: {domains: a.example, edition: standard}}"}, "estate.directories.a.edition", "active-directory has no editions"),
        ({"directories": "{m: {kind: managed-microsoft-ad, domains: a.example, size: small}}"}, "estate.directories.m.size", "managed-microsoft-ad has no sizes"),
        ({"directories": "{m: {kind: simple-ad, domains: a.example, subnets: [s1]}}"}, "estate.directories.m.subnets", "simple-ad needs two subnets, found 1"),
        ({"directories": "{m: {kind: simple-ad, domains: a.example, subnets: [s1, s1]}}"}, "estate.directories.m.subnets", "simple-ad needs two subnets, found 1"),
        ({"directories": "{a: {domains: a.example, functional_level: 2014}}"}, "estate.directories.a.functional_level", "invalid functional level '2014'"),
        ({"directories": "{a: {domains: {a.example: {functional_level: 2003R2}}}}"}, "estate.directories.a.domains['a.example'].functional_level", "invalid functional level '2003R2'"),
    ],
)  # fmt: skip
def test_a_network_that_cannot_be_is_refused(found, sections, path, message):
    """Links, Regions, domains, editions, sizes and levels are checked, each at its place, once."""
    problems = [(where, text) for where, text, _ in found(estate(**sections))]
    assert problems == [(path, message)]


@pytest.mark.parametrize(
    "sections",
    [
        {"directories": "{m: {kind: managed-microsoft-ad, domains: a.example, edition: standard, subnets: [s1, s2]}}"},
        {"directories": "{m: {kind: simple-ad, domains: a.example, size: large}}"},
        {"directories": "{a: {domains: a.example, subnets: [s1]}}"},
        {"directories": "{a: {domains: {a.example: {}, b.a.example: {parent: a.example}}}}"},
        {"directories": "{c: {kind: ad-connector, domains: a.example, size: small}}"},
        {"sites": "{hq: on-premises, fra: {kind: aws-region, region: us-gov-west-1}}"},
        {"sites": "{hq: on-premises, fra: {kind: aws-region, region: ap-southeast-12}}"},
    ],
)
def test_a_network_that_can_be_is_read(found, sections):
    """The nearest valid neighbours of the refused networks are read."""
    assert found(estate(**sections)) == []


@pytest.mark.parametrize("level", ["2000", "2003", "2008", "2008R2", "2012", "2012R2", "2016", "2019", "2022", "2025"])
def test_levels_of_windows_server_are_known(found, level):
    """Every functional level of Windows Server is accepted, for a sketch and for a directory."""
    assert found(f"estate: {{functional_level: {level}, on_prem_ad: {{functional_level: {level}}}}}") == []
    assert found(estate(directories=f"{{a: {{domains: a.example, functional_level: {level}}}}}")) == []


@pytest.mark.parametrize(
    ("trust", "path", "message"),
    [
        (
            "{trusting: corp.example, trusted: corp.example}",
            "estate.trusts.t",
            "the trust joins 'corp.example' to itself",
        ),
        ("{trusting: x.example, trusted: corp.example}", "estate.trusts.t.trusting", "unknown domain 'x.example'"),
        ("{trusting: corp.example, trusted: x.example}", "estate.trusts.t.trusted", "unknown domain 'x.example'"),
        ("{trusting: corp.example, trusted: MIT.EXAMPLE, kind: realm}", None, None),
    ],
)
def test_a_trust_joins_two_known_domains(found, trust, path, message):
    """A trust is between two listed domains; a realm trust may name a realm that the file does not list."""
    problems = [(where, text) for where, text, _ in found(estate(f", trusts: {{t: {trust}}}"))]
    assert problems == ([] if path is None else [(path, message)])


@pytest.mark.parametrize(
    ("body", "path", "message"),
    [
        ("workloads: {it: {kind: ec2-windows, site: muc}}", "workloads.it.site", "unknown site 'muc'"),
        ("workloads: {it: {kind: ec2-windows, users: [x.example]}}", "workloads.it.users[0]", "unknown domain 'x.example'"),
        ("needs: [{survive-outage: {of: mpls}}]", "needs[0].survive-outage.of", "unknown element 'mpls'"),
        ("needs: [sso, {survive-outage: {users: [x.example]}}]", "needs[1].survive-outage.users[0]", "unknown domain 'x.example'"),
        ("needs: [{low-latency-auth: {site: muc}}]", "needs[0].low-latency-auth.site", "unknown site 'muc'"),
        ("needs: [{survive-outage: {for: 0h}}]", "needs[0].survive-outage.for", "expected a duration greater than zero, found '0h'"),
        ("needs: [{survive-outage: {of: dc3.corp.example}}]", "needs[0].survive-outage.of", "unknown element 'dc3.corp.example'"),
        ("needs: [{survive-outage: {of: dc0.corp.example}}]", "needs[0].survive-outage.of", "unknown element 'dc0.corp.example'"),
        ("needs: [{survive-outage: {of: dcx.corp.example}}]", "needs[0].survive-outage.of", "unknown element 'dcx.corp.example'"),
        ("credentials: {job: {target: s3, duration: 0m}}", "credentials.job.duration", "expected a duration greater than zero, found '0m'"),
        ("credentials: {job: {target: s3, rotation: 0d}}", "credentials.job.rotation", "expected a duration greater than zero, found '0d'"),
    ],
)  # fmt: skip
def test_needs_and_workloads_name_what_exists(found, body, path, message):
    """Sites, domains, elements and durations of workloads, needs and credentials are checked against the estate."""
    problems = [(where, text) for where, text, _ in found(f"{estate()}\n{body}")]
    assert problems == [(path, message)]


@pytest.mark.parametrize("of", ["vpn", "hq", "corp", "dc1.corp.example", "dc2.corp.example"])
def test_what_fails_is_an_element_or_a_controller(found, of):
    """A link, a site, a directory and each counted controller may fail."""
    assert found(f"{estate()}\nneeds: [{{survive-outage: {{of: {of}, for: 1s}}}}]") == []


def test_without_a_list_there_is_nothing_to_compare_with(found):
    """A sketch lists no domains and no elements: any name is accepted for users and for what fails."""
    body = "workloads: {it: {kind: ec2-windows, users: [x.example]}}\nneeds: [{survive-outage: {of: line}}]"
    assert found(f"estate: {{on_prem_ad: true}}\n{body}") == []


@pytest.mark.parametrize(
    ("body", "path", "message", "hint"),
    [
        ("needs: [sso, mfa, sso]", "needs[2]", "duplicate entry 'sso'", "first in entry 1: leave it out"),
        ("forbids: [servers, user-sync, user-sync]", "forbids[2]", "duplicate entry 'user-sync'", "first in entry 2: leave it out"),
        ("optimize: [cost, cost]", "optimize[1]", "duplicate entry 'cost'", "first in entry 1: leave it out"),
        ("credentials: {job: {target: s3, forbids: [stored-keys, stored-keys]}}", "credentials.job.forbids[1]", "duplicate entry 'stored-keys'", "first in entry 1: leave it out"),
        ("credentials: {job: {target: s3, needs: [least-privilege, least-privilege]}}", "credentials.job.needs[1]", "duplicate entry 'least-privilege'", "first in entry 1: leave it out"),
    ],
)  # fmt: skip
def test_nothing_is_listed_twice(found, body, path, message, hint):
    """A repeated word is refused at its second place, with the entry of the first."""
    assert found(body) == [(path, message, hint)]


def test_one_need_with_other_details_is_another(found):
    """The same need for two elements is not a repetition; for the same element it is."""
    twice = "needs: [{{survive-outage: {{of: vpn}}}}, {{survive-outage: {{of: {}}}}}]"
    assert found(f"{estate()}\n{twice.format('hq')}") == []
    assert found(f"{estate()}\n{twice.format('vpn')}")[0][0] == "needs[1]"


@pytest.mark.parametrize(
    ("forbids", "refused_there"),
    [("[one-way-trust, two-way-trust]", True), ("[one-way-trust]", False), ("[two-way-trust, servers]", False)],
)
def test_a_needed_trust_leaves_one_direction(found, forbids, refused_there):
    """A file that needs a trust may forbid one direction, not both."""
    problems = found(f"needs: [sso, trust-to-existing-ad]\nforbids: {forbids}")
    message = "a trust is needed, but one-way-trust and two-way-trust are both forbidden"
    assert problems == ([("needs[1]", message, "remove one of the three")] if refused_there else [])
    assert found(f"needs: [sso]\nforbids: {forbids}") == []


@pytest.mark.parametrize(
    ("sketch", "path", "message"),
    [
        ("on_prem_ad: {domains: 2}", "estate.on_prem_ad.domains", "the sketch counts 2 domains, the directories list 1"),
        ("on_prem_ad: {forests: 3, domains: 1}", "estate.on_prem_ad.forests", "the sketch counts 3 forests, the directories list 1"),
        ("on_prem_ad: false", "estate.on_prem_ad", "on_prem_ad is false, but the directory 'corp' is on the premises"),
        ("connectivity: none", "estate.connectivity", "connectivity is none, but a link (site-to-site-vpn) joins the premises and AWS"),
        ("connectivity: dx", "estate.connectivity", "connectivity is dx, but the links are site-to-site-vpn"),
        ("aws: {regions: 0}", "estate.aws.regions", "regions is 0, but the sites are in 1 Regions"),
        ("aws: {regions: [eu-west-1]}", "estate.aws.regions", "the list of Regions lacks 'eu-central-1', the Region of a site"),
        ("users: 10, objects: 9", "estate.objects", "9 objects are fewer than 10 users"),
        ("on_prem_ad: {users: 10, objects: 9}", "estate.on_prem_ad.objects", "9 objects are fewer than 10 users"),
        ("users: 10, on_prem_ad: {users: 9}", "estate.users", "the estate counts 10 users, on_prem_ad counts 9"),
        ("self_managed_ad: false, self_managed_ad_on_ec2: true", "estate.self_managed_ad", "self_managed_ad is false, but self_managed_ad_on_ec2 is true"),
        ("current_directory: magic-ad", "estate.current_directory", None),
        ("aws: {regions: [eu-central-1, somewhere]}", "estate.aws.regions[1]", "invalid AWS Region 'somewhere'"),
    ],
)  # fmt: skip
def test_a_sketch_agrees_with_the_detail(found, sketch, path, message):
    """Counts, connectivity and Regions of a sketch contradict neither the detail of the estate nor each other."""
    ((where, text, _),) = found(estate(f", {sketch}"))
    assert where == path
    assert message in (None, text)


@pytest.mark.parametrize(
    "sketch",
    [
        "on_prem_ad: {domains: 1, forests: 1}",
        "on_prem_ad: {domains: multiple}",
        "on_prem_ad: true",
        "connectivity: vpn",
        "connectivity: private",
        "aws: {regions: 1}",
        "aws: {regions: 2}",
        "aws: {regions: [eu-central-1, eu-west-1]}",
        "users: 10, objects: 10",
        "users: 10, on_prem_ad: {users: 10}",
        "current_directory: managed-ad-standard+shared",
        "self_managed_ad: true, self_managed_ad_on_ec2: true",
    ],
)
def test_a_sketch_that_agrees_is_read(found, sketch):
    """Equal counts, more Regions than sites, a word in the place of a count and equal sizes contradict nothing."""
    assert found(estate(f", {sketch}")) == []


@pytest.mark.parametrize(("users", "valid"), [(30, True), (31, False)])
def test_counts_of_users_are_added_up(found, users, valid):
    """The users of a sketch are those of all listed domains together."""
    both = "{corp: {domains: {corp.example: {users: 10}, de.corp.example: {users: 20, parent: corp.example}}}}"
    problems = found(estate(f", users: {users}", directories=both))
    message = "the sketch counts 31 users, the domains list 30"
    assert [(path, text) for path, text, _ in problems] == ([] if valid else [("estate.users", message)])
    open_count = both.replace("{users: 20, parent", "{parent")
    assert found(estate(f", users: {users}", directories=open_count)) == []


@pytest.mark.parametrize(
    ("regions", "valid"),
    [(0, False), (1, True)],
)
def test_sites_without_a_region_are_in_one_at_least(found, regions, valid):
    """AWS sites whose Regions are not named are in one Region at least, however many they are."""
    sites = "{hq: on-premises, fra: aws-region, muc: aws-region}"
    problems = found(estate(f", aws: {{regions: {regions}}}", sites=sites))
    message = "regions is 0, but the sites are in 1 Regions"
    assert [(path, text) for path, text, _ in problems] == ([] if valid else [("estate.aws.regions", message)])


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("estate: {regions: [nowhere]}", "estate.regions[0]"),
        ("estate: {aws: {regions: [nowhere]}}", "estate.aws.regions[0]"),
        ("estate: {domain_functional_level: 2014}", "estate.domain_functional_level"),
        ("estate: {functional_level: 2014}", "estate.functional_level"),
        (estate(", on_prem_domains: 2"), "estate.on_prem_domains"),
        (estate(", on_prem_ad: {domains: 2}"), "estate.on_prem_ad.domains"),
        (estate(", on_prem_forests: 2, on_prem_domains: 1"), "estate.on_prem_forests"),
    ],
)
def test_a_problem_is_at_the_form_that_the_file_uses(found, body, path):
    """A value that was written in its short form is reported there, not at the long form that stands for it."""
    assert [where for where, _, _ in found(body)] == [path]


@pytest.mark.parametrize(
    ("estate", "refused"),
    [
        ({"on_prem_ad": False}, "on_prem_ad is false"),
        ({"on_prem_ad": False, "current_directory": "simple-ad"}, "on_prem_ad is false"),
        ({"directories": {"store": {"kind": "ldap", "domains": ["corp.example"]}}}, "the directories list none"),
        ({}, ""),
        ({"on_prem_ad": True}, ""),
        ({"on_prem_ad": False, "self_managed_ad_on_ec2": True}, ""),
        ({"on_prem_ad": False, "current_directory": "managed-ad-standard"}, ""),
        ({"directories": {"corp": {"kind": "active-directory", "domains": ["corp.example"]}}}, ""),
    ],
)
def test_ad_fs_has_an_active_directory(estate, refused):
    """AD FS signs in the users of an Active Directory: a file that says there is none is refused, with the other provider named."""
    file = {"dirsim": "requirements/v1", "name": "case", "estate": {**estate, "identity_providers": ["adfs"]}}
    if not refused:
        parse_requirements(json.dumps(file))
        return
    with pytest.raises(InputError, match=f"identity_providers.*{refused}.*saml2"):
        parse_requirements(json.dumps(file))


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("workloads: {it: {kind: s3, users: []}}", "workloads.it.users"),
        ("workloads: [{kind: s3, users: []}]", "workloads[0].users"),
        ("workloads: {it: s3}\nneeds: [{survive-outage: {users: []}}]", "needs[0].survive-outage.users"),
    ],
)
def test_an_empty_list_of_users_is_refused(found, body, path):
    """No list of users means every user, so that a list of none would be without effect: it is refused with what to write."""
    hint = "leave it out for the users of every domain; a workload without sign-in needs no users key"
    assert found(body) == [(path, "expected domains, found an empty list", hint)]
