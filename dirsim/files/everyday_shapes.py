"""A requirements file in the shapes that people write.

The words in it are settled afterwards. What is changed is noted, what cannot be read stays as it is and is refused by the
schema. A file in the shape of the schema is returned as it is.
"""

from __future__ import annotations

from typing import Any

from dirsim.catalog.key_words import real_key
from dirsim.catalog.region_names import region_code
from dirsim.catalog.spelling import close_key
from dirsim.catalog.written_dates import first_day, iso_dates
from dirsim.files.estate_shapes import estate_shape, of_estate
from dirsim.files.list_shapes import words_shape, workloads_shape
from dirsim.files.recorded_shapes import recorded_shape
from dirsim.files.shape_work import Data, ShapeWork, keys_of, word_of, written
from dirsim.parsing.places import Path

_LISTS = ("needs", "forbids", "optimize")
_RAISED = frozenset({"workloads", "credentials", *_LISTS})
_TODAY = frozenset({"today", "now", "latest", "current"})


def everyday_shape(data: Any) -> tuple[Any, ShapeWork]:
    """The data of a requirements file in the shape of the schema, and the record of what was changed.

    Args:
        data: The parsed file; anything.
    """
    work = ShapeWork()
    if not isinstance(data, dict):
        return data, work
    made = dict(data)
    top = keys_of("")
    _unwrapped(made, top, work)
    _into_estate(made, top, work)
    estate = written(made, "estate", top)
    if estate and isinstance(made[estate], list) and made[estate]:
        _joined(made, estate, work)
    if estate and isinstance(made[estate], dict):
        below = dict(made[estate])
        for key in [key for key in below if _raised(key, made, top)]:
            made[key] = below.pop(key)
            work.move((key,), (estate, key))
            work.note((key,), key, real_key(key, top), "a key of the file")
        made[estate] = estate_shape(below, (estate,), work)
    for name in _LISTS:
        key = written(made, name, top)
        if key:
            made[key] = words_shape(made[key], (key,), work, denies=name == "forbids")
    key = written(made, "credentials", top)
    if key and isinstance(made[key], dict):
        made[key] = {name: _credential(one, (key, name), work) for name, one in made[key].items()}
    key = written(made, "workloads", top)
    if key:
        made[key] = _placed_workloads(workloads_shape(made[key], (key,), work), made, key, work)
    key = written(made, "not_modelled", top)
    if key:
        made[key] = recorded_shape(made[key], (key,), work)
    if work.recorded:
        key = key or "not_modelled"
        listed = made.get(key) or []
        made[key] = [*(listed if isinstance(listed, list) else [listed]), *work.recorded]
    key = written(made, "as_of", top)
    if key and isinstance(made[key], (str, int)) and not isinstance(made[key], bool):
        _date(made, key, work)
    return (made if work.changed else data), work


def _unwrapped(made: Data, top: tuple[str, ...], work: ShapeWork) -> None:
    """Lift sections that are below a heading, such as needs below *requirements*."""
    for key in [key for key in made if real_key(key, top) in _LISTS]:
        below = made[key]
        if not isinstance(below, dict) or not below:
            continue
        names = [real_key(inner, top) for inner in below]
        sections = all(name in (*_RAISED, "estate") for name in names) and any(
            isinstance(one, (list, dict)) for one in below.values()
        )
        if sections and not any(written(made, name, top) not in ("", key) for name in names):
            del made[key]
            for inner, one in below.items():
                made[inner] = one
                work.move((inner,), (key, inner))
                work.note((inner,), inner, real_key(inner, top), "a key of the file")


def _joined(made: Data, key: str, work: ShapeWork) -> None:
    """Join a list of mappings that have no key in common."""
    entries = made[key]
    names = [name for entry in entries if isinstance(entry, dict) for name in entry]
    if all(isinstance(entry, dict) for entry in entries) and len(set(names)) == len(names):
        for place, entry in enumerate(entries):
            for name in entry:
                work.move((key, name), (key, place, name))
        made[key] = {name: one for entry in entries for name, one in entry.items()}


def _into_estate(made: Data, top: tuple[str, ...], work: ShapeWork) -> None:
    """Move keys of the estate that are at the top of the file."""
    keys = [key for key in made if key not in top and not real_key(key, top) and of_estate(key, made[key])]
    if not keys:
        return
    place = written(made, "estate", top) or "estate"
    given = made.get(place)
    estate = {} if given is None else given
    if not isinstance(estate, dict):
        return
    known = keys_of("Estate")
    estate = dict(estate)
    for key in keys:
        if key in estate or written(estate, real_key(key, known) or key, known):
            continue
        estate[key] = made.pop(key)
        work.move((place, key), (key,))
        work.note((place, key), key, f"estate.{real_key(key, known) or key}", "a key of the estate")
    made[place] = estate


def _raised(key: str, made: Data, top: tuple[str, ...]) -> bool:
    """True for a key below the estate that belongs to the top of the file, where that has none of the same meaning."""
    name = real_key(key, top)
    return name in _RAISED and not real_key(key, keys_of("Estate")) and not written(made, name, top)


def _credential(entry: Any, path: Path, work: ShapeWork) -> Any:
    if not isinstance(entry, dict):
        return entry
    made = dict(entry)
    for name in ("needs", "forbids"):
        key = written(made, name, keys_of("Credential"))
        if key:
            made[key] = words_shape(made[key], (*path, key), work, denies=name == "forbids")
    return made


def _placed_workloads(workloads: Any, made: Data, key: str, work: ShapeWork) -> Any:
    """Workloads with a site in place of a Region; the Region becomes a site where the estate lists none."""
    if not isinstance(workloads, dict):
        return workloads
    fields, top = keys_of("Workload"), keys_of("")
    place = written(made, "estate", top) or "estate"
    estate = made.get(place) or {}
    if not isinstance(estate, dict):
        return workloads
    held = written(estate, "sites", keys_of("Estate")) or "sites"
    sites = estate.get(held) or {}
    if not isinstance(sites, dict):
        return workloads
    regions = {
        one["region"]: name
        for name, one in sites.items()
        if isinstance(one, dict) and isinstance(one.get("region"), str)
    }
    placed: Data = {}
    for name, entry in workloads.items():
        placed[name] = entry
        if not isinstance(entry, dict):
            continue
        at = written(entry, "site", fields) or next((one for one in entry if real_key(one, ("region",))), "")
        if at and not sites and isinstance(entry[at], str) and _in_aws(entry[at]) and not region_code(entry[at]):
            work.note((key, name, at), entry[at], "", "workloads are in AWS where the file lists no sites")
            placed[name] = {one: value for one, value in entry.items() if one != at}
            continue
        told = entry[at] if at and isinstance(entry[at], str) else ""
        code = region_code(told) if told and (told not in sites or close_key(at) == "region") else ""
        if not code or (close_key(at) != "region" and close_key(code) != close_key(entry[at])):
            continue  # a city may be that of an office
        if code not in regions:
            if sites and any(name not in regions.values() for name in sites if _in_aws(sites[name])):
                continue
            sites = {**sites, code: {"kind": "aws-region", "region": code}}
            regions[code] = code
        work.note((key, name, at), entry[at], f"site: {regions[code]}", f"in the AWS Region {code}")
        if at != "site":
            work.move((key, name, "site"), (key, name, at))
        placed[name] = {**{one: value for one, value in entry.items() if one != at}, "site": regions[code]}
    if sites != (estate.get(held) or {}):
        made[place] = {**estate, held: sites}
    return placed


def _in_aws(site: Any) -> bool:
    kind = site.get("kind") if isinstance(site, dict) else site
    return word_of("site-kind", kind) == "aws-region"


def _date(made: Data, key: str, work: ShapeWork) -> None:
    """Read a date in words; a date that can be two days stays, and is refused."""
    text = str(made[key])
    if text.strip().lower() in _TODAY:
        work.note((key,), text, "", "without a date, the facts of today apply")
        del made[key]
        return
    days = iso_dates(text)
    if len(days) == 1 and days[0] != text:
        work.note((key,), text, days[0], "a date as YYYY-MM-DD")
        made[key] = days[0]
    elif not days and first_day(text):
        work.note((key,), text, first_day(text), "the first day of the month")
        made[key] = first_day(text)
