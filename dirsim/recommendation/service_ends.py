"""Ends of services that lie ahead of the file's date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from dirsim.catalog.workload_kind import WorkloadKind
from dirsim.catalog.workload_kinds import KINDS
from dirsim.facts import Catalog, Fact, catalog
from dirsim.recommendation.design_under_test import DesignUnderTest, judge
from dirsim.recommendation.verdict import Verdict


def ends_later(facts: Catalog, kind: WorkloadKind) -> Fact | None:
    """The fact by which a kind's service ends after the day of the facts; ``None`` where no end is known, or it has passed."""
    if facts.as_of is None or not (kind.ended and kind.row):
        return None
    last = catalog().status(kind.row)
    later = last is not None and last.value == "ended" and last.valid_from is not None and last.valid_from > facts.as_of
    return last if later else None


def services_last(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """A service that ends later serves until its last day, which the answer says."""
    for name, workload in under_test.req.workloads.items():
        fact = ends_later(under_test.facts, KINDS[workload.kind])
        if fact is None or fact.valid_from is None or name in under_test.baseline.unserved:
            continue
        last = (fact.valid_from - timedelta(days=1)).isoformat()
        under_test.assumptions.append(f"{name} is needed until {last} at the latest: its service ends on that day")
        yield judge(f"workloads.{name}", "service-lasts", True, f"its service lasts until {last}", facts=(fact.id,))
