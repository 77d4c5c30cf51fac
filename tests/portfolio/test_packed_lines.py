"""Results kept packed: the same lines come out, and the JSON is written as if it were made at once."""

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.pages.json_text import json_text
from dirsim.portfolio.packed_lines import PackedLines
from dirsim.portfolio.run_portfolio import Portfolio

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.text(st.characters(exclude_categories=())), max_size=5))
def test_lines_come_back_as_they_were(lines):
    """Any text, lone surrogates too, comes out as it went in, by place, by slice and in order; equal lines are equal."""
    kept = PackedLines.of(lines)
    assert list(kept) == lines
    assert [kept[place] for place in range(len(kept))] == lines
    assert list(kept[1:]) == lines[1:]
    assert kept == PackedLines.of(lines) == pickle.loads(pickle.dumps(kept))  # noqa: S301 -- our own bytes


@given(st.lists(st.dictionaries(st.text(max_size=5), VALUES, max_size=3), max_size=4))
def test_json_in_pieces_is_the_json(results):
    """The pieces together are byte for byte the JSON of the whole portfolio."""
    lines = [json.dumps({"member": f"m{n}", "result": {"status": "no-fit", **one}}) for n, one in enumerate(results)]
    portfolio = Portfolio(PackedLines.of(lines), len(lines))
    assert "".join(portfolio.json_pieces()) == json_text(portfolio)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_members_are_counted_by_status(count):
    """Each member counts once, and none gives no counts."""
    lines = [json.dumps({"member": str(n), "result": {"status": "tie" if n else "no-fit"}}) for n in range(count)]
    counts = Portfolio(PackedLines.of(lines), count).counts
    assert sum(counts.values()) == count
    assert list(counts) == (["tie", "no-fit"] if count > 2 else ["no-fit"][:count])
