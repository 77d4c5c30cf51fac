"""Start of a flow: its text, read without a clock, and its ending."""

from __future__ import annotations

from attrs import evolve

from dirsim.catalog.units import seconds
from dirsim.model.outcome import Outcome
from dirsim.model.topology import FlowSpec, TicketCache
from dirsim.protocols.acts import Acts
from dirsim.protocols.client_program import Failure, Program
from dirsim.protocols.clockless_reading import HEALTHY_SITUATION, Plain, Reading, Situation, instant_answer, through
from dirsim.protocols.exchange import Ending, Exchange, Flow, Reply
from dirsim.protocols.flow_kinds import FLOWS, TEXTS, Text
from dirsim.protocols.kerberos_client import get_cross_ticket, get_first_ticket, get_service_ticket
from dirsim.protocols.server_kinds import program_of
from dirsim.protocols.subflow import SubFlow
from dirsim.protocols.ticket_cache import Cache
from dirsim.protocols.view import View


def answer(view: View, exchange: Exchange, situation: Situation) -> Reply:
    """The reply of a server that is up and reachable; see :func:`dirsim.protocols.clockless_reading.instant_answer`."""
    return instant_answer(view, program_of, exchange, situation)


def filling(view: View, given: TicketCache) -> tuple[Program, tuple[Acts, ...]]:
    """The program that fills a named ticket cache, and its parts in order.

    The cache was filled while everything worked: an account that is disabled or gone today could sign in then.
    """
    view = (
        View(view.topology) if view.whole_passages else view
    )  # it is read here to its end, whatever the driver memoises
    owner = view.topology.principals[given.user]
    if owner.state != "active":
        was = evolve(owner, state="active")
        view = View(evolve(view.topology, principals={**view.topology.principals, given.user: was}))
    topology = view.topology
    home = topology.principals[given.user].domain
    clients = [name for name, host in topology.hosts.items() if "client" in host.roles]
    at_home = [name for name in clients if topology.hosts[name].domain == home]
    spec = FlowSpec(kind="initial-ticket", user=given.user, client=(at_home or clients or [""])[0])
    program = Program(view, spec, life_s=None if given.life is None else seconds(given.life))
    parts: list[Acts] = [get_first_ticket(program)]
    for wanted in given.tickets:
        if wanted in topology.services:
            parts.append(get_service_ticket(program, program.target(wanted)))
        else:
            parts.append(get_cross_ticket(program, wanted))
    return program, tuple(parts)


def start(view: View, spec: FlowSpec, situation: Situation = HEALTHY_SITUATION) -> Flow:
    """A flow of the topology as plain exchanges, not yet started.

    Args:
        view: Static knowledge of the topology.
        spec: The flow.
        situation: The faults and clocks of the instant.

    Raises:
        KeyError: The flow's kind is unknown.
    """
    return started(TEXTS[spec.kind], view, spec, situation)


def started(text: Text, view: View, spec: FlowSpec, situation: Situation = HEALTHY_SITUATION) -> Flow:
    """A text, as the program of a flow's user at its client, as plain exchanges."""
    cache = Cache()
    if spec.cache:
        filled, parts = filling(view, view.topology.caches[spec.cache])
        for part in parts:
            through(filled.view, program_of, Reading(filled.view, program_of).read(part))
        cache = filled.cache
    program = Program(view, spec, cache)
    reading = Reading(view, program_of, situation)
    failure = yield from reading.read(text(program))
    return ending(program, failure, reading.made)


def passage_text(view: View, asked: SubFlow, fallbacks: list[str]) -> Plain:
    """A passage as plain exchanges."""
    return Reading(view, program_of).read(asked.part(view, fallbacks, *asked.arguments, *asked.words))


def ending(program: Program, failure: Failure | None, made: dict[Exchange, Reply] | None = None) -> Ending:
    """The ending of a program, in the form of a flow's.

    Args:
        program: The program.
        failure: Its failure; ``None`` where it succeeded.
        made: The exchanges made and their replies, which state why no answer came; ``None`` where that is found otherwise.
    """
    held = tuple(dict.fromkeys(program.held)) if program.spec.kind in FLOWS else program.cache.names
    if failure is None:
        if program.fallbacks:
            return Ending(Outcome.DEGRADED, "fallback", "; ".join(dict.fromkeys(program.fallbacks)), held=held)
        return Ending(Outcome.SUCCEEDED, "ok", "every exchange was answered", held=held)
    outcome = Outcome.DENIED if failure.definite else Outcome.TIMED_OUT
    failed, because = failure.exchange, failure.because
    reply = failure.reply
    if reply is not None and reply.behind is not None:
        failed, because = reply.behind[0], reply.behind[1].because
    elif made is not None and failed is None and failure.refused:
        failed = next((exchange for exchange in reversed(made) if made[exchange] == reply), None)
    elif made is not None and failed in made and not failure.answered:
        because = made[failed].because or because
    return Ending(outcome, failure.category, because, failed, held)
