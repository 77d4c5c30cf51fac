"""The authentication flows that are measured, and how output is classified."""

from __future__ import annotations

import re
from dataclasses import dataclass

import topology as T

LDAP_CONNECT_TIMEOUT = 30  # seconds; without it the kernel's ~130 s apply
KRB5_MECH = "{ 1 2 840 113554 1 2 2 }"
CORP, MAD = T.REALMS["corp"], T.REALMS["mad"]


@dataclass(frozen=True)
class Step:
    argv: tuple
    stdin: str = ""


@dataclass(frozen=True)
class Flow:
    name: str
    letter: str  # which item of the brief
    client: str  # "ws" (aws site) or "cl" (onprem site)
    steps: tuple
    cache: str = "none"  # ticket cache to start from, see caches() below
    krb5: str = "referral"  # krb5.conf style, see lab.krb5_conf
    serial: bool = False  # depends on state kept inside a DC: run alone
    realm: str = "mad"  # default_realm of the client's krb5.conf
    only: tuple = ()  # measured in these states only (empty: in all)


def kinit(realm, user=None, *opts):
    return Step(("kinit", *opts, f"{user or realm.user}@{realm.realm}"), T.USER_PW + "\n")


def kvno(realm):
    return Step(("kvno", "-S", T.SPN_SERVICE, T.HOSTS[realm.sql_host].fqdn))


def kpasswd(realm, user):
    return Step(("kpasswd", f"{user}@{realm.realm}"), f"{T.USER_PW}\n{T.ALT_PW}\n{T.ALT_PW}\n")


def gss(realm):
    fq = T.HOSTS[realm.sql_host].fqdn
    return Step(("gss-client", "-q", "-port", str(T.GSS_PORT), "-mech", KRB5_MECH, fq, f"{T.SPN_SERVICE}@{fq}", "x"))


def ldap(addr, binddn, base, password=T.USER_PW):
    return Step(
        (
            "ldapsearch",
            "-LLL",
            "-x",
            "-o",
            f"nettimeout={LDAP_CONNECT_TIMEOUT}",
            "-H",
            f"ldap://{addr}",
            "-D",
            binddn,
            "-w",
            password,
            "-b",
            base,
            "-s",
            "base",
            "dn",
        )
    )


def ntlm(dc, realm):
    return Step(
        (
            "smbclient",
            f"//{dc}/sysvol",
            "-U",
            f"{realm.netbios}\\{realm.user}%{T.USER_PW}",
            "--use-kerberos=off",
            "-t",
            "120",
            "-c",
            "ls",
        )
    )


def dn(realm):
    return f"cn={realm.user},cn=Users,{realm.base_dn}"


ADC = T.HOSTS["adc"].ip
MDC = T.HOSTS["mdc1"]
CDC = T.HOSTS["cdc1"]

FLOWS = [
    # (a) (b) initial tickets
    Flow("kinit_corp", "a", "ws", (kinit(CORP),)),
    Flow("kinit_corp_static", "a", "ws", (kinit(CORP),), krb5="static"),
    Flow("kinit_corp_proxy", "a", "ws", (kinit(CORP),), krb5="proxy"),
    Flow("kinit_corp_home", "a", "cl", (kinit(CORP),), realm="corp"),
    Flow("kinit_mad", "b", "ws", (kinit(MAD),)),
    Flow("kinit_mad_static", "b", "ws", (kinit(MAD),), krb5="static"),
    Flow("kinit_mad_from_onprem", "b", "cl", (kinit(MAD),), realm="corp"),
    # (c) corp user -> service in mad
    Flow("xsvc_mad_cold", "c", "ws", (kinit(CORP), kvno(MAD))),
    Flow("xsvc_mad_tgt", "c", "ws", (kvno(MAD),), "corp_tgt"),
    Flow("xsvc_mad_svc", "c", "ws", (kvno(MAD),), "corp_svc_referral"),
    Flow("xsvc_mad_tgt_mapped", "c", "ws", (kvno(MAD),), "corp_tgt", "mapped"),
    Flow("xsvc_mad_xtgt_mapped", "c", "ws", (kvno(MAD),), "corp_xtgt", "mapped"),
    Flow("xsvc_mad_xtgt_referral", "c", "ws", (kvno(MAD),), "corp_xtgt", "referral"),
    Flow("xsvc_mad_tgt_static", "c", "ws", (kvno(MAD),), "corp_tgt", "static"),
    Flow("xsvc_mad_xtgt_static", "c", "ws", (kvno(MAD),), "corp_xtgt", "static"),
    Flow("xsvc_mad_tgt_proxy", "c", "ws", (kvno(MAD),), "corp_tgt", "proxy"),
    Flow("xsvc_mad_tgt_home", "c", "cl", (kvno(MAD),), "corp_tgt", realm="corp"),
    Flow("xsvc_mad_xtgt_home_mapped", "c", "cl", (kvno(MAD),), "corp_xtgt", "mapped", realm="corp"),
    # (d) mad user -> service in corp
    Flow("xsvc_corp_tgt", "d", "ws", (kvno(CORP),), "mad_tgt"),
    Flow("xsvc_corp_tgt_mapped", "d", "ws", (kvno(CORP),), "mad_tgt", "mapped"),
    Flow("xsvc_corp_xtgt_mapped", "d", "ws", (kvno(CORP),), "mad_xtgt", "mapped"),
    Flow("xsvc_corp_svc", "d", "ws", (kvno(CORP),), "mad_svc_referral"),
    # services inside the user's own realm
    Flow("svc_mad_tgt", "-", "ws", (kvno(MAD),), "mad_tgt"),
    Flow("svc_corp_tgt_home", "-", "cl", (kvno(CORP),), "corp_tgt", realm="corp"),
    # (e) (f) LDAP simple binds, followed by a base search
    Flow("ldap_corp_proxy", "e", "ws", (ldap(ADC, dn(CORP), CORP.base_dn),)),
    Flow("ldap_corp_direct", "e", "ws", (ldap(CDC.ip, dn(CORP), CORP.base_dn),)),
    Flow("ldap_corp_direct_name", "e", "ws", (ldap(CDC.fqdn, dn(CORP), CORP.base_dn),)),
    Flow("ldap_mad", "f", "ws", (ldap(MDC.ip, dn(MAD), MAD.base_dn),)),
    # (g) NTLM
    Flow("ntlm_corp_to_mad", "g", "ws", (ntlm(MDC.ip, CORP),), serial=True),
    Flow("ntlm_corp_to_mad_again", "g", "ws", (ntlm(MDC.ip, CORP),), serial=True),
    Flow("ntlm_mad_to_mad", "g", "ws", (ntlm(MDC.ip, MAD),), serial=True),
    Flow("ntlm_mad_to_corp_home", "g", "cl", (ntlm(CDC.ip, MAD),), serial=True, realm="corp"),
    Flow("ntlm_mad_to_corp_home_again", "g", "cl", (ntlm(CDC.ip, MAD),), serial=True, realm="corp"),
    # (h) password change
    Flow("kpasswd_corp", "h", "ws", (kpasswd(CORP, "pat1"),)),
    Flow("kpasswd_corp_proxy", "h", "ws", (kpasswd(CORP, "pat2"),), krb5="proxy"),
    Flow("kpasswd_corp_home", "h", "cl", (kpasswd(CORP, "pat3"),), realm="corp"),
    Flow("kpasswd_mad", "h", "ws", (kpasswd(MAD, "pat1"),)),
    # (i) present a service ticket that is already in the cache
    Flow("use_mad_svc_corp_user", "i", "ws", (gss(MAD),), "corp_svc_referral"),
    Flow("use_mad_svc_mad_user", "i", "ws", (gss(MAD),), "mad_own_svc"),
    Flow("use_corp_svc_mad_user", "i", "ws", (gss(CORP),), "mad_svc_referral"),
    Flow("use_mad_svc_corp_user_home", "i", "cl", (gss(MAD),), "corp_svc_referral", realm="corp"),
    # (j) renewal
    Flow("renew_corp", "j", "ws", (Step(("kinit", "-R")),), "corp_tgt"),
    Flow("renew_corp_proxy", "j", "ws", (Step(("kinit", "-R")),), "corp_tgt", "proxy"),
    Flow("renew_corp_home", "j", "cl", (Step(("kinit", "-R")),), "corp_tgt", realm="corp"),
    Flow("renew_mad", "j", "ws", (Step(("kinit", "-R")),), "mad_tgt"),
    # wrong answers, for the error categories
    Flow("kinit_corp_badpw", "-", "ws", (Step(("kinit", f"alice@{CORP.realm}"), "wrong\n"),), only=("none",)),
    Flow("kinit_corp_nouser", "-", "ws", (kinit(CORP, "nobody"),), only=("none",)),
    Flow("kinit_corp_disabled", "-", "ws", (kinit(CORP, "locked"),), only=("none",)),
    Flow(
        "kinit_corp_proxy_badpw",
        "-",
        "ws",
        (Step(("kinit", f"alice@{CORP.realm}"), "wrong\n"),),
        krb5="proxy",
        only=("none",),
    ),
    Flow("ldap_corp_proxy_badpw", "-", "ws", (ldap(ADC, dn(CORP), CORP.base_dn, "wrong"),), only=("none",)),
]
BY_NAME = {f.name: f for f in FLOWS}

# Ticket caches: krb5.conf style and the commands that fill them when healthy.
CACHES = {
    "corp_tgt": ("referral", (kinit(CORP),)),
    "corp_xtgt": ("mapped", (kinit(CORP), Step(("kvno", f"krbtgt/{MAD.realm}@{CORP.realm}")))),
    "corp_svc_referral": ("referral", (kinit(CORP), kvno(MAD))),
    "mad_tgt": ("referral", (kinit(MAD),)),
    "mad_xtgt": ("mapped", (kinit(MAD), Step(("kvno", f"krbtgt/{CORP.realm}@{MAD.realm}")))),
    "mad_svc_referral": ("referral", (kinit(MAD), kvno(CORP))),
    "mad_own_svc": ("referral", (kinit(MAD), kvno(MAD))),
}

_CATEGORIES = [
    ("cap", r"^@cap"),
    ("server_no_answer", r"session setup failed: NT_STATUS_IO_TIMEOUT"),
    ("clock_skew", r"Clock skew too great"),
    ("kdc_unreachable", r"Cannot contact any KDC|unable to reach any KDC"),
    ("kdc_name_resolution", r"Resource temporarily unavailable"),
    ("kdc_not_found", r"Cannot find KDC for"),
    ("server_unknown", r"Server (\S+ )?not found in Kerberos database"),
    ("client_unknown", r"Client .*not found in Kerberos database"),
    ("revoked", r"credentials have been revoked"),
    ("bad_password", r"Password incorrect|Preauthentication failed|password is incorrect"),
    ("kdc_policy", r"KDC policy rejects request"),
    ("ticket_expired", r"Ticket expired|Ticket has expired"),
    ("ticket_not_yet_valid", r"Ticket not yet valid"),
    ("network_error", r"KDC reply did not match|Connection reset|Broken pipe"),
    ("name_resolution", r"name resolution|Unknown host|unknown host|Name or service not known"),
    ("ldap_unavailable", r"Server is unavailable \(52\)|Server is busy \(51\)|\(80\)"),
    ("ldap_unreachable", r"Can't contact LDAP server"),
    ("ldap_bad_password", r"Invalid credentials \(49\)"),
    ("kpasswd_unreachable", r"Cannot contact any|Cannot find.*password|Unable to reach"),
    (
        "connect_failed",
        r"connect(ing)?: |No route to host|Connection refused|timed out|"
        r"Network is unreachable|NT_STATUS_HOST_UNREACHABLE|"
        r"NT_STATUS_IO_TIMEOUT|NT_STATUS_CONNECTION_REFUSED",
    ),
]


def classify(text):
    for name, pattern in _CATEGORIES:
        if re.search(pattern, text):
            return name
    m = re.search(r"NT_STATUS_\w+", text)
    return m.group(0).lower() if m else "other"
