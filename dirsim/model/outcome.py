"""Outcomes, replies and verdicts: the closed vocabularies of results.

Each is a :class:`enum.StrEnum`: a member equals its word, formats as its word and is written to JSON as its word.
"""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """The end of a sign-in."""

    SUCCEEDED = "succeeded"
    """Every exchange was answered by the first choice."""
    DEGRADED = "degraded"
    """It succeeded by a fallback: a cache, an older ticket, or a distant or second controller."""
    DENIED = "denied"
    """A server refused: a definite negative answer."""
    TIMED_OUT = "timed-out"
    """No answer came: the only indefinite outcome, since the request may have been served."""

    @property
    def works(self) -> bool:
        """True where the user gets access."""
        return self in THROUGH

    @property
    def phrase(self) -> str:
        """Predicate of a sentence about the sign-in, such as ``times out``."""
        return (
            "times out"
            if self is Outcome.TIMED_OUT
            else "succeeds"
            if self is Outcome.SUCCEEDED
            else f"is {self.value}"
        )

    @property
    def plural_phrase(self) -> str:
        """Predicate of a sentence about several sign-ins, such as ``time out``."""
        return {"times out": "time out", "succeeds": "succeed"}.get(self.phrase, f"are {self.value}")


THROUGH = (Outcome.SUCCEEDED, Outcome.DEGRADED)
"""The outcomes in which the user gets in."""

OUTCOMES = tuple(Outcome)
"""Every outcome, best first; rows and tables keep this order."""


class ReplyKind(StrEnum):
    """The reply to one exchange, as the client perceives it."""

    ANSWERED = "answered"
    """The server granted the request."""
    REFUSED = "refused"
    """The service answered with a protocol error."""
    REJECTED = "rejected"
    """The network or the host reported that no service listens there (TCP reset or ICMP unreachable)."""
    SILENT = "silent"
    """No reply came: the only indefinite result."""


class Judgement(StrEnum):
    """The judgement of one requirement for one design."""

    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"


class DesignStatus(StrEnum):
    """The status of one design in an answer."""

    FEASIBLE = "feasible"
    """Every verdict is met."""
    REJECTED = "rejected"
    """At least one verdict is not-met."""
    UNDETERMINED = "undetermined"
    """No verdict is not-met, and at least one is unknown."""


class AnswerStatus(StrEnum):
    """The status of a whole answer; each has one exit code."""

    RECOMMENDED = "recommended"
    TIE = "tie"
    NO_FIT = "no-fit"
    INSUFFICIENT_EVIDENCE = "insufficient-evidence"
