"""Lengths of sessions, chains, jobs and leaks, row by row."""

import itertools

import pytest

from dirsim.credentials.rotation.rotation import ROTATION_STEPS, Secret, rotate
from dirsim.credentials.sessions.blast_radius import session_leak, static_key
from dirsim.credentials.sessions.session_lifetimes import Hop, job, session
from dirsim.credentials.sessions.sts_calls import PLATFORM, WAYS
from dirsim.errors import InputError

HOUR = 3600.0
ROLES = ("assume-role", "assume-role-with-saml", "assume-role-with-web-identity")


def result(chain):
    """A chain's session in short, or the problems that refuse it."""
    try:
        found = session(chain)
    except InputError as error:
        return "refused: " + " / ".join(f"{problem.path} {problem.message}" for problem in error.problems)
    length = "as long as renewed" if found.length_s is None else f"{found.length_s:g} s"
    return f"{length}{', renewed' if found.refreshes else ''} [{' '.join(found.facts)}] {found.because}"


def test_lengths_of_sessions(reviewed):
    """Default, least, most, the role's maximum and the root user's limit decide each way's session."""
    lines = []
    for way in (*WAYS, *sorted(PLATFORM), "teleport"):
        for asked, role_max, root in itertools.product((None, 899.0, 900.0, HOUR, HOUR + 1, 12 * HOUR, 12 * HOUR + 1, 36 * HOUR, 36 * HOUR + 1, 90 * 24 * HOUR + 1), (None, 2 * HOUR, 12 * HOUR), (False, True)):  # fmt: skip
            if (root and way in ROLES) or (role_max and way not in ROLES):
                continue
            hop = Hop(way=way, requested_s=asked, role_max_s=role_max, root=root)
            lines.append(f"{way} asked={asked} role_max={role_max}{' root' if root else ''}: {result((hop,))}")
    reviewed("lengths", lines)


def test_chains(reviewed):
    """What follows what: a role taken by a role is capped, the platform comes first, and roles cannot federate."""
    lines = []
    for first, second in itertools.product((*WAYS, *sorted(PLATFORM)), (*WAYS, *sorted(PLATFORM))):
        for asked in (None, HOUR, HOUR + 1):
            chain = (Hop(way=first), Hop(way=second, role_max_s=12 * HOUR, requested_s=asked))
            lines.append(f"{first} {second} asked={asked}: {result(chain)}")
    reviewed("chains", lines)


def test_jobs(reviewed):
    """A job passes or fails at its session's end, and the smallest change that lets it pass is named."""
    lines = []
    for way, length, refreshes in itertools.product((*WAYS, *sorted(PLATFORM)), (HOUR - 1, HOUR, HOUR + 1, 11 * HOUR, 12 * HOUR, 13 * HOUR, 100 * 24 * HOUR), (False, True)):  # fmt: skip
        for chain in ((Hop(way=way, refreshes=refreshes),), (Hop(way="assume-role"), Hop(way=way, refreshes=refreshes, role_max_s=12 * HOUR)), (Hop(way=way, root=True),)):  # fmt: skip
            try:
                found = job(chain, length)
            except InputError:
                continue
            fails = "passes" if found.passes else f"fails at {found.fails_at_s:g} s: {found.change}"
            lines.append(
                f"{' '.join(hop.way for hop in chain)}{' root' if chain[-1].root else ''}{' renewed' if refreshes else ''} {length:g} s: {fails}"
            )
            assert found.passes is (found.fails_at_s is None) is (found.change == "")
    reviewed("jobs", lines)


def test_leaks(reviewed):
    """A leaked session works to its end, can be had again where the platform renews it, and has its ways to stop it."""
    lines = []
    for way, age in itertools.product((*WAYS, *sorted(PLATFORM)), (0.0, 600.0, 1e9)):
        leak = session_leak((Hop(way=way),), age)
        lines.append(
            f"{way} at {age:g}: until {leak.until_s} renewable={leak.renewable} stops={len(leak.stops)} [{' '.join(leak.facts)}]"
        )
    key = static_key()
    lines.append(
        f"static: until {key.until_s} renewable={key.renewable} stops={len(key.stops)} [{' '.join(key.facts)}]"
    )
    reviewed("leaks", lines)


@pytest.mark.parametrize("users", ["single", "alternating"])
def test_rotation_state_by_state(users, reviewed):
    """After each cut: what readers get, what is pending, what the target takes, and who gets in."""
    lines = []
    for cut in ("", *ROTATION_STEPS):
        left = rotate(Secret(users=users), "v2", cut_at=cut)
        after = rotate(left.secret, "v3")
        lines += [
            f"{cut or 'whole'}: {one.secret.current} pending={one.secret.pending or '-'} previous={one.secret.previous or '-'} "
            f"accepted={','.join(one.secret.accepted)} finished={one.finished} stopped={one.stopped_at or '-'} "
            f"readers={one.readers_get_in} caches={one.caching_clients_get_in} {one.because}"
            for one in (left, after)
        ]
    reviewed(f"rotation_{users}", lines)
