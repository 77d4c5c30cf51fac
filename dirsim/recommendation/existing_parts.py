"""Parts of designs that an estate has already."""

from __future__ import annotations

from collections.abc import Mapping

from dirsim.catalog.labels import Label
from dirsim.model.directory import Directory
from dirsim.model.requirements import Estate


def existing_parts(estate: Estate, current: Label | None, directories: Mapping[str, Directory]) -> frozenset[str]:
    """The parts that exist, as words of labels.

    Args:
        estate: The estate of the file.
        current: The directory that is in AWS today; ``None`` means none.
        directories: The directories of the estate, those of its sketch included.
    """
    found = set(current.parts if current is not None else ())
    if any(entry.kind == "ad-connector" for entry in estate.directories.values()):
        found.add("ad-connector")
    for entry in directories.values():
        if entry.kind == "managed-microsoft-ad":
            found.add(f"managed-ad-{entry.edition}" if entry.edition else "managed-ad")
        elif entry.kind in ("simple-ad", "entra-domain-services"):
            found.add(entry.kind)
    managed = {
        domain for entry in directories.values() if entry.kind == "managed-microsoft-ad" for domain in entry.domains
    }
    for trust in estate.trusts.values():
        if trust.two_way and {trust.trusting, trust.trusted} & managed:
            found.add("two-way-trust")
        elif trust.trusting in managed:
            found.add("one-way-trust")
    if any(vpc.outbound_endpoint and vpc.inbound_endpoint for vpc in estate.vpcs.values()):
        found.add("resolver-rules")
    return frozenset(found)


def forwarders_of_trusts(estate: Estate) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """The conditional forwarders behind the trusts that exist: without them no trust could have been made.

    Args:
        estate: The estate of the file.

    Returns:
        The forwarders by zone, and the assumption where the file does not list them.
    """
    found: dict[str, tuple[str, ...]] = {}
    assumed: list[str] = []
    for name, trust in estate.trusts.items():
        if trust.kind not in ("forest", "external"):
            continue
        for zone, asking in ((trust.trusted, trust.trusting), (trust.trusting, trust.trusted)):
            if asking not in found.get(zone, ()):
                found[zone] = (*found.get(zone, ()), asking)
            if asking not in estate.dns.get(zone, ()):
                assumed.append(f"each side of the trust {name} forwards the other's names")
    return found, tuple(dict.fromkeys(assumed))
