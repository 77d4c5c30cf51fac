"""Client programs read without a clock: the exchanges they make, and how each act is answered."""

import pytest
from attrs import evolve

from dirsim.examples.ready import FOLDER
from dirsim.files.topology_reader import read_topology
from dirsim.model.outcome import ReplyKind
from dirsim.model.port_numbers import KERBEROS
from dirsim.model.topology import ClientConfiguration
from dirsim.protocols.acts import Await, Look, ReadClock, Recall, Remember, Send, Served
from dirsim.protocols.clockless_reading import HEALTHY_SITUATION, Reading, instant_answer, through
from dirsim.protocols.exchange import Reply, request
from dirsim.protocols.start import start
from dirsim.protocols.view import View
from dirsim.simulation.simulation import Simulation
from dirsim.simulation.timed import ClockLab

LAB = read_topology(FOLDER / "reality.yaml", name="reality.yaml")
ASK = request("AS", "ws1", "cdc1", KERBEROS, "a ticket")


PLAYED = [
    name
    for name in LAB.scenarios
    if not name.startswith(("latency", "loss", "skew")) and name[-4:] not in ("_tcp", "_udp")
]


@pytest.mark.parametrize("scenario", PLAYED)
def test_programs_of_the_lab_without_a_clock(scenario, reviewed):
    """Each client program in each state without delays: its outcome, its end, and the hosts that it asks."""
    simulation = Simulation(LAB)
    lines = []
    for name, spec in LAB.flows.items():
        run = simulation.play(start(simulation.view, spec), name, spec.kind, LAB.scenarios[scenario])
        asked = " ".join(
            f"{step.exchange.target}:{step.exchange.port}{'' if step.reply.ok else '!'}" for step in run.steps
        )
        lines.append(f"{name}: {run.outcome} {run.ending.category or '-'} {len(run.ending.held)}: {asked}")
    reviewed(f"clockless_{scenario}", lines)


def played(profile, flow):
    """A flow of the lab by another library, in three states: its end, its seconds, and what it asked how often."""
    own = {name: evolve(given, profile=profile) for name, given in LAB.configurations.items()}
    spec = LAB.flows[flow]
    flows = LAB.flows | {flow: evolve(spec, configuration=spec.configuration or "own")}
    there = evolve(LAB, configurations=own | {"own": ClientConfiguration(profile=profile)}, flows=flows)
    for scenario in ("none", "vpn_drop", "drop_88", "latency_2s", "corp1_off"):
        run = ClockLab(View(there), LAB.scenarios[scenario]).play(flow)
        yield f"    {scenario}: {run.outcome} {run.ending.category or '-'} {run.seconds:.3f} s"
        asked = [
            f"{step.exchange.step} {step.exchange.target}:{step.exchange.port}/{step.exchange.protocol} {step.reply.heard}"
            for step in run.steps
        ]
        yield from (f"        {asked.count(line)} x {line}" for line in dict.fromkeys(asked))


@pytest.mark.parametrize("profile", ["mit-krb5", "heimdal"])
def test_profiles_on_the_clock(profile, reviewed):
    """Another library asks in another order and waits otherwise: how often it asks whom, healthy and cut off."""
    reviewed(f"profile_{profile}", [line for flow in LAB.flows for line in (flow, *played(profile, flow))])


def answered(reply, *, serves=None):
    """What a program hears when its exchange is carried with a reply, and what the server says."""
    heard = []

    def program():
        number = yield Send(ASK)
        heard.append((yield Look(number)))
        heard.append((yield Await(1.0, (number,))))
        heard.append((yield Await(1.0)))

    def server(_view, _asked):
        def served():
            yield from ()
            return serves

        return served() if serves is not None else None

    flow = Reading(View(LAB), server).read(program())
    assert next(flow) == ASK
    with pytest.raises(StopIteration):
        flow.send(reply if reply is not None else instant_answer(View(LAB), server, ASK, HEALTHY_SITUATION))
    return heard


@pytest.mark.parametrize(
    ("reply", "serves", "state", "kind"),
    [
        (None, Served(Reply(payload="ticket")), "opening", ReplyKind.ANSWERED),
        (None, Served(Reply(ReplyKind.REFUSED, "no")), "opening", ReplyKind.REFUSED),
        (None, Served(Reply(), closes=True), "closed", ReplyKind.REJECTED),
        (None, None, "opening", None),
        (Reply(ReplyKind.SILENT, "lost"), None, "opening", None),
        (Reply(ReplyKind.REJECTED, "closed"), None, "closed", ReplyKind.REJECTED),
    ],
)
def test_what_a_program_hears(reply, serves, state, kind):
    """An answer and a refusal are heard once; silence is not heard, and a closed channel is seen by looking."""
    look, first, second = answered(reply, serves=serves)
    assert (look, second) == (state, None)
    assert (first.reply.heard if first else None) == kind


def test_closings_are_heard_by_those_who_wait_for_them():
    """Who waits for a channel's closing hears of it."""
    heard = []

    def program():
        number = yield Send(ASK)
        heard.append((yield Await(1.0, (number + 1,))))
        heard.append((yield Await(1.0, (number,))))

    flow = Reading(View(LAB), lambda *_: None).read(program())
    next(flow)
    with pytest.raises(StopIteration):
        flow.send(Reply(ReplyKind.REJECTED, "closed"))
    assert heard[0] is None
    assert heard[1].reply.heard == ReplyKind.REJECTED


def test_hosts_remember_by_key():
    """What a host remembers is there for it alone; the clock stays at nought."""
    heard = []

    def program():
        yield Remember("ws1", "k", 7)
        for host, key in (("ws1", "k"), ("ws1", "other"), ("cdc1", "k")):
            heard.append((yield Recall(host, key)))
        heard.append((yield ReadClock("ws1")))
        return "done"

    view = View(LAB)
    assert through(view, lambda *_: None, Reading(view, lambda *_: None).read(program())) == "done"
    assert heard == [7, None, None, 0.0]
