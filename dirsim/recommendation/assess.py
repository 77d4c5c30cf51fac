"""Assessment of an estate or a topology, in one answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from ipaddress import ip_address, ip_network

from attrs import evolve

from dirsim.directory.discovery.estate_checks import estate_checks
from dirsim.directory.discovery.estate_finding import CheckLevel
from dirsim.facts import Catalog, catalog
from dirsim.model.outcome import Judgement
from dirsim.model.requirements import Estate, Requirements, Workload, in_name_order
from dirsim.model.topology import Topology
from dirsim.recommendation.as_built import as_built_baseline, as_built_verdicts
from dirsim.recommendation.assessment import ADVICE_RULES, Assessment, ExistingFinding
from dirsim.recommendation.connector_findings import connector_findings
from dirsim.recommendation.directory_findings import directory_findings
from dirsim.recommendation.outage_findings import outage_findings
from dirsim.recommendation.placement_rules import placement_findings
from dirsim.recommendation.rotation_findings import rotation_findings
from dirsim.recommendation.trust_findings import trust_findings
from dirsim.recommendation.unsupported import unsupported
from dirsim.recommendation.verdict import Verdict
from dirsim.simulation.simulation import Simulation

_CHECKED_ELSEWHERE = (
    "trusts-use-aes",
    "levels-suffice-for-options",
    "sites-have-two-paths",
    "sites-have-two-controllers",
)
"""Checks of estates that another rule of an assessment covers, or that speak of products which do not exist here."""
_RESILIENCE = (
    "survive-outage",
    "survive-partition",
    "survive-region-loss",
    "high-availability",
    "reliability",
)
"""Needs that make a single point of failure a fault; without one it is a risk."""


def assess(value: Requirements | Topology, *, as_of: date | None = None) -> Assessment:
    """Judge what exists, as it is; no part is added.

    Args:
        value: Requirements, whose estate, workloads and needs are judged, or a topology, whose flows are run.
        as_of: The date whose facts apply; ``None`` means the file's own date, or today where it has none.
    """
    given = value.as_of if isinstance(value, Requirements) else None
    day = as_of or (date.fromisoformat(given) if given else date.today())  # noqa: DTZ011 -- a calendar day, not an instant
    return _of_topology(value, day) if isinstance(value, Topology) else _of_requirements(in_name_order(value), day)


def _of_requirements(req: Requirements, day: date) -> Assessment:
    facts = catalog(day)
    baseline = as_built_baseline(req)
    built = as_built_verdicts(req, baseline, facts)
    found = [
        *_placed(req.estate, req.workloads, facts),
        *trust_findings(baseline.topology, req.workloads, "estate."),
        *connector_findings(req.estate.directories, baseline.topology, req.workloads, facts, "estate."),
        *directory_findings(req.estate, facts, "estate."),
        *map(_limit, built.limits),
        *rotation_findings(req, facts),
        *_checked(req.estate, "estate."),
    ]
    single = tuple(outage_findings(req.estate, built.designs, baseline.topology, "estate."))
    if req.needs_word(*_RESILIENCE):
        found, single = [*found, *single], ()
    link = (baseline.assumed_link,) if baseline.assumed_link else ()
    without = (f"{entry.path} is not evaluated: {entry.effect}" for entry in unsupported(req))
    assumptions = (*baseline.assumptions, *link, *built.assumptions, *without)
    return _assessed(req.name, day, built.verdicts, found, single, assumptions)


def _limit(verdict: Verdict) -> ExistingFinding:
    """The finding of an existing directory that is beyond its limit."""
    command = f"dirsim facts {verdict.facts[0]}" if verdict.facts else ""
    return ExistingFinding(
        path=verdict.requirement,
        rule=verdict.rule,
        verdict=verdict.verdict,
        because=verdict.because,
        facts=verdict.facts,
        runs=verdict.runs,
        command=command,
    )


def _of_topology(topology: Topology, day: date) -> Assessment:
    facts = catalog(day)
    simulation = Simulation(topology)
    verdicts = []
    for flow in topology.flows:
        run = simulation.run(flow)
        verdict = Judgement.MET if run.through else Judgement.NOT_MET
        where = f" at {run.failed}" if run.failed is not None else ""
        because = "the sign-in works" if run.through else f"{run.outcome}{where}: {run.because}"
        verdicts.append(Verdict(f"flows.{flow}", "sign-in-works", verdict, because, (), (run,)))
    estate = Estate(
        sites=topology.sites,
        links=topology.links,
        directories=topology.directories,
        trusts=topology.trusts,
        vpcs=topology.vpcs,
    )
    hosts = {domain: len(topology.controllers(domain)) for domain in topology.domains}
    found = [
        *_placed(estate, {}, facts, inside="estate."),
        *trust_findings(topology, {}, ""),
        *connector_findings(topology.directories, topology, {}, facts, ""),
        *directory_findings(estate, facts, "", hosts),
        *_unsited(topology),
        *_checked(estate, ""),
    ]
    single = tuple(outage_findings(topology, {"": simulation}, topology, ""))
    return _assessed(topology.name, day, tuple(verdicts), found, single, ())


def _assessed(
    name: str,
    day: date,
    verdicts: tuple[Verdict, ...],
    found: list[ExistingFinding],
    risks: tuple[ExistingFinding, ...],
    assumptions: tuple[str, ...],
) -> Assessment:
    one = Assessment(
        name=name,
        as_of=day.isoformat(),
        verdicts=verdicts,
        findings=tuple(one for one in found if one.verdict == Judgement.NOT_MET and one.rule not in ADVICE_RULES),
        risks=(*risks, *(one for one in found if one.rule in ADVICE_RULES)),
        unknowns=tuple(finding for finding in found if finding.verdict == Judgement.UNKNOWN),
        assumptions=tuple(dict.fromkeys(assumptions)),
    )
    return evolve(one, stale=catalog(day).stale(one.cited, day))


def _placed(
    estate: Estate, workloads: Mapping[str, Workload], facts: Catalog, *, inside: str = ""
) -> Iterator[ExistingFinding]:
    """The findings of placement; ``inside`` is the part of their paths that the file does not have."""
    for found in placement_findings(estate, workloads, facts):
        command = f"dirsim facts {found.facts[0]}" if found.facts else ""
        yield ExistingFinding(
            path=found.path.removeprefix(inside),
            rule=found.rule,
            verdict=found.verdict,
            because=found.because,
            facts=found.facts,
            command=command,
        )


def _checked(estate: Estate, at: str) -> Iterator[ExistingFinding]:
    """The findings of the checks of estates that report a fault, and those that lack their data."""
    for found in estate_checks(estate):
        if found.check in _CHECKED_ELSEWHERE or found.level == CheckLevel.NOTE:
            continue
        yield ExistingFinding(
            path=f"{at}{_path_of(estate, found.about)}",
            rule=found.check,
            verdict=Judgement.UNKNOWN if found.level == CheckLevel.UNKNOWN else Judgement.NOT_MET,
            because=f"{found.about}: {found.message}",
            facts=found.facts,
            command="dirsim managed-ad FILE",
        )


def _path_of(estate: Estate, about: str) -> str:
    """The path of a trust, a directory or a domain by its name."""
    if about in estate.trusts:
        return f"trusts.{about}"
    holder = next(
        (name for name, entry in estate.directories.items() if entry.kind != "ad-connector" and about in entry.domains),
        None,
    )
    return f"directories.{about}" if holder is None else f"directories.{holder}.domains.{about}"


def _unsited(topology: Topology) -> Iterator[ExistingFinding]:
    """Addresses of hosts that are in no subnet of an AD site of their forest, or in one of another place."""
    for label, directory in topology.directories.items():
        subnets = [
            (ip_network(subnet, strict=False), name, site.place)
            for name, site in directory.ad_sites.items()
            for subnet in site.subnets
        ]
        if not subnets:
            continue
        for name, host in topology.hosts.items():
            if host.domain not in directory.domains or not host.address:
                continue
            address = ip_address(host.address)
            held = [entry for entry in subnets if entry[0].version == address.version and address in entry[0]]
            if not held:
                yield _site_finding(label, f"the address {host.address} of {name} is in no subnet of an AD site")
                continue
            _, ad_site, place = max(held, key=lambda entry: entry[0].prefixlen)
            own = [
                host_.site
                for host_ in topology.hosts.values()
                if host_.domain == host.domain and "controller" in host_.roles
            ]
            if (
                place is not None
                and place != host.site
                and (host.site in own or _nearer(topology, host.site, place, own))
            ):
                yield _site_finding(
                    label,
                    f"{name} is at {host.site}, but its address {host.address} belongs to the AD site {ad_site} at {place}",
                )


def _nearer(topology: Topology, here: str, place: str, own: list[str]) -> bool:
    """True where controllers at another place are nearer to a site than those at the place of its AD site."""
    near = {
        site: link.distance_s
        for link in topology.links.values()
        if here in link.between
        for site in link.between
        if site != here
    }
    return place in near and any(site in near and near[site] < near[place] for site in own)


def _site_finding(directory: str, because: str) -> ExistingFinding:
    return ExistingFinding(
        path=f"directories.{directory}.ad_sites",
        rule="ad-site-of-address",
        verdict=Judgement.NOT_MET,
        because=f"{because}: it may use a distant controller",
        command="dirsim simulate FILE",
    )
