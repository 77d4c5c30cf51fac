"""Pages and pictures of runs."""

import re

import pytest

from dirsim.model.scenario import HostDown, LinkDown, PasswordExpired, Scenario
from dirsim.pages.text import text
from dirsim.simulation.simulation import Simulation, trace
from dirsim.simulation.ticket_lifetimes import Lifetimes
from dirsim.simulation.trace_drawing import _clock, _squeezed, draw_trace
from dirsim.simulation.trace_page import runs_page, trace_page
from dirsim.simulation.wording import clock, decisive, meaning, outage

CASES = {
    "well": ("ana-db", Scenario("healthy")),
    "cut": ("ana-db", Scenario("link-down:vpn", [LinkDown("vpn")])),
    "fallback": ("ana-console", Scenario("host-down:dc1.corp", [HostDown("dc1.corp")])),
    "refused": ("ana-db", Scenario("password-expired:ana", [PasswordExpired("ana")])),
    "later": ("bob-db", Scenario("own", [LinkDown("vpn", start=60.0)])),
}


@pytest.mark.parametrize("name", CASES)
def test_the_page_of_a_run(name, office, reviewed):
    """The page names each exchange with its purpose and its result, where the run stops, and what is held."""
    flow, scenario = CASES[name]
    reviewed(f"page_{name}", text(trace_page(trace(office(two_way=True), flow, scenario))).splitlines())


@pytest.mark.parametrize("name", CASES)
def test_the_picture_of_a_run(name, office, reviewed):
    """Hosts stand side by side, exchanges follow one another downwards, and lost messages end on the way."""
    flow, scenario = CASES[name]
    drawing = draw_trace(trace(office(two_way=True), flow, scenario))
    shapes = re.findall(r"<[a-z][^>]*>", drawing.shapes if hasattr(drawing, "shapes") else str(drawing))
    reviewed(f"picture_{name}", [f"{drawing.width:g} x {drawing.height:g}", *shapes])


def test_the_page_of_many_runs(office, reviewed):
    """Many runs are one table: flow, scenario, outcome and where it stops; none is said to be none."""
    simulation = Simulation(office())
    runs = [simulation.run(flow, scenario) for flow, scenario in CASES.values()]
    reviewed("page_runs", text(runs_page(runs)).splitlines() + text(runs_page([])).splitlines())


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.0, "0 ms"), (0.0204, "20 ms"), (0.9994, "999 ms"), (1.0, "1.0 s"), (61.26, "61.3 s")]
)
def test_instants_are_told_in_milliseconds_or_seconds(seconds, shown):
    """Below a second an instant is told in milliseconds, then in seconds."""
    assert _clock(seconds) == shown


@pytest.mark.parametrize(
    ("seconds", "room"), [(0.0, 0.0), (0.009, 0.0), (0.01, 0.0), (0.1, 10.0), (1.0, 20.0), (100.0, 40.0)]
)
def test_waits_are_squeezed(seconds, room):
    """Ten times as long a wait takes ten units more."""
    assert _squeezed(seconds) == pytest.approx(room)


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        ("link-down:vpn", "the link vpn is lost"), ("site-down:hq", "all of hq is lost"), ("host-down:dc1", "dc1 is down"),
        ("password-expired:svc", "the password of svc's service account has expired"), ("partition", "every private link is lost"),
        ("healthy", "all elements work"), ("link-down", "link-down"), ("storm:x", "storm:x"), ("mine", "mine"),
    ],
)  # fmt: skip
def test_outages_in_words(scenario, words):
    """The standard scenarios are told in words, other names stay as they are."""
    assert outage(scenario) == words


def test_instants_of_a_scenario_in_words():
    """An instant is told from the scenario's start."""
    assert (clock(0.0), clock(3600.0), clock(-1.0)) == ("at its start", "1h after its start", "at its start")


def test_the_decisive_exchange(office):
    """Where a run stopped decides; else who checked the password, else the last exchange, else nothing."""
    simulation = Simulation(office(two_way=True))
    assert decisive(simulation.run(*CASES["cut"])) == str(simulation.run(*CASES["cut"]).failed)
    assert decisive(simulation.run("ana-db")).startswith("AS ")
    assert decisive(simulation.run("ana-ntlm")) == str(simulation.run("ana-ntlm").steps[-1].exchange)
    assert "LDAP bind" in decisive(simulation.run("ana-ldap"))


def test_labels_in_words():
    """A label means the sum of its parts; text that is no label means nothing."""
    assert meaning("managed-ad-standard+one-way-trust")
    assert meaning("ad-connector+radius-mfa") != meaning("ad-connector")
    assert meaning("nonsense") == ""


def test_lifetimes_are_those_of_the_facts():
    """Tickets live ten hours and console sessions twelve at most, unless the estate says otherwise."""
    found = Lifetimes.of()
    assert (found.first_ticket_s, found.service_ticket_s) == (36000.0, 36000.0)
    own = Lifetimes.of(first_ticket_s=7200.0, console_s=900.0)
    assert (own.first_ticket_s, own.service_ticket_s, own.console_s) == (7200.0, 7200.0, 900.0)
    assert Lifetimes.of(service_ticket_s=60.0).service_ticket_s == 60.0
    assert Lifetimes.of({}) == Lifetimes(
        first_ticket_s=None, service_ticket_s=None, console_s=None, permission_set_s=None
    )
    assert (found.console_s, found.permission_set_s) == (3600.0, 3600.0)
