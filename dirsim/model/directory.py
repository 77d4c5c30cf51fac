"""Directories as they exist: forests and domains, managed directories, connectors, and the trusts between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from attrs import field, frozen
from msgspec import Meta

from dirsim.model.ad_sites import AdSite, DomainController, SiteLink
from dirsim.model.group_policy import GpoLink, GroupPolicy, OrganizationalUnit
from dirsim.model.words import DIRECTORY_KINDS, EDITIONS, SIZES, TRUST_KINDS, one_of

Count = Annotated[int, Meta(ge=0, description="A number of things; left out means unknown.")]


@frozen(kw_only=True)
class AdSchema:
    """What a forest's schema has beyond the one it was delivered with.

    Attributes:
        version: ``objectVersion`` of the schema naming context; ``None`` means unknown.
        attributes: Names of the attributes that were added; empty means none, or unknown.
        classes: Names of the classes that were added; empty means none, or unknown.
    """

    version: Count | None = None
    attributes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()


@frozen(kw_only=True)
class Domain:
    """One domain of a forest.

    Attributes:
        controllers: How many domain controllers stand at each site; empty means unknown.
        users: User accounts; ``None`` means unknown.
        objects: All objects (users, groups, computers); ``None`` means unknown.
        parent: The parent domain's name; empty means a tree root.
        netbios: The NetBIOS name; empty means unknown.
        functional_level: Such as ``2016`` or ``2008R2``; ``None`` means the directory's level, or unknown.
        domain_controllers: Each controller by its host name; empty means unknown.
        links: The group policy objects linked to the domain itself, the strongest first.
        organizational_units: The units by distinguished name; empty means unknown.
        group_policies: The group policy objects by name; empty means unknown.
    """

    controllers: Mapping[str, Count] = field(factory=dict)
    users: Count | None = None
    objects: Count | None = None
    parent: str | None = None
    netbios: str | None = None
    functional_level: str | int | None = None
    domain_controllers: Mapping[str, DomainController] = field(factory=dict)
    links: tuple[GpoLink, ...] = ()
    organizational_units: Mapping[str, OrganizationalUnit] = field(factory=dict)
    group_policies: Mapping[str, GroupPolicy] = field(factory=dict)


@frozen(kw_only=True)
class Directory:
    """A directory that exists: a forest, a managed directory, or a connector in front of one.

    Attributes:
        kind: What it is.
        edition: For ``managed-microsoft-ad`` only; ``None`` means unknown.
        domains: The domains it holds, by DNS name; for a connector the one domain that it serves.
        functional_level: Lowest forest functional level; ``None`` means unknown.
        size: For connectors and Simple AD; ``None`` means unknown.
        site: Where it is; for AWS directories the primary Region's site; ``None`` means unknown.
        account: Label of the AWS account that owns it; ``None`` means unknown.
        shared_with: How many other accounts it is shared with.
        regions: Further Regions it is replicated to.
        subnets: The two subnets it lives in; empty means unknown.
        service_account: A connector's service account; ``None`` means unknown.
        ad_sites: The sites that the forest has in its configuration, by name; empty means unknown.
        site_links: The site links of the forest, by name; empty means unknown.
        schema: What the schema has beyond the one delivered; ``None`` means unknown.
    """

    kind: Annotated[str, one_of(DIRECTORY_KINDS)] = "active-directory"
    edition: Annotated[str, one_of(EDITIONS)] | None = None
    domains: Mapping[str, Domain] = field(factory=dict)
    functional_level: str | int | None = None
    size: Annotated[str, one_of(SIZES)] | None = None
    site: str | None = None
    account: str | None = None
    shared_with: Count | None = None
    regions: tuple[str, ...] = ()
    subnets: tuple[str, ...] = ()
    service_account: str | None = None
    ad_sites: Mapping[str, AdSite] = field(factory=dict)
    site_links: Mapping[str, SiteLink] = field(factory=dict)
    schema: AdSchema | None = None


@frozen(kw_only=True)
class Trust:
    """A trust between two domains or forests. Access runs from the trusted side to the trusting side.

    Attributes:
        trusting: The domain whose resources are opened.
        trusted: The domain whose users are let in.
        kind: The kind of trust, which decides its transitivity unless ``transitive`` says otherwise.
        two_way: True where each side trusts the other.
        transitive: ``None`` means as the kind has it (forest trusts are, external trusts are not).
        selective: True for selective authentication: only principals with *Allowed to Authenticate* get in.
        allowed: The principals and domains that selective authentication lets in; empty means none.
        sid_filtering: True where SIDs of other domains are removed.
        added: True where the design adds it.

    Source: [MS-ADTS] 6.1.6.7.9 and 6.1.6.7.12.
    """

    trusting: str
    trusted: str
    kind: Annotated[str, one_of(TRUST_KINDS)] = "forest"
    two_way: bool = False
    transitive: bool | None = None
    selective: bool = False
    allowed: tuple[str, ...] = ()
    sid_filtering: bool = True
    added: bool = False

    @property
    def is_transitive(self) -> bool:
        """Whether a path may go on through this trust."""
        return self.kind not in {"external", "realm"} if self.transitive is None else self.transitive
