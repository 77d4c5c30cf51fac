"""Resources of Terraform state, plans and configuration, without secrets.

Read are states of version 4, ``terraform show -json``, and configuration in JSON.

Values that Terraform marks as sensitive, and those whose name says that they are secret, are dropped while the text is parsed:
nothing above this module ever sees them. Outputs are not read at all.
Source: developer.hashicorp.com/terraform/internals/json-format; the state's format is that of ``terraform state pull``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve, frozen

from dirsim.errors import InputError, Problem

STATE, SHOW, CONFIGURATION = "state", "show", "configuration"
_SECRET = re.compile(r"pass(word|phrase|wd)|secret|token|private_key|credential|access_key", re.IGNORECASE)
_NOT_SECRET = frozenset({"secret_arn", "secret_id"})
_REFERENCE = re.compile(
    r"\$\{(?!var\.|local\.|each\.|count\.)((?:data\.)?[\w-]+\.[\w-]+)(?:\[[^\]]*\])?(?:\.[\w-]+)?\}"
)
_VARIABLE = re.compile(r"\$\{var\.([\w-]+)\}")
_DEEPEST = 60


@frozen(kw_only=True)
class TerraformResource:
    """One instance of a resource.

    Attributes:
        address: Its address, such as ``module.hub.aws_directory_service_directory.corp``.
        type: Its type.
        values: Its attributes without sensitive ones; a value known only after an apply is missing.
    """

    address: str
    type: str
    values: Mapping[str, Any]

    @property
    def identity(self) -> str:
        """Its id; where the id is unknown, its address, which references in a configuration name."""
        found = self.values.get("id")
        return str(found) if found else self.address


def load_terraform(text: str, file: str) -> Any:
    """The data of a Terraform file without secret values.

    Raises:
        InputError: The text is not JSON, or is nested too deeply.
    """
    try:
        data = json.loads(text, object_pairs_hook=_without_secrets)
    except RecursionError:
        raise InputError((Problem("", "the file is nested too deeply", "", file),)) from None
    except ValueError as error:
        line, column = getattr(error, "lineno", 0), getattr(error, "colno", 0)
        hint = "for .tf files, run: terraform show -json > show.json"
        raise InputError((Problem("", "the file is not JSON", hint, file, line, column),)) from None
    return data


def _without_secrets(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object without the values whose key names a secret; objects are kept, since their own values are looked at."""
    return {
        key: value
        for key, value in pairs
        if isinstance(value, Mapping) or not _SECRET.search(key) or key in _NOT_SECRET
    }


def terraform_form(data: Any) -> str:
    """The form of Terraform data: ``state``, ``show`` or ``configuration``; empty means that it is none of them."""
    if not isinstance(data, Mapping):
        return ""
    if isinstance(data.get("resources"), list) and ("terraform_version" in data or "lineage" in data):
        return STATE
    if "format_version" in data and ("values" in data or "planned_values" in data):
        return SHOW
    return CONFIGURATION if isinstance(data.get("resource"), Mapping) else ""


def terraform_resources(data: Any) -> tuple[TerraformResource, ...]:
    """The resources of Terraform data of any form, in the order of the file."""
    form = terraform_form(data)
    readers = {STATE: _of_state, SHOW: _of_show, CONFIGURATION: _of_configuration}
    return tuple(readers[form](data)) if form else ()


def listed(value: Any) -> list[Any]:
    """The entries of a list; one text alone is a list of it, and anything else is empty."""
    return value if isinstance(value, list) else [value] if isinstance(value, str) and value else []


def _of_state(data: Mapping[str, Any]) -> Iterator[TerraformResource]:
    for entry in data["resources"]:
        if not isinstance(entry, Mapping):
            continue
        module = f"{entry['module']}." if isinstance(entry.get("module"), str) else ""
        mode = "data." if entry.get("mode") == "data" else ""
        for instance in listed(entry.get("instances")):
            if not isinstance(instance, Mapping) or not isinstance(instance.get("attributes"), Mapping):
                continue
            key = instance.get("index_key")
            index = "" if key is None else f"[{json.dumps(key)}]"
            values = dict(instance["attributes"])
            for path in listed(instance.get("sensitive_attributes")):
                _drop(values, _steps(path))
            yield TerraformResource(
                address=f"{module}{mode}{entry.get('type')}.{entry.get('name')}{index}",
                type=str(entry.get("type")),
                values=values,
            )


def _steps(path: Any) -> list[Any]:
    """The steps of a path as a state writes it: a list of objects with ``value``."""
    return [step.get("value") if isinstance(step, Mapping) else step for step in path] if isinstance(path, list) else []


def _drop(values: Any, steps: list[Any]) -> None:
    for step in steps[:-1]:
        if (isinstance(values, Mapping) and not isinstance(step, (list, Mapping)) and step in values) or (
            isinstance(values, list) and isinstance(step, int) and 0 <= step < len(values)
        ):
            values = values[step]
        else:
            return
    if steps and isinstance(values, dict):
        values.pop(steps[-1], None)


def module_calls(data: Any) -> tuple[str, ...]:
    """The modules that configuration in JSON calls, whose resources it does not hold; empty for other forms."""
    called = data.get("module") if terraform_form(data) == CONFIGURATION else None
    return tuple(f"module.{name}" for name in called) if isinstance(called, Mapping) else ()


def _of_show(data: Mapping[str, Any]) -> Iterator[TerraformResource]:
    whole = data.get("values") or data.get("planned_values")
    found = list(_of_module(whole.get("root_module"), 0)) if isinstance(whole, Mapping) else []
    configuration = data.get("configuration")
    references: dict[str, dict[str, str]] = {}
    if isinstance(configuration, Mapping):
        _references(configuration.get("root_module"), "", references, 0)
    same: dict[str, list[TerraformResource]] = {}
    for resource in found:
        same.setdefault(_INDEX.sub("", resource.address), []).append(resource)
    for resource in found:
        added = {}
        for name, target in references.get(_INDEX.sub("", resource.address), {}).items():
            named = same.get(target, [])
            index = _INDEX.findall(resource.address)[-1:]
            alike = [one for one in named if _INDEX.findall(one.address)[-1:] == index] or named
            if resource.values.get(name) is None and len(alike) == 1:
                added[name] = alike[0].identity
        yield evolve(resource, values={**resource.values, **added}) if added else resource


_INDEX = re.compile(r"\[[^\]]*\]")


def _references(module: Any, at: str, found: dict[str, dict[str, str]], depth: int) -> None:
    """Collect, by resource, the arguments of a plan's configuration that name a resource of the same module."""
    if not isinstance(module, Mapping) or depth > _DEEPEST:
        return
    for entry in listed(module.get("resources")):
        expressions = entry.get("expressions") if isinstance(entry, Mapping) else None
        for name, value in expressions.items() if isinstance(expressions, Mapping) else ():
            named = listed(value.get("references")) if isinstance(value, Mapping) else []
            parts = str(named[0]).split(".") if named else []
            if len(parts) > 1 and parts[0] not in ("var", "local", "each", "count", "module", "data", "path"):
                target = f"{at}{parts[0]}.{_INDEX.sub('', parts[1])}"
                found.setdefault(f"{at}{entry.get('type')}.{entry.get('name')}", {})[str(name)] = target
    calls = module.get("module_calls")
    for name, call in calls.items() if isinstance(calls, Mapping) else ():
        if isinstance(call, Mapping):
            _references(call.get("module"), f"{at}module.{name}.", found, depth + 1)


def _of_module(module: Any, depth: int) -> Iterator[TerraformResource]:
    if not isinstance(module, Mapping) or depth > _DEEPEST:
        return
    for entry in listed(module.get("resources")):
        if isinstance(entry, Mapping) and isinstance(entry.get("values"), Mapping):
            values = _visible(entry["values"], entry.get("sensitive_values"))
            yield TerraformResource(address=str(entry.get("address")), type=str(entry.get("type")), values=values)
    for child in listed(module.get("child_modules")):
        yield from _of_module(child, depth + 1)


def _visible(values: Any, hidden: Any) -> Any:
    """The values that Terraform does not mark as sensitive."""
    if isinstance(values, Mapping):
        marks = hidden if isinstance(hidden, Mapping) else {}
        return {key: _visible(value, marks.get(key)) for key, value in values.items() if marks.get(key) is not True}
    if isinstance(values, list) and isinstance(hidden, list):
        marks_of = [*hidden, *([None] * len(values))]
        return [_visible(value, mark) for value, mark in zip(values, marks_of, strict=False) if mark is not True]
    return values


def _of_configuration(data: Mapping[str, Any]) -> Iterator[TerraformResource]:
    variables = data.get("variable") if isinstance(data.get("variable"), Mapping) else {}
    known = {
        name: entry["default"]
        for name, entry in (variables or {}).items()
        if isinstance(entry, Mapping) and "default" in entry and not entry.get("sensitive") and not _SECRET.search(name)
    }
    for kind, named in data["resource"].items():
        for name, entries in named.items() if isinstance(named, Mapping) else ():
            for entry in entries if isinstance(entries, list) else [entries]:
                if isinstance(entry, Mapping):
                    yield TerraformResource(address=f"{kind}.{name}", type=str(kind), values=_resolved(entry, known))


def _resolved(value: Any, known: Mapping[str, Any]) -> Any:
    """References replaced by the addresses that they name, variables by their defaults; others stay as they are written."""
    if isinstance(value, Mapping):
        return {key: _resolved(inner, known) for key, inner in value.items()}
    if isinstance(value, list):
        return [_resolved(inner, known) for inner in value]
    if not isinstance(value, str):
        return value
    whole = _VARIABLE.fullmatch(value)
    if whole:
        return known.get(whole[1], value)
    reference = _REFERENCE.fullmatch(value)
    return reference[1] if reference else value
