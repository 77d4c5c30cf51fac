"""Client program: host, configuration, profile, ticket cache and result."""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable
from functools import lru_cache
from typing import Any

from attrs import define, field, frozen

from dirsim.catalog.words import CLIENT_FLOW_KINDS
from dirsim.model.outcome import ReplyKind
from dirsim.model.topology import ClientConfiguration, FlowSpec
from dirsim.protocols.account_rules import password_domains
from dirsim.protocols.acts import ReadClock
from dirsim.protocols.client_profile import Profile, profile
from dirsim.protocols.exchange import Exchange, Reply
from dirsim.protocols.subflow import subflow
from dirsim.protocols.ticket_cache import Cache, Ticket
from dirsim.protocols.view import View


@frozen(cache_hash=True)
class Failure:
    """The reason for a program's failure.

    Attributes:
        category: The category of the failure, one word for statistics.
        because: The reason, in words.
        reply: The last reply; ``None`` means that there was none.
        exchange: The exchange that failed.
        own: True where the program itself stopped, for example because its ticket has expired: no request is open.
    """

    category: str
    because: str
    reply: Reply | None = None
    exchange: Exchange | None = None
    own: bool = False

    @property
    def answered(self) -> bool:
        """True where a server refused, rather than no server answered."""
        return self.reply is not None and self.reply.definite

    @property
    def definite(self) -> bool:
        """True where it is certain that nothing was carried out: a server refused, or the program itself stopped."""
        return self.own or self.answered

    @property
    def refused(self) -> bool:
        """True where a server that was reached refused the request itself."""
        return self.answered and self.reply is not None and self.reply.heard == ReplyKind.REFUSED

    @property
    def by_server(self) -> bool:
        """True where a server of the domain refused, rather than DNS, which names none."""
        return self.answered and self.category != "kdc-not-found"

    def plain(self) -> Failure:
        """The same failure without texts for readers, and without the server that happened to be asked."""
        return Failure(self.category, "", None if self.reply is None else self.reply.plain(), own=self.own)

    @property
    def stops(self) -> bool:
        """True: a passage that fails stops the flow (see :mod:`dirsim.protocols.subflow`)."""
        return True


@frozen(cache_hash=True)
class Target:
    """A service for which a ticket is requested.

    Attributes:
        service: The service of the topology, or the name of one that is not in it, such as ``ldap/corp.example``.
        realm: Its domain.
        principal: The name of its account.
    """

    service: str
    realm: str
    principal: str

    @property
    def whole_name(self) -> str:
        """Its name with its realm."""
        return f"{self.principal}@{self.realm.upper()}"

    @property
    def name_without_realm(self) -> str:
        """Its name in a cache of a client that does not know the realm: the realm is empty."""
        return f"{self.principal}@"


@define
class Program:
    """A running client program.

    Attributes:
        view: Static knowledge of the topology.
        spec: The flow that it runs.
        cache: Its ticket cache.
        life_s: The requested lifetime of tickets; ``None`` means as long as the domain allows.
        renew_s: The requested renewable lifetime; ``None`` likewise.
        shift_s: The error of the program's own clock in addition to its host's, in seconds.
        fallbacks: The fallbacks used.
        held: The tickets and sessions obtained, each with its principal, in order.
        controllers: The controller of each domain that answered last.
        pinned: The KDCs of each domain that the program has settled on, in order; empty means that it looks them up.
        located: The domains whose controllers it has found.
        by_any: True where any controller of the home domain may answer each of its requests.
        configuration: Its host's client configuration.
        profile: Its retries and timeouts.
    """

    view: View
    spec: FlowSpec
    cache: Cache = field(factory=Cache)
    life_s: float | None = None
    renew_s: float | None = None
    shift_s: float = 0.0
    fallbacks: list[str] = field(factory=list)
    held: list[str] = field(factory=list)
    controllers: dict[str, str] = field(factory=dict)
    pinned: dict[str, tuple[str, ...]] = field(factory=dict)
    located: set[str] = field(factory=set)
    by_any: bool = False
    configuration: ClientConfiguration = field(init=False)
    profile: Profile = field(init=False)
    _home: str = field(init=False, default="", repr=False)

    def __attrs_post_init__(self) -> None:
        """Find the host's configuration and the profile of it."""
        spec = self.spec
        usual = _DEFAULT if spec.kind in CLIENT_FLOW_KINDS else _OF_DESIGNS
        usual = _DEFAULTS.get(spec.kind, usual)
        self.configuration = self.view.topology.configurations.get(spec.configuration, usual)
        self.profile = profile(self.configuration.profile)

    def acting(self, client: str, user: str) -> Program:
        """A program of another principal on another host, as a part of this one: its fallbacks and tickets are this one's."""
        spec = _spec(self.spec.kind, client, user, self.spec.configuration)
        return Program(self.view, spec, fallbacks=self.fallbacks, held=self.held)

    def keep(self, ticket: Ticket) -> None:
        """Store a ticket."""
        self.cache.keep(ticket)
        self.held.append(f"{ticket.user}: {ticket.name}")

    def restart(self, ticket: Ticket) -> None:
        """Clear the cache and start with a TGT."""
        self.cache.restart(ticket)
        self.held.append(f"{ticket.user}: {ticket.name}")

    @property
    def client(self) -> str:
        """The host that it runs on."""
        return self.spec.client

    def home(self, user: str = "") -> str:
        """The domain that verifies the password of a principal, the flow's own unless another is given."""
        if user:
            return password_domains(self.view, self.view.topology.principals[user])[0]
        if not self._home:
            self._home = password_domains(self.view, self.view.topology.principals[self.spec.user])[0]
        return self._home

    def now(self) -> Generator[Any, Any, float]:
        """The client's time, corrected by the offset to the KDC."""
        return (yield from self.clock()) + self.cache.offset

    def clock(self) -> Generator[Any, Any, float]:
        """The program's own clock."""
        own: float = yield ReadClock(self.client)
        return own + self.shift_s

    def ticket_for(self, target: Target) -> Ticket | None:
        """The ticket for a service in the cache, under the requested name or another of its names; ``None`` where there is none."""
        names = (self.asked_name(target), target.whole_name, target.name_without_realm)
        return next((self.cache.tickets[name] for name in names if name in self.cache.tickets), None)

    def target(self, service: str) -> Target:
        """A service of the topology, as the target of a ticket."""
        entry = self.view.topology.services[service]
        return Target(service, entry.realm, entry.principal or service)

    def asked_name(self, target: Target) -> str:
        """The name under which a ticket is requested and kept: MIT leaves the realm empty where it does not know it."""
        if self.configuration.knows_realms or self.profile.keeps_referrals:
            return target.whole_name
        return target.name_without_realm

    def expired(self, ticket: Ticket) -> Generator[Any, Any, bool]:
        """True where a ticket has expired by the client's clock."""
        return ticket.end <= (yield from self.now())


@lru_cache(maxsize=4096)
def _spec(kind: str, client: str, user: str, configuration: str) -> FlowSpec:
    return FlowSpec(kind=kind, client=client, user=user, configuration=configuration)


_DEFAULT = ClientConfiguration()
_OF_DESIGNS = ClientConfiguration(profile="simple")
_DEFAULTS = {"machine-logon": ClientConfiguration(profile="sssd")}
"""The configuration of a flow that names none, where it is not that of the plain Kerberos library."""


def passage(
    program: Program, part: Callable[..., Generator[Any, Any, Any]], *arguments: Hashable
) -> Generator[Any, Any, Any]:
    """A part of a program that a sweep may compute once for all flows: it starts without tickets and depends on its arguments.

    Args:
        program: The program; the part does not alter its tickets.
        part: The part's text; it takes a program, then the arguments.
        arguments: Everything else that it depends on.
    """
    if not program.view.whole_passages or not program.profile.asks_in_turn:  # others remember controllers and times
        return (yield from part(program, *arguments))
    spec = program.spec
    who = (spec.kind, spec.client, spec.user, spec.configuration)
    return (yield from subflow(program.view, program.fallbacks, _part_of, part, who, *arguments))


def _part_of(
    view: View,
    fallbacks: list[str],
    part: Callable[..., Generator[Any, Any, Any]],
    who: tuple[str, str, str, str],
    *arguments: Hashable,
) -> Generator[Any, Any, Any]:
    return (yield from part(Program(view, _spec(*who), fallbacks=fallbacks), *arguments))
