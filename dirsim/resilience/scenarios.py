"""Standard scenarios of every design, with ids for files and reports."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from dirsim.model.scenario import HEALTHY, HostDown, LinkDown, PasswordExpired, Scenario, SiteDown
from dirsim.model.topology import Topology

_WATCHED_ROLES = frozenset({"controller", "connector", "radius", "identity-provider"})


def standard_scenarios(topology: Topology) -> tuple[Scenario, ...]:
    """The healthy network, the failure of each element that others depend on, and the topology's own scenarios.

    Ids: ``healthy``; ``link-down:LINK`` for each private link; ``partition`` for all of them at once where there are
    several; ``site-down:SITE`` for each site that holds something the design adds; ``host-down:HOST`` for each
    controller, connector, RADIUS server and identity provider; ``password-expired:CONNECTOR`` for the service account
    of each connector; then the topology's own, which replace standard ones of the same name. No fault ends.

    Args:
        topology: The topology that the scenarios apply to.
    """
    found = {scenario.name: scenario for scenario in (HEALTHY, *_standard(topology))}
    found.update({name: Scenario(name, scenario.faults) for name, scenario in topology.scenarios.items()})
    return tuple(found.values())


def outage_scenarios(topology: Topology) -> tuple[Scenario, ...]:
    """The scenarios in which a link, all links or a whole site is lost, and the topology's own."""
    wide = ("link-down:", "partition", "site-down:")
    return tuple(
        scenario
        for scenario in standard_scenarios(topology)
        if scenario.name.startswith(wide) or (scenario.name in topology.scenarios and scenario.faults)
    )


def delayed(scenario: Scenario, by: float) -> Scenario:
    """The scenario with every fault later by a time in seconds, so that users have signed in before it begins."""
    return Scenario(scenario.name, [evolve(fault, start=fault.start + by) for fault in scenario.faults])


def _standard(topology: Topology) -> Iterator[Scenario]:
    links = [name for name, link in topology.links.items() if not link.public]
    for name in links:
        yield Scenario(f"link-down:{name}", [LinkDown(name)])
    if len(links) > 1:
        yield Scenario("partition", [LinkDown(name) for name in links])
    added = {host.site for host in topology.hosts.values() if host.added}
    for name in topology.sites:
        if name in added:
            yield Scenario(f"site-down:{name}", [SiteDown(name)])
    for name, host in topology.hosts.items():
        if _WATCHED_ROLES.intersection(host.roles):
            yield Scenario(f"host-down:{name}", [HostDown(name)])
    for name, connector in topology.connectors.items():
        yield Scenario(f"password-expired:{name}", [PasswordExpired(connector.service_account)])
