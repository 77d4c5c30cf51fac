"""Predictions against what real controllers, clients and a relay did, row by row."""

import json

import pytest

from dirsim.protocols.start import start
from dirsim.protocols.view import View
from dirsim.simulation.simulation import Simulation
from dirsim.simulation.timed import ClockLab

GOALS = {"outcome": 0.99, "category": 0.97, "contacted": 0.95, "seconds": 0.90}


@pytest.fixture(scope="module")
def found(compare):
    """The figures of the comparison with the stored measurements."""
    return compare.figures(list(compare.compared(compare.rows())))


@pytest.mark.parametrize("what", GOALS)
def test_enough_rows_are_right(found, compare, what):
    """Outcome, category, hosts and ports, and seconds are right in the share of rows that is promised."""
    assert found[what].share >= GOALS[what], compare.report({what: found[what]})


def test_no_stable_outcome_is_wrong(found):
    """Every row whose outcome was the same in all repetitions is predicted."""
    assert found["outcome"].misses == ()


def test_the_report_names_each_miss(found, compare):
    """Each row that is missed stands in the report with what was measured and what was predicted."""
    text = compare.report(found)
    for share in found.values():
        for miss in share.misses:
            assert f"{miss.row.flow} in {miss.row.state}: measured" in text


def test_stored_measurements_have_their_own_form(compare):
    """The stored measurements are written as the form is: read and written again, not one byte differs."""
    text = compare.STORED.read_text(encoding="utf-8")
    assert compare.written(json.loads(text)) == text


def test_the_stored_form_keeps_what_is_compared(compare):
    """A measured row keeps its category, its seconds, its flags and its hosts; rows of other trusts are left out."""
    row = {
        "flow": "f", "state": "s", "trust": "two-way", "contacted": ["dc:88/tcp"], "outcome": "ok",
        "same_outcome": True, "timing_stable": False, "category": "", "elapsed_median_s": 1.0, "elapsed_min_s": 0.5,
        "elapsed_max_s": 2.0,
    }  # fmt: skip
    rows = [row, row | {"state": "t", "outcome": "failed", "timing_stable": True}, row | {"trust": "one-way"}]
    made = compare.stored({"rows": rows, "scenarios": [{"at": 1, "text": "words"}]})
    assert made == {
        "contacted": [["dc:88/tcp"]],
        "rows": {"f": {"s": ["", 1.0, 0.5, 2.0, "os", 0], "t": ["", 1.0, 0.5, 2.0, "st", 0]}},
        "events": [{"at": 1}],
    }


def test_every_measured_flow_and_state_is_in_the_topology(lab, compare):
    """The example has every measured flow as a flow and every state as a scenario, by name."""
    rows = compare.rows()
    assert {row.flow for row in rows} <= set(lab.flows)
    assert {row.state for row in rows} <= set(lab.scenarios)


def test_the_same_text_read_without_a_clock_has_the_same_outcome(lab, compare):
    """Where neither delay nor loss nor a wrong clock decides, the plain reading of a program ends as the measured one did."""
    simulation = Simulation(lab)
    wrong = []
    for row in compare.rows():
        if row.state.startswith(("latency", "loss", "skew")) or not row.stable:
            continue
        spec = lab.flows[row.flow]
        trace = simulation.play(start(simulation.view, spec), row.flow, spec.kind, lab.scenarios[row.state])
        if trace.through != row.ok:
            wrong.append((row.flow, row.state))
    assert wrong == []


def test_random_loss_is_a_distribution_around_the_measured_median(lab, compare):
    """Under random loss the measured median lies within what forty seeds give, give or take a second."""
    view = View(lab)
    outside = []
    for row in compare.rows():
        if compare.is_random(row):
            runs = [ClockLab(view, lab.scenarios[row.state], seed).play(row.flow) for seed in range(40)]
            seconds = [run.seconds for run in runs]
            if not min(seconds) - 1 <= row.seconds[0] <= max(seconds) + 1:
                outside.append((row.flow, row.seconds, min(seconds), max(seconds)))
            if row.stable:
                assert sum(run.through == row.ok for run in runs) >= 10, row.flow
    assert outside == []
