"""Microsoft's own form of the NTLM bind, against a test server: pyspnego's other half checks the tokens."""

import contextlib
import socket
import threading

import pytest
import spnego
from ldap3.protocol.rfc4511 import LDAPMessage
from pyasn1.codec.ber import decoder

from dirsim.directory.discovery.ldap.connection import connect
from dirsim.directory.discovery.ldap.settings import Access, SignIn, SignInError, address_of

SUCCESS, INVALID_CREDENTIALS = 0, 49


def field(tag, content):
    """A field of BER; the ones here are short enough for the short and the two-byte length."""
    size = len(content)
    length = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


class SicilyServer:
    """A server that takes sicily binds of one user, or (without packages) takes the first step for an anonymous bind.

    Attributes:
        steps: The forms of authentication that it was sent.
    """

    def __init__(self, packages):
        self.packages, self.steps = packages, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"ldap://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        context = spnego.server(protocol="ntlm")
        with contextlib.suppress(OSError):
            raw, _ = self.listener.accept()
            with raw:
                while data := raw.recv(10_000):
                    message, _ = decoder.decode(data, asn1Spec=LDAPMessage())
                    asked = message["protocolOp"].getComponent()
                    if message["protocolOp"].getName() != "bindRequest":
                        return
                    form = asked["authentication"].getName()
                    self.steps.append(form)
                    result, answer = self._answer(form, bytes(asked["authentication"].getComponent()), context)
                    body = field(0x0A, bytes([result])) + field(4, answer) + field(4, b"")
                    number = field(2, int(message["messageID"]).to_bytes(4, "big"))
                    raw.sendall(field(0x30, number + field(0x61, body)))

    def _answer(self, form, token, context):
        if form == "sicilyPackageDiscovery":
            return SUCCESS, self.packages
        try:
            return SUCCESS, context.step(token) or b""
        except spnego.exceptions.SpnegoError:
            return INVALID_CREDENTIALS, b""


@pytest.fixture
def serve(monkeypatch, tmp_path):
    """A function: a server with the packages that it names."""
    users = tmp_path / "users"
    users.write_text("CORP:reader:Pässwort-2024\n", encoding="utf-8")
    monkeypatch.setenv("NTLM_USER_FILE", str(users))
    with contextlib.ExitStack() as open_ones:

        def serving(packages):
            server = SicilyServer(packages)
            open_ones.callback(server.listener.close)
            return server

        yield serving


def signed_in(server, password):
    """Sign in as the user that the server knows, and hang up."""
    sign_in = SignIn(user="CORP\\reader", password=password, bind="ntlm")
    with connect(address_of(server.url), Access(timeout=5), sign_in):
        pass


def test_the_right_password_is_taken(serve):
    """Three steps, the tokens of which the other half of pyspnego accepts."""
    server = serve(b"NTLM;other")
    signed_in(server, "Pässwort-2024")
    assert server.steps == ["sicilyPackageDiscovery", "sicilyNegotiate", "sicilyResponse"]


def test_a_wrong_password_is_refused(serve):
    """The refusal of the last step is reported."""
    with pytest.raises(SignInError, match="wrong user name or password"):
        signed_in(serve(b"NTLM"), "Passwort-2024")


def test_an_anonymous_success_is_not_a_sign_in(serve):
    """A success without the name of NTLM is that of an anonymous bind, and is not taken for a sign-in."""
    with pytest.raises(SignInError, match="the server does not support ntlm binds"):
        signed_in(serve(b""), "Pässwort-2024")
