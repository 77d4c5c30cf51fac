"""Unquoted text of YAML 1.2's core schema, held against another reader of it."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from dirsim.parsing.scalars import digits, plain, repaired


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("nULL", "nULL"),
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("11:00", "11:00"),
        ("2026-11-01", "2026-11-01"),
        ("012", 12),
        ("-7", -7),
        ("+7", 7),
        ("0o17", 15),
        ("0x1F", 31),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("1.5e-3", 0.0015),
        ("1.2.3", "1.2.3"),
        ("-", "-"),
        ("+", "+"),
        (".", "."),
        ("4h", "4h"),
        ("30ms", "30ms"),
    ],
)
def test_unquoted_text(text, value):
    """Each unquoted text has the value of YAML 1.2, and the type as well."""
    found = plain(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text", [".inf", "-.INF", "+.Inf", ".nan", ".NaN", "1e999", "-1e999", "9" * 19, "0x" + "F" * 18]
)
def test_numbers_that_count_nothing_are_refused(text):
    """Infinity, not-a-number and numbers beyond any count are refused with a reason."""
    with pytest.raises(ValueError, match="number"):
        plain(text)


@pytest.mark.parametrize("text", ["9" * 18, "-" + "9" * 17])
def test_the_longest_numbers_are_taken(text):
    """Eighteen characters are the limit of a whole number, the sign included."""
    assert plain(text) == int(text)


@given(st.integers(-(10**16), 10**16))
def test_integers_are_themselves(number):
    """A whole number in decimal is that number."""
    assert plain(str(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300))
def test_fractions_are_themselves(number):
    """A fraction as Python writes it is that fraction."""
    found = plain(repr(number))
    assert found == number
    assert isinstance(found, float)
    assert math.isfinite(found)


@given(st.text(alphabet="0123456789abcdefxo.+-eE_~nulltr", min_size=1, max_size=8))
def test_another_reader_agrees(text):
    """ruamel.yaml, in its YAML 1.2 form, gives the same value to every unquoted text that both accept."""
    try:
        ours = plain(text)
    except ValueError:
        return
    if text.startswith(("- ", "-", "?", ":", ".")) and text.strip("-.") == "":
        return
    try:
        theirs = YAML(typ="safe", pure=True).load(f"[{text}]")[0]
    except Exception:  # noqa: BLE001 -- what the other reader refuses is not compared
        return
    if isinstance(theirs, (int, float, bool)) or theirs is None:
        assert ours == theirs or isinstance(ours, str)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("", ""),
        ("\ud83d\ude00", "\U0001f600"),
        ("a\ud83d\ude00b", "a\U0001f600b"),
        ("\ud83d", None),
        ("\ude00\ud83d", None),
        ("x\ud83dx", None),
    ],
)
def test_pairs_of_surrogates_are_joined(text, expected):
    """Two escapes that make one letter are that letter; half a pair is refused."""
    assert repaired(text) == expected


@given(st.text())
def test_json_escapes_are_repaired(text):
    """Text that JSON wrote with escapes is the text again."""
    halves = json.dumps(text)[1:-1].encode("ascii").decode("unicode_escape") if text.isascii() else text
    assert repaired(halves) == halves


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("389", 389), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("9" * 5000, None), ("\u00b2", None), ("\u0663", None), ("", None), ("-1", None)],
)  # fmt: skip
def test_digits_are_ascii_and_few(text, number):
    """A number of a foreign file is made of ASCII digits, and of no more than fit; anything else is not one."""
    assert digits(text) == number
