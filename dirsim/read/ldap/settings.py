"""How a directory is reached and signed in to; and what may go wrong with that."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from attrs import field, frozen

from dirsim.errors import DirsimError, UsageError

BINDS = ("anonymous", "simple", "ntlm", "gssapi")


class DirectoryError(DirsimError):
    """The directory could not be reached, or does not answer as it should: there is nothing to tell."""

    exit_code = 3


class SignInError(UsageError):
    """The directory refuses the sign-in, or the sign-in would send a password where others can read it."""


@frozen(kw_only=True)
class SignIn:
    r"""Who signs in, and how.

    Attributes:
        user: A distinguished name, ``user@domain`` or ``DOMAIN\user``; empty for anonymous and GSSAPI.
        password: Never shown.
        bind: One of :data:`BINDS`; empty means simple where there is a user, anonymous where there is none.
    """

    user: str = ""
    password: str = field(default="", repr=False)
    bind: str = ""

    @property
    def method(self) -> str:
        """How it signs in.

        Raises:
            SignInError: There is no such way, or it lacks what it needs.
        """
        method = self.bind or ("simple" if self.user else "anonymous")
        if method not in BINDS:
            raise SignInError(f"unknown bind {method!r}; there are {', '.join(BINDS)}")
        if method in ("simple", "ntlm"):
            if not self.user:
                raise SignInError(f"a {method} bind needs a user")
            if not self.password:  # a server would take it for an anonymous bind, and say yes
                raise SignInError(f"a {method} bind needs a password")
        if method == "ntlm" and "\\" not in self.user:
            raise SignInError("an NTLM bind needs a user written as DOMAIN\\user")
        return method


@frozen(kw_only=True)
class Access:
    """How a server is reached.

    Attributes:
        ca_file: Certificates of the authorities to trust, in PEM; ``None`` means those of the system.
        verify: False to take any certificate.
        start_tls: True to ask for TLS on ``ldap://`` in any case; a simple bind asks for it unless ``allow_plain``.
        allow_plain: True to send a password over a connection that is not encrypted.
        timeout: Seconds after which a request that has had no whole answer is given up.
        page_size: Entries in one page.
    """

    ca_file: str | None = None
    verify: bool = True
    start_tls: bool = False
    allow_plain: bool = False
    timeout: float = 30.0
    page_size: int = 500


@frozen
class Address:
    """Where a server is.

    Attributes:
        host: Its name or IP address.
        port: Its port.
        encrypted: True for LDAPS.
    """

    host: str
    port: int
    encrypted: bool

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'ldaps' if self.encrypted else 'ldap'}://{host}:{self.port}"


def address_of(url: str) -> Address:
    """The address in a URL; a bare name means LDAPS.

    Raises:
        UsageError: It is no such URL, or holds a user or password, which command lines and logs would show.
    """
    text = url if "://" in url else f"ldaps://{url}"
    try:
        parts = urlsplit(text)
        port = parts.port
        host = parts.hostname
    except ValueError:
        raise UsageError("the URL is not one of a directory; write ldaps://HOST or ldap://HOST:PORT") from None
    if "@" in parts.netloc:
        raise UsageError(
            "a URL with a user or password in it is not taken: use --user, and --password-file or the prompt"
        )
    if parts.scheme not in ("ldap", "ldaps"):
        raise UsageError(f"the URL begins with {parts.scheme}://; write ldaps://HOST or ldap://HOST:PORT")
    if not host or re.search(r"[\s\x00-\x1f]", unquote(host)):
        raise UsageError("the URL names no host; write ldaps://HOST or ldap://HOST:PORT")
    encrypted = parts.scheme == "ldaps"
    return Address(host, port or (636 if encrypted else 389), encrypted)
