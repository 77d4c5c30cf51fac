"""Against the reference data beside the checkout; skipped where there is none."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from dirsim.facts import catalog

REFERENCE = Path(__file__).parents[2].parent / "shared" / "facts"
NAMES = ("options", "workloads", "network", "timing", "credentials", "pricing")

pytestmark = pytest.mark.skipif(not REFERENCE.is_dir(), reason="no reference data beside the checkout")


def entries(node):
    """Every mapping with an id, wherever it stands."""
    if isinstance(node, dict):
        if "id" in node:
            yield node
        for item in node.values():
            yield from entries(item)
    elif isinstance(node, list):
        for item in node:
            yield from entries(item)


@pytest.mark.parametrize("name", NAMES)
def test_every_reference_fact_is_carried(name):
    """Every fact of the reference is here under its id, with the same source, date, confidence and answer."""
    found = list(entries(YAML(typ="safe").load(REFERENCE / f"{name}.yaml")))
    assert found
    for entry in found:
        fact = catalog()[entry["id"]]
        assert fact.topic == name
        assert fact.confidence == entry["confidence"], fact.id
        assert fact.source == (entry.get("source_url") or ""), fact.id
        assert fact.source_date_text == str(entry.get("source_date") or ""), fact.id
        assert fact.at_least is str(entry.get("source_date")).startswith(">="), fact.id
        assert fact.alternative == entry.get("alternative", "")
        assert fact.conflict == entry.get("conflict")
        if "supported" in entry:
            assert fact.value == entry["supported"], fact.id
        elif "value" in entry:
            assert fact.value == entry["value"], fact.id
