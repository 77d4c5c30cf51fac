"""``dirsim assess``."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from dirsim.api import Assessment, InputError
from dirsim.api.writing import written
from dirsim.cli.formats import chosen
from dirsim.cli.gate_options import LOGS, Baseline, FailOn, NoWaivers, Waivers, log_of, note_findings, rules_of
from dirsim.cli.inputs import at_least_one, day, folder_files, given
from dirsim.cli.output import emit


def assess(
    *files: Annotated[
        str, Parameter(name="FILE", help="Requirements or topology files, folders of them, examples by name, or -.")
    ],
    as_of: Annotated[str | None, Parameter(name="--as-of", help="A date: facts that apply on it.")] = None,
    format_: Annotated[
        str | None, Parameter(name=("--format", "-f"), help="text, json, markdown, html, sarif or junit.")
    ] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
    fail_on: FailOn = (),
    baseline: Baseline = None,
    waivers: Waivers = None,
    no_waivers: NoWaivers = False,
) -> int:
    """Judge what exists as it is, nothing added.

    Each requirement has a verdict, and each fault in the estate is a finding with the fact or the run that it rests on
    and the command that shows it. A topology is judged by its sign-ins. A folder means all files in it.

    In a pipeline, --fail-on, --baseline and --waivers decide which findings count, as they do for recommend; no-fit means a
    fault or a requirement that is not met.

    Exit codes: 0 what exists meets everything, 1 it falls short, 2 a file cannot be used, 3 there is too little
    evidence. For several files JSON is a list, and the worst answer decides the exit code.
    """
    wanted = chosen("assess", format_, output)
    from dirsim.api.gates import gate as hold  # noqa: PLC0415 -- after the options are known to be right

    when = day("--as-of", as_of)
    named = [given(file) for file in at_least_one(files)]
    folder_files(named)  # notes what folders leave out
    rules = rules_of(fail_on)
    accepted = None if no_waivers else waivers
    held = hold(named, fail_on=rules, baseline=baseline, waivers=accepted, assessing=True, as_of=when)
    gated = wanted in LOGS or bool(rules or baseline or accepted)
    found = [file.choice for file in held.files if isinstance(file.choice, Assessment)]
    if not found and not gated:
        raise InputError(tuple(problem for file in held.files for problem in file.problems))
    if wanted in LOGS:
        emit(log_of(held, wanted), output)
    elif found:
        emit(written(found, wanted), output)
    note_findings(held)
    return held.exit_code
