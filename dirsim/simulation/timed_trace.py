"""Trace of a client program on a clock."""

from __future__ import annotations

from attrs import field, frozen

from dirsim.simulation.trace import Trace


@frozen(slots=False)
class TimedTrace(Trace):
    """One client program in one scenario, packet by packet.

    Attributes:
        client: The host that the program ran on.
        seconds: The duration, waits included.
        exact: False where a program waited for a time that no source states: then the duration is a lower bound.
        times: The time of each step, in seconds from the start of the program.
    """

    client: str = field(default="", kw_only=True)
    seconds: float = field(default=0.0, kw_only=True)
    exact: bool = field(default=True, kw_only=True)
    times: tuple[float, ...] = field(default=(), kw_only=True)

    @property
    def elapsed_s(self) -> float | None:
        """The duration of the program, in seconds; ``None`` where only a lower bound is known, see :attr:`elapsed_range_s`."""
        if self.chance is not None:
            return self.chance.elapsed_s
        return round(self.seconds, 3) if self.exact else None

    @property
    def elapsed_range_s(self) -> tuple[float, float | None]:
        """The least and the greatest duration, in seconds; the greatest is ``None`` where no source states a wait."""
        if self.chance is not None:
            return self.chance.elapsed_range_s
        return round(self.seconds, 3), round(self.seconds, 3) if self.exact else None

    @property
    def contacted(self) -> tuple[tuple[str, str, int], ...]:
        """Host, protocol and port of every target that the client itself contacted, each once, in order."""
        return tuple(
            dict.fromkeys(
                (step.exchange.target, step.exchange.protocol, step.exchange.port)
                for step in self.steps
                if step.exchange.initiator == self.client
            )
        )
