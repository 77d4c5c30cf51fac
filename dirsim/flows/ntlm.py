"""NTLM: the service passes the user's response to its domain's controller, which passes it to the user's domain.

Source: [MS-APDS] 3.1.5 (pass-through authentication over the Netlogon secure channel); fact ``netlogon-passthrough``.
"""

from __future__ import annotations

from dirsim.flows.exchange import Course, Flow, Reply, ask, ask_any, request
from dirsim.flows.view import View
from dirsim.model.ports import RPC_DYNAMIC, Port
from dirsim.model.topology import FlowSpec


def ntlm_access(view: View, spec: FlowSpec) -> Flow:
    """A user signs in to a member service by NTLM; the client talks to the service alone."""
    course = Course()
    service = view.topology.services[spec.service]
    user = view.topology.principals[spec.user]
    port = Port(spec.service, service.port, ("tcp",), "")
    reply = yield from ask(
        course,
        request("NTLM", spec.client, service.host, port, f"sign in to {spec.service}", subject=spec.user),
        "service-unreachable",
    )
    if not reply.ok:
        return course.ending(through=False)
    asker, realm = service.host, service.realm
    path = view.trust_path(user.domain, service.realm)
    if path is None:
        course.stop(
            None, Reply("refused", f"{service.realm} does not trust {user.domain}", "NO_TRUST"), "no-trust-path"
        )
        return course.ending(through=False)
    for realm in reversed(path):
        reply, answered = yield from ask_any(
            course,
            (
                request(
                    "Netlogon",
                    asker,
                    name,
                    RPC_DYNAMIC,
                    f"pass {spec.user}'s response through",
                    subject=spec.user,
                    about=realm,
                )
                for name in view.controllers(realm, asker)
            ),
            "no-logon-servers",
        )
        if not reply.ok or answered is None:
            return course.ending(through=False)
        asker = answered.target
    return course.ending(through=True)
