"""Documented rows of a port matrix, by the relations of a topology."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dirsim.facts import Catalog, catalog
from dirsim.model.port_numbers import PORTS
from dirsim.model.topology import Topology
from dirsim.resilience.ports.port_relations import PortRelation, port_relations
from dirsim.resilience.ports.port_row import ALL, PortRow

_LAST = 65535
_CONDITIONS = {
    "ldaps": "LDAP over TLS is used",
    "gc": "global catalogs are asked",
    "ntp": "time is synchronised with these controllers",
    "smb": "the trust is created, or group policy is read",
    "icmp": "the service checks controllers by ping",
    "ldap": "LDAP without TLS stays in use",
    "adws": "AD Web Services are used",
    "rpc-other-range": "the controllers use another RPC range",
    "all": "the directory's own security group allows all outbound traffic, as AWS writes it",
}
"""The condition of a port that a fact calls conditional, by its service."""


def documented_rows(topology: Topology) -> tuple[PortRow, ...]:
    """Every connection that a vendor documents between hosts of a topology; one row for each of two facts that list it."""
    facts = catalog()
    return tuple(
        row for relation in port_relations(topology) for row in _rows(relation, facts) if row.initiator != row.target
    )


def listed_ports(fact: str) -> tuple[tuple[str, int, int, str, bool], ...]:
    """The ports that a fact lists: protocol, first and last port, service, and whether it requires them."""
    detail = catalog()[fact].detail or {}
    return tuple(_listed(detail))


def _listed(detail: Mapping[str, Any]) -> Iterator[tuple[str, int, int, str, bool]]:
    for key in ("required", "conditional"):
        for entry in detail.get(key, ()):
            for protocol in entry["protocols"]:
                first, last = _range(protocol, str(entry["ports"]))
                yield protocol, first, last, str(entry["service"]), key == "required"


def _range(protocol: str, ports: str) -> tuple[int, int]:
    if ALL in (protocol, ports):
        return 0, _LAST
    if not ports[:1].isdigit():
        return 0, 0
    first, _, last = ports.partition("-")
    return int(first), int(last or first)


def _rows(relation: PortRelation, facts: Catalog) -> Iterator[PortRow]:
    for protocol, first, last, service, required in _listed(facts[relation.fact].detail or {}):
        when = relation.when
        always = required or (relation.all_needed and service != "ldaps")
        if not when and (not always or protocol == ALL):
            when = _CONDITIONS.get(service, "the service is used")
        cited = [known.fact for known in PORTS if protocol in known.protocols and known.service == service]
        for initiator in relation.initiators:
            for target in relation.targets:
                yield PortRow(
                    initiator=initiator,
                    target=target,
                    protocol=protocol,
                    port=first,
                    last_port=last,
                    service=service,
                    purpose=relation.name,
                    facts=(*cited, relation.fact),
                    seen=False,
                    documented=True,
                    when=when,
                )
