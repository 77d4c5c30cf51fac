"""The ports of the model and the facts that they come from."""

import pytest

from dirsim.catalog.words import ROLES
from dirsim.facts import catalog
from dirsim.model.port_numbers import PORT_OF_ROLE, PORTS, ROLE_PORTS


@pytest.mark.parametrize("port", PORTS, ids=lambda port: port.service)
def test_each_port_has_its_fact(port):
    """Every port of the model cites a fact of the catalog that names its number."""
    fact = catalog()[port.fact]
    assert str(port.number) in f"{fact.statement} {fact.value} {fact.detail}"


def test_every_role_has_its_ports():
    """Every role that files may use says which ports it listens on."""
    assert set(ROLE_PORTS) == set(PORT_OF_ROLE) == set(ROLES)


def test_a_connector_is_neither_kdc_nor_ldap_server():
    """A connector listens for AWS applications only: nothing else can ask it for tickets or entries."""
    assert {number for _, number in PORT_OF_ROLE["connector"]} == {443}
