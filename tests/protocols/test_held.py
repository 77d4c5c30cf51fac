"""What signed-in people do with what they hold: each activity needs the exchanges that its protocol asks for."""

import inspect

import pytest

import dirsim as ds
from dirsim.protocols import held
from dirsim.simulation.simulation import Simulation

ACTIVITIES = [
    value
    for name, value in sorted(vars(held).items())
    if inspect.isfunction(value)
    and value.__module__ == held.__name__
    and not name.startswith("_")
    and [*inspect.signature(value).parameters] == ["program"]
]


@pytest.fixture(scope="module")
def design():
    """A file share in AWS for the users of a domain on the premises, over one VPN; the home domain has two controllers."""
    net = ds.recommend("wingtip").topology
    spec = net.flows["shares/corp.example"]
    home = net.principals[spec.user].domain
    simulation = Simulation(net)
    client = net.services[spec.service].desktop or spec.client
    return simulation, spec, home, simulation.view.controllers(home, client)


def played(design, activity, *faults, at=0.0):
    """The run of an activity under faults."""
    simulation, spec, _, _ = design
    return simulation.read(activity, "x", spec, ds.Scenario("x", faults), at)


def asked(run, step):
    """The hosts that a step asked, in order."""
    return [one.exchange.target for one in run.steps if one.exchange.step == step]


def test_a_password_is_changed_at_the_controller_that_gave_the_ticket(design):
    """The change goes to port 464 of the KDC that issued the ticket for it (RFC 3244)."""
    _, _, home, controllers = design
    run = played(design, held.password_change)
    assert run.through
    assert asked(run, "kpasswd") == [controllers[0]]
    assert [one.exchange.port for one in run.steps if one.exchange.step == "kpasswd"] == [464]
    assert {one.exchange.about for one in run.steps if one.exchange.step == "kpasswd"} == {home}


def test_a_password_is_changed_at_another_controller_of_the_home_domain(design):
    """Where the first controller does not answer on 464, the others of the user's own domain are asked, each once."""
    _, _, _, controllers = design
    assert len(controllers) == 2
    run = played(design, held.password_change, ds.PortBlocked(controllers[0], 464))
    assert asked(run, "kpasswd")[0] == controllers[0]
    assert sorted(set(asked(run, "kpasswd"))) == sorted(controllers)
    assert run.through


def test_a_password_is_not_changed_without_its_domain(design):
    """A change needs a controller of the home domain: without the link to it nothing is changed."""
    run = played(design, held.password_change, ds.LinkDown("vpn"))
    assert not run.through


@pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda one: one.__name__)
def test_every_activity_works_while_all_elements_work(design, activity):
    """Each activity of a design succeeds in the healthy network, and ends at the same exchange each time."""
    first, again = played(design, activity), played(design, activity)
    assert first == again
    assert first.outcome in ds.Outcome
