"""Least privilege policies from CloudTrail files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import partial

from attrs import evolve

from dirsim.credentials.least_privilege.cloudtrail import Trail, read_trail, replay_trail
from dirsim.credentials.least_privilege.proposal import LeastPrivilege, Skipped, propose
from dirsim.credentials.policy.policy_files import policies_of, policy_files
from dirsim.parsing.source import STDIN


def least_privilege_of(
    paths: Iterable[str | os.PathLike[str]],
    *,
    principal: str | None = None,
    days: int | None = None,
    policies: Iterable[str | os.PathLike[str]] = (),
) -> LeastPrivilege:
    """Determine the permissions that recorded activity requires, for each principal.

    Args:
        paths: Files or folders of CloudTrail records; ``-`` is standard input.
        principal: Restrict to this principal: the ARN of a role or user, or of a role session; ``None`` means all.
        days: Only this number of days before the last record; ``None`` means everything.
        policies: Files of the policies that are attached now; each proposal is compared with them.

    Raises:
        InputError: A path does not exist, or no file contains a record.
        UsageError: ``days`` is less than one, or the list of IAM actions is not installed.
    """
    today = tuple(policy for file in policy_files(policies) for policy in policies_of(file))
    named = tuple(paths)
    trail = read_trail(named, days=days)
    again = None if any(os.fspath(path) == STDIN for path in named) else partial(replay_trail, named, trail.latest)
    found = propose(
        trail.ledger,
        _skipped(trail),
        damaged=bool(trail.damaged),
        principal=principal,
        days=days,
        read_again=again,
        today=today,
    )
    return evolve(found, unreadable=tuple(trail.unreadable)) if trail.unreadable else found


def _skipped(trail: Trail) -> tuple[Skipped, ...]:
    return tuple(
        Skipped(file, reason, skip.count, tuple(skip.places)) for (file, reason), skip in sorted(trail.skips.items())
    )
