"""IAM requests of a raw CloudTrail record, for the check of a proposal.

This derivation is deliberately another one than that of the proposal: it reads the names of a record and compares them with
the templates of the list of actions. Both use the same tables of vendors' names, and nothing else in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import Any

from attrs import field, frozen

from dirsim.credentials.least_privilege.resource_owners import OWNER_FIELDS, OWNER_WITHIN
from dirsim.credentials.policy.known import Action, ResourceType, action, services
from dirsim.credentials.policy.record import Record, mapping, opened, text
from dirsim.credentials.policy.renames import NO_ACTION, NO_ACTION_SOURCES, PREFIXES, RENAMES
from dirsim.credentials.policy.s3_names import S3_RENAMES

_DATE = re.compile(r"(?:_?\d{4}_\d{2}_\d{2}|_?\d{8})(?:v\d+)?$|_?[vV]\d+$")
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_STEM = re.compile(r"(WithoutLeadingSlash|WithPath|Names?|Ids?|Identifier|Friendly)")
_NOT_NAMES = frozenset({
    "tags", "tagset", "tag", "policy", "policydocument", "assumerolepolicydocument", "filterset", "filters", "environment",
    "credentials", "clienttoken", "responseelements", "tagspecificationset", "encryptioncontext", "additionaleventdata",
})  # fmt: skip
_GENERIC = frozenset(
    {"name", "names", "id", "ids", "arn", "identifier", "resource", "resourceid", "resourcearn", "resourcename"}
)
_EC2_ID = re.compile(r"[a-z]+(?:-[a-z]+)*-[0-9a-f]{8,17}")
_EC2_NAMES = {
    "i": "instance",
    "ami": "image",
    "vol": "volume",
    "snap": "snapshot",
    "sg": "security-group",
    "eni": "network-interface",
}
_VIA = re.compile(r"([a-z0-9-]+)\.amazonaws\.com")
_UNKNOWN = "\0"
"""A part that the record does not show: only a wildcard matches it."""
_ACCOUNT_DIGITS = 12
_MOST_TEXTS = 60
_MOST_PAIRED = 8
_CHOOSES_BY_REQUEST = frozenset({("dynamodb", "ExecuteStatement"), ("dynamodb", "BatchExecuteStatement"),
    ("dynamodb", "ExecuteTransaction"), ("dynamodb", "TransactWriteItems"), ("kms", "ReEncrypt")})  # fmt: skip
"""Operations whose actions depend on the request; they are not checked."""


@frozen
class RecordedRequest:
    """One permission that a record asked for.

    Attributes:
        action: The action.
        choices: Sets of ARNs: of each set one must be allowed. Empty means that the record does not show the resource.
        context: Condition keys with their values.
    """

    action: str
    choices: tuple[tuple[str, ...], ...]
    context: Mapping[str, str] = field(factory=dict)


def recorded_requests(record: Record) -> tuple[RecordedRequest, ...]:
    """The permissions that a record asked for; empty if none is checked or known.

    Raises:
        ValueError: A part of the record is not JSON in UTF-8.
    """
    found = _actions(record)
    if not found or (record.error_code and bytes(record.request_parameters) == b"null"):
        return ()
    request = mapping(opened(record.request_parameters))
    listed = _listed(record)
    context = _context(record)
    made = []
    for entry in found:
        if not entry.types:
            made.append(RecordedRequest(entry.name, (("*",),), context))
        else:
            choices = tuple(choice for choice in _choices(entry, record, request, listed) if choice)
            made.append(RecordedRequest(entry.name, choices, context))
    return tuple(made)


def _actions(record: Record) -> tuple[Action, ...]:
    host = (
        record.event_source.lower().removesuffix(".cn").removesuffix(".amazonaws.com").removesuffix(".aws.amazon.com")
    )
    service = PREFIXES.get(host, host if host in services() else host.partition(".")[0])
    name = _DATE.sub("", record.event_name)
    if host in NO_ACTION_SOURCES or service in NO_ACTION_SOURCES or (service, name) in NO_ACTION:
        return ()
    if service == "apigateway" or (service, name) in _CHOOSES_BY_REQUEST:
        return ()
    table = S3_RENAMES if service == "s3" else RENAMES.get(service, {})
    renamed = table.get(record.event_name, table.get(name, name))
    found = (action(text_ if ":" in text_ else f"{service}:{text_}") for text_ in renamed.split())
    return tuple(entry for entry in found if entry is not None)


def _partition(record: Record) -> str:
    """The partition of the caller's ARN, else of the Region."""
    arn = text(mapping(opened(record.user_identity)).get("arn")).split(":")
    if len(arn) > 1 and arn[1]:
        return arn[1]
    region = record.aws_region or ""
    return "aws-cn" if region.startswith("cn-") else "aws-us-gov" if region.startswith("us-gov-") else "aws"


def _account(record: Record) -> str:
    return record.recipient_account_id or text(mapping(opened(record.user_identity)).get("accountId"))


def _owner(record: Record, service: str, fields: list[tuple[str, str]]) -> str:
    """The account of the resource: the one that a field states, else that of the record."""
    for name, value in fields:
        if name in OWNER_FIELDS.get(service, ()):
            pieces = re.split(r"[/:]", value)
            stated = [piece for piece in pieces if len(piece) == _ACCOUNT_DIGITS and piece.isdecimal()]
            if stated and not (name in OWNER_WITHIN and len(pieces) == 1):
                return stated[0]
    return _account(record)


def _listed(record: Record) -> list[str]:
    entries = opened(record.resources)
    if not isinstance(entries, list):
        return []
    named = (text(mapping(entry).get("ARN")) or text(mapping(entry).get("arn")) for entry in entries)
    return [arn for arn in named if arn.startswith("arn:")]


def _context(record: Record) -> dict[str, str]:
    """The service through which KMS was called."""
    if not record.event_source.startswith("kms."):
        return {}
    invoked = text(mapping(opened(record.user_identity)).get("invokedBy")) or record.source_address or ""
    found = _VIA.fullmatch(invoked)
    return {"kms:ViaService": f"{found[1]}.{record.aws_region}.amazonaws.com"} if found and record.aws_region else {}


def _choices(entry: Action, record: Record, request: Mapping[str, Any], listed: list[str]) -> Iterator[tuple[str, ...]]:
    if entry.name.startswith("s3:") and isinstance(request.get("bucketName"), str):
        yield from _s3(entry, request, listed, _partition(record))
        return
    fields = list(_fields(request))
    if entry.name.startswith("ec2:"):
        yield from _ec2(entry, record, [value for _, value in fields])
        return
    found: list[str] = []
    for kind, _ in entry.types:
        found += [arn for arn in listed if kind.fits(arn)]
        found += [value for _, value in fields if kind.fits(value)]
        found += _assembled(kind, record, fields, _owner(record, entry.name.partition(":")[0], fields))
    if entry.name == "lambda:InvokeFunction":
        found = _at_qualifier(found, dict(fields))
    yield tuple(dict.fromkeys(found))


def _at_qualifier(functions: list[str], fields: Mapping[str, str]) -> list[str]:
    """The version or the alias that a request invokes, which has its own ARN; the function where it names none."""
    ending = fields.get("functionname", "").rpartition("function:")[2].partition(":")[2]
    wanted = fields.get("qualifier") or ending
    return [f"{arn}:{wanted}" for arn in functions if _UNKNOWN not in arn] if wanted else functions


def _s3(entry: Action, request: Mapping[str, Any], listed: list[str], partition: str) -> Iterator[tuple[str, ...]]:
    """The object or the bucket of a request: exactly one, by its bucket and key."""
    bucket, key = text(request.get("bucketName")), text(request.get("key"))
    names = {kind.name for kind, _ in entry.types}
    if bucket.startswith("arn:"):
        yield (f"{bucket}/object/{key}",) if key and "object" in names else (bucket,)
    elif "object" in names and not key:
        objects = [arn for arn in listed if "/" in arn]
        yield from ((arn,) for arn in objects)
    elif "object" in names:
        yield (f"arn:{partition}:s3:::{bucket}/{key}",)
    else:
        yield (f"arn:{partition}:s3:::{bucket}",)


def _ec2(entry: Action, record: Record, values: list[str]) -> Iterator[tuple[str, ...]]:
    """Each id in the request, as every type that the action supports and that the id may be of."""
    names = {kind.name for kind, _ in entry.types}
    for value in dict.fromkeys(values):
        if _EC2_ID.fullmatch(value):
            prefix = value.rpartition("-")[0]
            meant = {_EC2_NAMES.get(prefix, prefix)} & names
            account = _account(record)
            owners = ("", account) if meant & {"image", "snapshot"} else (account,)
            place = f"arn:{_partition(record)}:ec2:{record.aws_region}"
            yield tuple(f"{place}:{who}:{name}/{value}" for name in sorted(meant) for who in owners)


def _fields(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Each text of a request with the name of its field in lower case."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key.lower() not in _NOT_NAMES:
                yield from _fields(inner, key.lower())
            if name == "requestitems":
                yield "tablename", key
    elif isinstance(value, list):
        for inner in value:
            yield from _fields(inner, name)
    elif isinstance(value, str) and value:
        yield name, value


def _assembled(kind: ResourceType, record: Record, fields: list[tuple[str, str]], account: str) -> Iterator[str]:
    """ARNs of one type from the names in a request, each variable from a field of a related name."""
    where = {"Partition": _partition(record), "Region": record.aws_region or "", "Account": account}
    template = _VARIABLE.sub(lambda found: where.get(found[1], found[0]), kind.template)
    related = [[*_values(variable, kind, fields)] for variable in kind.variables]
    if len(kind.variables) == 1:
        texts = related[0] or [form for _, value in fields[:_MOST_TEXTS] for form in _forms(value)] or [_UNKNOWN]
        for value in texts:
            yield template.replace(f"${{{kind.variables[0]}}}", value)
        return
    if not any(related):
        return
    texts = list(dict.fromkeys(value for values in related for value in values))[:_MOST_PAIRED]
    for values in permutations([*texts, *[_UNKNOWN] * (len(kind.variables) - 1)], len(kind.variables)):
        if values[0] == _UNKNOWN:
            continue
        made = template
        for variable, value in zip(kind.variables, values, strict=True):
            made = made.replace(f"${{{variable}}}", value)
        yield made


def _values(variable: str, kind: ResourceType, fields: list[tuple[str, str]]) -> Iterator[str]:
    stem = _STEM.sub("", variable).lower()
    own = kind.name.replace("-", "")
    for name, value in fields:
        about = name in _GENERIC or (stem and stem in name) or own in name or name.rstrip("s") in variable.lower()
        if about and not value.startswith("arn:"):
            yield from _forms(value)


def _forms(value: str) -> Iterator[str]:
    """A name as ARNs contain it: whole, without a leading slash or a prefix, or the end of an address."""
    if value.startswith("https://"):
        yield value.rpartition("/")[2]
        return
    yield value
    if value.startswith("/"):
        yield value[1:]
    if value.startswith("alias/"):
        yield value.removeprefix("alias/")
    if ":" in value:
        yield from value.split(":", 1)
