"""Needs about accounts, credentials and paths, judged design by design."""

import pytest

TRUSTS = ("managed-ad-standard+one-way-trust", "managed-ad-standard+two-way-trust")
TWO_DOMAINS = "estate: {on_prem_ad: {domains: 2, forests: 1}, connectivity: vpn}"
TWO_FORESTS = "estate: {on_prem_ad: {domains: 2, forests: 2}, connectivity: vpn}"


def test_people_without_accounts_lose_none(decide, judged, said):
    """Where no directory and no provider exists, every design keeps all of the accounts, for there are none."""
    answer = decide(
        "{estate: {on_prem_ad: false}, workloads: {servers: {kind: ec2-windows}}, needs: [existing-credentials]}"
    )
    assert set(judged(answer, "needs.existing-credentials").values()) == {"met"}
    assert said(answer, "managed-ad-standard", "needs.existing-credentials").because == (
        "the estate has no accounts to keep"
    )


def test_a_new_forest_without_a_trust_has_new_accounts(decide, said):
    """Users of a managed forest without a trust would get accounts there; the reason names the new domain."""
    answer = decide("{workloads: {db: {kind: rds-sqlserver}}, needs: [existing-credentials]}")
    found = said(answer, "managed-ad-standard", "needs.existing-credentials")
    assert (found.verdict, found.because) == ("not-met", "users would get new accounts in aws.corp.example")
    assert [run.flow for run in found.runs] == ["db/aws.corp.example"]
    simple = said(answer, "simple-ad", "needs.existing-credentials")
    assert simple.because == "users would get new accounts in simple.example"


@pytest.mark.parametrize("design", [*TRUSTS, "managed-ad-hybrid", "self-managed-ec2", "existing-ad-direct"])
def test_designs_that_reach_the_users_domain_keep_the_accounts(decide, said, design):
    """A trust, a replica or the existing directory checks the passwords that users have; the run is the evidence."""
    answer = decide("{workloads: {db: {kind: rds-sqlserver}}, needs: [existing-credentials, users-managed-on-prem]}")
    kept = said(answer, design, "needs.existing-credentials")
    assert (kept.verdict, len(kept.runs)) == ("met", 1)
    stays = said(answer, design, "needs.users-managed-on-prem")
    assert (stays.verdict, stays.rule) == ("met", "users-stay-where-they-are")
    assert stays.because == "accounts stay in the existing directory and are managed there"
    assert stays.runs == kept.runs


def test_accounts_that_would_be_new_do_not_stay(decide, said):
    """Where users would get new accounts, the need about their administration is refused for the same reason."""
    answer = decide("{workloads: {db: {kind: rds-sqlserver}}, needs: [existing-credentials, users-managed-on-prem]}")
    one, other = (
        said(answer, "managed-ad-enterprise", f"needs.{word}")
        for word in ("existing-credentials", "users-managed-on-prem")
    )
    assert (other.verdict, other.because) == ("not-met", one.because)
    assert (other.rule, other.requirement) == ("users-stay-where-they-are", "needs.users-managed-on-prem")


def test_a_sign_in_that_fails_keeps_no_credentials(decide, said):
    """Where the existing users' own sign-in is denied in the healthy network, the reason is that exchange."""
    answer = decide("{workloads: {desktops: {kind: workspaces}}, needs: [existing-credentials]}")
    found = said(answer, "managed-ad-standard+one-way-trust", "needs.existing-credentials")
    assert found.verdict == "not-met"
    assert "desktops/corp.example denied at TGS" in found.because
    assert "corp.example does not trust aws.corp.example" in found.because


def test_accounts_at_a_provider_are_existing_accounts(decide, judged):
    """People whose accounts are at an identity provider keep them where AWS trusts the provider, and nowhere else."""
    answer = decide("""{
        estate: {identity_providers: [entra-id]},
        workloads: {console: {kind: aws-console}},
        needs: [existing-credentials, single-identity-store]}""")
    kept = judged(answer, "needs.existing-credentials")
    assert {design for design, word in kept.items() if word == "met"} == {
        "identity-center-external-idp",
        "saml-federation",
    }
    once = judged(answer, "needs.single-identity-store")
    assert {design for design, word in once.items() if word == "met"} == {
        "identity-center-external-idp",
        "saml-federation",
        "none",  # through it nobody signs in
    }


def test_a_second_account_breaks_one_identity(decide, said):
    """A design whose users have another account there is refused by the need for one identity, others are not."""
    answer = decide("{workloads: {db: {kind: rds-sqlserver}}, needs: [single-identity-store]}")
    assert said(answer, "managed-ad-standard", "needs.single-identity-store").because == (
        "users would have a second account"
    )
    found = said(answer, TRUSTS[0], "needs.single-identity-store")
    assert (found.verdict, found.because) == ("met", "users have one account each")


@pytest.mark.parametrize(
    ("kind", "need", "concerned"),
    [
        ("rds-sqlserver", "windows-auth-db", True),
        ("sqlserver-ec2", "windows-auth-db", True),
        ("ec2-windows", "windows-auth-db", False),
        ("fsx-windows", "windows-acl", True),
        ("storage-gateway-smb", "windows-acl", True),
        ("ec2-windows", "windows-acl", False),
        ("rds-sqlserver", "kerberos", True),
        ("fsx-windows", "kerberos", True),
        ("ec2-windows", "kerberos", True),
    ],
)
def test_windows_credentials_concern_their_own_kinds(decide, said, kind, need, concerned):
    """Databases prove the need about databases, file systems that about files, anything that of Kerberos itself."""
    answer = decide(f"{{workloads: {{it: {{kind: {kind}}}}}, needs: [{need}]}}")
    found = said(answer, "self-managed-ec2", f"needs.{need}")
    assert found.verdict == "met"
    assert bool(found.runs) is concerned
    assert found.because == (
        "the users' tickets are accepted by it"
        if concerned
        else "members of the design's domain accept Windows credentials"
    )


@pytest.mark.parametrize(("kind", "need"), [("sharepoint", "windows-auth-db"), ("workspaces", "windows-acl"), ("workspaces", "kerberos")])  # fmt: skip
def test_of_what_a_workload_may_hold_the_domain_decides(decide, said, kind, need):
    """A server may run a database, a desktop takes tickets: a design with a domain accepts Windows credentials, another does not."""
    answer = decide(f"{{workloads: {{it: {{kind: {kind}}}}}, needs: [{need}]}}")
    assert said(answer, "managed-ad-standard", f"needs.{need}").verdict == "met"
    found = said(answer, "none", f"needs.{need}")
    assert (found.verdict, found.because) == ("not-met", "none has no domain")


def test_a_database_that_joins_nothing_takes_no_tickets(decide, said):
    """A design that offers the database no domain fails the need, and the reason names the workloads concerned."""
    answer = decide("{workloads: {one: {kind: rds-sqlserver}, two: {kind: rds-oracle}}, needs: [windows-auth-db]}")
    found = said(answer, "identity-center-builtin", "needs.windows-auth-db")
    assert found.verdict == "not-met"
    assert found.because == "one, two are not joined to a domain in this design"


def test_kerberos_ignores_what_never_speaks_it(decide, said):
    """An LDAP application beside a server does not spoil Kerberos; alone nothing in the file is meant by it."""
    both = decide("{workloads: {app: {kind: ldap-app}, servers: {kind: ec2-windows}}, needs: [kerberos]}")
    assert said(both, "existing-ad-direct", "needs.kerberos").verdict == "met"
    alone = decide("{workloads: {app: {kind: ldap-app}}, needs: [kerberos]}")
    assert [entry.path for entry in alone.unsupported] == ["needs.kerberos"]


def test_a_refused_ticket_fails_the_need(decide, said):
    """Where a member's users are denied, the need about Windows credentials fails with the run that was denied."""
    text = "{workloads: {db: {kind: rds-oracle, users: [corp.example]}}, needs: [kerberos]}"
    found = said(decide(text), "managed-ad-standard", "needs.kerberos")
    assert found.verdict == "not-met"
    assert [run.through for run in found.runs] == [False]
    assert found.because.startswith("db/corp.example denied")


@pytest.mark.parametrize("need", ["low-latency-auth", "minimize-cross-site-auth"])
def test_nearby_means_without_the_line(decide, said, need):
    """Controllers in AWS answer nearby; a connector, a trust and the existing directory answer across the line."""
    answer = decide(f"{{workloads: {{db: {{kind: sqlserver-ec2}}}}, needs: [{need}]}}")
    for design in ("self-managed-ec2", "managed-ad-hybrid", "managed-ad-standard"):
        found = said(answer, design, f"needs.{need}")
        assert (found.verdict, found.because) == ("met", "every exchange of every sign-in stays within its Region")
    for design in (*TRUSTS, "existing-ad-direct"):
        found = said(answer, design, f"needs.{need}")
        assert (found.verdict, found.because) == ("not-met", "db/corp.example crosses vpn to sign in")


def test_the_internet_is_not_a_wide_area_link(decide, said):
    """A sign-in that reaches AWS over the internet alone is nearby; one that asks a controller at the office is not."""
    answer = decide("{workloads: {console: {kind: aws-console}}, needs: [low-latency-auth]}")
    assert said(answer, "managed-ad-standard", "needs.low-latency-auth").verdict == "met"
    assert said(answer, "ad-connector", "needs.low-latency-auth").because == (
        "console/corp.example crosses vpn to sign in"
    )


def test_a_design_without_sign_in_is_not_nearby(decide, said):
    """A design through which no user signs in answers nothing nearby."""
    found = said(
        decide("{workloads: {db: {kind: sqlserver-ec2}}, needs: [low-latency-auth]}"), "none", "needs.low-latency-auth"
    )
    assert (found.verdict, found.because) == ("not-met", "no user signs in through none")


def test_members_need_controllers_in_aws(decide, said):
    """Software that calls the directory needs its controllers in AWS: the member's own join is the proof."""
    answer = decide("{workloads: {farm: {kind: sharepoint}}, needs: [directory-aware-workloads]}")
    near = said(answer, "self-managed-ec2", "needs.directory-aware-workloads")
    assert (near.verdict, [run.flow for run in near.runs]) == ("met", ["farm/membership"])
    far = said(answer, "existing-ad-direct", "needs.directory-aware-workloads")
    assert far.verdict == "not-met"
    assert far.because == "farm/membership leaves AWS over vpn: the members' controllers are not in AWS"
    assert far.facts == ("on-prem-only--third-party-applications",)


def test_without_members_the_place_of_the_directory_decides(decide, judged, said):
    """Where nothing is a member, a directory with controllers in AWS meets the need and one without does not."""
    answer = decide("{workloads: {console: {kind: aws-console}}, needs: [directory-aware-workloads]}")
    words = judged(answer, "needs.directory-aware-workloads")
    assert words["managed-ad-standard"] == words["self-managed-ec2"] == "met"
    assert words["ad-connector"] == words["none"] == "not-met"
    found = said(answer, "ad-connector", "needs.directory-aware-workloads")
    assert found.because == "ad-connector puts no domain controller into AWS"
    assert "ad-connector--third-party-applications" in found.facts


@pytest.mark.parametrize("need", ["resource-forest-isolation", "third-party-managed"])
def test_computers_live_apart_in_a_managed_forest(decide, said, need):
    """A managed forest keeps computers apart from users; a replica or a direct join puts both into one forest."""
    answer = decide(f"{{workloads: {{db: {{kind: sqlserver-ec2}}}}, needs: [{need}]}}")
    apart = said(answer, TRUSTS[0], f"needs.{need}")
    assert (apart.verdict, apart.because) == ("met", "computers are in the managed forest, users in their own")
    for design in ("managed-ad-hybrid", "self-managed-ec2", "existing-ad-direct"):
        found = said(answer, design, f"needs.{need}")
        assert (found.verdict, found.because) == ("not-met", "computers would be in the users' own forest")


def test_a_forest_that_reads_the_other_is_not_apart(decide, said):
    """Over a two-way trust the managed forest itself looks the desktops' users up in theirs: it is not isolated."""
    answer = decide("{workloads: {desktops: {kind: workspaces}}, needs: [resource-forest-isolation]}")
    found = said(answer, TRUSTS[1], "needs.resource-forest-isolation")
    assert found.verdict == "not-met"
    assert found.because == "the resource forest itself reads the users' forest when they sign in"
    assert len(found.runs) == 1
    beside = said(answer, "managed-ad-standard+one-way-trust+ad-connector", "needs.resource-forest-isolation")
    assert beside.verdict == "met"


def test_one_domain_stays_one(decide, said):
    """The need for one domain is met by its own controllers, and refused where a managed forest is the second."""
    answer = decide("{workloads: {servers: {kind: ec2-windows}}, needs: [same-domain]}")
    for design in ("managed-ad-hybrid", "self-managed-ec2", "existing-ad-direct"):
        found = said(answer, design, "needs.same-domain")
        assert (found.verdict, found.because) == ("met", "there is one domain")
    assert said(answer, TRUSTS[1], "needs.same-domain").because == "the managed forest is a second domain"
    assert said(answer, "none", "needs.same-domain").because == "none has no domain"


def test_a_first_domain_in_aws_is_the_only_one(decide, said):
    """Without a directory today, a managed forest is the first domain, not a second one."""
    answer = decide("{estate: {on_prem_ad: false}, workloads: {servers: {kind: ec2-windows}}, needs: [same-domain]}")
    assert said(answer, "managed-ad-standard", "needs.same-domain").verdict == "met"


def test_two_domains_are_not_one(decide, said):
    """Two existing domains are counted in the reason."""
    answer = decide(f"{{{TWO_DOMAINS}, workloads: {{servers: {{kind: ec2-windows}}}}, needs: [same-domain]}}")
    found = said(answer, "self-managed-ec2", "needs.same-domain")
    assert (found.verdict, found.because) == ("not-met", "there are 2 domains")


@pytest.mark.parametrize(
    ("estate", "design", "met"),
    [
        (TWO_DOMAINS, "ad-connector", False),
        (TWO_DOMAINS, "ad-connector-per-domain", False),
        (TWO_DOMAINS, "existing-ad-direct", True),
        (TWO_FORESTS, "existing-ad-direct", False),
        (TWO_DOMAINS, "managed-ad-standard+two-way-trust", True),
        (TWO_FORESTS, "self-managed-ec2", True),
        ("estate: {on_prem_ad: true}", "ad-connector", True),
    ],
)
def test_one_directory_serves_all_workloads(decide, said, estate, design, met):
    """A connector has one domain and a direct join one forest: with more of them workloads use several directories."""
    answer = decide(f"{{{estate}, workloads: {{console: {{kind: aws-console}}}}, needs: [single-directory]}}")
    found = said(answer, design, "needs.single-directory")
    assert (found.verdict == "met") is met
    assert found.because == (
        "one directory serves every workload" if met else "workloads would use several directories"
    )


def test_consolidation_ends_with_one_directory(decide, said):
    """Accounts that move into a new forest end in one directory; a trust or several forests leave them in several."""
    answer = decide(f"{{{TWO_FORESTS}, workloads: {{servers: {{kind: ec2-windows}}}}, needs: [consolidation]}}")
    moved = said(answer, "managed-ad-standard", "needs.consolidation")
    assert (moved.verdict, moved.because) == ("met", "every account is in one directory")
    assert "managed-ad-fed-by-synchronisation" in moved.facts
    simple = said(answer, "simple-ad", "needs.consolidation")
    assert simple.verdict == "met"
    assert "managed-ad-fed-by-synchronisation" not in simple.facts
    for design in (TRUSTS[0], "self-managed-ec2", "none"):
        found = said(answer, design, "needs.consolidation")
        assert (found.verdict, found.because) == ("not-met", "accounts would stay in several directories")


def test_hybrid_edition_consolidates_one_domain_only(decide, said):
    """Hybrid Edition extends one domain: with two, the others stay separate, by the fact of the one-to-one rule."""
    answer = decide(f"{{{TWO_DOMAINS}, workloads: {{servers: {{kind: ec2-windows}}}}, needs: [consolidation]}}")
    found = said(answer, "managed-ad-hybrid", "needs.consolidation")
    assert (found.verdict, found.because) == ("not-met", "one domain is extended, the others stay separate")
    assert found.facts == ("managed-ad-hybrid--one-to-one-domain-rule",)
    one = decide("{workloads: {servers: {kind: ec2-windows}}, needs: [consolidation]}")
    assert said(one, "managed-ad-hybrid", "needs.consolidation").verdict == "met"


def test_a_cloud_only_directory_depends_on_nothing_outside(decide, judged):
    """Accounts in AWS meet the need; a trust, a hybrid, a connector and replicas of the office's domain do not."""
    answer = decide("{workloads: {servers: {kind: ec2-windows}}, needs: [cloud-only-directory]}")
    words = judged(answer, "needs.cloud-only-directory")
    assert {design for design, word in words.items() if word == "met"} == {
        "managed-ad-standard",
        "managed-ad-enterprise",
        "simple-ad",
        "identity-center-builtin",
        "cognito",
    }


def test_a_directory_on_ec2_is_in_the_cloud(decide, said):
    """Controllers on EC2 that exist today hold all accounts in AWS; a user pool does so for customers."""
    ec2 = decide("{estate: {self_managed_ad_on_ec2: true}, needs: [cloud-only-directory]}")
    found = said(ec2, "self-managed-ec2", "needs.cloud-only-directory")
    assert (found.verdict, found.because) == ("met", "accounts are in AWS, and no sign-in depends on anything outside")
    pool = decide("{workloads: {shop: {kind: public-web-app}}, needs: [cloud-only-directory]}")
    assert said(pool, "cognito", "needs.cloud-only-directory").verdict == "met"
    outside = said(pool, "existing-ad-direct", "needs.cloud-only-directory")
    assert (outside.verdict, outside.because) == ("not-met", "sign-in depends on a directory outside AWS")


def test_only_a_trust_is_a_trust(decide, said):
    """The need for a trust is met by both directions of one, with the sign-ins over it, and by nothing else."""
    answer = decide("{workloads: {db: {kind: sqlserver-ec2}}, needs: [trust-to-existing-ad]}")
    for design in TRUSTS:
        found = said(answer, design, "needs.trust-to-existing-ad")
        assert (found.verdict, found.facts) == ("met", ("managed-ad-standard--trust-forest",))
        assert [run.flow for run in found.runs] == ["db/corp.example"]
    none = said(answer, "none", "needs.trust-to-existing-ad")
    assert (none.verdict, none.because, none.runs) == (
        "not-met",
        "this design has no trust with an existing domain",
        (),
    )
    assert said(answer, "managed-ad-standard", "needs.trust-to-existing-ad").verdict == "not-met"


@pytest.mark.parametrize(
    ("design", "moves"),
    [
        ("managed-ad-standard", True),
        ("self-managed-ec2", True),
        ("ad-connector", False),
        ("existing-ad-direct", False),
        ("identity-center-builtin", False),
    ],
)
def test_a_directory_moves_to_controllers_in_aws(decide, said, design, moves):
    """A migration ends at controllers in AWS; what only connects, or holds accounts without a domain, is not one."""
    answer = decide("{workloads: {console: {kind: aws-console}}, needs: [migrate-directory]}")
    found = said(answer, design, "needs.migrate-directory")
    assert (found.verdict == "met") is moves
    assert found.because == (
        "the accounts move to controllers in AWS" if moves else "the accounts stay in their present directory"
    )
    assert "self-managed-ec2--change-type-or-edition" in found.facts


@pytest.mark.parametrize(
    ("day", "verdict"),
    [("2023-09-01", "not-met"), ("2024-12-31", "not-met"), ("2025-06-01", "unknown"), ("2026-01-01", "met")],
)
@pytest.mark.parametrize("estate", ["on_prem_ad: {domains: 1}, connectivity: dx", "self_managed_ad_on_ec2: true"])
def test_tickets_of_a_direct_join_have_a_date(decide, said, day, verdict, estate):
    """A database that joins the existing domain takes tickets from the day that the facts give; before, passwords alone."""
    rest = "workloads: {db: {kind: rds-sqlserver}}, needs: [existing-credentials, kerberos, windows-auth-db]"
    answer = decide(f"{{as_of: {day}, estate: {{{estate}}}, {rest}}}")
    found = said(answer, "existing-ad-direct", "needs.kerberos")
    assert found.verdict == verdict
    windows = said(answer, "existing-ad-direct", "needs.windows-auth-db")
    assert windows.verdict == "met"
    assert ("tickets are accepted by db" in windows.because) is (verdict == "met")
    trusting = said(answer, "managed-ad-standard+one-way-trust", "needs.kerberos")
    assert trusting.verdict == "met"
