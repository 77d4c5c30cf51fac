"""A directory server on a socket that says whatever it is told to say: enough of LDAP for hostile answers."""

import contextlib
import socket
import threading

PAGED = b"1.2.840.113556.1.4.319"
AD = b"1.2.840.113556.1.4.800"
ROOT = {
    "defaultNamingContext": [b"DC=corp,DC=example"],
    "configurationNamingContext": [b"CN=Configuration,DC=corp,DC=example"],
    "schemaNamingContext": [b"CN=Schema,CN=Configuration,DC=corp,DC=example"],
    "namingContexts": [b"DC=corp,DC=example"],
    "supportedCapabilities": [AD],
}
"""What a controller of Active Directory says of itself."""


def ber(tag: int, *parts: bytes) -> bytes:
    """One value in BER."""
    content = b"".join(parts)
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def entry(dn: str, attributes: dict[str, list[bytes]]) -> bytes:
    """One entry as an answer."""
    lists = [
        ber(0x30, ber(0x04, name.encode()), ber(0x31, *(ber(0x04, value) for value in values)))
        for name, values in attributes.items()
    ]
    return ber(0x64, ber(0x04, dn.encode()), ber(0x30, *lists))


def reference(uri: str) -> bytes:
    """A reference to another server as an answer."""
    return ber(0x73, ber(0x04, uri.encode()))


def done(code: int = 0, referrals: tuple[str, ...] = ()) -> bytes:
    """The end of the answers."""
    to = [ber(0xA3, *(ber(0x04, uri.encode()) for uri in referrals))] if referrals else []
    return ber(0x65, ber(0x0A, bytes([code])), ber(0x04), ber(0x04), *to)


def more(cookie: bytes) -> bytes:
    """The control that says that there is another page."""
    value = ber(0x30, ber(0x02, b"\x00"), ber(0x04, cookie))
    return ber(0xA0, ber(0x30, ber(0x04, PAGED), ber(0x04, value)))


def _read(data: bytes, at: int) -> tuple[int, bytes, int]:
    """Tag, content and end of the value at a place."""
    tag, size, at = data[at], data[at + 1], at + 2
    if size & 0x80:
        width = size & 0x7F
        size, at = int.from_bytes(data[at : at + width], "big"), at + width
    return tag, data[at : at + size], at + size


class FakeDirectory:
    """A server whose answers a function gives.

    The function takes the number of the search, its base and the attributes that it asks for, and gives the messages of the answer,
    each as the operation and its controls. Binds succeed.
    """

    def __init__(self, answers):
        self.answers, self.searches = answers, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"ldap://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()

    def _serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with connection, contextlib.suppress(OSError, IndexError):
                self._talk(connection)

    def _talk(self, connection):
        waiting = b""
        while True:
            data = connection.recv(65536)
            if not data:
                return
            waiting += data
            while len(waiting) > 6:
                _, message, end = _read(waiting, 0)
                if end > len(waiting):
                    break
                waiting = waiting[end:]
                self._answer(connection, message)

    def _answer(self, connection, message):
        _, _, after = _read(message, 0)
        number, (tag, operation, _) = message[:after], _read(message, after)
        if tag == 0x60:
            connection.sendall(ber(0x30, number, ber(0x61, ber(0x0A, b"\x00"), ber(0x04), ber(0x04))))
        elif tag == 0x63:
            self.searches += 1
            _, base, _ = _read(operation, 0)
            for said in self.answers(self.searches, base.decode(), operation):
                self._send(connection, number, *(said if isinstance(said, tuple) else (said,)))

    def _send(self, connection, number, operation, controls=b""):
        connection.sendall(ber(0x30, number, operation, controls))
