"""The operators of mutation runs: what they change, and what they leave alone."""

import ast
import importlib.util
import json
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def loaded(name):
    """A module beside this one; the folder is not a package."""
    spec = importlib.util.spec_from_file_location(f"mutation_{name}", HERE / f"{name}.py")
    sys.modules[f"mutation_{name}"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def operators():
    """The module of the operators."""
    return loaded("operators")


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


def test_the_tests_of_a_mutation_are_those_that_enter_its_function(tmp_path):
    """The map of two processes: the innermost function around a line, the quickest test first; else the whole module."""
    reached = loaded("reached")
    source = b"X = 1\n\n\ndef outer():\n    def inner():\n        return 1\n    return inner\n"
    one = {"numbers": {"dirsim/x.py:4": 0, "dirsim/x.py:5": 1}, "tests": {"slow": [9.0, [0, 1]], "outer": [0.1, [0]]}}
    two = {"numbers": {"dirsim/x.py:5": 0}, "tests": {"quick": [0.2, [0]], "none": [0.1, []]}}
    for name, data in (("1.json", one), ("2.json", two)):
        (tmp_path / name).write_text(json.dumps(data), encoding="utf-8")
    reach = reached.Reach.read(tmp_path)
    assert reach.of("dirsim/x.py", 6, source) == ["quick", "slow"]
    assert reach.of("dirsim/x.py", 7, source) == ["outer", "slow"]
    assert reach.of("dirsim/x.py", 1, source) == ["outer", "quick", "slow"]
    assert reach.of("dirsim/y.py", 1, b"") == []


def test_entered_functions_are_marked_after_their_docstrings():
    """A marked module keeps its docstrings, and says which function was entered."""
    entered = []
    reach = loaded("reach")
    code = compile(
        reach.marked(b'def f():\n    "text"\n    return 1\n\n\nasync def g(): ...\n', "dirsim/z.py"), "z", "exec"
    )
    names = {"__entered__": entered.append}
    exec(code, names)  # noqa: S102 -- the module above
    assert (names["f"](), names["f"].__doc__) == (1, "text")
    assert entered == [reach.NUMBERS["dirsim/z.py:1"]]
