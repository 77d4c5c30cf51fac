"""Table of the server programs, by roles of the host and by port."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dirsim.model.port_numbers import DNS, HTTPS, KERBEROS, KPASSWD, LDAP, RPC_DYNAMIC, SMB
from dirsim.protocols.acts import Acts, Request
from dirsim.protocols.client_sessions import Presented
from dirsim.protocols.dns_resolver import DnsQuestion
from dirsim.protocols.dns_server import serve_name
from dirsim.protocols.exchange import PORT_CHECK
from dirsim.protocols.kdc_server import serve_password, serve_ticket
from dirsim.protocols.read_only_controller import passes_on, serve_by_writable
from dirsim.protocols.relay_server import relay_datagram, relay_ldap, relay_stream
from dirsim.protocols.service_servers import serve_assertion, serve_ldap, serve_presented, serve_sign_in
from dirsim.protocols.smb_server import serve_logon, serve_netlogon
from dirsim.protocols.view import View

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
    """The program that answers a request; ``None`` where the server does not answer."""
    host, exchange = view.topology.hosts[asked.host], asked.exchange
    server: Server | None = None
    if "relay" in host.roles:
        server = _RELAY.get((exchange.protocol, exchange.port))
    elif isinstance(asked.payload, Presented):
        server = serve_presented
    elif exchange.step == "SAML":
        server = serve_assertion
    elif "identity-provider" in host.roles and exchange.port == HTTPS.number:
        server = serve_sign_in
    if server is None and "controller" in host.roles and exchange.step != PORT_CHECK:
        server = serve_by_writable if passes_on(view, asked) else _CONTROLLER.get(exchange.port)
    if server is None and "dns" in host.roles and isinstance(asked.payload, DnsQuestion):
        server = serve_name
    if server is None and "ldap-server" in host.roles and exchange.port == LDAP.number:
        server = serve_ldap
    return (server or serve_presented)(view, asked)
