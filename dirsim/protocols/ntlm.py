"""NTLM pass-through: service, its domain's controller, the user's domain.

Source: [MS-APDS] 3.1.5 (pass-through authentication over the Netlogon secure channel); fact ``netlogon-passthrough``.
"""

from __future__ import annotations

from attrs import evolve

from dirsim.model.outcome import ReplyKind
from dirsim.model.port_numbers import RPC_DYNAMIC, Port
from dirsim.protocols.asking import ask, ask_any, failed
from dirsim.protocols.client_program import Failure, Program
from dirsim.protocols.exchange import Reply, request
from dirsim.protocols.kerberos_client import Result
from dirsim.protocols.ldap_client import Password
from dirsim.protocols.smb_server import NO_SERVERS


def ntlm_access(program: Program) -> Result:
    """A user signs in to a member service by NTLM; the client contacts the service only."""
    spec, view = program.spec, program.view
    service = view.topology.services[spec.service]
    home = program.home()
    port = Port(spec.service, service.port, ("tcp",), "")
    opened = request("NTLM", spec.client, service.host, port, f"sign in to {spec.service}", subject=spec.user)
    failure = yield from ask(opened, "service-unreachable")
    if failure is not None:
        return failure
    asker = service.host
    path = view.trust_path(home, service.realm)
    if path is None:
        reply = Reply(ReplyKind.REFUSED, f"{service.realm} does not trust {home}", "NO_TRUST")
        return failed(None, reply, "no-trust-path")
    for realm in reversed(path):
        answered = yield from ask_any(
            program.fallbacks,
            (
                request(
                    "Netlogon",
                    asker,
                    name,
                    RPC_DYNAMIC,
                    f"pass {spec.user}'s response through",
                    subject=spec.user,
                    about=realm,
                    content=Password(spec.user, spec.wrong_password, passed_on=realm != home),
                )
                for name in view.controllers(realm, asker)
            ),
            "no-logon-servers",
        )
        if isinstance(answered, Failure):
            return _by_status(answered)
        asker = answered.target
    return None


def _by_status(failure: Failure) -> Failure:
    """A controller that refuses a logon says why; only without an answer are there no logon servers."""
    code = "" if failure.reply is None or not failure.refused else failure.reply.code
    if not code.startswith("NT_STATUS_") or code == NO_SERVERS:
        return failure
    return evolve(failure, category=code.lower().replace("_", "-"))
