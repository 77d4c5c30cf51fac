"""Waits of server programs that a host sets itself."""

import re

import pytest
from attrs import evolve, fields

from dirsim.model.host_waits import HostWaits
from dirsim.model.scenario import Fault, Scenario
from dirsim.protocols.client_profile import known
from dirsim.protocols.own_waits import USUAL, host_wait
from dirsim.protocols.view import View
from dirsim.simulation.packet_network import PacketNetwork

GATED = {"configuration": "gated", "client": "kiosk"}
WORDS = {"twice": 2.0}


def with_waits(net, host, **waits):
    """The topology, with waits of one host."""
    return evolve(net, hosts={**net.hosts, host: evolve(net.hosts[host], waits=HostWaits(**waits))})


@pytest.mark.parametrize("key", [field.name for field in fields(HostWaits)])
def test_the_documented_default_is_that_of_the_fact(key):
    """Each key of a host names its default in words, and it is the figure of the fact that is used."""
    entry = re.search(rf"^        {key}: (.*)$", HostWaits.__doc__, re.MULTILINE)[1]
    word = re.search(r"means ([\d.]+|\w+)", entry)[1]
    assert WORDS.get(word) or float(word) == known(*USUAL[key])


def test_a_host_without_waits_has_the_usual_ones(pair):
    """A wait that is not stated, or of a router, is the fact's; a stated one counts in seconds."""
    net = with_waits(pair, "gate", relay_answer="250ms", ldap_rounds=1)
    view = View(net)
    assert (host_wait(view, "gate", "relay_answer"), host_wait(view, "gate", "ldap_rounds")) == (0.25, 1.0)
    assert host_wait(view, "gate", "relay_connection") == known("relay--kerberos-waits", "tcp_s")
    assert host_wait(view, "router of left", "icmp_burst") == known("linux--icmp-limit", "at_once")


def test_a_relay_that_waits_less_asks_the_next_controller_sooner(pair, play):
    """The first controller is silent: the relay's own wait decides when the second is asked."""
    silent = Fault(kind="service-hung", of="n1")
    usual = play("initial-ticket", silent, **GATED)
    quick = play("initial-ticket", silent, net=with_waits(pair, "gate", relay_answer="100ms"), **GATED)
    asked = [time for time, step in zip(quick.times, quick.steps, strict=True) if step.exchange.target == "n2"]
    later = [time for time, step in zip(usual.times, usual.steps, strict=True) if step.exchange.target == "n2"]
    assert (round(asked[0], 2), round(later[0], 2)) == (0.1, 1.0)


def test_a_host_limits_its_icmp_messages_itself(pair):
    """A host that sends one *unreachable* message at once, and one more every ten seconds."""
    network = PacketNetwork(View(with_waits(pair, "n1", icmp_burst=1, icmp_interval="10s")), Scenario("x", []))
    assert [network.may_tell("n1", "desk", at) for at in (0.0, 1.0, 9.0, 10.5)] == [True, False, False, True]
    assert [network.may_tell("n2", "desk", 0.0) for _ in range(7)] == [True] * 6 + [False]
