"""Every flow by its word, in one explicit table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dirsim.flows.aws_sign_in import aws_sign_in
from dirsim.flows.clients.registry import PROGRAMS
from dirsim.flows.clients.start import start_program
from dirsim.flows.exchange import Course, Flow
from dirsim.flows.federation import federated_sign_in
from dirsim.flows.kerberos import service_access
from dirsim.flows.ldap import ldap_bind
from dirsim.flows.locate import look_up
from dirsim.flows.membership import domain_join, seamless_join
from dirsim.flows.ntlm import ntlm_access
from dirsim.flows.view import View
from dirsim.model.topology import FlowSpec


def name_lookup(view: View, spec: FlowSpec) -> Flow:
    """A client asks DNS for the controllers of a user's domain, and nothing else."""
    course = Course()
    domain = view.topology.principals[spec.user].domain
    found = yield from look_up(view, course, spec.client, domain)
    return course.ending(through=found)


FLOWS: Mapping[str, Callable[[View, FlowSpec], Flow]] = {
    "service-access": service_access,
    "ntlm-access": ntlm_access,
    "ldap-bind": ldap_bind,
    "aws-sign-in": aws_sign_in,
    "federated-sign-in": federated_sign_in,
    "domain-join": domain_join,
    "seamless-join": seamless_join,
    "name-lookup": name_lookup,
}


def start(view: View, spec: FlowSpec) -> Flow:
    """The generator of a flow, not yet started.

    Raises:
        KeyError: The flow's kind is not known.
    """
    return start_program(view, spec) if spec.kind in PROGRAMS else FLOWS[spec.kind](view, spec)
