"""Sign-ins that light their exchanges: in the drawing of a page and on the board, by mouse and by keyboard."""

import pytest
from networks import NETWORKS

import dirsim as ds
from dirsim.cli import main
from dirsim.pages.blocks import Figure, Heading
from dirsim.pages.network.topology_drawing import draw_topology
from dirsim.pages.sheet import sheet
from dirsim.resilience.board.board_page import board_page

OUTSIDE = """() => [...document.querySelectorAll(".network g[role=img]")].filter((part) => {
  const frame = part.querySelector("rect")?.getBBox();
  return frame && [...part.querySelectorAll("text")].some((line) => {
    const box = line.getBBox();
    return box.x < frame.x - 0.5 || box.x + box.width > frame.x + frame.width + 0.5;
  });
}).map((part) => part.getAttribute("aria-label"))"""


@pytest.fixture
def contoso_page(capsysbinary):
    """The page of the main example."""
    assert main(["recommend", "contoso", "--format", "html"]) == 0
    return capsysbinary.readouterr().out.decode()


@pytest.mark.parametrize("options", [{}, {"viewport": {"width": 390, "height": 844}}, {"color_scheme": "dark"}])
def test_a_sign_in_lights_its_exchanges(options, contoso_page, open_page, shot):
    """By keyboard alone a row lights every host of its run, lists each exchange in order, and puts them out again."""
    page = open_page(contoso_page, reduced_motion="reduce", **options)
    row = page.locator("figure .sign-in").first
    run = ds.trace(ds.recommend(ds.examples.contoso()).topology, "desktops/corp.example")
    hosts = {name for step in run.steps for name in (step.exchange.initiator, step.exchange.target)}
    row.focus()
    page.keyboard.press("Enter")
    lit = page.locator("figure").first.locator("[data-hosts].lit")
    assert {
        label.split(",")[0] for label in lit.evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    } == hosts
    listed = page.locator(".dirsim-steps li").all_inner_texts()
    assert [text.split(",")[0] for text in listed] == [str(step.exchange) for step in run.steps]
    numbers = page.locator(".lights .step").evaluate_all("all => all.flatMap((one) => one.dataset.numbers.split(' '))")
    assert sorted(map(int, numbers)) == list(range(1, len(run.steps) + 1))
    page.locator(".dirsim-steps li").nth(1).focus()
    assert page.locator(".lights .step.now").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shot(page, f"lit-{'-'.join(options) or 'desktop'}")
    row.focus()
    page.keyboard.press("Space")
    assert page.locator(".lit, .lights, .dirsim-steps").count() == 0


def test_one_sign_in_is_lit_at_a_time(contoso_page, open_page):
    """A second row puts the first one out; the rows of the other drawing light the other drawing."""
    page = open_page(contoso_page, reduced_motion="reduce")
    rows = page.locator("figure").first.locator(".sign-in")
    rows.nth(0).click()
    rows.nth(1).click()
    assert [row.get_attribute("aria-pressed") for row in rows.all()][:2] == ["false", "true"]
    assert page.locator(".dirsim-steps").count() == 1
    page.locator("figure").nth(1).locator(".sign-in").first.click()
    assert page.locator("figure").nth(1).locator(".lit").count() > 0


def test_the_page_stays_small(contoso_page):
    """The page of the main example, with board and drawings, has less than 300 kB."""
    assert len(contoso_page.encode()) < 300_000


def test_the_board_numbers_hosts_and_links(open_page, shot):
    """An open row numbers the hosts and links of its run by its exchanges; closed, it takes the numbers away."""
    choice = ds.recommend(ds.examples.contoso())
    page = open_page(board_page(choice.board()), reduced_motion="reduce")
    row = page.locator(".row").first
    row.click()
    numbers = {
        one.get_attribute("data-key"): one.get_attribute("data-steps") for one in page.locator("[data-steps]").all()
    }
    assert numbers["link:internet-frankfurt"] == "1"
    assert numbers["host:browser"] == "1"
    assert numbers["host:desktops.frankfurt"] == "1\u20132"
    shot(page, "board-numbered")
    page.locator('[data-key="site:frankfurt"]').click()
    assert page.locator("[data-steps]").count() < len(numbers)
    row.click()
    assert page.locator("[data-steps]").count() == 0
    assert "Desktops: every user of corp.example signs in (workloads.desktops)" in row.inner_text()


@pytest.mark.parametrize("title", NETWORKS)
@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}])
def test_text_stays_in_its_box(title, options, open_page, shot):
    """In a browser, with its own fonts, no name of a host, link or part is wider than the box that it stands in."""
    page = open_page(sheet([(Heading(title, 1), Figure(lambda: draw_topology(NETWORKS[title])))]), **options)
    assert page.evaluate(OUTSIDE) == []
    shot(page, f"network-{title.split()[0]}-{'-'.join(options) or 'light'}")
