"""An estate in the shapes that people write.

Keys one level too high or too low, words in place of mappings, and connections as truth values are put in their places.
"""

from __future__ import annotations

import re
from typing import Any

from dirsim.catalog.amounts import amount
from dirsim.catalog.key_words import real_key, unused
from dirsim.catalog.parts import OPEN_PARTS, PARTS
from dirsim.catalog.region_names import region_code
from dirsim.catalog.spelling import close_key, tokens
from dirsim.catalog.words import EDITIONS
from dirsim.files.connection_shapes import connections, connectivity_shape, links_shape
from dirsim.files.directory_shapes import ad_shape, counted, directories_shape
from dirsim.files.shape_work import Data, ShapeWork, keys_of, nothing, parted, truth, word_of, written
from dirsim.files.trust_shapes import trusts_shape
from dirsim.parsing.places import Path

_PREMISES = frozenset(
    map(
        close_key,
        (
            "on-premises",
            "premises",
            "local",
            "datacenter",
            "on-premises datacenter",
            "on-prem network",
            "headquarters",
            "office",
        ),
    )
)
_OF_USERS = frozenset({"users", "objects", "functional_level"})
_OF_ALL = frozenset(
    {"connectivity", "identity_providers", "existing_idp", "aws", "sites", "links", "trusts", "directories"}
)
"""Keys that mean the same in a part of the estate and in the estate itself."""
_COUNT = re.compile(r"\d")


def of_estate(key: str, value: object) -> bool:
    """True for a key that the estate has, directly or in its sketch, or that states a part of it by a truth value."""
    parts = (keys_of("Estate"), keys_of("AwsEstate"), keys_of("SketchedAd"))
    if any(real_key(key, known) for known in parts) or close_key(key) in _PREMISES:
        return True
    return truth(value) is not None and any(word_of(name, key) for name in ("connectivity", "identity-provider"))


def estate_shape(estate: Data, path: Path, work: ShapeWork) -> Data:
    """The estate in the shape of the schema, with what cannot be read left as it is."""
    made = dict(estate)
    _unwrapped(made, path, work)
    _prose(made, path, work)
    _moved_down(made, path, work)
    _moved_up(made, path, work)
    _flags(made, path, work)
    known = keys_of("Estate")
    for name, shape in (
        ("links", links_shape),
        ("connectivity", connectivity_shape),
        ("directories", directories_shape),
        ("on_prem_ad", ad_shape),
        ("trusts", trusts_shape),
        ("identity_providers", _providers),
        ("current_directory", _current),
        ("sites", _sites),
        ("aws", _aws),
        ("regions", _regions),
    ):
        key = written(made, name, known)
        if key:
            shape(made, key, path, work)
    return made


def _unwrapped(estate: Data, path: Path, work: ShapeWork) -> None:
    """Move the keys below *on premises* to where they belong."""
    known, sketch = keys_of("Estate"), keys_of("SketchedAd")
    for key in [key for key in estate if close_key(key) in _PREMISES and not real_key(key, known)]:
        value = estate[key]
        if word_of("directory-kind", value) == "active-directory" or truth(value) is False:
            if not written(estate, "on_prem_ad", known):
                del estate[key]
                estate["on_prem_ad"] = truth(value) is not False
                work.move((*path, "on_prem_ad"), (*path, key))
                work.note((*path, "on_prem_ad"), key, "on_prem_ad", "the directory on the premises")
        elif isinstance(value, dict) and value:
            del estate[key]
            left: Data = {}
            for inner, entry in value.items():
                old = (*path, key, inner)
                if not (_into_ad(estate, inner, entry, old, path, work) if real_key(inner, sketch) else False) and (
                    inner in estate or not _into_estate(estate, inner, entry, old, path, work)
                ):
                    left[inner] = entry
            if left:
                estate[key] = left


def _prose(estate: Data, path: Path, work: ShapeWork) -> None:
    """Read a sentence of counts, such as *company: 200 users, one domain*."""
    known = keys_of("Estate")
    for key, value in list(estate.items()):
        sketch = counted(value) if isinstance(value, str) and not real_key(key, known) else {}
        if len(sketch) < 2:
            continue
        del estate[key]
        for name, number in sketch.items():
            _into_ad(estate, name, number, (*path, key), path, work)


def _into_estate(estate: Data, key: str, value: object, old: Path, path: Path, work: ShapeWork) -> bool:
    """Move a key into the estate, where it has none of the same meaning; true where it did."""
    known = keys_of("Estate")
    name = real_key(key, known)
    if (name and written(estate, name, known)) or (not name and (key in estate or not of_estate(key, value))):
        return False
    if not name and real_key(key, (*keys_of("AwsEstate"), *keys_of("SketchedAd"))):
        return False
    estate[key] = value
    work.move((*path, key), old)
    work.note((*path, key), key, f"estate.{name or key}", "a key of the estate")
    return True


def _into_ad(estate: Data, key: str, value: object, old: Path, path: Path, work: ShapeWork) -> bool:
    """Move a key into the sketch of the directory on the premises; true where it did."""
    sketch = keys_of("SketchedAd")
    holder = written(estate, "on_prem_ad", keys_of("Estate")) or "on_prem_ad"
    given = estate.get(holder)
    whole = {} if given is None or truth(given) is True else given
    if not isinstance(whole, dict) or written(whole, real_key(key, sketch), sketch):
        return False
    estate[holder] = {**whole, key: value}
    work.move((*path, holder, key), old)
    work.note(
        (*path, holder, key), key, f"on_prem_ad.{real_key(key, sketch)}", "a key of the directory on the premises"
    )
    return True


def _moved_down(estate: Data, path: Path, work: ShapeWork) -> None:
    """Move counts of the directory, and keys of the AWS part, that are in the estate itself."""
    known, sketch, aws = keys_of("Estate"), keys_of("SketchedAd"), keys_of("AwsEstate")
    for key in list(estate):
        value = estate[key]
        counted = close_key(key) == "forest" and (
            type(value) is int or (isinstance(value, str) and amount(value) is not None)
        )
        if real_key(key, known) and not counted:
            continue
        if counted or real_key(key, sketch):
            del estate[key]
            name = "forests" if counted else key
            if not _into_ad(estate, name, value, (*path, key), path, work):
                estate[key] = value
        elif real_key(key, aws) and isinstance(estate.get("aws", {}), dict):
            whole = estate.get("aws", {})
            if not written(whole, real_key(key, aws), aws):
                del estate[key]
                estate["aws"] = {**whole, key: value}
                work.move((*path, "aws", key), (*path, key))


def _moved_up(estate: Data, path: Path, work: ShapeWork) -> None:
    """Move keys of the estate that are in a part of it."""
    known = keys_of("Estate")
    for part, shape in (("aws", "AwsEstate"), ("on_prem_ad", "SketchedAd")):
        holder = written(estate, part, known)
        if not holder or not isinstance(estate[holder], dict):
            continue
        for key, value in list(estate[holder].items()):
            name = real_key(key, known)
            below = real_key(key, keys_of(shape)) or (part == "aws" and name in _OF_USERS)
            if below or name == part or unused(key, value) or (name and part == "on_prem_ad" and name not in _OF_ALL):
                continue
            left = {other: one for other, one in estate[holder].items() if other != key}
            if _into_estate(estate, key, value, (*path, holder, key), path, work):
                estate[holder] = left


def _flags(estate: Data, path: Path, work: ShapeWork) -> None:
    """Read connections, providers and directories that are stated by a truth value."""
    known = keys_of("Estate")
    flags = {key: value for key, value in estate.items() if not real_key(key, known)}
    joined = connections(flags)
    if joined:
        place = written(estate, "connectivity", known)
        given = estate.get(place) if place else None
        listed = [] if given is None else given if isinstance(given, list) else [given]
        words = [*listed, *(word for word, _ in joined if word and word not in map(_path_word, listed))]
        for _, key in joined:
            del estate[key]
            work.note((*path, key), key, "connectivity", "a connection of the estate")
        if words or not place:
            estate[place or "connectivity"] = words[0] if len(words) == 1 else words or "none"
    for key, value in flags.items():
        if key not in estate or truth(value) is None:
            continue
        if truth(value) and word_of("connectivity", key) == "none":
            del estate[key]
            if not written(estate, "connectivity", known):
                estate["connectivity"] = "none"
                work.move((*path, "connectivity"), (*path, key))
            work.note((*path, key), key, "connectivity: none", "without a private path")
            continue
        provider, directory = word_of("identity-provider", key), word_of("directory-kind", key)
        if truth(value) and provider:
            place = written(estate, "identity_providers", known) or "identity_providers"
            given = estate.get(place)
            listed = [] if given is None else given if isinstance(given, list) else [given]
            estate[place] = [*listed, key]
            work.move((*path, place, len(listed)), (*path, key))
        elif truth(value) and directory and not written(estate, "directories", known):
            estate["directories"] = {directory: {"kind": directory}}
            work.move((*path, "directories"), (*path, key))
            work.note((*path, key), key, "directories", "a directory of the estate")
        elif not (truth(value) is False and (provider or directory)):
            continue
        else:
            work.note((*path, key), key, "", "it is false")
        del estate[key]


_LABELS = {
    "ad-connector": "ad-connector",
    "simple-ad": "simple-ad",
    "managed-microsoft-ad": "managed-ad",
    "entra-domain-services": "entra-domain-services",
}
"""The part of a design for each kind of directory that is in AWS today; the edition is left open."""


def _current(estate: Data, key: str, path: Path, work: ShapeWork) -> None:
    """Read the directory in AWS by its everyday name; a label of a design stays as it is."""
    label = _LABELS.get(word_of("directory-kind", estate[key]), "")
    if not label or any(part in estate[key].split("+") for part in (*PARTS, *OPEN_PARTS)):
        return
    edition = [one for one in EDITIONS if one in tokens(estate[key])] if label == "managed-ad" else []
    label = "-".join((label, *edition[:1]))
    work.note((*path, key), estate[key], label, "the directory that is in AWS today")
    estate[key] = label


def _providers(estate: Data, key: str, path: Path, work: ShapeWork) -> None:
    """Read providers that are none, as a word or a truth value."""
    value = estate[key]
    listed = value if isinstance(value, list) and len(value) == 1 else [value]
    if value is False or nothing(listed[0]):
        work.note((*path, key), str(listed[0]).lower(), "", "no identity provider is listed")
        del estate[key]


def _path_word(value: object) -> str:
    return word_of("connectivity", value)


def _sites(estate: Data, key: str, path: Path, work: ShapeWork) -> None:
    """Read sites that are a number, a list of words, or have no kind."""
    value = estate[key]
    if type(value) is int or (isinstance(value, str) and amount(value) is not None):
        work.note((*path, key), key, "", "places are not counted: a place counts when it has an entry under sites")
        del estate[key]
        return
    if (
        isinstance(value, list)
        and value
        and all(isinstance(one, str) for one in value)
        and len(set(value)) == len(value)
    ):
        for place, name in enumerate(value):
            work.move((*path, key, name), (*path, key, place))
        value = dict.fromkeys(value)
    if not isinstance(value, dict):
        return
    made: Data = {}
    for name, entry in value.items():
        made[name] = _site(name, entry, (*path, key, name), work)
    estate[key] = made


def _site(name: str, entry: Any, path: Path, work: ShapeWork) -> Any:
    known = keys_of("Site")
    if isinstance(entry, str) and region_code(entry):
        work.note(path, entry, region_code(entry), "an AWS Region")
        return {"kind": "aws-region", "region": region_code(entry)}
    whole = {} if entry is None else entry
    if not isinstance(whole, dict):
        return entry
    made = dict(whole)
    region = written(made, "region", known)
    if region and isinstance(made[region], str) and region_code(made[region]) not in ("", made[region]):
        work.note((*path, region), made[region], region_code(made[region]), "an AWS Region")
        made[region] = region_code(made[region])
    if written(made, "kind", known):
        return made
    code = region_code(name) if re.search(r"-\d$", name) else ""
    kind = "aws-region" if region or code else word_of("site-kind", name)
    if kind:
        work.note(path, name, kind, "the name or the Region states the kind of the site")
        made = {"kind": kind, **({"region": code} if code and not region else {}), **made}
    return made if made or entry is not None else entry


def _aws(estate: Data, key: str, path: Path, work: ShapeWork) -> None:
    """Read the AWS part that is a Region, and Regions by the names of their places."""
    value = estate[key]
    if isinstance(value, str) and not nothing(value):
        codes = [region_code(part) for part in parted(value)]
        if codes and all(codes):
            work.note((*path, key), value, ", ".join(codes), "the Regions of the AWS part")
            estate[key] = {"regions": codes}
        return
    if value is True:
        estate[key] = {}
        work.changed = True
    if isinstance(value, list) and value and all(isinstance(one, str) and region_code(one) for one in value):
        estate[key] = {"regions": [region_code(one) for one in value]}
        work.move((*path, key, "regions"), (*path, key))
        return
    if isinstance(value, dict):
        made = dict(value)
        known = keys_of("AwsEstate")
        accounts, regions = written(made, "accounts", known), written(made, "regions", known)
        if accounts and isinstance(made[accounts], (list, dict)) and made[accounts]:
            work.note((*path, key, accounts), accounts, str(len(made[accounts])), "accounts are counted")
            made[accounts] = len(made[accounts])
        for place in [one for one in made if regions and made[one] is None and region_code(one)]:
            given = made[regions]
            made[regions] = [*(given if isinstance(given, list) else [given]), place]  # regions: Frankfurt, Ireland
            del made[place]
            work.move((*path, key, regions, len(made[regions]) - 1), (*path, key, place))
        if regions:
            _regions(made, regions, (*path, key), work)
        estate[key] = made


def _regions(holder: Data, key: str, path: Path, work: ShapeWork) -> None:
    """Read Regions by the names of their places, and a text that lists several."""
    value = holder[key]
    parts = parted(value) if isinstance(value, str) else value
    if not isinstance(parts, list) or not parts or (isinstance(value, str) and amount(value) is not None):
        return
    codes = [region_code(one) if isinstance(one, str) else "" for one in parts]
    made = [code or one for code, one in zip(codes, parts, strict=True)]
    if made != parts or (isinstance(value, str) and len(parts) > 1):
        for one, code in zip(parts, codes, strict=True):
            if code and code != one:
                work.note((*path, key), str(one), code, "an AWS Region")
        holder[key] = made if len(made) > 1 or isinstance(value, list) else made[0]
        work.changed = True
