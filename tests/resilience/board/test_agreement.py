"""What the page says equals what Python says, for any combination of failures at any time."""

import json
import os
import random

import pytest

import dirsim as ds
from dirsim.model.scenario import Fault, Scenario
from dirsim.protocols.start import start
from dirsim.resilience.board.board import BEGINS_S, HORIZON_S
from dirsim.resilience.board.board_page import board_page
from dirsim.simulation.simulation import Simulation

EXAMPLES = ("contoso", "fabrikam", "northwind", "woodgrove", "adatum", "wingtip")
COMBINATIONS = int(os.environ.get("DIRSIM_AGREE_CASES", "150"))
"""For each design."""

# Runs in the page: its own script answers. Every flow's outcome and reason, and of one flow the whole run. Questions and
# answers go as text: a browser's driver takes ten times longer over lists of lists.
PLAY = """([design, asked]) => {
  const questions = JSON.parse(asked);
  const { app, network, play, elapsed } = document.querySelector("[data-dirsim-board]").dirsim;
  const table = app.board.designs[design];
  return JSON.stringify(questions.map((cuts, place) => {
    const net = network(table, new Set(cuts));
    const runs = table.flows.map((flow) => play(table, net, flow.activities[0][2]));
    const whole = runs[place % runs.length];
    const steps = whole.steps.map(([number, reply]) => {
      const [step, from, to, protocol, port, purpose] = table.exchanges[number];
      return [table.words[step], table.hosts[from][0], table.hosts[to][0], table.words[protocol], port,
        table.words[purpose], reply.heard, reply.code, reply.because, reply.referral, reply.links];
    });
    return [runs.map((run) => [run.outcome, run.because]),
      [whole.category, whole.failed, whole.held, steps, elapsed(table, whole)]];
  }));
}"""
BANDS = """([design, questions]) => {
  const { app, outage } = document.querySelector("[data-dirsim-board]").dirsim;
  const table = app.board.designs[design];
  return questions.map(([cuts, lasts, instant]) => {
    const state = outage(app.board, table, new Set(cuts), lasts);
    return table.flows.map((flow) => state.doing(flow).map((activity, place) => {
      const now = state.at(flow, place, instant);
      return [table.words[activity[0]], state.bands(flow, place), now.outcome, now.because];
    }));
  });
}"""
CUTTABLE = """(design) => {
  const { app, cuttable } = document.querySelector("[data-dirsim-board]").dirsim;
  return cuttable(app.board.designs[design]);
}"""


def faults(links, cuts, lasts=None, start=0.0):
    """What a page's cuts are in Python."""
    kinds = {"link": "link-down", "host": "host-down", "site": "site-down", "account": "password-expired"}
    for key in cuts:
        sort, name = key.split(":", 1)
        if sort == "port":
            protocol, port = name.split(":")
            for link in links:
                yield Fault(kind="port-blocked", of=link, protocol=protocol, port=int(port), start=start, lasts=lasts)
        else:
            yield Fault(kind=kinds[sort], of=name, start=start, lasts=lasts)


def drawn(keys, source):
    """One combination: mostly a few failures, sometimes many; ports are many, so they are drawn less often."""
    share = source.choice((0.03, 0.1, 0.3, 0.6))
    return [key for key in keys if source.random() < share / (4 if key.startswith("port:") else 1)]


def told(run):
    """A run of Python as the page tells it."""
    steps = [
        [
            step.exchange.step,
            step.exchange.initiator,
            step.exchange.target,
            step.exchange.protocol,
            step.exchange.port,
            step.exchange.purpose,
            step.reply.heard,
            step.reply.code,
            step.reply.because,
            step.reply.referral,
            list(step.links),
        ]
        for step in run.steps
    ]
    ending = run.ending
    failed = None if ending.failed is None else str(ending.failed)
    time = None if run.elapsed_s is None else pytest.approx(run.elapsed_s, abs=1e-5)
    return [ending.category, failed, list(ending.held), steps, time]


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_combination_is_answered_as_python_does(name, open_page):
    """Combinations over every design that was considered, some over each other: outcomes, reasons, and whole runs."""
    choice = ds.recommend(getattr(ds.examples, name)())
    usual = [design.label for design in choice.board().designs]
    built = [one.label for one in choice.candidates if one.design is not None and one.design.topology.flows]
    board = choice.board([*usual, *(label for label in built if label not in usual)])
    assert {design.label for design in board.designs} == set(built)  # all in which anybody signs in
    page = open_page(board_page(board))
    source = random.Random(name)  # noqa: S311 -- chance, not secrets
    outcomes = set()
    for number, design in enumerate(board.designs):
        keys = page.evaluate(CUTTABLE, number)
        questions = [drawn(keys, source) for _ in range(COMBINATIONS)]
        answers = json.loads(page.evaluate(PLAY, [number, json.dumps(questions)]))
        simulation = Simulation(design.topology)
        for place, (cuts, (short, whole)) in enumerate(zip(questions, answers, strict=True)):
            scenario = Scenario(" ".join(cuts), faults(design.topology.links, cuts))
            runs = [
                simulation.play(start(simulation.view, flow.spec), flow.name, flow.spec.kind, scenario)
                for flow in design.flows
            ]
            assert short == [[run.outcome, run.because] for run in runs], (design.label, cuts)
            assert whole == told(runs[place % len(runs)]), (design.label, cuts)
            outcomes |= {run.outcome for run in runs}
            simulation._states.clear()  # no state comes again, and two thousand are much to remember
    assert len(outcomes) >= 3


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_clock_says_what_the_timeline_says(name, open_page):
    """Every activity of every cohort, at any time of an outage of any length, in the words of the timeline."""
    board = ds.recommend(getattr(ds.examples, name)()).board()
    page = open_page(board_page(board))
    source = random.Random(name)  # noqa: S311 -- chance, not secrets
    for number, design in enumerate(board.designs[:3]):
        keys = page.evaluate(CUTTABLE, number)
        questions = [
            [drawn(keys, source), source.choice((None, 3600, 4 * 3600, 12 * 3600)), 900 * source.randrange(196)]
            for _ in range(8)
        ]
        for (cuts, lasts, instant), flows in zip(questions, page.evaluate(BANDS, [number, questions]), strict=True):
            scenario = Scenario("outage", faults(design.topology.links, cuts, lasts, BEGINS_S))
            rows = ds.timeline(design.topology, scenario, until=HORIZON_S).rows
            shown = {flow.name: activities for flow, activities in zip(design.flows, flows, strict=True)}
            for row in rows:
                activity = next(entry for entry in shown[row.flow] if entry[0] == row.activity)
                bands = [{key: value for key, value in band.to_dict().items() if key != "run"} for band in row.bands]
                now = next(band for band in row.bands if instant < band.end)
                assert activity[2] == now.outcome
                assert activity[1] == bands, (design.label, row.flow, row.activity, cuts, lasts)
            assert sum(map(len, shown.values())) >= len(rows)
