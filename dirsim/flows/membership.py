"""Becoming and staying a domain member: what a computer says to the controllers itself, and what a connector says for it.

Join time and run time differ: an instance that is joined through an AD Connector talks to the controllers directly
afterwards. Sources: facts ``flow-ec2-seamless-join-via-ad-connector``, ``flow-rds-sqlserver-self-managed``,
``flow-fsx-windows-to-ad``, ``flow-seamless-join-endpoints``.
"""

from __future__ import annotations

from collections.abc import Generator

from dirsim.flows.exchange import Course, Exchange, Flow, Reply, ask, ask_any, request
from dirsim.flows.kerberos import initial_ticket
from dirsim.flows.locate import look_up
from dirsim.flows.view import View
from dirsim.model.ports import HTTPS, KPASSWD, LDAP, RPC_DYNAMIC, RPC_ENDPOINT_MAPPER, SMB
from dirsim.model.topology import FlowSpec

_MEMBER_STEPS = (
    ("LDAP search", LDAP, "read the computer's own object"),
    ("SMB", SMB, "read group policy from SYSVOL"),
    ("RPC", RPC_ENDPOINT_MAPPER, "ask where Netlogon listens"),
    ("Netlogon", RPC_DYNAMIC, "open the secure channel"),
    ("kpasswd", KPASSWD, "set the computer's own password"),
)


def domain_join(view: View, spec: FlowSpec) -> Flow:
    """A member (or a service such as RDS and FSx) joins its domain and keeps its membership: directly, at a controller."""
    course = Course()
    service = view.topology.services[spec.service]
    through = yield from _as_member(view, course, service.host, service.realm, spec.user)
    return course.ending(through=through)


def seamless_join(view: View, spec: FlowSpec) -> Flow:
    """EC2 seamless domain join: Systems Manager asks Directory Service, which makes the computer account; then as a member."""
    course = Course()
    service = view.topology.services[spec.service]
    reply = yield from ask(
        course,
        request("HTTPS", service.host, spec.client, HTTPS, "fetch the join document from Systems Manager"),
        "service-unreachable",
    )
    if not reply.ok:
        return course.ending(through=False)
    connector = view.topology.connectors.get(service.directory)
    if connector is not None:
        reply, answered = yield from ask_any(
            course,
            (
                request("HTTPS", spec.client, instance, HTTPS, "ask the connector to make the computer account")
                for instance in connector.hosts
            ),
            "connector-unreachable",
        )
        if not reply.ok or answered is None:
            return course.ending(through=False)
        kdc = yield from initial_ticket(view, course, answered.target, connector.service_account)
        if not kdc:
            return course.ending(through=False)
        gateway = answered.target
        others = (name for name in view.controllers(connector.domain, gateway) if name != kdc)
        reply, _ = yield from ask_any(
            course,
            [
                request("LDAP add", gateway, name, LDAP, "make the computer account", subject=connector.service_account)
                for name in (kdc, *others)
            ],
            "ldap-unreachable",
        )
        if not reply.ok:
            return course.ending(through=False)
    through = yield from _as_member(view, course, service.host, service.realm, spec.user)
    return course.ending(through=through)


def _as_member(view: View, course: Course, host: str, domain: str, account: str) -> Generator[Exchange, Reply, bool]:
    """What every member says to a controller of its domain."""
    if account:
        kdc = yield from initial_ticket(view, course, host, account)
    else:
        found = yield from look_up(view, course, host, domain)
        kdc = next(iter(view.controllers(domain, host)), "") if found else ""
    if not kdc:
        return False
    for step, port, purpose in _MEMBER_STEPS:
        others = (name for name in view.controllers(domain, host) if name != kdc)
        reply, answered = yield from ask_any(
            course,
            [request(step, host, name, port, purpose, protocol="tcp", about=domain) for name in (kdc, *others)],
            "controller-unreachable",
        )
        if not reply.ok or answered is None:
            return False
    return True
