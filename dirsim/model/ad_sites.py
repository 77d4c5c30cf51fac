"""Active Directory's own view of a network: its sites with their subnets, the site links, and each controller.

An AD site is configuration inside the directory and need not be a place; ``place`` says which site of the estate it
stands at. A site link is what replication costs, never a wire.

Source: Microsoft, "Active Directory Replication Concepts"; [MS-ADTS] 6.1.1.2.2 (sites container).
"""

from __future__ import annotations

from typing import Annotated

from attrs import frozen
from msgspec import Meta

from dirsim.model.group_policy import GpoLink
from dirsim.model.network import DateText, DurationText
from dirsim.model.words import ENCRYPTION_TYPES, one_of

Cost = Annotated[int, Meta(ge=1, description="What replication over the link costs; lower is preferred.")]


@frozen(kw_only=True)
class AdSite:
    """A site as the directory has it.

    Attributes:
        subnets: Its subnets, as ``10.1.0.0/16``; empty means that no client is placed here by its address.
        place: The site of the estate that it stands at; ``None`` means unknown.
        links: The group policy objects linked to the site, the strongest first.
    """

    subnets: tuple[str, ...] = ()
    place: str | None = None
    links: tuple[GpoLink, ...] = ()


@frozen(kw_only=True)
class SiteLink:
    """A site link: between which sites controllers replicate, at what cost and how often.

    Attributes:
        sites: The AD sites that it joins.
        cost: Its cost; ``None`` means unknown.
        interval: How often changes are fetched over it; ``None`` means unknown.
    """

    sites: tuple[str, ...] = ()
    cost: Cost | None = None
    interval: DurationText | None = None


@frozen(kw_only=True)
class DomainController:
    """One domain controller.

    Attributes:
        ad_site: The AD site that it stands in; ``None`` means unknown.
        global_catalog: True where it holds the global catalog; ``None`` means unknown.
        read_only: True for a read-only controller.
        roles: The operations master roles that it holds: schema-master, domain-naming-master, pdc-emulator,
            rid-master, infrastructure-master.
        operating_system: As its computer account states it; ``None`` means unknown.
        encryption_types: What its computer account says it takes; empty means unknown.
        last_logon: The day on which it last proved itself to the domain; ``None`` means unknown.
        clock_source: Where it takes the time from: ``domain``, ``local`` (its own clock), or a time server's name;
            ``None`` means unknown, since the directory does not say.
    """

    ad_site: str | None = None
    global_catalog: bool | None = None
    read_only: bool = False
    roles: tuple[str, ...] = ()
    operating_system: str | None = None
    encryption_types: tuple[Annotated[str, one_of(ENCRYPTION_TYPES)], ...] = ()
    last_logon: DateText | None = None
    clock_source: str | None = None
