"""Every flow, step by step, in every state of an office and of the measured lab: who asks whom, and how it ends."""

import itertools

import pytest
from attrs import evolve

from dirsim.examples.ready import FOLDER
from dirsim.files.topology_reader import read_topology
from dirsim.model.scenario import HEALTHY, Fault, Scenario
from dirsim.protocols import held
from dirsim.protocols.view import View
from dirsim.simulation.simulation import Simulation
from dirsim.simulation.states import EveryState
from dirsim.simulation.sweep import Sweep, sweep
from dirsim.simulation.timed import ClockLab

PORTS = (53, 88, 135, 389, 443, 445, 464, 636, 1433, 1812, 3268, 49152)
VARIANTS = {
    "one way": {},
    "two ways": {"two_way": True},
    "selective": {"two_way": True, "selective": True},
    "selective, allowed": {"two_way": True, "selective": True, "allowed": ("ana",)},
    "external": {"kind": "external"},
    "external, two ways": {"kind": "external", "two_way": True},
    "no trust": {"trust": False},
    "second factor": {"two_way": True, "radius": True},
}


def scenarios(topology):
    """Every single failure, some double ones, expired passwords and closed ports."""
    yield HEALTHY
    for kind, names in (("link-down", topology.links), ("host-down", topology.hosts), ("site-down", topology.sites)):
        for name in names:
            yield Scenario(f"{kind} {name}", (Fault(kind=kind, of=name),))
    for name in topology.principals:
        for kind in ("password-expired", "credential-expired"):
            yield Scenario(f"{kind} {name}", (Fault(kind=kind, of=name),))
    for port, verdict in itertools.product(PORTS, ("drop", "reject")):
        yield Scenario(f"port {port} {verdict}", (Fault(kind="port-blocked", of="vpn", port=port, verdict=verdict),))
    for host, service in (
        ("dc1.corp", "controller"),
        ("dc1.corp", "dns"),
        ("dc1.corp", ""),
        ("db", ""),
        ("radius1", ""),
    ):
        yield Scenario(f"stopped {host} {service}", (Fault(kind="service-down", of=host, service=service),))
    for pair in (("dc1.corp", "dc2.corp"), ("dc1.cloud", "dc2.cloud"), ("conn-a", "conn-b"), ("radius1", "radius2")):
        yield Scenario(f"down {' '.join(pair)}", tuple(Fault(kind="host-down", of=name) for name in pair))
    yield Scenario("towards hq", (Fault(kind="link-down", of="vpn", towards="hq"),))
    yield Scenario("towards aws", (Fault(kind="link-down", of="vpn", towards="aws"),))
    yield Scenario("clock of dc1.corp", (Fault(kind="clock-skew", of="dc1.corp", amount=600.0),))
    yield Scenario("clock of db", (Fault(kind="clock-skew", of="db", amount=600.0),))
    yield Scenario("slow", (Fault(kind="latency", of="vpn", amount=2.0),))


def ended(run):
    """How a run ended, in one line without wording."""
    failed = "" if run.failed is None else f" at {run.failed.step} {run.failed.target}:{run.failed.port}"
    return f"{run.outcome} {run.ending.category or '-'}{failed} after {len(run.steps)}, {run.elapsed_s} s, holds {len(run.ending.held)}"


def shown(run):
    """The steps of a run, one line each."""
    for step in run.steps:
        exchange, reply = step.exchange, step.reply
        yield (
            f"      {exchange.step} {exchange.initiator}>{exchange.target}:{exchange.port}/{exchange.protocol} {exchange.service or '-'} {exchange.about or '-'}"
            f" {reply.heard} {reply.code or '-'} {reply.referral or '-'} {','.join(step.links) or '-'}"
        )


def grouped(simulation, flow, chosen, play):
    """The endings of a flow, each with the scenarios in which it ends so."""
    found = {}
    for scenario in chosen:
        found.setdefault(ended(play(simulation, flow, scenario)), []).append(scenario.name)
    usual = ended(play(simulation, flow, HEALTHY))
    for line, names in found.items():
        yield f"    {line}: {'otherwise' if line == usual else '; '.join(names)}"


def run(simulation, flow, scenario):
    """A flow of the topology in a scenario."""
    return simulation.run(flow, scenario)


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_flow_of_an_office(variant, office, reviewed):
    """Each flow step by step while all is well, and how it ends under each failure."""
    topology = office(**VARIANTS[variant])
    simulation = Simulation(topology)
    chosen = list(scenarios(topology)) if variant in ("one way", "two ways", "second factor") else [HEALTHY]
    lines = []
    for flow in topology.flows:
        lines += [flow, *shown(simulation.run(flow)), *grouped(simulation, flow, chosen, run)]
    reviewed(f"office_{variant}".replace(" ", "-").replace(",", ""), lines)


HELD = (
    held.with_service_ticket,
    held.with_first_ticket,
    held.with_referral_ticket,
    held.open_session,
    held.password_change,
    held.policy_refresh,
)


@pytest.mark.parametrize("two_way", [False, True])
def test_what_somebody_holds_already(two_way, office, reviewed):
    """With a ticket or a session in hand fewer hosts are asked; a changed password and policies need their own domain."""
    topology = office(two_way=two_way)
    simulation = Simulation(topology)
    chosen = list(scenarios(topology))
    lines = []
    for flow, activity in itertools.product(("ana-db", "bob-db", "ana-console", "ana-managed", "join"), HELD):
        spec = topology.flows[flow]

        def play(simulation, flow, scenario, activity=activity, spec=spec):
            return simulation.read(activity, flow, spec, scenario)

        try:
            lines += [
                f"{flow} {activity.__name__}",
                *shown(play(simulation, flow, HEALTHY)),
                *grouped(simulation, flow, chosen, play),
            ]
        except (KeyError, AttributeError):
            lines += [f"{flow} {activity.__name__}: not possible"]
    reviewed(f"held_{'two-ways' if two_way else 'one-way'}", lines)


LAB = read_topology(FOLDER / "reality.yaml", name="reality.yaml")


def timed(trace):
    """A run on the clock: its end, its seconds, and each step with the instant at which it was made."""
    yield f"    {'in' if trace.through else trace.ending.category} {trace.seconds:.3f} s {'exact' if trace.exact else 'at least'}"
    last, count = None, 0
    for at, step in zip(trace.times, trace.steps, strict=True):
        exchange = step.exchange
        line = f"{exchange.step} {exchange.initiator}>{exchange.target}:{exchange.port}/{exchange.protocol} {step.reply.heard} {step.reply.code or '-'}"
        if line == last:
            count += 1
            continue
        if count:
            yield f"        and {count} times more"
        last, count = line, 0
        yield f"      {at:.3f} {line}"
    if count:
        yield f"        and {count} times more"


@pytest.mark.parametrize("scenario", sorted(LAB.scenarios))
def test_every_program_of_the_lab_on_the_clock(scenario, reviewed):
    """Each client program in each measured state: the seconds it takes, and in two states every packet's instant."""
    view = View(LAB)
    lines = []
    for flow in LAB.flows:
        trace = ClockLab(view, LAB.scenarios[scenario]).play(flow)
        if scenario in ("none", "vpn_drop"):
            lines += [flow, *timed(trace)]
        else:
            contacted = " ".join(f"{host}:{port}" for host, _, port in trace.contacted)
            lines.append(f"{flow}: {next(iter(timed(trace))).strip()} {len(trace.steps)} steps, {contacted}")
    reviewed(f"lab_{scenario}", lines)


ELEMENTS = ("vpn", "inet-hq", "dc1.corp", "dc2.corp", "dc1.cloud", "conn-a", "conn-b", "adfs")


@pytest.mark.parametrize("two_way", [False, True])
def test_the_sweep_ends_in_every_state_as_the_run_does(two_way, office):
    """In each of 256 states each flow has the outcome in the sweep that it has when it is run."""
    topology = office(two_way=two_way, radius=True)
    swept = sweep(topology, ELEMENTS)
    simulation = Simulation(topology)
    kinds = {name: "link-down" if name in topology.links else "host-down" for name in ELEMENTS}
    for state in range(1 << len(ELEMENTS)):
        down = [name for place, name in enumerate(ELEMENTS) if not state >> place & 1]
        scenario = Scenario("state", tuple(Fault(kind=kinds[name], of=name) for name in down))
        for flow, found in swept.items():
            outcome = simulation.run(flow, scenario).outcome
            assert [name for name, states in found.sets.items() if states >> state & 1] == [outcome], (flow, down)


def test_causes_zones_sites_and_services_take_their_parts_along(office):
    """A cause fails its members; a site fails its hosts; a service fails what opens its port."""
    topology = office(two_way=True)
    hosts = {**topology.hosts, "db": evolve(topology.hosts["db"], zone="a")}
    topology = evolve(topology, hosts=hosts)
    elements = ("aws", "zone:aws/a", "service:db", "both")
    swept = Sweep(topology, EveryState(elements), {"both": ("dc1.corp", "dc2.corp")}).run(("ana-db", "bob-db"))
    through = {
        flow: {state for state in range(16) if any(found.sets[name] >> state & 1 for name in ("succeeded", "degraded"))}
        for flow, found in swept.items()
    }
    assert through == {"ana-db": {15}, "bob-db": {7, 15}}
