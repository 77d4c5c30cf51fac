"""Generator of the JSON Schemas of the file formats from the classes.

The committed schemas in ``schemas/`` are read at run time.
"""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path
from typing import Any

import msgspec
from attrs import fields

from dirsim.catalog.word_lists import WORD_LISTS
from dirsim.files.schema_forms import requirements_forms, topology_forms
from dirsim.files.synonyms import SYNONYMS
from dirsim.files.topology_file import TopologyFile
from dirsim.model.requirements import Requirements

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = Path(__file__).parent / "schemas"
NULL: Schema = {"type": "null"}

_ROLE = re.compile(r":\w+:`~?(?:[\w.]*\.)?([\w]+)`")
_FIELD = re.compile(r"^(\w+): (.*)$")


def requirements_schema() -> Schema:
    """The JSON Schema of ``requirements/v1`` files."""
    definitions = _definitions(Requirements)
    requirements_forms(definitions)
    return _whole("Requirements", "requirements/v1", definitions)


def topology_schema() -> Schema:
    """The JSON Schema of ``topology/v1`` files."""
    definitions = _definitions(TopologyFile)
    topology_forms(definitions)
    return _whole("TopologyFile", "topology/v1", definitions)


def schema_text(schema: Schema) -> str:
    """The text of a schema as it is committed."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def write_schemas(folder: Path = FOLDER) -> None:
    """Write both schemas into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in (("requirements", requirements_schema()), ("topology", topology_schema())):
        (folder / f"{name}.schema.json").write_text(schema_text(schema), encoding="utf-8")


def _whole(root: str, version: str, definitions: Schema) -> Schema:
    top = definitions.pop(root)
    marks: Schema = {
        "$schema": {"type": "string", "description": "The JSON Schema for editors; dirsim does not read it."},
        "dirsim": {"const": version, "description": "The format of this file and its version."},
    }
    top["properties"] = {**marks, **top["properties"]}
    top["required"] = ["dirsim", *top["required"]]
    used: Schema = {}
    _collect(top, definitions, used)
    return {"$schema": DIALECT, "title": f"dirsim {version}", **top, "$defs": dict(sorted(used.items()))}


def _collect(part: Any, definitions: Schema, used: Schema) -> None:
    """Collect the definitions that a part refers to, directly or indirectly."""
    if isinstance(part, dict):
        name = part.get("$ref", "").rpartition("/")[2] if isinstance(part.get("$ref"), str) else ""
        if name and name not in used:
            used[name] = definitions[name]
            _collect(definitions[name], definitions, used)
        part = list(part.values())
    if isinstance(part, list):
        for below in part:
            _collect(below, definitions, used)


def _definitions(root: type) -> Schema:
    """The definitions of the word lists and of the classes under a root."""
    _, made = msgspec.json.schema_components([root], ref_template="#/$defs/{name}")
    classes = {cls.__name__: cls for cls in _classes(root)}
    definitions: Schema = {name: _class_schema(part, classes[name]) for name, part in made.items()}
    for name, words in WORD_LISTS.items():
        synonyms = {word: f"The same as `{proper}`." for word, proper in SYNONYMS.get(name, {}).items()}
        meanings = {**words, **synonyms}
        definitions[name] = {"enum": list(meanings), "enumDescriptions": list(meanings.values())}
    return definitions


def _classes(root: type) -> list[type]:
    """The attrs classes that a class is composed of, including itself."""
    found: dict[type, None] = {}
    pending: list[Any] = [msgspec.inspect.type_info(root)]
    while pending:
        part = pending.pop()
        if isinstance(part, msgspec.inspect.DataclassType):
            if part.cls in found:
                continue
            found[part.cls] = None
            pending.extend(field.type for field in part.fields)
        for name in ("type", "item_type", "key_type", "value_type"):
            below = getattr(part, name, None)
            if isinstance(below, msgspec.inspect.Type):
                pending.append(below)
        for name in ("types", "item_types"):
            pending.extend(getattr(part, name, ()))
    return list(found)


def _class_schema(part: Schema, cls: type) -> Schema:
    descriptions: dict[str, str] = {}
    for base in reversed(cls.__mro__[:-1]):
        descriptions |= _attribute_texts(base)
    required = part["required"]
    properties: Schema = {}
    in_file = {entry.name: entry.metadata.get("in_file", True) for entry in fields(cls)}
    for name, made in part["properties"].items():
        if not in_file[name]:
            continue
        shape = _tidied(made)
        if name not in required and NULL not in shape.get("anyOf", ()):
            shape = {"anyOf": [*shape.pop("anyOf", [shape]), NULL]}
        properties[name] = {"description": descriptions[name], **shape}
    return {
        "description": _summary(cls),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _tidied(part: Schema) -> Schema:
    """A part from msgspec, with references to word lists, without defaults, and with one entry allowed for a list."""
    if "enumDescriptions" in part:
        for name, words in WORD_LISTS.items():
            if list(words) == part["enum"]:
                return {"$ref": f"#/$defs/{name}"}
    tidy = {key: value for key, value in part.items() if key not in {"default", "title"}}
    if tidy.get("additionalProperties") is True:  # a mapping of anything
        del tidy["additionalProperties"]
    for key in ("items", "additionalProperties"):
        if isinstance(tidy.get(key), dict):
            tidy[key] = _tidied(tidy[key])
    if "anyOf" in tidy:
        branches: list[Schema] = []
        for branch in map(_tidied, tidy["anyOf"]):
            branches.extend(branch["anyOf"] if set(branch) == {"anyOf"} else [branch])
        tidy["anyOf"] = branches
    if tidy.get("type") == "array" and isinstance(tidy.get("items"), dict) and "prefixItems" not in tidy:
        item = tidy["items"]
        if item == {"type": "string"} or item.get("$ref", "").rpartition("/")[2] in WORD_LISTS:
            return {"anyOf": [tidy, item]}
    return tidy


def _summary(cls: type) -> str:
    paragraph = inspect.cleandoc(cls.__doc__ or "").partition("\n\n")[0]
    return _prose(paragraph)


def _attribute_texts(cls: type) -> dict[str, str]:
    """The texts of the fields in the Attributes section of a docstring, by name."""
    texts: dict[str, str] = {}
    name = ""
    section = inspect.cleandoc(cls.__doc__ or "").partition("Attributes:\n")[2].partition("\n\n")[0]
    for line in section.splitlines():
        started = _FIELD.match(line[4:])
        if started and not line.startswith("     "):
            name = started[1]
            texts[name] = started[2]
        elif name:
            texts[name] += f" {line.strip()}"
    return {key: _prose(text) for key, text in texts.items()}


def _prose(text: str) -> str:
    """The text of a docstring for readers of the file, without references to the Python classes."""
    text = re.sub(r" See :attr:`[^`]*`\.", "", text)
    text = text.replace("``None`` means", "left out means").replace("``None``", "nothing").replace("``", "`")
    return " ".join(_ROLE.sub(r"\1", text).split())


if __name__ == "__main__":
    write_schemas()
