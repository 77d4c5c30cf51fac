"""Relations between hosts for which a vendor documents ports.

A relation joins the hosts that open connections to their targets and names the fact that lists the ports. The facts
are those of the subject ``flows``; :data:`RELATION_FACTS` lists the ones that relations cite.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from dirsim.model.network_parts import Host
from dirsim.model.topology import Topology

ADMINISTRATION = "administration hosts"
OCSP = "OCSP responder"
ENTERPRISE_CA = "enterprise CA"
OUTSIDE = (ADMINISTRATION, OCSP, ENTERPRISE_CA)
"""Endpoints that documents name and that a topology does not contain."""

_INSIDE_A_FOREST = ("parent-child", "tree-root", "shortcut")
_MEMBERS = ("client", "member-server")
_WORKLOAD_FACTS = {
    "fsx-windows": ("flow-fsx-windows-to-ad", True),
    "fsx-ontap": ("flow-fsx-ontap-to-ad", True),
    "rds-sqlserver": ("flow-rds-sqlserver-self-managed", False),
    "rds-custom-sqlserver": ("flow-rds-custom-sqlserver", True),
    "rds-db2": ("flow-rds-db2-self-managed", False),
}
"""The list of a service of AWS, and whether it speaks of managed controllers too."""
_WORKSPACES = ("workspaces", "workspaces-windows", "workspaces-linux", "workspaces-pools")


@frozen(kw_only=True)
class PortRelation:
    """Hosts of one kind that open connections to hosts of another.

    Attributes:
        name: The relation in words, such as ``connector to controllers``.
        fact: The fact that lists the ports.
        initiators: The hosts that open the connections, or one of :data:`OUTSIDE`.
        targets: The hosts that accept them, or one of :data:`OUTSIDE`.
        when: The condition under which the relation exists; empty means always.
        all_needed: True where the ports that the fact calls conditional are needed as well.
    """

    name: str
    fact: str
    initiators: tuple[str, ...]
    targets: tuple[str, ...]
    when: str = ""
    all_needed: bool = False


def port_relations(topology: Topology) -> tuple[PortRelation, ...]:
    """Every documented relation between hosts of a topology; relations without hosts are left out."""
    sources = (
        _connectors,
        _radius,
        _members,
        _workloads,
        _desktops,
        _trusts,
        _replication,
        _administration,
        _endpoints,
    )
    return tuple(
        relation for source in sources for relation in source(topology) if relation.initiators and relation.targets
    )


def _controllers(topology: Topology, domain: str, *, managed: bool | None = None) -> tuple[str, ...]:
    return tuple(
        name for name in topology.controllers(domain) if managed is None or topology.hosts[name].managed is managed
    )


def _connectors(topology: Topology) -> Iterator[PortRelation]:
    for connector in topology.connectors.values():
        name, controllers = "connector to controllers", topology.controllers(connector.domain)
        yield PortRelation(name=name, fact="flow-ad-connector-to-dc", initiators=connector.hosts, targets=controllers)
        yield PortRelation(
            name=name,
            fact="flow-ad-connector-ldaps",
            initiators=connector.hosts,
            targets=controllers,
            when="client-side LDAPS is enabled",
        )
        yield PortRelation(
            name="connector to OCSP responder",
            fact="flow-ad-connector-ocsp",
            initiators=connector.hosts,
            targets=(OCSP,),
            when="smart cards are used",
        )
        yield PortRelation(
            name="connector to RADIUS servers",
            fact="flow-ad-connector-radius",
            initiators=connector.hosts,
            targets=connector.radius,
        )


def _radius(topology: Topology) -> Iterator[PortRelation]:
    for domain in topology.domains:
        managed = _controllers(topology, domain, managed=True)
        servers = tuple(
            name for name, host in topology.hosts.items() if "radius" in host.roles and host.domain == domain
        )
        yield PortRelation(
            name="managed directory to RADIUS servers",
            fact="flow-managed-ad-radius",
            initiators=managed,
            targets=servers,
        )
        own = any(
            directory.kind == "managed-microsoft-ad" and domain in directory.domains
            for directory in topology.directories.values()
        )
        if own:
            yield PortRelation(
                name="managed directory to enterprise CA",
                fact="flow-managed-ad-enterprise-ca",
                initiators=managed,
                targets=(ENTERPRISE_CA,),
                when="an enterprise CA issues the controllers' certificates",
            )


def _kinds(topology: Topology) -> dict[str, str]:
    """The workload kind of each host that a flow names as its service's host or desktop."""
    kinds: dict[str, str] = {}
    for flow in topology.flows.values():
        service = topology.services.get(flow.service)
        if service is not None and flow.workload:
            kinds.setdefault(service.desktop or service.host, flow.workload)
    return kinds


def _is_member(host: Host, topology: Topology) -> bool:
    return bool(set(_MEMBERS) & set(host.roles)) and host.domain in topology.domains


def _members(topology: Topology) -> Iterator[PortRelation]:
    kinds = _kinds(topology)
    for domain in topology.domains:
        members = tuple(
            name for name, host in topology.hosts.items() if host.domain == domain and _is_member(host, topology)
        )
        yield PortRelation(
            name="member to managed controllers",
            fact="flow-client-to-managed-ad",
            initiators=members,
            targets=_controllers(topology, domain, managed=True),
        )
        own = tuple(name for name in members if kinds.get(name, "") not in _WORKLOAD_FACTS)
        yield PortRelation(
            name="member to controllers",
            fact="flow-ec2-seamless-join-via-ad-connector",
            initiators=own,
            targets=_controllers(topology, domain, managed=False),
        )


def _workloads(topology: Topology) -> Iterator[PortRelation]:
    for host, kind in _kinds(topology).items():
        if kind in _WORKLOAD_FACTS and host in topology.hosts:
            fact, managed_too = _WORKLOAD_FACTS[kind]
            domain = topology.hosts[host].domain
            yield PortRelation(
                name=f"{kind} to controllers",
                fact=fact,
                initiators=(host,),
                targets=topology.controllers(domain) if managed_too else _controllers(topology, domain, managed=False),
            )


def _desktops(topology: Topology) -> Iterator[PortRelation]:
    for flow in topology.flows.values():
        service = topology.services.get(flow.service)
        if service is None:
            continue
        if service.desktop and flow.workload in _WORKSPACES:
            yield PortRelation(
                name="WorkSpaces to controllers",
                fact="flow-workspaces-to-ad",
                initiators=(service.desktop,),
                targets=topology.controllers(topology.hosts[service.desktop].domain),
            )
        if flow.workload in _WORKSPACES and flow.client:
            yield PortRelation(
                name="WorkSpaces client to gateways",
                fact="flow-workspaces-client",
                initiators=(flow.client,),
                targets=(service.host,),
            )
        if flow.workload == "transfer-family" and flow.client and flow.client != service.host:
            yield PortRelation(
                name="SFTP client to Transfer Family",
                fact="flow-transfer-client-ssh",
                initiators=(flow.client,),
                targets=(service.host,),
            )
        user = topology.principals.get(flow.user)
        if user is not None and service.realm and user.domain != service.realm and user.domain in topology.domains:
            for domain in (user.domain, service.realm):
                yield PortRelation(
                    name="client of a user to controllers of both forests",
                    fact="flow-trust-user-sign-in",
                    initiators=(flow.client,) if flow.kind == "service-access" else (),
                    targets=topology.controllers(domain),
                )


def _trusts(topology: Topology) -> Iterator[PortRelation]:
    for trust in topology.trusts.values():
        if trust.kind in _INSIDE_A_FOREST:
            continue
        for here, there in ((trust.trusting, trust.trusted), (trust.trusted, trust.trusting)):
            mine, theirs = topology.controllers(here), topology.controllers(there)
            outside = _controllers(topology, there, managed=False)
            managed = _controllers(topology, here, managed=True)
            name = f"trust: controllers of {here} to controllers of {there}"
            yield PortRelation(name=name, fact="flow-trust-microsoft-list", initiators=mine, targets=theirs)
            yield PortRelation(
                name=name,
                fact="flow-trust-managed-to-onprem",
                initiators=managed,
                targets=outside,
                all_needed=True,
            )
            yield PortRelation(name=name, fact="flow-trust-minimum-tutorial", initiators=managed, targets=theirs)
            yield PortRelation(
                name=name,
                fact="flow-trust-minimum-tutorial",
                initiators=mine,
                targets=_controllers(topology, there, managed=True),
            )
            yield PortRelation(
                name=name,
                fact="flow-trust-onprem-to-managed",
                initiators=mine,
                targets=_controllers(topology, there, managed=True),
            )
            yield PortRelation(
                name=name,
                fact="flow-managed-ad-client-ldaps",
                initiators=managed,
                targets=outside,
                when="client-side LDAPS is enabled",
            )


def _replication(topology: Topology) -> Iterator[PortRelation]:
    for directory in topology.directories.values():
        if directory.kind == "ad-connector":
            continue
        held = [name for domain in directory.domains for name in topology.controllers(domain)]
        for one in held:
            here = topology.hosts[one]
            others = [name for name in held if name != one and _apart(here, topology.hosts[name])]
            own = tuple(name for name in others if not topology.hosts[name].managed)
            run_by_aws = tuple(name for name in others if topology.hosts[name].managed)
            if here.managed:
                yield PortRelation(
                    name="hybrid directory to controllers",
                    fact="flow-hybrid-dc-to-onprem",
                    initiators=(one,),
                    targets=own,
                )
            else:
                yield PortRelation(
                    name="replication", fact="flow-dc-replication", initiators=(one,), targets=(*own, *run_by_aws)
                )


def _apart(one: Host, other: Host) -> bool:
    """True where a filter may be between two controllers: at different sites, or where the design adds one of them."""
    return one.site != other.site or one.vpc != other.vpc or one.added or other.added


def _administration(topology: Topology) -> Iterator[PortRelation]:
    for domain in topology.domains:
        controllers = tuple(name for name in topology.controllers(domain) if "controller" in topology.hosts[name].roles)
        yield PortRelation(
            name="administration",
            fact="flow-administration",
            initiators=(ADMINISTRATION,),
            targets=controllers,
            when="the directory is administered from another computer",
        )


def _endpoints(topology: Topology) -> Iterator[PortRelation]:
    for flow in topology.flows.values():
        service = topology.services.get(flow.service)
        if flow.kind == "seamless-join" and service is not None and flow.client:
            yield PortRelation(
                name="seamless join: instance to AWS endpoints",
                fact="flow-seamless-join-endpoints",
                initiators=(service.host,),
                targets=(flow.client,),
            )


RELATION_FACTS = (
    "flow-ad-connector-to-dc",
    "flow-ad-connector-ldaps",
    "flow-ad-connector-ocsp",
    "flow-ad-connector-radius",
    "flow-managed-ad-radius",
    "flow-managed-ad-enterprise-ca",
    "flow-client-to-managed-ad",
    "flow-ec2-seamless-join-via-ad-connector",
    *(fact for fact, _ in _WORKLOAD_FACTS.values()),
    "flow-workspaces-to-ad",
    "flow-workspaces-client",
    "flow-transfer-client-ssh",
    "flow-trust-user-sign-in",
    "flow-trust-microsoft-list",
    "flow-trust-managed-to-onprem",
    "flow-trust-minimum-tutorial",
    "flow-trust-onprem-to-managed",
    "flow-managed-ad-client-ldaps",
    "flow-hybrid-dc-to-onprem",
    "flow-dc-replication",
    "flow-administration",
    "flow-seamless-join-endpoints",
)
"""Every fact that a relation cites."""
