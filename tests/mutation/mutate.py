"""Random mutations of the rules: the share of them that the tests notice.

Each mutation is applied in a copy of the tree, never in the checkout, and the tests that are related to its module are
run there until one fails; those that pass them meet the other folders of tests. A test run that takes longer than ``--limit`` decides nothing, since the change may have made a
loop or the machine may be busy: it counts as not noticed until it is run again with ``--only`` and a longer limit.
With ``--reach FOLDER``, a map of which tests enter which functions (see reach.py; the tree must be the one that was mapped),
those tests are asked first, the quickest first.

Mutations listed in equivalent.txt change nothing that can be observed; they are not drawn.

    python tests/mutation/mutate.py --seed 7 --count 40 --packages recommendation protocols
    python tests/mutation/mutate.py --seed 7 --count 40 --limit 1800 --only dirsim/recommendation/phrases.py:46
"""

import argparse
import difflib
import os
import queue
import random
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from operators import Mutation, changes_python, mutations
from reached import Reach

ROOT = Path(__file__).parents[2]
PACKAGES = ("recommendation", "protocols", "simulation", "credentials")

# Folders of quick tests that exercise several packages at once, the quickest first; the mirrored folder comes before.
FAST = ("cases", "protocols", "credentials", "simulation", "reality", "recommendation", "resilience")
NOT_FAST = ("tests/resilience/board", "tests/recommendation/test_same_bytes.py")  # a browser; many processes
OTHERS = (
    "cli",
    "api",
    "labs",
    "examples",
    "designs",
    "directory",
    "files",
    "model",
    "catalog",
    "facts",
    "pages",
    "portfolio",
)
"""Folders that are asked last: what the quick ones let pass may still fail where a user would see it."""
TIME_LIMIT = "time limit"
NOT_COPIED = (".*", "build", "dist", "__pycache__")


def equivalents() -> set[tuple[str, str]]:
    """Path and changed line of each mutation that is reviewed and known to change nothing."""
    lines = (Path(__file__).with_name("equivalent.txt")).read_text(encoding="utf-8").splitlines()
    rows = [line.split(" | ") for line in lines if line and not line.startswith("#")]
    return {(path, changed) for path, changed, _ in rows}


def changed_line(item: Mutation, source: bytes) -> tuple[str, str]:
    """The first line that a mutation changes: before, after."""
    before, after = (text.decode().splitlines() for text in (source, item.apply(source)))
    for tag, one, one_end, two, two_end in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            old = " ".join(line.strip() for line in before[one:one_end])
            return old, " ".join(line.strip() for line in after[two:two_end])
    return "", ""


def candidates(packages: list[str]) -> list[Mutation]:
    """Every mutation of some packages (names of folders of dirsim, or paths of single modules below it), in order."""
    places = [ROOT / "dirsim" / package for package in packages]
    paths = [path for place in places for path in (sorted(place.rglob("*.py")) if place.is_dir() else [place])]
    return [item for path in paths for item in mutations(path.relative_to(ROOT).as_posix(), path.read_bytes())]


def related(item: Mutation, tree: Path) -> list[str]:
    """The tests of a module, from the names of its folders: nearest first, then the quick ones of the neighbours."""
    module = Path(item.path).relative_to("dirsim")
    nearest = [Path("tests") / module.with_name(f"test_{module.name}")]
    nearest += [Path("tests") / folder for folder in module.parents if folder != Path()]
    paths = [path.as_posix() for path in nearest] + [f"tests/{folder}" for folder in FAST]
    return [path for path in dict.fromkeys(paths) if (tree / path).exists()]


def environment(tree: Path) -> dict[str, str]:
    """The tree's own package comes first, no bytecode of a mutation is kept, and only needed plugins are loaded."""
    return os.environ | {
        "PYTHONPATH": str(tree),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "CI": "1",
    }


def run(tree: Path, tests: list[str], limit: float) -> str:
    """The first failing test, :data:`TIME_LIMIT`, or nothing when all tests pass."""
    if not tests:
        return ""
    ignored = [f"--ignore={path}" for path in NOT_FAST]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"]
    listed = tree.with_name(f"{tree.name}.tests")  # they may be more than a command line takes
    listed.write_text("\n".join(tests), encoding="utf-8")
    try:
        done = subprocess.run(
            [*command, *ignored, f"@{listed}"],
            cwd=tree, env=environment(tree), timeout=limit, capture_output=True, text=True, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return TIME_LIMIT
    if not done.returncode:
        return ""
    named = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return named[0].split(" - ")[0] if named else f"exit {done.returncode}"


def noticed(item: Mutation, tree: Path, source: bytes, tests: list[str], limit: float) -> str:
    """As :func:`run`, on the mutated module; a file of tests that fails without the mutation too is left out."""
    path = tree / item.path
    path.write_bytes(item.apply(source))
    killer = run(tree, tests, limit)
    test = killer.partition(" ")[2] if killer.startswith(("FAILED", "ERROR")) else ""
    path.write_bytes(source)
    if not test or not run(tree, [test], limit):
        return killer
    file = test.partition("::")[0]
    rest = [one for one in tests if one.partition("::")[0] != file]
    if len(rest) == len(tests):
        raise SystemExit(f"{test} fails without any mutation: mend it first")
    return noticed(item, tree, source, rest, limit)


def judge(item: Mutation, trees: "queue.Queue[Path]", limit: float, reach: Reach | None) -> str:
    """Run the related tests on a mutation in a free copy of the tree."""
    tree = trees.get()
    path = tree / item.path
    source = path.read_bytes()
    before = path.stat()
    try:
        near = related(item, tree)
        if reach is None:
            others = [name for folder in OTHERS if (name := f"tests/{folder}") not in near and (tree / name).exists()]
            rounds = [near, others]
        else:
            folder = near[0].removesuffix(".py") if near else "tests"
            entering = sorted(reach.of(item.path, item.line, source), key=lambda test: not test.startswith(folder))
            rounds = [entering, near[:2]]  # a table of a module is in no function
        return next((killer for tests in rounds if (killer := noticed(item, tree, source, tests, limit))), "")
    finally:
        path.write_bytes(source)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        trees.put(tree)


def sample(found: list[Mutation], seed: int, count: int) -> list[Mutation]:
    """As many mutations as asked for, at random; the same for the same seed."""
    known = equivalents()
    chosen: list[Mutation] = []
    for item in random.Random(seed).sample(found, len(found)):  # noqa: S311 -- no secret depends on it
        source = (ROOT / item.path).read_bytes()
        if changes_python(item, source) and (item.path, changed_line(item, source)[1]) not in known:
            chosen.append(item)
        if len(chosen) == count:
            break
    return sorted(chosen, key=lambda item: (item.path, item.start))


def main() -> int:
    """Draw, judge, report; 0 when the share of noticed mutations reaches the goal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--packages", nargs="+", default=list(PACKAGES), help="folders or modules below dirsim")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--limit", type=float, default=240, help="seconds for the tests of one mutation")
    parser.add_argument("--only", nargs="+", default=[], help="of those drawn, PATH:LINE of the ones to run")
    parser.add_argument("--goal", type=float, default=0.85, help="share that must be noticed")
    parser.add_argument("--reach", type=Path, help="the folder of the map that reach.py wrote")
    options = parser.parse_args()
    reach = None if options.reach is None else Reach.read(options.reach)
    chosen = sample(candidates(options.packages), options.seed, options.count)
    chosen = [item for item in chosen if not options.only or f"{item.path}:{item.line}" in options.only]
    with tempfile.TemporaryDirectory() as folder:
        trees: queue.Queue[Path] = queue.Queue()
        for number in range(options.workers):
            tree = Path(folder, str(number))
            shutil.copytree(ROOT, tree, symlinks=True, ignore=shutil.ignore_patterns(*NOT_COPIED))
            trees.put(tree)
        survivors = 0
        with ThreadPoolExecutor(options.workers) as pool:
            verdicts = pool.map(lambda item: judge(item, trees, options.limit, reach), chosen)
            for item, killer in zip(chosen, verdicts, strict=True):
                old, new = changed_line(item, (ROOT / item.path).read_bytes())
                noticed = killer not in ("", TIME_LIMIT)
                survivors += not noticed
                word = "killed" if noticed else "UNDECIDED" if killer else "SURVIVED"
                print(f"{word} {item.path}:{item.line} {item.kind} {killer}", flush=True)
                if not noticed:
                    print(f"    - {old}\n    + {new}", flush=True)
    share = 1 - survivors / max(len(chosen), 1)
    print(f"{len(chosen) - survivors} of {len(chosen)} noticed: {share:.1%} (seed {options.seed})")
    return 0 if share >= options.goal else 1


if __name__ == "__main__":
    sys.exit(main())
