"""Needs that mean something in a file, and those that mean nothing in it."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from dirsim.catalog.need_kind import MEANT, NeedKind, Scope
from dirsim.catalog.need_words import NEED_KINDS
from dirsim.catalog.workload_kind import WorkloadKind
from dirsim.catalog.workload_kinds import KINDS
from dirsim.model.requirements import Requirements

REPRESENTS: Mapping[Scope, str] = {
    Scope.PORTAL: "saas-app",
    Scope.CONSOLES: "aws-console",
    Scope.LOGINS: "alb-web-app",
    Scope.OWN_SIGN_INS: "alb-web-app",
}
"""The kind of workload that represents what a need refers to where the file has none."""


def is_meant(req: Requirements, word: str) -> bool:
    """True where a need speaks of something in a file: of its directory, or of a workload that the file has.

    A need of workloads that the file does not have adds no part to a design: it is listed as not evaluated.
    """
    record = NEED_KINDS[word]
    if record.scope not in MEANT or record.alone:
        return True
    if record.of_access:
        return any(record.speaks_of(KINDS[kind]) for kind in req.kinds)
    return any(map(record.may_mean, _kinds(req)))


def meant_only(req: Requirements) -> Requirements:
    """A file without the needs of which it has no workload; the file itself where it has none of those."""
    kept = tuple(need for need in req.needs if is_meant(req, need.word))
    return req if len(kept) == len(req.needs) else evolve(req, needs=kept)


def nothing_meant(word: str) -> str:
    """The effect of a need of which the file has no workload: none, and the reason."""
    return (
        f"nothing in the file is meant: it speaks of {MEANT[NEED_KINDS[word].scope]}, and no workload is any; "
        "it does not affect this answer"
    )


def _kinds(req: Requirements) -> list[WorkloadKind]:
    """The kinds of the workloads of a file, and of what its needs ask for by themselves."""
    asked: list[NeedKind] = [NEED_KINDS[need.word] for need in req.needs]
    named = [REPRESENTS[record.scope] for record in asked if record.alone and record.scope in REPRESENTS]
    return [KINDS[word] for word in dict.fromkeys((*req.kinds, *named))]
