"""The twelve labs, in the order in which a course takes them."""

from __future__ import annotations

from difflib import get_close_matches

from dirsim.errors import UsageError
from dirsim.labs.exercise import Lab
from dirsim.labs.lessons import (
    credentials,
    group_policy,
    least_privilege,
    merger,
    mfa,
    proxy_store,
    rotation,
    schema,
    sessions,
    trust_direction,
    trust_passwords,
    workloads,
)

LABS: tuple[Lab, ...] = (
    proxy_store.LAB,
    trust_passwords.LAB,
    trust_direction.LAB,
    workloads.LAB,
    mfa.LAB,
    sessions.LAB,
    credentials.LAB,
    least_privilege.LAB,
    rotation.LAB,
    group_policy.LAB,
    schema.LAB,
    merger.LAB,
)
"""Every lab."""


def find_lab(name: str) -> Lab:
    """A lab by its id.

    Raises:
        UsageError: There is none; the message names the nearest, or all.
    """
    known = [lab.id for lab in LABS]
    for lab in LABS:
        if lab.id == name:
            return lab
    near = get_close_matches(name.lower(), known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}"
    raise UsageError(f"there is no lab {name!r}; {hint}")
