"""The answer as a value."""

import json

import pytest
from attrs.exceptions import FrozenInstanceError

from dirsim import examples
from dirsim.errors import UsageError
from dirsim.recommendation.engine import recommend


@pytest.fixture(scope="module")
def contoso():
    """The answer to the main example."""
    return recommend(examples.contoso())


def test_it_has_the_contracts_keys(contoso):
    """The answer as JSON has the keys that other programs rely on."""
    data = json.loads(json.dumps(contoso.to_dict()))
    assert data["schema"] == "dirsim.recommendation/v1"
    keys = {"name", "as_of", "status", "design", "designs", "credentials", "flips", "assumptions", "unsupported"}
    assert keys <= set(data)
    for design in data["designs"]:
        assert {"design", "status", "rank", "monthly_cost", "verdicts"} <= set(design)
        assert {"amount", "currency", "complete", "missing"} <= set(design["monthly_cost"])
        for verdict in design["verdicts"]:
            assert {"requirement", "rule", "verdict", "because", "facts", "runs"} == set(verdict)
    for flip in data["flips"]:
        assert [set(change) for change in flip["change"]] == [{"path", "from", "to"}]


def test_it_compares_by_value(contoso):
    """The same question gives an equal answer."""
    assert recommend(examples.contoso()) == contoso


def test_it_cannot_be_changed(contoso):
    """An answer is frozen."""
    with pytest.raises(FrozenInstanceError):
        contoso.status = "no-fit"


def test_its_topology_is_the_design(contoso):
    """The topology of an answer is the recommended design's, with its label as its name."""
    assert contoso.topology.name == contoso.design == contoso.best.label


def test_a_design_that_was_not_considered_is_named(contoso):
    """Asking why of a design that was not considered lists those that were."""
    with pytest.raises(UsageError, match=r"unknown design.*ad-connector"):
        contoso.why("magic")


def test_without_an_answer_there_is_no_topology(ask, on_prem):
    """Where nothing fits there is no topology to give, and the error says so."""
    answer = ask(
        ["fsx-windows"], ["existing-credentials", "survive-outage"], ["directory-copy-in-cloud"], estate=on_prem
    )
    with pytest.raises(UsageError, match="no-fit"):
        _ = answer.topology
