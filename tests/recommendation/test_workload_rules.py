"""Workloads judged by the support of the directory, then by runs of their sign-ins."""

import pytest

from dirsim.catalog.workload_kinds import KINDS

TRUSTS = ("managed-ad-standard+one-way-trust", "managed-ad-standard+two-way-trust")
MEMBERS = ("managed-ad-standard", "managed-ad-hybrid", "self-managed-ec2")
EVERY_USER = "every user signs in while the network is healthy"


@pytest.fixture
def one(decide):
    """A function: one kind of workload, called ``it``, to the answer about it."""
    return lambda kind, *, more="", needs="existing-credentials": decide(
        f"{{{more}workloads: {{it: {{kind: {kind}}}}}, needs: [{needs}]}}"
    )


def test_a_member_is_served_by_its_sign_in_and_its_join(one, said):
    """A member's verdict rests on its support fact, the sign-in of its users and its own membership."""
    found = said(one("ec2-windows"), "managed-ad-standard", "workloads.it")
    assert (found.verdict, found.rule, found.because) == ("met", "workloads-are-served", EVERY_USER)
    assert found.facts == ("ec2-windows-join--managed-ad-standard",)
    assert [run.flow for run in found.runs] == ["it/aws.corp.example", "it/membership"]


def test_a_condition_is_cited_with_the_verdict(one, said):
    """Support under a condition is support; the reason ends with the condition, in brackets."""
    found = said(one("fsx-ontap"), "existing-ad-direct", "workloads.it")
    assert found.verdict == "met"
    assert found.because.startswith(f"{EVERY_USER} (Amazon FSx for NetApp ONTAP (SMB) with On-premises")
    assert "works under a condition" in found.because
    assert said(one("fsx-ontap"), "self-managed-ec2", "workloads.it").because == EVERY_USER


@pytest.mark.parametrize(
    ("kind", "design", "fact"),
    [
        ("rds-mysql", "ad-connector", "rds-mysql-kerberos--ad-connector"),
        ("rds-mysql", "simple-ad", "rds-mysql-kerberos--simple-ad"),
        ("fsx-windows", "ad-connector", "fsx-windows--ad-connector"),
        ("exchange", "managed-ad-standard", "exchange-ec2--managed-ad-standard"),
        ("skype-for-business", "managed-ad-standard", "managed-ad-standard--admin-rights"),
    ],
)
def test_a_fact_rules_a_directory_out(one, said, facts_now, kind, design, fact):
    """A directory that the vendor does not support is refused in the words of the fact, without a run."""
    found = said(one(kind), design, "workloads.it", "workloads-are-served")
    assert (found.verdict, found.facts, found.runs) == ("not-met", (fact,), ())
    assert found.because == facts_now[fact].statement


def test_simple_ad_needs_full_support(one, said):
    """Support in part is enough for other directories; for Simple AD it is refused."""
    simple = said(one("sharepoint"), "simple-ad", "workloads.it")
    assert (simple.verdict, simple.facts) == ("not-met", ("sharepoint-ec2--simple-ad",))
    assert "works in part" in simple.because
    assert said(one("ec2-linux"), "simple-ad", "workloads.it").verdict == "met"


@pytest.mark.parametrize("kind", ["sharepoint", "exchange", "skype-for-business", "directory-aware-app"])
def test_a_connector_serves_no_software_that_uses_the_directory(one, said, kind):
    """Software that uses the directory itself is refused at a connector, with the fact about such applications."""
    found = said(one(kind), "ad-connector", "workloads.it", "workloads-are-served")
    assert found.verdict == "not-met"
    assert found.because.startswith("software that uses the directory itself is not served by a connector")
    assert found.facts[-1] == "ad-connector--third-party-applications"
    assert said(one(kind), "self-managed-ec2", "workloads.it", "workloads-are-served").verdict == "met"


@pytest.mark.parametrize(
    ("kind", "because"),
    [
        ("rds-mysql", "it does not join the existing directory itself: via a forest trust from AWS Managed"),
        ("rds-oracle", "works only through a trust from AWS Managed Microsoft AD"),
        ("aurora-mysql", "works only through a trust from AWS Managed Microsoft AD"),
    ],
)
def test_some_databases_join_a_managed_directory_only(one, said, kind, because):
    """A database that reaches existing users only through a trust does not join their directory or replicas of it."""
    answer = one(kind)
    for design in ("existing-ad-direct", "self-managed-ec2"):
        found = said(answer, design, "workloads.it")
        assert (found.verdict, found.runs) == ("not-met", ())
        assert because in found.because
    assert said(answer, "managed-ad-standard", "workloads.it").verdict == "met"


def test_sources_that_disagree_leave_users_of_a_trust_in_doubt(one, decide, said):
    """Where sources disagree on trusted users, designs with a trust are undetermined; users of the forest are served."""
    answer = one("rds-mysql")
    for design in TRUSTS:
        found = said(answer, design, "workloads.it")
        assert (found.verdict, found.facts) == ("unknown", ("rds-mysql-kerberos--on-prem-only",))
        assert found.because.startswith("sources disagree on users from a trusted domain: ")
        assert answer.candidate(design).status == "undetermined"
    own = decide("{workloads: {it: {kind: rds-mysql, users: [aws.corp.example]}}}")
    assert said(own, TRUSTS[0], "workloads.it").verdict == "met"
    assert said(one("rds-oracle"), TRUSTS[0], "workloads.it").verdict == "met"


def test_an_application_needs_a_directory_object(one, said):
    """An AWS application does not sign users in through controllers; the reason names the kind, then the base."""
    answer = one("workspaces")
    for design, option in (("existing-ad-direct", "on-prem-only"), ("self-managed-ec2", "self-managed-ec2")):
        found = said(answer, design, "workloads.it")
        assert found.verdict == "not-met"
        assert found.because.startswith(
            f"workspaces cannot sign its users in through {design}: Amazon WorkSpaces Personal"
        )
        assert found.facts == (f"workspaces-personal--{option}", f"{option}--domain-model")


@pytest.mark.parametrize(
    ("kind", "fact"),
    [
        ("workspaces", "two-way-trust-for-enterprise-apps"),
        ("aws-console", "two-way-trust-for-enterprise-apps"),
    ],
)
def test_an_application_needs_both_directions(one, said, kind, fact):
    """An AWS application fails over a one-way trust, by the run and the vendor's statement; two directions serve it."""
    answer = one(kind)
    found = said(answer, TRUSTS[0], "workloads.it")
    assert (found.verdict, found.facts[-1]) == ("not-met", fact)
    assert found.because.startswith("it/corp.example denied at TGS")
    assert said(answer, TRUSTS[1], "workloads.it").verdict == "met"


def test_a_run_that_fails_without_a_trust_cites_no_direction(decide, said):
    """Where users of another domain fail at a connector, no statement on trust directions is cited."""
    answer = decide("""{
        estate: {on_prem_ad: {domains: 2, forests: 1}, connectivity: vpn},
        workloads: {it: {kind: aws-console}}}""")
    found = said(answer, "ad-connector", "workloads.it")
    assert (found.verdict, found.facts) == ("not-met", ("management-console--ad-connector",))
    assert [run.flow for run in found.runs] == ["it/child1.corp.example"]
    assert said(answer, "ad-connector-per-domain", "workloads.it").verdict == "met"


def test_linux_desktops_need_a_two_way_trust(one, judged):
    """WorkSpaces for Linux are refused at every design with a one-way trust, also beside a connector, and only there."""
    panel = (*TRUSTS, *(f"{trust}+ad-connector" for trust in TRUSTS), "ad-connector", "managed-ad-standard")
    words = judged(one("workspaces-linux"), "workloads.it", "linux-desktops-need-two-way", panel)
    assert words == dict.fromkeys((TRUSTS[0], f"{TRUSTS[0]}+ad-connector"), "not-met")
    assert judged(one("workspaces"), "workloads.it", "linux-desktops-need-two-way") == {}


def test_exchange_wants_controllers_in_its_site(one, judged, said):
    """Exchange is refused where its membership crosses a private link, and nothing else is."""
    answer = one("exchange")
    panel = ("existing-ad-direct", "ad-connector", "self-managed-ec2", "managed-ad-hybrid", *TRUSTS)
    words = judged(answer, "workloads.it", "exchange-stands-beside-controllers", panel)
    assert words == {"existing-ad-direct": "not-met", "ad-connector": "not-met"}
    found = said(answer, "existing-ad-direct", "workloads.it", "exchange-stands-beside-controllers")
    assert found.because == "Exchange in AWS would reach its controllers over vpn only"
    assert [run.flow for run in found.runs] == ["it/membership"]
    assert judged(one("sharepoint"), "workloads.it", "exchange-stands-beside-controllers") == {}


@pytest.mark.parametrize("kind", ["s3", "aws-api", "static-web-app"])
def test_roles_are_enough_where_people_have_no_accounts(one, said, kind):
    """Where no need speaks of people, access to AWS itself needs roles; with existing accounts, its users sign in."""
    nothing = said(one(kind, more="estate: {on_prem_ad: false}, ", needs=""), "none", "workloads.it")
    assert (nothing.verdict, nothing.facts) == ("met", ("workloads-use-roles",))
    assert nothing.because == "roles with temporary credentials give access; no user signs in to a directory"
    for estate in ("estate: {on_prem_ad: true}, ", "estate: {identity_providers: [entra-id]}, "):
        found = said(one(kind, more=estate), "none", "workloads.it")
        assert found.verdict == "not-met"
        assert found.because == f"{kind} needs a directory or an identity provider; this design has none"


def test_other_kinds_need_accounts_even_where_none_exist(one, said):
    """A console needs an identity source, also where nothing exists yet."""
    assert said(one("aws-console", more="estate: {on_prem_ad: false}, "), "none", "workloads.it").verdict == "not-met"


@pytest.mark.parametrize("kind", ["ec2-windows", "ec2-linux", "ec2-apps", "hpc-cluster"])
@pytest.mark.parametrize(
    ("need", "fact"),
    [
        ("mfa-os-login", "radius-mfa-aws-applications-only"),
        ("shell-access", "session-manager-no-directory"),
        ("rdp-access", "session-manager-no-directory"),
        ("group-policy", None),
    ],
)
def test_instances_are_reached_without_a_directory(one, said, kind, need, fact):
    """An agent or Session Manager serves instances without a directory, where such a need asks for it, and only then."""
    found = said(one(kind, needs=need), "none", "workloads.it")
    assert (found.verdict == "met") is (fact is not None)
    assert found.facts == (fact or "workloads-use-roles",)


def test_names_need_no_accounts(one, said):
    """DNS needs name resolution alone: Resolver rules without a directory serve it, and a design without them does not."""
    found = said(one("dns"), "resolver-rules", "workloads.it")
    assert (found.verdict, found.facts, found.runs) == ("met", ("route53-resolver-endpoints",), ())
    assert found.because == ("dns needs name resolution and routes, not accounts: Route 53 Resolver endpoints serve it")
    assert one("dns", needs="").design == "resolver-rules"
    assert said(one("dns"), "none", "workloads.it").because.endswith("endpoints and rules; this design has none")


def test_core_services_join_where_they_can(one, said):
    """Core network services are members where there is a domain, and need only names where there is none."""
    answer = one("core-network-services")
    assert said(answer, "resolver-rules", "workloads.it").verdict == "met"
    member = said(answer, "managed-ad-standard", "workloads.it")
    assert (member.verdict, len(member.runs)) == ("met", 2)
    assert said(answer, "simple-ad+resolver-rules", "workloads.it").facts == ("route53-resolver-endpoints",)


def test_a_federated_way_is_judged_by_the_federation(decide, said):
    """An application rests on the fact of what opens it: a provider, Identity Center with one, or Identity Center on a directory."""
    answer = decide("""{
        estate: {on_prem_ad: true, identity_providers: [adfs], connectivity: vpn},
        workloads: {it: {kind: saas-app}}, needs: [sso]}""")
    assert said(answer, "identity-center-external-idp", "workloads.it").facts == (
        "identity-center-external-idp-saml-scim",
    )
    assert said(answer, "managed-ad-standard+two-way-trust+identity-center", "workloads.it").facts == (
        "identity-center-account",
    )
    direct = said(answer, "saml-federation", "workloads.it")
    assert (direct.verdict, direct.facts) == ("met", ("applications-are-relying-parties",))
    assert answer.design == "identity-center-external-idp"


BOARDS = "{workloads: {it: {kind: managed-grafana}}, needs: [existing-credentials, no-directory-data-in-cloud]}"


def test_a_service_that_takes_assertions_itself_needs_no_role(decide, said):
    """Amazon Managed Grafana behind a provider rests on its own SAML, and its users take no role; Identity Center opens it too."""
    answer = decide(BOARDS)
    found = said(answer, "saml-federation", "workloads.it")
    assert (answer.design, found.verdict) == ("saml-federation", "met")
    assert found.facts == ("saml-federation-to-a-service",)
    assert "iam-role" not in " ".join(str(one.label) for one in answer.candidates)
    tasks = {part.kind: part.tasks for part in answer.candidates[0].design.parts}
    assert tasks["saml-federation"] == ("keep the SAML provider and its certificate",)
    behind = said(answer, "ad-connector+identity-center", "workloads.it")
    assert (behind.verdict, behind.facts) == ("met", ("identity-center-account",))


def test_each_service_has_the_federation_that_it_takes(decide, said):
    """Where a console takes roles beside it, each rests on the fact of its own federation."""
    answer = decide(
        "{workloads: {it: {kind: aws-console}, boards: {kind: managed-grafana}}, needs: [no-directory-data-in-cloud]}"
    )
    design = "saml-federation+iam-role"
    assert said(answer, design, "workloads.it").facts == ("saml-federation-to-iam",)
    assert said(answer, design, "workloads.boards").facts == ("saml-federation-to-a-service",)


def test_a_login_page_is_served_by_a_user_pool(one, said):
    """A public application signs its users in at a user pool, and at nothing else."""
    answer = one("public-web-app")
    assert said(answer, "cognito", "workloads.it").facts == ("cognito-user-pools-for-apps",)
    assert said(answer, "cognito", "workloads.it").verdict == "met"
    for design in MEMBERS:
        assert said(answer, design, "workloads.it").verdict == "not-met"


def test_a_console_behind_identity_center_is_opened_by_it(decide, said):
    """With Identity Center the console is opened by its account, not by the directory's own sign-in page."""
    answer = decide("{workloads: {it: {kind: aws-console}}, needs: [sso]}")
    plain = said(answer, "managed-ad-standard+two-way-trust", "workloads.it")
    behind = said(answer, "managed-ad-standard+two-way-trust+identity-center", "workloads.it")
    assert plain.facts == ("management-console--managed-ad-standard",)
    assert behind.facts == ("identity-center-account",)


def test_a_service_that_ended_is_not_served(decide, said):
    """WorkDocs has ended: no design fits, the reason is its end, and the nearest design serves everything else."""
    text = (
        "workloads: {docs: {kind: workdocs}, db: {kind: rds-sqlserver}}, needs: [windows-auth-db, existing-credentials]"
    )
    answer = decide(f"{{{text}}}")
    assert (answer.status, answer.conflicts) == ("no-fit", ("workloads.docs",))
    found = said(answer, "existing-ad-direct", "workloads.docs")
    assert (found.verdict, found.facts) == ("not-met", ("workdocs-status",))
    assert answer.to_dict()["nearest"] == {"design": "existing-ad-direct", "misses": ["workloads.docs"]}


def test_a_service_closed_to_new_customers_serves_those_it_has(decide):
    """WorkMail takes no new customers: who does not say that it is one of them is refused, who has it is served."""
    text = "workloads: {mail: {kind: workmail}}"
    assert decide(f"{{{text}}}").conflicts == ("workloads.mail",)
    office = "{domains: 1, forests: 1, users: 2000}"
    known = f"estate: {{on_prem_ad: {office}, connectivity: vpn, aws: {{new_customer: false}}}}"
    assert decide(f"{{{known}, {text}}}").design == "ad-connector"


SHARED = "estate: {on_prem_ad: true, connectivity: vpn, aws: {accounts: 2, regions: 2}}, "


def test_desktops_register_in_one_account(one, judged, said):
    """Another account's WorkSpaces do not register with a shared directory; a connector beside it serves them."""
    answer = one("workspaces", more=SHARED, needs="multi-account")
    panel = (*TRUSTS, f"{TRUSTS[1]}+ad-connector", "ad-connector", "managed-ad-hybrid")
    words = judged(answer, "workloads.it", "desktops-outside-the-directory", panel)
    assert words == dict.fromkeys((*TRUSTS, "managed-ad-hybrid"), "not-met")
    found = said(answer, "managed-ad-hybrid", "workloads.it", "desktops-outside-the-directory")
    assert found.facts == ("workspaces-personal-no-shared-directories",)


def test_desktops_register_in_the_primary_region(one, judged):
    """WorkSpaces in a replicated Region cannot register with the directory; without replication nothing is refused."""
    answer = one("workspaces", more=SHARED, needs="multi-region")
    replicated = "managed-ad-enterprise+two-way-trust+multi-region"
    panel = (replicated, "managed-ad-enterprise+two-way-trust", f"{replicated}+ad-connector")
    words = judged(answer, "workloads.it", "desktops-outside-the-directory", panel)
    assert words == {replicated: "not-met"}


@pytest.mark.parametrize(("kind", "need"), [("workspaces", "sso"), ("ec2-windows", "multi-account")])
def test_one_account_or_another_kind_is_not_concerned(one, judged, kind, need):
    """Without the need for several accounts, and for kinds that are not desktops, registration refuses nothing."""
    answer = one(kind, more=SHARED, needs=need)
    assert judged(answer, "workloads.it", "desktops-outside-the-directory") == {}


def test_each_workload_has_its_own_verdict(decide, said):
    """Several workloads are judged one by one, each under its name and with its own runs."""
    answer = decide("{workloads: {db: {kind: rds-sqlserver}, desk: {kind: workspaces}}, needs: [windows-auth-db]}")
    assert said(answer, "existing-ad-direct", "workloads.db").verdict == "met"
    assert said(answer, "existing-ad-direct", "workloads.desk").verdict == "not-met"
    assert answer.candidate("existing-ad-direct").status == "rejected"
    named = [run.flow for run in said(answer, TRUSTS[1], "workloads.db").runs]
    assert named == ["db/corp.example", "db/membership"]


def test_support_that_no_source_states_is_unknown(one, said, facts_now):
    """Where no source states the support, the verdict is unknown and says so, and the design is undetermined."""
    answer = one("license-manager-user-subscriptions")
    found = said(answer, "managed-ad-hybrid", "workloads.it", "workloads-are-served")
    fact = facts_now["license-manager-visual-studio-office--managed-ad-hybrid"]
    assert (found.verdict, found.facts, found.runs) == ("unknown", (fact.id,), ())
    assert found.because == f"not sourced: {fact.statement}"
    assert answer.candidate("managed-ad-hybrid").status == "undetermined"


def test_the_first_failed_sign_in_is_the_reason(decide, said):
    """Where the users of several domains fail, all of their runs are evidence and the first one is the reason."""
    answer = decide("""{
        estate: {on_prem_ad: {domains: 3, forests: 1}, connectivity: vpn},
        workloads: {it: {kind: aws-console}}}""")
    found = said(answer, "ad-connector", "workloads.it")
    assert [run.flow for run in found.runs] == ["it/child1.corp.example", "it/child2.corp.example"]
    assert found.because.startswith("it/child1.corp.example ")


def test_what_takes_no_directory_says_what_opens_it(one, said):
    """WorkSpaces Pools sign users in by SAML 2.0 only: a directory alone is refused, and the refusal names what is missing."""
    for design in ("ad-connector", "managed-ad-standard"):
        found = said(one("workspaces-pools"), design, "workloads.it")
        assert found.verdict == "not-met"
        assert "takes no directory" in found.because
        assert "A SAML provider in IAM" in found.because
    assert "takes no directory" not in said(one("workspaces"), "existing-ad-direct", "workloads.it").because


@pytest.mark.parametrize("word", [word for word, kind in KINDS.items() if kind.by_roles_alone])
@pytest.mark.parametrize(
    ("design", "where"),
    [
        ("ad-connector+iam-role", "at the directory's sign-in to the console"),
        ("saml-federation+iam-role", "takes a role that opens"),
    ],
)
def test_what_roles_open_has_no_sign_in_of_its_own(decide, said, word, design, where):
    """The reason names the role that people take and where they take it: a bucket has no page at which a user signs in."""
    answer = decide(f"{{workloads: {{it: {{kind: {word}}}}}, needs: [existing-credentials]}}")
    found = said(answer, design, "workloads.it", "workloads-are-served")
    assert found.verdict == "met"
    assert where in found.because
    assert "signs in" not in found.because
    assert "human-users-federate" in found.facts
