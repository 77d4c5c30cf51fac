"""Rights with which somebody can get more rights: the combinations that are publicly known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from attrs import frozen

from dirsim.credentials.policy.finding import Finding, Path
from dirsim.credentials.policy.statement import Statement
from dirsim.credentials.policy.wildcard import matches

_LIMITING = frozenset({
    "iam:permissionsboundary", "iam:policyarn", "iam:resourcetag", "aws:resourcetag", "iam:associatedresourcearn", "iam:awsservicename",
})  # fmt: skip


@frozen
class Way:
    """A way to more rights.

    Attributes:
        needs: The actions that it takes; the first is the one that findings name.
        how: What somebody would do.
        passes: The service that receives a role; empty where none is handed over.
    """

    needs: tuple[str, ...]
    how: str
    passes: str = ""


WAYS = (
    Way(("iam:CreatePolicyVersion",), "writes a new version of a policy that is attached to them"),
    Way(("iam:SetDefaultPolicyVersion",), "makes an older, wider version of a policy the one that counts"),
    Way(("iam:CreateAccessKey",), "makes access keys for another user"),
    Way(("iam:CreateLoginProfile",), "sets a console password for another user who has none"),
    Way(("iam:UpdateLoginProfile",), "changes another user's console password"),
    Way(("iam:AttachUserPolicy",), "attaches any policy to their own user"),
    Way(("iam:AttachGroupPolicy",), "attaches any policy to a group of theirs"),
    Way(("iam:AttachRolePolicy",), "attaches any policy to a role that they can take"),
    Way(("iam:PutUserPolicy",), "writes an inline policy for their own user"),
    Way(("iam:PutGroupPolicy",), "writes an inline policy for a group of theirs"),
    Way(("iam:PutRolePolicy",), "writes an inline policy for a role that they can take"),
    Way(("iam:AddUserToGroup",), "joins a group with more rights"),
    Way(("iam:UpdateAssumeRolePolicy", "sts:AssumeRole"), "makes a role trust them, and takes it"),
    Way(("iam:PassRole", "ec2:RunInstances"), "starts an instance with a role, and uses its credentials", "ec2.amazonaws.com"),
    Way(("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"), "runs code with a role", "lambda.amazonaws.com"),
    Way(("iam:PassRole", "lambda:CreateFunction", "lambda:CreateEventSourceMapping"), "lets an event run code with a role", "lambda.amazonaws.com"),
    Way(("iam:PassRole", "lambda:CreateFunction", "lambda:AddPermission"), "lets somebody else run code with a role", "lambda.amazonaws.com"),
    Way(("lambda:UpdateFunctionCode",), "puts code into a function that has a role"),
    Way(("lambda:UpdateFunctionConfiguration",), "puts a layer into a function that has a role"),
    Way(("iam:PassRole", "glue:CreateDevEndpoint"), "opens a shell with a role", "glue.amazonaws.com"),
    Way(("glue:UpdateDevEndpoint",), "opens a shell in an endpoint that has a role"),
    Way(("iam:PassRole", "glue:CreateJob", "glue:StartJobRun"), "runs a script with a role", "glue.amazonaws.com"),
    Way(("iam:PassRole", "glue:CreateJob", "glue:CreateTrigger"), "lets a trigger run a script with a role", "glue.amazonaws.com"),
    Way(("iam:PassRole", "glue:UpdateJob", "glue:StartJobRun"), "changes a script and its role, and runs it", "glue.amazonaws.com"),
    Way(("iam:PassRole", "cloudformation:CreateStack"), "builds what a role may build", "cloudformation.amazonaws.com"),
    Way(("cloudformation:UpdateStack",), "changes a stack that has a role"),
    Way(("cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"), "changes a stack that has a role"),
    Way(("iam:PassRole", "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"), "runs commands with a role", "datapipeline.amazonaws.com"),
    Way(("iam:PassRole", "codestar:CreateProject"), "becomes the owner of a project with a role", "codestar.amazonaws.com"),
    Way(("codestar:CreateProject", "codestar:AssociateTeamMember"), "becomes the owner of a project, with its rights"),
    Way(("iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuild"), "runs a build with a role", "codebuild.amazonaws.com"),
    Way(("iam:PassRole", "sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"), "opens a notebook with a role", "sagemaker.amazonaws.com"),
    Way(("sagemaker:CreatePresignedNotebookInstanceUrl",), "opens a notebook that has a role"),
    Way(("iam:PassRole", "sagemaker:CreateTrainingJob"), "runs code with a role", "sagemaker.amazonaws.com"),
    Way(("iam:PassRole", "sagemaker:CreateProcessingJob"), "runs code with a role", "sagemaker.amazonaws.com"),
    Way(("iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:RunTask"), "runs a container with a role", "ecs-tasks.amazonaws.com"),
    Way(("iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:StartTask"), "runs a container with a role", "ecs-tasks.amazonaws.com"),
    Way(("iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:CreateService"), "runs containers with a role", "ecs-tasks.amazonaws.com"),
    Way(("iam:PassRole", "autoscaling:CreateLaunchConfiguration", "autoscaling:CreateAutoScalingGroup"), "starts instances with a role", "ec2.amazonaws.com"),
    Way(("iam:DeleteRolePermissionsBoundary",), "takes away what limits a role"),
    Way(("iam:DeleteUserPermissionsBoundary",), "takes away what limits a user"),
    Way(("iam:PutRolePermissionsBoundary",), "replaces what limits a role"),
    Way(("iam:PutUserPermissionsBoundary",), "replaces what limits a user"),
)  # fmt: skip
_WANTED = tuple(sorted({name for way in WAYS for name in way.needs}))
_SERVICES = frozenset(name.partition(":")[0] for name in _WANTED)


@frozen
class _Grant:
    written: str
    path: Path
    receivers: tuple[str, ...] = ()


def escalation(statements: Iterable[Statement]) -> Iterator[Finding]:
    """The ways to more rights that statements together open; those behind one wildcard are told as one."""
    grants: dict[str, list[_Grant]] = {}
    denied: set[str] = set()
    for statement in statements:
        if statement.not_action:
            continue
        for name, path in statement.actions:
            for action in _meant(name):
                if not statement.allow:
                    if not statement.tests and any(set(text) == {"*"} for text, _ in statement.resources):
                        denied.add(action)
                elif _counts(statement, action):
                    grants.setdefault(action, []).append(_Grant(name, path, _receivers(statement, action)))
    behind: dict[tuple[Path, str], list[Way]] = {}
    for way in WAYS:
        found = [_grant(grants.get(need, []), way) for need in way.needs]
        if any(entry is None for entry in found) or denied & set(way.needs):
            continue
        first = found[0]
        if first is None:
            continue
        writings = {entry.written for entry in found if entry is not None}
        if "*" in first.written and len(writings) == 1:
            behind.setdefault((first.path, first.written), []).append(way)
        else:
            yield Finding(
                first.path,
                "privilege-escalation",
                _told(way),
                "+".join(way.needs) if len(way.needs) > 1 else way.needs[0],
            )
    for (path, written), ways in behind.items():
        many = f" and in {len(ways) - 1} more ways" if len(ways) > 1 else ""
        yield Finding(path, "privilege-escalation", f"{written}: {_told(ways[0])}{many}", written)


def _told(way: Way) -> str:
    return f"with {' and '.join(way.needs)} somebody {way.how}"


@lru_cache(maxsize=8192)
def _meant(name: str) -> tuple[str, ...]:
    service = name.partition(":")[0].lower()
    if "*" not in service and service not in _SERVICES:
        return ()
    return tuple(wanted for wanted in _WANTED if matches(name, wanted, any_case=True))


def _counts(statement: Statement, action: str) -> bool:
    """Whether a statement gives an action on things that are not somebody's own."""
    for test in statement.tests:
        if test.positive and test.sure and test.key.lower().partition("/")[0] in _LIMITING:
            return False
    return statement.not_resource or any(_wide(text, action) for text, _ in statement.resources)


def _wide(resource: str, action: str) -> bool:
    """Whether a resource means everything of its kind."""
    if set(resource) == {"*"}:
        return True
    if "${" in resource or not resource.startswith("arn:"):
        return False
    parts = resource.split(":", 5)
    last = parts[5] if len(parts) == 6 else parts[-1]
    service = action.partition(":")[0]
    if len(parts) == 6 and not matches(parts[2], service) and service != "sts":
        return False
    kind, _, rest = last.replace(":", "/").partition("/")
    return set(last) == {"*"} or (set(rest) == {"*"} and bool(kind))


def _receivers(statement: Statement, action: str) -> tuple[str, ...]:
    if action != "iam:PassRole":
        return ()
    return tuple(
        value
        for test in statement.tests
        if test.key.lower() == "iam:passedtoservice" and test.positive
        for value in test.values
    )


def _grant(grants: list[_Grant], way: Way) -> _Grant | None:
    for entry in grants:
        if not entry.receivers or not way.passes or any(matches(text, way.passes) for text in entry.receivers):
            return entry
    return None
