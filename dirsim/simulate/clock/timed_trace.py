"""The record of a run on a clock: a trace whose seconds were lived through."""

from __future__ import annotations

from attrs import field, frozen

from dirsim.simulate.trace import Trace


@frozen(slots=False)
class TimedTrace(Trace):
    """One client program in one scenario, packet by packet.

    Attributes:
        client: The host that the program ran on.
        seconds: How long it took, waits included.
        exact: False where somebody waited for a time that no source states: then it took at least so long.
        times: When each step was made, in seconds from the start of the program.
    """

    client: str = field(default="", kw_only=True)
    seconds: float = field(default=0.0, kw_only=True)
    exact: bool = field(default=True, kw_only=True)
    times: tuple[float, ...] = field(default=(), kw_only=True)

    @property
    def elapsed_s(self) -> float | None:
        """How long the program took, in seconds; ``None`` where only the least is known, see :attr:`elapsed_range_s`."""
        return round(self.seconds, 3) if self.exact else None

    @property
    def elapsed_range_s(self) -> tuple[float, float | None]:
        """The least and the most that it took, in seconds; the most is ``None`` where no source states a wait."""
        return round(self.seconds, 3), round(self.seconds, 3) if self.exact else None

    @property
    def contacted(self) -> tuple[tuple[str, str, int], ...]:
        """Host, protocol and port of every target that the client itself sent to, each once, in order."""
        return tuple(
            dict.fromkeys(
                (step.exchange.target, step.exchange.protocol, step.exchange.port)
                for step in self.steps
                if step.exchange.initiator == self.client
            )
        )
