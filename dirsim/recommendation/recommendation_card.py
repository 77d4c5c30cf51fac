"""The short answer to a requirements file: about ten lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dirsim.model.outcome import AnswerStatus, DesignStatus, Judgement, Outcome
from dirsim.pages.blocks import Card, Heading, Page, Prose
from dirsim.recommendation.evidence_section import cited_facts
from dirsim.recommendation.phrases import flip_line, measured, strongest_by_requirement, strongest_reason
from dirsim.recommendation.unsupported import BY_HAND
from dirsim.simulation.wording import meaning, outage

if TYPE_CHECKING:
    from dirsim.recommendation.candidate import Candidate, Flip
    from dirsim.recommendation.recommendation import Recommendation
    from dirsim.recommendation.verdict import Verdict

_ROOM = 150
"""The number of letters of a row; the rest of its entries is counted."""
_REASONS_ROOM = 320
"""The same for what is against every design: the conflict, then a reason."""


def short_page(choice: Recommendation) -> Page:
    """The short answer as a page; its last line is the answer."""
    last = f"Answer: {headline(choice)}"
    more = ("More", "--full shows everything; dirsim facts ID explains a fact")
    card = recommendation_card(choice)
    title = f"{choice.requirements.name}: {headline(choice)}"
    return (Heading(title, 1), Card((*card.rows, more)), Prose(last))


def headline(choice: Recommendation) -> str:
    """The answer in the words of labels: the design, the tied designs, or why there is none."""
    if choice.status == AnswerStatus.TIE:
        return " or ".join(candidate.label for candidate in choice.candidates if candidate.rank == 1)
    return {
        AnswerStatus.NO_FIT: "no design fits",
        AnswerStatus.INSUFFICIENT_EVIDENCE: "insufficient evidence",
    }.get(choice.status, choice.design or "")


def recommendation_card(choice: Recommendation) -> Card:
    """The design in words, why, what breaks, cost, rank, what would change it, and what to ask next."""
    rows = [(term, line) for term, line in _rows(choice) if line]
    return Card(rows)


def _rows(choice: Recommendation) -> Iterator[tuple[str, str]]:
    best = choice.best
    if best is not None:
        yield "Design", _in_words(choice)
        yield "Why", _some(_reasons(best))
        yield "Breaks", _breaks(choice)
        yield "Cost", _cost(best)
        yield "Ranked", _ranked(choice)
    else:
        yield "Design", _none(choice)
        yield "Why not", _some(_against(choice), room=_REASONS_ROOM)
        near = choice.nearest
        if near is not None:
            yield "Nearest", f"{near.label}, which misses {_some(near.misses, ', ')}"
    if choice.credentials:
        yield (
            "Credentials",
            _some([f"{name}: {entry.advice or 'none fits'}" for name, entry in choice.credentials.items()]),
        )
    yield "Changes", _some([flip_line(flip) for flip in _flips(choice)])
    yield "Ask next", _some(_open(choice), least=len(_conditions(choice)))
    yield "Read as", _some(choice.requirements.readings)
    yield (
        "Facts",
        _some(cited_facts(best, [fact for verdict in _decisive(choice) for fact in verdict.facts]), ", ", 100),
    )


def _flips(choice: Recommendation) -> list[Flip]:
    """The flips in the order of the file; where none fits, those first that keep every requirement and change what exists."""
    found = list(choice.flips())
    return found if choice.best is not None else sorted(found, key=lambda one: one.change[0].path[:7] != "estate.")


def _reasons(best: Candidate) -> list[str]:
    """The reasons for a design: what outages leave working, then the other needs, then the workloads."""
    found = strongest_by_requirement(best)
    found.sort(
        key=lambda verdict: (not any(run.faults for run in verdict.runs), not verdict.requirement.startswith("needs"))
    )
    return [verdict.because for verdict in found]


def _some(entries: Sequence[str], between: str = "; ", room: int = _ROOM, least: int = 1) -> str:
    """As many entries as fit, each once and at least so many, and the number of the others."""
    listed = list(dict.fromkeys(entry.rstrip(".") for entry in entries))
    shown = listed[: max(least, 1)]
    for entry in listed[len(shown) :]:
        if len(between.join([*shown, entry])) > room:
            break
        shown.append(entry)
    left = len(listed) - len(shown)
    return between.join(shown) + (f"{between}and {left} more" if left else "")


def _in_words(choice: Recommendation) -> str:
    if choice.status == AnswerStatus.TIE:
        return f"several rank equally: {headline(choice)}"
    best = choice.best
    new_link = best is not None and _with_a_link(best)
    provider = best is not None and best.founds_provider
    return (
        meaning(choice.design or "")
        + (" A new site-to-site VPN to the premises." if new_link else "")
        + (" A new SAML provider in front of the directory." if provider else "")
    )


def _with_a_link(candidate: Candidate) -> str:
    """The words for a link to the premises that a design adds; empty where it adds none."""
    return " with a new VPN" if any(part.kind == "vpn" and not part.exists for part in candidate.design.parts) else ""


def _none(choice: Recommendation) -> str:
    if choice.status == AnswerStatus.NO_FIT:
        return f"none: no design meets all needs together ({len(choice.candidates)} considered)"
    return f"undecided: for some of {len(choice.candidates)} designs a verdict is unknown"


def _against(choice: Recommendation) -> list[str]:
    near = choice.nearest
    if choice.conflicts and near is not None:
        reasons = [_reason_against(near, path) for path in choice.conflicts]
        if len(choice.conflicts) == 1:
            return [reasons[0] or f"no design meets {choice.conflicts[0]}"]
        together = f"no design meets these together: {', '.join(choice.conflicts)}"
        return [together, *_by_the_estate(choice), *filter(None, reasons)]
    credentials = [
        f"no advice fits credentials.{name}" for name, entry in choice.credentials.items() if not entry.advice
    ]
    return [*credentials, *(f"{verdict.because}" for verdict in _decisive(choice))]


def _by_the_estate(choice: Recommendation) -> list[str]:
    """The reasons against designs that meet every requirement and that a value of the estate alone rules out."""
    found = (one for one in choice.candidates if one.misses and all(path.startswith("estate.") for path in one.misses))
    reasons = {f"{one.reasons[0].requirement}: {one.reasons[0].because}": one.label for one in reversed(list(found))}
    return [f"{label} fails by {reason}" for reason, label in reversed(reasons.items())]


def _reason_against(near: Candidate, path: str) -> str:
    """The reason why the nearest design misses a requirement; empty where it does not miss it."""
    reasons = [one for one in near.verdicts if one.requirement == path and one.verdict == Judgement.NOT_MET]
    return f"{path}: {reasons[0].because}" if reasons else ""


def _decisive(choice: Recommendation) -> list[Verdict]:
    """For an answer without a design, the strongest verdict against each design, undetermined ones first."""
    if choice.best is not None:
        return []
    found = [strongest_reason(candidate) for candidate in choice.candidates]
    return [verdict for verdict in found if verdict is not None]


def _breaks(choice: Recommendation) -> str:
    """The outages under which sign-ins fail."""
    found = choice.outages()
    if not found:
        return "no sign-in depends on the design"
    lines = []
    for one in found:
        failed = [run for run in one.runs if run.outcome != Outcome.SUCCEEDED]
        if not failed:
            continue
        every = len(failed) == len(one.runs)
        phrases = (run.outcome.phrase if every or len(failed) == 1 else run.outcome.plural_phrase for run in failed)
        outcomes = " or ".join(dict.fromkeys(phrases))
        who = "every sign-in" if every else _some([run.flow for run in failed], ", ", 60)
        lines.append(f"{outage(one.scenario)}: {who} {outcomes}")
    return _some(lines) if lines else f"nothing: every sign-in succeeds under each of {len(found)} outages"


def _cost(best: Candidate) -> str:
    cost = best.cost
    if not cost.known:
        return f"unknown: {_some(cost.missing) or 'the main part has no price'}"
    own = f"; own prices for {', '.join(cost.own)}" if cost.own else ""
    if cost.complete:
        return f"{cost.amount:.2f} {cost.currency} a month for the directory{own}"
    return f"at least {cost.amount:.2f} {cost.currency} a month for the directory, {_counted(len(cost.missing), 'cost')} missing{own}"


def _ranked(choice: Recommendation) -> str:
    feasible = [candidate for candidate in choice.candidates if candidate.status == DesignStatus.FEASIBLE]
    meet = "meets" if len(feasible) == 1 else "meet"
    counted = f"{len(feasible)} of {len(choice.candidates)} designs considered {meet} every need"
    if choice.unsupported:
        counted += (
            f" that was evaluated ({len(choice.unsupported)} {'was' if len(choice.unsupported) == 1 else 'were'} not)"
        )
    second = next((entry for entry in feasible if entry.behind is not None), None)
    if second is None or second.behind is None:
        return counted
    then = f"{second.label}{_with_a_link(second)} by {measured(second.behind)}"
    return f"{counted}; ordered by {', '.join(choice.preferences)}; next is {then}"


def _open(choice: Recommendation) -> list[str]:
    """Open questions: the conditions of the design first, then what else could decide."""
    unmodelled = [
        f"{entry.path} is not modelled: check it by hand"
        if entry.effect == BY_HAND
        else f"{entry.path}: {entry.effect}"
        for entry in choice.unsupported
    ]
    stale = [f"{_counted(len(choice.stale), 'cited fact')} stale or undated"] if choice.stale else []
    conditions = _conditions(choice)
    assumed = [_ASSUMED + text for text in choice.assumptions if text not in conditions]
    conditions = [_ASSUMED + text for text in conditions]
    return [*conditions, *choice.deciding_unknowns, *unmodelled, *assumed, *stale]


_ASSUMED = "assumed, so confirm: "


def _conditions(choice: Recommendation) -> list[str]:
    """The assumptions that the verdicts on the recommended design rest on: without them it would not be right."""
    return [] if choice.best is None else list(dict.fromkeys(choice.best.assumptions))


def _counted(count: int, noun: str) -> str:
    """A count with its noun and its verb."""
    return f"{count} {noun} is" if count == 1 else f"{count} {noun}s are"
