"""Normal form of a file's data: short forms and synonyms expanded.

The data already fits the schema. Checks here are for what the classes do not show: forms that contradict each other, and empty lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from dirsim.files.schema_forms import NUMBERED_TIMES
from dirsim.files.synonyms import proper
from dirsim.parsing.places import Finding, Path, shown

Data = dict[str, Any]

_LEVEL = re.compile(r"^(?:windows[- ]?(?:server[- ]?)?)?(\d{4})[- ]?(r2)?$", re.IGNORECASE)


def copied(value: Any) -> Any:
    """A deep copy without the keys whose value is ``None``; integers written as ``3.0`` become ``int``."""
    if isinstance(value, dict):
        return {key: copied(below) for key, below in value.items() if below is not None}
    if isinstance(value, list):
        return [copied(below) for below in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def many(value: Any) -> list[Any]:
    """The value as a list; a single entry becomes a list of one."""
    return value if isinstance(value, list) else [value]


def listed(holder: Data, key: str, word_list: str = "") -> None:
    """Make a key's value a list of canonical words, if the key is present."""
    if key in holder:
        holder[key] = [proper(word_list, word) for word in many(holder[key])]


def worded(holder: Data, key: str, word_list: str) -> None:
    """Make a key's value the canonical word, if the key is present."""
    if key in holder:
        holder[key] = proper(word_list, holder[key])


def named(given: Data | None, short: str, word_list: str) -> Data:
    """Entries by name, each as a mapping: a word alone becomes ``{short: word}``, and ``None`` an empty mapping."""
    entries: Data = {}
    for name, entry in (given or {}).items():
        whole = {short: entry} if isinstance(entry, str) else copied(entry) if entry is not None else {}
        worded(whole, short, word_list)
        entries[name] = whole
    return entries


def level(holder: Data) -> None:
    """Write the functional level as text, such as ``2016`` or ``2008R2``."""
    if "functional_level" in holder:
        text = str(holder["functional_level"]).strip()
        match = _LEVEL.match(text)
        holder["functional_level"] = f"{match[1]}{(match[2] or '').upper()}" if match else text


def network(source: Data, target: Data) -> None:
    """Expand sites, links, directories and trusts of an estate or a topology into the target."""
    if source.get("sites") is not None:
        target["sites"] = named(source["sites"], "kind", "site-kind")
        for site in target["sites"].values():
            listed(site, "zones")
    if source.get("links") is not None:
        target["links"] = named(source["links"], "kind", "link-kind")
    if source.get("causes") is not None:
        target["causes"] = copied(source["causes"])
        for cause in target["causes"].values():
            listed(cause, "members")
    if source.get("trusts") is not None:
        target["trusts"] = named(source["trusts"], "kind", "trust-kind")
        for trust in target["trusts"].values():
            listed(trust, "allowed")
            listed(trust, "encryption_types")
    if source.get("dns") is not None:
        target["dns"] = {zone: many(domains) for zone, domains in source["dns"].items() if domains is not None}
    if source.get("vpcs") is not None:
        target["vpcs"] = {name: copied(entry) or {} for name, entry in source["vpcs"].items()}
        for vpc in target["vpcs"].values():
            for key in ("dns_servers", "private_zones", "endpoints"):
                listed(vpc, key)
            if "resolver_rules" in vpc:
                vpc["resolver_rules"] = {zone: many(targets) for zone, targets in vpc["resolver_rules"].items()}
    if source.get("directories") is None:
        return
    target["directories"] = named(source["directories"], "kind", "directory-kind")
    for name, directory in target["directories"].items():
        given = source["directories"][name]
        domains = given.get("domains") if isinstance(given, dict) else None
        if isinstance(domains, dict):
            directory["domains"] = {domain: copied(entry) or {} for domain, entry in domains.items()}
        elif domains is not None:
            directory["domains"] = {domain: {} for domain in many(domains)}
        for domain in directory.get("domains", {}).values():
            level(domain)
        for key in ("regions", "subnets", "radius", "zones", "dns_servers"):
            listed(directory, key)
        _listed_below(directory)
        level(directory)


# Keys of a directory whose values are lists of text; the names of policy settings are free and may equal one of them.
_LISTS = frozenset(
    [
        "subnets",
        "sites",
        "roles",
        "apply_to",
        "denied",
        "applies_to",
        "masters",
        "upn_suffixes",
        "unplaced_subnets",
        "encryption_types",
        "managed_service_accounts",
        "attributes",
        "classes",
    ]
)
_OWN_NAMES = frozenset({"user_settings", "computer_settings"})


def _listed_below(holder: Data) -> None:
    """Turn a single entry into a list of one for the keys that hold lists, at any depth."""
    for key, value in holder.items():
        if isinstance(value, str) and key in _LISTS:
            holder[key] = [value]
        elif isinstance(value, dict) and key not in _OWN_NAMES:
            _listed_below(value)


def requirements(data: Data) -> tuple[Data, list[Finding]]:
    """A requirements file's data in the form of the classes, with findings for forms that contradict each other."""
    findings: list[Finding] = []
    made = {key: data[key] for key in ("name", "as_of") if data.get(key) is not None}
    made["estate"] = _estate(data.get("estate") or {}, findings)
    made["workloads"] = _workloads(data.get("workloads"))
    made["needs"] = [_need(entry) for entry in many(data.get("needs") or [])]
    findings += _of_no_one(_with_users(data))
    made["forbids"] = [proper("forbidden", word) for word in many(data.get("forbids") or [])]
    made["optimize"] = [proper("optimize", word) for word in many(data.get("optimize") or [])]
    made["credentials"] = {
        name: _credential(entry, ("credentials", name), findings)
        for name, entry in (data.get("credentials") or {}).items()
    }
    made["prices"] = data.get("prices") or {}
    made["not_modelled"] = many(data.get("not_modelled") or [])
    return made, findings


def _estate(given: Data, findings: list[Finding]) -> Data:
    estate: Data = copied(
        {
            key: value
            for key, value in given.items()
            if key not in {"sites", "links", "causes", "trusts", "directories", "dns", "vpcs"}
        }
    )
    network(given, estate)
    if isinstance(estate.get("connectivity"), list):
        listed(estate, "connectivity", "connectivity")
        if len(estate["connectivity"]) == 1:
            estate["connectivity"] = estate["connectivity"][0]
    worded(estate, "connectivity", "connectivity")
    aws = estate.setdefault("aws", {})
    moves = (
        ("domain_functional_level", estate, "functional_level"),
        ("accounts", aws, "accounts"),
        ("regions", aws, "regions"),
        ("opt_in_regions", aws, "opt_in_regions"),
        ("new_customer", aws, "new_customer"),
        ("new_aws_customer", aws, "new_customer"),
    )
    for key, holder, field in moves:
        _move(estate, key, holder, field, findings, where="aws." if holder is aws else "")
    if isinstance(aws.get("regions"), str) and aws["regions"] not in {"hundreds", "multiple"}:
        aws["regions"] = [aws["regions"]]
    ad = estate.get("on_prem_ad")
    for key, field in (("on_prem_domains", "domains"), ("on_prem_forests", "forests")):
        if key not in estate:
            continue
        if ad is False:
            if estate[key] != 0:
                message = f"{key} is not 0, but on_prem_ad is false"
                findings.append(Finding(("estate", key), message, "remove one of them"))
            del estate[key]
            continue
        if not isinstance(ad, dict):
            ad = estate["on_prem_ad"] = {}
        _move(estate, key, ad, field, findings, where="on_prem_ad.")
    if isinstance(ad, dict):
        level(ad)
    level(estate)
    providers = [*many(estate.get("identity_providers") or []), *many(estate.pop("existing_idp", None) or [])]
    estate["identity_providers"] = list(dict.fromkeys(proper("identity-provider", word) for word in providers))
    _entra_domain(estate)
    return estate


def _entra_domain(estate: Data) -> None:
    """Expand the provider `entra-domain-services`: Entra ID signs people in, and its managed domain is a directory."""
    word = "entra-domain-services"
    if word not in estate["identity_providers"]:
        return
    words = ("entra-id" if provider == word else provider for provider in estate["identity_providers"])
    estate["identity_providers"] = list(dict.fromkeys(words))
    directories = estate.setdefault("directories", {})
    if not any(entry.get("kind") == word for entry in directories.values()):
        directories[word] = {"kind": word}


def _move(source: Data, key: str, target: Data, field: str, findings: list[Finding], *, where: str = "") -> None:
    """Move a short form to its field; a file may give both where their values are equal."""
    if key not in source:
        return
    value = source.pop(key)
    if field in target and target[field] != value:
        message = f"{key} is {shown(value)}, but {where}{field} is {shown(target[field])}"
        findings.append(Finding(("estate", key), message, "both keys mean the same: remove one of them"))
    target[field] = value


def _with_users(data: Data) -> Iterator[tuple[Path, Any]]:
    """The workloads and needs of a file that may name their users, with their paths."""
    given = data.get("workloads") or {}
    for name, workload in enumerate(given) if isinstance(given, list) else given.items():
        yield ("workloads", name), workload
    for place, need in enumerate(many(data.get("needs") or [])):
        if isinstance(need, dict):
            yield from ((("needs", place, word), detail) for word, detail in need.items())


def _of_no_one(entries: Iterable[tuple[Path, Any]]) -> Iterator[Finding]:
    """The findings on lists of users that name none: what is left out means every user, so that none has no meaning."""
    for path, entry in entries:
        if isinstance(entry, dict) and entry.get("users") == []:
            yield Finding((*path, "users"), "expected domains, found an empty list", _EVERY_USER)


_EVERY_USER = "leave it out for the users of every domain; a workload without sign-in needs no users key"


def _workloads(given: Any) -> Data:
    if isinstance(given, list):
        names: Data = {}
        for entry in given:
            kind = proper("workload-kind", entry if isinstance(entry, str) else entry["kind"])
            name, count = str(kind), 1
            while name in names:
                count += 1
                name = f"{kind}-{count}"
            names[name] = entry
        given = names
    workloads = named(given, "kind", "workload-kind")
    for workload in workloads.values():
        listed(workload, "users")
        listed(workload, "hosts")
        listed(workload, "zones")
    return workloads


def _need(entry: Any) -> Data:
    if isinstance(entry, str):
        return {"word": proper("need", entry)}
    word, detail = next(iter(entry.items()))
    about = copied(detail or {})
    if "for" in about:
        about["for_"] = about.pop("for")
    listed(about, "users")
    return {"word": proper("need", word), "detail": about}


def _credential(given: Data, path: Path, findings: list[Finding]) -> Data:
    made: Data = copied(given)
    for key, word_list in (
        ("principal", "principal"),
        ("location", "credential-location"),
        ("incident", "incident"),
        ("kms", "kms-key"),
    ):
        worded(made, key, word_list)
    if isinstance(made.get("rotation"), bool):
        made["rotation"] = str(made["rotation"]).lower()
    listed(made, "needs", "credential-need")
    listed(made, "forbids", "forbidden")
    for key, (field, unit) in NUMBERED_TIMES.items():
        if key in made:
            text = f"{made.pop(key)}{unit}"
            if field in made:
                findings.append(Finding((*path, key), f"{key} and {field} mean the same", "remove one of them"))
            made[field] = text
    return made
