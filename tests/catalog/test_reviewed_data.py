"""Every constant of the catalog, as it was reviewed: a word, a flag or a number that changes is seen as a change."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import Enum
from pathlib import Path

import attrs
import pytest

import dirsim.catalog

MODULES = sorted(found.name for found in pkgutil.iter_modules(dirsim.catalog.__path__))


def shown(value):
    """A value as text, the same in every run: sets in order, records by the fields that are not the default."""
    if isinstance(value, Enum):
        return value.value if isinstance(value.value, str) else value.name
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{shown(key)}: {shown(one)}' for key, one in value.items())}}}"
    if isinstance(value, AbstractSet):
        return f"{{{', '.join(sorted(map(shown, value)))}}}"
    if isinstance(value, tuple | list):
        return f"({', '.join(map(shown, value))})"
    if isinstance(value, re.Pattern):
        return f"/{value.pattern}/{value.flags & ~re.UNICODE}"
    if callable(value):
        return f"{getattr(value, '__qualname__', type(value).__qualname__)}()"
    if attrs.has(type(value)) and hasattr(value, "word"):
        return f"{type(value).__name__}({value.word!r})"
    return in_full(value) if attrs.has(type(value)) else repr(value)


def in_full(value):
    """A record by the fields that are not the default."""
    fields = [one for one in attrs.fields(type(value)) if one.init and getattr(value, one.name) != one.default]
    return f"{type(value).__name__}({', '.join(f'{one.name}={shown(getattr(value, one.name))}' for one in fields)})"


def lines(name, value):
    """A constant in lines: one for each entry of a long one."""
    if isinstance(value, Mapping) and len(value) > 1:
        yield f"{name}:"
        yield from (f"  {shown(key)}: {shown(one)}" for key, one in value.items())
    elif isinstance(value, tuple | list | AbstractSet) and len(value) > 1:
        yield f"{name}:"
        entries = [in_full(one) if attrs.has(type(one)) else shown(one) for one in value]
        yield from (f"  {entry}" for entry in (sorted(entries) if isinstance(value, AbstractSet) else entries))
    else:
        yield f"{name}: {shown(value)}"


def constants(module):
    """The names that a module assigns at its top, in the order of its text."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        yield from (one.id for one in targets if isinstance(one, ast.Name))


@pytest.mark.parametrize("name", MODULES)
def test_the_data_of_the_catalog_is_as_reviewed(name, reviewed):
    """Words, flags, numbers and tables of a module are those that were read against the facts and the contract."""
    module = importlib.import_module(f"dirsim.catalog.{name}")
    found = [line for one in constants(module) for line in lines(one, getattr(module, one))]
    if found:
        reviewed(name, found)
