"""Descriptions of labels, scenarios and instants for reports."""

from __future__ import annotations

from dirsim.catalog.labels import parse_label
from dirsim.catalog.parts import NOTHING_MEANS, PARTS
from dirsim.catalog.units import duration_text
from dirsim.simulation.trace import Trace


def meaning(label: str) -> str:
    """The description of a design's label, in one line; empty for text that is not a label."""
    try:
        parsed = parse_label(label)
    except ValueError:
        return ""
    return " ".join(PARTS[part].meaning for part in parsed.parts) or NOTHING_MEANS


def outage(scenario: str) -> str:
    """The description of a standard scenario's id; other names unchanged."""
    kind, _, element = scenario.partition(":")
    words = {
        "link-down": "the link {} is lost",
        "site-down": "all of {} is lost",
        "host-down": "{} is down",
        "password-expired": "the password of {}'s service account has expired",
    }
    if element and kind in words:
        return words[kind].format(element)
    return {"partition": "every private link is lost", "healthy": "all elements work"}.get(scenario, scenario)


def clock(at: float) -> str:
    """The description of an instant of a scenario."""
    return f"{duration_text(at)} after its start" if at > 0 else "at its start"


def decisive(trace: Trace) -> str:
    """The most informative exchange of a run: the failed one, else the one that verified the password, else the last."""
    if trace.failed is not None:
        return str(trace.failed)
    checked = [step for step in trace.steps if step.reply.ok and step.exchange.step in ("AS", "LDAP bind")]
    if checked:
        return str(checked[-1].exchange)
    return str(trace.steps[-1].exchange) if trace.steps else ""
