"""The smallest set of requirements that no design meets together."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from dirsim.recommendation.conflicts import smallest_conflict

NAMES = "abcdef"
DESIGNS = st.lists(st.frozensets(st.sampled_from(NAMES), max_size=4), min_size=1, max_size=6)


def judged(designs):
    """Designs with the verdicts of six requirements, those of the set failed."""
    return tuple(
        SimpleNamespace(
            verdicts=tuple(
                SimpleNamespace(requirement=name, verdict="not-met" if name in failed else "met") for name in NAMES
            )
        )
        for failed in designs
    )


def least(designs):
    """The size of the smallest set that touches every design's failures, by branching on the first untouched one."""
    if not designs:
        return 0
    return 1 + min(least([other for other in designs if name not in other]) for name in designs[0])


@given(DESIGNS)
def test_it_is_as_small_as_any(designs):
    """The conflict is as small as the smallest set that every design fails something of, and every design does."""
    found = smallest_conflict(judged(designs))
    if any(not failed for failed in designs):
        assert found == ()
    else:
        assert len(found) == least(designs)
        assert all(set(found) & failed for failed in designs)


@given(DESIGNS)
def test_it_is_the_first_in_the_order_of_the_file(designs):
    """Among equally small conflicts the one that comes first in the file is named, whatever the order of designs."""
    assert smallest_conflict(judged(designs)) == smallest_conflict(judged(designs[::-1]))


def test_without_either_there_is_an_answer(ask, on_prem):
    """Each requirement of a conflict is needed for it: without any one of them some design fits."""
    needs, forbids = ["existing-credentials", {"survive-outage": {"for": "4h"}}], ["directory-copy-in-cloud"]
    assert ask(["fsx-windows"], needs, forbids, estate=on_prem).conflicts == (
        "needs.survive-outage",
        "forbids.directory-copy-in-cloud",
    )
    assert ask(["fsx-windows"], needs[:1], forbids, estate=on_prem).status == "recommended"
    assert ask(["fsx-windows"], needs, [], estate=on_prem).status == "recommended"
