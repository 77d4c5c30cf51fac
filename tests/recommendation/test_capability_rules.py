"""Needs that follow from one capability of the directory."""

import pytest

BASES = (
    "ad-connector",
    "simple-ad",
    "managed-ad-standard",
    "managed-ad-hybrid",
    "existing-ad-direct",
    "self-managed-ec2",
    "none",
)
EXISTING = ("ad-connector", "existing-ad-direct")
"""Designs whose members are in the existing domain, which can do what its owner lets it do."""
SERVERS = "workloads: {it: {kind: ec2-windows}}"
CONSOLE = "workloads: {it: {kind: aws-console}}"
PROVIDER = "estate: {identity_providers: [entra-id]}"


@pytest.mark.parametrize(
    ("need", "met"),
    [
        ("group-policy", {*EXISTING, "simple-ad", "managed-ad-standard", "managed-ad-hybrid", "self-managed-ec2"}),
        ("device-management", {*EXISTING, "simple-ad", "managed-ad-standard", "managed-ad-hybrid", "self-managed-ec2"}),
        ("schema-extension", {*EXISTING, "managed-ad-standard", "managed-ad-hybrid", "self-managed-ec2"}),
        ("domain-admin-rights", {*EXISTING, "managed-ad-hybrid", "self-managed-ec2"}),
        ("full-control", {*EXISTING, "self-managed-ec2"}),
        ("powershell-admin", {*EXISTING, "managed-ad-standard", "managed-ad-hybrid", "self-managed-ec2"}),
        ("recycle-bin", {*EXISTING, "managed-ad-standard", "managed-ad-hybrid", "self-managed-ec2"}),
        ("password-policy", {*EXISTING, "managed-ad-standard", "managed-ad-hybrid", "self-managed-ec2"}),
        ("gmsa", {*EXISTING, "managed-ad-standard", "managed-ad-hybrid", "self-managed-ec2"}),
        ("ldaps", {*EXISTING, "managed-ad-standard", "managed-ad-hybrid", "self-managed-ec2"}),
    ],
)
def test_each_capability_is_that_of_the_directory(decide, judged, need, met):
    """A need is met by the directories whose vendor states the capability, the existing domain among them."""
    words = judged(decide(f"{{{SERVERS}, needs: [{need}]}}"), f"needs.{need}", "has-ability")
    assert {base for base in BASES if words[base] == "met"} == met
    assert {base for base in BASES if words[base] == "not-met"} == set(BASES) - met


def test_a_capability_is_cited_with_its_statement(decide, said, facts_now):
    """The reason is the statement of the fact, in the words of the catalog."""
    found = said(decide(f"{{{SERVERS}, needs: [recycle-bin]}}"), "simple-ad", "needs.recycle-bin")
    assert found.facts == ("simple-ad--recycle-bin",)
    assert found.because == facts_now["simple-ad--recycle-bin"].statement


def test_half_a_capability_is_enough_outside_simple_ad(decide, said):
    """A limited schema extension is enough in a managed forest; limited administration in Simple AD is not."""
    answer = decide(f"{{{SERVERS}, needs: [schema-extension, domain-admin-rights]}}")
    assert said(answer, "managed-ad-standard", "needs.schema-extension").verdict == "met"
    assert said(answer, "simple-ad", "needs.domain-admin-rights").verdict == "not-met"


def test_members_of_the_existing_domain_have_its_capabilities(decide, said):
    """What the existing domain can do counts for designs that join it, on premises and on EC2, each by its own fact."""
    found = said(decide(f"{{{SERVERS}, needs: [group-policy]}}"), "existing-ad-direct", "needs.group-policy")
    assert (found.verdict, found.facts) == ("met", ("on-prem-only--group-policy",))
    inside = decide(f"{{estate: {{self_managed_ad_on_ec2: true}}, {SERVERS}, needs: [group-policy]}}")
    assert said(inside, "existing-ad-direct", "needs.group-policy").facts == ("self-managed-ec2--group-policy",)


def test_a_password_policy_is_that_of_the_accounts(decide, said):
    """Accounts that stay in the existing domain keep its password policy; new ones have that of their new domain."""
    answer = decide("{workloads: {it: {kind: workspaces}}, needs: [users-managed-on-prem, password-policy]}")
    assert answer.design == "ad-connector"
    assert said(answer, "ad-connector", "needs.password-policy").facts == (
        "on-prem-only--fine-grained-password-policies",
    )
    new = decide("{estate: {on_prem_ad: false}, workloads: {it: {kind: workspaces}}, needs: [password-policy]}")
    assert said(new, "managed-ad-standard", "needs.password-policy").facts == (
        "managed-ad-standard--fine-grained-password-policies",
    )


def test_a_connector_has_the_existing_domains_capabilities(decide, said):
    """Members behind a connector are in the existing domain: its own capability is cited, on premises or on EC2."""
    answer = decide(f"{{{SERVERS}, needs: [gmsa]}}")
    assert said(answer, "ad-connector", "needs.gmsa").facts == ("on-prem-only--gmsa",)
    inside = decide(f"{{estate: {{self_managed_ad_on_ec2: true}}, {SERVERS}, needs: [gmsa]}}")
    assert said(inside, "ad-connector", "needs.gmsa").facts == ("self-managed-ec2--gmsa",)


def test_without_a_domain_there_is_no_capability(decide, said):
    """A design without a directory has no directory capability; Route 53 Resolver resolves names, as a part of any design."""
    answer = decide(f"{{{SERVERS}, needs: [recycle-bin, dns-resolution]}}")
    found = said(answer, "identity-center-builtin", "needs.recycle-bin")
    assert (found.verdict, found.because) == ("not-met", "identity-center-builtin is not a directory with a domain")
    for design, verdict in (
        ("resolver-rules", "met"),
        ("ad-connector+resolver-rules", "met"),
        ("ad-connector", "not-met"),
    ):
        names = said(answer, design, "needs.dns-resolution")
        assert (names.verdict, names.facts) == (verdict, ("route53-resolver-endpoints",))


def test_a_managed_service_is_a_preference(decide):
    """Designs whose servers AWS runs come before those that the company patches; none is rejected for it."""
    text = "workloads: {it: {kind: directory-aware-app}}, needs: [existing-credentials, managed-service]"
    ranks = {entry.label: entry.rank for entry in decide(f"{{{text}}}").candidates if entry.rank}
    assert ranks["managed-ad-hybrid"] < ranks["existing-ad-direct"]
    assert ranks["managed-ad-hybrid"] < ranks["self-managed-ec2"]


@pytest.mark.parametrize(
    ("kinds", "facts"),
    [
        (["ec2-windows"], ["managed-ad-standard--seamless-join-windows"]),
        (["ec2-linux"], ["managed-ad-standard--seamless-join-linux"]),
        (
            ["ec2-windows", "ec2-linux"],
            ["managed-ad-standard--seamless-join-windows", "managed-ad-standard--seamless-join-linux"],
        ),
        (["sharepoint"], ["managed-ad-standard--seamless-join-windows"]),
        (["ec2-linux", "rds-sqlserver"], ["managed-ad-standard--seamless-join-linux"]),
    ],
)
def test_seamless_join_is_that_of_the_systems(decide, said, kinds, facts):
    """Windows, Linux or both: the join of each system that the file names is looked up; for software on servers, that of Windows."""
    workloads = ", ".join(f"w{number}: {{kind: {kind}}}" for number, kind in enumerate(kinds))
    answer = decide(f"{{workloads: {{{workloads}}}, needs: [seamless-domain-join]}}")
    found = said(answer, "managed-ad-standard", "needs.seamless-domain-join")
    assert (found.verdict, list(found.facts)) == ("met", facts)
    instances = sum(kind.startswith("ec2-") for kind in kinds)
    assert [run.flow.partition("/")[2] for run in found.runs] == ["seamless-join"] * instances


def test_a_seamless_join_needs_an_object_in_aws(decide, judged, said):
    """Controllers of one's own join instances only through a connector, and a design without a domain joins none."""
    answer = decide(f"{{{SERVERS}, needs: [seamless-domain-join, sso-console]}}")
    words = judged(answer, "needs.seamless-domain-join")
    assert (words["existing-ad-direct"], words["self-managed-ec2"]) == ("not-met", "not-met")
    assert words["ad-connector"] == words["simple-ad"] == words["managed-ad-hybrid"] == "met"
    found = said(answer, "none", "needs.seamless-domain-join")
    assert (found.verdict, found.because) == ("not-met", "none has no domain to join")
    assert said(answer, "self-managed-ec2", "needs.seamless-domain-join").facts == (
        "self-managed-ec2--seamless-join-windows",
    )


def test_a_connector_beside_the_existing_domain_joins_for_it(decide, said):
    """With a connector beside a direct join, instances join through the connector at launch."""
    answer = decide(
        "{workloads: {it: {kind: rds-sqlserver}, us: {kind: ec2-windows}}, needs: [seamless-domain-join, windows-auth-db]}"
    )
    found = said(answer, "existing-ad-direct+ad-connector", "needs.seamless-domain-join")
    assert (found.verdict, found.facts) == ("met", ("ad-connector--seamless-join-windows",))


@pytest.mark.parametrize("need", ["mfa", "mfa-radius"])
def test_a_second_factor_is_asked_by_a_radius_server(decide, said, need):
    """A design with RADIUS servers asks them in its run; one that only could does not meet the need."""
    answer = decide(f"{{{CONSOLE}, needs: [{need}]}}")

    def word(design):
        return str(said(answer, design, f"needs.{need}").verdict)

    for design in ("ad-connector", "managed-ad-standard+two-way-trust"):
        assert (word(f"{design}+radius-mfa"), word(design)) == ("met", "not-met")
    assert word("managed-ad-hybrid+radius-mfa") == "unknown"
    assert {word(design) for design in ("simple-ad", "existing-ad-direct", "none")} == {"not-met"}


def test_radius_is_shown_by_the_run_that_asks_it(decide, said):
    """The need for RADIUS rests on a sign-in whose RADIUS exchange was answered."""
    found = said(decide(f"{{{CONSOLE}, needs: [mfa-radius]}}"), "ad-connector+radius-mfa", "needs.mfa-radius")
    assert found.facts == ("ad-connector--mfa-radius",)
    assert all(any(step.exchange.step == "RADIUS" and step.reply.ok for step in run.steps) for run in found.runs)
    assert found.runs


def test_radius_that_is_never_asked_is_no_second_factor(decide, said):
    """Where workloads accept tickets only, RADIUS servers are there and nothing asks them."""
    found = said(decide(f"{{{SERVERS}, needs: [mfa-radius]}}"), "managed-ad-standard+radius-mfa", "needs.mfa-radius")
    assert found.verdict == "not-met"


@pytest.mark.parametrize("design", ["identity-center-external-idp", "saml-federation", "identity-center-builtin"])
def test_a_provider_asks_for_its_own_factor(decide, said, design):
    """An identity provider asks for a second factor itself, and never for that of RADIUS."""
    answer = decide(f"{{{PROVIDER}, {CONSOLE}, needs: [mfa, mfa-radius]}}")
    own, radius = (said(answer, design, f"needs.{need}") for need in ("mfa", "mfa-radius"))
    assert (own.verdict, own.because) == ("met", "the identity provider asks for the second factor of it")
    assert (radius.verdict, own.facts) == ("not-met", radius.facts)
    assert radius.because == "the identity provider asks for its own second factor, not for RADIUS"


def test_a_factor_at_logon_is_not_a_directory_setting(decide, said):
    """At the Windows logon an agent asks for the factor, whatever the directory; RADIUS of a directory never does."""
    answer = decide(f"{{{SERVERS}, needs: [mfa-os-login, existing-credentials]}}")
    for design in ("existing-ad-direct", "managed-ad-standard+one-way-trust", "ad-connector"):
        found = said(answer, design, "needs.mfa-os-login")
        assert (found.verdict, found.facts) == ("met", ("radius-mfa-aws-applications-only",))
    assert decide(f"{{{SERVERS}, needs: [mfa-os-login]}}").design == "none"


def test_a_factor_of_servers_alone_is_not_met_by_radius(decide, judged):
    """A second factor for AWS applications says nothing about servers: with servers alone no design meets the need."""
    answer = decide(f"{{estate: {{on_prem_ad: false}}, {SERVERS}, needs: [cloud-only-directory, mfa]}}")
    assert (answer.status, answer.conflicts) == ("no-fit", ("workloads.it", "needs.mfa"))
    assert set(judged(answer, "needs.mfa").values()) == {"not-met"}


def test_user_licences_are_sold_for_managed_directories(decide, judged, said):
    """License Manager takes a managed directory; for Hybrid Edition no source says so, and the rest is refused."""
    answer = decide(f"{{{SERVERS}, needs: [user-based-licensing]}}")
    words = judged(answer, "needs.user-based-licensing")
    assert {base: words[base] for base in BASES} == {
        "ad-connector": "not-met",
        "simple-ad": "not-met",
        "managed-ad-standard": "met",
        "managed-ad-hybrid": "unknown",
        "existing-ad-direct": "not-met",
        "self-managed-ec2": "not-met",
        "none": "not-met",
    }
    assert said(answer, "managed-ad-hybrid", "needs.user-based-licensing").because.startswith("not sourced: ")
    assert said(answer, "none", "needs.user-based-licensing").because == (
        "License Manager does not accept none as its directory"
    )


def test_directories_answer_ldap(decide, judged, said):
    """An LDAP client binds to controllers, in AWS or over the link, and to the domain behind a connector."""
    answer = decide(f"{{{SERVERS}, needs: [ldap]}}")
    words = judged(answer, "needs.ldap")
    assert {base for base in BASES if words[base] == "not-met"} == {"none"}
    assert said(answer, "none", "needs.ldap").because == "none is not an LDAP directory"
    assert said(answer, "existing-ad-direct", "needs.ldap").facts == ("linux-ldap-ssh--on-prem-only",)


def test_data_stays_outside_behind_a_connector(decide, judged):
    """No data is stored in AWS by a connector, a direct join, federation and roles; by everything else it is."""
    answer = decide(f"{{{CONSOLE}, needs: [no-directory-data-in-cloud, sso]}}")
    words = judged(answer, "needs.no-directory-data-in-cloud")
    assert {base for base in BASES if words[base] == "met"} == {"ad-connector", "existing-ad-direct", "none"}
    assert words["identity-center-builtin"] == "not-met"
    portal = answer.why("ad-connector+identity-center")
    assert [str(one.verdict) for one in portal if one.requirement.endswith("data-in-cloud")] == ["not-met"]


def test_federation_stores_nothing_and_identity_center_does(decide, said):
    """Federation to roles stores no users in AWS; Identity Center has copies of them, and a user pool its own."""
    answer = decide(f"{{{PROVIDER}, {CONSOLE}, needs: [no-directory-data-in-cloud, app-login]}}")
    assert said(answer, "saml-federation", "needs.no-directory-data-in-cloud").because == (
        "no directory data is stored in AWS"
    )
    for design in ("identity-center-external-idp", "identity-center-builtin", "cognito"):
        found = said(answer, design, "needs.no-directory-data-in-cloud")
        assert (found.verdict, found.because) == ("not-met", "users and groups are stored in AWS")


@pytest.mark.parametrize("kind", ["alb-web-app", "public-web-app"])
@pytest.mark.parametrize(("need", "verdict"), [("mfa", "met"), ("mfa-radius", "not-met")])
def test_a_sign_in_page_asks_for_a_second_factor(decide, said, kind, need, verdict):
    """A user pool, or the provider behind it, asks for a second factor; it is not that of RADIUS servers."""
    answer = decide(f"{{workloads: {{it: {{kind: {kind}}}}}, needs: [{need}]}}")
    found = said(answer, "cognito", f"needs.{need}")
    assert found.verdict == verdict
    assert ("cognito-second-factor" in found.facts) is (verdict == "met")


def test_identity_center_takes_the_factor_of_its_directory(decide, said):
    """Identity Center on a connector with RADIUS servers asks them, and says so; on its own directory it does not."""
    answer = decide("{workloads: {vpn: {kind: client-vpn}, crm: {kind: saas-app}}, needs: [sso-saas-apps, mfa-radius]}")
    assert answer.design == "ad-connector+radius-mfa+identity-center"
    found = said(answer, answer.design, "needs.mfa-radius")
    assert (found.verdict, found.facts) == ("met", ("identity-center-radius",))
    assert found.because == "RADIUS servers ask for the second factor of crm, vpn"
    assert said(answer, "identity-center-builtin", "needs.mfa-radius").verdict == "not-met"


def test_client_vpn_can_ask_for_a_certificate_as_well(decide, said):
    """Beside the second factor of RADIUS the verdict names the certificate that the endpoint can ask for; RDP has none."""
    answer = decide("{workloads: {remote: {kind: client-vpn}, desks: {kind: workspaces}}, needs: [mfa]}")
    found = said(answer, answer.design, "needs.mfa")
    assert found.verdict == "met"
    assert found.because.endswith("; remote can ask for a client certificate as well")
    assert "client-vpn-certificate-beside" in found.facts
    plain = decide("{workloads: {desks: {kind: workspaces}}, needs: [mfa]}")
    assert "certificate" not in said(plain, plain.design, "needs.mfa").because
