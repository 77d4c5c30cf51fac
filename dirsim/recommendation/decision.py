"""Decision record: a recommendation with its grounds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from dirsim.facts import Catalog, catalog
from dirsim.model.requirements import Requirements
from dirsim.model.requirements_form import as_file

if TYPE_CHECKING:
    from dirsim.recommendation.recommendation import Recommendation


@frozen
class Decision:
    """A recommendation as recorded.

    Attributes:
        requirements: The requirements.
        answer: The answer in JSON form, without its runs and timelines.
        facts: The facts that it cites: their ids, each with a digest of the fact's content.
        seal: The digests of its parts, and a signature where there is one; empty for a decision that is not recorded yet.
        broken: The parts of the record that do not fit its seal, each with the reason.
        recorded: The requirements as the record has them; empty for a decision that is not recorded yet.
    """

    requirements: Requirements
    answer: Mapping[str, Any]
    facts: Mapping[str, str]
    seal: Mapping[str, Any] = field(factory=dict)
    broken: tuple[tuple[str, str], ...] = ()
    recorded: Mapping[str, Any] = field(factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The decision in the form of a record (``dirsim.decision/v1``)."""
        sealed = {"seal": dict(self.seal)} if self.seal else {}
        return {
            "schema": "dirsim.decision/v1",
            "requirements": dict(self.recorded) or as_file(self.requirements),
            "answer": dict(self.answer),
            "facts": dict(self.facts),
            **sealed,
        }


def decided(choice: Recommendation) -> Decision:
    """The decision to record for a recommendation."""
    answer = {key: value for key, value in choice.to_dict().items() if key not in ("runs", "timelines", "flips")}
    known = catalog(date.fromisoformat(choice.as_of))
    return Decision(choice.requirements, answer, {name: digest(known, name) for name in cited(answer)})


def digest(known: Catalog, name: str) -> str:
    """The digest of a fact's content; empty where the fact does not apply at the catalog's date."""
    fact = known.get(name)
    if fact is None:
        return ""
    content = json.dumps(fact.to_dict(), sort_keys=True, default=str)
    return "sha256:" + hashlib.sha256(content.encode()).hexdigest()


def cited(answer: Mapping[str, Any]) -> Iterator[str]:
    """The ids of the facts that an answer cites, in order."""
    verdicts = [verdict for entry in answer["designs"] for verdict in entry["verdicts"]]
    verdicts += [verdict for advice in answer["credentials"].values() for verdict in advice["verdicts"]]
    yield from sorted({fact for verdict in verdicts for fact in verdict["facts"]})
