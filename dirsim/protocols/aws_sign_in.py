"""Sign-in to an AWS application through a Directory Service object.

Applications are the console, Identity Center, WorkSpaces, QuickSight and others. There are two paths: through an AD
Connector, which passes every request to the domain's own controllers; or through a managed
domain, which holds its own users and needs access to the users' domain to read others.

Sources: facts ``ad-connector-kerberos-not-ldap-for-auth``, ``flow-ad-connector-to-dc``,
``two-way-trust-for-enterprise-apps``, ``flow-ad-connector-radius``.
"""

from __future__ import annotations

from collections.abc import Generator
from functools import cache
from typing import Any

from attrs import evolve

from dirsim.facts.store import fact
from dirsim.model.outcome import ReplyKind
from dirsim.model.port_numbers import DNS, HTTPS, KERBEROS, LDAP, RADIUS, Port
from dirsim.model.topology import Connector
from dirsim.protocols.account_rules import connector_answers_alone, connector_serves
from dirsim.protocols.ask_in_turn import find
from dirsim.protocols.asking import ask, ask_any, ask_whichever, failed
from dirsim.protocols.client_program import Failure, Program, Target, passage
from dirsim.protocols.exchange import PORT_CHECK, Reply, request
from dirsim.protocols.kerberos_client import Result, get_first_ticket, get_service_ticket, get_ticket_by
from dirsim.protocols.membership import in_use


def aws_sign_in(program: Program) -> Result:
    """A user signs in to an AWS application with directory credentials and gets a session; a desktop then logs the user on."""
    spec = program.spec
    service = program.view.topology.services[spec.service]
    web = service.port == HTTPS.number
    port = HTTPS if web else Port(spec.service, service.port, ("tcp",), "")
    step = "HTTPS" if web else "open session"
    opened = request(step, spec.client, service.host, port, f"open {spec.service}", subject=spec.user)
    failure = yield from ask(opened, "service-unreachable")
    if failure is None:
        failure = yield from through_directory(program)
    if failure is not None:
        return failure
    if service.realm:
        return (yield from _desktop_logon(program))
    program.held.append(f"AWS session for {spec.user}")
    return None


def through_directory(program: Program) -> Result:
    """The Directory Service object that the application is registered with verifies the user's password."""
    registered = program.view.topology.services[program.spec.service].directory
    connectors = program.view.registered_with(registered)
    if connectors:
        return (yield from _through_connectors(program, connectors))
    return (yield from _through_managed_domain(program, registered[0] if registered else ""))


def _through_connectors(program: Program, connectors: list[Connector]) -> Result:
    """The connector that serves the user's domain verifies the password, at whichever of its instances answers."""
    view, user, home = program.view, program.spec.user, program.home()
    serving = [connector for connector in connectors if connector_serves(view, connector, home)]
    service = view.topology.services[program.spec.service]
    connector = serving[0] if serving else connectors[0]
    answered = yield from ask_any(
        program.fallbacks,
        (
            request("HTTPS", service.host, instance, HTTPS, f"pass {user}'s sign-in to the connector", subject=user)
            for instance in connector.hosts
        ),
        "connector-unreachable",
    )
    if isinstance(answered, Failure):
        return answered
    gateway = program.acting(answered.target, user)
    failure: Failure | None = yield from passage(gateway, _behind_connector, connector, bool(serving))
    if failure is not None:
        return failure
    return (yield from second_factor(gateway, connector.radius))


def _behind_connector(program: Program, connector: Connector, serves: bool) -> Result:
    """The exchanges of a connector's instance with the domain: it binds, looks the user up and has the password verified.

    Args:
        program: The program of the user at the instance.
        connector: Its connector.
        serves: True where the connector serves the user's domain.
    """
    if connector_answers_alone(program.view, connector):
        return None
    view, gateway, user = program.view, program.client, program.spec.user
    program.by_any = view.whole_passages
    bound = program.acting(gateway, connector.service_account)
    bound.by_any = program.by_any
    failure: Failure | None = yield from get_first_ticket(bound)
    if failure is not None:
        denied = failure.refused and failure.category != "kdc-not-found"
        return evolve(failure, category="service-account-refused") if denied else failure
    failure = yield from passage(program, _reaches_ports, connector)
    if failure is not None:
        return failure
    text, account, domain = f"look {user} up", connector.service_account, connector.domain
    searches = tuple(
        request("LDAP search", gateway, host, LDAP, text, subject=account, about=domain)
        for host in in_use(bound, domain)
    )
    found = yield from ask_whichever(view, program.fallbacks, searches, "ldap-unreachable")
    if isinstance(found, Failure):
        return found
    if not serves:
        because = (
            f"the connector serves {connector.domain} only and follows no trust to {program.home()}: user not found"
        )
        return failed(found, Reply(ReplyKind.REFUSED, because, "user-not-found"), "user-not-found")
    return (yield from get_first_ticket(program))


@cache
def required_ports() -> tuple[Port, ...]:
    """The ports that a connector needs at the domain's controllers and DNS servers, each with one protocol."""
    rows = (fact("flow-ad-connector-to-dc").detail or {})["required"]
    return tuple(
        Port(row["service"], int(row["ports"]), (protocol,), "flow-ad-connector-to-dc")
        for row in rows
        for protocol in row["protocols"]
    )


def _reaches_ports(program: Program, connector: Connector) -> Result:
    """A connector needs its ports over TCP and UDP; those that its sign-ins do not show otherwise are tried first.

    Source: fact ``flow-ad-connector-to-dc``.
    """
    shown = {(DNS.number, "udp"), (KERBEROS.number, "tcp"), (LDAP.number, "tcp")}
    view, gateway = program.view, program.client
    for port in required_ports():
        protocol = port.protocols[0]
        if (port.number, protocol) in shown:
            continue
        by_name = port.number == DNS.number
        targets = view.resolvers(gateway) if by_name else view.controllers(connector.domain, gateway)
        because = f"the connector needs {protocol}/{port.number}"
        checks = tuple(request(PORT_CHECK, gateway, name, port, because) for name in targets)
        if by_name:
            reached = yield from ask_whichever(view, program.fallbacks, checks, "connector-port-closed")
        else:  # these are asked in one order and answer in the same states: to memoise each costs more
            reached = yield from ask_any(program.fallbacks, checks, "connector-port-closed")
        if isinstance(reached, Failure):
            return reached
    return None


def _through_managed_domain(program: Program, domain: str) -> Result:
    """The managed domain looks the user up, in its own data or in a domain that it can read across a two-way trust."""
    view, user, home = program.view, program.spec.user, program.home()
    service = view.topology.services[program.spec.service]
    answered = yield from ask_any(
        program.fallbacks,
        (
            request("LDAP search", service.host, host, LDAP, f"look {user} up", subject=user, about=domain)
            for host in view.controllers(domain, service.host)
        ),
        "directory-unreachable",
    )
    if isinstance(answered, Failure):
        return answered
    directory = answered.target
    if home != domain and not view.same_forest(home, domain):
        failure = yield from _looked_up_across(program, directory, domain)
        if failure is not None:
            return failure
    controller = program.acting(directory, user)
    failure = yield from get_first_ticket(controller)
    if failure is not None:
        return failure
    return (yield from second_factor(controller, view.radius_servers(domain)))


def _looked_up_across(program: Program, directory: str, domain: str) -> Result:
    """A controller of the managed domain reads a user's entry in the user's domain, with a ticket for its LDAP service."""
    user, home = program.spec.user, program.home()
    account = f"directory@{domain}"
    reader = program.acting(directory, account)
    failure = yield from get_ticket_by(reader, Target(f"ldap/{home}", home, f"ldap/{home}"), directory)
    if failure is not None:
        return failure
    found = yield from ask_any(
        program.fallbacks,
        (
            request(
                "LDAP search", directory, host, LDAP, f"look {user} up across the trust", subject=account, about=home
            )
            for host in program.view.controllers(home, directory)
        ),
        "ldap-unreachable",
    )
    return found if isinstance(found, Failure) else None


def second_factor(program: Program, radius: tuple[str, ...]) -> Generator[Any, Any, Failure | None]:
    """RADIUS, where configured: the second factor of AWS applications (never of a Windows logon)."""
    if not radius:
        return None
    user = program.spec.user
    answered = yield from ask_any(
        program.fallbacks,
        (
            request("RADIUS", program.client, server, RADIUS, f"second factor of {user}", subject=user)
            for server in radius
        ),
        "radius-unreachable",
    )
    return answered if isinstance(answered, Failure) else None


def _desktop_logon(program: Program) -> Result:
    """The desktop itself, a domain member in AWS, logs the user on: it contacts the controllers directly."""
    service = program.view.topology.services[program.spec.service]
    member = program.acting(service.desktop, program.spec.user)
    failure = yield from find(member, service.realm)
    if failure is not None:
        return failure
    logon = program.acting(service.desktop, program.spec.user)
    name = f"host/{service.desktop}"
    return (yield from get_service_ticket(logon, Target(name, service.realm, name)))
