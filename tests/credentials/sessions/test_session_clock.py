"""Sessions, jobs, leaks and rotations on a clock: bounds of each way, and what holds for every length and age."""

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from dirsim.credentials.rotation.rotation import ROTATION_STEPS, ConnectorRotation, Secret, rotate, window_of_failures
from dirsim.credentials.sessions.blast_radius import session_leak, static_key
from dirsim.credentials.sessions.session_lifetimes import Hop, job, revoked, session
from dirsim.credentials.sessions.sts_calls import PLATFORM, WAYS
from dirsim.errors import InputError

MINUTE, HOUR = 60.0, 3600.0
ROLES = ("assume-role", "assume-role-with-saml", "assume-role-with-web-identity", "roles-anywhere")
# Least, default and most seconds of each way, from the AWS STS and IAM Identity Center documentation.
LIMITS = {
    "assume-role": (15 * MINUTE, HOUR, HOUR),
    "assume-role-with-saml": (15 * MINUTE, HOUR, HOUR),
    "assume-role-with-web-identity": (15 * MINUTE, HOUR, HOUR),
    "get-session-token": (15 * MINUTE, 12 * HOUR, 36 * HOUR),
    "get-federation-token": (15 * MINUTE, 12 * HOUR, 36 * HOUR),
    "directory-console": (0.0, HOUR, 12 * HOUR),
    "permission-set": (HOUR, HOUR, 12 * HOUR),
    "assume-root": (0.0, 15 * MINUTE, 15 * MINUTE),
    "roles-anywhere": (15 * MINUTE, HOUR, HOUR),
    "access-portal": (15 * MINUTE, 8 * HOUR, 90 * 24 * HOUR),
}


def refusal(*hops):
    """The one problem of a chain."""
    with pytest.raises(InputError) as caught:
        session(hops)
    (problem,) = caught.value.problems
    return problem


def test_every_way_has_its_limits():
    """The limits of every way are listed here."""
    assert set(LIMITS) == set(WAYS)


@pytest.mark.parametrize("way", WAYS)
def test_each_way_is_bounded_to_the_second(way):
    """The least and the most that a way gives are granted; one second less or more is refused with the fact."""
    least, default, most = LIMITS[way]
    assert session((Hop(way=way),)).length_s == default
    assert session((Hop(way=way, requested_s=most),)).length_s == most
    assert refusal(Hop(way=way, requested_s=most + 1)).hint == f"fact {WAYS[way]}"
    assert session((Hop(way=way, requested_s=max(least, 1.0)),)).length_s == max(least, 1.0)
    if least:
        assert refusal(Hop(way=way, requested_s=least - 1)).message.endswith(
            f"the minimum is {'1h' if least == HOUR else '15m'}"
        )


@pytest.mark.parametrize("way", ROLES)
@given(maximum=st.integers(1, 12), asked=st.integers(1, 13))
def test_a_role_gives_up_to_its_own_maximum(way, maximum, asked):
    """A session of a role is granted up to the role's maximum, and refused beyond it with the reason."""
    hop = Hop(way=way, role_max_s=maximum * HOUR, requested_s=asked * HOUR)
    if asked <= maximum:
        assert session((hop,)).length_s == asked * HOUR
    else:
        reason = "its own limit" if maximum == 12 else "the role's maximum"
        assert (
            refusal(hop).message
            == f"requested {asked}h, the maximum is {'12h' if maximum == 12 else f'{maximum}h'}: {reason}"
        )


CHAINING = sorted({*WAYS, *PLATFORM} - {"instance-profile", "access-portal", "get-federation-token", "assume-root"})


@pytest.mark.parametrize("first", CHAINING)
def test_a_role_taken_with_temporary_credentials_has_an_hour(first):
    """Role chaining is capped at an hour whatever the role's maximum is, and the message says that chaining is the reason."""
    chain = (Hop(way=first), Hop(way="assume-role", role_max_s=12 * HOUR, requested_s=HOUR))
    assert session(chain).length_s == HOUR
    problem = refusal(chain[0], evolve(chain[1], requested_s=HOUR + 1))
    assert (problem.path, problem.hint) == ("chain[1]", "fact role-chaining-cap")
    assert problem.message.endswith("role chaining, regardless of the role's maximum")


@pytest.mark.parametrize("first", ["assume-role", "lambda-role", "get-session-token"])
@pytest.mark.parametrize("second", ["assume-role-with-saml", "assume-role-with-web-identity", "roles-anywhere"])
def test_an_assertion_needs_no_credentials_and_does_not_chain(first, second):
    """A call that an assertion, a token or a certificate authorises is not limited by the credentials before it."""
    assert session((Hop(way=first), Hop(way=second, role_max_s=12 * HOUR, requested_s=12 * HOUR))).length_s == 12 * HOUR


def test_an_instance_role_is_exempt_by_the_text_and_contested():
    """AWS's text exempts EC2 instance roles; reports contradict it, so that a longer session is granted and marked."""
    found = session((Hop(way="instance-profile"), Hop(way="assume-role", role_max_s=12 * HOUR, requested_s=2 * HOUR)))
    assert (found.length_s, found.contested_s) == (2 * HOUR, HOUR)
    assert {"role-chaining-not-ec2", "role-chaining-ec2-reports"} <= set(found.facts)
    assert session((Hop(way="instance-profile"), Hop(way="assume-role"))).contested_s is None


@pytest.mark.parametrize("platform", sorted(PLATFORM))
def test_a_platform_renews_its_credentials_and_comes_first(platform):
    """What a platform issues does not end, and nothing comes before it."""
    found = session((Hop(way=platform),))
    assert (found.length_s, found.refreshes) == (None, True)
    assert refusal(Hop(way="assume-role"), Hop(way=platform)).hint == "move it to the start"


@pytest.mark.parametrize(
    ("before", "way", "fact"),
    [
        ("get-session-token", "get-session-token", "get-session-token-limits"),
        ("get-session-token", "get-federation-token", "get-session-token-limits"),
        ("get-session-token", "assume-root", "get-session-token-limits"),
        ("get-federation-token", "assume-role", "get-federation-token-limits"),
        ("get-federation-token", "get-session-token", "get-federation-token-limits"),
        ("ecs-task-role", "get-session-token", "assumed-role-cannot-federate"),
        ("permission-set", "get-federation-token", "assumed-role-cannot-federate"),
        ("roles-anywhere", "get-session-token", "assumed-role-cannot-federate"),
        ("assume-root", "assume-role", "assume-root-range"),
        ("root", "assume-role", "root-cannot-assume"),
        ("root", "assume-root", "root-cannot-assume"),
    ],
)
def test_sts_refuses_calls_by_the_credentials_that_make_them(before, way, fact):
    """Each call is refused with the credentials with which STS refuses it, and the fact is named."""
    assert refusal(Hop(way=before), Hop(way=way)).hint == f"fact {fact}"


@pytest.mark.parametrize("way", ["get-session-token", "get-federation-token", "assume-role", "assume-root"])
def test_an_iam_user_may_call_sts(way):
    """The long-lived key of an IAM user is accepted by each of these calls."""
    assert session((Hop(way="iam-user"), Hop(way=way))).length_s == LIMITS[way][1]
    assert session((Hop(way="iam-user"),)).length_s is None


@pytest.mark.parametrize("maximum", [HOUR - 1, 12 * HOUR + 1])
def test_a_roles_maximum_has_a_range(maximum):
    """IAM accepts a maximum from one to twelve hours; the request below it may be shorter."""
    assert "IAM accepts 1h to 12h" in refusal(Hop(way="assume-role", role_max_s=maximum, requested_s=900.0)).message


@pytest.mark.parametrize("way", ["get-session-token", "get-federation-token"])
def test_the_root_user_has_an_hour(way):
    """The root user's sessions last at most an hour: a longer request is shortened, unless it exceeds every user's limit."""
    assert session((Hop(way=way, root=True),)).length_s == HOUR
    shortened = session((Hop(way="root"), Hop(way=way, requested_s=12 * HOUR)))
    assert shortened.length_s == HOUR
    assert "the root user's session is shortened" in shortened.because
    assert session((Hop(way=way, root=True, requested_s=HOUR),)).because.endswith("(requested)")
    assert refusal(Hop(way=way, root=True, requested_s=36 * HOUR + 1)).message.endswith("its own limit")
    assert session((Hop(way="permission-set", root=True, requested_s=12 * HOUR),)).length_s == 12 * HOUR


def test_a_chain_has_steps():
    """A chain without steps, or with an unknown one, is bad input; roles cannot call for federation."""
    assert refusal().message == "the chain has no steps"
    assert refusal(Hop(way="teleport")).message == "unknown step 'teleport'"
    assert refusal(Hop(way="assume-role"), Hop(way="get-session-token")).hint == "fact assumed-role-cannot-federate"
    assert session((Hop(way="get-session-token"), Hop(way="assume-role"))).length_s == HOUR


WAY = st.sampled_from(sorted(WAYS))


@given(WAY, st.integers(1, 40 * 3600), st.booleans())
def test_a_job_fails_exactly_where_its_session_ends(way, length, refreshes):
    """A job passes if its session lasts as long as it does or is renewed; otherwise it fails at the session's end."""
    found = job((Hop(way=way, refreshes=refreshes),), float(length))
    ends = LIMITS[way][1]
    assert found.passes is (refreshes or length <= ends)
    assert found.fails_at_s == (None if found.passes else ends)
    assert bool(found.change) is not found.passes


@given(WAY, st.integers(1, 40 * 3600))
def test_the_change_that_is_named_is_enough(way, length):
    """A longer session is named only where one of that length is granted; otherwise renewal is, which always helps."""
    found = job((Hop(way=way),), float(length))
    if found.passes:
        return
    if found.change.startswith("refresh"):
        assert job((Hop(way=way, refreshes=True),), float(length)).passes
        with pytest.raises(InputError):
            session((Hop(way=way, requested_s=float(length), role_max_s=12 * HOUR),))
    else:
        role_max = float(length) if way in ROLES else None
        assert job((Hop(way=way, requested_s=float(length), role_max_s=role_max),), float(length)).passes
        assert ("set the role's maximum" in found.change) is (way in ROLES)


def test_a_chained_job_is_told_to_leave_the_chain():
    """No request makes a chained session longer: the job renews its credentials, or takes the last role directly."""
    found = job((Hop(way="assume-role"), Hop(way="assume-role", role_max_s=12 * HOUR)), 2 * HOUR)
    assert (
        found.change
        == "refresh the credentials before they expire, or assume the last role directly, without the role before it"
    )


@given(WAY, st.floats(0, 100 * HOUR), st.floats(0, 200 * HOUR))
def test_a_leaked_session_works_for_the_rest_of_its_time(way, age, after):
    """A copy of a session works until the session ends, however old it was when it was copied."""
    leak = session_leak((Hop(way=way),), age)
    rest = max(LIMITS[way][1] - age, 0.0)
    assert leak.until_s == rest
    assert leak.works_at(after) is (after < rest)


@pytest.mark.parametrize("way", [*WAYS, *sorted(PLATFORM)])
def test_a_leak_has_its_countermeasures(way):
    """Every leak of a session is stopped by revoking older sessions; federated ones also by disabling the user."""
    leak = session_leak((Hop(way=way),))
    federated = way in {"assume-role-with-saml", "assume-role-with-web-identity", "permission-set", "access-portal"}
    assert len(leak.stops) == 1 + federated
    assert ("idc-revocation-lag" in leak.facts) is federated
    assert leak.renewable is (way in PLATFORM)
    assert (leak.until_s is None) is (way in PLATFORM)


def test_a_static_key_never_ends():
    """A long-lived key works at any time until it is deactivated, and the first countermeasure says so."""
    assert static_key().works_at(1e12)
    assert (static_key().renewable, static_key().stops[0]) == (False, "deactivate the key: at once")


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_revocation_is_about_older_sessions(issued, at):
    """A session from before the revocation is denied, and one from that instant or later is not."""
    assert revoked(issued, at) is (issued < at)
    assert not revoked(at, at)


SECRETS = st.builds(Secret, users=st.sampled_from(["single", "alternating"]))


@given(SECRETS, st.lists(st.sampled_from(["", *ROTATION_STEPS]), max_size=5))
def test_a_rotation_that_is_repeated_heals(secret, cuts):
    """Whatever rotations were cut off before, a whole one leaves the new version current and accepted."""
    state = secret
    for number, cut in enumerate(cuts):
        before = state
        found = rotate(state, f"n{number}", cut_at=cut)
        state = found.secret
        assert found.finished is (cut == "")
        assert (found.stopped_at, found.because) == (cut, f"{cut} was not completed" if cut else "")
        assert state.current == (before.current if cut else f"n{number}")
    last = rotate(state, "last")
    assert last.readers_get_in
    assert (last.secret.current, last.secret.previous, last.secret.pending) == ("last", state.current, "")
    assert last.caching_clients_get_in is (secret.users == "alternating")


@pytest.mark.parametrize(("users", "refused"), [("single", ("set", "test")), ("alternating", ())])
def test_readers_are_refused_between_set_and_finish(users, refused):
    """With one account readers are refused after each step in which the password is set and the label is not moved."""
    assert window_of_failures(Secret(users=users), "v2") == refused
    assert ROTATION_STEPS == ("create", "set", "test", "finish")


@given(st.lists(st.sampled_from(["directory", "connector"]), max_size=6))
def test_a_connector_follows_its_directory(changes):
    """The connector takes only the password that the domain accepts, and signs in exactly while both agree."""
    state = ConnectorRotation()
    for number, where in enumerate(changes):
        if where == "directory":
            state = state.change_in_directory(f"n{number}")
            assert not state.signs_in
        else:
            with pytest.raises(ValueError, match="change it in AD first"):
                state.change_in_connector(f"other{number}")
            state = state.change_in_connector(state.in_directory)
            assert state.signs_in
