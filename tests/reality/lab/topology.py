"""Static description of the lab: sites, hosts, realms, principals.

Everything that a simulator needs in order to mirror the lab is in this file;
`lab.py` only turns it into namespaces, configuration files and processes.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

PREFIX = os.environ.get("DIRSIM_LAB_PREFIX", "dl-")  # of namespace names
STATE = Path(os.environ.get("DIRSIM_LAB_STATE", Path(tempfile.gettempdir()) / "dirsim-lab"))

# Throw-away passwords of a lab that exists only inside namespaces.
ADMIN_PW = "Lab-Admin-2024"
USER_PW = "Lab-User-2024"
ALT_PW = "Lab-Other-2024"


@dataclass(frozen=True)
class Site:
    name: str
    net: str  # first three octets
    router: str
    vpn_addr: str
    vpn_dev: str = "vpn0"

    @property
    def gw(self) -> str:
        return self.net + ".1"


@dataclass(frozen=True)
class Realm:
    realm: str  # Kerberos realm, upper case
    netbios: str
    dcs: tuple  # host keys
    user: str  # ordinary test user
    sql_host: str  # host key of the GSS acceptor in this realm

    @property
    def dns(self) -> str:
        return self.realm.lower()

    @property
    def base_dn(self) -> str:
        return ",".join("dc=" + p for p in self.dns.split("."))


@dataclass(frozen=True)
class Host:
    key: str
    site: str
    ip: str
    hostname: str
    domain: str
    dns: tuple  # resolver addresses of /etc/resolv.conf
    role: str

    @property
    def fqdn(self) -> str:
        return f"{self.hostname}.{self.domain}"

    @property
    def ns(self) -> str:
        return PREFIX + self.key


SITES = {
    "onprem": Site("onprem", "10.10.0", "r-onprem", "10.99.0.1"),
    "aws": Site("aws", "10.20.0", "r-aws", "10.99.0.2"),
}

REALMS = {
    "corp": Realm("CORP.EXAMPLE", "CORP", ("cdc1", "cdc2"), "alice", "csql1"),
    "mad": Realm("MAD.EXAMPLE", "MAD", ("mdc1",), "bob", "msql1"),
}

_CORP_DNS = ("10.10.0.10", "10.10.0.11")
_MAD_DNS = ("10.20.0.10",)

# Identical clients, so that several measurements can run side by side.
WS = tuple(f"ws{i}" for i in range(1, 13))  # aws site, MAD DNS
CL = tuple(f"cl{i}" for i in range(1, 7))  # onprem site, CORP DNS

HOSTS = {
    h.key: h
    for h in (
        Host("cdc1", "onprem", "10.10.0.10", "dc1", "corp.example", ("10.10.0.10",), "dc"),
        Host("cdc2", "onprem", "10.10.0.11", "dc2", "corp.example", ("10.10.0.11", "10.10.0.10"), "dc"),
        Host("csql1", "onprem", "10.10.0.30", "sql1", "corp.example", _CORP_DNS, "gss-service"),
        *(Host(k, "onprem", f"10.10.0.{50 + i}", k, "corp.example", _CORP_DNS, "client") for i, k in enumerate(CL)),
        Host("mdc1", "aws", "10.20.0.10", "dc1", "mad.example", _MAD_DNS, "dc"),
        Host("adc", "aws", "10.20.0.20", "adc", "mad.example", _CORP_DNS, "ad-connector"),
        Host("msql1", "aws", "10.20.0.30", "sql1", "mad.example", _MAD_DNS, "gss-service"),
        *(Host(k, "aws", f"10.20.0.{50 + i}", k, "mad.example", _MAD_DNS, "client") for i, k in enumerate(WS)),
    )
}

ROUTERS = {s.router: s for s in SITES.values()}

# Users created in every realm: the realm's own test user plus these.
EXTRA_USERS = ("pat1", "pat2", "pat3", "pat4")  # one per password change flow
SPN_SERVICE = "MSSQLSvc"
GSS_PORT = 4444
DNS_FWD_ADDR = "127.0.0.53"  # conditional forwarder beside each DC
