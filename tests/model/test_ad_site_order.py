"""AD sites: the order in which a client finds the controllers of a domain."""

import pytest
from attrs import evolve

import dirsim as ds
from dirsim.files.topology_reader import parse_topology
from dirsim.protocols.view import View

NET = parse_topology("""
dirsim: topology/v1
sites: {london: on-premises, sydney: on-premises, paris: on-premises, vpc: aws-region}
links:
  dx: {between: [london, vpc], kind: direct-connect, latency: 5ms}
  wan: {between: [sydney, vpc], kind: wan, latency: 280ms}
  line: {between: [paris, london], kind: wan, latency: 10ms}
directories:
  corp:
    kind: active-directory
    domains: {corp.example: {controllers: {london: 1, sydney: 1, paris: 1}}}
    ad_sites:
      London: {place: london, subnets: [10.1.0.0/16]}
      Sydney: {place: sydney, subnets: [10.2.0.0/16]}
      Paris: {place: paris, subnets: [10.3.0.0/16]}
      Cloud: {place: vpc, subnets: [10.50.0.0/16, 10.2.50.0/24]}
    site_links:
      near: {sites: [Cloud, Paris], cost: 10}
      far: {sites: [Cloud, Sydney], cost: 300}
      other: {sites: [Paris, London], cost: 100}
hosts:
  ldc: {site: london, roles: [controller, dns], domain: corp.example, address: 10.1.0.10}
  sdc: {site: sydney, roles: [controller, dns], domain: corp.example, address: 10.2.0.10}
  pdc: {site: paris, roles: [controller, dns], domain: corp.example, address: 10.3.0.10}
clients: {ws: {site: vpc, domain: corp.example, address: 10.50.0.30, resolvers: [ldc]}}
principals: {ana: {domain: corp.example}}
services: {files: {host: ldc, realm: corp.example, port: 445}}
flows: {share: {kind: service-access, user: ana, service: files, client: ws}}
""")


def order(address, net=NET):
    """The controllers in the order of a client with an address."""
    client = evolve(net.hosts["ws"], address=address)
    return View(net.adding(hosts={"ws": client})).controllers("corp.example", "ws")


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("10.1.0.7", ("ldc", "pdc", "sdc")),
        ("10.2.0.7", ("sdc", "pdc", "ldc")),
        ("10.3.0.7", ("pdc", "ldc", "sdc")),
        ("10.50.0.7", ("pdc", "ldc", "sdc")),
        ("10.2.50.7", ("pdc", "ldc", "sdc")),
        ("192.0.2.7", ("sdc", "pdc", "ldc")),
    ],
)
def test_the_subnet_decides_then_the_cost_of_site_links(address, found):
    """The longest subnet gives the site; its controllers come first, then those of the next site by cost; without one the farthest."""
    assert order(address) == found


def test_without_an_address_the_place_decides():
    """A client whose address is unknown is in the AD site of its place."""
    assert order("") == ("pdc", "ldc", "sdc")


def test_without_ad_sites_the_nearest_is_first():
    """Where the forest's sites are not known, the delay of the lines decides."""
    bare = NET.adding(directories={"corp": evolve(NET.directories["corp"], ad_sites={}, site_links={})})
    assert order("10.2.0.7", bare) == ("ldc", "pdc", "sdc")


def test_a_link_of_unknown_cost_has_the_usual_one():
    """A site link without a cost counts as one of the default cost, 100 (fact ``ad-site-link-default-cost``)."""
    corp = NET.directories["corp"]
    links = {**corp.site_links, "far": evolve(corp.site_links["far"], cost=None)}
    assert order("10.50.0.7", NET.adding(directories={"corp": evolve(corp, site_links=links)})) == ("pdc", "sdc", "ldc")


def test_a_wrong_site_shows_in_the_answer():
    """A client that finds a farther controller first gets in as ``degraded``, and the reason names its subnet."""
    wrong = NET.adding(hosts={"ws": evolve(NET.hosts["ws"], address="10.2.0.7")})
    run = ds.trace(wrong, "share")
    assert run.outcome == "degraded"
    assert "sdc comes before the nearer ldc" in run.because
    assert "10.2.0.7 of ws is in the subnet 10.2.0.0/16 of the AD site Sydney" in run.because
    nowhere = NET.adding(hosts={"ws": evolve(NET.hosts["ws"], address="192.0.2.7")})
    assert "is in no subnet of an AD site" in ds.trace(nowhere, "share").because


def test_names_do_not_matter():
    """Renaming every host changes no outcome and no order."""
    text = {"ldc": "a", "sdc": "b", "pdc": "c"}
    renamed = evolve(NET, hosts={text.get(name, name): host for name, host in NET.hosts.items()})
    hosts = {"ws": evolve(renamed.hosts["ws"], resolvers=("a",))}
    assert View(renamed.adding(hosts=hosts)).controllers("corp.example", "ws") == ("c", "a", "b")
