"""Recommendations, decision records and the differences between them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from dirsim.api.sources import locate, requirements_of

if TYPE_CHECKING:
    from dirsim.model.requirements import Requirements
    from dirsim.recommendation.decision import Decision
    from dirsim.recommendation.difference import Difference
    from dirsim.recommendation.recommendation import Recommendation
    from dirsim.recommendation.verification import Verification


def recommend(requirements: Requirements | str | os.PathLike[str], *, as_of: date | None = None) -> Recommendation:
    """Rank the designs for requirements, every verdict with its facts and its runs.

    Args:
        requirements: A requirements value, the path of a file, or the name of an example.
        as_of: The date whose facts apply; ``None`` means the file's own date, or today where it has none.

    Raises:
        InputError: The file cannot be read, or something in it is wrong.
    """
    from dirsim.recommendation.engine import recommend as decide

    return decide(requirements_of(requirements), as_of=as_of)


def diff(
    old: Recommendation | Requirements | Decision | Mapping[str, Any] | str | os.PathLike[str],
    new: Recommendation | Requirements | Decision | Mapping[str, Any] | str | os.PathLike[str],
) -> Difference:
    """The changes from one answer to another, with their reasons.

    Args:
        old: A recommendation, requirements (answered first), a recorded decision, an answer as JSON shows it, or a file
            of any of these.
        new: The same kinds.

    Raises:
        InputError: A file cannot be used; every problem of both is listed.
    """
    from dirsim.parsing.edge import edge
    from dirsim.recommendation.decision import Decision
    from dirsim.recommendation.difference import difference

    before, after = _answers(old, new)
    with edge():
        if isinstance(before, Decision) and isinstance(after, Decision):
            from dirsim.model.requirements_form import as_file

            return difference(before.answer, after.answer, (as_file(before.requirements), as_file(after.requirements)))
        return difference(_json(before), _json(after))


def _answers(
    *given: Recommendation | Requirements | Decision | Mapping[str, Any] | str | os.PathLike[str],
) -> list[Decision | Mapping[str, Any]]:
    from dirsim.errors import InputError, Problem
    from dirsim.files.decision_record import read_answer
    from dirsim.model.requirements import Requirements
    from dirsim.parsing.edge import edge
    from dirsim.recommendation.decision import decided
    from dirsim.recommendation.engine import recommend as decide
    from dirsim.recommendation.recommendation import Recommendation

    read: list[Any] = []
    problems: list[Problem] = []
    for one in given:
        try:
            if isinstance(one, str | os.PathLike):
                path, name = locate(one)
                with edge(name):
                    read.append(read_answer(path, name=name))
            else:
                read.append(one)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    answered = (decide(one) if isinstance(one, Requirements) else one for one in read)
    return [decided(one) if isinstance(one, Recommendation) else one for one in answered]


def _json(given: Decision | Mapping[str, Any]) -> Mapping[str, Any]:
    return given if isinstance(given, Mapping) else given.answer


def verify(
    path: str | os.PathLike[str], *, as_of: date | None = None, key: str | os.PathLike[str] | None = None
) -> tuple[Verification, ...]:
    """Run the decisions of a record again and report what moved; one verification for each decision in it.

    Args:
        path: A record that ``save`` wrote, or ``-`` for standard input.
        as_of: The date whose facts apply; ``None`` means that of the requirements, or today where they name none.
        key: A public Ed25519 key in PEM that must have signed each record; ``None`` means that none need be signed.

    Raises:
        InputError: The file cannot be read, or holds no record.
        UsageError: The key cannot be used.
    """
    from dirsim.files.decision_record import read_decisions
    from dirsim.parsing.edge import edge
    from dirsim.recommendation.verification import verify as run_again

    found, name = locate(path)
    with edge(name):
        return tuple(run_again(decision, as_of, key=key) for decision in read_decisions(found, name=name))
