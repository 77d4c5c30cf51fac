"""Needs that are about failures. Nothing here knows an outcome: every verdict is what the runs under the faults say."""

from __future__ import annotations

from collections.abc import Iterable

from dirsim.model.requirements import Need
from dirsim.model.scenario import Fault, HostDown, LinkDown, Scenario, SiteDown
from dirsim.model.units import hours
from dirsim.recommend.case import Case, judge, stopped
from dirsim.recommend.verdict import Verdict

_BEGINS_S = hours(1)
"""An outage begins when people have signed in already, so that its timeline shows what they hold; it is judged at its end."""

_SERVING = ("controller", "connector", "radius", "identity-provider", "ldap-server")


def _under(
    case: Case, need: Need, rule: str, scenarios: Iterable[tuple[Scenario, float]], flows: Iterable[str]
) -> Verdict:
    """Run flows under scenarios: met when everybody gets in under every one of them."""
    path = f"needs.{need.word}"
    names = tuple(flows)
    if not names:
        return judge(
            path, rule, False, f"the users that are meant do not sign in through {case.base}", facts=(case.base_fact(),)
        )
    runs = [case.under(flow, scenario, at) for scenario, at in scenarios for flow in names]
    failed = [run for run in runs if not run.through]
    if failed:
        return judge(path, rule, False, f"{failed[0].scenario}: {stopped(failed[0])}", runs=failed)
    if not runs:
        healthy = [case.healthy(flow) for flow in names]
        return judge(
            path, rule, all(run.through for run in healthy), "there is nothing outside that could fail", runs=healthy
        )
    slower = [run for run in runs if run.fell_back]
    because = f"every sign-in gets through ({slower[0].because})" if slower else "every sign-in gets through"
    return judge(
        path,
        rule,
        True,
        f"{runs[0].scenario}: {because}" if len({run.scenario for run in runs}) == 1 else because,
        runs=runs,
    )


def private_links(case: Case) -> tuple[str, ...]:
    """The links that carry directory traffic between the premises and AWS, or between premises."""
    topology = case.design.topology
    regions = set(case.ground.regions)
    return tuple(name for name, link in topology.links.items() if not link.public and not set(link.between) <= regions)


def fault_of(case: Case, element: str) -> tuple[Fault, ...]:
    """What fails when an element of the estate fails: a link, a site, a host, or all of a directory's controllers."""
    topology = case.design.topology
    if element in topology.links:
        return (LinkDown(element),)
    if element in topology.sites:
        return (SiteDown(element),)
    if element in topology.hosts:
        return (HostDown(element),)
    directory = topology.directories.get(element)
    domains = set(directory.domains) if directory is not None else {element}
    return tuple(
        HostDown(name) for name, host in topology.hosts.items() if host.domain in domains and "controller" in host.roles
    )


def survives(case: Case, need: Need) -> Verdict:
    """New sign-ins get through while the named element (or every link to the premises) is lost."""
    detail = need.detail
    faults = fault_of(case, detail.of) if detail.of else tuple(LinkDown(link) for link in private_links(case))
    lost = detail.of or "every link to the premises"
    lasts = detail.for_s
    at = _BEGINS_S if lasts is None else _BEGINS_S + max(lasts - 1.0, 0.0)
    timed = tuple(Fault(kind=fault.kind, of=fault.of, start=_BEGINS_S, lasts=lasts) for fault in faults)
    scenario = Scenario(f"{lost} lost", timed)
    return _under(case, need, "survives", [(scenario, at)] if timed else [], case.sign_ins(detail.users))


def survives_partition(case: Case, need: Need) -> Verdict:
    """Sign-ins get through while no site reaches another over private links."""
    topology = case.design.topology
    faults = tuple(LinkDown(name) for name, link in topology.links.items() if not link.public)
    scenarios = [(Scenario("partition", faults), 0.0)] if faults else []
    return _under(case, need, "survives-partition", scenarios, case.sign_ins(need.detail.users))


def survives_region_loss(case: Case, need: Need) -> Verdict:
    """Sign-ins in the other Regions get through while one Region is lost."""
    regions = case.ground.regions
    lost = need.detail.of if need.detail.of in regions else regions[0]
    topology = case.design.topology
    elsewhere = [
        flow
        for flow in case.sign_ins(need.detail.users)
        if topology.hosts[topology.services[topology.flows[flow].service].host].site != lost
    ]
    return _under(
        case, need, "survives-region-loss", [(Scenario(f"{lost} lost", (SiteDown(str(lost)),)), 0.0)], elsewhere
    )


def survives_any_host(case: Case, need: Need) -> Verdict:
    """Sign-ins get through whichever single controller, connector or provider fails."""
    topology = case.design.topology
    flows = case.sign_ins(need.detail.users)
    used = {step.exchange.target for flow in flows for step in case.healthy(flow).steps}
    scenarios = [
        (Scenario(f"{name} down", (HostDown(name),)), 0.0)
        for name, host in topology.hosts.items()
        if name in used and any(role in _SERVING for role in host.roles) and not host.public
    ]
    return _under(case, need, "survives-any-host", scenarios, flows)
