"""The configuration of a forest: domains, sites, subnets and site links.

Source: [MS-ADTS] 6.1.1.2 (configuration naming context), 6.1.4.4 (functional levels), 6.1.5 (operations masters).
"""

from __future__ import annotations

from attrs import define, field

from dirsim.directory.discovery.entry import Entry, dn_key, dn_parts, written
from dirsim.directory.discovery.policies import gpo_links
from dirsim.model.ad_sites import AdSite, SiteLink
from dirsim.model.domain_name import is_domain_name
from dirsim.model.group_policy import GpoLink

LEVELS = {
    0: "2000",
    1: "2003",
    2: "2003",
    3: "2008",
    4: "2008R2",
    5: "2012",
    6: "2012R2",
    7: "2016",
    8: "2016",
    9: "2016",
    10: "2025",
}
"""``msDS-Behavior-Version``; 8 and 9 were never assigned, 1 is Windows Server 2003 interim."""

_DOMAIN_PARTITION = 0x2
_GLOBAL_CATALOG = 0x1
_ZONES = ("dc=domaindnszones,", "dc=forestdnszones,")


@define
class FoundServer:
    """A controller according to the configuration."""

    name: str = ""
    site: str = ""
    host: str = ""
    account: str = ""
    is_controller: bool = False
    global_catalog: bool = False
    read_only: bool = False
    partitions: tuple[str, ...] = ()


@define
class FoundDomain:
    """A domain according to the partitions container."""

    name: str
    netbios: str = ""
    level: str | None = None
    trust_parent: str = ""


@define
class Configuration:
    """Collects the configuration naming context."""

    domains: dict[str, FoundDomain] = field(factory=dict)
    cross_refs: dict[str, str] = field(factory=dict)
    strange: list[str] = field(factory=list)
    level: str | None = None
    upn_suffixes: tuple[str, ...] = ()
    recycle_bin: bool | None = None
    tombstone_days: int | None = None
    service_read: bool = False
    sites: dict[str, tuple[str, tuple[tuple[str, bool, bool], ...]]] = field(factory=dict)
    subnets: dict[str, str] = field(factory=dict)
    site_links: dict[str, tuple[tuple[str, ...], int | None, int | None]] = field(factory=dict)
    servers: dict[str, FoundServer] = field(factory=dict)
    masters: dict[str, str] = field(factory=dict)

    def take(self, entry: Entry) -> None:
        """Record an entry that describes the forest; ignore others."""
        classes = entry.classes
        if "crossref" in classes:
            self._cross_ref(entry)
        elif "crossrefcontainer" in classes:
            self.level = LEVELS.get(entry.number("msds-behavior-version") or 0)
            self.upn_suffixes = entry.texts("upnsuffixes")
            features = entry.texts("msds-enabledfeature")
            self.recycle_bin = any("recycle bin" in feature.lower() for feature in features)
            self._master(entry, "domain-naming-master")
        elif "ntdsservice" in classes:
            self.service_read = True
            self.tombstone_days = entry.number("tombstonelifetime")
        elif "site" in classes:
            self.sites[dn_key(entry.dn)] = (entry.own_name, gpo_links(entry.text("gplink")))
        elif "subnet" in classes:
            self.subnets[entry.own_name] = entry.text("siteobject")
        elif "sitelink" in classes:
            cost, interval = entry.number("cost"), entry.number("replinterval")
            self.site_links[entry.own_name] = (entry.texts("sitelist"), cost, interval)
        elif "server" in classes and len(entry.parts) > 2:
            server = self.servers.setdefault(dn_key(entry.dn), FoundServer())
            server.name = entry.own_name
            server.site = entry.parts[2][1]
            server.host = entry.text("dnshostname").lower()
            server.account = entry.text("serverreference")
        elif classes & {"ntdsdsa", "ntdsdsaro"} and len(entry.parts) > 3:
            server = self.servers.setdefault(_parent_key(entry.dn), FoundServer())
            server.name, server.site = entry.parts[1][1], entry.parts[3][1]
            server.is_controller = True
            server.global_catalog = bool(entry.bits("options") & _GLOBAL_CATALOG)
            server.read_only = "ntdsdsaro" in classes or entry.text("msds-isrodc").upper() == "TRUE"
            held = [*entry.texts("msds-hasmasterncs"), *entry.texts("hasmasterncs"), *entry.texts("msds-hasdomainncs")]
            server.partitions = tuple(dict.fromkeys(held))
        elif "dmd" in classes:
            self._master(entry, "schema-master")

    def take_domain(self, entry: Entry) -> None:
        """Record the operations masters named in entries of a domain."""
        if "domaindns" in entry.classes and "msds-behavior-version" in entry.attributes:
            self._master(entry, "pdc-emulator")
        elif "ridmanager" in entry.classes:
            self._master(entry, "rid-master")
        elif "infrastructureupdate" in entry.classes and not entry.dn.lower().partition(",")[2].startswith(_ZONES):
            self._master(entry, "infrastructure-master")

    def _master(self, entry: Entry, role: str) -> None:
        owner = entry.text("fsmoroleowner")
        if owner and "\\0ADEL:" not in owner:
            self.masters[f"{role}@{entry.domain}"] = _parent_key(owner)

    def _cross_ref(self, entry: Entry) -> None:
        name = entry.text("dnsroot").lower().rstrip(".")
        if not entry.bits("systemflags") & _DOMAIN_PARTITION or not name:
            return
        if not is_domain_name(name):
            self.strange.append(name)
            return
        level = entry.number("msds-behavior-version")
        self.cross_refs[dn_key(entry.dn)] = name
        self.domains[name] = FoundDomain(
            name, entry.text("netbiosname"), None if level is None else LEVELS.get(level), entry.text("trustparent")
        )

    def parent(self, domain: str) -> str | None:
        """The parent domain; ``None`` for a tree root."""
        found = self.domains.get(domain)
        return self.cross_refs.get(dn_key(found.trust_parent)) if found and found.trust_parent else None

    def parent_of(self, domain: str) -> str | None:
        """The parent by name: a domain that the child's name ends in; tree roots have a parent only by trust."""
        parent = self.parent(domain)
        return parent if parent and domain.endswith(f".{parent}") else None

    def root(self) -> str:
        """The forest root domain; empty if no domain was found."""
        tops = [name for name in self.domains if self.parent(name) is None]
        return min(tops or self.domains, key=len, default="")

    def site_name(self, dn: str) -> str | None:
        """The name of the site with a distinguished name; ``None`` if the site does not exist."""
        found = self.sites.get(dn_key(dn))
        return found[0] if found else None

    def ad_sites(self, names: dict[str, str]) -> dict[str, AdSite]:
        """The sites with their subnets and policy links.

        Args:
            names: Names of group policy objects by the key of their distinguished name.
        """
        held: dict[str, list[str]] = {name: [] for name, _ in self.sites.values()}
        for subnet, site in self.subnets.items():
            name = self.site_name(site)
            if name is not None:
                held[name].append(subnet)
        return {
            name: AdSite(subnets=tuple(sorted(held[name])), links=named_links(links, names))
            for name, links in sorted(self.sites.values(), key=lambda found: found[0])
        }

    def unplaced(self) -> tuple[str, ...]:
        """The subnets that belong to no site."""
        return tuple(sorted(subnet for subnet, site in self.subnets.items() if self.site_name(site) is None))

    def links(self) -> dict[str, SiteLink]:
        """The site links by name."""
        made = {}
        for name, (sites, cost, interval) in sorted(self.site_links.items()):
            known = tuple(sorted(filter(None, (self.site_name(site) for site in sites))))
            length = None if interval is None or interval <= 0 else written(interval * 60)
            made[name] = SiteLink(sites=known, cost=cost if cost and cost > 0 else None, interval=length)
        return made

    def roles_of(self, key: str) -> tuple[str, ...]:
        """The operations master roles of a server, forest-wide ones first."""
        order = ("schema-master", "domain-naming-master", "pdc-emulator", "rid-master", "infrastructure-master")
        held = {name.partition("@")[0] for name, owner in self.masters.items() if owner == key}
        return tuple(role for role in order if role in held)


def named_links(links: tuple[tuple[str, bool, bool], ...], names: dict[str, str]) -> tuple[GpoLink, ...]:
    """Links with the names of the linked policy objects; an object that was not read keeps its GUID as its name."""
    return tuple(
        GpoLink(gpo=names.get(dn_key(dn)) or _guid_of(dn), enforced=enforced, enabled=enabled)
        for dn, enforced, enabled in links
    )


def _guid_of(dn: str) -> str:
    parts = dn_parts(dn)
    return parts[0][1] if parts else dn


def _parent_key(dn: str) -> str:
    return ",".join(f"{kind}={value.lower()}" for kind, value in dn_parts(dn)[1:])
