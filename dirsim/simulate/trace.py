"""The record of one run: every exchange, what came back, and how it ended."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property

from attrs import field, frozen

from dirsim.flows.exchange import Ending, Exchange, Reply
from dirsim.model.scenario import Scenario


@frozen
class Step:
    """One exchange of a run and what came of it.

    Attributes:
        exchange: Who asked whom for what.
        reply: What came back.
        links: The links that it crossed, in order; empty within a site.
        latency_s: Time there and back over those links; ``None`` means that a link's delay is unknown.
    """

    exchange: Exchange
    reply: Reply
    links: tuple[str, ...] = ()
    latency_s: float | None = 0.0

    def to_dict(self) -> dict[str, object]:
        """The step as JSON shows it."""
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


@frozen(slots=False, repr=False)
class Trace:
    """One flow in one state at one instant.

    Attributes:
        flow: The flow's name.
        kind: The flow's kind.
        scenario: The scenario's name.
        at: The instant, in seconds from the scenario's start.
        steps: The exchanges in the order in which they were made.
        ending: How it ended.
        topology: The design that it ran over.
        faults: The faults that were present, each as ``kind element``.
        asked: The scenario itself, for those who run it again.
    """

    flow: str
    kind: str
    scenario: str
    at: float
    steps: tuple[Step, ...]
    ending: Ending
    topology: str = ""
    faults: tuple[str, ...] = field(default=(), kw_only=True)
    asked: Scenario | None = field(default=None, kw_only=True, eq=False, repr=False)

    def __repr__(self) -> str:
        return f"<Trace {self.flow!r} under {self.scenario!r}: {self.outcome}, {len(self.steps)} exchanges>"

    @property
    def outcome(self) -> str:
        """``succeeded``, ``degraded``, ``denied`` or ``timed-out``."""
        return self.ending.outcome

    @property
    def through(self) -> bool:
        """Whether the user got in, by whatever way."""
        return self.ending.outcome in ("succeeded", "degraded")

    @property
    def fell_back(self) -> bool:
        """Whether the user got in by another way than the first: a second or distant controller, a cache."""
        return self.ending.outcome == "degraded"

    @property
    def failed(self) -> Exchange | None:
        """The exchange where the flow stopped; ``None`` when it went through."""
        return self.ending.failed

    @property
    def because(self) -> str:
        """Why it ended as it did."""
        return self.ending.because

    @property
    def crossed(self) -> tuple[str, ...]:
        """The links that answered exchanges crossed, each once, in order."""
        return tuple(dict.fromkeys(link for step in self.steps if step.reply.ok for link in step.links))

    @property
    def elapsed_s(self) -> float | None:
        """Seconds on the wire of a run without lost messages; ``None`` where a wait or a delay is unknown."""
        total = 0.0
        for step in self.steps:
            if step.reply.heard == "silent" or step.latency_s is None:
                return None
            total += step.latency_s
        return round(total, 6)

    @property
    def contacted(self) -> tuple[tuple[str, str, int], ...]:
        """Host, protocol and port of every target, each once, in order."""
        return tuple(
            dict.fromkeys((step.exchange.target, step.exchange.protocol, step.exchange.port) for step in self.steps)
        )

    @cached_property
    def id(self) -> str:
        """A digest of what ran and what came of it: equal runs have equal ids."""
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
            "contacted": [
                {"host": host, "protocol": protocol, "port": port} for host, protocol, port in self.contacted
            ],
            "cache_after": list(self.ending.held),
        }

    def to_dict(self) -> dict[str, object]:
        """The run with its steps, as JSON shows it."""
        return {
            "schema": "dirsim.trace/v1",
            "id": self.id,
            "design": self.topology,
            **self.row(),
            "steps": [step.to_dict() for step in self.steps],
        }
