"""Links above an account, and the filters that let a policy object apply, through the resultant set."""

import pytest

import dirsim as ds

USER, COMPUTER = "CN=Ana,OU=Sales,OU=People,DC=corp,DC=example", "CN=PC1,OU=Desks,DC=corp,DC=example"


@pytest.fixture
def directories(tmp_path):
    """A function: units, policy objects and links of corp.example, as lines of a file, to the directories."""

    def read(policies, *, units="", links="", sites="", name="corp.example"):
        path = tmp_path / "estate.yaml"
        path.write_text(
            "{dirsim: requirements/v1, name: case, estate: {directories: {corp: {"
            f"ad_sites: {{{sites}}}, domains: {{{name}: {{group_policies: {{{policies}}}, "
            f"links: [{links}], organizational_units: {{{units}}}}}}}}}}}}}}}",
            encoding="utf-8",
        )
        return ds.read_requirements(path).estate.directories

    return read


@pytest.fixture
def states(directories):
    """A function: policy objects linked to the domain to the state and reason of each for a user."""

    def found(policies, *, target=None, half=ds.Half.USER, filters=None, **parts):
        names = [part.partition(":")[0].strip() for part in parts.pop("linked", "p").split(",")]
        links = parts.pop("links", ", ".join(f"{{gpo: {name}}}" for name in names))
        one = target or ds.PolicyTarget(dn=USER)
        asked = {"user": one} if half is ds.Half.USER else {"computer": one}
        result = ds.resultant_set(directories(policies, links=links, **parts), **asked, filters=filters)
        return [(entry.gpo, str(entry.state), entry.because) for entry in result.policies if entry.half is half]

    return found


@pytest.mark.parametrize(
    ("policy", "state", "because"),
    [
        ("{}", "applied", "it applies to Authenticated Users"),
        ("{apply_to: Everyone}", "applied", "it applies to Everyone"),
        ("{apply_to: S-1-5-11}", "applied", "it applies to S-1-5-11"),
        ("{apply_to: Domain Users}", "applied", "it applies to Domain Users"),
        ("{apply_to: domain computers}", "not-applied", "security filtering: it applies to domain computers"),
        ("{apply_to: ana}", "applied", "it applies to ana"),
        ("{apply_to: 'CORP\\Ana'}", "applied", "it applies to CORP\\Ana"),
        ("{apply_to: ana@corp.example}", "applied", "it applies to ana@corp.example"),
        ("{apply_to: ana@far.example}", "not-applied", "security filtering: it applies to ana@far.example"),
        ("{apply_to: 'cn=ANA, ou=Sales,OU=People,DC=corp,DC=example'}", "applied", "it applies to cn=ANA, ou=Sales,OU=People,DC=corp,DC=example"),
        ("{apply_to: Staff}", "applied", "it applies to Staff"),
        ("{apply_to: [Bosses, Staff]}", "applied", "it applies to Staff"),
        ("{apply_to: Bosses}", "not-applied", "security filtering: it applies to Bosses"),
        ("{apply_to: []}", "not-applied", "security filtering: it applies to no one"),
        ("{denied: Staff}", "not-applied", "it is denied to Staff"),
        ("{denied: [Staff, ana]}", "not-applied", "it is denied to Staff, ana"),
        ("{denied: Bosses}", "applied", "it applies to Authenticated Users"),
        ("{user_enabled: false}", "not-applied", "its user half is disabled"),
        ("{computer_enabled: false}", "applied", "it applies to Authenticated Users"),
        ("{user_enabled: false, denied: ana}", "not-applied", "its user half is disabled"),
    ],
)  # fmt: skip
def test_security_filtering_of_a_user(states, policy, state, because):
    """Names, groups and well-known principals let a policy apply; a denial and a disabled half come first."""
    target = ds.PolicyTarget(dn=USER, groups=("CORP\\Staff",))
    assert states(f"p: {policy}", target=target) == [("p", state, because)]


@pytest.mark.parametrize(
    ("apply_to", "applies"),
    [("PC1", True), ("pc1$", True), ("Domain Computers", True), ("Domain Users", False), ("Authenticated Users", True)],
)
def test_security_filtering_of_a_computer(states, apply_to, applies):
    """A computer is named with and without its sign, and is a domain computer, not a domain user."""
    target = ds.PolicyTarget(dn=COMPUTER)
    ((_, state, _),) = states(f"p: {{apply_to: '{apply_to}'}}", target=target, half=ds.Half.COMPUTER)
    assert (state == "applied") is applies


@pytest.mark.parametrize(
    ("filters", "state"),
    [
        (None, "unknown"),
        ({"is a laptop": True}, "applied"),
        ({"is a laptop": False}, "not-applied"),
        ({"p": True}, "applied"),
        ({"is a laptop": False, "p": True}, "not-applied"),
        ({"other": True}, "unknown"),
    ],
)
def test_a_wmi_filter_is_given(states, filters, state):
    """The result of a WMI filter is given by its text, else by the name of the object; without it the state is unknown."""
    ((_, found, because),) = states("p: {wmi_filter: is a laptop}", filters=filters)
    assert (found, because.endswith(": is a laptop")) == (state, True)


@pytest.mark.parametrize(
    ("link", "state", "because"),
    [
        ("{gpo: p, enabled: false}", "not-applied", "the link is disabled"),
        ("{gpo: P}", "applied", "it applies to Authenticated Users"),
        ("{gpo: '{1234}'}", "applied", "it applies to Authenticated Users"),
        ("{gpo: q}", "unknown", "the estate has no policy object with this name"),
        ("{gpo: q, enabled: false}", "not-applied", "the link is disabled"),
    ],
)
def test_a_link_names_a_policy_object(states, link, state, because):
    """A link refers to an object by its name in any case or by its GUID; a disabled link has no effect."""
    ((_, found, reason),) = states("p: {id: '{1234}'}", links=link)
    assert (found, reason) == (state, because)


UNITS = (
    "'OU=People,DC=corp,DC=example': {{links: [{{gpo: people{0}}}]{1}}}, "
    "'ou=sales, ou=people, dc=corp, dc=example': {{links: [{{gpo: sales1}}, {{gpo: sales2{2}}}]}}"
)
POLICIES = "people: {}, sales1: {}, sales2: {}, domain: {}, hard: {}"


@pytest.mark.parametrize(
    ("people", "blocks", "sales", "links", "order"),
    [
        ("", "", "", "{gpo: domain}", ["sales1", "sales2", "people", "domain"]),
        ("", "", "", "{gpo: domain}, {gpo: hard}", ["sales1", "sales2", "people", "domain", "hard"]),
        ("", "", "", "{gpo: domain}, {gpo: hard, enforced: true}", ["hard", "sales1", "sales2", "people", "domain"]),
        (", enforced: true", "", "", "{gpo: hard, enforced: true}", ["hard", "people", "sales1", "sales2"]),
        (", enforced: true", "", ", enforced: true", "{gpo: domain}", ["people", "sales2", "sales1", "domain"]),
        ("", ", block_inheritance: true", "", "{gpo: domain}, {gpo: hard, enforced: true}", ["hard", "sales1", "sales2", "people"]),
    ],
)  # fmt: skip
def test_the_order_of_links(directories, people, blocks, sales, links, order):
    """The nearest container comes first; enforced links come before all, the highest first; a block stops the others."""
    units = UNITS.format(people, blocks, sales)
    result = ds.resultant_set(directories(POLICIES, units=units, links=links), ds.PolicyTarget(dn=USER))
    assert list(result.applied(ds.Half.USER)) == order


def test_a_block_is_named_at_the_links_that_it_stops(directories):
    """A link above a unit that blocks inheritance says so, with the nearest such unit; its own links are not stopped."""
    units = UNITS.format("", ", block_inheritance: true", "")
    result = ds.resultant_set(directories(POLICIES, units=units, links="{gpo: domain}"), ds.PolicyTarget(dn=USER))
    reasons = {entry.gpo: entry.because for entry in result.policies}
    assert reasons["domain"] == ("OU=People,DC=corp,DC=example blocks inheritance, and the link is not enforced")
    assert reasons["people"] == "it applies to Authenticated Users"


def test_a_domain_may_block_its_site(directories):
    """A domain that is listed as a unit blocks the links of the site, and adds its own links after the domain's."""
    units = "'DC=corp,DC=example': {links: [{gpo: people}], block_inheritance: true}"
    sites = "HQ: {subnets: [10.0.0.0/8], links: [{gpo: hard}]}"
    found = directories(POLICIES, units=units, links="{gpo: domain}", sites=sites)
    result = ds.resultant_set(found, computer=ds.PolicyTarget(dn=COMPUTER), site="HQ")
    assert list(result.applied(ds.Half.COMPUTER)) == ["domain", "people"]
    assert [(entry.gpo, entry.container, entry.order) for entry in result.policies] == [
        ("domain", "corp.example", 1),
        ("people", "corp.example", 2),
        ("hard", "site HQ", 1),
    ]


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("10.1.2.3", "Lab"),
        ("10.1.3.3", "HQ"),
        ("10.1.255.255", "HQ"),
        ("10.2.0.0", ""),
        ("2001:db8::5", "Six"),
        ("::1", ""),
    ],
)
def test_the_site_is_that_of_the_smallest_subnet(directories, address, site):
    """The site of an address is that of the longest prefix that holds it, in its own version of IP."""
    sites = "HQ: {subnets: [10.1.0.0/16]}, Lab: {subnets: [10.1.2.0/24]}, Six: {subnets: ['2001:db8::/64']}"
    result = ds.resultant_set(directories("p: {}", sites=sites), computer=ds.PolicyTarget(dn=COMPUTER), address=address)
    assert result.site == site


def test_an_account_outside_the_estate_is_refused(directories):
    """An account of a domain that the estate does not list is refused, and so are unknown sites and no account at all."""
    found = directories("p: {}")
    for given, more in (
        ({"user": ds.PolicyTarget(dn="CN=x,DC=far,DC=example")}, {}),
        ({}, {}),
        ({"computer": ds.PolicyTarget(dn=COMPUTER)}, {"site": "Nowhere"}),
        ({"computer": ds.PolicyTarget(dn=COMPUTER)}, {"address": "here"}),
    ):
        with pytest.raises(ds.UsageError):
            ds.resultant_set(found, **given, **more)
