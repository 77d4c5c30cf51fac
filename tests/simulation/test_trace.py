"""The record of a run."""

import json

import pytest

from dirsim.errors import UsageError
from dirsim.model.scenario import LinkDown, Scenario
from dirsim.simulation.simulation import Simulation, trace


def test_equal_runs_have_equal_ids(office):
    """The same run over equal topologies has the same id; another outcome has another."""
    assert trace(office(), "ana-db").id == trace(office(), "ana-db").id
    assert trace(office(), "ana-db").id != trace(office(), "ana-db", Scenario("x", [LinkDown("vpn")])).id


def test_a_row_has_the_contracts_keys(office):
    """A run as a row has exactly the columns that other programs rely on."""
    assert list(trace(office(), "ana-db").row()) == [
        "flow",
        "scenario",
        "at",
        "outcome",
        "category",
        "failed_exchange",
        "because",
        "elapsed_s",
        "elapsed_range_s",
        "shares",
        "contacted",
        "cache_after",
    ]


def test_time_on_the_wire_is_there_and_back(office):
    """Each exchange over a link of 10 ms takes 20 ms, and exchanges within a site take none."""
    run = trace(office(), "lookup")
    assert run.elapsed_s == pytest.approx(0.02)
    assert trace(office(), "bob-db").elapsed_s == 0


def test_a_wait_has_no_length(office):
    """A run in which somebody waited in vain has no time on the wire."""
    assert trace(office(), "lookup", Scenario("x", [LinkDown("vpn")])).elapsed_s is None


def test_only_answered_exchanges_count_as_crossed(office):
    """A link counts as crossed when an answer came over it."""
    assert trace(office(), "lookup").crossed == ("vpn",)
    assert trace(office(), "lookup", Scenario("x", [LinkDown("vpn")])).crossed == ()


def test_a_trace_is_json(office):
    """A trace with its steps can be written as JSON and holds its own id."""
    run = trace(office(), "ana-console")
    data = json.loads(json.dumps(run.to_dict()))
    assert data["id"] == run.id
    assert len(data["steps"]) == len(run.steps)


def test_an_unknown_flow_is_named(office):
    """Asking for a flow that is not there says which there are."""
    with pytest.raises(UsageError, match=r"unknown flow 'x'.*ana-db"):
        Simulation(office()).run("x")
