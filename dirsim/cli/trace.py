"""``dirsim trace``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.analysis.lookup import find_flow, find_scenario
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import designed, moment
from dirsim.cli.output import emit
from dirsim.report.json_text import json_text
from dirsim.report.text import text
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
    format_: Annotated[str, Parameter(name="--format", help="text or json.")] = "text",
    output: Annotated[str | None, Parameter(name="--output", help="Write the answer to this file.")] = None,
) -> int:
    """Show one sign-in, step by step: who asks whom, and where it stops."""
    wanted = chosen("trace", format_)
    instant = moment(at)
    topology = designed(file, design)
    found = run(topology, find_flow(topology, flow), find_scenario(topology, scenario), instant)
    emit(json_text(found) if wanted == "json" else text(trace_page(found)), output)
    return 0
