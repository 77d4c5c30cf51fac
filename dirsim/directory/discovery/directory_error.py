"""The error for a directory that cannot be read."""

from __future__ import annotations

from dirsim.errors import DirsimError


class DirectoryError(DirsimError):
    """The directory could not be reached, or its responses are unusable: no discovery is possible."""

    exit_code = 3
