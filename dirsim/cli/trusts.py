"""``dirsim trusts``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.api import UsageError, trust_walk, trusts_of
from dirsim.api import design as design_of
from dirsim.api.sources import estate_of
from dirsim.api.writing import json_text, written
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import given
from dirsim.cli.output import emit


def trusts(
    file: Annotated[str, Parameter(name="FILE", help="A requirements or topology file, an example by name, or -.")],
    /,
    *,
    design: Annotated[str | None, Parameter(name="--design", help="A design's label; else what exists today.")] = None,
    from_: Annotated[str | None, Parameter(name="--from", help="A user (USER@DOMAIN) or a domain.")] = None,
    to: Annotated[str | None, Parameter(name="--to", help="A service of the topology, or a domain.")] = None,
    format_: Annotated[str | None, Parameter(name=("--format", "-f"), help="text, json or markdown.")] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """Walk trusts: what they open and to whom, or the way of one user to one resource and the KDCs it needs.

    Exit codes: 0, or 1 where the user does not reach the resource: no trust leads there, or a name is not resolved.
    """
    wanted = chosen("trusts", format_, output)
    if (from_ is None) != (to is None):
        raise UsageError("--from and --to go together")
    topology = estate_of(given(file)) if design is None else design_of(given(file), design)
    if from_ is None or to is None:
        emit(written(trusts_of(topology), wanted), output)
        return 0
    way = trust_walk(topology, from_, to)
    if wanted == "json":
        emit(json_text({"schema": "dirsim.trust-walk/v1", **way.to_dict()}), output)
    else:
        emit(written(way, wanted), output)
    return int(not way.reachable or bool(way.unresolved))
