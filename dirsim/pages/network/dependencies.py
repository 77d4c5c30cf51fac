"""Dependencies among workloads, connectors, providers and domains.

An edge leads from what depends to what it depends on.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from dirsim.model.topology import Topology

_MOST_NAMES = 3
"""The most workloads that a box names; the others are counted."""

_MOST_ALIKE = 6
"""The most parts of a kind, workloads aside, that each have a box; of more, those with equal dependencies share one."""

_MOST_DOMAINS = 12
"""The most domains in a drawing; in a topology with more, those without a trust, connector or workload are counted."""


_VERBS = {"member of": "is a member of", "child of": "is a child of"}


@frozen
class DependencyBox:
    """A box of the drawing.

    Attributes:
        key: Its kind and name, unique in a drawing.
        title: Its name.
        lines: Its description, a few short lines.
        added: True where the design adds it.
    """

    key: tuple[str, str]
    title: str
    lines: tuple[str, ...]
    added: bool = False


@frozen
class Dependency:
    """An arrow of the drawing, from what depends to what it depends on.

    Attributes:
        source: The key of the part that depends.
        target: The key of the part that it depends on.
        kind: ``trust``, ``forwarder`` or ``uses``; the line's style.
        label: The relation, in a few words.
        both: True where each depends on the other.
        added: True where the design adds it.
        who: The names of several sources that share a box; empty means the source alone.
        whom: The names of several targets that share a box; empty means the target alone.
    """

    source: tuple[str, str]
    target: tuple[str, str]
    kind: str
    label: str
    both: bool = False
    added: bool = False
    who: str = ""
    whom: str = ""

    def sentence(self) -> str:
        """The dependency in words."""
        who, whom = self.who or self.source[1], self.whom or self.target[1]
        if self.both and self.kind == "trust":
            return f"{who} and {whom} trust each other"
        if self.both:
            return f"{who} and {whom} forward DNS questions to each other"
        return f"{who}: {self.label} {whom}" if self.who else f"{who} {_VERBS.get(self.label, self.label)} {whom}"


def dependencies_of(topology: Topology) -> tuple[tuple[DependencyBox, ...], tuple[Dependency, ...]]:
    """The parts and dependencies of a topology; both are empty where it has no directory."""
    edges = tuple(dict.fromkeys((*_of_workloads(topology), *_of_connectors(topology), *_of_domains(topology))))
    named = dict.fromkeys(key for edge in edges for key in (edge.source, edge.target))
    named |= dict.fromkeys(("domain", name) for name in _domains(topology)[:_MOST_DOMAINS])
    parts = tuple(_part(topology, key) for key in named)
    left = len(_domains(topology)) - sum(key[0] == "domain" for key in named)
    if left > 0:
        parts = (*parts, DependencyBox(("more", "domains"), f"{left} more domains", ("without trusts or workloads",)))
    return _joined(parts, edges)


def _domains(topology: Topology) -> list[str]:
    held = [host.domain for host in topology.hosts.values() if host.domain and "controller" in host.roles]
    return list(dict.fromkeys((*topology.domains, *held)))


def _of_workloads(topology: Topology) -> Iterator[Dependency]:
    domains = set(_domains(topology))
    for name, service in topology.services.items():
        key = ("workload", name)
        for directory in service.directory:
            if directory in topology.connectors:
                yield Dependency(key, ("connector", directory), "uses", "asks")
            elif directory in domains and directory != service.realm:
                yield Dependency(key, ("domain", directory), "uses", "asks")
        if service.realm in domains and not any(edge in topology.connectors for edge in service.directory):
            yield Dependency(key, ("domain", service.realm), "uses", "member of")
        if service.provider:
            yield Dependency(key, ("provider", service.provider), "uses", "signs in at")
            for host in topology.provider_hosts(service.provider):
                if topology.hosts[host].domain in domains:
                    home = ("domain", topology.hosts[host].domain)
                    yield Dependency(("provider", service.provider), home, "uses", "checks passwords in")


def _of_connectors(topology: Topology) -> Iterator[Dependency]:
    for name, connector in topology.connectors.items():
        added = _added(topology, connector.hosts)
        yield Dependency(("connector", name), ("domain", connector.domain), "uses", "passes on to", added=added)
        for server in connector.radius:
            yield Dependency(("connector", name), ("radius", server), "uses", "asks", added=added)


def _of_domains(topology: Topology) -> Iterator[Dependency]:
    domains = set(_domains(topology))
    for directory in topology.directories.values():
        for name, domain in directory.domains.items():
            if domain.parent and domain.parent in domains:
                yield Dependency(("domain", name), ("domain", domain.parent), "trust", "child of")
    for trust in topology.trusts.values():
        ends = (("domain", trust.trusting), ("domain", trust.trusted))
        yield Dependency(*ends, "trust", "trusts", trust.two_way, trust.added)
    asking = [(asker, zone) for zone, askers in topology.forwarders.items() for asker in askers if asker != zone]
    for asker, zone in asking:
        mutual = (zone, asker) in asking
        if mutual and asking.index((zone, asker)) < asking.index((asker, zone)):
            continue
        added = any(_added(topology, topology.controllers(domain)) for domain in (asker, zone))
        yield Dependency(("domain", asker), ("domain", zone), "forwarder", "forwards DNS to", mutual, added)


def _part(topology: Topology, key: tuple[str, str]) -> DependencyBox:
    kind, name = key
    if kind == "domain":
        return DependencyBox(key, name, _controllers(topology, name), _added(topology, topology.controllers(name)))
    if kind == "connector":
        hosts = topology.connectors[name].hosts
        lines = ("AD Connector", f"signs in as {topology.connectors[name].service_account}")
        return DependencyBox(key, name, lines, _added(topology, hosts))
    if kind == "radius":
        return DependencyBox(key, name, ("RADIUS, second factor",), _added(topology, (name,)))
    if kind == "provider":
        return DependencyBox(key, name, ("identity provider",), _added(topology, topology.provider_hosts(name)))
    kinds = [flow.workload for flow in topology.flows.values() if flow.service == name and flow.workload]
    return DependencyBox(key, name, (kinds[0], f"workloads.{name.partition('@')[0]}") if kinds else ("service",))


def _added(topology: Topology, hosts: tuple[str, ...]) -> bool:
    found = [topology.hosts[name].added for name in hosts if name in topology.hosts]
    return bool(found) and all(found)


def _controllers(topology: Topology, domain: str) -> tuple[str, ...]:
    """The number of the domain's controllers at each site, added ones apart, in a few lines."""
    counts: dict[tuple[str, bool], int] = {}
    for name in topology.controllers(domain):
        host = topology.hosts[name]
        counts[host.site, host.added] = counts.get((host.site, host.added), 0) + 1
    if not counts:
        return ("domain",)
    lines = [
        f"{'+ ' if added else ''}{count} controller{'s' if count > 1 else ''} at {site}"
        for (site, added), count in counts.items()
    ]
    if len(lines) <= _MOST_NAMES:
        return tuple(lines)
    rest = list(counts.values())[_MOST_NAMES - 1 :]
    return (*lines[: _MOST_NAMES - 1], f"{sum(rest)} more at {len(rest)} sites")


def _joined(
    parts: tuple[DependencyBox, ...], edges: tuple[Dependency, ...]
) -> tuple[tuple[DependencyBox, ...], tuple[Dependency, ...]]:
    """Workloads with equal dependencies share a box, and so do other parts of a kind of which there are many."""
    alike: dict[tuple[object, ...], list[DependencyBox]] = {}
    for part in parts:
        kind = part.key[0]
        uses = tuple((edge.target, edge.label) for edge in edges if edge.source == part.key)
        used = () if kind == "workload" else tuple(edge.source for edge in edges if edge.target == part.key)
        many = kind == "workload" or sum(other.key[0] == kind for other in parts) > _MOST_ALIKE
        alike.setdefault((kind, uses, part.added, used if kind == "domain" else ()) if many else part.key, []).append(
            part
        )
    kept: dict[tuple[str, str], DependencyBox] = {}
    told: dict[tuple[str, str], str] = {}
    for group in alike.values():
        if len(group) > 1:
            names = [part.title for part in group]
            shown = names if len(names) <= _MOST_NAMES else [*names[: _MOST_NAMES - 1], f"and {len(names) - 2} more"]
            box = evolve(group[0], title=f"{len(names)} {group[0].key[0]}s", lines=tuple(shown))
            kept |= dict.fromkeys((part.key for part in group), box)
            told |= dict.fromkeys((part.key for part in group), ", ".join(shown))
    boxes = dict.fromkeys(kept.get(part.key, part) for part in parts)
    key = {part.key: kept.get(part.key, part).key for part in parts}
    moved = (
        evolve(
            edge,
            source=key[edge.source],
            target=key[edge.target],
            who=told.get(edge.source, ""),
            whom=told.get(edge.target, ""),
        )
        for edge in edges
    )
    return tuple(boxes), tuple(dict.fromkeys(moved))
