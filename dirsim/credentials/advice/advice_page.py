"""The credentials section: advice, reasons, alternatives and limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dirsim.credentials.advice.strategy import CredentialAdvice
from dirsim.model.outcome import Judgement
from dirsim.pages.blocks import Block, Heading, Items, Table


def credentials_section(advices: Mapping[str, CredentialAdvice]) -> Iterator[Block]:
    """One row for each credential, then the reasons and limits; empty for a file without credentials."""
    if not advices:
        return
    yield Heading("Credentials")
    rows = [(name, entry.advice or "none", ", ".join(entry.alternatives) or "-") for name, entry in advices.items()]
    yield Table(("Credential", "Advice", "Alternatives"), tuple(rows))
    yield Items(_sentence(name, entry) for name, entry in advices.items())
    limits = [f"{name}: {limit}" for name, entry in advices.items() for limit in entry.limits]
    if limits:
        yield Items(limits)


def _sentence(name: str, entry: CredentialAdvice) -> str:
    """The reason with its facts, and the rejected advice with the reasons."""
    chosen = [reason for reason in entry.verdicts if reason.verdict == Judgement.MET and reason.advice == entry.advice]
    refused = [reason.because for reason in entry.verdicts if reason.verdict == Judgement.NOT_MET]
    open_ = [
        reason for reason in entry.verdicts if reason.verdict == Judgement.UNKNOWN and reason.advice == entry.advice
    ]
    why = f"{chosen[0].because} [{', '.join(chosen[0].facts)}]" if chosen else "no mechanism meets every need"
    unknown = (
        f". Unknown: {'; '.join(f'{_last(reason.requirement)}: {reason.because}' for reason in open_)}" if open_ else ""
    )
    return f"{name}: {why}{unknown}" + (f". Rejected: {'; '.join(dict.fromkeys(refused))}" if refused else "")


def _last(path: str) -> str:
    return path.rpartition(".")[2]
