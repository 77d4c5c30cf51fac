"""Federated sign-in: an identity provider vouches for the user, AWS gives a session.

Sources: facts on SAML 2.0 federation and IAM Identity Center; OASIS SAML 2.0 profiles section 4.1 (web browser SSO).
"""

from __future__ import annotations

from collections.abc import Generator

from dirsim.flows.aws_sign_in import through_directory
from dirsim.flows.exchange import Course, Exchange, Flow, Reply, ask, ask_any, request
from dirsim.flows.kerberos import initial_ticket
from dirsim.flows.view import View
from dirsim.model.ports import HTTPS, LDAP
from dirsim.model.topology import FlowSpec


def federated_sign_in(view: View, spec: FlowSpec) -> Flow:
    """A user signs in at the identity provider, which checks the password where it is kept, then at AWS."""
    course = Course()
    service = view.topology.services[spec.service]
    providers = [
        name
        for name, host in view.topology.hosts.items()
        if "identity-provider" in host.roles and host.domain == service.provider
    ]
    reply, answered = yield from ask_any(
        course,
        (
            request(
                "HTTPS", spec.client, provider, HTTPS, f"sign {spec.user} in at {service.provider}", subject=spec.user
            )
            for provider in providers
        ),
        "identity-provider-unreachable",
    )
    if not reply.ok or answered is None:
        return course.ending(through=False)
    checked = yield from _check_password(view, course, spec, answered.target)
    if not checked:
        return course.ending(through=False)
    reply = yield from ask(
        course,
        request(
            "SAML",
            spec.client,
            service.host,
            HTTPS,
            f"present {service.provider}'s assertion for {spec.user}",
            subject=spec.user,
        ),
        "service-unreachable",
    )
    if reply.ok:
        course.tickets.append(f"AWS session for {spec.user}")
    return course.ending(through=reply.ok)


def _check_password(view: View, course: Course, spec: FlowSpec, provider: str) -> Generator[Exchange, Reply, bool]:
    """Providers in front of a directory ask it; the others keep their own passwords."""
    if view.topology.services[spec.service].directory:
        return (yield from through_directory(view, course, spec))
    home = view.topology.principals[spec.user].domain
    controllers = view.controllers(home, provider)
    if not controllers:
        return True
    if "controller" in view.topology.hosts[controllers[0]].roles:
        return bool((yield from initial_ticket(view, course, provider, spec.user)))
    reply, _ = yield from ask_any(
        course,
        (
            request("LDAP bind", provider, server, LDAP, f"check {spec.user}'s password", subject=spec.user, about=home)
            for server in controllers
        ),
        "ldap-unreachable",
    )
    return reply.ok
