"""Whatever is read, the answer is a value or one InputError."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dirsim.errors import InputError
from dirsim.files import parse_requirements, parse_topology
from dirsim.model.requirements import Requirements
from dirsim.model.topology import Topology
from dirsim.parsing.source import decode

READERS = {"requirements": (parse_requirements, Requirements), "topology": (parse_topology, Topology)}


def outcome(kind, text):
    """What reading gives; InputErrors come back as values."""
    read, cls = READERS[kind]
    try:
        value = read(text, "f")
    except InputError as error:
        value = error
    if isinstance(value, InputError):
        assert value.problems
        assert all(problem.message for problem in value.problems)
        assert str(value).encode()
    else:
        assert isinstance(value, cls)
    return value


@pytest.mark.parametrize("kind", READERS)
def test_any_data(kind, anything):
    """Data made of the format's words is read or refused, as JSON and as YAML alike."""

    @given(anything(kind))
    @settings(max_examples=200, deadline=None)
    def read(data):
        text = json.dumps(data)
        as_json, as_yaml = outcome(kind, text), outcome(kind, f"# no JSON\n{text}")
        assert isinstance(as_json, InputError) == isinstance(as_yaml, InputError)
        if not isinstance(as_json, InputError):
            assert as_json == as_yaml

    read()


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_bytes(content):
    """Bytes that mean nothing are refused without a traceback."""
    try:
        text = decode(content, "f")
    except InputError:
        return
    outcome("requirements", text)


@given(st.text(alphabet="ab:- \t\n[]{}#&*!|>'\"%@`?,~<\\u0123\u00e4\ud7ff", max_size=80))
@settings(max_examples=500, deadline=None)
def test_any_punctuation(text):
    """Text full of YAML's punctuation is refused without a traceback."""
    outcome("requirements", "dirsim: requirements/v1\nname: x\n" + text)
    outcome("topology", text)
