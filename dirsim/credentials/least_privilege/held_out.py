"""Hold-out check of a proposal: the last third of the days replayed.

Policies are proposed from the first two thirds of the days; the calls of the last third, read again from the raw records,
are evaluated against them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import ceil
from typing import Any

from attrs import define, field, frozen

from dirsim.credentials.least_privilege.call_outcome import CallOutcome, outcome
from dirsim.credentials.least_privilege.documents import Document
from dirsim.credentials.least_privilege.principal import TrailPrincipal
from dirsim.credentials.least_privilege.recorded_request import RecordedRequest, recorded_requests
from dirsim.credentials.policy.evaluate import Call, allowed
from dirsim.credentials.policy.record import Record

LEAST_DAYS = 3
"""Number of days with records from which a last third can be held out."""
ENOUGH = 0.95
"""Share of held-out calls that a complete proposal allows."""
_REMEMBERED = 10_000
_SHOWN = 10
_DECIDED = {True: "allowed", False: "refused", None: "undetermined"}


@frozen
class HeldOut:
    """The result of a hold-out check.

    Attributes:
        days: The number of days that were held out.
        calls: The number of calls on them that were checked.
        allowed: The number of those that the policies of the days before allow.
        undetermined: The number of calls that show no resource, or whose action the check does not know.
        refused: The first refused permissions, each with a resource and the number of calls.
    """

    days: int
    calls: int
    allowed: int
    undetermined: int = 0
    refused: tuple[tuple[str, str, int], ...] = ()

    @property
    def passes(self) -> bool:
        """True if calls were checked, and enough of them would be allowed."""
        return self.calls > 0 and self.allowed >= ENOUGH * self.calls

    def to_dict(self) -> dict[str, Any]:
        """The result as a JSON object."""
        return {
            "days": self.days,
            "calls": self.calls,
            "allowed": self.allowed,
            "undetermined": self.undetermined,
            "refused": [{"action": name, "resource": where, "count": count} for name, where, count in self.refused],
        }


def last_proposing_day(days: Iterable[str]) -> str:
    """The last of the days that propose; empty if there are too few days to hold any out."""
    known = sorted(days)
    return known[ceil(len(known) * 2 / 3) - 1] if len(known) >= LEAST_DAYS else ""


def why_unchecked(days: Collection[str], held: HeldOut | None, *, readable: bool) -> str:
    """The reason why no call of a principal was checked; empty if calls were checked.

    Args:
        days: The days with records.
        held: The result of the principal; ``None`` means that its calls were not replayed.
        readable: True if the records can be read a second time.
    """
    if held is not None and held.calls:
        return ""
    after = last_proposing_day(days)
    if not after:
        return f"the trail has {len(days)} of the {LEAST_DAYS} days that a check needs: two thirds propose, one third is held out"
    if not readable:
        return "the records cannot be read a second time, as they come from standard input"
    if held is None:
        return f"it used no permission on the days that propose, up to {after}"
    if held.undetermined:
        return f"none of its {held.undetermined} calls after {after} shows what it needed"
    return f"it made no call on the held-out days, after {after}"


@define(eq=False)
class Replay:
    """Calls of held-out days, evaluated as they are read.

    Attributes:
        policies: The policies of each principal, by its ARN; a call of another principal is not checked.
        principals: The principal of each record's ARN, as merged by the proposal.
        after: Only records after this day.
    """

    policies: Mapping[str, tuple[Document, ...]]
    principals: Mapping[str, str]
    after: str
    _results: dict[str, dict[str, int]] = field(factory=dict)
    _refused: dict[str, dict[tuple[str, str], int]] = field(factory=dict)
    _known: dict[tuple[object, ...], tuple[bool | None, tuple[str, str]]] = field(factory=dict)

    def add(self, record: Record, who: TrailPrincipal | None) -> None:
        """Evaluate a call.

        Raises:
            ValueError: A part of the record is not JSON in UTF-8.
        """
        arn = self.principals.get(who.arn, "") if who else ""
        if arn not in self.policies or record.event_time[:10] <= self.after:
            return
        if outcome(record.error_code) is not CallOutcome.USED or record.event_type not in {None, "AwsApiCall"}:
            return
        key = (
            arn, record.event_source, record.event_name, record.aws_region, record.recipient_account_id, record.source_address
            if record.event_source.startswith("kms.") else "", bytes(record.request_parameters), bytes(record.resources),
        )  # fmt: skip
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[key] = _decided(recorded_requests(record), self.policies[arn])
        decision, first = found
        counts = self._results.setdefault(arn, {})
        counts[_DECIDED[decision]] = counts.get(_DECIDED[decision], 0) + 1
        if decision is False:
            refused = self._refused.setdefault(arn, {})
            if first in refused or len(refused) < _REMEMBERED:
                refused[first] = refused.get(first, 0) + 1

    def results(self, days: int) -> dict[str, HeldOut]:
        """The result for each principal with policies.

        Args:
            days: The number of days that were held out.
        """
        made = {}
        for arn in self.policies:
            counts = self._results.get(arn, {})
            worst = sorted(self._refused.get(arn, {}).items(), key=lambda entry: (-entry[1], entry[0]))[:_SHOWN]
            made[arn] = HeldOut(
                days,
                counts.get("allowed", 0) + counts.get("refused", 0),
                counts.get("allowed", 0),
                counts.get("undetermined", 0),
                tuple((name, where, count) for (name, where), count in worst),
            )
        return made


def _decided(
    requests: tuple[RecordedRequest, ...], policies: tuple[Document, ...]
) -> tuple[bool | None, tuple[str, str]]:
    """True if every permission is allowed; ``None`` if none can be evaluated. And the first refused one."""
    known = False
    for request in requests:
        for choice in request.choices:
            known = True
            if not any(allowed(policies, Call(request.action, arn, request.context)) for arn in choice):
                return False, (request.action, choice[0])
    return (True if known else None), ("", "")
