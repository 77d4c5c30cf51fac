"""Assessment of what exists, as a function of files and values."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

from dirsim.api.sources import locate, read_file

if TYPE_CHECKING:
    from dirsim.model.requirements import Requirements
    from dirsim.model.topology import Topology
    from dirsim.recommendation.assessment import Assessment


def assess(existing: Requirements | Topology | str | os.PathLike[str], *, as_of: date | None = None) -> Assessment:
    """Judge an estate or a topology as it is; no part is added.

    Args:
        existing: A requirements value, a topology, the path of a file of either kind, or the name of an example.
        as_of: The date whose facts apply; ``None`` means the file's own date, or today where it has none.

    Raises:
        InputError: The file cannot be read, or something in it is wrong.
    """
    from dirsim.recommendation.assess import assess as judge

    if not isinstance(existing, str | os.PathLike):
        return judge(existing, as_of=as_of)
    given = os.fspath(existing)
    return judge(read_file(given), as_of=as_of).of_file(given if locate(given)[0] != "-" else "-")
