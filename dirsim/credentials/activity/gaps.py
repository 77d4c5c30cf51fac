"""What a trail cannot show, said only where something in the trail itself points to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from attrs import frozen

from dirsim.credentials.activity.ledger import Account, Ledger

_DATA = {
    "s3": "what was read from and written to objects",
    "lambda": "which functions were invoked",
    "dynamodb": "which items were read and written",
    "sqs": "which messages were sent and received",
    "sns": "which messages were published",
    "kinesis": "which records were put and read",
}
"""Services whose daily work is recorded by data events only, which a trail holds when it was told to."""
_SILENT: Mapping[str, tuple[str, str]] = {
    "logs:CreateLogStream": ("logs", "logs:PutLogEvents is not recorded; whoever creates log streams writes to them"),
    "logs:CreateLogGroup": ("logs", "logs:PutLogEvents is not recorded; whoever creates log groups writes to them"),
    "ssm:UpdateInstanceInformation": (
        "ssmmessages",
        "the Systems Manager agent's messages (ssmmessages, ec2messages) are not recorded",
    ),
    "ecr:GetAuthorizationToken": ("ecr", "pulling through a registry's cached layers may not be recorded"),
    "execute-api:ManageConnections": ("execute-api", "execute-api:Invoke is not recorded"),
}
"""Rights whose use tells that another one is used that CloudTrail never records."""
_MOST_DAYS = 10


@frozen
class Gap:
    """Something that cannot be seen.

    Attributes:
        service: The IAM prefix it is about; empty means the trail as a whole.
        what: What is not seen.
        because: What points to it.
    """

    service: str
    what: str
    because: str

    def to_dict(self) -> dict[str, str]:
        """The gap as JSON shows it."""
        return {"service": self.service, "what": self.what, "because": self.because}


def trail_gaps(ledger: Ledger, days: int | None) -> Iterator[Gap]:
    """What the trail as a whole does not show.

    Args:
        ledger: What was read.
        days: The window that was asked for; ``None`` means everything.
    """
    if not any(service in ledger.data for service in _DATA):
        yield Gap(
            "",
            "data events: objects in S3, invocations of Lambda functions, items in DynamoDB",
            "the trail holds no data event",
        )
    if not ledger.first:
        return
    start, end = date.fromisoformat(ledger.first[:10]), date.fromisoformat(ledger.last[:10])
    if days is not None and (end - start).days < days - 1:
        yield Gap("", f"the time before {ledger.first}", f"{days} days were asked for; the trail begins then")
    missing = [start + timedelta(days=step) for step in range((end - start).days + 1)]
    empty = [day.isoformat() for day in missing if day.isoformat() not in ledger.days]
    if empty:
        shown = ", ".join(empty[:_MOST_DAYS]) + (
            f" and {len(empty) - _MOST_DAYS} more" if len(empty) > _MOST_DAYS else ""
        )
        yield Gap("", f"{len(empty)} days without a single event: {shown}", "nothing happened, or files are missing")


def gaps(account: Account, ledger: Ledger) -> Iterator[Gap]:
    """What the trail does not show of one principal's work."""
    actions = {name for name, _, _ in account.used}
    for service, what in _DATA.items():
        if service in ledger.data:
            continue
        if service in account.services:
            yield Gap(service, what, f"it uses {service}, and the trail holds no data event of {service}")
    for via, evidence in sorted(account.via.items()):
        service = via.partition(".")[0]
        if service in _DATA and service not in account.services and service not in ledger.data and service != "lambda":
            yield Gap(
                service,
                _DATA[service],
                f"{via} made {evidence.count} calls in its name, and none of its calls to {service} is recorded",
            )
    for action, (service, what) in sorted(_SILENT.items()):
        if action in actions:
            yield Gap(service, what, f"{action} was used")
    for (source, operation), evidence in sorted(account.unknown.items()):
        service = source.partition(".")[0]
        yield Gap(
            service,
            f"{operation} of {source}, {evidence.count} times",
            "no IAM action has this name, so nothing is proposed for it",
        )
    for region in sorted(_regions(account) - ledger.regions):
        yield Gap("", f"what happened in {region}", "it uses things there, and the trail holds no event of that Region")


def _regions(account: Account) -> set[str]:
    """The Regions that ARNs in a principal's rights name."""
    found = set()
    for used in account.used.values():
        for arn in used.resources():
            parts = arn.split(":", 5)
            if len(parts) == 6 and parts[3] and "*" not in parts[3]:
                found.add(parts[3])
    return found
