"""The answer: for each principal the policies that grant what it used, the evidence, and what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from dirsim.credentials.activity.documents import Document, Granted, documents
from dirsim.credentials.activity.gaps import Gap, gaps, trail_gaps
from dirsim.credentials.activity.ledger import Account, Ledger, Used
from dirsim.credentials.activity.principal import (
    WHY_NOT,
    Kind,
    Principal,
    permission_set,
    principal_of,
    role_of_session,
)
from dirsim.credentials.activity.replay import prove
from dirsim.credentials.activity.use import Context

SCHEMA = "dirsim.least-privilege/v1"
COMPLETE = "complete"
PARTIAL = "partial"
INSUFFICIENT = "insufficient-evidence"


@frozen
class Proposal:
    """What one principal needs.

    Attributes:
        principal: Who.
        status: ``complete``, ``partial`` (some of its work cannot be seen) or ``insufficient-evidence`` (nothing is proposed).
        policies: IAM policy documents; empty means that nothing is proposed.
        evidence: For each action: resources, count, first, last, event ids.
        inferred: The same for rights that no record shows, with the reason.
        denied: The same for what was refused; it is not granted.
        not_observable: What cannot be seen.
        note: Why nothing is proposed, or what to know when attaching; empty means nothing.
    """

    principal: Principal
    status: str
    policies: tuple[Document, ...] = ()
    evidence: tuple[Mapping[str, Any], ...] = ()
    inferred: tuple[Mapping[str, Any], ...] = ()
    denied: tuple[Mapping[str, Any], ...] = ()
    not_observable: tuple[Gap, ...] = ()
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The proposal as JSON shows it."""
        made: dict[str, Any] = {
            "kind": self.principal.kind.value,
            "editable": self.principal.editable,
            "status": self.status,
        }
        if self.principal.kind is Kind.PERMISSION_SET:
            made["permission_set"] = permission_set(self.principal.arn)
        return made | {
            "policies": list(self.policies),
            "denied": list(self.denied),
            "inferred": list(self.inferred),
            "not_observable": [gap.to_dict() for gap in self.not_observable],
            "evidence": list(self.evidence),
            "note": self.note,
        }

    @property
    def actions(self) -> tuple[str, ...]:
        """The actions that are granted, sorted."""
        found = {name for policy in self.policies for statement in policy["Statement"] for name in statement["Action"]}
        return tuple(sorted(found))


@frozen
class Skipped:
    """Records that prove nothing.

    Attributes:
        file: Which file; ``*`` where the reason has nothing to do with one.
        reason: Why.
        count: How many.
        places: Where the first of them are; empty where that says nothing.
    """

    file: str
    reason: str
    count: int
    places: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The entry as JSON shows it."""
        return {"file": self.file, "reason": self.reason, "count": self.count, "places": list(self.places)}


@frozen
class LeastPrivilege:
    """The rights that recorded activity needs.

    Attributes:
        status: That of the least complete principal, or ``partial`` where only some have a policy.
        first: When the first record that counts was made; empty means that there is none.
        last: When the last was made.
        proposals: By the principal's ARN, sorted.
        not_observable: What the trail as a whole does not show.
        skipped: What could not be used.
    """

    status: str
    first: str
    last: str
    proposals: Mapping[str, Proposal] = field(factory=dict)
    not_observable: tuple[Gap, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The answer as the contract has it (``dirsim.least-privilege/v1``)."""
        return {
            "schema": SCHEMA,
            "status": self.status,
            "window": {"from": self.first or None, "to": self.last or None},
            "principals": {arn: proposal.to_dict() for arn, proposal in self.proposals.items()},
            "not_observable": [gap.to_dict() for gap in self.not_observable],
            "skipped": [entry.to_dict() for entry in self.skipped],
        }


def propose(
    ledger: Ledger,
    skipped: tuple[Skipped, ...] = (),
    *,
    damaged: bool = False,
    principal: str | None = None,
    days: int | None = None,
) -> LeastPrivilege:
    """Policies from what was read.

    Args:
        ledger: What was read.
        skipped: What could not be used.
        damaged: Whether a part of the trail is missing.
        principal: Only this one: the ARN of a role or user, or of a role's session; ``None`` means all.
        days: The window that was asked for; ``None`` means everything.
    """
    accounts = _merged(ledger)
    trail = tuple(trail_gaps(ledger, days))
    if damaged:
        trail = (*trail, Gap("", "what the damaged or refused parts of files held", "see what was skipped"))
    proposals = {arn: _proposal(account, ledger, bool(trail)) for arn, account in accounts.items()}
    for role, entry in ledger.assumed.items():
        if role not in proposals and _here(role, ledger):
            proposals[role] = _silent(role, entry.count)
    wanted = _wanted(principal, proposals)
    chosen = {arn: proposals[arn] for arn in sorted(proposals) if wanted is None or arn == wanted}
    return LeastPrivilege(_status(chosen.values(), whole=not trail), ledger.first, ledger.last, chosen, trail, skipped)


def _status(proposals: Any, *, whole: bool) -> str:
    editable = [proposal for proposal in proposals if proposal.principal.editable]
    if not any(proposal.policies for proposal in editable):
        return INSUFFICIENT
    return COMPLETE if whole and all(proposal.status == COMPLETE for proposal in editable) else PARTIAL


def _wanted(principal: str | None, known: Mapping[str, Proposal]) -> str | None:
    if principal is None or principal in known:
        return principal
    role = role_of_session(principal) or principal
    name = role.rpartition("/")[2]
    same = [
        arn
        for arn in known
        if ":role/" in arn and arn.rpartition("/")[2] == name and arn.split(":")[4:5] == role.split(":")[4:5]
    ]
    return same[0] if len(same) == 1 and ":role/" in role else role


def _merged(ledger: Ledger) -> dict[str, Account]:
    """Accounts by ARN; a role that some records name without its path is the one role of that name."""
    whole = {arn: account for arn, account in ledger.accounts.items() if account.exact or ":role/" not in arn}
    made = dict(whole)
    for arn, account in sorted(ledger.accounts.items()):
        if arn in whole:
            continue
        start, _, name = arn.partition(":role/")
        same = [other for other in whole if other.startswith(f"{start}:role/") and other.rpartition("/")[2] == name]
        if len(same) == 1:
            made[same[0]] = made[same[0]].joined(account)
        else:
            made[arn] = account
    return made


def _here(role: str, ledger: Ledger) -> bool:
    """Whether a role is of an account whose principals are in the trail: then its calls would be there too."""
    account = role.split(":")[4]
    return any(entry.principal.account == account and entry.used for entry in ledger.accounts.values())


def _silent(role: str, count: int) -> Proposal:
    who = principal_of({"type": "AssumedRole", "sessionContext": {"sessionIssuer": {"arn": role}}})
    gap = Gap("", "what the role did", f"it was taken {count} times, and no call of it is in the trail")
    return Proposal(
        who or Principal(role, Kind.ROLE), INSUFFICIENT, not_observable=(gap,), note="no call of it is in the trail"
    )


def _proposal(account: Account, ledger: Ledger, trail_has_gaps: bool) -> Proposal:
    principal = account.principal
    used = sorted(account.used.items())
    evidence = tuple(_shown(name, entry, context=context) for (name, context, because), entry in used if not because)
    inferred = tuple(
        _shown(name, entry, context=context, because=because) for (name, context, because), entry in used if because
    )
    denied = tuple(_shown(name, entry) for name, entry in sorted(account.denied.items()))
    found = tuple(gaps(account, ledger))
    if not principal.editable:
        return Proposal(principal, INSUFFICIENT, (), evidence, inferred, denied, found, WHY_NOT[principal.kind])
    policies = documents(Granted(name, entry.resources(), context) for (name, context, _), entry in used)
    prove(policies, account)
    if not policies:
        note = "only refused calls" if denied else "no call that needs a right"
        return Proposal(principal, INSUFFICIENT, (), evidence, inferred, denied, found, note)
    status = PARTIAL if found or trail_has_gaps else COMPLETE
    return Proposal(principal, status, policies, evidence, inferred, denied, found, _attach(principal, len(policies)))


def _attach(principal: Principal, count: int) -> str:
    if principal.kind is Kind.PERMISSION_SET:
        return (
            f"belongs into the permission set {permission_set(principal.arn)}: its role is made by IAM Identity Center"
        )
    if principal.kind is Kind.FEDERATED_USER:
        return "belongs into the session policy; the user who asks for the session must hold these rights too"
    return (
        f"{count} managed policies: more than the 10 that can be attached without a raised quota" if count > 10 else ""
    )


def _shown(name: str, entry: Used, *, context: Context = (), because: str = "") -> dict[str, Any]:
    made: dict[str, Any] = {"action": name, "resources": list(entry.resources())}
    if context:
        made["condition"] = dict(context)
    if because:
        made["because"] = because
    return made | entry.to_dict()
