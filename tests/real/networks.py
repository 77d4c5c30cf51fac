"""Networks of three, six and fifty sites for drawings, with long names."""

from itertools import combinations

from dirsim import examples
from dirsim.designs.builders import build
from dirsim.model.directory import Trust
from dirsim.model.network_parts import Host, Link, Site
from dirsim.model.topology import Connector, Topology
from dirsim.recommendation.estate_baseline import baseline_of

CORP, CLOUD = "corp.contoso-manufacturing.example", "aws.contoso-manufacturing.example"


def three():
    """The main example with a managed directory and a trust: three sites, three links."""
    return build(baseline_of(examples.contoso()), "managed-ad-standard+one-way-trust").topology


def six():
    """Six sites, every two of them linked, five of the pairs twice: twenty links; a trust, a connector, a forwarder."""
    names = ("hq", "munich", "london-branch-office", "singapore-manufacturing-plant", "frankfurt", "ireland")
    cloud = {"frankfurt", "ireland"}
    hosts = {}
    for name in names:
        home, added = (CLOUD, True) if name in cloud else (CORP, False)
        for number in (1, 2):
            hosts[f"dc{number}.{name}.{home}"] = Host(
                site=name, roles=("controller", "dns"), domain=home, added=added, managed=added
            )
        hosts[f"client.{name}.{home}"] = Host(site=name, roles=("client",), domain=home)
    for instance in ("connector-a", "connector-b"):
        hosts[instance] = Host(site="ireland", roles=("connector",), added=True, managed=True)
    links = {f"vpn-{one}-{other}": Link(between=(one, other)) for one, other in combinations(names, 2)}
    for one, other in ((0, 4), (0, 5), (1, 4), (2, 5), (4, 5)):
        links[f"direct-connect-{names[one]}-{names[other]}"] = Link(
            between=(names[one], names[other]), kind="direct-connect"
        )
    return Topology(
        name="six sites",
        sites={name: Site(kind="aws-region" if name in cloud else "on-premises") for name in names},
        hosts=hosts,
        links=links,
        trusts={"trust": Trust(trusting=CLOUD, trusted=CORP, added=True)},
        connectors={
            f"connector.{CORP}": Connector(
                domain=CORP, hosts=("connector-a", "connector-b"), service_account=f"svc-connector.{CORP}"
            )
        },
        forwarders={CORP: (CLOUD,)},
    )


def fifty():
    """Fifty sites: two data centres, two Regions, forty-six branches, some with a controller, some with a backup line."""
    sites = {"hq": Site(), "data-centre-2": Site()}
    sites |= {name: Site(kind="aws-region") for name in ("frankfurt", "ireland")}
    branches = [f"branch-{number:02}" for number in range(1, 47)]
    sites |= {name: Site() for name in branches}
    hosts = {}
    for name in ("hq", "data-centre-2"):
        for number in (1, 2, 3):
            hosts[f"dc{number}.{name}.corp.example"] = Host(
                site=name, roles=("controller", "dns"), domain="corp.example"
            )
    for name in ("frankfurt", "ireland"):
        for number in (1, 2):
            hosts[f"dc{number}.{name}.aws.corp.example"] = Host(
                site=name, roles=("controller", "dns"), domain="aws.corp.example", added=True, managed=True
            )
        hosts[f"erp.{name}"] = Host(site=name, roles=("member-server",), domain="aws.corp.example", added=True)
    links = {
        "backbone": Link(between=("hq", "data-centre-2"), kind="wan"),
        "vpn-1": Link(between=("hq", "frankfurt")),
        "vpn-2": Link(between=("data-centre-2", "ireland")),
        "peering": Link(between=("frankfurt", "ireland"), kind="vpc-peering"),
    }
    for number, name in enumerate(branches, 1):
        near, far = ("hq", "data-centre-2") if number % 2 else ("data-centre-2", "hq")
        hosts[f"client.{name}"] = Host(site=name, roles=("client",), domain="corp.example")
        links[f"wan-{name}"] = Link(between=(near, name), kind="wan")
        if number % 9 == 0:
            hosts[f"dc.{name}"] = Host(site=name, roles=("controller",), domain="corp.example")
        if number % 5 == 0:
            links[f"backup-{name}"] = Link(between=(far, name))
    return Topology(
        name="fifty sites",
        sites=sites,
        hosts=hosts,
        links=links,
        trusts={"trust": Trust(trusting="aws.corp.example", trusted="corp.example", two_way=True, added=True)},
        forwarders={"corp.example": ("aws.corp.example",), "aws.corp.example": ("corp.example",)},
    )


NETWORKS = {"3 sites, 3 links": three(), "6 sites, 20 links": six(), "50 sites, 59 links": fifty()}
