"""One LDAP connection: verified, bounded in time and size, read-only.

Referrals are not followed.
"""

from __future__ import annotations

import contextlib
import math
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import Any, Self

import ldap3
from attrs import define, field
from ldap3.core.exceptions import LDAPExceptionError

from dirsim.catalog.limits import LIMITS
from dirsim.directory.discovery.directory_error import DirectoryError
from dirsim.directory.discovery.entry import Entry
from dirsim.directory.discovery.ldap.faults import (
    MAX_ANSWER,
    LostError,
    RefusedError,
    UnheardError,
    broken,
    failed_bind,
    refusal,
)
from dirsim.directory.discovery.ldap.ntlm_bind import NtlmTokens, bind_ntlm
from dirsim.directory.discovery.ldap.settings import Access, Address, SignIn, SignInError

PAGED = "1.2.840.113556.1.4.319"
_EMPTY_PAGES = 100
_REFERRALS = 10_000
"""The number of different referrals that are kept; the answer names the first of them."""
_SUCCESS, _TIME_LIMIT, _SIZE_LIMIT = 0, 3, 4
_REFERRAL, _ADMIN_LIMIT, _NO_CONTROL, _INSUFFICIENT = 10, 11, 12, 50


class _Watched:
    """A socket that fails at a deadline, or when a response grows too large."""

    def __init__(self, raw: Any, timeout: float) -> None:
        self._raw = raw
        self._timeout = timeout
        self.renew()

    def renew(self) -> None:
        """Reset the deadline and the size for a new request."""
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
            raise OSError(f"the response is larger than {MAX_ANSWER // 1024**2} MiB")
        return data

    def sendall(self, data: bytes) -> None:
        self._ready()
        self._raw.sendall(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)


class _Tls(ldap3.Tls):  # type: ignore[misc]  # ldap3 has no types
    """TLS with an own context: Python verifies the certificate and the name in it."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(validate=context.verify_mode)
        self.context = context
        self.fault = ""

    def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:  # noqa: ARG002 -- as ldap3 calls it
        try:
            connection.socket = self.context.wrap_socket(connection.socket, server_hostname=connection.server.host)
        except ssl.SSLCertVerificationError as error:
            self.fault = (
                f"its certificate is not trusted: {error.verify_message} (pass the CA certificate with --ca-file)"
            )
            raise
        except ssl.SSLError as error:
            self.fault = f"TLS failed: {error.reason or error}"
            raise


class _Connection(ldap3.Connection):  # type: ignore[misc]  # as above
    """A connection whose ``repr`` omits the credentials: that of ldap3 shows the password."""

    _socket: Any = None

    def __repr__(self) -> str:
        return f"<connection to {self.server.host}>"

    @property
    def socket(self) -> Any:
        """The socket in use. ldap3 tries one address after the other and forgets the sockets that failed: close them."""
        return self._socket

    @socket.setter
    def socket(self, value: Any) -> None:
        before, self._socket = self._socket, value
        wrapped = isinstance(value, _Watched | ssl.SSLSocket)  # these keep using the earlier socket
        if before is not None and before is not value and not wrapped:
            before.close()


def _context(access: Access) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=access.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise SignInError(f"--ca-file {access.ca_file}: no readable certificates ({error})") from None
    if not access.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


@define
class LdapConnection:
    """An open, authenticated connection.

    Attributes:
        address: The address of the server.
        referred: Servers that responses refer to; they are never queried.
    """

    address: Address
    access: Access
    _connection: Any = field(repr=False)
    _watched: _Watched = field(repr=False)
    _tls: _Tls = field(repr=False)
    referred: dict[str, None] = field(factory=dict)
    _began: float = field(factory=time.monotonic, init=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(Exception):  # a failed unbind does not affect the result
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
        """Search page by page and yield the entries; only one page is held in memory.

        Args:
            base: The base of the search; empty for the root DSE.
            attributes: The attributes to request.
            where: An LDAP filter; the caller escapes foreign values in it.
            scope: ``SUBTREE``, ``LEVEL`` or ``BASE``.
            controls: Additional controls.

        Raises:
            RefusedError: The server refused the search, or ended it early; entries before that were yielded.
            LostError: The connection broke, the server stalled, or its response is not LDAP.
        """
        cookie: bytes | None = None
        paged = scope != "BASE"
        empty = pages = 0
        firsts: set[str] = set()  # a page that came before, in whatever order, comes for ever
        while True:
            if time.monotonic() - self._began > LIMITS["server-seconds"].most:
                raise LostError(f"the server has answered for {LIMITS['server-seconds'].exceeded()}")
            result, entries = self._page(base, attributes, where, scope, controls, cookie if paged else False)
            if entries and entries[0].dn in firsts:
                raise LostError("the server repeats a page")
            firsts.update(entry.dn for entry in entries[:1])
            yield from entries
            code = result.get("result", _SUCCESS)
            if code == _NO_CONTROL and paged and cookie is None:
                paged = False
                continue
            if code != _SUCCESS:
                raise RefusedError(self._reason(result))
            control = (result.get("controls") or {}).get(PAGED) or {}
            cookie = (control.get("value") or {}).get("cookie") or None
            empty, pages = 0 if entries else empty + 1, pages + 1
            if not paged or not cookie:
                return
            if empty > _EMPTY_PAGES:
                raise LostError("the server keeps returning empty pages")
            if pages >= LIMITS["pages"].most:
                raise LostError(f"the server returns {LIMITS['pages'].exceeded()} for one search")

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
        fault = ""
        try:
            self._connection.search(
                base, where, scope, attributes=list(attributes), controls=list(controls) or None, **paging
            )
        except Exception as error:  # noqa: BLE001 -- bytes that are no LDAP make the decoder raise anything
            fault = broken(error, self.access.timeout)
        if fault:  # see connect
            raise LostError(fault)
        entries = []
        for found in self._connection.response or ():
            if found.get("type") == "searchResEntry":
                values = {name.lower(): value or [] for name, value in found["raw_attributes"].items()}
                entries.append(Entry(str(found["dn"]), values))
            elif found.get("type") == "searchResRef":
                self._refer(found.get("uri"))
        return self._connection.result or {}, entries

    def _refer(self, uris: Iterable[object] | None) -> None:
        """Keep where the server refers to; it is never asked."""
        for uri in uris or ():
            if len(self.referred) < _REFERRALS:
                self.referred[str(uri)] = None

    def _reason(self, result: dict[str, Any]) -> str:
        code = result.get("result")
        if code == _REFERRAL:
            self._refer(result.get("referrals"))
            return "the server returned a referral, which dirsim does not follow: pass the URL of that server if it is yours"
        if code in (_SIZE_LIMIT, _ADMIN_LIMIT):
            return "the server's size limit was reached"
        if code == _TIME_LIMIT:
            return "the server's time limit was reached"
        if code == _INSUFFICIENT:
            return "insufficient access rights"
        if code == 1:
            return "the server requires a bind first"
        return f"the server returned {result.get('description') or code}"


def connect(address: Address, access: Access, sign_in: SignIn) -> LdapConnection:
    """Open a connection, encrypt it, and bind.

    Raises:
        SignInError: The bind is refused, or would send a password unencrypted.
        DirectoryError: The server cannot be reached, its certificate is not trusted, or it does not respond.
    """
    try:
        return _connected(address, access, sign_in)
    except UnheardError:
        pass
    return _connected(address, access, sign_in, inside_sasl=True)


def _connected(address: Address, access: Access, sign_in: SignIn, *, inside_sasl: bool = False) -> LdapConnection:
    """One connection attempt; with ``inside_sasl``, an NTLM bind is wrapped in SASL."""
    method = sign_in.method
    tokens = NtlmTokens(address.host, sign_in) if method == "ntlm" else None
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
    connection = _Connection(
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
    fault = ""
    with _guarded(connection, access.timeout):
        try:
            connection.open(read_server_info=False)
            if encrypt and not address.encrypted:
                _start_tls(connection, tls, address, began, access, simple=method == "simple")
        except (SignInError, DirectoryError):
            raise
        except Exception as error:  # noqa: BLE001 -- see Directory._page
            fault = tls.fault or broken(error, access.timeout, began)
    if fault:  # raised here, so that the traceback excludes ldap3's frames, which hold credentials
        _drop(connection)
        raise LostError(f"{address}: {fault}")
    watched = _Watched(connection.socket, access.timeout)
    connection.socket = watched
    directory = LdapConnection(address, access, connection, watched, tls)
    try:
        _bind(directory, connection, method, sign_in, tokens, inside_sasl=inside_sasl)
    except BaseException:
        _drop(connection)
        raise
    return directory


def _credentials(method: str, sign_in: SignIn) -> dict[str, Any]:
    if method == "simple":
        return {"user": sign_in.user, "password": sign_in.password, "authentication": ldap3.SIMPLE}
    if method == "gssapi":
        return {"authentication": ldap3.SASL, "sasl_mechanism": ldap3.KERBEROS}
    return {"authentication": ldap3.ANONYMOUS}  # also for NTLM, whose tokens ldap3 does not create


def _start_tls(connection: Any, tls: _Tls, address: Address, began: float, access: Access, *, simple: bool) -> None:
    try:
        if connection.start_tls(read_server_info=False):
            return
        why = "the server does not support StartTLS"
    except LDAPExceptionError as error:
        lost = broken(error, access.timeout, began)
        why = tls.fault or ("the server does not support StartTLS" if "startTLS failed" in str(error) else lost)
    _drop(connection)
    if not simple:
        raise LostError(f"{address}: {why}")
    hint = "" if tls.fault else "; use ldaps://, or --allow-plain-password if the network path is trusted"
    raise SignInError(f"{address}: dirsim does not send the password over an unencrypted connection: {why}{hint}")


@contextlib.contextmanager
def _guarded(connection: Any, timeout: float) -> Iterator[None]:
    """Close the connection if opening it takes too long: a handshake in small fragments resets every other timeout."""

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


def _bind(
    directory: LdapConnection,
    connection: Any,
    method: str,
    sign_in: SignIn,
    tokens: NtlmTokens | None,
    *,
    inside_sasl: bool,
) -> None:
    if method == "anonymous":
        return
    address, access = directory.address, directory.access
    directory._watched.renew()  # noqa: SLF001 -- the same module
    done, failed = False, None
    try:
        if tokens is None:
            done = connection.bind(read_server_info=False)
        else:
            done = bind_ntlm(connection, tokens, inside_sasl=inside_sasl)
    except Exception as error:  # noqa: BLE001 -- see Directory._page
        failed = failed_bind(error, method, address, access)
    if failed is not None:  # see connect
        raise failed
    if done:
        return
    result = connection.result or {}
    encrypted = isinstance(directory._watched._raw, ssl.SSLSocket)  # noqa: SLF001 -- as above
    raise SignInError(f"{address}: {refusal(result, method, sign_in, encrypted=encrypted)}")
