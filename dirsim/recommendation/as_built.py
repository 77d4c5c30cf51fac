"""Verdicts over the parts that exist, as designs that add nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve, field, frozen

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
_OF_PARTS = ("holds-the-objects", "levels-suffice", "names-have-dots", "applications-share-the-vpc")
"""Rules of such verdicts that hold an existing directory of AWS against its own limits."""

_OF_PLACEMENT = ("directory-is-in-the-region", "zones-are-served", "directory-is-shared", "directories-have-room")
"""Rules of such verdicts whose fault is a separate finding."""


@frozen(kw_only=True)
class AsBuilt:
    """The judgement of the designs that consist of existing parts.

    Attributes:
        verdicts: The verdict on each requirement.
        limits: Verdicts that hold existing directories of AWS against their limits; only those not met.
        assumptions: The assumptions behind them.
        designs: The simulation of each design by its label.
    """

    verdicts: tuple[Verdict, ...] = ()
    limits: tuple[Verdict, ...] = ()
    assumptions: tuple[str, ...] = ()
    designs: Mapping[str, Simulation] = field(factory=dict)


def as_built_baseline(req: Requirements) -> Baseline:
    """The baseline of a file, with the forwarders that the estate states."""
    baseline = baseline_of(req, as_built=True)
    return evolve(
        baseline, topology=evolve(baseline.topology, forwarders=dict(req.estate.dns), vpcs=dict(req.estate.vpcs))
    )


def as_built_verdicts(req: Requirements, baseline: Baseline, facts: Catalog) -> AsBuilt:
    """The verdict on each requirement by the parts that exist.

    Where several directories exist, a workload or a need is met if one of them meets it; a forbidden word is met only if all do.

    Args:
        req: The requirements.
        baseline: The existing estate.
        facts: The facts that apply on the date of the question.
    """
    assumptions: list[str] = []
    designs: dict[str, Simulation] = {}
    found: dict[str, list[Verdict]] = {}
    limits: dict[tuple[str, str], Verdict] = {}
    held = {name for name, entry in req.estate.directories.items() if entry.kind == "ad-connector"}
    for label, trusts, site in _labels(req, baseline):
        others = tuple(region for region in baseline.regions if region != site)
        placed = evolve(baseline, regions=(site, *others)) if site in baseline.regions else baseline
        if label.connector and all(workload.users for workload in req.workloads.values()):
            placed = evolve(placed, homes=_served(req, baseline))  # a domain without a connector adds none
        try:
            design = build(placed, label)
        except UsageError:
            continue
        if held and not held.issuperset(design.topology.connectors):
            continue  # it would add a connector, for a domain that none of those that exist serves
        # The trusts exist and are in the topology; the label names them without a second one being built.
        design = evolve(design, label=label.with_parts(*trusts))
        simulation = designs.setdefault(str(design.label), Simulation(design.topology))
        under_test = DesignUnderTest(req, placed, design, facts, simulation)
        assumptions += under_test.assumptions
        of_it: dict[str, list[Verdict]] = {}
        for verdict in verdicts(under_test):
            if not verdict.requirement.startswith(_OF_DESIGNS) and verdict.rule not in _OF_PLACEMENT:
                of_it.setdefault(verdict.requirement, []).append(verdict)
            if verdict.rule in _OF_PARTS and verdict.verdict == Judgement.NOT_MET and label.parts:
                limits.setdefault((verdict.requirement, verdict.rule), verdict)
        for path, entries in of_it.items():  # one directory meets a requirement only if every rule on it is met
            # Of several that are not met, a vendor's statement is the cause and a failed run its effect.
            found.setdefault(path, []).append(max(entries, key=lambda one: (_by_verdict(one), not one.runs)))
    return AsBuilt(
        verdicts=tuple(_chosen(path, entries) for path, entries in found.items()) if req.workloads or req.needs else (),
        limits=tuple(limits.values()),
        assumptions=tuple(dict.fromkeys(assumptions)),
        designs=designs,
    )


def _served(req: Requirements, baseline: Baseline) -> tuple[str, ...]:
    """The domains for which a connector exists, in the order of the users' domains; all of those where none does."""
    held = {
        domain for entry in req.estate.directories.values() if entry.kind == "ad-connector" for domain in entry.domains
    }
    return tuple(home for home in baseline.homes if home in held) or baseline.homes


def _chosen(path: str, entries: list[Verdict]) -> Verdict:
    return max(entries, key=_by_verdict) if path.startswith(_FORBIDS) else min(entries, key=_by_verdict)


def _by_verdict(verdict: Verdict) -> int:
    return _BEST_FIRST.index(verdict.verdict)


def _labels(req: Requirements, baseline: Baseline) -> Iterator[tuple[Label, tuple[str, ...], str | None]]:
    """The designs that consist of existing parts, each with the trusts that exist and the site of its directory."""
    estate = req.estate
    for directory in estate.directories.values():
        factor = ("radius-mfa",) if directory.radius_timeout is not None else ()
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
            yield Label((f"managed-ad-{directory.edition or 'standard'}", *modifiers, *factor)), trusts, None
        elif directory.kind == "simple-ad":
            yield Label(("simple-ad",)), (), None
        elif directory.kind == "ad-connector":
            word = "ad-connector-per-domain" if len(_served(req, baseline)) > 1 else "ad-connector"
            yield Label((word, *factor)), (), directory.site
    if baseline.self_managed:
        yield Label(("existing-ad-direct",)), (), None
    current = baseline.current
    stated = estate.current_directory is not None  # it may name parts that no directory of the file shows
    if (stated or not estate.directories) and current is not None and not current.has("managed-ad-hybrid"):
        open_edition = ("managed-ad-standard",) if current.has("managed-ad") else ()
        yield current.without("managed-ad", "trust").with_parts(*open_edition), (), None
    yield Label(), (), None
