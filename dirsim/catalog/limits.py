"""Limits of every input: counts, sizes, durations, dates, seconds.

One record for one limit: readers and commands ask this table, and the documentation is written from it. A limit is far above
what real estates have, and below what takes a machine down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from attrs import frozen

from dirsim.errors import MOST_PROBLEMS

MIB = 1024 * 1024


@frozen
class Limit:
    """The most that one input may have of something.

    Attributes:
        name: The name of the limit, in kebab-case.
        most: The greatest amount that is accepted.
        unit: The thing that is counted, in the plural.
        of: The input that it concerns.
        advice: The remedy for an input that exceeds it.
        keys: The keys of requirements and topology files whose number, or whose entries, it limits.
    """

    name: str
    most: int
    unit: str
    of: str
    advice: str
    keys: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The amount with its unit, such as ``4 MiB`` or ``100 domains``."""
        return amount(self.most, self.unit)

    def exceeded(self, found: int | None = None) -> str:
        """The clause of a message for an input with more.

        Args:
            found: The amount in the input; ``None`` means that it was not counted to its end.
        """
        if found is None:
            return f"more than {self.text}"
        has = amount(found, self.unit)
        if has == self.text:  # a little more, which MiB do not show
            has = f"{found:,} {self.unit}"
        return f"{has}; the limit is {self.text}"


def amount(count: int, unit: str) -> str:
    """A number with its unit; bytes are written in MiB or GiB, and a number of many digits by its magnitude."""
    if unit == "bytes":
        return f"{count / (1024 * MIB):g} GiB" if count >= 1024 * MIB else f"{round(count / MIB, 1):g} MiB"
    return f"{count:,} {unit}" if count < 10**15 else f"about 10^{len(str(count)) - 1} {unit}"


_SPLIT = "split the file"
_PART = "model the part of the estate that matters"

_COUNTED = (
    Limit("domains", 1000, "domains", "an estate", _PART, ("domains", "on_prem_domains")),
    Limit("sign-ins", 100_000, "sign-ins", "the workloads of a file, each for the users of each domain", _PART),
    Limit("forests", 100, "forests", "an estate", _PART, ("forests", "on_prem_forests", "directories")),
    Limit("controllers", 2000, "controllers", "an estate", _PART, ("controllers",)),
    Limit("regions", 40, "Regions", "an estate", "AWS has fewer; count those in use", ("regions",)),
    Limit("accounts", 1_000_000, "accounts", "an estate", "count the AWS accounts in use", ("accounts", "shared_with")),
    Limit("users", 2_000_000_000, "users", "a directory or a group", "count the accounts in use", ("users", "count")),
    Limit("objects", 2_147_483_393, "objects", "a directory", "Active Directory holds no more", ("objects",)),
    Limit("sites", 500, "sites", "an estate", _PART, ("sites",)),
    Limit("links", 2000, "links", "an estate", _PART, ("links",)),
    Limit("causes", 500, "causes", "an estate", _PART, ("causes",)),
    Limit("trusts", 1000, "trusts", "an estate", _PART, ("trusts",)),
    Limit("vpcs", 500, "VPCs", "an estate", _PART, ("vpcs",)),
    Limit("zones", 1000, "DNS zones", "an estate", _PART, ("dns",)),
    Limit(
        "workloads", 1000, "workloads", "a file", f"{_SPLIT}, or write one workload for those of a kind", ("workloads",)
    ),
    Limit("needs", 200, "needs", "a file or a credential", _SPLIT, ("needs",)),
    Limit("forbids", 200, "prohibitions", "a file or a credential", _SPLIT, ("forbids",)),
    Limit("credentials", 500, "credentials", "a file", _SPLIT, ("credentials",)),
    Limit("hosts", 5000, "hosts", "a topology file", _PART, ("hosts",)),
    Limit("clients", 2000, "clients", "a topology file", "write one client for those of a site", ("clients",)),
    Limit("services", 2000, "services", "a topology file", _PART, ("services",)),
    Limit("principals", 5000, "principals", "a topology file", "write one principal with a count", ("principals",)),
    Limit("flows", 2000, "flows", "a topology file", _SPLIT, ("flows",)),
    Limit("configurations", 1000, "configurations", "a topology file", _PART, ("configurations",)),
    Limit("caches", 1000, "caches", "a topology file", _PART, ("caches",)),
    Limit("scenarios", 500, "scenarios", "a topology file", _SPLIT, ("scenarios",)),
    Limit("faults", 500, "faults", "a scenario", "split the scenario", ("faults",)),
)
_FILES = (
    Limit("file-bytes", 4 * MIB, "bytes", "a text file or standard input", "split it"),
    Limit("record-bytes", 32 * MIB, "bytes", "a file of decision records", "keep one record in a file"),
    Limit("baseline-bytes", 128 * MIB, "bytes", "a baseline", "keep a baseline for each folder"),
    Limit("result-bytes", 1024 * MIB, "bytes", "a results file", "use another results file"),
    Limit("yaml-bytes", MIB, "bytes", "YAML text", "split it, or write it as JSON"),
    Limit("values", 50_000, "values", "a YAML file, with aliases expanded", "split it, or write it as JSON"),
    Limit("depth", 50, "levels", "a YAML or JSON file", "write it flatter"),
    Limit("problems", MOST_PROBLEMS, "problems", "a message", "correct these, and check again"),
    Limit("folder-files", 10_000, "files", "a folder", "name the files or folders one by one"),
    Limit("folder-entries", 200_000, "entries", "a folder", "name the files or folders one by one"),
)
_STREAMS = (
    Limit("stream-bytes", 256 * MIB, "bytes", "a trail or LDIF from standard input or a pipe", "save it to a file"),
    Limit("expansion", 250, "times its size", "a compressed file, decompressed", "decompress it and pass the result"),
    Limit("value-bytes", 16 * MIB, "bytes", "one value of LDIF, or one record of a trail", "remove it from the file"),
    Limit("archive-members", 1000, "members", "an archive", "extract it and pass the JSON files"),
    Limit("member-bytes", 128 * MIB, "bytes", "a member of an archive, decompressed", "collect one domain at a time"),
    Limit("archive-bytes", 1024 * MIB, "bytes", "an archive, decompressed", "collect one domain at a time"),
)
_SERVERS = (
    Limit("pages", 20_000, "pages", "one search of a directory server", "export the directory and use discover ldif"),
    Limit(
        "members", 1_000_000, "members", "one group of a directory server", "export the directory and use discover ldif"
    ),
    Limit(
        "naming-contexts", 200, "naming contexts", "a directory server", "export the directory and use discover ldif"
    ),
    Limit("server-seconds", 3600, "seconds", "everything that one directory server answers", "use discover ldif"),
)
_ASKED = (
    Limit("simulated-users", 10_000_000, "users", "a simulated population", "simulate a share of them"),
    Limit("days", 366, "days", "a simulated population", "simulate a year, with other seeds"),
    Limit("seeds", 10_000, "seeds", "a sweep", "run it in parts"),
    Limit(
        "requests", 1_000_000_000, "requests a second", "the capacity of a host", "leave out a host that never queues"
    ),
    Limit("workers", 512, "workers", "a portfolio", "use --engine for several machines"),
    Limit("order", 100, "failures at once", "a sweep, or cut sets", "few elements fail at the same time"),
    Limit("hops", 100, "calls", "a chain of credentials", "describe the chain that is used"),
    Limit("duration-s", 100 * 366 * 86_400, "seconds", "a duration", "such as 90m, 4h or 7d"),
    Limit("last-day", 2100, "years", "a date", "use a date that facts can be known for"),
)
GROUPS: Mapping[str, tuple[Limit, ...]] = MappingProxyType(
    {
        "Requirements and topology files": _COUNTED,
        "Files and folders": _FILES,
        "Trails, exports and archives": _STREAMS,
        "Directory servers": _SERVERS,
        "Options, durations and dates": _ASKED,
    }
)
"""Every limit, by the kind of input, as the documentation lists them."""
LIMITS: Mapping[str, Limit] = MappingProxyType({limit.name: limit for group in GROUPS.values() for limit in group})
"""Every limit by name."""
COUNTED_KEYS: Mapping[str, Limit] = MappingProxyType({key: limit for limit in _COUNTED for key in limit.keys})
"""The limits of the keys of files."""


def most(name: str) -> int:
    """The greatest accepted amount of a limit."""
    return LIMITS[name].most


def within(name: str, found: float, option: str) -> str:
    """The problem of an amount that an option gives; empty if it is within the limit.

    Args:
        name: The limit.
        found: The amount.
        option: The option or argument, as the message names it.
    """
    limit = LIMITS[name]
    if found <= limit.most:
        return ""
    shown = (
        f"{found:,}"
        if abs(found) < 10**15
        else f"about 10^{len(str(int(found))) - 1}"
        if found < float("inf")
        else "inf"
    )
    return f"{option}: {shown} {limit.unit}; the limit is {limit.text} ({limit.advice})"


def limits_table() -> Iterable[str]:
    """The lines of the tables of all limits, in Markdown."""
    for title, group in GROUPS.items():
        yield from (f"## {title}", "", "| Limit | Of | What to do about more |", "| --- | --- | --- |")
        for limit in group:
            shown = "the year 2100" if limit.name == "last-day" else limit.text
            yield f"| {shown} | {limit.of} | {limit.advice} |"
        yield ""
