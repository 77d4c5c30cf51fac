"""``dirsim export``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.api import export as exported
from dirsim.api.writing import json_text
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import given
from dirsim.cli.output import emit, note


def export(
    form: Annotated[str, Parameter(name="FORM", help="terraform or cloudformation.")],
    file: Annotated[str, Parameter(name="FILE", help="A requirements or topology file, an example by name, or -.")],
    /,
    *,
    design: Annotated[
        str | None, Parameter(name="--design", help="A design's label; else the recommended one.")
    ] = None,
    format_: Annotated[str, Parameter(name=("--format", "-f"), help="json.")] = "json",
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """Write a design as Terraform configuration in JSON, or as a CloudFormation template.

    Secrets, networks and accounts are variables; what exists is adopted, not created again. What the form cannot express is
    listed in the answer (under // or NotExpressed) and as notes. Exit codes: 0, 1 no design fits, 3 too little evidence.
    """
    chosen("export", format_)
    made = exported(form, given(file), design)
    emit(json_text(made), output)
    for said in made.left_out:
        note(f"dirsim: not expressed: {said}")
    return 0
