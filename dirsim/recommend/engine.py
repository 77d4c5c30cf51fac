"""The main road: requirements in, designs built and judged, a ranked recommendation out."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from dirsim.credentials.strategy import advise_all
from dirsim.facts import Catalog, catalog
from dirsim.model.labels import Label
from dirsim.model.requirements import Requirements, in_name_order
from dirsim.options.ground import Ground
from dirsim.options.registry import build
from dirsim.recommend.candidates import candidates, composed
from dirsim.recommend.case import Case
from dirsim.recommend.conflicts import smallest_conflict
from dirsim.recommend.cost import monthly_cost
from dirsim.recommend.flips import find_flips
from dirsim.recommend.ground import ground_of
from dirsim.recommend.ranking import Measure, measure
from dirsim.recommend.recommendation import Candidate, Cost, Flip, Recommendation
from dirsim.recommend.rules import verdicts
from dirsim.recommend.unsupported import unsupported
from dirsim.recommend.verdict import Verdict


def recommend(requirements: Requirements, *, as_of: date | None = None) -> Recommendation:
    """Rank the designs for a requirements file, every verdict with its facts and its runs.

    Args:
        requirements: The file, read.
        as_of: The date whose facts apply; ``None`` means the file's own date, or today where it has none.
    """
    day = as_of or (date.fromisoformat(requirements.as_of) if requirements.as_of else date.today())  # noqa: DTZ011 -- a calendar day, not an instant
    facts = catalog(day)
    requirements = in_name_order(requirements)
    found, assumptions = _judge_all(requirements, facts)
    status = _status(found)

    def flips() -> tuple[Flip, ...]:
        if not (requirements.workloads or requirements.needs):
            return ()
        now = found[0].label if status in ("recommended", "tie") else None
        return find_flips(requirements, now, lambda changed: _answer(changed, facts))

    return Recommendation(
        requirements=requirements,
        as_of=day.isoformat(),
        status=status,
        candidates=found,
        conflicts=smallest_conflict(found) if status == "no-fit" else (),
        assumptions=assumptions,
        unsupported=unsupported(requirements, facts),
        stale=_stale(found, facts, day),
        credentials=advise_all(requirements, facts),
        flips_with=flips,
    )


def _answer(requirements: Requirements, facts: Catalog) -> str | None:
    """The label that is recommended for a file; ``None`` where none is."""
    found, _ = _judge_all(requirements, facts)
    return found[0].label if found and found[0].rank == 1 else None


def _judge_all(req: Requirements, facts: Catalog) -> tuple[tuple[Candidate, ...], tuple[str, ...]]:
    """Build and judge every candidate; composed designs only where no simple one fits."""
    ground = evolve(ground_of(req), closing=_closing(facts))
    assumptions = list(ground.assumptions)
    assumptions += [
        f"{name} runs outside AWS today and is judged as if it moved there: nobody has confirmed that it does"
        for name, workload in req.workloads.items()
        if workload.candidate
    ]
    if req.credentials and not (req.workloads or req.needs or req.forbids):
        return (_no_directory_asked(ground),), tuple(assumptions)
    judged = [_judge(req, ground, facts, label, assumptions) for label in candidates(req, ground)]
    if not any(candidate.status == "feasible" for candidate, _ in judged):
        judged += [_judge(req, ground, facts, label, assumptions) for label in composed(ground)]
    return _ranked(judged), tuple(dict.fromkeys(assumptions))


def _no_directory_asked(ground: Ground) -> Candidate:
    """A file about credentials alone needs no directory product."""
    verdict = Verdict(
        "credentials",
        "no-directory-is-asked-for",
        "met",
        "the file asks about credentials alone",
        ("workloads-use-roles",),
    )
    return Candidate(build(ground, Label("none")), "feasible", 1, Cost(0.0), (verdict,))


def _closing(facts: Catalog) -> frozenset[str]:
    """Options that new customers can no longer have."""
    cells = ((option, facts.capability(option, "new-customers")) for option in ("simple-ad",))
    return frozenset(option for option, cell in cells if cell is not None and cell.value == "no")


def _judge(
    req: Requirements, ground: Ground, facts: Catalog, label: Label, assumptions: list[str]
) -> tuple[Candidate, Measure]:
    """One design, built and judged, with the key that it is ranked by."""
    design = build(ground, label)
    case = Case(req, ground, design, facts)
    found = verdicts(case)
    words = {verdict.verdict for verdict in found}
    status = "rejected" if "not-met" in words else "undetermined" if "unknown" in words else "feasible"
    if not found or not (req.workloads or req.needs):
        status = "undetermined"  # nothing is asked that a design could meet or miss
    cost = monthly_cost(design, ground, facts)
    key = measure(case, cost, req) if status == "feasible" else ()
    if status != "rejected":
        assumptions += case.assumptions
    return Candidate(design, status, 0, cost, found), key


def _ranked(judged: list[tuple[Candidate, Measure]]) -> tuple[Candidate, ...]:
    """Feasible designs in order with their ranks, equal keys sharing one; then undetermined ones; then rejected ones."""
    feasible = sorted(
        (entry for entry in judged if entry[0].status == "feasible"), key=lambda entry: (entry[1], entry[0].label)
    )
    ranked: list[Candidate] = []
    rank = 0
    last: Measure | None = None
    for place, (candidate, key) in enumerate(feasible, start=1):
        if key != last:
            rank, last = place, key
        ranked.append(evolve(candidate, rank=rank))
    for status in ("undetermined", "rejected"):
        rest = [candidate for candidate, _ in judged if candidate.status == status]
        ranked += sorted(rest, key=lambda candidate: (len(candidate.reasons), candidate.label))
    return tuple(ranked)


def _status(found: tuple[Candidate, ...]) -> str:
    best = [candidate for candidate in found if candidate.rank == 1]
    if len(best) == 1:
        return "recommended"
    if best:
        return "tie"
    return "insufficient-evidence" if any(candidate.status == "undetermined" for candidate in found) else "no-fit"


def _stale(found: tuple[Candidate, ...], facts: Catalog, day: date) -> tuple[str, ...]:
    """Facts older than a year, or undated, that the verdicts on feasible designs and their costs rest on."""
    cited: dict[str, None] = {}
    for candidate in found:
        if candidate.status == "rejected":
            continue
        for identifier in (*candidate.cost.facts, *(fact for verdict in candidate.verdicts for fact in verdict.facts)):
            cited[identifier] = None
    return tuple(
        identifier
        for identifier in cited
        if (fact := facts.get(identifier)) is not None and (fact.undated or fact.older_than_a_year(day))
    )
