"""Connection settings and credentials for an LDAP server.

Also the errors that both may cause.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from attrs import field, frozen

from dirsim.errors import UsageError

BINDS = ("anonymous", "simple", "ntlm", "gssapi")


class SignInError(UsageError):
    """The directory refuses the bind, or the bind would expose a password on the network."""


@frozen(kw_only=True)
class SignIn:
    r"""The credentials and the bind method.

    Attributes:
        user: A distinguished name, ``user@domain`` or ``DOMAIN\user``; empty for anonymous and GSSAPI.
        password: The password; excluded from ``repr``.
        bind: One of :data:`BINDS`; empty means simple with a user, anonymous without one.
    """

    user: str = ""
    password: str = field(default="", repr=False)
    bind: str = ""

    @property
    def method(self) -> str:
        """The bind method.

        Raises:
            SignInError: The method is unknown, or a required value is missing.
        """
        method = self.bind or ("simple" if self.user else "anonymous")
        if method not in BINDS:
            raise SignInError(f"unknown bind {method!r}; expected one of: {', '.join(BINDS)}")
        if method in ("simple", "ntlm"):
            if not self.user:
                raise SignInError(f"a {method} bind requires a user")
            if not self.password:  # a server would treat it as an anonymous bind and accept it
                raise SignInError(f"a {method} bind requires a password")
        if method == "ntlm" and "\\" not in self.user:
            raise SignInError("an NTLM bind requires a user written as DOMAIN\\user")
        return method


@frozen(kw_only=True)
class Access:
    """The connection settings of a server.

    Attributes:
        ca_file: Certificates of trusted authorities, in PEM; ``None`` means the system's trust store.
        verify: False to accept any certificate.
        start_tls: True to require StartTLS on ``ldap://``; a simple bind always requests it unless ``allow_plain``.
        allow_plain: True to send a password over an unencrypted connection.
        timeout: Timeout in seconds for a complete response to a request.
        page_size: Number of entries per page.
    """

    ca_file: str | None = None
    verify: bool = True
    start_tls: bool = False
    allow_plain: bool = False
    timeout: float = 30.0
    page_size: int = 500


@frozen
class Address:
    """The address of a server.

    Attributes:
        host: Its DNS name or IP address.
        port: Its TCP port.
        encrypted: True for LDAPS.
    """

    host: str
    port: int
    encrypted: bool

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'ldaps' if self.encrypted else 'ldap'}://{host}:{self.port}"


def address_of(url: str) -> Address:
    """Parse the address in a URL; a bare name means LDAPS.

    Raises:
        UsageError: The URL is invalid, or contains a user or password, which command lines and logs would expose.
    """
    text = url if "://" in url else f"ldaps://{url}"
    try:
        parts = urlsplit(text)
        port = parts.port
        host = parts.hostname
    except ValueError:
        raise UsageError("invalid LDAP URL (use ldaps://HOST or ldap://HOST:PORT)") from None
    if "@" in parts.netloc:
        raise UsageError("credentials in the URL are not accepted: use --user, and --password-file or the prompt")
    if parts.scheme not in ("ldap", "ldaps"):
        raise UsageError(f"invalid URL scheme {parts.scheme}:// (use ldaps://HOST or ldap://HOST:PORT)")
    if not host or re.search(r"[\s\x00-\x1f]", unquote(host)):
        raise UsageError("the URL has no host (use ldaps://HOST or ldap://HOST:PORT)")
    encrypted = parts.scheme == "ldaps"
    return Address(host, port or (636 if encrypted else 389), encrypted)
