"""Which program answers a request: by the roles of the host, and by the port."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dirsim.flows.acts import Acts, Request
from dirsim.flows.servers.dns import serve_name
from dirsim.flows.servers.kdc import serve_password, serve_ticket
from dirsim.flows.servers.relay import relay_datagram, relay_ldap, relay_stream
from dirsim.flows.servers.services import serve_ldap, serve_presented
from dirsim.flows.servers.smb import serve_logon, serve_netlogon
from dirsim.flows.view import View
from dirsim.model.ports import DNS, KERBEROS, KPASSWD, LDAP, RPC_DYNAMIC, SMB

Server = Callable[[View, Request], Acts]

_CONTROLLER: Mapping[int, Server] = {
    DNS.number: serve_name,
    KERBEROS.number: serve_ticket,
    KPASSWD.number: serve_password,
    LDAP.number: serve_ldap,
    SMB.number: serve_logon,
    139: serve_logon,
    RPC_DYNAMIC.number: serve_netlogon,
}
_RELAY: Mapping[tuple[str, int], Server] = {
    ("tcp", KERBEROS.number): relay_stream,
    ("tcp", KPASSWD.number): relay_stream,
    ("udp", KERBEROS.number): relay_datagram,
    ("udp", KPASSWD.number): relay_datagram,
    ("tcp", LDAP.number): relay_ldap,
}


def program_of(view: View, asked: Request) -> Acts | None:
    """The program that answers a request; ``None`` where the server says nothing."""
    host, exchange = view.topology.hosts[asked.host], asked.exchange
    server: Server | None = None
    if "relay" in host.roles:
        server = _RELAY.get((exchange.protocol, exchange.port))
    if server is None and "controller" in host.roles:
        server = _CONTROLLER.get(exchange.port)
    if server is None and "dns" in host.roles and exchange.port == DNS.number:
        server = serve_name
    return (server or serve_presented)(view, asked)
