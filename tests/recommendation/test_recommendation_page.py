"""The page of a recommendation."""

from attrs import evolve

from dirsim import examples
from dirsim.facts import catalog
from dirsim.files.requirements_reader import parse_requirements
from dirsim.pages.blocks import Heading
from dirsim.pages.html import html
from dirsim.pages.markdown import markdown
from dirsim.pages.text import text
from dirsim.recommendation.engine import recommend
from dirsim.recommendation.phrases import flip_line, strongest_reason
from dirsim.recommendation.recommendation_page import recommendation_page, verdict_line

NO_FIT = """
dirsim: requirements/v1
name: "<b>*No* fit</b> | [x](y)"
as_of: 2026-11-01
estate: {on_prem_ad: true, connectivity: vpn}
workloads: {database: {kind: rds-sqlserver}, desktops: {kind: workspaces}}
needs: [existing-credentials, survive-outage]
forbids: [directory-copy-in-cloud]
"""


def headings(choice):
    """The titles of the page's sections."""
    return [block.text for block in recommendation_page(choice) if isinstance(block, Heading)]


def test_the_answer_stands_first():
    """The first line names the question and the design, before anything else is said."""
    choice = recommend(examples.contoso())
    assert text(recommendation_page(choice)).splitlines()[0] == f"Contoso ERP move: {choice.design}"


def test_sections_come_in_the_order_of_the_questions():
    """Reasons, the ranking, rejected designs, outages, cost, flips, then the facts."""
    found = headings(recommend(examples.contoso()))
    wanted = ["Reasons", "Designs that meet every need", "Rejected designs", "Impact of outages", "Monthly cost"]
    wanted += ["Changes that would alter the recommendation", "Facts cited"]
    assert [title for title in found if title in wanted] == wanted


def test_an_outage_is_told_with_its_exchange():
    """The verdict on the outage says which exchange went through while the link was lost."""
    choice = recommend(examples.contoso())
    verdict = next(v for v in choice.best.verdicts if v.requirement == "needs.survive-outage")
    assert "succeeded, AS " in verdict_line(verdict)
    assert "tcp/88" in verdict_line(verdict)


def test_each_rejected_design_has_its_reason():
    """Every rejected design has a verdict that speaks against it, and the page names its fact or exchange."""
    choice = recommend(examples.contoso())
    rejected = [candidate for candidate in choice.candidates if candidate.status == "rejected"]
    assert rejected
    assert all(strongest_reason(candidate) is not None for candidate in rejected)
    assert "rds-sqlserver-windows-auth--ad-connector" in text(recommendation_page(choice))


def test_cited_facts_bear_source_and_date():
    """Each fact that is cited is listed with the address of its source and its date."""
    choice = recommend(examples.contoso())
    shown = text(recommendation_page(choice)).partition("Facts cited")[2]
    fact = catalog()["rds-sqlserver-windows-auth--ad-connector"]
    assert fact.source in shown
    assert fact.source_date.isoformat() in shown


def test_old_facts_are_named():
    """Facts that are older than a year, or undated, are named with their age."""
    choice = recommend(examples.contoso())
    shown = text(recommendation_page(choice)).partition("Stale facts")[2]
    assert choice.stale
    assert all(name in shown for name in choice.stale)


def test_flips_say_the_change_and_the_design():
    """A flip in one line: what would be changed, and what would be recommended then."""
    choice = recommend(examples.contoso())
    lines = [flip_line(flip) for flip in choice.flips()]
    assert any(line.startswith("without needs.survive-outage: ") for line in lines)


def test_no_fit_names_the_conflict():
    """Where no design fits, the page says which requirements cannot be met together."""
    choice = recommend(parse_requirements(NO_FIT))
    assert choice.status == "no-fit"
    shown = text(recommendation_page(choice))
    assert "no design fits" in shown.splitlines()[0]
    assert "- forbids.directory-copy-in-cloud" in shown


def test_a_hostile_name_stays_a_name():
    """Mark-up in a file's name is shown, not obeyed."""
    page = recommendation_page(recommend(parse_requirements(NO_FIT)))
    assert r"# \<b\>\*No\* fit\</b\> \| \[x\](y)" in markdown(page)
    assert "&lt;b&gt;*No* fit&lt;/b&gt;" in html(page)
    assert "<b>" not in html(page)


def test_a_tie_names_each_design():
    """Designs that rank equally are all in the first line."""
    choice = recommend(examples.contoso())
    first, second, *rest = choice.candidates
    tied = evolve(choice, status="tie", candidates=(first, evolve(second, rank=1), *rest))
    assert f"{first.label} or {second.label}" in headings(tied)[0]


def test_too_little_evidence_says_so():
    """Without enough evidence nothing is recommended, and the page says that verdicts are unknown."""
    choice = recommend(examples.contoso())
    unsure = tuple(evolve(c, status="undetermined", rank=0) for c in choice.candidates)
    shown = text(recommendation_page(evolve(choice, status="insufficient-evidence", candidates=unsure)))
    assert "insufficient evidence" in shown.splitlines()[0]
    assert "a verdict is unknown" in shown
