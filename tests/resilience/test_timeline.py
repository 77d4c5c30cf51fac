"""Outage timelines against timelines worked out by hand."""

from __future__ import annotations

import json

import pytest

from dirsim.catalog.units import hours
from dirsim.designs.builders import build
from dirsim.files import parse_requirements
from dirsim.model.scenario import LinkDown, Scenario
from dirsim.recommendation.estate_baseline import baseline_of
from dirsim.resilience.timeline import Timeline, timeline
from dirsim.simulation.ticket_lifetimes import Lifetimes

OUTAGE = Scenario("VPN lost", [LinkDown("vpn", start=hours(2), lasts=hours(10))])


def designed(label: str, kind: str, *, managed_users: bool = False) -> object:
    """A design over one forest on premises, a VPN and one workload in one Region."""
    directories = {
        "corp": {"kind": "active-directory", "domains": {"corp.example": {"controllers": {"hq": 2}, "users": 500}}}
    }
    users = ["corp.example"]
    if managed_users:
        directories["cloud"] = {
            "kind": "managed-microsoft-ad",
            "edition": "standard",
            "domains": {"cloud.example": {"users": 50}},
        }
        users = ["cloud.example"]
    document = {
        "dirsim": "requirements/v1",
        "name": "timeline",
        "estate": {
            "sites": {"hq": {"kind": "on-premises"}, "aws": {"kind": "aws-region"}},
            "links": {"vpn": {"between": ["hq", "aws"]}},
            "directories": directories,
        },
        "workloads": {"app": {"kind": kind, "users": users}},
    }
    return build(baseline_of(parse_requirements(json.dumps(document))), label).topology


def bands(found: Timeline, flow: str, activity: str) -> list[tuple[float, float, str]]:
    """A row as (from hour, to hour, outcome)."""
    return [(band.start / 3600, band.end / 3600, band.outcome) for band in found.row(flow, activity).bands]


LOST = [(0, 2, "succeeded"), (2, 12, "timed-out"), (12, 13, "succeeded")]
KEPT = [(0, 13, "succeeded")]


def test_a_connector_loses_sign_in_at_once_and_sessions_at_their_end() -> None:
    """Console through a connector: new sign-in fails for the outage; a session of one hour is over before it begins."""
    found = timeline(designed("ad-connector", "aws-console"), OUTAGE)
    assert bands(found, "app/corp.example", "new sign-in") == LOST
    late = timeline(designed("ad-connector", "aws-console"), OUTAGE, signed_in_at=hours(1.5), until=hours(13))
    assert bands(late, "app/corp.example", "AWS session") == [
        (1.5, 2, "succeeded"),
        (2, 2.5, "degraded"),
        (2.5, 12, "timed-out"),
        (12, 13, "succeeded"),
    ]
    desktops = timeline(designed("ad-connector", "workspaces"), OUTAGE)
    assert bands(desktops, "app/corp.example", "password change") == LOST


def test_a_trust_keeps_tickets_in_hand_and_nothing_more_for_users_on_premises() -> None:
    """Managed forest with a trust: tickets of hour 0 open the service until hour 10; a first access fails at once."""
    found = timeline(designed("managed-ad-standard+one-way-trust", "rds-sqlserver"), OUTAGE)
    in_hand = [(0, 2, "succeeded"), (2, 10, "degraded"), (10, 12, "timed-out"), (12, 13, "succeeded")]
    assert bands(found, "app/corp.example", "new sign-in") == LOST
    assert bands(found, "app/corp.example", "service again") == in_hand
    assert bands(found, "app/corp.example", "another service") == in_hand
    first = bands(found, "app/corp.example", "first access")
    assert [(start, outcome) for start, _, outcome in first] == [
        (0, "succeeded"),
        (2, "timed-out"),
        (10, "timed-out"),
        (12, "succeeded"),
    ]
    assert bands(found, "app/corp.example", "open session") == KEPT
    assert bands(found, "app/membership", "domain membership") == KEPT


def test_users_of_the_managed_domain_notice_nothing() -> None:
    """Users kept in the managed domain: every activity goes on through the outage."""
    found = timeline(designed("managed-ad-standard", "rds-sqlserver", managed_users=True), OUTAGE)
    assert found.rows
    assert {outcome for row in found.rows for outcome in {band.outcome for band in row.bands}} == {"succeeded"}


@pytest.mark.parametrize("label", ["managed-ad-hybrid", "self-managed-ec2"])
def test_controllers_of_the_users_own_domain_in_aws_carry_everything(label: str) -> None:
    """Hybrid Edition and own controllers on EC2: new sign-ins, password changes and policy go on in AWS."""
    found = timeline(designed(label, "rds-sqlserver"), OUTAGE)
    for activity in ("new sign-in", "service again", "first access", "open session", "password change"):
        assert bands(found, "app/corp.example", activity) == KEPT
    assert bands(found, "app/membership", "group policy refresh") == KEPT


def test_a_shorter_ticket_life_moves_only_the_rows_that_rest_on_it() -> None:
    """With tickets of 4 h instead of 10 h, exactly the rows of held tickets change, and they end at hour 4."""
    topology = designed("managed-ad-standard+one-way-trust", "rds-sqlserver")
    usual = timeline(topology, OUTAGE, until=hours(13))
    short = timeline(topology, OUTAGE, until=hours(13), lifetimes=Lifetimes.of(first_ticket_s=hours(4)))
    changed = {
        row.activity
        for row, other in zip(usual.rows, short.rows, strict=True)
        if [(band.start, band.end, band.outcome) for band in row.bands]
        != [(band.start, band.end, band.outcome) for band in other.bands]
    }
    assert changed == {"service again", "another service", "first access"}
    assert bands(short, "app/corp.example", "service again")[1] == (2, 4, "degraded")


def test_a_ticket_is_renewed_while_its_controllers_answer() -> None:
    """An outage that begins after the renewal at hour 10 leaves the renewed ticket good until hour 20."""
    late = Scenario("VPN lost late", [LinkDown("vpn", start=hours(11), lasts=hours(20))])
    found = timeline(designed("managed-ad-standard+one-way-trust", "rds-sqlserver"), late)
    row = bands(found, "app/corp.example", "service again")
    assert (11, 20, "degraded") in row


def test_every_band_is_a_run_and_bands_leave_no_gap() -> None:
    """Each band names its run, and each row covers the whole time without gap or overlap."""
    found = timeline(designed("ad-connector", "workspaces"), OUTAGE)
    for row in found.rows:
        assert all(band.run is not None for band in row.bands)
        assert all(one.end == other.start for one, other in zip(row.bands, row.bands[1:], strict=False))
        assert row.bands[-1].end == found.horizon
