"""``dirsim policy``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from cyclopts import Parameter

from dirsim.analysis.group_policy.design import policy_kept
from dirsim.analysis.group_policy.resultant import resultant_set
from dirsim.analysis.group_policy.targets import target
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import designed, either
from dirsim.cli.output import emit, note
from dirsim.errors import UsageError
from dirsim.model.directory import Directory
from dirsim.model.topology import Topology
from dirsim.report.group_policy import kept_page, policy_page
from dirsim.report.json_text import json_text
from dirsim.report.text import text

_TRUTH = {"true": True, "yes": True, "false": False, "no": False}


def policy(
    file: Annotated[str, Parameter(name="FILE", help="A requirements or topology file, an example by name, or -.")],
    /,
    *,
    user: Annotated[
        str | None, Parameter(name="--user", help="A user: a distinguished name, or a name in CN=Users (NAME@DOMAIN).")
    ] = None,
    computer: Annotated[
        str | None,
        Parameter(name="--computer", help="A computer: a distinguished name, or a name in CN=Computers (NAME@DOMAIN)."),
    ] = None,
    user_group: Annotated[
        tuple[str, ...], Parameter(name="--user-group", help="A group of the user; may be given several times.")
    ] = (),
    computer_group: Annotated[
        tuple[str, ...], Parameter(name="--computer-group", help="A group of the computer; may be given several times.")
    ] = (),
    site: Annotated[str, Parameter(name="--site", help="The computer's AD site.")] = "",
    address: Annotated[str, Parameter(name="--address", help="The computer's IP address, which tells its site.")] = "",
    wmi: Annotated[
        tuple[str, ...],
        Parameter(
            name="--wmi", help="FILTER=true or false, by its text or its policy object; may be given several times."
        ),
    ] = (),
    design: Annotated[
        str | None, Parameter(name="--design", help="Say what this design keeps of group policy instead.")
    ] = None,
    format_: Annotated[str, Parameter(name="--format", help="text or json.")] = "text",
    output: Annotated[str | None, Parameter(name="--output", help="Write the answer to this file.")] = None,
) -> int:
    """Say which group policy a user gets on a computer, which setting wins, and why."""
    wanted = chosen("policy", format_)
    if design is not None:
        if user or computer:
            raise UsageError("--design asks about every member of a design; leave --user and --computer out")
        kept = policy_kept(designed(file, design))
        emit(json_text(kept) if wanted == "json" else text(kept_page(kept)), output)
        return 0
    directories = _directories(file)
    person, said = target(directories, user, user_group, container="CN=Users")
    machine, also = target(directories, computer, computer_group, container="CN=Computers")
    result = resultant_set(directories, person, machine, site=site, address=address, filters=_filters(wmi))
    for assumption in (*said, *also):
        note(f"assumed: {assumption}")
    emit(json_text(result) if wanted == "json" else text(policy_page(result)), output)
    return 0


def _directories(file: str) -> Mapping[str, Directory]:
    value = either(file)
    return value.directories if isinstance(value, Topology) else value.estate.directories


def _filters(words: tuple[str, ...]) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for word in words:
        name, _, value = word.rpartition("=")
        if not name or value.lower() not in _TRUTH:
            raise UsageError(f"--wmi {word!r}: write FILTER=true or FILTER=false")
        found[name] = _TRUTH[value.lower()]
    return found
