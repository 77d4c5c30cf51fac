"""Blocks of a Terraform configuration under construction."""

from __future__ import annotations

from typing import Any

from attrs import define, field

from dirsim.recommendation.export.exported_design import ExportedDesign, without_nothing

DIRECTORY = "aws_directory_service_directory"
"""The type of a directory's resource."""


@define
class TerraformConfiguration:
    """A configuration under construction.

    Attributes:
        design: The design that is written.
        variables: Its variables, by name.
        data: Its data sources, by type and name.
        resources: Its resources, by type and name.
        imports: The resources that exist, each with its id.
    """

    design: ExportedDesign
    variables: dict[str, dict[str, Any]] = field(factory=dict)
    data: dict[str, dict[str, Any]] = field(factory=dict)
    resources: dict[str, dict[str, Any]] = field(factory=dict)
    imports: list[dict[str, str]] = field(factory=list)

    def variable(self, name: str, description: str, kind: str = "string", *, secret: bool = False, **more: Any) -> str:
        """A reference to a variable, which is declared."""
        entry = {"type": kind, "description": description, **({"sensitive": True} if secret else {}), **more}
        self.variables[name] = entry
        return f"${{var.{name}}}"

    def add(self, kind: str, name: str, values: dict[str, Any], region: str = "") -> str:
        """Add a resource, and return its address."""
        place = {"region": region} if region else {}
        self.resources.setdefault(kind, {})[name] = {**place, **without_nothing(values)}
        return f"{kind}.{name}"

    def adopt(self, address: str, identity: str) -> None:
        """Import a resource that exists."""
        self.imports.append({"to": address, "id": identity})
