"""Plain data as YAML."""

from hypothesis import given
from hypothesis import strategies as st

from dirsim.model.plain_yaml import yaml_text
from dirsim.parsing.tree import parse

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
SCALARS = st.one_of(
    TEXT, st.integers(-(10**15), 10**15), st.booleans(), st.none(), st.sampled_from(["yes", "1e3", "~"])
)
DATA = st.recursive(
    SCALARS,
    lambda below: st.one_of(st.lists(below, max_size=4), st.dictionaries(TEXT, below, max_size=4)),
    max_leaves=20,
)


@given(st.dictionaries(TEXT.filter(lambda key: key != "<<"), DATA, min_size=1, max_size=5))
def test_what_is_written_is_read_again(data):
    """Every mapping of plain data is the same after it was written and read."""
    assert parse(yaml_text(data)).data == data


def test_short_values_are_on_one_line():
    """A file stays short enough to be edited by hand."""
    data = {"name": "x", "workloads": {"a": {"kind": "s3"}}, "needs": ["mfa", "sso"], "prices": {}}
    assert yaml_text(data) == "name: x\nworkloads:\n  a: {kind: s3}\nneeds: [mfa, sso]\nprices: {}\n"
