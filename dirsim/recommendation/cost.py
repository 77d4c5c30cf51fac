"""Monthly cost of a design's directory: parts times list prices."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import define, field

from dirsim.catalog.parts import PARTS
from dirsim.catalog.workload_kinds import KINDS
from dirsim.designs.baseline import Baseline
from dirsim.designs.design import Design, Part
from dirsim.facts import Catalog
from dirsim.recommendation.candidate import Cost

HOURS_A_MONTH = 730
"""The month of list prices: not a vendor's number but the calendar's, 8,760 hours divided by twelve."""

_SERVER_TASKS = "the amount excludes other instance sizes, Windows licences, backups and the staff who run the servers"


@define
class _Bill:
    """A sum being computed."""

    facts: Catalog
    amount: float = 0.0
    missing: list[str] = field(factory=list)
    cited: list[str] = field(factory=list)
    unpriced: bool = False
    unknown: list[str] = field(factory=list)
    word: str = ""

    def add(self, fact: str, units: float, what: str) -> None:
        """Add a priced part, or record that its price is missing."""
        price, dated = _price(self.facts, fact)
        self.cited.append(fact)
        if price is None:
            self.missing.append(f"price unknown: {what}")
            self.unpriced = True
            self.unknown.append(self.word)
            return
        self.amount += price * units
        if dated:
            self.missing.append(f"{what}: {dated}")


def _price(facts: Catalog, identifier: str) -> tuple[float | None, str]:
    """A price, and the date and Region that it was quoted for; ``None`` where the price is unknown."""
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


def monthly_cost(design: Design, baseline: Baseline, facts: Catalog, prices: Mapping[str, float] | None = None) -> Cost:
    """The monthly cost (730 hours, in USD) that a design adds; existing parts and workloads are excluded.

    Args:
        design: The design.
        baseline: The existing estate.
        facts: The facts, for list prices.
        prices: Own prices by part, in USD a month and unit, which replace those of the facts; ``None`` means none.
    """
    bill, own = _Bill(facts), prices or {}
    taken: dict[str, None] = {}
    for part in design.parts:
        if part.exists:
            continue
        bill.word = _word(part, design)
        if bill.word in own:
            taken[bill.word] = None
            bill.amount += own[bill.word] * (part.detail if part.kind in _BY_DETAIL else part.count)
            continue
        _COST.get(part.kind, _by_record)(bill, part, baseline, design)
    missing = tuple(dict.fromkeys(bill.missing))
    return Cost(
        amount=round(bill.amount, 2),
        complete=not missing,
        missing=missing,
        facts=tuple(dict.fromkeys(bill.cited)),
        unpriced=bill.unpriced or (bool(bill.unknown) and not bill.amount),
        unknown=tuple(dict.fromkeys(bill.unknown)),
        own=tuple(taken),
    )


def cost_depends_on(baseline: Baseline) -> tuple[object, ...]:
    """The values of a baseline that decide the price of a design; equal ones mean equal prices."""
    return (_with_desktops(baseline), baseline.users, baseline.radius)


def _with_desktops(baseline: Baseline) -> bool:
    return any(KINDS[workload.kind].desktop for workload in baseline.workloads.values())


_BY_DETAIL = ("sharing",)
"""The kinds whose unit is counted by their detail: accounts that share."""
_WORD_OF_KIND: Mapping[str, Callable[[Design], str]] = {
    "ad-connector": lambda design: design.label.connector,
    "trust": lambda design: design.label.trust,
    "identity-center": lambda design: design.label.portal,
    "sharing": lambda _: "shared",
}


def _word(part: Part, design: Design) -> str:
    """The word of a label to which a built part belongs."""
    named = _WORD_OF_KIND.get(part.kind)
    return part.kind if named is None else named(design)


def _by_record(bill: _Bill, part: Part, baseline: Baseline, design: Design) -> None:
    """A part without a price rule: free by a fact, or unpriced. What labels do not name belongs to another part."""
    record = PARTS.get(bill.word)
    if record is None:
        return
    if record.free and bill.facts.get(record.free) is not None:
        bill.cited.append(record.free)
        return
    if part.kind == "radius-mfa" and baseline.radius:
        bill.missing.append("RADIUS servers are taken to exist: new ones would be servers that you run")
        return
    if part.kind == "cognito":
        bill.cited.append("cognito-billed-by-active-users")
    bill.missing.append(f"price unknown: {bill.word}: {record.unpriced or 'no fact gives it'}")
    bill.unknown.append(bill.word)


def _provider(bill: _Bill, part: Part, baseline: Baseline, design: Design) -> None:
    bill.missing.append("price unknown: the SAML provider in front of the directory: its servers are the company's")


def _managed(bill: _Bill, part: Part, baseline: Baseline, design: Design) -> None:
    edition = part.kind.removeprefix("managed-ad-")
    bill.add(
        f"managed-ad-{edition}-dc-hour",
        part.detail * HOURS_A_MONTH,
        f"{part.detail} domain controllers of AWS Managed Microsoft AD, {edition}",
    )


def _connector(bill: _Bill, part: Part, baseline: Baseline, design: Design) -> None:
    if _with_desktops(baseline):
        bill.add("free-with-workspaces", 0, "AD Connector while WorkSpaces use it")
        bill.missing = [entry for entry in bill.missing if not entry.startswith("AD Connector while")]
        return
    bill.add("ad-connector-small", part.count * HOURS_A_MONTH, "AD Connector Small")
    fact = bill.facts.get("ad-connector-small")
    if fact is not None and fact.note:
        bill.missing.append(f"AD Connector: {fact.note}")


def _simple(bill: _Bill, part: Part, baseline: Baseline, design: Design) -> None:
    if _with_desktops(baseline):
        bill.add("free-with-workspaces", 0, "Simple AD while WorkSpaces use it")
        bill.missing = [entry for entry in bill.missing if not entry.startswith("Simple AD while")]
        return
    small = bill.facts.capability("simple-ad", "object-limit")
    limit = ((small.detail or {}).get("small") or {}).get("users") if small is not None else None
    large = isinstance(limit, int) and (baseline.users or 0) > limit
    bill.add("simple-ad-large" if large else "simple-ad-small", HOURS_A_MONTH, "Simple AD")


def _servers(bill: _Bill, part: Part, baseline: Baseline, design: Design) -> None:
    bill.add("self-managed-ec2-small", part.detail / 2, f"{part.detail} EC2 instances for domain controllers")
    bill.missing.append(_SERVER_TASKS)


def _sharing(bill: _Bill, part: Part, baseline: Baseline, design: Design) -> None:
    edition = design.label.managed_forest.removeprefix("managed-ad-")
    if edition not in {"standard", "enterprise"}:
        # Another edition's price would be a guess.
        bill.missing.append(f"price unknown: sharing this edition with {part.detail} accounts")
        bill.unpriced = True
        bill.unknown.append(bill.word)
        return
    priced = (f"sharing-{edition}-{region}" for region in ("us-east-1", "singapore"))
    known = next((fact for fact in priced if _price(bill.facts, fact)[0] is not None), f"sharing-{edition}-us-east-1")
    bill.add(known, part.detail * HOURS_A_MONTH, f"sharing with {part.detail} accounts")


def _regions(bill: _Bill, part: Part, baseline: Baseline, design: Design) -> None:
    bill.missing.append("replication traffic between Regions is charged in addition; its rate is unknown")
    bill.cited.append("multi-region-data-transfer")


def _resolver(bill: _Bill, part: Part, baseline: Baseline, design: Design) -> None:
    least = bill.facts.get("route53-resolver-endpoint-addresses")
    each = (least.detail or {}).get("min_addresses") if least is not None else None
    if not isinstance(each, int):
        bill.missing.append("price unknown: the addresses of Route 53 Resolver endpoints")
        bill.unpriced = True
        bill.unknown.append(bill.word)
        return
    addresses = part.detail * each
    what = f"{addresses} addresses of Route 53 Resolver endpoints, without their queries"
    bill.add("route53-resolver-endpoint-address-hour", addresses * HOURS_A_MONTH, what)


def _certificates(bill: _Bill, part: Part, baseline: Baseline, design: Design) -> None:
    bill.missing.append("price unknown: the certification authority behind LDAPS")


def _vpn(bill: _Bill, part: Part, baseline: Baseline, design: Design) -> None:
    bill.add("vpn-connection-hour", HOURS_A_MONTH, "the new site-to-site VPN, without its traffic")


_COST: Mapping[str, Callable[[_Bill, Part, Baseline, Design], None]] = {
    "managed-ad-standard": _managed,
    "managed-ad-enterprise": _managed,
    "managed-ad-hybrid": _managed,
    "ad-connector": _connector,
    "simple-ad": _simple,
    "self-managed-ec2": _servers,
    "sharing": _sharing,
    "multi-region": _regions,
    "resolver-rules": _resolver,
    "vpn": _vpn,
    "certificates": _certificates,
    "identity-provider": _provider,
}


def priced_words() -> frozenset[str]:
    """The parts of labels that have a rule for their price, as words; a kind that several words share counts for each."""
    shared = {"sharing": "shared"}
    return frozenset(shared.get(kind, kind) for kind in _COST)
