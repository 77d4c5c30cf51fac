"""Activities of users and members during an outage, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from dirsim.catalog.workload_kinds import KINDS
from dirsim.model.topology import FlowSpec, Service
from dirsim.protocols import held
from dirsim.protocols.flow_kinds import Text
from dirsim.protocols.view import View
from dirsim.simulation.ticket_lifetimes import Lifetimes

ACTIVITIES: Mapping[str, str] = {
    "new sign-in": "signs in without any ticket",
    "service again": "opens a service again with the ticket held for it",
    "first access": "opens a service of that domain for the first time, with the TGT alone",
    "another service": "opens another service of that domain, with the cross-realm ticket of the first",
    "open session": "continues to use an open connection",
    "AWS session": "continues to use the session that sign-in gave",
    "password change": "changes the password",
    "domain membership": "a member contacts its controllers (join, secure channel)",
    "group policy refresh": "a member refreshes group policy",
}
"""The activities of a cohort, each with its meaning."""

SIGN_INS = ("service-access", "aws-sign-in", "federated-sign-in", "ldap-bind", "ntlm-access")
"""The kinds of flows by which users sign in."""


@frozen(kw_only=True)
class Activity:
    """One activity of a cohort.

    Attributes:
        name: One of :data:`ACTIVITIES`.
        holds: What the users hold when the scenario starts, in words.
        program: The flow that the activity runs; ``None`` means the sign-in itself.
        rests_on: The ticket or session that it uses while valid (afterwards it needs a new sign-in); empty means that nothing expires.
        lasts_s: How long that is valid from sign-in, in seconds; ``None`` means that no source states it, or nothing expires.
        renewed: True where it is renewed while its controllers can be reached.
        after_sign_in: True where only users who have signed in can do it.
    """

    name: str
    holds: str
    program: Text | None = None
    rests_on: str = ""
    lasts_s: float | None = None
    renewed: bool = False
    after_sign_in: bool = True


def activities(view: View, spec: FlowSpec, lifetimes: Lifetimes) -> Iterator[Activity]:
    """The activities of a flow's cohort, or of the member that it concerns; the first is the flow itself.

    Args:
        view: Static knowledge about the topology.
        spec: The flow.
        lifetimes: The lifetimes of tickets and sessions.
    """
    if spec.kind != "domain-join":
        yield from _of_people(view, spec, lifetimes)
        return
    yield Activity(name="domain membership", holds="a membership", after_sign_in=False)
    yield Activity(name="group policy refresh", holds="a membership", program=held.policy_refresh, after_sign_in=False)


def _of_people(view: View, spec: FlowSpec, lifetimes: Lifetimes) -> Iterator[Activity]:
    topology = view.topology
    yield Activity(name="new sign-in", holds="nothing", after_sign_in=False)
    if spec.service not in topology.services or spec.user not in topology.principals:
        return
    service = topology.services[spec.service]
    home = topology.principals[spec.user].domain
    if spec.kind == "service-access":
        yield from _by_tickets(lifetimes, crosses=home != service.realm)
    elif service.desktop:
        yield Activity(name="open session", holds=SESSIONS, program=held.open_session)
    elif service.kind in ("aws-application", "federated"):
        yield Activity(
            name="AWS session",
            holds=SESSIONS,
            program=held.open_session,
            rests_on="the session",
            lasts_s=_session_length(lifetimes, spec, service),
        )
    works_inside = bool(service.desktop or topology.hosts[spec.client].domain)
    if works_inside and view.controllers(home, spec.client) and _is_domain(view, home):
        yield Activity(name="password change", holds="the old password", program=held.password_change)
    if service.realm and service.desktop:
        yield Activity(name="group policy refresh", holds="a membership", program=held.policy_refresh)


SESSIONS = "tickets and sessions"


def _by_tickets(lifetimes: Lifetimes, *, crosses: bool) -> Iterator[Activity]:
    yield Activity(
        name="service again",
        holds=SESSIONS,
        program=held.with_service_ticket,
        rests_on="the service ticket",
        lasts_s=lifetimes.service_ticket_s,
        renewed=True,
    )
    yield Activity(
        name="first access",
        holds=SESSIONS,
        program=held.with_first_ticket,
        rests_on="the TGT",
        lasts_s=lifetimes.first_ticket_s,
        renewed=True,
    )
    if crosses:
        yield Activity(
            name="another service",
            holds=SESSIONS,
            program=held.with_referral_ticket,
            rests_on="the cross-realm ticket",
            lasts_s=lifetimes.first_ticket_s,
            renewed=True,
        )
    yield Activity(name="open session", holds=SESSIONS, program=held.open_session)


def _session_length(lifetimes: Lifetimes, spec: FlowSpec, service: Service) -> float | None:
    """The length of a sign-in's session, in seconds; ``None`` for applications for which no fact states it."""
    if service.kind == "federated" and service.provider == "identity-center":
        return lifetimes.permission_set_s
    return lifetimes.console_s if spec.workload in KINDS and KINDS[spec.workload].roles else None


def _is_domain(view: View, home: str) -> bool:
    return any("controller" in view.topology.hosts[name].roles for name in view.controllers(home, ""))
