"""A discovered estate as a YAML requirements file, new or merged.

Values that discovery wrote carry a comment that begins with :data:`MARK`; the next discovery may change them. All other
values were written by hand and are kept, with their comments; where a discovered value differs, a note reports it.
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

from dirsim.directory.discovery.discovery import Discovery
from dirsim.pages.plain import capped, plain, unseen

MARK = "found:"
_WIDE = 10**9
_LONGEST_NOTE = 160
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.@/+-]*(?: [A-Za-z0-9_.@/+()-]+)*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def _text(value: str) -> str:
    """Text that round-trips, in quotes unless it is certain to be plain."""
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
    """Writes invisible characters, such as bidirectional control marks, as escapes."""

    def write_double_quoted(self, text: Any, split: Any = True) -> None:
        kept, self.allow_unicode = self.allow_unicode, self.allow_unicode and unseen(text) == text
        super().write_double_quoted(text, split)
        self.allow_unicode = kept


def _writer() -> YAML:
    writer = YAML()
    writer.Emitter = _Emitter
    writer.width = _WIDE  # not every parser reads folded quoted text back unchanged
    writer.allow_unicode = True
    writer.preserve_quotes = True
    writer.indent(mapping=2, sequence=4, offset=2)
    return writer


def _dumped(data: Any) -> str:
    stream = io.StringIO()
    _writer().dump(data, stream)
    return "\n".join(line.rstrip() for line in stream.getvalue().split("\n"))


def _comment(text: str) -> str:
    return capped(plain(text), _LONGEST_NOTE)


def _noted(holder: CommentedMap, key: str, origin: str, depth: int) -> None:
    """Add a comment after a scalar, or above a mapping or list."""
    value = holder[key]
    if isinstance(value, CommentedMap) or (isinstance(value, CommentedSeq) and not value.fa.flow_style()):
        holder.yaml_set_comment_before_after_key(key, before=f"{MARK} {_comment(origin)}", indent=2 * depth)
    else:
        holder.yaml_add_eol_comment(f"{MARK} {_comment(origin)}", key)


def _commented(data: CommentedMap, discovery: Discovery) -> None:
    for place, origin in discovery.sources.items():
        holder: Any = data
        for step in place[:-1]:
            holder = holder.get(step) if isinstance(holder, CommentedMap) else None
        if isinstance(holder, CommentedMap) and place[-1] in holder:
            _noted(holder, place[-1], origin, len(place) - 1)


def estate_yaml(discovery: Discovery) -> str:
    """A new requirements file, with comments that name the source of each value."""
    plain_form = discovery.to_dict()
    data = _yaml_value(plain_form)
    _commented(data, discovery)
    head = "# Written by dirsim discover: a comment with 'found:' names the source of a value."
    if discovery.stopped:
        head += f"\n# PARTIAL: discovery ended early: {_comment(discovery.stopped)}"
    data.yaml_set_comment_before_after_key(
        "unread", before="Values that could not be read, and the reason. Nothing is concluded from them."
    )
    data.yaml_set_comment_before_after_key("checks", before="The findings of the estate checks.")
    return f"{head}\n{_dumped(data)}"


@define
class Merged:
    """The result of merging an estate into a file.

    Attributes:
        text: The file's new text.
        notes: Hand-written values that differ from the discovered ones; the hand-written values were kept.
    """

    text: str
    notes: list[str] = field(factory=list)


def merged_yaml(text: str, discovery: Discovery) -> Merged:
    """Merge a discovery into a requirements file; hand-written content is kept.

    Args:
        text: The existing file, YAML or JSON that conforms to the schema.
        discovery: The discovery.
    """
    data = _writer().load(text)
    merged = Merged("")
    found = discovery.to_dict()
    _matched(found, data)
    fresh = _yaml_value(found)
    _commented(fresh, _moved(discovery, found))
    workloads = data.get("workloads")
    if isinstance(workloads, list):  # a list of kinds remains a list
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
    """Users are objects: if the file states more users than objects were discovered, the object count is omitted."""
    for directory in ((data.get("estate") or {}).get("directories") or {}).values():
        domains = directory.get("domains") if isinstance(directory, Mapping) else None
        for name, domain in domains.items() if isinstance(domains, Mapping) else ():
            if not isinstance(domain, CommentedMap):
                continue
            users, objects = domain.get("users"), domain.get("objects")
            if isinstance(users, int) and isinstance(objects, int) and objects < users and _is_ours(domain, "objects"):
                merged.notes.append(
                    f"objects of {name}: discovered {objects}, fewer than the {users} users in the file; omitted"
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
        if isinstance(value, CommentedMap) and isinstance(kept, str):  # the short form: the kind alone
            value.setdefault("kind", kept)
            if value["kind"] != kept:
                merged.notes.append(f"{'.'.join(at)}: kept {kept}, discovered {value['kind']}")
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
            merged.notes.append(f"{'.'.join(at)}: kept the value in the file; discovered {capped(str(value), 80)}")


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) or str(one) == str(other)


def _is_ours(holder: Any, key: Any) -> bool:
    """True if discovery wrote a value, as its comment shows."""
    for token in holder.ca.items.get(key) or ():
        for part in token if isinstance(token, list) else [token]:
            # Further lines of a comment belong to the key below.
            if part is not None and f"# {MARK}" in part.value.split("\n", 1)[0]:
                return True
    return False


def _matched(found: dict[str, Any], data: Mapping[str, Any]) -> None:
    """Rename discovered items as the file does: directories by domain, trusts by their two domains, sites by place."""
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
    """The discovery with its sources and notes under the names that the file uses."""
    from attrs import evolve  # noqa: PLC0415 -- one use

    names = dict(zip(discovery.estate.directories, found["estate"].get("directories", {}), strict=False))
    sources = {
        (*place[:2], names.get(place[2], place[2]), *place[3:])
        if place[:2] == ("estate", "directories")
        else place: origin
        for place, origin in discovery.sources.items()
    }
    return evolve(discovery, sources=sources)


def _sketched(data: Mapping[str, Any], fresh: Mapping[str, Any], merged: Merged) -> None:
    """Keep counts that the file's sketch states differently: stating both would be contradictory."""
    estate = data.get("estate") or {}
    sketch = estate.get("on_prem_ad")
    for key in ("users", "objects"):
        sketched = estate.get(key, sketch.get(key) if isinstance(sketch, Mapping) else None)
        if sketched is None:
            continue
        for directory in fresh["estate"].get("directories", {}).values():
            for name, domain in directory.get("domains", {}).items():
                if key in domain:
                    merged.notes.append(f"{key} of {name}: kept the sketch's {sketched}; discovered {domain.pop(key)}")
