"""``dirsim managed-ad``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.api import managed_ad as readiness
from dirsim.api.writing import written
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import given
from dirsim.cli.output import emit


def managed_ad(
    file: Annotated[str, Parameter(name="FILE", help="A requirements or topology file, an example by name, or -.")],
    /,
    *,
    format_: Annotated[str | None, Parameter(name=("--format", "-f"), help="text, json or markdown.")] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """Say whether an estate is ready for AWS Managed Microsoft AD and its Hybrid Edition, and what a move would break.

    Exit codes: 0, or 1 where a check of Hybrid Edition is not met.
    """
    wanted = chosen("managed-ad", format_, output)
    found = readiness(given(file))
    emit(written(found, wanted), output)
    return int(found.ready is False)
