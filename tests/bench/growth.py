"""Measure how time and memory grow with what is given: one curve for each thing that can be large. ``--short`` stops early.

Each point is a process of its own: processor time and peak memory, both without the interpreter's. The exponent is the slope
of time between the two largest points on logarithmic scales: 1 is linear. n log n gives up to about 1.15 between sizes ten
times apart, so a steeper curve is marked and its cause belongs into docs/explanation/growth.md. Nothing is asserted.

    python tests/bench/growth.py [--short] [--only "workloads: recommend"]
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from workloads.large import CURVES

STEEP = 1.25
"""An exponent above this is more than n log n and the noise of a measurement."""


def measured(code, *arguments):
    """Processor seconds and peak memory in MB of a Python program, its own children included."""
    started = subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(started.pid, 0)
    if status:
        raise SystemExit(f"the program of a point ended with status {status}: {' '.join(arguments)}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def exponent(points):
    """The slope between the two largest points, by size and seconds."""
    (small, less), (large, more) = points[-2:]
    return math.log(max(more, 1e-3) / max(less, 1e-3)) / math.log(large / small)


def curve(name, one, idle, short):
    """Measure one curve and print its rows."""
    seconds, memory = idle
    points = []
    for size in one.sizes[:-1] if short else one.sizes:
        with tempfile.TemporaryDirectory() as folder:
            one.prepare(Path(folder), size)
            took, peak = measured(one.code, folder, str(size))
        points.append((size, took - seconds))
        goal = one.goals.get(size, "")
        print(
            f"  {name if len(points) == 1 else '':<26} {size:>12,} {took - seconds:>9.2f} s {peak - memory:>8.0f} MB   {goal}",
            flush=True,
        )
    if len(points) > 1:
        slope = exponent(points)
        print(f"  {'':<26} {'exponent':>12} {slope:>9.2f}   {'STEEPER THAN n log n' if slope > STEEP else ''}")
    return points


def main():
    """Print a table for each curve."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="leave out the largest size of each curve")
    parser.add_argument("--only", nargs="+", choices=sorted(CURVES), default=sorted(CURVES), help="some of the curves")
    parser.add_argument("--json", type=Path, help="write the points to a file as well")
    options = parser.parse_args()
    idle = measured("pass")
    print(f"Python {sys.version.split()[0]}; processor time and peak memory beyond an idle interpreter's")
    found = {name: curve(name, CURVES[name], idle, options.short) for name in options.only}
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print("measured; nothing was asserted")


if __name__ == "__main__":
    main()
