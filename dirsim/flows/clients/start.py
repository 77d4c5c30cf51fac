"""Client programs as plain flows: the same text, read without a clock."""

from __future__ import annotations

from dirsim.flows.acts import Acts
from dirsim.flows.clients.kerberos import get_cross_ticket, get_first_ticket, get_service_ticket
from dirsim.flows.clients.program import Failure, Program
from dirsim.flows.clients.registry import PROGRAMS
from dirsim.flows.clients.tickets import Cache
from dirsim.flows.exchange import Ending, Flow
from dirsim.flows.plain import Reading, through
from dirsim.flows.servers.registry import program_of
from dirsim.flows.view import View
from dirsim.model.topology import FlowSpec, TicketCache
from dirsim.model.units import seconds


def filling(view: View, given: TicketCache) -> tuple[Program, tuple[Acts, ...]]:
    """The program whose cache is filled, and its parts in order, for a named ticket cache."""
    topology = view.topology
    home = topology.principals[given.user].domain
    clients = [name for name, host in topology.hosts.items() if "client" in host.roles]
    at_home = [name for name in clients if topology.hosts[name].domain == home]
    spec = FlowSpec(kind="initial-ticket", user=given.user, client=(at_home or clients or [""])[0])
    program = Program(view, spec, life_s=None if given.life is None else seconds(given.life))
    parts: list[Acts] = [get_first_ticket(program)]
    for wanted in given.tickets:
        known = wanted in topology.services
        parts.append(get_service_ticket(program, wanted) if known else get_cross_ticket(program, wanted))
    return program, tuple(parts)


def start_program(view: View, spec: FlowSpec) -> Flow:
    """A client program as a flow of plain exchanges."""
    cache = Cache()
    if spec.cache:
        filled, parts = filling(view, view.topology.caches[spec.cache])
        for part in parts:
            through(Reading(view, program_of).read(part))
        cache = filled.cache
    program = Program(view, spec, cache)
    failure = yield from Reading(view, program_of).read(PROGRAMS[spec.kind](program))
    return ending(program, failure)


def ending(program: Program, failure: Failure | None) -> Ending:
    """How a program ended, in the words of a flow."""
    held = program.cache.names
    if failure is None:
        if program.fallbacks:
            return Ending("degraded", "fallback", "; ".join(dict.fromkeys(program.fallbacks)), held=held)
        return Ending("succeeded", "ok", "every exchange was answered", held=held)
    outcome = "denied" if failure.answered else "timed-out"
    return Ending(outcome, failure.category, failure.because, failure.exchange, held)
