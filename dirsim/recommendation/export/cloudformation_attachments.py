"""Workloads of a CloudFormation template, registered or joined.

What a design does not know, such as sizes, networks and secrets, is a parameter. Source: AWS CloudFormation User Guide, "AWS
resource and property types reference".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dirsim.catalog.workload_kinds import KINDS
from dirsim.recommendation.export.cloudformation_blocks import CloudFormationTemplate
from dirsim.recommendation.export.exported_attachments import ExportedAttachment, why_not_expressed
from dirsim.recommendation.export.exported_directories import identifier
from dirsim.recommendation.export.terraform_attachments import ENGINES

_SUBNET = "AWS::EC2::Subnet::Id"


def add_attachments(made: CloudFormationTemplate) -> None:
    """Add the resource of each workload and of each controller on EC2; what has none is listed with the reason.

    Args:
        made: The template.
    """
    for entry in made.design.attachments:
        write = _WRITERS.get(entry.kind)
        if write is None and entry.way == "member" and KINDS[entry.kind].instances:
            write = _instances
        elsewhere = entry.region and entry.region != made.design.region
        if elsewhere or write is None or not write(made, entry):
            because = why_not_expressed(entry.kind, entry.way)
            if elsewhere:
                because = f"a template describes one Region, and it is in {entry.region}"
            made.left_out.append(f"workloads.{entry.workload}: the {entry.kind} itself and its attachment: {because}")
    for host, domain in made.design.controllers.items():
        properties = {
            "ImageId": made.parameter("ami_controllers", "Image of the domain controllers", "AWS::EC2::Image::Id"),
            "InstanceType": made.parameter("type_controllers", "Type of the instances of the domain controllers"),
            "SubnetId": made.parameter(f"subnet_{identifier(host)}", f"Subnet of {host}", _SUBNET),
            "Tags": [{"Key": "Name", "Value": host}, {"Key": "DomainController", "Value": domain}],
        }
        made.guarded[host] = (made.add(host, "AWS::EC2::Instance", properties), "SecurityGroupIds")


def _joining(made: CloudFormationTemplate, entry: ExportedAttachment) -> dict[str, Any]:
    """The account that joins, which the deployment reads from Secrets Manager."""
    name = identifier(entry.domain)
    secret = made.parameter(
        f"join_secret_{name}", f"ARN of the secret with username and password, for joins to {entry.domain}"
    )["Ref"]
    read = {
        key: {"Fn::Sub": f"{{{{resolve:secretsmanager:${{{secret}}}:SecretString:{key}}}}}"}
        for key in ("username", "password")
    }
    return {"UserName": read["username"], "Password": read["password"]}


def _by_itself(made: CloudFormationTemplate, entry: ExportedAttachment) -> dict[str, Any]:
    """The settings with which a service joins a domain by itself."""
    name = identifier(entry.domain)
    servers = made.parameter(f"dns_{name}", f"Addresses of name servers of {entry.domain}", "CommaDelimitedList")
    return {"DomainName": entry.domain, "DnsIps": servers, **_joining(made, entry)}


def _windows_files(made: CloudFormationTemplate, entry: ExportedAttachment) -> bool:
    name = identifier(entry.workload)
    windows: dict[str, Any] = {
        "ThroughputCapacity": made.parameter(f"throughput_{name}", "Throughput in MB/s", "Number")
    }
    if entry.directory is not None:
        windows["ActiveDirectoryId"] = made.directory(entry.directory, entry.domain)
    elif entry.domain:
        windows["SelfManagedActiveDirectoryConfiguration"] = _by_itself(made, entry)
    else:
        return False
    properties = {
        "FileSystemType": "WINDOWS",
        "StorageCapacity": made.parameter(f"storage_{name}", "Storage in GiB", "Number"),
        "SubnetIds": [made.parameter(f"subnet_{name}", f"Subnet of {entry.workload}", _SUBNET)],
        "WindowsConfiguration": windows,
    }
    made.guarded[entry.host] = (made.add(entry.workload, "AWS::FSx::FileSystem", properties), "SecurityGroupIds")
    return True


def _storage_machine(made: CloudFormationTemplate, entry: ExportedAttachment) -> bool:
    if not entry.domain:
        return False
    name = identifier(entry.workload)
    properties = {
        "FileSystemId": made.parameter(f"file_system_{name}", f"Id of the file system of {entry.workload}"),
        "Name": name[:47],
        "ActiveDirectoryConfiguration": {
            "NetBiosName": name.replace("_", "-").upper()[:15],
            "SelfManagedActiveDirectoryConfiguration": _by_itself(made, entry),
        },
    }
    made.add(entry.workload, "AWS::FSx::StorageVirtualMachine", properties)
    return True


def _database(made: CloudFormationTemplate, entry: ExportedAttachment) -> bool:
    name = identifier(entry.workload)
    if entry.directory is not None:
        domain = {
            "Domain": made.directory(entry.directory, entry.domain),
            "DomainIAMRoleName": made.parameter("role_rds_domain", "Role with which RDS joins the directory"),
        }
    elif entry.domain and entry.joins_itself:
        own = identifier(entry.domain)
        domain = {
            "DomainFqdn": entry.domain,
            "DomainOu": made.parameter(f"ou_{own}", f"Organizational unit of database servers in {entry.domain}"),
            "DomainAuthSecretArn": made.parameter(f"join_secret_{own}", "ARN of the secret of the joining account"),
            "DomainDnsIps": made.parameter(f"dns_{own}", f"Name servers of {entry.domain}", "CommaDelimitedList"),
        }
    else:
        return False
    cluster = entry.kind.startswith("aurora")
    properties = {
        "Engine": ENGINES[entry.kind],
        "MasterUsername": "dbadmin",
        "ManageMasterUserPassword": True,
        "DBSubnetGroupName": made.parameter(f"subnet_group_{name}", f"Subnet group of {entry.workload}"),
        **domain,
    }
    if not cluster:
        properties |= {
            "AllocatedStorage": made.parameter(f"storage_{name}", "Storage in GiB"),
            "DBInstanceClass": made.parameter(f"class_{name}", f"Class of the instance {entry.workload}"),
        }
    kind = "AWS::RDS::DBCluster" if cluster else "AWS::RDS::DBInstance"
    kept = {"DeletionPolicy": "Snapshot", "UpdateReplacePolicy": "Snapshot"}
    groups = "VpcSecurityGroupIds" if cluster else "VPCSecurityGroups"
    made.guarded[entry.host] = (made.add(entry.workload, kind, properties, **kept), groups)
    return True


def _streaming(made: CloudFormationTemplate, entry: ExportedAttachment) -> bool:
    if not entry.domain:
        return False
    name = identifier(entry.domain)
    account = _joining(made, entry)
    units = made.parameter(
        f"units_{name}", f"Organizational units of streaming machines in {entry.domain}", "CommaDelimitedList"
    )
    properties = {
        "DirectoryName": entry.domain,
        "OrganizationalUnitDistinguishedNames": units,
        "ServiceAccountCredentials": {"AccountName": account["UserName"], "AccountPassword": account["Password"]},
    }
    made.add(entry.workload, "AWS::AppStream::DirectoryConfig", properties)
    return True


def _transfer(made: CloudFormationTemplate, entry: ExportedAttachment) -> bool:
    directory = made.directory(entry.directory, entry.domain)
    properties = {
        "IdentityProviderType": "AWS_DIRECTORY_SERVICE",
        "IdentityProviderDetails": {"DirectoryId": directory},
        "Protocols": ["SFTP"],
    }
    return bool(directory) and bool(made.add(entry.workload, "AWS::Transfer::Server", properties))


def _client_vpn(made: CloudFormationTemplate, entry: ExportedAttachment) -> bool:
    name = identifier(entry.workload)
    option: dict[str, Any] = {"Type": "federated-authentication"}
    if entry.way == "federated":
        provider = made.parameter(f"saml_{name}", "ARN of the SAML provider of the endpoint")
        option["FederatedAuthentication"] = {"SAMLProviderArn": provider}
    else:
        directory = made.directory(entry.directory, entry.domain)
        if not directory:
            return False
        option = {"Type": "directory-service-authentication", "ActiveDirectory": {"DirectoryId": directory}}
    properties = {
        "AuthenticationOptions": [option],
        "ClientCidrBlock": made.parameter(f"cidr_{name}", "Address range of the clients"),
        "ConnectionLogOptions": {"Enabled": False},
        "ServerCertificateArn": made.parameter(f"certificate_{name}", "ARN of the certificate of the endpoint"),
    }
    made.add(entry.workload, "AWS::EC2::ClientVpnEndpoint", properties)
    return True


def _connect(made: CloudFormationTemplate, entry: ExportedAttachment) -> bool:
    directory = made.directory(entry.directory, entry.domain) if entry.way == "application" else ""
    properties = {
        "IdentityManagementType": "EXISTING_DIRECTORY",
        "DirectoryId": directory,
        "Attributes": {"InboundCalls": True, "OutboundCalls": True},
    }
    return bool(directory) and bool(made.add(entry.workload, "AWS::Connect::Instance", properties))


def _instances(made: CloudFormationTemplate, entry: ExportedAttachment) -> bool:
    """The join of instances at launch, by the tag that they have; others join by their own operating system."""
    if entry.directory is None:
        return False
    own = made.directory(entry.directory, entry.domain)
    properties = {
        "Name": "AWS-JoinDirectoryServiceDomain",
        "AssociationName": f"{entry.kind}-{identifier(entry.workload)}",
        "Targets": [{"Key": "tag:Join", "Values": [entry.workload]}],
        "Parameters": {"directoryId": [own], "directoryName": [entry.domain]},
    }
    made.add(f"join_{entry.workload}", "AWS::SSM::Association", properties)
    return True


_Write = Callable[[CloudFormationTemplate, ExportedAttachment], bool]
_WRITERS: Mapping[str, _Write] = {
    "appstream": _streaming,
    "fsx-windows": _windows_files,
    "fsx-ontap": _storage_machine,
    **dict.fromkeys(ENGINES, _database),
    "transfer-family": _transfer,
    "client-vpn": _client_vpn,
    "connect": _connect,
}
"""The function that writes each kind; false means that its attachment has no resource."""
