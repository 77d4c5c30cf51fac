"""Records added up as they are read: for each principal, the rights that were used, with their evidence; little is kept."""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from typing import Any, TypeVar

from attrs import define, evolve, field

from dirsim.credentials.activity.meaning import Meaning, meaning
from dirsim.credentials.activity.outcome import Outcome, outcome
from dirsim.credentials.activity.principal import WHY_NOT, Kind, Principal, principal_of
from dirsim.credentials.activity.record import Record, mapping, opened, text
from dirsim.credentials.activity.use import Context, Right, refused, rights

EVENTS_KEPT = 5
"""How many event ids are kept as evidence: the earliest."""
RESOURCES_KEPT = 100
"""How many ARNs under one parent are listed one by one; more become the parent and a wildcard."""
_REMEMBERED = 10_000
"""How many different requests are remembered, so that the same one is not worked out twice."""
_LATEST = "~"
"""Comes after every time."""
SERVICE_EVENTS = frozenset({"AwsServiceEvent", "AwsConsoleAction", "AwsVpceEvent", "AwsCloudTrailInsight"})
"""Types of events that no principal's call made."""


@define(eq=False)
class Evidence:
    """How often, when and by which events something was seen."""

    count: int = 0
    first: str = _LATEST
    last: str = ""
    events: list[tuple[str, str]] = field(factory=list)
    _cut: str = _LATEST

    def add(self, time: str, event: str) -> None:
        """Count one more."""
        self.count += 1
        if time < self.first:  # noqa: PLR1730 -- called for every record; a call of min takes longer
            self.first = time
        if time > self.last:  # noqa: PLR1730 -- as above
            self.last = time
        if time <= self._cut and event:
            insort(self.events, (time, event))
            if len(self.events) > EVENTS_KEPT:
                self.events.pop()
            if len(self.events) == EVENTS_KEPT:
                self._cut = self.events[-1][0]

    def to_dict(self) -> dict[str, Any]:
        """The evidence as JSON shows it."""
        return {
            "count": self.count,
            "first": self.first,
            "last": self.last,
            "event_ids": [event for _, event in self.events],
        }

    def join(self, other: Evidence) -> None:
        """Add what was seen elsewhere."""
        self.count += other.count
        self.first = min(self.first, other.first)
        self.last = max(self.last, other.last)
        self.events = sorted(self.events + other.events)[:EVENTS_KEPT]


@define(eq=False)
class Used(Evidence):
    """A right that was used, with the resources it was used on."""

    under: dict[str, set[str] | None] = field(factory=dict)
    _known: set[tuple[str, ...]] = field(factory=set)

    def on(self, resources: tuple[str, ...]) -> None:
        """Add resources; too many under one parent become the parent, whatever their order."""
        if resources in self._known:
            return
        if len(self._known) < RESOURCES_KEPT:
            self._known.add(resources)
        for arn in resources:
            parent = _parent(arn)
            known = self.under.setdefault(parent, set())
            if known is not None:
                known.add(arn)
                if len(known) > RESOURCES_KEPT:
                    self.under[parent] = None

    def resources(self) -> tuple[str, ...]:
        """The resources, sorted."""
        found = {f"{parent}*" for parent, known in self.under.items() if known is None}
        return tuple(sorted(found.union(*(known for known in self.under.values() if known is not None))))


def _parent(arn: str) -> str:
    if ":s3:::" in arn and "/" in arn:
        return arn[: arn.index("/") + 1]
    resource = arn.rfind("/")
    return arn[: (resource if resource >= 0 else arn.rfind(":")) + 1]


@define(eq=False)
class Account:
    """What one principal did."""

    principal: Principal
    used: dict[tuple[str, Context, str], Used] = field(factory=dict)
    denied: dict[str, Used] = field(factory=dict)
    unknown: dict[tuple[str, str], Evidence] = field(factory=dict)
    services: set[str] = field(factory=set)
    via: dict[str, Evidence] = field(factory=dict)
    exact: bool = False

    def joined(self, other: Account) -> Account:
        """This and what is known of the same principal under another name."""
        made = Account(self.principal, exact=self.exact)
        for account in (self, other):
            for right, entry in account.used.items():
                _join(made.used.setdefault(right, Used()), entry)
            for action, entry in account.denied.items():
                _join(made.denied.setdefault(action, Used()), entry)
            for call, evidence in account.unknown.items():
                made.unknown.setdefault(call, Evidence()).join(evidence)
            made.services |= account.services
            for service, evidence in account.via.items():
                made.via.setdefault(service, Evidence()).join(evidence)
        return made


def _join(made: Used, entry: Used) -> None:
    made.join(entry)
    made.on(entry.resources())


@define(eq=False)
class Ledger:
    """Everything that was read so far.

    Attributes:
        accounts: What each principal did, by ARN.
        skipped: Why records prove nothing, with how many there were.
        days: The days of which there are records.
        regions: The Regions of which there are.
        data: Services of which there are data events.
        assumed: Roles that somebody took, by ARN, with those who did.
        everything: All records that were counted.
    """

    accounts: dict[str, Account] = field(factory=dict)
    skipped: dict[str, Evidence] = field(factory=dict)
    days: set[str] = field(factory=set)
    regions: set[str] = field(factory=set)
    data: set[str] = field(factory=set)
    assumed: dict[str, Used] = field(factory=dict)
    everything: Evidence = field(factory=Evidence)
    _who: dict[bytes, Principal | None] = field(factory=dict)
    _counted: dict[tuple[object, ...], tuple[Evidence, ...]] = field(factory=dict)

    @property
    def events(self) -> int:
        """How many records were counted."""
        return self.everything.count

    @property
    def first(self) -> str:
        """The earliest time; empty means that there was no record."""
        return self.everything.first if self.everything.count else ""

    @property
    def last(self) -> str:
        """The latest time; empty means that there was no record."""
        return self.everything.last

    def add(self, record: Record, who: Principal | None) -> None:
        """Add a record and who made the call. What a call like it counted for is counted again.

        Raises:
            ValueError: A part of it is not JSON in UTF-8; nothing of it was counted.
        """
        means = meaning(record.event_source, record.event_name)
        key = _like(record, means, who)
        counted = self._counted.get(key)
        if counted is None:
            if len(self._counted) >= _REMEMBERED:
                self._counted.clear()
            counted = self._counted[key] = (self.everything, *self._counts(record, means, who))
        time, event = record.event_time, record.event_id or ""
        for entry in counted:
            entry.add(time, event)
        self.days.add(time[:10])

    def caller(self, record: Record) -> Principal | None:
        """Who made a call.

        Raises:
            ValueError: The identity is not JSON in UTF-8.
        """
        raw = bytes(record.user_identity)
        if raw not in self._who:
            if len(self._who) >= _REMEMBERED:
                self._who.clear()
            self._who[raw] = principal_of(opened(raw))
        return self._who[raw]

    def _counts(self, record: Record, means: Meaning, who: Principal | None) -> Sequence[Evidence]:
        """What a record counts for; what it is about is noted here, once for all records like it.

        Raises:
            ValueError: A part of the record is not JSON in UTF-8; nothing was noted.
        """
        if record.event_type in SERVICE_EVENTS or record.event_category == "Insight":
            counted: Sequence[Evidence] = [self._skip("an event of a service, not a call by a principal")]
        elif who is None:
            counted = [self._skip("userIdentity names nobody")]
        elif who.kind is Kind.UNKNOWN:
            counted = [self._skip(WHY_NOT[Kind.UNKNOWN])]
        else:
            counted = self._call(record, means, who)
        if record.aws_region:
            self.regions.add(record.aws_region)
        if record.event_category == "Data" or record.management_event is False:
            self.data.add(means.service)
        return counted

    def _skip(self, reason: str) -> Evidence:
        return self.skipped.setdefault(reason, Evidence())

    def _call(self, record: Record, means: Meaning, who: Principal) -> Sequence[Evidence]:
        result = outcome(record.error_code)
        grants = not (means.needless or means.unknown) and result is Outcome.USED
        found = rights(record, means, who) if grants else ()
        taken = _taken(record) if means.service == "sts" and means.operation.startswith("AssumeRole") else ""
        book = self.accounts.get(who.arn)
        if book is None:
            book = self.accounts[who.arn] = Account(evolve(who, invoked_by="", exact=True))
        book.exact = book.exact or who.exact
        counted: list[Evidence] = [self._role(taken, who)] if taken else []
        if result is Outcome.UNPROVEN:
            return [*counted, self._skip("the caller was not recognised, so no right was asked for")]
        if means.needless:
            return [*counted, self._skip(means.needless)]
        if means.unknown:
            call = (record.event_source, record.event_name)
            return [self._skip("no IAM action has the operation's name"), book.unknown.setdefault(call, Evidence())]
        if result is Outcome.DENIED:
            return [_used(book.denied, right.action, right) for right in refused(record, means)]
        book.services.add(means.service)
        if who.invoked_by:
            counted.append(book.via.setdefault(who.invoked_by, Evidence()))
        return counted + [_used(book.used, (right.action, right.context, right.because), right) for right in found]

    def _role(self, role: str, who: Principal) -> Used:
        """Note that a role was taken: its own calls should be in the trail too."""
        entry = self.assumed.setdefault(role, Used())
        entry.on((who.arn,))
        return entry


def _like(record: Record, means: Meaning, who: Principal | None) -> tuple[object, ...]:
    """What records have in common that count for the same."""
    error = record.error_code
    said = record.error_message if error else None
    about = (means, who, record.event_source, record.event_name, record.aws_region, error, said, record.event_type)
    flags = (record.recipient_account_id, record.event_category, record.management_event, record.read_only)
    if means.plain or (error and outcome(error) is Outcome.DENIED):
        return about, flags, record.source_address if means.service == "kms" else None
    return (
        about,
        flags,
        record.source_address if means.service == "kms" else None,
        bytes(record.request_parameters),
        bytes(record.response_elements),
        bytes(record.resources),
    )


def _taken(record: Record) -> str:
    """The role that a call took; empty where it did not."""
    role = "" if record.error_code else text(mapping(opened(record.request_parameters)).get("roleArn"))
    return role if ":role/" in role else ""


Key = TypeVar("Key")


def _used(entries: dict[Key, Used], key: Key, right: Right) -> Used:
    entry = entries.setdefault(key, Used())
    entry.on(right.resources)
    return entry
