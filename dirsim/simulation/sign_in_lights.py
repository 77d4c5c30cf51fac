"""Sign-ins of a design for its drawing, with all elements working."""

from __future__ import annotations

from collections.abc import Mapping

from dirsim.model.scenario import HEALTHY
from dirsim.model.topology import FlowSpec, Topology
from dirsim.pages.network.shown_sign_in import ShownExchange, ShownSignIn
from dirsim.protocols.client_kinds import is_timed
from dirsim.simulation.simulation import Simulation
from dirsim.simulation.trace import Step, Trace
from dirsim.simulation.trace_page import result

MOST_SIGN_INS = 12
"""The most sign-ins of a drawing; the others can be traced."""

_JOINS = ("domain-join", "seamless-join")

_SAYS: Mapping[str, str] = {
    "service-access": "{who} reaches it by Kerberos",
    "ntlm-access": "{who} reaches it by NTLM",
    "ldap-bind": "it checks the password of {who} by an LDAP bind",
    "aws-sign-in": "{who} signs in",
    "federated-sign-in": "{who} signs in by an assertion of the identity provider",
    "domain-join": "its computer account signs in to {domain}",
    "seamless-join": "its instances join {domain} at launch",
    "name-lookup": "its name is looked up in DNS",
}


def sign_in_lights(topology: Topology) -> tuple[ShownSignIn, ...]:
    """The sign-ins of a design with their exchanges, at most :data:`MOST_SIGN_INS`.

    Joins come last; sign-ins of programs on a clock are left out.
    """
    flows = [(name, flow.kind) for name, flow in topology.flows.items() if not is_timed(flow.kind)]
    names = [name for name, kind in sorted(flows, key=lambda flow: flow[1] in _JOINS)][:MOST_SIGN_INS]
    if not names:
        return ()
    simulation = Simulation(topology)
    hosts = {name: number for number, name in enumerate(topology.hosts)}
    links = {name: number for number, name in enumerate(topology.links)}
    return tuple(_shown(topology, simulation.run(name, HEALTHY), hosts, links) for name in names)


def sign_in_title(topology: Topology, name: str) -> str:
    """A sign-in in words: its workload, who does what, and the path of the workload in the requirements file.

    Args:
        topology: The topology.
        name: The name of the flow.
    """
    flow = topology.flows[name]
    says = _SAYS.get(flow.kind)
    if says is None or not flow.service:
        return name
    what = f"{flow.service[:1].upper()}{flow.service[1:]}: {says.format(who=_who(topology, flow), domain=_domain(topology, flow))}"
    return f"{what} (workloads.{flow.service.partition('@')[0]})" if flow.workload else what


def _who(topology: Topology, flow: FlowSpec) -> str:
    account = topology.principals.get(flow.user)
    if account is None or account.kind != "user" or not account.domain or account.count == 1:
        return flow.user
    return f"every user of {account.domain}"


def _domain(topology: Topology, flow: FlowSpec) -> str:
    account = topology.principals.get(flow.user)
    return account.domain if account is not None and account.domain else "its domain"


def _shown(topology: Topology, run: Trace, hosts: dict[str, int], links: dict[str, int]) -> ShownSignIn:
    return ShownSignIn(sign_in_title(topology, run.flow), tuple(_exchange(step, hosts, links) for step in run.steps))


def _exchange(step: Step, hosts: dict[str, int], links: dict[str, int]) -> ShownExchange:
    exchange = step.exchange
    return ShownExchange(
        hosts[exchange.initiator],
        hosts[exchange.target],
        tuple(links[name] for name in step.links),
        f"{exchange}, {exchange.purpose}: {result(step)}",
        step.reply.ok,
    )
