"""A discovered estate as a requirements file in YAML, new or merged into one that people have written in.

What discovery wrote bears a comment that begins with :data:`MARK`; the next discovery may change it. Everything else was
written by hand and stays as it is, comments included; where it differs from what was found, a note says so.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import define, field
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.emitter import Emitter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from dirsim.analysis.discovery import Discovery
from dirsim.report.plain import capped, plain, unseen

MARK = "found:"
_WIDE = 10**9
_LONGEST_NOTE = 160
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.@/+-]*(?: [A-Za-z0-9_.@/+()-]+)*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def _text(value: str) -> str:
    """Text that reads back as itself, in quotes unless it is plain beyond doubt."""
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return str.__new__(DoubleQuotedScalarString, value)


def _yaml_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        made = CommentedMap()
        for key, inner in value.items():
            made[_text(key)] = _yaml_value(inner)
        return made
    if isinstance(value, Sequence) and not isinstance(value, str):
        listed = CommentedSeq(_yaml_value(inner) for inner in value)
        if all(isinstance(inner, str | int) for inner in value) and len(str(list(value))) < 90:
            listed.fa.set_flow_style()
        return listed
    return _text(value) if isinstance(value, str) else value


class _Emitter(Emitter):
    """Writes what nobody sees, such as marks that turn text around, as escapes."""

    def write_double_quoted(self, text: Any, split: Any = True) -> None:
        kept, self.allow_unicode = self.allow_unicode, self.allow_unicode and unseen(text) == text
        super().write_double_quoted(text, split)
        self.allow_unicode = kept


def _writer() -> YAML:
    writer = YAML()
    writer.Emitter = _Emitter
    writer.width = _WIDE  # a folded line of quoted text would not read back everywhere
    writer.allow_unicode = True
    writer.preserve_quotes = True
    writer.indent(mapping=2, sequence=4, offset=2)
    return writer


def _dumped(data: Any) -> str:
    stream = io.StringIO()
    _writer().dump(data, stream)
    return "\n".join(line.rstrip() for line in stream.getvalue().split("\n"))


def _comment(said: str) -> str:
    return capped(plain(said), _LONGEST_NOTE)


def _noted(holder: CommentedMap, key: str, said: str, depth: int) -> None:
    """A comment behind a scalar, or above a mapping or list."""
    value = holder[key]
    if isinstance(value, CommentedMap) or (isinstance(value, CommentedSeq) and not value.fa.flow_style()):
        holder.yaml_set_comment_before_after_key(key, before=f"{MARK} {_comment(said)}", indent=2 * depth)
    else:
        holder.yaml_add_eol_comment(f"{MARK} {_comment(said)}", key)


def _commented(data: CommentedMap, discovery: Discovery) -> None:
    for place, said in discovery.sources.items():
        holder: Any = data
        for step in place[:-1]:
            holder = holder.get(step) if isinstance(holder, CommentedMap) else None
        if isinstance(holder, CommentedMap) and place[-1] in holder:
            _noted(holder, place[-1], said, len(place) - 1)


def estate_yaml(discovery: Discovery) -> str:
    """A new requirements file, with comments that say where values came from."""
    plain_form = discovery.to_dict()
    data = _yaml_value(plain_form)
    _commented(data, discovery)
    head = "# Written by dirsim discover: a comment with 'found:' says where a value came from."
    if discovery.stopped:
        head += f"\n# PARTIAL: reading ended early: {_comment(discovery.stopped)}"
    data.yaml_set_comment_before_after_key(
        "unread", before="What could not be read, and why. Nothing is concluded from it."
    )
    data.yaml_set_comment_before_after_key("checks", before="What the checks found in the estate.")
    return f"{head}\n{_dumped(data)}"


@define
class Merged:
    """A file with an estate merged into it.

    Attributes:
        text: The file's new text.
        notes: Where what was written by hand differs from what was found; it was kept.
    """

    text: str
    notes: list[str] = field(factory=list)


def merged_yaml(text: str, discovery: Discovery) -> Merged:
    """A requirements file with what was found merged in; nothing that people wrote is lost.

    Args:
        text: The file as it is, YAML or JSON that fits the schema.
        discovery: What was found.
    """
    data = _writer().load(text)
    merged = Merged("")
    found = discovery.to_dict()
    _matched(found, data)
    fresh = _yaml_value(found)
    _commented(fresh, _moved(discovery, found))
    workloads = data.get("workloads")
    if isinstance(workloads, list):  # a list of kinds keeps its form
        known = {entry if isinstance(entry, str) else entry.get("kind") for entry in workloads}
        for entry in fresh.pop("workloads", {}).values():
            if entry["kind"] not in known:
                workloads.append(entry)
    for key in ("unread", "checks"):
        data[key] = fresh.pop(key)
    fresh.pop("name", None)
    _sketched(data, fresh, merged)
    _merge(data, fresh, (), merged)
    _plausible(data, merged)
    merged.text = _dumped(data)
    return merged


def _plausible(data: CommentedMap, merged: Merged) -> None:
    """Users are objects: where more users are written down than objects were found, the count of objects is left out."""
    for directory in ((data.get("estate") or {}).get("directories") or {}).values():
        domains = directory.get("domains") if isinstance(directory, Mapping) else None
        for name, domain in domains.items() if isinstance(domains, Mapping) else ():
            if not isinstance(domain, CommentedMap):
                continue
            users, objects = domain.get("users"), domain.get("objects")
            if isinstance(users, int) and isinstance(objects, int) and objects < users and _is_ours(domain, "objects"):
                merged.notes.append(
                    f"objects of {name}: {objects} were found, fewer than the {users} users written; left out"
                )
                del domain["objects"]


def _merge(old: CommentedMap, new: CommentedMap, place: tuple[str, ...], merged: Merged) -> None:
    for key, value in new.items():
        at = (*place, str(key))
        if key not in old or old[key] is None:
            old[key] = value
            if key in new.ca.items:
                old.ca.items[key] = new.ca.items[key]
            continue
        kept = old[key]
        if isinstance(value, CommentedMap) and isinstance(kept, str):  # the short form: a kind's word
            value.setdefault("kind", kept)
            if value["kind"] != kept:
                merged.notes.append(f"{'.'.join(at)}: {kept} is kept, {value['kind']} was found")
                value["kind"] = kept
            old[key] = value
        elif isinstance(value, CommentedMap) and isinstance(kept, list) and at[-1] == "domains":
            whole = CommentedMap((str(name), CommentedMap()) for name in kept)
            old[key] = whole
            _merge(whole, value, at, merged)
        elif isinstance(value, CommentedMap) and isinstance(kept, CommentedMap):
            _merge(kept, value, at, merged)
        elif _same(kept, value):
            continue
        elif _is_ours(old, key):
            old[key] = value
        else:
            merged.notes.append(f"{'.'.join(at)}: what is written there is kept; found was {capped(str(value), 80)}")


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) or str(one) == str(other)


def _is_ours(holder: Any, key: Any) -> bool:
    """Whether discovery wrote a value: its comment says so."""
    for token in holder.ca.items.get(key) or ():
        for part in token if isinstance(token, list) else [token]:
            # What stands on further lines of a comment belongs to the key below.
            if part is not None and f"# {MARK}" in part.value.split("\n", 1)[0]:
                return True
    return False


def _matched(found: dict[str, Any], data: Mapping[str, Any]) -> None:
    """Call what was found as the file calls it: directories by a domain, trusts by their two domains, sites by place."""
    estate, old = found["estate"], data.get("estate") or {}
    renamed: dict[str, str] = {}
    for name, directory in (old.get("directories") or {}).items():
        if not isinstance(directory, Mapping):
            continue
        for label, entry in list(estate.get("directories", {}).items()):
            held = {str(domain).lower() for domain in directory.get("domains") or ()}
            if label != name and held & {domain.lower() for domain in entry.get("domains", {})}:
                renamed[label] = str(name)
        for site, entry in (directory.get("ad_sites") or {}).items():
            if isinstance(entry, Mapping) and entry.get("place") and entry["place"] != site:
                _rename_site(estate, str(site), str(entry["place"]))
    estate["directories"] = {renamed.get(label, label): entry for label, entry in estate.get("directories", {}).items()}
    pairs = {
        frozenset((str(trust.get("trusting")), str(trust.get("trusted")))): str(name)
        for name, trust in (old.get("trusts") or {}).items()
        if isinstance(trust, Mapping)
    }
    if "trusts" in estate:
        estate["trusts"] = {
            pairs.get(frozenset((trust["trusting"], trust["trusted"])), name): trust
            for name, trust in estate["trusts"].items()
        }


def _rename_site(estate: dict[str, Any], site: str, place: str) -> None:
    if site in estate.get("sites", {}):
        estate["sites"].setdefault(place, estate["sites"].pop(site))
    for link in estate.get("links", {}).values():
        link["between"] = [place if end == site else end for end in link["between"]]
    for directory in estate.get("directories", {}).values():
        for domain in directory.get("domains", {}).values():
            if site in domain.get("controllers", {}):
                domain["controllers"][place] = domain["controllers"].pop(site)
        entry = directory.get("ad_sites", {}).get(site)
        if entry is not None:
            entry["place"] = place


def _moved(discovery: Discovery, found: dict[str, Any]) -> Discovery:
    """The discovery with its notes at the names that the file uses."""
    from attrs import evolve  # noqa: PLC0415 -- one use

    names = dict(zip(discovery.estate.directories, found["estate"].get("directories", {}), strict=False))
    sources = {
        (*place[:2], names.get(place[2], place[2]), *place[3:])
        if place[:2] == ("estate", "directories")
        else place: said
        for place, said in discovery.sources.items()
    }
    return evolve(discovery, sources=sources)


def _sketched(data: Mapping[str, Any], fresh: Mapping[str, Any], merged: Merged) -> None:
    """Counts that the file's sketch gives otherwise are kept there: both would contradict each other."""
    estate = data.get("estate") or {}
    sketch = estate.get("on_prem_ad")
    for key in ("users", "objects"):
        said = estate.get(key, sketch.get(key) if isinstance(sketch, Mapping) else None)
        if said is None:
            continue
        for directory in fresh["estate"].get("directories", {}).values():
            for name, domain in directory.get("domains", {}).items():
                if key in domain:
                    merged.notes.append(f"{key} of {name}: the sketch's {said} is kept; found was {domain.pop(key)}")
