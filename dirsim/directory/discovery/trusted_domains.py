"""Trusts as one side stores them, converted to a neutral direction.

Source: [MS-ADTS] 6.1.6.7.9 (trustAttributes), 6.1.6.7.12 (trustDirection), 6.1.6.7.15 (trustType); [MS-KILE] 2.2.7.
"""

from __future__ import annotations

from attrs import define, field

from dirsim.directory.discovery.entry import Entry
from dirsim.directory.discovery.sites import Configuration
from dirsim.model.directory import Trust
from dirsim.model.domain_name import is_domain_name

INBOUND, OUTBOUND, BOTH = 1, 2, 3
_MIT = 3
NON_TRANSITIVE, QUARANTINED, FOREST, SELECTIVE = 0x1, 0x4, 0x8, 0x10
WITHIN_FOREST, AS_EXTERNAL, USES_RC4 = 0x20, 0x40, 0x80
NO_TGT_DELEGATION, TGT_DELEGATION = 0x200, 0x800
_TYPES = ((0x3, "des"), (0x4, "rc4"), (0x8, "aes128"), (0x10, "aes256"))


def encryption_types(bits: int | None) -> tuple[str, ...]:
    """The names of ``msDS-SupportedEncryptionTypes`` bits, the strongest last; empty if the value is absent."""
    return tuple(word for bit, word in _TYPES if (bits or 0) & bit)


@define
class FoundTrust:
    """A trusted domain object."""

    domain: str
    partner: str
    direction: int
    kind: int
    attributes: int
    types: tuple[str, ...]


@define
class TrustedDomains:
    """Collects trusted domain objects."""

    found: list[FoundTrust] = field(factory=list)
    strange: list[str] = field(factory=list)

    def take(self, entry: Entry) -> None:
        """Record a trusted domain object; one whose partner is not a valid domain is kept apart."""
        if "trusteddomain" not in entry.classes:
            return
        partner = (entry.text("trustpartner") or entry.own_name).rstrip(".")
        types = encryption_types(entry.number("msds-supportedencryptiontypes"))
        attributes = entry.bits("trustattributes")
        kind = entry.number("trusttype") or 2
        if kind != _MIT and not is_domain_name(partner):
            self.strange.append(partner)
            return
        if attributes & USES_RC4 and kind == _MIT:
            types = tuple(dict.fromkeys([*types, "rc4"]))
        self.found.append(
            FoundTrust(
                entry.domain,
                partner if kind == _MIT else partner.lower(),
                entry.number("trustdirection") or 0,
                kind,
                attributes,
                types,
            )
        )

    def disabled(self) -> tuple[str, ...]:
        """The partners of trusts that are disabled in both directions."""
        return tuple(sorted(trust.partner for trust in self.found if not trust.direction))

    def partners(self, configuration: Configuration) -> tuple[str, ...]:
        """The domains outside the forest that a trust connects it to; Kerberos realms are excluded."""
        outside = {
            trust.partner
            for trust in self.found
            if trust.direction and trust.kind != _MIT and trust.partner not in configuration.domains
        }
        return tuple(sorted(outside))

    def named(self, configuration: Configuration) -> dict[str, Trust]:
        """The trusts by name; both sides of a trust give the same name."""
        made: dict[str, Trust] = {}
        for found in sorted(self.found, key=lambda trust: (trust.domain, trust.partner)):
            if not found.direction or found.domain == found.partner:
                continue
            kind = kind_of(found, configuration)
            # If a trust to another forest states no encryption types, controllers use RC4.
            types = found.types or (("rc4",) if kind in ("forest", "external") else ())
            trust = trust_of(found.domain, found.partner, found.direction, found.attributes, kind, types)
            name = "--".join(sorted((found.domain, found.partner), key=str.lower))
            made.setdefault(name, trust)
        return made


def trust_of(
    domain: str, partner: str, direction: int, attributes: int, kind: str, types: tuple[str, ...] = ()
) -> Trust:
    """A trust from the values that one side stores."""
    inbound = direction == INBOUND
    inside = kind in ("parent-child", "tree-root", "shortcut")
    filtered = bool(attributes & QUARANTINED) if inside or kind == "external" else not attributes & AS_EXTERNAL
    delegation = True if attributes & TGT_DELEGATION else False if attributes & NO_TGT_DELEGATION else None
    return Trust(
        trusting=partner if inbound else domain,
        trusted=domain if inbound else partner,
        kind=kind,
        two_way=direction == BOTH,
        transitive=kind != "external" and not attributes & NON_TRANSITIVE,
        selective=bool(attributes & SELECTIVE),
        sid_filtering=filtered,
        encryption_types=types,
        tgt_delegation=delegation,
    )


def kind_of(found: FoundTrust, configuration: Configuration) -> str:
    """The kind of a trust, from its type, its attributes and the forest's trees."""
    if found.kind == _MIT:
        return "realm"
    if found.attributes & WITHIN_FOREST or found.partner in configuration.domains:
        return inside_kind(found.domain, found.partner, configuration)
    return "forest" if found.attributes & FOREST else "external"


def inside_kind(domain: str, partner: str, configuration: Configuration) -> str:
    """The kind of a trust within the forest."""
    for child, parent in ((domain, partner), (partner, domain)):
        if configuration.parent(child) == parent:
            return "parent-child" if child.endswith(f".{parent}") else "tree-root"
    return "shortcut"
