"""Federated sign-in."""

from attrs import evolve

from dirsim.model.scenario import HostDown, LinkDown, Scenario
from dirsim.simulation.simulation import trace


def test_the_provider_asks_the_directory_behind_it(office):
    """A provider in front of a directory has the password checked there before it vouches for the user."""
    steps = [step.exchange.step for step in trace(office(), "ana-saml").steps]
    assert steps == ["HTTPS", "DNS query", "AS", "SAML"]


def test_a_provider_with_its_own_passwords_needs_nobody(office):
    """A provider whose users have no directory behind them needs no controller."""
    net = office()
    alone = net.adding(principals={"ana": evolve(net.principals["ana"], domain="adfs")})
    run = trace(alone, "ana-saml", Scenario("x", [LinkDown("vpn"), HostDown("dc1.corp"), HostDown("dc2.corp")]))
    assert [step.exchange.step for step in run.steps] == ["HTTPS", "SAML"]
    assert run.outcome == "succeeded"


def test_without_the_provider_there_is_no_assertion(office):
    """When the provider is off, the sign-in stops there, not at AWS."""
    run = trace(office(), "ana-saml", Scenario("off", [HostDown("adfs")]))
    assert (run.outcome, run.ending.category) == ("timed-out", "identity-provider-unreachable")


def test_a_provider_is_named_by_its_host(office):
    """A service may name the host of its provider, which is a member of the users' domain."""
    net = office()
    hosts = {"sts": evolve(net.hosts["adfs"], domain="corp.example")}
    named = net.adding(
        hosts=hosts, services={"saml": evolve(net.services[net.flows["ana-saml"].service], provider="sts")}
    )
    assert named.provider_hosts("sts") == ("sts",)
    run = trace(evolve(named, flows={"ana-saml": evolve(net.flows["ana-saml"], service="saml")}), "ana-saml")
    assert (run.outcome, run.steps[0].exchange.target) == ("succeeded", "sts")
