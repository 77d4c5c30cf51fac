"""Permissions on the KMS key that a request names for encryption.

A trail may leave out the calls to KMS behind a service, as trails can exclude them and S3 bucket keys save them. A request
that names a key nevertheless required them; of a key that no request names nothing is inferred.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from attrs import frozen

from dirsim.credentials.least_privilege.arn_values import Leaves
from dirsim.credentials.least_privilege.inferred import Inferred
from dirsim.credentials.least_privilege.resource_scope import Place
from dirsim.credentials.policy.wildcard import literal


@frozen
class KeyUse:
    """The use of a key by a service.

    Attributes:
        actions: The actions of KMS that the caller needs.
        via: The service that calls KMS on behalf of the caller.
        source: The page that states them.
    """

    actions: tuple[str, ...]
    via: str
    source: str


_S3 = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html"
_WRITTEN = KeyUse(("kms:GenerateDataKey",), "s3", _S3)
_IN_PARTS = KeyUse(("kms:Decrypt", "kms:GenerateDataKey"), "s3", _S3)
_VOLUME = KeyUse(
    ("kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"),
    "ec2", "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/EBSEncryption.html",
)  # fmt: skip
_DATABASE = KeyUse(
    ("kms:CreateGrant", "kms:DescribeKey"),
    "rds",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html",
)
_SECRET = KeyUse(
    ("kms:Decrypt", "kms:GenerateDataKey"),
    "secretsmanager",
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
)
_SSM = "https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html"
_PARAMETER = KeyUse(("kms:Encrypt",), "ssm", _SSM)
_ADVANCED = KeyUse(("kms:GenerateDataKey",), "ssm", _SSM)

USES: Mapping[tuple[str, str], KeyUse] = {
    ("s3", "PutObject"): _WRITTEN,
    ("s3", "CopyObject"): _WRITTEN,
    ("s3", "CreateMultipartUpload"): _IN_PARTS,
    **{("ec2", name): _VOLUME for name in ("CreateVolume", "CopySnapshot", "CopyImage", "RunInstances")},
    **{
        ("rds", name): _DATABASE
        for name in (
            "CreateDBInstance", "CreateDBCluster", "CreateDBInstanceReadReplica", "CopyDBSnapshot", "CopyDBClusterSnapshot",
            "RestoreDBClusterFromSnapshot", "RestoreDBClusterToPointInTime",
        )
    },
    **{("secretsmanager", name): _SECRET for name in ("CreateSecret", "UpdateSecret")},
    ("ssm", "PutParameter"): _PARAMETER,
}  # fmt: skip
"""By service and operation: what the caller needs on the key that the request names."""

_FIELDS = ("kmskeyid", "x-amz-server-side-encryption-aws-kms-key-id", "ssekmskeyid")
_KEY = re.compile(r"arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key/[\w-]+")
_ID = re.compile(r"(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


def key_inferred(service: str, operation: str, request: Leaves, answer: Leaves, place: Place) -> Iterator[Inferred]:
    """The permissions on the key that a request names.

    Args:
        service: The IAM prefix of the called service.
        operation: The operation.
        request: The texts of the request.
        answer: The texts of the response; it gives the key of an alias.
        place: The location of the call.
    """
    use = USES.get((service, operation))
    if use is None:
        return
    fields = (*_FIELDS, "keyid") if service == "ssm" else _FIELDS
    named = [value for name in fields for value in request.named.get(name, ())]
    keys = {arn for value in named for arn in _keys(value, answer, fields, place)}
    if not keys:
        return
    actions = use.actions
    if use is _PARAMETER:
        tier = next(iter(request.named.get("tier", ())), "Standard")
        actions = {"Standard": actions, "Advanced": _ADVANCED.actions}.get(tier, (*actions, *_ADVANCED.actions))
    context = (("kms:ViaService", f"{use.via}.{place.region}.amazonaws.com"),)
    for action in actions:
        yield Inferred(action, tuple(sorted(keys)), context, f"{service}:{operation} names the key")


def _keys(value: str, answer: Leaves, fields: tuple[str, ...], place: Place) -> Iterator[str]:
    """The ARN of a key by its ARN or id; of an alias of the company's own, the key that the response names."""
    if _KEY.fullmatch(value):
        yield literal(value)
    elif _ID.fullmatch(value):
        yield f"arn:{place.partition}:kms:{place.region}:{place.account}:key/{value}"
    elif "alias/" in value and "alias/aws/" not in value:
        yield from (arn for name in fields for arn in answer.named.get(name, ()) if _KEY.fullmatch(arn))
