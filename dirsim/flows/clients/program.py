"""What every client program has: a host, a configuration, a profile, a cache; and how it ends."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from attrs import define, field, frozen

from dirsim.flows.acts import ReadClock
from dirsim.flows.clients.profile import Profile, profile
from dirsim.flows.clients.tickets import Cache, Ticket
from dirsim.flows.exchange import Exchange, Reply
from dirsim.flows.view import View
from dirsim.model.topology import ClientConfiguration, FlowSpec


@frozen
class Failure:
    """Why a program ended without what it wanted.

    Attributes:
        category: One word for statistics.
        because: Why, in words.
        reply: The reply that it ended on; ``None`` means that there was none.
        exchange: The exchange that failed.
    """

    category: str
    because: str
    reply: Reply | None = None
    exchange: Exchange | None = None

    @property
    def answered(self) -> bool:
        """Whether somebody said no, rather than nobody anything."""
        return self.reply is not None and self.reply.heard in ("refused", "rejected")


@define
class Program:
    """A client program at work.

    Attributes:
        view: Static knowledge of the topology.
        spec: The flow that it plays.
        cache: Its ticket cache.
        life_s: How long the tickets that it asks for shall live; ``None`` means as long as the domain allows.
        renew_s: How long they shall be renewable; ``None`` likewise.
        shift_s: What the program's own clock is wrong by besides its host's, in seconds.
        fallbacks: What had to be tried besides the first choice.
    """

    view: View
    spec: FlowSpec
    cache: Cache = field(factory=Cache)
    life_s: float | None = None
    renew_s: float | None = None
    shift_s: float = 0.0
    fallbacks: list[str] = field(factory=list)

    @property
    def client(self) -> str:
        """The host that it runs on."""
        return self.spec.client

    @property
    def configuration(self) -> ClientConfiguration:
        """What it has been told beforehand."""
        return self.view.topology.configurations.get(self.spec.configuration, _DEFAULT)

    @property
    def profile(self) -> Profile:
        """Its retry and waiting times."""
        return profile(self.configuration.profile)

    def home(self, user: str = "") -> str:
        """The domain of a principal, the flow's own unless another is given."""
        return self.view.topology.principals[user or self.spec.user].domain

    def now(self) -> Generator[Any, Any, float]:
        """The client's time, as it reckons with the KDC's."""
        return (yield from self.clock()) + self.cache.offset

    def clock(self) -> Generator[Any, Any, float]:
        """The program's own clock."""
        own: float = yield ReadClock(self.client)
        return own + self.shift_s

    def ticket_for(self, service: str) -> Ticket | None:
        """The ticket for a service that the cache holds, under the name that was asked for or the whole one."""
        names = (self.asked_name(service), self.whole_name(service))
        return next((self.cache.tickets[name] for name in names if name in self.cache.tickets), None)

    def whole_name(self, service: str) -> str:
        """A service's name with its realm."""
        entry = self.view.topology.services[service]
        return f"{entry.principal or service}@{entry.realm.upper()}"

    def asked_name(self, service: str) -> str:
        """The name under which a ticket is asked for and kept: MIT leaves the realm empty where it does not know it."""
        whole = self.whole_name(service)
        if self.configuration.knows_realms or self.profile.keeps_referrals:
            return whole
        return whole.partition("@")[0] + "@"

    def expired(self, ticket: Ticket) -> Generator[Any, Any, bool]:
        """Whether a ticket has ended by the client's clock."""
        return ticket.end <= (yield from self.now())


_DEFAULT = ClientConfiguration()
