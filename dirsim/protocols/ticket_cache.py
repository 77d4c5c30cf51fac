"""Kerberos tickets, and ticket caches of clients.

Source: RFC 4120 sections 5.3 (ticket) and 2 (flags and times).
"""

from __future__ import annotations

from attrs import define, evolve, field, frozen


def first_ticket_name(realm: str) -> str:
    """The name of a realm's own ticket-granting service."""
    return cross_ticket_name(realm, realm)


def cross_ticket_name(to: str, of: str) -> str:
    """The name of the ticket that a realm issues for another realm's ticket-granting service."""
    return f"krbtgt/{to.upper()}@{of.upper()}"


@frozen(kw_only=True, cache_hash=True)
class Ticket:
    """One ticket.

    Attributes:
        name: The service and its realm, such as ``krbtgt/CORP.EXAMPLE@CORP.EXAMPLE``.
        user: The principal whose ticket it is.
        start: The start of its validity, in seconds by the issuer's clock.
        end: The end of its validity.
        renew_till: The time until which it can be renewed.
    """

    name: str
    user: str
    start: float
    end: float
    renew_till: float

    def shifted(self, by: float) -> Ticket:
        """The same ticket, issued a number of seconds later."""
        return evolve(self, start=self.start + by, end=self.end + by, renew_till=self.renew_till + by)


@define
class Cache:
    """A ticket cache.

    Attributes:
        user: The principal of the tickets; empty means that the cache is empty.
        tickets: The tickets by name, in the order of their arrival.
        offset: The seconds by which the client's clock was behind the KDC's when the TGT arrived; the client
            corrects its time by it from then on.
    """

    user: str = ""
    tickets: dict[str, Ticket] = field(factory=dict)
    offset: float = 0.0

    def keep(self, ticket: Ticket) -> None:
        """Store a ticket; one of the same name is replaced."""
        self.tickets[ticket.name] = ticket

    def restart(self, ticket: Ticket, offset: float | None = None) -> None:
        """Clear the cache and start with a TGT."""
        self.user, self.tickets = ticket.user, {ticket.name: ticket}
        if offset is not None:
            self.offset = offset

    def copy(self) -> Cache:
        """A separate cache with the same tickets."""
        return Cache(self.user, dict(self.tickets), self.offset)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the tickets."""
        return tuple(self.tickets)
