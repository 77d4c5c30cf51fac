"""A fuzzing run: random mutations of every reader's seeds, with the counts at the end.

``python tests/fuzz/run.py --seconds 60`` is the short run; ``--inputs 2000000`` the long one, which prints its counts also where
it is stopped early, and where it got to from time to time: ``--first`` goes on from there. Another ``--seed`` gives other inputs,
the same seed the same. A finding is minimised and written into ``tests/fuzz/corpus``, where the tests replay it.
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
from readers import MOST_SHARES, SHARES, TARGETS, attempt, limited
from seeds import seeds

CORPUS = Path(__file__).with_name("corpus")
BAD = ("fault", "edge", "hang", "memory")
"""Findings; at the edge, a fault of a reader became a problem of the input, and the reader should have checked."""


MOST_MEMORY = 1 << 20
"""The most memory that a run of many inputs may take, in KiB; more is a finding."""
TOLD = 100_000
"""The number of inputs after which a long run says where it is."""


def turns(names: list[str]) -> list[str]:
    """The readers in the order of their turns: slow readers have fewer, so that they do not decide how many inputs there are."""
    rounds = [[name for name in names if turn < SHARES.get(name, MOST_SHARES)] for turn in range(MOST_SHARES)]
    return [name for each in rounds for name in each]


def memory() -> int:
    """The most memory that this process took so far, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


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


def run(inputs: int, seconds: float, seed: int, names: list[str], *, keep: bool, first: int = 0) -> int:
    """Fuzz the readers in turn, from input ``first`` on; returns the number of different findings."""
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
    number, order = first, turns(names)
    asked_to_stop: list[int] = []
    for sign in (signal.SIGINT, signal.SIGTERM):  # the counts are printed in any case
        signal.signal(sign, lambda got, _: asked_to_stop.append(got))
    while number < first + inputs and time.monotonic() < until and not asked_to_stop:
        name = order[number % len(order)]
        chance = random.Random(f"{seed}/{name}/{number}")  # noqa: S311 -- reproducible, not secret
        content = mutated(chance.choice(pools[name]), everything if chance.random() < 0.1 else pools[name], chance)
        before, began = memory(), time.process_time()
        found = attempt(name, content)
        spent[name] += time.process_time() - began
        slowest = max(slowest, time.process_time() - began)
        number += 1
        if found[0] not in BAD and before <= MOST_MEMORY < memory():
            found = ("memory", f"more than {MOST_MEMORY >> 10} MiB")
        counts[name][found[0]] += 1
        if number % TOLD == 0:
            told = f"at input {number}: {len(findings)} different findings, slowest {slowest:.1f} s"
            print(f"{told}, {memory() >> 10} MiB", flush=True)
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
    rates = ", ".join(f"{name} {spent[name] / max(1, counts[name].total()) * 1000:.0f}" for name in names)
    print(f"ms an input: {rates}")
    done = f"{number - first} inputs, seed {seed}" + (f" from {first}" if first else "")
    print(f"{done}; {len(findings)} different findings; slowest {slowest:.1f} s; peak {memory() >> 10} MiB", flush=True)
    return len(findings)


def main() -> int:
    """Run as the command line says; the exit code is 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=2_000_000)
    parser.add_argument("--seconds", type=float, default=0.0, help="stop after so many seconds; 0 means no limit")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="go on from this input of the seed")
    parser.add_argument(
        "--reader", action="append", choices=sorted(TARGETS), help="only this reader; several times for several"
    )
    parser.add_argument("--keep", action="store_true", help="write minimised findings into the corpus")
    words = parser.parse_args()
    names = words.reader or list(TARGETS)
    return int(run(words.inputs, words.seconds, words.seed, names, keep=words.keep, first=words.first) > 0)


if __name__ == "__main__":
    raise SystemExit(main())
