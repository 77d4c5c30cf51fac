"""A flow as a tree of replays."""

import random

import pytest

import dirsim as ds
from dirsim.model.scenario import HostDown, PasswordExpired, Scenario
from dirsim.protocols.client_sessions import Presented
from dirsim.protocols.exchange import Ending, Exchange, Reply
from dirsim.protocols.start import start
from dirsim.protocols.ticket_cache import Ticket
from dirsim.protocols.view import View
from dirsim.simulation import replays
from dirsim.simulation.replays import Asked, Ended, ReplayTree, TooManyCoursesError
from dirsim.simulation.simulation import Simulation

TICKET = Ticket(name="db@CLOUD.EXAMPLE", user="ana", start=0.0, end=9.0, renew_till=9.0)


def walk(branch, hosts_down, expired=()):
    """The end of the course that a tree takes while some hosts are down, and its exchanges."""
    steps = []
    while isinstance(branch, Asked):
        steps.append(branch.exchange)
        if any(thing[0] == "host" and thing[1] in hosts_down for thing in branch.condition):
            branch = branch.silent
        elif branch.expired is not None and branch.exchange.subject in expired:
            branch = branch.refused
        else:
            branch = branch.answered
    return branch, steps


def tree_of(net, name, expirable=()):
    """The tree of one flow of a topology."""
    view = View(net)
    spec = net.flows[name]
    return ReplayTree(view, frozenset(expirable)).tree(lambda: start(view, spec))


@pytest.mark.parametrize("name", ["contoso", "wingtip", "adatum"])
def test_a_walk_is_a_run(name):
    """Whatever hosts are down, the walk makes the exchanges of the run and ends as it does."""
    net = ds.recommend(getattr(ds.examples, name)()).topology
    simulation = Simulation(net)
    source = random.Random(name)  # noqa: S311 -- chance, not secrets
    for flow in net.flows:
        tree = tree_of(net, flow)
        for _ in range(40):
            down = [host for host in net.hosts if source.random() < 0.25]
            run = simulation.run(flow, Scenario(" ".join(down), [HostDown(host) for host in down]))
            end, steps = walk(tree, down)
            assert steps == [step.exchange for step in run.steps]
            assert (end.ending.outcome, end.ending.category, end.ending.held) == (
                run.outcome,
                run.ending.category,
                run.ending.held,
            )


def test_an_expired_password_is_a_way_of_its_own():
    """Where a connector's service account has expired the tree goes on as the run does."""
    net = ds.recommend(ds.examples.contoso()).candidate("ad-connector").design.topology
    account = next(iter(net.connectors.values())).service_account
    flow = "desktops/corp.example"
    end, steps = walk(tree_of(net, flow, [account]), (), (account,))
    run = ds.trace(net, flow, Scenario("expired", [PasswordExpired(account)]))
    assert run.outcome == "denied" == end.ending.outcome
    assert len(steps) == len(run.steps)
    assert end.because == (run.because,)


def test_equal_parts_are_one_object():
    """The end that every healthy course comes to is in a tree once, however many ways lead there."""
    net = ds.recommend(ds.examples.contoso()).topology
    waiting, ends = [tree_of(net, "erp-db/corp.example")], {}
    while waiting:
        branch = waiting.pop()
        if isinstance(branch, Ended):
            ends.setdefault((branch.ending, branch.because), set()).add(id(branch))
        else:
            waiting += [way for way in (branch.answered, branch.silent, branch.refused) if way is not None]
    assert len(ends) > 3
    assert all(len(objects) == 1 for objects in ends.values())


def test_what_no_state_allows_is_not_followed():
    """A host that was seen to be down is not asked again with an answer."""
    net = ds.recommend(ds.examples.contoso()).topology
    host = "ec2-dc1.corp.example"
    waiting = [(tree_of(net, "erp-db/corp.example"), frozenset(), frozenset())]
    while waiting:
        branch, works, down = waiting.pop()
        if isinstance(branch, Ended):
            continue
        alone = {thing[1] for thing in branch.condition if ("host", thing[1]) not in works}
        assert not (branch.answered is not None and alone == {host} and host in down)
        if branch.answered is not None:
            waiting.append((branch.answered, works | branch.condition, down))
        if branch.silent is not None:
            only = alone if all(thing[0] == "host" for thing in branch.condition) and len(alone) == 1 else set()
            waiting.append((branch.silent, works, down | only))


def test_too_many_courses_are_given_up(monkeypatch):
    """A flow that could go on in endlessly many ways is refused, not followed for ever."""
    net = ds.recommend(ds.examples.contoso()).topology
    monkeypatch.setattr(replays, "MOST_COURSES", 3)
    with pytest.raises(TooManyCoursesError, match="more than 3 courses"):
        tree_of(net, "erp-db/corp.example")


def test_the_reason_names_the_exchange_that_was_silent():
    """An ending's reason keeps a place for why nothing came back, wherever in the words it stands."""
    net = ds.recommend(ds.examples.contoso()).topology
    client = next(name for name, host in net.hosts.items() if "client" in host.roles and host.domain)
    other = next(name for name, host in net.hosts.items() if "controller" in host.roles)
    exchange = Exchange("AP", client, other, "tcp", 88, "kerberos", "a ticket", content=Presented(TICKET, 0.0))

    def flow():
        reply = yield exchange
        if reply == Reply("answered"):
            return Ending("succeeded", "ok", "well")
        return Ending("timed-out", "lost", f"first {reply.because}, then nothing", exchange)

    tree = ReplayTree(View(net)).tree(flow)
    assert tree.silent.because == ("first ", exchange, ", then nothing")
    assert tree.answered.because == ("well",)
