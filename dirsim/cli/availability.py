"""``dirsim availability``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.api import availability as availability_of
from dirsim.api import design as design_of
from dirsim.api.writing import written
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import given, whole
from dirsim.cli.output import emit


def availability(
    file: Annotated[str, Parameter(name="FILE", help="A requirements or topology file, an example by name, or -.")],
    /,
    *,
    design: Annotated[
        str | None, Parameter(name="--design", help="A design's label; else the recommended one.")
    ] = None,
    max_order: Annotated[int, whole("--max-order", "Cut sets of at most so many failures.")] = 2,
    method: Annotated[
        str | None, Parameter(name="--method", help="bits, diagram or sampled; else the quickest exact one.")
    ] = None,
    seed: Annotated[int, whole("--seed", "For sampled: the same seed, the same answer.")] = 0,
    format_: Annotated[str | None, Parameter(name=("--format", "-f"), help="text or json.")] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """Say how often each sign-in works, exactly, and which smallest sets of failures stop it.

    What has no availability in the file takes the vendor's commitment where there is one; what has neither counts as
    never failing, and the answer lists it.
    """
    wanted = chosen("availability", format_, output)
    answer = availability_of(design_of(given(file), design), max_order=max_order, method=method, seed=seed)
    emit(written(answer, wanted), output)
    return 0
