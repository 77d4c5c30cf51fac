"""Finding controllers by DNS."""

from attrs import evolve

from dirsim.model.scenario import HostDown, Scenario
from dirsim.simulation.simulation import trace


def test_without_a_forwarder_the_other_forest_is_not_found(office):
    """A name server without a conditional forwarder does not know the other forest: the sign-in is denied there."""
    net = evolve(office(), forwarders={})
    run = trace(net, "ana-db")
    assert (run.outcome, run.ending.category, run.failed.step) == ("denied", "kdc-not-found", "DNS query")
    assert "conditional forwarder" in run.because


def test_a_forwarded_question_is_asked_by_the_name_server(office):
    """The client asks its own name server, and that one asks the other forest's."""
    steps = [step.exchange for step in trace(office(), "lookup").steps]
    assert [(step.step, step.initiator, step.target) for step in steps] == [
        ("DNS query", "cloud-pc", "dc1.cloud"),
        ("DNS forward", "dc1.cloud", "dc1.corp"),
    ]


def test_the_forwarder_tries_the_next_server(office):
    """A name server that cannot reach the first server of a zone asks the second."""
    run = trace(office(), "lookup", Scenario("off", [HostDown("dc1.corp")]))
    assert run.through
    assert run.steps[-1].exchange.target == "dc2.corp"


def test_a_client_without_name_servers_is_denied(office):
    """Who has no name server to ask is not kept waiting: nothing was sent."""
    net = office()
    hosts = {**net.hosts, "cloud-pc": evolve(net.hosts["cloud-pc"], domain="")}
    run = trace(evolve(net, hosts=hosts), "lookup")
    assert (run.outcome, run.steps) == ("denied", ())
