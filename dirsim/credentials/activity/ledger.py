"""Records added up as they are read: for each principal, the rights that were used, with their evidence; little is kept."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from typing import Any

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
_REMEMBERED = 20_000
"""How many different requests are remembered, so that the same one is not worked out twice."""
SERVICE_EVENTS = frozenset({"AwsServiceEvent", "AwsConsoleAction", "AwsVpceEvent", "AwsCloudTrailInsight"})
"""Types of events that no principal's call made."""


@define(eq=False)
class Evidence:
    """How often, when and by which events something was seen."""

    count: int = 0
    first: str = ""
    last: str = ""
    events: list[tuple[str, str]] = field(factory=list)

    def add(self, time: str, event: str) -> None:
        """Count one more."""
        self.count += 1
        if not self.first or time < self.first:
            self.first = time
        self.last = max(self.last, time)
        if not event:
            return
        if len(self.events) < EVENTS_KEPT:
            insort(self.events, (time, event))
        elif (time, event) < self.events[-1]:
            self.events.pop()
            insort(self.events, (time, event))

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
        self.first = min(filter(None, (self.first, other.first)), default="")
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
    services: Counter[str] = field(factory=Counter)
    via: Counter[str] = field(factory=Counter)
    needless: int = 0
    exact: bool = False

    def joined(self, other: Account) -> Account:
        """This and what is known of the same principal under another name."""
        made = Account(self.principal, exact=self.exact, needless=self.needless + other.needless)
        for account in (self, other):
            for right, entry in account.used.items():
                _join(made.used.setdefault(right, Used()), entry)
            for action, entry in account.denied.items():
                _join(made.denied.setdefault(action, Used()), entry)
            for call, evidence in account.unknown.items():
                made.unknown.setdefault(call, Evidence()).join(evidence)
            made.services += account.services
            made.via += account.via
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
        days: How many records there were on each day.
        regions: How many there were of each Region.
        data: Services of which there are data events.
        assumed: Roles that somebody took, by ARN, with the services that did.
        first: The earliest time; empty means that there was no record.
        last: The latest time.
        events: How many records were counted.
    """

    accounts: dict[str, Account] = field(factory=dict)
    skipped: Counter[str] = field(factory=Counter)
    days: Counter[str] = field(factory=Counter)
    regions: Counter[str] = field(factory=Counter)
    data: Counter[str] = field(factory=Counter)
    assumed: dict[str, Used] = field(factory=dict)
    first: str = ""
    last: str = ""
    events: int = 0
    _who: dict[bytes, Principal | None] = field(factory=dict)
    _what: dict[tuple[object, ...], tuple[Right, ...]] = field(factory=dict)

    def add(self, record: Record, who: Principal | None) -> None:
        """Add a record and who made the call.

        Raises:
            ValueError: A part of it is not JSON in UTF-8; nothing of it was counted.
        """
        means = meaning(record.event_source, record.event_name)
        if record.event_type in SERVICE_EVENTS or record.event_category == "Insight":
            self.skipped["an event of a service, not a call by a principal"] += 1
        elif who is None:
            self.skipped["userIdentity names nobody"] += 1
        elif who.kind is Kind.UNKNOWN:
            self.skipped[WHY_NOT[Kind.UNKNOWN]] += 1
        else:
            self._count(record, means, who)
            if means.service == "sts" and means.operation.startswith("AssumeRole"):
                self._taken(record, who)
        self._seen(record, means)

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

    def rights(self, record: Record, means: Meaning, who: Principal) -> tuple[Right, ...]:
        """The rights that a call used; the same request is worked out once.

        Raises:
            ValueError: A part of the record is not JSON in UTF-8.
        """
        key = (
            means, who, record.aws_region, record.recipient_account_id, record.source_address, record.read_only,
            bytes(record.request_parameters), bytes(record.response_elements), bytes(record.resources),
        )  # fmt: skip
        found = self._what.get(key)
        if found is None:
            if len(self._what) >= _REMEMBERED:
                self._what.clear()
            found = self._what[key] = rights(record, means, who)
        return found

    def _seen(self, record: Record, means: Meaning) -> None:
        time = record.event_time
        self.events += 1
        if not self.first or time < self.first:
            self.first = time
        self.last = max(self.last, time)
        self.days[time[:10]] += 1
        if record.aws_region:
            self.regions[record.aws_region] += 1
        if record.event_category == "Data" or record.management_event is False:
            self.data[means.service] += 1

    def _count(self, record: Record, means: Meaning, who: Principal) -> None:
        result = outcome(record.error_code)
        grants = not (means.needless or means.unknown) and result is Outcome.USED
        found = self.rights(record, means, who) if grants else ()
        book = self.accounts.get(who.arn)
        if book is None:
            book = self.accounts[who.arn] = Account(evolve(who, invoked_by="", exact=True))
        book.exact = book.exact or who.exact
        event, time = record.event_id or "", record.event_time
        if result is Outcome.UNPROVEN:
            self.skipped["the caller was not recognised, so no right was asked for"] += 1
            return
        if means.needless:
            book.needless += 1
            self.skipped[means.needless] += 1
            return
        if means.unknown:
            book.unknown.setdefault((record.event_source, record.event_name), Evidence()).add(time, event)
            self.skipped["no IAM action has the operation's name"] += 1
            return
        if result is Outcome.DENIED:
            for right in refused(record, means):
                entry = book.denied.setdefault(right.action, Used())
                entry.add(time, event)
                entry.on(right.resources)
            return
        book.services[means.service] += 1
        if who.invoked_by:
            book.via[who.invoked_by] += 1
        for right in found:
            used = book.used.get((right.action, right.context, right.because))
            if used is None:
                used = book.used[right.action, right.context, right.because] = Used()
            used.add(time, event)
            used.on(right.resources)

    def _taken(self, record: Record, who: Principal) -> None:
        """Note that a role was taken: its own calls should be in the trail too."""
        if record.error_code:
            return
        role = text(mapping(opened(record.request_parameters)).get("roleArn"))
        if ":role/" in role:
            entry = self.assumed.setdefault(role, Used())
            entry.add(record.event_time, record.event_id or "")
            entry.on((who.arn,))
