"""File-only parts of the JSON Schemas: short forms and extra keys."""

from __future__ import annotations

from typing import Any

from dirsim.catalog.need_words import NEEDS

Schema = dict[str, Any]

_NULL: Schema = {"type": "null"}
_TEXT: Schema = {"type": "string"}
_NAMES: Schema = {"type": "array", "items": _TEXT}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_COUNT_OR_WORD: Schema = {"anyOf": [_COUNT, {"enum": ["hundreds", "multiple"]}, _NULL]}
_SHARE_OF_TIME: Schema = {"anyOf": [{"type": "number", "minimum": 0}, _NULL]}

# Durations as numbers with the unit in the key: the key, the field that it is short for, and the unit.
NUMBERED_TIMES = {
    "history_months": ("history", "mo"),
    "history_days": ("history", "d"),
    "duration_hours": ("duration", "h"),
    "duration_minutes": ("duration", "m"),
    "rotation_days": ("rotation", "d"),
}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _short(description: str, shape: Schema) -> Schema:
    return {"description": f"Short form: {description}", **shape}


_NOTES = {
    "what": "The object or attribute that could not be read.",
    "why": "The reason.",
    "check": "The name of the check.",
    "about": "The directory, domain, trust or site that the finding is about.",
    "level": "The severity: error, warning, note, or unknown where the check lacked the data that it needs.",
    "message": "The finding.",
}


def _noted(description: str, *keys: str) -> Schema:
    """The schema of notes that a command writes into a file: a list of mappings of text."""
    properties = {key: {"description": _NOTES[key], **_TEXT} for key in keys}
    note = {
        "description": "One note.",
        "type": "object",
        "properties": properties,
        "required": list(keys),
        "additionalProperties": False,
    }
    return {"description": description, "anyOf": [{"type": "array", "items": note}, _NULL]}


def _named(*shapes: Schema) -> Schema:
    """The schema of a mapping of names to one of the shapes."""
    return {"type": "object", "additionalProperties": {"anyOf": list(shapes)}}


def _directories(definitions: Schema, kind: str) -> Schema:
    """The schema of directories by name; their domains may be a mapping, a list of names or one name."""
    domains = definitions[kind]["properties"]["domains"]
    domains["description"] += " A list of names, or one name, is short for domains without further properties."
    domains["anyOf"] = [_named(_ref("Domain"), _NULL), _NAMES, _TEXT, _NULL]
    return {"anyOf": [_named(_ref(kind), _ref("directory-kind"), _NULL), _NULL]}


def _network(properties: Schema, definitions: Schema, directory: str) -> None:
    properties["sites"] |= {"anyOf": [_named(_ref("Site"), _ref("site-kind"), _NULL), _NULL]}
    properties["sites"]["description"] += " The kind alone is short for a site without further properties."
    properties["directories"] |= _directories(definitions, directory)


def requirements_forms(definitions: Schema) -> None:
    """Change the definitions of the classes into those of the requirements file."""
    top = definitions["Requirements"]["properties"]
    top["name"] |= {"minLength": 1}
    top["unread"] = _noted(
        "What `dirsim discover` could not read, and why; dirsim does not evaluate these notes.", "what", "why"
    )
    top["checks"] = _noted(
        "The findings of `dirsim discover` in the estate; dirsim does not evaluate these notes.",
        "check",
        "about",
        "level",
        "message",
    )
    detail = definitions["NeedDetail"]["properties"]
    definitions["NeedDetail"]["properties"] = {name.rstrip("_"): shape for name, shape in detail.items()}
    details = {
        "type": "object",
        "description": "A need with its detail: the word of the need, with the detail under it.",
        "properties": {word: {"anyOf": [_ref("NeedDetail"), _NULL]} for word in NEEDS},
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    definitions["need-with-detail"] = details
    entries = {"type": "array", "items": {"anyOf": [_ref("need"), _ref("need-with-detail")]}}
    top["needs"]["anyOf"] = [entries, _ref("need"), _NULL]

    workload = [_ref("Workload"), _ref("workload-kind")]
    kinds = {"type": "array", "items": {"anyOf": list(workload)}}
    top["workloads"]["anyOf"] = [_named(*workload), kinds, _NULL]
    top["workloads"]["description"] += (
        " Short forms: the kind alone in place of a workload; a list of kinds, whose workloads are named after their kind."
    )
    _estate(definitions)
    credential = definitions["Credential"]["properties"]
    credential["location"] = {
        "description": credential["location"]["description"] + " Other words are accepted.",
        "anyOf": [_ref("credential-location"), _TEXT, _NULL],
    }
    credential["target"]["anyOf"].insert(0, _ref("target"))
    credential["rotation"]["anyOf"].insert(0, {"type": "boolean"})
    for key, (field, _) in NUMBERED_TIMES.items():
        credential[key] = _short(f"`{field}` as a number of {key.rpartition('_')[2]}.", _SHARE_OF_TIME)


def _estate(definitions: Schema) -> None:
    estate = definitions["Estate"]["properties"]
    _network(estate, definitions, "Directory")
    providers = {"anyOf": [{"type": "array", "items": _ref("identity-provider")}, _ref("identity-provider"), _NULL]}
    level = {"anyOf": [_TEXT, {"type": "integer"}, _NULL]}
    flag = {"anyOf": [{"type": "boolean"}, _NULL]}
    regions = definitions["AwsEstate"]["properties"]["regions"]["anyOf"]
    estate |= {
        "on_prem_domains": _short("`domains` of `on_prem_ad`.", _COUNT_OR_WORD),
        "on_prem_forests": _short("`forests` of `on_prem_ad`.", _COUNT_OR_WORD),
        "existing_idp": _short("`identity_providers`.", providers),
        "domain_functional_level": _short("`functional_level`.", level),
        "accounts": _short("`accounts` of `aws`.", _COUNT_OR_WORD),
        "regions": _short("`regions` of `aws`.", {"anyOf": regions}),
        "opt_in_regions": _short("`opt_in_regions` of `aws`.", flag),
        "new_customer": _short("`new_customer` of `aws`.", flag),
        "new_aws_customer": _short("`new_customer` of `aws`.", flag),
    }


def topology_forms(definitions: Schema) -> None:
    """Change the definitions of the classes into those of the topology file."""
    top = definitions["TopologyFile"]["properties"]
    _network(top, definitions, "DirectoryEntry")
    faults = {"type": "array", "items": _ref("FaultEntry")}
    top["scenarios"]["anyOf"] = [_named(_ref("ScenarioEntry"), faults, _NULL), _NULL]
    top["scenarios"]["description"] += " A list of faults alone is also a scenario."
    top["principals"]["anyOf"] = [_named(_ref("Principal"), _ref("principal-kind"), _NULL), _NULL]
