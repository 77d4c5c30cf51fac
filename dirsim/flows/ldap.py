"""LDAP simple bind and search by an application.

Source: RFC 4511 sections 4.2 (bind) and 4.5 (search).
"""

from __future__ import annotations

from dirsim.flows.exchange import Course, Flow, ask, ask_any, request
from dirsim.flows.locate import look_up
from dirsim.flows.view import View
from dirsim.model.ports import HTTPS, LDAP
from dirsim.model.topology import FlowSpec


def ldap_bind(view: View, spec: FlowSpec) -> Flow:
    """A user gives a password to an application, which binds with it at the directory and looks the user up."""
    course = Course()
    service = view.topology.services[spec.service]
    if spec.client != service.host:
        reply = yield from ask(
            course, request("HTTPS", spec.client, service.host, HTTPS, f"open {spec.service}"), "service-unreachable"
        )
        if not reply.ok:
            return course.ending(through=False)
    home = view.topology.principals[spec.user].domain
    domain = service.realm or home
    if view.resolvers(service.host):
        found = yield from look_up(view, course, service.host, domain)
        if not found:
            return course.ending(through=False)
    reply, answered = yield from ask_any(
        course,
        (
            request(
                "LDAP bind",
                service.host,
                server,
                LDAP,
                f"check {spec.user}'s password",
                subject=spec.user,
                about=domain,
            )
            for server in view.controllers(domain, service.host)
        ),
        "ldap-unreachable",
    )
    if not reply.ok or answered is None:
        if reply.heard == "refused":
            course.category = "ldap-refused"
        return course.ending(through=False)
    reply = yield from ask(
        course,
        request("LDAP search", service.host, answered.target, LDAP, f"read {spec.user}'s groups", about=domain),
        "ldap-unreachable",
    )
    return course.ending(through=reply.ok)
