"""Discovery of a real OpenLDAP server: many entries, limits, refusals, StartTLS that does not start."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dirsim.directory.discovery.directory_error import DirectoryError
from dirsim.directory.discovery.ldap.server import read_ldap
from dirsim.directory.discovery.ldap.settings import Access, SignIn, SignInError
from dirsim.errors import DirsimError

SLAPD, SLAPADD = "/usr/sbin/slapd", "/usr/sbin/slapadd"
MANY = 50_000
SECRET = "Slapd-Secret-1"
ADMIN = SignIn(user="cn=admin,dc=corp,dc=example", password=SECRET)


def config(folder: Path) -> str:
    """A server of one database, with a user who may see only a hundred entries."""
    return f"""\
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/pid
database mdb
suffix "dc=corp,dc=example"
rootdn "{ADMIN.user}"
rootpw {SECRET}
directory {folder}
maxsize 1073741824
limits anonymous size.soft=100 size.hard=100 size.prtotal=100
"""


@pytest.fixture(scope="module")
def slapd(tmp_path_factory):
    """The address of a server with fifty thousand people."""
    if not Path(SLAPD).exists():
        assert not os.environ.get("CI"), "slapd is not installed"
        pytest.skip("slapd is not installed")
    folder = tmp_path_factory.mktemp("slapd")
    (folder / "slapd.conf").write_text(config(folder))
    people = "".join(
        f"dn: uid=u{number},dc=corp,dc=example\nobjectClass: inetOrgPerson\nuid: u{number}\ncn: u{number}\nsn: u\n\n"
        for number in range(MANY - 1)
    )
    text = f"dn: dc=corp,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: corp\ndc: corp\n\n{people}"
    subprocess.run([SLAPADD, "-q", "-f", folder / "slapd.conf"], input=text, text=True, check=True, timeout=120)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    url = f"ldap://127.0.0.1:{port}"
    log = (folder / "log").open("wb")
    running = subprocess.Popen([SLAPD, "-f", folder / "slapd.conf", "-h", url, "-d", "0"], stdout=log, stderr=log)
    log.close()
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield url
    finally:
        running.terminate()
        running.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def test_fifty_thousand_entries_are_counted_in_little_memory(slapd):
    """One paged pass counts them all, in less than 200 MB."""
    program = (
        "import sys\n"
        "from dirsim.directory.discovery.ldap.server import read_ldap\n"
        "from dirsim.directory.discovery.ldap.settings import Access, SignIn\n"
        "found = read_ldap([sys.argv[1]], SignIn(user=sys.argv[2], password=sys.stdin.read()), Access(allow_plain=True))\n"
        "(directory,) = found.estate.directories.values()\n"
        "peak = next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
        "print(directory.domains['corp.example'].objects, peak)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, slapd, ADMIN.user],
        input=SECRET,
        text=True,
        capture_output=True,
        timeout=120,
        check=True,
    )
    objects, memory = map(int, done.stdout.split())
    assert objects == MANY
    assert memory < 200 * 1024  # kB


def test_a_limit_of_the_server_is_said(slapd):
    """Where the server's limit cuts the answer, no count is claimed, and the note says why."""
    found = read_ldap([slapd], SignIn())
    (directory,) = found.estate.directories.values()
    assert directory.domains["corp.example"].objects is None
    assert any("limit" in entry.why for entry in found.unread)


def test_a_password_waits_for_tls(slapd):
    """A server without TLS does not get the password, unless that is allowed."""
    with pytest.raises(SignInError, match="does not send the password over an unencrypted connection"):
        read_ldap([slapd], ADMIN)
    with pytest.raises(DirectoryError, match="does not support StartTLS"):
        read_ldap([slapd], SignIn(), Access(start_tls=True))


def test_a_refused_sign_in_is_said(slapd):
    """A wrong password is an error that does not repeat it."""
    with pytest.raises(SignInError, match="refused") as error:
        read_ldap([slapd], SignIn(user=ADMIN.user, password="Wr0ng-Secret"), Access(allow_plain=True))
    assert "Wr0ng-Secret" not in str(error.value)


def test_binds_that_lack_something_are_refused():
    """An empty password, which servers take for an anonymous sign-in, is never sent."""
    with pytest.raises(DirsimError, match="requires a password"):
        read_ldap(["ldap://127.0.0.1:1"], SignIn(user="cn=x"))
    with pytest.raises(DirsimError, match="unknown bind"):
        read_ldap(["ldap://127.0.0.1:1"], SignIn(bind="digest"))
