"""What one record proves: who used which rights on which resources, or why it proves nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from dirsim.credentials.activity import api_gateway
from dirsim.credentials.activity.arn_values import Leaves
from dirsim.credentials.activity.dynamodb_names import dynamodb_actions
from dirsim.credentials.activity.inferred import inferred
from dirsim.credentials.activity.meaning import Meaning
from dirsim.credentials.activity.principal import Principal
from dirsim.credentials.activity.record import Record, mapping, opened, text
from dirsim.credentials.activity.s3_names import copied_from, s3_actions
from dirsim.credentials.activity.scope import Place, Told, scope
from dirsim.credentials.policy.known import Action, action
from dirsim.credentials.policy.wildcard import literal

Context = tuple[tuple[str, str], ...]

_VIA = re.compile(r"([a-z0-9-]+)(?:\.([a-z]{2}(?:-[a-z]+)+-\d))?\.amazonaws\.com(?:\.cn)?")
_VIA_SERVICES = frozenset({
    "airflow", "aoss", "appflow", "apprunner", "athena", "auditmanager", "backup", "bedrock", "cassandra", "codeartifact",
    "comprehend", "connect", "dax", "dms", "docdb-elastic", "dynamodb", "ec2", "ecr", "elasticache", "elasticfilesystem", "es",
    "events", "firehose", "fsx", "geo", "glue", "healthlake", "imagebuilder", "kafka", "kendra", "kinesis", "kinesisvideo", "lambda",
    "lex", "license-manager", "logs", "macie", "memorydb", "mgn", "mq", "rds", "redshift", "redshift-serverless", "route53", "s3",
    "sagemaker", "secretsmanager", "securitylake", "ses", "sns", "sqs", "ssm", "ssm-contacts", "ssm-incidents", "states",
    "storagegateway", "timestream", "transcribe", "translate", "workmail", "workspaces", "workspaces-web", "xray",
})  # fmt: skip
"""Services that reach KMS in their caller's name and set ``kms:ViaService``."""
_WHOM = re.compile(r"not authorized to perform: ([\w-]+:\w+)(?: on resource: (arn:[^\s\"']+|\*))?")
_AWAY = "AWS Internal"
_NOTHING = Leaves(None)


@frozen(cache_hash=True)
class Right:
    """A right that was used.

    Attributes:
        action: Such as ``s3:GetObject``.
        resources: The ARNs, sorted; ``*`` alone where the action knows no narrower one.
        context: Condition keys that are evidence, with their values.
        because: Why it is inferred; empty means that the record itself shows it.
    """

    action: str
    resources: tuple[str, ...]
    context: Context = field(default=())
    because: str = ""


def rights(record: Record, means: Meaning, caller: Principal) -> tuple[Right, ...]:
    """The rights that a call used.

    Raises:
        ValueError: A part of the record is not JSON in UTF-8.
    """
    context = _context(record, means, caller)
    if means.plain:
        return tuple(Right(entry.name, ("*",), context) for entry in means.actions)
    request = mapping(opened(record.request_parameters))
    account = record.recipient_account_id or caller.account
    place = Place(_partition(record, caller), record.aws_region or "", account, caller.arn)
    answer = _NOTHING if bytes(record.response_elements) == b"null" else Leaves(opened(record.response_elements))
    told = Told(_listed(record), Leaves(request), answer)
    if means.service == "apigateway":
        return _gateway(means, request, place)
    if means.service == "s3":
        own = _s3(means, request, told, place, context)
        if own:
            return own
    if means.service == "dynamodb" and len(means.actions) > 1:
        return _dynamodb(record, means, request, told, place)
    if means.operation == "ReEncrypt":
        return _re_encrypted(means, request, told, place, context)
    made = [Right(entry.name, scope(entry, told, place), context) for entry in means.actions]
    return (*made, *_beside(means.actions, request, told.request, place))


def refused(record: Record, means: Meaning) -> tuple[Right, ...]:
    """What a denied call was refused: as the error says it, or else the operation's actions."""
    found = _WHOM.search(record.error_message or "")
    if found and action(found[1]) is not None:
        return (Right(found[1], (found[2],) if found[2] else ()),)
    return tuple(Right(entry.name, ()) for entry in means.actions)


def _listed(record: Record) -> tuple[str, ...]:
    raw = bytes(record.resources)
    resources = None if raw == b"null" else opened(raw)
    if not isinstance(resources, list):
        return ()
    arns = (text(entry.get("ARN")) or text(entry.get("arn")) for entry in resources if isinstance(entry, dict))
    return tuple(arn for arn in arns if arn.startswith("arn:"))


def _partition(record: Record, caller: Principal) -> str:
    if caller.partition:
        return caller.partition
    region = record.aws_region or ""
    return "aws-cn" if region.startswith("cn-") else "aws-us-gov" if region.startswith("us-gov-") else "aws"


def _context(record: Record, means: Meaning, caller: Principal) -> Context:
    """``kms:ViaService``, where the record names the service that asked KMS in the caller's name."""
    if means.service != "kms":
        return ()
    for told in (caller.invoked_by, record.source_address or ""):
        found = _VIA.fullmatch(told) if told != _AWAY else None
        if found and found[1] in _VIA_SERVICES and (found[2] or record.aws_region):
            return (("kms:ViaService", f"{found[1]}.{found[2] or record.aws_region}.amazonaws.com"),)
    return ()


def _beside(actions: tuple[Action, ...], request: Mapping[str, Any], leaves: Leaves, place: Place) -> list[Right]:
    return [
        Right(found.action, found.resources, found.context, found.because)
        for entry in actions
        for found in inferred(entry.name, request, leaves, place)
    ]


def _gateway(means: Meaning, request: Mapping[str, Any], place: Place) -> tuple[Right, ...]:
    where = api_gateway.path(means.operation, request) or "/*"
    arn = f"arn:{place.partition}:apigateway:{place.region}::{where}"
    return tuple(Right(entry.name, (arn,)) for entry in means.actions)


def _s3(means: Meaning, request: Mapping[str, Any], told: Told, place: Place, context: Context) -> tuple[Right, ...]:
    """The rights of an operation on objects; empty for the others, which go the way of every service."""
    names = s3_actions(means.operation, request)
    copies = means.operation in {"CopyObject", "UploadPartCopy"}
    if not names and not copies:
        return ()
    found = [action(f"s3:{name}") for name in names] if names else list(means.actions)
    made = []
    for entry in found:
        if entry is None:
            continue
        if means.operation == "DeleteObjects":
            bucket = text(request.get("bucketName"))
            arns = tuple(sorted(arn for arn in told.arns if "/" in arn)) or (
                f"arn:{place.partition}:s3:::{bucket or '*'}/*",
            )
            made.append(Right(entry.name, arns, context))
        else:
            made.append(Right(entry.name, _objects(entry, request, told, place), context))
    bucket, key, version = copied_from(request) if copies else ("", "", False)
    if bucket and key:
        source = f"arn:{place.partition}:s3:::{bucket}/{literal(key)}"
        made.append(Right("s3:GetObjectVersion" if version else "s3:GetObject", (source,), context))
    return tuple(made)


def _objects(entry: Action, request: Mapping[str, Any], told: Told, place: Place) -> tuple[str, ...]:
    """The object of a request by its bucket and key, else what CloudTrail lists."""
    bucket, key = text(request.get("bucketName")), text(request.get("key"))
    if bucket and key and not bucket.startswith("arn:"):
        return (f"arn:{place.partition}:s3:::{bucket}/{literal(key)}",)
    listed = tuple(sorted(literal(arn) for arn in told.arns if ":s3:::" in arn and "/" in arn))
    if listed:
        return listed
    return (f"arn:{place.partition}:s3:::{bucket}/*",) if bucket else scope(entry, told, place)


def _dynamodb(
    record: Record, means: Meaning, request: Mapping[str, Any], told: Told, place: Place
) -> tuple[Right, ...]:
    needed, shown = dynamodb_actions(means.operation, request, record.read_only)
    because = "" if shown else f"the record does not show what {means.operation} held"
    made = []
    for entry in means.actions:
        bare = entry.name.partition(":")[2]
        if bare not in needed:
            continue
        listed = {arn for arn in told.arns if ":table/" in arn}
        by_name = {arn for table in needed[bare] for arn in listed if arn.endswith(f":table/{table}")}
        missing = {table for table in needed[bare] if not any(arn.endswith(f":table/{table}") for arn in listed)}
        base = f"arn:{place.partition}:dynamodb:{place.region}:{place.account}:table/"
        arns = by_name | ({base + literal(table) for table in missing}) if needed[bare] else listed
        made.append(Right(entry.name, tuple(sorted(arns)) or (f"{base}*",), (), because))
    return tuple(made)


def _re_encrypted(
    means: Meaning, request: Mapping[str, Any], told: Told, place: Place, context: Context
) -> tuple[Right, ...]:
    """The key that is left and the key that is taken, each with its own action."""
    target = text(request.get("destinationKeyId"))
    source = text(request.get("sourceKeyId"))
    keys = [arn for arn in told.arns if ":key/" in arn]
    to = {arn for arn in keys if target and arn.endswith(target.rpartition("/")[2])}
    from_ = {arn for arn in keys if source and arn.endswith(source.rpartition("/")[2])}
    from_ = from_ or ({arn for arn in keys if arn not in to} or to)
    made = []
    for entry, arns in zip(means.actions, (from_, to), strict=True):
        made.append(Right(entry.name, tuple(sorted(arns)) or scope(entry, told, place), context))
    return tuple(made)
