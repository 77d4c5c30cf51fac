"""Answers and grades: forms of answers, shares of points, misconceptions, and the draws of a variant."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.api import UsageError
from dirsim.labs.exercise import Exercise, Grade, Lab, QuestionGrade, Sheet, failure_text
from dirsim.labs.given import answer_of
from dirsim.labs.misconceptions import MISCONCEPTIONS
from dirsim.labs.question import Answer, Belief, LabQuestion, Ran, as_data, believed
from dirsim.labs.seeded_choice import Draw, student_id

FIRST, SECOND, *_ = MISCONCEPTIONS
NAMES = ("one", "two", "three", "Four")


def question(kind: str, right: Answer, *, name: str = "q", near: tuple[Answer, ...] = (), **more) -> LabQuestion:
    """A question whose run gives an answer."""
    unit = "minutes" if kind == "number" else ""
    return LabQuestion(
        name=name, prompt="p", kind=kind, run=lambda: Ran(right, "the run", near), hint="look again", unit=unit, **more
    )


def exercise(*questions: LabQuestion, student: str = "") -> Exercise:
    """An exercise of some questions."""
    sheet = Sheet(background="b", files={}, questions=questions, look="look")
    lab = Lab(id="lab", title="t", minutes=5, terms=(), explain="why", make=lambda _: sheet)
    return lab.exercise(student)


def graded(one: LabQuestion, answer: Answer) -> QuestionGrade:
    """The grade of the only question."""
    return exercise(one).grade({"q": answer}).question("q")


def says(answer: Answer, which: str = FIRST) -> Belief:
    """A misconception that leads to an answer."""
    return Belief(which, lambda: answer)


@given(st.sets(st.sampled_from(NAMES)), st.lists(st.sampled_from(NAMES), max_size=6), st.randoms(use_true_random=False))
def test_a_set_gets_its_overlap(right, given_, random):
    """A set gets the share of common names among all names; order, repetition and capitals do not count."""
    one = question("set", tuple(right))
    share = one.share(tuple(given_), one.run())
    both, all_ = right & set(given_), right | set(given_)
    assert share == pytest.approx(len(both) / len(all_) if all_ else 1.0, abs=1e-4)
    random.shuffle(given_)
    assert one.share(tuple(name.swapcase() for name in given_), one.run()) == share
    assert one.share((*given_, *given_), one.run()) == share


@given(st.permutations(NAMES), st.permutations(NAMES), st.integers(0, 4))
def test_a_sequence_gets_its_share_in_order(right, given_, count):
    """A sequence is right only in its order; a beginning of it gets its share, and no order gets more than all points."""
    one = question("sequence", tuple(right))
    assert one.share(tuple(right[:count]), one.run()) == pytest.approx(count / 4)
    share = one.share(tuple(given_), one.run())
    assert (share == 1.0) is (given_ == right)
    assert 0.25 <= share <= 1.0


@pytest.mark.parametrize(
    ("kind", "right", "answer", "share"),
    [
        ("number", 90.0, 90.0, 1.0), ("number", 90.0, 90.0004, 1.0), ("number", 90.0, 90.0006, 0.0), ("number", 90.0, 91.0, 0.0), ("number", 90.0, 45.0, 0.5),
        ("choice", "Yes", "yes", 1.0), ("choice", "Yes", " YES ", 1.0), ("choice", "Yes", "no", 0.0), ("name", "a", "ab", 0.0), ("set", (), (), 1.0),
        ("set", (), ("a",), 0.0), ("set", ("a",), (), 0.0), ("sequence", (), ("a",), 0.0), ("sequence", ("a", "b"), ("a", "b", "c", "d"), 0.5), ("set", ("a", "b"), ("b", "c"), 0.3333),
    ],
)  # fmt: skip
def test_shares_of_points(kind, right, answer, share):
    """Words and numbers are right or wrong; an answer that also works gets half; nothing gets nothing unless it is right."""
    one = question(kind, right, near=(45.0,) if kind == "number" else ())
    assert one.share(answer, one.run()) == share


@pytest.mark.parametrize(
    ("answer", "points", "state"),
    [
        (("one", "two"), 3.0, "right"),
        (("one",), 1.5, "partly"),
        (("four",), 0.0, "wrong"),
        (("one", "two", "three", "four"), 1.5, "partly"),
    ],
)
def test_points_are_the_share_of_the_questions_points(answer, points, state):
    """An answer gets its share of the question's points, and the state follows from the points."""
    found = graded(question("set", ("one", "two"), points=3.0), answer)
    assert (found.points, found.possible, found.state) == (points, 3.0, state)
    assert (found.hint == "") is (state == "right")
    assert found.shown == "the run"


def test_a_misconception_is_named_in_its_order():
    """The first misconception that leads to the wrong answer is named with its hint and facts; others are listed."""
    one = question("name", "a", beliefs=(says("c"), says("b", SECOND), says("b")))
    found = graded(one, " B")
    assert (found.misconception, found.also, found.hint) == (SECOND, (FIRST,), MISCONCEPTIONS[SECOND].hint)
    assert found.facts == MISCONCEPTIONS[SECOND].facts
    other = graded(one, "z")
    assert (other.misconception, other.also, other.hint, other.facts) == ("", (), "look again", ())


def test_a_misconception_that_is_right_is_not_one():
    """A misconception that leads to the right answer in this variant is not named, nor one whose model cannot run."""

    def fails() -> Answer:
        raise UsageError("no such variant")

    one = question("name", "a", beliefs=(says("a"), Belief(FIRST, fails)))
    assert one.misconceptions("a", "a") == ()
    assert believed(one.beliefs[1]) is None
    assert graded(one, "b").misconception == ""


def test_a_grade_adds_up():
    """Points are summed over all questions, unanswered ones included, and the score is their share."""
    made = exercise(
        *(question("number", 1.0, name=name, points=points) for name, points in (("a", 1.0), ("b", 2.0), ("c", 3.0))),
        student=" ana ",
    )
    found = made.grade({"a": 1.0, "b": 7.0}, "because")
    assert (found.points, found.possible, found.score) == (1.0, 6.0, 0.1667)
    assert [one.state for one in found.questions] == ["right", "wrong", "unanswered"]
    assert (found.student, found.explanation, found.answered, found.right) == ("ana", "because", True, False)
    assert made.grade({}).answered is False
    assert made.grade(made.key()).right is True
    assert Grade(lab="x", student="", questions=()).score == 0.0


def test_a_grade_as_json():
    """Empty parts of a grade are null in its JSON, whole numbers have no fraction, and names are a list."""
    made = exercise(
        question("number", 1.0, name="a"), question("set", ("x",), name="b"), question("name", "n", name="c")
    )
    found = made.grade({"a": 1.0, "b": ("y",)}).to_dict()
    assert (found["schema"], found["student"], found["explanation"]) == ("dirsim.lab-grade/v1", None, None)
    assert [one["given"] for one in found["questions"]] == [1, ["y"], None]
    assert [(one["hint"], one["run"], one["misconception"]) for one in found["questions"]] == [
        (None, "the run", None), ("look again", "the run", None), (None, None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda made: made.question("z"), "lab lab has no question 'z'; expected one of: q, r"),
        (lambda made: made.grade({"z": "a"}), "lab lab has no question 'z'; expected one of: q, r"),
        (lambda made: made.grade({}).question("z"), "lab lab has no question 'z'; expected one of: q, r"),
        (lambda made: made.assert_correct("z", 1), "lab lab has no question 'z'; expected one of: q, r"),
    ],
)
def test_an_unknown_question_is_an_error_of_usage(make: Callable[[Exercise], object], message: str):
    """A question that the lab does not have is named together with those that it has, wherever it is asked for."""
    with pytest.raises(UsageError) as caught:
        make(exercise(question("name", "a"), question("name", "a", name="r")))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (None, "q: no answer yet"), ("one", "q: wrong, 0 of 1 look again"), ("two", f"q: wrong, 0 of 1 [{MISCONCEPTIONS[FIRST].belief}] {MISCONCEPTIONS[FIRST].hint}"),
        ("zzz", "q: unknown word 'zzz'; expected one of: one, two, three"), ("tree", "q: unknown word 'tree'; did you mean 'three'?"), (["one"], "q: expected a name, found a list; expected one of: one, two, three"),
    ],
)  # fmt: skip
def test_a_failed_assertion_says_why(answer, message):
    """The assertion of a notebook names the question, the points, the misconception and the hint, or the bad form."""
    made = exercise(question("choice", "three", choices=("one", "two", "three"), beliefs=(says("two"),)))
    with pytest.raises(AssertionError) as caught:
        made.assert_correct("q", answer)
    assert str(caught.value) == message
    made.assert_correct("q", "THREE ")


def test_a_partly_right_answer_fails_with_its_points():
    """An answer with some of the points is not right, and its message says how many it has."""
    found = graded(question("set", ("one", "two"), points=3.0), ("one",))
    assert failure_text(found) == "q: partly, 1.5 of 3 look again"


@pytest.mark.parametrize(
    ("kind", "value", "answer"),
    [
        ("number", 7, 7.0), ("number", -1e15, -1e15), ("number", 0.5, 0.5), ("set", "one", ("one",)), ("set", ["one", " TWO "], ("one", "two")), ("set", [], ()), ("set", ("one",), ("one",)),
        ("sequence", ["two", "one", "two"], ("two", "one", "two")), ("sequence", [12, "one"], ("12", "one")), ("choice", "OnE", "one"), ("name", 12, "12"), ("name", " free ", "free"),
        ("name", "x" * 500, "x" * 500), ("name", 10**15 - 1, str(10**15 - 1)),
    ],
)  # fmt: skip
def test_forms_of_answers(kind, value, answer):
    """A number is a number, one name alone is a list of one, and capitals and blanks around a name do not count."""
    choices = () if kind in {"name", "number"} else (*NAMES, "12")
    assert answer_of(question(kind, answer, choices=choices), value) == answer


@pytest.mark.parametrize(
    ("kind", "value", "message", "hint"),
    [
        ("number", "7", "expected a number of minutes, found '7'", "use digits only"), ("number", True, "expected a number of minutes, found true", "use digits only"),
        ("number", float("nan"), "expected a number of minutes, found nan", "not a number, or too large"), ("number", 1.1e15, "expected a number of minutes, found 1100000000000000.0", "not a number, or too large"),
        ("number", 10**400, None, "not a number, or too large"), ("set", 7, "expected a list of names, found 7", "such as [one, two]"), ("set", {"a": 1}, "expected a list of names, found a mapping", "such as [one, two]"),
        ("set", ["one"] * 201, "expected a list of names, found a list", "such as [one, two]"), ("sequence", ["one", None], "expected a name, found nothing", "expected one of: one, two, three, Four"),
        ("choice", "", "expected a name, found ''", "expected one of: one, two, three, Four"), ("choice", "fourr", "unknown word 'fourr'", "did you mean 'Four'?"), ("choice", "zzz", "unknown word 'zzz'", "expected one of: one, two, three, Four"),
        ("name", False, "expected a name, found false", "expected one of: one, two, three, Four"), ("name", "x" * 501, None, "expected one of: one, two, three, Four"), ("name", 10**15, None, "expected one of: one, two, three, Four"),
    ],
)  # fmt: skip
def test_what_is_not_an_answer_says_why(kind, value, message, hint):
    """A value of the wrong form is refused with what was expected, and with the nearest word or all of them."""
    with pytest.raises(ValueError) as caught:
        answer_of(question(kind, "one", choices=() if kind == "number" else NAMES), value)
    assert caught.value.args[1] == hint
    assert message in (None, caught.value.args[0])


def test_two_hundred_names_are_taken():
    """A list may have two hundred names, and no more."""
    assert len(answer_of(question("set", ()), [f"n{number}" for number in range(200)])) == 200


@pytest.mark.parametrize(("answer", "data"), [(("a",), ["a"]), (7.0, 7), (7.5, 7.5), ("a", "a"), ((), [])])
def test_answers_as_plain_data(answer, data):
    """Names are a list and whole numbers have no fraction."""
    assert as_data(answer) == data
    assert type(as_data(answer)) is type(data)


@given(st.text(max_size=20), st.integers(1, 50), st.integers(0, 50), st.integers(1, 7))
def test_draws_stay_in_their_range(seed, bound, extra, step):
    """Numbers are within their bounds and on their steps, and the same seed draws the same."""
    one, other = Draw(seed), Draw(seed)
    for _ in range(5):
        assert 0 <= one.below(bound) < bound
        found = one.between(bound, bound + extra, step)
        assert bound <= found <= bound + extra
        assert (found - bound) % step == 0
        other.below(bound)
        assert other.between(bound, bound + extra, step) == found
    things = list(range(bound))
    assert sorted(one.shuffled(things)) == things
    assert one.pick(things) in things
    some = one.some(things, bound // 2)
    assert len(set(some)) == len(some) == bound // 2


def test_draws_reach_every_value():
    """Each value of a range and both sides of a coin are drawn, and two draws in a row differ at times."""
    draw = Draw("x")
    assert {draw.between(10, 20, 5) for _ in range(60)} == {10, 15, 20}
    assert {draw.coin() for _ in range(20)} == {True, False}
    assert len({tuple(draw.shuffled("abc")) for _ in range(100)}) == 6


@pytest.mark.parametrize(("text", "who"), [(" ana\n", "ana"), ("e\u0301", "\u00e9"), ("Ana", "Ana"), ("  ", "")])
def test_an_id_is_compared_in_one_form(text, who):
    """Blanks around an id and the way its accents are written do not make another student; capitals do."""
    assert student_id(text) == who


def test_where_sources_disagree_both_answers_are_right():
    """A contested lifetime is graded by either source: AWS's text, or the reports that contradict it."""
    question = LabQuestion(
        name="q", prompt="?", kind="number", unit="minutes", run=lambda: Ran(147.0, "", also=(60.0,)), hint="?"
    )
    ran = question.run()
    assert [question.share(answer, ran) for answer in (147.0, 60.0, 90.0)] == [1.0, 1.0, 0.0]
