"""Passwords are shown nowhere: whatever the way to sign in, where the password comes from, and how it ends."""

from __future__ import annotations

import base64
import contextlib
import importlib.util
import os
import pty
import select
import socket
import ssl
import subprocess
import sys
import threading
import time
import traceback
from pathlib import Path

import pytest

from dirsim.directory.discovery.ldap import server as reader
from dirsim.directory.discovery.ldap.connection import connect
from dirsim.directory.discovery.ldap.settings import Access, SignIn, address_of
from dirsim.errors import DirsimError

SECRET = "Lab-Reader-2024"
WRONG = "Wr0ng-But-Secret"
NT_HASHES = {SECRET: "aa2573b0c828037b13252f2fd72a8b04", WRONG: "a32520e1fea9031c8104ecadb839e44b"}
"""MD4 of the password in UTF-16: it signs in as well as the password does."""
USER = "reader@corp.example"
TERMINAL = "import fcntl, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
"""Makes the standard input the terminal that a prompt is written to."""
RUN = f"{TERMINAL}from dirsim.cli.app import main; sys.exit(main(sys.argv[1:]))"
BROKEN = f"import dirsim.directory.discovery.ldap.server as s; s.discovery_of = lambda *a, **k: next(iter(())); {RUN}"
"""The command with a fault of dirsim's own, after the sign-in."""


def shapes(secret):
    """A secret as it is, and in the other forms in which a log might hold it."""
    raw, wide = secret.encode(), secret.encode("utf-16-le")
    made = [secret, raw.hex(), base64.b64encode(raw).decode().rstrip("="), wide.hex(), NT_HASHES[secret]]
    return [*made, *(one.upper() for one in made[1:2] + made[3:]), repr(wide)[2:-1]]


def assert_silent(text, where):
    """No form of a secret is in a text."""
    shown = [shape for secret in (SECRET, WRONG) for shape in shapes(secret) if shape in text]
    assert not shown, f"{where}: {shown}"


BINDS = {
    "ldaps": (("--user", USER), "ldaps", False),
    "starttls": (("--user", USER), "ldap", True),
    "ntlm": (("--user", "CORP\\reader", "--bind", "ntlm"), "ldaps", False),
}
SOURCES = ("file", "environment", "prompt")


def run(tmp_path, source, secret, words, *, code=RUN, debug=False, keep=None):
    """The command with a password from a source; its exit code and everything it showed while it ran."""
    home = tmp_path / "home"
    home.mkdir()
    secret_file = tmp_path / "secret"
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(home), "TERM": "dumb", **(keep or {})}
    if debug:
        env["DIRSIM_DEBUG"] = "1"
    if source == "file":
        secret_file.write_text(f"{secret}\n")
        words = (*words, "--password-file", str(secret_file))
    elif source == "environment":
        env["DIRSIM_LDAP_PASSWORD"] = secret
    command = [sys.executable, "-c", code, "discover", *words, "-o", str(home / "estate.yaml"), "--timeout", "2"]
    mine, theirs = pty.openpty()
    running = subprocess.Popen(
        command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, cwd=home,
        start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    shown, typed = bytearray(), False
    end = time.monotonic() + 60
    open_ends = {running.stdout.fileno(), mine}
    while running.stdout.fileno() in open_ends:
        assert time.monotonic() < end, shown
        ready, _, _ = select.select(list(open_ends), [], [], 0.05)
        with contextlib.suppress(OSError):
            shown += Path(f"/proc/{running.pid}/cmdline").read_bytes() + b"\n"
        for place in ready:
            try:
                piece = os.read(place, 65536)
            except OSError:  # nobody holds the terminal any more
                piece = b""
            if not piece:
                open_ends.discard(place)
            shown += piece
        if source == "prompt" and not typed and b"Password: " in shown:
            os.write(mine, secret.encode() + b"\n")
            typed = True
    os.close(mine)
    assert typed or source != "prompt", shown
    code = running.wait(10)
    running.stdout.close()
    for path in home.rglob("*"):
        if path.is_file():
            shown += path.read_bytes()
    return code, shown.decode("utf-8", "replace")


class FalseServer:
    """A server that speaks TLS, takes a bind, and then misbehaves.

    Attributes:
        seen: What it was sent after TLS began.
    """

    def __init__(self, folder, hello, behave):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
        self.hello, self.behave, self.seen = hello, behave, bytearray()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with contextlib.suppress(OSError):
            raw, _ = self.listener.accept()
            with raw:
                if self.hello:
                    asked = raw.recv(1000)
                    number = asked[2 : 4 + asked[3]]  # of the message, which the answer repeats
                    answer = number + bytes.fromhex("78070a010004000400")
                    raw.sendall(b"\x30" + bytes([len(answer)]) + answer)
                with self.context.wrap_socket(raw, server_side=True) as connection:
                    self.seen += connection.recv(10_000)
                    self.behave(connection)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()


def stall(connection):
    """Never answer."""
    with contextlib.suppress(OSError):
        connection.recv(1)


def cut(connection):
    """Hang up."""
    connection.close()


def babble(connection):
    """Answer what is no LDAP, and what was asked."""
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 20)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("bind", BINDS)
def test_a_run_that_succeeds_shows_no_password(forest, tmp_path, bind, source):
    """Neither the output nor the notes, the file that is written, the prompt or the process list holds the password."""
    words, scheme, _ = BINDS[bind]
    url = {"ldaps": forest.ldaps, "ldap": forest.ldap}[scheme]
    code, shown = run(tmp_path, source, SECRET, ("ldap", url, *words, "--no-verify"))
    assert code == 0, shown
    assert "corp.example" in shown
    assert_silent(shown, bind)


def test_a_ticket_shows_no_password(forest, tmp_path):
    """With a ticket there is no password to show, and one that lies about in the environment is not taken up."""
    pytest.importorskip("gssapi", reason="the package gssapi is not installed")
    settings = forest.kerberos(tmp_path / "cache")
    subprocess.run(
        ["kinit", "reader@CORP.EXAMPLE"], input=SECRET, env=os.environ | settings, text=True, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    words = ("ldap", forest.ldaps, "--bind", "gssapi", "--no-verify")
    code, shown = run(tmp_path, "environment", SECRET, words, keep=settings)
    assert code == 0, shown
    assert_silent(shown, "gssapi")


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("bind", BINDS)
def test_a_refused_run_shows_no_password(forest, tmp_path, bind, source):
    """A wrong password is repeated nowhere."""
    words, scheme, _ = BINDS[bind]
    url = {"ldaps": forest.ldaps, "ldap": forest.ldap}[scheme]
    code, shown = run(tmp_path, source, WRONG, ("ldap", url, *words, "--no-verify"), debug=True)
    assert code in {2, 3}, shown
    assert_silent(shown, bind)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("bind", ["ldaps", "starttls"])
def test_an_untrusted_server_gets_and_shows_no_password(forest, tmp_path, bind, source):
    """Where TLS is refused the run ends, and the password is shown nowhere."""
    words, scheme, _ = BINDS[bind]
    url = {"ldaps": forest.ldaps, "ldap": forest.ldap}[scheme]
    code, shown = run(tmp_path, source, SECRET, ("ldap", url, *words), debug=True)
    assert code in {2, 3}
    assert "certificate is not trusted" in shown
    assert_silent(shown, bind)


@pytest.mark.parametrize(("behave", "source"), [(stall, "file"), (cut, "environment"), (babble, "prompt")])
@pytest.mark.parametrize("bind", BINDS)
def test_a_server_that_fails_after_the_password_was_sent_makes_nobody_show_it(forest, tmp_path, bind, source, behave):
    """The server has had the sign-in, and stalls, cuts or answers rubbish: the password is shown nowhere."""
    words, scheme, hello = BINDS[bind]
    with FalseServer(Path(forest.ca_file).parent, hello, behave) as false:
        url = f"{scheme}://127.0.0.1:{false.port}"
        code, shown = run(tmp_path, source, SECRET, ("ldap", url, *words, "--no-verify"), debug=True)
    assert code == 3, shown
    assert false.seen
    assert (SECRET.encode() in false.seen) == (bind != "ntlm")
    assert_silent(shown, bind)


@pytest.mark.parametrize("source", SOURCES)
def test_a_fault_of_our_own_shows_no_password(forest, tmp_path, source):
    """An error of dirsim itself, with its traceback, does not show the password."""
    words = ("ldap", forest.ldaps, *BINDS["ldaps"][0], "--no-verify")
    code, shown = run(tmp_path, source, SECRET, words, code=BROKEN, debug=True)
    assert code == 4
    assert "StopIteration" in shown
    assert "Traceback" in shown
    assert_silent(shown, "traceback")


def everything_of(error):
    """An error as text with every variable of every frame, of those before it too, suppressed or not."""
    told, seen = [], set()
    queue = [error]
    while queue:
        one = queue.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        frames = [frame for frame, _ in traceback.walk_tb(one.__traceback__) if frame.f_globals["__name__"] != __name__]
        told += [repr(one), str(one), repr(vars(one))]
        told += [f"{name}={value!r}" for frame in frames for name, value in frame.f_locals.items()]
        told += [
            line
            for line in traceback.TracebackException.from_exception(one, capture_locals=True).format()
            if __name__ not in line and "test_secrets.py" not in line
        ]
        queue += [one.__cause__, one.__context__]
    return "\n".join(told)


KINDS = [
    pytest.param("simple", "ldaps", False, id="ldaps"),
    pytest.param("simple", "ldap", True, id="starttls"),
    pytest.param("ntlm", "ldaps", False, id="ntlm"),
    pytest.param(
        "gssapi", "ldaps", False, id="gssapi",
        marks=pytest.mark.skipif(importlib.util.find_spec("gssapi") is None, reason="the package gssapi is not installed"),
    ),
]  # fmt: skip


@pytest.mark.parametrize("behave", [stall, cut, babble])
@pytest.mark.parametrize(("method", "scheme", "hello"), KINDS)
def test_an_error_carries_no_password(forest, method, scheme, hello, behave):
    """A program that logs the variables of every frame of the error, ldap3's own ones among them, logs no password."""
    sign_in = SignIn(user="CORP\\reader", password=SECRET, bind=method)
    with (
        FalseServer(Path(forest.ca_file).parent, hello, behave) as false,
        pytest.raises(DirsimError) as raised,
    ):
        reader.read_ldap([f"{scheme}://127.0.0.1:{false.port}"], sign_in, Access(verify=False, timeout=1))
    assert false.seen or method == "gssapi"  # which has no ticket here: it sends nothing, or that it gives up
    assert (SECRET.encode() in false.seen) == (method == "simple")
    told = everything_of(raised.value)
    assert "sign_in=" in told
    assert_silent(told, method)


@pytest.mark.parametrize("password", [SECRET, WRONG])
@pytest.mark.parametrize("scheme", ["ldaps", "ldap"])
def test_an_error_at_the_real_directory_carries_no_password(forest, scheme, password, monkeypatch):
    """A refused sign-in, or an error while the answer is put together: no frame shows the password."""
    monkeypatch.setattr(reader, "discovery_of", lambda *_, **__: next(iter(())))
    sign_in = SignIn(user=USER, password=password)
    with pytest.raises((DirsimError, StopIteration)) as raised:
        reader.read_ldap([getattr(forest, scheme)], sign_in, Access(verify=False))
    assert isinstance(raised.value, StopIteration) == (password == SECRET)
    told = everything_of(raised.value)
    assert "sign_in=" in told
    assert_silent(told, scheme)


def test_what_python_hands_out_shows_no_password(forest):
    """Settings, an open connection with everything inside it, and what was found: none shows the password."""
    sign_in = SignIn(user=USER, password=SECRET)
    with connect(address_of(forest.ldaps), Access(verify=False), sign_in) as directory:
        inside = [directory._connection, directory._watched, directory._tls, directory._connection.strategy]
        told = [repr(sign_in), str(sign_in), f"{sign_in}", repr(directory), *map(repr, inside), *map(str, inside)]
        found = reader.read_ldap([forest.ldaps], sign_in, Access(verify=False))
    told += [repr(found), str(found), repr(found.to_dict()), repr(found.requirements)]
    assert_silent("\n".join(told), "repr")
