"""Plugin for pytest: which tests enter which functions of dirsim.

    DIRSIM_REACH=FOLDER python -m pytest -p reach ...        with tests/mutation on PYTHONPATH

Each function of dirsim gets one more statement at its start, which adds the function's number to a set; the set is emptied
before each test. What runs in another process is not seen, and a cached function is entered by the first test only.
"""

import ast
import builtins
import importlib.machinery
import json
import os
import sys
import time
from pathlib import Path

import pytest

ENTERED: set[int] = set()
NUMBERS: dict[str, int] = {}
TESTS: dict[str, tuple[float, list[int]]] = {}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def key(path: str, function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """A function's name in the map: the module's path and the line of its definition."""
    return f"{path}:{function.lineno}"


def marked(source: bytes, path: str) -> ast.Module:
    """A module whose functions say that they were entered."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS):
            number = NUMBERS.setdefault(key(path, node), len(NUMBERS))
            call = ast.parse(f"__entered__({number})").body[0]
            place = int(ast.get_docstring(node, clean=False) is not None)
            node.body.insert(place, ast.copy_location(call, node.body[0]))
    return ast.fix_missing_locations(tree)


class Loader(importlib.machinery.SourceFileLoader):
    """Loads a module of dirsim with its functions marked; no bytecode is read or written."""

    def get_code(self, fullname):
        """The marked module's code."""
        path = self.get_filename(fullname)
        within = path[path.rindex("/dirsim/") + 1 :]
        return compile(marked(self.get_data(path), within), path, "exec", dont_inherit=True)


class Finder:
    """Finds the modules of dirsim as Python does, and loads them marked."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        """The module's place, with the loader above; ``None`` for other modules."""
        if name.partition(".")[0] != "dirsim":
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = Loader(spec.loader.name, spec.loader.path)
        return spec


if "DIRSIM_REACH" in os.environ:  # at once: conftest files load dirsim before pytest is configured
    builtins.__entered__ = ENTERED.add
    sys.meta_path.insert(0, Finder)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Keep what one test enters, its fixtures included."""
    ENTERED.clear()
    started = time.perf_counter()
    done = yield
    TESTS[item.nodeid] = (time.perf_counter() - started, sorted(ENTERED))
    return done


def pytest_sessionfinish():
    """Write the map of this process."""
    if TESTS:
        path = Path(os.environ["DIRSIM_REACH"], f"{os.getpid()}.json")
        path.write_text(json.dumps({"numbers": NUMBERS, "tests": TESTS}), encoding="utf-8")
