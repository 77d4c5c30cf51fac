"""A real forest: a Samba controller of Debian's packages on a loopback address, filled with known things by Samba's tools."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

from forest_contents import BASE, DNS, ENTRIES, FORWARDER, SCHEMA, SECOND_CONTROLLER, SECOND_SETTINGS, SITES, TRUST

REALM, DOMAIN = "corp.example", "CORP"
ADMIN_PASSWORD, READER_PASSWORD = "Lab-Admin-2024", "Lab-Reader-2024"
READER = "reader@corp.example"
TOOLS = ("samba", "samba-tool", "ldbadd", "ldbmodify", "ldbsearch")
PAUSE = 0.1
CLAIMED_PORT = 30389  # of no service


def missing() -> str:
    """Why there can be no forest here; empty where there can be one."""
    absent = [tool for tool in TOOLS if shutil.which(tool) is None]
    if absent:
        return f"not installed: {', '.join(absent)}"
    if os.geteuid() != 0:
        return "a controller's ports need root"
    return ""


def claimed_address() -> tuple[str, socket.socket]:
    """A loopback address for one controller, and the socket that reserves it: several test runs may share a machine.

    A controller takes seconds until it listens, so two runs would both find its ports free.
    """
    for number in range(1, 250):
        address = f"127.88.{number}.1"
        claim = socket.socket()
        try:
            claim.bind((address, CLAIMED_PORT))
            with socket.socket() as probe:
                probe.bind((address, 389))
        except OSError:
            claim.close()
            continue
        return address, claim
    raise AssertionError("every loopback address is taken")


def run(*words: str, text: str | None = None) -> str:
    """A command that must succeed; its output."""
    done = subprocess.run(words, input=text, capture_output=True, text=True, timeout=120, check=False)
    failed = done.returncode or done.stderr.lstrip().startswith("ERR")  # ldbadd ends with 0 even so
    assert not failed, f"{' '.join(words)}\n{done.stdout}{done.stderr}"
    return done.stdout


class SambaForest:
    """One controller and what was put into its directory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "etc" / "smb.conf"
        self.address, self.claim = claimed_address()
        self.process: subprocess.Popen[bytes] | None = None
        self.gpos: dict[str, str] = {}
        self.admin_password = ADMIN_PASSWORD

    @property
    def database(self) -> str:
        """The directory's own files."""
        return str(self.folder / "private" / "sam.ldb")

    @property
    def ldap(self) -> str:
        """Its plain address."""
        return f"ldap://{self.address}"

    @property
    def ldaps(self) -> str:
        """Its encrypted address."""
        return f"ldaps://{self.address}"

    @property
    def ca_file(self) -> str:
        """The certificate of the authority that the controller made for itself."""
        return str(self.folder / "private" / "tls" / "ca.pem")

    def build(self) -> None:
        """Provision, fill and start."""
        run(
            "samba-tool", "domain", "provision", f"--realm={REALM}", f"--domain={DOMAIN}", "--server-role=dc",
            "--function-level=2003", "--dns-backend=SAMBA_INTERNAL", f"--adminpass={ADMIN_PASSWORD}", "--host-name=dc1", f"--host-ip={self.address}",
            f"--targetdir={self.folder}", f"--option=interfaces={self.address}/8", "--option=bind interfaces only=yes",
        )  # fmt: skip
        self._configure()
        self._fill()
        self.start()
        self._zone("lab.example")

    def _configure(self) -> None:
        places = {
            "netbios name": "DC1",
            "realm": REALM.upper(),
            "workgroup": DOMAIN,
            "server role": "active directory domain controller",
            "interfaces": f"{self.address}/8",
            "bind interfaces only": "yes",
            "private dir": self.folder / "private",
            "lock directory": self.folder,
            "state directory": self.folder / "state",
            "cache directory": self.folder / "cache",
            "binddns dir": self.folder / "bind-dns",
            "pid directory": self.folder / "run",
            "ncalrpc dir": self.folder / "run" / "ncalrpc",
            "ntp signd socket directory": self.folder / "run" / "ntp_signd",
            "winbindd socket directory": self.folder / "run" / "winbindd",
            "logging": "file",
            "log file": self.folder / "log.samba",
            "server services": "ldap cldap kdc drepl rpc",
            "dsdb:schema update allowed": "yes",
            "tls enabled": "yes",
            "ldap server require strong auth": "allow_sasl_over_tls",
        }
        (self.folder / "run").mkdir(exist_ok=True)
        lines = "".join(f"\t{key} = {value}\n" for key, value in places.items())
        sysvol = self.folder / "state" / "sysvol"
        shares = f"[sysvol]\n\tpath = {sysvol}\n[netlogon]\n\tpath = {sysvol / REALM / 'scripts'}\n"
        self.config.write_text(f"[global]\n{lines}{shares}")

    def add(self, text: str) -> None:
        """Add entries, in LDIF."""
        run("ldbadd", "-H", self.database, "--relax", text=text)

    def remove(self, names: Sequence[str]) -> None:
        """Delete entries, children first."""
        changes = (f"dn:: {b64encode(name.encode()).decode()}\nchangetype: delete\n" for name in reversed(names))
        run("ldbmodify", "-H", self.database, "--relax", text="\n".join(changes))

    def tool(self, *words: str) -> str:
        """What samba-tool says, asked of the directory's own files."""
        return run("samba-tool", *words, f"--configfile={self.config}", "-H", self.database)

    def _zone(self, name: str) -> None:
        """Have the running controller make a DNS zone."""
        administrator = f"--user=Administrator%{ADMIN_PASSWORD}"
        run("samba-tool", "dns", "zonecreate", self.address, name, administrator, f"--configfile={self.config}")

    def _fill(self) -> None:
        self.tool("domain", "level", "raise", "--domain-level=2008_R2")
        self.tool("domain", "level", "raise", "--forest-level=2008")
        self.add(SITES)
        self.add(ENTRIES)
        self.add(TRUST)
        for part in SCHEMA.split("\n\n"):
            run("ldbadd", "-H", self.database, "--option=dsdb:schema update allowed=yes", text=f"{part}\n")
        self.tool("user", "create", "reader", READER_PASSWORD)
        self.tool("user", "create", "sql-service", "Lab-Service-2024")
        self.tool("spn", "add", "MSSQLSvc/db2.corp.example:1433", "sql-service")
        self.tool("spn", "add", f"ldap/{self.address}", "DC1$")  # for tickets to a controller that is named by address
        self.tool(
            "domain", "passwordsettings", "pso", "create", "robots", "5", "--complexity=off", "--store-plaintext=on",
            "--history-length=3", "--min-pwd-length=30", "--min-pwd-age=0", "--max-pwd-age=365",
            "--account-lockout-threshold=0", "--account-lockout-duration=15", "--reset-account-lockout-after=15",
        )  # fmt: skip
        self.tool("domain", "passwordsettings", "pso", "apply", "robots", "sql-service")
        self.add(SECOND_CONTROLLER)
        self.add(SECOND_SETTINGS)
        self.add(FORWARDER % tuple(run("/usr/bin/python3", "-c", DNS).split()))
        guids = (
            "{11111111-1111-1111-1111-111111111111}",
            "{22222222-2222-2222-2222-222222222222}",
            "{33333333-3333-3333-3333-333333333333}",
        )
        for guid, (title, flags) in zip(guids, (("Baseline", 0), ("Laptops", 2), ("Retired", 3)), strict=True):
            self.gpos[title] = guid
            self.add(
                f"dn: CN={guid},CN=Policies,CN=System,{BASE}\nobjectClass: groupPolicyContainer\n"
                f"displayName: {title}\nflags: {flags}\ngPCFunctionalityVersion: 2\nversionNumber: 1\n"
            )
        self._link(f"OU=Berlin,{BASE}", [("Baseline", 2), ("Laptops", 0)])
        self._link(f"OU=Laptops,OU=Berlin,{BASE}", [("Laptops", 0), ("Retired", 1)])
        self._link(f"CN=branch,CN=Sites,CN=Configuration,{BASE}", [("Baseline", 0)])
        self.tool("gpo", "setlink", BASE, self.gpos["Retired"], "--disable")
        self.tool("gpo", "setlink", BASE, self.gpos["Baseline"], "--enforce")
        self.tool("gpo", "setinheritance", f"OU=Laptops,OU=Berlin,{BASE}", "block")
        for role in ("rid-master", "infrastructure-master"):
            self._hand_over(role)

    def _hand_over(self, role: str) -> None:
        """Give an operations master role to the second controller, which cannot be asked to take it."""
        holders = {"rid-master": "CN=RID Manager$,CN=System", "infrastructure-master": "CN=Infrastructure"}
        owner = f"CN=NTDS Settings,CN=DC2,CN=Servers,CN=branch,CN=Sites,CN=Configuration,{BASE}"
        change = f"dn: {holders[role]},{BASE}\nchangetype: modify\nreplace: fSMORoleOwner\nfSMORoleOwner: {owner}\n"
        run("ldbmodify", "-H", self.database, text=change)

    def _link(self, dn: str, links: list[tuple[str, int]]) -> None:
        """Link policy objects; the last one is the strongest."""
        value = "".join(
            f"[LDAP://cn={self.gpos[title]},cn=policies,cn=system,{BASE};{options}]" for title, options in links
        )
        change = f"dn: {dn}\nchangetype: modify\nreplace: gPLink\ngPLink: {value}\n"
        run("ldbmodify", "-H", self.database, text=change)

    def start(self) -> None:
        """Start the controller and wait until its directory answers."""
        log = (self.folder / "log.start").open("ab")
        self.process = subprocess.Popen(
            ["samba", "-F", "-M", "single", "-s", str(self.config)],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        log.close()
        end = time.monotonic() + 60
        while True:
            assert self.process.poll() is None, (self.folder / "log.start").read_text()[-2000:]
            try:
                for port in (389, 636):
                    socket.create_connection((self.address, port), timeout=1).close()
                Path(self.ca_file).stat()
            except OSError:
                assert time.monotonic() < end, "the controller does not answer"
                time.sleep(PAUSE)
            else:
                return

    def kerberos(self, cache: Path) -> dict[str, str]:
        """What the environment needs for tickets of this forest, kept in a cache."""
        settings = self.folder / "krb5.conf"
        settings.write_text(
            f"[libdefaults]\n default_realm = {REALM.upper()}\n dns_lookup_kdc = false\n rdns = false\n"
            " dns_canonicalize_hostname = false\n"
            f"[realms]\n {REALM.upper()} = {{\n  kdc = {self.address}\n }}\n"
        )
        return {"KRB5_CONFIG": str(settings), "KRB5CCNAME": f"FILE:{cache}"}

    def stop(self) -> None:
        """End the controller and what it started."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(10)
        self.claim.close()

    def searched(self, base: str, where: str, *attributes: str, scope: str = "sub") -> list[dict[str, list[str]]]:
        """What Samba's own tool finds, as the truth to compare with."""
        out = run("ldbsearch", "-H", self.database, "-b", base, "-s", scope, where, *attributes)
        found: list[dict[str, list[str]]] = []
        for block in re.sub(r"\n ", "", out).split("\n\n"):
            entry: dict[str, list[str]] = {}
            for line in block.splitlines():
                if line and not line.startswith(("#", "ref:")):
                    name, _, value = line.partition(": ")
                    entry.setdefault(name, []).append(value)
            if entry:
                found.append(entry)
        return found
