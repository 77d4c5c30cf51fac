"""Consistent pseudonyms: the structure of a discovery without names.

Each name is replaced by the same pseudonym everywhere, so that the structure is kept and identities are hidden.

Domains, sites, hosts, units, policy objects, accounts, groups, subnets and AWS identifiers are replaced; keywords of the
file format, names that every forest has, counts and dates are kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_network
from typing import Any

from attrs import Attribute, define, evolve, field, fields, has

from dirsim.directory.discovery.accounts import PRIVILEGED, PRIVILEGED_BUILTIN
from dirsim.directory.discovery.discovery import Discovery, Unread
from dirsim.directory.discovery.entry import dn_parts
from dirsim.directory.discovery.policies import WELL_KNOWN
from dirsim.model.directory import AdSchema, Directory, Domain
from dirsim.model.group_policy import GpoLink, GroupPolicy

KEPT = frozenset(
    {
        *WELL_KNOWN.values(),
        *PRIVILEGED.values(),
        *PRIVILEGED_BUILTIN.values(),
        "Domain Users",
        "Domain Computers",
        "Domain Controllers",
        "Default-First-Site-Name",
        "DEFAULTIPSITELINK",
        "Default Domain Policy",
        "Default Domain Controllers Policy",
        "DnsAdmins",
        "internet",
    }
)
"""Names that every forest has; they identify no organization."""

# Text fields that hold keywords of the file format, figures or dates rather than names.
_WORDS = frozenset(
    [
        "kind",
        "edition",
        "size",
        "region",
        "roles",
        "encryption_types",
        "interval",
        "tombstone_lifetime",
        "read_on",
        "functional_level",
        "replication",
        "krbtgt_password_set",
        "last_logon",
        "min_age",
        "max_age",
        "lockout_duration",
        "availability",
        "latency",
        "regions",
        "identity_providers",
        "connectivity",
        "clock_source",
        "current_directory",
        "version",
    ]
)
_MAPS_OF_NAMES = frozenset({"domains", "controllers"})
MOST_TRIED = 70_000
"""Maximum number of candidate pseudonyms for a network."""

_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}")
_SYSTEM = re.compile(r"(?:Windows|Samba)[\w .()-]{0,80}")
_BUILTIN_PARTS = frozenset({"domain controllers", "users", "computers", "system", "builtin"})
_LEGACY_SCHEMA = re.compile(r"ms-?|mapi|extensionattribute", re.IGNORECASE)


@define
class _Names:
    """Pseudonyms for names, numbered in order of first use."""

    words: dict[tuple[str, str], str] = field(factory=dict)
    networks: dict[Any, Any] = field(factory=dict)
    domains: dict[str, str] = field(factory=dict)
    counts: dict[str, int] = field(factory=dict)

    def word(self, sort: str, name: str) -> str:
        if not name or name in KEPT or name.lower() in _BUILTIN_PARTS or _REGION.fullmatch(name):
            return name
        key = (sort, name.lower())
        if key not in self.words:
            self.counts[sort] = self.counts.get(sort, 0) + 1
            self.words[key] = f"{sort}-{self.counts[sort]}"
        return self.words[key]

    def domain(self, name: str) -> str:
        """The pseudonym of a domain; child domains remain children."""
        low = name.lower()
        if low not in self.domains:
            parent = max((known for known in self.domains if low.endswith(f".{known}")), key=len, default="")
            if parent:
                self.domains[low] = f"{self.word('child', low)}.{self.domains[parent]}"
            else:
                self.domains[low] = f"{self.word('domain', low)}.example"
        return self.domains[low]

    def host(self, name: str) -> str:
        low = name.lower()
        parent = max((known for known in self.domains if low.endswith(f".{known}")), key=len, default="")
        short = self.word("host", low.removesuffix(f".{parent}") if parent else low)
        return f"{short}.{self.domains[parent]}" if parent else short

    def dn(self, name: str) -> str:
        parts = dn_parts(name)
        labels = [value for kind, value in parts if kind == "dc"]
        own = [f"{'CN' if kind == 'cn' else 'OU'}={self.word('unit', value)}" for kind, value in parts if kind != "dc"]
        if labels:
            own += [f"DC={label}" for label in self.domain(".".join(labels)).split(".")]
        return ",".join(own)

    def network(self, text: str) -> str:
        """The pseudonym of a subnet or address: same prefix length, inside the pseudonym of its enclosing network."""
        try:
            network = ip_network(text, strict=False)
        except ValueError:
            return self.word("network", text)
        if network not in self.networks:
            self.networks[network] = self._free(network)
        made = self.networks[network]
        return str(made) if "/" in text else str(made.network_address)

    def _free(self, network: Any) -> Any:
        """An unused pseudonym for a network; inside another network, an unused part of that network's pseudonym."""
        alike = {known: made for known, made in self.networks.items() if known.version == network.version}
        above = [known for known in alike if network.subnet_of(known)]
        pool: Any = ip_network("10.0.0.0/8" if network.version == 4 else "fd00::/8")
        if above:
            pool = alike[max(above, key=lambda known: known.prefixlen)]
        if network.prefixlen <= pool.prefixlen:  # too large to replace, and too large to identify a company
            return network if network.prefixlen < pool.prefixlen else pool
        around = [made for made in alike.values() if pool.subnet_of(made)]
        taken = [made for made in alike.values() if made not in around]
        for number, candidate in enumerate(pool.subnets(new_prefix=network.prefixlen)):
            if number > MOST_TRIED:
                break
            if not any(candidate.overlaps(made) for made in taken):
                return candidate
        return pool


def anonymized(discovery: Discovery) -> Discovery:
    """The discovery with every name replaced; two runs over the same estate give the same pseudonyms."""
    names = _Names()
    estate = discovery.estate
    everywhere = {domain for directory in estate.directories.values() for domain in directory.domains}
    everywhere |= {end for trust in estate.trusts.values() for end in (trust.trusting, trust.trusted)}
    for domain in sorted(everywhere, key=lambda name: (name.count("."), name)):
        names.domain(domain)
    subnets = sorted(
        (
            subnet
            for directory in estate.directories.values()
            for site in directory.ad_sites.values()
            for subnet in site.subnets
        ),
        key=lambda text: (int(text.rpartition("/")[2] or 0) if "/" in text else 128, text),
    )
    for subnet in subnets:
        names.network(subnet)
    return evolve(
        discovery,
        name="an estate, anonymized",
        estate=_replaced(estate, names, ""),
        workloads={
            _label(names, name, discovery): evolve(
                workload,
                site=names.word("site", workload.site) if workload.site else None,
                users=tuple(map(names.domain, workload.users)),
                account=names.word("account", workload.account) if workload.account else None,
                vpc=names.word("vpc", workload.vpc) if workload.vpc else None,
                hosts=tuple(map(names.host, workload.hosts)),
            )
            for name, workload in discovery.workloads.items()
        },
        sources={},
        unread=tuple(Unread(_scrubbed(entry.what), _scrubbed(entry.why)) for entry in discovery.unread),
        stopped="the connection to the server ended" if discovery.stopped else "",
    )


def _label(names: _Names, name: str, discovery: Discovery) -> str:
    kind = discovery.workloads[name].kind
    return names.word(kind, name)


def _scrubbed(text: str) -> str:
    """A note without possible names: text that follows "of", "with" or "at" and looks like a name is replaced."""
    text = re.sub(r"(?:ldaps?|https?)://\S+", "a server", text)
    text = re.sub(r"\b(?:CN|OU|DC|O)=\S+", "a naming context", text, flags=re.IGNORECASE)
    text = re.sub(r"(?<![\w-])[\w-]+(?:\.[\w-]+)+(?!\w)", "a domain", text)
    text = re.sub(r"\btrust with .*", "a trust", text)
    text = re.sub(r"\bdomain called .*", "a domain", text)
    return re.sub(r"\b\d{12}\b|\b[dr]-[0-9a-f]{10}\b", "an identifier", text)


_SORTS = {
    "sites": "site",
    "links": "link",
    "directories": "directory",
    "trusts": "trust",
    "ad_sites": "site",
    "site_links": "site-link",
    "group_policies": "policy",
    "password_policies": "password-policy",
    "privileged_groups": "group",
    "causes": "cause",
}


def _replaced(value: Any, names: _Names, where: str) -> Any:
    """A value with its names replaced; ``where`` is the field that holds it."""
    if has(type(value)):
        changes = {}
        for entry in fields(type(value)):
            inner = getattr(value, entry.name)
            changes[entry.name] = _field(value, entry, inner, names)
        return type(value)(**changes)
    if isinstance(value, Mapping):
        return {_key(where, key, names): _replaced(inner, names, where) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return tuple(_replaced(inner, names, where) for inner in value)
    return _name(where, value, names) if isinstance(value, str) else value


def _field(holder: Any, entry: Attribute[Any], inner: Any, names: _Names) -> Any:
    if entry.name in _WORDS or isinstance(inner, bool | int | float | None.__class__):
        return inner
    if isinstance(holder, AdSchema) and entry.name in ("attributes", "classes"):
        return tuple(
            name if _LEGACY_SCHEMA.match(name) else names.word(entry.name.rstrip("es"), name) for name in inner
        )
    if isinstance(holder, GroupPolicy):
        if entry.name == "id":
            return names.word("policy-id", inner)
        if entry.name == "wmi_filter":
            return names.word("wmi-filter", inner)
        if entry.name in ("apply_to", "denied"):
            return tuple(names.word("principal", name) for name in inner)
        return {names.word("setting", key): "value" for key in inner}
    if isinstance(holder, GpoLink):
        return names.word("policy", inner)
    if entry.name == "operating_system":
        return inner if _SYSTEM.fullmatch(inner) else names.word("system", inner)
    if isinstance(holder, Domain) and entry.name == "links":
        return _replaced(inner, names, "gpo_links")
    if isinstance(holder, Directory) and entry.name == "subnets":
        return tuple(names.word("subnet", name) for name in inner)
    return _replaced(inner, names, entry.name)


def _key(where: str, key: str, names: _Names) -> str:
    if where in _MAPS_OF_NAMES:
        return names.domain(key) if where == "domains" else names.word("site", key)
    if where == "domain_controllers":
        return names.host(key)
    if where == "organizational_units":
        return names.dn(key)
    if where == "dns_zones":
        return names.domain(key) if key.lower() in names.domains else names.word("zone", key)
    return names.word(_SORTS.get(where, "name"), key)


def _name(where: str, value: str, names: _Names) -> str:
    if where in ("trusting", "trusted", "parent"):
        return names.domain(value)
    if where in ("ad_site", "site", "place", "between", "sites"):
        return names.word("site", value)
    if where in ("subnets", "unplaced_subnets", "masters"):
        return names.network(value)
    if where == "applies_to":
        return names.dn(value)
    if where == "upn_suffixes":
        return names.domains.get(value.lower()) or f"{names.word('suffix', value)}.example"
    sorts = {
        "netbios": "NETBIOS",
        "managed_service_accounts": "gmsa",
        "service_account": "service-account",
        "account": "account",
        "allowed": "principal",
        "directory_roles": "role",
        "members": "member",
    }
    return names.word(sorts.get(where, "name"), value)
