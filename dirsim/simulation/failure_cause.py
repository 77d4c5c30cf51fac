"""Root cause of a program's failure: the first failed exchange behind it."""

from __future__ import annotations

from collections.abc import Sequence

from dirsim.model.outcome import ReplyKind
from dirsim.protocols.client_program import Failure
from dirsim.simulation.trace import Step

_REACHED_NONE = ("SERVFAIL", "unavailable", "NT_STATUS_NO_LOGON_SERVERS")
"""Codes by which a server reports that it reached no other server."""
_UNHEARD = (ReplyKind.SILENT, ReplyKind.REJECTED)


def first_cause(client: str, failure: Failure, steps: Sequence[Step]) -> Step | None:
    """The first failed exchange that the failure rests on; ``None`` where there is none.

    Args:
        client: The host that the program ran on.
        failure: The failure that the program reports.
        steps: Every exchange, by the client and by servers, in the order of the clock.
    """
    if failure.own:
        return None
    own = [step for step in steps if step.exchange.initiator == client]
    refused = failure.reply if failure.reply is not None and failure.reply.heard == ReplyKind.REFUSED else None
    if refused is not None and refused.code not in _REACHED_NONE:
        return next((step for step in reversed(own) if step.reply == refused), None)
    failed = next((step for step in own if _unanswered(step)), own[-1] if own else None)
    seen = {client}
    while failed is not None and failed.exchange.target not in seen:
        server = failed.exchange.target
        seen.add(server)
        behind = next((step for step in steps if step.exchange.initiator == server and _unanswered(step)), None)
        if behind is None:
            break
        failed = behind
    return failed


def _unanswered(step: Step) -> bool:
    """True where no server answered, or one that itself got no answer."""
    return step.reply.heard in _UNHEARD or step.reply.code in _REACHED_NONE


def told(failure: Failure, cause: Step | None) -> str:
    """The reason in words: the program's own, and the exchange that would have had to succeed."""
    if cause is None or not cause.reply.because or cause.reply.because in failure.because:
        return failure.because
    return f"{failure.because}; {cause.exchange}: {cause.reply.because}"
