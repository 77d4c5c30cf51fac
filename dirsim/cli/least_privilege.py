"""``dirsim least-privilege``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.api import EvidenceError, InputError, UsageError
from dirsim.api import least_privilege as proposed
from dirsim.api.writing import written
from dirsim.cli.formats import chosen
from dirsim.cli.inputs import given, whole
from dirsim.cli.output import emit, note


def least_privilege(
    *trails: Annotated[str, Parameter(name="TRAIL", help="Files or folders of CloudTrail records, or -.")],
    principal: Annotated[
        str | None, Parameter(name="--principal", help="Only this role, user or session, by its ARN.")
    ] = None,
    days: Annotated[int | None, whole("--days", "Only this many days before the last record.")] = None,
    policy: Annotated[
        tuple[str, ...],
        Parameter(name="--policy", help="A policy that is attached now, to compare with; may be given several times."),
    ] = (),
    format_: Annotated[str | None, Parameter(name=("--format", "-f"), help="text or json.")] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
) -> int:
    """Propose IAM policies from recorded activity.

    Reads CloudTrail records in any shape (gzip, JSON lines, exports) and proposes for each principal a policy that grants
    what it used. Exit codes: 0 there is a policy, 2 no record can be read, or a file or folder cannot, 3 too little evidence for any policy.
    """
    wanted = chosen("least-privilege", format_, output)
    if not trails:
        raise UsageError("name files or folders of CloudTrail records")
    if days is not None and days < 1:
        raise UsageError(f"--days: must be at least 1, not {days}")
    answer = proposed(
        [given(trail) for trail in trails], principal=principal, days=days, policy=[given(file) for file in policy]
    )
    emit(written(answer, wanted), output)
    for problem in answer.unreadable:
        note(str(problem))
    if answer.unreadable:
        return InputError.exit_code
    if answer.status != "insufficient-evidence":
        return 0
    if principal is not None and not answer.proposals:
        note(f"dirsim: no record names {principal}")
    return EvidenceError.exit_code
