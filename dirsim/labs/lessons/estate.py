"""What several labs share: a company with one forest and one link, a design on it, and runs as answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from dirsim.calls import timeline, trace
from dirsim.labs.draw import WORDS, Draw
from dirsim.labs.question import Ran
from dirsim.model.labels import parse_label
from dirsim.model.scenario import HEALTHY, LinkDown, Scenario
from dirsim.model.topology import Topology
from dirsim.model.units import minutes
from dirsim.options.registry import build
from dirsim.read.requirements import parse_requirements
from dirsim.recommend.ground import ground_of
from dirsim.recommend.recommendation import Candidate, Recommendation
from dirsim.report.text import text
from dirsim.report.trace import trace_page

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
    """A made-up company: its name, its domain, where its cloud site is, and its size.

    Attributes:
        name: Its name.
        domain: The domain of its forest.
        site: The cloud site.
        region: The Region of that site.
        users: How many people.
    """

    name: str
    domain: str
    site: str
    region: str
    users: int

    @classmethod
    def drawn(cls, draw: Draw) -> Company:
        """A company for one student."""
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
        """A requirements file of this company: workloads by name with their kinds, used by its people."""
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
    """A design built on what a requirements file says."""
    return build(ground_of(parse_requirements(requirements)), parse_label(design)).topology


def signs_in(topology: Topology, flow: str, scenario: Scenario = HEALTHY, at: float = 0.0) -> Ran:
    """Whether a sign-in gets through, with its trace."""
    run = trace(topology, flow, scenario, at)
    return Ran(WORKS if run.through else FAILS, text(trace_page(run)))


def through(topology: Topology, flows: Mapping[str, str], scenario: Scenario = HEALTHY, *, wanted: bool = True) -> Ran:
    """Which sign-ins get through (or, with ``wanted`` false, do not), by the names that ``flows`` gives them."""
    runs = {name: trace(topology, flow, scenario) for name, flow in flows.items()}
    shown = "\n".join(text(trace_page(run)) for run in runs.values())
    return Ran(tuple(name for name, run in runs.items() if run.through is wanted), shown)


def link_cut(start_min: int, lasts_min: int) -> Scenario:
    """The loss of the VPN, in minutes of the scenario's clock."""
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
    """For how many minutes nobody who holds nothing signs in."""
    row = timeline(topology, outage, until=minutes(until_min), flows=[flow]).row(flow, "new sign-in")
    shown = "\n".join(
        f"minute {band.start / 60:g} to {band.end / 60:g}: {band.outcome} ({band.because})" for band in row.bands
    )
    lost = sum(band.end - band.start for band in row.bands if not band.works) / 60.0
    return Ran(lost, f"{flow}, new sign-in\n{shown}\n")


def judged(choice: Recommendation, design: str) -> Candidate | None:
    """What a recommendation says of one design; ``None`` where it was not considered."""
    return next((candidate for candidate in choice.candidates if candidate.label == design), None)


def verdicts(candidate: Candidate) -> str:
    """A candidate with the first thing that speaks against it, as text."""
    against = "".join(f"{one.because} [{', '.join(one.facts)}]" for one in candidate.reasons[:1])
    return f"{candidate.label}: {candidate.status}" + (f": {against}" if against else "")
