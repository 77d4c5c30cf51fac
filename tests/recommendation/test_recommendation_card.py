"""The short answer: about ten lines that fit a terminal."""

import pytest

import dirsim as ds
from dirsim.api.writing import set_text_width, short_written, written
from dirsim.recommendation.recommendation_card import headline, recommendation_card, short_page

HEAD = "dirsim: requirements/v1\nname: Case\nas_of: 2026-11-01\n"
NO_FIT = HEAD + (
    "estate: {on_prem_ad: true, connectivity: vpn}\nworkloads: {d: {kind: workspaces}}\n"
    "needs: [existing-credentials, survive-outage]\nforbids: [directory-copy-in-cloud]\n"
)
CREDENTIALS = HEAD + "credentials: {nightly: {principal: lambda, target: s3, needs: [least-privilege]}}\n"
TERMS = ["Design", "Why", "Breaks", "Cost", "Ranked", "Changes", "Ask next", "Facts"]


@pytest.fixture(autouse=True)
def width():
    """Every test leaves the width as it was."""
    yield
    set_text_width(100)


@pytest.mark.parametrize("name", ds.examples.names())
def test_the_answer_fits_a_terminal(name):
    """At 80 columns the short answer has at most 23 lines, none too long, and the last is the answer."""
    set_text_width(80)
    choice = ds.recommend(name)
    lines = short_written([choice]).splitlines()
    assert len(lines) <= 23
    assert max(map(len, lines)) <= 80 or any(" " not in line.strip() for line in lines if len(line) > 80)
    assert lines[-1] == f"Answer: {headline(choice)}"


def test_the_answer_says_what_a_meeting_asks():
    """The design in words, why, what breaks, cost, order, changes, open questions and facts, in this order."""
    card = recommendation_card(ds.recommend("contoso"))
    assert [term for term, _ in card.rows] == TERMS


def test_no_fit_names_what_collides_and_the_nearest():
    """Without a design the card says why, and which design misses the least."""
    rows = dict(recommendation_card(ds.recommend(ds.parse_requirements(NO_FIT))).rows)
    assert "no design meets these together" in rows["Why not"]
    assert "which misses" in rows["Nearest"]


def test_credentials_have_their_row():
    """Advice on credentials is part of the short answer."""
    rows = dict(recommendation_card(ds.recommend(ds.parse_requirements(CREDENTIALS))).rows)
    assert rows["Credentials"] == "nightly: iam-role"


def test_readings_are_shown():
    """Everyday words of the file are told with what they were read as."""
    made = ds.parse_requirements(HEAD + "estate: {on_prem_ad: true}\nworkloads: {d: {kind: vdi}}\nneeds: [gpo]\n")
    choice = ds.recommend(made)
    assert "'vdi' is read as workspaces" in str(dict(recommendation_card(choice).rows)["Read as"])
    assert len(choice.to_dict()["notes"]) == 2


def test_the_card_is_on_top_of_pages_and_folds_the_rest():
    """HTML begins with the card; what follows is in folds that open without a script."""
    page = written(ds.recommend("contoso"), "html")
    assert page.index('<dl class="dirsim-card">') < page.index("<details open>")
    assert page.count("<details") == page.count("</details>") > 5
    assert len(page) < 300_000


def test_the_short_answer_is_deterministic():
    """The same file gives the same lines."""
    assert short_page(ds.recommend("northwind")) == short_page(ds.recommend("northwind"))
