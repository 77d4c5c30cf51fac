"""Finding flows and scenarios by name."""

import pytest

from dirsim import examples
from dirsim.designs.builders import build
from dirsim.errors import UsageError
from dirsim.model.scenario import LinkDown, Scenario
from dirsim.model.topology import Topology
from dirsim.recommendation.estate_baseline import baseline_of
from dirsim.resilience.lookup import check_scenario, find_flow, find_scenario

NET = build(baseline_of(examples.contoso()), "managed-ad-standard+two-way-trust").topology


def test_a_unique_part_of_a_name_is_enough():
    """A flow is found by its whole name, or by a part that no other has, in any case."""
    assert find_flow(NET, "erp-db/corp.example") == "erp-db/corp.example"
    assert find_flow(NET, "DESKTOPS") == "desktops/corp.example"


@pytest.mark.parametrize(
    ("wanted", "said"), [("erp-db", "several flows"), ("erp-db/copr.example", "did you mean"), ("", "unknown flow")]
)
def test_what_is_near_is_named(wanted, said):
    """An ambiguous or unknown name is answered with the names that are near."""
    with pytest.raises(UsageError) as caught:
        find_flow(NET, wanted)
    assert said in str(caught.value)
    assert "erp-db/corp.example" in str(caught.value)


def test_a_topology_without_flows_says_so():
    """Where nobody signs in there is no flow to name."""
    with pytest.raises(UsageError) as caught:
        find_flow(Topology(), "x")
    assert "no sign-ins" in str(caught.value)


def test_unknown_scenarios_are_answered_with_near_ones():
    """A scenario is found by its id; a slip is answered with the near ids."""
    assert find_scenario(NET, "link-down:vpn").faults == (LinkDown("vpn"),)
    with pytest.raises(UsageError) as caught:
        find_scenario(NET, "link-down:vnp")
    assert "link-down:vpn" in str(caught.value)


def test_a_fault_of_nothing_is_refused():
    """A scenario about something that is not there would change nothing, and is refused."""
    with pytest.raises(UsageError) as caught:
        check_scenario(NET, Scenario("x", [LinkDown("vpm")]))
    assert "did you mean vpn" in str(caught.value)
