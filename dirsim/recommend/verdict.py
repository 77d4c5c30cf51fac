"""A verdict: one requirement held against one design, with what it rests on."""

from __future__ import annotations

from attrs import frozen

from dirsim.simulate.trace import Trace

VERDICTS = ("met", "not-met", "unknown")


@frozen
class Verdict:
    """One requirement held against one design.

    Attributes:
        requirement: Its path in the requirements file, or ``implied.*`` for what the file implies.
        rule: The name of the rule that judged.
        verdict: ``met``, ``not-met`` or ``unknown``.
        because: Why, in a sentence.
        facts: Ids of the facts that it rests on.
        runs: The runs that it rests on.
    """

    requirement: str
    rule: str
    verdict: str
    because: str
    facts: tuple[str, ...] = ()
    runs: tuple[Trace, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """The verdict as JSON shows it; runs by their ids."""
        return {
            "requirement": self.requirement,
            "rule": self.rule,
            "verdict": self.verdict,
            "because": self.because,
            "facts": list(self.facts),
            "runs": list(dict.fromkeys(run.id for run in self.runs)),
        }
