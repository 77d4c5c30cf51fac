"""What the file says and the library does not model: named, with the effect on the answer, never dropped."""

from __future__ import annotations

from collections.abc import Iterator

from dirsim.facts import Catalog
from dirsim.model.requirements import Requirements
from dirsim.options.styles import STYLES
from dirsim.recommend.forbid_rules import FORBIDDEN
from dirsim.recommend.recommendation import Unsupported
from dirsim.recommend.rules import NEED_RULES, PREFERENCES

_BY_HAND = "not modelled: it decides nothing in this answer, check it by hand"


def unsupported(req: Requirements, facts: Catalog) -> tuple[Unsupported, ...]:
    """Everything in the file that decides nothing, in the order of the file."""
    return tuple(_entries(req, facts))


def _entries(req: Requirements, facts: Catalog) -> Iterator[Unsupported]:
    for name, directory in req.estate.directories.items():
        if directory.kind == "entra-domain-services":
            yield Unsupported(
                f"estate.directories.{name}",
                "treated as a self-managed Active Directory; its own limits are not modelled",
            )
        if directory.kind == "samba-ad":
            yield Unsupported(
                f"estate.directories.{name}",
                "Samba: treated as Active Directory of its functional level; which of its parts Samba lacks, and whether "
                "a vendor supports it there, is not modelled",
            )
        if directory.kind == "ad-connector":
            yield Unsupported(
                f"estate.directories.{name}", "the existing connector is kept in mind but designs build their own"
            )
    for name, workload in req.workloads.items():
        ended = STYLES[workload.kind].ended
        fact = facts.get(ended) if ended else None
        if fact is not None and str(fact.value or "no") not in ("yes", "active"):
            yield Unsupported(
                f"workloads.{name}",
                f"the service has ended or is closed to new customers ({fact.statement}): designs are judged as while it ran",
            )
    for need in req.needs:
        if need.word not in NEED_RULES and need.word not in PREFERENCES:
            yield Unsupported(f"needs.{need.word}", _BY_HAND)
    for word in req.forbids:
        if word not in FORBIDDEN:
            yield Unsupported(f"forbids.{word}", _BY_HAND)
