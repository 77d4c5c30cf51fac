"""Archive of a BloodHound collection, read within its limits."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from dirsim.catalog.limits import LIMITS, most
from dirsim.errors import InputError, Problem
from dirsim.parsing.folder_walk import is_file

MAX_BYTES = most("member-bytes")
"""Maximum size of one unpacked file in bytes; a larger one is a zip bomb, or a collection that must be split."""


def documents(file: str) -> Iterator[tuple[str, bytes]]:
    """The JSON files of an archive, or the file itself, each with its name; each is cut one byte beyond the limit.

    Raises:
        InputError: The archive exceeds a limit.
        OSError: The file cannot be read.
        zipfile.BadZipFile: The archive is damaged.
    """
    if not (is_file(file) and zipfile.is_zipfile(file)):  # the end of a device is never found
        with Path(file).open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
        yield file, content
        return
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        if len(entries) > LIMITS["archive-members"].most:
            raise _over(file, "archive-members", len(entries))
        read = 0
        for entry in sorted(entries, key=lambda entry: entry.filename):
            if not entry.filename.lower().endswith(".json"):
                continue
            with archive.open(entry) as stream:
                content = stream.read(MAX_BYTES + 1)
            read += len(content)
            if read > LIMITS["archive-bytes"].most:
                raise _over(file, "archive-bytes", None)
            yield f"{file}:{entry.filename}", content


def _over(file: str, name: str, found: int | None) -> InputError:
    """The error for an archive that exceeds a limit."""
    limit = LIMITS[name]
    return InputError((Problem("", f"the archive has {limit.exceeded(found)}", limit.advice, file),))
