"""Verdicts over the parts that exist, as designs that add nothing."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from dirsim.catalog.labels import Label
from dirsim.designs.baseline import Baseline
from dirsim.designs.builders import build
from dirsim.errors import UsageError
from dirsim.facts import Catalog
from dirsim.model.outcome import Judgement
from dirsim.model.requirements import Requirements
from dirsim.recommendation.design_under_test import DesignUnderTest
from dirsim.recommendation.estate_baseline import baseline_of
from dirsim.recommendation.need_rules import verdicts
from dirsim.recommendation.verdict import Verdict
from dirsim.simulation.simulation import Simulation

_BEST_FIRST = (Judgement.MET, Judgement.UNKNOWN, Judgement.NOT_MET)
_FORBIDS = "forbids."
_OF_DESIGNS = ("estate.", "implied.")
"""Paths of verdicts that choose among designs; they say nothing of what exists."""


def as_built_baseline(req: Requirements) -> Baseline:
    """The baseline of a file, with the forwarders that the estate states."""
    baseline = baseline_of(req)
    return evolve(
        baseline, topology=evolve(baseline.topology, forwarders=dict(req.estate.dns), vpcs=dict(req.estate.vpcs))
    )


def as_built_verdicts(
    req: Requirements, baseline: Baseline, facts: Catalog
) -> tuple[tuple[Verdict, ...], tuple[str, ...]]:
    """The verdict on each requirement by the parts that exist, and the assumptions behind them.

    Where several directories exist, a workload or a need is met if one of them meets it; a forbidden word is met only if all do.

    Args:
        req: The requirements.
        baseline: The existing estate.
        facts: The facts that apply on the date of the question.
    """
    judged: list[tuple[Verdict, ...]] = []
    assumptions: list[str] = []
    for label, trusts in _labels(req, baseline):
        try:
            design = build(baseline, label)
        except UsageError:
            continue
        # The trusts exist and are in the topology; the label names them without a second one being built.
        design = evolve(design, label=label.with_parts(*trusts))
        under_test = DesignUnderTest(req, baseline, design, facts, Simulation(design.topology))
        judged.append(verdicts(under_test))
        assumptions += under_test.assumptions
    found: dict[tuple[str, str], list[Verdict]] = {}
    for one in judged:
        for verdict in one:
            if not verdict.requirement.startswith(_OF_DESIGNS):
                found.setdefault((verdict.requirement, ""), []).append(verdict)
    return tuple(_chosen(path, entries) for (path, _), entries in found.items()), tuple(dict.fromkeys(assumptions))


def _chosen(path: str, entries: list[Verdict]) -> Verdict:
    worst = path.startswith(_FORBIDS)
    ordered = sorted(entries, key=lambda verdict: _BEST_FIRST.index(verdict.verdict))
    return ordered[-1] if worst else ordered[0]


def _labels(req: Requirements, baseline: Baseline) -> Iterator[tuple[Label, tuple[str, ...]]]:
    """The designs that consist of existing parts, each with the trusts that exist."""
    estate = req.estate
    for directory in estate.directories.values():
        if directory.kind == "managed-microsoft-ad":
            modifiers = (("shared",) if directory.shared_with else ()) + (
                ("multi-region",) if directory.regions else ()
            )
            of_it = [
                trust
                for trust in estate.trusts.values()
                if trust.trusting in directory.domains or trust.trusted in directory.domains
            ]
            trusts: tuple[str, ...] = ()
            if any(trust.two_way for trust in of_it):
                trusts = ("two-way-trust",)
            elif any(trust.trusting in directory.domains for trust in of_it):
                trusts = ("one-way-trust",)
            yield Label((f"managed-ad-{directory.edition or 'standard'}", *modifiers)), trusts
        elif directory.kind == "simple-ad":
            yield Label(("simple-ad",)), ()
        elif directory.kind == "ad-connector":
            yield Label(("ad-connector",)), ()
    if baseline.self_managed:
        yield Label(("existing-ad-direct",)), ()
    current = baseline.current
    if not estate.directories and current is not None and not current.has("managed-ad-hybrid"):
        open_edition = ("managed-ad-standard",) if current.has("managed-ad") else ()
        yield current.without("managed-ad", "trust").with_parts(*open_edition), ()
    yield Label(), ()
