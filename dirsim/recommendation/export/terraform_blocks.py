"""Blocks of a Terraform configuration under construction."""

from __future__ import annotations

import re
from typing import Any

from attrs import define, field

from dirsim.recommendation.export.exported_design import ExportedDesign, without_nothing
from dirsim.recommendation.export.exported_directories import ExportedDirectory, identifier
from dirsim.resilience.ports.terraform_text import Expression

DIRECTORY = "aws_directory_service_directory"
"""The type of a directory's resource."""
_VPC_ID = re.compile(r"^vpc-[0-9a-f]+$")
_SUBNET_ID = re.compile(r"^subnet-[0-9a-f]+$")


@define
class TerraformConfiguration:
    """A configuration under construction.

    Attributes:
        design: The design that is written.
        variables: Its variables, by name.
        data: Its data sources, by type and name.
        resources: Its resources, by type and name.
        imports: The resources that exist, each with its id.
        guarded: Hosts that are resources: the type, the name and the argument that takes their security group.
        left_out: What no resource expresses beyond what the design lists, each as a sentence.
    """

    design: ExportedDesign
    variables: dict[str, dict[str, Any]] = field(factory=dict)
    data: dict[str, dict[str, Any]] = field(factory=dict)
    resources: dict[str, dict[str, Any]] = field(factory=dict)
    imports: list[dict[str, str]] = field(factory=list)
    guarded: dict[str, tuple[str, str, str]] = field(factory=dict)
    left_out: list[str] = field(factory=list)

    def variable(self, name: str, description: str, kind: str = "string", *, secret: bool = False, **more: Any) -> str:
        """A reference to a variable, which is declared."""
        entry = {"type": kind, "description": description, **({"sensitive": True} if secret else {}), **more}
        self.variables[name] = entry
        return Expression(f"${{var.{name}}}")

    def add(self, kind: str, name: str, values: dict[str, Any], region: str = "") -> str:
        """Add a resource, and return its address."""
        place = {"region": region} if region else {}
        self.resources.setdefault(kind, {})[name] = {**place, **without_nothing(values)}
        return f"{kind}.{name}"

    def adopt(self, address: str, identity: str) -> None:
        """Import a resource that exists."""
        self.imports.append({"to": address, "id": identity})

    def directory(self, entry: ExportedDirectory, attribute: str = "id") -> str:
        """A reference to a directory: to its resource, or to the data source of one that no resource creates."""
        kind = DIRECTORY if entry.created else f"data.{DIRECTORY}"
        return Expression(f"${{{kind}.{entry.name}.{attribute}}}")

    def network(self, entry: ExportedDirectory, suffix: str = "") -> dict[str, Any]:
        """The VPC and the two subnets of a directory: as the estate names them, or as variables."""
        vpc, subnets = entry.entry.vpc, entry.entry.subnets
        name = f"{entry.name}{suffix}"
        if suffix or not vpc or not _VPC_ID.match(vpc):
            vpc = self.variable(
                f"vpc_{name}", f"Id of the VPC of {entry.domain}{' in ' + suffix.strip('_') if suffix else ''}"
            )
        known = [subnet for subnet in subnets if _SUBNET_ID.match(subnet)]
        if suffix or len(known) != 2:
            known = [
                self.variable(f"subnet_{name}_{zone}", f"Id of the subnet in {order} Availability Zone")
                for zone, order in (("a", "one"), ("b", "another"))
            ]
        return {"vpc_id": vpc, "subnet_ids": known}

    def name_servers(self, domain: str) -> Any:
        """The addresses of a domain's name servers: those of a directory of AWS, those of known hosts, or a variable."""
        for entry in self.design.directories:
            if entry.domain == domain and entry.entry.kind != "ad-connector":
                return self.directory(entry, "dns_ip_addresses")
        hosts = self.design.topology.hosts
        servers = [host.address for host in hosts.values() if host.domain == domain and "dns" in host.roles]
        known = [address for address in servers if address]
        if known and len(known) == len(servers):
            return known
        return self.variable(f"dns_{identifier(domain)}", f"Addresses of name servers of {domain}", "list(string)")
