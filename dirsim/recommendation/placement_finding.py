"""Finding on where something is: Region, account, zone or VPC."""

from __future__ import annotations

from attrs import frozen

from dirsim.model.outcome import Judgement


@frozen(kw_only=True)
class PlacementFinding:
    """A finding on where something is.

    Attributes:
        path: The path of what is placed wrongly.
        rule: The name of the rule.
        verdict: ``not-met`` where it cannot work, ``unknown`` where the file leaves the decisive value open.
        because: The reason, as a sentence.
        facts: Ids of the facts that it rests on.
    """

    path: str
    rule: str
    verdict: Judgement
    because: str
    facts: tuple[str, ...] = ()
