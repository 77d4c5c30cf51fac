"""The quick reader of YAML: the events of ruamel's, at the same places, in time that does not grow with the square of the nesting."""

import random
import sys
import time
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from dirsim.parsing.quick_yaml import quick_yaml

sys.path.insert(0, str(Path(__file__).parents[1] / "fuzz"))
from mutations import mutated
from seeds import seeds

PARTS = [
    "a", "key", ": ", ":", "- ", "-", "? ", "?", ", ", "[", "]", "{", "}", "'", '"', "''", "\\", "\\n", "\\\n", "#", " # c", "\n", "\n  ", "\n    ", "\t",
    " ", "|\n", ">-\n", "&a ", "*a", "!x ", "!!str ", "---\n", "...\n", "%YAML 1.1\n", "%TAG ! x:\n", "\r\n", "\r", "\ufeff", "\x85", "\u2028", "é", "1.5", "<<",
    "x" * 1030, "http://a:b", "a#b", "::", "@", "`", "%",
]  # fmt: skip


def place(mark):
    """The place of a mark."""
    return mark and (mark.index, mark.line, mark.column)


def events(yaml, text):
    """What a parser makes of a text, to its end or its error."""
    found = []
    try:
        for event in yaml.parse(text):
            parts = [
                str(getattr(event, name, None))
                for name in ("value", "anchor", "tag", "style", "implicit", "flow_style", "explicit")
            ]
            found.append((type(event).__name__, place(event.start_mark), place(event.end_mark), *parts))
    except MarkedYAMLError as error:
        found.append(
            (type(error).__name__, error.context, error.problem, place(error.context_mark), place(error.problem_mark))
        )
    except (YAMLError, ValueError, IndexError, AttributeError, TypeError, AssertionError, OverflowError) as error:
        found.append((type(error).__name__, str(error)))
    return found


@pytest.mark.parametrize("begin", range(0, 2000, 500))
def test_events_and_places_are_those_of_ruamel(begin):
    """Texts of any parts of YAML, valid or not, have the same events, places and errors as with ruamel's own classes."""
    for number in range(begin, begin + 500):
        chance = random.Random(f"parts/{number}")  # noqa: S311 -- reproducible, not secret
        text = "".join(chance.choice(PARTS) for _ in range(chance.choice((3, 8, 30))))
        assert events(quick_yaml(), text) == events(YAML(typ="safe", pure=True), text), text


def test_mutated_files_have_the_events_of_ruamel():
    """Files that the fuzzer mutates have the same events as well."""
    for name in ("requirements", "cloudformation", "lab"):
        pool = seeds(name)
        for number in range(60):
            chance = random.Random(f"quick/{name}/{number}")  # noqa: S311 -- reproducible, not secret
            text = mutated(chance.choice(pool), pool, chance).decode("utf-8", "replace")[:4000]
            assert events(quick_yaml(), text) == events(YAML(typ="safe", pure=True), text), text


def test_nested_lists_take_linear_time():
    """Two thousand open brackets on a line are read in a moment: each token looks at one key, not at all that are open."""
    began = time.process_time()
    assert len(events(quick_yaml(), "[" * 20_000)) > 20_000
    assert time.process_time() - began < 5
