"""``dirsim policy``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.api import UsageError, resultant_set
from dirsim.api import policy_kept as kept_by
from dirsim.api.directory_depth import policy_target, wmi_results
from dirsim.api.sources import estate_of
from dirsim.api.writing import written
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import given
from dirsim.cli.output import emit, note


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
    address: Annotated[
        str, Parameter(name="--address", help="The computer's IP address, which decides its site.")
    ] = "",
    wmi: Annotated[
        tuple[str, ...],
        Parameter(
            name="--wmi", help="FILTER=true or false, by its text or its policy object; may be given several times."
        ),
    ] = (),
    design: Annotated[
        str | None, Parameter(name="--design", help="Say what this design keeps of group policy instead.")
    ] = None,
    format_: Annotated[str | None, Parameter(name=("--format", "-f"), help="text or json.")] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """Say which group policy a user gets on a computer, which setting wins, and why."""
    wanted = chosen("policy", format_, output)
    if design is not None:
        if user or computer:
            raise UsageError("--design asks about every member of a design; leave --user and --computer out")
        emit(written(kept_by(given(file), design), wanted), output)
        return 0
    estate = estate_of(given(file))
    person, said = policy_target(estate, user, user_group, container="CN=Users")
    machine, also = policy_target(estate, computer, computer_group, container="CN=Computers")
    result = resultant_set(estate.directories, person, machine, site=site, address=address, filters=wmi_results(wmi))
    for assumption in (*said, *also):
        note(f"assumed: {assumption}")
    emit(written(result, wanted), output)
    return 0
