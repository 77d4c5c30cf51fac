"""Sketches of estates, made definite: sites, Regions, domains, accounts and links, and what was assumed."""

import pytest

import dirsim as ds

UNKNOWN_LINE = "a site-to-site VPN joins premises and aws"


@pytest.fixture
def today(decide):
    """A function: the rest of a file to the existing network, as the design without a directory shows it, or another."""

    def network(text, design="none"):
        answer = decide(f"{{{text}}}")
        return answer.candidate(design).design.topology, answer.assumptions

    return network


def places(network, *kinds):
    """The sites of some kinds, in order."""
    return [name for name, site in network.sites.items() if site.kind in kinds]


def domains(network):
    """The existing domains with their parents."""
    return {name: entry.parent for part in network.directories.values() for name, entry in part.domains.items()}


@pytest.mark.parametrize(
    ("aws", "needs", "regions", "assumed"),
    [
        ("{}", "ldap", ["aws"], "the file names no Region: 1 is assumed"),
        ("{}", "multi-region", ["aws", "aws-2"], "the file names no Region: 2 are assumed"),
        ("{}", "survive-region-loss", ["aws", "aws-2"], "the file names no Region: 2 are assumed"),
        ("{regions: 3}", "ldap", ["aws", "aws-2", "aws-3"], None),
        ("{regions: multiple}", "ldap", ["aws", "aws-2", "aws-3"], None),
        ("{regions: [eu-west-1, eu-central-1]}", "ldap", ["eu-west-1", "eu-central-1"], None),
    ],
)
def test_regions_are_named_counted_or_assumed(today, aws, needs, regions, assumed):
    """Named Regions are sites by their names, counted ones have numbers, and without either the number is assumed."""
    network, assumptions = today(f"estate: {{on_prem_ad: true, aws: {aws}}}, needs: [{needs}]")
    assert places(network, "aws-region") == regions
    assert [entry for entry in assumptions if "names no Region" in entry] == ([assumed] if assumed else [])


def test_the_first_named_region_is_the_primary(decide):
    """The list of Regions is ordered: a directory is built in its first one, whatever the order of the sites."""
    answer = decide("""{estate: {on_prem_ad: false, aws: {regions: [eu-west-1, eu-central-1]},
        sites: {fra: {kind: aws-region, region: eu-central-1}, dub: {kind: aws-region, region: eu-west-1}}},
        workloads: {it: {kind: ec2-windows}}}""")
    hosts = answer.candidate("managed-ad-standard").design.topology.hosts.values()
    assert {host.site for host in hosts if "controller" in host.roles} == {"dub"}


@pytest.mark.parametrize(
    ("connectivity", "link", "kind", "assumed"),
    [
        ("vpn", "vpn", "site-to-site-vpn", None),
        ("dx", "direct-connect", "direct-connect", None),
        ("private", "private-link", "wan", None),
        ("none", "vpn", "site-to-site-vpn", f"{UNKNOWN_LINE}: it has to be built"),
        ("possible", "vpn", "site-to-site-vpn", f"{UNKNOWN_LINE}: it has to be built"),
        ("unspecified", "vpn", "site-to-site-vpn", UNKNOWN_LINE),
    ],
)
def test_the_line_to_the_premises(today, connectivity, link, kind, assumed):
    """The stated connectivity is one link to the premises; a VPN is assumed where none is stated or none exists yet."""
    network, assumptions = today(
        f"estate: {{on_prem_ad: true, connectivity: {connectivity}}}, needs: [same-domain]", "existing-ad-direct"
    )
    private = {name: entry for name, entry in network.links.items() if not entry.public}
    assert {name: (entry.kind, set(entry.between)) for name, entry in private.items()} == {
        link: (kind, {"premises", "aws"})
    }
    assert [entry for entry in assumptions if "site-to-site VPN" in entry] == ([assumed] if assumed else [])


def test_another_cloud_is_the_premises(today):
    """A directory in another cloud is there, joined by a VPN between the clouds."""
    network, _ = today("estate: {on_prem_ad: true, connectivity: cross-cloud-vpn}, needs: [same-domain]")
    assert places(network, "other-cloud") == ["other-cloud"]
    assert network.links["vpn"].kind == "cloud-vpn"
    assert network.hosts["dc1.corp.example"].site == "other-cloud"


def test_every_place_is_on_the_internet(today):
    """Every site has a path to the internet, and Regions are joined inside AWS."""
    network, assumptions = today(
        "estate: {on_prem_ad: true, connectivity: vpn, aws: {regions: 3}}, needs: [same-domain]"
    )
    public = {frozenset(link.between) for link in network.links.values() if link.public}
    assert public == {frozenset({"internet", place}) for place in ("premises", "aws", "aws-2", "aws-3")}
    inside = [link.between for link in network.links.values() if link.kind == "transit-gateway"]
    assert inside == [("aws", "aws-2"), ("aws", "aws-3")]
    assert [entry for entry in assumptions if "inside AWS" in entry] == [
        "aws and aws-2 are joined inside AWS",
        "aws and aws-3 are joined inside AWS",
    ]


def test_links_of_the_file_are_enough(today):
    """Where the file joins premises and Regions itself, also through a third site, no link is added."""
    network, assumptions = today("""estate: {
        sites: {hq: {}, hub: {kind: on-premises}, aws: {kind: aws-region}},
        links: {mpls: {between: [hq, hub], kind: wan}, line: {between: [hub, aws], kind: direct-connect}},
        directories: {corp: {domains: {corp.example: {controllers: {hq: 2}}}}}}, needs: [same-domain]""")
    assert {name for name, link in network.links.items() if not link.public} == {"mpls", "line"}
    assert not any("joins" in entry for entry in assumptions)


def test_a_new_line_has_a_free_name(today):
    """A link that has to be added does not take the name of one that exists elsewhere."""
    network, _ = today(
        """estate: {
        sites: {hq: {}, branch: {}, aws: {kind: aws-region}}, links: {vpn: {between: [hq, branch]}},
        directories: {corp: {domains: {corp.example: {controllers: {hq: 2}}}}}}, needs: [same-domain]""",
        "existing-ad-direct",
    )
    assert set(network.links["vpn"].between) == {"hq", "branch"}
    assert set(network.links["vpn-new"].between) == {"hq", "aws"}


@pytest.mark.parametrize(
    ("sketch", "expected"),
    [
        ("{domains: 1}", {"corp.example": None}),
        ("{domains: 3, forests: 1}", {"corp.example": None, "child1.corp.example": "corp.example", "child2.corp.example": "corp.example"}),
        ("{domains: 2, forests: 2}", {"corp.example": None, "forest2.example": None}),
        ("{domains: 3, forests: 2}", {"corp.example": None, "child1.corp.example": "corp.example", "forest2.example": None}),
        ("{domains: 1, forests: 2}", {"corp.example": None, "forest2.example": None}),
        ("{forests: 2}", {"corp.example": None, "forest2.example": None}),
        ("{domains: multiple}", {"corp.example": None, "child1.corp.example": "corp.example", "child2.corp.example": "corp.example"}),
    ],
)  # fmt: skip
def test_counts_are_domains_and_forests(today, sketch, expected):
    """The further domains of a count are children in the first forest; every forest has a domain at least."""
    network, assumptions = today(f"estate: {{on_prem_ad: {sketch}, connectivity: vpn}}, needs: [same-domain]")
    assert domains(network) == expected
    assert ("the Active Directory has one domain" in assumptions) is ("domains" not in sketch)


@pytest.mark.parametrize(("controllers", "each"), [(None, 2), (2, 1), (4, 2), (7, 3), (1, 2)])
def test_controllers_are_shared_among_domains(today, controllers, each):
    """A total of controllers is divided among the domains; where it is unknown or too small, each has two."""
    total = f", controllers: {controllers}" if controllers else ""
    network, _ = today(f"estate: {{on_prem_ad: {{domains: 2, forests: 1{total}}}}}, needs: [same-domain]")
    hosts = [
        name for name, host in network.hosts.items() if host.domain == "corp.example" and "controller" in host.roles
    ]
    assert hosts == [f"dc{number}.corp.example" for number in range(1, each + 1)]
    assert len([host for host in network.hosts.values() if "controller" in host.roles]) == 2 * each


def test_a_domain_without_controllers_has_two(today):
    """A domain whose controllers the file does not place has two at the premises, by an assumption."""
    network, assumptions = today("estate: {directories: {corp: {domains: {corp.example: {}}}}}, needs: [same-domain]")
    assert "corp.example has two domain controllers at premises" in assumptions
    assert [network.hosts[f"dc{number}.corp.example"].site for number in (1, 2)] == ["premises", "premises"]


@pytest.mark.parametrize(
    ("estate", "needs", "assumed"),
    [
        ("{}", "existing-credentials", "an Active Directory exists on premises: the needs refer to existing accounts"),
        ("{}", "groups-from-ad", "an Active Directory exists on premises: the needs refer to existing accounts"),
        ("{}", "ldap", "no Active Directory exists: the file names none"),
        (
            "{identity_providers: [adfs]}",
            "ldap",
            "an Active Directory exists on premises: the identity provider in front of it implies one",
        ),
        (
            "{current_directory: ad-connector}",
            "ldap",
            "an Active Directory exists on premises: the identity provider in front of it implies one",
        ),
        ("{on_prem_ad: false}", "existing-credentials", None),
        ("{identity_providers: [entra-id]}", "existing-credentials", "no Active Directory exists: the file names none"),
    ],
)
def test_a_directory_is_assumed_where_something_implies_it(today, estate, needs, assumed):
    """Needs about existing accounts, AD FS and a connector imply a domain; a stated absence and other providers do not."""
    network, assumptions = today(f"estate: {estate}, needs: [{needs}]")
    found = [entry for entry in assumptions if entry.startswith(("an Active Directory", "no Active Directory"))]
    assert found == ([assumed] if assumed else [])
    assert ("corp.example" in domains(network)) is bool(assumed and assumed.startswith("an "))


def test_a_store_is_an_ldap_directory_at_the_premises(today):
    """A provider that is an LDAP store has two LDAP servers on the premises."""
    network, _ = today("estate: {identity_providers: [ldap], users: 70}, needs: [same-domain]")
    servers = {name: host for name, host in network.hosts.items() if "ldap-server" in host.roles}
    assert [(host.site, host.domain) for host in servers.values()] == [("premises", "ldap.example")] * 2
    assert network.directories["store"].domains["ldap.example"].users == 70


@pytest.mark.parametrize(
    ("aws", "workloads", "needs", "shared", "assumed"),
    [
        ("{}", "", "multi-account", 2, "several accounts are needed but the file gives no count: 3 are assumed"),
        ("{accounts: multiple}", "", "multi-account", 2, "'multiple' accounts are counted as 3"),
        ("{accounts: hundreds}", "", "multi-account", 299, "'hundreds' accounts are counted as 300"),
        ("{accounts: 4}", "", "multi-account", 3, None),
        ("{accounts: 1}", "", "multi-account", 1, "multi-account is needed but the file counts one account: a second one is assumed"),
        ("{}", ", account: a", "multi-account", 1, "several accounts are needed but the file gives no count: 3 are assumed"),
        ("{accounts: 4}", ", account: a", "ldap", None, "one of the 4 accounts uses the directory (multi-account is not among the needs)"),
        ("{accounts: 4}", "", "ldap", None, "one of the 4 accounts uses the directory (multi-account is not among the needs)"),
    ],
)  # fmt: skip
def test_accounts_are_counted(decide, aws, workloads, needs, shared, assumed):
    """Accounts use the directory where several are needed; a word and a missing count are assumptions."""
    answer = decide(f"""{{estate: {{on_prem_ad: true, aws: {aws}}}, needs: [{needs}],
        workloads: {{it: {{kind: ec2-windows{workloads}}}}}}}""")
    about = [entry for entry in answer.assumptions if "account" in entry]
    assert about == ([assumed] if assumed else [])
    labels = {candidate.label: candidate.design for candidate in answer.candidates}
    if shared is None:
        assert "managed-ad-standard+shared" not in labels
    else:
        (part,) = [part for part in labels["managed-ad-standard+shared"].parts if part.kind == "sharing"]
        assert part.detail == shared


def test_workloads_name_their_accounts(decide):
    """Two workloads in two named accounts use the directory from both, without any need for several."""
    text = "workloads: {one: {kind: ec2-windows, account: a}, two: {kind: ec2-windows, account: b}}"
    labels = {candidate.label for candidate in decide(f"{{{text}}}").candidates}
    assert "managed-ad-standard+shared" in labels


def test_providers_are_where_they_check_passwords(today):
    """AD FS is beside the controllers that it asks; Entra ID is on the internet and asks none of them."""
    network, _ = today("estate: {on_prem_ad: true, identity_providers: [adfs, entra-id]}, needs: [sso]")
    assert network.hosts["adfs"].site == "premises"
    assert network.hosts["adfs"].resolvers == ("dc1.corp.example", "dc2.corp.example")
    assert (network.hosts["entra-id"].site, network.hosts["entra-id"].resolvers) == ("internet", ())
    assert {name for name in network.principals if name.startswith("user@")} == {
        "user@corp.example",
        "user@adfs",
        "user@entra-id",
    }


def test_the_replacement_of_simple_ad_has_new_accounts(today):
    """Beside an Active Directory, users of an existing Simple AD move to its replacement, by an assumption."""
    both = "estate: {on_prem_ad: true, current_directory: simple-ad}, needs: [same-domain]"
    _, assumptions = today(both)
    assert "users of the existing Simple AD get accounts in the directory that replaces it" in assumptions
    _, alone = today("estate: {on_prem_ad: false, current_directory: simple-ad}, needs: [same-domain]")
    assert not any("Simple AD get accounts" in entry for entry in alone)


def test_the_current_hybrid_directory_has_no_domain_of_its_own(today):
    """Hybrid Edition extends the existing domain; the other editions are a domain of their own in AWS."""
    network, _ = today("estate: {on_prem_ad: true, current_directory: managed-ad-hybrid}, needs: [ldap]")
    assert "aws.example" not in domains(network)
    network, _ = today("estate: {on_prem_ad: true, current_directory: managed-ad-standard}, needs: [ldap]")
    assert "aws.example" in domains(network)


def test_what_runs_outside_is_judged_as_if_moved(decide):
    """A workload that was only inferred is judged as if it moved to AWS, and the answer says so."""
    answer = decide("{workloads: {app: {kind: ldap-app, candidate: true}, it: {kind: ec2-windows}}}")
    assert [entry for entry in answer.assumptions if "outside AWS today" in entry] == [
        "app runs outside AWS today and is judged as if it moved there; the file does not confirm that it does"
    ]


def test_a_file_about_credentials_needs_no_directory(decide):
    """A file that asks about credentials only has one design, without a directory, which fits."""
    answer = decide("{credentials: {job: {principal: ec2, target: s3}}}")
    (only,) = answer.candidates
    assert (only.label, only.status, only.rank, only.cost.amount) == ("none", ds.DesignStatus.FEASIBLE, 1, 0)
    assert [(v.requirement, v.verdict, v.because) for v in only.verdicts] == [
        ("credentials", "met", "the file asks about credentials only")
    ]
    more = decide("{credentials: {job: {principal: ec2, target: s3}}, needs: [same-domain]}")
    assert len(more.candidates) > 1


def test_a_file_that_asks_nothing_is_undetermined(decide):
    """Without workloads and needs, no design can be recommended: each is undetermined."""
    for text in ("{forbids: [servers]}", "{workloads: {}}"):
        answer = decide(text)
        assert {candidate.status for candidate in answer.candidates} <= {"undetermined"}
        assert answer.design is None


@pytest.mark.parametrize("regions", ["1", "[eu-central-1]"])
@pytest.mark.parametrize("ad", ["false", "{domains: 1}"])
def test_several_regions_are_two_at_least(decide, regions, ad):
    """A need for several Regions is never priced for one: where the file has one, a second is an assumption."""
    answer = decide(f"""{{estate: {{on_prem_ad: {ad}, connectivity: vpn, aws: {{regions: {regions}}}}},
        needs: [multi-region], workloads: {{it: {{kind: ec2-windows}}}}}}""")
    two = decide(f"""{{estate: {{on_prem_ad: {ad}, connectivity: vpn, aws: {{regions: 2}}}},
        needs: [multi-region], workloads: {{it: {{kind: ec2-windows}}}}}}""")
    design = "managed-ad-enterprise+multi-region"
    assert "multi-region is needed but the file has one Region: a second one is assumed" in answer.assumptions
    assert not any("second one is assumed" in text for text in two.assumptions)
    assert answer.candidate(design).cost.amount == two.candidate(design).cost.amount


def test_a_trust_of_unknown_domains_is_not_evaluated(decide):
    """A trust whose domains no directory of the file has is listed: it changes no answer, and is not silent."""
    trust = "trusts: {t: {trusting: one.local, trusted: two.corp, kind: forest, two_way: true}}"
    answer = decide(f"{{estate: {{on_prem_ad: {{domains: 2, forests: 2}}, {trust}}}, needs: [ldap]}}")
    (entry,) = [entry for entry in answer.unsupported if entry.path == "estate.trusts.t"]
    assert entry.effect == "no directory of the file has the domain one.local or two.corp: the trust is not evaluated"
