"""Measure every flow under every fault state.

lab.py run [--states a,b] [--flows x,y] [--reps N] [--cap S] [--out FILE]
[--jobs N] [--trust two-way|mad-trusts-corp]
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import shutil
import signal
import subprocess
import threading
import time

import flows as F
import lab
import states as S
import topology as T

CC = T.STATE / "cc"
ADDR = {h.ip: k for k, h in T.HOSTS.items()}
PROTO = {6: "tcp", 17: "udp", "tcp": "tcp", "udp": "udp"}


def run_step(client, step, env, cap, faketime=None):
    argv = step.argv
    if faketime:
        argv = ("faketime", "--exclude-monotonic", "-f", faketime, *argv)
    full = lab.host_argv(client, *argv, pidns=True)
    e = {**os.environ, "LC_ALL": "C", **env}
    t0 = time.perf_counter()
    p = subprocess.Popen(
        full,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=e,
        start_new_session=True,
        errors="replace",
    )
    try:
        out, _ = p.communicate(step.stdin, timeout=cap)
        rc = p.returncode
    except subprocess.TimeoutExpired:
        os.killpg(p.pid, signal.SIGKILL)
        out, _ = p.communicate()
        rc, out = None, "@cap\n" + out
    return rc, out, time.perf_counter() - t0


def mon_reset(client):
    lab.nsx(client, "nft", "flush", "set", "ip", "mon", "out")


def mon_read(ns, setname="out"):
    """{'cdc1:88/tcp': packets, ...} as counted since the last reset."""
    doc = json.loads(lab.nsx(ns, "nft", "-j", "list", "set", "ip", "mon", setname).stdout)
    got = {}
    for item in doc["nftables"]:
        for el in item.get("set", {}).get("elem", []):
            el = el.get("elem", el)
            *addrs, proto, port = el["val"]["concat"]
            if port >= 32768 and proto in ("udp", 17):
                continue
            name = ">".join(ADDR.get(a, a) for a in addrs) + f":{port}/{PROTO.get(proto, proto)}"
            got[name] = got.get(name, 0) + el.get("counter", {}).get("packets", 0)
    return dict(sorted(got.items()))


def make_caches():
    """Fill the ticket caches that rows start from; the network must be healthy."""
    CC.mkdir(exist_ok=True)
    for name, (style, steps) in F.CACHES.items():
        path = CC / name
        path.unlink(missing_ok=True)
        env = {"KRB5CCNAME": f"FILE:{path}", "KRB5_CONFIG": str(lab.krb5_path(style, "mad.example"))}
        for st in steps:
            rc, out, _ = run_step("ws1", st, env, 60)
            if rc:
                raise RuntimeError(f"cache {name}: {out}")


def measure(flow, client, state, cap):
    """One row."""
    work = CC / f"row.{client}"
    work.unlink(missing_ok=True)
    if flow.cache != "none":
        shutil.copy(CC / flow.cache, work)
    dns = T.REALMS[flow.realm].dns
    env = {"KRB5CCNAME": f"FILE:{work}", "KRB5_CONFIG": str(lab.krb5_path(flow.krb5, dns))}
    mon_reset(client)
    steps, total = [], 0.0
    for st in flow.steps:
        rc, out, secs = run_step(client, st, env, cap, state.faketime)
        total += secs
        steps.append({"cmd": st.argv[0], "rc": rc, "s": round(secs, 2)})
        if rc:
            break
    ok = rc == 0
    if flow.steps[-1].argv[0] == "gss-client":
        # it exits 0 after an error, too
        ok = (
            rc == 0
            and "failed" not in out
            and "GSS-API error" not in out
            and "rror" not in out
            and "connect" not in out
        )
    text = " | ".join(l.strip() for l in out.splitlines() if l.strip())
    row = {
        "flow": flow.name,
        "item": flow.letter,
        "client": "ws1" if flow.client == "ws" else "cl1",
        "cache": flow.cache,
        "krb5": flow.krb5,
        "state": state.name,
        "outcome": "ok" if ok else "fail",
        "category": "" if ok else F.classify(out),
        "elapsed_s": round(total, 2),
        "capped": rc is None,
        "contacted": mon_read(client),
        "steps": steps,
        "text": "" if ok else text[-240:],
    }
    if flow.cache != "none" or flow.steps[0].argv[0] == "kinit":
        row["cache_after"] = klist(work, env)
    return row


def klist(path, env):
    if not path.exists():
        return []
    r = lab.sh("klist", "-c", str(path), check=False, env={**os.environ, **env, "LC_ALL": "C"})
    names = []
    for line in r.stdout.splitlines():
        parts = line.split()
        if len(parts) == 5 and "@" in parts[-1] and parts[0][0].isdigit():
            names.append(parts[-1])
    return names


def reset_passwords(users=T.EXTRA_USERS):
    """Undo password changes, on every DC's own database."""
    for realm in T.REALMS.values():
        for key in realm.dcs:
            for u in users:
                lab.tool(key, "user", "setpassword", u, f"--newpassword={T.USER_PW}")


def try_once(flow_name, client="ws1", cap=30):
    return measure(F.BY_NAME[flow_name], client, S.BY_NAME["none"], cap)


RECOVERY = ("kinit_corp", "ldap_corp_proxy", "kinit_corp_proxy", "ntlm_corp_to_mad", "kinit_corp_home", "kinit_mad")


def heal(state, t_limit=180):
    """Undo the fault; poll until the basic flows work; seconds to recover."""
    state.undo()
    t0 = time.monotonic()
    done, lock = {}, threading.Lock()

    def poll(name, client):
        while time.monotonic() - t0 < t_limit:
            if try_once(name, client)["outcome"] == "ok":
                with lock:
                    done[name] = round(time.monotonic() - t0, 1)
                return
            time.sleep(0.5)
        with lock:
            done[name] = None

    threads = []
    for i, name in enumerate(RECOVERY):
        pool = T.WS if F.BY_NAME[name].client == "ws" else T.CL
        threads.append(threading.Thread(target=poll, args=(name, pool[i])))
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return done


def run_state(state, flow_list, cap, jobs, rep, emit):
    flow_list = [f for f in flow_list if not f.only or state.name in f.only]
    parallel = [f for f in flow_list if not f.serial]
    serial = [f for f in flow_list if f.serial]
    state.apply()
    t_state = time.monotonic()
    pools = {"ws": T.WS, "cl": T.CL}
    queues = {k: queue.Queue() for k in pools}
    for f in parallel:
        queues[f.client].put(f)

    def work(kind, client):
        while True:
            try:
                f = queues[kind].get_nowait()
            except queue.Empty:
                return
            start = time.monotonic() - t_state
            row = measure(f, client, state, cap)
            row.update(rep=rep, since_fault_s=round(start, 1))
            emit(row)

    def work_serial():
        for f in serial:
            start = time.monotonic() - t_state
            row = measure(f, pools[f.client][-1], state, cap)
            row.update(rep=rep, since_fault_s=round(start, 1))
            emit(row)

    threads = [threading.Thread(target=work, args=("ws", c)) for c in T.WS[:-1][:jobs]]
    threads += [threading.Thread(target=work, args=("cl", c)) for c in T.CL[:-1][:jobs]]
    threads.append(threading.Thread(target=work_serial))
    for t in threads:
        t.start()
        time.sleep(0.25)  # do not let them compete for the processor
    for t in threads:
        t.join()


def main(argv):
    ap = argparse.ArgumentParser(
        prog="lab.py run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument("--states", default="")
    ap.add_argument("--flows", default="")
    ap.add_argument("--reps", type=int, default=1)
    ap.add_argument("--cap", type=float, default=100)
    ap.add_argument("--jobs", type=int, default=11)
    ap.add_argument("--trust", default="two-way")
    ap.add_argument("--out", default=str(T.STATE / "rows.jsonl"))
    a = ap.parse_args(argv)
    st = [S.BY_NAME[n] for n in a.states.split(",") if n] or S.STATES
    fl = [F.BY_NAME[n] for n in a.flows.split(",") if n] or F.FLOWS
    lab.set_trust(a.trust)
    lock = threading.Lock()
    t0 = time.monotonic()
    with open(a.out, "a") as out:

        def emit(row):
            row["trust"] = a.trust
            with lock:
                out.write(json.dumps(row) + "\n")
                out.flush()

        for rep in range(1, a.reps + 1):
            for state in st:
                ts = time.monotonic()
                reset_passwords()
                make_caches()
                for name, client in (("ntlm_corp_to_mad", "ws1"), ("ntlm_mad_to_corp_home", "cl1")):
                    if name in {f.name for f in fl}:  # warm the secure channels
                        try_once(name, client)
                run_state(state, fl, a.cap, a.jobs, rep, emit)
                rec = heal(state)
                with lock:
                    out.write(json.dumps({"recovery": state.name, "rep": rep, "trust": a.trust, "seconds": rec}) + "\n")
                print(
                    f"[{time.monotonic() - t0:7.1f}s] rep {rep} {state.name}: "
                    f"{time.monotonic() - ts:.0f}s, recovery {rec}",
                    flush=True,
                )
