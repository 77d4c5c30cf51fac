"""Exercises: a lab, a student's variant of it, and the grade of answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from attrs import field, frozen

from dirsim.api import InputError, Problem, UsageError
from dirsim.labs.given import answer_of
from dirsim.labs.misconceptions import MISCONCEPTIONS
from dirsim.labs.question import Answer, LabQuestion, as_data
from dirsim.labs.seeded_choice import Draw, student_id


@frozen(kw_only=True)
class Sheet:
    """The content of one student's variant.

    Attributes:
        background: The introduction that the student reads first, in Markdown.
        files: The files of the scenario, by name: requirements, topology, LDIF or JSON.
        questions: The questions, in order.
        look: A command with which students explore the scenario after their predictions; it runs in the lab's folder.
    """

    background: str
    files: Mapping[str, str]
    questions: tuple[LabQuestion, ...]
    look: str


class Builder(Protocol):
    """A function that builds a student's variant from random draws."""

    def __call__(self, draw: Draw, /) -> Sheet:
        """Build the variant."""


@frozen(kw_only=True)
class Lab:
    """A lab.

    Attributes:
        id: Its name on the command line.
        title: Its title, as a question.
        minutes: The approximate time that a student needs, in minutes.
        terms: Its topics, as terms of the field.
        explain: The topic of the explanation, as an indirect question.
        make: The function that builds a student's variant.
    """

    id: str
    title: str
    minutes: int
    terms: tuple[str, ...]
    explain: str
    make: Builder = field(repr=False)

    def exercise(self, student: str = "") -> Exercise:
        """The variant of a student; the same id always gets the same variant."""
        who = student_id(student)
        return Exercise(lab=self, student=who, sheet=self.make(Draw(f"dirsim lab 1\n{self.id}\n{who}")))


@frozen(kw_only=True)
class QuestionGrade:
    """The grade of one answer.

    Attributes:
        name: The question's name.
        given: The answer; ``None`` means unanswered.
        points: The points of the answer.
        possible: The points of a right answer.
        misconception: The id of the misconception that leads to this answer; empty means that none is known.
        also: The ids of other misconceptions that lead to it.
        hint: The hint; empty for a right answer and for an unanswered question.
        shown: The run that decides, as text; empty for an unanswered question.
    """

    name: str
    given: Answer | None
    points: float
    possible: float
    misconception: str = ""
    also: tuple[str, ...] = ()
    hint: str = ""
    shown: str = ""

    @property
    def state(self) -> str:
        """``right``, ``partly``, ``wrong`` or ``unanswered``."""
        if self.given is None:
            return "unanswered"
        if self.points >= self.possible:
            return "right"
        return "partly" if self.points > 0 else "wrong"

    @property
    def facts(self) -> tuple[str, ...]:
        """The ids of the facts that contradict the misconception; empty if none is known."""
        return MISCONCEPTIONS[self.misconception].facts if self.misconception else ()

    @property
    def line(self) -> str:
        """One line: the state, the points, and for a wrong answer the misconception and the hint."""
        return f"{self.name}: right" if self.state == "right" else failure_text(self)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the grade."""
        return {
            "name": self.name,
            "state": self.state,
            "given": None if self.given is None else as_data(self.given),
            "points": self.points,
            "possible": self.possible,
            "misconception": self.misconception or None,
            "also": list(self.also),
            "hint": self.hint or None,
            "facts": list(self.facts),
            "run": self.shown or None,
        }


@frozen(kw_only=True)
class Grade:
    """The grade of a student's answers.

    Attributes:
        lab: The lab's id.
        student: The student's id; empty for the sample variant.
        questions: One grade for each question, in order.
        explanation: The student's explanation, which the instructor grades; empty means none.
    """

    lab: str
    student: str
    questions: tuple[QuestionGrade, ...]
    explanation: str = ""

    @property
    def points(self) -> float:
        """The points of all answers."""
        return round(sum(one.points for one in self.questions), 4)

    @property
    def possible(self) -> float:
        """The points of right answers to all questions."""
        return sum(one.possible for one in self.questions)

    @property
    def score(self) -> float:
        """The share of the possible points, from 0 to 1."""
        return round(self.points / self.possible, 4) if self.possible else 0.0

    @property
    def answered(self) -> bool:
        """True if the student answered at least one question."""
        return any(one.given is not None for one in self.questions)

    @property
    def right(self) -> bool:
        """True if every answer is right."""
        return all(one.state == "right" for one in self.questions)

    def question(self, name: str) -> QuestionGrade:
        """The grade of one question.

        Raises:
            UsageError: The lab has no such question.
        """
        for one in self.questions:
            if one.name == name:
                return one
        raise UsageError(
            f"lab {self.lab} has no question {name!r}; expected one of: {', '.join(q.name for q in self.questions)}"
        )

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the grade (``dirsim.lab-grade/v1``)."""
        return {
            "schema": "dirsim.lab-grade/v1",
            "lab": self.lab,
            "student": self.student or None,
            "score": self.score,
            "points": self.points,
            "possible": self.possible,
            "questions": [one.to_dict() for one in self.questions],
            "explanation": self.explanation or None,
        }


@frozen(kw_only=True)
class Exercise:
    """A student's variant of a lab.

    Attributes:
        lab: The lab.
        student: The student's id; empty for the sample variant.
        sheet: Background, files and questions.
    """

    lab: Lab
    student: str
    sheet: Sheet = field(repr=False)

    @property
    def questions(self) -> tuple[LabQuestion, ...]:
        """The questions, in order."""
        return self.sheet.questions

    def question(self, name: str) -> LabQuestion:
        """A question by its name.

        Raises:
            UsageError: The lab has no such question.
        """
        for question in self.questions:
            if question.name == name:
                return question
        known = ", ".join(question.name for question in self.questions)
        raise UsageError(f"lab {self.lab.id} has no question {name!r}; expected one of: {known}")

    def key(self) -> dict[str, Answer]:
        """The answers of the simulation, by question. They are computed, not stored."""
        return {question.name: question.run().answer for question in self.questions}

    def grade(self, answers: Mapping[str, Answer], explanation: str = "") -> Grade:
        """Run the simulation and compare the answers with it; an unanswered question gets no points.

        Raises:
            UsageError: An answer is to a question that the lab does not have.
        """
        for name in answers:
            self.question(name)
        return Grade(
            lab=self.lab.id,
            student=self.student,
            questions=tuple(_graded(question, answers.get(question.name)) for question in self.questions),
            explanation=explanation,
        )

    def graded(self, name: str, answer: Any) -> QuestionGrade:
        """The grade of one answer, with the points of an answer that is partly right.

        Args:
            name: The question's name.
            answer: A word, a number, or a list of names; ``None`` means unanswered.

        Raises:
            InputError: The answer has the wrong form.
            UsageError: The lab has no such question.
        """
        question = self.question(name)
        try:
            given = None if answer is None else answer_of(question, answer)
        except ValueError as error:
            raise InputError([Problem(name, *error.args)]) from None
        return _graded(question, given)

    def assert_correct(self, name: str, answer: Any) -> None:
        """Assert that an answer is right; an ``AssertionError`` holds the hint.

        Args:
            name: The question's name.
            answer: A word, a number, or a list of names; ``None`` means unanswered.

        Raises:
            AssertionError: The answer is missing or not right.
            UsageError: The lab has no such question.
        """
        try:
            graded = self.graded(name, answer)
        except InputError as error:
            (problem,) = error.problems
            raise AssertionError(f"{name}: {'; '.join(filter(None, (problem.message, problem.hint)))}") from None
        assert graded.state == "right", failure_text(graded)  # noqa: S101 -- pytest, nbgrader and otter need an assertion


def failure_text(graded: QuestionGrade) -> str:
    """One line about an answer that is not right, with the misconception and the hint."""
    if graded.state == "unanswered":
        return f"{graded.name}: no answer yet"
    name = f" [{MISCONCEPTIONS[graded.misconception].belief}]" if graded.misconception else ""
    return f"{graded.name}: {graded.state}, {graded.points:g} of {graded.possible:g}{name} {graded.hint}"


def _graded(question: LabQuestion, given: Answer | None) -> QuestionGrade:
    if given is None:
        return QuestionGrade(name=question.name, given=None, points=0.0, possible=question.points)
    ran = question.run()
    share = question.share(given, ran)
    points = round(share * question.points, 4)
    if share >= 1.0:
        return QuestionGrade(name=question.name, given=given, points=points, possible=question.points, shown=ran.shown)
    found = question.misconceptions(given, ran.answer)
    return QuestionGrade(
        name=question.name,
        given=given,
        points=points,
        possible=question.points,
        misconception=found[0] if found else "",
        also=found[1:],
        hint=MISCONCEPTIONS[found[0]].hint if found else question.hint,
        shown=ran.shown,
    )
