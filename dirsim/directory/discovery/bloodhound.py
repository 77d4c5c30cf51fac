"""BloodHound collections as estates: Community Edition and Legacy.

The collectors write zipped or single JSON files.

Each file holds ``data`` and ``meta`` (with ``type`` and ``version``). Exporters write the direction and type of a trust as
numbers or as words; both are accepted. Data that collectors omit (sites, schema, controllers' roles) is listed as unread.
"""

from __future__ import annotations

import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import define, evolve, field

from dirsim.catalog.limits import LIMITS
from dirsim.directory.discovery.accounts import privileged_group
from dirsim.directory.discovery.assemble import label_of
from dirsim.directory.discovery.azurehound import AZURE, AzureObjects, azure_discovery
from dirsim.directory.discovery.collection_archive import MAX_BYTES, documents
from dirsim.directory.discovery.discovery import Discovery, Place, Unread, joined
from dirsim.directory.discovery.policies import unique_titles
from dirsim.directory.discovery.trusted_domains import (
    BOTH,
    FOREST,
    INBOUND,
    OUTBOUND,
    QUARANTINED,
    WITHIN_FOREST,
    trust_of,
)
from dirsim.directory.discovery.workload_accounts import Workloads
from dirsim.errors import InputError, Problem
from dirsim.model.directory import Directory, Domain, Trust
from dirsim.model.domain_name import as_domain_name
from dirsim.model.group_policy import GpoLink, GroupPolicy, OrganizationalUnit
from dirsim.model.requirements import Estate
from dirsim.parsing.scalars import digits

_DIRECTIONS = {"disabled": 0, "inbound": INBOUND, "outbound": OUTBOUND, "bidirectional": BOTH}
_TYPES = {0: "parent-child", 1: "shortcut", 2: "forest", 3: "external", 4: "unknown"}
_TYPE_WORDS = {
    "parentchild": "parent-child",
    "withinforest": "parent-child",
    "treeroot": "tree-root",
    "crosslink": "shortcut",
    "forest": "forest",
    "external": "external",
    "unknown": "unknown",
    "realm": "realm",
}
_LEVELS = ("2000", "2003", "2008", "2008R2", "2012", "2012R2", "2016", "2019", "2022", "2025")
_KINDS = ("domains", "computers", "ous", "gpos", "users", "groups", "containers")


@define
class _Collected:
    """The objects of a collection, by domain."""

    domains: dict[str, Mapping[str, Any]] = field(factory=dict)
    sids: dict[str, str] = field(factory=dict)
    counts: dict[tuple[str, str], int] = field(factory=dict)
    units: dict[str, list[Mapping[str, Any]]] = field(factory=dict)
    gpos: dict[str, list[Mapping[str, Any]]] = field(factory=dict)
    members: dict[str, dict[str, int]] = field(factory=dict)
    unconstrained: dict[str, int] = field(factory=dict)
    constrained: dict[str, int] = field(factory=dict)
    controllers: dict[str, int] = field(factory=dict)
    krbtgt: dict[str, str] = field(factory=dict)
    workloads: Workloads = field(factory=Workloads)
    kinds: set[str] = field(factory=set)
    azure: AzureObjects = field(factory=AzureObjects)

    def take(self, kind: str, entry: Mapping[str, Any]) -> None:
        """Record one object."""
        properties = _mapping(entry.get("Properties"))
        domain = _domain_name(properties.get("domain"))
        if kind == "domains":
            domain = _domain_name(properties.get("name")) or domain
            if domain:
                self.domains[domain] = entry
                self.sids[str(entry.get("ObjectIdentifier") or properties.get("objectid") or "")] = domain
            return
        if not domain:
            return
        self.counts[domain, kind] = self.counts.get((domain, kind), 0) + 1
        if kind == "ous":
            self.units.setdefault(domain, []).append(entry)
        elif kind == "gpos":
            self.gpos.setdefault(domain, []).append(entry)
        elif kind == "groups":
            sid = str(entry.get("ObjectIdentifier") or "")
            short = sid[sid.find("S-1-5-32") :] if "S-1-5-32" in sid else sid
            name = privileged_group(short, str(properties.get("samaccountname") or ""))
            if name:
                self.members.setdefault(domain, {})[name] = len(_list(entry.get("Members")))
        elif kind in ("users", "computers"):
            self._account(kind, domain, entry, properties)

    def _account(self, kind: str, domain: str, entry: Mapping[str, Any], properties: Mapping[str, Any]) -> None:
        sid = str(entry.get("ObjectIdentifier") or "")
        controller = kind == "computers" and (
            bool(entry.get("IsDC")) or str(entry.get("PrimaryGroupSID") or "").endswith(("-516", "-521"))
        )
        self.controllers[domain] = self.controllers.get(domain, 0) + controller
        if not controller:
            self.unconstrained[domain] = self.unconstrained.get(domain, 0) + bool(
                properties.get("unconstraineddelegation")
            )
            constrained = bool(_list(entry.get("AllowedToDelegate"))) or bool(properties.get("trustedtoauth"))
            self.constrained[domain] = self.constrained.get(domain, 0) + constrained
            names = [str(name) for name in _list(properties.get("serviceprincipalnames"))]
            self.workloads.names(domain, names, account=kind == "users")
        if kind == "users" and sid.endswith("-502"):
            changed = properties.get("pwdlastset")
            if isinstance(changed, int | float) and changed > 0:
                self.krbtgt[domain] = datetime.fromtimestamp(changed, UTC).date().isoformat()
        name = str(properties.get("samaccountname") or properties.get("name") or "").upper()
        if kind == "users" and name.startswith("MSOL_"):
            self.workloads.providers.setdefault("entra-id", "account MSOL_..., of Entra Connect")
        elif kind == "computers" and name.startswith("AZUREADSSOACC"):
            self.workloads.providers.setdefault("entra-id", "computer AZUREADSSOACC, of seamless sign-on")


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def read_bloodhound(paths: Iterable[str | os.PathLike[str]]) -> Discovery:
    """Convert a BloodHound collection to a discovery.

    Args:
        paths: ZIP archives or JSON files of the collectors.

    Raises:
        InputError: A file cannot be read, or is not a collector file; every problem is listed.
    """
    collected = _Collected()
    problems: list[Problem] = []
    for path in paths:
        file = os.fspath(path)
        try:
            for name, content in documents(file):
                fault = _take(collected, content)
                if fault:
                    problems.append(Problem("", fault, "a collector file has 'data' and 'meta'", name))
        except InputError as error:
            problems += error.problems
        except (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            problems.append(Problem("", f"the file cannot be read: {reason}", "", file))
    if not problems and not collected.domains and not collected.counts and not collected.azure.seen:
        problems.append(Problem("", "the files contain no data of a domain", ""))
    if problems:
        raise InputError(problems)
    if not collected.azure.seen:
        return _discovery(collected)
    tenant = azure_discovery(collected.azure)
    return joined([_discovery(collected), tenant]) if collected.domains or collected.counts else tenant


def _take(collected: _Collected, content: bytes) -> str:
    """Record the objects of a document. Returns the problem with it; empty if there is none."""
    if len(content) > MAX_BYTES:
        return f"it is larger than {LIMITS['member-bytes'].text}"
    try:
        document = json.loads(content.decode("utf-8-sig"), object_hook=_without_rights)
    except (ValueError, RecursionError):
        return "it is not JSON"
    if not isinstance(document, Mapping) or not isinstance(document.get("meta"), Mapping):
        return "it is not a collector file"
    kind = str(document["meta"].get("type", "")).lower()
    entries = document.get("data", document.get(kind))
    if not isinstance(entries, list):
        return "it has no list of objects"
    if kind == AZURE:
        collected.azure.take(entries)
        return ""
    collected.kinds.add(kind)
    for entry in entries if kind in _KINDS else ():
        if isinstance(entry, Mapping):
            collected.take(kind, entry)
    return ""


def _without_rights(entry: dict[str, Any]) -> dict[str, Any] | None:
    """An object of a document, or ``None`` for an access right: most of a collection consists of these, and nothing reads them."""
    return None if "RightName" in entry else entry


def _level(stated: Any) -> str | None:
    text = str(stated or "").upper().replace("WINDOWS", "").replace("SERVER", "").replace(" ", "")
    return next((level for level in sorted(_LEVELS, key=len, reverse=True) if text.startswith(level)), None)


def _discovery(collected: _Collected) -> Discovery:
    names = sorted(
        {*collected.domains, *(domain for domain, _ in collected.counts)}, key=lambda name: (name.count("."), name)
    )
    trusts: dict[str, Trust] = {}
    inside: set[frozenset[str]] = set()
    outside: dict[str, None] = {}
    sources: dict[Place, str] = {}
    unread: list[Unread] = []
    for name in names:
        for stored in _list(_mapping(collected.domains.get(name)).get("Trusts")):
            trust = _trust(name, _mapping(stored), collected)
            if trust is None:
                partner = _mapping(stored).get("TargetDomainName")
                unread.append(Unread(f"trust of {name} with {partner}", "it is disabled, or its direction is unknown"))
                continue
            pair = frozenset((trust.trusting, trust.trusted))
            if trust.kind in ("parent-child", "tree-root", "shortcut"):
                inside.add(pair)
            label = "--".join(sorted(pair))
            trusts.setdefault(label, trust)
            sources["estate", "trusts", label] = "Trusts of a domain in the collection"
            for partner in pair - set(names):
                outside[partner] = None
    directories: dict[str, Directory] = {}
    for name in [*names, *sorted(outside)]:
        home = next((key for key, entry in directories.items() if _same_forest(name, entry, inside)), None)
        domain = _domain(collected, name) if name in names else Domain()
        if home is not None:
            parent = max(
                (other for other in directories[home].domains if name.endswith(f".{other}")), key=len, default=None
            )
            held = {**directories[home].domains, name: evolve(domain, parent=parent)}
            directories[home] = evolve(directories[home], domains=held)
            continue
        label = label_of(name, directories)
        directories[label] = Directory(domains={name: domain})
        sources["estate", "directories", label] = (
            "a domain of the collection" if name in names else "known only as the far side of a trust"
        )
    absent = [kind for kind in _KINDS if kind not in collected.kinds]
    if absent:
        unread.append(Unread(f"{', '.join(absent)} of the forest", "the collection has no file for them"))
    why = "collectors do not collect it: discover the directory over LDAP"
    unread += [
        Unread(what, why)
        for what in (
            "sites, subnets and site links",
            "operations masters and global catalogs",
            "schema",
            "DNS zones",
            "encryption types of trusts",
            "security filtering and settings of group policy objects",
            "fine-grained password policies",
        )
    ]
    workloads, seen = collected.workloads.named(names)
    for label, stated in seen.items():
        sources["workloads", label] = f"{stated}; outside AWS; evaluated as if migrated: confirm or remove"
    return Discovery(
        name=f"{names[0]} as collected" if names else "as collected",
        estate=Estate(
            directories=directories, trusts=trusts, identity_providers=tuple(sorted(collected.workloads.providers))
        ),
        workloads=workloads,
        sources=sources,
        unread=tuple(unread),
    )


def _same_forest(name: str, entry: Directory, inside: set[frozenset[str]]) -> bool:
    return any(frozenset((name, other)) in inside or name.endswith(f".{other}") for other in entry.domains)


def _domain_name(stated: Any) -> str:
    """A domain name in lower case, reduced to valid characters; empty if the value is missing."""
    text = str(stated or "").lower()
    return as_domain_name(text) if text else ""


def _trust(domain: str, stored: Mapping[str, Any], collected: _Collected) -> Trust | None:
    partner = _domain_name(stored.get("TargetDomainName") or collected.sids.get(str(stored.get("TargetDomainSid"))))
    stated = stored.get("TrustDirection")
    direction = stated if isinstance(stated, int) else _DIRECTIONS.get(str(stated).strip().lower(), 0)
    direction = direction if (number := digits(str(stated).strip())) is None else number
    if not partner or direction not in (INBOUND, OUTBOUND, BOTH) or partner == domain:
        return None
    kind_said = stored.get("TrustType")
    number = digits(str(kind_said).strip())
    if number is not None:
        kind = _TYPES.get(number, "unknown")
    else:
        word = "".join(letter for letter in str(kind_said).lower() if letter.isalpha())
        kind = _TYPE_WORDS.get(word, "unknown")
    transitive = bool(stored.get("IsTransitive", kind != "external"))
    raw = stored.get("TrustAttributes")
    attributes = digits(str(raw)) or 0
    if kind == "unknown":
        within = attributes & WITHIN_FOREST or domain.endswith(f".{partner}") or partner.endswith(f".{domain}")
        kind = "parent-child" if within else "forest" if attributes & FOREST or transitive else "external"
    if kind == "parent-child" and not (domain.endswith(f".{partner}") or partner.endswith(f".{domain}")):
        kind = "tree-root"
    trust = trust_of(domain, partner, direction, attributes, kind)
    filtered = stored.get("SidFilteringEnabled")
    return evolve(
        trust,
        transitive=transitive,
        sid_filtering=bool(filtered) if filtered is not None else trust.sid_filtering or bool(attributes & QUARANTINED),
    )


def _domain(collected: _Collected, name: str) -> Domain:
    entry = _mapping(collected.domains.get(name))
    properties = _mapping(entry.get("Properties"))
    titles = _titles(collected)
    counts = {kind: collected.counts.get((name, kind)) for kind in ("users", "computers", "groups")}
    quota = properties.get("machineaccountquota")
    return Domain(
        users=counts["users"],
        computers=counts["computers"],
        groups=counts["groups"],
        netbios=str(properties["netbios"]) if properties.get("netbios") else None,
        functional_level=_level(properties.get("functionallevel")),
        links=_links(entry, titles),
        organizational_units=dict(sorted(_units(collected.units.get(name, []), titles).items())),
        group_policies=dict(
            sorted((titles[_identifier(gpo)], GroupPolicy(id=_guid(gpo))) for gpo in collected.gpos.get(name, []))
        ),
        privileged_groups=dict(sorted(collected.members.get(name, {}).items())),
        unconstrained_delegation=collected.unconstrained.get(name),
        constrained_delegation=collected.constrained.get(name),
        krbtgt_password_set=collected.krbtgt.get(name),
        machine_account_quota=quota if isinstance(quota, int) and quota >= 0 else None,
    )


def _identifier(entry: Mapping[str, Any]) -> str:
    return str(entry.get("ObjectIdentifier") or "").upper()


def _titles(collected: _Collected) -> dict[str, str]:
    """The names of policy objects by identifier; policies of one name in a domain get their identifier as well."""
    found: dict[str, str] = {}
    for gpos in collected.gpos.values():
        named = [(_short(str(_mapping(gpo.get("Properties")).get("name") or "")), _identifier(gpo)) for gpo in gpos]
        found.update({identity: name for (_, identity), name in zip(named, unique_titles(named), strict=True)})
    return found


def _short(name: str) -> str:
    """The name of a policy object without the domain after the at sign."""
    return name.rpartition("@")[0] or name


def _guid(gpo: Mapping[str, Any]) -> str | None:
    path = str(_mapping(gpo.get("Properties")).get("gpcpath") or "")
    found = path[path.find("{") : path.find("}") + 1]
    return found.upper() or None


def _links(entry: Mapping[str, Any], titles: Mapping[str, str]) -> tuple[GpoLink, ...]:
    links = []
    for link in _list(entry.get("Links")):
        guid = str(_mapping(link).get("GUID") or _mapping(link).get("Guid") or "").upper()
        if guid:
            links.append(GpoLink(gpo=titles.get(guid) or guid, enforced=bool(_mapping(link).get("IsEnforced"))))
    return tuple(reversed(links))  # as stored in gPLink, highest precedence last


def _units(entries: list[Mapping[str, Any]], titles: Mapping[str, str]) -> dict[str, OrganizationalUnit]:
    made = {}
    for entry in entries:
        properties = _mapping(entry.get("Properties"))
        dn = str(properties.get("distinguishedname") or properties.get("name") or "")
        if dn:
            blocked = bool(properties.get("blocksinheritance"))
            made[dn] = OrganizationalUnit(links=_links(entry, titles), block_inheritance=blocked)
    return made
