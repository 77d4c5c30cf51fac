"""NTLM pass-through."""

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
