"""``dirsim ports``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from cyclopts import Parameter

from dirsim.analysis.ports import PortMatrix
from dirsim.analysis.ports import ports as matrix_of
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import designed
from dirsim.cli.output import emit
from dirsim.report.json_text import json_text
from dirsim.report.markdown import markdown
from dirsim.report.ports import ports_csv, ports_page
from dirsim.report.text import text

_WRITERS: Mapping[str, Callable[[PortMatrix], str]] = {
    "text": lambda matrix: text(ports_page(matrix)),
    "markdown": lambda matrix: markdown(ports_page(matrix)),
    "json": json_text,
    "csv": ports_csv,
}


def ports(
    file: Annotated[str, Parameter(name="FILE", help="A requirements or topology file, an example by name, or -.")],
    /,
    *,
    design: Annotated[
        str | None, Parameter(name="--design", help="A design's label; else the recommended one.")
    ] = None,
    format_: Annotated[str, Parameter(name="--format", help="text, json, csv or markdown.")] = "text",
    output: Annotated[str | None, Parameter(name="--output", help="Write the answer to this file.")] = None,
) -> int:
    """List which host opens which connection to which, with any one host down as well."""
    wanted = chosen("ports", format_)
    emit(_WRITERS[wanted](matrix_of(designed(file, design))), output)
    return 0
