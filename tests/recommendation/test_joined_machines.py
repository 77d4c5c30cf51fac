"""Machines that join a domain while a provider signs their users in."""

import pytest

OKTA = {"on_prem_ad": {"domains": 1}, "connectivity": "vpn", "identity_providers": ["okta"]}
CLOUD_ONLY = {"on_prem_ad": False, "users": 50, "identity_providers": ["okta"]}
SIGNED_IN = "saml-federation+iam-role"


def rule(answer, design, requirement):
    """The verdicts of a design on one requirement, as words."""
    return {entry.verdict for entry in answer.why(design) if entry.requirement == requirement}


@pytest.mark.parametrize("kind", ["appstream", "workspaces-pools"])
@pytest.mark.parametrize(("needs", "first"), [([], SIGNED_IN), (["group-policy"], f"existing-ad-direct+{SIGNED_IN}")])
def test_machines_join_where_a_need_asks_for_it(ask, kind, needs, first):
    """People sign in by SAML; the machines join the existing domain as well where a need speaks of its members."""
    assert ask([kind], ["existing-credentials", *needs], estate=OKTA).design == first


def test_a_directory_alone_signs_nobody_in(ask):
    """A domain that the machines join is no way for users to sign in to the service."""
    answer = ask(["appstream"], ["existing-credentials", "group-policy"], estate=OKTA)
    assert rule(answer, "existing-ad-direct", "workloads.appstream") == {"not-met"}
    assert rule(answer, SIGNED_IN, "needs.group-policy") == {"not-met"}


def test_the_users_log_on_to_the_machines(ask):
    """The machines take logons of users of both forests only through a directory that trusts both."""
    two = {**OKTA, "on_prem_ad": {"domains": 2, "forests": 2}}
    answer = ask(["workspaces-pools"], ["existing-credentials", "group-policy"], estate=two)
    assert answer.design == f"managed-ad-standard+one-way-trust+{SIGNED_IN}"


def test_machines_of_a_new_domain_mean_second_accounts(ask):
    """Where the provider's users are in no domain, a domain for the machines gives them second accounts."""
    answer = ask(["workspaces-pools"], ["existing-credentials", "group-policy"], estate=CLOUD_ONLY)
    assert rule(answer, f"managed-ad-standard+{SIGNED_IN}", "needs.existing-credentials") == {"not-met"}
    free = ask(["workspaces-pools"], ["group-policy"], estate=CLOUD_ONLY)
    assert free.design == f"managed-ad-standard+{SIGNED_IN}"


def test_kerberos_asks_for_a_domain_where_nothing_else_has_one(ask):
    """Kerberos alone makes the machines join; beside a database that accepts it, they need not."""
    assert ask(["appstream"], ["kerberos"], estate=OKTA).design == f"existing-ad-direct+{SIGNED_IN}"
    beside = ask(["appstream", "rds-sqlserver"], ["kerberos"], estate=CLOUD_ONLY)
    assert beside.design == f"managed-ad-standard+{SIGNED_IN}"


def test_a_directory_that_machines_cannot_join_is_refused(ask):
    """Simple AD is not supported for the machines of WorkSpaces Applications."""
    known = {"on_prem_ad": False, "users": 50, "identity_providers": ["okta"], "aws": {"new_customer": False}}
    answer = ask(["appstream"], ["group-policy"], estate=known)
    assert rule(answer, f"simple-ad+{SIGNED_IN}", "workloads.appstream") == {"not-met"}
