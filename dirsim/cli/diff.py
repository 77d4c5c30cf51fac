"""``dirsim diff``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from cyclopts import Parameter

from dirsim.cli.formats import chosen
from dirsim.cli.inputs import locate
from dirsim.cli.output import emit
from dirsim.errors import InputError, Problem
from dirsim.model.requirements import Requirements
from dirsim.model.requirements_form import as_file
from dirsim.read.decision import read_answer
from dirsim.recommend.decision import Decision, decided
from dirsim.recommend.difference import difference
from dirsim.recommend.engine import recommend
from dirsim.report.decision import difference_page
from dirsim.report.json_text import json_text


def diff(
    old: Annotated[str, Parameter(name="OLD", help="An answer as JSON, a decision record, or a requirements file.")],
    new: Annotated[str, Parameter(name="NEW", help="What it is compared with, of any of these kinds.")],
    /,
    *,
    format_: Annotated[str, Parameter(name="--format", help="text, json or markdown.")] = "text",
    output: Annotated[str | None, Parameter(name="--output", help="Write the answer to this file.")] = None,
) -> int:
    """Say what changed between two answers, and why.

    A requirements file is answered first. Exit codes: 0 the decision is the same, 1 it is another one, 2 a file cannot
    be used.
    """
    wanted = chosen("diff", format_)
    given: list[Mapping[str, Any] | Requirements | Decision] = []
    problems: list[Problem] = []
    for file in (old, new):
        try:
            path, name = locate(file)
            given.append(read_answer(path, name=name))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    before, after = (decided(recommend(one)) if isinstance(one, Requirements) else one for one in given)
    if isinstance(before, Decision) and isinstance(after, Decision):
        asked = as_file(before.requirements), as_file(after.requirements)
        found = difference(before.answer, after.answer, asked)
    else:
        found = difference(_answer(before), _answer(after))
    if wanted == "json":
        emit(json_text(found), output)
    elif wanted == "markdown":
        from dirsim.report.markdown import markdown  # noqa: PLC0415 -- one format of three needs it

        emit(markdown(difference_page(found)), output)
    else:
        from dirsim.report.text import text  # noqa: PLC0415 -- as above

        emit(text(difference_page(found)), output)
    return 0 if found.same_decision else 1


def _answer(given: Mapping[str, Any] | Decision) -> Mapping[str, Any]:
    return given.answer if isinstance(given, Decision) else given
