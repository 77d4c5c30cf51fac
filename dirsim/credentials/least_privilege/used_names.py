"""Resource names of one permission, each with the days of its use.

Memory is bounded: too many names under one parent are kept as shapes, and too many shapes as the parent alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import define, field

from dirsim.credentials.least_privilege.name_patterns import NamePattern, patterns, unlisted
from dirsim.credentials.least_privilege.name_tokens import tokens

RESOURCES_KEPT = 100
"""Maximum number of ARNs listed under one parent; more are replaced by the parent and a wildcard."""
NAMES_KEPT = 1000
"""Maximum number of names under one parent from which patterns are learnt; of more, only the shapes are kept."""
_KNOWN = 100
_DAY: dict[str, str] = {}
"""One text for each day, as millions of names share few days."""
_MOST_DAYS = 100_000


@define(eq=False)
class Seen:
    """The days on which a name was used.

    Attributes:
        days: The days, as ``2026-11-01``.
        to: The entry that replaced this one; ``None`` means that it counts itself.
    """

    days: list[str] = field(factory=list)
    to: Seen | None = None

    def add(self, time: str, event: str) -> None:  # noqa: ARG002 -- as for every evidence
        """Count one more use."""
        day = time[:10]
        days = self.days
        if not days or (days[-1] != day and day not in days):
            if len(_DAY) > _MOST_DAYS:
                _DAY.clear()
            days.append(_DAY.setdefault(day, day))


@define(eq=False)
class UsedNames:
    """The resources of one permission."""

    under: dict[str, dict[str, Seen] | None] = field(factory=dict)
    shaped: set[str] = field(factory=set)
    unnamed: dict[str, Seen] = field(factory=dict)
    _known: dict[tuple[tuple[str, ...], bool], list[Seen]] = field(factory=dict)

    def on(self, resources: tuple[str, ...], *, named: bool = True) -> list[Seen]:
        """Add resources; the result counts the days of their use.

        Args:
            resources: The ARNs.
            named: False if the record names none, as one of a throttled call, so that the ARNs are the widest.
        """
        known = self._known.get((resources, named))
        if known is not None:
            return known
        entries = [self._seen(arn) if named else self.unnamed.setdefault(arn, Seen()) for arn in resources]
        found = [entry for entry in entries if entry is not None]
        if len(self._known) < _KNOWN:
            self._known[resources, named] = found
        return found

    def _seen(self, arn: str) -> Seen | None:
        above = parent(arn)
        names = self.under.setdefault(above, {})
        if names is None:
            return None
        name = shape(arn) if above in self.shaped else arn
        entry = names.get(name)
        if entry is None:
            entry = names[name] = Seen()
            if len(names) > NAMES_KEPT:
                return self._reduce(above, names, name)
        return entry

    def _reduce(self, above: str, names: dict[str, Seen], last: str) -> Seen | None:
        """Replace the names of a parent by their shapes, or too many shapes by the parent alone."""
        self._known.clear()  # the days of names are counted elsewhere from now on
        if above in self.shaped:
            self.under[above] = None
            return None
        self.shaped.add(above)
        shapes: dict[str, Seen] = {}
        for name, entry in names.items():
            target = shapes.setdefault(shape(name), Seen(entry.days))
            target.days += [day for day in entry.days if day not in target.days]
            entry.days = target.days  # memoised calls add to the shape
        self.under[above] = shapes
        return shapes[shape(last)]

    def join(self, other: UsedNames) -> None:
        """Add the names of the same permission of another holder."""
        for arn, seen in other.unnamed.items():
            self._extend(self.unnamed.setdefault(arn, Seen()), seen)
        for above, names in other.under.items():
            if names is None:
                self.under[above] = None
                continue
            for arn, seen in names.items():
                if above in other.shaped and above not in self.shaped and self.under.get(above, {}) is not None:
                    self._reduce_all(above)
                entry = self._seen(arn)
                if entry is not None:
                    self._extend(entry, seen)

    def _reduce_all(self, above: str) -> None:
        names = self.under.setdefault(above, {})
        if names:
            self._reduce(above, names, next(iter(names)))
        self.shaped.add(above)

    @staticmethod
    def _extend(entry: Seen, other: Seen) -> None:
        entry.days += [day for day in other.days if day not in entry.days]

    def listed(self, until: str = "") -> tuple[NamePattern, ...]:
        """The resources as a policy names them, sorted.

        Args:
            until: Only uses up to this day; empty means all.
        """
        names: dict[str, list[str]] = {}
        made: list[NamePattern] = []
        for above, known in self.under.items():
            if known is None:
                made.append(
                    NamePattern(f"{above}*", (f"{above}*",), frozenset(), f"more than {NAMES_KEPT} shapes of names")
                )
                continue
            for name, days in self._within(known, until):
                if above in self.shaped:
                    made.append(NamePattern(name, (name,), frozenset(days), f"one of more than {NAMES_KEPT} names"))
                else:
                    names[name] = days
        made += patterns(names)
        if not made:
            made = [NamePattern(arn, (arn,), frozenset(days)) for arn, days in self._within(self.unnamed, until)]
        return tuple(sorted(unlisted(made, RESOURCES_KEPT, parent), key=lambda entry: entry.resource))

    @staticmethod
    def _within(names: dict[str, Seen], until: str) -> Iterator[tuple[str, list[str]]]:
        for name, seen in names.items():
            days = [day for day in seen.days if not until or day <= until]
            if days or not seen.days:
                yield name, days

    def days(self) -> set[str]:
        """The days on which any of the names was used."""
        known = (seen for names in (*self.under.values(), self.unnamed) if names for seen in names.values())
        return {day for seen in known for day in seen.days}

    def days_of(self, arn: str) -> list[str]:
        """The days on which a recorded name was used; empty for a shape of more names than are kept."""
        known = (names[arn] for names in (*self.under.values(), self.unnamed) if names and arn in names)
        return list(next(known, Seen()).days)

    def recorded(self) -> tuple[str, ...]:
        """The names as recorded, sorted; shapes and parents where more than those were recorded."""
        made = {f"{above}*" for above, known in self.under.items() if known is None}
        named = made.union(*(known for known in self.under.values() if known is not None))
        return tuple(sorted(named or self.unnamed))


def parent(arn: str) -> str:
    """The ARN above a name: the bucket of an object, otherwise up to the last slash or colon."""
    if ":s3:::" in arn and "/" in arn:
        return arn[: arn.index("/") + 1]
    resource = arn.rfind("/")
    return arn[: (resource if resource >= 0 else arn.rfind(":")) + 1]


def shape(arn: str) -> str:
    """An ARN with a wildcard for each token of its name."""
    head, sign, rest = arn.partition(parent(arn))
    made = ("*" if token.kind and token.kind != "date" else token.shape for token in tokens(rest))
    return f"{head}{sign}{''.join(made)}"
