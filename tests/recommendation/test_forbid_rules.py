"""Forbidden things, looked for in the parts of each design."""

import pytest

from dirsim.catalog.workload_kinds import KINDS

ONE_WAY, TWO_WAY = ("managed-ad-standard+one-way-trust", "managed-ad-standard+two-way-trust")
CONSOLE = "workloads: {it: {kind: aws-console}}"
SERVERS = "workloads: {it: {kind: ec2-windows}}"
PROVIDER = "estate: {identity_providers: [entra-id]}"
ON_EC2 = "estate: {self_managed_ad_on_ec2: true}"
NOTHING = "estate: {on_prem_ad: false}"


@pytest.fixture
def without(decide, said):
    """A function: a word, designs, and the rest of a file to the verdict on the word, by design."""

    def verdicts(word, *designs, rest=SERVERS):
        answer = decide(f"{{{rest}, forbids: [{word}]}}")
        return {design: said(answer, design, f"forbids.{word}") for design in designs}

    return verdicts


def words(found):
    """Verdicts as words, by design."""
    return {design: str(verdict.verdict) for design, verdict in found.items()}


def reasons(found):
    """The reasons of verdicts, by design."""
    return {design: verdict.because for design, verdict in found.items()}


def test_each_rule_is_named_after_its_word(without):
    """The verdict names the place in the file and the rule, both by the forbidden word."""
    (found,) = without("servers", "none").values()
    assert (found.requirement, found.rule) == ("forbids.servers", "forbids-servers")


def test_replicas_copy_the_directory(without):
    """Replicas of the office's domain are a copy; second accounts, a trust and a connector are none."""
    designs = ("managed-ad-hybrid", "self-managed-ec2", "managed-ad-standard", "simple-ad", ONE_WAY, "ad-connector")
    found = without("directory-copy-in-cloud", *designs)
    assert reasons(found) == {
        "managed-ad-hybrid": "controllers in AWS hold a copy of the existing directory",
        "self-managed-ec2": "controllers in AWS hold a copy of the existing directory",
        "managed-ad-standard": "no copy of the existing directory is kept in AWS",
        "simple-ad": "no copy of the existing directory is kept in AWS",
        ONE_WAY: "no copy of the existing directory is kept in AWS",
        "ad-connector": "no copy of the existing directory is kept in AWS",
    }
    assert [word == "met" for word in words(found).values()] == [False, False, True, True, True, True]
    assert found["ad-connector"].facts == ("ad-connector--directory-data-in-cloud",)


def test_second_accounts_outside_a_directory_are_not_a_copy(without):
    """Identity Center's own accounts are a second account, but not a copy of the directory."""
    (found,) = without("directory-copy-in-cloud", "identity-center-builtin").values()
    assert (found.verdict, found.facts) == ("met", ("identity-center-builtin-needs-no-directory",))


def test_a_directory_that_is_in_aws_today_is_not_copied_there(without):
    """Where the existing directory runs on EC2, further controllers bring nothing new to AWS."""
    for word in ("directory-copy-in-cloud", "credentials-in-cloud", "password-sync"):
        found = without(word, "self-managed-ec2", "existing-ad-direct", rest=f"{ON_EC2}, {SERVERS}")
        assert words(found) == {"self-managed-ec2": "met", "existing-ad-direct": "met"}


def test_existing_passwords_are_where_their_directory_is(without):
    """Replicas bring the existing passwords to AWS; a directory with accounts of its own holds other ones."""
    inside = ("managed-ad-hybrid", "self-managed-ec2")
    outside = (ONE_WAY, TWO_WAY, "ad-connector", "existing-ad-direct", "none", "managed-ad-standard", "simple-ad")
    found = without("credentials-in-cloud", *inside, *outside)
    assert {found[design].because for design in inside} == {"controllers in AWS hold the hashes of existing passwords"}
    assert words(found) == dict.fromkeys(inside, "not-met") | dict.fromkeys(outside, "met")


@pytest.mark.parametrize("word", ["credential-replication", "password-sync"])
def test_passwords_are_synchronised_by_replicas(without, word):
    """Replication brings passwords to AWS; a second account has its own, and a trust synchronises none."""
    found = without(word, "self-managed-ec2", "managed-ad-standard", TWO_WAY)
    assert reasons(found) == {
        "self-managed-ec2": "replication brings passwords to AWS",
        "managed-ad-standard": "no password is synchronised",
        TWO_WAY: "no password is synchronised",
    }
    assert list(words(found).values()) == ["not-met", "met", "met"]


COPIES = ("directory-copy-in-cloud", "credentials-in-cloud", "credential-replication", "password-sync")


@pytest.mark.parametrize("kind", ["workspaces", "fsx-windows", "ec2-windows"])
@pytest.mark.parametrize("word", COPIES)
def test_a_need_for_new_accounts_makes_no_file_solvable(decide, word, kind):
    """What forbids copies allows second accounts: the need for them adds nothing, and without it they are an assumption."""
    file = f"workloads: {{it: {{kind: {kind}}}}}, forbids: [{word}], needs: [survive-outage"
    open_, asked = decide(f"{{{file}]}}"), decide(f"{{{file}, cloud-only-directory]}}")
    assert open_.design == asked.design == "managed-ad-standard"
    assert any(text.startswith("second accounts in aws.corp.example are accepted") for text in open_.assumptions)
    assert not any(text.startswith("second accounts") for text in asked.assumptions)


@pytest.mark.parametrize("word", ["existing-credentials", "users-managed-on-prem"])
def test_kept_accounts_and_no_copies_do_not_survive_an_outage(decide, word):
    """A need for the existing accounts is the conflict, by its own name."""
    file = (
        f"workloads: {{it: {{kind: workspaces}}}}, forbids: [directory-copy-in-cloud], needs: [survive-outage, {word}]"
    )
    assert f"needs.{word}" in decide(f"{{{file}}}").conflicts


def test_no_design_caches(without):
    """No design keeps a cache of credentials: the fact of the directory, or of the base, says so."""
    found = without("cached-credentials", "ad-connector", "none", "managed-ad-standard")
    assert set(words(found).values()) == {"met"}
    assert found["ad-connector"].facts == ("ad-connector--caches-credentials",)
    assert found["none"].facts == ("workloads-use-roles",)


def test_users_are_synchronised_by_identity_center(without):
    """Identity Center keeps a synchronised copy of users; a trust does not, and second accounts are a synchronisation."""
    rest = f"{CONSOLE}, needs: [sso]"
    found = without(
        "user-sync", "ad-connector+identity-center", "ad-connector", TWO_WAY, "managed-ad-standard", rest=rest
    )
    assert words(found) == {
        "ad-connector+identity-center": "not-met",
        "ad-connector": "met",
        TWO_WAY: "met",
        "managed-ad-standard": "not-met",
    }
    assert found["ad-connector+identity-center"].facts == ("identity-center-no-passwords",)
    assert found[TWO_WAY].facts == ("trust-nothing-synchronised",)
    assert found["managed-ad-standard"].because == "users would be created again, by synchronisation or by hand"


def test_a_provider_that_provisions_synchronises(without):
    """Identity Center behind a provider has users by SCIM; federation to roles has none of them."""
    found = without("user-sync", "identity-center-external-idp", "saml-federation", rest=f"{PROVIDER}, {CONSOLE}")
    assert words(found) == {"identity-center-external-idp": "not-met", "saml-federation": "met"}


@pytest.mark.parametrize(
    ("word", "no", "yes"),
    [
        ("duplicate-accounts", "users would have a second account", "each user keeps one account"),
        ("manual-provisioning", "accounts would be created by hand", "no duplicate accounts"),
    ],
)
def test_second_accounts_are_seen(without, word, no, yes):
    """A design whose users need a second account is refused; one that reaches the first is not."""
    found = without(word, "managed-ad-standard", "identity-center-builtin", TWO_WAY, "self-managed-ec2")
    assert reasons(found) == {
        "managed-ad-standard": no,
        "identity-center-builtin": no,
        TWO_WAY: yes,
        "self-managed-ec2": yes,
    }
    assert list(words(found).values()) == ["not-met", "not-met", "met", "met"]


def test_first_accounts_are_not_second_ones(without):
    """Where nothing exists, new accounts are the only ones; in Identity Center they are created by hand all the same."""
    rest = f"{NOTHING}, {CONSOLE}"
    twice = without("duplicate-accounts", "managed-ad-standard", "identity-center-builtin", rest=rest)
    assert set(words(twice).values()) == {"met"}
    by_hand = without("manual-provisioning", "managed-ad-standard", "identity-center-builtin", rest=rest)
    assert words(by_hand) == {"managed-ad-standard": "met", "identity-center-builtin": "not-met"}


def test_accounts_that_are_meant_to_be_new_are_not_duplicates(decide, judged):
    """A migration gives users accounts in the new directory on purpose: none of them counts as a second one."""
    text = f"{{{SERVERS}, needs: [cloud-only-directory], forbids: [duplicate-accounts]}}"
    assert judged(decide(text), "forbids.duplicate-accounts")["managed-ad-standard"] == "met"
    kept = text.replace("cloud-only-directory", "cloud-only-directory, existing-credentials")
    assert judged(decide(kept), "forbids.duplicate-accounts")["managed-ad-standard"] == "not-met"


@pytest.mark.parametrize(
    ("word", "refused"),
    [("one-way-trust", {ONE_WAY}), ("two-way-trust", {TWO_WAY}), ("forest-trust", {ONE_WAY, TWO_WAY})],
)
def test_a_trust_is_forbidden_by_its_direction(without, word, refused):
    """One direction forbids that one, the word for forest trusts forbids both; a design without a trust adds none."""
    found = without(word, ONE_WAY, TWO_WAY, "managed-ad-standard", "existing-ad-direct")
    assert {design for design, verdict in words(found).items() if verdict == "not-met"} == refused
    assert {verdict.because for verdict in found.values()} == {
        "the design has such a trust",
        "the design has no such trust",
    }
    assert found[ONE_WAY].facts == ("managed-ad-standard--trust-forest",)


@pytest.mark.parametrize("word", ["extra-directory", "intermediate-domain"])
def test_a_managed_forest_is_a_further_directory(without, word):
    """Beside an existing directory, a managed forest and Identity Center's own are further ones; replicas are not."""
    more = (ONE_WAY, "managed-ad-standard", "simple-ad", "identity-center-builtin")
    same = ("managed-ad-hybrid", "self-managed-ec2", "existing-ad-direct", "none")
    found = without(word, *more, *same)
    assert words(found) == dict.fromkeys(more, "not-met") | dict.fromkeys(same, "met")
    assert found[ONE_WAY].because == "a directory is added beside the existing one"
    assert found["none"].because == "no directory is added beside the existing one"


def test_the_first_directory_is_not_a_further_one(without):
    """Where nothing exists, a new directory is the first; a managed directory that exists is not added again."""
    designs = ("managed-ad-standard", "simple-ad", "self-managed-ec2", "identity-center-builtin")
    assert set(words(without("extra-directory", *designs, rest=f"{NOTHING}, {SERVERS}")).values()) == {"met"}
    rest = f"estate: {{current_directory: managed-ad-standard, on_prem_ad: false}}, {SERVERS}"
    kept = without("extra-directory", "managed-ad-standard", "simple-ad", "self-managed-ec2", rest=rest)
    assert words(kept) == {"managed-ad-standard": "met", "simple-ad": "not-met", "self-managed-ec2": "not-met"}


def test_a_forest_beside_a_provider_is_a_further_directory(without):
    """People at a provider have a directory there: controllers, managed or not, are a second one; a user pool that takes them from there is none."""
    designs = ("managed-ad-standard", "self-managed-ec2", "identity-center-external-idp")
    found = without("extra-directory", *designs, rest=f"{PROVIDER}, {CONSOLE}")
    assert words(found) == {
        "managed-ad-standard": "not-met",
        "self-managed-ec2": "not-met",
        "identity-center-external-idp": "met",
    }
    pool = without("extra-directory", "cognito", rest=f"{PROVIDER}, workloads: {{it: {{kind: public-web-app}}}}")
    assert words(pool) == {"cognito": "met"}  # employees come to it from their provider


@pytest.mark.parametrize("word", ["servers", "user-managed-components"])
def test_servers_are_those_that_the_company_runs(without, word):
    """Controllers on EC2 and a broker are servers to run; everything else is run by AWS or exists today."""
    found = without(word, "self-managed-ec2", "managed-ad-hybrid", "managed-ad-standard", "none", "existing-ad-direct")
    assert [design for design, verdict in words(found).items() if verdict == "not-met"] == ["self-managed-ec2"]
    assert found["self-managed-ec2"].because == "the design adds servers that you run: self-managed-ec2"
    assert found["self-managed-ec2"].facts == ("self-managed-ec2--patching",)
    assert found["none"].because == "the design adds no servers for you to run"
    broker = without(word, "custom-identity-broker", rest=f"estate: {{identity_providers: [ldap]}}, {CONSOLE}")
    assert words(broker) == {"custom-identity-broker": "not-met"}


def test_a_dependency_on_the_premises_is_a_run(without):
    """A sign-in that crosses the line depends on the premises; controllers in AWS answer without it."""
    found = without("onprem-dependency", "existing-ad-direct", TWO_WAY, "self-managed-ec2", "managed-ad-standard")
    assert reasons(found) == {
        "existing-ad-direct": "it/corp.example crosses a link to the premises",
        TWO_WAY: "it/corp.example crosses a link to the premises",
        "self-managed-ec2": "no sign-in depends on the premises",
        "managed-ad-standard": "no sign-in depends on the premises",
    }
    assert [len(verdict.runs) for verdict in found.values()] == [1, 1, 1, 1]


def test_other_prohibitions_cite_no_run(without):
    """Only the dependency on the premises rests on runs; parts are looked up in the design."""
    for word in ("servers", "one-way-trust", "process-change"):
        assert without(word, TWO_WAY)[TWO_WAY].runs == ()


def test_a_third_party_is_a_provider_that_aws_trusts(without):
    """Federation with a provider depends on it; a directory beside the same provider does not."""
    rest = f"{PROVIDER}, {CONSOLE}"
    designs = ("saml-federation", "identity-center-external-idp", "identity-center-builtin", "managed-ad-standard")
    found = without("third-party-idp", *designs, rest=rest)
    assert words(found) == {
        "saml-federation": "not-met",
        "identity-center-external-idp": "not-met",
        "identity-center-builtin": "met",
        "managed-ad-standard": "met",
    }
    assert found["saml-federation"].because == "sign-in depends on a third-party identity provider"


def test_a_federation_to_maintain_is_complex(without):
    """SAML to roles, a broker and a provider behind Identity Center are set up by the company; its own users are not."""
    rest = f"estate: {{identity_providers: [entra-id, ldap]}}, {CONSOLE}"
    designs = ("saml-federation", "custom-identity-broker", "identity-center-external-idp", "identity-center-builtin")
    found = without("complex-federation", *designs, rest=rest)
    assert list(words(found).values()) == ["not-met", "not-met", "not-met", "met"]
    assert found["identity-center-builtin"].because == "no federation has to be set up"


def test_active_directory_is_any_directory_with_a_domain(without):
    """Every design with a domain depends on Active Directory; roles and Identity Center's own users do not."""
    found = without("active-directory", "existing-ad-direct", "simple-ad", ONE_WAY, "none", "identity-center-builtin")
    assert list(words(found).values()) == ["not-met", "not-met", "not-met", "met", "met"]
    assert found["none"].because == "no Active Directory is used"


def test_aws_keeps_privileges_in_its_directories(without):
    """In a managed forest and in Simple AD the highest privileges are AWS's; in one's extended domain they are not."""
    designs = ("managed-ad-standard", "managed-ad-enterprise", "simple-ad", "managed-ad-hybrid", "self-managed-ec2")
    found = without("managed-restrictions", *designs)
    assert list(words(found).values()) == ["not-met", "not-met", "not-met", "met", "met"]
    assert found["simple-ad"].facts == ("simple-ad--admin-rights",)
    assert found["self-managed-ec2"].because == "you keep the domain's highest privileges"


def test_a_second_place_changes_the_process(without):
    """A managed forest is a second place to administer, even with a trust; one's own domain is not."""
    found = without("process-change", TWO_WAY, "managed-ad-standard", "managed-ad-hybrid", "existing-ad-direct")
    assert list(words(found).values()) == ["not-met", "not-met", "met", "met"]
    first = without("process-change", "managed-ad-standard", rest=f"{NOTHING}, {SERVERS}")
    assert words(first) == {"managed-ad-standard": "met"}


@pytest.mark.parametrize("word", ["separate-iam-users", "iam-users", "long-lived-keys"])
def test_no_design_makes_iam_users(without, word):
    """Every design signs people in without IAM users, as AWS asks for."""
    found = without(word, "ad-connector", "none", "identity-center-builtin", rest=CONSOLE)
    assert {(str(verdict.verdict), verdict.facts) for verdict in found.values()} == {("met", ("human-users-federate",))}


@pytest.mark.parametrize("word", ["app-change", "client-change", "code-rewrite"])
def test_applications_change_for_a_pool_or_a_broker(without, word):
    """Only a user pool and a broker ask for a change of the application."""
    rest = "estate: {identity_providers: [ldap]}, workloads: {it: {kind: public-web-app}}"
    found = without(word, "cognito", "custom-identity-broker", "managed-ad-standard", "none", rest=rest)
    assert list(words(found).values()) == ["not-met", "not-met", "met", "met"]
    assert found["cognito"].because == "applications must be changed to use it"


@pytest.mark.parametrize(
    ("estate", "design", "place"),
    [
        ("on_prem_ad: {domains: 1}, connectivity: vpn", "ad-connector+radius-mfa", "at premises"),
        ("on_prem_ad: false", "managed-ad-standard+radius-mfa", "at a place that the file does not name"),
    ],
)
@pytest.mark.parametrize("word", ["servers", "user-managed-components"])
def test_radius_servers_that_a_need_takes_to_exist_are_not_added(decide, said, word, estate, design, place):
    """A need for RADIUS speaks of servers that exist: no design is refused for them, and the assumption is listed."""
    rest = f"workloads: {{it: {{kind: workspaces}}}}, needs: [mfa-radius], forbids: [{word}]"
    answer = decide(f"{{estate: {{{estate}}}, {rest}}}")
    assert answer.design == design
    assert "ad-connector--mfa-radius" in said(answer, design, f"forbids.{word}").facts
    assert any(text.startswith(f"RADIUS servers exist, {place}") for text in answer.assumptions)


def test_radius_servers_that_nothing_names_are_added(without):
    """A second factor of any kind says nothing of RADIUS: servers for it would be new ones."""
    (found,) = without("servers", "ad-connector+radius-mfa", rest=f"{CONSOLE}, needs: [mfa]").values()
    assert found.because == "the design adds servers that you run: radius-mfa"


KEYLESS = [word for word, kind in KINDS.items() if kind.keyless]


@pytest.mark.parametrize("word", KEYLESS)
def test_users_of_a_directory_have_no_keys(without, decide, word):
    """Where a service takes the passwords of a directory, no SSH keys are judged with its fact; beside servers by hand."""
    rest = f"workloads: {{it: {{kind: {word}}}}}"
    (found,) = without("ssh-keys", "ad-connector", rest=rest).values()
    assert (found.verdict, found.facts) == ("met", (KINDS[word].keyless,))
    servers = decide(f"{{workloads: {{it: {{kind: {word}}}, more: {{kind: ec2-linux}}}}, forbids: [ssh-keys]}}")
    assert [entry.path for entry in servers.unsupported] == ["forbids.ssh-keys"]
