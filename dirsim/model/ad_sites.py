"""AD sites, subnets, site links and domain controllers of a directory.

An AD site is configuration inside the directory and need not be a place; ``place`` is the site of the estate at which
it is. A site link is a cost of replication, never a physical line.

Source: Microsoft, "Active Directory Replication Concepts"; [MS-ADTS] 6.1.1.2.2 (sites container).
"""

from __future__ import annotations

from typing import Annotated

from attrs import frozen
from msgspec import Meta

from dirsim.catalog.words import ENCRYPTION_TYPES, one_of
from dirsim.model.group_policy import GpoLink
from dirsim.model.network_parts import DateText, DurationText

Cost = Annotated[int, Meta(ge=1, description="Cost of replication over the link; lower is preferred.")]


@frozen(kw_only=True)
class AdSite:
    """An AD site in the directory's configuration.

    Attributes:
        subnets: Its subnets, as ``10.1.0.0/16``; empty means that no client is placed here by its address.
        place: The site of the estate at which it is; ``None`` means unknown.
        links: The group policy objects linked to the site, the strongest first.
    """

    subnets: tuple[str, ...] = ()
    place: str | None = None
    links: tuple[GpoLink, ...] = ()


@frozen(kw_only=True)
class SiteLink:
    """A site link: the sites between which controllers replicate, the cost, and the interval.

    Attributes:
        sites: The AD sites that it joins.
        cost: Its cost; ``None`` means unknown.
        interval: Time between replications over it; ``None`` means unknown.
    """

    sites: tuple[str, ...] = ()
    cost: Cost | None = None
    interval: DurationText | None = None


@frozen(kw_only=True)
class DomainController:
    """One domain controller.

    Attributes:
        ad_site: The AD site that it is in; ``None`` means unknown.
        global_catalog: True where it holds the global catalog; ``None`` means unknown.
        read_only: True for a read-only controller.
        roles: The operations master roles that it holds: schema-master, domain-naming-master, pdc-emulator,
            rid-master, infrastructure-master.
        operating_system: The value of its computer account; ``None`` means unknown.
        encryption_types: The encryption types of its computer account; empty means unknown.
        last_logon: The day of its last authentication to the domain; ``None`` means unknown.
        clock_source: Its time source: ``domain``, ``local`` (its own clock), or a time server's name;
            ``None`` means unknown, since the directory does not hold it.
    """

    ad_site: str | None = None
    global_catalog: bool | None = None
    read_only: bool = False
    roles: tuple[str, ...] = ()
    operating_system: str | None = None
    encryption_types: tuple[Annotated[str, one_of(ENCRYPTION_TYPES)], ...] = ()
    last_logon: DateText | None = None
    clock_source: str | None = None
