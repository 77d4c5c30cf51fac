"""One connection to a directory: verified, limited in time and size, read-only, and deaf to referrals."""

from __future__ import annotations

import contextlib
import math
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any, Self

import ldap3
from attrs import define, field
from ldap3.core.exceptions import LDAPExceptionError, LDAPPackageUnavailableError

from dirsim.read.ldap.entry import Entry
from dirsim.read.ldap.md4 import nt_hash
from dirsim.read.ldap.settings import Access, Address, DirectoryError, SignIn, SignInError

PAGED = "1.2.840.113556.1.4.319"
MAX_ANSWER = 32 * 1024 * 1024
"""Bytes of one answer (a page); a server that sends more is not listened to."""

_EMPTY_PAGES = 100
_SUCCESS, _TIME_LIMIT, _SIZE_LIMIT, _NO_METHOD, _STRONGER = 0, 3, 4, 7, 8
_REFERRAL, _ADMIN_LIMIT, _NO_CONTROL, _CONFIDENTIAL = 10, 11, 12, 13
_INVALID_CREDENTIALS, _INSUFFICIENT = 49, 50
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


class _Watched:
    """A socket that gives up: at a moment, or when an answer grows too large."""

    def __init__(self, raw: Any, timeout: float) -> None:
        self._raw = raw
        self._timeout = timeout
        self.renew()

    def renew(self) -> None:
        """A new request begins."""
        self._until = time.monotonic() + self._timeout
        self._left = MAX_ANSWER

    def _ready(self) -> None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self._raw.settimeout(left)

    def recv(self, size: int) -> bytes:
        self._ready()
        data: bytes = self._raw.recv(size)
        self._left -= len(data)
        if self._left < 0:
            raise OSError(f"the answer is larger than {MAX_ANSWER // 1024**2} MiB")
        return data

    def sendall(self, data: bytes) -> None:
        self._ready()
        self._raw.sendall(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)


class _Tls(ldap3.Tls):  # type: ignore[misc]  # ldap3 has no types
    """TLS by a context of our own: Python checks the certificate and the name in it."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(validate=context.verify_mode)
        self.context = context
        self.fault = ""

    def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:  # noqa: ARG002 -- as ldap3 calls it
        try:
            connection.socket = self.context.wrap_socket(connection.socket, server_hostname=connection.server.host)
        except ssl.SSLCertVerificationError as error:
            self.fault = f"its certificate is not trusted: {error.verify_message} (name the authority with --ca-file)"
            raise
        except ssl.SSLError as error:
            self.fault = f"TLS failed: {error.reason or error}"
            raise


def _context(access: Access) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=access.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise SignInError(f"--ca-file {access.ca_file}: it holds no certificates that can be read ({error})") from None
    if not access.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


@define
class Directory:
    """An open, signed-in connection.

    Attributes:
        address: Where it leads.
        referred: Other servers that answers pointed to, which are never asked.
    """

    address: Address
    access: Access
    _connection: Any = field(repr=False)
    _watched: _Watched = field(repr=False)
    _tls: _Tls = field(repr=False)
    referred: dict[str, None] = field(factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(Exception):  # the answer is what counts; a farewell that fails is none of it
            self._watched.renew()
            self._connection.unbind()
        with contextlib.suppress(Exception):
            self._watched.close()

    def search(
        self,
        base: str,
        attributes: Sequence[str],
        *,
        where: str = "(objectClass=*)",
        scope: str = "SUBTREE",
        controls: Sequence[Any] = (),
    ) -> Iterator[Entry]:
        """The entries that a search finds, page by page; a page is all that is held.

        Args:
            base: Where to look; empty for the server's own entry.
            attributes: What to ask for.
            where: An LDAP filter; whoever makes one escapes what is not their own.
            scope: ``SUBTREE``, ``LEVEL`` or ``BASE``.
            controls: Further controls.

        Raises:
            RefusedError: The server refused the search, or ended it early; entries before that were handed out.
            LostError: The connection broke, the server stalled, or it does not speak LDAP.
        """
        cookie: bytes | None = None
        paged = scope != "BASE"
        empty = 0
        while True:
            result, entries = self._page(base, attributes, where, scope, controls, cookie if paged else False)
            yield from entries
            code = result.get("result", _SUCCESS)
            if code == _NO_CONTROL and paged and cookie is None:
                paged = False
                continue
            if code != _SUCCESS:
                raise RefusedError(self._reason(result))
            control = (result.get("controls") or {}).get(PAGED) or {}
            cookie = (control.get("value") or {}).get("cookie") or None
            empty = 0 if entries else empty + 1
            if not paged or not cookie:
                return
            if empty > _EMPTY_PAGES:
                raise LostError("the server hands out empty pages without end")

    def _page(
        self,
        base: str,
        attributes: Sequence[str],
        where: str,
        scope: str,
        controls: Sequence[Any],
        cookie: bytes | bool | None,
    ) -> tuple[dict[str, Any], list[Entry]]:
        paging = {} if cookie is False else {"paged_size": self.access.page_size, "paged_cookie": cookie}
        self._watched.renew()
        try:
            self._connection.search(
                base, where, scope, attributes=list(attributes), controls=list(controls) or None, **paging
            )
        except Exception as error:  # noqa: BLE001 -- bytes that are no LDAP make the decoder raise anything
            raise LostError(_broken(error, self.access.timeout)) from None
        entries = []
        for found in self._connection.response or ():
            if found.get("type") == "searchResEntry":
                values = {name.lower(): value for name, value in found["raw_attributes"].items()}
                entries.append(Entry(str(found["dn"]), values))
            elif found.get("type") == "searchResRef":
                for uri in found.get("uri") or ():
                    self.referred[str(uri)] = None
        return self._connection.result or {}, entries

    def _reason(self, result: dict[str, Any]) -> str:
        code = result.get("result")
        if code == _REFERRAL:
            for uri in result.get("referrals") or ():
                self.referred[str(uri)] = None
            return "the server refers to another one, which is not asked: name that one yourself if it is yours"
        if code in (_SIZE_LIMIT, _ADMIN_LIMIT):
            return "the server's own limit on the number of entries was reached"
        if code == _TIME_LIMIT:
            return "the server's own time limit was reached"
        if code == _INSUFFICIENT:
            return "these rights do not reach"
        if code == 1:
            return "the server wants a sign-in first"
        return f"the server answers {result.get('description') or code}"


def connect(address: Address, access: Access, sign_in: SignIn) -> Directory:
    """Open a connection, encrypt it, and sign in.

    Raises:
        SignInError: The sign-in is refused, or would send a password unencrypted.
        DirectoryError: The server cannot be reached, its certificate is not trusted, or it does not answer.
    """
    method = sign_in.method
    encrypt = access.start_tls or (method == "simple" and not access.allow_plain)
    limit = max(1, math.ceil(access.timeout))
    tls = _Tls(_context(access))
    server = ldap3.Server(
        address.host,
        port=address.port,
        use_ssl=address.encrypted,
        get_info=ldap3.NONE,
        tls=tls,
        connect_timeout=access.timeout,
    )
    connection = ldap3.Connection(
        server,
        **_credentials(method, sign_in),
        auto_referrals=False,
        auto_range=False,
        check_names=False,
        read_only=True,
        raise_exceptions=False,
        return_empty_attributes=False,
        receive_timeout=limit,
    )
    began = time.monotonic()
    with _guarded(connection, access.timeout):
        try:
            connection.open(read_server_info=False)
            if encrypt and not address.encrypted:
                _start_tls(connection, tls, address, began, access, simple=method == "simple")
        except (SignInError, DirectoryError):
            raise
        except Exception as error:  # noqa: BLE001 -- see Directory._page
            _drop(connection)
            raise LostError(f"{address}: {tls.fault or _broken(error, access.timeout, began)}") from None
    watched = _Watched(connection.socket, access.timeout)
    connection.socket = watched
    directory = Directory(address, access, connection, watched, tls)
    try:
        _bind(directory, connection, method, sign_in)
    except BaseException:
        _drop(connection)
        raise
    return directory


def _credentials(method: str, sign_in: SignIn) -> dict[str, Any]:
    if method == "simple":
        return {"user": sign_in.user, "password": sign_in.password, "authentication": ldap3.SIMPLE}
    if method == "ntlm":  # ldap3 takes the hash in place of the password, and then needs no MD4 of OpenSSL
        stands_in = f"{'0' * 32}:{nt_hash(sign_in.password)}"
        return {"user": sign_in.user, "password": stands_in, "authentication": ldap3.NTLM}
    if method == "gssapi":
        return {"authentication": ldap3.SASL, "sasl_mechanism": ldap3.KERBEROS}
    return {"authentication": ldap3.ANONYMOUS}


def _start_tls(connection: Any, tls: _Tls, address: Address, began: float, access: Access, *, simple: bool) -> None:
    why = ""
    try:
        if connection.start_tls(read_server_info=False):
            return
        why = "the server does not start TLS"
    except LDAPExceptionError as error:
        lost = _broken(error, access.timeout, began)
        why = tls.fault or ("the server does not start TLS" if "startTLS failed" in str(error) else lost)
    _drop(connection)
    if not simple:
        raise LostError(f"{address}: {why}")
    hint = "" if tls.fault else "; use ldaps://, or --allow-plain-password if everybody on the way may know it"
    raise SignInError(f"{address}: the password is not sent over a connection that is not encrypted: {why}{hint}")


@contextlib.contextmanager
def _guarded(connection: Any, timeout: float) -> Iterator[None]:
    """Cut the connection when opening it takes too long: a handshake that trickles resets every other clock."""

    def cut() -> None:
        with contextlib.suppress(Exception):
            connection.socket.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(timeout, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _drop(connection: Any) -> None:
    with contextlib.suppress(Exception):
        connection.socket.close()


def _bind(directory: Directory, connection: Any, method: str, sign_in: SignIn) -> None:
    if method == "anonymous":
        return
    address, access = directory.address, directory.access
    directory._watched.renew()  # noqa: SLF001 -- the same module
    try:
        done = connection.bind(read_server_info=False)
    except LDAPPackageUnavailableError:
        raise SignInError(
            "a GSSAPI bind needs the Python package gssapi (pip install gssapi), which needs Kerberos' headers to build"
        ) from None
    except Exception as error:  # noqa: BLE001 -- see Directory._page
        if method == "gssapi" and type(error).__module__.startswith("gssapi"):
            raise SignInError(f"{address}: Kerberos gives no ticket for it: {' '.join(str(error).split())}") from None
        why = _broken(error, access.timeout)
        if method == "ntlm" and "cut" in why:
            why += " at the NTLM bind: it takes none of this form (Samba does not); use a simple bind over ldaps://"
        raise LostError(f"{address}: {why}") from None
    if done:
        return
    result = connection.result or {}
    raise SignInError(f"{address}: {_refusal(result, method, sign_in)}")


def _refusal(result: dict[str, Any], method: str, sign_in: SignIn) -> str:
    code, message = result.get("result"), str(result.get("message") or "")
    if code == _INVALID_CREDENTIALS:
        data = message.partition("data ")[2].partition(",")[0].strip().lower()
        if data == "80090346":
            return "the server wants channel binding, which this bind does not offer: use a simple bind over ldaps://"
        return f"the sign-in of {sign_in.user or 'the ticket'} is refused: {_AD_REASONS.get(data, _AD_REASONS['52e'])}"
    if code in (_STRONGER, _CONFIDENTIAL):
        return "the server takes this sign-in over an encrypted connection only: use ldaps:// or --start-tls"
    if code == _NO_METHOD:
        return f"the server does not take {method} binds"
    return f"the sign-in is refused: {result.get('description') or code}"


def _broken(error: Exception, timeout: float, began: float | None = None) -> str:
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
