"""Assessment of what exists: verdicts and findings."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from dirsim.model.outcome import Judgement
from dirsim.recommendation.verdict import Verdict
from dirsim.simulation.trace import Trace

MEETS, FALLS_SHORT, INSUFFICIENT = "meets", "falls-short", "insufficient-evidence"


@frozen(kw_only=True)
class ExistingFinding:
    """A finding in what exists.

    Attributes:
        path: The path of what it is about, in the file.
        rule: The name of the rule.
        verdict: ``not-met`` for a fault, ``unknown`` where a value that decides is missing.
        because: The reason, as a sentence.
        facts: Ids of the facts that it rests on.
        runs: The runs that it rests on.
        command: A command that shows it; ``FILE`` means the file that was assessed. Empty where there is none.
    """

    path: str
    rule: str
    verdict: Judgement
    because: str
    facts: tuple[str, ...] = ()
    runs: tuple[Trace, ...] = ()
    command: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The finding in JSON form; runs by their ids."""
        return {
            "path": self.path,
            "rule": self.rule,
            "verdict": self.verdict,
            "because": self.because,
            "facts": list(self.facts),
            "runs": list(dict.fromkeys(run.id for run in self.runs)),
            "command": self.command or None,
        }


@frozen(kw_only=True)
class Assessment:
    """The judgement of an estate or a topology as it is.

    Attributes:
        name: The name of the file's estate or topology.
        as_of: The date whose facts apply.
        verdicts: The verdict on each workload, need and forbidden word, or on each flow of a topology.
        findings: Faults in what exists.
        unknowns: Rules that could not decide, with the value that is missing.
        assumptions: Assumptions that the verdicts rest on.
    """

    name: str
    as_of: str
    verdicts: tuple[Verdict, ...] = ()
    findings: tuple[ExistingFinding, ...] = ()
    unknowns: tuple[ExistingFinding, ...] = ()
    assumptions: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """``meets``, ``falls-short`` (a verdict is not met, or there is a finding) or ``insufficient-evidence``."""
        words = {verdict.verdict for verdict in self.verdicts}
        if self.findings or Judgement.NOT_MET in words:
            return FALLS_SHORT
        return INSUFFICIENT if Judgement.UNKNOWN in words else MEETS

    def to_dict(self) -> dict[str, Any]:
        """The assessment in JSON form (``dirsim.assessment/v1``)."""
        return {
            "schema": "dirsim.assessment/v1",
            "name": self.name,
            "as_of": self.as_of,
            "status": self.status,
            "verdicts": [verdict.to_dict() for verdict in self.verdicts],
            "findings": [finding.to_dict() for finding in self.findings],
            "unknowns": [finding.to_dict() for finding in self.unknowns],
            "assumptions": list(self.assumptions),
        }
