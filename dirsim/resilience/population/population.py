"""Population run: outcomes of many users' sign-ins and load of each host."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from attrs import define, field

from dirsim.catalog.limits import within
from dirsim.catalog.units import duration_text, hours
from dirsim.errors import UsageError
from dirsim.model.outcome import OUTCOMES, THROUGH, Outcome, ReplyKind
from dirsim.model.scenario import HEALTHY, Fault, Scenario
from dirsim.model.topology import FlowSpec, Topology
from dirsim.protocols import held
from dirsim.protocols.flow_kinds import Text
from dirsim.protocols.kerberos_client import get_first_ticket
from dirsim.resilience.population.chance_faults import chance_faults
from dirsim.resilience.population.population_run import DAY_S, Endings, Load, Pattern, PopulationRun
from dirsim.resilience.population.run_population import BLOCK, Reaction, Reactions, Tally, arrays, run_block, waits
from dirsim.simulation.simulation import Simulation
from dirsim.simulation.ticket_lifetimes import Lifetimes
from dirsim.simulation.trace import Trace

_SIGN_INS = ("service-access", "aws-sign-in", "federated-sign-in", "ldap-bind", "ntlm-access")


@define
class _Case:
    """One service of a cohort: its run for each holding and stretch of time."""

    name: str
    runs: list[list[Trace]]
    reactions: list[list[Reaction]]
    life: float
    own: bool


@define
class _PopulationParts:
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
    progress: Callable[[int, int], None] | None = None,
) -> PopulationRun:
    """Simulate a day or a week of many users over a design.

    Args:
        topology: The design.
        users: The number of users, distributed over the cohorts in proportion to their size. 0 means none.
        scenario: The faults and their times, in seconds from the first midnight.
        pattern: When users work and how often they sign in; ``None`` means the default pattern.
        seed: The seed of the random numbers; the same seed gives the same answer.
        capacities: The requests a second that each host answers, by name; no request waits at a host left out.
        lifetimes: The lifetimes of tickets; ``None`` means the documented defaults.
        random_outages: True where elements also fail at random, as often as their availabilities give.
        repair_s: The mean duration of such a failure, in seconds.
        progress: Called with the number of users done and their total; ``None`` means no progress reports.

    Raises:
        UsageError: numpy is not installed, the number of users is negative, or a capacity is not positive or has an unknown host.
    """
    np = arrays()
    if users < 0:
        raise UsageError(f"users must be at least 0, not {users}")
    beyond = within("simulated-users", users, "--users")
    if beyond:
        raise UsageError(beyond)
    limits = dict(capacities or {})
    for host, limit in limits.items():
        if host not in topology.hosts:
            raise UsageError(f"--capacity: unknown host {host!r}")
        if not limit > 0:
            raise UsageError(
                f"--capacity {host}: expected more than 0 requests a second (use a fault for a host that is down)"
            )
        beyond = within("requests", limit, f"--capacity {host}")
        if beyond:
            raise UsageError(beyond)
    day = pattern or Pattern()
    whole = scenario
    if random_outages:
        whole = Scenario(scenario.name, (*scenario.faults, *chance_faults(topology, day.days * DAY_S, repair_s, seed)))
    changes = sorted({at for fault in whole.faults for at in (fault.start, _end(fault)) if 0 < at < day.days * DAY_S})
    parts = _PopulationParts(Simulation(topology), whole, [0.0, *changes], lifetimes or Lifetimes.of())
    bins = int(np.ceil((DAY_S * (day.days - 1) + day.end - day.start) / day.bin))
    flows: list[Endings] = []
    requests: dict[str, Any] = {}
    heard: dict[str, list[Any]] = {host: [] for host in limits}
    done = 0
    for cohort, count in shared_out(topology, users).items():
        cases = list(_cases(parts, cohort))
        if not cases or not count:
            continue
        reactions = Reactions(
            tuple(changes),
            [case.reactions for case in cases],
            _lasting(parts.lifetimes.first_ticket_s),
            [case.life for case in cases],
            [case.own for case in cases],
        )
        through = [outcome in THROUGH for outcome, _ in parts.kinds]
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
            if progress is not None:
                progress(done, users)
        counts = tally.counts.reshape(len(cases), -1, bins)
        kinds = reactions.kinds.reshape(len(cases), -1)
        flows += [_endings(case, count, kinds[place], counts[place], parts) for place, case in enumerate(cases)]
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
        outages=tuple(_text_of(fault) for fault in sorted(whole.faults, key=lambda fault: (fault.start, fault.of))),
        assumptions=day.assumptions,
    )


def shared_out(topology: Topology, users: int) -> dict[str, int]:
    """Users distributed over the cohorts that sign in, in proportion to their size; unknown sizes count as the mean."""
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
    """A lifetime; an unknown one is 0: no ticket is assumed to be held."""
    return seconds or 0.0


def _cases(parts: _PopulationParts, cohort: str) -> Iterator[_Case]:
    """The services of a cohort; the sign-in in the morning comes last, where tickets are used at all."""
    logon: tuple[str, FlowSpec] | None = None
    for name, spec in parts.simulation.topology.flows.items():
        if spec.user != cohort or spec.kind not in _SIGN_INS:
            continue
        if spec.kind == "service-access":
            logon = logon or (name, spec)
            runs = [
                _whole(parts, name),
                _played(parts, name, held.with_first_ticket),
                _played(parts, name, held.with_service_ticket),
            ]
            yield _case(parts, name, runs, _lasting(parts.lifetimes.service_ticket_s), own=False)
        else:
            fresh = _whole(parts, name)
            session = spec.kind == "aws-sign-in" and not parts.simulation.topology.services[spec.service].desktop
            kept = _played(parts, name, held.open_session) if session else fresh
            life = _lasting(parts.lifetimes.console_s) if session else 0.0
            yield _case(parts, name, [fresh, fresh, kept], life, own=True)
    if logon is not None:
        first = _played(parts, logon[0], get_first_ticket)
        yield _case(parts, f"sign-in of {cohort}", [first, first, first], 0.0, own=True)


def _whole(parts: _PopulationParts, name: str) -> list[Trace]:
    return [parts.simulation.run(name, parts.scenario, at) for at in parts.instants]


def _played(parts: _PopulationParts, name: str, text: Text) -> list[Trace]:
    spec = parts.simulation.topology.flows[name]
    return [parts.simulation.read(text, name, spec, parts.scenario, at) for at in parts.instants]


def _case(parts: _PopulationParts, name: str, runs: list[list[Trace]], life: float, *, own: bool) -> _Case:
    reactions = []
    for holding, by_time in enumerate(runs):
        row = []
        for run, fresh in zip(by_time, runs[0], strict=True):
            outcome = run.outcome
            if holding and run.through:  # using a held ticket is not a fallback, unless a new sign-in would fall back
                outcome = fresh.outcome if fresh.through else Outcome.DEGRADED
            first = any(": krbtgt/" in entry for entry in run.ending.held) and holding == 0
            row.append(Reaction(parts.kind(outcome, run), first, ticket=run.through and life > 0 and holding < 2))
        reactions.append(row)
    return _Case(name, runs, reactions, life, own)


def _drawn(draw: Any, size: int, day: Pattern, cases: list[_Case]) -> tuple[Any, Any]:
    """The times of some users' accesses, ascending, and the service of each."""
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
    """For each host the number of requests of each run that reach it."""
    found: dict[str, list[int]] = {host: [0] * len(runs) for host in hosts or ()}
    for place, run in enumerate(runs):
        for step in run.steps:
            target = step.exchange.target
            if step.reply.heard != ReplyKind.SILENT and (hosts is None or target in found):
                found.setdefault(target, [0] * len(runs))[place] += 1
    return found


def _endings(case: _Case, users: int, kinds: Any, counts: Any, parts: _PopulationParts) -> Endings:
    found = {}
    for ending, number in sorted(parts.kinds.items(), key=lambda entry: (OUTCOMES.index(entry[0][0]), entry[0][1])):
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


def _text_of(fault: Fault) -> str:
    until = "" if fault.lasts is None else f" for {duration_text(round(fault.lasts))}"
    return f"{fault.kind} {fault.of} at {duration_text(round(fault.start)) if fault.start else '0h'}{until}"
