"""``dirsim least-privilege``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.cli.formats import chosen
from dirsim.cli.output import DASH, emit, note
from dirsim.credentials.activity.proposal import INSUFFICIENT
from dirsim.errors import EvidenceError, UsageError
from dirsim.read.activity import least_privilege_of
from dirsim.report.json_text import json_text
from dirsim.report.least_privilege import least_privilege_page
from dirsim.report.text import text


def least_privilege(
    *trails: Annotated[str, Parameter(name="TRAIL", help="Files or folders of CloudTrail records, or -.")],
    principal: Annotated[
        str | None, Parameter(name="--principal", help="Only this role, user or session, by its ARN.")
    ] = None,
    days: Annotated[int | None, Parameter(name="--days", help="Only this many days before the last record.")] = None,
    format_: Annotated[str, Parameter(name="--format", help="text or json.")] = "text",
    output: Annotated[str | None, Parameter(name="--output", help="Write the answer to this file.")] = None,
) -> int:
    """Propose IAM policies from recorded activity.

    Reads CloudTrail records in any shape (gzip, JSON lines, exports) and proposes for each principal a policy that grants
    what it used. Exit codes: 0 there is a policy, 2 no record can be read, 3 too little evidence for any policy.
    """
    wanted = chosen("least-privilege", format_)
    if not trails:
        raise UsageError("name files or folders of CloudTrail records")
    if days is not None and days < 1:
        raise UsageError(f"--days {days}: at least one day is needed")
    answer = least_privilege_of(["-" if trail == DASH else trail for trail in trails], principal=principal, days=days)
    emit(json_text(answer) if wanted == "json" else text(least_privilege_page(answer)), output)
    if answer.status != INSUFFICIENT:
        return 0
    if principal is not None and not answer.proposals:
        note(f"dirsim: no record names {principal}")
    return EvidenceError.exit_code
