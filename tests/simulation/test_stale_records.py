"""A stale record sends clients to a controller that is gone."""

from dirsim.model.scenario import Fault, Scenario
from dirsim.simulation.simulation import Simulation
from dirsim.simulation.stale_records import stale_domains, with_gone_controllers


def test_the_gone_controller_is_one_more_of_its_domain(office):
    """It stands where the first controller stands, has no name or address, and is off; the other faults stay."""
    away = Fault(kind="host-down", of="pc")
    scenario = Scenario("stale", (Fault(kind="stale-record", of="corp.example"), away))
    network, planned = with_gone_controllers(office(), scenario, stale_domains(scenario))
    assert network.controllers("corp.example") == ("dc1.corp", "dc2.corp", "gone.corp.example")
    assert network.hosts["gone.corp.example"].site == network.hosts["dc1.corp"].site
    assert [(fault.kind, fault.of) for fault in planned.faults] == [
        ("host-down", "pc"),
        ("host-down", "gone.corp.example"),
    ]


def test_a_domain_without_controllers_gets_none(office):
    """A record of an unknown domain changes nothing."""
    scenario = Scenario("stale", (Fault(kind="stale-record", of="nowhere.example"),))
    network, planned = with_gone_controllers(office(), scenario, stale_domains(scenario))
    assert network == office()
    assert not planned.faults


def test_a_client_that_asks_the_gone_controller_first_asks_the_next(office):
    """With every other controller off as well nobody answers; with one left the sign-in takes one more exchange at most."""
    stale = Fault(kind="stale-record", of="corp.example")
    off = tuple(Fault(kind="host-down", of=name) for name in ("dc1.corp", "dc2.corp"))
    simulation = Simulation(office())
    assert simulation.run("ana-db", Scenario("stale", (stale,))).through
    run = simulation.run("ana-db", Scenario("all", (stale, *off)))
    assert not run.through
    assert "gone.corp.example" in {step.exchange.target for step in run.steps}
