"""Call outcomes by CloudTrail error code.

A call was denied, was not authenticated, or was permitted but failed for another reason.

A call that failed with, for example, "no such entity" or "throttled" was authorised; without the permission it would have
been denied. Such a call counts as a use of the permission.
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


class CallOutcome(Enum):
    """The evidence that a record gives."""

    USED = "used"
    DENIED = "denied"
    UNPROVEN = "unproven"


@lru_cache(maxsize=4096)
def outcome(error_code: str | None) -> CallOutcome:
    """The outcome of a call with this error code; no error code means success."""
    if not error_code:
        return CallOutcome.USED
    code = error_code.lower()
    if code in _DENIED_WHOLE or any(word in code for word in _DENIED):
        return CallOutcome.DENIED
    return CallOutcome.UNPROVEN if any(word in code for word in _UNKNOWN_CALLER) else CallOutcome.USED
