"""Runs over designs through the public functions."""

import pytest

import dirsim as ds
from dirsim.api import design_runs

GIVEN = ["value", "name", "answer"]


@pytest.fixture(scope="module")
def net():
    """The recommended design of a small example."""
    return ds.recommend("wingtip").topology


def as_given(kind, net):
    """A design in one of the forms that the functions take."""
    return {"value": net, "name": "wingtip", "answer": ds.recommend("wingtip")}[kind]


@pytest.mark.parametrize("kind", GIVEN)
def test_every_form_of_a_design_runs_alike(kind, net):
    """A topology, the name of an example and an answer give the same runs, ports, cut sets and timelines."""
    given = as_given(kind, net)
    flow = next(iter(net.flows))
    assert ds.trace(given, flow) == ds.trace(net, flow)
    assert ds.ports(given) == ds.ports(net)
    assert ds.availability(given) == ds.availability(net)
    assert ds.failures(given, order=1) == ds.failures(net, order=1)
    assert ds.timeline(given, "link-down:vpn") == ds.timeline(net, "link-down:vpn")
    assert len(ds.simulate(given, "healthy")) == len(net.flows)


def test_a_part_of_a_flows_name_is_enough(net):
    """A text that one flow alone has in its name means that flow."""
    assert ds.trace(net, "shares/corp").flow == "shares/corp.example"


def test_scenarios_are_ids_or_values(net):
    """An id and the value that it stands for give the same run."""
    by_id = ds.trace(net, "shares/corp", "link-down:vpn")
    by_value = ds.trace(net, "shares/corp", ds.Scenario("link-down:vpn", [ds.LinkDown("vpn")]))
    assert by_id.outcome == by_value.outcome == ds.Outcome.TIMED_OUT


def test_another_type_is_not_a_scenario(net):
    """A number in the place of a scenario is refused with its type."""
    with pytest.raises(ds.UsageError, match="expected a Scenario, got int"):
        ds.trace(net, "shares/corp", 3)


def test_no_scenarios_mean_the_standard_ones(net):
    """Without scenarios each flow runs healthy and under each standard outage."""
    runs = ds.simulate(net)
    assert {"healthy", "link-down:vpn"} <= {run.scenario for run in runs}
    assert len(runs) % len(net.flows) == 0


def test_flows_are_chosen_by_name(net):
    """Only the flows that are named run."""
    assert {run.flow for run in ds.simulate(net, "healthy", flows="shares/corp")} == {"shares/corp.example"}


def test_a_time_beyond_the_fault_is_healthy(net):
    """A fault acts from its start until its end, and neither before nor after."""
    outage = ds.Scenario("an hour", [ds.LinkDown("vpn", start=ds.hours(1), lasts=ds.hours(1))])
    outcomes = [ds.trace(net, "shares/corp", outage, at=ds.hours(at)).outcome for at in (0.5, 1, 1.5, 2)]
    assert outcomes == ["succeeded", "timed-out", "timed-out", "succeeded"]


def test_progress_is_reported(net):
    """A sweep reports its sign-ins, the last time with all of them done."""
    seen = []
    ds.failures(net, order=1, progress=lambda done, of: seen.append((done, of)))
    assert seen
    assert seen[-1][0] == seen[-1][1]


@pytest.mark.parametrize("order", [0, -1])
def test_an_order_is_at_least_one(net, order):
    """Sets of no failures are refused."""
    with pytest.raises(ds.UsageError):
        ds.failures(net, order=order)
    with pytest.raises(ds.UsageError):
        ds.availability(net, max_order=order)


def test_a_board_of_an_answer_has_its_designs(net):
    """An answer's board offers the designs that are named; a topology's board has that one design."""
    choice = ds.recommend("wingtip")
    assert [one.label for one in ds.board(choice, designs=choice.design).designs] == [choice.design]
    assert len(ds.board(net).designs) == 1
    assert ds.board("wingtip").to_dict() == ds.board(choice).to_dict()


def test_a_delayed_scenario_begins_later():
    """Every fault is later by the same time; ends move with the starts."""
    before = ds.Scenario("x", [ds.LinkDown("vpn", start=60.0, lasts=30.0), ds.HostDown("dc")])
    after = design_runs.delayed(before, 3600.0)
    assert [(fault.start, fault.lasts) for fault in after.faults] == [(3660.0, 30.0), (3600.0, None)]


def test_a_population_of_a_name():
    """Users of an example work a day; the same seed gives the same run."""
    pytest.importorskip("numpy")
    assert ds.population("wingtip", 100, seed=4).to_dict() == ds.population("wingtip", 100, seed=4).to_dict()
