"""The same question gives the same bytes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dirsim import examples
from dirsim.files.requirements_reader import parse_requirements
from dirsim.parsing.tree import parse
from dirsim.recommendation.engine import recommend

CASES = Path(__file__).parents[1] / "cases"
SCRIPT = """
import json, sys
from dirsim.files.requirements_reader import read_requirements
from dirsim.recommendation.engine import recommend
for path in sys.argv[1:]:
    print(json.dumps(recommend(read_requirements(path)).to_dict()))
"""


def answers(seed):
    """The answers to a dozen files in a process of its own."""
    files = [str(examples.ready.FOLDER / f"{name}.yaml") for name in examples.names()]
    files += [
        str(path)
        for path in sorted(CASES.glob("*.yaml"))
        if path.stem not in ("accepted", "composed", "documents", "estates")
    ][:6]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, *files], env=environment, check=True, capture_output=True
    ).stdout


def test_the_hash_seed_does_not_matter():
    """Two processes with different hash seeds write the same bytes."""
    one, other = answers("1"), answers("4242")
    assert one.count(b"\n") == len(examples.names()) + 6
    assert one == other


def turned(data):
    """The same data with every mapping written in the opposite order; lists keep theirs."""
    if isinstance(data, dict):
        return {key: turned(data[key]) for key in reversed(list(data))}
    return [turned(entry) for entry in data] if isinstance(data, list) else data


@pytest.mark.parametrize("name", examples.names())
def test_the_order_of_mappings_does_not_matter(name):
    """A file whose mappings are written in another order gives the same bytes."""
    data = parse(examples.text(name), name).data
    one, other = (recommend(parse_requirements(json.dumps(entry))).to_dict() for entry in (data, turned(data)))
    assert json.dumps(one) == json.dumps(other)
