"""Port numbers of the roles, by service name; the numbers are registered.

Sources: the port facts of :mod:`dirsim.facts` (``port-dns``, ``port-kerberos``, ``port-ldap``, ...), which cite the
vendor pages; a test checks that both agree.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen


@frozen
class Port:
    """One well-known port.

    Attributes:
        service: The service's short name.
        number: The port; for a dynamic range its first port.
        protocols: ``tcp``, ``udp`` or both.
        fact: The fact that states it.
    """

    service: str
    number: int
    protocols: tuple[str, ...]
    fact: str


DNS = Port("dns", 53, ("tcp", "udp"), "port-dns")
KERBEROS = Port("kerberos", 88, ("tcp", "udp"), "port-kerberos")
KPASSWD = Port("kpasswd", 464, ("tcp", "udp"), "port-kpasswd")
LDAP = Port("ldap", 389, ("tcp", "udp"), "port-ldap")
LDAPS = Port("ldaps", 636, ("tcp",), "port-ldaps")
GLOBAL_CATALOG = Port("gc", 3268, ("tcp",), "port-gc")
SMB = Port("smb", 445, ("tcp", "udp"), "port-smb")
RPC_ENDPOINT_MAPPER = Port("rpc-epm", 135, ("tcp",), "port-rpc-epm")
RPC_DYNAMIC = Port("rpc-dynamic", 49152, ("tcp",), "port-rpc-dynamic")
NTP = Port("ntp", 123, ("udp",), "port-ntp")
ADWS = Port("adws", 9389, ("tcp",), "port-adws")
RADIUS = Port("radius", 1812, ("udp",), "port-radius")
HTTPS = Port("https", 443, ("tcp",), "port-https-ssm")

NETBIOS = 139
"""SMB over NetBIOS, which controllers answer as well; clients try it when 445 does not open."""

PORTS: tuple[Port, ...] = (
    DNS,
    KERBEROS,
    KPASSWD,
    LDAP,
    LDAPS,
    GLOBAL_CATALOG,
    SMB,
    RPC_ENDPOINT_MAPPER,
    RPC_DYNAMIC,
    NTP,
    ADWS,
    RADIUS,
    HTTPS,
)

_CONTROLLER = (
    DNS,
    KERBEROS,
    KPASSWD,
    LDAP,
    LDAPS,
    GLOBAL_CATALOG,
    SMB,
    RPC_ENDPOINT_MAPPER,
    RPC_DYNAMIC,
    NTP,
    ADWS,
)

ROLE_PORTS: Mapping[str, tuple[Port, ...]] = {
    "controller": _CONTROLLER,
    "dns": (DNS,),
    # A connector answers AWS applications only: it is neither a KDC nor an LDAP server for other clients.
    "connector": (HTTPS,),
    "radius": (RADIUS,),
    "identity-provider": (HTTPS,),
    "aws-endpoint": (HTTPS,),
    "ldap-server": (LDAP, LDAPS),
    "relay": (KERBEROS, KPASSWD, LDAP),
    "client": (),
    # Members open the ports of their services (see Service.port), and their own file shares.
    "member-server": (SMB, RPC_ENDPOINT_MAPPER, RPC_DYNAMIC),
}

PORT_OF_ROLE: Mapping[str, frozenset[tuple[str, int]]] = {
    role: frozenset((protocol, port.number) for port in ports for protocol in port.protocols)
    for role, ports in ROLE_PORTS.items()
}
