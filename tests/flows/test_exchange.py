"""Exchanges, replies and the memory of a running flow."""

import pytest

from dirsim.flows.exchange import Course, Exchange, Reply, ask, ask_any, request
from dirsim.model.ports import DNS, KERBEROS


def play(flow, replies):
    """Run a generator against ready replies; its return value and the exchanges that it made."""
    made = []
    try:
        exchange = next(flow)
        for reply in replies:
            made.append(exchange)
            exchange = flow.send(reply)
        made.append(exchange)
    except StopIteration as stopped:
        return stopped.value, made
    raise AssertionError(f"more exchanges than replies: {made}")


def queries(*targets):
    """The same request to several targets."""
    return [request("AS", "pc", target, KERBEROS, "first ticket") for target in targets]


def test_a_request_goes_to_the_ports_first_protocol():
    """A request uses its port's first protocol unless another is named."""
    assert str(request("DNS query", "pc", "dc", DNS, "names")) == "DNS query pc -> dc tcp/53"
    assert request("DNS query", "pc", "dc", DNS, "names", protocol="udp").protocol == "udp"


def test_the_first_answer_ends_the_search():
    """Nobody else is asked once somebody has answered, and the first answer is no fallback."""
    course = Course()
    (reply, answered), made = play(ask_any(course, queries("a", "b"), "x"), [Reply()])
    assert (reply.ok, answered.target, len(made), course.fallbacks) == (True, "a", 1, [])


def test_the_second_answer_is_a_fallback():
    """An answer from any but the first is remembered as a fallback, by name."""
    course = Course()
    (reply, answered), _ = play(ask_any(course, queries("a", "b"), "x"), [Reply("silent"), Reply()])
    assert (reply.ok, answered.target) == (True, "b")
    assert course.fallbacks == ["b answered instead of a"]
    assert course.ending(through=True).outcome == "degraded"


def test_a_refusal_ends_the_search():
    """A refusal is an answer: nobody else is asked, and the flow is denied."""
    course = Course()
    (reply, _), made = play(ask_any(course, queries("a", "b"), "x"), [Reply("refused", "no", "ERR")])
    assert (reply.code, len(made), course.ending(through=False).outcome) == ("ERR", 1, "denied")


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [("silent", "silent", "timed-out"), ("rejected", "rejected", "denied"), ("silent", "rejected", "timed-out")],
)
def test_the_first_failure_is_the_place(first, second, outcome):
    """When nobody answers, the flow stops at the first that was asked, and ends as that one did."""
    course = Course()
    (_, answered), _ = play(ask_any(course, queries("a", "b"), "x"), [Reply(first), Reply(second)])
    ending = course.ending(through=False)
    assert (answered, ending.failed.target, ending.outcome, ending.category) == (None, "a", outcome, "x")


def test_nobody_to_ask_is_an_answer():
    """A search without any target is denied: nothing was waited for."""
    course = Course()
    (reply, answered), made = play(ask_any(course, [], "x"), [])
    assert (reply.code, answered, made) == ("no-target", None, [])
    assert course.ending(through=False).outcome == "denied"


def test_one_failed_exchange_is_remembered():
    """A single exchange that fails is the place where the flow stops."""
    course = Course()
    exchange = Exchange("AP", "pc", "db", "tcp", 1433, "db", "sign in")
    reply, _ = play(ask(course, exchange, "service-unreachable"), [Reply("silent", "nothing came")])
    assert not reply.ok
    assert course.ending(through=False).failed == exchange


def test_what_is_held_is_named_once():
    """Tickets that were obtained twice are listed once, in the order in which they came."""
    course = Course(tickets=["a", "b", "a"])
    assert course.ending(through=True).held == ("a", "b")
