"""Rules on accounts, Regions and ways in."""

import pytest

from dirsim.facts import catalog

ON_PREM = {"on_prem_ad": {"domains": 1, "forests": 1, "users": 900}, "connectivity": "vpn"}


def verdict(choice, design, requirement):
    """The verdict on a requirement of one design."""
    return next(one for one in choice.why(design) if one.requirement == requirement)


@pytest.mark.parametrize("accounts", [2, 3, 12])
def test_one_connector_serves_one_account(ask, accounts):
    """With several accounts a single connector misses the need, for the vendor's own reason, and the fact is cited."""
    choice = ask(["workspaces"], ["multi-account"], estate={**ON_PREM, "aws": {"accounts": accounts}})
    found = verdict(choice, "ad-connector", "needs.multi-account")
    assert found.verdict == "not-met"
    assert any(fact.startswith("ad-connector--directory-sharing") for fact in found.facts)
    assert "ad-connector-targets" in found.facts
    stated = catalog()[next(fact for fact in found.facts if "directory-sharing" in fact)]
    assert found.because == f"workspaces: {stated.statement}"


def test_a_connector_for_each_account_opens_them_all(ask):
    """One connector in each account meets the need, in other words than the fact's."""
    choice = ask(["workspaces"], ["multi-account"], estate={**ON_PREM, "aws": {"accounts": 3}})
    found = verdict(choice, "ad-connector-per-account", "needs.multi-account")
    assert found.verdict == "met"
    assert found.because == "each account that needs one has a connector"


@pytest.mark.parametrize("kind", ["ec2-windows", "ec2-linux", "hpc-cluster"])
def test_a_second_factor_at_logon_needs_no_directory(ask, kind):
    """For instances an agent asks for the second factor at logon, whatever accounts log on: no directory is needed."""
    choice = ask([kind], ["mfa-os-login"], estate=ON_PREM)
    found = verdict(choice, "none", f"workloads.{kind}")
    assert found.verdict == "met"
    assert found.because == "an agent on the instance asks for the second factor, whatever accounts log on"
    assert found.facts == ("radius-mfa-aws-applications-only",)


@pytest.mark.parametrize("kind", ["sqlserver-ec2", "workspaces"])
def test_other_kinds_need_a_directory_all_the_same(ask, kind):
    """The agent is for instances: a server or a desktop is not served by it."""
    choice = ask([kind], ["mfa-os-login"], estate=ON_PREM)
    assert verdict(choice, "none", f"workloads.{kind}").verdict == "not-met"


@pytest.mark.parametrize("need", [["rdp-access"], ["shell-access"]])
def test_a_shell_needs_no_directory(ask, need):
    """Administrators reach instances by Session Manager with a role."""
    found = verdict(ask(["ec2-linux"], need, estate=ON_PREM), "none", "workloads.ec2-linux")
    assert found.verdict == "met"
    assert "Session Manager" in found.because


TWO_WAY = "managed-ad-standard+two-way-trust"
FEDERATED = "estate: {on_prem_ad: true, identity_providers: [adfs, ldap], connectivity: vpn}"


def accounts(number, regions=1):
    """An office with AWS accounts and Regions."""
    return f"estate: {{on_prem_ad: true, connectivity: vpn, aws: {{accounts: {number}, regions: {regions}}}}}"


@pytest.mark.parametrize(
    ("kind", "design", "met", "because"),
    [
        ("ec2-windows", "existing-ad-direct", True, "members in any account join over the network"),
        ("ec2-windows", "self-managed-ec2", True, "members in any account join over the network"),
        ("workspaces", "existing-ad-direct", False, "it: existing-ad-direct does not serve it"),
        ("workspaces", "none", False, "it: none does not serve it"),
        (
            "ec2-windows",
            "managed-ad-standard",
            False,
            "it: the directory is available in one account only: it is not shared",
        ),
        ("workspaces", f"{TWO_WAY}+ad-connector", True, "each account that needs one has a connector"),
        ("ec2-windows", "simple-ad", False, "it: the directory is available in one account only: it is not shared"),
    ],
)
def test_several_accounts_are_reached_in_their_way(decide, said, kind, design, met, because):
    """Members of other accounts join over the network, applications need an object in each, a forest must be shared."""
    answer = decide(f"{{{accounts(3)}, workloads: {{it: {{kind: {kind}}}}}, needs: [multi-account]}}")
    found = said(answer, design, "needs.multi-account")
    assert (found.verdict == "met", found.because) == (met, because)


@pytest.mark.parametrize(("number", "met"), [(26, True), (27, True)])
def test_a_share_ends_at_its_quota(decide, said, number, met):
    """Standard Edition is shared with 25 other accounts by default: with one more the answer says that the quota is to be raised."""
    answer = decide(f"{{{accounts(number)}, workloads: {{it: {{kind: ec2-windows}}}}, needs: [multi-account]}}")
    found = said(answer, "managed-ad-standard+shared", "needs.multi-account")
    assert (found.verdict == "met") is met
    assert found.facts == ("managed-ad-standard--directory-sharing",)
    raised = "shared with 26 accounts: have the quota of 25 raised first"
    assert (found.because == raised) is (number == 27)
    assert said(answer, "managed-ad-enterprise+shared", "needs.multi-account").verdict == "met"


def test_a_share_is_for_members_only(decide, said):
    """A shared directory gives another account domain join, not desktops: the reason names the first such kind."""
    text = "workloads: {it: {kind: ec2-windows}, desk: {kind: workspaces}}, needs: [multi-account]"
    answer = decide(f"{{{accounts(3)}, {text}}}")
    found = said(answer, f"{TWO_WAY}+shared", "needs.multi-account")
    assert (found.verdict, found.facts) == ("not-met", ("sharing-scope",))
    assert found.because.endswith("available to another account, but not AWS applications")
    assert said(answer, f"{TWO_WAY}+shared+ad-connector", "needs.multi-account").verdict == "met"


def test_a_managed_directory_needs_no_connector_of_its_account(decide, said):
    """Of two accounts, that of the existing managed directory needs no connector: one is enough."""
    estate = "estate: {current_directory: managed-ad-standard, on_prem_ad: false, aws: {accounts: 2}}"
    answer = decide(f"{{{estate}, workloads: {{it: {{kind: workspaces}}}}, needs: [multi-account]}}")
    assert said(answer, "ad-connector", "needs.multi-account").verdict == "met"


def test_identity_center_opens_every_account(decide, said):
    """The portal opens every account where all workloads accept federation; SAML is set up in each; a broker asks STS."""
    estate = "estate: {identity_providers: [entra-id, ldap], aws: {accounts: 5}}"
    answer = decide(f"{{{estate}, workloads: {{it: {{kind: aws-console}}}}, needs: [multi-account]}}")
    reasons = {
        "identity-center-builtin": "Identity Center opens every account of the organization",
        "identity-center-external-idp": "Identity Center opens every account of the organization",
        "saml-federation": "SAML 2.0 is set up in each account",
        "custom-identity-broker": "the broker can call STS for any account",
    }
    found = {design: said(answer, design, "needs.multi-account") for design in reasons}
    assert {design: verdict.because for design, verdict in found.items()} == reasons
    assert {str(verdict.verdict) for verdict in found.values()} == {"met"}
    assert found["saml-federation"].facts == ("saml-federation-per-account",)


def test_a_portal_does_not_open_servers(decide, said):
    """Where a workload does not accept federation, Identity Center alone does not serve the other accounts."""
    text = "workloads: {it: {kind: aws-console}, us: {kind: ec2-windows}}, needs: [multi-account]"
    answer = decide(f"{{{accounts(2)}, {text}}}")
    assert said(answer, "identity-center-builtin", "needs.multi-account").verdict == "not-met"


@pytest.mark.parametrize(("regions", "met"), [(5, True), (6, False)])
def test_replication_has_five_regions(decide, said, regions, met):
    """Enterprise Edition replicates to five Regions; the sixth is refused with both numbers."""
    answer = decide(f"{{{accounts(1, regions)}, workloads: {{it: {{kind: ec2-windows}}}}, needs: [multi-region]}}")
    found = said(answer, "managed-ad-enterprise+multi-region", "needs.multi-region")
    assert (found.verdict == "met") is met
    assert (found.because == "6 Regions; the limit is 5") is not met
    assert said(answer, "self-managed-ec2", "needs.multi-region").verdict == "met"


def test_replication_is_a_part_of_the_design(decide, judged, said):
    """Replication must be in the design and in the edition; without a directory no Region needs one."""
    answer = decide(f"{{{accounts(1, 2)}, workloads: {{it: {{kind: ec2-windows}}}}, needs: [multi-region]}}")
    words = judged(answer, "needs.multi-region")
    assert {words[design] for design in ("self-managed-ec2", "identity-center-builtin", "none")} == {"met"}
    assert {words[design] for design in ("managed-ad-standard", "ad-connector", "simple-ad")} == {"not-met"}
    replicated = said(answer, "managed-ad-enterprise+two-way-trust+multi-region", "needs.multi-region")
    assert replicated.verdict == "met"
    assert said(answer, "managed-ad-enterprise", "needs.multi-region").because == (
        "replication is possible but is not part of this design"
    )


def test_two_regions_are_not_replicated_to(decide, said):
    """In Bahrain and UAE a replicated directory is refused, in other opt-in Regions it is not."""
    estate = "estate: {on_prem_ad: true, aws: {regions: [eu-central-1, me-south-1]}}"
    answer = decide(f"{{{estate}, workloads: {{it: {{kind: ec2-windows}}}}, needs: [multi-region]}}")
    found = said(answer, "managed-ad-enterprise+multi-region", "estate.aws.regions")
    assert (found.verdict, found.facts) == ("not-met", ("multi-region-opt-in-regions",))
    elsewhere = decide(
        "{estate: {on_prem_ad: true, aws: {regions: [eu-central-1, ap-southeast-3]}}, workloads: {it: {kind: ec2-windows}}, needs: [multi-region]}"
    )
    assert elsewhere.candidate("managed-ad-enterprise+one-way-trust+multi-region").status == "feasible"


SIGN_ON = ("sso", "sso-console", "sso-on-prem", "sso-saas-apps", "single-portal", "abac", "governance")


@pytest.mark.parametrize(
    ("design", "met"),
    [
        ("ad-connector+identity-center", set(SIGN_ON)),
        ("identity-center-external-idp", set(SIGN_ON)),
        ("saml-federation", {"sso", "sso-console", "sso-on-prem", "abac"}),
        ("custom-identity-broker", {"sso", "sso-console", "sso-on-prem", "abac"}),
        ("ad-connector", {"sso", "sso-console", "sso-on-prem"}),
        (TWO_WAY, {"sso", "sso-console", "sso-on-prem"}),
        ("managed-ad-standard", {"sso-console"}),
        ("existing-ad-direct", set()),
        ("none", set()),
    ],
)
def test_one_sign_on_opens_what_the_design_opens(decide, said, design, met):
    """A portal opens everything, federation AWS with attributes, a directory the console with existing credentials."""
    answer = decide(f"{{{FEDERATED}, workloads: {{it: {{kind: aws-console}}}}, needs: [{', '.join(SIGN_ON)}]}}")
    assert {need for need in SIGN_ON if said(answer, design, f"needs.{need}").verdict == "met"} == met


def test_sign_on_cites_its_ground(decide, said):
    """The portal cites its account or its source, the console its capability, existing credentials the sign-in."""
    answer = decide(f"{{{FEDERATED}, workloads: {{it: {{kind: aws-console}}}}, needs: [sso, sso-console]}}")
    assert said(answer, "ad-connector+identity-center", "needs.sso").facts == ("identity-center-account",)
    assert said(answer, "identity-center-external-idp", "needs.sso").facts == (
        "identity-center-external-idp-saml-scim",
    )
    assert said(answer, "ad-connector", "needs.sso-console").facts == ("ad-connector--console-access-role-mapping",)
    assert said(answer, "none", "needs.sso-console").because == "none gives no access to the console"
    assert [run.flow for run in said(answer, "ad-connector", "needs.sso").runs] == ["it/corp.example"]


def test_accounts_arrive_by_themselves_or_by_hand(decide, said):
    """SCIM and Identity Center's synchronisation provision existing users; without either it is done by hand."""
    answer = decide(f"{{{FEDERATED}, workloads: {{it: {{kind: aws-console}}}}, needs: [automatic-provisioning]}}")
    found = {
        design: said(answer, design, "needs.automatic-provisioning").because
        for design in (
            "identity-center-external-idp",
            "ad-connector+identity-center",
            "managed-ad-standard+identity-center",
            "saml-federation",
        )
    }
    assert list(found.values()) == [
        "the provider provisions users and groups by SCIM",
        "Identity Center synchronises users and groups from the directory",
        "accounts would be created by hand",
        "accounts would be created by hand",
    ]


def test_existing_groups_decide_where_existing_users_sign_in(decide, judged):
    """Groups of the existing directory apply wherever its users sign in; roles need any identity source at all."""
    answer = decide(f"{{{FEDERATED}, workloads: {{it: {{kind: aws-console}}}}, needs: [groups-from-ad, rbac]}}")
    groups, roles = (judged(answer, f"needs.{need}") for need in ("groups-from-ad", "rbac"))
    assert groups["ad-connector"] == groups["saml-federation"] == "met"
    assert groups["managed-ad-standard"] == groups["existing-ad-direct"] == groups["none"] == "not-met"
    assert {design for design, word in roles.items() if word == "not-met"} == {"none"}


def test_customers_are_in_a_user_pool(decide, judged, said):
    """Only a user pool knows customers; it and a broker take any store of users."""
    answer = decide(
        f"{{{FEDERATED}, workloads: {{it: {{kind: aws-console}}, app: {{kind: alb-web-app}}}}, needs: [app-login, custom-authentication]}}"
    )
    assert {design for design, word in judged(answer, "needs.app-login").items() if word == "met"} == {"cognito"}
    stores = judged(answer, "needs.custom-authentication")
    assert {design for design, word in stores.items() if word == "met"} == {"cognito", "custom-identity-broker"}
    assert said(answer, "ad-connector", "needs.app-login").because == (
        "ad-connector holds employees, not an application's users"
    )


@pytest.mark.parametrize("need", ["rdp-access", "shell-access"])
def test_a_shell_opens_with_an_account_or_a_role(decide, said, need):
    """Domain accounts log on to members, roles open sessions without a directory, and roles alone are enough."""
    servers = decide(f"{{workloads: {{it: {{kind: ec2-windows}}}}, needs: [{need}, existing-credentials]}}")
    member = said(servers, "existing-ad-direct", f"needs.{need}")
    assert (member.verdict, member.because) == ("met", "domain accounts log on to the instances")
    assert [run.flow for run in member.runs] == ["it/corp.example"]
    alone = decide(f"{{workloads: {{it: {{kind: ec2-windows}}}}, needs: [{need}]}}")
    assert (alone.design, said(alone, "none", f"needs.{need}").facts) == ("none", ("session-manager-no-directory",))


@pytest.mark.parametrize(
    ("kinds", "needs", "first"),
    [
        (("client-vpn", "client-vpn"), ["existing-credentials"], "ad-connector-per-account"),
        (("client-vpn", "ec2-windows"), ["existing-credentials"], "ad-connector-per-account"),
        (("rds-oracle", "rds-oracle"), ["kerberos"], "managed-ad-standard+one-way-trust+shared"),
    ],
)
def test_accounts_that_workloads_name_are_served(ask, on_prem, kinds, needs, first):
    """Where workloads name several accounts, each one finds its directory there: a connector is never shared."""
    first_kind, second_kind = kinds
    workloads = {"one": {"kind": first_kind, "account": "a"}, "two": {"kind": second_kind, "account": "b"}}
    assert ask(workloads, needs, ["directory-copy-in-cloud"], estate=on_prem).design == first


@pytest.mark.parametrize(("kind", "first"), [("fsx-windows", "managed-ad-standard+shared"), ("transfer-family", None)])
def test_the_account_of_the_directory_counts(ask, kind, first):
    """A directory in one account and a workload in another are two accounts: a share serves members, not applications."""
    managed = {"kind": "managed-microsoft-ad", "edition": "standard", "account": "a", "domains": ["aws.example"]}
    estate = {"on_prem_ad": False, "users": 90, "directories": {"managed": managed}}
    answer = ask({"it": {"kind": kind, "account": "b"}}, [], estate=estate)
    assert answer.design == first
    if first is None:
        refused = [entry for entry in answer.why("managed-ad-standard") if entry.rule == "directory-is-shared"]
        assert refused[0].facts == ("sharing-scope",)


@pytest.mark.parametrize(
    ("need", "verdict", "because"),
    [
        ("sso", "met", "a sign-in at the identity provider opens the service"),
        ("sso-console", "not-met", "a sign-in at the identity provider opens the service, and no role of IAM"),
        ("multi-account", "met", "the service takes assertions itself, in whatever account it is"),
    ],
)
def test_saml_of_a_service_opens_the_service_alone(decide, said, need, verdict, because):
    """A provider that is set up in a service gives no access to the console, and needs no entry in each account."""
    answer = decide(
        "{estate: {on_prem_ad: true, connectivity: vpn, aws: {accounts: 3}}, "
        f"workloads: {{it: {{kind: managed-grafana}}}}, needs: [{need}]}}"
    )
    found = said(answer, "saml-federation", f"needs.{need}")
    assert (found.verdict, found.because) == (verdict, because)
    assert found.facts == ("saml-federation-to-a-service",)


@pytest.mark.parametrize("kind", ["rds-postgresql", "dns"])
def test_what_needs_no_directory_is_in_every_account_by_itself(decide, said, kind):
    """A database with its own accounts, or name resolution, does not tie other accounts to a directory."""
    answer = decide(f"{{{accounts(3)}, workloads: {{it: {{kind: {kind}}}}}, needs: [multi-account]}}")
    found = said(answer, "resolver-rules" if kind == "dns" else "none", "needs.multi-account")
    assert found.verdict == "met"


def test_a_portal_of_its_own_accounts_opens_no_console_for_existing_users(ask):
    """Without IAM roles nothing maps the users of a connector to a console, so that it is opened by the portal's own accounts."""
    choice = ask(
        ["aws-console", "workspaces"],
        ["existing-credentials", "single-portal"],
        estate={**ON_PREM, "aws": {"accounts": 1}},
    )
    assert choice.design == "ad-connector+identity-center"
    found = verdict(choice, "ad-connector+identity-center-builtin", "needs.existing-credentials")
    assert found.verdict == "not-met"


def test_applications_beside_consoles_stay_in_one_account(ask):
    """The consoles are what several accounts have; desktops that name no account stay where the directory is, and it is said."""
    estate = {**ON_PREM, "aws": {"accounts": 4}}
    beside = ask(["aws-console", "workspaces"], ["multi-account", "existing-credentials"], estate=estate)
    assert beside.design == "ad-connector+identity-center"
    assert any(text.startswith("workspaces: in the account of the directory") for text in beside.assumptions)
    alone = ask(["workspaces"], ["multi-account", "existing-credentials"], estate=estate)
    assert alone.design == "ad-connector-per-account"


def test_a_portal_needs_one_connector_beside_a_managed_directory(ask):
    """The identity source of the portal is one connector, however many accounts it opens; roles in accounts need one in each."""
    managed = {"managed-ad-standard": 0, "ad-connector": 100}
    needs = ["existing-credentials", "multi-account", "kerberos"]
    answer = ask(
        {"console": "aws-console", "erp": "rds-oracle"},
        needs,
        ["two-way-trust"],
        estate={**ON_PREM, "aws": {"accounts": 5}},
        prices=managed,
    )
    for design, number in (("identity-center", 1), ("iam-role", 5)):
        label = f"managed-ad-standard+one-way-trust+shared+ad-connector+{design}"
        parts = answer.candidate(label).design.parts
        assert sum(part.count for part in parts if part.kind == "ad-connector") == number
