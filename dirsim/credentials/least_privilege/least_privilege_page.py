"""The page of proposed IAM policies: evidence, policies and gaps."""

from __future__ import annotations

import json
from collections.abc import Iterator

from dirsim.credentials.least_privilege.documents import Document
from dirsim.credentials.least_privilege.proposal import LeastPrivilege, Proposal
from dirsim.pages.blocks import Block, Code, Heading, Items, Page, Prose, Table
from dirsim.pages.plain import plain, unseen

_STATUS = {
    "complete": "complete",
    "partial": "partial: some activity is not observable",
    "insufficient-evidence": "insufficient evidence: no policy is proposed",
}
_SHOWN = 3
_SERVICES = 15


def least_privilege_page(answer: LeastPrivilege) -> Page:
    """The whole result; the policies are included as JSON for copying."""
    blocks = list(_head(answer))
    for arn, proposal in answer.proposals.items():
        blocks += proposal_page(proposal, arn)
    return (*blocks, *_skipped(answer))


def proposal_page(proposal: Proposal, arn: str = "") -> Page:
    """The proposal for one principal; ``arn`` if the result lists it under another name."""
    policies = (Code(_json(policy)) for policy in proposal.policies)
    name = arn or proposal.principal.arn
    return (*_principal(name, proposal), *policies, *_checked(proposal), *_open(proposal))


def _json(policy: Document) -> str:
    """A policy for copying: invisible characters are written as escapes, so that the copy is the same policy."""
    said = json.dumps(policy, indent=2, ensure_ascii=False)
    return said if unseen(said) == said else json.dumps(policy, indent=2)


def _head(answer: LeastPrivilege) -> Page:
    window = f"Records from {answer.first} to {answer.last}." if answer.first else "No usable records."
    page: list[Block] = [
        Heading("Least privilege from recorded activity", 1),
        Prose(f"{_STATUS[answer.status]}. {window}"),
    ]
    if answer.not_observable:
        page += [
            Heading("Not observable"),
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


def _checked(proposal: Proposal) -> Iterator[Block]:
    """The hold-out check, the widened names, and the comparison with today's policies."""
    held = proposal.held_out
    if held is not None and held.calls:
        yield Prose(
            f"Checked on {held.days} held-out days: policies from the days before them allow {held.allowed} of {held.calls} calls."
        )
    if proposal.unchecked:
        yield Prose(f"Not checked on held-out days: {proposal.unchecked}.")
    widened = [pattern for entry in (*proposal.evidence, *proposal.inferred) for pattern in entry.get("widened", ())]
    if widened:
        yield Prose("Widened, because later calls have other names:")
        yield Items(dict.fromkeys(f"{pattern['to']}: {pattern['because']}" for pattern in widened))
    today = proposal.today
    if today is not None:
        yield Prose(
            f"Granted today: {today.granted} actions, of which {today.used} were used; proposed: {today.proposed}."
        )
        rows = [
            (service, ", ".join(f"{level}: {count}" for level, count in levels.items()))
            for service, levels in today.counted.items()
        ]
        yield Table(("Service", "Unused by access level"), rows[:_SERVICES])
        if len(rows) > _SERVICES:
            yield Prose(f"And {len(rows) - _SERVICES} more services.")
        if today.missing:
            yield Prose(f"Used, but not granted by these policies: {', '.join(today.missing)}.")


def _row(entry: object) -> tuple[str, ...]:
    told = dict(entry)  # type: ignore[call-overload]
    resources = told["resources"]
    shown = ", ".join(resources[:_SHOWN]) + (f" and {len(resources) - _SHOWN} more" if len(resources) > _SHOWN else "")
    mark = " (inferred)" if told.get("because") else ""
    return (f"{told['action']}{mark}", str(told["count"]), told["first"][:10], told["last"][:10], shown)


def _open(proposal: Proposal) -> Iterator[Block]:
    if proposal.denied:
        yield Prose("Denied, and not granted:")
        yield Items(
            f"{entry['action']}, {entry['count']} times, last on {entry['last'][:10]}" for entry in proposal.denied
        )
    if proposal.not_observable:
        yield Prose("Not observable:")
        yield Items(f"{gap.what}: {gap.because}" for gap in proposal.not_observable)


def _skipped(answer: LeastPrivilege) -> Iterator[Block]:
    if answer.skipped:
        yield Heading("Skipped records")
        rows = [
            (str(entry.count), entry.reason, "" if entry.file == "*" else plain(entry.file), ", ".join(entry.places))
            for entry in answer.skipped
        ]
        yield Table(("Count", "Reason", "File", "First places"), rows, frozenset({0}))
