"""Existing directories (forests, managed AD, connectors) and trusts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from attrs import field, frozen
from msgspec import Meta

from dirsim.catalog.words import DIRECTORY_KINDS, EDITIONS, ENCRYPTION_TYPES, SIZES, TRUST_KINDS, one_of
from dirsim.model.ad_sites import AdSite, DomainController, SiteLink
from dirsim.model.directory_detail import DnsZone, PasswordPolicy
from dirsim.model.group_policy import GpoLink, GroupPolicy, OrganizationalUnit
from dirsim.model.network_parts import DateText, DurationText

Count = Annotated[int, Meta(ge=0, description="A count; left out means unknown.")]


@frozen(kw_only=True)
class AdSchema:
    """The extensions of a forest's schema.

    Attributes:
        version: ``objectVersion`` of the schema naming context; ``None`` means unknown.
        attributes: Names of the attributes added; empty means none, or unknown.
        classes: Names of the classes added; empty means none, or unknown.
    """

    version: Count | None = None
    attributes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()


@frozen(kw_only=True)
class Domain:
    """One domain of a forest.

    Attributes:
        controllers: The number of domain controllers at each site; empty means unknown.
        users: User accounts; ``None`` means unknown.
        objects: All objects (users, groups, computers); ``None`` means unknown.
        parent: The parent domain's name; empty means a tree root.
        netbios: The NetBIOS name; empty means unknown.
        functional_level: Such as ``2016`` or ``2008R2``; ``None`` means the directory's level, or unknown.
        domain_controllers: Each controller by its host name; empty means unknown.
        links: The group policy objects linked to the domain itself, the strongest first.
        organizational_units: The units by distinguished name; empty means unknown.
        group_policies: The group policy objects by name; empty means unknown.
        computers: Computer accounts; ``None`` means unknown.
        groups: Groups; ``None`` means unknown.
        privileged_groups: The number of direct members of each privileged group; empty means unknown.
        unconstrained_delegation: Accounts other than controllers that may impersonate any user to any service;
            ``None`` means unknown.
        constrained_delegation: Accounts that may impersonate users to listed services; ``None`` means unknown.
        resource_delegation: Accounts that allow others to impersonate users to them (resource-based); ``None`` means unknown.
        managed_service_accounts: Group managed service accounts by name; empty means none, or unknown.
        krbtgt_password_set: The day on which the password of krbtgt was last set; ``None`` means unknown.
        machine_account_quota: The number of computers that any user may join; ``None`` means unknown.
        password_policy: The domain's own password policy; ``None`` means unknown.
        password_policies: Fine-grained password policies by name; empty means none, or unknown.
        dns_zones: DNS zones that the domain's controllers store; empty means none, or unknown.
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
    computers: Count | None = None
    groups: Count | None = None
    privileged_groups: Mapping[str, Count] = field(factory=dict)
    unconstrained_delegation: Count | None = None
    constrained_delegation: Count | None = None
    resource_delegation: Count | None = None
    managed_service_accounts: tuple[str, ...] = ()
    krbtgt_password_set: DateText | None = None
    machine_account_quota: Count | None = None
    password_policy: PasswordPolicy | None = None
    password_policies: Mapping[str, PasswordPolicy] = field(factory=dict)
    dns_zones: Mapping[str, DnsZone] = field(factory=dict)


@frozen(kw_only=True)
class Directory:
    """An existing directory: a forest, a managed directory, or a connector in front of one.

    Attributes:
        kind: The kind of directory.
        edition: For ``managed-microsoft-ad`` only; ``None`` means unknown.
        domains: The domains it holds, by DNS name; for a connector the one domain that it serves.
        functional_level: Lowest forest functional level; ``None`` means unknown.
        size: For connectors and Simple AD; ``None`` means unknown.
        site: Its site; for AWS directories the primary Region's site; ``None`` means unknown.
        account: Label of the AWS account that owns it; ``None`` means unknown.
        shared_with: The number of other accounts with which it is shared.
        regions: Further Regions to which it is replicated.
        subnets: Its two subnets; empty means unknown.
        service_account: A connector's service account; ``None`` means unknown.
        ad_sites: The AD sites in the forest's configuration, by name; empty means unknown.
        site_links: The site links of the forest, by name; empty means unknown.
        schema: The schema's extensions; ``None`` means unknown.
        read_on: The day, by the directory's own clock, on which all this was read; ``None`` means unknown.
        tombstone_lifetime: The time for which deleted objects are kept, so that the deletion reaches every controller;
            ``None`` means unknown.
        recycle_bin: True where deleted objects can be restored completely; ``None`` means unknown.
        upn_suffixes: Suffixes of sign-in names beside the domains' names; empty means none, or unknown.
        unplaced_subnets: Subnets that belong to no site; empty means none, or unknown.
        clients_without_site: Computers whose address is not in a site's subnet; ``None`` means unknown.
        vpc: Label of its VPC; ``None`` means not in AWS or unknown.
        zones: The Availability Zones of its subnets; empty means unknown.
        stage: The state that AWS reports, such as ``active``, ``impaired`` or ``inoperable``; ``None`` means unknown.
        dns_servers: Addresses of its name servers; for a connector those of the domain that it serves; empty means unknown.
        radius_timeout: The time that it waits for a RADIUS server; ``None`` means unknown, or no second factor.
        share_method: The method by which it is shared: ``organizations`` or ``handshake``; ``None`` means unknown.
        pending_shares: The number of other accounts that have not accepted its share yet, or could not; ``None`` means unknown.
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
    read_on: DateText | None = None
    tombstone_lifetime: DurationText | None = None
    recycle_bin: bool | None = None
    upn_suffixes: tuple[str, ...] = ()
    unplaced_subnets: tuple[str, ...] = ()
    clients_without_site: Count | None = None
    vpc: str | None = None
    zones: tuple[str, ...] = ()
    stage: str | None = None
    dns_servers: tuple[str, ...] = ()
    radius_timeout: DurationText | None = None
    share_method: Literal["organizations", "handshake"] | None = None
    pending_shares: Count | None = None


@frozen(kw_only=True)
class Trust:
    """A trust between two domains or forests. Access runs from the trusted side to the trusting side.

    Attributes:
        trusting: The domain whose resources become accessible.
        trusted: The domain whose users gain access.
        kind: The kind of trust, which decides its transitivity unless ``transitive`` is set.
        two_way: True where each side trusts the other.
        transitive: ``None`` means the default of the kind (forest trusts are transitive, external trusts are not).
        selective: True for selective authentication: only principals with *Allowed to Authenticate* get access.
        allowed: The principals and domains that selective authentication admits; empty means none.
        sid_filtering: True where SIDs of other domains are removed.
        added: True where the design adds it.
        encryption_types: The encryption types of tickets over the trust; empty means unknown.
        tgt_delegation: True where users' TGTs may be forwarded over the trust; ``None`` means unknown.
        state: The state that AWS reports, such as ``verified`` or ``verify-failed``; ``None`` means unknown.

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
    encryption_types: tuple[Annotated[str, one_of(ENCRYPTION_TYPES)], ...] = ()
    tgt_delegation: bool | None = None
    state: str | None = None

    def admits(self, user: str, home: str) -> bool:
        """True where selective authentication lets a user authenticate: listed with or without a domain, or by the domain.

        Args:
            user: The user, alone or as ``user@domain``; empty means any user of the domain.
            home: The user's domain.
        """
        if not self.selective:
            return True
        name = user.partition("@")[0]
        names = {home, *((user, name, f"{name}@{home}") if user else ())}
        return not {one.lower() for one in names}.isdisjoint(one.lower() for one in self.allowed)

    @property
    def is_transitive(self) -> bool:
        """True where a path may continue through this trust."""
        return self.kind not in {"external", "realm"} if self.transitive is None else self.transitive
