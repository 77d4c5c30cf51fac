"""Notebooks in JupyterLab itself: what results draw is looked at in a browser, trusted and not."""

from pathlib import Path

import nbformat

import dirsim as ds

FIRST_LOOK = Path(__file__).parents[3] / "notebooks" / "01-first-look.ipynb"
OUTPUT = ".jp-OutputArea-output"


def notebook(*cells):
    """A notebook of code cells, none of them run."""
    made = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell, id=f"cell-{place}") for place, cell in enumerate(cells)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    return dict(made)


def test_the_first_notebook_draws_itself(lab, shot):
    """Run in JupyterLab, the first notebook shows tables and drawings; opened untrusted, the same as images, no script."""
    first = nbformat.read(FIRST_LOOK, 4)
    for cell in first["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = []  # those that it is kept with
    page = lab.open("first.ipynb", first)
    assert page.locator("svg.dirsim-svg, img.dirsim-drawing").count() == 0
    lab.run_all(page)
    page.wait_for_selector(f"{OUTPUT} svg.dirsim-svg")
    drawn = page.locator(f"{OUTPUT} svg.dirsim-svg")
    count = drawn.count()
    assert count >= 3
    assert page.locator(f"{OUTPUT} img.dirsim-drawing").count() == 0
    page.evaluate("document.querySelectorAll('details').forEach((fold) => fold.open = true)")
    assert all(box["width"] > 200 and box["height"] > 50 for box in (one.bounding_box() for one in drawn.all()))
    assert page.locator(f"{OUTPUT} .dirsim h3").count() >= 4
    shot(page, "lab-trusted")

    outputs = lab.saved(page, "first.ipynb")
    outputs["metadata"]["seen"] = "elsewhere"  # another file than the one that was signed
    other = lab.open("sent-by-mail.ipynb", outputs)
    other.wait_for_selector(f"{OUTPUT} img")
    assert other.locator(f"{OUTPUT} svg.dirsim-svg").count() == 0
    images = other.locator(f"{OUTPUT} .dirsim img")
    assert images.count() == count
    assert all(image.evaluate("image => image.complete && image.naturalWidth > 200") for image in images.all())
    assert all(len(image.get_attribute("alt")) > 20 for image in images.all())
    assert other.locator(f"{OUTPUT} script").count() == 0
    shot(other, "lab-untrusted")


DESIGN = "ad-connector"
BOARDS = notebook(
    "import dirsim as ds\nchoice = ds.recommend(ds.examples.contoso())\nshown = choice.board(['ad-connector'])",
    "shown",
    "shown.widget()",
)


def test_board_and_widget_are_live(lab, shown, expected, shot):
    """The board and the anywidget widget answer each cut in JupyterLab as Python does, each for itself."""
    page = lab.open("boards.ipynb", BOARDS)
    lab.run_all(page)
    page.wait_for_function("() => document.querySelectorAll('.dirsim-board .panel').length === 2")
    design = ds.recommend(ds.examples.contoso()).candidate(DESIGN).design.topology
    healthy = expected(design)
    assert shown(page) == [healthy, healthy]
    cut = expected(design, ds.Scenario("cut", [ds.LinkDown("vpn")]))
    assert cut != healthy
    board, widget = page.locator(".dirsim-board").all()
    board.locator('[data-key="link:vpn"]').click()
    assert shown(page) == [cut, healthy]
    widget.locator('[data-key="host:dc1.corp.example"]').click()
    assert shown(page) == [cut, expected(design, ds.Scenario("cut", [ds.HostDown("dc1.corp.example")]))]
    shot(page, "lab-boards")

    outputs = lab.saved(page, "boards.ipynb")
    outputs["metadata"]["seen"] = "elsewhere"
    other = lab.open("boards-by-mail.ipynb", outputs)
    image = other.locator(f"{OUTPUT} .dirsim-board img, {OUTPUT} img[alt*='sites']").first
    image.wait_for()
    assert image.evaluate("image => image.naturalWidth") > 100
    assert other.locator(f"{OUTPUT} .panel").count() == 0


VALUES = notebook(
    "import dirsim as ds\nnet = ds.recommend(ds.examples.fabrikam()).topology",
    "ds.managed_ad(ds.examples.contoso())",
    "ds.check_extension([ds.examples.ready.FOLDER / 'exchange-like.ldif'], managed=True)",
    "ds.facts.catalog()['managed-ad-standard--object-limit']",
    "ds.trace(net, 'desktops/', 'link-down:vpn')",
    "net",
)


def test_values_follow_the_theme(lab, contrast, shot):
    """Tables, policies, facts and drawings can be read in JupyterLab's light theme and in its dark one."""
    page = lab.open("values.ipynb", VALUES)
    lab.run_all(page)
    page.wait_for_selector(f"{OUTPUT} svg.dirsim-svg")
    assert page.locator(f"{OUTPUT} .dirsim h3").count() == 5
    shades = {}
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        page.evaluate("(theme) => void window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
        page.wait_for_selector(f"body[data-jp-theme-name='{theme}']", state="attached")
        page.wait_for_timeout(500)  # the style sheet is fetched, colours fade over
        for part in ("h3", "p", "li", "td", "th"):
            assert contrast(page, f"{OUTPUT} .dirsim {part}") >= 4.5, (theme, part)
        shades[theme] = page.locator(f"{OUTPUT} svg.dirsim-svg text").first.evaluate(
            "node => getComputedStyle(node).fill"
        )
        shot(page, f"lab-{theme.split()[1].lower()}")
    assert shades["JupyterLab Dark"] != shades["JupyterLab Light"]
    stops = page.locator(f"{OUTPUT} svg.dirsim-svg [tabindex='0']")
    stops.first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == stops.nth(1).get_attribute(
        "aria-label"
    )


HOSTILE = notebook(
    """import dirsim as ds
from dirsim.files.requirements_reader import parse_requirements
BAD = "<img src=x onerror=window.hacked=1></pre></script><script>window.hacked=2</script>"
text = '''dirsim: requirements/v1
name: "NAME"
estate:
  sites: {"NAME hq": {kind: on-premises}, "NAME aws": {kind: aws-region, region: eu-central-1}}
  links: {"NAME vpn": {between: ["NAME hq", "NAME aws"], kind: site-to-site-vpn}}
  directories:
    "NAME ad": {kind: active-directory, domains: {corp.example: {controllers: {"NAME hq": 2}, users: 10}}}
workloads:
  "NAME desktops": {kind: workspaces, site: "NAME aws", users: [corp.example]}
needs: [existing-credentials]
'''.replace("NAME", BAD)
choice = ds.recommend(parse_requirements(text))
net = choice.topology
down = ds.Scenario(BAD, [ds.LinkDown(next(iter(net.links)))])""",
    "choice",
    "net",
    "ds.trace(net, next(iter(net.flows)), down)",
    "ds.simulate(net)",
    "ds.timeline(net, down)",
    "ds.availability(net)",
    "ds.failures(net, order=1)",
    "ds.population(net, 20)",
    "ds.ports(net)",
    "ds.trusts_of(net)",
    "ds.managed_ad(net)",
    "choice.board()",
)


def test_a_hostile_file_runs_nothing_in_a_notebook(lab, shot):
    """Mark-up in every name of a file stays text in every result that draws itself, though scripts may run there."""
    page = lab.open("hostile.ipynb", HOSTILE)
    lab.run_all(page)
    page.wait_for_selector(f"{OUTPUT} .dirsim-board .panel")
    for made in page.locator(".dirsim-board .row").all():
        made.click()
    assert page.locator(f"{OUTPUT} .dirsim h3").count() >= 10
    assert page.evaluate("window.hacked") is None
    assert page.locator(f"{OUTPUT} img[src='x']").count() == 0
    assert "<script>window.hacked=2</script>" in page.locator(f"{OUTPUT} .dirsim").first.inner_text()
    shot(page, "lab-hostile")
