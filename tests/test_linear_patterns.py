"""Expressions on input take linear time: no pattern of the package backtracks over a long text.

Every compiled pattern of every module, and every pattern that a module hands to ``re``, is read by Python's own parser and
searched for the three shapes that backtrack: a repetition of an ambiguous repetition, neighbouring repetitions that accept
the same characters, and a search whose pattern begins with a repetition that it may begin at every character.
"""

import ast
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import dirsim

constants, parser = re._constants, re._parser
ALPHABET = [chr(code) for code in range(128)] + ["é", "中", "\u2028", "\ue000", "\U0001f600"]
LONG = 32
"""A repetition up to this many times is not long."""
SEARCHES = {"search", "finditer", "findall", "sub", "subn", "split"}
SHORT: dict[tuple[str, str], str] = {
    # (module, start of the pattern): reason for which the text is short
}


def characters(op, argument, flags):
    """The characters of the alphabet that one element accepts; None for an element that is not one character."""
    if op is constants.LITERAL:
        found = {chr(argument)}
    elif op is constants.NOT_LITERAL:
        found = {sign for sign in ALPHABET if sign != chr(argument)}
    elif op is constants.ANY:
        found = {sign for sign in ALPHABET if flags & re.DOTALL or sign != "\n"}
    elif op is constants.IN:
        negated, found = False, set()
        for kind, value in argument:
            if kind is constants.NEGATE:
                negated = True
            elif kind is constants.LITERAL:
                found.add(chr(value))
            elif kind is constants.RANGE:
                found |= {sign for sign in ALPHABET if value[0] <= ord(sign) <= value[1]}
            elif kind is constants.CATEGORY:
                found |= {sign for sign in ALPHABET if of_category(value, sign)}
        found = set(ALPHABET) - found if negated else found
    else:
        return None
    if flags & re.IGNORECASE:
        found = {form for sign in found for form in (sign, sign.lower(), sign.upper())}
    return found


def of_category(category, sign):
    """Whether a character belongs to a category such as that of digits."""
    name = str(category)
    letter = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}[name.rpartition("_")[2]]
    return re.match(rf"\{letter.upper() if 'NOT' in name else letter}", sign) is not None


def elements(tree):
    """The elements of a pattern in sequence: groups are opened, alternatives are kept as lists."""
    for op, argument in tree:
        if op is constants.SUBPATTERN:
            yield from elements(argument[3])
        else:
            yield op, argument


def is_long(op, argument):
    """Whether an element is a repetition that gives back what it took, more often than a few times."""
    return op in (constants.MAX_REPEAT, constants.MIN_REPEAT) and argument[1] > LONG


def taken(tree, flags):
    """The characters that a part can take anywhere."""
    found = set()
    for op, argument in elements(tree):
        if op is constants.BRANCH:
            for branch in argument[1]:
                found |= taken(branch, flags)
        elif op in (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT):
            found |= taken(argument[2], flags)
        elif op is constants.ATOMIC_GROUP:
            found |= taken(argument, flags)
        else:
            found |= characters(op, argument, flags) or set()
    return found


def separates(op, argument, accepted, flags):
    """Whether an element must take a character that the repetition beside it does not accept."""
    if op in (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT):
        return argument[0] > 0 and any(separates(*part, accepted, flags) for part in elements(argument[2]))
    if op is constants.BRANCH:
        return all(any(separates(*part, accepted, flags) for part in elements(branch)) for branch in argument[1])
    if op is constants.ATOMIC_GROUP:
        return any(separates(*part, accepted, flags) for part in elements(argument))
    found = characters(op, argument, flags)
    return found is not None and not found & accepted


def faults(tree, flags):
    """The shapes of a pattern that backtrack."""
    sequence = list(elements(tree))
    for place, (op, argument) in enumerate(sequence):
        below = []
        if op is constants.BRANCH:
            below = argument[1]
        elif op in (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT):
            below = [argument[2]]
        elif op is constants.ATOMIC_GROUP:
            below = [argument]
        for part in below:
            yield from faults(part, flags)
        if not is_long(op, argument):
            continue
        branches = [argument[2]]
        whole = list(elements(argument[2]))
        if len(whole) == 1 and whole[0][0] is constants.BRANCH:
            branches = whole[0][1][1]
            yield from _overlapping(branches, flags)
        for branch in branches:
            inner = list(elements(branch))
            for index, (kind, repeated) in enumerate(inner):
                if is_long(kind, repeated):
                    accepted = taken(repeated[2], flags)
                    others = inner[:index] + inner[index + 1 :]
                    if not any(separates(*other, accepted, flags) for other in others):
                        yield f"a repetition in a repetition, both of {sorted(accepted)[:5]}"
        accepted = taken(argument[2], flags)
        for following, more in sequence[place + 1 :]:
            if separates(following, more, accepted, flags):
                break
            if is_long(following, more) and first(more[2], flags) & accepted:
                yield f"two repetitions that accept {sorted(taken(more[2], flags) & accepted)[:5]}"


def _overlapping(branches, flags):
    """Alternatives of a long repetition that can begin with the same character."""
    firsts = [first(branch, flags) for branch in branches]
    for place, one in enumerate(firsts):
        for other in firsts[place + 1 :]:
            if one & other:
                yield f"alternatives of a repetition that begin with {sorted(one & other)[:5]}"


def first(tree, flags):
    """The characters with which a part can begin."""
    found = set()
    for op, argument in elements(tree):
        if op is constants.AT or op in (constants.ASSERT, constants.ASSERT_NOT):
            continue
        if op is constants.BRANCH:
            return found.union(*(first(branch, flags) for branch in argument[1]))
        if op in (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT):
            found |= first(argument[2], flags)
            if argument[0]:
                return found
            continue
        if op is constants.ATOMIC_GROUP:
            return found | first(argument, flags)
        return found | (characters(op, argument, flags) or set())
    return found


def begins_everywhere(tree, flags):
    """Whether a search may begin at each character of a run that the pattern's first repetition takes whole."""
    guard, anchored = set(), False
    sequence = list(elements(tree))
    for place, (op, argument) in enumerate(sequence):
        if op is constants.ASSERT_NOT and argument[0] < 0:
            guard |= taken(argument[1], flags)
        elif op is constants.AT:
            anchored = argument is constants.AT_BEGINNING_STRING or (
                argument is constants.AT_BEGINNING and not flags & re.MULTILINE
            )
            line = argument is constants.AT_BEGINNING
            if anchored:
                return ""
            if line:
                guard |= set(ALPHABET) - {"\n"}
            else:
                guard |= {sign for sign in ALPHABET if of_category("CATEGORY_WORD", sign)}
        elif op in (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT):
            accepted = taken(argument[2], flags)
            if not any(separates(*more, set(), flags) for more in sequence[place + 1 :]):
                return ""  # nothing must follow: the search continues after the run
            if argument[1] > LONG and accepted - guard:
                return f"a search that begins in a run of {sorted(accepted - guard)[:5]}"
            if argument[0]:
                return ""
        elif op is constants.ASSERT or op is constants.ASSERT_NOT:
            continue
        else:
            return ""
    return ""


def module_names():
    """The modules of the package."""
    found = [part.name for part in pkgutil.walk_packages(dirsim.__path__, "dirsim.")]
    return sorted(name for name in found if not name.endswith("__main__"))


def patterns(name):
    """Every pattern of a module, with True where it is searched for in a text."""
    module = importlib.import_module(name)
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    used = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            used.setdefault(node.value.id, set()).add(node.attr)
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        called = node.func
        if isinstance(called.value, ast.Name) and called.value.id == "re" and called.attr != "escape":
            given = node.args[0]
            if isinstance(given, ast.Constant) and called.attr != "compile":
                yield given.value, 0, called.attr in SEARCHES
    for key, value in vars(module).items():
        if isinstance(value, re.Pattern) and key in used:
            yield value.pattern, value.flags, bool(used[key] & SEARCHES)


@pytest.mark.parametrize("name", module_names())
def test_no_pattern_backtracks(name):
    """No pattern of the module has a shape that backtracks, or whose search is quadratic."""
    found = []
    for pattern, flags, searched in patterns(name):
        parsed = parser.parse(pattern, flags)
        shapes = list(faults(parsed, parsed.state.flags | flags))
        if searched:
            shapes.append(begins_everywhere(parsed, parsed.state.flags | flags))
        found += [f"{pattern!r}: {shape}" for shape in shapes if shape]
    kept = [entry for entry in found if not any(name == module and start in entry for module, start in SHORT)]
    assert kept == []


@pytest.mark.parametrize(
    "pattern",
    [r"(a+)+b", r"(\s*\n)*x", r"a*a*b", r".*x.*y", r"(?:a+b?)+c", r"(\w+\s?)*$"],
)
def test_the_shapes_are_found(pattern):
    """The search finds the textbook examples."""
    assert list(faults(parser.parse(pattern), 0))


@pytest.mark.parametrize(
    "pattern", [r"(?:\.[a-z]+)*", r"[^:]*:[^:]*", r"(?:[^\"\\]++|\\.)*+", r"\d{4}-\d{2}", r"a+b+c"]
)
def test_linear_patterns_are_left_alone(pattern):
    """A pattern whose repetitions are separated is linear."""
    assert not list(faults(parser.parse(pattern), 0))


def test_a_search_that_begins_everywhere_is_found():
    """A search for blanks before a sign begins again at each blank."""
    assert begins_everywhere(parser.parse(r"\s*="), 0)
    assert not begins_everywhere(parser.parse(r"(?<!\s)\s*="), 0)
    assert not begins_everywhere(parser.parse(r"=\s*"), 0)
