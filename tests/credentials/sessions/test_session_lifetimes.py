"""Sessions on a clock: limits, chaining, refreshing, and what a job makes of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.catalog.units import hours, minutes
from dirsim.credentials.sessions.blast_radius import session_leak, static_key
from dirsim.credentials.sessions.session_lifetimes import Hop, job, revoked, session
from dirsim.credentials.sessions.sts_calls import PLATFORM, WAYS
from dirsim.errors import InputError

TWELVE = Hop(way="assume-role", role_max_s=hours(12))
CHAINED = (Hop(way="assume-role"), TWELVE)


def test_a_chained_role_is_capped_at_an_hour():
    """A 12-hour role through another role: four hours are refused, the default is one hour."""
    assert session(CHAINED).length_s == hours(1)
    with pytest.raises(InputError, match="role-chaining-cap"):
        session((Hop(way="assume-role"), Hop(way="assume-role", role_max_s=hours(12), requested_s=hours(4))))


def test_the_same_role_taken_directly_gives_its_maximum():
    """Taken directly, the 12-hour role gives twelve hours to those who ask, and one hour to those who do not."""
    assert session((Hop(way="assume-role", role_max_s=hours(12), requested_s=hours(12)),)).length_s == hours(12)
    assert session((TWELVE,)).length_s == hours(1)


def test_a_long_job_fails_where_its_credentials_end():
    """A 90-minute job on a chained role fails at minute 60, and refreshing lets it pass."""
    found = job(CHAINED, minutes(90))
    assert (found.passes, found.fails_at_s) == (False, minutes(60))
    assert "refresh the credentials" in found.change
    assert job((CHAINED[0], Hop(way="assume-role", role_max_s=hours(12), refreshes=True)), minutes(90)).passes


def test_a_job_on_an_instance_role_passes():
    """Instance roles are renewed by the platform, and a role taken with one is no chaining."""
    assert job((Hop(way="instance-profile"),), hours(50)).passes
    assert session(
        (Hop(way="instance-profile"), Hop(way="assume-role", role_max_s=hours(12), requested_s=hours(12)))
    ).length_s == hours(12)


def test_less_than_fifteen_minutes_is_refused():
    """A session below the least length is refused, with the fact."""
    with pytest.raises(InputError, match="assume-role-range"):
        session((Hop(way="assume-role", requested_s=minutes(14)),))


def test_every_fault_of_a_chain_is_named():
    """All problems of a chain come in one error, each with its step."""
    with pytest.raises(InputError) as caught:
        session((Hop(way="assume-role", requested_s=60.0), Hop(way="get-session-token"), Hop(way="teleport")))
    assert [problem.path for problem in caught.value.problems] == ["chain[0]", "chain[1]", "chain[2]"]
    with pytest.raises(InputError):
        session(())


@given(way=st.sampled_from(sorted(WAYS)), length=st.floats(1, 10_000_000))
def test_a_granted_session_is_never_longer_than_asked(way, length):
    """What is asked for is given exactly, or refused."""
    try:
        given_s = session((Hop(way=way, requested_s=length, role_max_s=hours(12)),)).length_s
    except InputError:
        return
    assert given_s == length


@pytest.mark.parametrize("way", sorted(WAYS))
def test_the_smallest_change_lets_the_job_pass(way):
    """Where a longer session is possible, asking for it is the change that is named; it works."""
    found = job((Hop(way=way),), hours(11))
    if not found.passes and found.change.endswith("11h"):
        assert job((Hop(way=way, requested_s=hours(11), role_max_s=hours(12)),), hours(11)).passes


def test_a_revocation_ends_older_sessions_only():
    """Sessions from before a revocation are denied, later ones are not."""
    assert revoked(10.0, 20.0)
    assert not revoked(20.0, 20.0)
    assert not revoked(30.0, 20.0)


def test_a_leaked_key_works_for_ever_and_a_session_to_its_end():
    """A static key works until somebody acts; a federated session of an hour, copied after 20 minutes, for 40 more."""
    assert static_key().works_at(hours(100_000))
    leak = session_leak((Hop(way="assume-role-with-saml"),), minutes(20))
    assert leak.until_s == minutes(40)
    assert leak.works_at(minutes(39))
    assert not leak.works_at(minutes(40))
    assert any("disable the user" in stop for stop in leak.stops)


@pytest.mark.parametrize(
    ("chain", "stop"),
    [
        (("iam-user", "get-session-token"), "deny the user"),
        (("iam-user", "get-federation-token"), "deny the user"),
        (("iam-user", "get-session-token", "assume-role"), "revoke the role's"),
        (("iam-user",), "deactivate the key"),
        (("root", "get-session-token"), "nothing before they expire"),
        (("permission-set",), "IAM Identity Center"),
        (("permission-set", "assume-role"), "revoke the role's"),
        (("lambda-role",), "revoke the role's"),
    ],
)
def test_the_creator_of_the_last_credentials_decides_what_stops_them(chain, stop):
    """Roles are revoked, users are denied, permission sets are revoked at their source, and the root user is not."""
    assert stop in session_leak(tuple(Hop(way=way) for way in chain)).stops[0]


def test_the_root_user_behind_a_session_token_is_recognised_by_its_option():
    """A session token of the root user is not stopped by a policy, however the root user is written."""
    (stop,) = session_leak((Hop(way="get-session-token", root=True),)).stops
    assert stop.startswith("nothing before they expire")


@pytest.mark.parametrize("way", sorted(PLATFORM))
def test_what_a_platform_hands_out_can_be_had_again(way):
    """Credentials of an instance or container can be fetched anew while the host is open."""
    assert session_leak((Hop(way=way),)).renewable
