"""Directories as people write them: words, names and counted nouns."""

from __future__ import annotations

import re
from typing import Any

from dirsim.catalog.amounts import amount
from dirsim.catalog.key_words import real_key, unused
from dirsim.catalog.spelling import close_key
from dirsim.files.shape_work import Data, ShapeWork, keys_of, nothing, parted, truth, word_of, written
from dirsim.parsing.places import Path

_DOMAIN = re.compile(r"[a-z0-9_][a-z0-9_-]{0,62}(?:\.[a-z0-9_-]{1,63})+", re.IGNORECASE)
_PREMISES = re.compile(r"\b(?:on|in)[- ]?(?:the )?(?:prem(?:ise)?s?|house|site)\b|\blocal\b", re.IGNORECASE)
LONGEST = 200
"""Longer texts are not read as counts of domains and forests."""
_NOUNS = {
    "domains": ("domain", "addomain"),
    "forests": ("forest", "adforest"),
    "users": ("user", "people", "person", "employee", "staff", "account", "useraccount", "aduser", "member", "student"),
    "objects": ("object", "adobject"),
    "controllers": ("controller", "domaincontroller", "dc"),
}
_PARTS = re.compile(r",(?!\d{3})|;| and | with | in ")
_COUNTED = re.compile(r"([^a-z]{1,20}|[a-z]{1,12} )([a-z ]{2,30})", re.IGNORECASE)
_NAMES = frozenset(
    {
        "name",
        "domainname",
        "dnsname",
        "netbio",
        "netbiosname",
        "fqdn",
        "dnsdomain",
        "dnsdomainname",
        "upnsuffix",
        "forestname",
        "forestroot",
        "rootdomain",
        "forestrootdomain",
        "adname",
        "addomainname",
    }
)
_ACCOUNTS = frozenset({"account", "useraccount", "adaccount", "login", "member"})
_PLACES = frozenset({"site", "location", "office", "branch", "adsite"})


def domain_name(text: object) -> bool:
    """True for text in the form of a DNS domain's name, with a dot."""
    return isinstance(text, str) and bool(_DOMAIN.fullmatch(text.strip())) and amount(text) is None


def counted(text: str) -> dict[str, int]:
    """The counts that a text states, such as *200 users, one domain*, by key; empty where a part of it states none."""
    made: dict[str, int] = {}
    for part in _PARTS.split(text[:LONGEST]):
        found = _COUNTED.fullmatch(part.strip())
        number = amount(found[1]) if found else None
        field = next((key for key, nouns in _NOUNS.items() if found and close_key(found[2]) in nouns), "")
        if number is None or not field or field in made:
            return {}
        made[field] = number
    return made


def ad_shape(estate: Data, key: str, path: Path, work: ShapeWork) -> None:
    """Read a directory on the premises that is text, a list of domains, or names its domains."""
    value, here = estate[key], (*path, key)
    if isinstance(value, str) and truth(value) is None:
        sketch = counted(value)
        if sketch:
            work.note(here, value, ", ".join(f"{name}: {number}" for name, number in sketch.items()), "counts")
            estate[key] = sketch
        elif all(map(domain_name, parted(value))):
            estate[key] = {"domains": len(parted(value))}
            work.note(here, value, f"domains: {len(parted(value))}", "domains are counted")
        elif word_of("directory-kind", value) == "active-directory":
            estate[key] = True
            work.note(here, value, "true", "an Active Directory on the premises")
        elif word_of("directory-kind", value) and _told(estate, value, here, path, work):
            del estate[key]
    elif isinstance(value, list):
        sketch = _of_domains([(one, (*here, place)) for place, one in enumerate(value)], here, work)
        if sketch:
            estate[key] = sketch
    elif isinstance(value, dict) and value and all(map(domain_name, value)):
        sketch = _of_domains([(one or {}, (*here, name)) for name, one in value.items()], here, work)
        if sketch:
            estate[key] = sketch
    elif isinstance(value, dict):
        estate[key] = _sketch(dict(value), here, work)


def _of_domains(entries: list[tuple[Any, Path]], path: Path, work: ShapeWork) -> Data:
    """The sketch of domains that are listed: their number, and the sum of their users where every one has a number."""
    known = keys_of("SketchedAd")
    users: list[int | None] = []
    for entry, _ in entries:
        if isinstance(entry, dict):
            if any(
                not (real_key(key, known) in ("domains", "users") or close_key(key) in _NAMES or unused(key, one))
                for key, one in entry.items()
            ):
                return {}
            key = written(entry, "users", known)
            users.append(_number(entry[key]) if key else None)
        elif domain_name(entry):
            users.append(None)
        else:
            return {}
    total = sum(one for one in users if one is not None) if users and None not in users else None
    made: Data = {"domains": len(entries)} | ({"users": total} if total is not None else {})
    work.note(
        path, "a list of domains", ", ".join(f"{name}: {one}" for name, one in made.items()), "domains are counted"
    )
    return made


def _number(value: object) -> int | None:
    return value if type(value) is int else amount(value) if isinstance(value, str) else None


def _sketch(ad: Data, path: Path, work: ShapeWork) -> Data:
    """A sketch with its domains counted, and without names and places."""
    known = keys_of("SketchedAd")
    key = written(ad, "domains", known)
    value = ad.get(key)
    names = parted(value) if isinstance(value, str) else value
    if key and isinstance(names, list) and names and all(map(domain_name, names)):
        ad[key] = len(names)
        work.note((*path, key), key, str(len(names)), "domains are counted")
    elif key and isinstance(value, (dict, list)) and value:
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        sketch = _of_domains([(one or {}, (*path, key, name)) for name, one in pairs], (*path, key), work)
        if sketch and not (written(ad, "users", known) and "users" in sketch):
            ad[key] = sketch["domains"]
            ad |= {"users": sketch["users"]} if "users" in sketch else {}
    for other in [one for one in ad if close_key(one) in _ACCOUNTS and not written(ad, "users", known)]:
        ad["users"] = ad.pop(other)
        work.move((*path, "users"), (*path, other))
        work.note((*path, "users"), other, "users", "user accounts of the directory")
    held = written(ad, "controllers", known)
    if held and isinstance(ad[held], dict) and ad[held] and all(type(one) is int for one in ad[held].values()):
        work.note((*path, held), held, str(sum(ad[held].values())), "controllers are counted")
        ad[held] = sum(ad[held].values())
    for other in [one for one in ad if not real_key(one, known)]:
        plain = not isinstance(ad[other], (dict, list))
        if close_key(other) in _NAMES and plain:
            work.note((*path, other), other, "", "a sketch counts domains and does not name them")
            del ad[other]
        elif close_key(other) in _PLACES and (type(ad[other]) is int or _number(ad[other]) is not None):
            work.note((*path, other), other, "", "places are not counted")
            del ad[other]
    return ad


def directories_shape(estate: Data, key: str, path: Path, work: ShapeWork) -> None:
    """Read directories that are words or names of domains, and one directory without a name."""
    value, here = estate[key], (*path, key)
    if isinstance(value, str) and nothing(value):
        del estate[key]
        if not written(estate, "on_prem_ad", keys_of("Estate")):
            estate["on_prem_ad"] = False
            work.move((*path, "on_prem_ad"), here)
        work.note(here, value, "on_prem_ad: false", "without a directory")
        return
    fields = keys_of("Directory")
    parts = parted(value) if isinstance(value, str) else value
    if isinstance(parts, list) and parts and all(isinstance(one, str) for one in parts):
        rest = dict(estate)
        del rest[key]
        if all(_told(rest, one, here, path, work) for one in parts):
            estate.clear()
            estate.update(rest)
        return
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        names = [str(one.get("name") or f"directory-{place}") for place, one in enumerate(value, 1)]
        if len(set(names)) == len(names):
            for place, name in enumerate(names):
                work.move((*here, name), (*here, place))
            value = {
                name: {key: one for key, one in entry.items() if key != "name"}
                for name, entry in zip(names, value, strict=True)
            }
    if isinstance(value, dict) and any(
        real_key(one, fields) == "kind" and isinstance(value[one], str) for one in value
    ):
        given = value.get("name")
        title = given if isinstance(given, str) and given else "directory"
        work.move((*here, title), here)
        value = {title: {one: entry for one, entry in value.items() if one != "name"}}
    if isinstance(value, dict):
        estate[key] = {name: _directory(estate, entry, (*here, name), path, work) for name, entry in value.items()}


def _told(estate: Data, text: str, here: Path, path: Path, work: ShapeWork) -> bool:
    """Put a directory that a text names into the estate; true where it did."""
    known = keys_of("Estate")
    kind = word_of("directory-kind", text)
    domain = domain_name(text)
    if kind == "active-directory" and _PREMISES.search(text):
        if written(estate, "on_prem_ad", known):
            return False
        estate["on_prem_ad"] = True
        work.move((*path, "on_prem_ad"), here)
        work.note(here, text, "on_prem_ad: true", "an Active Directory on the premises")
        return True
    if kind or domain:
        entry: Data = {"kind": kind or "active-directory"} | ({} if kind else {"domains": [text.strip()]})
        given = estate.get("directories")
        name = kind or text.strip()
        estate["directories"] = {**(given if isinstance(given, dict) else {}), name: entry}
        work.move((*path, "directories", name), here)
        work.note(here, text, kind or "active-directory", "a directory of the estate")
        return True
    if word_of("identity-provider", text):
        place = written(estate, "identity_providers", known) or "identity_providers"
        given = estate.get(place)
        listed = [] if given is None else given if isinstance(given, list) else [given]
        estate[place] = [*listed, text]
        work.move((*path, place, len(listed)), here)
        return True
    return False


def _directory(estate: Data, entry: Any, here: Path, path: Path, work: ShapeWork) -> Any:
    """A directory whose users are at its only domain, or in the estate."""
    if not isinstance(entry, dict):
        return entry
    made = dict(entry)
    fields = keys_of("Directory")
    key = next((one for one in made if real_key(one, ("users",)) and not real_key(one, fields)), "")
    number = _number(made[key]) if key else None
    if number is None:
        return made
    held = written(made, "domains", fields)
    domains = made.get(held) if held else None
    names = [domains] if isinstance(domains, str) else domains
    if isinstance(names, list) and len(names) == 1 and isinstance(names[0], str):
        made[held] = {names[0]: {"users": number}}
        work.move((*here, held, names[0], "users"), (*here, key))
    elif (
        isinstance(names, dict)
        and len(names) == 1
        and not written(next(iter(names.values())) or {}, "users", keys_of("Domain"))
    ):
        ((name, below),) = names.items()
        made[held] = {name: {**(below or {}), "users": number}}
        work.move((*here, held, name, "users"), (*here, key))
    elif not held and domain_name(here[-1]):
        made["domains"] = {here[-1]: {"users": number}}
        work.move((*here, "domains", here[-1], "users"), (*here, key))
    elif not written(estate, "users", keys_of("Estate")):
        estate["users"] = number
        work.move((*path, "users"), (*here, key))
        work.note((*here, key), key, "estate.users", "a key of the estate")
    else:
        return made
    del made[key]
    return made
