"""Designs that connect Active Directory to AWS, proved by simulation.

``import dirsim as ds`` gives the names of :mod:`dirsim.api`; each is loaded when it is first used.
"""

from __future__ import annotations

import sys
from importlib import import_module

TYPE_CHECKING = False  # type checkers know the name; importing it from typing would cost four times the rest

if TYPE_CHECKING:
    from typing import Any

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name.startswith("__") and name != "__all__":
        raise AttributeError(f"module 'dirsim' has no attribute {name!r}")
    api = import_module("dirsim.api")
    if name == "__all__":
        return [*api.__all__, "__version__"]
    if name not in api.HOMES:
        raise AttributeError(f"module 'dirsim' has no attribute {name!r}")
    value: Any = getattr(api, name)
    if "IPython" in sys.modules:  # results draw themselves in a running notebook
        import_module("dirsim.notebook").draw_results()
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*import_module("dirsim.api").__all__, "__version__"]
