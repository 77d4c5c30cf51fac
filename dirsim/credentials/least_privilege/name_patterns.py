"""Patterns of resource names that change from call to call.

Names used once or rarely become patterns learnt from their shape; names that are few and recur are kept as recorded.

A name is expected to change if a program derives it from the clock, or if new names keep arriving: the share of calls
with a new name is estimated by the share of names that were used on one day only (the Good-Turing estimate).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from attrs import frozen

from dirsim.credentials.least_privilege.name_tokens import MADE_ANEW, Token, follows_the_clock, tokens

Days = frozenset[str]

_FIXED_SERVICES = frozenset({"kms", "iam", "sts"})
"""Services whose resources hold the power of others: their recorded names are never widened."""
_SECRET_SERVICES = frozenset({"secretsmanager", "ssm"})
"""Services whose names share words without having anything else in common, so that the words say nothing of later names."""
_LEAST_NAMES = 3
_LEAST_WORDS = 5
_LEAST_DAYS = 3
_NEW_SHARE = 0.05
_NEW_SHARE_JOINT = 0.2
_LEAST_BEGINNINGS = 8
_NEW_SHARE_BEGINNING = 0.3
_FEW = 10
_DEEPEST = 16
_ROOT_NAMES = 15
_ROOT_SHARE = 0.3
_SUFFIXES = (":*", "-??????")
_STREAM = ":log-stream:"
_WIDE = re.compile(r"(?:[a-zA-Z0-9-]+[:/])?[*?/:]+")
"""Names that are wildcards alone, perhaps after a type: there is nothing to learn from them."""
_FIRST_WORD = re.compile(r"((?:[a-zA-Z0-9-]+[:/])?[A-Za-z]{3,}[-_.])[^:/]+")
_TYPED = re.compile(r"arn:[^:]*:[^:]*:[^:]*:[^:]*:")


@frozen
class NamePattern:
    """A resource as a policy names it.

    Attributes:
        resource: The ARN, with wildcards where names are expected to change.
        names: The recorded names that it covers, sorted.
        days: The days on which they were used.
        because: The reason for the widening; empty means that the name is kept as recorded.
    """

    resource: str
    names: tuple[str, ...]
    days: Days
    because: str = ""

    def to_dict(self) -> dict[str, object]:
        """The widening as a JSON object."""
        return {
            "to": self.resource,
            "names": len(self.names),
            "days": len(self.days),
            "examples": list(self.names[:3]),
            "because": self.because,
        }


def patterns(names: Mapping[str, Iterable[str]]) -> tuple[NamePattern, ...]:
    """The resources that cover recorded names, sorted.

    Args:
        names: The ARNs, each with the days of its use, as ``2026-11-01``; no day means that the time is unknown.
    """
    kept: list[NamePattern] = []
    groups: dict[tuple[str, str], list[NamePattern]] = {}
    for arn, days in names.items():
        head, rest, suffix = _parts(arn)
        entry = NamePattern(rest, (arn,), frozenset(days))
        if not rest:
            kept.append(NamePattern(arn, (arn,), entry.days))
        else:
            groups.setdefault((head, suffix), []).append(entry)
    for (head, suffix), entries in groups.items():
        learnt = _learnt(head, entries)
        kept += [NamePattern(f"{head}{e.resource}{suffix}", e.names, e.days, e.because) for e in learnt]
    return tuple(sorted(kept, key=lambda entry: entry.resource))


def _parts(arn: str) -> tuple[str, str, str]:
    """The location of an ARN, its name, and the wildcard that its service requires at the end; no name if none is learnt from."""
    found = _TYPED.match(arn)
    if found is None or "*" in found[0] or arn.split(":", 3)[2] in _FIXED_SERVICES:
        return arn, "", ""
    rest = arn[found.end() :]
    suffix = next((end for end in _SUFFIXES if rest.endswith(end)), "")
    rest = rest.removesuffix(suffix)
    return (arn, "", "") if _WIDE.fullmatch(rest) else (found[0], rest, suffix)


def _learnt(head: str, entries: list[NamePattern]) -> list[NamePattern]:
    if ":logs:" in head:
        entries = _streams(entries)
    shapes: dict[tuple[str, ...], list[NamePattern]] = {}
    done: list[NamePattern] = []
    for entry in entries:
        if entry.because:
            done.append(entry)
        else:
            shapes.setdefault(tuple(token.shape for token in tokens(entry.resource)), []).append(entry)
    for group in shapes.values():
        done += _tokens_replaced(group)
    if ":s3:::" in head:
        return _words_replaced(done, 1)
    if head.split(":", 3)[2] in _SECRET_SERVICES:
        return _words_replaced(done, 2)
    return _grouped(_words_replaced(done, 2), _beginning, _LEAST_BEGINNINGS, _NEW_SHARE_BEGINNING)


def _streams(entries: list[NamePattern]) -> list[NamePattern]:
    """Log streams: the writer makes a new one each time, and CloudWatch Logs scopes permissions by the group."""
    groups: dict[str, list[NamePattern]] = {}
    made: list[NamePattern] = []
    for entry in entries:
        group, sign, stream = entry.resource.partition(_STREAM)
        if sign and stream:
            groups.setdefault(group, []).append(entry)
        else:
            made.append(entry)
    for group, found in groups.items():
        because = "a writer of logs creates its own stream; the next one has another name"
        made.append(_joined(f"{group}{_STREAM}*", found, because))
    return made


def _joined(resource: str, entries: Sequence[NamePattern], because: str) -> NamePattern:
    names = sorted({name for entry in entries for name in entry.names})
    return NamePattern(resource, tuple(names), frozenset().union(*(entry.days for entry in entries)), because)


def _new_share(days: Iterable[Days]) -> float:
    """The estimated share of uses that have a new name; 0 if nothing shows that names arrive over time.

    The greater of two estimates: the share of names used on one day only (Good-Turing), and, where several names are first
    used in the last third of the days, their share of the uses in it.
    """
    known = [entry for entry in days if entry]
    if not known or len({min(entry) for entry in known}) < _LEAST_DAYS:
        return 0.0
    once = sum(len(entry) == 1 for entry in known) / sum(len(entry) for entry in known)
    every = sorted(frozenset().union(*known))
    late = every[len(every) * 2 // 3]
    new = [entry for entry in known if min(entry) >= late]
    uses = sum(day >= late for entry in known for day in entry)
    return max(once, sum(len(entry) for entry in new) / uses if len(new) > 1 else 0.0)


def _tokens_replaced(group: list[NamePattern]) -> list[NamePattern]:
    """Names of one shape, with wildcards for the tokens that change."""
    split = [tokens(entry.resource) for entry in group]
    if all(not token.kind for token in split[0]):
        return group
    clock = _clock(group, split)
    changing = {place for place in range(len(split[0])) if _changes(place, group, split, clock=clock)}
    made = _merged(group, split, changing, clock=clock)
    several = {
        place
        for place in range(len(split[0]))
        if split[0][place].kind and len({found[place].text for found in split}) > 1
    }
    if several - changing and len(made) >= _LEAST_NAMES and _new_share(entry.days for entry in made) > _NEW_SHARE:
        made = _merged(group, split, several | changing, clock=clock)  # each value recurs, their combination does not
    return made


def _clock(group: list[NamePattern], split: list[tuple[Token, ...]]) -> bool:
    """True if the dates in the names follow the clock."""
    dated = [(entry, found) for entry, found in zip(group, split, strict=True) if any(token.first for token in found)]
    following = sum(
        bool(entry.days) and follows_the_clock(found, min(entry.days), max(entry.days), len(entry.days))
        for entry, found in dated
    )
    return following > 0 and following * 2 >= len(dated)


def _changes(place: int, group: list[NamePattern], split: list[tuple[Token, ...]], *, clock: bool) -> bool:
    """True if the token at a place is expected to have another value in later calls."""
    kind = split[0][place].kind
    if not kind:
        return False
    if clock and kind in {"date", *MADE_ANEW}:
        return True
    values: dict[str, set[str]] = {}
    for entry, found in zip(group, split, strict=True):
        values.setdefault(found[place].text, set()).update(entry.days)
    if len(values) < _LEAST_NAMES:
        return False
    return (clock and len(values) > _FEW) or _new_share(map(frozenset, values.values())) > _NEW_SHARE


def _merged(
    group: list[NamePattern], split: list[tuple[Token, ...]], changing: set[int], *, clock: bool
) -> list[NamePattern]:
    """The names with wildcards at the changing places."""
    if not changing:
        return group
    made: dict[str, list[NamePattern]] = {}
    for entry, found in zip(group, split, strict=True):
        text = "".join(
            (token.shape if token.kind == "date" else "*") if place in changing else token.text
            for place, token in enumerate(found)
        )
        made.setdefault(text, []).append(entry)
    return [_joined(text, entries, _reason(entries, clock=clock)) for text, entries in made.items()]


def _reason(entries: Sequence[NamePattern], *, clock: bool) -> str:
    names = len({name for entry in entries for name in entry.names})
    days = len(frozenset().union(*(entry.days for entry in entries)))
    counted = f"{names} name{'s' if names > 1 else ''} on {days} day{'s' if days > 1 else ''}"
    if clock:
        return f"{counted}: the date in the name is the date of its use"
    once = sum(len(entry.days) <= 1 for entry in entries)
    return f"{counted}, {once} of them used on one day only: later calls have new names"


def _words_replaced(entries: list[NamePattern], first: int) -> list[NamePattern]:
    """Names that differ in a word below a common prefix, with a wildcard for the word if new words keep arriving."""
    deepest = min(max((entry.resource.count("/") for entry in entries), default=0), _DEEPEST)
    found = entries
    for place in range(1, deepest + 1):
        found = _grouped(found, partial(_around, place=place, first=first), _LEAST_WORDS, _NEW_SHARE)
    for place in range(deepest - 1, 0, -1):
        least, share = (_ROOT_NAMES, _ROOT_SHARE) if place == first else (_LEAST_WORDS, _NEW_SHARE_JOINT)
        found = _grouped(found, partial(_below, place=place, first=first), least, share)
    return found


def _grouped(
    entries: list[NamePattern], key: Callable[[str], tuple[object, ...] | None], least: int, share: float
) -> list[NamePattern]:
    groups: dict[tuple[object, ...], list[NamePattern]] = {}
    made: list[NamePattern] = []
    for entry in entries:
        where = key(entry.resource)
        if where is None:
            made.append(entry)
        else:
            groups.setdefault(where, []).append(entry)
    for group in groups.values():
        by_name: dict[str, set[str]] = {}
        for entry in group:
            by_name.setdefault(entry.resource, set()).update(entry.days)
        if len(by_name) >= least and _new_share(map(frozenset, by_name.values())) > share:
            made.append(_joined(_common(sorted(by_name)), group, _reason(group, clock=False)))
        else:
            made += group
    return made


def _least_place(resource: str, first: int) -> int:
    return 1 if ":" in resource.partition("/")[0] else first


def _around(resource: str, place: int, first: int) -> tuple[object, ...] | None:
    """The shape of a name around one part: names that share it differ in that part, and in the tokens of the others."""
    parts = resource.split("/")
    if place < _least_place(resource, first) or place >= len(parts):
        return None
    last = len(parts) - 1
    ending = _ending(parts[-1]) if place == last else ""
    return (place, tuple(parts[:place]), tuple(map(_soft, parts[place + 1 :])), ending)


def _beginning(resource: str) -> tuple[object, ...] | None:
    """The type and the first word of a name without parts, such as ``build-`` of a queue for each branch."""
    found = _FIRST_WORD.fullmatch(resource)
    return (found[1],) if found and not set("*?") & set(found[1]) else None


def _soft(part: str) -> str:
    """A part of a name with one sign for every token and wildcard."""
    text = "".join("*" if token.kind else token.text for token in tokens(part))
    return re.sub(r"[*?]+", "*", text)


def _below(resource: str, place: int, first: int) -> tuple[object, ...] | None:
    """The leading parts and the ending of a name that has further parts."""
    parts = resource.split("/")
    least = _least_place(resource, first)
    return (tuple(parts[:place]), _ending(parts[-1])) if place >= least and len(parts) > place + 1 else None


def _common(names: Sequence[str]) -> str:
    """The common text of names, part by part; a wildcard for the rest if their numbers of parts differ."""
    split = [name.split("/") for name in names]
    if len({len(parts) for parts in split}) > 1:
        return _between(names)
    return "/".join(column[0] if len(set(column)) == 1 else _between(column) for column in zip(*split, strict=True))


def _ending(name: str) -> str:
    found = re.search(r"\.[A-Za-z][A-Za-z0-9]{0,8}(?:\.[A-Za-z0-9]{1,4})?$", name)
    return found[0] if found else ""


def _between(names: Sequence[str]) -> str:
    """A wildcard between the common start and the common end, each cut at a separator."""
    start = _cut(_prefix(names))
    rests = [name[len(start) :] for name in names]
    end = _cut(_prefix([rest[::-1] for rest in rests]))[::-1]
    return f"{start}*{end}"


def _prefix(names: Sequence[str]) -> str:
    """The characters with which all names begin."""
    first, last = min(names), max(names)
    return next((first[:place] for place, sign in enumerate(first) if last[place : place + 1] != sign), first)


def _cut(text: str) -> str:
    """A text up to its last separator."""
    return text[: max((text.rfind(sign) for sign in "/-_.=:@ "), default=-1) + 1]


def unlisted(entries: Iterable[NamePattern], most: int, parent: Callable[[str], str]) -> Iterator[NamePattern]:
    """The patterns, with those of a parent that has more than can be listed replaced by the parent and a wildcard."""
    groups: dict[str, list[NamePattern]] = {}
    for entry in entries:
        groups.setdefault(parent(entry.resource), []).append(entry)
    for above, found in groups.items():
        if len(found) <= most:
            yield from found
        else:
            yield _joined(f"{above}*", found, f"{len(found)} names: more than {most} are not listed one by one")
