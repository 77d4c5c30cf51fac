"""Everyday keys: synonyms of keys, and hints for unknown ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from dirsim.catalog.spelling import close_key, tokens
from dirsim.catalog.word_lists import PLACES, placed
from dirsim.catalog.word_search import search_word


def _each(pairs: Mapping[str, str]) -> dict[str, str]:
    return {close_key(text): key for key, texts in pairs.items() for text in texts.split(", ")}


_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_COUNTS = frozenset({"count", "number", "num", "no", "nr", "n", "total", "amount", "quantity", "qty", "size"})
_COUNTING = _COUNTS | {"of"}
_OWNERS = frozenset({"ad", "aws"})
"""Tokens before a key that say whose it is, as in *ad_domains*."""

KEY_SYNONYMS: Mapping[str, str] = _each(
    {
        "name": "title, project, company",
        "as_of": "date, as of date",
        "needs": "requirements, requires, required, must, must have, must haves, goals",
        "forbids": "forbidden, constraints, prohibited, must not, must nots, not allowed, excludes, avoid",
        "optimize": "preferences, prefer, prefers, priorities, priority, optimise, optimise for, optimize for, nice to have",
        "workloads": "applications, apps, services, systems",
        "estate": "environment, infrastructure, today, current state, existing, as is",
        "on_prem_ad": "ad, active directory, on-premises ad, onprem ad, existing ad, on-premises active directory, on-prem active directory, forest",
        "connectivity": "connection to aws, connectivity to aws, link to aws, network to aws, aws connection, aws connectivity, connection to on-prem, wan, uplink, line, hybrid connectivity, network link, site connection, connected via, connected through, connection type, network type, aws link, connectivity type, connection, connections, connected by, network, network connection, connect",
        "current_directory": "current, current aws directory, directory in aws, aws directory, directory today, today in aws, existing aws directory",
        "identity_providers": "idp, idps, identity, identity provider, sso provider, federation provider",
        "directories": "forests, domains and forests",
        "controllers": "dcs, domain controllers, ad servers, ad controllers",
        "kind": "type, service, technology, category",
        "users": "people, employees, staff, headcount, ad users, user accounts, domain users, students, pupils, persons, user base",
        "site": "location, place, datacenter",
        "between": "connects, endpoints, from to",
        "latency": "delay, rtt, round trip time",
        "availability": "uptime, sla",
        "for": "duration, lasts, length",
        "of": "link, which link",
        "principal": "who, holder, actor, subject, caller, principal type, consumer, used by",
        "target": "resource, destination, access to, accesses, reads, opens, target service, connects to",
        "accounts": "aws accounts, member accounts, aws account",
        "regions": "aws regions, aws region, cloud region, locations in aws",
        "functional_level": "level, forest functional level, forest level, domain level",
    }
)
"""Everyday keys by their :func:`~dirsim.catalog.spelling.close_key`, each with the key; it counts only where a file may have that one."""

UNUSED: Mapping[str, str] = _each(
    {
        "machines and seats are not counted": "count, number, instances, machines, nodes, quantity, seats, number of users, user count",
        "sizes do not count": "instance type, instance size, cpu, memory, storage, ram, disk, size, size gb, size tb, storage size, volume size, tb, gb, storage gb, bundle",
        "versions of software are not modelled": "version, versions, release",
        "a note": "description, note, notes, comment, comments, owner, contact, purpose, reason, summary, customer, author",
        "links between the same sites back each other up": "backup, backup for, failover, failover for, redundant, redundancy",
        "only the availability and latency of links count": "bandwidth, throughput, capacity",
    }
)
"""Keys that change no answer, by their close key, each with the reason: they are accepted and noted."""

NOT_EVALUATED: Mapping[str, str] = _each(
    {
        "the project is not modelled": "budget, budget per month, monthly budget, max budget, budget usd, max cost, max monthly cost, cost limit, max latency, max latency ms, latency target, target latency, timeline, deadline, go live, go live date, schedule, start date, milestones, phases, status, risks, stakeholders, team, tags, labels, metadata, assumptions, success criteria, scope, out of scope, industry, sector, country, language, questions, open questions, decision, decisions, audience",
        "compliance programmes are not modelled": "compliance, regulation, regulations, regulatory, regulatory requirements, certifications, frameworks, data residency, data classification, classification, data protection",
        "running the machines is not modelled": "multi az, backup retention, backup policy, backups, monitoring, patching, maintenance, maintenance window, deletion protection, autoscaling, auto scaling, desired capacity, min size, max size, uptime hours, operating hours, hours",
        "recovery times are not modelled: survive-outage and survive-region-loss are": "rto, rpo, recovery time, recovery point, recovery time objective, recovery point objective, rto hours, rpo hours, max downtime",
        "editions and licences of software are not modelled": "edition, license, licence, license model, licensing, tier, plan, sku, storage type, port, ports",
        "the importance of a workload is not modelled": "criticality, business criticality, importance, severity, priority, data sensitivity, sensitivity",
        "how the accounts are organized is not modelled": "organization, organizations, aws organization, aws organizations, control tower, landing zone, organizational units, ous, scp, scps, account structure",
    }
)
"""Keys that ask for what dirsim does not model, by their close key, each with the reason: they are recorded as not evaluated."""

_HINTS: Mapping[str, str] = _each(
    {
        "leave it out: the kind says it, such as ec2-linux, workspaces-windows or rds-postgresql": "os, operating system, platform, engine, database engine",
        "needs hold for the whole file: write them under the top-level key 'needs'": "needs, requirements",
    }
)
"""Hints for keys that no file has, by their close key."""

_SIGN_IN = frozenset({"auth", "authentication", "login", "signin", "logon", "authenticationmethod", "authmode"})
"""Keys of a workload that state how users sign in to it."""

_TRUST = "trusting: the side that opens its resources; trusted: the side of the users; two_way: true for both"
_BESIDE: Mapping[tuple[str, str], str] = {
    **dict.fromkeys([(key, "trusting") for key in ("from", "to", "source", "target", "direction", "between")], _TRUST),
    **dict.fromkeys([(key, "between") for key in ("from", "to", "source", "target")], "between: [SITE, SITE]"),
}
"""Hints by the close key of an unknown key and a key that is valid beside it."""

FORMS: Mapping[str, str] = {
    "sites": "NAME: {kind: on-premises}",
    "links": "NAME: {between: [SITE, SITE], kind: site-to-site-vpn}",
    "directories": "NAME: {kind: active-directory, domains: {DOMAIN: {users: 100}}}",
    "domains": "DOMAIN: {controllers: {SITE: 2}, users: 100}",
    "controllers": "SITE: 2",
    "trusts": "NAME: {trusting: DOMAIN, trusted: DOMAIN, kind: forest, two_way: true}",
    "workloads": "NAME: {kind: workspaces}",
    "credentials": "NAME: {principal: lambda, target: s3}",
}
"""The form of an entry below each key that has entries by name, as a hint."""


def real_key(key: str, known: Iterable[str]) -> str:
    """The known key that an everyday key means; empty if there is none.

    Args:
        key: The key as written.
        known: The keys that its mapping may have.
    """
    names = list(known)
    wanted = close_key(key)
    same = [name for name in names if close_key(name) == wanted]
    if same:
        return same[0] if len(same) == 1 else ""
    for meant in (wanted, _uncounted(key)):
        name = KEY_SYNONYMS.get(meant, "")
        if name in names:
            return name
        same = [name for name in names if close_key(name) == meant] if meant != wanted else []
        if len(same) == 1:
            return same[0]
    return ""


def _signed_in(value: str) -> str:
    """The need that the value of a key such as *auth* states; empty if there is none, or more than one."""
    found = {search_word("need", text).word for text in (value, f"{value} authentication")} - {""}
    return found.pop() if len(found) == 1 else ""


def _uncounted(key: str) -> str:
    """The close key of what a key counts: *users* for *user_count* and *number of users*."""
    parts = tokens(_HUMPS.sub(" ", key))
    left = [part for part in parts if part not in _COUNTING]
    if left and _COUNTS & set(parts):
        parts = tuple(left)
    return "".join(parts[1:] if len(parts) > 1 and parts[0] in _OWNERS else parts)


def key_hint(key: str, known: Iterable[str], value: object = None) -> str:
    """The hint for an unknown key: the place of its word, or the reason why files have none; empty if there is none.

    Args:
        key: The key as written.
        known: The keys that its mapping may have.
        value: Its value, which can state a need.
    """
    wanted = close_key(key)
    need = _signed_in(value) if wanted in _SIGN_IN and isinstance(value, str) else ""
    if need:
        return f"needs hold for the whole file: write needs: {need}"
    beside = [_BESIDE[wanted, other] for other in known if (wanted, other) in _BESIDE]
    if beside or wanted in _HINTS:
        return beside[0] if beside else _HINTS[wanted]
    homes: dict[str, str] = {}
    for name in PLACES:
        found = search_word(name, key)
        if (
            found.word and name != "forbidden" and found.word != "human"
        ):  # users are counted, not named, almost everywhere
            homes[name] = found.word
    if "need" in homes:
        homes.pop("credential-need", None)
    return f"it belongs to {', or to '.join(placed(name, word) for name, word in homes.items())}" if homes else ""


def not_evaluated(key: str) -> str:
    """The reason why a key that its mapping does not have is recorded and not evaluated; empty if it is refused."""
    return NOT_EVALUATED.get(close_key(key), "") or NOT_EVALUATED.get(_uncounted(key), "")


def unused(key: str, value: object) -> str:
    """The reason why a key changes no answer; empty if it may change one.

    Args:
        key: The key as written, which its mapping does not have.
        value: Its value. Only a single value is left out: below a mapping or a list, words could be lost.
    """
    return "" if isinstance(value, (dict, list)) else UNUSED.get(close_key(key), "")
