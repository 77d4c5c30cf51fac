"""A question: what is asked, what a run says, what each misconception would have said, and how an answer is marked."""

from __future__ import annotations

from collections.abc import Callable
from difflib import SequenceMatcher
from typing import Any

from attrs import frozen

from dirsim.errors import DirsimError

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
    """What a run says.

    Attributes:
        answer: The answer.
        shown: The run itself, or the verdict, as text: what a learner looks at afterwards.
        near: Answers that serve as well but are not the best; they get half the points.
    """

    answer: Answer
    shown: str
    near: tuple[Answer, ...] = ()


@frozen
class Belief:
    """What somebody with a misconception answers, computed with a model in which the misconception is true.

    Attributes:
        misconception: Its id.
        says: The answer.
    """

    misconception: str
    says: Callable[[], Answer]


@frozen(kw_only=True)
class Question:
    """One question of an exercise.

    Attributes:
        name: Its key in the answer file.
        prompt: What is asked, as one paragraph of Markdown.
        kind: One of :data:`KINDS`.
        run: What the simulation says; never a stored answer.
        hint: What to look at, for whoever is wrong by no known misconception.
        choices: The words, or names, that may be given; empty means any.
        beliefs: What the misconceptions answer, the most telling first.
        points: What it is worth.
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
        """The answer in the form in which it is compared: case, and in sets order and repetition, do not count."""
        if isinstance(answer, tuple):
            names = tuple(name.strip().casefold() for name in answer)
            return tuple(sorted(set(names))) if self.kind == "set" else names
        if isinstance(answer, str):
            return answer.strip().casefold()
        return round(float(answer), 3)

    def share(self, given: Answer, ran: Ran) -> float:
        """How much of the points an answer gets, from 0 to 1.

        Sets lose what is missing and what is too much, by the same measure (the overlap over the union); sequences get
        the share that stands in the right order; words and numbers are right or wrong, but for those that serve as well.
        """
        one, other = self.comparable(given), self.comparable(ran.answer)
        if one == other:
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
        """The misconceptions that would have led to a wrong answer, the most telling first; empty means none known."""
        wrong = self.comparable(given)
        return tuple(
            belief.misconception
            for belief in self.beliefs
            if (said := believed(belief)) is not None
            and self.comparable(said) == wrong
            and self.comparable(said) != self.comparable(right)
        )


def believed(belief: Belief) -> Answer | None:
    """What a misconception answers; ``None`` where its model cannot be run for this variant."""
    try:
        return belief.says()
    except DirsimError:
        return None


def as_data(answer: Answer) -> Any:
    """The answer as JSON and YAML show it: whole numbers without a fraction."""
    if isinstance(answer, tuple):
        return list(answer)
    if isinstance(answer, float) and answer.is_integer():
        return int(answer)
    return answer
