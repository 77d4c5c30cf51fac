"""Ranking of feasible designs: preferences, then effort, cost and parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dirsim.catalog.labels import Label
from dirsim.catalog.need_words import PREFERENCES
from dirsim.catalog.parts import DIRECTORIES
from dirsim.catalog.workload_kinds import KINDS
from dirsim.designs.baseline import Baseline
from dirsim.designs.federations import SAML_PROVIDERS
from dirsim.model.requirements import Requirements
from dirsim.model.scenario import HostDown, LinkDown, Scenario
from dirsim.protocols.exchange import PORT_CHECK
from dirsim.recommendation.candidate import UNPRICED_STAFF, Behind, Cost
from dirsim.recommendation.design_under_test import DesignUnderTest

_DEFAULT = ("identities", "parts", "effort", "cost", "simplicity")

Measure = tuple[float, ...]


def preferences(req: Requirements) -> tuple[str, ...]:
    """The measures in order: what exists, then ``optimize``, then needs that are preferences, then the default."""
    stated = [*req.optimize, *(PREFERENCES[need.word] for need in req.needs if need.word in PREFERENCES)]
    return tuple(dict.fromkeys(("existing", *stated, *_DEFAULT)))


RUN_MEASURES = frozenset({"availability", "latency", "standing"})
"""The measures that need runs; the others follow from the design as it is built."""


Measures = tuple[tuple[str, Measure], ...]


def measures(under_test: DesignUnderTest, cost: Cost, req: Requirements, *, runs: bool = True) -> Measures:
    """A design's values by the measures of the ranking, in their order; smaller is better.

    Args:
        under_test: The design.
        cost: Its cost.
        req: The requirements, whose preferences come first.
        runs: False leaves out the measures that need runs.
    """
    words = [word for word in preferences(req) if runs or word not in RUN_MEASURES]
    return tuple((word, MEASURES[word](under_test, cost)) for word in words)


def least_key(under_test: DesignUnderTest, cost: Cost, req: Requirements) -> Measure:
    """A lower bound of the key of a design by the measures that need no run, from its parts alone.

    Args:
        under_test: The design without its workloads, which can only add to each measure.
        cost: Its cost.
        req: The requirements, whose preferences come first.
    """
    words = [word for word in preferences(req) if word not in RUN_MEASURES]
    return tuple(number for word in words for number in _LEAST.get(word, MEASURES[word])(under_test, cost))


def key_of(found: Measures) -> Measure:
    """A design's ranking key: compared from left to right."""
    return tuple(number for _, numbers in found for number in numbers)


def behind(this: Measures, best: Measures) -> Behind | None:
    """The first measure by which a design is worse than the best one; ``None`` where none is."""
    for (word, own), (_, other) in zip(this, best, strict=True):
        if word == "cost" and own[:1] == other[:1] and own[1] != other[1]:
            return Behind(UNPRICED_STAFF, own[1], other[1])
        for one, better in zip(own, other, strict=True):
            if one != better:
                return Behind(word, *(_price(own), _price(other)) if word == "cost" else (one, better))
    return None


def _price(numbers: Measure) -> float | None:
    """The amount of the measure of cost; ``None`` where the price is unknown."""
    unpriced, _, amount = numbers
    return None if unpriced else amount


def words_of(req: Requirements) -> tuple[str, ...]:
    """The words by which the designs of a file are ordered, first to last: needs by their own word, then the usual measures."""
    stated = [*req.optimize, *(need.word for need in req.needs if need.word in PREFERENCES)]
    return tuple(dict.fromkeys(("existing", *stated, *_DEFAULT)))


def _existing(under_test: DesignUnderTest, cost: Cost) -> Measure:
    """One for a directory that AWS runs today and that the design leaves unused while people sign in to something else."""
    baseline = under_test.baseline
    present = any(part.startswith("managed-ad") or part == "simple-ad" for part in baseline.existing)
    behind = {entry.domain for entry in under_test.design.topology.connectors.values()}
    kept = (
        under_test.has(*(baseline.existing - {"resolver-rules"}))
        or ("managed-ad" in baseline.existing and bool(under_test.label.managed_forest))
        or baseline.managed in behind
    )
    other = bool(under_test.options or under_test.label.portal) or under_test.has("saml-federation")
    return (float(present and not kept and other),)


def _identities(under_test: DesignUnderTest, cost: Cost) -> Measure:
    """Workloads at which employees would use a second account, each weighed by the thousands of users."""
    if not under_test.duplicates:
        return (0.0,)
    flows = set(under_test.strangers())
    workloads = sum(any(flow in flows for flow in entry.flows) for entry in under_test.design.attachments.values())
    return (workloads * max(1.0, (under_test.baseline.users or 0) / 1000),)


def _cost(under_test: DesignUnderTest, cost: Cost) -> Measure:
    """The cost; designs whose price is unknown, or excludes the staff who run servers, come after complete ones.

    A price that the file states is the whole price of that part.
    """
    staffed = {word for word in ("self-managed-ec2", "custom-identity-broker") if under_test.has(word)} - set(cost.own)
    provider = any(part.kind == "identity-provider" for part in under_test.design.parts)
    return (float(cost.unpriced), float(bool(staffed) or provider), cost.amount)


def _effort(under_test: DesignUnderTest, cost: Cost) -> Measure:
    """The recurring tasks that the design adds, each as often as it occurs."""
    return (float(under_test.design.effort),)


def _simplicity(under_test: DesignUnderTest, cost: Cost) -> Measure:
    """The number of parts that the design adds."""
    added = [part for part in under_test.design.parts if not part.exists]
    return (float(sum(part.count for part in added)), float(len(under_test.label.parts)))


_WEIGHTS: Mapping[str, float] = {
    "existing-ad-direct": 0.5,
    "managed-ad-hybrid": 5.5,
    "self-managed-ec2": 6.0,
    "two-way-trust": 1.75,
    "identity-center": 2.0,
    "identity-center-builtin": 2.0,
    "identity-center-external-idp": 2.0,
    "iam-role": 0.75,
}
"""Weights that differ from those of the part's group: Hybrid Edition is a directory that also writes into the existing domain."""
_OF_DIRECTORY = 3.0
_OF_PROVIDER = 5.0
"""A provider that has to be put in front of a directory: servers, certificates and a page that faces the internet."""


_OF_NEW_RADIUS = 2.0
"""RADIUS servers that the file does not name, where a provider that exists could ask for the second factor."""
_OF_UNWANTED_LINK = 5.5
"""A link to the premises where the file says that there is none."""


_LIKE_ACCOUNTS = 2
"""The most that something counts which is set up alike in each account, from one template."""


_OF_VENDORS = 1.5
"""Applications of other vendors that each trust a provider by themselves, where one portal could open all of them."""


def _trusts_of_vendors(baseline: Baseline) -> float:
    """The weight of federation with applications of other vendors, which no template sets up alike; 0 where there are none."""
    return _OF_VENDORS * any(KINDS[workload.kind].each_by_itself for workload in baseline.workloads.values())


def least_weight(label: Label, baseline: Baseline) -> float:
    """The weight of the parts that a label adds to an estate, without what its builders may add for them."""
    connectors = {
        "ad-connector": baseline.connector_accounts(label),
        "ad-connector-per-account": baseline.accounts * max(1, len(baseline.signing_in)),
        "ad-connector-per-domain": len(baseline.signing_in),
        "ad-connector-per-region": len(baseline.regions),
    }
    units = {
        "saml-federation": min(baseline.accounts, _LIKE_ACCOUNTS) + _trusts_of_vendors(baseline),
        "iam-role": min(baseline.accounts, _LIKE_ACCOUNTS),
        "one-way-trust": len(baseline.forests),
        "two-way-trust": len(baseline.forests),
    }
    total = 0.0
    for part in label.parts:
        if part in connectors:
            needed = max(1, connectors[part]) + baseline.bound_connectors
            total += needed - baseline.connectors_held(part, needed)
        elif part not in baseline.existing:
            weight = _WEIGHTS.get(part, _OF_DIRECTORY if part in DIRECTORIES else 1.0)
            if part == "radius-mfa" and not baseline.radius and SAML_PROVIDERS & set(baseline.providers):
                weight = _OF_NEW_RADIUS
            total += weight * max(1, units.get(part, 1))
    return total


def _parts(under_test: DesignUnderTest, cost: Cost) -> Measure:
    """The weight of the parts that the design adds: a directory counts three, a trust as often as it has directions, most others one."""
    baseline = under_test.baseline
    total = least_weight(under_test.label, baseline)
    if under_test.has("identity-center-external-idp") and baseline.has_ad:
        # Desktops outside the domain are managed, and fill with accounts, by other means.
        apart = [name for name, entry in under_test.design.attachments.items() if entry.way == "federated"]
        total += _OF_DIRECTORY * sum(KINDS[baseline.workloads[name].kind].desktop for name in apart)
    for added in under_test.design.parts:
        if added.kind == "identity-provider":
            total += _OF_PROVIDER
        elif added.kind == "vpn":
            total += 1.0 if baseline.link_wanted else _OF_UNWANTED_LINK
    return (total,)


def _standing(under_test: DesignUnderTest, cost: Cost) -> Measure:
    """Servers that lose every controller of their domain with one link."""
    links = under_test.design.topology.links
    memberships = [entry.membership for entry in under_test.design.attachments.values() if entry.membership]
    lost = sum(
        any(not links[link].public for link in under_test.healthy(membership).crossed) for membership in memberships
    )
    return (float(lost),)


def _managed(under_test: DesignUnderTest, cost: Cost) -> Measure:
    """Parts whose servers the company patches: those that it adds, and the directories that workloads join."""
    yours = len(under_test.servers_added)
    yours += sum(part.kind == "identity-provider" for part in under_test.design.parts)
    if under_test.has("existing-ad-direct"):
        fact = under_test.capability("patching", under_test.option_of("existing-ad-direct"))
        yours += fact is not None and fact.value == "customer"
    return (float(yours),)


def _availability(under_test: DesignUnderTest, cost: Cost) -> Measure:
    """Sign-ins lost, summed over every single link and host that could fail."""
    topology = under_test.design.topology
    faults = [Scenario(name, (LinkDown(name),)) for name, link in topology.links.items() if not link.public]
    used = {step.exchange.target for flow in under_test.sign_ins() for step in under_test.healthy(flow).steps}
    faults += [Scenario(name, (HostDown(name),)) for name in sorted(used) if not topology.hosts[name].public]
    lost = sum(not under_test.under(flow, scenario).through for flow in under_test.sign_ins() for scenario in faults)
    return (float(lost),)


def _latency(under_test: DesignUnderTest, cost: Cost) -> Measure:
    """Wide-area links crossed, summed over every sign-in."""
    links = under_test.design.topology.links
    crossings = sum(
        not links[link].public
        for flow in under_test.sign_ins()
        for step in under_test.healthy(flow).steps
        if step.exchange.step != PORT_CHECK
        for link in step.links
    )
    return (float(crossings),)


def _security(under_test: DesignUnderTest, cost: Cost) -> Measure:
    """Trust directions opened, plus copies of the directory and second accounts created."""
    return (_opened(under_test) + float(under_test.duplicates),)


def _opened(under_test: DesignUnderTest) -> float:
    """Trust directions opened, plus copies of the directory."""
    return float({"two-way-trust": 2, "one-way-trust": 1}.get(under_test.label.trust, 0) + under_test.replicates)


MEASURES: Mapping[str, Callable[[DesignUnderTest, Cost], Measure]] = {
    "existing": _existing,
    "identities": _identities,
    "parts": _parts,
    "standing": _standing,
    "managed": _managed,
    "cost": _cost,
    "effort": _effort,
    "simplicity": _simplicity,
    "availability": _availability,
    "latency": _latency,
    "security": _security,
}

_LEAST: Mapping[str, Callable[[DesignUnderTest, Cost], Measure]] = {
    "identities": lambda _, __: (0.0,),
    "security": lambda under_test, _: (_opened(under_test),),
}
"""The measures that depend on the sign-ins, which a design without workloads does not have: what they are at least."""
