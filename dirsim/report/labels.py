"""What labels, statuses and outages are called in reports."""

from __future__ import annotations

from dirsim.model.labels import parse_label
from dirsim.model.units import duration_text
from dirsim.model.words import BASES, MODIFIERS
from dirsim.simulate.trace import Trace


def meaning(label: str) -> str:
    """What a design's label stands for, in one line; empty for text that is no label."""
    try:
        parsed = parse_label(label)
    except ValueError:
        return ""
    words = [BASES[parsed.base], *(MODIFIERS[modifier] for modifier in parsed.modifiers)]
    managed = parsed.base.startswith("managed-ad")
    return " ".join(word if managed else word.replace("beside the managed directory", "beside it") for word in words)


def outage(scenario: str) -> str:
    """A standard scenario's id in words; other names as they are."""
    kind, _, element = scenario.partition(":")
    said = {
        "link-down": "the link {} is lost",
        "site-down": "all of {} is lost",
        "host-down": "{} is down",
        "password-expired": "the password of {}'s service account has expired",
    }
    if element and kind in said:
        return said[kind].format(element)
    return {"partition": "every private link is lost", "healthy": "nothing is wrong"}.get(scenario, scenario)


def clock(at: float) -> str:
    """An instant of a scenario in words."""
    return f"{duration_text(at)} into it" if at > 0 else "at its start"


def decisive(trace: Trace) -> str:
    """The exchange that tells most about a run: where it stopped, else who checked the password, else the last one."""
    if trace.failed is not None:
        return str(trace.failed)
    checked = [step for step in trace.steps if step.reply.ok and step.exchange.step in ("AS", "LDAP bind")]
    if checked:
        return str(checked[-1].exchange)
    return str(trace.steps[-1].exchange) if trace.steps else ""
