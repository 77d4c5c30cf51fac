"""Gates of pipelines: answers held against rules and waivers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from dirsim.api.sources import files_of, locate, read_either_with_places, read_with_places
from dirsim.errors import InputError, Problem, UsageError
from dirsim.parsing.source import read_text

if TYPE_CHECKING:
    from dirsim.recommendation.assessment import Assessment
    from dirsim.recommendation.gate import Gate as Gate
    from dirsim.recommendation.gate import GatedFile
    from dirsim.recommendation.recommendation import Recommendation

REQUIREMENT_ENDINGS = (".yaml", ".yml", ".json")
"""The endings of the files that are read in folders."""


def gate(
    files: Iterable[str],
    *,
    fail_on: Sequence[str] = (),
    baseline: str | None = None,
    waivers: str | None = None,
    day: date | None = None,
    assessing: bool = False,
    as_of: date | None = None,
) -> Gate:
    """Answer files and hold the answers against rules, a baseline and waivers; a bad file is one finding among others.

    Args:
        files: Requirements files, folders and examples by name; topologies too where they are assessed.
        fail_on: Rules on which the gate fails: ``no-fit``, ``unknown``, ``assumption``, ``stale-fact``, ``flip``, ``new``.
        baseline: A file with older answers as JSON; ``None`` means none.
        waivers: A file of waivers; ``None`` means none.
        day: The day on which waivers are valid or have expired; ``None`` means today.
        assessing: True judges what exists as it is; false recommends designs.
        as_of: The date whose facts an assessment takes; ``None`` means each file's own date, or today where it has none.

    Raises:
        InputError: The baseline or the waivers cannot be used.
        UsageError: A rule is unknown, or ``new`` is named without a baseline.
    """
    from dirsim.files.waiver_file import read_waivers
    from dirsim.recommendation.gate import ASSESSMENT, FAIL_ON, RECOMMENDATION, Gate, GatedFile

    schema = ASSESSMENT if assessing else RECOMMENDATION
    for rule in fail_on:
        if rule not in FAIL_ON:
            raise UsageError(f"--fail-on: unknown rule {rule!r} (expected one of: {', '.join(FAIL_ON)})")
    if "new" in fail_on and baseline is None:
        raise UsageError("--fail-on new needs --baseline ANSWER.json")
    walk = files_of(files, REQUIREMENT_ENDINGS)
    return Gate(
        files=(
            *(_gated(file, assessing, as_of) for file in walk.files),
            *(GatedFile(file=problem.file, problems=(problem,)) for problem in walk.problems),
        ),
        schema=schema,
        fail_on=frozenset(fail_on),
        baseline=None if baseline is None else _baseline(baseline, schema),
        waivers=() if waivers is None else read_waivers(waivers),
        waiver_file=waivers or "",
        day=date.today() if day is None else day,  # noqa: DTZ011 -- a calendar day, not an instant
    )


def _gated(path: str, assessing: bool, as_of: date | None) -> GatedFile:
    from dirsim.recommendation.assess import assess
    from dirsim.recommendation.engine import recommend
    from dirsim.recommendation.gate import GatedFile

    shown = path
    choice: Recommendation | Assessment
    try:
        shown = locate(path)[1]
        if assessing:
            existing, places = read_either_with_places(path)
            choice = assess(existing, as_of=as_of).of_file(path)
        else:
            asked, places = read_with_places(path)
            choice = recommend(asked)
    except InputError as error:
        return GatedFile(file=shown, problems=error.problems)
    return GatedFile(file=shown, answer=choice.to_dict(), places=places, choice=choice)


def _baseline(path: str, schema: str) -> dict[str, Mapping[str, Any]]:
    from dirsim.recommendation.gate import ASSESSMENT, baseline_answers

    command = "assess" if schema == ASSESSMENT else "recommend"
    try:
        found = baseline_answers(json.loads(read_text(path, limit="baseline-bytes")), schema)
    except RecursionError:
        raise InputError((Problem("", "not a baseline: it is nested too deeply", "", path),)) from None
    except ValueError as error:
        raise InputError(
            (Problem("", f"not a baseline: {error}", f"dirsim {command} FILE -o ANSWER.json", path),)
        ) from None
    return dict(found)
