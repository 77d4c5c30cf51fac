"""The order of Kerberos exchanges."""

from dirsim.protocols.dns_resolver import DnsQuestion
from dirsim.protocols.exchange import Reply
from dirsim.protocols.start import start
from dirsim.protocols.ticket_cache import Ticket, cross_ticket_name
from dirsim.protocols.view import View
from dirsim.simulation.simulation import trace


def steps(run):
    """Step, initiator and target of each exchange."""
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


def driven(flow, reply_to):
    """The exchanges of a generator that is sent ready replies, and its ending; at most a thousand."""
    made = [next(flow)]
    for _ in range(1000):
        try:
            made.append(flow.send(reply_to(made[-1])))
        except StopIteration as stopped:
            return made, stopped.value
    raise AssertionError("the flow did not end")


def test_a_flow_does_not_ask_about_the_network(office):
    """A flow is the same generator in every state: only the replies that it is sent decide what it does next."""
    net = office()
    made, ending = driven(start(View(net), net.flows["bob-db"]), lambda exchange: Reply("silent", str(exchange)))
    assert [exchange.target for exchange in made] == ["dc1.cloud", "dc2.cloud"]
    assert ending.outcome == "timed-out"


def test_referrals_in_a_circle_end(office):
    """A flow that is referred for ever stops and says so."""
    net = office()

    def around(exchange):
        if isinstance(exchange.content, DnsQuestion):
            return Reply(payload=("dc1.cloud",))
        name = cross_ticket_name("cloud.example", "cloud.example")
        return Reply(payload=Ticket(name=name, user="bob", start=0.0, end=9.0, renew_till=9.0))

    _, ending = driven(start(View(net), net.flows["bob-db"]), around)
    assert ending.category == "referral-loop"
