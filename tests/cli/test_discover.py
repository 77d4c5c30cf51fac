"""``dirsim discover`` on the command line."""

import json
import socket
import subprocess
import sys
import threading
from pathlib import Path

from dirsim.files.requirements_reader import parse_requirements

LDIF = "dn: DC=corp,DC=example\nobjectClass: domainDNS\nmsDS-Behavior-Version: 7\n\n"


def run(*words, env=None, folder=None):
    """The command, as typed."""
    return subprocess.run(
        [Path(sys.executable).with_name("dirsim"), "discover", *words],
        capture_output=True, text=True, env=env, cwd=folder, stdin=subprocess.DEVNULL, timeout=60, check=False,
    )  # fmt: skip


def test_both_formats_are_requirements_files(tmp_path):
    """YAML and JSON say the same, load as requirements, and JSON lists what could not be read."""
    (tmp_path / "x.ldf").write_text(LDIF)
    yaml, text = run("ldif", "x.ldf", folder=tmp_path), run("ldif", "x.ldf", "--format", "json", folder=tmp_path)
    assert (yaml.returncode, text.returncode) == (0, 0)
    assert parse_requirements(yaml.stdout) == parse_requirements(text.stdout)
    assert {"what", "why"} == set(json.loads(text.stdout)["unread"][0])


def test_a_file_is_merged_or_left_alone(tmp_path):
    """An existing file keeps its words; one that cannot be read is left as it is, with exit code 2."""
    (tmp_path / "x.ldf").write_text(LDIF)
    mine = tmp_path / "mine.yaml"
    mine.write_text("# mine\ndirsim: requirements/v1\nname: Mine\nneeds: [kerberos]\n")
    assert run("ldif", "x.ldf", "-o", "mine.yaml", folder=tmp_path).returncode == 0
    assert mine.read_text().startswith("# mine\n")
    assert "corp.example" in parse_requirements(mine.read_text()).estate.directories["corp"].domains
    mine.write_text("dirsim: requirements/v1\nname: [broken\n")
    assert run("ldif", "x.ldf", "-o", "mine.yaml", folder=tmp_path).returncode == 2
    assert mine.read_text() == "dirsim: requirements/v1\nname: [broken\n"


def test_bad_usage_is_exit_code_2(tmp_path):
    """Unknown sources, missing files and secrets in the wrong place are errors of usage."""
    for words in (
        ("ldif",),
        ("nothing",),
        ("ldif", "gone.ldf"),
        ("ldap", "ldap://me:Secret-9@dc1"),
        ("ldap", "dc1", "--user", "me"),
    ):
        done = run(*words, folder=tmp_path)
        assert done.returncode == 2, words
        assert done.stdout == ""
        assert "Secret-9" not in done.stderr


def message(number, operation, body):
    """One LDAP message."""
    inner = b"\x02\x01" + bytes([number, operation, 0x82]) + len(body).to_bytes(2, "big") + body
    return b"\x30\x82" + len(inner).to_bytes(2, "big") + inner


def octets(text):
    """An octet string."""
    return b"\x04" + bytes([len(text)]) + text


def attribute(name, value):
    """An attribute with one value."""
    values = octets(value)
    inner = octets(name) + b"\x31" + bytes([len(values)]) + values
    return b"\x30" + bytes([len(inner)]) + inner


def entry(number, dn, **attributes):
    """A search result with its entry."""
    listed = b"".join(attribute(name.encode(), value) for name, value in attributes.items())
    return message(number, 0x64, octets(dn) + b"\x30\x82" + len(listed).to_bytes(2, "big") + listed)


def test_what_was_read_before_the_cut_is_kept_and_marked():
    """A server that hangs up in the middle leaves a partial answer, marked, with exit code 3."""
    done_body = b"\x0a\x01\x00\x04\x00\x04\x00"
    first, second = b"dc=a,dc=example", b"dc=b,dc=example"

    def number_of(asked):
        return asked[4 + (asked[1] & 0x7F if asked[1] > 0x7F else 0)]

    def behave(listener):
        connection, _ = listener.accept()
        with connection:
            number = number_of(connection.recv(10_000))
            connection.sendall(entry(number, b"", namingContexts=first) + message(number, 0x65, done_body))
            number = number_of(connection.recv(10_000))
            cookie = octets(b"1.2.840.113556.1.4.319") + octets(b"\x30\x06\x02\x01\x00\x04\x01x")
            control = b"\x30" + bytes([len(cookie)]) + cookie
            controls = b"\xa0" + bytes([len(control)]) + control
            inner = b"\x02\x01" + bytes([number, 0x65, len(done_body)]) + done_body + controls
            connection.sendall(entry(number, first, objectClass=b"person") + b"\x30" + bytes([len(inner)]) + inner)
            connection.recv(10_000)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=behave, args=(listener,), daemon=True).start()
        done = run("ldap", f"ldap://127.0.0.1:{listener.getsockname()[1]}", "--timeout", "5")
    assert done.returncode == 3, done.stderr
    assert "PARTIAL" in done.stdout
    assert "a.example" in done.stdout
    assert second.decode() not in done.stdout
    assert "closed the connection" in done.stderr
    assert "objects" not in parse_requirements(done.stdout).estate.directories["a"].domains
