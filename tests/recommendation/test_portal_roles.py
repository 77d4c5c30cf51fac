"""Services that IAM Identity Center opens by a role of their account, which no permission set makes."""

import pytest

from dirsim.catalog.parts import PORTALS
from dirsim.catalog.workload_kinds import KINDS, takes_portal_roles
from dirsim.recommendation.engine import build_for
from dirsim.recommendation.export.export import export_design

BY_ROLE = [word for word, kind in KINDS.items() if kind.portal_role]
PROVIDER = {"on_prem_ad": False, "identity_providers": ["entra-id"], "users": 300}


@pytest.mark.parametrize("word", BY_ROLE)
@pytest.mark.parametrize("portal", ["identity-center-builtin", "identity-center-external-idp"])
def test_a_portal_needs_the_role_of_the_service(ask, judged, word, portal):
    """A design with the portal and the role serves it; one that leaves the role out does not."""
    answer = ask([word], [], estate=PROVIDER)
    found = judged(answer, f"workloads.{word}", "workloads-are-served", (portal, f"{portal}+iam-role"))
    assert found == {portal: "not-met", f"{portal}+iam-role": "met"}


@pytest.mark.parametrize("word", BY_ROLE)
def test_a_new_company_opens_it_by_portal_and_role(ask, word):
    """The label has the portal and the role, and the recurring task is that of the provider behind the portal."""
    best = ask([word], [], estate={"on_prem_ad": False, "users": 300}).best
    assert best.label == "identity-center-builtin+iam-role"
    assert ("keep the SAML provider of Identity Center and its roles in this account", 1) in best.design.tasks


@pytest.mark.parametrize(("form", "provider", "role"), [("terraform", "aws_iam_saml_provider", "aws_iam_role"), ("cloudformation", "AWS::IAM::SAMLProvider", "AWS::IAM::Role")])  # fmt: skip
def test_an_export_has_the_provider_behind_the_portal(sketch, form, provider, role):
    """The role trusts a SAML provider made from the metadata of the application in Identity Center, as for direct federation."""
    req = sketch(["appstream"], [], estate=PROVIDER)
    for label in ("identity-center-external-idp+iam-role", "saml-federation+iam-role"):
        text = str(export_design(form, build_for(req, label), req).to_dict())
        assert provider in text
        assert role in text
        assert "sts:AssumeRoleWithSAML" in text
        assert "ds.amazonaws.com" not in text
        assert ("application in IAM Identity Center" in text) == label.startswith("identity-center")


def test_the_console_stays_with_the_portal(ask):
    """A console beside it is opened by permission sets: no one is mapped to roles through a directory."""
    best = ask(["appstream", "aws-console"], [], estate={"on_prem_ad": False, "users": 300}).best
    assert {entry.way for entry in best.design.attachments.values()} == {"federated"}


def test_roles_beside_federation_are_those_of_the_federation():
    """A design with a provider in IAM, or without a portal, has its roles for that."""
    assert takes_portal_roles(["appstream"], [PORTALS[0], "iam-role"])
    assert not takes_portal_roles(["appstream"], ["saml-federation", "iam-role"])
    assert not takes_portal_roles(["appstream"], ["ad-connector", "iam-role"])
    assert not takes_portal_roles(["aws-console", ""], [PORTALS[0], "iam-role"])
