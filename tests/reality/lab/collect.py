#!/usr/bin/env python3
"""Join measured row files into one truth table.

    collect.py OUT.json --rows A.jsonl B.jsonl ... --scenarios C.jsonl D.jsonl ...

Every --rows file is one repetition (rep 1, 2, ... in the order given, plus the
rep number inside the file when it holds several).
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import subprocess
from collections import Counter, defaultdict
from statistics import median

import flows as F
import lab
import states as S
import topology as T


def read(path):
    with open(path) as fh:
        return [json.loads(line) for line in fh if line.strip()]


def version(*argv):
    try:
        r = subprocess.run(argv, capture_output=True, text=True)
        return (r.stdout + r.stderr).strip().splitlines()[0]
    except (OSError, IndexError):
        return ""


def deb(pkg):
    return version("dpkg-query", "-W", "-f", "${Version}\n", pkg)


def clean(row):
    """No machine paths in what is published."""
    if "text" in row:
        row["text"] = re.sub(r"(FILE:)?/\S*/cc/\S+", "<ccache>", row["text"])
        if row["category"] == "other":
            row["category"] = F.classify(row["text"])
    return row


CODES = {
    "": "ok",
    "kdc_unreachable": "KU",
    "kdc_not_found": "KN",
    "kdc_name_resolution": "KR",
    "name_resolution": "NR",
    "ldap_unreachable": "LU",
    "ldap_unavailable": "L52",
    "server_no_answer": "SN",
    "nt_status_no_logon_servers": "NL",
    "connect_failed": "CF",
    "clock_skew": "CS",
    "ticket_not_yet_valid": "NV",
    "cap": "CAP",
}


def table(summary):
    """Flows down, states across; `KU 22` = that category after 22 s (median)."""
    cells = {(s["flow"], s["state"]): s for s in summary}
    names = [s.name for s in S.STATES]
    out = [
        "# Summary of measured.json",
        "",
        "Each cell: outcome and median seconds. `!` = ok/fail differed between repetitions,",
        "`~` = the category or the time did.",
        "",
        ", ".join(f"{v} = {k or 'success'}" for k, v in CODES.items()),
        "",
    ]
    for part in (names[:9], names[9:17], names[17:]):
        out.append("| flow | " + " | ".join(part) + " |")
        out.append("|---" * (len(part) + 1) + "|")
        for f in F.FLOWS:
            if f.only:
                continue
            line = [f.name]
            for st in part:
                c = cells.get((f.name, st))
                if not c:
                    line.append("")
                    continue
                sec = c["elapsed_median_s"]
                mark = "!" if not c["same_outcome"] else "" if c["same_category"] and c["timing_stable"] else "~"
                line.append(CODES.get(c["category"], c["category"]) + (f" {sec:.0f}" if sec >= 0.8 else "") + mark)
            out.append("| " + " | ".join(line) + " |")
        out.append("")
    return "\n".join(out)


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("out")
    ap.add_argument("--rows", nargs="+", default=[])
    ap.add_argument("--scenarios", nargs="*", default=[])
    ap.add_argument("--table", help="also write the summary as a Markdown table here")
    a = ap.parse_args()

    rows, recovery, offset = [], [], 0
    for path in a.rows:
        last = {}
        for r in read(path):  # a row measured again replaces the older one
            if "recovery" in r:
                recovery.append({**r, "rep": r["rep"] + offset})
            else:
                r["rep"] += offset
                last[(r["flow"], r["state"], r["trust"], r["rep"])] = clean(r)
        rows += last.values()
        offset = max(r["rep"] for r in rows)
    groups = defaultdict(list)
    for r in rows:
        groups[(r["flow"], r["state"], r["trust"])].append(r)
    summary = []
    flow_order = {f.name: i for i, f in enumerate(F.FLOWS)}
    state_order = {s.name: i for i, s in enumerate(S.STATES)}
    for (flow, state, trust), rs in sorted(
        groups.items(), key=lambda kv: (state_order[kv[0][1]], flow_order[kv[0][0]])
    ):
        el = [r["elapsed_s"] for r in rs]
        cats = Counter((r["outcome"], r["category"]) for r in rs)
        (outcome, category), n = cats.most_common(1)[0]
        spread = max(el) - min(el)
        summary.append(
            {
                "flow": flow,
                "state": state,
                "trust": trust,
                "outcome": outcome,
                "category": category,
                "reps": len(rs),
                "same_outcome": len({r["outcome"] for r in rs}) == 1,
                "same_category": n == len(rs),
                "elapsed_median_s": round(median(el), 2),
                "elapsed_min_s": min(el),
                "elapsed_max_s": max(el),
                "capped": any(r["capped"] for r in rs),
                "timing_stable": spread <= max(1.0, 0.1 * max(el)),
            }
        )
    doc = {
        "versions": {
            "samba": deb("samba"),
            "mit_krb5": deb("krb5-user"),
            "openldap": deb("slapd"),
            "dnsmasq": deb("dnsmasq-base"),
            "nftables": deb("nftables"),
            "glibc": platform.libc_ver()[1],
            "kernel": platform.release().split("-")[0],
            "python": platform.python_version(),
        },
        "topology": {
            "sites": {s.name: {"net": s.net + ".0/24", "router": s.router, "gateway": s.gw} for s in T.SITES.values()},
            "link": {"name": "vpn", "between": [s.router for s in T.SITES.values()]},
            "hosts": {
                k: {"site": h.site, "ip": h.ip, "fqdn": h.fqdn, "dns": h.dns, "role": h.role}
                for k, h in T.HOSTS.items()
                if h.role != "client" or k in ("ws1", "cl1")
            },
            "realms": {
                k: {"realm": r.realm, "netbios": r.netbios, "dcs": r.dcs, "user": r.user} for k, r in T.REALMS.items()
            },
            "trust": "forest trust, two-way unless a row says otherwise",
            "krb5_conf": {s: lab.krb5_conf("MAD.EXAMPLE", s) for s in lab.KRB5_STYLES},
        },
        "states": {s.name: s.text for s in S.STATES},
        "flows": {
            f.name: {
                "item": f.letter,
                "client": "ws1" if f.client == "ws" else "cl1",
                "cache": f.cache,
                "krb5": f.krb5,
                "default_realm": T.REALMS[f.realm].realm,
                "commands": [" ".join(s.argv) for s in f.steps],
            }
            for f in F.FLOWS
        },
        "caches": {
            n: {"krb5": st, "filled_by": [" ".join(s.argv) for s in steps]} for n, (st, steps) in F.CACHES.items()
        },
        "summary": summary,
        "rows": rows,
        "recovery": recovery,
        "scenarios": [clean(r) for p in a.scenarios for r in read(p)],
    }
    with open(a.out, "w") as fh:
        fh.write("{\n")
        for i, (k, v) in enumerate(doc.items()):
            sep = "," if i < len(doc) - 1 else ""
            if isinstance(v, list):
                body = "[\n" + ",\n".join("  " + json.dumps(x) for x in v) + "\n]"
            else:
                body = json.dumps(v, indent=1)
            fh.write(f"{json.dumps(k)}: {body}{sep}\n")
        fh.write("}\n")
    if a.table:
        with open(a.table, "w") as fh:
            fh.write(table(summary))
    bad = [s for s in summary if not s["same_outcome"]]
    print(
        f"{len(rows)} rows, {len(summary)} cells, {len(bad)} with differing outcome, "
        f"{sum(not s['timing_stable'] for s in summary)} with differing time"
    )
    for s in bad:
        print("  differs:", s["state"], s["flow"])


if __name__ == "__main__":
    main()
