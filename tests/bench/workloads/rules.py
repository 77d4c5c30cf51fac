"""A hundred and fifty rules over forty fields and seven options, as data and as functions of Python."""

import operator
import random

SEED = 20240601
FIELDS = tuple(f"b{n}" for n in range(20)) + tuple(f"n{n}" for n in range(10)) + tuple(f"e{n}" for n in range(10))
OPTIONS = 7
COMPARED = {"==": operator.eq, "!=": operator.ne, ">=": operator.ge, "<=": operator.le}


def condition(draw, name):
    """One comparison of a field with a value."""
    if name[0] == "b":
        return name, "==", draw.random() < 0.5
    if name[0] == "n":
        return name, draw.choice((">=", "<=")), draw.randrange(0, 10_001, 250)
    return name, draw.choice(("==", "!=")), draw.randrange(4)


def rules(count=150):
    """Rules: conditions that must all hold, the option that they speak of, and a score or ``None``, which excludes it."""
    draw = random.Random(f"rules-{SEED}")  # noqa: S311 -- chance, not secrets
    made = []
    for number in range(count):
        names = draw.sample(FIELDS, 3 if number % 15 == 0 else draw.choice((1, 2, 2, 3)))
        score = None if number % 15 == 0 else draw.choice((-3, -2, -1, 1, 2, 3))
        made.append((tuple(condition(draw, name) for name in names), draw.randrange(OPTIONS), score))
    return tuple(made)


def files(count):
    """Values for all fields, for so many files."""
    draw = random.Random(f"files-{SEED}")  # noqa: S311 -- chance, not secrets
    kinds = {"b": lambda: draw.random() < 0.5, "n": lambda: draw.randrange(10_001), "e": lambda: draw.randrange(4)}
    return [{name: kinds[name[0]]() for name in FIELDS} for _ in range(count)]


def interpreted(book, values):
    """Scores and exclusions of one file, the rules being data."""
    scores, excluded = [0] * OPTIONS, set()
    for conditions, option, score in book:
        if all(COMPARED[how](values[name], value) for name, how, value in conditions):
            if score is None:
                excluded.add(option)
            else:
                scores[option] += score
    return scores, excluded


def as_functions(book):
    """The same rules, each a function of its own, as the library's are."""

    def made(conditions, option, score):
        tests = tuple((name, COMPARED[how], value) for name, how, value in conditions)

        def rule(values, scores, excluded):
            for name, compared, value in tests:
                if not compared(values[name], value):
                    return
            if score is None:
                excluded.add(option)
            else:
                scores[option] += score

        return rule

    functions = [made(*rule) for rule in book]

    def judge(values):
        scores, excluded = [0] * OPTIONS, set()
        for rule in functions:
            rule(values, scores, excluded)
        return scores, excluded

    return judge
