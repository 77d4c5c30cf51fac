"""Permissions that one CloudTrail record proves, by resource.

If it proves none, the reason is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from dirsim.credentials.least_privilege import api_gateway
from dirsim.credentials.least_privilege.arn_values import Leaves
from dirsim.credentials.least_privilege.dynamodb_names import dynamodb_actions
from dirsim.credentials.least_privilege.encryption_keys import key_inferred
from dirsim.credentials.least_privilege.inferred import Inferred, inferred, session_inferred, tagging_inferred
from dirsim.credentials.least_privilege.meaning import Meaning
from dirsim.credentials.least_privilege.principal import TrailPrincipal
from dirsim.credentials.least_privilege.resource_scope import Place, RecordedCall, scope
from dirsim.credentials.policy.known import Action, action
from dirsim.credentials.policy.record import Record, mapping, opened, text
from dirsim.credentials.policy.s3_names import copied_from, s3_actions
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
"""Services that call KMS on behalf of their caller and set ``kms:ViaService``."""
_WHOM = re.compile(r"not authorized to perform: ([\w-]+:\w+)(?: on resource: (arn:[^\s\"']+|\*))?")
_AWAY = "AWS Internal"
_NOTHING = Leaves(None)


@frozen(cache_hash=True)
class Right:
    """A used permission.

    Attributes:
        action: The action, such as ``s3:GetObject``.
        resources: The ARNs, sorted; ``*`` alone if no narrower resource is known.
        context: Condition keys in evidence, with their values.
        because: The reason for an inferred permission; empty means that the record itself shows it.
    """

    action: str
    resources: tuple[str, ...]
    context: Context = field(default=())
    because: str = ""


def rights(record: Record, means: Meaning, caller: TrailPrincipal) -> tuple[Right, ...]:
    """The permissions that a call used.

    Raises:
        ValueError: A part of the record is not JSON in UTF-8.
    """
    context = _context(record, means, caller)
    if means.plain:
        return tuple(Right(entry.name, ("*",), context) for entry in means.actions)
    request = mapping(opened(record.request_parameters))
    account = record.recipient_account_id or caller.account
    where = (_partition(record, caller), record.aws_region or "", account)
    partition, region, owner = (literal(part) for part in where)
    place = Place(partition, region, owner, caller.arn)
    response = None if bytes(record.response_elements) == b"null" else opened(record.response_elements)
    recorded = RecordedCall(_listed(record), Leaves(request), _NOTHING if response is None else Leaves(response))
    if means.service == "apigateway":
        return _gateway(means, request, place)
    if means.service == "s3":
        own = _s3(means, request, recorded, place, context)
        if own:
            return (*own, *_on_keys(means, recorded, place))
    if means.service == "dynamodb" and len(means.actions) > 1:
        return _dynamodb(record, means, request, recorded, place)
    if means.operation == "ReEncrypt":
        return _re_encrypted(means, request, recorded, place, context)
    made = [Right(entry.name, scope(entry, recorded, place), context) for entry in means.actions]
    beside = _beside(made, means, (request, response), recorded.request, place)
    return (*made, *beside, *_on_keys(means, recorded, place))


def refused(record: Record, means: Meaning) -> tuple[Right, ...]:
    """The permissions that a denied call lacked: from the error message, or else the operation's actions."""
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


def _partition(record: Record, caller: TrailPrincipal) -> str:
    if caller.partition:
        return caller.partition
    region = record.aws_region or ""
    return "aws-cn" if region.startswith("cn-") else "aws-us-gov" if region.startswith("us-gov-") else "aws"


def _context(record: Record, means: Meaning, caller: TrailPrincipal) -> Context:
    """``kms:ViaService``, if the record names the service that called KMS on behalf of the caller."""
    if means.service != "kms":
        return ()
    for recorded in (caller.invoked_by, record.source_address or ""):
        found = _VIA.fullmatch(recorded) if recorded != _AWAY else None
        if found and found[1] in _VIA_SERVICES and (found[2] or record.aws_region):
            return (("kms:ViaService", f"{found[1]}.{found[2] or record.aws_region}.amazonaws.com"),)
    return ()


def _beside(
    made: list[Right], means: Meaning, said: tuple[Mapping[str, Any], object], leaves: Leaves, place: Place
) -> list[Right]:
    """The permissions that no record shows, but without which the call would have been denied."""
    request, answer = said
    found = [one for entry in means.actions for one in inferred(entry.name, request, answer, leaves, place)]
    for right in made:
        found += tagging_inferred(right.action, request, right.resources)
        found += session_inferred(right.action, request, right.resources)
        if right.action == "secretsmanager:BatchGetSecretValue":
            found.append(_secrets(request, place))
    beside = [Right(one.action, one.resources, one.context, one.because) for one in found]
    return [right for right in beside if action(right.action) is not None]


def _on_keys(means: Meaning, recorded: RecordedCall, place: Place) -> Iterator[Right]:
    """The permissions on the key that a request names."""
    for one in key_inferred(means.service, means.operation, recorded.request, recorded.answer, place):
        yield Right(one.action, one.resources, one.context, one.because)


def _secrets(request: Mapping[str, Any], place: Place) -> Inferred:
    """The secrets that a batch reads: those that it names, or all where it filters."""
    start = f"arn:{place.partition}:secretsmanager:{place.region}:{place.account}:secret:"
    listed = request.get("secretIdList")
    named = [entry for entry in listed if isinstance(entry, str)] if isinstance(listed, list) else []
    arns = {literal(entry) if entry.startswith("arn:") else f"{start}{literal(entry)}-??????" for entry in named}
    because = "secretsmanager:BatchGetSecretValue reads each secret"
    return Inferred("secretsmanager:GetSecretValue", tuple(sorted(arns)) or (f"{start}*",), (), because)


def _gateway(means: Meaning, request: Mapping[str, Any], place: Place) -> tuple[Right, ...]:
    where = api_gateway.path(means.operation, request) or "/*"
    arn = f"arn:{place.partition}:apigateway:{place.region}::{where}"
    return tuple(Right(entry.name, (arn,)) for entry in means.actions)


def _s3(
    means: Meaning, request: Mapping[str, Any], recorded: RecordedCall, place: Place, context: Context
) -> tuple[Right, ...]:
    """The permissions of an object operation; empty for other operations, which follow the general rule."""
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
            arns = tuple(sorted(literal(arn) for arn in recorded.arns if "/" in arn)) or (
                f"arn:{place.partition}:s3:::{literal(bucket) or '*'}/*",
            )
            made.append(Right(entry.name, arns, context))
        else:
            made.append(Right(entry.name, _objects(entry, request, recorded, place), context))
    if means.operation == "GetObjectAttributes" and made:
        # https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html
        name = "s3:GetObjectVersion" if request.get("versionId") else "s3:GetObject"
        made.append(Right(name, made[0].resources, context, "s3:GetObjectAttributes requires reading the object"))
    bucket, key, version = copied_from(request) if copies else ("", "", False)
    if bucket and key:
        source = f"arn:{place.partition}:s3:::{literal(bucket)}/{literal(key)}"
        made.append(Right("s3:GetObjectVersion" if version else "s3:GetObject", (source,), context))
    return tuple(made)


def _objects(entry: Action, request: Mapping[str, Any], recorded: RecordedCall, place: Place) -> tuple[str, ...]:
    """The object of a request by its bucket and key, otherwise the objects that CloudTrail lists."""
    bucket, key = text(request.get("bucketName")), text(request.get("key"))
    if bucket and key and not bucket.startswith("arn:"):
        return (f"arn:{place.partition}:s3:::{literal(bucket)}/{literal(key)}",)
    listed = tuple(sorted(literal(arn) for arn in recorded.arns if ":s3:::" in arn and "/" in arn))
    if listed:
        return listed
    return (f"arn:{place.partition}:s3:::{literal(bucket)}/*",) if bucket else scope(entry, recorded, place)


def _dynamodb(
    record: Record, means: Meaning, request: Mapping[str, Any], recorded: RecordedCall, place: Place
) -> tuple[Right, ...]:
    needed, shown = dynamodb_actions(means.operation, request, record.read_only)
    because = "" if shown else f"the record does not show the content of {means.operation}"
    made = []
    for entry in means.actions:
        bare = entry.name.partition(":")[2]
        if bare not in needed:
            continue
        listed = {arn for arn in recorded.arns if ":table/" in arn}
        by_name = {literal(arn) for table in needed[bare] for arn in listed if arn.endswith(f":table/{table}")}
        missing = {table for table in needed[bare] if not any(arn.endswith(f":table/{table}") for arn in listed)}
        base = f"arn:{place.partition}:dynamodb:{place.region}:{place.account}:table/"
        arns = (
            by_name | ({base + literal(table) for table in missing})
            if needed[bare]
            else {literal(arn) for arn in listed}
        )
        made.append(Right(entry.name, tuple(sorted(arns)) or (f"{base}*",), (), because))
    return tuple(made)


def _re_encrypted(
    means: Meaning, request: Mapping[str, Any], recorded: RecordedCall, place: Place, context: Context
) -> tuple[Right, ...]:
    """The permissions on the source key and the destination key, each with its own action."""
    target = text(request.get("destinationKeyId"))
    source = text(request.get("sourceKeyId"))
    keys = [arn for arn in recorded.arns if ":key/" in arn]
    to = {arn for arn in keys if target and arn.endswith(target.rpartition("/")[2])}
    from_ = {arn for arn in keys if source and arn.endswith(source.rpartition("/")[2])}
    from_ = from_ or ({arn for arn in keys if arn not in to} or to)
    made = []
    for entry, arns in zip(means.actions, (from_, to), strict=True):
        own = tuple(sorted(literal(arn) for arn in arns))
        made.append(Right(entry.name, own or scope(entry, recorded, place), context))
    return tuple(made)
