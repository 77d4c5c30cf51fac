"""Build the real two-forest lab, measure a selection, compare with the predictions, take the lab down again.

``make reality`` runs it as root on Debian (namespaces, /dev/net/tun; what is missing of the packages is installed, with all
services disabled: nothing of them runs outside the lab's own network namespaces). ``--if-possible`` makes it say what is
missing and end well instead of failing, for machines that cannot have a lab. All traffic stays inside the namespaces.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from compare import Compared, Row, figures, report  # the script's own folder is on the path when it is run
from compare import compared as predictions_for

LAB = Path(__file__).parent / "lab"
PACKAGES = Path(__file__).parents[1] / "packages.sh"
STATES = "none,vpn_drop,vpn_down,corp1_stopped,drop_88_udp"
FLOWS = (
    "kinit_corp,kinit_corp_static,kinit_corp_proxy,kinit_mad,xsvc_mad_tgt,xsvc_mad_xtgt_mapped,xsvc_mad_svc,"
    "ldap_corp_proxy,ldap_corp_direct,use_mad_svc_corp_user,renew_corp,kinit_corp_home"
)
LAB_PASSWORD = "Lab-User-2024"
"""Of the lab's users, who exist inside its namespaces only; see ``lab/topology.py``."""

ENOUGH = {"outcome": 0.97, "category": 0.95, "contacted": 0.9, "seconds": 0.8}
"""Shares below which the comparison fails; one repetition on a busy machine is coarser than the stored measurements."""


def missing() -> str:
    """Why a lab cannot be built here; empty when it can."""
    if os.geteuid() != 0:
        return "it needs root"
    if not Path("/dev/net/tun").exists():
        return "there is no /dev/net/tun"
    if not shutil.which("apt-get"):
        return "its packages come from Debian"
    if subprocess.run(["unshare", "-n", "true"], check=False, capture_output=True).returncode:
        return "network namespaces are not allowed"
    return ""


def install() -> None:
    """Install the packages that are missing, with their services kept from starting."""
    subprocess.run(["bash", str(PACKAGES)], check=True, stdout=sys.stderr)


def measured(states: str, flows: str) -> tuple[list[Row], str]:
    """Build the lab, read its trust, measure every flow in every state once, and take the lab down.

    Returns:
        The rows, and what is wrong with the trust as discovery reads it; empty where nothing is.
    """
    # A short path: the daemons' sockets lie below it, and a socket's path may have 107 characters.
    with tempfile.TemporaryDirectory(prefix="dl") as folder:
        Path(folder).chmod(0o755)  # file shares are read as the user who signed in
        environment = {**os.environ, "DIRSIM_LAB_STATE": str(Path(folder) / "s")}
        out = Path(folder) / "rows.jsonl"

        def lab(*words: str) -> None:
            subprocess.run(
                [sys.executable, str(LAB / "lab.py"), *words], check=True, env=environment, stdout=sys.stderr
            )

        try:
            lab("up")
            estate = Path(folder) / "estate.json"
            environment["DIRSIM_LDAP_PASSWORD"] = LAB_PASSWORD
            reader = ("--user", "alice@corp.example", "--no-verify", "--format", "json", "--output", str(estate))
            dirsim = str(Path(sys.executable).with_name("dirsim"))
            try:
                lab("exec", "cl1", dirsim, "discover", "ldap", "ldap://10.10.0.10", *reader)
                wrong = trust_fault(json.loads(estate.read_text(encoding="utf-8")))
            except (OSError, ValueError, subprocess.CalledProcessError) as error:  # the lab stands: this is our fault
                wrong = f"discovery failed: {error}"
            lab("run", "--states", states, "--flows", flows, "--out", str(out))
            lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        finally:
            lab("down", "--purge")
    return [_row(line) for line in lines if "flow" in line], wrong


def trust_fault(found: dict) -> str:
    """What discovery says otherwise of the lab's forest trust than how it was made; empty where it is as it was made."""
    trusts = list(found["estate"].get("trusts", {}).values())
    if len(trusts) != 1:
        return f"{len(trusts)} trusts were read, one was made"
    trust = trusts[0]
    ends = {trust["trusting"], trust["trusted"]}
    kind, selective = trust.get("kind", "forest"), trust.get("selective", False)  # what is as usual is left out
    if ends != {"corp.example", "mad.example"} or not trust.get("two_way") or kind != "forest" or selective:
        return f"the two-way forest trust was read as {trust}"
    return ""


def _row(line: dict) -> Row:
    seconds = line["elapsed_s"]
    return Row(
        line["flow"],
        line["state"],
        line["outcome"] == "ok",
        line["category"],
        (seconds, seconds, seconds),
        stable=True,
        steady=not line["capped"],
        contacted=tuple(line["contacted"]),
    )


def main() -> int:
    """Measure, compare, print; 0 when the predictions hold."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--states", default=STATES)
    words.add_argument("--flows", default=FLOWS)
    words.add_argument("--if-possible", action="store_true")
    asked = words.parse_args()
    why_not = missing()
    if why_not:
        print(f"no live lab here: {why_not}")
        return 0 if asked.if_possible else 2
    try:
        install()
        rows, wrong = measured(asked.states, asked.flows)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"the lab could not be built or measured here: {error}")
        return 0 if asked.if_possible else 2
    pairs: list[Compared] = list(predictions_for(rows))
    found = figures(pairs)
    print(f"{len(pairs)} rows measured in a live lab")
    print(report(found))
    print(f"the trust between the two forests, read over LDAP: {wrong or 'as it was made'}")
    return 0 if not wrong and all(found[what].share >= least for what, least in ENOUGH.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
