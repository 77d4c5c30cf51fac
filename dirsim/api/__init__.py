"""Public functions and values of dirsim, each loaded on first use.

Python, the command line, labs and notebooks all call these, so that each verb exists once.
``__init__.pyi`` beside this module is the table of public names: type checkers read it as it is, and a name is loaded
from the module that the table names when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

TYPE_CHECKING = False  # type checkers know the name; importing it from typing would cost more than this module

if TYPE_CHECKING:
    from typing import Any


def _homes() -> dict[str, tuple[str, str]]:
    """The table: a public name to its module and its name there.

    Each line of the table is ``from MODULE import NAME as PUBLIC``.
    """
    table = Path(__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    lines = (line.split() for line in table.splitlines() if line.startswith("from dirsim"))
    return {public: (module, name) for _, module, _, name, _, public in lines}


HOMES = _homes()
"""Every public name, with the module that holds it and its name there."""

__all__ = sorted(HOMES)  # noqa: PLE0605 -- the table is the list


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'dirsim.api' has no attribute {name!r}")
    module, original = HOMES[name]
    whole_package = module == "dirsim"  # examples, facts and labs are packages of their own
    value = import_module(f"dirsim.{name}") if whole_package else getattr(import_module(module), original)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
