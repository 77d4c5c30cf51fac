"""Check of a rule set against a port matrix, and the sign-ins that fail.

A connection of the matrix is allowed if every filter that the rule set has for its two sides lets it pass: for security groups
the rules of the target for incoming and those of the initiator for outgoing connections, for a table its rows. Network ACLs keep no
state, so that the answers need rules too (fact ``nacl-stateless``). The sign-ins that fail are found by runs in which the missing
connections are blocked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

from attrs import define, evolve, field, frozen

from dirsim.facts import catalog
from dirsim.model.scenario import HEALTHY, Fault, HostDown, Scenario
from dirsim.model.topology import Topology
from dirsim.resilience.ports.host_groups import HostGroup, host_groups
from dirsim.resilience.ports.port_matrix import PortMatrix, ports
from dirsim.resilience.ports.port_relations import OUTSIDE
from dirsim.resilience.ports.port_row import ALL, PortRow, reply_ports
from dirsim.resilience.ports.rule_blocking import blocking_faults
from dirsim.resilience.ports.rule_set import ANYWHERE, BETWEEN, EGRESS, INGRESS, FilterRule, RuleSet
from dirsim.shown import Tabular
from dirsim.simulation.simulation import Simulation
from dirsim.simulation.trace import Trace

OPEN, CLOSED, UNSURE = "open", "closed", "unsure"
OUTSIDE_NAMES = tuple(name.lower() for name in OUTSIDE)
_ANY = ("any", "all", "*")


@frozen(kw_only=True)
class MissingRow:
    """A connection that a rule set does not let pass.

    Attributes:
        row: The connection.
        where: The filter that lacks a rule for it.
    """

    row: PortRow
    where: str

    def to_dict(self) -> dict[str, Any]:
        """The missing connection in JSON form."""
        return {**self.row.to_dict(), "where": self.where}


@frozen(kw_only=True)
class WideRule:
    """A rule that lets more pass than the matrix has.

    Attributes:
        rule: The rule.
        because: The excess, in words.
        facts: Facts that the statement rests on.
    """

    rule: FilterRule
    because: str
    facts: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The rule in JSON form."""
        return {
            "place": self.rule.place,
            "direction": self.rule.direction,
            "ports": self.rule.ports,
            "peers": list(self.rule.peers),
            "because": self.because,
            "facts": list(self.facts),
        }


@frozen(kw_only=True)
class FailedSignIn:
    """A sign-in that works without filters and fails with the rule set.

    Attributes:
        flow: The flow.
        down: The host that is down; empty means that none is.
        run: The run in which it fails.
    """

    flow: str
    down: str
    run: Trace

    def to_dict(self) -> dict[str, Any]:
        """The failure in JSON form."""
        return {
            "flow": self.flow,
            "host_down": self.down or None,
            "outcome": self.run.outcome,
            "failed_exchange": None if self.run.failed is None else str(self.run.failed),
            "because": self.run.because,
        }


@frozen(kw_only=True)
class RuleCheck(Tabular):
    """The result of a check.

    Attributes:
        design: The design's name.
        file: The rule set's file.
        missing: Connections that are always needed and do not pass.
        conditional: Connections that are needed under a condition and do not pass.
        unsure: Connections for which an unknown address decides.
        wide: Rules that let too much pass.
        failed: Sign-ins that fail.
        unmatched: Groups and names of the rule set that match no host of the topology.
        judged: The number of connections that the rule set filters.
        broader: True where a run had to block more than the rule set does.
    """

    design: str
    file: str
    missing: tuple[MissingRow, ...] = ()
    conditional: tuple[MissingRow, ...] = ()
    unsure: tuple[MissingRow, ...] = ()
    wide: tuple[WideRule, ...] = ()
    failed: tuple[FailedSignIn, ...] = ()
    unmatched: tuple[str, ...] = ()
    judged: int = 0
    broader: bool = False

    @property
    def status(self) -> str:
        """``complete``, ``missing`` (a needed connection does not pass), ``too-wide``, or ``insufficient-evidence``."""
        if self.missing:
            return "missing"
        if not self.judged or self.unsure:
            return "insufficient-evidence"
        return "too-wide" if self.wide else "complete"

    def to_dict(self) -> dict[str, Any]:
        """The check in JSON form (``dirsim.rule-check/v1``)."""
        return {
            "schema": "dirsim.rule-check/v1",
            "design": self.design,
            "file": self.file,
            "status": self.status,
            "judged": self.judged,
            "missing": [entry.to_dict() for entry in self.missing],
            "missing_under_a_condition": [entry.to_dict() for entry in self.conditional],
            "unsure": [entry.to_dict() for entry in self.unsure],
            "too_wide": [entry.to_dict() for entry in self.wide],
            "failed_sign_ins": [entry.to_dict() for entry in self.failed],
            "unmatched": list(self.unmatched),
        }


def check_rules(topology: Topology, rules: RuleSet, names: Mapping[str, str] | None = None) -> RuleCheck:
    """Check a rule set against the port matrix of a topology.

    Args:
        topology: The design.
        rules: The rule set.
        names: The host, directory or group of hosts that each security group belongs to, where its own names do not say so.
    """
    matrix = ports(topology)
    matcher = _Matcher(topology, rules, dict(names or {}))
    sorted_rows: dict[str, list[MissingRow]] = {OPEN: [], CLOSED: [], UNSURE: []}
    judged = 0
    for row in matrix.rows:
        found = matcher.judge(row)
        if found is None:
            continue
        judged += 1
        state, where = found
        sorted_rows[state].append(MissingRow(row=row, where=where))
    missing = tuple(entry for entry in sorted_rows[CLOSED] if not entry.row.when)
    blocked = tuple(entry.row for entry in sorted_rows[CLOSED])
    faults, broader = blocking_faults(topology, blocked, matrix.rows)
    return RuleCheck(
        design=topology.name,
        file=rules.file,
        missing=missing,
        conditional=tuple(entry for entry in sorted_rows[CLOSED] if entry.row.when),
        unsure=tuple(entry for entry in sorted_rows[UNSURE] if not entry.row.when),
        wide=tuple(matcher.wide(matrix)),
        failed=tuple(_failed(topology, faults)) if faults else (),
        unmatched=matcher.unmatched,
        judged=judged,
        broader=broader,
    )


@define
class _Matcher:
    """Hosts by the names of a rule set."""

    topology: Topology
    rules: RuleSet
    given: dict[str, str]
    groups: Mapping[str, HostGroup] = field(init=False)
    hosts: dict[str, frozenset[str]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Find the hosts that each security group, or each name of a table, means."""
        self.groups = host_groups(self.topology)
        self.hosts = {}
        listed: dict[str, tuple[str, ...]]
        if self.rules.table:
            listed = {name: (name,) for rule in self.rules.rules for name in (rule.owner, *rule.peers)}
        else:
            listed = {identity: names for identity, names in self.rules.groups.items() if identity}
        for identity, names in listed.items():
            wanted = next((self.given[name] for name in names if name in self.given), None)
            self.hosts[identity] = frozenset(
                host for name in ((wanted,) if wanted else names) for host in self._named(name)
            )

    def _named(self, name: str) -> Iterator[str]:
        """The hosts that a name means: a host, a group, a directory, a domain's controllers, a site."""
        plain = name.lower().removeprefix("${var.security_group_").removeprefix("${var.cidrs_").removesuffix("}")
        plain = plain.removeprefix("var.cidrs_").removeprefix("<security group of ").removesuffix(">")
        for host, group in self.groups.items():
            if plain in (host.lower(), group.name.lower(), group.slug):
                yield host
        for label, directory in self.topology.directories.items():
            if plain in (label.lower(), f"{label.lower()}_controllers"):
                if label in self.topology.connectors:
                    yield from self.topology.connectors[label].hosts
                else:
                    for domain in directory.domains:
                        yield from self.topology.controllers(domain)
        if plain in (domain.lower() for domain in self.topology.domains):
            yield from self.topology.controllers(plain)
        if (self.rules.table or self.rules.stateless) and plain in (site.lower() for site in self.topology.sites):
            for host, entry in self.topology.hosts.items():  # public endpoints are in no subnet
                if entry.site.lower() == plain and (self.rules.table or not entry.public):
                    yield host

    @property
    def unmatched(self) -> tuple[str, ...]:
        return tuple(
            sorted(
                name
                for name, found in self.hosts.items()
                if not found and not self._range(name) and name.lower() not in (*_ANY, *OUTSIDE_NAMES)
            )
        )

    def _range(self, peer: str) -> bool:
        try:
            ip_network(peer, strict=False)
        except ValueError:
            return False
        return True

    def covers(self, peer: str, host: str) -> bool | None:
        """True where a peer includes a host; ``None`` where the host's unknown address decides."""
        if peer in ANYWHERE or peer.lower() in (*_ANY, host.lower()):
            return True
        if host in self.hosts.get(peer, ()):
            return True
        if self._range(peer):
            entry = self.topology.hosts.get(host)
            if entry is None or not entry.address:
                return None
            network = ip_network(peer, strict=False)
            address = ip_address(entry.address)
            return address.version == network.version and address in network
        return None if peer.startswith("pl-") else False

    def judge(self, row: PortRow) -> tuple[str, str] | None:
        """The state of a connection and the filter that decides; ``None`` where the rule set filters neither side."""
        if row.initiator not in self.topology.hosts or row.target not in self.topology.hosts:
            return None
        if self.rules.table:
            return self._in_table(row)
        states: list[tuple[str, str]] = []
        for direction, own, peer in ((INGRESS, row.target, row.initiator), (EGRESS, row.initiator, row.target)):
            owners = [name for name, hosts in self.hosts.items() if own in hosts and name in self.rules.filters]
            has_rules = any(rule.owner in owners for rule in self.rules.rules if rule.direction == direction)
            # A file that keeps only one direction of a group says nothing of the other.
            if owners and (has_rules or direction == INGRESS):
                found = [rule for rule in self.rules.rules if rule.direction == direction and rule.owner in owners]
                states.append((self._passes(found, row, peer), f"{direction} of {' or '.join(owners)}"))
            if owners and self.rules.stateless:
                back = EGRESS if direction == INGRESS else INGRESS
                found = [rule for rule in self.rules.rules if rule.direction == back and rule.owner in owners]
                first, last = reply_ports()
                answers = evolve(row, port=first, last_port=last)
                states.append((self._passes(found, answers, peer), f"{back} of {' or '.join(owners)}, for the answers"))
        if not states:
            return None
        return min(states, key=lambda state: (CLOSED, UNSURE, OPEN).index(state[0]))

    def _in_table(self, row: PortRow) -> tuple[str, str] | None:
        one, other = self.topology.hosts[row.initiator], self.topology.hosts[row.target]
        known = {host for hosts in self.hosts.values() for host in hosts}
        if one.site == other.site and not {row.initiator, row.target} <= known:
            return None
        found = [rule for rule in self.rules.rules if self.covers(rule.owner, row.target) is not False]
        state = self._passes(found, row, row.initiator)
        return state, f"the table, {row.initiator} to {row.target}"

    def _passes(self, rules: Iterable[FilterRule], row: PortRow, peer: str) -> str:
        unsure = False
        for rule in rules:
            asked = (row.protocol, row.port, row.last_port)
            if not (rule.touches(*asked) if rule.denies else rule.lets(*asked)):
                continue
            found = [self.covers(name, peer) for name in rule.peers]
            if self.rules.table:
                found = [None if self.covers(rule.owner, row.target) is None and one else one for one in found]
            if any(found):
                return CLOSED if rule.denies else OPEN
            unsure = unsure or None in found
        return UNSURE if unsure else CLOSED

    def wide(self, matrix: PortMatrix) -> Iterator[WideRule]:
        """The rules that let more pass than the rows of their hosts have."""
        default = catalog()["managed-sg-default"].id
        for rule in () if self.rules.stateless else self.rules.rules:  # an ACL is a second filter, wide on purpose
            own = self.hosts.get(rule.owner, frozenset())
            if not own or (self.rules.table and set(rule.peers) & set(OUTSIDE)):
                continue
            mine = [row for row in matrix.rows if (row.initiator if rule.direction == EGRESS else row.target) in own]
            if rule.direction == BETWEEN:
                named = [
                    row for row in mine if any(self.covers(peer, row.initiator) is not False for peer in rule.peers)
                ]
                mine = named
            spare = _spare(rule, mine)
            said = []
            if spare:
                said.append(f"no connection needs {', '.join(spare)}")
            if rule.direction != EGRESS and any(peer in ANYWHERE for peer in rule.peers):
                peers = sorted({self.groups[row.initiator].name for row in mine if row.initiator in self.groups})
                said.append(f"any address may connect; the initiators are {', '.join(peers) or 'none'}")
            if said:
                managed = all(self.topology.hosts[host].managed for host in own)
                yield WideRule(rule=rule, because="; ".join(said), facts=(default,) if managed else ())


def _spare(rule: FilterRule, rows: list[PortRow]) -> list[str]:
    """The ports of a rule that no row uses, as ranges."""
    if rule.protocol == ALL:
        return [] if any(row.protocol == ALL for row in rows) else ["all protocols and ports"]
    if rule.protocol == "icmp":
        return []
    used = sorted((row.port, row.last_port) for row in rows if row.protocol == rule.protocol)
    if any(row.protocol == ALL for row in rows):
        return []
    spare: list[str] = []
    at = rule.first
    for first, last in used:
        if first > at and at <= rule.last:
            spare.append(_span(rule.protocol, at, min(first - 1, rule.last)))
        at = max(at, last + 1)
    if at <= rule.last:
        spare.append(_span(rule.protocol, at, rule.last))
    return spare


def _span(protocol: str, first: int, last: int) -> str:
    return f"{protocol}/{first}" + ("" if first == last else f"-{last}")


def _failed(topology: Topology, faults: tuple[Fault, ...]) -> Iterator[FailedSignIn]:
    """The flows that succeed without the faults and fail with them: with all hosts up, then with one host down."""
    simulation = Simulation(topology)
    filtered = Scenario("this rule set", faults)
    for flow in topology.flows:
        healthy = simulation.run(flow, HEALTHY)
        if not healthy.through:
            continue
        run = simulation.run(flow, filtered)
        if not run.through:
            yield FailedSignIn(flow=flow, down="", run=run)
            continue
        for host in dict.fromkeys(step.exchange.target for step in healthy.steps):
            down = HostDown(host)
            if not simulation.run(flow, Scenario(f"host-down:{host}", [down])).through:
                continue
            run = simulation.run(flow, Scenario(f"this rule set, host-down:{host}", [*faults, down]))
            if not run.through:
                yield FailedSignIn(flow=flow, down=host, run=run)
                break
