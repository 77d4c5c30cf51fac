"""The rules of the real world that outages turn on."""

from dirsim.protocols.account_rules import connector_answers_alone, connector_serves, password_domains
from dirsim.protocols.view import View


def test_only_the_home_domain_knows_a_password(office):
    """Whatever trusts there are, a password is verified by the controllers of the account's own domain."""
    for two_way in (False, True):
        net = office(two_way=two_way)
        assert password_domains(View(net), net.principals["ana"]) == ("corp.example",)
        assert password_domains(View(net), net.principals["bob"]) == ("cloud.example",)


def test_a_connector_never_answers_alone(office):
    """A connector keeps nothing that it could answer from."""
    net = office()
    assert not connector_answers_alone(View(net), net.connectors["connector"])


def test_a_connector_serves_its_domain_only(office):
    """A two-way trust does not make a connector serve the other domain."""
    net = office(two_way=True)
    served = [
        domain
        for domain in ("corp.example", "cloud.example")
        if connector_serves(View(net), net.connectors["connector"], domain)
    ]
    assert served == ["corp.example"]
