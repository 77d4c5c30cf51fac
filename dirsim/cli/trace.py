"""``dirsim trace``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.api import design as design_of
from dirsim.api import trace as run
from dirsim.api.writing import trace_svg, written
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import given, moment
from dirsim.cli.output import emit


def trace(
    file: Annotated[str, Parameter(name="FILE", help="A requirements or topology file, an example by name, or -.")],
    /,
    *,
    flow: Annotated[str, Parameter(name="--flow", help="The flow's name, or a part of it that no other has.")],
    scenario: Annotated[str, Parameter(name="--scenario", help="What goes wrong, such as link-down:vpn.")] = "healthy",
    at: Annotated[str, Parameter(name="--at", help="When, from the scenario's start: 2h, or 11:00.")] = "0s",
    design: Annotated[
        str | None, Parameter(name="--design", help="A design's label; else the recommended one.")
    ] = None,
    format_: Annotated[str | None, Parameter(name=("--format", "-f"), help="text, json, svg or html.")] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """Show one sign-in, step by step: who asks whom, and where it stops."""
    wanted = chosen("trace", format_, output)
    instant = moment(at)
    found = run(design_of(given(file), design), flow, scenario, instant)
    emit(trace_svg(found) if wanted == "svg" else written(found, wanted), output)
    return 0
