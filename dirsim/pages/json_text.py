"""JSON format that every command prints."""

from __future__ import annotations

import json
from typing import Any

from dirsim.pages.plain import escaped_unseen


def json_text(value: Any) -> str:
    """A value as JSON: keys in the order of the contract, indented by two spaces, with one newline at the end.

    Characters that steer a terminal or reverse the direction of text are written as escapes.

    Args:
        value: Anything with ``to_dict()``, or plain dictionaries, lists, texts and numbers.
    """
    plain = value.to_dict() if hasattr(value, "to_dict") else value
    return escaped_unseen(json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False)) + "\n"
