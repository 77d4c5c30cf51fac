"""Design as a CloudFormation template in JSON, where types exist.

A template describes one Region. Connectors, trusts, forwarders, shares, further Regions and RADIUS settings have no type; they
are listed. Source: AWS CloudFormation User Guide, "AWS resource and property types reference".
"""

from __future__ import annotations

from typing import Any

from dirsim.recommendation.export.cloudformation_attachments import add_attachments
from dirsim.recommendation.export.cloudformation_blocks import CloudFormationTemplate, logical_name, without_references
from dirsim.recommendation.export.exported_design import ExportedDesign
from dirsim.recommendation.export.exported_directories import ExportedDirectory
from dirsim.recommendation.export.terraform_export import assume_role
from dirsim.resilience.ports.host_groups import GroupRow, HostGroup
from dirsim.resilience.ports.port_matrix import PortMatrix
from dirsim.resilience.ports.port_row import ALL

_TYPES = {"managed-microsoft-ad": "AWS::DirectoryService::MicrosoftAD", "simple-ad": "AWS::DirectoryService::SimpleAD"}


def cloudformation_template(design: ExportedDesign, matrix: PortMatrix) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A design as the data of a template, whose metadata list what it does not express, and that list.

    Args:
        design: The design.
        matrix: Its port matrix, for the security groups.
    """
    made = CloudFormationTemplate(design)
    for entry in design.directories:
        _directory(made, entry)
    for trust in design.trusts:
        made.left_out.append(f"trusts: the trust of {trust.directory.domain} with {trust.remote}")
    for entry, zone in design.forwarders:
        made.left_out.append(f"{entry.name}: the conditional forwarder for {zone}")
    _ways_in(made)
    _resolver(made)
    add_attachments(made)
    _security_groups(made, matrix)
    said = tuple(dict.fromkeys((*design.left_out, *made.left_out)))
    data = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"Design {design.title}"[:1024],
        "Metadata": {"NotExpressed": list(said)},
        **({"Parameters": dict(sorted(made.parameters.items()))} if made.parameters else {}),
        "Resources": without_references(made.resources),
    }
    return data, said


def _directory(made: CloudFormationTemplate, entry: ExportedDirectory) -> None:
    kind = entry.entry.kind
    if kind not in _TYPES or entry.entry.edition == "hybrid":
        made.left_out.append(f"{entry.name}: CloudFormation has no type for {kind}")
        return
    if entry.region and entry.region != made.design.region:
        made.left_out.append(f"{entry.name}: a template describes one Region; apply it in {entry.region} too")
    properties: dict[str, Any] = {
        "Name": entry.domain,
        "Password": made.secret(entry),
        "VpcSettings": made.network(entry),
    }
    detail = entry.entry.domains.get(entry.domain)
    if detail is not None and detail.netbios:
        properties["ShortName"] = detail.netbios
    if kind == "managed-microsoft-ad":
        properties["Edition"] = (entry.entry.edition or "standard").capitalize()
    else:
        properties["Size"] = (entry.entry.size or "small").capitalize()
    kept = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"} if entry.exists else {}
    made.add(entry.name, _TYPES[kind], properties, **kept)
    if entry.exists:
        made.left_out.append(f"{entry.name}: it exists; bring it into the stack by a resource import")
    made.left_out += [f"{entry.name}: the further Region {region}" for region in entry.regions]
    if entry.shares:
        made.left_out.append(f"{entry.name}: its shares with {entry.shares} accounts")
    if entry.radius:
        made.left_out.append(f"{entry.name}: its RADIUS settings")


def _ways_in(made: CloudFormationTemplate) -> None:
    """Identity Center, SAML roles, roles of directory users, and user pools."""
    parts = made.design.parts
    if any(part.startswith("identity-center") for part in parts):
        instance = made.parameter("identity_center_instance", "ARN of the instance of IAM Identity Center")
        made.add("staff_permissions", "AWS::SSO::PermissionSet", {"InstanceArn": instance, "Name": "Staff"})
        assignment = {
            "InstanceArn": instance,
            "PermissionSetArn": {"Fn::GetAtt": ["StaffPermissions", "PermissionSetArn"]},
            "PrincipalType": "GROUP",
            "PrincipalId": made.parameter("group_staff", "Id of the group of staff"),
            "TargetType": "AWS_ACCOUNT",
            "TargetId": made.parameter("account_staff", "Id of the account that the group uses"),
        }
        made.add("staff_assignment", "AWS::SSO::Assignment", assignment)
    provider = ""
    if made.design.creates_saml_provider:
        document = made.parameter("saml_metadata", made.design.metadata)
        provider = made.add("staff_provider", "AWS::IAM::SAMLProvider", {"SamlMetadataDocument": document})
    if "iam-role" in parts:
        policy = assume_role(made.design)
        if provider:
            policy["Statement"][0]["Principal"] = {"Federated": {"Ref": provider}}
        made.add("staff_role", "AWS::IAM::Role", {"AssumeRolePolicyDocument": policy})
    if "cognito" in parts:
        pool = made.add("customers", "AWS::Cognito::UserPool", {"UserPoolName": "customers"})
        made.add("application", "AWS::Cognito::UserPoolClient", {"UserPoolId": {"Ref": pool}})


def _resolver(made: CloudFormationTemplate) -> None:
    """An endpoint for each direction, and a rule for each domain."""
    if "resolver-rules" not in made.design.parts:
        return
    vpc = made.parameter("vpc_resolver", "VPC that resolves the names", "AWS::EC2::VPC::Id")
    group = made.add(
        "resolver_group",
        "AWS::EC2::SecurityGroup",
        {"GroupDescription": "Queries through Route 53 Resolver", "VpcId": vpc},
    )
    subnets = [
        {"SubnetId": made.parameter(f"subnet_resolver_{zone}", "Subnet of the endpoints", "AWS::EC2::Subnet::Id")}
        for zone in "ab"
    ]
    endpoint = ""
    for direction in ("inbound", "outbound"):
        values = {
            "Direction": direction.upper(),
            "IpAddresses": subnets,
            "SecurityGroupIds": [{"Fn::GetAtt": [group, "GroupId"]}],
        }
        endpoint = made.add(direction, "AWS::Route53Resolver::ResolverEndpoint", values)
    for zone, entry in made.design.zones.items():
        rule = made.add(
            f"rule_{zone}",
            "AWS::Route53Resolver::ResolverRule",
            {
                "DomainName": zone,
                "RuleType": "FORWARD",
                "ResolverEndpointId": {"Ref": endpoint},
                "TargetIps": _targets(made, zone, entry),
            },
        )
        bound = {"ResolverRuleId": {"Ref": rule}, "VPCId": vpc}
        made.add(f"bound_{zone}", "AWS::Route53Resolver::ResolverRuleAssociation", bound)


def _targets(made: CloudFormationTemplate, zone: str, entry: ExportedDirectory | None) -> list[dict[str, Any]]:
    if entry is not None and logical_name(entry.name) in made.resources:
        addresses = {"Fn::GetAtt": [logical_name(entry.name), "DnsIpAddresses"]}
        return [{"Ip": {"Fn::Select": [place, addresses]}} for place in (0, 1)]
    return [
        {"Ip": made.parameter(f"dns_{zone}_{number}", f"Address of name server {number} of {zone}")}
        for number in (1, 2)
    ]


def _security_groups(made: CloudFormationTemplate, matrix: PortMatrix) -> None:
    """Rules of the port matrix at groups that are made here, and at groups whose ids are parameters.

    A rule for addresses is part of its group, since a template has a limited number of resources.
    """
    for number, entry in enumerate(found for found in matrix.grouped if not found.row.when):
        for side, own, peer in (("Ingress", entry.target, entry.initiator), ("Egress", entry.initiator, entry.target)):
            group = _group(made, own)
            if group is None:
                continue
            properties = {"Description": _description(entry), **_ports(entry)}
            there = _group(made, peer)
            logical = logical_name(f"hosts_{own.slug}")
            if there is not None:
                word = "SourceSecurityGroupId" if side == "Ingress" else "DestinationSecurityGroupId"
                properties = {"GroupId": group, **properties, word: there}
                made.add(f"{side}_{own.slug}_{number}", f"AWS::EC2::SecurityGroup{side}", properties)
                continue
            properties["CidrIp"] = made.parameter(f"cidr_{peer.slug}", f"Address range of {peer.name}")
            if logical in made.resources:
                made.resources[logical]["Properties"].setdefault(f"SecurityGroup{side}", []).append(properties)
            else:
                properties = {"GroupId": group, **properties}
                made.add(f"{side}_{own.slug}_{number}", f"AWS::EC2::SecurityGroup{side}", properties)


def _group(made: CloudFormationTemplate, group: HostGroup) -> dict[str, Any] | None:
    """The security group of hosts in the Region of the template; ``None`` for others and for public endpoints."""
    topology = made.design.topology
    host = topology.hosts.get(group.hosts[0]) if group.hosts else None
    if host is None or not group.in_aws or host.public or "aws-endpoint" in host.roles:
        return None
    site = topology.sites.get(host.site)
    if site is not None and (site.region or made.design.region) != made.design.region:
        made.left_out.append(f"the security groups in {site.region}: a template describes one Region")
        return None
    if host.managed and ("controller" in host.roles or "connector" in host.roles):
        return made.parameter(
            f"group_{group.slug}", f"Security group of {group.name}"[:255], "AWS::EC2::SecurityGroup::Id"
        )
    logical = logical_name(f"hosts_{group.slug}")
    if logical not in made.resources:
        vpc = made.parameter(f"vpc_{host.site}", f"VPC at {host.site}", "AWS::EC2::VPC::Id")
        properties = {"GroupDescription": f"Ports of {group.name}"[:255], "VpcId": vpc}
        made.add(f"hosts_{group.slug}", "AWS::EC2::SecurityGroup", properties)
        for name in group.hosts:
            guarded, argument = made.guarded.get(name, ("", ""))
            if guarded:
                made.resources[guarded]["Properties"][argument] = [{"Fn::GetAtt": [logical, "GroupId"]}]
    return {"Fn::GetAtt": [logical, "GroupId"]}


def _ports(entry: GroupRow) -> dict[str, Any]:
    if entry.row.protocol == ALL:
        return {"IpProtocol": "-1"}
    if entry.row.protocol == "icmp":
        return {"IpProtocol": "icmp", "FromPort": 8, "ToPort": 0}  # echo request
    return {"IpProtocol": entry.row.protocol, "FromPort": entry.row.port, "ToPort": entry.row.last_port}


def _description(entry: GroupRow) -> str:
    """Text that AWS accepts as a description: letters, digits and a few signs, 255 at most."""
    said = f"{entry.row.service}: {entry.initiator.name} to {entry.target.name} ({', '.join(entry.basis)})"
    kept = (sign if sign.isascii() and (sign.isalnum() or sign in " ._-:/()#,@[]+=;{}!$*") else "_" for sign in said)
    return "".join(kept)[:255]
