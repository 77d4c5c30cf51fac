"""Gaps of a CloudTrail trail, reported only with evidence in the trail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice

from attrs import frozen

from dirsim.credentials.least_privilege.instance_profiles import ASSUMED
from dirsim.credentials.least_privilege.ledger import Account, Ledger

_DATA = {
    "s3": "reads and writes of objects",
    "lambda": "invocations of functions",
    "dynamodb": "reads and writes of items",
    "sqs": "sent and received messages",
    "sns": "published messages",
    "kinesis": "puts and reads of records",
}
"""Services whose typical operations are recorded only as data events, which a trail contains if configured."""
_SILENT: Mapping[str, tuple[str, str]] = {
    "logs:CreateLogStream": (
        "logs",
        "logs:PutLogEvents is not recorded; principals that create log streams write to them",
    ),
    "logs:CreateLogGroup": (
        "logs",
        "logs:PutLogEvents is not recorded; principals that create log groups write to them",
    ),
    "ssm:UpdateInstanceInformation": (
        "ssmmessages",
        "the Systems Manager agent's messages (ssmmessages, ec2messages) are not recorded",
    ),
    "ecr:GetAuthorizationToken": ("ecr", "pulling through a registry's cached layers may not be recorded"),
    "execute-api:ManageConnections": ("execute-api", "execute-api:Invoke is not recorded"),
}
"""Permissions whose use implies another permission that CloudTrail never records."""
_MOST_DAYS = 10
ENOUGH_DAYS = 28
"""Days that a trail must cover before a proposal can be complete: each weekday four times."""
_ACTIVE_DAYS = 3
"""Days on which a principal must have been active before its proposal can be complete."""


@frozen
class Gap:
    """Activity that the trail cannot show.

    Attributes:
        service: The IAM prefix concerned; empty means the trail as a whole.
        what: The activity.
        because: The evidence for the gap.
    """

    service: str
    what: str
    because: str

    def to_dict(self) -> dict[str, str]:
        """The gap as a JSON object."""
        return {"service": self.service, "what": self.what, "because": self.because}


def trail_gaps(ledger: Ledger, days: int | None) -> Iterator[Gap]:
    """The gaps of the trail as a whole.

    Args:
        ledger: The aggregated records.
        days: The requested window; ``None`` means everything.
    """
    if not any(service in ledger.data for service in _DATA):
        yield Gap(
            "",
            "data events: objects in S3, invocations of Lambda functions, items in DynamoDB",
            "the trail contains no data events",
        )
    if not ledger.first:
        return
    start, end = date.fromisoformat(ledger.first[:10]), date.fromisoformat(ledger.last[:10])
    if days is not None and (end - start).days < days - 1:
        yield Gap("", f"the time before {ledger.first}", f"{days} days were requested; the trail begins then")
    span = (end - start).days + 1
    empty = span - sum(ledger.first[:10] <= day <= ledger.last[:10] for day in ledger.days)
    if empty:
        days_of_span = ((start + timedelta(days=step)).isoformat() for step in range(span))
        shown = ", ".join(islice((day for day in days_of_span if day not in ledger.days), _MOST_DAYS))
        more = f" and {empty - _MOST_DAYS} more" if empty > _MOST_DAYS else ""
        yield Gap("", f"{empty} days without a single event: {shown}{more}", "nothing happened, or files are missing")


def gaps(account: Account, ledger: Ledger) -> Iterator[Gap]:
    """The gaps in the activity of one principal."""
    actions = {name for name, _, _ in account.used}
    for service, what in _DATA.items():
        if service in ledger.data:
            continue
        if service in account.services:
            yield Gap(service, what, f"it uses {service}, and the trail contains no data events of {service}")
    for via, evidence in sorted(account.via.items()):
        service = via.partition(".")[0]
        if service in _DATA and service not in account.services and service not in ledger.data and service != "lambda":
            yield Gap(
                service,
                _DATA[service],
                f"{via} made {evidence.count} calls on its behalf, and none of its calls to {service} is recorded",
            )
    for action, (service, what) in sorted(_SILENT.items()):
        if action in actions:
            yield Gap(service, what, f"{action} was used")
    for (source, operation), evidence in sorted(account.unknown.items()):
        service = source.partition(".")[0]
        yield Gap(
            service,
            f"{operation} of {source}, {evidence.count} times",
            "no IAM action has this name, so no permission is proposed for it",
        )
    for (_, _, because), entry in sorted(account.used.items()):
        if because.endswith(ASSUMED):
            names = ", ".join(arn.rpartition("/")[2] for arn in entry.names.recorded())
            yield Gap("iam", f"the roles in the instance profiles {names}", ASSUMED)
    for region in sorted(_regions(account) - ledger.regions):
        yield Gap(
            "", f"activity in {region}", "it uses resources there, and the trail contains no events of that Region"
        )


def short_trail(ledger: Ledger) -> Iterator[Gap]:
    """The gap of a trail that covers too few days to show work that recurs."""
    if not ledger.first:
        return
    covered = (date.fromisoformat(ledger.last[:10]) - date.fromisoformat(ledger.first[:10])).days + 1
    if covered < ENOUGH_DAYS:
        because = f"the trail covers {covered} of {ENOUGH_DAYS} days"
        yield Gap("", "work that recurs less often than the trail shows", because)


def seldom_active(account: Account) -> Iterator[Gap]:
    """The gap of a principal that was active on too few days to show work that recurs."""
    active = {day for entry in account.used.values() for day in entry.names.days()}
    if account.used and len(active) < _ACTIVE_DAYS:
        yield Gap("", "its work on other days", f"it was active on {len(active)} of at least {_ACTIVE_DAYS} days")


def _regions(account: Account) -> set[str]:
    """The Regions in the ARNs of a principal's permissions."""
    found = set()
    for used in account.used.values():
        for arn in used.resources():
            parts = arn.split(":", 5)
            if len(parts) == 6 and parts[3] and "*" not in parts[3]:
                found.add(parts[3])
    return found
