"""Workload kinds by word."""

import pytest

from dirsim.catalog.workload_kinds import federates_itself


@pytest.mark.parametrize(
    ("words", "parts", "itself"),
    [
        (["managed-grafana"], ["saml-federation"], True),
        (["managed-grafana", "quicksight"], ["ad-connector", "saml-federation"], True),
        (["managed-grafana"], ["saml-federation", "iam-role"], False),
        (["aws-console"], ["saml-federation"], False),
        (["managed-grafana"], ["ad-connector", "identity-center"], False),
        (["", "unheard-of"], ["saml-federation"], False),
        ([], [], False),
    ],
)
def test_a_federation_without_roles_is_that_of_a_service(words, parts, itself):
    """SAML federation is set up in a service where one takes assertions and the design maps no roles."""
    assert federates_itself(words, parts) is itself
