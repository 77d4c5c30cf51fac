"""LDAP binds by applications."""

from attrs import evolve

from dirsim.model.scenario import PasswordExpired, Scenario
from dirsim.simulation.simulation import trace


def test_a_bind_is_checked_where_the_account_is(office):
    """A controller that does not hold the account refuses the bind, trust or not."""
    net = office(two_way=True)
    elsewhere = net.adding(services={"portal": evolve(net.services["portal"], realm="cloud.example")})
    hosts = {**elsewhere.hosts, "portal": evolve(elsewhere.hosts["portal"], domain="cloud.example")}
    run = trace(evolve(elsewhere, hosts=hosts), "ana-ldap")
    assert (run.outcome, run.ending.category) == ("denied", "ldap-bad-password")


def test_an_expired_password_is_refused(office):
    """A bind with an expired password is refused by the first controller that is asked."""
    run = trace(office(), "ana-ldap", Scenario("expired", [PasswordExpired("ana")]))
    assert (run.outcome, run.failed.step) == ("denied", "LDAP bind")


def test_a_search_follows_the_bind(office):
    """After the bind the user's groups are read from the same server."""
    steps = [step.exchange for step in trace(office(), "ana-ldap").steps if step.exchange.step.startswith("LDAP")]
    assert [(step.step, step.target) for step in steps] == [("LDAP bind", "dc1.corp"), ("LDAP search", "dc1.corp")]
