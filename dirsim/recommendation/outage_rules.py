"""Rules for needs about outages: every verdict is the outcome of runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from dirsim.catalog.units import hours
from dirsim.facts import Fact
from dirsim.model.outcome import Judgement
from dirsim.model.requirements import Need
from dirsim.model.scenario import Fault, HostDown, LinkDown, Scenario, SiteDown
from dirsim.model.topology import Topology
from dirsim.recommendation.design_under_test import DesignUnderTest, judge, stopped
from dirsim.recommendation.verdict import Verdict

_BEGINS_S = hours(1)
"""The start of an outage: users have signed in before, so its timeline shows what they hold; it is judged at its end."""

_SERVING = ("controller", "connector", "radius", "identity-provider", "ldap-server")


def _under(
    under_test: DesignUnderTest,
    need: Need,
    rule: str,
    scenarios: Iterable[tuple[Scenario, float]],
    flows: Iterable[str],
    untouched: str = "no external element could fail",
) -> Verdict:
    """The verdict of runs of flows under scenarios: met when every user signs in under each of them."""
    path = f"needs.{need.word}"
    names = tuple(flows)
    if not names and under_test.sign_ins() and detail_users(need):
        because = f"the users concerned do not sign in through {under_test.name}"
        return judge(path, rule, False, because, facts=(under_test.base_fact(),))
    if not names:
        good = under_test.nobody_signs_in
        because = (
            "no sign-in of the file depends on a directory"
            if good
            else f"the users concerned do not sign in through {under_test.name}"
        )
        return judge(path, rule, good, because, facts=(under_test.base_fact(),))
    runs = under_test.until_missed(under_test.under(flow, scenario, at) for scenario, at in scenarios for flow in names)
    failed = [run for run in runs if not run.through]
    if failed:
        return judge(path, rule, False, f"{failed[0].scenario}: {stopped(failed[0])}", runs=failed)
    if not runs:
        healthy = [under_test.healthy(flow) for flow in names]
        return judge(path, rule, all(run.through for run in healthy), untouched, runs=healthy)
    slower = [run for run in runs if run.fell_back]
    because = f"every sign-in succeeds ({slower[0].because})" if slower else "every sign-in succeeds"
    because = f"{runs[0].scenario}: {because}" if len({run.scenario for run in runs}) == 1 else because
    asked = {run.scenario: run.asked for run in runs if run.asked is not None}
    cannot: list[str] = []
    facts: list[str] = []
    for scenario in asked.values():
        cannot += who_cannot(under_test, scenario, names)
        facts += _roles_out_of_reach(under_test, scenario)
    because = " and ".join(dict.fromkeys((f"{because}, but {cannot[0]}", *cannot[1:]))) if cannot else because
    return judge(path, rule, True, because, facts=facts, runs=runs)


def who_cannot(under_test: DesignUnderTest, scenario: Scenario, flows: Iterable[str]) -> Iterator[str]:
    """Those who cannot sign in during an outage that a design survives, since they do not reach the workload, as clauses."""
    design, premises = under_test.design, under_test.baseline.premises
    topology, judged = design.topology, set(flows)
    at = {
        flow: topology.hosts[topology.services[topology.flows[flow].service].host].site
        for flow in under_test.sign_ins()
    }
    lost = {fault.of for fault in scenario.faults if fault.kind == "site-down"}
    here = [name for name, entry in design.attachments.items() if any(at[flow] in lost for flow in entry.flows)]
    if here:
        yield f"no user signs in to {', '.join(here)} in {', '.join(sorted(lost))}"
    down = sorted(fault.of for fault in scenario.faults if fault.kind == "link-down")
    over = [link for link in down if premises and premises in topology.links[link].between]
    inside = [
        name
        for name, entry in design.attachments.items()
        if entry.way in ("member", "ldap") and any(flow in judged and at[flow] != premises for flow in entry.flows)
    ]
    if over and inside and _premises_are_cut_off(under_test, scenario):
        yield f"no user reaches {', '.join(inside)} over {', '.join(over)}"


def _premises_are_cut_off(under_test: DesignUnderTest, scenario: Scenario) -> bool:
    """True where an outage takes the premises, or every private link to them."""
    premises = under_test.baseline.premises
    down = {fault.of for fault in scenario.faults if fault.kind in ("site-down", "link-down")}
    links = under_test.design.topology.links
    near = {name for name, link in links.items() if not link.public and premises in link.between}
    return bool(premises) and (premises in down or bool(near and near <= down))


def _roles_out_of_reach(under_test: DesignUnderTest, scenario: Scenario) -> tuple[str, ...]:
    """The fact by which Hybrid Edition needs servers that an outage cuts off; that it works without them is assumed."""
    fact = under_test.facts.get("hybrid-prerequisites")
    if fact is None or not under_test.has("managed-ad-hybrid") or not _premises_are_cut_off(under_test, scenario):
        return ()
    under_test.assumptions.append(
        f"Hybrid Edition signs users in while the PDC emulator and the RID master at {under_test.baseline.premises} are out of "
        f"reach ({scenario.name}): AWS asks that both be routable at all times ({fact.id})"
    )
    return (fact.id,)


def detail_users(need: Need) -> bool:
    """True where the need names the domains whose users it concerns."""
    return bool(need.detail.users)


def private_links(under_test: DesignUnderTest) -> tuple[str, ...]:
    """The links that carry directory traffic between the premises and AWS, or between premises."""
    topology = under_test.design.topology
    regions = set(under_test.baseline.regions)
    return tuple(name for name, link in topology.links.items() if not link.public and not set(link.between) <= regions)


def _named_links(under_test: DesignUnderTest) -> tuple[str, ...]:
    """The private links of the estate."""
    return tuple(name for name, link in under_test.baseline.topology.links.items() if not link.public)


def fault_of(topology: Topology, element: str) -> tuple[Fault, ...]:
    """The faults for an element of an estate: a link, a site, a host, or all controllers of a directory."""
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


def survives(under_test: DesignUnderTest, need: Need) -> Verdict:
    """New sign-ins succeed while the named element (or every link to the premises) is lost."""
    detail = need.detail
    if detail.of and not fault_of(under_test.baseline.topology, detail.of):
        because = f"the estate has no {detail.of} that could be lost; its links: {', '.join(_named_links(under_test)) or 'none'}"
        return judge(f"needs.{need.word}", "survives", Judgement.UNKNOWN, because, facts=(under_test.base_fact(),))
    faults = (
        fault_of(under_test.design.topology, detail.of)
        if detail.of
        else tuple(LinkDown(link) for link in private_links(under_test))
    )
    lost = detail.of or "every link to the premises"
    lasts = detail.for_s
    at = _BEGINS_S if lasts is None else _BEGINS_S + max(lasts - 1.0, 0.0)
    timed = tuple(Fault(kind=fault.kind, of=fault.of, start=_BEGINS_S, lasts=lasts) for fault in faults)
    scenario = Scenario(f"{lost} lost", timed)
    untouched = f"the design does without {detail.of}" if detail.of else "no external element could fail"
    under = [(scenario, at)] if timed else []
    return _under(under_test, need, "survives", under, under_test.sign_ins(detail.users), untouched)


def survives_partition(under_test: DesignUnderTest, need: Need) -> Verdict:
    """Sign-ins succeed while no site reaches another over private links."""
    topology = under_test.design.topology
    faults = tuple(LinkDown(name) for name, link in topology.links.items() if not link.public)
    scenarios = [(Scenario("partition", faults), 0.0)] if faults else []
    return _under(under_test, need, "survives-partition", scenarios, under_test.sign_ins(need.detail.users))


def survives_region_loss(under_test: DesignUnderTest, need: Need) -> Verdict:
    """Sign-ins in the other Regions succeed while one Region is lost."""
    regions = under_test.baseline.regions
    lost = need.detail.of if need.detail.of in regions else regions[0]
    topology = under_test.design.topology
    elsewhere = [
        flow
        for flow in under_test.sign_ins(need.detail.users)
        if topology.hosts[topology.services[topology.flows[flow].service].host].site != lost
    ]
    verdict = _under(
        under_test, need, "survives-region-loss", [(Scenario(f"{lost} lost", (SiteDown(str(lost)),)), 0.0)], elsewhere
    )
    fact = _bound_to_one_region(under_test) if elsewhere and lost == regions[0] else None
    if fact is None:
        return verdict
    because = fact.statement if verdict.verdict == Judgement.MET else verdict.because
    return judge(verdict.requirement, verdict.rule, False, because, facts=(*verdict.facts, fact.id), runs=verdict.runs)


def _bound_to_one_region(under_test: DesignUnderTest) -> Fact | None:
    """The fact by which a part of the design works in its first Region only; ``None`` where no part does."""
    bound = {
        "mfa-primary-region-only": under_test.has("multi-region") and under_test.has("radius-mfa"),
        "identity-center-multi-region-no-ad": under_test.label.portal == "identity-center",
    }
    return next((fact for name, holds in bound.items() if holds and (fact := under_test.facts.get(name))), None)


def survives_any_host(under_test: DesignUnderTest, need: Need) -> Verdict:
    """Sign-ins succeed whichever single controller, connector or provider fails."""
    topology = under_test.design.topology
    flows = under_test.sign_ins(need.detail.users)
    used = {step.exchange.target for flow in flows for step in under_test.healthy(flow).steps}
    scenarios = [
        (Scenario(f"{name} down", (HostDown(name),)), 0.0)
        for name, host in topology.hosts.items()
        if name in used and any(role in _SERVING for role in host.roles) and not host.public
    ]
    verdict = _under(under_test, need, "survives-any-host", scenarios, flows)
    alone = _taken_by_one_link(under_test, flows)
    if verdict.verdict != Judgement.MET or not alone:
        return verdict
    links = ", ".join(alone)
    because = f"{verdict.because}; the loss of {links} alone still stops sign-ins: back it up with a second link"
    return evolve(verdict, because=because)


def _taken_by_one_link(under_test: DesignUnderTest, flows: Iterable[str]) -> tuple[str, ...]:
    """The private links whose loss alone stops a sign-in."""
    names = tuple(flows)
    found = []
    for link in private_links(under_test):
        scenario = Scenario(f"{link} lost", (LinkDown(link),))
        if any(not under_test.under(flow, scenario).through for flow in names):
            found.append(link)
    return tuple(found)
