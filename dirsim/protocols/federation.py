"""Federated sign-in: SAML assertion of an identity provider, AWS session.

Sources: facts on SAML 2.0 federation and IAM Identity Center; OASIS SAML 2.0 profiles section 4.1 (web browser SSO).
"""

from __future__ import annotations

from dirsim.model.port_numbers import HTTPS
from dirsim.protocols.asking import ask, ask_any
from dirsim.protocols.aws_sign_in import through_directory
from dirsim.protocols.client_program import Failure, Program
from dirsim.protocols.exchange import request
from dirsim.protocols.kerberos_client import Result, get_first_ticket
from dirsim.protocols.ldap_client import Patience, bind_anywhere


def federated_sign_in(program: Program) -> Result:
    """A user signs in at the identity provider, which has the password verified, then at AWS."""
    spec, topology = program.spec, program.view.topology
    service = topology.services[spec.service]
    providers = topology.provider_hosts(service.provider)
    answered = yield from ask_any(
        program.fallbacks,
        (
            request(
                "HTTPS", spec.client, provider, HTTPS, f"sign {spec.user} in at {service.provider}", subject=spec.user
            )
            for provider in providers
        ),
        "identity-provider-unreachable",
    )
    if isinstance(answered, Failure):
        return answered
    failure = yield from _check_password(program, answered.target)
    if failure is not None:
        return failure
    assertion = request(
        "SAML",
        spec.client,
        service.host,
        HTTPS,
        f"present {service.provider}'s assertion for {spec.user}",
        subject=spec.user,
        about=service.provider,
    )
    failure = yield from ask(assertion, "service-unreachable", "assertion-refused")
    if failure is None:
        program.held.append(f"AWS session for {spec.user}")
    return failure


def _check_password(program: Program, provider: str) -> Result:
    """Providers in front of a directory verify passwords there; the others store their own."""
    view, home = program.view, program.home()
    if view.topology.services[program.spec.service].directory:
        return (yield from through_directory(program))
    controllers = view.controllers(home, provider)
    if not controllers:
        return None
    checker = program.acting(provider, program.spec.user)
    if "controller" in view.topology.hosts[controllers[0]].roles:
        return (yield from get_first_ticket(checker))
    bound = yield from bind_anywhere(checker, controllers, home, Patience())
    return bound if isinstance(bound, Failure) else None
