"""Plain dictionaries of values in the form of the files, without defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import NOTHING, fields, has

from dirsim.model.directory import Directory, Trust
from dirsim.model.requirements import Workload

# Fields written even at their default, so that readers need not know the default.
_ALWAYS = {
    (Directory, "kind"),
    (Trust, "kind"),
    (Trust, "two_way"),
    (Trust, "selective"),
    (Trust, "sid_filtering"),
    (Workload, "kind"),
}


def plain_data(value: Any) -> Any:
    """A value as dictionaries, lists, texts and numbers; fields keep their order."""
    if has(type(value)):
        made: dict[str, Any] = {}
        for field in fields(type(value)):
            inner = getattr(value, field.name)
            if (type(value), field.name) in _ALWAYS or field.default is NOTHING or inner != _default(field.default):
                made[field.name.rstrip("_")] = plain_data(inner)
        return made
    if isinstance(value, Mapping):
        return {key: plain_data(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [plain_data(inner) for inner in value]
    return value


def _default(default: Any) -> Any:
    return default.factory() if hasattr(default, "factory") else default
