"""Dependencies of a topology: workloads, connectors, providers and domains, in sentences."""

from networks import CLOUD, CORP, six, three

import dirsim as ds
from dirsim.model.directory import Directory, Domain, Trust
from dirsim.model.network_parts import Host, Site
from dirsim.model.topology import Connector, Service, Topology
from dirsim.pages.network.dependencies import dependencies_of


def sentences(topology):
    """Every dependency in words."""
    return [edge.sentence() for edge in dependencies_of(topology)[1]]


def test_each_kind_of_dependency_is_told():
    """A member of a trusting domain depends on its domain, that on the trusted one, both on each other's DNS."""
    assert sentences(three()) == [
        "desktops, erp-db: member of aws.corp.example",
        "aws.corp.example trusts corp.example",
        "aws.corp.example and corp.example forward DNS questions to each other",
    ]
    assert sentences(six()) == [
        f"connector.{CORP} passes on to {CORP}",
        f"{CLOUD} trusts {CORP}",
        f"{CLOUD} forwards DNS to {CORP}",
    ]


def test_a_workload_names_its_kind_and_its_place_in_the_file():
    """The box of a workload says what it is and under which path the requirements file has it."""
    parts = {part.title: part.lines for part in dependencies_of(ds.recommend(ds.examples.contoso()).topology)[0]}
    assert parts["desktops"] == ("workspaces", "workloads.desktops")
    assert parts["corp.example"] == ("2 controllers at hq", "+ 2 controllers at frankfurt")


def test_a_provider_depends_on_the_domain_whose_passwords_it_checks():
    """A federated service depends on its identity provider, and that on the domain that it is a member of."""
    net = Topology(
        sites={"hq": Site()},
        hosts={
            "dc": Host(site="hq", roles=("controller",), domain="corp.example"),
            "adfs": Host(site="hq", roles=("identity-provider",), domain="corp.example"),
        },
        services={"console": Service(kind="federated", host="adfs", provider="adfs")},
    )
    assert sentences(net) == ["console signs in at adfs", "adfs checks passwords in corp.example"]


def test_children_and_radius_servers_are_dependencies():
    """A child domain depends on its parent, a connector on the servers of its second factor."""
    net = Topology(
        sites={"hq": Site()},
        hosts={"a": Host(site="hq", roles=("connector",)), "radius1": Host(site="hq", roles=("radius",))},
        directories={
            "corp": Directory(domains={"corp.example": Domain(), "eu.corp.example": Domain(parent="corp.example")})
        },
        connectors={"c": Connector(domain="eu.corp.example", hosts=("a",), service_account="svc", radius=("radius1",))},
    )
    assert sentences(net) == [
        "c passes on to eu.corp.example",
        "c asks radius1",
        "eu.corp.example is a child of corp.example",
    ]


def test_many_parts_that_are_alike_share_a_box():
    """Thirty workloads of one domain, thirty connectors and thirty trusted domains are a box each; nothing else is joined."""
    hosts = {"dc": Host(site="hq", roles=("controller",), domain="hub.example")}
    hosts |= {f"dc{n}": Host(site="hq", roles=("controller",), domain=f"d{n}.example") for n in range(30)}
    net = Topology(
        sites={"hq": Site()},
        hosts=hosts,
        services={f"w{n}": Service(realm="hub.example") for n in range(30)},
        trusts={f"t{n}": Trust(trusting="hub.example", trusted=f"d{n}.example") for n in range(30)},
        connectors={f"c{n}": Connector(domain="hub.example", hosts=(), service_account="svc") for n in range(30)},
    )
    parts, edges = dependencies_of(net)
    assert sorted(part.title for part in parts) == ["30 connectors", "30 domains", "30 workloads", "hub.example"]
    assert len(edges) == 3


def test_domains_without_anything_are_counted():
    """Of many domains that nothing depends on, some are shown and the others counted."""
    domains = {f"d{n}.example": Domain() for n in range(40)}
    net = Topology(sites={"hq": Site()}, directories={"corp": Directory(domains=domains)})
    assert sum(int(part.title.split()[0]) for part in dependencies_of(net)[0]) == 40
