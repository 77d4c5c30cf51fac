"""Layout of pages in each format: wrapping, tables, levels of headings, escaping, and the document around them."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.errors import Problem
from dirsim.model.outcome import OUTCOMES
from dirsim.pages.blocks import Code, Figure, Heading, Items, Prose, Source, Table
from dirsim.pages.checks import Checked, check_github, check_json, check_sarif, check_text
from dirsim.pages.document import document
from dirsim.pages.html import html, line_html
from dirsim.pages.json_text import json_text
from dirsim.pages.markdown import escaped, markdown
from dirsim.pages.pipeline_log import workflow_data, workflow_property
from dirsim.pages.plain import capped, plain, shortened, unseen
from dirsim.pages.sheet import sheet, sheet_body
from dirsim.pages.text import WIDTH, text

CELLS = st.text("ab c.", max_size=40)
URL = "https://docs.example/" + "a" * 100


def lines(*blocks):
    """A page as lines of text."""
    return text(blocks).splitlines()


@pytest.mark.parametrize(
    ("level", "title", "under"),
    [(1, "Title", "====="), (2, "Title", "-----"), (3, "Title", "-----"), (1, "", ""), (2, "x" * 120, "-" * WIDTH)],
)
def test_a_heading_is_underlined(level, title, under):
    """The title has a double line and other headings a single one, as long as the heading and at most a line."""
    assert lines(Heading(title, level))[1:] == [under]


def test_a_long_heading_is_underlined_by_its_longest_line():
    """A heading over several lines has a line below them as long as the longest of them."""
    found = lines(Heading("word " * 30))
    assert len(found[-1]) == max(len(line) for line in found[:-1]) == 99


def test_blocks_are_apart_except_after_a_heading():
    """An empty line separates blocks; what follows a heading belongs to it; figures leave no gap."""
    figure = Figure(lambda: pytest.fail("text has no drawings"))
    assert lines(Heading("T"), Prose("a"), figure, Prose("b"), Items(["c"])) == ["T", "-", "a", "", "b", "", "- c"]
    assert lines(figure, Heading("T"), figure, Prose("a")) == ["T", "-", "a"]


@pytest.mark.parametrize(("length", "count"), [(WIDTH, 1), (WIDTH + 1, 2)])
def test_prose_has_a_hundred_columns(length, count):
    """A line of a hundred letters is one line; with one more letter its last word moves down."""
    words = "a" * (length - 2) + " b"
    assert len(lines(Prose(words))) == count


@pytest.mark.parametrize(("length", "count"), [(WIDTH - 2, 1), (WIDTH - 1, 2)])
def test_entries_are_indented_under_their_sign(length, count):
    """An entry of a list has two columns for its sign, and its other lines are indented by them."""
    found = lines(Items(["a" * (length - 2) + " b"]))
    assert (len(found), found[0][:2]) == (count, "- ")
    assert found[1:] in ([], ["  b"])


def test_words_with_hyphens_are_kept_whole():
    """A line is broken at blanks only, so that names and addresses can be copied."""
    name = "a-name-with-many-hyphens-" * 5
    assert name in lines(Prose(f"{'word ' * 10}{name}"))
    assert URL in lines(Prose(("see ", Source(URL), " for more")))[1]


@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=5)
    ),
    st.data(),
)
def test_tables_fit_and_keep_their_words(rows, data):
    """A table is at most a hundred columns wide, and the letters of each cell are in its column, in order."""
    head, *body = rows
    right = frozenset(data.draw(st.sets(st.integers(0, len(head) - 1))))
    found = lines(Table(tuple(head), body, right))
    assert max(map(len, found)) <= WIDTH
    rule = next(line for line in found if set(line) == {"-", " "} or set(line) == {"-"})
    columns = [found.span() for found in re.finditer("-+", rule)]
    assert len(columns) == len(head)
    for column, (start, end) in enumerate(columns):
        shown = "".join(line[start:end] for line in found if line != rule)
        assert shown.replace(" ", "") == "".join(row[column] for row in rows).replace(" ", "")


def test_a_table_has_two_spaces_between_columns():
    """Columns are as wide as their contents, two spaces apart, with a rule below the head."""
    table = Table(("Name", "N"), [("a", "5"), ("longer", "12")], frozenset({1}))
    assert lines(table) == ["Name     N", "------  --", "a        5", "longer  12"]
    assert lines(Table(("Name", "N"), [("a", "5"), ("longer", "12")]))[2:] == ["a       5", "longer  12"]


def test_a_wide_table_wraps_its_widest_prose():
    """In a table that is too wide, the column with the most prose gives way and names stay whole."""
    prose = "some words that say something " * 6
    found = lines(Table(("Name", "Why"), [("a-host.corp.example", prose)]))
    assert found[2].startswith("a-host.corp.example  some words")
    assert len(found) > 3
    assert all(line.startswith(" " * 21) for line in found[3:])


def test_columns_below_eight_letters_are_not_narrowed_first():
    """Short columns keep their width while a longer one can be narrowed."""
    found = lines(Table(("A", "B"), [("12345678", "x" * 200)]))
    assert found[2].startswith("12345678  xxx")
    assert len(found[1].split()[1]) == WIDTH - 10


def test_code_keeps_its_blanks():
    """Verbatim text keeps its indentation and its empty lines; line ends at its end are dropped."""
    assert text((Code("a\n\n  b\n\n\n"),)) == "a\n\n  b\n"
    assert markdown((Code("a\n\n  b\n\n"),)) == "    a\n\n      b\n"
    assert html((Code("a\n  <b>\n"),)) == '<div class="dirsim"><pre>a\n  &lt;b&gt;\n</pre></div>'


@pytest.mark.parametrize(("level", "tag"), [(1, "h3"), (2, "h4"), (3, "h5"), (4, "h6"), (5, "h6")])
def test_headings_of_a_notebook_begin_at_the_third_level(level, tag):
    """In a notebook headings are two levels lower, down to the sixth; in a separate document they are as given."""
    assert f"<{tag}>T</{tag}>" in html((Heading("T", level),))
    assert sheet_body((Heading("T", level),)) == f"<h{level}>T</h{level}>"
    assert markdown((Heading("T", level),)) == f"{'#' * level} T\n"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("a & b", "a &amp; b"), ("  a  b ", "a b"), (("a ", Source("https://x.example"), " b"), 'a <a href="https://x.example" rel="noopener noreferrer">https://x.example</a> b'),
        (("a", " ", "b"), "a b"), ((" a", "b "), " ab "), ((Source("ftp://x.example"),), "ftp://x.example"), ((Source("http://x.example"),), '<a href="http://x.example" rel="noopener noreferrer">http://x.example</a>'),
        ((Source("https://x.example y"),), "https://x.example y"), (('"<x>"', ""), "&quot;&lt;x&gt;&quot;"),
    ],
)  # fmt: skip
def test_parts_of_a_line_keep_the_blanks_between_them(line, shown):
    """Addresses of the web are links, other addresses text, and blanks at the ends of parts separate them."""
    assert line_html(line) == shown


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (("a ", Source("https://x.example/b_c"), " d"), "a <https://x.example/b_c> d"), ((Source("https://x.example/a|b"),), "https&#58;//x.example/a\\|b"),
        ((Source("https://x.example/<b>"),), "https&#58;//x.example/\\<b\\>"), ((" a", " ", "b"), " a b"), ("  a ", "a"),
    ],
)  # fmt: skip
def test_parts_of_a_line_in_markdown(line, shown):
    """An address that could end its own link is text."""
    assert markdown((Prose(line),)) == f"{shown}\n"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("+ a", "\\+ a"), ("- a", "\\- a"), ("= a", "\\= a"), ("12) a", "12\\) a"), ("12. a", "12\\. a"), ("a. b", "a. b"), (".a", "\\.a"), ("#1", "&#35;1"),
        ("a #12", "a &#35;12"), ("a#b", "a#b"), ("WWW.x.example", "www&#46;x.example"), ("awww.x", "awww.x"), ("~a~", "\\~a\\~"), ("$a$", "\\$a\\$"), ("a @b", "a &#64;b"), ("a@b", "a@b"),
    ],
)  # fmt: skip
def test_signs_that_mean_something_in_markdown(name, shown):
    """Signs that open a list, a heading, a formula, an issue or a mention are written so that they are shown."""
    assert escaped(name) == shown


def test_numbers_are_aligned_in_each_format():
    """Columns of numbers are aligned to the right in every format."""
    table = (Table(("A", "N"), [("a", "1")], frozenset({1})),)
    assert "| --- | ---: |" in markdown(table)
    assert html(table).count("text-align: right") == html(table).count("text-align: left") == 2
    assert sheet_body(table).count('class="figure"') == 2


@pytest.mark.parametrize("outcome", sorted(OUTCOMES))
def test_an_outcome_has_its_mark(outcome):
    """A cell that is an outcome has its class and its mark, so that colour is not needed to tell it."""
    cell = re.search(rf'<td class="outcome {outcome}">(\S+) {outcome}</td>', sheet_body((Table(("A",), [(outcome,)]),)))
    assert cell
    assert "outcome" not in sheet_body((Table(("A",), [(f"{outcome} x",)]),))


def test_the_first_paragraph_after_the_title_leads():
    """The paragraph after the title is the lead, and what belongs after it follows it there alone."""
    page = (Heading("T", 1), Prose("a"), Prose("b"))
    assert sheet_body(page, "<x>") == '<h1>T</h1><p class="lead">a</p><x><p>b</p>'
    assert sheet_body((Prose("a"), Prose("b"))) == '<p>a</p><p class="lead">b</p>'
    assert sheet_body((Heading("T"), Items(["a"]), Prose("b"))) == "<h2>T</h2><ul><li>a</li></ul><p>b</p>"


class Seen(HTMLParser):
    """The contents of the title, the policy, and the texts of styles and scripts."""

    def __init__(self, page):
        super().__init__()
        self.inside, self.texts, self.policy = "", {"title": [], "style": [], "script": []}, ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        """Remember the open tag, and the policy."""
        self.inside = tag
        self.policy = self.policy or dict(attrs).get("content", "") * (dict(attrs).get("http-equiv") is not None)

    def handle_data(self, data):
        """Keep the text of titles, styles and scripts."""
        if self.inside in self.texts and data.strip():
            self.texts[self.inside].append(data)


def digest(content):
    """The digest by which a policy names a text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def test_a_document_allows_its_own_styles_and_scripts_alone():
    """The policy of a document names each of its styles and scripts by digest and allows nothing else."""
    page = document("a <b>\x1b", "<p>body</p>", ["p{}", "b{}"], ["let a = 1 < 2;"])
    seen = Seen(page)
    assert seen.texts == {"title": ["a <b>"], "style": ["p{}", "b{}"], "script": ["let a = 1 < 2;"]}
    rules = dict(rule.split(" ", 1) for rule in seen.policy.split("; "))
    assert rules == {
        "default-src": "'none'", "script-src": digest("let a = 1 < 2;"), "style-src": f"{digest('p{}')} {digest('b{}')}", "img-src": "data:",
        "base-uri": "'none'", "form-action": "'none'",
    }  # fmt: skip
    assert "script-src 'none'" in Seen(document("t", "")).policy.replace("&#x27;", "'")


def test_a_sheet_takes_its_title_from_its_first_heading():
    """The first heading of all pages is the title; without one the product's name is; styles are included once."""
    assert Seen(sheet([(Prose("x"),), (Heading("B"),), (Heading("C"),)])).texts["title"] == ["B"]
    empty = Seen(sheet([], styles=["x{}", "x{}"], more="<p>more</p>"))
    assert empty.texts["title"] == ["dirsim"]
    assert empty.texts["style"].count("x{}") == 1


@given(st.text(max_size=30), st.integers(3, 30))
def test_a_capped_text_has_a_limit(name, most):
    """A text within the limit is kept, and a longer one is its beginning with three dots."""
    found = capped(name, most)
    assert len(found) <= most
    assert found == name if len(name) <= most else name.startswith(found.removesuffix("...").rstrip())


@given(st.text())
def test_unseen_letters_leave_and_line_ends_stay(name):
    """Verbatim text loses what cannot be seen and keeps its line ends; on one line it is the same text."""
    kept = unseen(name)
    assert plain(kept) == plain(name)
    assert kept.count("\n") == name.count("\n")
    assert unseen(kept) == kept


PROBLEM = Problem("a.b[1]", "wrong: 50%\nmore", "do, this", "dir\\a b.yaml", 3, 0)


def test_a_check_in_each_format():
    """Each format has the file, the place, the path, the message and the hint; only text and JSON name valid files."""
    checked = [
        Checked("ok.yaml", "requirements/v1"),
        Checked("dir\\a b.yaml", "", (PROBLEM, Problem("", "gone", "", "x"))),
    ]
    assert check_text(checked).splitlines() == [
        "ok.yaml: valid (requirements/v1)", "dir\\a b.yaml:3:0: a.b[1]: wrong: 50% more (do, this)", "x: gone",
    ]  # fmt: skip
    files = json.loads(check_json(checked))["files"]
    assert [(entry["ok"], entry["kind"], len(entry["problems"])) for entry in files] == [
        (True, "requirements/v1", 0),
        (False, None, 2),
    ]
    assert check_github(checked).splitlines() == [
        "::error file=dir\\a b.yaml,line=3::a.b[1]: wrong: 50%25%0Amore (do, this)", "::error file=x::gone",
    ]  # fmt: skip
    first, second = json.loads(check_sarif(checked))["runs"][0]["results"]
    place = first["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "dir/a%20b.yaml"}, "region": {"startLine": 3, "startColumn": 1}}
    assert "region" not in second["locations"][0]["physicalLocation"]
    assert (second["message"]["text"], second["level"], second["ruleId"]) == ("gone", "error", "input")


@given(st.text(alphabet="a%\r\n:,", max_size=10))
def test_workflow_commands_are_escaped_and_read_back(name):
    """No sign that ends a command or a property is left, and the escapes give the text again."""
    data, value = workflow_data(name), workflow_property(name)
    assert not set("\r\n") & set(data)
    assert not set("\r\n:,") & set(value)
    for code, sign in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        data, value = data.replace(code, sign), value.replace(code, sign)
    assert data == value == name


def test_json_refuses_numbers_that_json_does_not_have():
    """A value with its own form is written in that form; infinity is an error, not invalid JSON."""
    assert json_text(Checked("é", "k")).startswith('{\n  "file": "é",\n  "ok": true')
    with pytest.raises(ValueError, match="JSON"):
        json_text({"a": float("inf")})


@given(st.text("abc .-", max_size=40), st.integers(4, 40))
def test_shortened_names_keep_both_ends(name, most):
    """A name within the limit is unchanged; a longer one is not longer than the limit and keeps its beginning and its end."""
    short = shortened(name, most)
    assert len(short) <= most
    if len(name) <= most:
        assert short == name
    else:
        start, _, end = short.partition("\u2026")
        assert name.startswith(start)
        assert name.endswith(end)
        assert end or name.endswith(" ")
