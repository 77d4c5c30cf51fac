"""Baseline: the existing topology, and the counts that size a design."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property

from attrs import field, frozen

from dirsim.catalog.labels import Label
from dirsim.catalog.workload_kinds import KINDS, takes_portal_roles
from dirsim.model.requirements import Workload
from dirsim.model.topology import Topology


@frozen(kw_only=True)
class Baseline:
    """The existing estate, with its open values assumed.

    Attributes:
        topology: The existing sites, links, controllers, directories, trusts and identity providers.
        homes: The domains of existing users; empty means none.
        self_managed: Those of them that the company runs itself (AD or LDAP).
        kind: Kind of the self-managed directory: ``active-directory``, ``ldap``, ``samba-ad``...; empty means none.
        on_ec2: True where the self-managed directory runs on EC2.
        managed: The domain of the managed directory that exists; empty means none.
        current: The directory that is in AWS today, as a label; ``None`` means none.
        existing: The parts that the estate has already, as words of labels.
        own: The workloads that no one signs in to through a directory, by name.
        customers: The workloads whose users are customers, by name.
        beside: The AWS applications that stay in the directory's account while consoles of all accounts are opened, by name.
        admitted: The workloads whose users a SAML provider can admit before their directory signs them in, by name.
        joined: The workloads whose machines join a domain beside the sign-in of their users, by name.
        refused: Pairs of a workload kind and an option that facts of the file's date rule out, or do not state.
        unserved: The workloads whose service has ended on the file's date, or is not offered in their Region, by name.
        link_wanted: False where the file excludes a path to the premises.
        providers: Identity providers that users sign in with today.
        workloads: The workloads, by name.
        regions: The AWS sites, the first one the primary.
        premises: The site where the self-managed directory is, when it is not in AWS; empty means none.
        accounts: AWS accounts that must use the directory, at least 1.
        accounts_known: False where that count was assumed.
        spread: True where every workload runs in every Region.
        new_accounts: True where users get accounts in the new directory, whatever exists.
        radius: True where a RADIUS server exists or is needed.
        new_link: True where the link to the premises has to be built.
        assumed_link: The assumption on the link to the premises, as a sentence; empty where the file describes it.
        assumed_link_name: The name of that link, which a design has only where it uses it; empty where the file describes it.
        ldaps: True where applications bind by LDAP over TLS, for which the controllers need certificates.
        objects: Objects of the directory; ``None`` means unknown.
        users: User accounts; ``None`` means unknown.
        closing: Options that are closed to new customers on the file's date, which present customers will have to leave.
        assumptions: The assumptions about the estate, as sentences.
    """

    topology: Topology
    homes: tuple[str, ...] = ()
    self_managed: tuple[str, ...] = ()
    kind: str = ""
    on_ec2: bool = False
    managed: str = ""
    current: Label | None = None
    existing: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    customers: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    admitted: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()
    refused: frozenset[tuple[str, str]] = frozenset()
    unserved: frozenset[str] = frozenset()
    link_wanted: bool = True
    providers: tuple[str, ...] = ()
    workloads: Mapping[str, Workload] = field(factory=dict)
    regions: tuple[str, ...] = ("aws",)
    premises: str = ""
    accounts: int = 1
    accounts_known: bool = False
    spread: bool = False
    new_accounts: bool = False
    radius: bool = False
    new_link: bool = False
    assumed_link: str = ""
    assumed_link_name: str = ""
    ldaps: bool = False
    objects: int | None = None
    users: int | None = None
    closing: frozenset[str] = frozenset()
    assumptions: tuple[str, ...] = ()

    @cached_property
    def in_several_regions(self) -> bool:
        """True where workloads run in more than one Region, by a need of the file or by the Regions that they name."""
        named = {workload.site for workload in self.workloads.values()} & set(self.regions)
        return self.spread or len(named) > 1

    @property
    def has_ad(self) -> bool:
        """True where a self-managed Active Directory exists (LDAP directories and Simple AD do not count)."""
        return bool(self.self_managed) and self.kind in ("active-directory", "samba-ad")

    @property
    def signing_in(self) -> tuple[str, ...]:
        """The domains of existing users who sign in to a workload, in the order of ``homes``; all where the file names none."""
        people = [workload for name, workload in self.workloads.items() if name not in self.own]
        named = {domain for workload in people for domain in workload.users}
        if not named or not all(workload.users for workload in people):
            return self.homes
        return tuple(home for home in self.homes if home in named) or self.homes

    @cached_property
    def moving(self) -> bool:
        """True where all who sign in get accounts in the new directory: no workload names users of a domain of today."""
        return self.new_accounts and not any(
            workload.users for name, workload in self.workloads.items() if name not in self.own
        )

    def connector_accounts(self, label: Label) -> int:
        """The accounts in which a design has connectors: one where nothing but the portal asks for them.

        Args:
            label: The design's label.
        """
        if label.connector == "ad-connector-per-account":
            return self.accounts
        if not label.managed_forest:
            return 1
        kinds = (workload.kind for workload in self.workloads.values())
        mapped = label.has("iam-role") and not takes_portal_roles(kinds, label.parts)
        by_portal = label.has("identity-center") and not mapped
        return 1 if by_portal and not self.registers_in_each_account else self.accounts

    @cached_property
    def registers_in_each_account(self) -> bool:
        """True where AWS applications, consoles apart, register a directory in the accounts that use them."""
        return any(
            "application" in KINDS[workload.kind].ways and not KINDS[workload.kind].roles and name not in self.beside
            for name, workload in self.workloads.items()
        )

    @cached_property
    def bound_connectors(self) -> int:
        """The connectors beside the first one of a place: several may serve one domain where a service binds its directory."""
        alike = Counter(
            (workload.kind, workload.account, workload.site)
            for name, workload in self.workloads.items()
            if KINDS[workload.kind].one_instance and name not in self.own
        )
        return sum(number - 1 for number in alike.values())

    def connectors_held(self, word: str, needed: int) -> int:
        """The number of existing connectors among those that a design needs.

        Args:
            word: The word of its label for them, such as ``ad-connector-per-account``.
            needed: The number that it needs.
        """
        if word in self.existing and word != "ad-connector":
            return needed
        named = sum(entry.kind == "ad-connector" for entry in self.topology.directories.values())
        return min(needed, named or int("ad-connector" in self.existing))

    @property
    def forests(self) -> tuple[str, ...]:
        """The names of the self-managed forests, in the order of the topology."""
        return tuple(
            name
            for name, directory in self.topology.directories.items()
            if any(domain in self.self_managed for domain in directory.domains)
        )

    def root(self, forest: str) -> str:
        """The forest's root domain: the first one without a parent."""
        domains = self.topology.directories[forest].domains
        return next((name for name, domain in domains.items() if not domain.parent), next(iter(domains), ""))
