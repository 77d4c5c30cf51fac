"""List of the labs, in the order of a course."""

from __future__ import annotations

from difflib import get_close_matches

from dirsim.api import UsageError
from dirsim.labs import lesson_board as board
from dirsim.labs import lesson_composed as composed
from dirsim.labs import lesson_credentials as credentials
from dirsim.labs import lesson_group_policy as group_policy
from dirsim.labs import lesson_held_out as held_out
from dirsim.labs import lesson_least_privilege as least_privilege
from dirsim.labs import lesson_merger as merger
from dirsim.labs import lesson_mfa as mfa
from dirsim.labs import lesson_proxy_store as proxy_store
from dirsim.labs import lesson_rotation as rotation
from dirsim.labs import lesson_schema as schema
from dirsim.labs import lesson_sessions as sessions
from dirsim.labs import lesson_trust_direction as trust_direction
from dirsim.labs import lesson_trust_passwords as trust_passwords
from dirsim.labs import lesson_workloads as workloads
from dirsim.labs.exercise import Lab

LABS: tuple[Lab, ...] = (
    proxy_store.LAB,
    trust_passwords.LAB,
    trust_direction.LAB,
    board.LAB,
    workloads.LAB,
    mfa.LAB,
    sessions.LAB,
    credentials.LAB,
    least_privilege.LAB,
    held_out.LAB,
    rotation.LAB,
    group_policy.LAB,
    schema.LAB,
    composed.LAB,
    merger.LAB,
)
"""Every lab."""


def find_lab(name: str) -> Lab:
    """A lab by its id.

    Raises:
        UsageError: No lab has this id; the message names the closest id, or all.
    """
    known = [lab.id for lab in LABS]
    for lab in LABS:
        if lab.id == name:
            return lab
    near = get_close_matches(name.lower(), known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"expected one of: {', '.join(known)}"
    raise UsageError(f"unknown lab {name!r}; {hint}")
