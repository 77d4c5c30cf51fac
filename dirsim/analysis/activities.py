"""What people and members may be doing during an outage, and what each of these things goes by while it is good."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from attrs import frozen

from dirsim.flows import held
from dirsim.flows.exchange import Flow
from dirsim.flows.view import View
from dirsim.model.topology import FlowSpec, Service
from dirsim.options.styles import BROKERED
from dirsim.simulate.lifetimes import Lifetimes

ACTIVITIES: Mapping[str, str] = {
    "new sign-in": "signs in from nothing",
    "service again": "opens a service again whose ticket is held",
    "first access": "opens a service of that domain for the first time, with the first ticket alone",
    "another service": "opens another service of that domain, with the cross-realm ticket of the first",
    "open session": "goes on using a connection that is open",
    "AWS session": "goes on using the session that sign-in gave",
    "password change": "changes the password",
    "domain membership": "a member talks to its controllers (join, secure channel)",
    "group policy refresh": "a member refreshes group policy",
}
"""What a cohort may be doing, each with its meaning."""

SIGN_INS = ("service-access", "aws-sign-in", "federated-sign-in", "ldap-bind", "ntlm-access")
"""The kinds of flows that people sign in by."""

Program = Callable[[View, FlowSpec], Flow]


@frozen(kw_only=True)
class Activity:
    """One thing that a cohort may be doing.

    Attributes:
        name: One of :data:`ACTIVITIES`.
        holds: What they hold when the scenario starts, in words.
        program: The flow that it runs; ``None`` means the sign-in itself.
        rests_on: What it goes by while that is good (it goes by a new sign-in afterwards); empty means that nothing runs out.
        lasts_s: How long that lasts from sign-in, in seconds; ``None`` means that no source says it, or nothing runs out.
        renewed: Whether it is renewed while its controllers can be reached.
        after_sign_in: Whether only people who have signed in can do it.
    """

    name: str
    holds: str
    program: Program | None = None
    rests_on: str = ""
    lasts_s: float | None = None
    renewed: bool = False
    after_sign_in: bool = True


def activities(view: View, spec: FlowSpec, lifetimes: Lifetimes) -> Iterator[Activity]:
    """What the cohort of a flow, or the member that it is about, may be doing; the first is the flow itself.

    Args:
        view: Static knowledge about the topology.
        spec: The flow.
        lifetimes: How long tickets and sessions last.
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
        rests_on="the first ticket",
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
    """How long the session of a sign-in lasts, in seconds; ``None`` for applications whose length no fact states."""
    if service.kind == "federated" and service.provider == "identity-center":
        return lifetimes.permission_set_s
    return lifetimes.console_s if spec.workload in BROKERED else None


def _is_domain(view: View, home: str) -> bool:
    return any("controller" in view.topology.hosts[name].roles for name in view.controllers(home, ""))
