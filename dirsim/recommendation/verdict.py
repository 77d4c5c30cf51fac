"""Verdict on one requirement for one design, with its facts and runs."""

from __future__ import annotations

from attrs import frozen

from dirsim.model.outcome import Judgement
from dirsim.simulation.trace import Trace

VERDICTS = tuple(Judgement)


@frozen
class Verdict:
    """The verdict on one requirement for one design.

    Attributes:
        requirement: Its path in the requirements file, or ``implied.*`` for an implied requirement.
        rule: The name of the rule.
        verdict: ``met``, ``not-met`` or ``unknown``.
        because: The reason, as a sentence.
        facts: Ids of the facts that it rests on.
        runs: The runs that it rests on.
    """

    requirement: str
    rule: str
    verdict: Judgement
    because: str
    facts: tuple[str, ...] = ()
    runs: tuple[Trace, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """The verdict in JSON form; runs by their ids."""
        return {
            "requirement": self.requirement,
            "rule": self.rule,
            "verdict": self.verdict,
            "because": self.because,
            "facts": list(self.facts),
            "runs": list(dict.fromkeys(run.id for run in self.runs)),
        }
