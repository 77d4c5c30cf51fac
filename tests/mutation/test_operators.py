"""The operators of mutation runs: what they change, and what they leave alone."""

import ast
import importlib.util
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def operators():
    """The module of the operators; the folder is not a package."""
    spec = importlib.util.spec_from_file_location("mutation_operators", HERE / "operators.py")
    sys.modules["mutation_operators"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def mutants(operators, source):
    """Every text that one mutation makes of a source."""
    data = source.encode()
    return {
        (data[: item.start] + item.new.encode() + data[item.end :]).decode()
        for item in operators.mutations("x.py", data)
    }


@pytest.mark.parametrize(
    ("source", "mutant"),
    [
        ("def f(a, b):\n    return a < b\n", "def f(a, b):\n    return a <= b\n"),
        ("def f(a, b):\n    return a >= b\n", "def f(a, b):\n    return a > b\n"),
        ("def f(a, b):\n    return a == b\n", "def f(a, b):\n    return a != b\n"),
        ("def f(a, b):\n    return a in b\n", "def f(a, b):\n    return a not in b\n"),
        ("def f(a, b):\n    return a and b\n", "def f(a, b):\n    return a or b\n"),
        ("def f(a, b):\n    return a + b\n", "def f(a, b):\n    return a - b\n"),
    ],
)
def test_a_sign_becomes_another(operators, source, mutant):
    """Comparisons, connectives and sums are turned into their neighbours."""
    assert mutant in mutants(operators, source)


def test_a_negation_is_dropped(operators):
    """``not`` is removed from a condition."""
    assert any("not " not in text for text in mutants(operators, "def f(a):\n    return not a\n"))


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring of a module."""\n',
        'def f():\n    """A docstring of a function."""\n',
        "x: int\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import os\n",
        'class A:\n    def __repr__(self):\n        return "A"\n',
        'def f():\n    raise ValueError("the text of a message")\n',
    ],
)
def test_wording_and_types_are_left_alone(operators, source):
    """Docstrings, annotations, imports for type checkers, reprs and wording are not mutated."""
    for text in mutants(operators, source):
        assert "docstring" not in source or text.count("docstring") == source.count("docstring")
        assert "the text of a message" not in source or "the text of a message" in text or "pass" in text
        assert "__repr__" not in source or text == source


def test_every_mutant_is_python_and_differs(operators):
    """Each mutation of a module of the package gives another module that can be parsed."""
    path = HERE.parents[1] / "dirsim" / "recommendation" / "ranking.py"
    source = path.read_bytes()
    found = operators.mutations("dirsim/recommendation/ranking.py", source)
    assert len(found) > 20
    for item in found:
        changed = source[: item.start] + item.new.encode() + source[item.end :]
        assert changed != source
        ast.parse(changed)


def test_mutations_repeat(operators):
    """The same source gives the same mutations in the same order."""
    source = b"def f(a, b):\n    return a < b and not a\n"
    assert operators.mutations("x.py", source) == operators.mutations("x.py", source)
