"""Inferred permissions that a call requires besides its own action.

CloudTrail does not record them; they are inferred from the request.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from attrs import frozen

from dirsim.credentials.least_privilege.arn_values import Leaves
from dirsim.credentials.least_privilege.instance_profiles import PROFILE, profiles_named
from dirsim.credentials.least_privilege.resource_scope import Place
from dirsim.credentials.policy.wildcard import literal

PASSED_TO: Mapping[str, str] = {
    "ec2": "ec2.amazonaws.com",
    "lambda": "lambda.amazonaws.com",
    "ecs": "ecs-tasks.amazonaws.com",
    "glue": "glue.amazonaws.com",
    "states": "states.amazonaws.com",
    "codebuild": "codebuild.amazonaws.com",
    "codepipeline": "codepipeline.amazonaws.com",
    "cloudformation": "cloudformation.amazonaws.com",
    "sagemaker": "sagemaker.amazonaws.com",
    "firehose": "firehose.amazonaws.com",
    "config": "config.amazonaws.com",
    "scheduler": "scheduler.amazonaws.com",
    "eks": "eks.amazonaws.com",
}
"""By IAM prefix: the service that receives the role, if it is always the same one."""

_BARE = frozenset({"role", "servicerole", "noderole", "rolename"})
"""Fields in which a role may be named without its ARN."""
_TAGGED_BY: Mapping[str, str] = {
    "acm": "AddTagsToCertificate", "apprunner": "TagResource", "athena": "TagResource", "backup": "TagResource", "batch": "TagResource",
    "cloudwatch": "TagResource", "codeartifact": "TagResource", "codecommit": "TagResource", "cognito-idp": "TagResource",
    "dms": "AddTagsToResource", "ds": "AddTagsToResource", "dynamodb": "TagResource", "ecr": "TagResource", "ecs": "TagResource",
    "eks": "TagResource", "elasticache": "AddTagsToResource", "elasticfilesystem": "TagResource", "elasticloadbalancing": "AddTags",
    "es": "AddTags", "events": "TagResource", "firehose": "TagDeliveryStream", "fsx": "TagResource", "glue": "TagResource",
    "guardduty": "TagResource", "imagebuilder": "TagResource", "kafka": "TagResource", "kinesis": "AddTagsToStream", "kms": "TagResource",
    "lambda": "TagResource", "logs": "TagResource", "mq": "CreateTags", "organizations": "TagResource", "rds": "AddTagsToResource",
    "redshift": "CreateTags", "route53resolver": "TagResource", "sagemaker": "AddTags", "secretsmanager": "TagResource",
    "servicediscovery": "TagResource", "sns": "TagResource", "sqs": "TagQueue", "ssm": "AddTagsToResource", "states": "TagResource",
    "storagegateway": "AddTagsToResource", "transfer": "TagResource", "wafv2": "TagResource", "workspaces": "CreateTags",
}  # fmt: skip
"""By IAM prefix: the action that a request to create with tags requires besides its own. Source: the permissions that the
service authorization reference and the API reference of each service name for tags on creation."""
_TAGGED_IN_IAM = (
    "Role",
    "User",
    "Policy",
    "InstanceProfile",
    "OpenIDConnectProvider",
    "SAMLProvider",
    "ServerCertificate",
)
_CREATES = re.compile(r"(?:Create|Run|Register|Put|Request|Start|Import|Restore|Copy|Allocate|Add)[A-Z]")
_TAG_FIELDS = frozenset({"tags", "tagset", "taglist", "tag"})


class _PassedRole(msgspec.Struct):
    action: str
    fields: tuple[str, ...]
    source: str


def _table() -> Mapping[str, tuple[str, ...]]:
    raw = (Path(__file__).parent / "passed_roles.json").read_bytes()
    return {row.action: row.fields for row in msgspec.json.decode(raw, type=list[_PassedRole])}


PASSING: Mapping[str, tuple[str, ...]] = _table()
"""By action: the request fields, in lower case, that pass a role to a service.

The rows and their sources are in ``passed_roles.json``; ``tests/real/make_passed_roles.py`` derives it."""

_TAGGING = frozenset({"tagspecificationset", "tagspecifications", "tagspecification"})


@frozen
class Inferred:
    """A permission that a call must have required.

    Attributes:
        action: The action.
        resources: The ARNs.
        context: Known properties of the request, as condition keys and values.
        because: The reason why it was required.
    """

    action: str
    resources: tuple[str, ...]
    context: tuple[tuple[str, str], ...]
    because: str


def inferred(
    action: str, request: Mapping[str, Any], answer: object, leaves: Leaves, place: Place
) -> Iterator[Inferred]:
    """Infer the permissions that a call required besides its own action.

    Args:
        action: The call's own action.
        request: The request.
        answer: The response; it names the instance profile of a launch template.
        leaves: The request texts by field name.
        place: The location of the call.
    """
    service = action.partition(":")[0]
    names = PASSING.get(action, ())
    roles: set[str] = set()
    for name in names:
        for value in leaves.named.get(name, ()):
            roles |= _role(value, place, bare=name in _BARE)
    if any("instanceprofile" in name for name in names):  # IAM alone knows the role in it: the whole trail may show it
        found = profiles_named(request, answer)
        roles |= {f"arn:{place.partition}:iam::{place.account}{PROFILE}{literal(name)}" for name in found}
    if roles:
        receiver = PASSED_TO.get(service)
        suffix = "amazonaws.com.cn" if place.partition == "aws-cn" and service == "ec2" else ""
        context = (("iam:PassedToService", f"ec2.{suffix}" if suffix else receiver),) if receiver else ()
        yield Inferred("iam:PassRole", tuple(sorted(roles)), context, f"{action} passes a role to the service")
    if (
        service == "ec2"
        and action != "ec2:CreateTags"
        and any(value and key.lower() in _TAGGING for key, value in request.items())
    ):
        kinds = sorted(_tagged(request)) or ["*"]
        arns = tuple(f"arn:{place.partition}:ec2:{place.region}:{place.account}:{kind}/*" for kind in kinds)
        yield Inferred("ec2:CreateTags", arns, (("ec2:CreateAction", action.partition(":")[2]),), f"{action} sets tags")


def session_inferred(action: str, request: Mapping[str, Any], resources: tuple[str, ...]) -> Iterator[Inferred]:
    """The permissions that a request to assume a role requires for its tags and its source identity.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
    """
    if not action.startswith("sts:AssumeRole"):
        return
    if request.get("tags"):
        yield Inferred("sts:TagSession", resources, (), f"{action} sets session tags")
    if request.get("sourceIdentity"):
        yield Inferred("sts:SetSourceIdentity", resources, (), f"{action} sets a source identity")


def tagging_inferred(action: str, request: Mapping[str, Any], resources: tuple[str, ...]) -> Iterator[Inferred]:
    """The permission that a request to create something with tags requires on it.

    Args:
        action: The call's own action.
        request: The request.
        resources: The resources of the call.
    """
    service, _, bare = action.partition(":")
    if not _CREATES.match(bare) or not any(value and key.lower() in _TAG_FIELDS for key, value in request.items()):
        return
    name = _TAGGED_BY.get(service, "")
    if service == "iam":
        noun = next((noun for noun in _TAGGED_IN_IAM if bare.endswith(noun)), "")
        name = f"Tag{noun}" if noun else ""
    if name and name != bare:
        yield Inferred(f"{service}:{name}", resources, (), f"{action} sets tags")


def _tagged(request: Mapping[str, Any]) -> Iterator[str]:
    """The resource types that tag specifications name."""
    for key, value in request.items():
        if key.lower() in _TAGGING:
            entries = value.get("items", value.get("item", [])) if isinstance(value, dict) else value
            for entry in entries if isinstance(entries, list) else [entries]:
                kind = entry.get("resourceType", entry.get("ResourceType")) if isinstance(entry, dict) else None
                if isinstance(kind, str) and re.fullmatch(r"[a-z][a-z-]+", kind):
                    yield kind


def _role(value: str, place: Place, *, bare: bool) -> set[str]:
    if value.startswith("arn:"):
        if ":role/" in value and "/aws-service-role/" not in value:
            return {literal(value)}
        return set()
    if bare and value and "/" not in value:
        return {f"arn:{place.partition}:iam::{place.account}:role/{literal(value)}"}
    return set()
