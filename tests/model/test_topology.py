"""A network as one value."""

import pytest
from attrs.exceptions import FrozenInstanceError

from dirsim.model.network_parts import Host
from dirsim.model.topology import Topology


def test_adding_leaves_the_original_alone(office):
    """Adding to a topology gives another one; the first keeps what it had."""
    net = office()
    more = net.adding(hosts={"dc3.corp": Host(site="hq", roles=("controller",), domain="corp.example")})
    assert "dc3.corp" not in net.hosts
    assert more.controllers("corp.example") == ("dc1.corp", "dc2.corp", "dc3.corp")


def test_a_topology_is_frozen(office):
    """No field of a topology can be set."""
    with pytest.raises(FrozenInstanceError):
        office().name = "other"


def test_equal_parts_make_equal_topologies(office):
    """Topologies compare by value."""
    assert office() == office()
    assert office() != office(two_way=True)
    assert Topology() == Topology()
