"""Activities of users during an outage: those that each kind of sign-in has, and how long they last."""

import pytest
from attrs import evolve

from dirsim.catalog.units import hours, minutes
from dirsim.facts import Catalog
from dirsim.model.scenario import Fault, HostDown, LinkDown, Scenario
from dirsim.protocols.view import View
from dirsim.resilience.activities import ACTIVITIES, activities
from dirsim.resilience.timeline import timeline
from dirsim.simulation.ticket_lifetimes import Lifetimes

USUAL = Lifetimes.of()
OUTAGE = Scenario("cut", [LinkDown("vpn", start=hours(2), lasts=hours(3))])


def names(net, flow, lifetimes=USUAL):
    """The activities of a flow, by name."""
    return [one.name for one in activities(View(net), net.flows[flow], lifetimes)]


def one(net, flow, name, lifetimes=USUAL):
    """One activity of a flow."""
    return next(found for found in activities(View(net), net.flows[flow], lifetimes) if found.name == name)


def bands(found, flow, activity):
    """A row of a timeline as (from hour, to hour, outcome)."""
    return [(band.start / 3600, band.end / 3600, band.outcome) for band in found.row(flow, activity).bands]


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        ("ana-db", "new sign-in, service again, first access, another service, open session, password change"),
        ("bob-db", "new sign-in, service again, first access, open session, password change"),
        ("ana-ntlm", "new sign-in, password change"),
        ("ana-console", "new sign-in, AWS session"),
        ("ana-saml", "new sign-in, AWS session"),
        ("join", "domain membership, group policy refresh"),
    ],
)
def test_each_sign_in_has_its_activities(office, flow, expected):
    """Kerberos has tickets and sessions, AWS has its session; a trust adds the cross-realm ticket of another service."""
    found = names(office(two_way=True), flow)
    assert ", ".join(found) == expected
    assert set(found) <= set(ACTIVITIES)


def test_only_a_sign_in_needs_nothing_before_it(office):
    """Every activity but the sign-in and a membership is for users who have signed in."""
    net = office()
    for flow in ("ana-db", "ana-console", "join"):
        for found in activities(View(net), net.flows[flow], USUAL):
            fresh = found.name in ("new sign-in", "domain membership", "group policy refresh")
            assert found.after_sign_in is not fresh


def test_tickets_last_as_long_as_the_policy(office):
    """A service ticket lasts ten hours, as its TGT does, and is renewed; an open session does not end by time."""
    net = office()
    assert one(net, "ana-db", "service again").lasts_s == hours(10)
    assert one(net, "ana-db", "first access").lasts_s == hours(10)
    assert one(net, "ana-db", "another service").rests_on == "the cross-realm ticket"
    assert all(one(net, "ana-db", name).renewed for name in ("service again", "first access", "another service"))
    assert (one(net, "ana-db", "open session").rests_on, one(net, "ana-db", "open session").lasts_s) == ("", None)


def test_a_service_ticket_does_not_outlive_its_tgt(office):
    """A policy of shorter TGTs shortens service tickets; one of longer TGTs does not lengthen them."""
    short, long = Lifetimes.of(first_ticket_s=hours(4)), Lifetimes.of(first_ticket_s=hours(20))
    net = office()
    assert one(net, "ana-db", "service again", short).lasts_s == hours(4)
    assert one(net, "ana-db", "service again", long).lasts_s == hours(10)
    assert one(net, "ana-db", "first access", long).lasts_s == hours(20)
    assert Lifetimes.of(service_ticket_s=minutes(30)).service_ticket_s == minutes(30)


def test_lifetimes_follow_the_facts():
    """TGT and service ticket last ten hours, a console session one hour, by the facts; without facts nothing is known."""
    assert (USUAL.first_ticket_s, USUAL.service_ticket_s, USUAL.console_s) == (hours(10), hours(10), hours(1))
    unknown = Lifetimes.of(Catalog(as_of=None, raw={}, subjects={}))
    assert (unknown.first_ticket_s, unknown.service_ticket_s, unknown.console_s, unknown.permission_set_s) == (
        None,
    ) * 4
    partly = Lifetimes.of(Catalog(as_of=None, raw={}, subjects={}), first_ticket_s=60.0, console_s=0.0)
    assert (partly.first_ticket_s, partly.service_ticket_s, partly.console_s) == (60.0, None, 0.0)


def test_a_session_lasts_as_its_application_says(office):
    """A console has the session of the directory service, Identity Center that of its permission set, others none known."""
    net = office()
    console = net.adding(flows={"ana-console": evolve(net.flows["ana-console"], workload="aws-console")})
    assert one(console, "ana-console", "AWS session").lasts_s == USUAL.console_s
    assert one(net, "ana-console", "AWS session").lasts_s is None
    central = net.adding(services={"saml": evolve(net.services["saml"], provider="identity-center")})
    assert one(central, "ana-saml", "AWS session").lasts_s == USUAL.permission_set_s


def test_a_desktop_has_an_open_session_and_policies(office):
    """A desktop that logs the user on stays connected, refreshes its policies, and is where passwords are changed."""
    net = office()
    desktop = net.adding(
        hosts={"desktop": evolve(net.hosts["db"], domain="corp.example", resolvers=("dc1.corp",))},
        services={"console": evolve(net.services["console"], realm="corp.example", desktop="desktop")},
    )
    assert names(desktop, "ana-console") == ["new sign-in", "open session", "password change", "group policy refresh"]


def test_users_outside_a_domain_do_not_change_passwords_there(office):
    """A browser outside every domain has no password change; the same user at a member has one."""
    net = office()
    inside = net.adding(flows={"ana-console": evolve(net.flows["ana-console"], client="pc")})
    assert "password change" not in names(net, "ana-console")
    assert "password change" in names(inside, "ana-console")


def test_an_unknown_lifetime_is_unknown_in_the_timeline(office):
    """An activity that rests on a session of unknown length has one band, which says that no source states it."""
    row = timeline(office(), OUTAGE, flows=("ana-console",)).row("ana-console", "AWS session")
    assert [band.outcome for band in row.bands] == ["unknown"]
    assert row.bands[0].because == "no source states the lifetime of the session"
    assert (row.bands[0].run, row.bands[0].works) == (None, False)


def test_a_timeline_ends_an_hour_after_the_last_change(office):
    """The end is an hour after the last fault or expiry, unless another end is asked for."""
    late = Scenario("late", [LinkDown("vpn", start=hours(20), lasts=hours(2))])
    assert timeline(office(), late).horizon == hours(23)
    assert timeline(office(), OUTAGE).horizon == hours(11)
    assert timeline(office(), OUTAGE, signed_in_at=hours(3)).horizon == hours(14)
    assert timeline(office(), OUTAGE, until=hours(4)).horizon == hours(4)


def test_a_fault_that_does_not_end_lasts_to_the_horizon(office):
    """Without an end the sign-in stays lost, and the row has no instant of return."""
    row = timeline(office(), Scenario("cut", [LinkDown("vpn", start=hours(2))])).row("ana-db", "new sign-in")
    assert [(band.start, band.end, band.outcome) for band in row.bands] == [
        (0.0, hours(2), "succeeded"),
        (hours(2), hours(11), "timed-out"),
    ]
    assert (row.lost_at, row.back_at) == (hours(2), None)


def test_loss_and_return_are_those_of_the_faults(office):
    """A sign-in is lost at the start of the fault and back at its end; an unaffected one is never lost."""
    found = timeline(office(), OUTAGE)
    lost, kept = found.row("ana-db", "new sign-in"), found.row("bob-db", "new sign-in")
    assert (lost.lost_at, lost.back_at) == (hours(2), hours(5))
    assert (kept.lost_at, kept.back_at) == (None, None)


def test_several_faults_make_several_bands(office):
    """Two outages leave the time between them, and the last end is the return."""
    twice = Scenario("twice", [LinkDown("vpn", start=3600.0 * at, lasts=1800.0) for at in (1, 3)])
    row = timeline(office(), twice, flows=("ana-db",)).row("ana-db", "new sign-in")
    assert [band.start / 3600 for band in row.bands] == [0, 1, 1.5, 3, 3.5]
    assert (row.lost_at, row.back_at) == (3600.0, 3.5 * 3600)


def test_faults_without_effect_make_no_band(office):
    """Changes that a row does not notice are merged into one band."""
    found = timeline(office(), Scenario("others", [HostDown("radius1", start=60.0, lasts=60.0)]))
    assert [len(row.bands) for row in found.rows if row.activity == "new sign-in"] != []
    for row in found.rows:
        if row.activity == "new sign-in" and row.flow in ("ana-db", "bob-db"):
            assert len(row.bands) == 1


def test_a_ticket_in_hand_bridges_an_outage_of_controllers(office):
    """With the ticket of hour 0 the database stays open while all controllers are away, and a new sign-in does not."""
    away = [
        HostDown(host, start=hours(1), lasts=hours(2)) for host in ("dc1.corp", "dc2.corp", "dc1.cloud", "dc2.cloud")
    ]
    found = timeline(office(), Scenario("away", away), flows=("ana-db",))
    assert bands(found, "ana-db", "new sign-in")[1] == (1, 3, "timed-out")
    assert bands(found, "ana-db", "service again")[1] == (1, 3, "degraded")
    assert bands(found, "ana-db", "first access")[1] == (1, 3, "timed-out")
    assert bands(found, "ana-db", "open session") == [(0, 11, "succeeded")]
    because = found.row("ana-db", "service again").bands[1].because
    assert because.startswith("the service ticket is valid for ")
    assert because.endswith(" more; a new sign-in would fail")


def test_users_who_could_not_sign_in_hold_nothing(office):
    """When the sign-in fails at its time, the rows that need one are left out."""
    found = timeline(office(), OUTAGE, signed_in_at=hours(3), flows=("ana-db", "bob-db"))
    assert [row.activity for row in found.rows if row.flow == "ana-db"] == ["new sign-in"]
    assert len([row for row in found.rows if row.flow == "bob-db"]) == 5


def test_held_rows_begin_at_the_sign_in(office):
    """Users who sign in later have their rows from that instant on, and the row says since when."""
    found = timeline(office(), OUTAGE, signed_in_at=hours(1), flows=("ana-db",))
    held, fresh = found.row("ana-db", "service again"), found.row("ana-db", "new sign-in")
    assert (held.bands[0].start, held.holds) == (hours(1), "tickets and sessions since 1h")
    assert (fresh.bands[0].start, fresh.holds) == (0.0, "nothing")


def test_a_ticket_expires_in_an_outage_that_began_before_its_renewal(office):
    """A ticket of hour 0 is renewed shortly before hour 10; an outage from hour 9 on lets it end at hour 10."""
    before = Scenario("before", [LinkDown("vpn", start=hours(9), lasts=hours(8))])
    found = timeline(office(), before, flows=("ana-db",), until=hours(18))
    corp_away = [Fault(kind="host-down", of=host, start=hours(9), lasts=hours(8)) for host in ("dc1.corp", "dc2.corp")]
    away = timeline(office(), Scenario("away", corp_away), flows=("ana-db",), until=hours(18))
    assert bands(away, "ana-db", "service again")[1:3] == [(9, 10, "degraded"), (10, 17, "timed-out")]
    assert found.row("ana-db", "service again").bands[1].outcome == "timed-out"


def test_an_unknown_row_is_named(office):
    """Asking for a row that the timeline lacks names the flow and the activity."""
    found = timeline(office(), OUTAGE, flows=("bob-db",))
    with pytest.raises(KeyError, match="no row for 'bob-db' and 'another service'"):
        found.row("bob-db", "another service")


def test_memberships_are_rows_where_all_flows_are_asked_for(office):
    """Without a choice of flows the joins are listed last, as the members' own activities."""
    found = timeline(office(), OUTAGE)
    assert [row.activity for row in found.rows[-2:]] == ["domain membership", "group policy refresh"]
    assert {row.flow for row in timeline(office(), OUTAGE, flows=("bob-db",)).rows} == {"bob-db"}
    assert str(found).splitlines()[0] == "cut over office"
