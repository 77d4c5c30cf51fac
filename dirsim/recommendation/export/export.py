"""Export of a design or a topology in a format of infrastructure as code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from dirsim.designs.design import Design
from dirsim.errors import UsageError
from dirsim.model.requirements import Requirements
from dirsim.model.topology import Topology
from dirsim.recommendation.export.cloudformation_export import cloudformation_template
from dirsim.recommendation.export.exported_design import ExportedDesign, exported_design
from dirsim.recommendation.export.terraform_export import terraform_configuration
from dirsim.resilience.ports.port_matrix import PortMatrix, ports

_WRITERS: Mapping[str, Callable[[ExportedDesign, PortMatrix], tuple[dict[str, Any], tuple[str, ...]]]] = {
    "terraform": terraform_configuration,
    "cloudformation": cloudformation_template,
}
EXPORT_FORMS = tuple(_WRITERS)
"""The formats of infrastructure as code."""


@frozen(kw_only=True)
class Export:
    """A design in a format of infrastructure as code.

    Attributes:
        form: ``terraform`` or ``cloudformation``.
        title: The label of the design, or the name of the topology.
        data: The configuration or template, as JSON data.
        left_out: What it does not express, each as a sentence.
    """

    form: str
    title: str
    data: Mapping[str, Any]
    left_out: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The configuration or template itself."""
        return dict(self.data)


def export_design(form: str, design: Design | Topology, req: Requirements | None = None) -> Export:
    """A design in a format.

    Args:
        form: ``terraform`` or ``cloudformation``.
        design: The design, or a topology.
        req: The requirements, whose estate exists already; ``None`` means that nothing exists.

    Raises:
        UsageError: The format has no resource for any part of the design.
    """
    made = exported_design(design, req)
    data, listed = _WRITERS[form](made, ports(made.topology))
    resources = data.get("resource") or data.get("Resources")
    if not resources:
        raise UsageError(f"{form} has no resource for any part of {made.title}")
    return Export(form=form, title=made.title, data=data, left_out=listed)
