"""Rules on the limits of a file's counts, entries and durations.

They are checked on the plain data, before anything is built from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from dirsim.catalog.limits import COUNTED_KEYS, LIMITS, Limit
from dirsim.catalog.units import is_duration, seconds
from dirsim.files.schema_forms import NUMBERED_TIMES
from dirsim.parsing.places import Finding, Path

_SECTIONS = frozenset({(), ("estate",), ("estate", "aws"), ("estate", "on_prem_ad")})
_LISTS = frozenset({"faults", "needs", "forbids", "regions"})
_TOTALS = ("domains", "controllers")
_DOMAINS: tuple[Path, ...] = (("estate", "on_prem_ad", "domains"), ("estate", "on_prem_domains"))


def limit_findings(data: Any) -> list[Finding]:
    """The findings where a count, a number of entries or a duration exceeds its limit; the first of very many.

    Args:
        data: The plain data of a requirements or topology file, which fits its schema.
    """
    return capped(_findings(data))


def capped(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that a message lists; where there are more, a last one says so."""
    limit = LIMITS["problems"]
    found = list(islice(findings, limit.most + 1))
    if len(found) > limit.most:
        found[limit.most :] = [Finding((), f"more than {limit.most} problems; these are the first", limit.advice)]
    return found


def _findings(data: Any) -> Iterator[Finding]:
    totals = dict.fromkeys(_TOTALS, 0)
    waiting: list[tuple[Path, Any]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, Mapping):
            for key, below in value.items():
                here = (*path, key)
                yield from _count(here, key, below)
                if key in totals and "directories" in path:
                    totals[key] += min(_entries(below), LIMITS[key].most)  # more is reported where it is written
                waiting.append((here, below))
        elif isinstance(value, list):
            waiting += [((*path, place), below) for place, below in enumerate(value)]
        elif isinstance(value, str) and len(value) > 3 and is_duration(value):
            try:
                seconds(value)
            except ValueError as error:
                yield Finding(path, str(error), LIMITS["duration-s"].advice)
    for name, total in totals.items():
        limit = LIMITS[name]
        if total > limit.most:
            at: Path = ("estate", "directories") if "estate" in data else ("directories",)
            yield Finding(at, f"the directories have {limit.exceeded(total)}", limit.advice)
    yield from _sign_ins(data, totals["domains"])


def _sign_ins(data: Any, in_directories: int) -> Iterator[Finding]:
    """The workloads and the domains are few enough together: users of each domain may sign in to each workload."""
    workloads = _entries(data.get("workloads")) if isinstance(data.get("workloads"), (Mapping, list)) else 0
    domains = max(in_directories, *(_stated(data, path) for path in _DOMAINS))
    within = workloads <= LIMITS["workloads"].most and domains <= LIMITS["domains"].most  # else that is reported
    limit = LIMITS["sign-ins"]
    if within and workloads * domains > limit.most:
        text = (
            f"{workloads:,} workloads for the users of {domains:,} domains make {limit.exceeded(workloads * domains)}"
        )
        yield Finding(("workloads",), text, limit.advice)


def _stated(data: Any, path: Path) -> int:
    """The number at a path; 0 where there is none."""
    for key in path:
        data = data.get(key) if isinstance(data, Mapping) else None
    return data if isinstance(data, int) and not isinstance(data, bool) else 0


def _count(path: Path, key: object, value: Any) -> Iterator[Finding]:
    """A number, or the entries of a section, are within the limit of their key."""
    if key in NUMBERED_TIMES and isinstance(value, (int, float)):
        if value * seconds(f"1{NUMBERED_TIMES[str(key)][1]}") > LIMITS["duration-s"].most:
            yield Finding(path, "the duration is longer than 100 years", LIMITS["duration-s"].advice)
        return
    limit: Limit | None = COUNTED_KEYS.get(key) if isinstance(key, str) else None
    if limit is None:
        return
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        found = int(value)
    elif isinstance(value, (Mapping, list)) and (path[:-1] in _SECTIONS or key in _LISTS):
        found = len(value)
    elif key in _TOTALS and isinstance(value, (Mapping, list)):
        found = _entries(value)
    else:
        return
    if found > limit.most:
        yield Finding(path, limit.exceeded(found), limit.advice)


def _entries(value: Any) -> int:
    """The number that a mapping of counts, a mapping or a list of names amounts to."""
    if isinstance(value, Mapping):
        counts = [count for count in value.values() if isinstance(count, (int, float))]
        return int(sum(counts)) if counts and len(counts) == len(value) else len(value)
    return len(value) if isinstance(value, list) else 1
