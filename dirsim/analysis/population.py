"""A day or a week of many users over a design: how sign-ins end, and what load each host bears."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from attrs import define, field

from dirsim.analysis.chance_faults import chance_faults
from dirsim.analysis.population_run import DAY_S, Endings, Load, Pattern, PopulationRun
from dirsim.errors import UsageError
from dirsim.flows import held
from dirsim.flows.exchange import OUTCOMES, THROUGH, Course, Flow
from dirsim.flows.kerberos import initial_ticket
from dirsim.flows.view import View
from dirsim.model.scenario import HEALTHY, Fault, Scenario
from dirsim.model.topology import FlowSpec, Topology
from dirsim.model.units import duration_text, hours
from dirsim.simulate.lifetimes import Lifetimes
from dirsim.simulate.population import BLOCK, Reaction, Reactions, Tally, arrays, run_block, waits
from dirsim.simulate.run import Simulation
from dirsim.simulate.trace import Trace

_SIGN_INS = ("service-access", "aws-sign-in", "federated-sign-in", "ldap-bind", "ntlm-access")


@define
class _Case:
    """One service of a cohort: for each holding and stretch its run."""

    name: str
    runs: list[list[Trace]]
    reactions: list[list[Reaction]]
    life: float
    own: bool


@define
class _Making:
    simulation: Simulation
    scenario: Scenario
    instants: list[float]
    lifetimes: Lifetimes
    kinds: dict[tuple[str, str], int] = field(factory=dict)

    def kind(self, outcome: str, run: Trace) -> int:
        """The number of a kind of ending."""
        category = run.ending.category if outcome not in THROUGH else ""
        return self.kinds.setdefault((outcome, category), len(self.kinds))


def population(
    topology: Topology,
    users: int,
    scenario: Scenario = HEALTHY,
    *,
    pattern: Pattern | None = None,
    seed: int = 0,
    capacities: Mapping[str, float] | None = None,
    lifetimes: Lifetimes | None = None,
    random_outages: bool = False,
    repair_s: float = hours(4),
    told: Callable[[int, int], None] | None = None,
) -> PopulationRun:
    """A day or a week of many users over a design.

    Args:
        topology: The design.
        users: How many people; they are shared out among the cohorts as these are large. 0 is nobody.
        scenario: What goes wrong, and when, in seconds from the first midnight.
        pattern: When people work and how often they sign in; ``None`` means the usual.
        seed: What chance is drawn from: the same seed, the same answer.
        capacities: How many requests a second a host answers, by name; left out means that nobody waits there.
        lifetimes: How long tickets last; ``None`` means the documented defaults.
        random_outages: Whether elements also fail by chance, as often as their availabilities say.
        repair_s: How long such a failure lasts on average, in seconds.
        told: Is told how many users are done, of how many; ``None`` means that nobody is.

    Raises:
        UsageError: numpy is not installed, the number of users is negative, or a capacity is of no host or not positive.
    """
    np = arrays()
    if users < 0:
        raise UsageError(f"the number of users is 0 or more, not {users}")
    limits = dict(capacities or {})
    for host, limit in limits.items():
        if host not in topology.hosts:
            raise UsageError(f"--capacity of unknown host {host!r}")
        if limit <= 0:
            raise UsageError(f"--capacity {host}: a host that answers nothing is down; give more than 0 a second")
    day = pattern or Pattern()
    whole = scenario
    if random_outages:
        whole = Scenario(scenario.name, (*scenario.faults, *chance_faults(topology, day.days * DAY_S, repair_s, seed)))
    changes = sorted({at for fault in whole.faults for at in (fault.start, _end(fault)) if 0 < at < day.days * DAY_S})
    making = _Making(Simulation(topology), whole, [0.0, *changes], lifetimes or Lifetimes.of())
    bins = int(np.ceil((DAY_S * (day.days - 1) + day.end - day.start) / day.bin))
    flows: list[Endings] = []
    requests: dict[str, Any] = {}
    heard: dict[str, list[Any]] = {host: [] for host in limits}
    done = 0
    for cohort, count in shared_out(topology, users).items():
        cases = list(_cases(making, cohort))
        if not cases or not count:
            continue
        reactions = Reactions(
            tuple(changes),
            [case.reactions for case in cases],
            _lasting(making.lifetimes.first_ticket_s),
            [case.life for case in cases],
            [case.own for case in cases],
        )
        through = [outcome in THROUGH for outcome, _ in making.kinds]
        tally = Tally(day.start, day.bin, bins)
        runs = [run for case in cases for by_time in case.runs for run in by_time]
        for block in range(0, count, BLOCK):
            size = min(BLOCK, count - block)
            draw = np.random.default_rng([seed, zlib.crc32(cohort.encode()), block // BLOCK])
            times, services = _drawn(draw, size, day, cases)
            events: list[tuple[Any, Any]] | None = [] if limits else None
            run_block(reactions, times, services, np.full(size, -np.inf), tally, through, day.retry, events)
            for at, number in events or ():
                for host, counts in _reaching(runs, limits).items():
                    heard[host].append(np.repeat(at, np.asarray(counts)[number]))
            done += size
            if told is not None:
                told(done, users)
        counts = tally.counts.reshape(len(cases), -1, bins)
        kinds = reactions.kinds.reshape(len(cases), -1)
        flows += [_endings(case, count, kinds[place], counts[place], making) for place, case in enumerate(cases)]
        flat = tally.counts.reshape(-1, bins)
        for host, weights in _reaching(runs, None).items():
            requests[host] = requests.get(host, 0) + np.asarray(weights) @ flat
    return PopulationRun(
        design=topology.name,
        scenario=scenario.name,
        users=users,
        seed=seed,
        start=day.start,
        bin=day.bin,
        flows=tuple(flows),
        loads=tuple(_loads(requests, limits, heard, day)),
        outages=tuple(_told(fault) for fault in sorted(whole.faults, key=lambda fault: (fault.start, fault.of))),
        assumptions=day.assumptions,
    )


def shared_out(topology: Topology, users: int) -> dict[str, int]:
    """So many people shared out among the cohorts that sign in, as these are large; unknown ones count as the mean."""
    cohorts = [
        name
        for name, principal in topology.principals.items()
        if principal.kind == "user"
        and any(spec.user == name and spec.kind in _SIGN_INS for spec in topology.flows.values())
    ]
    known = [count for name in cohorts if (count := topology.principals[name].count)]
    mean = sum(known) / len(known) if known else 1.0
    weights = [mean if (count := topology.principals[name].count) is None else float(count) for name in cohorts]
    total = sum(weights)
    if not total:
        return {}
    shares = {name: int(users * weight / total) for name, weight in zip(cohorts, weights, strict=True)}
    for name in cohorts[: users - sum(shares.values())]:
        shares[name] += 1
    return shares


def _end(fault: Fault) -> float:
    return fault.start if fault.lasts is None else fault.start + fault.lasts


def _lasting(seconds: float | None) -> float:
    """A lifetime that nobody states lasts for no time: nothing is assumed to be held."""
    return seconds or 0.0


def _logon(view: View, spec: FlowSpec) -> Flow:
    """The sign-in in the morning: a first ticket and nothing else."""
    course = Course()
    kdc = yield from initial_ticket(view, course, spec.client, spec.user)
    return course.ending(through=bool(kdc))


def _cases(making: _Making, cohort: str) -> Iterator[_Case]:
    """What a cohort does; the sign-in in the morning comes last, where tickets are used at all."""
    logon: tuple[str, FlowSpec] | None = None
    for name, spec in making.simulation.topology.flows.items():
        if spec.user != cohort or spec.kind not in _SIGN_INS:
            continue
        if spec.kind == "service-access":
            logon = logon or (name, spec)
            runs = [
                _whole(making, name),
                _played(making, name, held.with_first_ticket),
                _played(making, name, held.with_service_ticket),
            ]
            yield _case(making, name, runs, _lasting(making.lifetimes.service_ticket_s), own=False)
        else:
            fresh = _whole(making, name)
            session = spec.kind == "aws-sign-in" and not making.simulation.topology.services[spec.service].desktop
            kept = _played(making, name, held.open_session) if session else fresh
            life = _lasting(making.lifetimes.console_s) if session else 0.0
            yield _case(making, name, [fresh, fresh, kept], life, own=True)
    if logon is not None:
        first = _played(making, logon[0], _logon)
        yield _case(making, f"sign-in of {cohort}", [first, first, first], 0.0, own=True)


def _whole(making: _Making, name: str) -> list[Trace]:
    return [making.simulation.run(name, making.scenario, at) for at in making.instants]


def _played(making: _Making, name: str, flow: Any) -> list[Trace]:
    spec = making.simulation.topology.flows[name]
    simulation = making.simulation
    return [
        simulation.play(flow(simulation.view, spec), name, spec.kind, making.scenario, at) for at in making.instants
    ]


def _case(making: _Making, name: str, runs: list[list[Trace]], life: float, *, own: bool) -> _Case:
    reactions = []
    for holding, by_time in enumerate(runs):
        row = []
        for run, fresh in zip(by_time, runs[0], strict=True):
            outcome = run.outcome
            if holding and run.through:  # to use what is held is no fallback, unless a new sign-in would fall back
                outcome = fresh.outcome if fresh.through else "degraded"
            first = any(": krbtgt/" in entry for entry in run.ending.held) and holding == 0
            row.append(Reaction(making.kind(outcome, run), first, ticket=run.through and life > 0 and holding < 2))
        reactions.append(row)
    return _Case(name, runs, reactions, life, own)


def _drawn(draw: Any, size: int, day: Pattern, cases: list[_Case]) -> tuple[Any, Any]:
    """The times of some people's accesses, ascending, and the service of each."""
    np = arrays()
    logon = len(cases) - 1 if cases[-1].name.startswith("sign-in of ") else None
    kinds = len(cases) if logon is None else logon
    times, services = [], []
    for number in range(day.days):
        begin = draw.triangular(day.start, day.peak, day.end, (size, 1))
        later = begin + np.sort(draw.random((size, day.accesses)), axis=1) * (day.end - begin)
        what = draw.integers(0, max(kinds, 1), (size, 1 + day.accesses), dtype=np.int16)
        if logon is not None:
            what[:, 0] = logon
        at = np.concatenate([begin, later], axis=1) + number * DAY_S
        if number % 7 >= 5:
            at[:] = np.inf
        times.append(at)
        services.append(what)
    return np.concatenate(times, axis=1), np.concatenate(services, axis=1)


def _reaching(runs: list[Trace], hosts: Iterable[str] | None) -> dict[str, list[int]]:
    """For each host how many requests of each run reach it."""
    found: dict[str, list[int]] = {host: [0] * len(runs) for host in hosts or ()}
    for place, run in enumerate(runs):
        for step in run.steps:
            target = step.exchange.target
            if step.reply.heard != "silent" and (hosts is None or target in found):
                found.setdefault(target, [0] * len(runs))[place] += 1
    return found


def _endings(case: _Case, users: int, kinds: Any, counts: Any, making: _Making) -> Endings:
    found = {}
    for ending, number in sorted(making.kinds.items(), key=lambda entry: (OUTCOMES.index(entry[0][0]), entry[0][1])):
        bins = counts[kinds == number].sum(axis=0)
        if bins.any():
            found[ending] = tuple(int(count) for count in bins)
    return Endings(flow=case.name, users=users, counts=found)


def _loads(
    requests: Mapping[str, Any], limits: Mapping[str, float], heard: Mapping[str, list[Any]], day: Pattern
) -> Iterator[Load]:
    np = arrays()
    for host, counts in sorted(requests.items(), key=lambda entry: (-int(entry[1].max(initial=0)), entry[0])):
        fullest = int(counts.argmax()) if len(counts) else 0
        waiting = None
        if host in limits and heard[host]:
            waiting = waits(np.sort(np.concatenate(heard[host])), limits[host])
        yield Load(
            host=host,
            requests=tuple(int(count) for count in counts),
            peak_per_s=round(float(counts.max(initial=0)) / day.bin, 6),
            peak_at=day.start + fullest * day.bin,
            capacity=limits.get(host),
            longest_wait_s=None if waiting is None else round(float(waiting.max(initial=0.0)), 3),
            mean_wait_s=None if waiting is None or not len(waiting) else round(float(waiting.mean()), 3),
        )


def _told(fault: Fault) -> str:
    until = "" if fault.lasts is None else f" for {duration_text(round(fault.lasts))}"
    return f"{fault.kind} {fault.of} at {duration_text(round(fault.start)) if fault.start else '0h'}{until}"
