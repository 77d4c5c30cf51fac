"""Drawings: well-formed, readable at any size, and told in words as well."""

import xml.etree.ElementTree as ET
from xml.sax.saxutils import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dirsim as ds
from dirsim.cli import main
from dirsim.pages.drawing import as_address, headed, inline, letter, paragraph, standalone, text, words
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
        headed("The network", draw_topology(trusting)),
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


def test_lost_messages_and_retries_are_drawn(trusting):
    """A request that nothing comes back from stops on the way; the same request again says that it is the next try."""
    lost = draw_trace(ds.trace(trusting, "erp-db/corp.example", "link-down:vpn"))
    assert 'class="lost"' in lost.body
    assert any("silent: packets cannot pass" in label for label in labels(lost))
    whole = draw_trace(ds.trace(trusting, "erp-db/corp.example"))
    assert 'class="lost"' not in whole.body
    assert any("try 2" in label for label in labels(whole))


def test_no_reason_is_cut(trusting):
    """The reason of a lost message and that of the ending stand in the picture word by word, on as many lines as they need."""
    long = ds.Topology(
        **{
            **{
                name: getattr(trusting, name)
                for name in ("hosts", "sites", "trusts", "principals", "services", "flows")
            },
            "directories": trusting.directories,
            "forwarders": trusting.forwarders,
            "links": {"the-only-virtual-private-network-between-headquarters-and-frankfurt": trusting.links["vpn"]},
        }
    )
    run = ds.trace(long, "erp-db/corp.example", ds.Scenario("cut", [ds.LinkDown(next(iter(long.links)))]))
    drawing = draw_trace(run)
    shown = " ".join(part.text for part in tree(drawing).iter(f"{SVG}text"))
    lost = {step.reply.because for step in run.steps if step.reply.heard == "silent"}
    assert lost
    for reason in (*lost, run.because):
        assert reason in shown
    assert "\u2026 timed-out" in shown
    assert shown.count("\u2026") == 1  # the outcome's mark; nothing is shortened


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


@given(st.text("abcde fg-", min_size=1, max_size=200), st.sampled_from(["", "small", "head"]))
def test_a_paragraph_has_every_word(content, kind):
    """A paragraph is on as many lines as it needs, none wider than its room, and its lines hold every letter."""
    drawn, more = paragraph(1, 2, content, kind, room=120)
    root = ET.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{drawn}</svg>')  # noqa: S314 -- our own text
    lines = [part.text or "" for part in root.iter(f"{SVG}text")]
    assert "".join(lines).replace(" ", "") == content.replace(" ", "")
    assert max(map(len, lines)) * letter(kind) <= 120
    assert (more == 0) == (len(lines) == 1)


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
