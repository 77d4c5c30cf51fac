"""Hypothesis strategies for data that a file might hold."""

import pytest
from hypothesis import strategies as st

from dirsim.errors import InputError
from dirsim.files.topology_reader import parse_either
from dirsim.files.validate import schema


@pytest.fixture(scope="session")
def anything():
    """A function: the kind of file to a strategy of data, from nonsense to nearly right."""
    return lambda kind: st.one_of(documents(kind), sections(kind), instances(kind))


def keys(part):
    """All keys and words of a schema: what a file might hold."""
    if isinstance(part, dict):
        yield from part.get("properties", {})
        yield from (word for word in part.get("enum", ()) if isinstance(word, str))
        for below in part.values():
            yield from keys(below)
    elif isinstance(part, list):
        for below in part:
            yield from keys(below)


def documents(kind):
    """Data that is made of the format's own words, and of what is near them."""
    vocabulary = sorted({*keys(schema(kind)), f"{kind}/v1", "hq", "corp.example", "4h", "11:00", "2026-11-01", "x", ""})
    scalars = st.one_of(
        st.none(), st.booleans(), st.integers(-2, 70000), st.sampled_from([0.5, 1.0, 2.5]), st.sampled_from(vocabulary)
    )
    return st.recursive(
        scalars,
        lambda below: st.one_of(
            st.lists(below, max_size=3), st.dictionaries(st.sampled_from(vocabulary), below, max_size=4)
        ),
        max_leaves=12,
    )


def sections(kind):
    """Documents with the right head, so that the sections are reached."""
    head = {"dirsim": f"{kind}/v1", "name": "x"}
    names = sorted(set(schema(kind)["properties"]) - set(head))
    return st.dictionaries(st.sampled_from(names), documents(kind), max_size=3).map(lambda body: {**head, **body})


def instances(kind):
    """Data that follows the schema, now and then with something else in its place."""
    whole = schema(kind)

    def follow(part, depth):
        if "$ref" in part:
            part = whole["$defs"][part["$ref"].rpartition("/")[2]]
        if "const" in part:
            return st.just(part["const"])
        if "enum" in part:
            return st.sampled_from(part["enum"])
        if "anyOf" in part:
            return st.one_of([follow(branch, depth) for branch in part["anyOf"]])
        if depth > 6:
            return st.none()
        match part.get("type"):
            case "object" if "properties" in part:
                known = {key: follow(member, depth + 1) for key, member in part["properties"].items()}
                needed = {key: known.pop(key) for key in part["required"]} if "required" in part else {}
                few = st.lists(st.sampled_from(sorted(known)), max_size=3, unique=True) if known else st.just([])
                return few.flatmap(
                    lambda chosen: st.fixed_dictionaries({**needed, **{key: known[key] for key in chosen}})
                )
            case "object":
                return st.dictionaries(
                    st.sampled_from(["hq", "fra", "corp.example"]),
                    follow(part["additionalProperties"], depth + 1),
                    max_size=2,
                )
            case "array":
                entry = part["prefixItems"][0] if "prefixItems" in part else part["items"]
                return st.lists(follow(entry, depth + 1), min_size=part.get("minItems", 0), max_size=2)
            case "string":
                return st.sampled_from(["hq", "fra", "corp.example", "4h", "30ms", "2026-11-01", "eu-central-1"])
            case "integer":
                return st.integers(-1, 5)
            case "number":
                return st.sampled_from([0, 0.5, 1, 1.5])
            case "boolean":
                return st.booleans()
            case _:
                return st.none()

    return follow(whole, 0)


@pytest.fixture(scope="session")
def refused():
    """A function: the text of a file to its problems as path, message and hint, in order; none where it is valid."""

    def problems(text):
        try:
            parse_either(text)
        except InputError as error:
            return [(problem.path, problem.message, problem.hint) for problem in error.problems]
        return []

    return problems
