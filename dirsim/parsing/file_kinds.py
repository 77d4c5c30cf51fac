"""Kinds of files, recognised by content, and what reads each."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from attrs import frozen

AWS_KEYS: Mapping[str, str] = {
    "DirectoryDescriptions": "aws ds describe-directories",
    "Trusts": "aws ds describe-trusts",
    "ConditionalForwarders": "aws ds describe-conditional-forwarders",
    "SharedDirectories": "aws ds describe-shared-directories",
    "RegionsDescription": "aws ds describe-regions",
    "DomainControllers": "aws ds describe-domain-controllers",
    "Vpcs": "aws ec2 describe-vpcs",
    "Subnets": "aws ec2 describe-subnets",
    "DhcpOptions": "aws ec2 describe-dhcp-options",
    "VpcEndpoints": "aws ec2 describe-vpc-endpoints",
    "NatGateways": "aws ec2 describe-nat-gateways",
    "Reservations": "aws ec2 describe-instances",
    "ResolverRules": "aws route53resolver list-resolver-rules",
    "ResolverRuleAssociations": "aws route53resolver list-resolver-rule-associations",
    "ResolverEndpoints": "aws route53resolver list-resolver-endpoints",
    "DBInstances": "aws rds describe-db-instances",
    "DBClusters": "aws rds describe-db-clusters",
    "FileSystems": "aws fsx describe-file-systems",
    "StorageVirtualMachines": "aws fsx describe-storage-virtual-machines",
    "Directories": "aws workspaces describe-workspace-directories",
    "Workspaces": "aws workspaces describe-workspaces",
    "Instances": "aws sso-admin list-instances",
    "PermissionSets": "aws sso-admin list-permission-sets",
    "ClientVpnEndpoints": "aws ec2 describe-client-vpn-endpoints",
    "DirectoryConfigs": "aws appstream describe-directory-configs",
    "Server": "aws transfer describe-server",
    "Roles": "aws iam list-roles",
    "Accounts": "aws organizations list-accounts",
}
"""The key of each saved output that discovery reads, with its call."""

_HCL = re.compile(
    r'^[ \t]*(?:resource|data)\s+"[\w-]+"\s+"[\w-]+"\s*\{|^[ \t]*(?:module|variable|output|provider)\s+"[\w-]+"\s*\{|^[ \t]*(?:terraform|locals)\s*\{',
    re.MULTILINE,
)
_CFN_TYPE = re.compile(r"""["']?Type["']?\s*:\s*["']?(?:AWS|Alexa|Custom)::""")
_IAM_TYPE = re.compile(r"""["']?Type["']?\s*:\s*["']?AWS::IAM::""")
_VERSION = re.compile(r"""^[ \t]*["']?dirsim["']?[ \t]*:""", re.MULTILINE)
_LDIF = re.compile(
    r"\A(?:#[^\n]*\n|[ \t\r]*\n)*+(?:version:[ \t]*1[ \t\r]*\n(?:#[^\n]*\n|[ \t\r]*\n)*+)?dn::? ", re.IGNORECASE
)
_START = 200_000
"""The number of characters that decide."""


@frozen
class FileKind:
    """A kind of file.

    Attributes:
        name: Its name: one word for programs.
        article_name: Its name in a sentence, such as ``a Terraform state``.
        advice: The command that reads it, or the way to get a file that one reads.
    """

    name: str
    article_name: str
    advice: str

    def hint(self, file: str) -> str:
        """The advice, with the file's name."""
        return self.advice.replace("FILE", file or "FILE")


_HCL_FILE = FileKind(
    "terraform-source",
    "Terraform source",
    "run: terraform show -json > show.json, then: dirsim discover terraform show.json",
)
_HCL_POLICY = FileKind(
    "terraform-source",
    "Terraform source with IAM policies",
    "run: terraform show -json > show.json, and check each policy in it with: dirsim lint-policy",
)
_STATE = FileKind("terraform", "a Terraform state", "use: dirsim discover terraform FILE")
_SHOW = FileKind("terraform", "output of terraform show -json", "use: dirsim discover terraform FILE")
_TF_JSON = FileKind("terraform", "Terraform configuration in JSON", "use: dirsim discover terraform FILE")
_TEMPLATE = FileKind("cloudformation", "a CloudFormation template", "use: dirsim discover cloudformation FILE")
_IAM_TEMPLATE = FileKind(
    "cloudformation",
    "a CloudFormation template with IAM resources only",
    "it has no directory; put each policy document into a JSON file and use: dirsim lint-policy",
)
_TRAIL = FileKind("cloudtrail", "CloudTrail records", "use: dirsim least-privilege FILE")
_HISTORY = FileKind(
    "cloudtrail-csv",
    "a CSV download of the CloudTrail event history",
    "it lacks request parameters; download the history as JSON, or use the trail's files with: dirsim least-privilege",
)
_DETAILS = FileKind(
    "authorization-details",
    "output of aws iam get-account-authorization-details",
    "use: dirsim lint-policy FILE",
)
_POLICY = FileKind("policy", "an IAM policy", "use: dirsim lint-policy FILE")
_GROUPS = FileKind(
    "security-groups", "output of aws ec2 describe-security-groups", "use: dirsim ports DESIGN --check FILE"
)
_ACLS = FileKind("network-acls", "output of aws ec2 describe-network-acls", "use: dirsim ports DESIGN --check FILE")
_DUMP = FileKind("ldapdomaindump", "a file of ldapdomaindump", "use: dirsim discover ldapdomaindump FILE")
_CSVDE = FileKind("csvde", "an export of csvde", "use: dirsim discover csvde FILE")
_AZURE = FileKind("bloodhound", "a collection of AzureHound", "use: dirsim discover bloodhound FILE")
_HOUND = FileKind("bloodhound", "a collection of BloodHound", "use: dirsim discover bloodhound FILE")
_LDIF_FILE = FileKind("ldif", "an LDIF export", "use: dirsim discover ldif FILE")
_PORTS = FileKind("ports", "a table of ports", "use: dirsim ports DESIGN --check FILE")


def recognise(text: str) -> FileKind | None:
    """The kind of a text that is not a file of dirsim; ``None`` where it is one, or of a kind that is not known.

    Args:
        text: The content of the file.
    """
    start = text.lstrip("\ufeff \t\r\n")
    if start[:1] in ("{", "["):
        try:
            return _of_json(json.loads(text.lstrip("\ufeff")))
        except (ValueError, RecursionError):
            pass
    head = text[:_START]
    if _VERSION.search(head) and not _CFN_TYPE.search(head):
        return None
    first = start.partition("\n")[0].strip().lower()
    columns = [cell.strip().strip('"') for cell in first.split(",")]
    if "event id" in columns and "event name" in columns:
        return _HISTORY
    if columns[0] == "dn" and len(columns) > 1:
        return _CSVDE
    if {"initiator", "target", "protocol", "port"} <= set(columns):
        return _PORTS
    if _LDIF.match(head):
        return _LDIF_FILE
    if _CFN_TYPE.search(head) and re.search(r"""^[ \t]*["']?Resources["']?[ \t]*:""", head, re.MULTILINE):
        return _IAM_TEMPLATE if _only_iam(head) else _TEMPLATE
    if _HCL.search(head):
        return _HCL_POLICY if "aws_iam_policy_document" in head and "aws_directory" not in head else _HCL_FILE
    return None


def _only_iam(text: str) -> bool:
    return len(_CFN_TYPE.findall(text)) == len(_IAM_TYPE.findall(text))


def _of_json(data: Any) -> FileKind | None:
    if isinstance(data, list):
        first = data[0] if data else None
        if isinstance(first, Mapping) and isinstance(first.get("attributes"), Mapping) and "dn" in first:
            return _DUMP
        if isinstance(first, Mapping) and "eventSource" in first and "eventName" in first:
            return _TRAIL
        return None
    if not isinstance(data, Mapping) or "dirsim" in data or "schema" in data:
        return None
    if isinstance(data.get("resources"), list) and ("terraform_version" in data or "lineage" in data):
        return _STATE
    if "format_version" in data and ("values" in data or "planned_values" in data or "resource_changes" in data):
        return _SHOW
    if isinstance(data.get("resource"), Mapping) or isinstance(data.get("terraform"), Mapping):
        return _TF_JSON
    if isinstance(data.get("Resources"), Mapping) and any(
        isinstance(entry, Mapping) and "::" in str(entry.get("Type")) for entry in data["Resources"].values()
    ):
        kinds = [str(entry.get("Type")) for entry in data["Resources"].values() if isinstance(entry, Mapping)]
        return _IAM_TEMPLATE if all(kind.startswith("AWS::IAM::") for kind in kinds) else _TEMPLATE
    if "RoleDetailList" in data or "UserDetailList" in data:
        return _DETAILS
    if isinstance(data.get("SecurityGroups"), list):
        return _GROUPS
    if isinstance(data.get("NetworkAcls"), list):
        return _ACLS
    if isinstance(data.get("Records"), list):
        return _TRAIL
    meta = data.get("meta")
    if isinstance(meta, Mapping) and "data" in data:
        return _AZURE if str(meta.get("type", "")).lower().startswith("az") else _HOUND
    call = next((AWS_KEYS[key] for key in data if key in AWS_KEYS), None)
    if call is not None:
        return FileKind("aws", f"output of {call}", "put it into a folder and use: dirsim discover aws --from FOLDER")
    return _POLICY if "Statement" in data else None
