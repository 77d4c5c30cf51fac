"""Aggregated CloudTrail records: used permissions by principal.

Each permission keeps its evidence; memory use is small.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from attrs import define, evolve, field

from dirsim.credentials.least_privilege.call_outcome import CallOutcome, outcome
from dirsim.credentials.least_privilege.data_events import is_data_event
from dirsim.credentials.least_privilege.instance_profiles import InstanceProfiles
from dirsim.credentials.least_privilege.meaning import Meaning, meaning
from dirsim.credentials.least_privilege.name_patterns import NamePattern
from dirsim.credentials.least_privilege.principal import WHY_NOT, Kind, TrailPrincipal, principal_of
from dirsim.credentials.least_privilege.use import Context, Right, refused, rights
from dirsim.credentials.least_privilege.used_names import Seen, UsedNames
from dirsim.credentials.policy.record import Record, mapping, opened, text

EVENTS_KEPT = 5
"""Number of event ids kept as evidence: the earliest ones."""
_REMEMBERED = 10_000
"""Maximum number of distinct requests memoised, so that equal requests are analysed once."""
_EMPTY = (b"null", b"{}", b"[]", b'""')
_LATEST = "~"
"""A value later than every time."""
SERVICE_EVENTS = frozenset({"AwsServiceEvent", "AwsConsoleAction", "AwsVpceEvent", "AwsCloudTrailInsight"})
"""Event types that are not calls by a principal."""


@define(eq=False)
class Evidence:
    """The count, times and event ids of an observation."""

    count: int = 0
    first: str = _LATEST
    last: str = ""
    events: list[tuple[str, str]] = field(factory=list)
    _cut: str = _LATEST

    def add(self, time: str, event: str) -> None:
        """Count one more event."""
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
        """The evidence as a JSON object."""
        return {
            "count": self.count,
            "first": self.first,
            "last": self.last,
            "event_ids": [event for _, event in self.events],
        }

    def join(self, other: Evidence) -> None:
        """Merge other evidence."""
        self.count += other.count
        self.first = min(self.first, other.first)
        self.last = max(self.last, other.last)
        self.events = sorted(self.events + other.events)[:EVENTS_KEPT]


@define(eq=False)
class Used(Evidence):
    """A used permission, with the resources."""

    names: UsedNames = field(factory=UsedNames)

    def on(self, resources: tuple[str, ...], *, named: bool = True) -> list[Seen]:
        """Add resources; the result counts the days of their use."""
        return self.names.on(resources, named=named)

    def without_names(self) -> Used:
        """The same evidence without any resource."""
        made = Used()
        made.join(self)
        return made

    def name(self, resources: tuple[str, ...], days: Iterable[str]) -> None:
        """Add resources with the days of their use."""
        for seen in self.names.on(resources):
            seen.days += [day for day in days if day not in seen.days]

    def only(self, resources: Iterable[str]) -> Used:
        """The same evidence with these of its resources alone."""
        made = self.without_names()
        for arn in sorted(resources):
            made.name((arn,), self.names.days_of(arn))
        return made

    def patterns(self, until: str = "") -> tuple[NamePattern, ...]:
        """The resources as a policy names them, sorted; only those used up to a day, if one is given."""
        return self.names.listed(until)

    def resources(self) -> tuple[str, ...]:
        """The ARNs that a policy names, sorted."""
        return tuple(entry.resource for entry in self.patterns())

    def used_by(self, day: str) -> bool:
        """True if it was used on the day or before."""
        return self.first[:10] <= day


@define(eq=False)
class Account:
    """The activity of one principal."""

    principal: TrailPrincipal
    used: dict[tuple[str, Context, str], Used] = field(factory=dict)
    denied: dict[str, Used] = field(factory=dict)
    unknown: dict[tuple[str, str], Evidence] = field(factory=dict)
    services: set[str] = field(factory=set)
    via: dict[str, Evidence] = field(factory=dict)
    exact: bool = False

    def joined(self, other: Account) -> Account:
        """This activity merged with that of the same principal under another name."""
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
    made.names.join(entry.names)


@define(eq=False)
class Ledger:
    """All records read so far.

    Attributes:
        accounts: The activity of each principal, by ARN.
        skipped: The reasons why records prove nothing, with their counts.
        days: The days with records.
        regions: The Regions with records.
        data: The services with data events.
        assumed: Assumed roles, by ARN, with the principals that assumed them.
        profiles: The instance profiles, with the roles in them.
        everything: All counted records.
    """

    accounts: dict[str, Account] = field(factory=dict)
    skipped: dict[str, Evidence] = field(factory=dict)
    days: set[str] = field(factory=set)
    regions: set[str] = field(factory=set)
    data: set[str] = field(factory=set)
    assumed: dict[str, Used] = field(factory=dict)
    profiles: InstanceProfiles = field(factory=InstanceProfiles)
    everything: Evidence = field(factory=Evidence)
    _who: dict[bytes, TrailPrincipal | None] = field(factory=dict)
    _counted: dict[tuple[object, ...], tuple[Evidence | Seen, ...]] = field(factory=dict)

    @property
    def events(self) -> int:
        """The number of counted records."""
        return self.everything.count

    @property
    def first(self) -> str:
        """The earliest time; empty without records."""
        return self.everything.first if self.everything.count else ""

    @property
    def last(self) -> str:
        """The latest time; empty without records."""
        return self.everything.last

    def add(self, record: Record, who: TrailPrincipal | None) -> None:
        """Add a record and its caller. A memoised equal call adds to the same evidence.

        Raises:
            ValueError: A part of the record is not JSON in UTF-8; nothing was counted.
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

    def caller(self, record: Record) -> TrailPrincipal | None:
        """The caller of a record.

        Raises:
            ValueError: The identity is not JSON in UTF-8.
        """
        raw = bytes(record.user_identity)
        if raw not in self._who:
            if len(self._who) >= _REMEMBERED:
                self._who.clear()
            identity = opened(raw)
            self._who[raw] = principal_of(identity)
            self.profiles.caller(identity, self._who[raw])
        return self._who[raw]

    def _counts(self, record: Record, means: Meaning, who: TrailPrincipal | None) -> Sequence[Evidence | Seen]:
        """The evidence that a record adds to; it is memoised for all equal records.

        Raises:
            ValueError: A part of the record is not JSON in UTF-8; nothing was recorded.
        """
        self.profiles.call(record, means.service, means.operation)
        if record.event_type in SERVICE_EVENTS or record.event_category == "Insight":
            counted: Sequence[Evidence | Seen] = [self._skip("a service event, not a call by a principal")]
        elif who is None:
            counted = [self._skip("userIdentity names no principal")]
        elif who.kind is Kind.UNKNOWN:
            counted = [self._skip(WHY_NOT[Kind.UNKNOWN])]
        else:
            counted = self._call(record, means, who)
        if record.aws_region:
            self.regions.add(record.aws_region)
        if is_data_event(record, means):
            self.data.add(means.service)
        return counted

    def _skip(self, reason: str) -> Evidence:
        return self.skipped.setdefault(reason, Evidence())

    def _call(self, record: Record, means: Meaning, who: TrailPrincipal) -> Sequence[Evidence | Seen]:
        result = outcome(record.error_code)
        grants = not (means.needless or means.unknown) and result is CallOutcome.USED
        found = rights(record, means, who) if grants else ()
        taken = _taken(record) if means.service == "sts" and means.operation.startswith("AssumeRole") else ""
        book = self.accounts.get(who.arn)
        if book is None:
            book = self.accounts[who.arn] = Account(evolve(who, invoked_by="", exact=True))
        book.exact = book.exact or who.exact
        counted: list[Evidence | Seen] = [self._role(taken, who)] if taken else []
        if result is CallOutcome.UNPROVEN:
            return [*counted, self._skip("the caller was not authenticated, so no permission was checked")]
        if means.needless:
            return [*counted, self._skip(means.needless)]
        if means.unknown:
            call = (record.event_source, record.event_name)
            return [self._skip("no IAM action matches the operation"), book.unknown.setdefault(call, Evidence())]
        if result is CallOutcome.DENIED:
            return [_used(book.denied, right.action, right)[0] for right in refused(record, means)]
        book.services.add(means.service)
        if who.invoked_by:
            counted.append(book.via.setdefault(who.invoked_by, Evidence()))
        named = not _names_nothing(record)
        for right in found:
            counted += _used(book.used, (right.action, right.context, right.because), right, named=named)
        return counted

    def _role(self, role: str, who: TrailPrincipal) -> Used:
        """Record that a role was assumed: the trail should contain its own calls too."""
        entry = self.assumed.setdefault(role, Used())
        entry.on((who.arn,))
        return entry


def _like(record: Record, means: Meaning, who: TrailPrincipal | None) -> tuple[object, ...]:
    """The key that records with the same evidence share."""
    error = record.error_code
    message = record.error_message if error else None
    about = (means, who, record.event_source, record.event_name, record.aws_region, error, message, record.event_type)
    flags = (record.recipient_account_id, record.event_category, record.management_event, record.read_only)
    if means.plain or (error and outcome(error) is CallOutcome.DENIED):
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
    """The role that a call assumed; empty if it did not."""
    role = "" if record.error_code else text(mapping(opened(record.request_parameters)).get("roleArn"))
    return role if ":role/" in role else ""


Key = TypeVar("Key")


def _used(entries: dict[Key, Used], key: Key, right: Right, *, named: bool = True) -> list[Used | Seen]:
    entry = entries.setdefault(key, Used())
    return [entry, *entry.on(right.resources, named=named)]


def _names_nothing(record: Record) -> bool:
    """True for a failed call without a request, as CloudTrail records throttled calls: it shows no resource."""
    return bool(record.error_code) and bytes(record.request_parameters) in _EMPTY and bytes(record.resources) in _EMPTY
