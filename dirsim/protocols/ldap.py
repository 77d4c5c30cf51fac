"""LDAP bind and search by an application: the flow that designs build.

Source: RFC 4511 sections 4.2 (bind) and 4.5 (search).
"""

from __future__ import annotations

from dirsim.model.port_numbers import HTTPS, Port
from dirsim.protocols.ask_in_turn import find
from dirsim.protocols.asking import ask
from dirsim.protocols.client_program import Failure, Program
from dirsim.protocols.exchange import request
from dirsim.protocols.kerberos_client import Result
from dirsim.protocols.ldap_client import Patience, bind_anywhere, search


def ldap_bind(program: Program) -> Result:
    """A user gives a password to an application, which binds with it to the directory and looks the user up.

    A service that is the LDAP service of a directory server has no application before it: the client itself binds there.
    """
    spec, view = program.spec, program.view
    service = view.topology.services[spec.service]
    if view.is_directory_server(service.host):
        return (yield from _bound_at(program, service.host))
    if spec.client != service.host:
        web = service.port == HTTPS.number
        port = HTTPS if web else Port(spec.service, service.port, ("tcp",), "")
        opened = request("HTTPS" if web else "session", spec.client, service.host, port, f"open {spec.service}")
        failure = yield from ask(opened, "service-unreachable")
        if failure is not None:
            return failure
    application = program.acting(service.host, spec.user)
    domain = service.realm or program.home()
    if view.resolvers(service.host):
        failure = yield from find(application, domain)
        if failure is not None:
            return failure
    patience = Patience()
    bound = yield from bind_anywhere(application, view.controllers(domain, service.host), domain, patience)
    if isinstance(bound, Failure):
        return bound
    server, channel = bound
    return (yield from search(application, channel, server, domain, patience))


def _bound_at(program: Program, server: str) -> Result:
    """A bind by the client itself at one directory server, then a search."""
    domain, patience = program.view.topology.hosts[server].domain, Patience()
    bound = yield from bind_anywhere(program, (server,), domain, patience)
    if isinstance(bound, Failure):
        return bound
    return (yield from search(program, bound[1], server, domain, patience))
