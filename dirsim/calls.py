"""What ``import dirsim as ds`` calls: the library's verbs, taking what people have in hand (a value, a path, a name)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from dirsim.analysis.availability import Availability
from dirsim.analysis.availability import availability as _availability
from dirsim.analysis.board import Board, shown_by
from dirsim.analysis.board import board as _board
from dirsim.analysis.contingency import Contingencies, contingencies
from dirsim.analysis.lookup import check_scenario, find_flow, find_scenario
from dirsim.analysis.population import population as _population
from dirsim.analysis.population_run import Pattern, PopulationRun
from dirsim.analysis.ports import PortMatrix
from dirsim.analysis.ports import ports as _ports
from dirsim.analysis.runs import Runs
from dirsim.analysis.scenarios import standard_scenarios
from dirsim.analysis.timeline import Timeline
from dirsim.analysis.timeline import timeline as _timeline
from dirsim.errors import UsageError
from dirsim.model.requirements import Requirements
from dirsim.model.requirements_form import as_file
from dirsim.model.scenario import HEALTHY, Scenario
from dirsim.model.topology import Topology
from dirsim.read.decision import read_decisions
from dirsim.recommend.decision import Verification, decided
from dirsim.recommend.decision import verify as _verify
from dirsim.recommend.difference import Difference, difference
from dirsim.recommend.engine import recommend as _recommend
from dirsim.recommend.recommendation import Recommendation, saved_by
from dirsim.simulate.run import simulate as _simulate
from dirsim.simulate.run import trace as _trace
from dirsim.simulate.trace import Trace

if TYPE_CHECKING:
    from dirsim.analysis.discovery import Discovery  # only its call needs it
    from dirsim.analysis.managed_ad.readiness import Readiness  # as above
    from dirsim.credentials.activity.proposal import LeastPrivilege  # only this call needs it, and it takes time


def recommend(requirements: Requirements | str | os.PathLike[str], *, as_of: date | None = None) -> Recommendation:
    """Rank the designs for requirements, every verdict with its facts and its runs.

    Args:
        requirements: A requirements value, or the path of a file.
        as_of: The date whose facts apply; ``None`` means the file's own date, or today where it has none.

    Raises:
        InputError: The file cannot be read, or something in it is wrong.
    """
    if isinstance(requirements, Requirements):
        return _recommend(requirements, as_of=as_of)
    from dirsim.read.requirements import read_requirements  # noqa: PLC0415 -- who has a value needs no reader

    return _recommend(read_requirements(requirements), as_of=as_of)


def trace(topology: Topology, flow: str, scenario: Scenario | str = HEALTHY, at: float = 0.0) -> Trace:
    """One sign-in, step by step.

    Args:
        topology: What it runs over.
        flow: The flow's name, or a part of it that no other flow has in its name.
        scenario: What goes wrong, and when; or a standard scenario's id, such as ``link-down:vpn``.
        at: The instant, in seconds from the scenario's start.

    Raises:
        UsageError: The topology has no such flow, or not what fails in the scenario.
    """
    return _trace(topology, find_flow(topology, flow), _scenario(topology, scenario), at)


def simulate(
    topology: Topology,
    scenarios: Iterable[Scenario | str] | Scenario | str = (),
    at: float = 0.0,
    flows: Iterable[str] = (),
) -> Runs:
    """Every flow under every scenario at one instant.

    Args:
        topology: What they run over.
        scenarios: What goes wrong, as values or ids; empty means the standard scenarios and the topology's own.
        at: The instant, in seconds from each scenario's start.
        flows: Which flows, by name; empty means all.

    Returns:
        One trace for each flow and scenario, flow by flow.

    Raises:
        UsageError: The topology has no such flow, or not what fails in a scenario.
    """
    wanted = [scenarios] if isinstance(scenarios, Scenario | str) else list(scenarios)
    chosen = [_scenario(topology, scenario) for scenario in wanted] or standard_scenarios(topology)
    names = [flows] if isinstance(flows, str) else list(flows)
    return Runs(_simulate(topology, chosen, at, [find_flow(topology, name) for name in names]))


def timeline(
    topology: Topology,
    scenario: Scenario | str,
    *,
    signed_in_at: float = 0.0,
    until: float | None = None,
    flows: Iterable[str] = (),
) -> Timeline:
    """Who loses what, when, and when it comes back.

    Args:
        topology: A design.
        scenario: What goes wrong, and when; or a standard scenario's id, such as ``link-down:vpn``.
        signed_in_at: When those who hold tickets and sessions got them, in seconds from the scenario's start.
        until: Where the timeline ends, in seconds; ``None`` means an hour after the last change.
        flows: Only these sign-ins, by name or a part of it; empty means all.

    Raises:
        UsageError: The topology has no such flow, or not what fails in the scenario.
    """
    names = [flows] if isinstance(flows, str) else list(flows)
    return _timeline(
        topology,
        _scenario(topology, scenario),
        signed_in_at=signed_in_at,
        until=until,
        flows=[find_flow(topology, name) for name in names],
    )


def availability(
    topology: Topology | Recommendation, *, max_order: int = 2, method: str | None = None, seed: int = 0
) -> Availability:
    """How often each sign-in works, exactly wherever that is affordable, and the smallest sets of failures that stop it.

    Args:
        topology: The design, or a recommendation, whose design is meant.
        max_order: Cut sets of at most so many failures.
        method: ``bits``, ``diagram`` or ``sampled``; ``None`` takes the quickest exact one.
        seed: For ``sampled``.

    Raises:
        UsageError: There is no such method, the order is less than 1, there are more elements than a method can take, or
            the recommendation recommends no design.
    """
    design = topology.topology if isinstance(topology, Recommendation) else topology
    return _availability(design, max_order=max_order, method=method, seed=seed)


def failures(topology: Topology | Recommendation, *, order: int = 2) -> Contingencies:
    """What every failure does, and every set of up to so many (N-1, N-2), and who loses what.

    Args:
        topology: The design, or a recommendation, whose design is meant.
        order: The greatest number of failures at once.

    Raises:
        UsageError: There are too many sets of so many failures, or the recommendation recommends no design.
    """
    return contingencies(topology.topology if isinstance(topology, Recommendation) else topology, order)


def population(
    topology: Topology | Recommendation,
    users: int,
    scenario: Scenario | str = HEALTHY,
    *,
    pattern: Pattern | None = None,
    seed: int = 0,
    capacities: Mapping[str, float] | None = None,
    random_outages: bool = False,
) -> PopulationRun:
    """A day or a week of many users: how their sign-ins end, and what load each host bears.

    Args:
        topology: The design, or a recommendation, whose design is meant.
        users: How many people.
        scenario: What goes wrong, and when, from the first midnight; or a standard scenario's id, which then lasts.
        pattern: When people work and how often they sign in; ``None`` means the usual.
        seed: What chance is drawn from: the same seed, the same answer.
        capacities: How many requests a second a host answers, by name; left out means that nobody waits there.
        random_outages: Whether elements also fail by chance, as often as their availabilities say.

    Raises:
        UsageError: numpy is not installed, or what is asked about is not there.
    """
    design = topology.topology if isinstance(topology, Recommendation) else topology
    return _population(
        design,
        users,
        _scenario(design, scenario),
        pattern=pattern,
        seed=seed,
        capacities=capacities,
        random_outages=random_outages,
    )


def diff(old: Recommendation, new: Recommendation) -> Difference:
    """What changed between two answers, and why."""
    before, after = decided(old), decided(new)
    return difference(before.answer, after.answer, (as_file(before.requirements), as_file(after.requirements)))


def verify(path: str | os.PathLike[str], *, as_of: date | None = None) -> tuple[Verification, ...]:
    """Ask the decisions of a record again, and say what moved; one verification for each decision in it.

    Args:
        path: A record that ``save`` wrote.
        as_of: The date whose facts apply; ``None`` means that of the requirements, or today where they name none.

    Raises:
        InputError: The file cannot be read, or holds no record.
    """
    return tuple(_verify(decision, as_of) for decision in read_decisions(path))


def _save(choice: Recommendation, path: str | os.PathLike[str]) -> None:
    from dirsim.report.saved import save  # noqa: PLC0415 -- loaded when something is saved

    save(choice, path)


saved_by(_save)


def board(design: Topology | Recommendation, *, designs: Iterable[str] = ()) -> Board:
    """Designs to play with: cut links, hosts and ports, move a clock, and see at once who can still sign in.

    In a notebook the board draws itself; ``save`` writes it as one page that needs no network, ``widget`` gives a live
    widget where anywidget is installed.

    Args:
        design: A recommendation, or one design as a topology.
        designs: For a recommendation the labels of the designs to choose from; empty means the best of each kind.

    Raises:
        UsageError: No such design was considered.
    """
    if isinstance(design, Recommendation):
        return design.board([designs] if isinstance(designs, str) else designs)
    return _board([(design.name or "topology", "", 0, design)], name=design.name)


def _board_page(shown: Board) -> str:
    from dirsim.report.board.page import board_page  # noqa: PLC0415 -- loaded when a board is shown

    return board_page(shown)


def _board_widget(shown: Board) -> object:
    from dirsim.report.board.widget import board_widget  # noqa: PLC0415 -- as above

    return board_widget(shown)


shown_by({"html": _board_page, "widget": _board_widget})


def ports(topology: Topology | Recommendation) -> PortMatrix:
    """Which host opens which connection to which, so that every flow works, with any one host down as well.

    Args:
        topology: The design, or a recommendation, whose design is meant.

    Raises:
        UsageError: The recommendation recommends no design.
    """
    return _ports(topology.topology if isinstance(topology, Recommendation) else topology)


def least_privilege(
    trails: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    principal: str | None = None,
    days: int | None = None,
) -> LeastPrivilege:
    """The rights that recorded activity needs: for each principal, policies that grant them and nothing else.

    Args:
        trails: Files or folders of CloudTrail records.
        principal: Only this one: the ARN of a role or user, or of a role's session; ``None`` means all.
        days: Only this many days before the last record; ``None`` means everything.

    Raises:
        InputError: A path does not exist, or there is no record in any file.
        UsageError: ``days`` is less than one, or the list of IAM actions is not installed.
    """
    from dirsim.read.activity import least_privilege_of  # noqa: PLC0415 -- nobody else needs the reader

    if days is not None and days < 1:
        raise UsageError(f"at least one day is needed, not {days}")
    paths = [trails] if isinstance(trails, str | os.PathLike) else list(trails)
    return least_privilege_of(paths, principal=principal, days=days)


def managed_ad(estate: Requirements | Topology | str | os.PathLike[str]) -> Readiness:
    """Whether an estate is ready for AWS Managed Microsoft AD, what the directory does, and what a move breaks.

    Args:
        estate: A requirements value, a topology, or the path of a requirements file.

    Raises:
        InputError: The file cannot be read, or something in it is wrong.
    """
    from dirsim.analysis.managed_ad.readiness import readiness  # noqa: PLC0415 -- only this call needs it

    if isinstance(estate, str | os.PathLike):
        from dirsim.read.requirements import read_requirements  # noqa: PLC0415 -- who has a value needs no reader

        estate = read_requirements(estate)
    there = estate if isinstance(estate, Topology) else estate.estate
    return readiness(there.directories, there.trusts)


def discover(
    what: str,
    *sources: str | os.PathLike[str],
    user: str = "",
    password: str = "",
    bind: str = "",
    ca_file: str | None = None,
    verify: bool = True,
    start_tls: bool = False,
    allow_plain: bool = False,
    timeout: float = 30.0,
    profile: str | None = None,
    regions: Iterable[str] = (),
    anonymize: bool = False,
) -> Discovery:
    """An estate from what exists; its ``requirements`` can be given to :func:`recommend`, its ``checks`` need no design.

    Args:
        what: ``ldap``, ``ldif``, ``bloodhound`` or ``aws``.
        sources: URLs of servers, or files; nothing for ``aws``.
        user: For ``ldap``; empty means anonymous.
        password: For ``ldap``.
        bind: For ``ldap``: ``anonymous``, ``simple``, ``ntlm`` or ``gssapi``; empty means simple where there is a user.
        ca_file: Authorities to trust, in PEM; ``None`` means those of the system.
        verify: False to take any certificate.
        start_tls: True to encrypt ``ldap://`` in any case.
        allow_plain: True to send the password over a connection that is not encrypted.
        timeout: Seconds that one answer may take.
        profile: For ``aws``: the profile; ``None`` means the usual one.
        regions: For ``aws``; empty means every Region that is enabled.
        anonymize: True to replace every name, consistently.

    Raises:
        UsageError: There is no such source, or the sign-in is refused.
        InputError: A file cannot be read.
        DirsimError: Nothing could be read.
    """
    names = [os.fspath(source) for source in sources]
    if what == "ldap":
        from dirsim.read.ldap.server import read_ldap  # noqa: PLC0415 -- each source has its own libraries
        from dirsim.read.ldap.settings import Access, SignIn  # noqa: PLC0415 -- as above

        access = Access(ca_file=ca_file, verify=verify, start_tls=start_tls, allow_plain=allow_plain, timeout=timeout)
        found = read_ldap(names, SignIn(user=user, password=password, bind=bind), access)
    elif what == "ldif":
        from dirsim.read.ldif_export import read_ldif  # noqa: PLC0415 -- as above

        found = read_ldif(names)
    elif what == "bloodhound":
        from dirsim.read.bloodhound import read_bloodhound  # noqa: PLC0415 -- as above

        found = read_bloodhound(names)
    elif what == "aws":
        from dirsim.read.aws_account import read_aws  # noqa: PLC0415 -- as above

        found = read_aws(profile=profile, regions=tuple(regions), timeout=timeout)
    else:
        raise UsageError(f"{what!r} cannot be discovered; there are ldap, ldif, bloodhound and aws")
    if anonymize:
        from dirsim.read.anonymize import anonymized  # noqa: PLC0415 -- as above

        found = anonymized(found)
    return found


def _scenario(topology: Topology, scenario: Scenario | str) -> Scenario:
    if isinstance(scenario, str):
        return find_scenario(topology, scenario)
    if not isinstance(scenario, Scenario):
        raise UsageError(f"a scenario is expected, not {type(scenario).__name__}")
    return check_scenario(topology, scenario)
