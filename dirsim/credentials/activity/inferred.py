"""Rights that a call needs beside its own action, and that CloudTrail does not record: inferred from what was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from dirsim.credentials.activity.arn_values import Leaves
from dirsim.credentials.activity.scope import Place
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
"""By IAM prefix: the service that receives the role, where it is always the same one."""

PASSING: Mapping[str, tuple[str, ...]] = {
    "ec2:RunInstances": ("iaminstanceprofile",),
    "ec2:AssociateIamInstanceProfile": ("iaminstanceprofile",),
    "ec2:ReplaceIamInstanceProfileAssociation": ("iaminstanceprofile",),
    "ec2:RequestSpotInstances": ("iaminstanceprofile",),
    "autoscaling:CreateLaunchConfiguration": ("iaminstanceprofile",),
    "cloudformation:CreateChangeSet": ("rolearn",),
    "cloudformation:CreateStack": ("rolearn",),
    "cloudformation:UpdateStack": ("rolearn",),
    "cloudformation:DeleteStack": ("rolearn",),
    "cloudtrail:CreateTrail": ("cloudwatchlogsrolearn",),
    "cloudtrail:UpdateTrail": ("cloudwatchlogsrolearn",),
    "codebuild:CreateProject": ("servicerole",),
    "codebuild:UpdateProject": ("servicerole",),
    "codepipeline:CreatePipeline": ("rolearn",),
    "codepipeline:UpdatePipeline": ("rolearn",),
    "config:PutConfigurationRecorder": ("rolearn",),
    "datapipeline:PutPipelineDefinition": ("role", "resourcerole"),
    "ec2:CreateFlowLogs": ("deliverlogspermissionarn",),
    "ecs:CreateService": ("role",),
    "ecs:RegisterTaskDefinition": ("taskrolearn", "executionrolearn"),
    "ecs:RunTask": ("taskrolearn", "executionrolearn"),
    "ecs:StartTask": ("taskrolearn", "executionrolearn"),
    "eks:CreateCluster": ("rolearn",),
    "eks:CreateFargateProfile": ("podexecutionrolearn",),
    "eks:CreateNodegroup": ("noderole",),
    "events:PutRule": ("rolearn",),
    "events:PutTargets": ("rolearn",),
    "firehose:CreateDeliveryStream": ("rolearn",),
    "glue:CreateCrawler": ("role",),
    "glue:CreateDevEndpoint": ("rolearn",),
    "glue:CreateJob": ("role",),
    "glue:UpdateCrawler": ("role",),
    "glue:UpdateJob": ("role",),
    "lambda:CreateFunction": ("role",),
    "lambda:UpdateFunctionConfiguration": ("role",),
    "logs:PutSubscriptionFilter": ("rolearn",),
    "rds:AddRoleToDBCluster": ("rolearn",),
    "rds:AddRoleToDBInstance": ("rolearn",),
    "rds:CreateDBInstance": ("monitoringrolearn",),
    "rds:ModifyDBInstance": ("monitoringrolearn",),
    "redshift:CreateCluster": ("iamroles",),
    "rolesanywhere:CreateProfile": ("rolearns",),
    "rolesanywhere:UpdateProfile": ("rolearns",),
    "s3:PutBucketReplication": ("role",),
    "s3:PutReplicationConfiguration": ("role",),
    "sagemaker:CreateEndpointConfig": ("executionrolearn",),
    "sagemaker:CreateModel": ("executionrolearn",),
    "sagemaker:CreateNotebookInstance": ("rolearn",),
    "sagemaker:CreateProcessingJob": ("rolearn",),
    "sagemaker:CreateTrainingJob": ("rolearn",),
    "scheduler:CreateSchedule": ("rolearn",),
    "scheduler:UpdateSchedule": ("rolearn",),
    "ssm:SendCommand": ("servicerolearn",),
    "states:CreateStateMachine": ("rolearn",),
    "states:UpdateStateMachine": ("rolearn",),
    "transfer:CreateServer": ("loggingrole",),
    "transfer:CreateUser": ("role",),
}
"""By action: under which names of its request, in lower case, a role is handed to a service."""

_TAGGING = frozenset({"tagspecificationset", "tagspecifications", "tagspecification"})


@frozen
class Inferred:
    """A right that a call must have needed.

    Attributes:
        action: The action.
        resources: The ARNs.
        context: What is known of the request, as condition keys and values.
        because: Why it was needed.
    """

    action: str
    resources: tuple[str, ...]
    context: tuple[tuple[str, str], ...]
    because: str


def inferred(action: str, request: Mapping[str, Any], leaves: Leaves, place: Place) -> Iterator[Inferred]:
    """The rights that a call needed beside its own action.

    Args:
        action: The call's own action.
        request: What was asked for.
        leaves: The same, by name.
        place: Where.
    """
    service = action.partition(":")[0]
    names = PASSING.get(action, ())
    roles: set[str] = set()
    for name in names:
        for value in leaves.named.get(name, ()):
            roles |= _role(value, place, bare=name in {"role", "servicerole", "noderole"})
    if "iaminstanceprofile" in names and any(request.get(key) for key in ("iamInstanceProfile", "IamInstanceProfile")):
        # The profile holds the role; which one, only IAM knows.
        roles.add(f"arn:{place.partition}:iam::{place.account}:role/*")
    if roles:
        receiver = PASSED_TO.get(service)
        suffix = "amazonaws.com.cn" if place.partition == "aws-cn" and service == "ec2" else ""
        context = (("iam:PassedToService", f"ec2.{suffix}" if suffix else receiver),) if receiver else ()
        yield Inferred("iam:PassRole", tuple(sorted(roles)), context, f"{action} hands a role to the service")
    if (
        service == "ec2"
        and action != "ec2:CreateTags"
        and any(value and key.lower() in _TAGGING for key, value in request.items())
    ):
        where = f"arn:{place.partition}:ec2:{place.region}:{place.account}:*/*"
        yield Inferred(
            "ec2:CreateTags", (where,), (("ec2:CreateAction", action.partition(":")[2]),), f"{action} sets tags"
        )


def _role(value: str, place: Place, *, bare: bool) -> set[str]:
    if value.startswith("arn:"):
        if ":role/" in value and "/aws-service-role/" not in value:
            return {literal(value)}
        return set()
    if bare and value and "/" not in value:
        return {f"arn:{place.partition}:iam::{place.account}:role/{literal(value)}"}
    return set()
