"""What a file implies: sizes, levels, dates and limits."""

import pytest

import dirsim as ds


def test_a_connector_serves_desktops_in_its_own_vpc(ask, on_prem):
    """WorkSpaces in two VPCs are not served by one connector."""
    workloads = {"one": {"kind": "workspaces", "vpc": "a"}, "two": {"kind": "workspaces", "vpc": "b"}}
    answer = ask(workloads, ["existing-credentials"], estate=on_prem)
    facts = {fact for verdict in answer.candidate("ad-connector").reasons for fact in verdict.facts}
    assert "ad-connector--multi-vpc" in facts


ONE_WAY = "managed-ad-standard+one-way-trust"


def office(**more):
    """An office by its sizes and levels, as a line of a file."""
    sizes = ", ".join(f"{word}: {value}" for word, value in ({"domains": 1} | more).items())
    return f"estate: {{on_prem_ad: {{{sizes}}}, connectivity: vpn}}"


@pytest.mark.parametrize(
    ("objects", "refused"),
    [
        (20_000, set()),
        (20_001, {"simple-ad"}),
        (30_000, {"simple-ad"}),
        (30_001, {"simple-ad", "managed-ad-standard"}),
        (500_000, {"simple-ad", "managed-ad-standard"}),
        (500_001, {"simple-ad", "managed-ad-standard", "managed-ad-enterprise"}),
    ],
)
def test_a_directory_holds_its_objects(decide, judged, objects, refused):
    """Simple AD holds 20,000 objects, Standard 30,000 and Enterprise 500,000; what holds none of them is not judged."""
    words = judged(decide(f"{{{office(objects=objects)}, needs: [ldap]}}"), "estate.objects", "holds-the-objects")
    assert set(words) == {"simple-ad", "managed-ad-standard", "managed-ad-enterprise"}
    assert {design for design, word in words.items() if word == "not-met"} == refused


@pytest.mark.parametrize(("users", "refused"), [(5_000, set()), (5_001, {"simple-ad", "managed-ad-standard"})])
def test_users_count_where_objects_are_unknown(decide, judged, users, refused):
    """Where only users are known, 5,000 are the recommended limit; Enterprise states no number of users."""
    answer = decide(f"{{{office(users=users)}, needs: [ldap]}}")
    assert set(judged(answer, "estate.users", "holds-the-objects")) == refused
    assert judged(answer, "estate.objects", "holds-the-objects")["managed-ad-enterprise"] == "met"


def test_objects_count_before_users(decide, judged, said):
    """Where both are known, objects decide: many users with few objects fit."""
    answer = decide(f"{{{office(users=9000, objects=15000)}, needs: [ldap]}}")
    assert set(judged(answer, "estate.objects", "holds-the-objects").values()) == {"met"}
    assert judged(answer, "estate.users", "holds-the-objects") == {}
    assert said(answer, "managed-ad-standard", "estate.objects").because == "recommended for about 30,000 objects"


def test_the_reason_has_both_numbers(decide, said):
    """A directory that is too small is refused with the file's number and the vendor's."""
    found = said(decide(f"{{{office(objects=31000)}, needs: [ldap]}}"), "managed-ad-standard", "estate.objects")
    assert found.because == "31,000 objects; recommended for about 30,000"
    users = said(decide(f"{{{office(users=6000)}, needs: [ldap]}}"), "managed-ad-standard", "estate.users")
    assert users.because == "6,000 users; recommended for about 5,000"
    assert users.facts == ("managed-ad-standard--object-limit",)


def test_unknown_sizes_are_not_judged(decide, judged):
    """Where neither users nor objects are known, no directory is judged by its size."""
    answer = decide(f"{{{office()}, needs: [ldap]}}")
    assert judged(answer, "estate.objects") == judged(answer, "estate.users") == {}


def test_behind_a_trust_accounts_stay_outside(decide, judged):
    """A managed forest with a trust does not hold the office's accounts: their number does not count."""
    words = judged(decide(f"{{{office(objects=900000)}, needs: [ldap]}}"), "estate.objects")
    assert ONE_WAY not in words
    assert "self-managed-ec2" not in words


def test_a_connector_leaves_the_managed_directory_its_limit(decide, said):
    """A connector in front of an existing managed directory keeps that directory's own limit."""
    estate = "estate: {current_directory: managed-ad-standard, on_prem_ad: false, objects: 40000}"
    found = said(decide(f"{{{estate}, workloads: {{it: {{kind: workspaces}}}}}}"), "ad-connector", "estate.objects")
    assert (found.verdict, found.facts) == ("not-met", ("managed-ad-standard--object-limit",))


@pytest.mark.parametrize(
    ("level", "hybrid", "trust", "connector", "direct"),
    [
        ("2000", False, False, False, False),
        ("2003", False, True, True, False),
        ("2008", False, True, True, False),
        ("2008R2", False, True, True, True),
        ("2012", False, True, True, True),
        ("2012R2", True, True, True, True),
        ("2016", True, True, True, True),
        ("2025", False, True, True, True),
    ],
)
def test_levels_decide_what_can_connect(decide, judged, level, hybrid, trust, connector, direct):
    """Hybrid Edition needs 2012 R2 or 2016, trusts and connectors 2003, a direct join of a database 2008 R2."""
    text = f"{office(functional_level=level)}, workloads: {{it: {{kind: rds-sqlserver}}}}, needs: [windows-auth-db]"
    panel = ("managed-ad-hybrid", ONE_WAY, "ad-connector", "existing-ad-direct")
    words = judged(decide(f"{{{text}}}"), "estate.functional_level", "levels-suffice", panel)
    good = {design for design in ("managed-ad-hybrid", ONE_WAY, "ad-connector", "existing-ad-direct")
            if words.get(design, "met") == "met"}  # fmt: skip
    wanted = {"managed-ad-hybrid": hybrid, ONE_WAY: trust, "ad-connector": connector, "existing-ad-direct": direct}
    assert good == {design for design, met in wanted.items() if met}


@pytest.mark.parametrize("text", ["Windows Server 2012 R2", "2012-r2", "windows2012r2", "2012R2"])
def test_a_level_is_read_in_any_spelling(decide, said, text):
    """Functional levels are recognised with and without the words around them, in any case."""
    answer = decide(f"{{{office(functional_level=repr(text))}, needs: [ldap]}}")
    found = said(answer, "managed-ad-hybrid", "estate.functional_level")
    assert (found.verdict, found.because) == ("met", "functional level 2012 R2 or 2016")


def test_an_unknown_level_is_assumed_to_suffice(decide, judged):
    """Where no level is stated, Hybrid Edition is judged under an assumption: at its design, and at the answer where it is first."""
    answer = decide(f"{{{office()}, needs: [same-domain]}}")
    assert judged(answer, "estate.functional_level") == {}
    level = "the existing domain's functional level is 2012 R2 or 2016, as Hybrid Edition needs"
    assert answer.candidate("managed-ad-hybrid").assumptions == (level,)
    assert level not in answer.assumptions
    first = decide(
        f"{{{office()}, workloads: {{it: {{kind: fsx-windows}}}}, needs: [existing-credentials, survive-outage]}}"
    )
    assert first.design == "managed-ad-hybrid"
    assert level in first.assumptions
    stated = decide(f"{{{office(functional_level='2016')}, needs: [ldap]}}")
    assert stated.candidate("managed-ad-hybrid").assumptions == ()


def test_a_direct_join_without_a_database_has_no_level(decide, judged):
    """Servers join a domain of any level themselves; the rule is about databases and file systems."""
    text = f"{office(functional_level='2003')}, workloads: {{it: {{kind: ec2-windows}}}}"
    assert "existing-ad-direct" not in judged(decide(f"{{{text}}}"), "estate.functional_level")
    files = f"{office(functional_level='2003')}, workloads: {{it: {{kind: fsx-windows}}}}"
    assert judged(decide(f"{{{files}}}"), "estate.functional_level")["existing-ad-direct"] == "not-met"


def directory(kind="active-directory", domain="corp.example", controllers=2):
    """An office in detail, as a line of a file."""
    domains = f"{{{domain}: {{controllers: {{hq: {controllers}}}}}}}"
    return (
        "estate: {sites: {hq: {}, aws: {kind: aws-region}}, links: {vpn: {between: [hq, aws]}}, "
        f"directories: {{corp: {{kind: {kind}, domains: {domains}}}}}}}"
    )


def test_samba_is_connected_where_a_source_says_so(decide, judged):
    """No source says that a trust or Hybrid Edition takes a Samba domain; a connector in front of one is documented."""
    answer = decide(f"{{{directory(kind='samba-ad')}, workloads: {{it: {{kind: workspaces}}}}}}")
    words = judged(
        answer,
        "estate.directories.corp",
        "samba-is-taken",
        (ONE_WAY, "managed-ad-hybrid", "ad-connector", "existing-ad-direct"),
    )
    assert words[ONE_WAY] == words["managed-ad-hybrid"] == "unknown"
    assert words["ad-connector"] == "met"
    assert "existing-ad-direct" not in words
    assert (
        judged(decide(f"{{{directory()}, workloads: {{it: {{kind: workspaces}}}}}}"), "estate.directories.corp") == {}
    )


def test_single_label_domains_take_no_trust_and_no_connector(decide):
    """A domain without a dot refuses trusts, connectors and RDS, each with the vendor's statement."""
    text = f"{directory(domain='corp')}, workloads: {{it: {{kind: rds-sqlserver}}, desk: {{kind: workspaces}}}}, needs: [windows-auth-db]"
    answer = decide(f"{{{text}}}")
    found = {
        label: [v.because for v in answer.why(label) if v.rule == "names-have-dots"]
        for label in (
            ONE_WAY,
            "ad-connector",
            "existing-ad-direct",
            "self-managed-ec2+ad-connector",
            "managed-ad-standard",
            "none",
        )
    }
    assert found[ONE_WAY] == ["corp is a single-label domain: trusts are not supported"]
    assert found["ad-connector"] == ["corp is a single-label domain: connectors are not supported"]
    assert found["existing-ad-direct"][0].startswith("corp is a single-label domain: The AD domain name may not")
    assert "corp is a single-label domain: connectors are not supported" in found["self-managed-ec2+ad-connector"]
    assert found["managed-ad-standard"] == found["none"] == []


def test_domains_with_dots_are_taken(decide):
    """A domain with a dot is never judged by its name."""
    answer = decide(f"{{{directory()}, workloads: {{it: {{kind: rds-sqlserver}}}}}}")
    assert not any(v.rule == "names-have-dots" for candidate in answer.candidates for v in candidate.verdicts)


@pytest.mark.parametrize(("controllers", "words"), [(1, {"managed-ad-hybrid": "not-met"}), (2, {})])
def test_hybrid_edition_needs_two_controllers(decide, judged, controllers, words):
    """With one controller on the premises a domain is not ready for Hybrid Edition; with two it is."""
    text = f"{directory(controllers=controllers)}, workloads: {{it: {{kind: ec2-windows}}}}"
    assert judged(decide(f"{{{text}}}"), "implied.hybrid-prerequisites", "hybrid-extends-one-domain") == words


def test_identity_center_has_one_source(decide, said):
    """Identity Center in front of two connectors is refused; in front of one it is not."""
    estate = "estate: {on_prem_ad: {domains: 2, forests: 1}, connectivity: vpn}"
    answer = decide(f"{{{estate}, workloads: {{it: {{kind: aws-console}}}}, needs: [sso]}}")
    found = said(answer, "ad-connector-per-domain+identity-center", "implied.identity-source")
    assert (found.verdict, found.facts) == ("not-met", ("identity-center-one-directory",))
    assert found.because == "Identity Center uses one connector; this design has several"
    with pytest.raises(ds.UsageError, match="needs one of managed-ad-standard"):
        answer.why("self-managed-ec2+identity-center")
    rules = {v.rule for v in answer.why("ad-connector+identity-center")}
    assert "one-identity-source" not in rules


def test_a_product_that_is_not_released_is_refused_alone(decide):
    """Before its release Hybrid Edition is refused by its date, and no other rule is applied to it."""
    answer = decide(f"{{as_of: 2025-01-01, {office()}, workloads: {{it: {{kind: ec2-windows}}}}, needs: [ldap]}}")
    (found,) = answer.why("managed-ad-hybrid")
    assert (found.requirement, found.rule, found.verdict) == ("as_of", "exists-at-the-date", "not-met")
    assert found.facts == ("hybrid-release",)
    now = decide(f"{{{office()}, workloads: {{it: {{kind: ec2-windows}}}}, needs: [ldap]}}").why("managed-ad-hybrid")
    assert {verdict.requirement for verdict in now} == {"workloads.it", "needs.ldap"}


@pytest.mark.parametrize(
    ("aws", "verdict"), [("{new_customer: true}", "not-met"), ("{new_customer: false}", None), ("{}", "not-met")]
)
def test_simple_ad_is_closed_to_new_customers(decide, judged, aws, verdict):
    """From 30 July 2026 a new customer cannot create Simple AD; a customer of whom nothing is said is a new one."""
    estate = f"estate: {{on_prem_ad: false, aws: {aws}}}"
    answer = decide(f"{{{estate}, workloads: {{it: {{kind: ec2-windows}}}}}}")
    words = judged(answer, "estate.aws.new_customer")
    assert words == ({} if verdict is None else {"simple-ad": verdict})
    before = decide(f"{{as_of: 2026-07-29, {estate}, workloads: {{it: {{kind: ec2-windows}}}}}}")
    assert judged(before, "estate.aws.new_customer") == {}


def test_simple_ad_is_in_no_opt_in_region(decide, judged):
    """Simple AD exists in six Regions, none of them an opt-in one; replication of other directories reaches most of those."""
    estate = "estate: {on_prem_ad: false, aws: {regions: 2, opt_in_regions: true}}"
    answer = decide(f"{{{estate}, workloads: {{it: {{kind: ec2-windows}}}}, needs: [multi-region]}}")
    words = judged(answer, "estate.aws.opt_in_regions")
    assert words == {"simple-ad": "not-met"}
    standard = judged(answer, "implied.multi-region", panel=("managed-ad-standard+multi-region",))
    assert standard == {"managed-ad-standard+multi-region": "not-met"}
    ohio = decide("{estate: {on_prem_ad: false, aws: {regions: [us-east-2]}}, workloads: {it: {kind: ec2-linux}}}")
    assert judged(ohio, "estate.aws.regions") == {"simple-ad": "not-met"}


def test_hybrid_edition_is_not_in_every_region(decide, judged):
    """Hybrid Edition is refused in a Region that the list of Regions leaves out."""
    text = "estate: {on_prem_ad: true, aws: {regions: [%s]}}, workloads: {it: {kind: ec2-windows}}"
    assert judged(decide(f"{{{text % 'ca-west-1'}}}"), "estate.aws.regions") == {
        "managed-ad-hybrid": "not-met",
        "simple-ad": "not-met",
    }
    assert judged(decide(f"{{{text % 'eu-west-1'}}}"), "estate.aws.regions") == {}


@pytest.mark.parametrize(
    ("one", "other", "refused"), [("a", "b", True), ("a", "a", False), (None, "b", True), (None, None, False)]
)
def test_desktops_in_several_networks_need_several_connectors(decide, judged, one, other, refused):
    """A connector serves the desktops of its own VPC; a desktop without one is in the directory's."""
    places = [f", vpc: {place}" if place else "" for place in (one, other)]
    text = ", ".join(f"w{number}: {{kind: workspaces{place}}}" for number, place in enumerate(places))
    answer = decide(f"{{{office()}, workloads: {{{text}}}}}")
    words = judged(answer, "workloads.w1", "applications-share-the-vpc", ("ad-connector", "managed-ad-standard"))
    assert words == ({"ad-connector": "not-met"} if refused else {})


ENTRA_DS = {
    "sites": {"azure": {"kind": "other-cloud"}, "fra": {"kind": "aws-region"}},
    "links": {"vpn": {"between": ["azure", "fra"], "kind": "cloud-vpn"}},
    "directories": {
        "eds": {"kind": "entra-domain-services", "domains": {"eds.example": {"controllers": {"azure": 2}}}}
    },
}


def test_no_design_adds_controllers_to_a_domain_that_microsoft_runs(ask):
    """Hybrid Edition and controllers on EC2 extend a company's own domain, and no domain of Entra Domain Services."""
    answer = ask(["fsx-windows"], ["existing-credentials"], estate=ENTRA_DS)
    assert answer.design == "existing-ad-direct"
    rule = "provider-keeps-its-controllers"
    for design in ("managed-ad-hybrid", "self-managed-ec2"):
        assert [one.verdict for one in answer.why(design) if one.rule == rule] == ["not-met"]
    assert not [one for one in answer.why("existing-ad-direct") if one.rule == rule]


def test_a_domain_that_microsoft_runs_has_no_other_administrators(ask):
    """Its schema is not extended, though a member joins it; the company's own domain can be extended."""
    needs = ["existing-credentials", "schema-extension"]
    rule = "provider-keeps-its-controllers"
    refused = ask(["ec2-windows"], needs, estate=ENTRA_DS)
    assert [one.requirement for one in refused.why("existing-ad-direct") if one.rule == rule] == [
        "needs.schema-extension"
    ]
    own = {**ENTRA_DS, "directories": {"corp": {"domains": {"corp.example": {"controllers": {"azure": 2}}}}}}
    assert ask(["ec2-windows"], needs, estate=own).design == "existing-ad-direct"
