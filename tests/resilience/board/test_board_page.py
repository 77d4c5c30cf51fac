"""The board in a real browser: clicked, driven by keyboard, dark, enlarged, printed, and attacked."""

import json
import re
import shutil
import subprocess

import pytest

import dirsim as ds
from dirsim.cli import main
from dirsim.model.directory import Directory, Domain
from dirsim.model.network_parts import Host, Link, Site
from dirsim.model.topology import FlowSpec, Principal, Service, Topology
from dirsim.resilience.board.board import board
from dirsim.resilience.board.board_page import board_display, board_page, board_script
from dirsim.simulation.simulation import Simulation


@pytest.fixture(scope="module")
def contoso():
    """The main example's recommendation."""
    return ds.recommend(ds.examples.contoso())


def html_of(capsysbinary, *words):
    """What a command writes."""
    assert main(list(words)) == 0
    return capsysbinary.readouterr().out.decode()


@pytest.mark.parametrize("name", ["contoso", "woodgrove", "wingtip"])
def test_each_link_clicked_in_turn(name, open_page, shown, expected):
    """Cut by a click, each link alone gives for every sign-in what Python gives; repaired, all is as before."""
    choice = ds.recommend(getattr(ds.examples, name)())
    page = open_page(board_page(choice.board()))
    healthy = [expected(choice.topology)]
    assert shown(page) == healthy
    for link in choice.topology.links:
        switch = page.locator(f'[data-key="link:{link}"]')
        switch.click()
        assert shown(page) == [expected(choice.topology, ds.Scenario("cut", [ds.LinkDown(link)]))]
        switch.click()
        assert shown(page) == healthy


def test_outages_are_ready_to_press(contoso, open_page, shown, expected):
    """An outage by its name cuts exactly what it names; pressed again, nothing is cut; another one takes its place."""
    page = open_page(board_page(contoso.board()))
    outages = page.get_by_role("group", name="Outages")
    assert "all of internet is lost" not in outages.inner_text()
    lost = outages.get_by_role("button", name="vpn is lost")
    place = outages.get_by_role("button", name="all of frankfurt is lost")
    healthy = [expected(contoso.topology)]
    lost.click()
    assert shown(page) == [expected(contoso.topology, ds.Scenario("cut", [ds.LinkDown("vpn")]))]
    assert lost.get_attribute("aria-pressed") == "true"
    place.click()
    assert shown(page) == [expected(contoso.topology, ds.Scenario("cut", [ds.SiteDown("frankfurt")]))]
    assert lost.get_attribute("aria-pressed") == "false"
    place.click()
    assert shown(page) == healthy


def test_the_board_stands_before_the_reasons(capsysbinary):
    """In the page of one answer the board follows the card, before everything that is folded."""
    page = html_of(capsysbinary, "recommend", "contoso", "--format", "html")
    assert page.index('class="dirsim-card"') < page.index('id="what-if-1"') < page.index("<details")


def test_two_designs_stand_side_by_side(contoso, open_page, shot, shown, expected):
    """A cut acts on both designs at once, and each says what it comes to."""
    page = open_page(board_page(contoso.board()))
    page.get_by_label("Compare with").select_option(label="ad-connector")
    page.locator('[data-key="link:vpn"]').first.click()
    cut = ds.Scenario("cut", [ds.LinkDown("vpn")])
    designs = [contoso.topology, contoso.candidate("ad-connector").design.topology]
    assert shown(page) == [expected(design, cut) for design in designs]
    assert "3 of 3 sign-ins fail; 12,000 users cannot sign in." in page.locator(".said").inner_text()
    shot(page, "two-designs")


def test_the_reason_comes_with_the_trace(contoso, open_page, shot):
    """A row opens to the run behind it: each exchange, what came back, and the stretches of the whole clock."""
    page = open_page(board_page(contoso.board(["ad-connector"])))
    page.locator('[data-key="host:dc1.corp.example"]').click()
    page.locator(".row").first.click()
    run = ds.trace(
        contoso.candidate("ad-connector").design.topology,
        "desktops/corp.example",
        ds.Scenario("cut", [ds.HostDown("dc1.corp.example")]),
    )
    assert page.locator(".trace li").count() == len(run.steps)
    told = page.locator(".trace .told").all_inner_texts()
    lost = [step.reply.because for step in run.steps if step.reply.heard == "silent"]
    assert [line for line in told if line.startswith("silent")] == [f"silent: {why} (host-down)" for why in lost]
    assert page.locator(".activity .strip i").count() >= 4
    shot(page, "trace-on-the-board")


def test_the_clock_moves_what_is_held(contoso, open_page):
    """A ticket that is held opens a service after the link is lost, until it runs out."""
    page = open_page(board_page(contoso.board(["managed-ad-standard+one-way-trust"])))
    page.locator('[data-key="link:vpn"]').click()
    page.locator(".row", has_text="erp-db/corp.example").click()
    again = page.locator(".activity", has_text="service again")
    assert again.get_attribute("data-outcome") == "degraded"
    clock = page.get_by_role("slider")
    clock.focus()
    clock.press("End")
    assert again.get_attribute("data-outcome") == "timed-out"
    assert clock.get_attribute("aria-valuetext") == "48 h after the failure"


def test_the_keyboard_is_enough(contoso, open_page):
    """By Tab, Enter and Space alone a link is cut and a row opened; where the focus is can be seen and is never lost."""
    page = open_page(board_page(contoso.board()))
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        key = page.evaluate("document.activeElement.dataset.key || document.activeElement.className")
        reached.append(key)
        if key == "link:vpn":
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid"
            page.keyboard.press("Space")
            assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
        if key == "row":
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "true"
        if key == "activity":
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.className") == "activity"
            break
    assert reached[-1] == "activity", reached
    assert {"link:vpn", "row"} <= set(reached)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_both_themes_can_be_read(theme, contoso, open_page, contrast, shot):
    """In the light as in the dark every kind of text has a contrast of 4.5 at least, whatever the outcome."""
    page = open_page(board_page(contoso.board()), color_scheme=theme)
    page.get_by_label("Compare with").select_option(label="ad-connector")
    page.locator('[data-key="link:vpn"]').first.click()
    page.locator('[data-key="host:ec2-dc1.corp.example"]').first.click()
    for row in page.locator(".row").all():
        row.click()
    baseline = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", baseline))) < 200) == (theme == "dark")
    page.wait_for_timeout(300)  # colours fade over
    for selector in (".badge", ".why", ".hint", ".switch .name", ".host", ".told", ".said", ".summary", "small", "h3"):
        assert contrast(page, selector) >= 4.5, selector
    outcomes = set(page.eval_on_selector_all(".row", "rows => rows.map((row) => row.dataset.outcome)"))
    assert len(outcomes) >= 2
    shot(page, f"board-{theme}")


def test_enlarged_to_200_percent(open_page, shot, capsysbinary):
    """At 200 % zoom nothing scrolls sideways, with two designs and everything open."""
    page = open_page(
        html_of(capsysbinary, "recommend", "contoso", "--format", "html"),
        viewport={"width": 640, "height": 450},
        device_scale_factor=2,
    )
    page.get_by_label("Compare with").select_option(index=2)
    for details in page.locator("details").all():
        details.locator("summary").click()
    for row in page.locator(".row").all():
        row.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    shot(page, "zoom-200")


def test_on_a_phone(contoso, open_page, shot):
    """At 375 px the board alone, two designs side by side and everything open, scrolls in no direction but down."""
    page = open_page(board_page(contoso.board()), viewport={"width": 375, "height": 700}, has_touch=True)
    page.get_by_label("Compare with").select_option(index=2)
    for details in page.locator("details").all():
        details.locator("summary").tap()
    for row in page.locator(".row").all():
        row.tap()
    page.locator('[data-key="link:vpn"]').first.tap()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    sizes = page.locator(".switch:visible").evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")
    assert min(sizes) >= 24  # WCAG 2.2, 2.5.8
    shot(page, "board-375")


def test_the_page_is_small_and_shut(capsysbinary):
    """The main example's page has less than 300 kB, and a policy that lets in its own script and styles, nothing else."""
    html = html_of(capsysbinary, "recommend", "contoso", "--format", "html")
    assert len(html.encode()) < 300_000
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1]
    assert "default-src &#x27;none&#x27;" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert html_of(capsysbinary, "recommend", "contoso", "--format", "html") == html
    assert not re.search(r'\sstyle="|\son\w+="', html.split("</style>")[-1].split("<script")[0])


def test_paper(open_page, capsysbinary, tmp_path):
    """Printed, the report has every section and the drawings, and no board."""
    page = open_page(html_of(capsysbinary, "recommend", "northwind", "--format", "html"))
    target = tmp_path / "report.pdf"
    page.pdf(path=target, format="A4")
    assert target.read_bytes().startswith(b"%PDF")
    page.emulate_media(media="print")
    assert page.locator("figure svg").count() >= 1
    assert not page.locator(".dirsim-board").is_visible()
    if shutil.which("pdftotext") is not None:
        text = subprocess.run(["pdftotext", str(target), "-"], check=True, capture_output=True, text=True).stdout
        for section in ("Reasons", "Designs that meet every need", "Impact of outages", "Monthly cost", "Facts cited"):
            assert section in text
        assert "Repair everything" not in text


def wide():
    """Twenty links, twenty-one sites, two hundred sign-ins."""
    sites = {"hq": Site(), **{f"site{n}": Site() for n in range(20)}}
    hosts = {"dc1": Host(site="hq", roles=("controller",), domain="corp.example")}
    for number in range(20):
        hosts[f"client{number}"] = Host(site=f"site{number}", roles=("client",), domain="corp.example")
        hosts[f"app{number}"] = Host(site=f"site{number}", roles=("member-server",), domain="corp.example")
        if number < 5:
            hosts[f"dc{number}.site"] = Host(site=f"site{number}", roles=("controller",), domain="corp.example")
    return Topology(
        name="wide",
        sites=sites,
        links={f"wan{n}": Link(between=("hq", f"site{n}"), latency="10ms") for n in range(20)},
        hosts=hosts,
        directories={"corp": Directory(kind="active-directory", domains={"corp.example": Domain()})},
        principals={"user": Principal(domain="corp.example", count=100)},
        services={f"app{n}": Service(host=f"app{n}", realm="corp.example", port=443) for n in range(20)},
        flows={
            f"app{app} from site{client}": FlowSpec(
                kind="service-access", user="user", service=f"app{app}", client=f"client{client}"
            )
            for app in range(20)
            for client in range(10)
        },
    )


def test_two_hundred_sign_ins_answer(open_page, shot):
    """With 20 links and 200 sign-ins every one is on the board, and none says the same when every host is cut."""
    page = open_page(board_page(board([("wide", "", 0, wide())])))
    assert page.locator(".row").count() == 200
    before = page.locator(".row").all_inner_texts()
    page.evaluate("() => document.querySelectorAll('.switch.host').forEach((made) => made.click())")
    after = page.locator(".row").all_inner_texts()
    assert all(one != other for one, other in zip(before, after, strict=True))
    shot(page, "two-hundred")


def test_the_widget_is_the_same_module(contoso, open_page, shown, expected):
    """Rendered as anywidget does it, the module shows the board with all its answers."""
    data = json.dumps(contoso.board(["ad-connector"]).to_dict())
    page = open_page("<main></main>")
    page.evaluate(
        """async ([source, data]) => {
          const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
          const module = await import(address);
          module.default.render({ model: { get: (name) => (name === "board" ? data : null) }, el: document.querySelector("main") });
        }""",
        [board_script(), data],
    )
    page.locator('[data-key="link:vpn"]').click()
    cut = ds.Scenario("cut", [ds.LinkDown("vpn")])
    assert shown(page) == [expected(contoso.candidate("ad-connector").design.topology, cut)]


def test_in_a_notebook_the_board_falls_back_to_a_picture(contoso, open_page):
    """Where scripts may run the board is live; where they may not its first design is there as an image."""
    html = board_display(contoso.board(["ad-connector"]))
    live = open_page(html)
    assert live.locator(".row").count() == 3
    plain = open_page(html, java_script_enabled=False)
    assert plain.locator("img").evaluate("image => image.naturalWidth") > 100
    assert "3 sites" in plain.locator("img").get_attribute("alt")


def test_what_is_no_board_is_said(contoso):
    """Flows of programs on a clock are named as left out; a topology without sign-ins gives an empty board."""
    lab = ds.board(ds.read_topology(ds.examples.ready.FOLDER / "reality.yaml"))
    timed = lab.designs[0]
    assert timed.left_out
    assert not set(timed.left_out) & {flow.name for flow in timed.flows}
    assert ds.board(Topology(name="empty")).designs == ()
    with pytest.raises(ds.UsageError, match="unknown design"):
        contoso.board(["no-such-design"])


def test_a_run_of_the_board_is_a_run_of_python(contoso):
    """The tables hold no answer of their own: what a tree ends in, healthy, is what a simulation ends in."""
    design = contoso.board().designs[0]
    table = contoso.board().to_dict()["designs"][0]
    simulation = Simulation(design.topology)
    for flow in table["flows"]:
        row = table["courses"][flow["activities"][0][2]]
        while row[0] >= 0:
            row = table["courses"][row[1]]
        outcome = ("succeeded", "degraded", "denied", "timed-out")[row[1]]
        assert outcome == simulation.run(flow["name"]).outcome
