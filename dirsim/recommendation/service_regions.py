"""Regions in which AWS offers the services of workloads."""

from __future__ import annotations

from collections.abc import Iterator

from dirsim.catalog.workload_kinds import KINDS
from dirsim.designs.baseline import Baseline
from dirsim.facts import Catalog, Fact
from dirsim.model.requirements import Workload
from dirsim.recommendation.design_under_test import DesignUnderTest, judge
from dirsim.recommendation.verdict import Verdict


def missing_service(facts: Catalog, baseline: Baseline, workload: Workload) -> tuple[Fact, tuple[str, ...]] | None:
    """The fact by which a workload's service is not offered where it runs, and its Regions.

    A workload without a site can run in any Region of the file, so that one that offers the service is enough.

    Args:
        facts: The facts that apply on the date of the question.
        baseline: The existing estate.
        workload: The workload.

    Returns:
        ``None`` where it is offered, where no fact lists its Regions, and where the file does not name its own.
    """
    row = KINDS[workload.kind].row
    listing = next((fact for fact in facts.about(row) if "offered_in" in (fact.detail or {})), None) if row else None
    if listing is None:
        return None
    sites = baseline.topology.sites
    places = (workload.site,) if workload.site else baseline.regions
    named = [sites[place].region for place in places if place in sites and sites[place].kind == "aws-region"]
    known = tuple(dict.fromkeys(region for region in named if region))
    if not known or len(known) < len(set(named)):
        return None
    offered = set((listing.detail or {})["offered_in"])
    return None if offered & set(known) else (listing, known)


def services_are_offered(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """The service of each workload is offered in the Region that it runs in."""
    for name, workload in under_test.req.workloads.items():
        found = missing_service(under_test.facts, under_test.baseline, workload)
        if found is not None:
            fact, regions = found
            because = f"{workload.kind} is not offered in {', '.join(regions)}: {fact.statement}"
            yield judge(f"workloads.{name}", "services-are-offered", False, because, facts=(fact.id,))
