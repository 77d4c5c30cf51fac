"""What an error code says about rights: refused, never authenticated, or permitted and failed for another reason.

A call that failed with, say, "no such entity" or "throttled" was not refused; without the right it would have been.
Such a call counts as a use of the right.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

_DENIED = (
    "accessdenied",
    "unauthorizedoperation",
    "unauthorizedaccess",
    "notauthorized",
    "authorizationerror",
    "unauthorized",
)
_DENIED_WHOLE = frozenset({"forbidden", "accessdeniedexception", "403", "kmsaccessdenied", "not_authorized"})
_UNKNOWN_CALLER = (
    "authfailure", "expiredtoken", "invalidclienttokenid", "invalidaccesskeyid", "signaturedoesnotmatch", "incompletesignature",
    "unrecognizedclient", "missingauthenticationtoken", "requestexpired", "optinrequired", "invalidtoken", "tokenrefreshrequired",
    "failed authentication", "requesttimetooskewed", "invalidsignature", "missingsecurity", "expiredcredentials",
)  # fmt: skip


class Outcome(Enum):
    """What a record proves."""

    USED = "used"
    DENIED = "denied"
    UNPROVEN = "unproven"


@lru_cache(maxsize=4096)
def outcome(error_code: str | None) -> Outcome:
    """What a call with this error code proves; no error code means that it succeeded."""
    if not error_code:
        return Outcome.USED
    code = error_code.lower()
    if code in _DENIED_WHOLE or any(word in code for word in _DENIED):
        return Outcome.DENIED
    return Outcome.UNPROVEN if any(word in code for word in _UNKNOWN_CALLER) else Outcome.USED
