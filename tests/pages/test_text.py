"""Pages as plain text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from dirsim.pages.blocks import Code, Heading, Items, Prose, Source, Table
from dirsim.pages.plain import plain
from dirsim.pages.text import WIDTH, text

HOSTILE = "a\x1b[31mred\x1b[0m\u202eevil\u200b\r\nnext\tline\x00\x9b2J"


def test_control_characters_are_taken_out():
    """Nothing that a terminal would obey, and nothing that turns text around, is left of a name."""
    assert plain(HOSTILE) == "a[31mred[0mevil next line2J"


@given(st.text())
def test_plain_text_is_one_printable_line(name):
    """Whatever a name holds, what is shown is one line in which every character is seen."""
    shown = plain(name)
    assert "\n" not in shown
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)
    assert plain(shown) == shown


def test_lines_stay_within_the_width():
    """Prose, lists and tables are at most 100 columns wide."""
    words = "word " * 80
    page = (Heading("Title", 1), Prose(words), Items([words]), Table(("A", "B"), [(words, words), ("x" * 300, "y")]))
    assert max(len(line) for line in text(page).splitlines()) <= WIDTH


def test_addresses_are_not_broken():
    """An address longer than the line is kept whole, so that it can be copied."""
    url = "https://docs.example/" + "a" * 120
    assert url in text((Items([("see ", Source(url))]),))


def test_names_in_tables_are_broken_last():
    """Where a table is too wide, prose gives way before host names do."""
    host = "client.frankfurt.corp.example"
    page = (Table(("From", "To", "Why"), [(host, host, "a purpose that takes many words to say what it is " * 2)]),)
    assert text(page).splitlines()[2].count(host) == 2


def test_figures_stand_to_the_right():
    """Columns of figures are aligned at their last digit."""
    page = (Table(("Design", "USD"), [("a", "5.00"), ("b", "105.00")], frozenset({1})),)
    lines = text(page).splitlines()
    assert lines[2].endswith("  5.00")
    assert len(lines[2]) == len(lines[3])


def test_no_line_ends_in_blanks():
    """Text can be pasted and compared: no trailing blanks, one newline at the end."""
    out = text((Heading("T", 1), Table(("A", "B"), [("x", "")]), Prose("end")))
    assert not re.search(r"[ \t]\n", out)
    assert out.endswith("end\n")


def test_code_keeps_its_lines():
    """What is to be copied is not wrapped; what a terminal would obey is taken out of it as well."""
    long = "x" * 150
    assert text((Prose("p"), Code(f"{{\n  {long}\x1b[2J\n}}\n"))) == f"p\n\n{{\n  {long}[2J\n}}\n"
