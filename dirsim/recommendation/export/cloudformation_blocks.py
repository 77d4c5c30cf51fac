"""Template of CloudFormation under construction."""

from __future__ import annotations

import re
from typing import Any

from attrs import define, field

from dirsim.recommendation.export.exported_design import ExportedDesign
from dirsim.recommendation.export.exported_directories import ExportedDirectory, identifier

_DOUBLE_BRACE = re.compile(r"\{(?=\{)")


def without_references(value: Any) -> Any:
    """The value without dynamic references in its texts, except where dirsim wrote one.

    CloudFormation replaces ``{{resolve:...}}`` in any property by a secret or a parameter of the account, which a name in a file could
    thus put into a description.
    """
    if isinstance(value, str):
        return _DOUBLE_BRACE.sub("{ ", value)
    if isinstance(value, dict):
        return {key: below if key == "Fn::Sub" else without_references(below) for key, below in value.items()}
    if isinstance(value, list):
        return [without_references(below) for below in value]
    return value


@define
class CloudFormationTemplate:
    """A template under construction.

    Attributes:
        design: The design that is written.
        parameters: Its parameters, by logical name.
        resources: Its resources, by logical name.
        left_out: What it does not express beyond what the design lists, each as a sentence.
        guarded: Hosts that are resources: the logical name and the property that takes their security group.
    """

    design: ExportedDesign
    parameters: dict[str, dict[str, Any]] = field(factory=dict)
    resources: dict[str, dict[str, Any]] = field(factory=dict)
    left_out: list[str] = field(factory=list)
    guarded: dict[str, tuple[str, str]] = field(factory=dict)

    def parameter(self, name: str, description: str, kind: str = "String") -> dict[str, str]:
        """A reference to a parameter, which is declared."""
        logical = logical_name(name)
        self.parameters[logical] = {"Type": kind, "Description": description}
        return {"Ref": logical}

    def secret(self, entry: ExportedDirectory) -> dict[str, str]:
        """The administrator's password, which the deployment reads from Secrets Manager."""
        said = f"ARN of the secret with the key password, for the administrator of {entry.domain}"
        name = self.parameter(f"secret_{entry.name}", said)["Ref"]
        return {"Fn::Sub": f"{{{{resolve:secretsmanager:${{{name}}}:SecretString:password}}}}"}

    def add(self, name: str, kind: str, properties: dict[str, Any], **more: Any) -> str:
        """Add a resource, and return its logical name."""
        logical = logical_name(name)
        self.resources[logical] = {"Type": kind, **more, "Properties": properties}
        return logical

    def network(self, entry: ExportedDirectory) -> dict[str, Any]:
        """The VPC and the two subnets of a directory, as parameters."""
        subnets = self.parameter(
            f"subnets_{entry.name}", f"Two subnets for {entry.domain}, in two zones", "List<AWS::EC2::Subnet::Id>"
        )
        vpc = self.parameter(f"vpc_{entry.name}", f"VPC of {entry.domain}", "AWS::EC2::VPC::Id")
        return {"VpcId": vpc, "SubnetIds": subnets}

    def directory(self, entry: ExportedDirectory | None, domain: str) -> Any:
        """The id of a directory: a reference where the template has it, else a parameter; empty where there is none."""
        if entry is not None and logical_name(entry.name) in self.resources:
            return {"Ref": logical_name(entry.name)}
        if entry is None and not domain:
            return ""
        name = entry.name if entry is not None else identifier(domain)
        return self.parameter(f"id_{name}", f"Id of the directory of {entry.domain if entry is not None else domain}")


def logical_name(text: str) -> str:
    """A text as a logical name: letters and digits."""
    return "".join(word.capitalize() for word in identifier(text).split("_"))
