"""CloudFormation templates: YAML with intrinsic functions, or JSON.

``Ref`` and ``Fn::GetAtt`` of a resource become the resource's logical name, ``Ref`` of a parameter its default; whatever else
only a deployment knows becomes unknown. Parameters with ``NoEcho`` are never resolved.
Source: AWS CloudFormation User Guide, "Intrinsic function reference".
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from typing import Any

from attrs import define, field, frozen

from dirsim.catalog.limits import LIMITS
from dirsim.errors import InputError, Problem
from dirsim.parsing.places import MAX_DEPTH

_BYTES, _VALUES = LIMITS["yaml-bytes"], LIMITS["values"]
_DEEPEST = 60
_TAGS = {"!Ref": "Ref", "!Condition": "Condition"}


@frozen(kw_only=True)
class Template:
    """The resources of a template.

    Attributes:
        resources: Logical name, type and properties of each; an unknown value is ``None``.
        unresolved: For each logical name the path of each unknown value, and the reason.
    """

    resources: tuple[tuple[str, str, Mapping[str, Any]], ...]
    unresolved: Mapping[str, tuple[tuple[str, str], ...]]


def parse_template(text: str, file: str) -> Template:
    """The resources of a template in YAML or JSON.

    Args:
        text: The template.
        file: Its name in messages.

    Raises:
        InputError: The text is neither YAML nor JSON, uses aliases, is nested too deeply, or has no resources.
    """
    data = _loaded(text, file)
    resources = data.get("Resources") if isinstance(data, Mapping) else None
    if not isinstance(resources, Mapping):
        raise InputError((Problem("", "the file has no Resources", "expected a CloudFormation template", file),))
    parameters = data.get("Parameters") if isinstance(data.get("Parameters"), Mapping) else {}
    mappings = data.get("Mappings") if isinstance(data.get("Mappings"), Mapping) else {}
    made: list[tuple[str, str, Mapping[str, Any]]] = []
    unresolved: dict[str, tuple[tuple[str, str], ...]] = {}
    for logical, entry in resources.items():
        if str(logical).startswith("Fn::ForEach"):
            made.append((str(logical), "Fn::ForEach", {}))
            continue
        if not isinstance(entry, Mapping):
            continue
        resolver = _Resolver(resources, parameters or {}, mappings or {})
        properties = resolver.value(entry.get("Properties") or {}, ())
        if entry.get("Condition"):
            resolver.unknown.append(("Condition", f"the resource exists only under the condition {entry['Condition']}"))
        made.append((str(logical), str(entry.get("Type")), properties if isinstance(properties, Mapping) else {}))
        unresolved[str(logical)] = tuple(resolver.unknown)
    return Template(resources=tuple(made), unresolved=unresolved)


def _loaded(text: str, file: str) -> Any:
    if text.lstrip("\ufeff \t\r\n")[:1] == "{":
        try:
            return json.loads(text.lstrip("\ufeff"))
        except RecursionError:
            raise InputError((Problem("", "the file is nested too deeply", "", file),)) from None
        except ValueError as error:
            line, column = getattr(error, "lineno", 0), getattr(error, "colno", 0)
            raise InputError((Problem("", "the file is not JSON", "", file, line, column),)) from None
    return _yaml(text, file)


def _yaml(text: str, file: str) -> Any:
    from ruamel.yaml.composer import Composer  # noqa: PLC0415 -- JSON needs none of it
    from ruamel.yaml.constructor import SafeConstructor  # noqa: PLC0415 -- as above
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415 -- as above
    from ruamel.yaml.events import (  # noqa: PLC0415 -- as above
        AliasEvent,
        MappingEndEvent,
        MappingStartEvent,
        ScalarEvent,
        SequenceEndEvent,
        SequenceStartEvent,
    )
    from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode  # noqa: PLC0415 -- as above

    from dirsim.parsing.quick_yaml import quick_yaml  # noqa: PLC0415 -- as above

    size = len(text.encode("utf-8", "surrogatepass"))
    if size > _BYTES.most:
        raise InputError((Problem("", f"the YAML text has {_BYTES.exceeded(size)}", _BYTES.advice, file),))

    kinds = {ScalarEvent: ScalarNode, SequenceStartEvent: SequenceNode, MappingStartEvent: MappingNode}

    def refused(message: str, hint: str, mark: Any) -> InputError:
        return InputError((Problem("", message, hint, file, mark.line + 1, mark.column + 1),))

    class Constructor(SafeConstructor):
        """A constructor that turns the short form of a function into its long form."""

    class Limited(Composer):
        """A composer of few nodes, few levels and no aliases; it keeps its own stack, since deep calls take Python long."""

        def compose_node(self, _parent: Any, _index: Any) -> Any:
            """The node of a document."""
            stack: list[Any] = []
            keys: list[Any] = []  # of the mappings on the stack: the key that waits for its value
            nodes = 0
            while True:
                event = self.parser.get_event()
                if isinstance(event, MappingEndEvent | SequenceEndEvent):
                    node = stack.pop()
                    keys.pop()
                else:
                    nodes += 1
                    if isinstance(event, AliasEvent):
                        raise refused("aliases are not read", "", event.start_mark)
                    if nodes > _VALUES.most:
                        message = f"the file has more than {_VALUES.most} values"
                        raise refused(message, _VALUES.advice, event.start_mark)
                    node = self.node_of(event)
                    if not isinstance(event, ScalarEvent):
                        if len(stack) >= MAX_DEPTH:
                            raise refused(f"the file is nested deeper than {MAX_DEPTH} levels", "", event.start_mark)
                        stack.append(node)
                        keys.append(None)
                        continue
                if not stack:
                    return node
                if isinstance(stack[-1], SequenceNode):
                    stack[-1].value.append(node)
                elif keys[-1] is None:
                    keys[-1] = node
                else:
                    stack[-1].value.append((keys[-1], node))
                    keys[-1] = None

        def node_of(self, event: Any) -> Any:
            """The node of a scalar, or of a list or mapping that begins."""
            kind = kinds[type(event)]
            value = event.value if kind is ScalarNode else None
            tag = event.ctag
            if tag is None or str(tag) == "!":
                tag = self.resolver.resolve(kind, value, event.implicit)
            return kind(tag, [] if value is None else value, event.start_mark, event.end_mark)

    def function(loader: Any, suffix: str, node: Any) -> Any:
        name = _TAGS.get(f"!{suffix}", f"Fn::{suffix}")
        if isinstance(node, ScalarNode):
            value: Any = str(node.value)
            if name == "Fn::GetAtt":
                value = value.split(".", 1)
        elif isinstance(node, SequenceNode):
            value = loader.construct_sequence(node, deep=True)
        elif isinstance(node, MappingNode):
            value = loader.construct_mapping(node, deep=True)
        else:
            value = None
        return {name: value}

    Constructor.add_multi_constructor("!", function)
    reader = quick_yaml()
    reader.Constructor = Constructor
    reader.Composer = Limited
    try:
        try:
            return reader.load(text)
        except KeyError:  # an unknown version of YAML, read ahead of its document: the events have its place
            deque(quick_yaml().parse(text), maxlen=0)
            raise ValueError from None
    except MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
        raise InputError((Problem("", f"the file is not YAML: {error.problem}", "", file, line, column),)) from None
    except (YAMLError, ValueError, RecursionError, TypeError):
        raise InputError((Problem("", "the file is not YAML", "", file),)) from None


@define
class _Resolver:
    resources: Mapping[str, Any]
    parameters: Mapping[str, Any]
    mappings: Mapping[str, Any]
    unknown: list[tuple[str, str]] = field(factory=list)

    def value(self, given: Any, path: tuple[str, ...]) -> Any:
        """The value with its functions resolved; an unknown one is ``None`` and is noted."""
        if len(path) > _DEEPEST:
            return self._none(path, "it is nested too deeply")
        if isinstance(given, Mapping):
            if len(given) == 1:
                name, argument = next(iter(given.items()))
                if name == "Ref" or str(name).startswith("Fn::"):
                    return self._function(str(name), argument, path)
            return {str(key): self.value(below, (*path, str(key))) for key, below in given.items()}
        if isinstance(given, list):
            return [self.value(below, (*path, str(place))) for place, below in enumerate(given)]
        return given

    def _none(self, path: tuple[str, ...], why: str) -> None:
        self.unknown.append((".".join(path), why))

    def _function(self, name: str, argument: Any, path: tuple[str, ...]) -> Any:
        if name == "Ref":
            return self._reference(str(argument), path)
        if name == "Fn::GetAtt":
            first = argument[0] if isinstance(argument, list) and argument else argument
            if isinstance(first, str) and first in self.resources:
                wanted = str(argument[1]) if isinstance(argument, list) and len(argument) > 1 else ""
                # The id of a resource is the resource; other attributes are known after the deployment only.
                return (
                    first
                    if wanted.lower().endswith("id")
                    else self._none(path, f"{first}.{wanted} is known only after the deployment")
                )
        if name == "Fn::Sub" and isinstance(argument, str) and "${" not in argument:
            return argument
        if name == "Fn::Join" and isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], list):
            parts = [self.value(entry, path) for entry in argument[1]]
            if all(isinstance(entry, str | int) for entry in parts):
                return str(argument[0]).join(str(entry) for entry in parts)
            return None
        if name == "Fn::FindInMap" and isinstance(argument, list) and len(argument) == 3:
            keys = [self.value(entry, path) for entry in argument]
            held: Any = self.mappings
            for key in keys:
                held = held.get(key) if isinstance(held, Mapping) else None
            if held is not None:
                return held
        return self._none(path, f"{name} is resolved only by a deployment")

    def _reference(self, name: str, path: tuple[str, ...]) -> Any:
        if name in self.resources:
            return name
        parameter = self.parameters.get(name)
        if isinstance(parameter, Mapping):
            if str(parameter.get("NoEcho", "")).lower() == "true":
                return self._none(path, f"the parameter {name} is a secret and is not read")
            if "Default" in parameter and not str(parameter.get("Type", "")).startswith("AWS::SSM::"):
                default = parameter["Default"]
                is_list = str(parameter.get("Type", "")).startswith(("List<", "CommaDelimited"))
                return [part.strip() for part in str(default).split(",")] if is_list else default
        return self._none(path, f"the value of {name} is known only at the deployment")
