"""Pages of a lab for students and instructors, from one exercise."""

from __future__ import annotations

import json
from collections.abc import Iterator

from dirsim.api import facts
from dirsim.api.teaching import escaped
from dirsim.labs.answer_file import FILE, VERSION, form
from dirsim.labs.exercise import Exercise
from dirsim.labs.misconceptions import MISCONCEPTIONS
from dirsim.labs.question import Answer, LabQuestion, as_data, believed

_MANY = 6


def student_page(exercise: Exercise) -> str:
    """The student's page: background, questions and next steps. It contains no answer."""
    lab = exercise.lab
    lines = [f"# {lab.title}", ""]
    if exercise.student:
        lines += [f"Variant for {escaped(exercise.student)}.", ""]
    lines += [
        f"About {lab.minutes} minutes. Topics: {', '.join(lab.terms)}.",
        "",
        exercise.sheet.background,
        "## Predict",
        "",
        f"Write your predictions into `{FILE}` before you run anything.",
        "",
    ]
    before: tuple[str, ...] = ()
    for number, question in enumerate(exercise.questions, start=1):
        lines += [*asked(number, question, before), ""]
        before = question.choices
    lines += [
        "## Simulate",
        "",
        "`dirsim lab check .` runs the simulation and compares it with your answers. `pytest` in this folder and the cells of",
        "`lab.ipynb` do the same, one question at a time. For a wrong answer you get a hint and the run that decides it.",
        "",
        f"To explore the scenario yourself: `{exercise.sheet.look}`.",
        "",
        "## Explain",
        "",
        f"In a few sentences at the end of `{FILE}`, explain {lab.explain}.",
        "",
    ]
    return "\n".join(lines)


def asked(number: int, question: LabQuestion, before: tuple[str, ...] = ()) -> Iterator[str]:
    """The lines of a question; ``before`` are the choices of the previous question, which are not repeated."""
    worth = f"{question.points:g} point{'' if question.points == 1 else 's'}"
    yield f"{number}. **`{question.name}`** ({worth}). {question.prompt}"
    yield ""
    if question.choices:
        words = ", ".join(f"`{choice}`" for choice in question.choices)
        lead = "Choose from" if question.kind != "choice" else "One of"
        same = question.choices == before and len(before) > _MANY
        yield f"   {lead}{' the same words.' if same else f': {words}.'}"
    yield f"   Write {form(question) if question.kind != 'choice' else 'one word'}."


def instructor_page(exercise: Exercise) -> str:
    """The instructor's page: the key from the runs, the rubric, and the answer of each misconception."""
    variant = f"Variant for {escaped(exercise.student)}" if exercise.student else "Sample variant"
    lines = [
        f"# {exercise.lab.title}: for instructors",
        "",
        f"{variant}. The simulation computed the answers when this page was written.",
        "",
    ]
    for question in exercise.questions:
        lines += [*_solved(question), ""]
    lines += ["## Explanation", "", f"Look for: {exercise.lab.explain}. The instructor grades it.", ""]
    return "\n".join(lines)


def _solved(question: LabQuestion) -> Iterator[str]:
    ran = question.run()
    yield f"## `{question.name}` ({question.points:g})"
    yield ""
    yield question.prompt
    yield ""
    yield f"- Answer: `{_text(ran.answer)}`"
    yield f"- Points: {_rubric(question)}"
    if ran.also:
        yield f"- As right: {', '.join(f'`{_text(also)}`' for also in ran.also)}"
    if ran.near:
        yield f"- Half the points: {', '.join(f'`{_text(near)}`' for near in ran.near)}"
    yield f"- Hint for any other wrong answer: {question.hint}"
    for belief in question.beliefs:
        wrong = believed(belief)
        if wrong is None or question.comparable(wrong) == question.comparable(ran.answer):
            continue
        one = MISCONCEPTIONS[belief.misconception]
        yield f"- `{_text(wrong)}` indicates the misconception: *{one.belief}* Hint: {one.hint}"
        for fact in one.facts:
            yield f"  - {fact}: {escaped(facts.catalog()[fact].statement)}"
    yield ""
    yield "```text"
    yield ran.shown.rstrip().replace("```", "'''")
    yield "```"


def _rubric(question: LabQuestion) -> str:
    return {
        "set": "the size of the intersection divided by the size of the union",
        "sequence": "the share of names in the right order",
    }.get(question.kind, "all or nothing")


def _text(answer: Answer) -> str:
    return json.dumps(as_data(answer), ensure_ascii=False).replace("`", "'")


def solution(exercise: Exercise) -> str:
    """The completed answer file, for instructors."""
    answers = {name: as_data(answer) for name, answer in exercise.key().items()}
    data = {"dirsim": VERSION, "lab": exercise.lab.id, "student": exercise.student, "answers": answers}
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


TEST_FILE = '''\
"""One test for each question of this lab: run ``pytest`` in this folder."""

from pathlib import Path

import pytest

from dirsim import labs

FOLDER = Path(__file__).parent


@pytest.mark.parametrize("question", labs.questions(FOLDER))
def test_question(question):
    labs.assert_correct(FOLDER, question)
'''
"""The test file of a lab, for pytest."""
