"""Every requirements file of the tests and the examples."""

from pathlib import Path

import pytest

from dirsim import examples
from dirsim.read.requirements import read_requirements

CASES = Path(__file__).parents[1] / "cases"
FILES = {
    **{f"examples/{name}": None for name in examples.names()},
    **{f"cases/{path.stem}": path for path in sorted(CASES.glob("*.yaml")) if path.stem != "accepted"},
    **{f"own/{path.stem}": path for path in sorted((CASES / "own").glob("*.yaml")) if path.stem != "accepted"},
}


@pytest.fixture(scope="session", params=sorted(FILES))
def any_file(request):
    """Each requirements file in turn, read."""
    path = FILES[request.param]
    return examples.load(request.param.partition("/")[2]) if path is None else read_requirements(path)
