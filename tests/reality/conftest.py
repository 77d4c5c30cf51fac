"""The comparison with the lab, as modules that the tests here share."""

import importlib.util
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def load(name):
    """A module of this folder."""
    known = f"dirsim_tests_reality_{name}"
    if known not in sys.modules:
        spec = importlib.util.spec_from_file_location(known, HERE / f"{name}.py")
        sys.modules[known] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[known]


@pytest.fixture(scope="session")
def compare():
    """The module that compares rows."""
    return load("compare")


@pytest.fixture(scope="session")
def events():
    """The module that plays the scenarios over time."""
    return load("events")


@pytest.fixture(scope="session")
def lab(compare):
    """The lab as a topology."""
    return compare.topology()
