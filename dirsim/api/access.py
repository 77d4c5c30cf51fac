"""Functions on credentials: least privilege, findings on IAM policies."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from dirsim.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    from dirsim.credentials.least_privilege.proposal import LeastPrivilege
    from dirsim.credentials.policy.finding import FileFindings

POLICY_KINDS = ("identity", "resource", "trust", "boundary", "scp", "rcp", "session")
"""The kinds of IAM policies."""


def least_privilege(
    trails: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    principal: str | None = None,
    days: int | None = None,
    policy: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] = (),
) -> LeastPrivilege:
    """The rights that recorded activity needs: for each principal, policies that grant them and nothing else.

    Args:
        trails: Files or folders of CloudTrail records.
        principal: Only this one: the ARN of a role or user, or of a role's session; ``None`` means all.
        days: Only this many days before the last record; ``None`` means everything.
        policy: Files of the policies that are attached now; each proposal is compared with them.

    Raises:
        InputError: A path does not exist, or no file holds a record.
        UsageError: ``days`` is less than one, or the list of IAM actions is not installed.
    """
    from dirsim.credentials.least_privilege.from_trails import least_privilege_of

    if days is not None and days < 1:
        raise UsageError(f"days must be at least 1, not {days}")
    from dirsim.files.file_recognition import other_kind

    paths = [trails] if isinstance(trails, str | os.PathLike) else list(trails)
    today = [policy] if isinstance(policy, str | os.PathLike) else list(policy)
    try:
        return least_privilege_of(paths, principal=principal, days=days, policies=today)
    except InputError:
        others = tuple(problem for path in paths for problem in other_kind(path, expected="cloudtrail"))
        if others:
            raise InputError(others) from None
        raise


def lint_policy(
    files: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    kind: str = "auto",
    accounts: Iterable[str] = (),
) -> tuple[FileFindings, ...]:
    """Findings on IAM policies, file by file.

    Args:
        files: Policies in JSON, folders of them, or ``-`` for standard input.
        kind: ``identity``, ``resource``, ``trust``, ``boundary``, ``scp``, ``rcp``, ``session``, or ``auto`` to tell the first
            three apart by their elements.
        accounts: Own accounts, 12 digits each; trust in them is not reported.

    Returns:
        The findings; empty where nothing was found.

    Raises:
        InputError: A file is not a policy in JSON; every problem is listed.
        UsageError: The kind is unknown, or the list of IAM actions is not installed.
    """
    found, problems = lint_policies(files, kind=kind, accounts=accounts)
    if problems:
        raise InputError(problems)
    return found


def lint_policies(
    files: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    kind: str = "auto",
    accounts: Iterable[str] = (),
) -> tuple[tuple[FileFindings, ...], tuple[Problem, ...]]:
    """As :func:`lint_policy`, with the problems of files that cannot be used beside the findings of the others."""
    from dirsim.credentials.policy.policy_files import lint_file, policy_walk
    from dirsim.credentials.policy.statement import PolicyKind
    from dirsim.files.file_recognition import other_kind
    from dirsim.parsing.edge import edge

    known = {entry.value: entry for entry in PolicyKind}
    if kind != "auto" and kind not in known:
        raise UsageError(f"unknown kind of policy {kind!r}; expected one of: auto, {', '.join(known)}")
    own = frozenset(accounts)
    found: list[FileFindings] = []
    walk = policy_walk([files] if isinstance(files, str | os.PathLike) else list(files))
    problems = list(walk.problems)
    for file in walk.files:
        others = tuple(other_kind(file, expected=("policy", "authorization-details")))
        if others:
            problems += others
            continue
        try:
            with edge(file):
                found += lint_file(file, kind=known.get(kind), accounts=own, name="<stdin>" if file == "-" else file)
        except InputError as error:
            problems += error.problems
    return tuple(found), tuple(problems)
