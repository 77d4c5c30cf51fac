"""ARN variables and the request fields that supply their values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from dirsim.credentials.policy.known import ResourceType

ALIASES: Mapping[str, tuple[str, ...]] = {
    "AlarmName": ("alarmname", "alarmnames"),
    "Alias": ("aliasname",),
    "ApiKeyId": ("apikey",),
    "BucketName": ("bucketname", "bucket"),
    "CertificateId": ("certificateid",),
    "BrokerId": ("broker-id", "brokerid"),
    "ClusterName": ("clustername", "cluster", "clusteridentifier"),
    "ClusterParameterGroupName": ("dbclusterparametergroupname",),
    "ClusterSnapshotName": ("dbclustersnapshotidentifier",),
    "DBInstanceName": ("dbinstanceidentifier",),
    "DbClusterInstanceName": ("dbclusteridentifier",),
    "DbInstanceName": ("dbinstanceidentifier",),
    "DbProxyId": ("dbproxyname",),
    "DeliveryStreamName": ("deliverystreamname",),
    "DistributionId": ("distributionid", "id"),
    "DocumentName": ("documentname",),
    "FunctionName": ("functionname",),
    "GroupFriendlyName": ("autoscalinggroupname", "autoscalinggroupnames"),
    "GroupNameWithPath": ("groupname",),
    "HostedZoneId": ("hostedzoneid",),
    "IdentityName": ("source", "fromemailaddress", "identity", "emailidentity", "emailaddress"),
    "ImageId": ("imageid", "imageids"),
    "InstanceId": ("instanceid", "instanceids"),
    "InstanceProfileNameWithPath": ("instanceprofilename",),
    "KeyId": ("keyid", "targetkeyid"),
    "KeyPairName": ("keyname",),
    "LaunchConfigurationName": ("launchconfigurationname",),
    "LayerName": ("layername",),
    "LoadBalancerName": ("loadbalancername", "loadbalancernames"),
    "LogGroupName": ("loggroupname", "loggroupnames"),
    "LogStreamName": ("logstreamname",),
    "MfaTokenIdWithPath": ("serialnumber",),
    "ModelId": ("modelid",),
    "ObjectName": ("key",),
    "OptionGroupName": ("optiongroupname",),
    "ParameterGroupName": ("dbparametergroupname", "parametergroupname", "cacheparametergroupname"),
    "ParameterNameWithoutLeadingSlash": ("name", "names", "path"),
    "PolicyNameWithPath": ("policyname",),
    "QueueName": ("queueurl", "queuename"),
    "RepositoryName": ("repositoryname", "repositorynames"),
    "RoleName": ("rolename",),
    "RoleNameWithPath": ("rolename",),
    "RuleName": ("rulename", "rule", "name"),
    "SecretId": ("secretid", "name"),
    "ServerCertificateNameWithPath": ("servercertificatename",),
    "ServiceName": ("servicename", "service", "services"),
    "SnapshotName": ("dbsnapshotidentifier", "snapshotname", "snapshotidentifier"),
    "StackName": ("stackname",),
    "StackSetName": ("stacksetname",),
    "StreamName": ("streamname",),
    "SubnetGroupName": ("dbsubnetgroupname", "cachesubnetgroupname", "subnetgroupname"),
    "SubscriptionName": ("subscriptionname",),
    "TableName": ("tablename",),
    "TaskDefinitionFamilyName": ("taskdefinition", "family"),
    "TaskDefinitionRevisionNumber": ("taskdefinition",),
    "TrailName": ("name", "trailname", "trailnamelist"),
    "UserNameWithPath": ("username",),
    "UserName": ("username",),
}
"""For an ARN variable: the field names, in lower case, under which requests supply it."""

_ASIDE = frozenset({
    "tags", "tagset", "tagspecificationset", "tagspecifications", "filterset", "filters", "filter", "encryptioncontext",
    "environment", "policydocument", "assumerolepolicydocument", "policy", "credentials", "clienttoken",
})  # fmt: skip
"""Request fields that do not name a resource; some of them may contain any data."""
_ENDINGS = ("WithoutLeadingSlash", "WithPath")
_KINDS = re.compile(r"(Names?|Ids?|ID|Identifiers?|Uuid|UUID|Arns?)$")
_GENERIC = frozenset({"Id", "Identifier", "Name", "ResourceId", "Uuid", "UUID", "RelativeId", "RandomId", "OpaqueId"})
_MAX_LEAVES = 2000


class Leaves:
    """The texts in a request or a response, by field name."""

    __slots__ = ("arns", "named", "texts", "top")

    def __init__(self, data: object) -> None:
        self.named: dict[str, list[str]] = {}
        self.texts: list[str] = []
        self.top: set[str] = {key.lower() for key in data} if isinstance(data, dict) else set()
        for name, value in _walk(data):
            self.texts.append(value)
            known = self.named.setdefault(name, [])
            if value not in known:
                known.append(value)
        self.arns = [value for value in self.texts if value.startswith("arn:")]

    def of(self, *names: str) -> list[str]:
        """The texts under the first of the names that exists."""
        return next((self.named[name] for name in names if name in self.named), [])


def _walk(data: object) -> Iterator[tuple[str, str]]:
    """Field names in lower case with their texts, top level first."""
    level: list[tuple[str, Any]] = [("", data)]
    seen = 0
    while level:
        below: list[tuple[str, Any]] = []
        for name, value in level:
            seen += 1
            if seen > _MAX_LEAVES:
                return
            if isinstance(value, dict):
                below += [(key.lower(), inner) for key, inner in value.items() if key.lower() not in _ASIDE]
                below += [("autoscalinggroupname", entry["resourceId"]) for entry in _tagged(value.get("tags"))]
                if name == "requestitems":  # DynamoDB's batches: the tables are the keys
                    below += [("tablename", key) for key in value]
            elif isinstance(value, list):
                below += [(name, inner) for inner in value]
            elif isinstance(value, str) and value and len(value) < 2048:
                yield name, value
        level = below


def _tagged(tags: object) -> list[dict[str, Any]]:
    """Tags that name their resource, as those of Auto Scaling do."""
    return (
        [entry for entry in tags if isinstance(entry, dict) and "resourceId" in entry] if isinstance(tags, list) else []
    )


@cache
def names_of(variable: str, kind: ResourceType, operation: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The field names for a variable of a type's ARN, most likely first; and the names that count only at top level."""
    own = own_name(kind)
    named: tuple[str, ...] = ()
    if variable == kind.variables[-1] and own in operation.lower():
        named = ("name", "id", "identifier", "names", "ids")
    known = ALIASES.get(variable)
    if known is not None:
        return known, named
    bare = variable
    for ending in _ENDINGS:
        bare = bare.removesuffix(ending)
    base = own if variable in _GENERIC else _KINDS.sub("", bare).lower()
    endings: tuple[str, ...] = ("id", "name", "identifier", "", "ids", "names", "identifiers")
    if variable in _GENERIC and len(kind.variables) > 1:
        endings = ("id", "identifier", "ids", "identifiers")  # another variable holds the name
    return tuple(dict.fromkeys([bare.lower(), *(f"{base}{ending}" for ending in endings)])), named


def values_of(variable: str, kind: ResourceType, operation: str, leaves: Leaves) -> list[str]:
    """The values that a request supplies for a variable of a type's ARN, in ARN form."""
    anywhere, on_top = names_of(variable, kind, operation)
    found = leaves.of(*anywhere) or leaves.of(*(name for name in on_top if name in leaves.top))
    shapes = [value for value in (shaped(variable, text) for text in found) if value]
    if kind.name == "managed-instance":  # machines outside EC2 have their own ids
        return [value for value in shapes if value.startswith("mi-")]
    return shapes


@cache
def own_name(kind: ResourceType) -> str:
    """The name of a type in lower-case letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", kind.name.lower())


def shaped(variable: str, value: str) -> str:
    """A request value in ARN form; empty if it is not valid in an ARN."""
    if value.startswith("arn:"):
        value = _from_arn(variable, value)
    elif variable == "QueueName" and "/" in value:
        value = value.rpartition("/")[2]
    elif variable == "FunctionName":
        value = value.rpartition("function:")[2].partition(":")[0]
    elif variable == "TaskDefinitionFamilyName":
        value = value.partition(":")[0]
    elif variable == "TaskDefinitionRevisionNumber":
        value = value.partition(":")[2]
    elif variable == "KeyId" and value.startswith("alias/"):
        value = ""  # policies name keys, and the record does not resolve the alias
    if variable == "Alias":
        value = value.removeprefix("alias/")
    if variable == "ParameterNameWithoutLeadingSlash":
        value = value.lstrip("/").partition(":")[0] if not value.startswith("arn:") else value
    if variable in {"HostedZoneId", "Id"}:
        value = value.rpartition("/")[2] if value.startswith("/") else value
    return value


def _from_arn(variable: str, arn: str) -> str:
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return ""
    last = parts[5]
    if variable == "FunctionName" and last.startswith("function:"):
        return last.split(":")[1]
    return ""
