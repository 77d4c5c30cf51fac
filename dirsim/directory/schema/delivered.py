"""The schema delivered with a new forest, as data.

It holds names, object identifiers, syntaxes, link ids and class relations.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

PLACE = Path(__file__).with_name("active-directory.json")
"""Read from a newly provisioned directory; ``objectVersion`` identifies the version of Windows Server."""


@cache
def raw_stock_schema() -> Mapping[str, Any]:
    """The delivered schema: ``objectVersion``, ``attributes`` and ``classes`` by ``lDAPDisplayName``. Do not modify it."""
    return MappingProxyType(json.loads(PLACE.read_bytes()))
