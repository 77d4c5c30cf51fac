"""Table of the flows by kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dirsim.protocols.aws_sign_in import aws_sign_in
from dirsim.protocols.client_kinds import PROGRAMS
from dirsim.protocols.client_program import Program
from dirsim.protocols.federation import federated_sign_in
from dirsim.protocols.kerberos_client import Result
from dirsim.protocols.ldap import ldap_bind
from dirsim.protocols.membership import domain_join, seamless_join
from dirsim.protocols.ntlm import ntlm_access
from dirsim.protocols.service_access import name_lookup, service_access

Text = Callable[[Program], Result]

FLOWS: Mapping[str, Text] = {
    "service-access": service_access,
    "ntlm-access": ntlm_access,
    "ldap-bind": ldap_bind,
    "aws-sign-in": aws_sign_in,
    "federated-sign-in": federated_sign_in,
    "domain-join": domain_join,
    "seamless-join": seamless_join,
    "name-lookup": name_lookup,
}
"""The flows that designs build."""

TEXTS: Mapping[str, Text] = {**FLOWS, **PROGRAMS}
"""The text of every kind of flow; each runs on a clock and without one."""
