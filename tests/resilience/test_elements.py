"""Elements that can fail: which parts of a design are among them, under which names, and with which availability."""

import pytest
from attrs import evolve

from dirsim.facts import Catalog
from dirsim.model.directory import Directory, Domain
from dirsim.model.network_parts import Cause, Host, Link, Site
from dirsim.model.topology import Connector, Service, Topology
from dirsim.resilience.elements import elements_of

VPN_SLA, DIRECTORY_SLA = 0.9995, 0.999


@pytest.fixture(scope="module")
def small():
    """A managed domain of two controllers in two zones behind a VPN, a client, and a database."""
    return Topology(
        name="small",
        sites={"hq": Site(), "aws": Site(kind="aws-region"), "web": Site(kind="internet")},
        links={
            "vpn": Link(between=("hq", "aws")),
            "dx": Link(between=("hq", "aws"), kind="direct-connect"),
            "inet": Link(between=("web", "aws"), kind="internet"),
        },
        hosts={
            "dc1": Host(site="aws", roles=("controller",), domain="cloud", zone="a", managed=True),
            "dc2": Host(site="aws", roles=("controller",), domain="cloud", zone="b", managed=True),
            "db": Host(site="aws", roles=("member-server",), domain="cloud", zone="a"),
            "pc": Host(site="hq", roles=("client",)),
        },
        directories={"cloud": Directory(kind="managed-microsoft-ad", domains={"cloud": Domain()})},
        services={"db": Service(host="db", realm="cloud", port=1433)},
    )


def kinds(topology):
    """The elements of a topology, by kind, in order."""
    found = {}
    for name, element in elements_of(topology).by_name.items():
        assert element.name == name
        found.setdefault(element.kind, []).append(name)
    return found


def test_the_elements_of_a_design(small):
    """Private links, sites but the internet, zones, hosts but clients, and directories that AWS runs."""
    assert kinds(small) == {
        "link": ["vpn", "dx"],
        "site": ["hq", "aws"],
        "zone": ["zone:aws/a", "zone:aws/b"],
        "host": ["dc1", "dc2", "db"],
        "directory": ["directory:cloud"],
    }


def test_an_empty_design_has_no_elements():
    """Without parts nothing can fail."""
    found = elements_of(Topology())
    assert (found.names, found.causes, found.availability) == ((), {}, {})


def test_a_stated_availability_makes_an_element(small):
    """Clients, the internet and services are elements only where the file states how available they are."""
    stated = small.adding(
        sites={"web": Site(kind="internet", availability=0.99)},
        links={"inet": Link(between=("web", "aws"), kind="internet", availability=0.98)},
        hosts={"pc": evolve(small.hosts["pc"], availability=0.97)},
        services={"db": evolve(small.services["db"], availability=0.96)},
    )
    found = elements_of(stated).availability
    assert {name: found[name] for name in ("web", "inet", "pc", "service:db")} == {
        "web": 0.99,
        "inet": 0.98,
        "pc": 0.97,
        "service:db": 0.96,
    }
    assert not {"web", "inet", "pc", "service:db"} & set(elements_of(small).names)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_never_and_always_are_stated_too(small, share):
    """An availability of 0 or 1 is a statement, not a missing one."""
    stated = small.adding(hosts={"pc": evolve(small.hosts["pc"], availability=share)})
    assert elements_of(stated).availability["pc"] == share


@pytest.mark.parametrize(
    ("link", "share", "fact"),
    [
        (Link(between=("hq", "aws")), VPN_SLA, "sla-site-to-site-vpn"),
        (Link(between=("hq", "aws"), availability=0.9), 0.9, ""),
        (Link(between=("hq", "aws"), kind="direct-connect"), None, ""),
        (Link(between=("hq", "aws"), kind="wan"), None, ""),
        (Link(between=("hq", "aws"), kind="cloud-vpn", availability=0.8), 0.8, ""),
    ],
)
def test_a_vpn_has_the_vendors_commitment(small, link, share, fact):
    """A site-to-site VPN has the availability of the vendor's SLA unless the file states another; other links have none."""
    found = elements_of(small.adding(links={"vpn": link})).by_name["vpn"]
    assert (found.availability, found.fact) == (share, fact)


def test_a_commitment_needs_its_fact(small):
    """With facts that state no commitment, neither the link nor the directory has an availability."""
    bare = elements_of(small, Catalog(as_of=None, raw={}, subjects={}))
    assert bare.by_name["vpn"].availability is None
    assert bare.by_name["vpn"].fact == ""
    assert "directory:cloud" not in bare.by_name
    assert bare.causes == {}


def test_a_directory_that_aws_runs_fails_as_a_whole(small):
    """The vendor's commitment is for the directory: it takes all of its controllers down together."""
    found = elements_of(small)
    element = found.by_name["directory:cloud"]
    assert (element.kind, element.availability, element.fact) == ("directory", DIRECTORY_SLA, "sla-directory-service")
    assert found.causes == {"directory:cloud": ("dc1", "dc2")}


@pytest.mark.parametrize("kind", ["active-directory", "samba-ad", "ldap", "entra-domain-services", "ad-connector"])
def test_a_directory_of_the_company_has_no_commitment(small, kind):
    """Only directories that AWS runs have the vendor's commitment."""
    own = small.adding(directories={"cloud": evolve(small.directories["cloud"], kind=kind)})
    assert elements_of(own).causes == {}


def test_simple_ad_is_run_by_aws(small):
    """Simple AD has the commitment as well."""
    simple = small.adding(directories={"cloud": evolve(small.directories["cloud"], kind="simple-ad")})
    assert elements_of(simple).causes == {"directory:cloud": ("dc1", "dc2")}


def test_only_managed_controllers_of_the_domain_belong_to_it(small):
    """A member, a controller of another domain and one that the company runs are not part of the managed directory."""
    more = small.adding(
        hosts={
            "db": evolve(small.hosts["db"], managed=True),
            "dc2": evolve(small.hosts["dc2"], managed=False),
            "dc3": evolve(small.hosts["dc1"], domain="other"),
        }
    )
    assert elements_of(more).causes == {"directory:cloud": ("dc1",)}


def test_a_stated_controller_replaces_the_commitment(small):
    """Where the file states the availability of a controller, that counts and not the vendor's."""
    stated = small.adding(hosts={"dc2": evolve(small.hosts["dc2"], availability=0.95)})
    found = elements_of(stated)
    assert found.causes == {}
    assert found.availability == {"vpn": VPN_SLA, "dc2": 0.95}


def test_a_connector_is_a_directory_of_its_managed_instances(small):
    """The instances of a connector that AWS runs fail together under its name."""
    instances = {name: Host(site="aws", roles=("connector",), managed=name != "c") for name in "abc"}
    net = small.adding(
        hosts=instances,
        connectors={"conn": Connector(domain="corp", hosts=("a", "b", "c", "missing"), service_account="svc")},
    )
    found = elements_of(net)
    assert found.causes["directory:conn"] == ("a", "b")
    assert found.by_name["directory:conn"].availability == DIRECTORY_SLA


def test_members_of_a_cause_are_named_as_elements(small):
    """Links, sites and hosts by name, a service with its prefix, a zone as site and zone."""
    members = ("vpn", "aws", "dc1", "db", "aws/a")
    plain = evolve(small, causes={"power": Cause(members=members, availability=0.9)})
    found = elements_of(plain)
    assert found.causes["power"] == ("vpn", "aws", "dc1", "db", "zone:aws/a")
    assert (found.by_name["power"].kind, found.by_name["power"].availability) == ("cause", 0.9)
    renamed = small.adding(services={"erp": small.services["db"]})
    assert elements_of(evolve(renamed, causes={"power": Cause(members=("erp",))})).causes["power"] == ("service:erp",)


def test_an_unstated_cause_is_an_element_without_availability(small):
    """A common cause of unknown availability can fail in a sweep and counts as never failing in a figure."""
    found = elements_of(evolve(small, causes={"power": Cause(members=("dc1",))}))
    assert "power" in found.names
    assert "power" not in found.availability


def test_causes_come_last(small):
    """The elements are ordered by kind: links, sites, zones, hosts, services, directories, causes."""
    full = small.adding(services={"db": evolve(small.services["db"], availability=0.9)})
    full = evolve(full, causes={"power": Cause(members=("dc1",))})
    assert list(kinds(full)) == ["link", "site", "zone", "host", "service", "directory", "cause"]
