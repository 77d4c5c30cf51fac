"""Sign-in to AWS applications through Directory Service."""

from attrs import evolve

from dirsim.model.scenario import HostDown, LinkDown, PortBlocked, Scenario, ServiceDown
from dirsim.simulation.simulation import trace


def targets(run, step):
    """The targets of the exchanges of one step, in order."""
    return [entry.exchange.target for entry in run.steps if entry.exchange.step == step]


def test_the_connector_binds_before_it_checks(office):
    """A connector's own first ticket comes before the user's, and the user is looked up in between."""
    tickets = [
        (step.exchange.step, step.exchange.subject)
        for step in trace(office(), "ana-console").steps
        if step.exchange.step in ("AS", "LDAP search")
    ]
    assert tickets == [("AS", "svc"), ("LDAP search", "svc"), ("AS", "ana")]


def test_the_lookup_tries_another_controller(office):
    """Where the controller that issued the connector's ticket answers no LDAP, the connector asks another one."""
    run = trace(office(), "ana-console", Scenario("ldap off", [ServiceDown("dc1.corp", "ldap")]))
    assert run.outcome == "degraded"
    assert targets(run, "LDAP search") == ["dc1.corp", "dc2.corp"]


def test_a_connector_for_each_domain_serves_each_domain(office):
    """With a connector for each of two domains, the one of the user's domain does the work."""
    net = office()
    second = evolve(net.connectors["connector"], domain="cloud.example", hosts=("conn-c",), service_account="svc2")
    both = net.adding(
        connectors={"second": second},
        hosts={"conn-c": evolve(net.hosts["conn-a"], resolvers=("dc1.cloud", "dc2.cloud"))},
        principals={"svc2": evolve(net.principals["svc"], domain="cloud.example")},
        services={"console": evolve(net.services["console"], directory=("connector", "second"))},
    )
    assert trace(both, "bob-connector").outcome == trace(both, "ana-console").outcome == "succeeded"
    assert targets(trace(both, "bob-connector"), "HTTPS") == ["console", "conn-c"]


def test_a_desktop_logs_on_by_itself(office):
    """After the application has let a user in, the desktop talks to the controllers itself: it needs them again."""
    net = office()
    desktop = net.adding(
        hosts={"desktop": evolve(net.hosts["db"], domain="corp.example", resolvers=("dc1.corp", "dc2.corp"))},
        services={"console": evolve(net.services["console"], realm="corp.example", desktop="desktop")},
    )
    run = trace(desktop, "ana-console")
    assert run.outcome == "succeeded"
    assert [step.exchange.initiator for step in run.steps if step.exchange.step == "TGS"] == ["desktop"]
    blocked = trace(desktop, "ana-console", Scenario("x", [PortBlocked("desktop", 88)]))
    assert (blocked.outcome, blocked.failed.initiator) == ("timed-out", "desktop")


def test_the_users_own_line_is_needed_first(office):
    """Without the public endpoint nobody gets as far as the directory."""
    run = trace(office(), "ana-console", Scenario("no internet", [LinkDown("inet-aws"), LinkDown("inet-hq")]))
    assert (run.failed.step, run.failed.target) == ("HTTPS", "console")


def test_both_instances_off_is_the_end(office):
    """With both instances of a connector off, sign-in stops at the first of them."""
    run = trace(office(), "ana-console", Scenario("off", [HostDown("conn-a"), HostDown("conn-b")]))
    assert (run.ending.category, run.failed.target) == ("connector-unreachable", "conn-a")
