"""The answers of the lab on the board are what the board shows when a student presses."""

import dirsim as ds
from dirsim.labs import exercise
from dirsim.labs.lesson_board import FAILS_AT_S
from dirsim.resilience.board.board import BEGINS_S
from dirsim.resilience.board.board_page import board_page

PRESSED = """([name, cuts, lasts, after]) => {
  const { app, outage } = document.querySelector("[data-dirsim-board]").dirsim;
  const table = app.board.designs[0];
  const state = outage(app.board, table, new Set(cuts), lasts);
  const works = (flow, place, at) => ["succeeded", "degraded"].includes(state.at(flow, place, at).outcome);
  const at = app.board.begins_s + after * 3600;
  const rows = table.flows.map((flow) => [flow.name, works(flow, 0, at)]);
  const flow = table.flows.find((one) => one.name === name);
  const place = flow.activities.findIndex((one) => table.words[one[0]] === "service again");
  const red = state.bands(flow, 0).filter((band) => !["succeeded", "degraded"].includes(band.outcome));
  return { rows, again: place < 0 ? null : works(flow, place, at),
    red: red.reduce((sum, band) => sum + band.to_s - band.from_s, 0) / 3600 };
}"""


def test_the_board_shows_the_key(open_page):
    """For some students each question has the same answer on the page's own script as in the key."""
    assert FAILS_AT_S == BEGINS_S
    for student in ("", "ana", "bo"):
        made = exercise("board", student=student)
        key = made.key()
        prompts = {one.name: one.prompt for one in made.questions}
        design = made.sheet.look.partition("--design ")[2].split()[0]
        net = ds.build(ds.parse_requirements(made.sheet.files["requirements.yaml"]), design).topology
        (domain,) = [name for entry in net.directories.values() for name in entry.domains if "aws" not in name]
        names = made.question("vpn").choices
        files = next(
            line.split(":")[0].strip()
            for line in made.sheet.files["requirements.yaml"].splitlines()
            if "fsx-windows" in line
        )
        page = open_page(board_page(ds.board(net)))

        def shown(cuts, *, row=files, lasts=None, after=0, page=page, domain=domain):
            return page.evaluate(PRESSED, [f"{row}/{domain}", cuts, lasts, after])

        def working(cuts, names=names, domain=domain, shown=shown):
            rows = dict(shown(cuts)["rows"])
            return {name for name in names if rows[f"{name}/{domain}"]}

        port = prompts["port"].partition("port **")[2].partition("**")[0].replace("/", ":")
        assert working([f"host:dc1.{domain}"]) == set(key["one-controller"])
        assert working(["link:vpn"]) == set(key["vpn"])
        assert set(names) - working([f"port:{port}"]) == set(key["port"])
        for question in ("files-later", "files-next-day"):
            hours = int(prompts[question].partition(" h**")[0].rpartition("**")[2])
            assert shown(["link:vpn"], after=hours)["again"] == (key[question] == "works")
        lasts = int(key["hours-red"]) * 3600
        row = prompts["hours-red"].partition("row **")[2].partition("**")[0]
        assert shown(["link:vpn"], row=row, lasts=lasts)["red"] == key["hours-red"]
