"""Requirements in the form of a file, for records that are verified later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import Factory, fields, has

if TYPE_CHECKING:
    from dirsim.model.requirements import Requirements


def as_file(requirements: Requirements) -> dict[str, Any]:
    """The requirements as a document in the file form, ``requirements/v1``; unknown and empty values are left out."""
    return {"dirsim": "requirements/v1", **_mapping(requirements)}


def _mapping(value: Any) -> dict[str, Any]:
    found = {}
    for entry in fields(type(value)):
        if not entry.metadata.get("in_file", True):
            continue
        given = getattr(value, entry.name)
        default = entry.default.factory() if isinstance(entry.default, Factory) else entry.default  # type: ignore[arg-type]
        if given == default or given is None:
            continue
        found[entry.name.rstrip("_")] = _written(given)
    return found


def _written(value: Any) -> Any:
    if hasattr(value, "word") and hasattr(value, "detail"):  # a need
        detail = _mapping(value.detail)
        return {value.word: detail} if detail else value.word
    if has(type(value)):
        return _mapping(value)
    if isinstance(value, Mapping):
        return {str(name): _written(entry) for name, entry in value.items()}
    if isinstance(value, tuple):
        return [_written(entry) for entry in value]
    return value
