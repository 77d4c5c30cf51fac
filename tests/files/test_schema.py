"""The committed schemas: made from the classes, closed, described, and meant the same by both validators."""

import json

import jsonschema
import pytest
from hypothesis import given, settings

from dirsim.files.fits import compiled
from dirsim.files.schema import requirements_schema, schema_text, topology_schema
from dirsim.files.validate import FOLDER, faults, fits, schema, validator

KINDS = {"requirements": requirements_schema, "topology": topology_schema}


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_schema_is_the_generated_one(kind):
    """A change of a class or of a word goes with schemas written anew: ``make schema``."""
    same = (FOLDER / f"{kind}.schema.json").read_text(encoding="utf-8") == schema_text(KINDS[kind]())
    assert same, "write the schemas anew with `make schema`: files with new words are refused until then"


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_is_a_schema(kind):
    """Editors can use it."""
    jsonschema.Draft202012Validator.check_schema(schema(kind))


def objects(part):
    """All parts of a schema that are objects with properties."""
    if isinstance(part, dict):
        if "properties" in part and isinstance(part.get("type"), str):
            yield part
        for below in part.values():
            yield from objects(below)
    elif isinstance(part, list):
        for below in part:
            yield from objects(below)


@pytest.mark.parametrize("kind", KINDS)
def test_every_object_is_closed_and_every_key_described(kind):
    """Unknown keys are refused, and hovering over a key says what it means."""
    for part in objects(schema(kind)):
        assert part["additionalProperties"] is False
        if "maxProperties" not in part:  # needs with detail: the word's meaning is in its enum
            assert all(member["description"] for member in part["properties"].values())


@pytest.mark.parametrize("kind", KINDS)
def test_descriptions_are_written_for_people_with_a_file(kind):
    """No reStructuredText and no Python in what an editor shows."""
    text = json.dumps(schema(kind))
    for mark in ("``", ":attr:", ":data:", ":class:", "None"):
        assert mark not in text


def test_an_unknown_keyword_is_refused():
    """The quick check never checks a schema by half."""
    with pytest.raises(ValueError, match="unknown keywords"):
        compiled({"type": "string", "format": "date"})


@pytest.mark.parametrize("kind", KINDS)
def test_both_validators_mean_the_same(kind, anything):
    """The quick check and jsonschema agree on every value, and faults are told exactly where there are some."""

    @given(anything(kind))
    @settings(max_examples=300, deadline=None)
    def agree(data):
        valid = validator(kind).is_valid(data)
        assert fits(kind, data) == valid
        assert (not faults(kind, data)) == valid

    agree()
