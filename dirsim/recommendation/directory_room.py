"""Directories that a service binds to one of its instances."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

Place = TypeVar("Place", bound=Hashable)

ROOM = "directories-have-room"
"""The rule on services that bind their directory, of which each instance needs one."""


def sharing_a_directory(instances: Iterable[tuple[Place, str]]) -> Iterator[tuple[Place, list[str]]]:
    """The instances of a service that would share directories, by the place whose directories they use.

    Args:
        instances: Each instance of a service that binds its directory, with its place.
    """
    alike: dict[Place, list[str]] = {}
    for place, name in instances:
        alike.setdefault(place, []).append(name)
    return ((place, names) for place, names in alike.items() if len(names) > 1)
