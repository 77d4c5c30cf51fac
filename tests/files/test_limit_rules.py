import pytest

from dirsim.catalog.limits import COUNTED_KEYS, LIMITS, most
from dirsim.errors import InputError
from dirsim.files.requirements_reader import parse_requirements
from dirsim.files.topology_reader import parse_topology
from dirsim.files.validate import schema

HEAD = "dirsim: requirements/v1\nname: x\n"
TOPOLOGY = "dirsim: topology/v1\nname: x\n"


def problem(text, parse=parse_requirements):
    """The error that a text gives."""
    with pytest.raises(InputError) as caught:
        parse(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("estate: {on_prem_ad: {domains: 1000000000}}", "1,000,000,000 domains; the limit is 1,000 domains"),
        ("estate: {on_prem_domains: 1000000000}", "estate.on_prem_domains: 1,000,000,000 domains"),
        ("estate: {on_prem_ad: {domains: 9, forests: 1000000000}}", "1,000,000,000 forests"),
        ("estate: {on_prem_ad: {domains: 1, controllers: 1000000000}}", "1,000,000,000 controllers"),
        ("estate: {aws: {regions: 1000000000}}", "1,000,000,000 Regions"),
        ("estate: {regions: 1000000000}", "estate.regions: 1,000,000,000 Regions"),
        ("estate: {aws: {accounts: 1000000000}}", "1,000,000,000 accounts"),
        ("estate: {users: 100000000000000000}", "about 10^17 users; the limit is 2,000,000,000 users"),
        ("workloads:\n" + "".join(f"  w{n}: {{kind: workspaces}}\n" for n in range(1001)), "1,001 workloads"),
        ("credentials:\n" + "".join(f"  c{n}: {{principal: ec2}}\n" for n in range(501)), "501 credentials"),
        (
            "estate: {sites: {hq: {kind: on-premises}}, directories: {c: {domains: {a.b: {controllers: {hq: 1000000000}}}}}}",
            "controllers: 1,000,000,000 controllers",
        ),
        (
            "estate:\n  directories:\n" + "".join(f"    d{n}: {{domains: [a{n}.b, c{n}.b]}}\n" for n in range(600)),
            "the directories have 1,200 domains; the limit is 1,000 domains",
        ),
        (
            "estate: {on_prem_ad: {domains: 900}}\nworkloads:\n"
            + "".join(f"  w{n}: {{kind: workspaces}}\n" for n in range(112)),
            "112 workloads for the users of 900 domains make 100,800 sign-ins; the limit is 100,000 sign-ins",
        ),
        (
            "estate: {directories: {c: {domains: [" + ", ".join(f"d{n}.b" for n in range(1001)) + "]}}}",
            "1,001 domains; the limit",
        ),
        (f"needs: [{{survive-outage: {{for: {'9' * 400}h}}}}]", "the duration is longer than 100 years"),
        ("credentials: {a: {history_months: 1e300}}", "the duration is longer than 100 years"),
        ("as_of: 0001-01-01", "no fact is known for 0001-01-01; the earliest is dated"),
        ("as_of: 9999-12-31", "no fact can be known for 9999-12-31"),
    ],
)
def test_counts_beyond_a_limit_are_refused(text, expected):
    """A count, a section, a duration or a date beyond its limit is one clear problem, and nothing is built from it."""
    assert expected in problem(HEAD + text)


def test_a_limit_itself_is_accepted():
    """The limit is the last amount that is accepted."""
    asked = parse_requirements(f"{HEAD}estate: {{on_prem_ad: {{domains: {most('domains')}}}}}")
    assert asked.estate.on_prem_ad.domains == most("domains") == 1000


def test_very_many_problems_are_cut_and_it_is_reported():
    """Of 40,000 unknown keys, the first are listed; the error says that there are more."""
    text = problem(HEAD + "".join(f"k{n}: 1\n" for n in range(20_000)))
    assert len(text.splitlines()) == most("problems") + 1
    assert "more than 200 problems; these are the first" in text


def test_very_many_findings_of_rules_are_cut():
    """The rules stop at the limit too."""
    flows = "".join(f"  f{n}: {{kind: service-access}}\n" for n in range(300))
    text = problem(f"{TOPOLOGY}sites: {{a: {{kind: on-premises}}}}\nflows:\n{flows}", parse_topology)
    assert len(text.splitlines()) == most("problems") + 1


def test_a_number_of_a_topology_file_is_limited():
    """Topology files have the same limits."""
    text = "sites: {a: {kind: on-premises}}\ndirectories: {c: {domains: {a.b: {controllers: {a: 3000}}}}}\n"
    assert "3,000 controllers; the limit is 2,000" in problem(TOPOLOGY + text, parse_topology)


def test_names_that_equal_a_key_are_not_counted():
    """A site that is called as a counted key is no count."""
    text = "estate: {sites: {domains: {kind: on-premises}, users: {kind: on-premises}}}"
    assert set(parse_requirements(HEAD + text).estate.sites) == {"domains", "users"}


def test_every_counted_key_is_a_key_of_the_files():
    """The keys of the limits table are keys of the schemas."""

    def keys(part):
        if isinstance(part, dict):
            yield from part.get("properties", {})
            for below in part.values():
                yield from keys(below)
        elif isinstance(part, list):
            for below in part:
                yield from keys(below)

    known = {*keys(schema("requirements")), *keys(schema("topology"))}
    assert set(COUNTED_KEYS) <= known
    assert LIMITS["domains"].keys == ("domains", "on_prem_domains")
