"""From trail files to the policies that the recorded activity needs."""

from __future__ import annotations

import os
from collections.abc import Iterable

from dirsim.credentials.activity.proposal import LeastPrivilege, Skipped, propose
from dirsim.read.cloudtrail import Trail, read_trail


def least_privilege_of(
    paths: Iterable[str | os.PathLike[str]], *, principal: str | None = None, days: int | None = None
) -> LeastPrivilege:
    """The rights that recorded activity needs, for each principal.

    Args:
        paths: Files or folders of CloudTrail records; ``-`` is standard input.
        principal: Only this one: the ARN of a role or user, or of a role's session; ``None`` means all.
        days: Only this many days before the last record; ``None`` means everything.

    Raises:
        InputError: A path does not exist, or there is no record in any file.
        UsageError: ``days`` is less than one, or the list of IAM actions is not installed.
    """
    trail = read_trail(paths, days=days)
    return propose(trail.ledger, _skipped(trail), damaged=bool(trail.damaged), principal=principal, days=days)


def _skipped(trail: Trail) -> tuple[Skipped, ...]:
    return tuple(
        Skipped(file, reason, skip.count, tuple(skip.places)) for (file, reason), skip in sorted(trail.skips.items())
    )
