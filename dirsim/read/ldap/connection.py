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
from ldap3.core.exceptions import LDAPExceptionError

from dirsim.read.ldap.entry import Entry
from dirsim.read.ldap.faults import MAX_ANSWER, LostError, RefusedError, UnheardError, broken, failed_bind, refusal
from dirsim.read.ldap.md4 import nt_hash
from dirsim.read.ldap.ntlm import bind_ntlm
from dirsim.read.ldap.settings import Access, Address, DirectoryError, SignIn, SignInError

PAGED = "1.2.840.113556.1.4.319"
_EMPTY_PAGES = 100
_SUCCESS, _TIME_LIMIT, _SIZE_LIMIT = 0, 3, 4
_REFERRAL, _ADMIN_LIMIT, _NO_CONTROL, _INSUFFICIENT = 10, 11, 12, 50


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


class _Connection(ldap3.Connection):  # type: ignore[misc]  # as above
    """A connection that does not show what it signs in with: ldap3's own shows the password."""

    def __repr__(self) -> str:
        return f"<connection to {self.server.host}>"


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
    try:
        return _connected(address, access, sign_in)
    except UnheardError:
        pass
    return _connected(address, access, sign_in, inside_sasl=True)


def _connected(address: Address, access: Access, sign_in: SignIn, *, inside_sasl: bool = False) -> Directory:
    """One attempt; where asked for with NTLM inside SASL."""
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
    if fault:  # raised here, so that ldap3's frames with what they hold do not travel along
        _drop(connection)
        raise LostError(f"{address}: {fault}")
    watched = _Watched(connection.socket, access.timeout)
    connection.socket = watched
    directory = Directory(address, access, connection, watched, tls)
    try:
        _bind(directory, connection, method, sign_in, inside_sasl=inside_sasl)
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
    try:
        if connection.start_tls(read_server_info=False):
            return
        why = "the server does not start TLS"
    except LDAPExceptionError as error:
        lost = broken(error, access.timeout, began)
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


def _bind(directory: Directory, connection: Any, method: str, sign_in: SignIn, *, inside_sasl: bool) -> None:
    if method == "anonymous":
        return
    address, access = directory.address, directory.access
    directory._watched.renew()  # noqa: SLF001 -- the same module
    done, failed = False, None
    try:
        done = bind_ntlm(connection) if inside_sasl else connection.bind(read_server_info=False)
    except Exception as error:  # noqa: BLE001 -- see Directory._page
        failed = failed_bind(error, method, address, access)
    if failed is not None:  # see connect
        raise failed
    if done:
        return
    result = connection.result or {}
    encrypted = isinstance(directory._watched._raw, ssl.SSLSocket)  # noqa: SLF001 -- as above
    raise SignInError(f"{address}: {refusal(result, method, sign_in, encrypted=encrypted)}")
