"""Shared parts of labs: a company, a design and runs as answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from dirsim.api import (
    HEALTHY,
    Candidate,
    LinkDown,
    Recommendation,
    Scenario,
    Topology,
    build,
    minutes,
    parse_requirements,
    timeline,
    trace,
)
from dirsim.api.writing import text_of
from dirsim.labs.question import Ran
from dirsim.labs.seeded_choice import WORDS, Draw

WORKS, FAILS = "works", "fails"
WORKS_OR_FAILS = (WORKS, FAILS)
NEVER = "0 means never"

_REGIONS = (
    ("frankfurt", "eu-central-1"),
    ("ireland", "eu-west-1"),
    ("virginia", "us-east-1"),
    ("tokyo", "ap-northeast-1"),
)


@frozen(kw_only=True)
class Company:
    """A fictional company with one forest and one link to AWS.

    Attributes:
        name: Its name.
        domain: The domain of its forest.
        site: The name of the cloud site.
        region: The Region of that site.
        users: The number of users.
    """

    name: str
    domain: str
    site: str
    region: str
    users: int

    @classmethod
    def drawn(cls, draw: Draw) -> Company:
        """Draw the company of one student."""
        word, prefix = draw.pick(WORDS), draw.pick(("corp", "ad", "int", "hq"))
        site, region = draw.pick(_REGIONS)
        return cls(
            name=word.capitalize(),
            domain=f"{prefix}.{word}.example",
            site=site,
            region=region,
            users=draw.between(300, 24000, 100),
        )

    def requirements(
        self,
        title: str,
        workloads: Mapping[str, str],
        needs: Iterable[str] = ("existing-credentials",),
        *,
        as_of: str = "2026-11-01",
    ) -> str:
        """The text of a requirements file of this company, with workloads (kinds by name) that its users use."""
        lines = [
            "dirsim: requirements/v1",
            f"name: {self.name}, {title}",
            f"as_of: {as_of}",
            "estate:",
            "  sites:",
            "    hq: {kind: on-premises}",
            f"    {self.site}: {{kind: aws-region, region: {self.region}}}",
            "  links:",
            f"    vpn: {{between: [hq, {self.site}], kind: site-to-site-vpn, latency: 30ms}}",
            "  directories:",
            "    corp:",
            "      kind: active-directory",
            "      domains:",
            f"        {self.domain}: {{controllers: {{hq: 2}}, users: {self.users}, objects: {self.users * 3}}}",
            '      functional_level: "2016"',
            f"  aws: {{accounts: 1, regions: [{self.region}], new_customer: false}}",
            "workloads:",
            *(
                f"  {name}: {{kind: {kind}, site: {self.site}, users: [{self.domain}]}}"
                for name, kind in workloads.items()
            ),
            f"needs: [{', '.join(needs)}]",
        ]
        return "\n".join(lines) + "\n"


def designed(requirements: str, design: str) -> Topology:
    """The topology of a design for a requirements file."""
    return build(parse_requirements(requirements), design).topology


def signs_in(topology: Topology, flow: str, scenario: Scenario = HEALTHY, at: float = 0.0) -> Ran:
    """The answer whether a sign-in succeeds, with its trace."""
    run = trace(topology, flow, scenario, at)
    return Ran(WORKS if run.through else FAILS, text_of(run))


def through(topology: Topology, flows: Mapping[str, str], scenario: Scenario = HEALTHY, *, wanted: bool = True) -> Ran:
    """The sign-ins that succeed (or, with ``wanted`` false, fail), by their names in ``flows``."""
    runs = {name: trace(topology, flow, scenario) for name, flow in flows.items()}
    shown = "\n".join(text_of(run) for run in runs.values())
    return Ran(tuple(name for name, run in runs.items() if run.through is wanted), shown)


def link_cut(start_min: int, lasts_min: int) -> Scenario:
    """The scenario in which the VPN fails, in minutes on the scenario's clock."""
    return Scenario("the VPN is lost", [LinkDown("vpn", start=minutes(start_min), lasts=minutes(lasts_min))])


def lost_at(topology: Topology, flow: str, activity: str, outage: Scenario, signed_in_min: int, until_min: int) -> Ran:
    """The minute at which an activity stops working; 0 means never."""
    row = timeline(topology, outage, signed_in_at=minutes(signed_in_min), until=minutes(until_min), flows=[flow]).row(
        flow, activity
    )
    lost = row.lost_at
    shown = "\n".join(
        f"minute {band.start / 60:g} to {band.end / 60:g}: {band.outcome} ({band.because})" for band in row.bands
    )
    return Ran(0.0 if lost is None else lost / 60.0, f"{flow}, {activity}\n{shown}\n")


def minutes_lost(topology: Topology, flow: str, outage: Scenario, until_min: int) -> Ran:
    """The number of minutes for which a user without tickets or sessions cannot sign in."""
    row = timeline(topology, outage, until=minutes(until_min), flows=[flow]).row(flow, "new sign-in")
    shown = "\n".join(
        f"minute {band.start / 60:g} to {band.end / 60:g}: {band.outcome} ({band.because})" for band in row.bands
    )
    lost = sum(band.end - band.start for band in row.bands if not band.works) / 60.0
    return Ran(lost, f"{flow}, new sign-in\n{shown}\n")


def judged(choice: Recommendation, design: str) -> Candidate | None:
    """The candidate of one design in a recommendation; ``None`` if the design was not considered."""
    return next((candidate for candidate in choice.candidates if candidate.label == design), None)


def verdicts(candidate: Candidate) -> str:
    """A candidate with the first reason against it, as text."""
    against = "".join(f"{one.because} [{', '.join(one.facts)}]" for one in candidate.reasons[:1])
    return f"{candidate.label}: {candidate.status}" + (f": {against}" if against else "")
