"""The standard outages."""

from dirsim import examples
from dirsim.designs.builders import build
from dirsim.model.network_parts import Link
from dirsim.model.scenario import HEALTHY, HostDown, Scenario
from dirsim.recommendation.estate_baseline import baseline_of
from dirsim.resilience.scenarios import outage_scenarios, standard_scenarios

NET = build(baseline_of(examples.contoso()), "ad-connector").topology


def ids(topology):
    """The ids of the standard scenarios."""
    return [scenario.name for scenario in standard_scenarios(topology)]


def test_the_healthy_network_comes_first():
    """The first scenario is the network with nothing wrong."""
    assert standard_scenarios(NET)[0] == HEALTHY


def test_each_thing_others_depend_on_is_taken_away():
    """Links, the site with added hosts, controllers, connectors and their service account each have their scenario."""
    assert set(ids(NET)) == {
        "healthy",
        "link-down:vpn",
        "site-down:frankfurt",
        "host-down:dc1.corp.example",
        "host-down:dc2.corp.example",
        "host-down:connector.corp.example-a",
        "host-down:connector.corp.example-b",
        "password-expired:connector.corp.example",
    }


def test_a_partition_needs_several_links():
    """With one private link its loss is the partition; with two there is a scenario for both."""
    assert "partition" not in ids(NET)
    more = NET.adding(links={"dx": Link(between=("hq", "frankfurt"), kind="direct-connect")})
    both = next(scenario for scenario in standard_scenarios(more) if scenario.name == "partition")
    assert [fault.of for fault in both.faults] == ["vpn", "dx"]


def test_public_links_are_left_out():
    """The internet is no link of the estate: it is not taken away."""
    assert not any("internet" in name for name in ids(NET))


def test_own_scenarios_are_kept_and_win():
    """A topology's own scenarios come along, and replace standard ones of the same name."""
    own = Scenario("link-down:vpn", [HostDown("dc1.corp.example")])
    net = NET.adding(scenarios={"link-down:vpn": own, "fire": Scenario("fire", [HostDown("dc2.corp.example")])})
    found = {scenario.name: scenario for scenario in standard_scenarios(net)}
    assert found["link-down:vpn"].faults == own.faults
    assert "fire" in found
    assert "fire" in [scenario.name for scenario in outage_scenarios(net)]


def test_outages_are_links_and_sites():
    """The outages of a report are those of links and sites, not of single hosts."""
    assert [scenario.name for scenario in outage_scenarios(NET)] == ["link-down:vpn", "site-down:frankfurt"]
