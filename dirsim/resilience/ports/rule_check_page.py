"""Report on the check of a rule set."""

from __future__ import annotations

from collections.abc import Iterable

from dirsim.pages.blocks import Heading, Items, Page, Prose, Table
from dirsim.resilience.ports.rule_check import MissingRow, RuleCheck

_MOST = 40
_SAID = {
    "complete": "Every connection of the port matrix that the rule set filters passes, and no rule is too wide.",
    "missing": "Connections that the design needs do not pass.",
    "too-wide": "Every needed connection passes; some rules let more pass than the design needs.",
    "insufficient-evidence": "The evidence is insufficient: no group of the rule set matches a host, or addresses are unknown.",
}


def rule_check_page(check: RuleCheck) -> Page:
    """The report: missing connections, failing sign-ins, rules that are too wide."""
    blocks: list[object] = [
        Heading(f"{check.file} against the ports of {check.design or 'the topology'}: {check.status}", 1),
        Prose(f"{_SAID[check.status]} Connections judged: {check.judged}."),
    ]
    if check.missing:
        blocks += [Heading("Missing", 2), Table(("From", "To", "Ports", "Basis", "Filter"), _rows(check.missing))]
    if check.failed:
        head = ("Sign-in", "Host down", "Outcome", "Fails at")
        rows = [
            (
                entry.flow,
                entry.down or "-",
                str(entry.run.outcome),
                f"{entry.run.failed}: {entry.run.because}" if entry.run.failed is not None else entry.run.because,
            )
            for entry in check.failed
        ]
        blocks += [Heading("Sign-ins that fail", 2), Table(head, rows)]
        if check.broader:
            blocks.append(Prose("The runs block some ports for more hosts than the rule set does."))
    elif check.missing:
        blocks.append(Prose("No sign-in of the topology fails by it; the missing ports are documented by the vendor."))
    if check.wide:
        lines = tuple(
            f"{entry.rule.place}: {entry.rule.ports} from {', '.join(entry.rule.peers)}: {entry.because}"
            + (f" [{', '.join(entry.facts)}]" if entry.facts else "")
            for entry in check.wide
        )
        blocks += [Heading("Too wide", 2), Items(lines)]
    if check.unsure:
        blocks += [
            Heading("Undecided: the address of a host is unknown", 2),
            Table(("From", "To", "Ports", "Basis", "Filter"), _rows(check.unsure)),
        ]
    if check.conditional:
        blocks.append(
            Prose(f"Missing under a condition: {len(check.conditional)} connections (--format json lists them).")
        )
    if check.unmatched:
        blocks += [
            Heading("Names that match no host", 2),
            Prose(f"{', '.join(check.unmatched)} (name their hosts with --group NAME=HOST)"),
        ]
    return tuple(blocks)  # type: ignore[arg-type]  # a page is a tuple of blocks


def _rows(missing: Iterable[MissingRow]) -> list[tuple[str, ...]]:
    """One row for each pair of hosts and filter."""
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for entry in missing:
        key = (entry.row.initiator, entry.row.target, ", ".join(entry.row.basis), entry.where)
        found.setdefault(key, []).append(f"{entry.row.protocol}/{entry.row.ports}")
    rows: list[tuple[str, ...]] = [
        (one, other, ", ".join(ports), basis, where) for (one, other, basis, where), ports in found.items()
    ]
    if len(rows) > _MOST:
        rows = [*rows[:_MOST], (f"and {len(rows) - _MOST} more pairs", "", "", "", "")]
    return rows
