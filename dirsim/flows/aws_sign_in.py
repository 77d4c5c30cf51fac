"""Sign-in to an AWS application (console, Identity Center, WorkSpaces, QuickSight...) through a Directory Service object.

Two roads: through an AD Connector, which passes everything on to the domain's own controllers; or through a managed
domain, which knows its own users and must be let into the users' domain to read the others.

Sources: facts ``ad-connector-kerberos-not-ldap-for-auth``, ``flow-ad-connector-to-dc``,
``two-way-trust-for-enterprise-apps``, ``flow-ad-connector-radius``.
"""

from __future__ import annotations

from collections.abc import Generator

from dirsim.flows.exchange import Course, Exchange, Flow, Reply, ask, ask_any, request
from dirsim.flows.kerberos import initial_ticket, service_ticket, ticket_for
from dirsim.flows.locate import look_up
from dirsim.flows.passage import passage
from dirsim.flows.rules import connector_answers_alone, connector_serves
from dirsim.flows.view import View
from dirsim.model.ports import HTTPS, LDAP, RADIUS
from dirsim.model.topology import Connector, FlowSpec


def aws_sign_in(view: View, spec: FlowSpec) -> Flow:
    """A user signs in to an AWS application with directory credentials, and gets a session; a desktop then logs on."""
    course = Course()
    service = view.topology.services[spec.service]
    reply = yield from ask(
        course,
        request("HTTPS", spec.client, service.host, HTTPS, f"open {spec.service}", subject=spec.user),
        "service-unreachable",
    )
    if not reply.ok:
        return course.ending(through=False)
    through = yield from through_directory(view, course, spec)
    if not through:
        return course.ending(through=False)
    if service.realm:
        through = yield from desktop_logon(view, course, spec)
    else:
        course.tickets.append(f"AWS session for {spec.user}")
    return course.ending(through=through)


def through_directory(view: View, course: Course, spec: FlowSpec) -> Generator[Exchange, Reply, bool]:
    """The Directory Service object that the application is registered with checks the user's password."""
    service = view.topology.services[spec.service]
    registered = service.directory.split("|")
    connectors = [connector for name, connector in view.topology.connectors.items() if name in registered]
    if connectors:
        return (yield from _through_connectors(view, course, spec, connectors))
    return (yield from _through_managed_domain(view, course, spec, service.directory))


def _through_connectors(
    view: View, course: Course, spec: FlowSpec, connectors: list[Connector]
) -> Generator[Exchange, Reply, bool]:
    """The connector that serves the user's domain, at whichever of its instances answers."""
    home = view.topology.principals[spec.user].domain
    serving = [connector for connector in connectors if connector_serves(view, connector, home)]
    service = view.topology.services[spec.service]
    connector = serving[0] if serving else connectors[0]
    reply, answered = yield from ask_any(
        course,
        (
            request(
                "HTTPS",
                service.host,
                instance,
                HTTPS,
                f"pass {spec.user}'s sign-in to the connector",
                subject=spec.user,
            )
            for instance in connector.hosts
        ),
        "connector-unreachable",
    )
    if not reply.ok or answered is None:
        return False
    gateway = answered.target
    passed = yield from passage(view, course, _behind_connector, gateway, connector, spec.user, bool(serving))
    return passed and (yield from second_factor(course, spec, gateway, connector.radius))


def _behind_connector(
    view: View, course: Course, gateway: str, connector: Connector, user: str, serves: bool
) -> Generator[Exchange, Reply, bool]:
    """What a connector's instance asks of the domain: it binds, looks the user up and has the password checked.

    Args:
        view: Static knowledge.
        course: The flow's memory.
        gateway: The instance.
        connector: Its connector.
        user: Who signs in.
        serves: Whether the connector serves the user's domain.
    """
    if connector_answers_alone(view, connector):
        return True
    bound = yield from initial_ticket(view, course, gateway, connector.service_account)
    if not bound:
        if course.category == "refused-by-kdc":
            course.category = "service-account-refused"
        return False
    others = (name for name in view.controllers(connector.domain, gateway) if name != bound)
    reply, found = yield from ask_any(
        course,
        [
            request(
                "LDAP search",
                gateway,
                name,
                LDAP,
                f"look {user} up",
                subject=connector.service_account,
                about=connector.domain,
            )
            for name in (bound, *others)
        ],
        "ldap-unreachable",
    )
    if not reply.ok or found is None:
        return False
    if not serves:
        home = view.topology.principals[user].domain
        course.stop(
            found,
            Reply(
                "refused",
                f"the connector serves {connector.domain} alone and follows no trust to {home}: it finds no such user",
                "user-not-found",
            ),
            "user-not-found",
        )
        return False
    return bool((yield from initial_ticket(view, course, gateway, user)))


def _through_managed_domain(
    view: View, course: Course, spec: FlowSpec, domain: str
) -> Generator[Exchange, Reply, bool]:
    """The managed domain looks the user up, in its own data or in the domain that it can read across a two-way trust."""
    service = view.topology.services[spec.service]
    home = view.topology.principals[spec.user].domain
    reply, answered = yield from ask_any(
        course,
        (
            request(
                "LDAP search", service.host, controller, LDAP, f"look {spec.user} up", subject=spec.user, about=domain
            )
            for controller in view.controllers(domain, service.host)
        ),
        "directory-unreachable",
    )
    if not reply.ok or answered is None:
        return False
    directory = answered.target
    if home != domain and not view.same_forest(home, domain):
        account = f"directory@{domain}"
        held = yield from service_ticket(view, course, directory, account, home, f"ldap/{home}", directory)
        if not held:
            return False
        reply, _ = yield from ask_any(
            course,
            (
                request(
                    "LDAP search",
                    directory,
                    controller,
                    LDAP,
                    f"look {spec.user} up across the trust",
                    subject=account,
                    about=home,
                )
                for controller in view.controllers(home, directory)
            ),
            "ldap-unreachable",
        )
        if not reply.ok:
            return False
    ticket = yield from initial_ticket(view, course, directory, spec.user)
    if not ticket:
        return False
    radius = tuple(
        name for name, host in view.topology.hosts.items() if "radius" in host.roles and host.domain == domain
    )
    return (yield from second_factor(course, spec, directory, radius))


def second_factor(
    course: Course, spec: FlowSpec, asker: str, radius: tuple[str, ...]
) -> Generator[Exchange, Reply, bool]:
    """RADIUS, where it is configured: the second factor of AWS applications (never of a Windows logon)."""
    if not radius:
        return True
    reply, _ = yield from ask_any(
        course,
        (
            request("RADIUS", asker, server, RADIUS, f"second factor of {spec.user}", subject=spec.user)
            for server in radius
        ),
        "radius-unreachable",
    )
    return reply.ok


def desktop_logon(view: View, course: Course, spec: FlowSpec) -> Generator[Exchange, Reply, bool]:
    """The desktop itself, a domain member in AWS, logs the user on: it talks to the controllers directly."""
    service = view.topology.services[spec.service]
    desktop = service.desktop
    found = yield from look_up(view, course, desktop, service.realm)
    if not found:
        return False
    return (yield from ticket_for(view, course, desktop, spec.user, service.realm, f"host/{desktop}"))
