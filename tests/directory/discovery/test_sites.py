"""The configuration of a forest: domains, levels, sites, subnets, links and roles."""

import pytest

CONFIGURATION = "CN=Configuration,DC=corp,DC=example"
PARTITIONS = f"CN=Partitions,{CONFIGURATION}"
SITES = f"CN=Sites,{CONFIGURATION}"
SERVICE = f"CN=Directory Service,CN=Windows NT,CN=Services,{CONFIGURATION}"


def site(name):
    """A site object."""
    return f"CN={name},{SITES}", {"objectClass": "site"}


def server(name, at, domain="corp.example", **settings):
    """A server object with its settings, which make it a controller."""
    place = f"CN={name},CN=Servers,CN={at},{SITES}"
    context = ",".join(f"DC={label}" for label in domain.split("."))
    return (
        (place, {"objectClass": "server", "dNSHostName": f"{name}.{domain}"}),
        (f"CN=NTDS Settings,{place}", {"objectClass": "nTDSDSA", "msDS-HasDomainNCs": context} | settings),
    )


def link(name, *sites, **more):
    """A site link object."""
    held = [f"CN={at},{SITES}" for at in sites]
    return f"CN={name},CN=IP,CN=Inter-Site Transports,{SITES}", {"objectClass": "siteLink", "siteList": held} | more


def subnet(prefix, at=None):
    """A subnet object, in a site or in none."""
    placed = {"siteObject": f"CN={at},{SITES}"} if at else {}
    return f"CN={prefix},CN=Subnets,{SITES}", {"objectClass": "subnet"} | placed


def cross_ref(domain, **more):
    """The reference to a further domain."""
    return f"CN={domain},{PARTITIONS}", {"objectClass": "crossRef", "dnsRoot": domain, "systemFlags": 3} | more


@pytest.fixture
def forest(discovered):
    """A function: entries to the directory that is discovered with them, and its estate."""

    def made(*entries):
        found = discovered(*entries)
        return found.estate.directories["corp"], found

    return made


@pytest.mark.parametrize(
    ("stored", "level"),
    [(0, "2000"), (1, "2003"), (2, "2003"), (3, "2008"), (4, "2008R2"), (5, "2012"), (6, "2012R2"), (7, "2016"), (10, "2025"), (99, None)],
)  # fmt: skip
def test_functional_levels_have_names(forest, stored, level):
    """The numbers of [MS-ADTS] 6.1.4.4 are levels of Windows Server; an unassigned number is none of them."""
    directory, _ = forest((PARTITIONS, {"objectClass": "crossRefContainer", "msDS-Behavior-Version": stored}))
    assert directory.functional_level == level


def test_the_partitions_container_describes_the_forest(forest):
    """Suffixes of user names are read, and the recycle bin is an enabled feature."""
    features = [f"CN=Recycle Bin Feature,CN=Optional Features,{SERVICE}"]
    container = {"objectClass": "crossRefContainer", "uPNSuffixes": ["b.example", "a.example"]}
    on, _ = forest((PARTITIONS, container | {"msDS-EnabledFeature": features}))
    off, _ = forest((PARTITIONS, container | {"msDS-EnabledFeature": [f"CN=Other,{SERVICE}"]}))
    unknown, _ = forest()
    assert on.upn_suffixes == ("a.example", "b.example")
    assert (on.recycle_bin, off.recycle_bin, unknown.recycle_bin) == (True, False, None)


@pytest.mark.parametrize(
    ("attributes", "lifetime"), [({"tombstoneLifetime": 180}, "180d"), ({}, "60d"), ({"tombstoneLifetime": 2}, "2d")]
)
def test_the_tombstone_lifetime(forest, attributes, lifetime):
    """The stated lifetime counts; where the object has none, 60 days apply, and without the object it is unknown."""
    directory, _ = forest((SERVICE, {"objectClass": "nTDSService"} | attributes))
    assert directory.tombstone_lifetime == lifetime
    assert forest()[0].tombstone_lifetime is None


def test_sites_hold_their_subnets(forest):
    """Subnets are listed under their site, sorted; a subnet without a site or of an unknown one is unplaced."""
    directory, _ = forest(
        site("HQ"), site("Branch"), subnet("10.2.0.0/16", "HQ"), subnet("10.1.0.0/16", "hq"), subnet("10.9.0.0/16"), subnet("10.8.0.0/16", "Gone"),
    )  # fmt: skip
    assert {name: entry.subnets for name, entry in directory.ad_sites.items()} == {
        "Branch": (),
        "HQ": ("10.1.0.0/16", "10.2.0.0/16"),
    }
    assert directory.unplaced_subnets == ("10.8.0.0/16", "10.9.0.0/16")


@pytest.mark.parametrize(
    ("stored", "cost", "interval"),
    [
        ({}, None, None),
        ({"cost": 100, "replInterval": 180}, 100, "3h"),
        ({"cost": 1, "replInterval": 15}, 1, "15m"),
        ({"cost": 0, "replInterval": 0}, None, None),
        ({"cost": -5, "replInterval": -1}, None, None),
        ({"cost": "x", "replInterval": 1440}, None, "1d"),
    ],
)
def test_site_links_have_cost_and_interval(forest, stored, cost, interval):
    """Cost and interval of a site link are read where they are positive; its sites are those that exist."""
    directory, _ = forest(site("A"), site("B"), link("A-B", "B", "A", "Gone", **stored))
    assert list(directory.site_links) == ["A-B"]
    made = directory.site_links["A-B"]
    assert (made.sites, made.cost, made.interval) == (("A", "B"), cost, interval)


def test_ad_sites_are_places_and_their_links_are_paths(forest):
    """A site is assumed on premises unless its name holds a Region; a path to AWS is a VPN, another one a WAN."""
    _, found = forest(
        site("HQ"), site("Branch"), site("AWS-eu-central-1"), *server("dc1", "HQ"), link("HQ-Branch", "Branch", "HQ"), link("HQ-AWS", "HQ", "AWS-eu-central-1"),
    )  # fmt: skip
    estate = found.estate
    assert {name: (entry.kind, entry.region) for name, entry in estate.sites.items()} == {
        "HQ": ("on-premises", None),
        "Branch": ("on-premises", None),
        "AWS-eu-central-1": ("aws-region", "eu-central-1"),
    }
    assert {name: (entry.between, entry.kind) for name, entry in estate.links.items()} == {
        "HQ-Branch": (("HQ", "Branch"), "wan"),
        "HQ-AWS": (("HQ", "AWS-eu-central-1"), "site-to-site-vpn"),
    }


def test_a_link_of_many_sites_is_a_star(forest):
    """A site link of three sites is two paths from the site with controllers, and a pair is joined once."""
    _, found = forest(
        site("A"), site("B"), site("C"), *server("dc1", "B"), link("ALL", "A", "B", "C"), link("ZWEI", "A", "B")
    )
    assert {name: entry.between for name, entry in found.estate.links.items()} == {
        "ALL-A": ("B", "A"),
        "ALL-C": ("B", "C"),
    }


def test_a_path_does_not_take_the_name_of_a_site(forest):
    """A site link that is called like a site is renamed: elements of an estate have different names."""
    _, found = forest(site("A"), site("B"), link("A", "A", "B"))
    assert list(found.estate.links) == ["A-link"]


@pytest.mark.parametrize(("number", "all_kept"), [(12, True), (13, False)])
def test_many_sites_are_reduced_to_those_with_controllers(forest, number, all_kept):
    """Up to twelve sites are all kept; of more, those with controllers only, while the directory still lists all."""
    sites = [site(f"S{place:02}") for place in range(number)]
    directory, found = forest(*sites, *server("dc1", "S03"))
    assert len(directory.ad_sites) == number
    assert (len(found.estate.sites) == number) is all_kept
    assert "S03" in found.estate.sites
    assert directory.ad_sites["S03"].place == "S03"
    assert (directory.ad_sites["S00"].place == "S00") is all_kept


@pytest.mark.parametrize(
    ("settings", "catalog", "read_only"),
    [
        ({"options": 1}, True, False),
        ({"options": 0}, False, False),
        ({"options": 2}, False, False),
        ({"options": 3}, True, False),
        ({}, False, False),
        ({"objectClass": "nTDSDSARO"}, False, True),
        ({"msDS-isRODC": "TRUE"}, False, True),
        ({"msDS-isRODC": "FALSE"}, False, False),
    ],
)
def test_controllers_have_their_settings(forest, settings, catalog, read_only):
    """The first bit of the options is the global catalog; a read-only controller has its own class or flag."""
    directory, _ = forest(site("HQ"), *server("DC1", "HQ", **settings))
    controller = directory.domains["corp.example"].domain_controllers["dc1.corp.example"]
    assert (controller.ad_site, controller.global_catalog, controller.read_only) == ("HQ", catalog, read_only)
    assert directory.domains["corp.example"].controllers == {"HQ": 1}


def test_a_server_without_settings_is_not_a_controller(forest):
    """A server object that lost its settings is a leftover: it is not counted."""
    directory, _ = forest(site("HQ"), server("old", "HQ")[0])
    assert directory.domains["corp.example"].domain_controllers == {}


def test_operations_masters_are_roles_of_their_controllers(forest):
    """The owner of each role is a controller; the roles are listed forest-wide ones first; a deleted owner has none."""
    owner = f"CN=NTDS Settings,CN=dc1,CN=Servers,CN=HQ,{SITES}"
    deleted = f"CN=NTDS Settings\\0ADEL:1,CN=dc1,CN=Servers,CN=HQ,{SITES}"
    root = ("DC=corp,DC=example", {"objectClass": "domainDNS", "msDS-Behavior-Version": 7, "fSMORoleOwner": owner})
    directory, _ = forest(
        site("HQ"), *server("dc1", "HQ"), root,
        ("CN=Infrastructure,DC=corp,DC=example", {"objectClass": "infrastructureUpdate", "fSMORoleOwner": deleted}),
        ("CN=RID Manager$,CN=System,DC=corp,DC=example", {"objectClass": "rIDManager", "fSMORoleOwner": owner}),
        ("CN=Infrastructure,DC=DomainDnsZones,DC=corp,DC=example", {"objectClass": "infrastructureUpdate", "fSMORoleOwner": owner}),
        (f"CN=Schema,{CONFIGURATION}", {"objectClass": "dMD", "fSMORoleOwner": owner}),
        (PARTITIONS, {"objectClass": "crossRefContainer", "fSMORoleOwner": owner}),
    )  # fmt: skip
    controller = directory.domains["corp.example"].domain_controllers["dc1.corp.example"]
    assert controller.roles == ("schema-master", "domain-naming-master", "pdc-emulator", "rid-master")


def test_children_and_trees_are_told_apart(forest):
    """A child has the domain that its name ends in as its parent; a tree root has none; the root is the forest's name."""
    top = {"trustParent": f"CN=CORP,{PARTITIONS}"}
    directory, found = forest(cross_ref("de.corp.example", **top), cross_ref("other.example", **top))
    assert {name: entry.parent for name, entry in directory.domains.items()} == {
        "corp.example": None,
        "de.corp.example": "corp.example",
        "other.example": None,
    }
    assert found.name == "corp.example as discovered"
    missing = {entry.what: entry.why for entry in found.all_unread}
    assert missing["accounts, units and policies of de.corp.example"] == "its entries are not in the export"


def test_application_partitions_are_not_domains(forest):
    """A partition without the flag of a domain is not one; a domain with an impossible name is noted and left out."""
    directory, found = forest(cross_ref("zones.example", systemFlags=5), cross_ref("bad name.example"))
    assert list(directory.domains) == ["corp.example"]
    assert "domain called 'bad name.example'" in {entry.what for entry in found.all_unread}


def test_a_domain_has_its_short_name(forest):
    """The NetBIOS name is that of the cross-reference; a domain without one has none."""
    directory, _ = forest(cross_ref("de.corp.example"))
    assert directory.domains["corp.example"].netbios == "CORP"
    assert directory.domains["de.corp.example"].netbios is None
