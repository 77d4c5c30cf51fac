"""Assessment of what exists: verdicts and findings."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from attrs import evolve, frozen

from dirsim.model.outcome import Judgement
from dirsim.recommendation.verdict import Verdict
from dirsim.simulation.trace import Trace

MEETS, FALLS_SHORT, INSUFFICIENT = "meets", "falls-short", "insufficient-evidence"
FINDING_RULES: Mapping[str, str] = {
    "trust-direction": "A trust does not have the direction that a workload needs.",
    "trust-path": "The users of a workload reach its domain over no path of trusts.",
    "forwarders-both-ways": "The name servers of one side of a trust do not resolve the names of the other.",
    "selective-authentication": "Selective authentication admits no account that needs access.",
    "suffix-collision": "Two forests of forest trusts claim the same name suffix.",
    "trust-encryption-types": "The two sides of a trust have no encryption type in common that is generally enabled.",
    "trust-state": "AWS does not report the trust as verified.",
    "sign-in-works": "A sign-in of the topology does not work.",
}
"""The meaning of each rule of findings and verdicts on what exists."""


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

    def of_file(self, file: str) -> ExistingFinding:
        """The finding with a file's name in its command, quoted for a shell."""
        return evolve(self, command=self.command.replace("FILE", shlex.quote(file)))

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
        file: The file that was assessed; empty means a value of a program.
    """

    name: str
    as_of: str
    verdicts: tuple[Verdict, ...] = ()
    findings: tuple[ExistingFinding, ...] = ()
    unknowns: tuple[ExistingFinding, ...] = ()
    assumptions: tuple[str, ...] = ()
    file: str = ""

    @property
    def status(self) -> str:
        """``meets``, ``falls-short`` (a verdict is not met, or there is a finding) or ``insufficient-evidence``."""
        words = {verdict.verdict for verdict in self.verdicts}
        if self.findings or Judgement.NOT_MET in words:
            return FALLS_SHORT
        return INSUFFICIENT if Judgement.UNKNOWN in words else MEETS

    def of_file(self, file: str) -> Assessment:
        """The assessment of a file, whose commands name it."""
        return evolve(
            self,
            file=file,
            findings=tuple(finding.of_file(file) for finding in self.findings),
            unknowns=tuple(finding.of_file(file) for finding in self.unknowns),
        )

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
