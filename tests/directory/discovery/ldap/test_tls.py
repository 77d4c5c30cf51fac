"""LDAPS and StartTLS against a real server with a certificate of its own authority."""

import os
import socket
import subprocess
import time
from pathlib import Path

import pytest

from dirsim.directory.discovery.directory_error import DirectoryError
from dirsim.directory.discovery.ldap.server import read_ldap
from dirsim.directory.discovery.ldap.settings import Access, SignIn, SignInError

SLAPD, SLAPADD = "/usr/sbin/slapd", "/usr/sbin/slapadd"
SECRET = "Slapd-Secret-2"
ADMIN = SignIn(user="cn=admin,dc=corp,dc=example", password=SECRET)
ENTRIES = """\
dn: dc=corp,dc=example
objectClass: dcObject
objectClass: organization
o: corp
dc: corp

dn: uid=ana,dc=corp,dc=example
objectClass: inetOrgPerson
uid: ana
cn: Ana
sn: Ana
"""


def certificates(folder: Path) -> None:
    """An authority, and a certificate for the loopback address that it signed."""

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    subject = ("-subj", "/CN=corp test authority")
    openssl(
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", "ca.key", "-out", "ca.pem", *subject
    )
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "asked.pem", "-subj", "/CN=directory")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1\n")
    signing = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names")
    openssl("x509", "-req", "-in", "asked.pem", "-out", "cert.pem", *signing)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The addresses of a server that speaks TLS, by scheme, and its authority."""
    if not Path(SLAPD).exists():
        assert not os.environ.get("CI"), "slapd is not installed"
        pytest.skip("slapd is not installed")
    folder = tmp_path_factory.mktemp("tls")
    certificates(folder)
    (folder / "slapd.conf").write_text(
        "include /etc/ldap/schema/core.schema\ninclude /etc/ldap/schema/cosine.schema\n"
        "include /etc/ldap/schema/inetorgperson.schema\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\n"
        f"TLSCACertificateFile {folder}/ca.pem\nTLSCertificateFile {folder}/cert.pem\n"
        f"TLSCertificateKeyFile {folder}/key.pem\ndatabase mdb\nsuffix dc=corp,dc=example\n"
        f'rootdn "{ADMIN.user}"\nrootpw {SECRET}\ndirectory {folder}\n'
    )
    subprocess.run([SLAPADD, "-q", "-f", folder / "slapd.conf"], input=ENTRIES, text=True, check=True, timeout=60)
    ports = []
    for _ in range(2):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            ports.append(probe.getsockname()[1])
    plain, secure = f"ldap://127.0.0.1:{ports[0]}", f"ldaps://127.0.0.1:{ports[1]}"
    running = subprocess.Popen(
        [SLAPD, "-f", folder / "slapd.conf", "-h", f"{plain} {secure}", "-d", "0"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(100):
            try:
                for port in ports:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield {"ldap": plain, "ldaps": secure}, str(folder / "ca.pem")
    finally:
        running.terminate()
        running.wait(10)


@pytest.mark.parametrize("scheme", ["ldap", "ldaps"])
def test_a_known_authority_is_trusted(server, scheme):
    """With the authority's certificate LDAPS and StartTLS are set up, and the password goes over them."""
    urls, authority = server
    found = read_ldap([urls[scheme]], ADMIN, Access(ca_file=authority))
    (directory,) = found.estate.directories.values()
    assert directory.domains["corp.example"].objects == 2
    assert not found.stopped


@pytest.mark.parametrize("scheme", ["ldap", "ldaps"])
def test_an_unknown_authority_is_refused(server, scheme):
    """Without it nothing is read, and no password is sent."""
    urls, _ = server
    with pytest.raises((DirectoryError, SignInError), match="certificate"):
        read_ldap([urls[scheme]], ADMIN, Access())


@pytest.mark.parametrize("first", ["::1", "127.0.0.1"])
def test_a_certificate_for_another_name_is_refused(server, monkeypatch, first):
    """The authority alone is not enough: the certificate must be for the name that was asked for.

    Where a name has an IPv6 address first, the socket that failed there is closed.
    """
    urls, authority = server
    addresses = sorted(["127.0.0.1", "::1"], key=lambda address: address != first)

    def found(_host, port, *_args, **_options):
        families = {"127.0.0.1": socket.AF_INET, "::1": socket.AF_INET6}
        return [(families[one], socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    with pytest.raises((DirectoryError, SignInError), match="certificate|name"):
        read_ldap([urls["ldaps"].replace("127.0.0.1", "localhost")], ADMIN, Access(ca_file=authority, timeout=5))
