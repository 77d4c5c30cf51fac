"""``dirsim trace``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.analysis.lookup import find_flow, find_scenario
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import designed, moment
from dirsim.cli.output import emit
from dirsim.cli.written import written
from dirsim.report.json_text import json_text
from dirsim.report.trace import trace_page
from dirsim.simulate.run import trace as run


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
    format_: Annotated[str, Parameter(name="--format", help="text, json, svg or html.")] = "text",
    output: Annotated[str | None, Parameter(name="--output", help="Write the answer to this file.")] = None,
) -> int:
    """Show one sign-in, step by step: who asks whom, and where it stops."""
    wanted = chosen("trace", format_)
    instant = moment(at)
    topology = designed(file, design)
    found = run(topology, find_flow(topology, flow), find_scenario(topology, scenario), instant)
    if wanted == "json":
        emit(json_text(found), output)
    elif wanted == "svg":
        from dirsim.report.draw.drawing import standalone  # noqa: PLC0415 -- only pictures need it
        from dirsim.report.draw.trace import draw_trace  # noqa: PLC0415 -- as above

        emit(standalone(draw_trace(found)) + "\n", output)
    else:
        emit(written([trace_page(found)], wanted), output)
    return 0
