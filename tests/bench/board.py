"""Measure the what-if board in headless Chromium: 20 links and 200 sign-ins. Prints figures, asserts nothing.

Needs playwright and a Chromium on the path.
"""

import shutil
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright
from workloads.network import network, topology

import dirsim as ds

CLICKS = """() => {
  const board = document.querySelector("[data-dirsim-board]");
  const count = board.querySelectorAll("button[aria-pressed]").length;
  const found = [];
  for (let place = 0; place < Math.min(count, 20); place += 1) {
    const button = board.querySelectorAll("button[aria-pressed]")[place];
    const start = performance.now();
    button.click();
    void board.offsetHeight;
    found.push(performance.now() - start);
    board.querySelectorAll("button[aria-pressed]")[place].click();
  }
  return [count, found];
}"""


def main():
    """Build the board of the large network, open it, click."""
    start = time.perf_counter()
    board = ds.board(topology(network(500, 20, 200)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        page_file = Path(folder, "board.html")
        board.save(page_file)
        print(
            f"  board of 20 links, 200 sign-ins: made in {time.perf_counter() - start:.1f} s, {page_file.stat().st_size / 1000:,.0f} kB"
        )
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(page_file.as_uri())
        paint = page.evaluate("() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
        count, clicks = page.evaluate(CLICKS)
        print(
            f"  first paint {paint:.0f} ms; {count} switches; click median {statistics.median(clicks):.1f} ms, longest {max(clicks):.1f} ms"
        )
        browser.close()


if __name__ == "__main__":
    main()
