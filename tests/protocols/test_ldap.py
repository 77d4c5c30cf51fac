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


def test_a_directory_server_is_bound_to_directly(office):
    """The LDAP service of a controller has no application before it: the client binds there, and opens no web page."""
    net = office()
    direct = net.adding(services={"portal": evolve(net.services["portal"], host="dc1.corp", kind="ldap", port=389)})
    run = trace(direct, "ana-ldap")
    client = net.flows["ana-ldap"].client
    assert [(step.exchange.step, step.exchange.initiator) for step in run.steps] == [
        ("LDAP bind", client),
        ("LDAP search", client),
    ]
    refused = trace(direct, "ana-ldap", Scenario("expired", [PasswordExpired("ana")]))
    assert (refused.outcome, refused.ending.category) == ("denied", "ldap-bad-password")


def test_the_application_is_opened_at_its_own_port(office):
    """The client opens the port of the service; only on 443 is it a web page."""
    net = office()
    net = net.adding(flows={"ana-ldap": evolve(net.flows["ana-ldap"], client="pc")})
    steps = [
        trace(net.adding(services={"portal": evolve(net.services["portal"], port=port)}), "ana-ldap").steps[0].exchange
        for port in (443, 8443)
    ]
    assert [(step.step, step.port) for step in steps] == [("HTTPS", 443), ("session", 8443)]
