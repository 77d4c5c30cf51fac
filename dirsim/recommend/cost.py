"""What a design's directory costs a month: parts times list prices, with everything that the sum leaves out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import define, field

from dirsim.facts import Catalog
from dirsim.options.design import Design, Part
from dirsim.options.ground import Ground
from dirsim.options.styles import STYLES
from dirsim.recommend.recommendation import Cost

HOURS_A_MONTH = 730
"""The month that list prices are quoted for; not a vendor's number but the calendar's: 8,760 hours in twelve parts."""

_SERVER_TASKS = "instances of another size, Windows licences, backups and the people who run them are not in the amount"


@define
class _Bill:
    """The sum in the making."""

    facts: Catalog
    amount: float = 0.0
    missing: list[str] = field(factory=list)
    cited: list[str] = field(factory=list)
    unpriced: bool = False

    def add(self, fact: str, units: float, what: str) -> None:
        """Add a priced part, or say that its price is missing."""
        price, dated = _price(self.facts, fact)
        self.cited.append(fact)
        if price is None:
            self.missing.append(f"no price is known for {what}")
            self.unpriced = True
            return
        self.amount += price * units
        if dated:
            self.missing.append(f"{what}: {dated}")


def _price(facts: Catalog, identifier: str) -> tuple[float | None, str]:
    """A price, and what has to be said of its date and place."""
    fact = facts.get(identifier)
    if fact is None or not isinstance(fact.value, (int, float)) or isinstance(fact.value, bool):
        detail = (fact.detail or {}) if fact is not None else {}
        value = detail.get("price")
        if fact is None or not isinstance(value, (int, float)):
            return None, ""
    else:
        value, detail = fact.value, fact.detail or {}
    region = detail.get("region")
    when = detail.get("as_of") or fact.source_date_text or "undated"
    where = f"list price of {region}" if region else "list price, Region not stated"
    return float(value), f"{where}, {when}" + ("" if fact.confidence == "documented" else f", {fact.confidence} source")


def monthly_cost(design: Design, ground: Ground, facts: Catalog) -> Cost:
    """What a design adds to the bill a month of 730 hours, in USD; existing parts and workloads are not in it."""
    bill = _Bill(facts)
    for part in design.parts:
        _COST.get(part.kind, _free)(bill, part, ground, design)
    missing = tuple(dict.fromkeys(bill.missing))
    return Cost(
        amount=round(bill.amount, 2),
        complete=not missing,
        missing=missing,
        facts=tuple(dict.fromkeys(bill.cited)),
        unpriced=bill.unpriced,
    )


def _free(bill: _Bill, part: Part, ground: Ground, design: Design) -> None:
    del bill, part, ground, design


def _managed(bill: _Bill, part: Part, ground: Ground, design: Design) -> None:
    edition = part.kind.removeprefix("managed-ad-")
    bill.add(
        f"managed-ad-{edition}-dc-hour",
        part.detail * HOURS_A_MONTH,
        f"{part.detail} domain controllers of AWS Managed Microsoft AD, {edition}",
    )


def _connector(bill: _Bill, part: Part, ground: Ground, design: Design) -> None:
    desktops = any(STYLES[workload.kind].desktop for workload in ground.workloads.values())
    if desktops:
        bill.add("free-with-workspaces", 0, "AD Connector while WorkSpaces use it")
        bill.missing = [entry for entry in bill.missing if not entry.startswith("AD Connector while")]
        return
    bill.add("ad-connector-small", part.count * HOURS_A_MONTH, "AD Connector Small")
    fact = bill.facts.get("ad-connector-small")
    if fact is not None and fact.note:
        bill.missing.append(f"AD Connector: {fact.note}")


def _simple(bill: _Bill, part: Part, ground: Ground, design: Design) -> None:
    if any(STYLES[workload.kind].desktop for workload in ground.workloads.values()):
        bill.add("free-with-workspaces", 0, "Simple AD while WorkSpaces use it")
        bill.missing = [entry for entry in bill.missing if not entry.startswith("Simple AD while")]
        return
    small = bill.facts.capability("simple-ad", "object-limit")
    limit = ((small.detail or {}).get("small") or {}).get("users") if small is not None else None
    large = isinstance(limit, int) and (ground.users or 0) > limit
    bill.add("simple-ad-large" if large else "simple-ad-small", HOURS_A_MONTH, "Simple AD")


def _servers(bill: _Bill, part: Part, ground: Ground, design: Design) -> None:
    bill.add("self-managed-ec2-small", part.detail / 2, f"{part.detail} EC2 instances for domain controllers")
    bill.missing.append(_SERVER_TASKS)


def _sharing(bill: _Bill, part: Part, ground: Ground, design: Design) -> None:
    edition = design.label.base.removeprefix("managed-ad-")
    if edition not in {"standard", "enterprise"}:
        # Another edition's price would be a guess.
        bill.missing.append(f"no price is known for sharing this edition with {part.detail} accounts")
        bill.unpriced = True
        return
    bill.add(f"sharing-{edition}-us-east-1", part.detail * HOURS_A_MONTH, f"sharing with {part.detail} accounts")


def _regions(bill: _Bill, part: Part, ground: Ground, design: Design) -> None:
    bill.missing.append("replication traffic between Regions is charged on top; its rate was not found")
    bill.cited.append("multi-region-data-transfer")


def _vpn(bill: _Bill, part: Part, ground: Ground, design: Design) -> None:
    bill.add("vpn-connection-hour", HOURS_A_MONTH, "the site-to-site VPN that has to be built, without its traffic")


_COST: Mapping[str, Callable[[_Bill, Part, Ground, Design], None]] = {
    "managed-ad-standard": _managed,
    "managed-ad-enterprise": _managed,
    "managed-ad-hybrid": _managed,
    "ad-connector": _connector,
    "simple-ad": _simple,
    "self-managed-ec2": _servers,
    "sharing": _sharing,
    "multi-region": _regions,
    "vpn": _vpn,
}
