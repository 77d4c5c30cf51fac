"""Recommendation engine: requirements in, a ranked recommendation out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from dirsim.catalog.labels import Label
from dirsim.designs.builders import build
from dirsim.designs.design import Design
from dirsim.errors import UsageError
from dirsim.facts import Catalog, catalog
from dirsim.model.fact_days import beyond_facts
from dirsim.model.outcome import AnswerStatus, DesignStatus
from dirsim.model.requirements import Requirements, in_name_order
from dirsim.recommendation.built_designs import Built
from dirsim.recommendation.candidate import Candidate
from dirsim.recommendation.judging import dated_baseline, judge_all
from dirsim.recommendation.ranking import words_of
from dirsim.recommendation.recommendation import Recommendation
from dirsim.recommendation.unsupported import unsupported
from dirsim.simulation.collector import without_collector

if TYPE_CHECKING:
    from dirsim.credentials.advice.strategy import CredentialAdvice


def recommend(requirements: Requirements, *, as_of: date | None = None) -> Recommendation:
    """Rank the designs for a requirements file and give every verdict with its facts and its runs.

    Args:
        requirements: The requirements.
        as_of: The date whose facts apply; ``None`` means the file's own date, or today where it has none.

    Raises:
        UsageError: No facts can be known for the date.
    """
    day = as_of or day_of(requirements)
    beyond = beyond_facts(day)
    if beyond:
        raise UsageError(f"as_of: {beyond}")
    facts = catalog(day)
    requirements = in_name_order(requirements)
    built = Built()
    with without_collector():
        found, assumptions = judge_all(requirements, facts, built)
    status = _status(found)
    credentials = _advice(requirements, facts)
    without_advice = any(entry.advice is None for entry in credentials.values())
    return Recommendation(
        requirements=requirements,
        as_of=day.isoformat(),
        status=AnswerStatus.NO_FIT if without_advice else status,
        candidates=found,
        assumptions=assumptions,
        unsupported=unsupported(requirements),
        stale=_stale(found, facts, day),
        credentials=credentials,
        preferences=words_of(requirements),
        built=built,
    )


def _advice(requirements: Requirements, facts: Catalog) -> Mapping[str, CredentialAdvice]:
    if not requirements.credentials:
        return {}
    from dirsim.credentials.advice.strategy import advise_all  # noqa: PLC0415 -- most files ask about none

    return advise_all(requirements, facts)


def day_of(requirements: Requirements) -> date:
    """The day whose facts apply to a file: its own, or today where it has none."""
    return date.fromisoformat(requirements.as_of) if requirements.as_of else date.today()  # noqa: DTZ011 -- a calendar day, not an instant


def build_for(requirements: Requirements, label: Label) -> Design:
    """A design for a requirements file, attached as the recommendation attaches it.

    Raises:
        UsageError: The estate does not support the design; the message states what is missing.
    """
    requirements = in_name_order(requirements)
    return build(dated_baseline(requirements, catalog(day_of(requirements))), label)


def _status(found: tuple[Candidate, ...]) -> AnswerStatus:
    best = [candidate for candidate in found if candidate.rank == 1]
    if len(best) == 1:
        return AnswerStatus.RECOMMENDED
    if best:
        return AnswerStatus.TIE
    return (
        AnswerStatus.INSUFFICIENT_EVIDENCE
        if any(candidate.status == DesignStatus.UNDETERMINED for candidate in found)
        else AnswerStatus.NO_FIT
    )


def _stale(found: tuple[Candidate, ...], facts: Catalog, day: date) -> tuple[str, ...]:
    """Facts older than a year, or undated, that the costs and the verdicts on designs not rejected rest on."""
    cited: dict[str, None] = {}
    for candidate in found:
        if candidate.status == DesignStatus.REJECTED:
            continue
        for identifier in (*candidate.cost.facts, *(fact for verdict in candidate.verdicts for fact in verdict.facts)):
            cited[identifier] = None
    return facts.stale(cited, day)
