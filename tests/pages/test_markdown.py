"""Pages as Markdown: a name stays a name."""

import pytest

from dirsim.pages.blocks import Code, Heading, Items, Prose, Source, Table
from dirsim.pages.markdown import escaped, markdown

NAMES = {
    "<script>alert(1)</script>": r"\<script\>alert(1)\</script\>",
    "a|b": r"a\|b",
    "*bold* _it_ `code`": r"\*bold\* \_it\_ \`code\`",
    "[x](javascript:1)": r"\[x\](javascript:1)",
    "# heading": r"\# heading",
    "- item": r"\- item",
    "1. item": r"1\. item",
    "two\nlines": "two lines",
    "&lt;": r"\&lt;",
    "https://evil.example": "https&#58;//evil.example",
    "www.evil.example": "www&#46;evil.example",
    "@everyone": "&#64;everyone",
    "ana@corp.example": "ana@corp.example",
    "back\\slash": r"back\\slash",
}


@pytest.mark.parametrize("name", NAMES)
def test_names_are_escaped(name):
    """No name becomes mark-up, a link, a mention, a list, a heading or a new cell."""
    assert escaped(name) == NAMES[name]


def test_tables_keep_their_columns():
    """A name with a bar or a line end does not open a cell or a row."""
    out = markdown((Table(("A", "B"), [("x|y", "two\nlines")]),))
    assert out == "| A | B |\n| --- | --- |\n| x\\|y | two lines |\n"


def test_only_web_addresses_become_links():
    """The address of a source is a link; anything else in its place is text."""
    assert markdown((Items([("see ", Source("https://docs.example/a_b"))]),)) == "- see <https://docs.example/a_b>\n"
    assert "<javascript" not in markdown((Prose((Source("javascript:alert(1)"),)),))


def test_blocks_are_set_apart():
    """Headings, paragraphs and lists are separated by one empty line."""
    out = markdown((Heading("T", 1), Prose("p"), Items(["a", "b"])))
    assert out == "# T\n\np\n\n- a\n- b\n"


def test_code_is_indented_and_kept():
    """What is to be copied keeps its lines and blanks, and nothing in it ends the block or is mark-up."""
    out = markdown((Prose("p"), Code('{\n  "a": "```<b>"\n}\n'), Prose("q")))
    assert out == 'p\n\n    {\n      "a": "```<b>"\n    }\n\nq\n'
