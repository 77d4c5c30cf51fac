"""The drawing of a topology: readable at three, six and fifty sites, what is added marked, every host and link told."""

import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest
from networks import CLOUD, CORP, NETWORKS, six, three
from readability import figures

import dirsim as ds
from dirsim.model.directory import Trust
from dirsim.model.network_parts import Host, Link, Site
from dirsim.model.topology import Topology
from dirsim.pages.drawing import standalone
from dirsim.pages.network.site_lanes import MOST_BOXES, MOST_LANES
from dirsim.pages.network.topology_drawing import draw_topology

SVG = "{http://www.w3.org/2000/svg}"
CROSSINGS = {"3 sites, 3 links": 0, "6 sites, 20 links": 3, "50 sites, 59 links": 0}


def groups(drawing):
    """The parts of a drawing by what they are called."""
    root = ET.fromstring(standalone(drawing))  # noqa: S314 -- our own text
    return {part.get("aria-label"): part for part in root.iter(f"{SVG}g") if part.get("tabindex") == "0"}


@pytest.mark.parametrize("title", NETWORKS)
def test_drawings_are_readable(title):
    """No line runs through a box, no label lies on a label, box or other line; links cross as rarely as is possible."""
    assert figures(draw_topology(NETWORKS[title])) == {
        "crossings": CROSSINGS[title],
        "lines through boxes": 0,
        "labels on labels": 0,
        "labels on boxes": 0,
        "labels on other lines": 0,
    }


@pytest.mark.parametrize("name", ["contoso", "woodgrove"])
def test_every_design_is_readable(name):
    """Nothing crosses or covers anything in the drawing of any design that is considered for an example."""
    drawings = [draw_topology(one.design.topology) for one in ds.recommend(getattr(ds.examples, name)()).candidates]
    assert drawings
    assert {value for drawing in drawings for value in figures(drawing).values()} == {0}


@pytest.mark.parametrize("title", NETWORKS)
def test_drawings_fit_on_a_screen(title):
    """A drawing is at most 1,200 units wide and 900 high, and a lane shows at most ten boxes."""
    drawing = draw_topology(NETWORKS[title])
    assert drawing.width <= 1200
    assert drawing.height <= 900
    assert drawing.body.count('class="host"') <= MOST_LANES * MOST_BOXES + 1


def test_long_names_keep_both_ends():
    """A name that is too long loses its middle; the parts of a drawing are called by their whole names."""
    drawing = draw_topology(six())
    shown = [part.text or part.find(f"{SVG}title").tail for part in groups_text(drawing)]
    assert "dc1.singap\u2026ing-plant" in shown
    assert any(text.startswith(".corp.") and text.endswith("ing.example") for text in shown)
    assert f"dc1.singapore-manufacturing-plant.{CORP}, controller, dns of {CORP}" in groups(drawing)
    assert not [text for text in shown if text.endswith(("...", "\u2026"))]


def groups_text(drawing):
    """Every line of text."""
    return ET.fromstring(standalone(drawing)).iter(f"{SVG}text")  # noqa: S314 -- our own text


def test_what_is_added_has_a_sign():
    """Hosts, trusts, connectors, forwarders and domains that a design adds have a plus sign, a class and a word in their names."""
    parts = groups(draw_topology(six()))
    added = {label for label, part in parts.items() if part.get("class") == "added"}
    assert added == {label for label in parts if label.endswith("added by the design")}
    assert f"{CLOUD} trusts {CORP}, added by the design" in added
    assert f"{CLOUD} forwards DNS to {CORP}, added by the design" in added
    assert f"connector.{CORP} passes on to {CORP}, added by the design" in added
    assert "connector-a, connector, added by the design" in added
    for label in added:
        assert any(
            (line.text or line.find(f"{SVG}title").tail).startswith("+ ") for line in parts[label].iter(f"{SVG}text")
        )


def test_trusts_point_from_trusting_to_trusted():
    """The arrow of a one-way trust has one head, at the trusted domain; that of a two-way trust has two."""
    one_way = groups(draw_topology(six()))[f"{CLOUD} trusts {CORP}, added by the design"]
    ends = one_way.find(f"{SVG}polyline").get("points").split()
    heads = [part.get("points").split()[0] for part in one_way.iter(f"{SVG}polygon")]
    assert heads == [ends[-1]]
    both = six().with_(trusts={"t": Trust(trusting=CLOUD, trusted=CORP, two_way=True)})
    two_way = groups(draw_topology(both))[f"{CLOUD} and {CORP} trust each other"]
    assert len(list(two_way.iter(f"{SVG}polygon"))) == 2


def test_five_hundred_hosts_are_as_readable_as_five():
    """Many hosts are grouped, many sites that are alike share a lane; nothing is lost from the counts."""
    sites = {f"s{n}": Site() for n in range(60)}
    hosts = {
        f"h{n}": Host(site=f"s{n % 60}", roles=("controller",) if n % 60 < 3 else ("client",), domain="corp.example")
        for n in range(500)
    }
    net = Topology(sites=sites, hosts=hosts, links={f"l{n}": Link(between=("s0", f"s{n}")) for n in range(1, 60)})
    drawing = draw_topology(net)
    assert drawing.width <= 1200
    assert drawing.body.count('class="host"') <= MOST_LANES * MOST_BOXES
    numbers = [number for part in groups(drawing).values() for number in (part.get("data-hosts") or "").split()]
    assert sorted(map(int, numbers)) == list(range(500))
    assert "500 hosts" in drawing.description


def test_every_link_is_drawn_once():
    """The lines of a drawing stand for every link between lanes, each once; links inside a lane of many sites are counted."""
    for net in NETWORKS.values():
        numbers = [
            number for part in groups(draw_topology(net)).values() for number in (part.get("data-links") or "").split()
        ]
        assert sorted(map(int, numbers)) == list(range(len(net.links)))
    sites = {f"s{n}": Site() for n in range(20)}
    ring = Topology(sites=sites, links={f"l{n}": Link(between=(f"s{n}", f"s{(n + 1) % 20}")) for n in range(20)})
    assert "20 links among them" in draw_topology(ring).body


def test_an_empty_topology_can_be_drawn():
    """Without sites, hosts or directories there is still a drawing, which says so in words."""
    assert draw_topology(Topology()).description == "0 sites, 0 links, 0 hosts."


def test_equal_values_draw_equal_bytes():
    """The same network is the same picture, whatever the seed of the hashes."""
    code = (
        "import sys, hashlib; sys.path.insert(0, 'tests/real')\n"
        "from networks import fifty\nfrom dirsim.pages.drawing import standalone\n"
        "from dirsim.pages.network.topology_drawing import draw_topology\n"
        "print(hashlib.sha256(standalone(draw_topology(fifty())).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
    assert draw_topology(three()) == draw_topology(three())
