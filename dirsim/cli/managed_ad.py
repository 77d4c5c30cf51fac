"""``dirsim managed-ad``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.analysis.managed_ad.readiness import readiness
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import either
from dirsim.cli.output import emit
from dirsim.model.topology import Topology
from dirsim.report.json_text import json_text
from dirsim.report.managed_ad import managed_ad_page
from dirsim.report.markdown import markdown
from dirsim.report.text import text


def managed_ad(
    file: Annotated[str, Parameter(name="FILE", help="A requirements or topology file, an example by name, or -.")],
    /,
    *,
    format_: Annotated[str, Parameter(name="--format", help="text, json or markdown.")] = "text",
    output: Annotated[str | None, Parameter(name="--output", help="Write the answer to this file.")] = None,
) -> int:
    """Say whether an estate is ready for AWS Managed Microsoft AD and its Hybrid Edition, and what a move would break.

    Exit codes: 0, or 1 where a check of Hybrid Edition is not met.
    """
    wanted = chosen("managed-ad", format_)
    value = either(file)
    estate = value if isinstance(value, Topology) else value.estate
    found = readiness(estate.directories, estate.trusts)
    if wanted == "json":
        emit(json_text(found), output)
    else:
        page = managed_ad_page(found)
        emit(markdown(page) if wanted == "markdown" else text(page), output)
    return int(found.ready is False)
