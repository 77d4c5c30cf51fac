"""Export of designs as infrastructure as code."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dirsim.api.sources import build, read_file
from dirsim.errors import EvidenceError, NoDesignError, UsageError

if TYPE_CHECKING:
    from dirsim.model.requirements import Requirements
    from dirsim.model.topology import Topology
    from dirsim.recommendation.export.export import Export


def export(form: str, given: Requirements | Topology | str | os.PathLike[str], label: str | None = None) -> Export:
    """A design as Terraform configuration or a CloudFormation template, with what it cannot express listed.

    Args:
        form: ``terraform`` or ``cloudformation``.
        given: A requirements value, a topology, or a file of either kind.
        label: A design's label; ``None`` means the recommended design.

    Raises:
        InputError: The file cannot be used.
        UsageError: The format or the label is not valid, or the format has no resource for any part of the design.
        NoDesignError: No design fits.
        EvidenceError: The evidence is insufficient to recommend one.
    """
    from dirsim.model.topology import Topology
    from dirsim.recommendation.export.export import EXPORT_FORMS, export_design

    if form not in EXPORT_FORMS:
        raise UsageError(f"export: unknown form {form!r} (expected one of: {', '.join(EXPORT_FORMS)})")
    value = read_file(given) if isinstance(given, str | os.PathLike) else given
    if isinstance(value, Topology):
        if label is not None:
            raise UsageError("--design is for requirements files; a topology file is a design already")
        return export_design(form, value)
    if label is not None:
        return export_design(form, build(value, label), value)
    from dirsim.recommendation.engine import recommend

    choice = recommend(value)
    if choice.best is not None:
        return export_design(form, choice.best.design, value)
    if choice.status == "insufficient-evidence":
        raise EvidenceError("there is too little evidence to recommend a design; name one with --design")
    raise NoDesignError("no design fits, so there is nothing to export; name one with --design")
