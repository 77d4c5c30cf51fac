"""Domain membership: a computer's join and upkeep at the controllers.

Join time and run time differ: an instance that is joined through an AD Connector contacts the controllers directly
afterwards. Sources: facts ``flow-ec2-seamless-join-via-ad-connector``, ``flow-rds-sqlserver-self-managed``,
``flow-fsx-windows-to-ad``, ``flow-fsx-ontap-to-ad`` (a list without RPC), ``flow-seamless-join-endpoints``.
"""

from __future__ import annotations

from attrs import evolve

from dirsim.catalog.workload_kinds import KINDS
from dirsim.model.port_numbers import HTTPS, KPASSWD, LDAP, RPC_DYNAMIC, RPC_ENDPOINT_MAPPER, SMB
from dirsim.model.topology import FlowSpec
from dirsim.protocols.ask_in_turn import find, first_asked
from dirsim.protocols.asking import ask, ask_any
from dirsim.protocols.client_program import Failure, Program
from dirsim.protocols.exchange import request
from dirsim.protocols.kerberos_client import Result, get_first_ticket
from dirsim.protocols.kerberos_messages import CATEGORIES
from dirsim.protocols.machine_logon import policy_request
from dirsim.protocols.view import View

_MEMBER_STEPS = (
    ("LDAP search", LDAP, "read the computer's own object"),
    ("SMB", SMB, ""),
    ("RPC", RPC_ENDPOINT_MAPPER, "ask where Netlogon listens"),
    ("Netlogon", RPC_DYNAMIC, "open the secure channel"),
    ("kpasswd", KPASSWD, "set the computer's own password"),
)


def domain_join(program: Program) -> Result:
    """A member (or a service such as RDS and FSx) joins its domain and maintains its membership: directly, at a controller."""
    host, domain = member_of(program.view, program.spec)
    kind = KINDS.get(program.spec.workload)
    over_smb = kind is not None and kind.over_smb
    return (yield from _as_member(program.acting(host, program.spec.user), domain, over_smb=over_smb))


def member_of(view: View, spec: FlowSpec) -> tuple[str, str]:
    """The member that a flow is about, and its domain: those of the service, else the client and the domain that it belongs to."""
    service = view.topology.services.get(spec.service)
    if service is None:
        return spec.client, view.topology.hosts[spec.client].domain
    return service.desktop or service.host, service.realm


def seamless_join(program: Program) -> Result:
    """EC2 seamless domain join: Systems Manager asks Directory Service to create the computer account; then as a member."""
    spec, topology = program.spec, program.view.topology
    service = topology.services[spec.service]
    fetched = request("HTTPS", service.host, spec.client, HTTPS, "fetch the join document from Systems Manager")
    failure = yield from ask(fetched, "service-unreachable")
    if failure is None and len(service.directory) == 1 and service.directory[0] in topology.connectors:
        failure = yield from _account_by_connector(program, service.directory[0])
    if failure is not None:
        return failure
    return (yield from _as_member(program.acting(service.host, spec.user), service.realm))


def _account_by_connector(program: Program, name: str) -> Result:
    """A connector creates the computer account, with its service account."""
    connector = program.view.topology.connectors[name]
    answered = yield from ask_any(
        program.fallbacks,
        (
            request("HTTPS", program.client, instance, HTTPS, "ask the connector to create the computer account")
            for instance in connector.hosts
        ),
        "connector-unreachable",
    )
    if isinstance(answered, Failure):
        return answered
    gateway = program.acting(answered.target, connector.service_account)
    failure = yield from get_first_ticket(gateway)
    if failure is not None:
        return failure
    created = yield from ask_any(
        program.fallbacks,
        [
            request(
                "LDAP add", gateway.client, host, LDAP, "create the computer account", subject=connector.service_account
            )
            for host in in_use(gateway, connector.domain)
        ],
        "ldap-unreachable",
    )
    return created if isinstance(created, Failure) else None


def in_use(program: Program, domain: str) -> tuple[str, ...]:
    """The controllers of a domain, the one that issued the program's ticket first."""
    return first_asked(program.controllers.get(domain, ""), program.view.controllers(domain, program.client))


def _as_member(program: Program, domain: str, *, over_smb: bool = False) -> Result:
    """The exchanges of every member with a controller of its domain; one that reaches Netlogon over SMB opens no RPC."""
    if program.spec.user:
        failure = yield from get_first_ticket(program)
    else:
        failure = yield from find(program, domain)
    if failure is not None:
        return failure
    for step, port, purpose in _MEMBER_STEPS:
        if over_smb and port in (RPC_ENDPOINT_MAPPER, RPC_DYNAMIC):
            continue
        chosen = yield from ask_any(
            program.fallbacks,
            [
                policy_request(program.client, host, domain)
                if port is SMB
                else request(step, program.client, host, port, purpose, protocol="tcp", about=domain)
                for host in in_use(program, domain)
            ],
            "controller-unreachable",
        )
        if isinstance(chosen, Failure):
            known = CATEGORIES.get(chosen.reply.code if chosen.reply is not None else "", "controller-refused")
            return evolve(chosen, category=known) if chosen.refused else chosen
    return None
