"""``dirsim recommend``."""

from __future__ import annotations

import json
from functools import partial
from typing import Annotated

from cyclopts import Parameter

from dirsim.api import InputError, Problem, Recommendation, Requirements, UsageError, read_requirements
from dirsim.api import recommend as decide
from dirsim.api.writing import checks_written, recommendations_written, short_written
from dirsim.cli.formats import chosen
from dirsim.cli.gate_options import LOGS, Baseline, FailOn, NoWaivers, Waivers, log_of, note_findings, rules_of
from dirsim.cli.inputs import at_least_one, folder_files, given, is_portfolio, whole
from dirsim.cli.output import DASH, emit, note, remark

_CODES = {"recommended": 0, "tie": 0, "no-fit": 1, "insufficient-evidence": 3}
_WORST_FIRST = (1, 3, 0)


def recommend(
    *files: Annotated[
        str, Parameter(name="FILE", help="Requirements files, examples by name, or - for standard input.")
    ],
    format_: Annotated[
        str | None, Parameter(name=("--format", "-f"), help="text, json, markdown, html, sarif, junit or github.")
    ] = None,
    output: Annotated[str | None, Parameter(name=("--output", "-o"), help="Write the answer to this file.")] = None,
    full: Annotated[
        bool, Parameter(name="--full", negative="", help="text: everything, not only the short answer.")
    ] = False,
    fail_on: FailOn = (),
    baseline: Baseline = None,
    waivers: Waivers = None,
    no_waivers: NoWaivers = False,
    sign: Annotated[
        str | None, Parameter(name="--sign", help="markdown: sign the records with this private Ed25519 key in PEM.")
    ] = None,
    results: Annotated[
        str | None,
        Parameter(name="--results", help="Many files: keep results here, and continue from those already there."),
    ] = None,
    engine: Annotated[
        str | None, Parameter(name="--engine", help="Many files: loky, dask://HOST:PORT or ray://HOST:PORT.")
    ] = None,
    workers: Annotated[
        int | None, whole("--workers", "Many files: processes on this machine; 0 is one a processor.")
    ] = None,
) -> int:
    """Rank the designs for a requirements file, with reasons.

    A folder means all files in it: they are evaluated in several processes, a file that cannot be used is one result
    among others, and with --results each result is kept as it is finished, so that the same command continues after
    an interruption.

    In a pipeline, --fail-on, --baseline and --waivers decide which findings count: a waived finding does not, an expired waiver
    does. Findings and their rules are in the SARIF, JUnit and GitHub formats, for files and folders alike.

    Exit codes: 0 a design is recommended (or several tie), 1 no design fits, 2 a file cannot be used, 3 there is too
    little evidence. For several files JSON is a list, and the worst answer decides the exit code.
    """
    wanted = chosen("recommend", format_, output)
    if sign is not None and wanted != "markdown":
        raise UsageError("--sign belongs to --format markdown, which writes decision records")
    rules = rules_of(fail_on)
    if wanted in LOGS or rules or baseline or waivers:
        return _at_the_gate(
            at_least_one(files), rules, baseline, None if no_waivers else waivers, wanted, full, output, sign
        )
    if is_portfolio(files, results, engine, workers):
        from dirsim.api.portfolios import recommend_files  # noqa: PLC0415 -- one file needs none of it
        from dirsim.cli.portfolio import play_portfolio, today  # noqa: PLC0415 -- as above

        play = partial(recommend_files, at_least_one(files), today())
        folder_files(file for file in files if file != DASH)
        return play_portfolio(play, results=results, engine=engine, workers=workers, wanted=wanted, output=output)
    values, problems = _read(at_least_one(files))
    if not values:
        raise InputError(tuple(problems))
    short = wanted == "text" and not full
    choices = [decide(value) for value in (values if short else _remark(values))]
    _write(choices, wanted, short, output, problems, sign)
    codes = {_CODES[choice.status] for choice in choices}
    return 2 if problems else next(code for code in _WORST_FIRST if code in codes)


def _write(
    choices: list[Recommendation],
    wanted: str,
    short: bool,
    output: str | None,
    problems: list[Problem],
    sign: str | None,
) -> None:
    """Write the answers; problems of other files are notes, and in JSON entries among them."""
    for problem in problems:
        note(str(problem))
    if wanted == "json" and problems:
        invalid = json.loads(checks_written([(file, "", found) for file, found in _by_file(problems)], "json"))
        emit(
            json.dumps([*(choice.to_dict() for choice in choices), invalid], indent=2, ensure_ascii=False) + "\n",
            output,
        )
        return
    emit(short_written(choices) if short else recommendations_written(choices, wanted, sign), output)


def _by_file(problems: list[Problem]) -> list[tuple[str, list[Problem]]]:
    names = dict.fromkeys(problem.file for problem in problems)
    return [(name, [problem for problem in problems if problem.file == name]) for name in names]


def _at_the_gate(
    files: tuple[str, ...],
    rules: tuple[str, ...],
    baseline: str | None,
    waivers: str | None,
    wanted: str,
    full: bool,
    output: str | None,
    sign: str | None,
) -> int:
    """The answers as a log for a pipeline, or in another format with the failing findings as notes."""
    from dirsim.api.gates import gate as hold  # noqa: PLC0415 -- one answer needs none of it

    folder_files(given(file) for file in files)  # notes what folders leave out
    held = hold([given(file) for file in files], fail_on=rules, baseline=baseline, waivers=waivers)
    if wanted in LOGS:
        emit(log_of(held, wanted), output)
    else:
        choices = [entry.choice for entry in held.files if isinstance(entry.choice, Recommendation)]
        short = wanted == "text" and not full
        if choices:
            emit(short_written(choices) if short else recommendations_written(choices, wanted, sign), output)
    note_findings(held)
    return held.exit_code


def _remark(values: list[Requirements]) -> list[Requirements]:
    """Note which everyday words were read as which."""
    for value in values:
        for reading in value.readings:
            remark(f"note: {value.name}: {reading}")
    return values


def _read(files: tuple[str, ...]) -> tuple[list[Requirements], list[Problem]]:
    """The requirements of every file that can be used, and the problems of the others."""
    values: list[Requirements] = []
    problems: list[Problem] = []
    for file in files:
        try:
            values.append(read_requirements(given(file)))
        except InputError as error:
            problems += error.problems
    return values, problems
