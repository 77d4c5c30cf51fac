"""Judging of candidate designs: build, verdicts, price and rank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from heapq import heapify, heappop, heappush

from attrs import evolve

from dirsim.catalog.labels import Label
from dirsim.catalog.workload_kinds import KINDS
from dirsim.designs.baseline import Baseline
from dirsim.designs.builders import build
from dirsim.facts import Catalog
from dirsim.model.outcome import DesignStatus, Judgement
from dirsim.model.requirements import Requirements, Workload, in_name_order
from dirsim.recommendation.built_designs import Built, BuiltDesign
from dirsim.recommendation.candidate import Candidate, Cost
from dirsim.recommendation.design_under_test import DesignUnderTest
from dirsim.recommendation.estate_baseline import baseline_of
from dirsim.recommendation.meant_needs import meant_only
from dirsim.recommendation.need_rules import Judges, fits, questions, verdicts
from dirsim.recommendation.ranking import (
    RUN_MEASURES,
    Measure,
    behind,
    key_of,
    least_key,
    measures,
    preferences,
)
from dirsim.recommendation.search import alone, candidates, every_part_is_used
from dirsim.recommendation.support import refused, unserved
from dirsim.recommendation.verdict import Verdict
from dirsim.recommendation.workload_rules import SERVED

ENOUGH = 12
"""Designs that fit are judged until there are so many: those that come later in the order are worse by every measure used."""


def judge_all(
    req: Requirements, facts: Catalog, built: Built | None = None, enough: int = ENOUGH
) -> tuple[tuple[Candidate, ...], tuple[str, ...]]:
    """Build the candidates, and judge them from the best by what is known without a run.

    Args:
        req: The requirements, in the order of their names.
        facts: The facts that apply on the date of the question.
        built: Designs of earlier questions about the same estate; ``None`` means none.
        enough: The number of designs that fit after which the others are left out.

    Returns:
        The candidates (feasible ones by rank, then undetermined, then rejected ones), and the assumptions.
    """
    req = meant_only(req)
    baseline = dated_baseline(req, facts)
    assumptions = list(baseline.assumptions)
    assumptions += [
        f"{name} runs outside AWS today and is judged as if it moved there; the file does not confirm that it does"
        for name, workload in req.workloads.items()
        if workload.candidate
    ]
    if req.credentials and not (req.workloads or req.needs or req.forbids):
        return (_no_directory_asked(baseline),), tuple(assumptions)
    built = built or Built()
    whole, req = req, condensed(req)
    several = len(req.workloads) < len(whole.workloads)
    full, baseline = baseline, built.shared(dated_baseline(req, facts) if several else baseline)
    judged: list[tuple[Candidate, Measure]] = []
    fitting: list[tuple[frozenset[str], Measure]] = []
    words = preferences(req)
    static, asked = RUN_MEASURES.isdisjoint(words), questions(req)
    for so_far, label in _in_order(req, baseline, facts, built):
        if static and len(fitting) >= enough and so_far > fitting[enough - 1][1]:
            break
        parts = frozenset(label.parts)
        if static and any(smaller < parts for smaller, _ in fitting):
            continue  # it adds a part that nothing asks for to a design that fits
        if len(judged) - len(fitting) >= (ENOUGH_REJECTED if fitting else MOST_REJECTED) and not _fits(
            req, baseline, facts, label, built, asked
        ):
            continue  # enough reasons against designs are known
        candidate, key = _judge(req, baseline, facts, label, built)
        judged.append((candidate, key))
        if candidate.status == DesignStatus.FEASIBLE:
            fitting.append((parts, key))
    known = {candidate.design.label for candidate, _ in judged}
    for label in alone(req, baseline):
        if label not in known:
            candidate, key = _judge(req, baseline, facts, label, built)
            if candidate.status != DesignStatus.FEASIBLE:  # else a part of its label is missing, or one too many
                judged.append((candidate, key))
    ranked = _ranked(judged)
    assumptions += _deciding(ranked, baseline, built)
    if several:
        ranked = tuple(_expanded(candidate, whole, full) for candidate in ranked)
    return ranked, tuple(dict.fromkeys(assumptions))


MOST_REJECTED = 60
"""Designs that do not fit are judged in full up to this number while none fits; later ones are left out."""

ENOUGH_REJECTED = 20
"""So many designs that do not fit are judged in full where one fits; any other is judged when it is asked about by its label."""


def _alike(req: Requirements) -> dict[str, str]:
    """Each workload, and the first one that is alike in everything but its name; what binds its directory has no like."""
    first: dict[Workload, str] = {}
    return {
        name: name if KINDS[workload.kind].one_instance else first.setdefault(evolve(workload, hosts=()), name)
        for name, workload in req.workloads.items()
    }


def condensed(req: Requirements) -> Requirements:
    """The file with one of each set of workloads that are alike: they get the same verdicts."""
    alike = _alike(req)
    kept = {name: workload for name, workload in req.workloads.items() if alike[name] == name}
    return req if len(kept) == len(req.workloads) else evolve(req, workloads=kept)


def _expanded(candidate: Candidate, req: Requirements, baseline: Baseline) -> Candidate:
    """A candidate for the whole file: its design with every workload, and the verdict of its like for each."""
    alike = _alike(req)
    by_path: dict[str, list[Verdict]] = {}
    for verdict in candidate.verdicts:
        by_path.setdefault(verdict.requirement, []).append(verdict)
    found = [
        evolve(verdict, requirement=f"workloads.{name}")
        for name in req.workloads
        for verdict in by_path.get(f"workloads.{alike[name]}", ())
    ]
    rest = [verdict for verdict in candidate.verdicts if not verdict.requirement.startswith("workloads.")]
    return evolve(candidate, design=build(baseline, candidate.design.label), verdicts=(*found, *rest))


def _fits(
    req: Requirements,
    baseline: Baseline,
    facts: Catalog,
    label: Label,
    built: Built,
    asked: Mapping[str, Judges],
) -> bool:
    made = built.design(baseline, label)
    under_test = DesignUnderTest(req, baseline, made.design, facts, made.simulation, brief=True)
    if fits(under_test, built.last_missed, asked):
        return True
    built.miss(baseline, label, built.last_missed[:1])
    return False


def _in_order(
    req: Requirements, baseline: Baseline, facts: Catalog, built: Built, without: frozenset[Label] = frozenset()
) -> Iterator[tuple[Measure, Label]]:
    """The labels, the best first by the measures that need no run; some are left out.

    What the parts alone weigh is a lower bound: a design is built with its workloads when no other one can come before it.
    """
    bare = built.shared(without_workloads(baseline))
    waiting: list[tuple[Measure, int, str, bool, Label]] = []
    for label in candidates(req, baseline):
        if label in without:
            continue
        least = _least_key(req, baseline, facts, built.unattached(bare, label), built)
        waiting.append((least, len(label.parts), str(label), False, label))
    heapify(waiting)
    while waiting:
        key, parts, text, exact, label = heappop(waiting)
        if exact:
            yield key, label
            continue
        draft = built.unattached(bare, label).draft
        if draft is not None and every_part_is_used(req, baseline, draft):
            made = built.design(baseline, label)
            under_test = DesignUnderTest(req, baseline, made.design, facts, made.simulation)
            known = measures(under_test, built.cost(made, baseline, facts, req), req, runs=False)
            heappush(waiting, (key_of(known), parts, text, True, label))


def _least_key(req: Requirements, baseline: Baseline, facts: Catalog, bare: BuiltDesign, built: Built) -> Measure:
    """The lower bound of a design's key, worked out at most once for the same measures."""
    words = preferences(req)
    known = bare.least.get(words)
    if known is None:
        under_test = DesignUnderTest(req, baseline, bare.design, facts, bare.simulation)
        known = bare.least[words] = least_key(under_test, built.cost(bare, baseline, facts, req), req)
    return known


def _not_serving(built: Built, larger: Baseline, baseline: Baseline) -> frozenset[Label]:
    """The designs that do not serve a workload of a baseline, from what is known of one that has more workloads."""
    kept = {f"workloads.{name}" for name in baseline.workloads}
    same = (
        larger.own & baseline.workloads.keys() == baseline.own
        and larger.customers & baseline.workloads.keys() == baseline.customers
        and larger.joined & baseline.workloads.keys() == baseline.joined
        and larger.admitted & baseline.workloads.keys() == baseline.admitted
        and larger.signing_in == baseline.signing_in  # they decide where connectors are
        and larger.registers_in_each_account == baseline.registers_in_each_account
        and _emptied(larger) == _emptied(baseline)
    )
    return built.missing(larger, kept) if same else frozenset()


def without_workloads(baseline: Baseline) -> Baseline:
    """The baseline as parts see it: workloads that name their users decide how many trusts are needed, and stay."""
    if any(workload.users for workload in baseline.workloads.values()):
        return baseline
    return _emptied(baseline)


def _emptied(baseline: Baseline) -> Baseline:
    none: frozenset[str] = frozenset()
    return evolve(
        baseline, workloads={}, own=none, customers=none, admitted=none, joined=none, refused=frozenset(), unserved=none
    )


def dated_baseline(req: Requirements, facts: Catalog) -> Baseline:
    """The baseline of a file with what facts of a day rule out."""
    baseline = baseline_of(req)
    without = unserved(req, facts, baseline)
    return evolve(baseline, closing=_closing(facts), refused=refused(req, facts), unserved=without)


def _no_directory_asked(baseline: Baseline) -> Candidate:
    """The candidate for a file about credentials only: no directory product is needed."""
    verdict = Verdict(
        "credentials",
        "no-directory-is-asked-for",
        Judgement.MET,
        "the file asks about credentials only",
        ("workloads-use-roles",),
    )
    return Candidate(build(baseline, Label()), DesignStatus.FEASIBLE, 1, Cost(0.0), (verdict,))


def _closing(facts: Catalog) -> frozenset[str]:
    """Options that new customers can no longer create."""
    capabilities = ((option, facts.capability(option, "new-customers")) for option in ("simple-ad",))
    return frozenset(
        option for option, capability in capabilities if capability is not None and capability.value == "no"
    )


def _judge(
    req: Requirements, baseline: Baseline, facts: Catalog, label: Label, built: Built
) -> tuple[Candidate, Measure]:
    """One candidate, built and judged, with its ranking key."""
    made = built.design(baseline, label)
    under_test = DesignUnderTest(req, baseline, made.design, facts, made.simulation)
    found = verdicts(under_test)
    words = {verdict.verdict for verdict in found}
    missed = (verdict for verdict in found if verdict.verdict != Judgement.MET)
    # Other rules on workloads read needs: what they found does not hold once the need is gone.
    lasting = (one for one in missed if one.rule == SERVED or not one.requirement.startswith("workloads."))
    built.miss(baseline, label, (one.requirement for one in lasting))
    status = (
        DesignStatus.REJECTED
        if Judgement.NOT_MET in words
        else DesignStatus.UNDETERMINED
        if Judgement.UNKNOWN in words
        else DesignStatus.FEASIBLE
    )
    if not found or not (req.workloads or req.needs):
        status = DesignStatus.UNDETERMINED  # the file contains no requirement that a design could meet or miss
    cost = built.cost(made, baseline, facts, req)
    fits_all = status == DesignStatus.FEASIBLE
    found_measures = measures(under_test, cost, req, runs=fits_all)
    assumed = tuple(dict.fromkeys(under_test.assumptions))
    return Candidate(made.design, status, 0, cost, found, found_measures, assumed), key_of(found_measures)


def _deciding(ranked: tuple[Candidate, ...], baseline: Baseline, built: Built) -> Iterator[str]:
    """The assumptions behind the first place; where no design fits, those on the network and behind what may fit."""
    first = [entry for entry in ranked if entry.rank == 1]
    if baseline.assumed_link and (not first or any(_reaches_out(entry, baseline, built) for entry in first)):
        yield baseline.assumed_link
    for entry in first or [entry for entry in ranked if entry.status == DesignStatus.UNDETERMINED]:
        yield from entry.assumptions


def _reaches_out(entry: Candidate, baseline: Baseline, built: Built) -> bool:
    """True where a sign-in or a membership of a design crosses a private link to the premises, or may without workloads."""
    if not entry.design.topology.flows:
        return bool(entry.design.options and baseline.premises)
    links = entry.design.topology.links
    made = built.design(baseline, entry.design.label)
    crossed = {link for flow in entry.design.topology.flows for link in made.simulation.run(flow).crossed}
    return any(not links[link].public and baseline.premises in links[link].between for link in crossed)


def judge_one(req: Requirements, facts: Catalog, label: Label) -> Candidate:
    """The verdicts on one design, whether the search considers it or not; it has no rank.

    Raises:
        UsageError: The estate does not support the design; the message states what is missing.
    """
    req = meant_only(in_name_order(req))
    candidate, _ = _judge(req, dated_baseline(req, facts), facts, label, Built())
    return candidate


def _ranked(judged: list[tuple[Candidate, Measure]]) -> tuple[Candidate, ...]:
    """Feasible designs by rank, equal keys sharing one; then undetermined ones; then rejected ones."""
    feasible = sorted(
        (entry for entry in judged if entry[0].status == DesignStatus.FEASIBLE),
        key=lambda entry: (entry[1], entry[0].label),
    )
    ranked: list[Candidate] = []
    rank = 0
    last: Measure | None = None
    for place, (candidate, key) in enumerate(feasible, start=1):
        if key != last:
            rank, last = place, key
        best = feasible[0][0].measures
        ranked.append(evolve(candidate, rank=rank, behind=behind(candidate.measures, best)))
    for status in (DesignStatus.UNDETERMINED, DesignStatus.REJECTED):
        rest = [candidate for candidate, _ in judged if candidate.status == status]
        ranked += sorted(
            rest, key=lambda candidate: (len(candidate.reasons), key_of(candidate.measures), candidate.label)
        )
    return tuple(ranked)


def recommended_label(
    req: Requirements, facts: Catalog, built: Built | None = None, larger: Requirements | None = None
) -> str | None:
    """The label of the recommended design; ``None`` where none is recommended.

    The designs are asked in the order of the measures that need no run, and only until the first answer is certain.

    Args:
        req: The requirements.
        facts: The facts that apply on the date of the question.
        built: Designs of earlier questions about the same estate; ``None`` means none.
        larger: The same requirements with more workloads, asked about before: a design that does not serve a workload there does
            not serve it here. ``None`` means that nothing is known.
    """
    req = meant_only(req)
    larger = None if larger is None else meant_only(larger)
    if not (req.workloads or req.needs):
        return None
    built = built or Built()
    req = condensed(req)
    baseline = built.shared(dated_baseline(req, facts))
    static, asked = RUN_MEASURES.isdisjoint(preferences(req)), questions(req)
    best: tuple[Measure, str] | None = None
    stated = {*(f"needs.{need.word}" for need in req.needs), *(f"forbids.{word}" for word in req.forbids)}
    known = built.missing(baseline, stated | {f"workloads.{name}" for name in req.workloads})
    if larger is not None:
        known |= _not_serving(built, built.shared(dated_baseline(larger, facts)), baseline)
    for _, label in _in_order(req, baseline, facts, built, known):
        if not _fits(req, baseline, facts, label, built, asked):
            continue
        if static:
            return str(label)
        made = built.design(baseline, label)
        under_test = DesignUnderTest(req, baseline, made.design, facts, made.simulation, brief=True)
        cost = built.cost(made, baseline, facts, req)
        key = (key_of(measures(under_test, cost, req)), str(label))
        best = key if best is None else min(best, key)
    return None if best is None else best[1]
