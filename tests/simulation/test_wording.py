"""Descriptions of labels, scenarios, instants and runs, as reports show them."""

import pytest

from dirsim.catalog.parts import NOTHING_MEANS, PARTS
from dirsim.model.scenario import LinkDown, Scenario
from dirsim.simulation.simulation import trace
from dirsim.simulation.wording import clock, decisive, meaning, outage


@pytest.mark.parametrize("part", [word for word, kind in PARTS.items() if not kind.needs_any])
def test_a_label_means_its_parts(part):
    """A label is described as the catalog describes its parts, in the order of the label."""
    assert meaning(part) == PARTS[part].meaning
    assert meaning("managed-ad-enterprise+two-way-trust") == (
        f"{PARTS['managed-ad-enterprise'].meaning} {PARTS['two-way-trust'].meaning}"
    )
    assert meaning("none") == NOTHING_MEANS


@pytest.mark.parametrize("text", ["", "nonsense", "ad-connector+nonsense", "my own design"])
def test_other_text_has_no_meaning(text):
    """Text that is not a label is described by nothing."""
    assert meaning(text) == ""


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        ("link-down:vpn", "the link vpn is lost"),
        ("site-down:hq", "all of hq is lost"),
        ("host-down:dc1.corp.example", "dc1.corp.example is down"),
        ("password-expired:connector", "the password of connector's service account has expired"),
        ("partition", "every private link is lost"),
        ("healthy", "all elements work"),
        ("fire", "fire"),
        ("fire:hq", "fire:hq"),
        ("link-down:", "link-down:"),
        ("link-down", "link-down"),
    ],
)
def test_standard_scenarios_are_described(scenario, words):
    """The ids of standard scenarios become sentences; other names stay as they are."""
    assert outage(scenario) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (0.0, "at its start"),
        (-1.0, "at its start"),
        (90.0, "90s after its start"),
        (3600.0, "1h after its start"),
        (0.5, "500ms after its start"),
    ],
)
def test_instants_are_described(at, words):
    """The start is named as such, later instants by their duration."""
    assert clock(at) == words


def test_the_decisive_exchange_is_the_failed_one(office):
    """A run that failed is decided by the exchange at which it failed."""
    lost = trace(office(), "ana-db", Scenario("cut", [LinkDown("vpn")]))
    assert decisive(lost) == str(lost.failed) == "DNS forward dc1.corp -> dc1.cloud udp/53"


def test_the_decisive_exchange_checks_the_password(office):
    """A run that succeeded is decided by the last exchange that verified a password."""
    assert decisive(trace(office(), "ana-console")) == "AS conn-a -> dc1.corp tcp/88"
    assert decisive(trace(office(), "ana-ldap")) == "LDAP bind portal -> dc1.corp tcp/389"


def test_without_a_password_the_last_exchange_is_decisive(office):
    """A run without a password check is decided by its last exchange."""
    assert decisive(trace(office(), "lookup")) == "DNS forward dc1.cloud -> dc1.corp udp/53"
    assert decisive(trace(office(), "ana-ntlm")) == "Netlogon dc1.cloud -> dc1.corp tcp/49152"
