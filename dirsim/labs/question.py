"""Questions of labs: prompt, run, misconceptions and scoring."""

from __future__ import annotations

from collections.abc import Callable
from difflib import SequenceMatcher
from typing import Any

from attrs import frozen

from dirsim.api import DirsimError

Answer = str | float | tuple[str, ...]
"""A word or name, a number, or names."""

KINDS = {
    "choice": "one of the words listed",
    "name": "one name",
    "number": "a number",
    "set": "a list of names, in any order",
    "sequence": "a list of names, in order",
}
"""The kinds of answers, each with its meaning."""


@frozen
class Ran:
    """The result of a question's run.

    Attributes:
        answer: The right answer.
        shown: The run or the verdict as text, for the student after grading.
        near: Answers that also work but are not the best; they get half the points.
        also: Answers that are as right, where sources contradict each other.
    """

    answer: Answer
    shown: str
    near: tuple[Answer, ...] = ()
    also: tuple[Answer, ...] = ()


@frozen
class Belief:
    """The answer that a misconception leads to, computed with a model in which the misconception is true.

    Attributes:
        misconception: The id of the misconception.
        says: The function that computes the answer.
    """

    misconception: str
    says: Callable[[], Answer]


@frozen(kw_only=True)
class LabQuestion:
    """One question of an exercise.

    Attributes:
        name: Its key in the answer file.
        prompt: The question, as one paragraph of Markdown.
        kind: One of :data:`KINDS`.
        run: The function that computes the right answer by simulation; answers are never stored.
        hint: The hint for a wrong answer that no known misconception explains.
        choices: The words or names that an answer may hold; empty means any.
        beliefs: The answers of the misconceptions, the most likely first.
        points: The points of a right answer.
        unit: The unit of a number; empty for other kinds.
    """

    name: str
    prompt: str
    kind: str
    run: Callable[[], Ran]
    hint: str
    choices: tuple[str, ...] = ()
    beliefs: tuple[Belief, ...] = ()
    points: float = 1.0
    unit: str = ""

    def comparable(self, answer: Answer) -> Answer:
        """The answer in normal form for comparison, without case, and for sets without order and duplicates."""
        if isinstance(answer, tuple):
            names = tuple(name.strip().casefold() for name in answer)
            return tuple(sorted(set(names))) if self.kind == "set" else names
        if isinstance(answer, str):
            return answer.strip().casefold()
        return round(float(answer), 3)

    def share(self, given: Answer, ran: Ran) -> float:
        """The share of the points that an answer gets, from 0 to 1.

        Sets get the size of the intersection divided by the size of the union, so that missing and surplus names cost the
        same; sequences get the share of names in the right order; words and numbers are right or wrong, except for the
        answers in ``also``, which are as right, and those in ``near``, which get half.
        """
        one, other = self.comparable(given), self.comparable(ran.answer)
        if one == other or one in {self.comparable(also) for also in ran.also}:
            return 1.0
        if one in {self.comparable(near) for near in ran.near}:
            return 0.5
        if not isinstance(one, tuple) or not isinstance(other, tuple) or not one or not other:
            return 0.0
        if self.kind == "set":
            return round(len(set(one) & set(other)) / len(set(one) | set(other)), 4)
        match = SequenceMatcher(None, one, other, autojunk=False)
        return round(sum(block.size for block in match.get_matching_blocks()) / max(len(one), len(other)), 4)

    def misconceptions(self, given: Answer, right: Answer) -> tuple[str, ...]:
        """The misconceptions that lead to a wrong answer, the most likely first; empty means that none is known."""
        wrong = self.comparable(given)
        return tuple(
            belief.misconception
            for belief in self.beliefs
            if (answer := believed(belief)) is not None
            and self.comparable(answer) == wrong
            and self.comparable(answer) != self.comparable(right)
        )


def believed(belief: Belief) -> Answer | None:
    """The answer that a misconception leads to; ``None`` if its model cannot be run for this variant."""
    try:
        return belief.says()
    except DirsimError:
        return None


def as_data(answer: Answer) -> Any:
    """The answer as plain data for JSON and YAML; whole numbers have no fraction."""
    if isinstance(answer, tuple):
        return list(answer)
    if isinstance(answer, float) and answer.is_integer():
        return int(answer)
    return answer
