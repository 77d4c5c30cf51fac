"""Least privilege proposals: policies, evidence and gaps by principal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve, field, frozen

from dirsim.credentials.least_privilege.documents import Document, Granted, documents
from dirsim.credentials.least_privilege.gaps import Gap, gaps, seldom_active, short_trail, trail_gaps
from dirsim.credentials.least_privilege.granted_today import GrantedToday, compared
from dirsim.credentials.least_privilege.held_out import HeldOut, Replay, last_proposing_day, why_unchecked
from dirsim.credentials.least_privilege.instance_profiles import ASSUMED, PROFILE, roles_in
from dirsim.credentials.least_privilege.ledger import Account, Ledger, Used
from dirsim.credentials.least_privilege.principal import (
    WHY_NOT,
    Kind,
    TrailPrincipal,
    permission_set,
    principal_of,
    role_of_session,
)
from dirsim.credentials.least_privilege.replay import prove
from dirsim.credentials.least_privilege.use import Context
from dirsim.errors import Problem
from dirsim.shown import Tabular

SCHEMA = "dirsim.least-privilege/v1"
COMPLETE = "complete"
PARTIAL = "partial"
INSUFFICIENT = "insufficient-evidence"
_PASSES = "iam:PassRole"


@frozen
class Proposal(Tabular):
    """The proposal for one principal.

    Attributes:
        principal: The principal.
        status: ``complete``, ``partial`` (some activity is not observable) or ``insufficient-evidence`` (no proposal).
        policies: IAM policy documents; empty means that no policy is proposed.
        evidence: For each action: resources, count, first, last, event ids.
        inferred: The same for permissions that no record shows, with the reason.
        denied: The same for denied permissions; they are not granted.
        not_observable: Activity that the trail cannot show.
        note: The reason for an empty proposal, or a note on attachment; empty means none.
        held_out: The check on the last third of the days; ``None`` means that none was held out.
        unchecked: The reason why no held-out call was checked; empty if some were, or if nothing is proposed.
        today: The comparison with the policies of today; ``None`` means that none were given.
    """

    principal: TrailPrincipal
    status: str
    policies: tuple[Document, ...] = ()
    evidence: tuple[Mapping[str, Any], ...] = ()
    inferred: tuple[Mapping[str, Any], ...] = ()
    denied: tuple[Mapping[str, Any], ...] = ()
    not_observable: tuple[Gap, ...] = ()
    note: str = ""
    held_out: HeldOut | None = None
    unchecked: str = ""
    today: GrantedToday | None = None

    def to_dict(self) -> dict[str, Any]:
        """The proposal as a JSON object."""
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
            "unused": [] if self.today is None else list(self.today.unused),
            "granted_today": None if self.today is None else self.today.to_dict(),
            "held_out": self.held_out.to_dict() if self.held_out is not None else None,
            "unchecked": self.unchecked,
            "evidence": list(self.evidence),
            "note": self.note,
        }

    @property
    def actions(self) -> tuple[str, ...]:
        """The granted actions, sorted."""
        found = {name for policy in self.policies for statement in policy["Statement"] for name in statement["Action"]}
        return tuple(sorted(found))


@frozen
class Skipped:
    """Records that prove nothing.

    Attributes:
        file: The file; ``*`` if the reason does not concern a particular file.
        reason: The reason.
        count: The number of records.
        places: The positions of the first ones; empty if they have no meaning.
    """

    file: str
    reason: str
    count: int
    places: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The entry as a JSON object."""
        return {"file": self.file, "reason": self.reason, "count": self.count, "places": list(self.places)}


@frozen
class LeastPrivilege(Tabular):
    """The permissions that recorded activity requires.

    Attributes:
        status: The status of the least complete principal, or ``partial`` if only some have a policy.
        first: The time of the first usable record; empty means that there is none.
        last: The time of the last one.
        proposals: The proposals by the principal's ARN, sorted.
        not_observable: The gaps of the trail as a whole.
        skipped: The records that cannot be used.
        unreadable: The files and folders that cannot be read at all; they are among the skipped too.
    """

    status: str
    first: str
    last: str
    proposals: Mapping[str, Proposal] = field(factory=dict)
    not_observable: tuple[Gap, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    unreadable: tuple[Problem, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The result as a JSON object (``dirsim.least-privilege/v1``)."""
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
    read_again: Callable[[Replay], None] | None = None,
    today: tuple[Document, ...] = (),
) -> LeastPrivilege:
    """Propose policies from aggregated records.

    Args:
        ledger: The aggregated records.
        skipped: The records that cannot be used.
        damaged: True if a part of the trail is missing.
        principal: Restrict to this principal: the ARN of a role or user, or of a role session; ``None`` means all.
        days: The requested window; ``None`` means everything.
        read_again: Hands the raw records to a check of held-out days; ``None`` means that they cannot be read again.
        today: The policies that are attached now, to compare each proposal with; empty means unknown.
    """
    accounts, names = _merged(ledger)
    roles = ledger.profiles.roles()
    accounts = {arn: _without_shown(_with_roles(account, roles)) for arn, account in accounts.items()}
    checked = _held_out(ledger, accounts, names, read_again)
    trail = (*trail_gaps(ledger, days), *short_trail(ledger))
    if damaged:
        trail = (*trail, Gap("", "records in damaged or rejected parts of files", "see the skipped records"))
    proposals = {arn: _proposal(account, ledger, bool(trail), checked.get(arn)) for arn, account in accounts.items()}
    proposals = {
        arn: evolve(entry, unchecked=why_unchecked(ledger.days, entry.held_out, readable=read_again is not None))
        if entry.policies
        else entry
        for arn, entry in proposals.items()
    }
    for role, entry in ledger.assumed.items():
        if role not in proposals and _here(role, ledger):
            proposals[role] = _silent(role, entry.count)
    wanted = _wanted(principal, proposals)
    chosen = {arn: proposals[arn] for arn in sorted(proposals) if wanted is None or arn == wanted}
    if today:
        chosen = {arn: evolve(entry, today=compared(today, entry.policies)) for arn, entry in chosen.items()}
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


def _held_out(
    ledger: Ledger,
    accounts: Mapping[str, Account],
    names: Mapping[str, str],
    read_again: Callable[[Replay], None] | None,
) -> dict[str, HeldOut]:
    """The check of each principal that was active on the proposing days."""
    after = last_proposing_day(ledger.days)
    if read_again is None or not after:
        return {}
    policies = {
        arn: documents(
            Granted(name, tuple(found.resource for found in entry.patterns(after)), context)
            for (name, context, _), entry in sorted(account.used.items())
            if entry.used_by(after)
        )
        for arn, account in accounts.items()
        if account.principal.editable
    }
    replay = Replay({arn: found for arn, found in policies.items() if found}, names, after)
    read_again(replay)
    return replay.results(sum(day > after for day in ledger.days))


def _merged(ledger: Ledger) -> tuple[dict[str, Account], dict[str, str]]:
    """Accounts by ARN, and the ARN of each; a role that some records name without its path is the one role of that name."""
    whole = {arn: account for arn, account in ledger.accounts.items() if account.exact or ":role/" not in arn}
    made, names = dict(whole), {arn: arn for arn in whole}
    for arn, account in sorted(ledger.accounts.items()):
        if arn in whole:
            continue
        start, _, name = arn.partition(":role/")
        same = [other for other in whole if other.startswith(f"{start}:role/") and other.rpartition("/")[2] == name]
        if len(same) == 1:
            made[same[0]] = made[same[0]].joined(account)
        else:
            made[arn] = account
        names[arn] = same[0] if len(same) == 1 else arn
    return made, names


def _with_roles(account: Account, roles: Mapping[tuple[str, str], frozenset[str]]) -> Account:
    """The activity with roles in place of the instance profiles that contain them."""
    passed = [(key, entry) for key, entry in account.used.items() if key[0] == _PASSES]
    if not any(PROFILE in arn for _, entry in passed for arn in entry.names.recorded()):
        return account
    used = {key: entry for key, entry in account.used.items() if key[0] != _PASSES}
    for (name, context, because), entry in passed:
        for arn in entry.names.recorded():
            found, shown = roles_in(arn, roles)
            made = used.setdefault(
                (name, context, because if shown else f"{because}; {ASSUMED}"), entry.without_names()
            )
            made.name(found, entry.names.days_of(arn))
    return evolve(account, used=used)


def _without_shown(account: Account) -> Account:
    """The activity without the inferred use of keys whose use the trail shows: it shows what was needed."""
    recorded = [entry for (name, _, because), entry in account.used.items() if name.startswith("kms:") and not because]
    keys = {arn for entry in recorded for arn in entry.names.recorded()}
    used: dict[tuple[str, Context, str], Used] = {}
    for key, entry in account.used.items():
        inferred = key[0].startswith("kms:") and key[2]
        names = set(entry.names.recorded()) if inferred else set()
        if not names & keys:
            used[key] = entry
        elif names - keys:
            used[key] = entry.only(names - keys)
    return account if used == account.used else evolve(account, used=used)


def _here(role: str, ledger: Ledger) -> bool:
    """True if a role belongs to an account whose principals are in the trail: its calls should be there too."""
    account = role.split(":")[4]
    return any(entry.principal.account == account and entry.used for entry in ledger.accounts.values())


def _silent(role: str, count: int) -> Proposal:
    who = principal_of({"type": "AssumedRole", "sessionContext": {"sessionIssuer": {"arn": role}}})
    gap = Gap("", "the activity of the role", f"it was assumed {count} times, and the trail contains none of its calls")
    return Proposal(
        who or TrailPrincipal(role, Kind.ROLE),
        INSUFFICIENT,
        not_observable=(gap,),
        note="the trail contains none of its calls",
    )


def _proposal(account: Account, ledger: Ledger, trail_has_gaps: bool, checked: HeldOut | None) -> Proposal:
    principal = account.principal
    used = sorted(account.used.items())
    evidence = tuple(_shown(name, entry, context=context) for (name, context, because), entry in used if not because)
    inferred = tuple(
        _shown(name, entry, context=context, because=because) for (name, context, because), entry in used if because
    )
    denied = tuple(_shown(name, entry) for name, entry in sorted(account.denied.items()))
    found = (*gaps(account, ledger), *seldom_active(account))
    if not principal.editable:
        return Proposal(principal, INSUFFICIENT, (), evidence, inferred, denied, found, WHY_NOT[principal.kind])
    policies = documents(Granted(name, entry.resources(), context) for (name, context, _), entry in used)
    prove(policies, account)
    if not policies:
        note = "only denied calls" if denied else "no calls that require a permission"
        return Proposal(principal, INSUFFICIENT, (), evidence, inferred, denied, found, note)
    status = COMPLETE if checked is not None and checked.passes and not found and not trail_has_gaps else PARTIAL
    note = _attach(principal, len(policies))
    return Proposal(principal, status, policies, evidence, inferred, denied, found, note, checked)


def _attach(principal: TrailPrincipal, count: int) -> str:
    if principal.kind is Kind.PERMISSION_SET:
        return f"attach it to the permission set {permission_set(principal.arn)}: IAM Identity Center manages its role"
    if principal.kind is Kind.FEDERATED_USER:
        return "use it as the session policy; the user who requests the session must have these permissions too"
    return (
        f"{count} managed policies: more than the 10 that can be attached without a quota increase"
        if count > 10
        else ""
    )


def _shown(name: str, entry: Used, *, context: Context = (), because: str = "") -> dict[str, Any]:
    found = entry.patterns()
    made: dict[str, Any] = {"action": name, "resources": [pattern.resource for pattern in found]}
    widened = [pattern.to_dict() for pattern in found if pattern.because]
    if widened:
        made["widened"] = widened
    if context:
        made["condition"] = dict(context)
    if because:
        made["because"] = because
    return made | entry.to_dict()
