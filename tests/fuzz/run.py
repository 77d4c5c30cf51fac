"""A fuzzing run: random mutations of every reader's seeds, with the counts at the end.

``python tests/fuzz/run.py --seconds 60`` is the short run; ``--inputs 2000000`` the long one, which prints its counts also where
it is stopped early. Another ``--seed`` gives other inputs, the same seed the same. A finding is minimised and written into
``tests/fuzz/corpus``, where the tests replay it.
"""

import argparse
import collections
import random
import resource
import signal
import sys
import time
import zlib
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]
from mutations import mutated
from readers import TARGETS, attempt, limited
from seeds import seeds

CORPUS = Path(__file__).with_name("corpus")
BAD = ("fault", "edge", "hang", "memory")
"""Findings; at the edge, a fault of a reader became a problem of the input, and the reader should have checked."""


def minimised(target: str, content: bytes, found: tuple[str, str], seconds: float = 6.0) -> bytes:
    """A smaller input with the same finding, as small as the time allows."""
    until = time.monotonic() + seconds
    size = max(1, len(content) // 2)
    while size and time.monotonic() < until and found[0] in ("fault", "edge"):
        at = 0
        while at < len(content) and time.monotonic() < until:
            shorter = content[:at] + content[at + size :]
            if attempt(target, shorter) == found:
                content = shorter
            else:
                at += size
        size //= 2
    return content


def run(inputs: int, seconds: float, seed: int, names: list[str], *, keep: bool) -> int:
    """Fuzz the readers in turn; returns the number of different findings."""
    limited()
    counts: dict[str, collections.Counter[str]] = {name: collections.Counter() for name in names}
    findings: dict[tuple[str, str], bytes] = {}
    slowest = 0.0
    spent = dict.fromkeys(names, 0.0)
    until = time.monotonic() + seconds if seconds else float("inf")
    pools = {name: seeds(name) for name in names}
    everything = [content for pool in pools.values() for content in pool]
    for name in names:  # the first attempt loads what the reader needs
        for content in (*pools[name], b"{}", b"\xff", b"x: ["):
            counts[name][attempt(name, content, 60)[0]] += 1
    number = 0
    asked_to_stop: list[int] = []
    for sign in (signal.SIGINT, signal.SIGTERM):  # the counts are printed in any case
        signal.signal(sign, lambda got, _: asked_to_stop.append(got))
    while number < inputs and time.monotonic() < until and not asked_to_stop:
        name = names[number % len(names)]
        chance = random.Random(f"{seed}/{name}/{number}")  # noqa: S311 -- reproducible, not secret
        content = mutated(chance.choice(pools[name]), everything if chance.random() < 0.1 else pools[name], chance)
        began = time.process_time()
        found = attempt(name, content)
        spent[name] += time.process_time() - began
        slowest = max(slowest, time.process_time() - began)
        counts[name][found[0]] += 1
        number += 1
        if found[0] in BAD and (name, found[1]) not in findings:
            small = minimised(name, content, found)
            findings[name, found[1]] = small
            print(f"{name}: {found[0]}: {found[1]} (input {number}, {len(small)} bytes): {small[:200]!r}", flush=True)
            if keep:
                place = CORPUS / name / f"{found[0]}-{zlib.crc32(small):08x}"
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(small)
    print(f"{'reader':<16}{'read':>10}{'refused':>10}{'fault':>8}{'edge':>8}{'hang':>8}{'memory':>8}")
    for name in names:
        print(
            f"{name:<16}"
            + "".join(
                f"{counts[name][word]:>{width}}"
                for word, width in zip(("read", "refused", *BAD), (10, 10, 8, 8, 8, 8), strict=True)
            )
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    rates = ", ".join(f"{name} {spent[name] / max(1, number // len(names)) * 1000:.0f}" for name in names)
    print(f"ms an input: {rates}")
    print(f"{number} inputs, seed {seed}; {len(findings)} different findings; slowest {slowest:.1f} s; peak {peak} MiB")
    return len(findings)


def main() -> int:
    """Run as the command line says; the exit code is 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=2_000_000)
    parser.add_argument("--seconds", type=float, default=0.0, help="stop after so many seconds; 0 means no limit")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--reader", action="append", choices=sorted(TARGETS), help="only this reader; several times for several"
    )
    parser.add_argument("--keep", action="store_true", help="write minimised findings into the corpus")
    words = parser.parse_args()
    return int(run(words.inputs, words.seconds, words.seed, words.reader or list(TARGETS), keep=words.keep) > 0)


if __name__ == "__main__":
    raise SystemExit(main())
