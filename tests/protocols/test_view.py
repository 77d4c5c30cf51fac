"""What clients know about the network without asking it."""

from dirsim.model.network_parts import Host, Link, Site
from dirsim.protocols.view import View


def test_near_controllers_come_first(office):
    """A controller at the client's own site is tried before those across a link, whatever the order of the file."""
    net = office().adding(
        hosts={"dc9.corp": Host(site="aws", roles=("controller", "dns"), domain="corp.example")},
    )
    assert View(net).controllers("corp.example", "conn-a") == ("dc9.corp", "dc1.corp", "dc2.corp")
    assert View(net).controllers("corp.example", "pc") == ("dc1.corp", "dc2.corp", "dc9.corp")


def test_delay_decides_what_is_near(office):
    """Of two ways the one with less delay is the nearer; hops do not count."""
    net = office().adding(
        sites={"branch": Site(), "far": Site()},
        links={
            "branch-aws": Link(between=("branch", "aws"), latency="1ms"),
            "branch-far": Link(between=("branch", "far"), latency="1ms"),
            "far-aws": Link(between=("far", "aws"), latency="200ms"),
        },
    )
    distances = View(net).distances("aws")
    assert distances["far"] < distances["hq"]


def test_the_internet_brings_nothing_nearer(office):
    """Distances are over private links only."""
    assert "internet" not in View(office()).distances("aws")


def test_a_host_without_resolvers_asks_its_domain(office):
    """A member asks the controllers of its own domain for names; a host with resolvers of its own asks those."""
    view = View(office())
    assert view.resolvers("db") == ("dc1.cloud", "dc2.cloud")
    assert view.resolvers("conn-a") == ("dc1.corp", "dc2.corp")
    assert view.resolvers("browser") == ()


def test_a_name_server_forwards_where_it_is_told(office):
    """A name server serves its own forest's zones, and forwards those that it has a forwarder for."""
    view = View(office())
    assert view.serves_zone("dc1.corp", "corp.example")
    assert not view.serves_zone("dc1.corp", "cloud.example")
    assert view.forwards("dc1.corp", "cloud.example")
    assert not view.forwards("dc1.corp", "elsewhere.example")
