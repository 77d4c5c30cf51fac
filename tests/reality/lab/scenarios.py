"""Measurements that need a time axis: expiry, renewal, live sessions, trust kinds.

    lab.py scenarios [--only a,b] [--out FILE]

Each row has: scenario, t_s (seconds since the scenario's own start), action,
outcome, category, elapsed_s, and what the scenario varies.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import subprocess
import time
from pathlib import Path

import flows as F
import lab
import matrix as M
import states as S
import topology as T
from flows import CORP, MAD, Step

OUT = None
SYSTEM_PYTHON = "/usr/bin/python3"  # the one that has Samba's bindings
# Seconds of ticket life in the expiry scenarios.  It must be above 120: Samba's
# KDC, like Windows', takes no TGT in the last two minutes of its life.
LIFE = 180


def emit(scenario, t, action, ok, out, secs, **note):
    text = " | ".join(l.strip() for l in out.splitlines() if l.strip())
    row = {
        "scenario": scenario,
        "t_s": round(t, 1),
        "action": action,
        "outcome": "ok" if ok else "fail",
        "category": "" if ok else F.classify(out),
        "elapsed_s": round(secs, 2),
        **note,
        "text": "" if ok else text[-200:],
    }
    OUT.write(json.dumps(row) + "\n")
    OUT.flush()
    print(row, flush=True)


def gss_ok(rc, out):
    return rc == 0 and "rror" not in out and "nknown host" not in out


class Session:
    """A client with one ticket cache and a clock that starts at zero."""

    def __init__(self, name, client="ws1", style="static", dns="mad.example"):
        self.name, self.client, self.t0 = name, client, time.monotonic()
        self.cc = M.CC / ("scn." + name.replace("/", "_"))
        M.CC.mkdir(exist_ok=True)
        self.cc.unlink(missing_ok=True)
        self.env = {"KRB5CCNAME": f"FILE:{self.cc}", "KRB5_CONFIG": str(lab.krb5_path(style, dns))}

    def load(self, data):
        self.cc.write_bytes(data)
        self.cc.chmod(0o600)  # Heimdal refuses a cache that others can read

    def restart(self):
        self.t0 = time.monotonic()

    def until(self, t):
        time.sleep(max(0.0, self.t0 + t - time.monotonic()))

    def do(self, action, step, faketime=None, quiet=False, cap=120, **note):
        t = time.monotonic() - self.t0
        rc, out, secs = M.run_step(self.client, step, self.env, cap, faketime)
        ok = gss_ok(rc, out) if "gss-client" in step.argv else rc == 0
        if not quiet:
            if faketime:
                note["client_clock"] = faketime
            emit(self.name, t, action, ok, out, secs, **note)
        elif not ok:
            raise RuntimeError(f"{self.name}/{action}: {out}")
        return ok


def short(realm, *extra):
    return F.kinit(realm, None, "-l", f"{LIFE}s", *extra)


def other_spn(realm):
    """A second service of the same realm, never asked for before."""
    return Step(("kvno", "-S", "ldap", T.HOSTS[realm.dcs[0]].fqdn))


def expiry(state_name):
    """Short tickets, then a fault (or none); what works before and after the end."""
    s = Session(f"expiry/{state_name}")
    state = S.BY_NAME[state_name]
    s.restart()
    s.do("kinit", short(CORP, "-r", "900s"), quiet=True)
    s.do("svc", F.kvno(MAD), quiet=True)
    full = s.cc.read_bytes()
    state.apply()

    def ask(at, slow=False):
        """Everything that a user of this cache could try at that moment."""
        s.until(at)
        s.load(full)

        def do(action, step, **kw):
            now = time.monotonic() - s.t0
            s.do(action, step, ticket_life_left_s=round(LIFE - now), **kw)

        if slow:  # a client whose clock is behind thinks that a minute is left
            by = round(time.monotonic() - s.t0) - (LIFE - 60)
            do("use_cached_svc", F.gss(MAD), faketime=f"-{by}s")
        do("use_cached_svc", F.gss(MAD))
        do("new_svc_with_cached_xtgt", other_spn(MAD), cap=40)
        do("new_svc_home_realm", other_spn(CORP), cap=40)
        do("renew", Step(("kinit", "-R")), cap=40)

    ask(8)
    ask(LIFE - 110)
    ask(LIFE + 6, slow=True)
    s.do("kinit_again", F.kinit(CORP, None, "-c", f"{s.cc}.new"), cap=60)
    ask(LIFE + 230, slow=True)
    ask(LIFE + 330, slow=True)
    state.undo()


def expiry_near_end():
    """MIT's GSS library asks the KDC for fresh tickets shortly before the end.

    It does so (client keytab, anonymous first request) even though the cached
    service ticket is still good, and waits for the KDC if it is out of reach.
    """
    for state_name in ("none", "vpn_drop"):
        s = Session(f"expiry_near_end/{state_name}")
        state = S.BY_NAME[state_name]
        s.restart()
        s.do("kinit", short(CORP), quiet=True)
        s.do("svc", F.kvno(MAD), quiet=True)
        state.apply()
        for left in (100, 60, 40):
            s.until(LIFE - left)
            s.do("use_cached_svc", F.gss(MAD), ticket_life_left_s=left)
        s.until(LIFE - 15)
        s.do("use_cached_svc", F.gss(MAD), ticket_life_left_s=15)
        state.undo()


def renewal(state_name):
    """Renewable tickets: renew while fresh, under a fault, and after it heals."""
    s = Session(f"renewal/{state_name}")
    state = S.BY_NAME[state_name]
    s.restart()
    s.do("kinit", short(CORP, "-r", "900s"), quiet=True)
    s.do("svc", F.kvno(MAD), quiet=True)
    state.apply()
    s.until(15)
    s.do("renew", Step(("kinit", "-R")), cap=30, ticket_life_left_s=LIFE - 15)
    emit(s.name, time.monotonic() - s.t0, "cache_after", True, "", 0.0, tickets=M.klist(s.cc, s.env))
    s.until(50)
    state.undo()
    s.do("renew", Step(("kinit", "-R")), fault="healed")
    s.until(LIFE - 100)
    s.do("renew", Step(("kinit", "-R")), fault="healed")


SESSION_CODE = r"""
import sys, time, ldb
from samba.auth import system_session
from samba.credentials import Credentials
from samba.param import LoadParm
from samba.samdb import SamDB
addr, user, pw, base = sys.argv[1:5]
lp = LoadParm()
c = Credentials()
c.set_bind_dn(user)
c.set_password(pw)
db = SamDB("ldap://" + addr, lp=lp, credentials=c, session_info=system_session(lp))
print("open", flush=True)
for line in sys.stdin:
    t = time.time()
    try:
        n = len(db.search(base, scope=ldb.SCOPE_BASE, attrs=["whenChanged"]))
        print("ok %.2f" % (time.time() - t), flush=True)
    except Exception as e:
        print("fail %.2f %r" % (time.time() - t, e), flush=True)
"""


def _readline(p, timeout):
    r, _, _ = select.select([p.stdout], [], [], timeout)
    return p.stdout.readline().strip() if r else "fail cap"


def live_session(cut):
    """An LDAP session to on-prem is open when the VPN goes silent for `cut` seconds."""
    name = f"live_ldap_session/cut_{cut}s"
    state = S.BY_NAME["vpn_drop"]
    argv = lab.host_argv(
        "ws2", SYSTEM_PYTHON, "-c", SESSION_CODE, T.HOSTS["cdc1"].ip, F.dn(CORP), T.USER_PW, CORP.base_dn, pidns=True
    )
    p = subprocess.Popen(
        argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1
    )
    try:
        if _readline(p, 30) != "open":
            return emit(name, 0, "open", False, "other", 0)
        t0 = time.monotonic()
        p.stdin.write("go\n")
        emit(name, 0, "query_before", _readline(p, 10).startswith("ok"), "", time.monotonic() - t0)
        state.apply()
        t0 = time.monotonic()
        p.stdin.write("go\n")
        r, _, _ = select.select([p.stdout], [], [], cut)
        early = p.stdout.readline().strip() if r else ""
        time.sleep(max(0.0, t0 + cut - time.monotonic()))
        state.undo()
        ans = early or _readline(p, 200)
        secs = float(ans.split()[1]) if len(ans.split()) > 1 and ans != "fail cap" else 200.0
        emit(
            name,
            0,
            "query_sent_during_cut",
            ans.startswith("ok"),
            ans,
            secs,
            answered_after_heal_s=None if early else round(secs - cut, 2),
        )
        p.stdin.write("go\n")
        t0 = time.monotonic()
        ans = _readline(p, 60)
        emit(name, cut, "query_after_heal", ans.startswith("ok"), ans, time.monotonic() - t0)
    finally:
        p.kill()
        p.wait()


def ldap_connect_default(state_name):
    """How long an LDAP client without a timeout waits for the TCP connection."""
    s = Session(f"ldap_no_client_timeout/{state_name}")
    state = S.BY_NAME[state_name]
    state.apply()
    s.restart()
    s.do(
        "bind_direct",
        Step(
            (
                "ldapsearch",
                "-LLL",
                "-x",
                "-H",
                f"ldap://{T.HOSTS['cdc1'].ip}",
                "-D",
                F.dn(CORP),
                "-w",
                T.USER_PW,
                "-b",
                "",
                "-s",
                "base",
            )
        ),
        cap=200,
    )
    state.undo()


def trust_kinds():
    """Which cross-forest logons a one-way trust (mad trusts corp) allows."""
    for kind in ("mad-trusts-corp", "none", "two-way"):
        lab.set_trust(kind)
        time.sleep(5)
        s = Session(f"trust/{kind}", style="referral")
        for user, svc in ((CORP, MAD), (MAD, CORP)):
            s.cc.unlink(missing_ok=True)
            s.do("kinit", F.kinit(user), quiet=True)
            s.do(f"krb_{user.netbios.lower()}_user_to_{svc.netbios.lower()}_service", F.kvno(svc))
        s.do("ntlm_corp_user_to_mad_dc", F.ntlm(F.MDC.ip, CORP))
        s.do("ntlm_mad_user_to_corp_dc", F.ntlm(F.CDC.ip, MAD))


def ntlm_recovery(state_name, hold=60):
    """NTLM across the trust: use during a fault, then time until it works again."""
    s = Session(f"ntlm_recovery/{state_name}/{hold}s")
    state = S.BY_NAME[state_name]
    s.do("warm", F.ntlm(F.MDC.ip, CORP), quiet=True)
    state.apply()
    s.restart()
    while time.monotonic() - s.t0 < hold:
        s.do("during", F.ntlm(F.MDC.ip, CORP), cap=60)
        time.sleep(5)
    state.undo()
    s.restart()
    while not s.do("after_heal", F.ntlm(F.MDC.ip, CORP), cap=60) and time.monotonic() - s.t0 < 150:
        time.sleep(1)


def password_changed_on_one_side():
    """After an on-prem password change or a disabled account: what cached tickets still do."""
    s = Session("password_changed")
    s.do("kinit", F.kinit(CORP, "pat4"), quiet=True)
    s.do("svc", F.kvno(MAD), quiet=True)
    full = s.cc.read_bytes()  # TGT, cross-realm TGT and one service ticket
    for key in CORP.dcs:
        lab.tool(key, "user", "setpassword", "pat4", f"--newpassword={T.ALT_PW}")
    s.restart()
    for account in ("password_changed", "disabled"):
        if account == "disabled":
            for key in CORP.dcs:
                lab.tool(key, "user", "disable", "pat4")
        s.load(full)
        s.do("use_cached_svc", F.gss(MAD), account=account)
        s.do("new_svc_with_cached_xtgt", other_spn(MAD), account=account)
        s.do("new_svc_home_realm", other_spn(CORP), account=account)
        s.do("kinit_old_password", F.kinit(CORP, "pat4", "-c", f"{s.cc}.new"), account=account)
        s.do("renew", Step(("kinit", "-R")), account=account)
        names = M.klist(s.cc, s.env)
        emit(s.name, time.monotonic() - s.t0, "cache_after_renew", True, "", 0.0, account=account, tickets=names)
    for key in CORP.dcs:
        lab.tool(key, "user", "enable", "pat4")
        lab.tool(key, "user", "setpassword", "pat4", f"--newpassword={T.USER_PW}")


def heimdal():
    """The same questions to Heimdal's client programs.

    Debian does not install them beside MIT's, so they are taken from unpacked
    packages: DIRSIM_LAB_HEIMDAL is the directory that holds their usr/.
    """
    root = os.environ.get("DIRSIM_LAB_HEIMDAL")
    if not root:
        return print("heimdal: DIRSIM_LAB_HEIMDAL is not set, skipped")
    lib = next(Path(root, "usr/lib").glob("*/libkrb5.so*")).parent
    pre = ("env", f"LD_LIBRARY_PATH={lib}")
    kinit = Step(
        (*pre, f"{root}/usr/bin/kinit.heimdal", "--password-file=STDIN", f"alice@{CORP.realm}"), T.USER_PW + "\n"
    )
    get = Step((*pre, f"{root}/usr/bin/kgetcred", "--hostbased", T.SPN_SERVICE, T.HOSTS["msql1"].fqdn))
    for name in ("none", "vpn_drop", "drop_88", "corp1_off", "latency_2s", "skew_ahead_10m"):
        state = S.BY_NAME[name]
        warm = {}
        for style in ("referral", "static"):
            s = Session(f"heimdal/{name}/{style}", style=style)
            s.do("kinit", kinit, quiet=True)
            warm[style] = s.cc.read_bytes()
        state.apply()
        for style in ("referral", "static"):
            s = Session(f"heimdal/{name}/{style}", style=style)
            s.do("kinit_corp", kinit, faketime=state.faketime, cap=200)
            s.load(warm[style])
            s.do("xsvc_mad_tgt", get, faketime=state.faketime, cap=200)
            emit(s.name, 0, "cache_after", True, "", 0.0, tickets=M.klist(s.cc, s.env))
        state.undo()
        time.sleep(1)


SCENARIOS = {
    "heimdal": heimdal,
    "trust": trust_kinds,
    "password_changed": password_changed_on_one_side,
    "expiry_none": lambda: expiry("none"),
    "expiry_vpn_drop": lambda: expiry("vpn_drop"),
    "renewal_none": lambda: renewal("none"),
    "renewal_vpn_drop": lambda: renewal("vpn_drop"),
    "expiry_near_end": expiry_near_end,
    "live_5": lambda: live_session(5),
    "live_20": lambda: live_session(20),
    "live_60": lambda: live_session(60),
    "ldap_default_vpn_drop": lambda: ldap_connect_default("vpn_drop"),
    "ldap_default_vpn_down": lambda: ldap_connect_default("vpn_down"),
    "ntlm_recovery_vpn_drop": lambda: ntlm_recovery("vpn_drop"),
    "ntlm_recovery_vpn_down": lambda: ntlm_recovery("vpn_down"),
    "ntlm_recovery_drop_rpc": lambda: ntlm_recovery("drop_rpc"),
}


def main(argv):
    global OUT
    ap = argparse.ArgumentParser(
        prog="lab.py scenarios", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument("--only", default="")
    ap.add_argument("--out", default=str(T.STATE / "scenarios.jsonl"))
    a = ap.parse_args(argv)
    with open(a.out, "a") as OUT:
        for name in [n for n in a.only.split(",") if n] or SCENARIOS:
            SCENARIOS[name]()
