"""A real browser, one for all tests of a run; pictures of what it shows go to a folder that git ignores."""

import contextlib
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

import dirsim as ds

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome")
LAB_SETTINGS = {
    # no question whether news may be fetched
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {"fetchNews": "false", "checkForUpdates": False},
    # every output is in the page, also those that nobody has scrolled to
    "@jupyterlab/notebook-extension/tracker.jupyterlab-settings": {"windowingMode": "none"},
}
KERNEL_IDLE = "() => window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
CONTRAST = """(selector) => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => Number(part) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (node) => {
    if (node.matches("svg text.on")) return getComputedStyle(node.parentElement.querySelector("rect")).fill;
    while (/rgba\\(.*, 0\\)|transparent/.test(getComputedStyle(node).backgroundColor)) node = node.parentElement;
    return getComputedStyle(node).backgroundColor;
  };
  const seen = [...document.querySelectorAll(selector)].filter((node) => node.checkVisibility());
  if (!seen.length) throw new Error(`nothing is seen of ${selector}`);
  return Math.min(...seen.map((node) => {
    const drawn = node instanceof SVGElement ? getComputedStyle(node).fill : getComputedStyle(node).color;
    const [one, other] = [light(drawn), light(behind(node))];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  }));
}"""
SHOTS = Path(__file__).parents[3] / ".screenshots"


def lacking(what):
    """Skip for want of something; in continuous integration nothing may be wanting."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"continuous integration needs {what}")
    pytest.skip(f"{what} is not installed")


def found_browser():
    """Where Chromium is."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    return path or lacking("chromium")


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium; where it or its driver is missing tests are skipped, but not in continuous integration."""
    path = found_browser()
    try:
        from playwright import sync_api  # noqa: PLC0415 -- may be missing
    except ImportError:
        lacking("playwright")
    with sync_api.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def open_page(browser, tmp_path):
    """Opens HTML as a file, with whatever the context is told; any error of a script, or any request, fails the test."""
    contexts, problems = [], []

    def open_it(html, **options):
        file = tmp_path / f"page{len(contexts)}.html"
        file.write_text(html, encoding="utf-8")
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"error: {error}"))
        page.on("console", lambda said: problems.append(f"console: {said.text}") if said.type == "error" else None)
        page.on(
            "request",
            lambda asked: (
                None if asked.url.startswith(("file:", "data:", "blob:")) else problems.append(f"asked {asked.url}")
            ),
        )
        page.goto(file.as_uri())
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def shot():
    """Keeps a picture of a page, for people to look at."""

    def keep(page, name):
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)

    return keep


class Lab:
    """A running JupyterLab with a folder of its own, and what a person does in it."""

    def __init__(self, address, folder, browser):
        self.folder = folder
        self.asked = []
        self._address = address
        self._browser = browser
        self._contexts = []

    def open(self, name, notebook, **options):
        """Save a notebook and open it in a browser; nothing of it is run yet."""
        (self.folder / name).write_text(json.dumps(notebook), encoding="utf-8")
        context = self._browser.new_context(**({"viewport": {"width": 1280, "height": 1600}} | options))
        self._contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(f"{self._address}lab/tree/{name}?reset")
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        return page

    def run_all(self, page):
        """Run every cell, and wait until each has its number and no output is an error."""
        page.wait_for_function(KERNEL_IDLE, timeout=60_000)
        page.evaluate("() => void window.jupyterapp.commands.execute('notebook:run-all-cells')")
        page.wait_for_function(
            """() => [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")]
              .every((prompt) => /\\[\\d+\\]/.test(prompt.textContent))""",
            timeout=60_000,
        )
        page.wait_for_function(KERNEL_IDLE, timeout=60_000)
        errors = page.locator("[data-mime-type='application/vnd.jupyter.error']")
        assert errors.count() == 0, errors.all_inner_texts()

    def saved(self, page, name):
        """Save, and read what is in the file."""
        page.evaluate("() => void window.jupyterapp.commands.execute('docmanager:save')")
        page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty", timeout=20_000)
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    def close(self):
        """Close every window."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()


@pytest.fixture(scope="session")
def lab_server(tmp_path_factory):
    """JupyterLab itself, on this machine alone, with settings of its own; its address and its folder."""
    found_browser()  # without one nobody looks at it
    if importlib.util.find_spec("jupyterlab") is None:
        lacking("jupyterlab")
    home = tmp_path_factory.mktemp("jupyter")
    folder = home / "notebooks"
    folder.mkdir()
    for name, settings in LAB_SETTINGS.items():
        file = home / "settings" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(settings))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    settings = {
        "--ServerApp.root_dir": folder,
        "--ServerApp.port": port,
        "--ServerApp.port_retries": 0,
        "--ServerApp.ip": "127.0.0.1",
        "--IdentityProvider.token": "",
        "--LabApp.news_url": None,
        "--LabApp.extension_manager": "readonly",
    }
    told = [f"{name}={value}" for name, value in settings.items()]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser", *told],
            env=os.environ
            | {name: str(home / name.lower()) for name in own}
            | {"JUPYTERLAB_SETTINGS_DIR": str(home / "settings")},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(300):
            assert server.poll() is None, (home / "log").read_text()
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}api") as answer:  # noqa: S310 -- our own
                if answer.status == 200:
                    break
            time.sleep(0.1)
        yield address, folder
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@pytest.fixture
def lab(lab_server, browser):
    """JupyterLab in a browser; whatever a notebook shows asks nothing of any other machine."""
    address, folder = lab_server
    opened = Lab(address, folder, browser)
    yield opened
    opened.close()
    elsewhere = [url for url in opened.asked if not url.startswith((address, "data:", "blob:"))]
    assert elsewhere == []


@pytest.fixture(scope="session")
def shown():
    """A function: every sign-in that boards show, for each design its outcome and its reason."""
    return lambda page: page.evaluate(
        """() => [...document.querySelectorAll(".panel")].map((panel) =>
          [...panel.querySelectorAll(".row")].map((row) => [row.dataset.outcome, row.querySelector(".why").textContent]))"""
    )


@pytest.fixture(scope="session")
def expected():
    """A function: what Python says of every sign-in, as a row of the board."""

    def rows_of(topology, scenario="healthy"):
        rows = []
        for run in ds.simulate(topology, scenario):
            why = f"{run.failed}: {run.because}" if run.failed else run.because
            rows.append([run.outcome, "" if run.outcome == "succeeded" else why])
        return rows

    return rows_of


@pytest.fixture(scope="session")
def contrast():
    """A function: the least contrast of any text that a selector finds with the ground behind it (WCAG 2.2, 1.4.3)."""
    return lambda page, selector: page.evaluate(CONTRAST, selector)
