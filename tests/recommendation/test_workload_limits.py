"""Limits that facts state of single workloads."""

import pytest

LONG = "a-rather-long-name-of-a-department.of-a-company.example"
SHORT = "corp.example"


def estate(domain, **more):
    """One forest of one domain at headquarters, joined to a Region."""
    return {
        "sites": {"hq": {}, "fra": {"kind": "aws-region", "region": "eu-central-1"}},
        "links": {"vpn": {"between": ["hq", "fra"]}},
        "directories": {"corp": {"domains": {domain: {"controllers": {"hq": 2}}}}},
    } | more


def found(answer, design, rule):
    """The verdict of a rule on a design; ``None`` where the rule does not speak."""
    return next((entry for entry in answer.why(design) if entry.rule == rule), None)


@pytest.mark.parametrize(("kind", "verdict"), [("rds-sqlserver", "not-met"), ("fsx-windows", "unknown")])
def test_a_long_domain_name_does_not_fit(ask, kind, verdict):
    """RDS refuses a domain of more than 47 characters; FSx does in all deployment types but one."""
    assert len(LONG) > 47
    needs = ["windows-auth-db"] if kind == "rds-sqlserver" else []
    refused = found(ask([kind], needs, estate=estate(LONG)), "existing-ad-direct", "names-fit")
    assert (refused.verdict, "47" in refused.because) == (verdict, True)
    assert found(ask([kind], needs, estate=estate(SHORT)), "existing-ad-direct", "names-fit") is None


def test_a_server_may_have_a_long_domain_name(ask):
    """The limit is one of managed services: a server joins any domain."""
    assert found(ask(["ec2-windows"], [], estate=estate(LONG)), "existing-ad-direct", "names-fit") is None


@pytest.mark.parametrize(("domains", "refused"), [([SHORT], False), ([SHORT, "emea.corp.example"], True)])
def test_transfer_family_reaches_roots_only(ask, domains, refused):
    """Through a one-way forest trust users of a child domain do not sign in to Transfer Family."""
    told = {name: {"controllers": {"hq": 2}} for name in domains}
    if refused:
        told["emea.corp.example"]["parent"] = SHORT
    answer = ask(["transfer-family"], [], estate=estate(SHORT) | {"directories": {"corp": {"domains": told}}})
    entry = found(answer, "managed-ad-standard+one-way-trust", "trusts-reach-the-users")
    assert (entry is not None) is refused
    assert found(answer, "managed-ad-standard+two-way-trust", "trusts-reach-the-users") is None


@pytest.mark.parametrize(("region", "refused"), [("af-south-1", True), ("eu-central-1", False)])
def test_desktops_joined_to_entra_are_not_everywhere(ask, region, refused):
    """WorkSpaces joined to Entra ID are refused in Cape Town and allowed in Frankfurt."""
    told = {"on_prem_ad": False, "identity_providers": ["entra-id"], "aws": {"regions": [region]}}
    answer = ask(["workspaces"], [], estate=told)
    entry = found(answer, "identity-center-external-idp", "joined-to-entra-where-offered")
    assert (entry is not None) is refused


@pytest.mark.parametrize(("kind", "refused"), [("transfer-family", True), ("client-vpn", False)])
def test_a_second_factor_at_the_directory_is_not_taken_by_all(ask, kind, refused):
    """Transfer Family takes no directory with a RADIUS second factor; Client VPN does."""
    answer = ask([kind], ["existing-credentials", "mfa-radius"], estate=estate(SHORT))
    entry = found(answer, "ad-connector+radius-mfa", "second-factors-are-accepted")
    assert (entry is not None) is refused
    if refused:
        assert (entry.verdict, entry.facts) == ("not-met", ("transfer-family-no-simple-ad",))


@pytest.mark.parametrize(
    ("kind", "level", "verdict"),
    [
        ("fsx-ontap", "2008", None),
        ("fsx-ontap", "2000", None),
        ("fsx-windows", "2008", "not-met"),
        ("fsx-windows", "2008R2", None),
        ("rds-sqlserver", "2003", "not-met"),
        ("rds-custom-sqlserver", "2003", "unknown"),
        ("storage-gateway-smb", "2003", None),
    ],
)
def test_each_service_joins_the_levels_that_its_page_names(ask, kind, level, verdict):
    """ONTAP joins a domain of level 2000, FSx for Windows and RDS of 2008 R2; where no page names a level, it is unknown."""
    told = estate(SHORT)
    told["directories"]["corp"]["functional_level"] = level
    needs = ["windows-auth-db"] if "sqlserver" in kind else []
    entry = found(ask([kind], needs, estate=told), "existing-ad-direct", "levels-suffice")
    assert (entry.verdict if entry else None) == verdict


def test_licences_by_user_need_a_trust_in_both_directions(ask):
    """License Manager with users of an existing domain takes a two-way trust, and no one-way trust."""
    answer = ask(["license-manager-user-subscriptions"], ["existing-credentials"], estate=estate(SHORT))
    assert answer.design == "managed-ad-standard+two-way-trust"
    assert found(answer, "managed-ad-standard+one-way-trust", "trusts-have-the-directions").verdict == "not-met"


@pytest.mark.parametrize(("kind", "refused"), [("fsx-windows", True), ("fsx-ontap", True), ("ec2-windows", False)])
def test_file_systems_join_no_single_label_domain(ask, kind, refused):
    """FSx joins no domain without a dot in its name, and says so by its own fact; a server joins it."""
    entry = found(ask([kind], [], estate=estate("corp")), "existing-ad-direct", "names-have-dots")
    assert (entry is not None and entry.verdict == "not-met") is refused
    if refused:
        assert entry.facts == (f"{kind}-single-label",)
    assert found(ask([kind], [], estate=estate(SHORT)), "existing-ad-direct", "names-have-dots") is None


@pytest.mark.parametrize(
    ("kind", "controllers", "refused"),
    [
        ("fsx-windows", {"dc1": {"read_only": True}, "dc2": {"read_only": True}}, True),
        ("fsx-windows", {"dc1": {"read_only": True}, "dc2": {}}, False),
        ("fsx-windows", {"dc1": {"read_only": True, "ad_site": "Frankfurt"}, "dc2": {}}, True),
        ("fsx-windows", {"dc1": {"ad_site": "Frankfurt"}, "dc2": {"read_only": True}}, False),
        ("ec2-windows", {"dc1": {"read_only": True}, "dc2": {"read_only": True}}, False),
    ],
)
def test_file_systems_join_through_writable_controllers(ask, kind, controllers, refused):
    """FSx for Windows is refused where the controllers of its AD site, or all of the domain, are read-only."""
    told = estate(SHORT)
    told["directories"]["corp"]["domains"][SHORT]["domain_controllers"] = controllers
    told["directories"]["corp"]["ad_sites"] = {"Frankfurt": {"place": "fra"}}
    entry = found(ask([kind], [], estate=told), "existing-ad-direct", "controllers-are-writable")
    assert (entry is not None) is refused


@pytest.mark.parametrize(("region", "refused"), [("ap-southeast-1", True), ("eu-central-1", False)])
def test_dashboards_take_no_directory_in_singapore(ask, region, refused):
    """QuickSight is attached to a connector in every Region that it supports but one; there a portal serves."""
    told = {"on_prem_ad": {"domains": 1}, "connectivity": "dx", "aws": {"regions": [region]}}
    answer = ask(["quicksight"], ["existing-credentials"], estate=told)
    entry = found(answer, "ad-connector", "directories-are-taken-in-the-region")
    assert (entry is not None) is refused
    assert (answer.design == "ad-connector") is not refused


CONTACT_CENTRES = {"support": "connect", "sales": "connect"}


def test_a_second_contact_centre_has_its_own_connector(ask):
    """A directory is bound to one Connect instance: a connector can be added, a managed directory cannot."""
    answer = ask(CONTACT_CENTRES, ["existing-credentials"], estate=estate(SHORT))
    apart = found(answer, "ad-connector", "directories-have-room")
    assert (apart.requirement, apart.verdict) == ("workloads.support", "met")
    assert "own connector" in apart.because
    design = next(one for one in answer.candidates if one.label == "ad-connector").design
    assert sum(part.count for part in design.parts if part.kind == "ad-connector") == 2
    bound = found(answer, "managed-ad-standard+two-way-trust", "directories-have-room")
    assert (bound.requirement, bound.verdict) == ("workloads.support", "not-met")


def test_contact_centres_of_two_accounts_have_a_directory_each(ask):
    """The limit holds for each directory: an instance in each account has a directory of its own."""
    apart = {name: {"kind": "connect", "account": name} for name in CONTACT_CENTRES}
    answer = ask(apart, ["existing-credentials"], estate=estate(SHORT))
    assert found(answer, "ad-connector-per-account", "directories-have-room") is None


def test_connectors_of_instances_are_weighed(ask):
    """Four contact centres need four connectors: the provider that exists is less to add, and one contact centre needs it not."""
    one, four = ({f"centre{number}": "connect" for number in range(count)} for count in (1, 4))
    held = estate(SHORT) | {"identity_providers": ["adfs"]}
    assert ask(four, ["existing-credentials"], estate=held).design == "saml-federation+iam-role"
    assert ask(one, ["existing-credentials"], estate=held).design == "ad-connector"
