"""The page of proposed policies: for each principal what it used, what to attach, and what is not known."""

from __future__ import annotations

import json
from collections.abc import Iterator

from dirsim.credentials.activity.documents import Document
from dirsim.credentials.activity.proposal import LeastPrivilege, Proposal
from dirsim.report.blocks import Block, Code, Heading, Items, Page, Prose, Table
from dirsim.report.plain import plain, unseen

_STATUS = {
    "complete": "complete",
    "partial": "partial: some of the activity cannot be seen",
    "insufficient-evidence": "insufficient evidence: nothing is proposed",
}
_SHOWN = 3


def least_privilege_page(answer: LeastPrivilege) -> Page:
    """The whole answer; the policies stand in it as JSON, to be copied."""
    blocks = list(_head(answer))
    for arn, proposal in answer.proposals.items():
        blocks += proposal_page(proposal, arn)
    return (*blocks, *_skipped(answer))


def proposal_page(proposal: Proposal, arn: str = "") -> Page:
    """What one principal needs; ``arn`` where the answer knows it by another name than its own."""
    policies = (Code(_json(policy)) for policy in proposal.policies)
    return (*_principal(arn or proposal.principal.arn, proposal), *policies, *_open(proposal))


def _json(policy: Document) -> str:
    """A policy to be copied: characters that nobody sees are written as escapes, so that the copy is the same policy."""
    said = json.dumps(policy, indent=2, ensure_ascii=False)
    return said if unseen(said) == said else json.dumps(policy, indent=2)


def _head(answer: LeastPrivilege) -> Page:
    window = f"Records from {answer.first} to {answer.last}." if answer.first else "No record counts."
    page: list[Block] = [
        Heading("Least privilege from recorded activity", 1),
        Prose(f"{_STATUS[answer.status]}. {window}"),
    ]
    if answer.not_observable:
        page += [
            Heading("What the trail does not show"),
            Items(f"{gap.what}: {gap.because}" for gap in answer.not_observable),
        ]
    return tuple(page)


def _principal(arn: str, proposal: Proposal) -> Iterator[Block]:
    yield Heading(arn)
    note = f" {proposal.note[:1].upper()}{proposal.note[1:]}." if proposal.note else ""
    yield Prose(f"{proposal.principal.kind.value}; {_STATUS[proposal.status]}.{note}")
    rows = [_row(entry) for entry in (*proposal.evidence, *proposal.inferred)]
    if rows:
        yield Table(("Action", "Count", "First", "Last", "Resources"), rows, frozenset({1}))


def _row(entry: object) -> tuple[str, ...]:
    told = dict(entry)  # type: ignore[call-overload]
    resources = told["resources"]
    shown = ", ".join(resources[:_SHOWN]) + (f" and {len(resources) - _SHOWN} more" if len(resources) > _SHOWN else "")
    mark = " (inferred)" if told.get("because") else ""
    return (f"{told['action']}{mark}", str(told["count"]), told["first"][:10], told["last"][:10], shown)


def _open(proposal: Proposal) -> Iterator[Block]:
    if proposal.denied:
        yield Prose("Refused, and not granted:")
        yield Items(
            f"{entry['action']}, {entry['count']} times, last on {entry['last'][:10]}" for entry in proposal.denied
        )
    if proposal.not_observable:
        yield Prose("Not observable:")
        yield Items(f"{gap.what}: {gap.because}" for gap in proposal.not_observable)


def _skipped(answer: LeastPrivilege) -> Iterator[Block]:
    if answer.skipped:
        yield Heading("Records that prove nothing")
        rows = [
            (str(entry.count), entry.reason, "" if entry.file == "*" else plain(entry.file), ", ".join(entry.places))
            for entry in answer.skipped
        ]
        yield Table(("Count", "Reason", "File", "First places"), rows, frozenset({0}))
