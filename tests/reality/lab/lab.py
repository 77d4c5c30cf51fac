#!/usr/bin/env python3
"""Build, inspect and destroy the two-forest authentication lab.

    sudo python3 lab.py up        create namespaces, provision, start, verify
    sudo python3 lab.py run ...   measure the matrix (see matrix.py --help)
    sudo python3 lab.py scenarios ...   measurements with a time axis
    sudo python3 lab.py exec HOST CMD...   run a command on a lab host
    sudo python3 lab.py status    what is running
    sudo python3 lab.py down      stop everything this lab started
                                  (--purge also deletes the provisioned state)

All traffic stays inside the `dl-*` network namespaces.  State (databases,
logs, tickets) is in $DIRSIM_LAB_STATE, by default <tempdir>/dirsim-lab.  Two
labs can run at once when DIRSIM_LAB_STATE and DIRSIM_LAB_PREFIX differ.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import topology as T

HERE = Path(__file__).resolve().parent
PIDS = T.STATE / "pids.json"
VPN_CTL = T.STATE / "vpn.json"
ETC_NETNS = Path("/etc/netns")


# ----------------------------------------------------------------- helpers --
def sh(*argv, check=True, inp=None, timeout=300, env=None):
    r = subprocess.run([str(a) for a in argv], input=inp, text=True, timeout=timeout, capture_output=True, env=env)
    if check and r.returncode:
        raise RuntimeError(f"{' '.join(map(str, argv))}\n{r.stdout}{r.stderr}")
    return r


def ns_of(key):
    return T.PREFIX + key


def nsx(key, *argv, **kw):
    """Run in the namespace of a host or router."""
    return sh("ip", "netns", "exec", ns_of(key), *argv, **kw)


ENTER = """
hostname "$1"
mount --bind "$2" /run/samba
mount -t tmpfs tmpfs /dev/shm
: "${KRB5_CONFIG:=$3}"; export KRB5_CONFIG
shift 3
exec "$@"
"""


def host_argv(key, *argv, pidns=False):
    """Command line that runs argv with the host's network, files and name.

    With pidns it runs in a pid namespace of its own: killing the first
    process then kills everything that it started.
    """
    h = T.HOSTS[key]
    run = T.STATE / "run" / key  # private /run/samba: winbindd's socket
    run.mkdir(parents=True, exist_ok=True)
    Path("/run/samba").mkdir(exist_ok=True)
    pid = ["--pid", "--fork", "--kill-child=KILL", "--mount-proc"] if pidns else []
    return [
        "ip",
        "netns",
        "exec",
        h.ns,
        "unshare",
        "--uts",
        *pid,
        "sh",
        "-c",
        ENTER,
        "sh",
        h.hostname,
        str(run),
        str(krb5_path("referral", h.domain)),
        *map(str, argv),
    ]


def krb5_path(style, dns):
    return T.STATE / "krb5" / f"{style}.{dns}.conf"


def on(key, *argv, **kw):
    return sh(*host_argv(key, *argv), **kw)


def load_pids():
    return json.loads(PIDS.read_text()) if PIDS.exists() else {}


def save_pids(pids):
    PIDS.write_text(json.dumps(pids, indent=1))


def start_time(pid):
    """Kernel start time of a process, to guard against pid reuse."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return None


def alive(entry):
    return entry is not None and start_time(entry["pid"]) == entry["start"]


def daemon(name, argv, log=None):
    """Start argv in its own session and remember its pid under `name`."""
    log = log or T.STATE / "log" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "ab") as fh:
        p = subprocess.Popen(
            [str(a) for a in argv], stdin=subprocess.DEVNULL, stdout=fh, stderr=fh, start_new_session=True
        )
    pids = load_pids()
    pids[name] = {"pid": p.pid, "start": start_time(p.pid)}
    save_pids(pids)
    return p.pid


def host_daemon(name, key, argv):
    daemon(name, host_argv(key, *argv, pidns=True))


def children(pid):
    try:
        return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def stop(name, grace=2.0):
    """End a daemon: ask the service itself, then kill it with all it started."""
    pids = load_pids()
    entry = pids.pop(name, None)
    save_pids(pids)
    if not alive(entry):
        return
    # A host daemon is `unshare`, which waits for the first process of the pid
    # namespace; when that one dies the kernel kills the rest of the namespace.
    targets = children(entry["pid"]) or [entry["pid"]]
    for sig, wait in ((signal.SIGTERM, grace), (signal.SIGKILL, 5.0)):
        for pid in targets:
            try:
                os.kill(pid, sig)
            except ProcessLookupError:
                pass
        end = time.monotonic() + wait
        while time.monotonic() < end:
            try:  # reap it if it is our own child
                os.waitpid(entry["pid"], os.WNOHANG)
            except ChildProcessError:
                pass
            if not alive(entry):
                return
            time.sleep(0.05)
    raise RuntimeError(f"{name} (pid {entry['pid']}) does not end")


def write(path, text, mode=0o644):
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path


# ----------------------------------------------------------------- network --
def set_vpn(delay=0.0, loss_a2o=0.0, loss_o2a=0.0):
    """Quality of the VPN: one-way delay in seconds, loss per direction."""
    tmp = VPN_CTL.with_suffix(".new")
    tmp.write_text(json.dumps({"delay_ab": delay, "delay_ba": delay, "loss_ab": loss_o2a, "loss_ba": loss_a2o}))
    tmp.replace(VPN_CTL)
    time.sleep(0.1)


def vpn_updown(up):
    for s in T.SITES.values():
        nsx(s.router, "ip", "link", "set", s.vpn_dev, "up" if up else "down")
    if up:
        a, b = T.SITES.values()
        for s, o in ((a, b), (b, a)):
            nsx(s.router, "ip", "route", "replace", o.net + ".0/24", "dev", s.vpn_dev)


MON_CLIENT = """
table ip mon {
  set out { type ipv4_addr . inet_proto . inet_service; flags dynamic; size 8192; }
  chain o { type filter hook output priority 0;
    meta l4proto { tcp, udp } oifname != "lo" update @out { ip daddr . meta l4proto . th dport counter }
  }
}
"""
MON_ROUTER = """
table ip mon {
  set crossed { type ipv4_addr . ipv4_addr . inet_proto . inet_service; flags dynamic; size 8192; }
  chain f { type filter hook forward priority -10;
    meta l4proto { tcp, udp } ct direction original update @crossed { ip saddr . ip daddr . meta l4proto . th dport counter }
  }
}
"""


def net_up():
    for s in T.SITES.values():
        ns = ns_of(s.router)
        sh("ip", "netns", "add", ns)
        nsx(s.router, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv4.ip_forward=1")
        nsx(s.router, "ip", "link", "set", "lo", "up")
        nsx(s.router, "ip", "link", "add", "lan", "type", "bridge")
        nsx(s.router, "ip", "addr", "add", s.gw + "/24", "dev", "lan")
        nsx(s.router, "ip", "link", "set", "lan", "up")
    for h in T.HOSTS.values():
        s = T.SITES[h.site]
        sh("ip", "netns", "add", h.ns)
        nsx(h.key, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1")
        nsx(h.key, "ip", "link", "set", "lo", "up")
        sh(
            "ip",
            "link",
            "add",
            "eth0",
            "netns",
            h.ns,
            "type",
            "veth",
            "peer",
            "name",
            "p-" + h.key,
            "netns",
            ns_of(s.router),
        )
        nsx(s.router, "ip", "link", "set", "p-" + h.key, "master", "lan", "up")
        nsx(h.key, "ip", "addr", "add", h.ip + "/24", "dev", "eth0")
        nsx(h.key, "ip", "link", "set", "eth0", "up")
        nsx(h.key, "ip", "route", "add", "default", "via", s.gw)
        nsx(h.key, "nft", "-f", "-", inp=MON_CLIENT)
    a, b = T.SITES.values()
    VPN_CTL.write_text("{}")
    daemon("vpn", [sys.executable, HERE / "vpnlink.py", ns_of(a.router), ns_of(b.router), a.vpn_dev, VPN_CTL])
    for s, o in ((a, b), (b, a)):
        for _ in range(100):
            if nsx(s.router, "ip", "link", "show", s.vpn_dev, check=False).returncode == 0:
                break
            time.sleep(0.05)
        nsx(s.router, "ip", "addr", "add", s.vpn_addr, "peer", o.vpn_addr, "dev", s.vpn_dev)
        nsx(s.router, "nft", "-f", "-", inp=MON_ROUTER)
    vpn_updown(True)


def files_up():
    """Per-namespace /etc files (bound over /etc by `ip netns exec`)."""
    for h in T.HOSTS.values():
        d = ETC_NETNS / h.ns
        write(d / "resolv.conf", f"search {h.domain}\n" + "".join(f"nameserver {a}\n" for a in h.dns))
        write(d / "hosts", f"127.0.0.1 localhost\n{h.ip} {h.fqdn} {h.hostname}\n")
        write(
            d / "nsswitch.conf",
            "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nservices: files\nprotocols: files\n",
        )
    for realm in T.REALMS.values():
        for style in KRB5_STYLES:
            write(krb5_path(style, realm.dns), krb5_conf(realm.realm, style))


# ---------------------------------------------------------------- krb5.conf --
KRB5_STYLES = ("referral", "mapped", "static", "proxy")


def krb5_conf(default_realm, style):
    """Client configuration.

    referral  KDCs from DNS SRV; no [domain_realm]: the client's own KDC has
              to say which realm a service belongs to
    mapped    KDCs from DNS SRV; [domain_realm] names the service's realm
    static    KDC addresses in the file (no DNS needed), plus [domain_realm]
    proxy     as mapped, but CORP's KDC is the AD Connector stand-in
    """
    corp, mad = T.REALMS["corp"], T.REALMS["mad"]
    out = [
        "[libdefaults]",
        f"  default_realm = {default_realm}",
        f"  dns_lookup_kdc = {'false' if style == 'static' else 'true'}",
        "  dns_lookup_realm = false",
        "  dns_canonicalize_hostname = false",
        "  rdns = false",
        "  forwardable = true",
        "[realms]",
    ]
    if style == "static":
        for r in (corp, mad):
            out += (
                [f"  {r.realm} = {{"]
                + [f"    kdc = {T.HOSTS[k].ip}\n    kpasswd_server = {T.HOSTS[k].ip}" for k in r.dcs]
                + ["  }"]
            )
    if style == "proxy":
        ip = T.HOSTS["adc"].ip
        out += [f"  {corp.realm} = {{\n    kdc = {ip}\n    kpasswd_server = {ip}\n  }}"]
    if style != "referral":
        out += ["[domain_realm]"] + [f"  .{r.dns} = {r.realm}" for r in (corp, mad)]
    return "\n".join(out) + "\n"


# ----------------------------------------------------------- domain controllers
def dc_dir(key):
    return T.STATE / "dc" / key


def smb_conf(key):
    return dc_dir(key) / "etc" / "smb.conf"


def patch_smb_conf(key):
    """Replace the smb.conf that provisioning wrote by one for several DCs per machine."""
    d = dc_dir(key)
    realm = next(r for r in T.REALMS.values() if key in r.dcs)
    settings = {
        "netbios name": T.HOSTS[key].hostname.upper(),
        "realm": realm.realm,
        "workgroup": realm.netbios,
        "server role": "active directory domain controller",
        "interfaces": "lo eth0",
        "bind interfaces only": "yes",
        "dns forwarder": T.DNS_FWD_ADDR,
        "ldap server require strong auth": "no",  # simple binds without TLS
        "private dir": d / "private",
        "lock directory": d,
        "state directory": d / "state",
        "cache directory": d / "cache",
        "binddns dir": d / "bind-dns",
        "pid directory": d / "run",
        "ncalrpc dir": d / "run" / "ncalrpc",
        "ntp signd socket directory": d / "run" / "ntp_signd",
        "logging": "file",
        "log file": d / "log.samba",
        "server services": "-spoolss -wrepl",
        "disable spoolss": "yes",
        "load printers": "no",
    }
    sysvol = d / "state" / "sysvol"
    text = "[global]\n" + "".join(f"\t{k} = {v}\n" for k, v in settings.items())
    text += f"[sysvol]\n\tpath = {sysvol}\n\tread only = no\n"
    text += f"[netlogon]\n\tpath = {sysvol / realm.dns / 'scripts'}\n\tread only = no\n"
    smb_conf(key).write_text(text)
    (d / "run").mkdir(exist_ok=True)


def provision(realm):
    key = realm.dcs[0]
    h = T.HOSTS[key]
    if smb_conf(key).exists():
        return
    dc_dir(key).mkdir(parents=True, exist_ok=True)
    on(
        key,
        "samba-tool",
        "domain",
        "provision",
        f"--realm={realm.realm}",
        f"--domain={realm.netbios}",
        "--server-role=dc",
        "--dns-backend=SAMBA_INTERNAL",
        f"--adminpass={T.ADMIN_PW}",
        f"--host-name={h.hostname}",
        f"--host-ip={h.ip}",
        f"--targetdir={dc_dir(key)}",
        "--option=interfaces=lo eth0",
        "--option=bind interfaces only=yes",
    )
    patch_smb_conf(key)


def join_second(realm):
    for key in realm.dcs[1:]:
        if smb_conf(key).exists():
            continue
        h = T.HOSTS[key]
        dc_dir(key).mkdir(parents=True, exist_ok=True)
        # A joining DC resolves through the first one.
        first = T.HOSTS[realm.dcs[0]].ip
        write(ETC_NETNS / h.ns / "resolv.conf", f"search {h.domain}\nnameserver {first}\n")
        on(
            key,
            "samba-tool",
            "domain",
            "join",
            realm.dns,
            "DC",
            "-U",
            f"Administrator%{T.ADMIN_PW}",
            "--dns-backend=SAMBA_INTERNAL",
            f"--targetdir={dc_dir(key)}",
            f"--option=netbios name={h.hostname.upper()}",
            "--option=interfaces=lo eth0",
            "--option=bind interfaces only=yes",
        )
        patch_smb_conf(key)


def start_dc(key):
    if alive(load_pids().get("samba-" + key)):
        return
    other = [r for r in T.REALMS.values() if key not in r.dcs]
    fwd = [f"--server=/{r.dns}/{T.HOSTS[k].ip}" for r in other for k in r.dcs]
    host_daemon(
        "dnsfwd-" + key,
        key,
        [
            "dnsmasq",
            "--keep-in-foreground",
            "--conf-file=/dev/null",
            "--no-resolv",
            "--no-hosts",
            "--all-servers",
            f"--listen-address={T.DNS_FWD_ADDR}",
            "--bind-interfaces",
            "--cache-size=0",
            "--user=root",
            "--pid-file=",
            *fwd,
        ],
    )
    host_daemon("samba-" + key, key, ["samba", "-F", "--no-process-group", "-s", str(smb_conf(key))])


def stop_dc(key):
    stop("samba-" + key)
    stop("dnsfwd-" + key)


def wait_dc(key, timeout=60):
    """Wait until DNS, LDAP and the KDC answer."""
    h = T.HOSTS[key]
    realm = next(r for r in T.REALMS.values() if key in r.dcs)
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        r = on(
            key,
            "ldapsearch",
            "-x",
            "-H",
            f"ldap://{h.ip}",
            "-o",
            "nettimeout=2",
            "-D",
            f"Administrator@{realm.dns}",
            "-w",
            T.ADMIN_PW,
            "-b",
            realm.base_dn,
            "-s",
            "base",
            "dn",
            check=False,
        )
        d = on(
            key, "dig", "+short", "+time=1", "+tries=1", f"@{h.ip}", f"_kerberos._udp.{realm.dns}", "SRV", check=False
        )
        if r.returncode == 0 and "88" in d.stdout:
            return
        time.sleep(0.3)
    raise RuntimeError(f"{key} did not come up")


def tool(key, *argv, **kw):
    """samba-tool on a DC, working on its local database."""
    return on(key, "samba-tool", *argv, "-s", smb_conf(key), **kw)


def ldap_modify(key, dns, ldif):
    return on(
        key,
        "ldapmodify",
        "-x",
        "-H",
        f"ldap://{T.HOSTS[key].ip}",
        "-D",
        f"Administrator@{dns}",
        "-w",
        T.ADMIN_PW,
        inp=ldif,
    )


def populate(realm):
    key = realm.dcs[0]
    mark = dc_dir(key) / "populated"
    if mark.exists():
        return
    tool(
        key,
        "domain",
        "passwordsettings",
        "set",
        "--min-pwd-age=0",
        "--history-length=0",
        "--account-lockout-threshold=0",
    )
    for u in (realm.user, *T.EXTRA_USERS, "svcsql", "locked"):
        tool(key, "user", "create", u, T.USER_PW)
    tool(key, "user", "disable", "locked")
    fq = T.HOSTS[realm.sql_host].fqdn
    tool(key, "spn", "add", f"{T.SPN_SERVICE}/{fq}", "svcsql")
    ldap_modify(
        key,
        realm.dns,
        f"dn: CN=svcsql,CN=Users,{realm.base_dn}\nchangetype: modify\n"
        "replace: msDS-SupportedEncryptionTypes\n"
        "msDS-SupportedEncryptionTypes: 24\n",
    )
    tool(key, "user", "setpassword", "svcsql", f"--newpassword={T.USER_PW}")
    kt = T.STATE / "keytab" / f"{realm.sql_host}.keytab"
    kt.parent.mkdir(exist_ok=True)
    tool(key, "domain", "exportkeytab", kt, f"--principal={T.SPN_SERVICE}/{fq}")
    # Address records of the member hosts.
    for h in T.HOSTS.values():
        if h.domain == realm.dns and h.role != "dc":
            on(
                key,
                "samba-tool",
                "dns",
                "add",
                T.HOSTS[key].ip,
                realm.dns,
                h.hostname,
                "A",
                h.ip,
                "-U",
                f"Administrator%{T.ADMIN_PW}",
                "-s",
                smb_conf(key),
            )
    mark.touch()


# ------------------------------------------------------------------- trusts --
def set_trust(kind):
    """kind: 'two-way', 'mad-trusts-corp' (one-way) or 'none'.

    Changing an existing trust restarts the DCs: winbindd goes on using the old
    secure channel, and rescans its list of trusts only every five minutes.
    """
    mark = T.STATE / "trust"
    corp, mad = T.REALMS["corp"], T.REALMS["mad"]
    old = mark.read_text() if mark.exists() else "none"
    if old == kind:
        return
    admin = ["-U", f"Administrator@{corp.realm}%{T.ADMIN_PW}"]
    if old != "none":
        tool("mdc1", "domain", "trust", "delete", corp.dns, "--delete-location=both", *admin)
    if kind != "none":
        direction = {"two-way": "both", "mad-trusts-corp": "outgoing"}[kind]
        skip = ["--skip-validation"] if mark.exists() else []
        tool(
            "mdc1",
            "domain",
            "trust",
            "create",
            corp.dns,
            "--type=forest",
            f"--direction={direction}",
            "--create-location=both",
            *skip,
            *admin,
        )
    if mark.exists():
        keys = [k for r in T.REALMS.values() for k in r.dcs]
        time.sleep(10)  # let the second DC replicate
        for k in keys:
            stop_dc(k)
        for k in keys:
            start_dc(k)
        for k in keys:
            wait_dc(k)
    mark.write_text(kind)


# ------------------------------------------------------------------ services --
def start_services():
    for realm in T.REALMS.values():
        key = realm.sql_host
        if not alive(load_pids().get("gss-" + key)):
            host_daemon(
                "gss-" + key,
                key,
                [
                    "gss-server",
                    "-port",
                    str(T.GSS_PORT),
                    "-keytab",
                    str(T.STATE / "keytab" / f"{key}.keytab"),
                    T.SPN_SERVICE,
                ],
            )
    start_adc()


def start_adc():
    """AD Connector stand-in: slapd back-ldap on 389, forwarder on 88 and 464."""
    if alive(load_pids().get("slapd-adc")):
        return
    corp = T.REALMS["corp"]
    ip = T.HOSTS["adc"].ip
    dcs = [T.HOSTS[k].ip for k in corp.dcs]
    conf = write(
        T.STATE / "adc" / "slapd.conf",
        f"""
include /etc/ldap/schema/core.schema
moduleload back_ldap
pidfile {T.STATE}/adc/slapd.pid
database ldap
suffix "{corp.base_dn}"
uri "{" ".join(f"ldap://{d}/" for d in dcs)}"
chase-referrals no
network-timeout 5
rebind-as-user no
protocol-version 3
""",
    )
    host_daemon("slapd-adc", "adc", ["slapd", "-d", "0", "-f", str(conf), "-h", f"ldap://{ip}/"])
    host_daemon("kdcproxy-adc", "adc", [sys.executable, str(HERE / "kdcproxy.py"), ip, ",".join(dcs), "88,464"])


def stop_adc():
    stop("slapd-adc")
    stop("kdcproxy-adc")


# ----------------------------------------------------------------- commands --
def up():
    t0 = time.monotonic()

    def say(msg):
        print(f"[{time.monotonic() - t0:6.1f}s] {msg}", flush=True)

    if os.geteuid():
        sys.exit("needs root")
    T.STATE.mkdir(parents=True, exist_ok=True)
    if load_pids():
        sys.exit("already up (run `down` first)")
    net_up()
    files_up()
    say("network up")
    with ThreadPoolExecutor(2) as ex:
        list(ex.map(provision, T.REALMS.values()))
    say("first DCs provisioned")
    for r in T.REALMS.values():
        start_dc(r.dcs[0])
    for r in T.REALMS.values():
        wait_dc(r.dcs[0])
    say("first DCs answer")
    for r in T.REALMS.values():
        join_second(r)
        for key in r.dcs[1:]:
            start_dc(key)
            wait_dc(key)
    files_up()
    say("further DCs joined")
    for r in T.REALMS.values():
        populate(r)
    say("users, SPNs, keytabs")
    set_trust("two-way")
    say("forest trust")
    start_services()
    say("services up")


def down(purge=False):
    for name in reversed(list(load_pids())):
        stop(name)
    for key in [*T.HOSTS, *T.ROUTERS]:
        sh("ip", "netns", "del", ns_of(key), check=False)
        shutil.rmtree(ETC_NETNS / ns_of(key), ignore_errors=True)
    if ETC_NETNS.exists() and not any(ETC_NETNS.iterdir()):
        ETC_NETNS.rmdir()
    if purge:
        shutil.rmtree(T.STATE, ignore_errors=True)


def main():
    args = sys.argv[1:] or ["--help"]
    if args[0] == "up":
        up()
    elif args[0] == "down":
        down("--purge" in args)
    elif args[0] == "status":
        for name, e in load_pids().items():
            print(f"{name:16} {e['pid']:8} {'alive' if alive(e) else 'dead'}")
    elif args[0] == "exec":
        sys.exit(subprocess.run(host_argv(args[1], *args[2:])).returncode)
    elif args[0] == "run":
        import matrix

        matrix.main(args[1:])
    elif args[0] == "scenarios":
        import scenarios

        scenarios.main(args[1:])
    else:
        print(__doc__)


if __name__ == "__main__":
    main()
