"""What every option builds upon: the existing topology and the few counts that decide how much is built."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from dirsim.model.labels import Label
from dirsim.model.requirements import Workload
from dirsim.model.topology import Topology


@frozen(kw_only=True)
class Ground:
    """The existing estate, made definite.

    Attributes:
        topology: What exists: sites, links, controllers, directories, trusts, identity providers.
        homes: The domains whose users exist today; empty means that there are none.
        self_managed: Those of them that the company runs itself (AD or LDAP).
        kind: Kind of the self-managed directory: ``active-directory``, ``ldap``, ``samba-ad``...; empty means none.
        on_ec2: True where the self-managed directory runs on EC2.
        managed: The domain of the managed directory that exists; empty means none.
        current: The directory that is in AWS today, as a label; ``None`` means none.
        providers: Identity providers that users sign in with today.
        workloads: What runs or is reached, by name.
        regions: The AWS sites, the first one the primary.
        premises: The site where the self-managed directory is, when it is not in AWS; empty means none.
        accounts: AWS accounts that must use the directory, at least 1.
        accounts_known: False where that count was assumed.
        spread: True where every workload runs in every Region.
        new_accounts: True where users get accounts in the new directory, whatever exists.
        radius: True where a RADIUS server exists or is asked for.
        new_link: True where the link to the premises has to be built.
        objects: Objects of the directory; ``None`` means unknown.
        users: User accounts; ``None`` means unknown.
        closing: Options that are closed to new customers on the file's date: whoever has one will have to leave it.
        assumptions: What was assumed to make the estate definite, as sentences.
    """

    topology: Topology
    homes: tuple[str, ...] = ()
    self_managed: tuple[str, ...] = ()
    kind: str = ""
    on_ec2: bool = False
    managed: str = ""
    current: Label | None = None
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
    objects: int | None = None
    users: int | None = None
    closing: frozenset[str] = frozenset()
    assumptions: tuple[str, ...] = ()

    @property
    def has_ad(self) -> bool:
        """Whether a self-managed Active Directory exists (LDAP directories and Simple AD are none)."""
        return bool(self.self_managed) and self.kind in ("active-directory", "samba-ad")

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
