"""``dirsim trusts``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.analysis.trusts.opened import trusts_of
from dirsim.analysis.trusts.walk import TrustWalk, walk
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import designed, either
from dirsim.cli.output import emit
from dirsim.errors import UsageError
from dirsim.model.topology import Topology
from dirsim.report.json_text import json_text
from dirsim.report.markdown import markdown
from dirsim.report.text import text
from dirsim.report.trusts import trusts_page, walk_page


def trusts(
    file: Annotated[str, Parameter(name="FILE", help="A requirements or topology file, an example by name, or -.")],
    /,
    *,
    design: Annotated[str | None, Parameter(name="--design", help="A design's label; else what exists today.")] = None,
    from_: Annotated[str | None, Parameter(name="--from", help="A user (USER@DOMAIN) or a domain.")] = None,
    to: Annotated[str | None, Parameter(name="--to", help="A service of the topology, or a domain.")] = None,
    format_: Annotated[str, Parameter(name="--format", help="text, json or markdown.")] = "text",
    output: Annotated[str | None, Parameter(name="--output", help="Write the answer to this file.")] = None,
) -> int:
    """Walk trusts: what they open and to whom, or the way of one user to one resource and the KDCs it needs.

    Exit codes: 0, or 1 where the user does not reach the resource.
    """
    wanted = chosen("trusts", format_)
    if (from_ is None) != (to is None):
        raise UsageError("--from and --to go together")
    topology = _topology(file, design)
    if from_ is None or to is None:
        found = trusts_of(topology)
        page = trusts_page(found)
        emit({"json": json_text(found), "markdown": markdown(page), "text": text(page)}[wanted], output)
        return 0
    way = _walk(topology, from_, to)
    page = walk_page(way)
    answer = {"schema": "dirsim.trust-walk/v1", **way.to_dict()}
    emit({"json": json_text(answer), "markdown": markdown(page), "text": text(page)}[wanted], output)
    return int(not way.reachable)


def _topology(file: str, design: str | None) -> Topology:
    if design is not None:
        return designed(file, design)
    value = either(file)
    if isinstance(value, Topology):
        return value
    return Topology(name="", directories=value.estate.directories, trusts=value.estate.trusts)


def _walk(topology: Topology, who: str, where: str) -> TrustWalk:
    user, at, domain = who.rpartition("@")
    service = topology.services.get(where)
    if service is not None and not service.realm:
        raise UsageError(f"{where} is a member of no domain")
    resource = service.realm if service is not None else where
    return walk(topology.directories, topology.trusts, domain, resource, user=f"{user}{at}{domain}" if at else "")
