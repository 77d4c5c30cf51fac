"""Facts that hold on a day, found by id, cell, subject or words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar, overload

from attrs import field, frozen

from dirsim.facts.fact import Fact
from dirsim.facts.store import Raw, fact, raw_facts
from dirsim.shown import Shown

T = TypeVar("T")
HINTS = 3
"""So many ids are offered when one is not found."""


@frozen(repr=False)
class Catalog(Mapping[str, Fact], Shown):
    """The facts that hold on a day, by id, in the order of their ids.

    Two catalogs are equal when their day is. Facts are made when they are asked for, so a catalog costs little.

    Attributes:
        as_of: The day; None means every fact, whatever its validity.
    """

    as_of: date | None
    _raw: Mapping[str, Raw] = field(eq=False)
    _subjects: Mapping[str, tuple[str, ...]] = field(eq=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (self.as_of, dict(self._raw), dict(self._subjects))

    def __getitem__(self, name: str) -> Fact:
        """The fact with an id.

        Args:
            name: The id.

        Raises:
            KeyError: No such fact, or it does not hold on the catalog's day; the message says which, with near ids.
        """
        if name in self._raw:
            return fact(name)
        raise KeyError(self._missing(name))

    @overload
    def get(self, name: str, /) -> Fact | None: ...

    @overload
    def get(self, name: str, default: Fact | T, /) -> Fact | T: ...

    def get(self, name: str, default: object = None, /) -> object:
        """The fact with an id, or the default. Looks for no near ids, unlike the message of the error.

        Args:
            name: The id.
            default: What is returned where no such fact holds on the catalog's day.
        """
        return fact(name) if name in self._raw else default

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)

    def __contains__(self, name: object) -> bool:
        return name in self._raw

    def stale(self, names: Iterable[str], day: date) -> tuple[str, ...]:
        """The facts among some that are undated or older than a year, each once, in the order given.

        Args:
            names: Ids; those that hold no fact here are passed over.
            day: The day from which to look back.
        """
        found = {name: self[name] for name in names if name in self}
        return tuple(name for name, one in found.items() if one.undated or one.older_than_a_year(day))

    def __repr__(self) -> str:
        return f"Catalog(as_of={self.as_of}, {len(self)} facts)"

    def capability(self, option: str, capability: str) -> Fact | None:
        """The fact on a capability of a directory option.

        Args:
            option: Such as ``managed-ad-standard``.
            capability: Such as ``schema-extension``.

        Returns:
            The cell that holds on the catalog's day (with no day: the one that holds last); None when there is none,
            as for Hybrid Edition before its release.
        """
        return self._cell(f"{option}/{capability}")

    def support(self, workload: str, option: str) -> Fact | None:
        """The fact on a workload with a directory option.

        Args:
            workload: Such as ``rds-sqlserver-windows-auth``.
            option: Such as ``ad-connector``.

        Returns:
            The cell that holds on the catalog's day (with no day: the one that holds last); None when there is none.
        """
        return self._cell(f"{workload}/{option}")

    def status(self, workload: str) -> Fact | None:
        """The state of a workload's service: ``active``, ``closed-to-new-customers`` or ``ended``; None when unknown."""
        return self._cell(f"{workload}/status")

    def about(self, subject: str) -> tuple[Fact, ...]:
        """Every fact on a subject, in the order of ids; empty when there is none.

        Args:
            subject: A whole subject (``ad-connector/dns``, ``kerberos``), or one part of it: an option, a capability
                or a workload.
        """
        return tuple(fact(name) for name in self._subjects.get(subject, ()))

    def search(self, text: str) -> tuple[Fact, ...]:
        """Every fact whose id, subject, statement or note has all the words of a text, in the order of ids.

        Args:
            text: Words, in any case and order; no words find nothing.
        """
        words = text.casefold().split()
        if not words:
            return ()
        return tuple(fact(name) for name, raw in self._raw.items() if _has(raw, words))

    def _cell(self, subject: str) -> Fact | None:
        names = self._subjects.get(subject, ())
        if not names:
            return None
        return fact(max(names, key=lambda name: self._raw[name].get("valid_from", "")))

    def _missing(self, name: str) -> str:
        if name in raw_facts():
            other = fact(name)
            return f"fact {name!r} does not hold on {self.as_of} (from {other.valid_from}, to {other.valid_to})"
        near = get_close_matches(name, self._raw, n=HINTS, cutoff=0)
        return f"no fact {name!r}; near it: {', '.join(near)}"


@cache
def catalog(as_of: date | None = None) -> Catalog:
    """The facts that hold on a day; asked again for the same day, the same catalog.

    The clock is never read: who means today passes today.

    Args:
        as_of: The day; None means every fact, whatever its validity.
    """
    raw = raw_facts()
    if as_of is not None:
        day = as_of.isoformat()
        raw = {name: line for name, line in raw.items() if _holds(line, day)}
    subjects: dict[str, list[str]] = {}
    for name, line in raw.items():
        for key in _subjects_of(line):
            subjects.setdefault(key, []).append(name)
    index = {key: tuple(names) for key, names in subjects.items()}
    return Catalog(as_of=as_of, raw=MappingProxyType(dict(raw)), subjects=MappingProxyType(index))


@cache
def earliest() -> date:
    """The earliest day that any fact names: before it, nothing is known."""
    return date.fromisoformat(
        min(line[key] for line in raw_facts().values() for key in ("valid_from", "source_date") if line.get(key))
    )


def _rebuilt(as_of: date | None, raw: dict[str, Raw], subjects: dict[str, tuple[str, ...]]) -> Catalog:
    """A catalog from its parts, as pickles hold them."""
    return Catalog(as_of=as_of, raw=MappingProxyType(raw), subjects=MappingProxyType(subjects))


def _holds(raw: Raw, day: str) -> bool:
    """True where a line is in force; dates written year first compare as text."""
    return bool(raw.get("valid_from", "") <= day <= raw.get("valid_to", "9999-12-31"))


def _subjects_of(raw: Raw) -> set[str]:
    """Every key under which a line is found: its subject, the parts of it, and the options that it speaks of."""
    subject: str = raw["subject"]
    return {subject, *subject.split("/"), *raw.get("options", ())}


def _has(raw: Raw, words: list[str]) -> bool:
    text = " ".join((raw["id"], raw["subject"], raw["statement"], raw.get("note", ""))).casefold()
    return all(word in text for word in words)
