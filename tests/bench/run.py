"""Measure what a user waits for, as ratios of things measured in the same run. ``--short`` repeats less often.

Seconds differ from machine to machine and from run to run; ratios hardly do. Nothing is asserted: the goals stand beside
the figures for the reader.
"""

import argparse
import itertools
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dirsim import examples
from dirsim.designs.builders import build
from dirsim.examples.ready import FOLDER
from dirsim.files import parse_requirements, read_topology
from dirsim.model.scenario import LinkDown, Scenario
from dirsim.protocols.view import View
from dirsim.recommendation.engine import recommend
from dirsim.recommendation.estate_baseline import baseline_of
from dirsim.resilience.timeline import timeline
from dirsim.simulation.simulation import trace
from dirsim.simulation.timed import ClockLab

KINDS = ("rds-sqlserver", "workspaces", "aws-console", "fsx-windows", "ec2-windows")
NEEDS = ("existing-credentials", "multi-account", "survive-outage", "no-directory-data-in-cloud", "group-policy")


def process(*arguments):
    """Seconds that a Python process takes from start to end."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - start


def medians(repeats, **commands):
    """The median seconds of each command, measured in turn so that a busy moment hits all of them alike."""
    found = {name: [] for name in commands}
    for _ in range(repeats):
        for name, arguments in commands.items():
            found[name].append(process(*arguments))
    return {name: statistics.median(seconds) for name, seconds in found.items()}


def sketches(folder, count):
    """So many sketch files, no two alike."""
    choices = itertools.product(KINDS, NEEDS, NEEDS, ("vpn", "dx", "none"), (1, 2, 3))
    for number, (kind, one, other, line, domains) in enumerate(itertools.islice(itertools.cycle(choices), count)):
        data = {
            "dirsim": "requirements/v1",
            "name": f"sketch {number}",
            "as_of": "2026-11-01",
            "estate": {"on_prem_ad": {"domains": domains, "users": 100 + number}, "connectivity": line},
            "workloads": {kind: {"kind": kind}},
            "needs": list(dict.fromkeys((one, other))),
        }
        (folder / f"{number:04}.yaml").write_text(json.dumps(data), encoding="utf-8")


def one_trace(repeats):
    """Milliseconds of one sign-in, with nothing remembered from the last one."""
    answer = recommend(examples.contoso())
    flow = next(iter(answer.topology.flows))
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        trace(answer.topology, flow)
        taken.append(time.perf_counter() - start)
    return 1000 * statistics.median(taken)


def one_timed_trace(repeats):
    """Milliseconds of one sign-in on the clock: the lab's topology, a controller switched off, caches filled."""
    there = read_topology(FOLDER / "reality.yaml")
    view = View(there)
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        ClockLab(view, there.scenarios["corp1_off"], 0).play("xsvc_mad_cold")
        taken.append(time.perf_counter() - start)
    return 1000 * statistics.median(taken)


def one_timeline(repeats):
    """Milliseconds of the timeline of a design with ten sign-ins."""
    kinds = ("rds-sqlserver", "fsx-windows", "ec2-windows", "sharepoint", "dotnet-app")
    data = {
        "dirsim": "requirements/v1",
        "name": "ten",
        "estate": {"on_prem_ad": {"domains": 2, "forests": 1}, "connectivity": "vpn"},
        "workloads": {kind: {"kind": kind} for kind in kinds},
    }
    there = build(baseline_of(parse_requirements(json.dumps(data))), "managed-ad-standard+one-way-trust").topology
    outage = Scenario("VPN lost", [LinkDown("vpn", start=7200.0, lasts=36000.0)])
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        timeline(there, outage)
        taken.append(time.perf_counter() - start)
    return 1000 * statistics.median(taken)


def row(what, figure, goal):
    """One line of the table."""
    print(f"  {what:<62} {figure:>12}   {goal}")


def main():
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer repeats and fewer files")
    short = parser.parse_args().short
    repeats, count = (5, 100) if short else (15, 1000)
    seconds = medians(
        repeats,
        nothing=("-c", "pass"),
        networkx=("-c", "import networkx"),
        dirsim=("-c", "import dirsim"),
        api=("-c", "import dirsim; dirsim.recommend, dirsim.read_requirements, dirsim.examples"),
        recommend=("-m", "dirsim", "recommend", "contoso"),
    )
    with tempfile.TemporaryDirectory() as name:
        sketches(Path(name), count)
        written = str(Path(name).with_suffix(".out"))
        began = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "dirsim", "recommend", name, "--format", "json", "--output", written]
        subprocess.run(command, check=False, capture_output=True)
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        Path(written).unlink()
        files = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime
    networkx = seconds["networkx"] - seconds["nothing"]
    print(f"Python {sys.version.split()[0]}, medians of {repeats}; import networkx takes {1000 * networkx:.0f} ms here")
    row(
        "import dirsim / import networkx, interpreter subtracted",
        f"{(seconds['dirsim'] - seconds['nothing']) / networkx:.2f}",
        "goal: < 0.5",
    )
    row(
        "import dirsim and its main functions / import networkx",
        f"{(seconds['api'] - seconds['nothing']) / networkx:.2f}",
        "",
    )
    row(
        "dirsim recommend contoso / import networkx, whole processes",
        f"{seconds['recommend'] / seconds['networkx']:.2f}",
        "goal: <= 2",
    )
    row(
        f"recommend FOLDER of {count} sketches with flips, processor time of each", f"{1000 * files / count:.1f} ms", ""
    )
    row(f"{count} sketch files / import networkx", f"{files / networkx:.1f}", "")
    trace_ms, timed_ms, timeline_ms = one_trace(repeats * 20), one_timed_trace(repeats * 4), one_timeline(repeats * 2)
    row("one trace", f"{trace_ms:.2f} ms", "")
    row("one trace on the clock, and its ratio to one without", f"{timed_ms:.2f} ms", "goal: < 5 ms")
    row("  ratio", f"{timed_ms / trace_ms:.1f}", "")
    row("one timeline of ten sign-ins", f"{timeline_ms:.1f} ms", "goal: < 200 ms")
    row("  ratio to import networkx", f"{timeline_ms / 1000 / networkx:.2f}", "")
    print("measured; nothing was asserted")


if __name__ == "__main__":
    main()
