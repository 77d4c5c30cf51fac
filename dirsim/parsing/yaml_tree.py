"""YAML or JSON text as plain Python data with value positions, safely.

ruamel.yaml scans and parses; this module builds the tree with its own stack: ruamel's composer is recursive, keeps only
the first duplicate key, and constructs dates and objects, which a requirements file must not contain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from attrs import define, field
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from dirsim.catalog.limits import most
from dirsim.parsing.places import MAX_DEPTH, Finding, Node, Path, shown
from dirsim.parsing.quick_yaml import quick_yaml
from dirsim.parsing.scalars import plain, repaired
from dirsim.parsing.tab_scanner import TabScanner
from dirsim.parsing.yaml_faults import character_fault, syntax_fault, tab_faults

MAX_NODES = most("values")

_PREFIX = "tag:yaml.org,2002:"
_SCALAR_TAGS = {f"{_PREFIX}{name}" for name in ("str", "int", "float", "bool", "null")}
_CONTAINER_TAGS = {MappingStartEvent: f"{_PREFIX}map", SequenceStartEvent: f"{_PREFIX}seq"}

_GROUP = re.compile(r"\d{3}")
_GROUPS = re.compile(r"\d{1,3}(?:,\d{3})+")


class _MergeKey(str):
    """The unquoted key ``<<``; the same text in quotes is an ordinary key."""

    __slots__ = ()


class _StopError(Exception):
    """Parsing cannot continue; the fault is recorded."""


@define(eq=False)
class _Grouped:
    """Three digits behind a number and a comma: the end of a number such as ``2,500``, unless a value follows."""

    fault: tuple[Finding, int, int]
    digits: str
    end: int
    before: str


@define(eq=False)
class _Open:
    """A list or mapping whose end has not been read."""

    node: Node
    anchor: str | None
    key: str | None = None
    merged: list[Node] = field(factory=list)
    grouped: _Grouped | None = None


@define(eq=False)
class _Builder:
    """Builds the tree from the parser's events."""

    faults: list[tuple[Finding, int, int]] = field(factory=list)
    root: Node | None = None
    stack: list[_Open] = field(factory=list)
    anchors: dict[str, Node | None] = field(factory=dict)  # None while the anchored value is incomplete
    documents: int = 0
    nodes: int = 0
    ended: int = -1  # index of the end of the last scalar

    def path(self) -> Path:
        """The path of the value that is being read."""
        steps: list[str | int] = []
        for level in self.stack:
            if isinstance(level.node.value, list):
                steps.append(len(level.node.value))
            elif level.key is not None:
                steps.append(level.key)
        return tuple(steps)

    def fault(self, event: Any, message: str, hint: str = "") -> None:
        mark = event.start_mark
        self.faults.append((Finding(self.path(), message, hint), mark.line + 1, mark.column + 1))

    def stop(self, event: Any, message: str, hint: str = "") -> _StopError:
        self.fault(event, message, hint)
        return _StopError()

    def take(self, event: Any) -> None:
        if isinstance(event, ScalarEvent):
            self.scalar(event)
        elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            self.open(event)
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self.close(event)
        elif isinstance(event, AliasEvent):
            self.alias(event)
        elif isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self.stop(event, "more than one document in the file", "use one file per document")

    def scalar(self, event: Any) -> None:
        value: object = event.value
        tag = event.tag
        if tag and tag != "!" and tag not in _SCALAR_TAGS:
            self.fault(event, f"the tag {shown(str(tag))} is not allowed", "write the plain value")
        if event.style or tag in {"!", f"{_PREFIX}str"}:
            value = repaired(event.value)
            if value is None:
                self.fault(event, "the text contains a lone surrogate (half a character)", "write the character itself")
                value = ""
        else:
            try:
                value = plain(event.value)
            except ValueError as error:
                self.fault(event, str(error))
                value = 0
        mark = event.start_mark
        node = Node(value, mark.line + 1, mark.column + 1)
        if event.anchor:
            self.anchors[event.anchor] = node
        self.count(event, 1)
        self.add(node, event, plain_text=event.value if not event.style else None)
        self.ended = event.end_mark.index

    def open(self, event: Any) -> None:
        if event.tag and event.tag not in {"!", _CONTAINER_TAGS[type(event)]}:
            self.fault(event, f"the tag {shown(str(event.tag))} is not allowed", "write the plain value")
        if len(self.stack) >= MAX_DEPTH:
            self.stack.clear()  # a path of so many steps is useless in a message
            raise self.stop(event, f"the file is nested deeper than {MAX_DEPTH} levels")
        self.count(event, 1)
        mark = event.start_mark
        value: object = {} if isinstance(event, MappingStartEvent) else []
        if event.anchor:
            self.anchors[event.anchor] = None
        self.stack.append(_Open(Node(value, mark.line + 1, mark.column + 1), event.anchor))

    def close(self, event: Any) -> None:
        level = self.stack.pop()
        node = level.node
        if isinstance(node.value, dict):
            for source in level.merged:
                for key, child in source.children.items():
                    if key not in node.value:
                        self.count(event, child.size)
                        node.value[key] = child.value
                        node.children[key] = child
                        node.keys[str(key)] = source.keys[str(key)]
        node.size += sum(child.size for child in node.children.values())
        node.height = 1 + max((child.height for child in node.children.values()), default=0)
        if level.anchor:
            self.anchors[level.anchor] = node
        self.add(node, event)

    def alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            self.fault(event, f"the alias {shown('*' + event.anchor)} is undefined", f"define &{event.anchor} above it")
            node: Node | None = Node("", event.start_mark.line + 1, event.start_mark.column + 1)
        else:
            node = self.anchors[event.anchor]
        if node is None:
            raise self.stop(event, f"the alias {shown('*' + event.anchor)} refers to a value that contains it")
        if len(self.stack) + node.height > MAX_DEPTH:
            raise self.stop(event, f"the file is nested deeper than {MAX_DEPTH} levels")
        self.count(event, node.size)
        self.add(node, event)

    def count(self, event: Any, more: int) -> None:
        self.nodes += more
        if self.nodes > MAX_NODES:
            raise self.stop(event, f"the file has more than {MAX_NODES} values, aliases expanded", "split it")

    def add(self, node: Node, event: Any, plain_text: str | None = None) -> None:
        if not self.stack:
            self.root = node
            return
        level = self.stack[-1]
        holder = level.node
        if isinstance(holder.value, list):
            holder.children[len(holder.value)] = node
            holder.value.append(node.value)
        elif level.key is None:
            level.key = self.key(node, event, plain_text, holder)
        else:
            key, level.key = level.key, None
            grouped, level.grouped = level.grouped, None
            if grouped and isinstance(holder.value, dict):
                if plain_text == "" and event.start_mark.index == grouped.end:  # no colon either
                    whole = f"{holder.value[grouped.before]},{grouped.digits}"
                    holder.value[grouped.before] = holder.children[grouped.before].value = whole
                else:
                    self.faults.append(grouped.fault)
            elif isinstance(key, _MergeKey):
                level.merged.extend(self.sources(node, event))
            elif isinstance(holder.value, dict) and key not in holder.value:
                if plain_text == "":  # no value after the colon: the parser's mark is further down
                    node.line, node.column = holder.keys[key]
                holder.value[key] = node.value
                holder.children[key] = node

    def key(self, node: Node, event: Any, plain_text: str | None, holder: Node) -> str:
        """The key that a node represents; the next value belongs to it."""
        if plain_text == "<<":
            return _MergeKey("<<")
        mark = event.start_mark
        ended = isinstance(event, (MappingEndEvent, SequenceEndEvent))  # the key began where its node did
        place = (node.line, node.column) if ended else (mark.line + 1, mark.column + 1)
        key = node.value
        if not isinstance(key, str):
            if plain_text is None:
                self.faults.append((Finding(self.path(), f"a key must be text, found {shown(key)}"), *place))
                stand_in = f"({len(holder.keys)})"  # its value is still checked
                holder.keys[stand_in] = place
                return stand_in
            hint = f"write it in quotes: {plain_text!r}" if plain_text else "write the key before the colon"
            if _GROUP.fullmatch(plain_text):
                hint = "a comma ends an entry: write a number such as 5000 without one, or in quotes"
            finding = Finding(self.path(), f"a key must be text, found {plain_text or 'nothing'}", hint)
            if _GROUP.fullmatch(plain_text) and mark.index == self.ended + 1 and self.before(holder):
                self.stack[-1].grouped = _Grouped(
                    (finding, *place), plain_text, event.end_mark.index, self.before(holder)
                )
                return f"({len(holder.keys)})"
            self.faults.append((finding, *place))
            key = plain_text
        if key in holder.keys:
            self.fault(event, f"duplicate key {shown(key)}", f"first on line {holder.keys[key][0]}")
        else:
            holder.keys[key] = place
        return key

    @staticmethod
    def before(holder: Node) -> str:
        """The last key of a mapping where its value is a number below 1000, or one of several groups; empty otherwise."""
        key, value = next(reversed(holder.value.items()), ("", None)) if isinstance(holder.value, dict) else ("", None)
        number = 0 < value < 1000 if type(value) is int else isinstance(value, str) and _GROUPS.fullmatch(value)
        return key if number else ""

    def sources(self, node: Node, event: Any) -> Iterator[Node]:
        """The mappings that a merge key refers to."""
        for source in [node] if isinstance(node.value, dict) else list(node.children.values()):
            if isinstance(source.value, dict):
                yield source
            else:
                self.fault(event, f"'<<' merges mappings, found {shown(source.value)}")
        if not isinstance(node.value, (dict, list)):
            self.fault(event, f"'<<' merges mappings, found {shown(node.value)}")


def _of_syntax(text: str, error: MarkedYAMLError) -> list[tuple[Finding, int, int]]:
    """The faults behind a syntax error: each line indented with a tab, if it is about one of them."""
    fault = syntax_fault(error)
    tabs = tab_faults(text)
    return tabs if any(line == fault[1] for _, line, _ in tabs) else [fault]


def compose(text: str) -> tuple[Node | None, list[tuple[Finding, int, int]]]:
    """The tree of a text, and every syntax fault with its line and column (0 means unknown).

    The tree is ``None`` if the text contains no value or could not be parsed to its end.
    """
    builder = _Builder()
    try:
        for event in quick_yaml(TabScanner).parse(text):
            builder.take(event)
    except _StopError:
        builder.root = None
    except ReaderError as error:
        builder.root = None
        builder.faults.append(character_fault(text, error))
    except MarkedYAMLError as error:
        builder.root = None
        builder.faults.extend(_of_syntax(text, error))
    except (YAMLError, ValueError, IndexError, AttributeError, TypeError, AssertionError, OverflowError) as error:
        # The scanner fails on some malformed escapes and directives without a position.
        builder.root = None
        builder.faults.append((Finding((), f"invalid YAML: {str(error).strip() or type(error).__name__}"), 0, 0))
    return builder.root, builder.faults
