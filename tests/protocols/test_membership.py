"""Joining a domain and staying in it."""

from dirsim.model.scenario import HostDown, PasswordExpired, PortBlocked, Scenario
from dirsim.simulation.simulation import trace


def test_joining_through_a_connector_is_not_living_through_it(office):
    """An instance that joined through a connector talks to the controllers itself: the connector is needed once."""
    run = trace(office(), "seamless")
    by_connector = [step for step in run.steps if step.exchange.initiator.startswith("conn-")]
    by_itself = [
        step for step in run.steps if step.exchange.initiator == "portal" and step.exchange.target.startswith("dc")
    ]
    assert [step.exchange.step for step in by_connector] == ["DNS query", "AS", "LDAP add"]
    assert {"SMB", "Netlogon", "kpasswd"} <= {step.exchange.step for step in by_itself}


def test_a_member_needs_more_than_kerberos(office):
    """Any one of the ports that members need, blocked at every controller, stops the join at its own step."""
    for port, step in ((445, "SMB"), (135, "RPC"), (49152, "Netlogon"), (464, "kpasswd")):
        faults = [PortBlocked(name, port) for name in ("dc1.cloud", "dc2.cloud")]
        run = trace(office(), "join", Scenario("blocked", faults))
        assert (run.outcome, run.failed.step) == ("timed-out", step)


def test_a_join_falls_back(office):
    """A member that cannot reach the first controller's shares takes the second's."""
    run = trace(office(), "join", Scenario("blocked", [PortBlocked("dc1.cloud", 445)]))
    assert run.outcome == "degraded"


def test_an_expired_service_account_stops_new_joins_only(office):
    """An expired connector account stops a seamless join, and no member that has joined already."""
    expired = Scenario("expired", [PasswordExpired("svc")])
    assert trace(office(), "seamless", expired).outcome == "denied"
    assert trace(office(), "ana-ldap", expired).outcome == "succeeded"


def test_a_join_does_not_need_the_connector_later(office):
    """A directory join of a member makes no exchange with a connector."""
    off = Scenario("off", [HostDown("conn-a"), HostDown("conn-b")])
    assert trace(office(), "join", off).outcome == "succeeded"
