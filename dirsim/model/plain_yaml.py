"""Plain data as YAML text that dirsim and every YAML 1.2 reader take."""

from __future__ import annotations

import json
import re
from typing import Any

_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 ._/+@-]*[A-Za-z0-9._/+@-])?")
_NOT_TEXT = frozenset(["true", "false", "yes", "no", "on", "off", "null", "y", "n"])
_WIDTH = 100


def yaml_text(data: dict[str, Any]) -> str:
    """A mapping of plain data as YAML: short values on one line, others in block style.

    Args:
        data: Mappings with text keys, lists, text, numbers, booleans and ``None``.
    """
    return "".join(f"{line}\n" for line in _block(data, 0))


def _block(value: Any, depth: int) -> list[str]:
    indent = "  " * depth
    lines: list[str] = []
    entries = [(f"{_scalar(key)}:", below) for key, below in value.items()] if isinstance(value, dict) else []
    entries = entries or [("-", below) for below in value]
    for head, below in entries:
        flow = _flow(below)
        opened = isinstance(below, dict) and below and depth < 1  # the first two levels of mappings are easy to edit
        fits = len(indent) + len(head) + 1 + len(flow) <= _WIDTH
        if not isinstance(below, (dict, list)) or not below or (fits and not opened):
            lines.append(f"{indent}{head} {flow}")
        else:
            lines += [f"{indent}{head}", *_block(below, depth + 1)]
    return lines


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(below)}" for key, below in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXT
        return value if plain else "".join(map(_visible, json.dumps(value, ensure_ascii=False)))
    return json.dumps(value)


def _visible(sign: str) -> str:
    """The character, or its escape where it steers a terminal, reverses text or cannot be seen."""
    if sign.isprintable():
        return sign
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"
