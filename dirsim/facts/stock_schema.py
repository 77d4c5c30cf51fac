"""The schema that a forest is delivered with, as data: names, object identifiers, syntaxes, link ids, class relations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

PLACE = Path(__file__).with_name("schema") / "active-directory.json"
"""Read off a freshly provisioned directory; ``objectVersion`` says of which version of Windows Server."""


@cache
def raw_stock_schema() -> Mapping[str, Any]:
    """The delivered schema: ``objectVersion``, ``attributes`` and ``classes`` by ``lDAPDisplayName``. Not to be altered."""
    return MappingProxyType(json.loads(PLACE.read_bytes()))
