"""Trace of one run: every exchange, its reply, and the ending."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property

from attrs import field, frozen

from dirsim.model.outcome import THROUGH, Outcome, ReplyKind
from dirsim.model.scenario import Scenario
from dirsim.protocols.exchange import Ending, Exchange, Reply
from dirsim.shown import Tabular


@frozen
class Step:
    """One exchange of a run and its reply.

    Attributes:
        exchange: Initiator, target and purpose.
        reply: The reply.
        links: The links that it crossed, in order; empty within a site.
        latency_s: The round-trip time over those links; ``None`` means that a link's delay is unknown.
    """

    exchange: Exchange
    reply: Reply
    links: tuple[str, ...] = ()
    latency_s: float | None = 0.0

    def to_dict(self) -> dict[str, object]:
        """The step in JSON form."""
        exchange = self.exchange
        return {
            "step": exchange.step,
            "initiator": exchange.initiator,
            "target": exchange.target,
            "protocol": exchange.protocol,
            "port": exchange.port,
            "service": exchange.service,
            "purpose": exchange.purpose,
            "heard": self.reply.heard,
            "code": self.reply.code,
            "because": self.reply.because,
            "referral": self.reply.referral,
            "links": list(self.links),
        }


@frozen
class Chance:
    """The results of a run in which chance decides, over seeded draws.

    Attributes:
        shares: The share of draws with each outcome that occurred, best outcome first.
        elapsed_s: The median duration, in seconds; ``None`` where some wait is unknown.
        elapsed_range_s: The middle nine tenths of the durations, in seconds; the greatest is ``None`` where a wait is unknown.
    """

    shares: tuple[tuple[Outcome, float], ...]
    elapsed_s: float | None
    elapsed_range_s: tuple[float, float | None]


@frozen(slots=False, repr=False)
class Trace(Tabular):
    """One flow in one state at one instant.

    Attributes:
        flow: The flow's name.
        kind: The flow's kind.
        scenario: The scenario's name.
        at: The instant, in seconds from the scenario's start.
        steps: The exchanges, in order.
        ending: The ending.
        topology: The name of the design that it ran over.
        faults: The faults that were present, each as ``kind element``.
        asked: The scenario itself, for callers that run it again.
        chance: The results over several draws, where chance decides; ``None`` where it does not.
    """

    TABLE = "steps"

    flow: str
    kind: str
    scenario: str
    at: float
    steps: tuple[Step, ...]
    ending: Ending
    topology: str = ""
    faults: tuple[str, ...] = field(default=(), kw_only=True)
    asked: Scenario | None = field(default=None, kw_only=True, eq=False, repr=False)
    chance: Chance | None = field(default=None, kw_only=True)

    def __repr__(self) -> str:
        return f"<Trace {self.flow!r} under {self.scenario!r}: {self.outcome}, {len(self.steps)} exchanges>"

    @property
    def outcome(self) -> Outcome:
        """``succeeded``, ``degraded``, ``denied`` or ``timed-out``."""
        return self.ending.outcome

    @property
    def through(self) -> bool:
        """True where the user got access, directly or by a fallback."""
        return self.ending.outcome in THROUGH

    @property
    def fell_back(self) -> bool:
        """True where the user got access by a fallback: a second or distant controller, a cache."""
        return self.ending.outcome == Outcome.DEGRADED

    @property
    def failed(self) -> Exchange | None:
        """The exchange at which the flow failed; ``None`` where it succeeded."""
        return self.ending.failed

    @property
    def because(self) -> str:
        """The reason for the outcome."""
        return self.ending.because

    @property
    def crossed(self) -> tuple[str, ...]:
        """The links that answered exchanges crossed, each once, in order."""
        return tuple(dict.fromkeys(link for step in self.steps if step.reply.ok for link in step.links))

    @property
    def elapsed_s(self) -> float | None:
        """Seconds on the wire of a run without lost messages; ``None`` where a wait or a delay is unknown."""
        if self.chance is not None:
            return self.chance.elapsed_s
        low, high = self.elapsed_range_s
        return low if low == high else None

    @property
    def elapsed_range_s(self) -> tuple[float, float | None]:
        """The least and the greatest duration, in seconds; the greatest is ``None`` where a wait or a delay is unknown."""
        if self.chance is not None:
            return self.chance.elapsed_range_s
        total, known = 0.0, True
        for step in self.steps:
            if step.reply.heard == ReplyKind.SILENT or step.latency_s is None:
                known = False
            else:
                total += step.latency_s
        return round(total, 6), round(total, 6) if known else None

    @property
    def shares(self) -> dict[str, float]:
        """The share of each outcome, best first: the whole of one, unless chance decides."""
        if self.chance is None:
            return {self.outcome: 1.0}
        return dict(self.chance.shares)

    @property
    def contacted(self) -> tuple[tuple[str, str, int], ...]:
        """Host, protocol and port of every target, each once, in order."""
        return tuple(
            dict.fromkeys((step.exchange.target, step.exchange.protocol, step.exchange.port) for step in self.steps)
        )

    @cached_property
    def id(self) -> str:
        """A digest of the run and its results: equal runs have equal ids."""
        text = json.dumps(
            {
                "topology": self.topology,
                "faults": self.faults,
                **self.row(),
                "steps": [step.to_dict() for step in self.steps],
            },
            sort_keys=True,
        )
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()

    def row(self) -> dict[str, object]:
        """The run as one row of a simulation."""
        return {
            "flow": self.flow,
            "scenario": self.scenario,
            "at": self.at,
            "outcome": self.outcome,
            "category": self.ending.category,
            "failed_exchange": None if self.failed is None else str(self.failed),
            "because": self.because,
            "elapsed_s": self.elapsed_s,
            "elapsed_range_s": list(self.elapsed_range_s),
            "shares": self.shares,
            "contacted": [
                {"host": host, "protocol": protocol, "port": port} for host, protocol, port in self.contacted
            ],
            "cache_after": list(self.ending.held),
        }

    def to_dict(self) -> dict[str, object]:
        """The run with its steps, in JSON form."""
        return {
            "schema": "dirsim.trace/v1",
            "id": self.id,
            "design": self.topology,
            **self.row(),
            "steps": [step.to_dict() for step in self.steps],
        }
