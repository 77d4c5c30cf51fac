"""NTLM pass-through."""

import pytest

from dirsim.model.scenario import Fault, Scenario
from dirsim.simulation.simulation import trace


def test_the_client_talks_to_the_service_alone(office):
    """By NTLM the client asks no controller: the service and its controllers do."""
    run = trace(office(), "ana-ntlm")
    assert [(step.exchange.initiator, step.exchange.target) for step in run.steps] == [
        ("pc", "db"),
        ("db", "dc1.cloud"),
        ("dc1.cloud", "dc1.corp"),
    ]


def test_without_a_trust_the_response_goes_nowhere(office):
    """Where the service's domain does not trust the user's, nobody is asked to check the response."""
    run = trace(office(trust=False), "ana-ntlm")
    assert (run.outcome, run.ending.category, len(run.steps)) == ("denied", "no-trust-path", 1)


@pytest.mark.parametrize(
    ("fault", "category"),
    [
        ("account-disabled", "nt-status-account-disabled"),
        ("account-locked", "nt-status-account-locked-out"),
        ("account-expired", "nt-status-account-expired"),
        ("password-expired", "nt-status-password-expired"),
    ],
)
def test_a_refused_logon_has_the_category_of_its_status(office, fault, category):
    """A controller that refuses a logon answers: the category says why, and not that no controller was there."""
    run = trace(office(), "ana-ntlm", Scenario("it", [Fault(kind=fault, of="ana")]))
    assert (run.outcome, run.ending.category) == ("denied", category)
