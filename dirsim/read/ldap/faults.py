"""What went wrong with a connection, in plain words. Nothing of a request is repeated: it may hold a password."""

from __future__ import annotations

import time
from typing import Any

from ldap3.core.exceptions import LDAPExceptionError, LDAPPackageUnavailableError

from dirsim.read.ldap.settings import Access, Address, DirectoryError, SignIn, SignInError

MAX_ANSWER = 32 * 1024 * 1024
"""Bytes of one answer (a page); a server that sends more is not listened to."""


_NO_METHOD, _STRONGER, _CONFIDENTIAL, _INVALID_CREDENTIALS = 7, 8, 13, 49
_AD_REASONS = {
    "525": "there is no such user",
    "52e": "the user or the password is wrong",
    "530": "the user may not sign in at this time",
    "531": "the user may not sign in from this machine",
    "532": "the password has expired",
    "533": "the account is disabled",
    "701": "the account has expired",
    "773": "the password must be changed first",
    "775": "the account is locked",
}


class LostError(DirectoryError):
    """The connection is of no use any more."""


class RefusedError(DirectoryError):
    """The server did not answer one search, or not all of it; the connection still works."""


class UnheardError(LostError):
    """The server hung up on an NTLM bind of Microsoft's own form: it may take one inside SASL."""


def failed_bind(error: Exception, method: str, address: Address, access: Access) -> SignInError | LostError:
    """What to raise where a bind had no answer that ldap3 could read."""
    if isinstance(error, LDAPPackageUnavailableError):
        return SignInError(
            "a GSSAPI bind needs the Python package gssapi (pip install gssapi), which needs Kerberos' headers to build"
        )
    if method == "gssapi" and type(error).__module__.startswith("gssapi"):
        return SignInError(f"{address}: Kerberos gives no ticket for it: {' '.join(str(error).split())}")
    why = broken(error, access.timeout)
    if method == "ntlm" and "cut" in why:
        return UnheardError(f"{address}: {why} at the NTLM bind: use a simple bind over ldaps://")
    return LostError(f"{address}: {why}")


def refusal(result: dict[str, Any], method: str, sign_in: SignIn, *, encrypted: bool) -> str:
    """Why a server refused a sign-in; what it says itself is not repeated, but for its code."""
    code, message = result.get("result"), str(result.get("message") or "")
    if code == _INVALID_CREDENTIALS:
        data = message.partition("data ")[2].partition(",")[0].strip().lower()
        if data == "80090346":
            return "the server wants channel binding, which this bind does not offer: use a simple bind over ldaps://"
        return f"the sign-in of {sign_in.user or 'the ticket'} is refused: {_AD_REASONS.get(data, _AD_REASONS['52e'])}"
    if code in (_STRONGER, _CONFIDENTIAL) and encrypted:
        return f"the server wants {method} binds signed, which this one is not: use a simple bind over ldaps://"
    if code in (_STRONGER, _CONFIDENTIAL):
        return "the server takes this sign-in over an encrypted connection only: use ldaps:// or --start-tls"
    if code == _NO_METHOD:
        return f"the server does not take {method} binds"
    return f"the sign-in is refused: {result.get('description') or code}"


def broken(error: Exception, timeout: float, began: float | None = None) -> str:
    """What happened to a connection, in plain words; nothing of the request is repeated."""
    said = " ".join(str(error).split())
    late = began is not None and time.monotonic() - began >= timeout * 0.98
    low = said.lower()
    if late or "timed out" in low or "timeout" in low or "temporarily unavailable" in low:
        return f"the server has not answered within {timeout:g} seconds"
    if "larger than" in low:
        return f"the server's answer is larger than {MAX_ANSWER // 1024**2} MiB"
    if "refused" in low:
        return "nobody answers at that port"
    if "getaddrinfo" in low or "name or service" in low or "invalid server address" in low or "name resolution" in low:
        return "there is no such host"
    if "terminated" in low or "reset" in low or "broken pipe" in low or "no response" in low or "closed" in low:
        return "the server cut the connection"
    if "unreachable" in low or "no route" in low:
        return "there is no way to that host"
    if isinstance(error, LDAPExceptionError) and "socket" in low:
        return "the connection could not be opened or broke"
    return "the server's answer is not LDAP"
