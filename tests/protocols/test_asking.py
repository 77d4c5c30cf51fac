"""Exchanges, their replies, and servers of which any will do."""

import pytest

from dirsim.model.port_numbers import DNS, KERBEROS
from dirsim.protocols.asking import ask, ask_any
from dirsim.protocols.client_program import Program
from dirsim.protocols.exchange import Exchange, Reply, request
from dirsim.protocols.start import ending
from dirsim.protocols.view import View


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
    fallbacks = []
    answered, made = play(ask_any(fallbacks, queries("a", "b"), "x"), [Reply()])
    assert (answered.target, len(made), fallbacks) == ("a", 1, [])


def test_the_second_answer_is_a_fallback():
    """An answer from any but the first is remembered as a fallback, by name."""
    fallbacks = []
    answered, _ = play(ask_any(fallbacks, queries("a", "b"), "x"), [Reply("silent"), Reply()])
    assert answered.target == "b"
    assert fallbacks == ["b answered instead of a"]


def test_a_refusal_ends_the_search():
    """A refusal is an answer: nobody else is asked, and it may have a category of its own."""
    refused = Reply("refused", "no", "ERR")
    failure, made = play(ask_any([], queries("a", "b"), "x"), [refused])
    assert (failure.reply, failure.category, failure.exchange.target, len(made)) == (refused, "x", "a", 1)
    failure, _ = play(ask_any([], queries("a", "b"), "x", "y"), [refused])
    assert failure.category == "y"


@pytest.mark.parametrize(
    ("first", "second", "answered"),
    [("silent", "silent", False), ("rejected", "rejected", True), ("silent", "rejected", False)],
)
def test_the_first_failure_is_the_place(first, second, answered):
    """When nobody answers, the search stops at the first that was asked, and fails as that one did."""
    failure, _ = play(ask_any([], queries("a", "b"), "x", "y"), [Reply(first), Reply(second)])
    assert (failure.exchange.target, failure.answered, failure.category) == ("a", answered, "x")


def test_nobody_to_ask_is_an_answer():
    """A search without any target is denied: nothing was waited for."""
    failure, made = play(ask_any([], [], "x"), [])
    assert (failure.reply.code, failure.exchange, failure.answered, made) == ("no-target", None, True, [])


def test_one_failed_exchange_is_the_place():
    """A single exchange that fails is the place where the flow stops; one that is granted has no failure."""
    exchange = Exchange("AP", "pc", "db", "tcp", 1433, "db", "sign in")
    failure, _ = play(ask(exchange, "service-unreachable"), [Reply("silent", "nothing came")])
    assert (failure.exchange, failure.because, failure.category) == (exchange, "nothing came", "service-unreachable")
    assert play(ask(exchange, "service-unreachable"), [Reply()])[0] is None


def test_a_question_behind_a_name_server_decides():
    """A name server that reached no other one has answered, and yet nobody has: what it heard itself decides."""
    asked = request("DNS forward", "a", "b", DNS, "names", protocol="udp")
    for heard, definite in (("silent", False), ("rejected", True)):
        assert Reply("refused", "", "SERVFAIL", behind=(asked, Reply(heard))).definite == definite


def test_what_is_held_is_named_once(office):
    """Tickets that were obtained twice are listed once, in the order in which they came."""
    net = office()
    program = Program(View(net), net.flows["ana-db"], held=["a", "b", "a"])
    assert ending(program, None).held == ("a", "b")
