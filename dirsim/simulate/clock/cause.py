"""Why a program failed: the exchange behind its failure, which may be one that a server made on its behalf."""

from __future__ import annotations

from collections.abc import Sequence

from dirsim.flows.clients.program import Failure
from dirsim.simulate.trace import Step

_UNHEARD = ("silent", "rejected")
_FAILED_CODES = ("SERVFAIL", "unavailable", "NT_STATUS_NO_LOGON_SERVERS")
"""Answers by which a server says that it reached nobody itself."""


def first_cause(client: str, failure: Failure, steps: Sequence[Step]) -> Step | None:
    """The first exchange that failed and that the failure rests on; ``None`` where none was made.

    Args:
        client: The host that the program ran on.
        failure: Why it says that it failed.
        steps: Every exchange, by the client and by servers, in the order of the clock.
    """
    own = [step for step in steps if step.exchange.initiator == client]
    refused = failure.reply if failure.reply is not None and failure.reply.heard == "refused" else None
    if refused is not None and refused.code not in _FAILED_CODES:
        return next((step for step in reversed(own) if step.reply == refused), None)
    failed = next((step for step in own if _nobody(step)), own[-1] if own else None)
    seen = {client}
    while failed is not None and failed.exchange.target not in seen:
        server = failed.exchange.target
        seen.add(server)
        behind = next((step for step in steps if step.exchange.initiator == server and _nobody(step)), None)
        if behind is None:
            break
        failed = behind
    return failed


def _nobody(step: Step) -> bool:
    """Whether nobody answered, or somebody only that nobody answered them."""
    return step.reply.heard in _UNHEARD or step.reply.code in _FAILED_CODES


def told(failure: Failure, cause: Step | None) -> str:
    """Why, in words: what the program says, and what would have had to work."""
    if cause is None or not cause.reply.because or cause.reply.because in failure.because:
        return failure.because
    return f"{failure.because}; {cause.exchange}: {cause.reply.because}"
