"""Faults on a timeline."""

import pytest

from dirsim.model.scenario import (
    HEALTHY,
    HostDown,
    LinkDown,
    PasswordExpired,
    PortBlocked,
    Scenario,
    ServiceDown,
    SiteDown,
)


@pytest.mark.parametrize(("instant", "present"), [(0, False), (9.9, False), (10, True), (29.9, True), (30, False)])
def test_a_fault_begins_and_ends(instant, present):
    """A fault is present from its start until its end, the end not included."""
    fault = LinkDown("vpn", start=10, lasts=20)
    assert fault.active(instant) is present
    assert (Scenario("x", [fault]).at(instant) == (fault,)) is present


def test_a_fault_without_end_stays():
    """A fault with no duration never ends by itself."""
    assert HostDown("dc1").active(1e9)


def test_the_healthy_network_has_no_faults():
    """The healthy scenario has no fault at any instant."""
    assert HEALTHY.at(0) == HEALTHY.at(1e9) == ()


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (LinkDown("x"), "link-down"),
        (HostDown("x"), "host-down"),
        (ServiceDown("x"), "service-down"),
        (PortBlocked("x", 88), "port-blocked"),
        (PasswordExpired("x"), "password-expired"),
        (SiteDown("x"), "site-down"),
    ],
)
def test_the_short_forms_name_their_kind(fault, kind):
    """Each short form makes a fault of its kind, from the start, without end."""
    assert (fault.kind, fault.of, fault.start, fault.lasts) == (kind, "x", 0.0, None)
