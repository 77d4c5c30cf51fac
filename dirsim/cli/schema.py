"""``dirsim schema``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.api import UsageError
from dirsim.api.writing import json_text, schema_of
from dirsim.cli.formats import chosen
from dirsim.cli.output import emit

KINDS = ("requirements", "topology")


def schema(
    kind: Annotated[str, Parameter(name="KIND", help="requirements or topology.")] = "requirements",
    /,
    *,
    format_: Annotated[str | None, Parameter(name=("--format", "-f"), help="json.")] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """Print the JSON Schema of the files, for editors and validators."""
    chosen("schema", format_, output)
    if kind not in KINDS:
        raise UsageError(f"unknown kind of file {kind!r}; expected one of: {', '.join(KINDS)}")
    emit(json_text(schema_of(kind)), output)
    return 0
