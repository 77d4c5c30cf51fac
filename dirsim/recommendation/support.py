"""Support of workloads by directory options, as facts state it."""

from __future__ import annotations

from dirsim.catalog.parts import PARTS
from dirsim.catalog.workload_kind import WorkloadKind
from dirsim.catalog.workload_kinds import KINDS
from dirsim.designs.baseline import Baseline
from dirsim.facts import Catalog, Fact
from dirsim.facts.fact import Confidence
from dirsim.model.outcome import Judgement
from dirsim.model.requirements import Requirements
from dirsim.recommendation.service_regions import missing_service

_YES = frozenset({"yes", "conditional", "limited", "alternative", "most"})
_DOMAIN_MODELS = frozenset({"existing", "proxy", "new_forest", "same_domain", "new_or_same_domain", "any"})
"""The role of a directory for a domain: workloads outside AWS stay in their domain, whatever directory is in AWS."""
_FOR_SIMPLE_AD = frozenset({"yes"})
_JOINED_ITSELF = ("on-prem-only", "self-managed-ec2")


def support_fact(facts: Catalog, kind: WorkloadKind, option: str) -> Fact | None:
    """The fact on a workload kind and an option; ``None`` where there is none."""
    if not option:
        return None
    if kind.row:
        return facts.support(kind.row, option)
    return facts.capability(option, kind.capability) if kind.capability else None


def needs_trust(fact: Fact) -> bool:
    """True where an existing directory is served only through a trust from a managed one, never joined itself."""
    return bool(fact.alternative) and "trust" in str(fact.alternative)


def supported(facts: Catalog, kind: WorkloadKind, option: str) -> Judgement:
    """The support of a workload kind by an option: ``unknown`` where no fact states it.

    A kind without a row and a capability, such as an application of another vendor, is not asked here and counts as met.
    """
    fact = support_fact(facts, kind, option)
    if fact is None:
        return Judgement.UNKNOWN if kind.row or kind.capability else Judgement.MET
    value = str(fact.value)
    if value == "unknown" or contested(facts, kind, option, fact) is not None:
        return Judgement.UNKNOWN
    if option == "ad-connector" and kind.uses_directory:
        return Judgement.NOT_MET
    if value == "conditional" and option in _JOINED_ITSELF and needs_trust(fact):
        return Judgement.NOT_MET
    accepted = _FOR_SIMPLE_AD if option == "simple-ad" else _YES
    return Judgement.MET if value in accepted or value in _DOMAIN_MODELS else Judgement.NOT_MET


def contested(facts: Catalog, kind: WorkloadKind, option: str, fact: Fact) -> Fact | None:
    """The fact on another edition about which sources disagree, where only an inference from it supports an option.

    An inference is not worth more than the pages that it was drawn from.
    """
    if fact.confidence != Confidence.INFERRED or option not in _EDITIONS or str(fact.value) not in _YES:
        return None
    others = (support_fact(facts, kind, other) for other in _EDITIONS if other != option)
    return next((other for other in others if other is not None and other.conflict is not None), None)


OPTIONS = frozenset(part.option for part in PARTS.values() if part.option)
"""The options of directories and connectors."""
_EDITIONS = ("managed-ad-standard", "managed-ad-enterprise", "managed-ad-hybrid")


def refused(req: Requirements, facts: Catalog) -> frozenset[tuple[str, str]]:
    """The pairs of a workload kind of a file and an option that no fact of the date supports."""
    return frozenset(
        (word, option)
        for word in req.kinds
        for option in OPTIONS
        if supported(facts, KINDS[word], option) != Judgement.MET
    )


def ended(facts: Catalog, kind: WorkloadKind, *, new_customer: bool) -> Fact | None:
    """The fact by which a kind's service has ended, or is closed to a new customer; ``None`` where it can be used."""
    status = facts.status(kind.row) if kind.ended and kind.row else None
    if status is None:
        return None
    closed = ("ended", "closed-to-new-customers") if new_customer else ("ended",)
    return status if str(status.value) in closed else None


def unserved(req: Requirements, facts: Catalog, baseline: Baseline) -> frozenset[str]:
    """The workloads whose service this customer cannot use: it has ended, or its Region does not offer it.

    An unknown customer is a new one.
    """
    new = req.estate.aws.new_customer is not False
    return frozenset(
        name
        for name, workload in req.workloads.items()
        if ended(facts, KINDS[workload.kind], new_customer=new) is not None
        or missing_service(facts, baseline, workload) is not None
    )
