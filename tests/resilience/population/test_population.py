"""Many users on a clock: counts equal to following every event, loads, queues, chance."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
from attrs import evolve

import dirsim
from dirsim.catalog.units import hours, minutes
from dirsim.errors import UsageError
from dirsim.model.network_parts import Site
from dirsim.model.scenario import LinkDown, Scenario
from dirsim.model.topology import Principal, Topology
from dirsim.resilience.availability import availability
from dirsim.resilience.contingency import contingencies
from dirsim.resilience.population import run_population as engine
from dirsim.resilience.population.chance_faults import chance_faults
from dirsim.resilience.population.population import population, shared_out
from dirsim.resilience.population.population_run import Pattern
from dirsim.resilience.population.run_population import waits

OUTAGE = Scenario("vpn lost", [LinkDown("vpn", start=hours(11), lasts=hours(2))])
CALM = Pattern(retry=None)


def workload(name):
    """A module of the benchmarks' workloads."""
    path = Path(__file__).parents[2] / "bench" / "workloads" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"workload_{name}", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def ana(office):
    """The office with one cohort that signs in to one database over the VPN."""
    topology = office()
    return evolve(
        topology,
        flows={"ana-db": topology.flows["ana-db"]},
        principals={**topology.principals, "ana": Principal(domain="corp.example", count=500)},
    )


def test_equal_to_following_every_event():
    """Counts by ending and quarter of an hour equal those of a loop over 10,000 users' events, one at a time."""
    day = workload("day")
    assert (day.by_arrays(day.users(10_000)) == day.event_by_event(day.users(10_000))).all()


def test_a_day_without_faults(ana):
    """Without faults everybody gets in, each as often as the pattern says."""
    run = population(ana, 1000)
    access, logon = run.flows
    assert (access.flow, logon.flow) == ("ana-db", "sign-in of ana")
    assert access.total("succeeded") == 12_000
    assert logon.total("succeeded") == 1000
    assert access.total("degraded", "denied", "timed-out") == 0


def test_an_outage_stops_those_who_are_away_from_the_service(ana):
    """While the VPN is down nobody opens the database; before and after everybody does."""
    run = population(ana, 2000, OUTAGE, pattern=CALM)
    failed = [
        sum(bins[place] for (outcome, _), bins in run.flows[0].counts.items() if outcome in ("denied", "timed-out"))
        for place in range(36)
    ]
    worked = [
        sum(bins[place] for (outcome, _), bins in run.flows[0].counts.items() if outcome in ("succeeded", "degraded"))
        for place in range(36)
    ]
    during = range(12, 20)  # quarters of an hour after eight
    assert all(failed[place] and not worked[place] for place in during)
    assert not any(failed[place] for place in range(36) if place not in during)


def test_retries_come_until_it_works(ana):
    """Who fails tries again at the pattern's interval, so tries grow during an outage and load peaks after it."""
    calm, eager = (population(ana, 2000, OUTAGE, pattern=Pattern(retry=retry)) for retry in (None, minutes(10)))
    assert eager.flows[0].total("timed-out") > 2 * calm.flows[0].total("timed-out")
    after = hours(13)
    database = next(load for load in eager.loads if load.host == "db")
    assert after <= database.peak_at < after + minutes(30)


def test_results_depend_on_the_seed_alone(ana):
    """The same seed gives the same answer whatever the size of blocks' neighbours; another seed another one."""
    one, same, other = (population(ana, 300, OUTAGE, seed=seed).to_dict() for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_memory_does_not_grow_with_users(ana, monkeypatch):
    """Users are taken block by block: no array is longer than a block."""
    longest = []
    whole = engine.run_block

    def watched(reactions, times, *others):
        longest.append(len(times))
        return whole(reactions, times, *others)

    monkeypatch.setattr("dirsim.resilience.population.population.run_block", watched)
    population(ana, 70_000)
    assert sum(longest) == 70_000
    assert max(longest) <= engine.BLOCK


def test_weekends_are_free(ana):
    """In a week people work on five days."""
    run = population(ana, 100, pattern=Pattern(days=7))
    assert run.flows[1].total("succeeded") == 500


@pytest.mark.parametrize("count", [0, 1])
def test_nobody_and_one(ana, count):
    """No user and one user are answers."""
    run = population(ana, count)
    assert sum(flow.total("succeeded") for flow in run.flows) == 13 * count


def test_nobody_signs_in_to_anything():
    """A topology without flows, links or people gives an empty answer."""
    run = population(Topology(sites={"a": Site()}), 1000)
    assert (run.flows, run.loads) == ((), ())


def test_users_are_shared_out_by_size(office):
    """Cohorts get their share, unknown sizes count as the mean, and nobody is lost by rounding."""
    topology = office()
    people = {**topology.principals, "ana": evolve(topology.principals["ana"], count=300)}
    assert shared_out(evolve(topology, principals=people), 1001) == {"ana": 501, "bob": 500}


def test_waits_are_those_of_a_single_server():
    """Waiting times equal those of serving one request after the other."""
    draw = np.random.default_rng(4)
    arrivals = np.sort(draw.uniform(0, 100, 500))
    free, slow = 0.0, []
    for at in arrivals:
        begins = max(at, free)
        slow.append(begins - at)
        free = begins + 1 / 4
    assert np.allclose(waits(arrivals, 4.0), slow)


def test_capacity_makes_people_wait(ana):
    """A host with a small capacity lets requests wait; one without a stated capacity is not judged."""
    loads = {load.host: load for load in population(ana, 2000, capacities={"db": 0.5}).loads}
    assert loads["db"].longest_wait_s > 60
    assert loads["dc1.corp"].longest_wait_s is None


def test_chance_follows_availability(ana):
    """Over a long time an element fails for the share of time that its availability leaves."""
    horizon = hours(24) * 3650
    down = sum(fault.lasts for fault in chance_faults(ana, horizon, hours(4), seed=1) if fault.of == "vpn")
    assert 0.0003 < down / horizon < 0.0008  # the vendor commits to 0.9995


def test_random_outages_are_told(ana):
    """Failures by chance are listed with their time, and the same seed gives the same ones."""
    links = {**ana.links, "vpn": evolve(ana.links["vpn"], availability=0.5)}
    shaky = evolve(ana, links=links)
    one, same = (population(shaky, 50, random_outages=True, seed=3, pattern=Pattern(days=7)) for _ in range(2))
    assert one.outages == same.outages
    assert one.outages
    assert one.flows[0].total("timed-out") > 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"users": -1}, "at least 0"),
        ({"capacities": {"nobody": 1}}, "unknown host"),
        ({"capacities": {"db": 0}}, "more than 0"),
    ],
)
def test_wrong_questions(ana, options, said):
    """A negative number of users, and capacities of nothing or of nobody, are refused."""
    with pytest.raises(UsageError, match=said):
        population(ana, options.pop("users", 1), **options)


@pytest.mark.parametrize("wrong", [{"start": hours(18)}, {"days": 0}, {"bin": 0.0}, {"retry": 0.0}, {"accesses": -1}])
def test_wrong_patterns(wrong):
    """A day that ends before it begins, and days, bins and retries of no length, are refused."""
    with pytest.raises(UsageError):
        Pattern(**wrong)


def test_plots(ana):
    """Results draw themselves where matplotlib is installed: bars of minutes and users, layers of tries."""
    pytest.importorskip("matplotlib")
    assert len(availability(ana).plot().patches) == 1
    assert contingencies(ana).plot().patches
    assert population(ana, 100, OUTAGE).plot().collections


def test_plots_without_matplotlib(ana, monkeypatch):
    """Without matplotlib the sentence says what to install."""
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(UsageError, match=r"dirsim\[plot\]"):
        availability(ana).plot()


def test_populations_by_the_library(ana):
    """``dirsim.population`` takes a scenario's id, and its table has one row for each ending and bin."""
    run = dirsim.population(ana, 50, "link-down:vpn")
    assert run.flows[0].total("timed-out") > 0
    frame = run.to_pandas()
    assert frame["count"].sum() == sum(sum(bins) for flow in run.flows for bins in flow.counts.values())
