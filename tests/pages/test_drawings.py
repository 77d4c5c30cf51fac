"""Drawings: well-formed, readable at any size, and told in words as well."""

import xml.etree.ElementTree as ET
from xml.sax.saxutils import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dirsim as ds
from dirsim.cli import main
from dirsim.model.directory import Trust
from dirsim.model.network_parts import Host, Link, Site
from dirsim.model.topology import Topology
from dirsim.pages.drawing import as_address, inline, standalone, text, words
from dirsim.pages.network.topology_drawing import draw_topology
from dirsim.resilience.availability_drawing import draw_availability
from dirsim.resilience.ports.port_matrix_drawing import draw_ports
from dirsim.resilience.timeline_drawing import draw_timeline
from dirsim.simulation.trace_drawing import draw_trace

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def choice():
    """The main example's recommendation."""
    return ds.recommend(ds.examples.contoso())


@pytest.fixture(scope="module")
def trusting(choice):
    """A design with a trust."""
    return choice.candidate("managed-ad-standard+one-way-trust").design.topology


def tree(drawing):
    """A drawing as a parser sees it."""
    return ET.fromstring(standalone(drawing))  # noqa: S314 -- our own text


def labels(drawing):
    """What the parts of a drawing are called for those who do not see it."""
    return [part.get("aria-label") for part in tree(drawing).iter(f"{SVG}g") if part.get("tabindex") == "0"]


def test_every_drawing_is_told_in_words(choice, trusting):
    """Each drawing is well-formed, has a title and a description, and parts that the keyboard stops at."""
    drawings = [
        draw_topology(choice.topology),
        draw_topologies("two", [("one", choice.topology), ("other", trusting)]),
        draw_trace(ds.trace(trusting, "erp-db/corp.example", "link-down:vpn")),
        draw_timeline(choice.timelines()[0]),
        draw_availability(ds.availability(choice)),
        draw_ports(ds.ports(choice)),
    ]
    for drawing in drawings:
        root = tree(drawing)
        assert root.get("aria-label") == root.find(f"{SVG}title").text == drawing.title
        assert root.find(f"{SVG}desc").text == drawing.description
        assert labels(drawing)
        assert "<style" not in inline(drawing)
        assert as_address(drawing).startswith("data:image/svg+xml;base64,")


def test_trusts_point_from_trusting_to_trusted(trusting):
    """The arrow of a one-way trust has one head, on the side of the trusted domain; two-way trusts have two."""
    drawing = draw_topology(trusting)
    assert "aws.corp.example trusts corp.example" in labels(drawing)
    group = next(part for part in tree(drawing).iter(f"{SVG}g") if " trusts " in (part.get("aria-label") or ""))
    heads = [part.get("points") for part in group.iter(f"{SVG}polygon")]
    lane = {name: number for number, name in enumerate(trusting.sites)}
    assert len(heads) == 1
    tip, back = (float(point.split(",")[0]) for point in heads[0].split()[:2])
    assert (tip > back) == (lane["hq"] > lane["frankfurt"])  # it points to headquarters
    both = ds.Topology(
        sites=trusting.sites,
        hosts=trusting.hosts,
        trusts={"t": Trust(trusting="aws.corp.example", trusted="corp.example", two_way=True)},
    )
    assert draw_topology(both).body.count("<polygon") == 2


def test_five_hundred_hosts_are_as_readable_as_five():
    """Many hosts are grouped, many sites that are alike share a lane; nothing is lost from the counts."""
    sites = {f"s{n}": Site() for n in range(60)}
    hosts = {
        f"h{n}": Host(site=f"s{n % 60}", roles=("controller",) if n % 60 < 3 else ("client",), domain="corp.example")
        for n in range(500)
    }
    net = Topology(sites=sites, hosts=hosts, links={f"l{n}": Link(between=("s0", f"s{n}")) for n in range(1, 60)})
    drawing = draw_topology(net)
    assert drawing.width <= (MOST_LANES + 1) * 200
    assert drawing.body.count('class="host"') <= MOST_LANES * MOST_BOXES
    assert sum(int(label.split()[0]) for label in labels(drawing) if label[0].isdigit()) == 500
    assert "500 hosts" in drawing.description


def test_lost_messages_and_retries_are_drawn(trusting):
    """A request that nothing comes back from stops on the way; the same request again says that it is the next try."""
    lost = draw_trace(ds.trace(trusting, "erp-db/corp.example", "link-down:vpn"))
    assert 'class="lost"' in lost.body
    assert any("silent: packets cannot pass" in label for label in labels(lost))
    whole = draw_trace(ds.trace(trusting, "erp-db/corp.example"))
    assert 'class="lost"' not in whole.body
    assert any("try 2" in label for label in labels(whole))


def test_time_goes_down_and_waits_are_squeezed():
    """On a clock later exchanges stand lower, and an hour of waiting does not need a thousand pages."""
    lab = ds.read_topology(ds.examples.ready.FOLDER / "reality.yaml")
    run = next(
        found
        for scenario in lab.scenarios
        for found in [ds.trace(lab, "kinit_mad_static", lab.scenarios[scenario])]
        if len(getattr(found, "times", ())) > 3 and found.times[-1] > 2
    )
    drawing = draw_trace(run)
    assert drawing.height < 200 + 120 * len(run.steps)
    shown = [part.text for part in tree(drawing).iter(f"{SVG}text") if (part.text or "").endswith(" s")]
    assert f"{run.times[-1]:.1f} s" in shown


def test_bands_cover_the_clock(trusting):
    """A timeline's bands lie side by side from the beginning to the end, and say when, what and why."""
    line = ds.timeline(trusting, ds.Scenario("cut", [ds.LinkDown("vpn", start=ds.hours(1), lasts=ds.hours(4))]))
    told = labels(draw_timeline(line))
    assert len(told) == sum(len(row.bands) for row in line.rows)
    assert any("1h to 5h: timed-out: packets cannot pass" in label for label in told)


def test_equal_values_draw_equal_bytes(choice):
    """The same value is the same picture."""
    assert standalone(draw_topology(choice.topology)) == standalone(draw_topology(choice.topology))


@given(st.text(max_size=30))
def test_no_name_is_mark_up(name):
    """Whatever a name is, in a drawing it is text."""
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg"><g aria-label="{words(name)}">{text(1, 2, name, room=90)}</g></svg>'
    )
    try:
        root = ET.fromstring(drawn)  # noqa: S314 -- our own text
    except ET.ParseError:
        pytest.fail(f"{name!r} breaks the drawing")
    assert [
        part.tag for part in root.iter() if part.tag not in {f"{SVG}svg", f"{SVG}g", f"{SVG}text", f"{SVG}title"}
    ] == []
    assert "<" not in unescape(words(name)) or "&lt;" in words(name)


def test_trace_as_svg(capsysbinary):
    """``trace --format svg`` gives a picture that stands alone, in both themes."""
    assert main(["trace", "contoso", "--flow", "erp-db/corp", "--format", "svg"]) == 0
    out = capsysbinary.readouterr().out.decode()
    root = ET.fromstring(out)  # noqa: S314 -- our own text
    assert root.tag == f"{SVG}svg"
    assert "prefers-color-scheme: dark" in out
    assert "http" not in out.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize(
    "command",
    [
        ("simulate", "contoso", "--scenario", "link-down:vpn"),
        ("trace", "contoso", "--flow", "erp-db/corp"),
        ("recommend", "contoso", "fabrikam"),
    ],
)
def test_html_stands_alone(command, capsysbinary):
    """Every HTML page is whole, with a policy, a title and a picture, the same bytes each time."""
    pages = []
    for _ in range(2):
        assert main([*command, "--format", "html"]) == 0
        pages.append(capsysbinary.readouterr().out.decode())
    assert pages[0] == pages[1]
    assert pages[0].startswith("<!DOCTYPE html>")
    assert pages[0].endswith("</html>\n")
    assert "Content-Security-Policy" in pages[0]
    assert "<svg" in pages[0]
