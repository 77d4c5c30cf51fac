"""Connection faults in plain words, without any part of the request.

A request may contain a password.
"""

from __future__ import annotations

import time
from typing import Any

from ldap3.core.exceptions import LDAPExceptionError, LDAPPackageUnavailableError

from dirsim.directory.discovery.directory_error import DirectoryError
from dirsim.directory.discovery.ldap.settings import Access, Address, SignIn, SignInError

MAX_ANSWER = 32 * 1024 * 1024
"""Maximum size of one response (a page) in bytes; a larger response is rejected."""


_NO_METHOD, _STRONGER, _CONFIDENTIAL, _INVALID_CREDENTIALS = 7, 8, 13, 49
_AD_REASONS = {
    "525": "unknown user",
    "52e": "wrong user name or password",
    "530": "the user is not allowed to sign in at this time",
    "531": "the user is not allowed to sign in from this computer",
    "532": "the password has expired",
    "533": "the account is disabled",
    "701": "the account has expired",
    "773": "the password must be changed first",
    "775": "the account is locked out",
}


_CLOSED = "the server closed the connection"


class LostError(DirectoryError):
    """The connection is no longer usable."""


class RefusedError(DirectoryError):
    """The server refused one search, or part of it; the connection is still usable."""


class UnheardError(LostError):
    """The server closed the connection at an NTLM bind in Microsoft's own form; it may accept one inside SASL."""


def failed_bind(error: Exception, method: str, address: Address, access: Access) -> SignInError | LostError:
    """The error to raise after a bind without a response that ldap3 could parse."""
    if isinstance(error, LDAPPackageUnavailableError):
        return SignInError(
            "a GSSAPI bind needs the Python package gssapi (pip install gssapi), which needs Kerberos' headers to build"
        )
    if method == "gssapi" and type(error).__module__.startswith("gssapi"):
        return SignInError(
            f"{address}: Kerberos did not issue a ticket for this server: {' '.join(str(error).split())}"
        )
    why = broken(error, access.timeout)
    if method == "ntlm" and why == _CLOSED:
        return UnheardError(f"{address}: {why} at the NTLM bind: use a simple bind over ldaps://")
    return LostError(f"{address}: {why}")


def refusal(result: dict[str, Any], method: str, sign_in: SignIn, *, encrypted: bool) -> str:
    """The reason why a server refused a bind; of the server's own text only the error code is repeated."""
    code, message = result.get("result"), str(result.get("message") or "")
    if code == _INVALID_CREDENTIALS:
        data = message.partition("data ")[2].partition(",")[0].strip().lower()
        if data == "80090346":
            return (
                "the server requires channel binding, which this bind does not support: use a simple bind over ldaps://"
            )
        return f"the sign-in of {sign_in.user or 'the ticket holder'} was refused: {_AD_REASONS.get(data, _AD_REASONS['52e'])}"
    if code in (_STRONGER, _CONFIDENTIAL) and encrypted:
        return f"the server requires signing for {method} binds, which this one does not support: use a simple bind over ldaps://"
    if code in (_STRONGER, _CONFIDENTIAL):
        return "the server accepts this sign-in only over an encrypted connection: use ldaps:// or --start-tls"
    if code == _NO_METHOD:
        return f"the server does not support {method} binds"
    return f"the sign-in was refused: {result.get('description') or code}"


def broken(error: Exception, timeout: float, began: float | None = None) -> str:
    """A connection fault in plain words; no part of the request is repeated."""
    reported = " ".join(str(error).split())
    late = began is not None and time.monotonic() - began >= timeout * 0.98
    low = reported.lower()
    if late or "timed out" in low or "timeout" in low or "temporarily unavailable" in low:
        return f"the server did not respond within {timeout:g} seconds"
    if "larger than" in low:
        return f"the server's response is larger than {MAX_ANSWER // 1024**2} MiB"
    if "refused" in low:
        return "connection refused: no service on that port"
    if "getaddrinfo" in low or "name or service" in low or "invalid server address" in low or "name resolution" in low:
        return "host not found"
    if "terminated" in low or "reset" in low or "broken pipe" in low or "no response" in low or "closed" in low:
        return _CLOSED
    if "unreachable" in low or "no route" in low:
        return "host unreachable"
    if isinstance(error, LDAPExceptionError) and "socket" in low:
        return "the connection could not be opened or was lost"
    return "the server's response is not LDAP"
