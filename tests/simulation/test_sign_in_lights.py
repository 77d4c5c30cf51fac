"""Sign-ins of a drawing: in words, with the path of the file behind them, and with every exchange of a run."""

import json
import xml.etree.ElementTree as ET

from attrs import evolve
from networks import three

import dirsim as ds
from dirsim.model.topology import Topology
from dirsim.pages.drawing import LIT, standalone
from dirsim.pages.network.topology_drawing import draw_topology
from dirsim.simulation.sign_in_lights import MOST_SIGN_INS, sign_in_lights, sign_in_title

SVG = "{http://www.w3.org/2000/svg}"


def rows(topology):
    """The rows of sign-ins in a drawing: what each is called, and its steps."""
    root = ET.fromstring(standalone(draw_topology(topology, sign_in_lights(topology))))  # noqa: S314 -- our own text
    found = [part for part in root.iter(f"{SVG}g") if part.get("class") == "sign-in"]
    return {part.get("aria-label"): json.loads(part.get("data-steps")) for part in found}


def test_sentences_name_the_workload_and_its_path():
    """A sign-in is told by its workload, who does what, and the path of the workload in the file."""
    assert [sign_in_title(three(), name) for name in three().flows] == [
        "Desktops: every user of corp.example signs in (workloads.desktops)",
        "Erp-db: every user of corp.example reaches it by Kerberos (workloads.erp-db)",
        "Erp-db: its computer account signs in to aws.corp.example (workloads.erp-db)",
    ]


def test_steps_are_those_of_the_run():
    """A row holds each exchange of the healthy run in order: hosts and links by number, and what came back in words."""
    net = three()
    hosts, links = list(net.hosts), list(net.links)
    for (_, steps), name in zip(rows(net).items(), net.flows, strict=True):
        run = ds.trace(net, name)
        assert [(hosts[from_], hosts[to]) for from_, to, *_ in steps] == [
            (step.exchange.initiator, step.exchange.target) for step in run.steps
        ]
        assert [[links[number] for number in crossed] for _, _, crossed, *_ in steps] == [
            list(step.links) for step in run.steps
        ]
        assert all(str(step.exchange) in told[3] for step, told in zip(run.steps, steps, strict=True))


def test_names_are_never_mark_up():
    """Whatever a host is called, in a row it is text."""
    name = '"><script>alert(1)</script>'
    net, old = three(), "client.frankfurt.corp.example"
    moved = net.with_(
        hosts={name if key == old else key: host for key, host in net.hosts.items()},
        flows={key: evolve(flow, client=name) if flow.client == old else flow for key, flow in net.flows.items()},
    )
    drawn = standalone(draw_topology(moved, sign_in_lights(moved)))
    assert "<script" not in drawn
    assert any(name in step[3] for steps in rows(moved).values() for step in steps)


def test_a_drawing_has_a_dozen_rows_at_most():
    """Of many sign-ins a dozen are offered; without any there are no rows and no script is needed."""
    net = three()
    many = net.with_(flows={f"{name}{n}": flow for n in range(9) for name, flow in net.flows.items()})
    assert len(sign_in_lights(many)) == MOST_SIGN_INS
    assert "15 more; dirsim trace shows each of them" in draw_topology(many, sign_in_lights(many)).body
    assert sign_in_lights(Topology()) == ()
    assert LIT not in draw_topology(net).body
