"""Every page that a command writes, in a real browser: narrow, enlarged, dark, by keyboard, on paper, and attacked."""

import html as markup
import re
import shutil
import subprocess

import pytest

from dirsim.cli import main
from dirsim.cli.formats import FORMATS

COMMANDS = {
    "recommend": ("recommend", "{file}"),
    "simulate": ("simulate", "{file}"),
    "timeline": ("simulate", "{file}", "--scenario", "link-down:{link}"),
    "population": ("simulate", "{file}", "--users", "20"),
    "trace": ("trace", "{file}", "--flow", "{flow}", "--scenario", "link-down:{link}"),
    "assess": ("assess", "{file}"),
}
"""What writes HTML, with what is asked of it."""
DRAWN = ("recommend", "timeline", "trace")
"""Pages with a drawing."""


HOSTILE = """\
dirsim: requirements/v1
name: "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=2>"
estate:
  sites:
    "hq\\"><b>": {kind: on-premises}
    "aws</title>": {kind: aws-region, region: eu-central-1}
  links:
    "vpn' onclick='window.hacked=3": {between: ["hq\\"><b>", "aws</title>"], kind: site-to-site-vpn}
  directories:
    "<svg onload=window.hacked=4>":
      kind: active-directory
      domains: {corp.example: {controllers: {"hq\\"><b>": 2}, users: 10}}
workloads:
  "</style><script>window.hacked=5</script>\\u2028\\u202e": {kind: workspaces, site: "aws</title>", users: [corp.example]}
  "javascript:window.hacked=6": {kind: rds-sqlserver, site: "aws</title>", users: [corp.example]}
needs: [existing-credentials]
"""


@pytest.fixture
def page_of(capsysbinary):
    """A function: a page's name and an example to what the command writes."""

    def write(name, file="contoso", link="vpn", flow="erp-db/corp.example", wanted="html"):
        words = [word.format(file=file, link=link, flow=flow) for word in COMMANDS[name]]
        assert main([*words, "--format", wanted]) in (0, 1)
        return capsysbinary.readouterr().out.decode()

    return write


@pytest.fixture
def hostile(page_of, tmp_path):
    """A function: a page's name to what the command writes for a file whose every name is an attack."""
    file = tmp_path / "hostile.yaml"
    file.write_text(HOSTILE)
    link = "vpn' onclick='window.hacked=3"
    return lambda name, wanted="html": page_of(name, str(file), link, "javascript:window.hacked=6/corp", wanted)


def test_every_command_that_writes_html_is_here():
    """A command that learns to write HTML has to bring its pages here."""
    written = {name for name, formats in FORMATS.items() if "html" in formats} - {"session"}  # it takes no file
    assert {words[0] for words in COMMANDS.values()} == written


@pytest.mark.parametrize("name", COMMANDS)
def test_a_hostile_file_runs_nothing(name, hostile, open_page, shot):
    """Mark-up in every name of a file is shown as it is written, in tables, board and drawings; none of it is run."""
    source = hostile(name)
    policy = markup.unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', source)[1])
    assert policy.startswith("default-src 'none'; script-src ")
    assert not re.search("unsafe|http|[*]", policy)
    page = open_page(source)
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    for made in page.locator(".switch:visible, .row, figure .sign-in").all():
        made.click()
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("[...document.scripts].filter((made) => made.type === 'module').length") == (
        {"recommend": 2, "simulate": 1, "timeline": 1}.get(name, 0)  # the board, and the lights of drawings
    )
    assert (
        page.locator("main img, main script:not([type='application/json']), main [onclick], main [onload]").count() == 0
    )
    assert page.locator("main b:not(.strip b, li b)").count() == 0
    text = page.locator("main").inner_text()
    assert "window.hacked=" in text
    assert "\u202e" not in text
    shot(page, f"hostile-{name}")


def test_a_hostile_drawing_runs_nothing(hostile, browser, tmp_path):
    """A drawing as a file of its own, opened by itself, runs nothing either and asks for nothing."""
    file = tmp_path / "trace.svg"
    file.write_text(hostile("trace", "svg"), encoding="utf-8")
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.localName") == "svg"
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.querySelectorAll('script, foreignObject, [onload], [onclick]').length") == 0
    assert asked == [file.as_uri()]
    page.close()


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(("width", "scale"), [(375, 2), (640, 2)], ids=["phone", "zoom-200"])
def test_narrow(name, width, scale, page_of, open_page, shot):
    """On a phone of 375 px, and at 200 % on a small screen, nothing but tables and drawings scrolls sideways."""
    page = open_page(page_of(name), viewport={"width": width, "height": 700}, device_scale_factor=scale)
    for row in page.locator(".row").all():
        row.click()
    for details in page.locator("details").all():
        details.locator("summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = page.locator("figure svg text").evaluate_all(
        "nodes => nodes.map((node) => node.getBoundingClientRect().height)"
    )
    assert all(height >= 8 for height in sizes if height)
    broken = page.locator("th").evaluate_all(
        """heads => heads.filter((head) => !/[\\s-]/.test(head.textContent)).filter((head) => {
          const words = document.createRange();
          words.selectNodeContents(head);
          return words.getClientRects().length > 1;
        }).map((head) => head.textContent)"""
    )
    assert broken == []  # no word of a table is torn apart
    shot(page, f"{name}-{width}")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_keyboard_is_enough(name, page_of, open_page):
    """Tab reaches every part of every drawing and every link in turn, its focus can be seen, and it never gets stuck."""
    page = open_page(page_of(name))
    wanted = page.evaluate(FOCUSABLE)
    assert wanted >= (3 if name in DRAWN else 0)
    reached = []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
    assert all(outline for _, outline in reached), [place for place, outline in reached if not outline]
    places = [place for place, _ in reached]
    assert places == sorted(set(places))  # each once, in the order of the page
    if name in DRAWN:
        names = page.locator("figure svg [tabindex='0']").evaluate_all(
            "all => all.map((one) => one.getAttribute('aria-label'))"
        )
        assert all(len(said) > 5 for said in names)


FOCUSABLE = """() => {
  window.stops = [...document.querySelectorAll("a[href], button, select, input, summary, [tabindex='0']")]
    .filter((node) => node.checkVisibility() && !node.disabled);
  return window.stops.length;
}"""
FOCUSED = """() => {
  const node = document.activeElement, style = getComputedStyle(node);
  return [window.stops.indexOf(node), node !== document.body && style.outlineStyle !== "none"];
}"""


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_both_themes_can_be_read(name, theme, page_of, open_page, contrast, shot):
    """In the light as in the dark every kind of text stands out from its ground by 4.5 at least, drawings too."""
    page = open_page(page_of(name), color_scheme=theme)
    baseline = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", baseline))) < 200) == (theme == "dark")
    for part in ("h1", "h2", "p", "li", "td", "th", "a"):
        if page.locator(f"main {part}:visible").count():
            assert contrast(page, f"main {part}") >= 4.5, part
    if name in DRAWN:
        assert contrast(page, "figure svg text") >= 4.5
        assert page.locator("figure svg").first.get_attribute("aria-label")
    shot(page, f"{name}-{theme}")


def _letters(text):
    """Text without blanks and hyphens: lines end anywhere, and a hyphen at their end is taken for one of the print."""
    return "".join(text.split()).replace("-", "")


@pytest.mark.parametrize("name", COMMANDS)
def test_paper(name, page_of, open_page, tmp_path, shot):
    """Printed, a page has all its headings and drawings, nothing cut off at the right, and no board."""
    page = open_page(page_of(name), color_scheme="dark")
    target = tmp_path / "page.pdf"
    page.pdf(path=target, format="A4")
    assert target.read_bytes().startswith(b"%PDF")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 673, "height": 1000})  # what A4 leaves between its margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 673
    cut = page.locator("figure svg, table").evaluate_all(
        "all => all.filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > 674).length"
    )
    assert cut == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    headings = page.locator("main :is(h1, h2):visible").all_inner_texts()
    assert headings
    if shutil.which("pdftotext") is not None:
        text = subprocess.run(["pdftotext", str(target), "-"], check=True, capture_output=True, text=True).stdout
        assert [said for said in headings if _letters(said) not in _letters(text)] == []
        assert "Repair everything" not in text
    shot(page, f"{name}-paper")
