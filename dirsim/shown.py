"""Common behaviour of results: display, tables and files.

Results are below the pages that draw them, so the pages are loaded by name when they are asked for.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any, ClassVar


class Shown:
    """A value that draws itself: in IPython by its formatters, in other notebooks by ``_repr_html_``."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        fragment: str = import_module("dirsim.api.writing").html_of(self)
        return fragment


class Tabular(Shown):
    """A result that offers its main table as a data frame.

    Attributes:
        TABLE: The key of ``to_dict()`` that holds the table; empty means the first list of entries, else the result itself.
    """

    __slots__ = ()
    TABLE: ClassVar[str] = ""

    def to_pandas(self) -> Any:
        """A pandas data frame of the main table: a row for each entry, one value in each cell.

        Nested values have columns such as ``monthly_cost_amount``. A list of words is one text, separated by commas; of a list
        of entries the length is given.

        Raises:
            UsageError: pandas is not installed.
        """
        return import_module("dirsim.pages.record_frame").record_frame(self, self.TABLE)


class Saved:
    """A value that a file can hold."""

    __slots__ = ()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the value to a file, completely or not at all: ``.json`` as JSON, anything else as YAML.

        Args:
            path: The file; one that exists is replaced.

        Raises:
            OSError: The file cannot be written.
        """
        import_module("dirsim.pages.value_file").save_value(self, path)
