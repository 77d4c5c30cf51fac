"""The section on credentials: what each should be, why, what else would do, and what the advice cannot do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dirsim.credentials.strategy import CredentialAdvice
from dirsim.report.blocks import Block, Heading, Items, Table


def credentials_section(advices: Mapping[str, CredentialAdvice]) -> Iterator[Block]:
    """One row for each credential, then what has to be said of it; nothing for a file without credentials."""
    if not advices:
        return
    yield Heading("Credentials")
    rows = [
        (name, entry.advice or "nothing fits", ", ".join(entry.alternatives) or "-") for name, entry in advices.items()
    ]
    yield Table(("Credential", "Advice", "Would do as well"), tuple(rows))
    yield Items(_said(name, entry) for name, entry in advices.items())
    limits = [f"{name}: {limit}" for name, entry in advices.items() for limit in entry.limits]
    if limits:
        yield Items(limits)


def _said(name: str, entry: CredentialAdvice) -> str:
    """Why, with the facts; and what was left out for which reason."""
    chosen = [reason for reason in entry.verdicts if reason.verdict == "met" and reason.advice == entry.advice]
    refused = [reason.because for reason in entry.verdicts if reason.verdict == "not-met"]
    why = (
        f"{chosen[0].because} [{', '.join(chosen[0].facts)}]"
        if chosen
        else "everything that came into question is forbidden"
    )
    return f"{name}: {why}" + (f". Not: {'; '.join(refused)}" if refused else "")
