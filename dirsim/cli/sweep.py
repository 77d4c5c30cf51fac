"""``dirsim sweep``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.analysis.availability import checked_order
from dirsim.analysis.contingency import contingencies
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import designed
from dirsim.cli.output import emit
from dirsim.report.json_text import json_text
from dirsim.report.sweep import sweep_page
from dirsim.report.text import text


def sweep(
    file: Annotated[str, Parameter(name="FILE", help="A requirements or topology file, an example by name, or -.")],
    /,
    *,
    design: Annotated[
        str | None, Parameter(name="--design", help="A design's label; else the recommended one.")
    ] = None,
    order: Annotated[int, Parameter(name="--order", help="At most so many failures at once.")] = 2,
    format_: Annotated[str, Parameter(name="--format", help="text or json.")] = "text",
    output: Annotated[str | None, Parameter(name="--output", help="Write the answer to this file.")] = None,
) -> int:
    """Run every sign-in under every failure and every pair of failures, and say who loses what."""
    wanted = chosen("sweep", format_)
    tables = contingencies(designed(file, design), checked_order(order))
    emit(json_text(tables) if wanted == "json" else text(sweep_page(tables)), output)
    return 0
