"""What all results have in common."""

import json
import pickle

import pytest

import dirsim as ds


@pytest.fixture(scope="module")
def results():
    """Results of many kinds, by the name of their class."""
    choice = ds.recommend("wingtip")
    net = choice.topology
    made = [
        choice,
        ds.trace(net, "shares/corp"),
        ds.simulate(net, "healthy"),
        ds.timeline(net, "link-down:vpn"),
        ds.availability(net),
        ds.failures(net, order=1),
        ds.ports(net),
        ds.diff("fabrikam", "adatum"),
        ds.managed_ad("contoso"),
        ds.trusts_of(net),
        ds.facts.catalog()["ad-connector--caches-credentials"],
    ]
    return {type(one).__name__: one for one in made}


def test_results_can_be_pickled(results):
    """A result comes back from a pickle as an equal value with the same JSON."""
    for name, one in results.items():
        again = pickle.loads(pickle.dumps(one))  # noqa: S301 -- our own bytes
        assert again == one, name
        assert again.to_dict() == one.to_dict(), name


def test_flips_survive_a_pickle(results):
    """What is worked out on demand is worked out from the values, so a copy has it too."""
    choice = results["Recommendation"]
    assert pickle.loads(pickle.dumps(choice)).flips() == choice.flips()  # noqa: S301 -- our own bytes


def test_results_are_json(results):
    """Every result is JSON as it is: words are plain text, and nothing is not-a-number."""
    for name, one in results.items():
        assert json.loads(json.dumps(one.to_dict(), allow_nan=False)) is not None, name


def test_results_cannot_be_changed(results):
    """A field of a result cannot be set."""
    for name, one in results.items():
        with pytest.raises(AttributeError):
            one.name = "changed"
        assert repr(one), name


def test_words_are_enumerations_that_equal_their_text(results):
    """Outcomes, verdicts and statuses are members of their enumerations, and equal the words of the JSON."""
    choice = results["Recommendation"]
    assert isinstance(choice.status, ds.AnswerStatus)
    assert choice.status == "recommended"
    best = choice.best
    assert isinstance(best.status, ds.DesignStatus)
    assert {type(verdict.verdict) for verdict in best.verdicts} == {ds.Judgement}
    assert isinstance(results["Trace"].outcome, ds.Outcome)
    assert f"{results['Trace'].outcome}" == results["Trace"].to_dict()["outcome"]


@pytest.mark.parametrize(
    ("outcome", "works"), [("succeeded", True), ("degraded", True), ("denied", False), ("timed-out", False)]
)
def test_people_get_in_by_two_outcomes(outcome, works):
    """Succeeded and degraded let people in; denied and timed-out do not."""
    assert ds.Outcome(outcome).works is works
