"""The order of Kerberos exchanges."""

from dirsim.flows.exchange import Reply
from dirsim.flows.registry import start
from dirsim.flows.view import View
from dirsim.simulate.run import trace


def steps(run):
    return [(step.exchange.step, step.exchange.initiator, step.exchange.target) for step in run.steps]


def test_a_cross_realm_sign_in_by_the_book(office):
    """First ticket at home, referral at home, service ticket in the trusting realm, then the service itself."""
    kerberos = [step for step in steps(trace(office(), "ana-db")) if not step[0].startswith("DNS")]
    assert kerberos == [
        ("AS", "pc", "dc1.corp"),
        ("TGS", "pc", "dc1.corp"),
        ("TGS", "pc", "dc1.cloud"),
        ("AP", "pc", "db"),
    ]


def test_the_tickets_that_are_held(office):
    """A cross-realm sign-in leaves the first ticket, the referral ticket and the service ticket behind."""
    assert trace(office(), "ana-db").ending.held == (
        "ana: krbtgt/CORP.EXAMPLE@CORP.EXAMPLE",
        "ana: krbtgt/CLOUD.EXAMPLE@CORP.EXAMPLE",
        "ana: db@CLOUD.EXAMPLE",
    )


def test_a_flow_does_not_ask_about_the_network(office):
    """A flow is the same generator in every state: only the replies that it is sent decide what it does next."""
    net = office()
    flow = start(View(net), net.flows["bob-db"])
    exchange = next(flow)
    asked = []
    try:
        while True:
            asked.append(exchange.target)
            exchange = flow.send(Reply("silent", "nothing came"))
    except StopIteration as stopped:
        assert stopped.value.outcome == "timed-out"
    assert asked == ["dc1.cloud", "dc2.cloud"]


def test_referrals_in_a_circle_end(office):
    """A flow that is referred for ever stops and says so."""
    net = office()
    flow = start(View(net), net.flows["bob-db"])
    exchange = next(flow)
    try:
        for _ in range(1000):
            reply = Reply("answered", referral="cloud.example") if exchange.step == "TGS" else Reply()
            exchange = flow.send(reply)
    except StopIteration as stopped:
        assert stopped.value.category == "referral-loop"
    else:
        raise AssertionError("the flow did not end")
