"""Text of a file in a Terraform configuration, which is never evaluated.

Terraform takes ``${...}`` and ``%{...}`` in any argument of a resource for a template: a name in a file could read files of the
machine that applies the configuration, or repeat its secrets in a description. Variables are exempt: their texts are literal.
Source: Terraform language, "JSON Configuration Syntax", expression mapping.
"""

from __future__ import annotations

from typing import Any


class Expression(str):
    """A text that Terraform evaluates; dirsim wrote it, and it contains no text of a file."""

    __slots__ = ()


def literal(value: Any) -> Any:
    """The value with every text escaped that is not an :class:`Expression`.

    Args:
        value: Plain data, such as the resources of a configuration.
    """
    if isinstance(value, Expression):
        return str(value)
    if isinstance(value, str):
        return value.replace("${", "$${").replace("%{", "%%{")
    if isinstance(value, dict):
        return {key: literal(below) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [literal(below) for below in value]
    return value
