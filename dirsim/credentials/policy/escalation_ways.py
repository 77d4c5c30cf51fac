"""Publicly known ways to privilege escalation, by their actions.

Sources: the lists of Rhino Security Labs, pathfinding.cloud and cloudsplaining, compared in November 2026.
"""

from __future__ import annotations

from attrs import frozen


@frozen
class EscalationPath:
    """A path to privilege escalation.

    Attributes:
        needs: The actions that it requires; findings name the first one.
        how: The act of the principal.
        passes: The service that receives a role; empty if no role is passed.
    """

    needs: tuple[str, ...]
    how: str
    passes: str = ""


WAYS = (
    EscalationPath(("iam:CreatePolicyVersion",), "writes a new version of a policy that is attached to them"),
    EscalationPath(("iam:SetDefaultPolicyVersion",), "makes an older, broader version of a policy the default"),
    EscalationPath(("iam:CreateAccessKey",), "creates access keys for another user"),
    EscalationPath(("iam:CreateLoginProfile",), "sets a console password for another user who has none"),
    EscalationPath(("iam:UpdateLoginProfile",), "changes another user's console password"),
    EscalationPath(("iam:AttachUserPolicy",), "attaches any policy to their own user"),
    EscalationPath(("iam:AttachGroupPolicy",), "attaches any policy to a group that they belong to"),
    EscalationPath(("iam:AttachRolePolicy",), "attaches any policy to a role that they can assume"),
    EscalationPath(("iam:PutUserPolicy",), "writes an inline policy for their own user"),
    EscalationPath(("iam:PutGroupPolicy",), "writes an inline policy for a group that they belong to"),
    EscalationPath(("iam:PutRolePolicy",), "writes an inline policy for a role that they can assume"),
    EscalationPath(("iam:AddUserToGroup",), "joins a group with more permissions"),
    EscalationPath(("iam:UpdateAssumeRolePolicy", "sts:AssumeRole"), "makes a role trust them, and assumes it"),
    EscalationPath(("iam:PassRole", "ec2:RunInstances"), "starts an instance with a role, and uses its credentials", "ec2.amazonaws.com"),
    EscalationPath(("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"), "runs code with a role", "lambda.amazonaws.com"),
    EscalationPath(("iam:PassRole", "lambda:CreateFunction", "lambda:CreateEventSourceMapping"), "lets an event run code with a role", "lambda.amazonaws.com"),
    EscalationPath(("iam:PassRole", "lambda:CreateFunction", "lambda:AddPermission"), "lets another principal run code with a role", "lambda.amazonaws.com"),
    EscalationPath(("lambda:UpdateFunctionCode",), "puts code into a function that has a role"),
    EscalationPath(("lambda:UpdateFunctionConfiguration",), "puts a layer into a function that has a role"),
    EscalationPath(("iam:PassRole", "glue:CreateDevEndpoint"), "opens a shell with a role", "glue.amazonaws.com"),
    EscalationPath(("glue:UpdateDevEndpoint",), "opens a shell in an endpoint that has a role"),
    EscalationPath(("iam:PassRole", "glue:CreateJob", "glue:StartJobRun"), "runs a script with a role", "glue.amazonaws.com"),
    EscalationPath(("iam:PassRole", "glue:CreateJob", "glue:CreateTrigger"), "lets a trigger run a script with a role", "glue.amazonaws.com"),
    EscalationPath(("iam:PassRole", "glue:UpdateJob", "glue:StartJobRun"), "changes a script and its role, and runs it", "glue.amazonaws.com"),
    EscalationPath(("iam:PassRole", "cloudformation:CreateStack"), "creates resources with the permissions of a role", "cloudformation.amazonaws.com"),
    EscalationPath(("cloudformation:UpdateStack",), "changes a stack that has a role"),
    EscalationPath(("cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"), "changes a stack that has a role"),
    EscalationPath(("iam:PassRole", "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"), "runs commands with a role", "datapipeline.amazonaws.com"),
    EscalationPath(("iam:PassRole", "codestar:CreateProject"), "becomes the owner of a project with a role", "codestar.amazonaws.com"),
    EscalationPath(("codestar:CreateProject", "codestar:AssociateTeamMember"), "becomes the owner of a project, with its permissions"),
    EscalationPath(("iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuild"), "runs a build with a role", "codebuild.amazonaws.com"),
    EscalationPath(("iam:PassRole", "sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"), "opens a notebook with a role", "sagemaker.amazonaws.com"),
    EscalationPath(("sagemaker:CreatePresignedNotebookInstanceUrl",), "opens a notebook that has a role"),
    EscalationPath(("iam:PassRole", "sagemaker:CreateTrainingJob"), "runs code with a role", "sagemaker.amazonaws.com"),
    EscalationPath(("iam:PassRole", "sagemaker:CreateProcessingJob"), "runs code with a role", "sagemaker.amazonaws.com"),
    EscalationPath(("iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:RunTask"), "runs a container with a role", "ecs-tasks.amazonaws.com"),
    EscalationPath(("iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:StartTask"), "runs a container with a role", "ecs-tasks.amazonaws.com"),
    EscalationPath(("iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:CreateService"), "runs containers with a role", "ecs-tasks.amazonaws.com"),
    EscalationPath(("iam:PassRole", "autoscaling:CreateLaunchConfiguration", "autoscaling:CreateAutoScalingGroup"), "starts instances with a role", "ec2.amazonaws.com"),
    EscalationPath(("iam:DeleteRolePermissionsBoundary",), "removes the permissions boundary of a role"),
    EscalationPath(("iam:DeleteUserPermissionsBoundary",), "removes the permissions boundary of a user"),
    EscalationPath(("iam:PutRolePermissionsBoundary",), "replaces the permissions boundary of a role"),
    EscalationPath(("iam:PutUserPermissionsBoundary",), "replaces the permissions boundary of a user"),
    EscalationPath(("iam:UpdateAssumeRolePolicy",), "makes a role trust them"),
    EscalationPath(("iam:PassRole", "glue:UpdateJob", "glue:CreateTrigger"), "changes a script and its role, and lets a trigger run it", "glue.amazonaws.com"),
    EscalationPath(("iam:PassRole", "glue:CreateSession", "glue:RunStatement"), "runs statements with a role", "glue.amazonaws.com"),
    EscalationPath(("iam:PassRole", "datapipeline:CreatePipeline"), "makes a pipeline that runs with a role", "datapipeline.amazonaws.com"),
    EscalationPath(("iam:PassRole", "cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"), "creates resources with the permissions of a role", "cloudformation.amazonaws.com"),
    EscalationPath(("iam:PassRole", "cloudformation:UpdateStackSet"), "changes resources with the permissions of a role", "cloudformation.amazonaws.com"),
    EscalationPath(("iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuildBatch"), "runs builds with a role", "codebuild.amazonaws.com"),
    EscalationPath(("iam:PassRole", "ec2:RequestSpotInstances"), "starts an instance with a role, and uses its credentials", "ec2.amazonaws.com"),
    EscalationPath(("iam:PassRole", "ec2:AssociateIamInstanceProfile"), "gives an instance a role, and uses its credentials", "ec2.amazonaws.com"),
    EscalationPath(("iam:PassRole", "sagemaker:CreateNotebookInstance"), "opens a notebook with a role", "sagemaker.amazonaws.com"),
    EscalationPath(("iam:PassRole", "apprunner:CreateService"), "runs code with a role", "tasks.apprunner.amazonaws.com"),
    EscalationPath(("iam:PassRole", "states:CreateStateMachine", "states:StartExecution"), "calls APIs with a role", "states.amazonaws.com"),
    EscalationPath(("iam:PassRole", "batch:RegisterJobDefinition", "batch:SubmitJob"), "runs a container with a role", "ecs-tasks.amazonaws.com"),
    EscalationPath(("iam:PassRole", "elasticmapreduce:RunJobFlow"), "runs a cluster with a role", "elasticmapreduce.amazonaws.com"),
    EscalationPath(("iam:PassRole", "bedrock-agentcore:CreateCodeInterpreter", "bedrock-agentcore:StartCodeInterpreterSession", "bedrock-agentcore:InvokeCodeInterpreter"), "runs code with a role", "bedrock-agentcore.amazonaws.com"),
    EscalationPath(("bedrock-agentcore:StartCodeInterpreterSession", "bedrock-agentcore:InvokeCodeInterpreter"), "runs code in an interpreter that has a role"),
    EscalationPath(("ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"), "changes the user data of an instance that has a role, and restarts it"),
    EscalationPath(("ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"), "changes the template of instances that have a role"),
    EscalationPath(("ec2-instance-connect:SendSSHPublicKey",), "opens a shell on an instance that has a role"),
    EscalationPath(("ssm:SendCommand",), "runs commands on instances that have a role"),
    EscalationPath(("ssm:StartSession",), "opens a shell on an instance that has a role"),
    EscalationPath(("ecs:ExecuteCommand",), "runs commands in a container that has a role"),
    EscalationPath(("sagemaker:CreateNotebookInstanceLifecycleConfig", "sagemaker:StopNotebookInstance", "sagemaker:UpdateNotebookInstance", "sagemaker:StartNotebookInstance"), "runs a script in a notebook that has a role"),
)  # fmt: skip
"""Every known way; a longer combination that contains another one is left out where the shorter one says it."""
ON_OWN_USER = frozenset({
    "iam:AttachUserPolicy", "iam:DeleteUserPermissionsBoundary", "iam:PutUserPermissionsBoundary", "iam:PutUserPolicy",
})  # fmt: skip
"""Actions of the ways that give more rights even if they are limited to the principal's own user."""
