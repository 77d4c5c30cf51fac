"""``dirsim session``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.api import UsageError
from dirsim.api.credential_use import answered_session
from dirsim.api.writing import written
from dirsim.cli.formats import chosen
from dirsim.cli.output import emit

_CALL = "A call such as assume-role, with the requested duration and options: CALL[:4h][,max=12h][,refreshes][,root]."


def session(
    *hops: Annotated[str, Parameter(name="HOP", help=_CALL)],
    format_: Annotated[str | None, Parameter(name=("--format", "-f"), help="text, json or html.")] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """Say how long a chain of credentials lasts, and which rule ends it.

    The first call is the source: iam-user, instance-profile, ecs-task-role, lambda-role, permission-set, and so on.
    Exit codes: 0 the chain is granted, 1 it is refused, 2 a call cannot be read.
    """
    wanted = chosen("session", format_, output)
    if not hops:
        raise UsageError("name the calls of the chain, such as: lambda-role assume-role:1h")
    answer = answered_session(hops)
    emit(written(answer, wanted), output)
    return int(answer.to_dict()["refused"])
