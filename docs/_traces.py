"""Generator of the traces on the sign-in page, which are run whenever the documentation is built."""

from collections.abc import Iterator
from pathlib import Path

from dirsim import examples
from dirsim.catalog.units import hours
from dirsim.designs.builders import build
from dirsim.model.scenario import HEALTHY, LinkDown, PasswordExpired, Scenario
from dirsim.model.topology import Topology
from dirsim.recommendation.estate_baseline import baseline_of
from dirsim.resilience.timeline import timeline
from dirsim.simulation.simulation import trace
from dirsim.simulation.trace import Trace

VPN_LOST = Scenario("VPN lost", [LinkDown("vpn", start=hours(2), lasts=hours(10))])


def main(out: Path) -> None:
    """Write one file for each trace, which the page includes."""
    out.mkdir(parents=True, exist_ok=True)
    for name, text in _all():
        path = out / f"trace-{name}.md"
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, encoding="utf-8")


def _all() -> Iterator[tuple[str, str]]:
    trust, connector, hybrid = (
        _design(label) for label in ("managed-ad-standard+two-way-trust", "ad-connector", "managed-ad-hybrid")
    )
    yield "kerberos", _table(trace(trust, "erp-db/corp.example"))
    yield "kerberos-cut", _table(trace(trust, "erp-db/corp.example", VPN_LOST, hours(3)))
    yield "hybrid-cut", _table(trace(hybrid, "erp-db/corp.example", VPN_LOST, hours(3)))
    yield "connector", _table(trace(connector, "desktops/corp.example"))
    account = next(iter(connector.connectors.values())).service_account
    expired = Scenario("service account expired", [PasswordExpired(account)])
    yield "connector-expired", _table(trace(connector, "desktops/corp.example", expired))
    yield "managed-console", _table(trace(trust, "desktops/corp.example", HEALTHY))
    yield "timeline", _timeline(trust)


def _design(label: str) -> Topology:
    return build(baseline_of(examples.contoso()), label).topology


def _table(run: Trace) -> str:
    lines = ["| | step | from | to | port | purpose | reply |", "| --: | --- | --- | --- | --- | --- | --- |"]
    for number, step in enumerate(run.steps, start=1):
        exchange, reply = step.exchange, step.reply
        heard = reply.heard if reply.ok else f"**{reply.heard}**: {reply.because}"
        heard += f" (referral to {reply.referral})" if reply.referral else ""
        lines.append(
            f"| {number} | {exchange.step} | {exchange.initiator} | {exchange.target} "
            f"| {exchange.protocol}/{exchange.port} | {exchange.purpose} | {heard} |"
        )
    return "\n".join([*lines, "", f"Outcome: **{run.outcome}**; {run.because}.", ""])


def _timeline(topology: Topology) -> str:
    found = timeline(topology, VPN_LOST)
    lines = ["| flow | activity | hours |", "| --- | --- | --- |"]
    for row in found.rows:
        bands = ", ".join(f"{band.start / 3600:g}-{band.end / 3600:g} {band.outcome}" for band in row.bands)
        lines.append(f"| {row.flow} | {row.activity} | {bands} |")
    return "\n".join([*lines, ""])
