"""Compare predictions with measurements of a real two-forest lab, row by row.

``python tests/reality/compare.py`` prints the figures and every miss. The stored measurements are ``measured.json`` beside
this file; ``--store PATH`` makes that file anew from the reference data, ``--with PATH`` compares with reference data.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from attrs import frozen

from dirsim.examples.ready import FOLDER
from dirsim.files.topology_reader import read_topology
from dirsim.model.topology import Topology
from dirsim.protocols.view import View
from dirsim.simulation.timed import ClockLab
from dirsim.simulation.timed_trace import TimedTrace

STORED = Path(__file__).with_name("measured.json")
RANDOM = "loss"  # states that lose packets at random are compared as distributions
PASSWORDS_ELSEWHERE = ("ntlm",)  # their error words are those of a service's memory, not of the protocol


@frozen
class Row:
    """One measured cell.

    Attributes:
        flow: The flow.
        state: The scenario.
        ok: Whether it worked.
        category: The category of the failure; empty for none.
        seconds: Median, least and most, over the repetitions.
        stable: Whether the outcome was the same in all repetitions.
        steady: Whether the time was.
        contacted: ``host:port/protocol`` of what the client sent to in all repetitions.
    """

    flow: str
    state: str
    ok: bool
    category: str
    seconds: tuple[float, float, float]
    stable: bool
    steady: bool
    contacted: tuple[str, ...]


@frozen
class Compared:
    """A row and its prediction."""

    row: Row
    trace: TimedTrace

    @property
    def outcome_right(self) -> bool:
        """Whether it works as it did."""
        return self.trace.through == self.row.ok

    @property
    def category_right(self) -> bool:
        """Whether the failure is of the measured kind."""
        said = "" if self.trace.through else self.trace.ending.category.replace("-", "_")
        return said == self.row.category

    @property
    def contacted_right(self) -> bool:
        """Whether every host and port that was measured is named."""
        return set(self.row.contacted) <= set(contacted(self.trace))

    @property
    def contacted_exactly(self) -> bool:
        """Whether no other is named besides."""
        return set(self.row.contacted) == set(contacted(self.trace))

    @property
    def seconds_right(self) -> bool:
        """Whether the time is right within two seconds or a quarter."""
        median = self.row.seconds[0]
        return abs(self.trace.seconds - median) <= max(2.0, 0.25 * median)


@frozen
class Share:
    """So many of so many rows right, and those that are not."""

    right: int
    of: int
    misses: tuple[Compared, ...]

    @property
    def share(self) -> float:
        """The share, 0 to 1."""
        return self.right / self.of if self.of else 1.0


def contacted(trace: TimedTrace) -> tuple[str, ...]:
    """What the client sent to, as the measurements write it."""
    return tuple(f"{host}:{port}/{protocol}" for host, protocol, port in trace.contacted)


def topology() -> Topology:
    """The lab as a topology."""
    return read_topology(FOLDER / "reality.yaml", name="reality.yaml")


def rows(path: Path = STORED) -> tuple[Row, ...]:
    """The measured cells, from the stored form."""
    data = json.loads(path.read_text(encoding="utf-8"))
    found = []
    for flow, states in data["rows"].items():
        for state, (category, median, least, most, flags, spoken) in states.items():
            ok, stable, steady = (letter in flags for letter in "ost")
            hosts = tuple(data["contacted"][spoken])
            found.append(Row(flow, state, ok, category, (median, least, most), stable, steady, hosts))
    return tuple(found)


def stored(reference: dict[str, Any]) -> dict[str, Any]:
    """Our own short form of the reference data."""
    sets: list[list[str]] = []
    made: dict[str, dict[str, Any]] = {}
    for row in reference["rows"]:
        if row["trust"] != "two-way":
            continue
        if row["contacted"] not in sets:
            sets.append(row["contacted"])
        flags = "".join(
            letter
            for letter, there in (
                ("o", row["outcome"] == "ok"),
                ("s", row["same_outcome"]),
                ("t", row["timing_stable"]),
            )
            if there
        )
        made.setdefault(row["flow"], {})[row["state"]] = [
            row["category"],
            row["elapsed_median_s"],
            row["elapsed_min_s"],
            row["elapsed_max_s"],
            flags,
            sets.index(row["contacted"]),
        ]
    events = [{key: value for key, value in event.items() if key != "text"} for event in reference["scenarios"]]
    return {"contacted": sets, "rows": made, "events": events}


def written(data: dict[str, Any]) -> str:
    """The stored form as text: one cell on each line."""
    lines = ["{", ' "contacted": [']
    lines.append(",\n".join("  " + json.dumps(hosts) for hosts in data["contacted"]))
    lines.append(' ],\n "rows": {')
    flows = []
    for flow, states in data["rows"].items():
        cells = ",\n".join(f"   {json.dumps(state)}: {json.dumps(cell)}" for state, cell in states.items())
        flows.append(f"  {json.dumps(flow)}: {{\n{cells}\n  }}")
    lines.append(",\n".join(flows))
    lines.append(' },\n "events": [')
    lines.append(",\n".join("  " + json.dumps(event) for event in data["events"]))
    lines.append(" ]\n}\n")
    return "\n".join(lines)


def compared(chosen: Iterable[Row], *, seed: int = 0) -> Iterator[Compared]:
    """Every row with its prediction."""
    there = topology()
    view = View(there)
    for row in chosen:
        yield Compared(row, ClockLab(view, there.scenarios[row.state], seed).play(row.flow))


def is_random(row: Row) -> bool:
    """Whether the state loses packets at random."""
    return row.state.startswith(RANDOM)


def figures(all_: Iterable[Compared]) -> dict[str, Share]:
    """How many rows are right, by what is compared."""
    steady = [one for one in all_ if not is_random(one.row)]
    stable = [one for one in steady if one.row.stable]
    words = [one for one in stable if not one.row.flow.startswith(PASSWORDS_ELSEWHERE)]
    timed = [one for one in steady if one.row.steady]
    return {
        "outcome": _share(stable, "outcome_right"),
        "category": _share(words, "category_right"),
        "contacted": _share(stable, "contacted_right"),
        "contacted, and nothing else": _share(stable, "contacted_exactly"),
        "seconds": _share(timed, "seconds_right"),
    }


def _share(chosen: list[Compared], what: str) -> Share:
    misses = tuple(one for one in chosen if not getattr(one, what))
    return Share(len(chosen) - len(misses), len(chosen), misses)


def report(found: dict[str, Share]) -> str:
    """The figures and every miss, as text."""
    lines = []
    for name, share in found.items():
        lines.append(f"{name}: {share.right} of {share.of} rows ({share.share:.1%})")
        for one in share.misses:
            row, trace = one.row, one.trace
            was = f"{row.category or 'ok'} {row.seconds[0]:.2f} s [{row.seconds[1]:.2f} {row.seconds[2]:.2f}]"
            said = f"{'ok' if trace.through else trace.ending.category} {trace.seconds:.2f} s"
            lines.append(f"   {row.flow} in {row.state}: measured {was}, predicted {said}")
            if name.startswith("contacted"):
                missing = sorted(set(row.contacted) - set(contacted(trace)))
                more = sorted(set(contacted(trace)) - set(row.contacted))
                lines.append(f"      not named: {missing}; named besides: {more}")
    return "\n".join(lines)


def main() -> int:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, help="make the stored form anew from this reference data")
    parser.add_argument("--with", dest="reference", type=Path, help="compare with this reference data")
    given = parser.parse_args()
    if given.store:
        STORED.write_text(written(stored(json.loads(given.store.read_text(encoding="utf-8")))), encoding="utf-8")
    sys.stdout.write(report(figures(list(compared(rows())))) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
