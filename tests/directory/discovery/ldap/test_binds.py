"""Every way to sign in to a real directory: what it takes, what it refuses, and what is said then."""

import os
import shutil
import subprocess
import sys

import pytest

from dirsim.directory.discovery.ldap.faults import refusal
from dirsim.directory.discovery.ldap.server import read_ldap
from dirsim.directory.discovery.ldap.settings import Access, SignIn, SignInError
from dirsim.errors import UsageError

PASSWORD = "Lab-Reader-2024"
OPEN = Access(verify=False)
NTLM = SignIn(user="CORP\\reader", password=PASSWORD, bind="ntlm")


@pytest.fixture(scope="module")
def simple(forest):
    """What a simple bind reads."""
    return read_ldap([forest.ldaps], SignIn(user="reader@corp.example", password=PASSWORD), OPEN)


def test_ntlm_reads_what_a_simple_bind_reads(forest, simple):
    """Samba hangs up on NTLM in Microsoft's own form; inside SASL it takes it, and the same is read."""
    assert read_ldap([forest.ldaps], NTLM, OPEN).estate == simple.estate
    assert read_ldap([forest.ldap], NTLM, Access(verify=False, start_tls=True)).estate == simple.estate


def test_ntlm_with_a_wrong_password_is_refused(forest):
    """The reason is said, and the password is not repeated."""
    with pytest.raises(SignInError, match="wrong user name or password") as error:
        read_ldap([forest.ldaps], SignIn(user="CORP\\reader", password="Wr0ng-Secret", bind="ntlm"), OPEN)
    assert "Wr0ng-Secret" not in str(error.value)


def test_ntlm_in_the_clear_is_refused_and_the_way_out_is_said(forest):
    """A server that wants NTLM signed or encrypted is answered with what to do."""
    with pytest.raises(SignInError, match="only over an encrypted connection: use ldaps:// or --start-tls"):
        read_ldap([forest.ldap], NTLM, OPEN)


def test_without_pyspnego_the_extra_is_named(monkeypatch):
    """An NTLM bind without its package ends before anything is sent, with the command that installs it."""
    monkeypatch.setitem(sys.modules, "spnego", None)
    with pytest.raises(UsageError, match=r"^an NTLM bind needs pyspnego: pip install 'dirsim\[ldap-ntlm\]'$"):
        read_ldap(["ldaps://127.0.0.1:9"], NTLM, OPEN)


@pytest.mark.parametrize("method", ["ntlm", "gssapi"])
def test_a_server_that_wants_signing_all_the_same_is_told_apart(method):
    """Where the connection is encrypted already, nobody is told to encrypt it."""
    said = refusal({"result": 8}, method, SignIn(user="CORP\\reader"), encrypted=True)
    assert (
        said
        == f"the server requires signing for {method} binds, which this one does not support: use a simple bind over ldaps://"
    )


@pytest.fixture
def ticket(forest, tmp_path, monkeypatch):
    """A function: fetch a ticket for a user with a password, with MIT's own tool."""
    pytest.importorskip("gssapi", reason="the package gssapi is not installed")
    if shutil.which("kinit") is None:
        assert not os.environ.get("CI"), "continuous integration needs krb5-user"
        pytest.skip("kinit is not installed (krb5-user)")
    for name, value in forest.kerberos(tmp_path / "cache").items():
        monkeypatch.setenv(name, value)

    def fetch(user="reader", password=PASSWORD):
        done = subprocess.run(
            ["kinit", f"{user}@CORP.EXAMPLE"], input=password, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    return fetch


PARSED = pytest.mark.filterwarnings("ignore:Parsed a serial number:DeprecationWarning", "ignore:Parsed a serial number")
"""ldap3 looks at the certificate of the connection; the one that Samba made for itself has an odd serial number."""


@PARSED
def test_a_ticket_reads_what_a_simple_bind_reads(forest, simple, ticket):
    """With a ticket from kinit a GSSAPI bind needs neither user nor password."""
    ticket()
    assert read_ldap([forest.ldaps], SignIn(bind="gssapi"), OPEN).estate == simple.estate
    assert read_ldap([forest.ldap], SignIn(bind="gssapi"), Access(verify=False, start_tls=True)).estate == simple.estate


@PARSED
def test_without_a_ticket_it_says_so(forest, ticket):
    """No ticket, no bind: Kerberos' own reason is said."""
    assert callable(ticket)
    with pytest.raises(SignInError, match="Kerberos did not issue a ticket for this server"):
        read_ldap([forest.ldaps], SignIn(bind="gssapi"), OPEN)


@PARSED
def test_a_ticket_in_the_clear_is_refused_and_the_way_out_is_said(forest, ticket):
    """Without encryption Samba wants signing, which is not offered."""
    ticket()
    with pytest.raises(SignInError, match="only over an encrypted connection"):
        read_ldap([forest.ldap], SignIn(bind="gssapi"), OPEN)
