"""DNS zones of a directory, and machines whose addresses belong to no site."""

import struct
from ipaddress import IPv4Address, IPv6Address

import pytest

BASE = "DC=corp,DC=example"
FOREST, DOMAIN, OLD = (
    f"CN=MicrosoftDNS,DC=ForestDnsZones,{BASE}",
    f"CN=MicrosoftDNS,DC=DomainDnsZones,{BASE}",
    f"CN=MicrosoftDNS,CN=System,{BASE}",
)
TYPE, MASTERS, MASTERS_DA = 0x1, 0x81, 0x91


def stored(name, data):
    """A property of a zone as the directory stores it ([MS-DNSP] 2.3.2.1)."""
    return struct.pack("<5I", len(data), 0, 0, 1, name) + data


def zone(name, at=DOMAIN, *properties):
    """A zone object."""
    return f"DC={name},{at}", {"objectClass": "dnsZone"} | ({"dNSProperty": list(properties)} if properties else {})


def node(name, address, of="corp.example", kind=1):
    """A name in a zone with one address record ([MS-DNSP] 2.3.2.2)."""
    record = struct.pack("<HHBBHIIII", 4, kind, 5, 240, 0, 1, 0, 0, 0) + IPv4Address(address).packed
    return f"DC={name},DC={of},{DOMAIN}", {"objectClass": "dnsNode", "dnsRecord": record}


@pytest.mark.parametrize(("at", "replication"), [(FOREST, "forest"), (DOMAIN, "domain"), (OLD, "legacy")])
def test_a_zone_is_replicated_where_it_is_stored(domain_of, at, replication):
    """A zone in an application partition is replicated in the forest or the domain, one in the domain as of old."""
    assert domain_of(zone("corp.example", at)).dns_zones["corp.example"].replication == replication


def test_special_zones_are_left_out(domain_of):
    """Root hints and the cache of trust anchors are not zones of the company."""
    found = domain_of(zone("RootDNSServers"), zone("..TrustAnchors"), zone("a.example"), zone("b.example"))
    assert list(found.dns_zones) == ["a.example", "b.example"]


@pytest.mark.parametrize("addresses", [["10.0.0.1", "10.0.0.2"], ["10.0.0.1"], []])
def test_a_forwarder_has_its_masters(domain_of, addresses):
    """The masters of a conditional forwarder are read from both forms of the property, each once."""
    packed = [IPv4Address(address).packed for address in addresses]
    old = stored(MASTERS, struct.pack("<I", len(packed)) + b"".join(packed))
    sockets = b"".join(struct.pack("<HH", 2, 53) + address + bytes(56) for address in packed)
    new = stored(MASTERS_DA, struct.pack("<II", len(packed), len(packed)) + bytes(24) + sockets)
    for properties in ((old,), (new,), (old, new)):
        found = domain_of(zone("far.example", DOMAIN, stored(TYPE, struct.pack("<I", 4)), *properties))
        assert found.dns_zones["far.example"].masters == tuple(addresses)


def test_a_master_may_have_an_ipv6_address(domain_of):
    """The newer form of the property holds addresses of both kinds."""
    socket = struct.pack("<HHI", 23, 53, 0) + IPv6Address("2001:db8::1").packed + bytes(40)
    value = stored(MASTERS_DA, struct.pack("<II", 1, 1) + bytes(24) + socket)
    assert domain_of(zone("far.example", DOMAIN, value)).dns_zones["far.example"].masters == ("2001:db8::1",)


def test_the_type_of_a_zone_is_a_property(domain_of):
    """Types of zones have names; a short or a missing property leaves the type open."""
    primary = domain_of(zone("a.example", DOMAIN, stored(TYPE, struct.pack("<I", 1)))).dns_zones["a.example"]
    forwarder = domain_of(zone("a.example", DOMAIN, stored(TYPE, struct.pack("<I", 4)))).dns_zones["a.example"]
    assert primary.kind != forwarder.kind
    assert None not in (primary.kind, forwarder.kind)
    for value in (b"", b"x" * 19, stored(TYPE, b"\x01")):
        assert domain_of(zone("a.example", DOMAIN, value)).dns_zones["a.example"].kind is None


@pytest.fixture
def outside(discovered):
    """A function: addresses of names, and further entries, to the number outside every subnet."""
    subnet = f"CN=10.0.0.0/24,CN=Subnets,CN=Sites,CN=Configuration,{BASE}", {"objectClass": "subnet"}

    def count(*entries, subnets=(subnet,)):
        return discovered(*subnets, *entries).estate.directories["corp"].clients_without_site

    return count


def test_machines_outside_every_subnet_are_counted(outside):
    """Addresses of the domain's own names outside every subnet are counted, each once, to the last address."""
    assert outside(node("a", "10.0.0.255"), node("b", "10.0.0.0")) == 0
    assert outside(node("a", "10.0.1.0"), node("b", "10.0.0.1"), node("c", "10.0.1.0"), node("d", "9.255.255.255")) == 2


def test_other_records_are_no_machines(outside):
    """Service records, names of other zones and records of another type are not machines of the domain."""
    own = node("a", "10.0.0.1")
    assert (
        outside(
            own, node("_ldap._tcp", "10.9.0.1"), node("b", "10.9.0.1", of="far.example"), node("c", "10.9.0.1", kind=28)
        )
        == 0
    )


def test_without_addresses_or_subnets_nothing_is_counted(outside):
    """Where no name or no subnet was read, the number is unknown."""
    assert outside() is None
    assert outside(node("a", "10.9.0.1"), subnets=()) is None
