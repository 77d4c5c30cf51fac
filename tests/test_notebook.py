"""Results draw themselves in a notebook."""

import subprocess
import sys
import types
from importlib import import_module

import pytest

import dirsim as ds
from dirsim import notebook


class Formatter:
    """Stands in for a formatter of IPython: remembers who draws what."""

    def __init__(self):
        self.drawers = {}

    def for_type_by_name(self, module, name, drawer):
        """Remember who draws a type."""
        self.drawers[module, name] = drawer


class Shell:
    """Stands in for a running shell."""

    def __init__(self):
        formatters = {"text/html": Formatter(), "text/plain": Formatter()}
        self.display_formatter = types.SimpleNamespace(formatters=formatters)

    def draws(self, value, kind="text/html"):
        """Who draws a value."""
        drawers = self.display_formatter.formatters[kind].drawers
        return drawers[type(value).__module__, type(value).__qualname__]


class Printer:
    """Stands in for IPython's pretty printer."""

    def __init__(self):
        self.shown = ""

    def text(self, text):
        """Print a text."""
        self.shown += text

    def break_(self):
        """Print a line end."""
        self.shown += "\n"


@pytest.fixture
def shell():
    """A shell to which the results were made known."""
    made = Shell()
    notebook.load_ipython_extension(made)
    return made


def test_results_draw_themselves(shell):
    """Each result is drawn as a table, and as text where only text is shown."""
    choice = ds.recommend(ds.examples.fabrikam())
    net = choice.topology
    trace = ds.trace(net, "desktops/", "link-down:vpn")
    results = (choice, trace, net, ds.ports(net), ds.simulate(net, "healthy"), ds.timeline(net, "link-down:vpn"))
    for result in results:
        assert shell.draws(result)(result).startswith('<div class="dirsim"><h3>')
        printer = Printer()
        shell.draws(result, "text/plain")(result, printer, False)
        assert "\n====" in printer.shown


def test_verdicts_and_flips_are_one_line(shell):
    """The entries of ``why`` and ``flips`` are shown as a line each."""
    choice = ds.recommend(ds.examples.fabrikam())
    for value in (choice.why("simple-ad")[0], choice.flips()[0]):
        printer = Printer()
        shell.draws(value, "text/plain")(value, printer, False)
        assert printer.shown
        assert "\n" not in printer.shown


def test_the_first_name_used_registers(monkeypatch):
    """Where IPython runs already, using the library is enough; it happens once."""
    shell = Shell()
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: shell))
    notebook.draw_results()
    drawers = shell.display_formatter.formatters["text/html"].drawers
    assert ("dirsim.simulate.trace", "Trace") in drawers
    drawers.clear()
    notebook.draw_results()
    assert drawers == {}


def test_without_a_shell_nothing_happens(monkeypatch):
    """IPython that is imported but not running, or broken, is left alone."""
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: None))
    notebook.draw_results()
    monkeypatch.setitem(sys.modules, "IPython", None)
    notebook.draw_results()


def test_every_drawn_type_exists():
    """The names under which types are registered are those of the types."""
    for module, name in (*notebook._PAGES, *notebook._LINES, *notebook._FRAGMENTS):
        assert isinstance(getattr(import_module(module), name), type)


def test_a_real_shell_draws(tmp_path):
    """In IPython itself a result is drawn without a word from the user."""
    pytest.importorskip("IPython")
    code = (
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance()\n"
        "shell.run_cell('import dirsim as ds; net = ds.recommend(ds.examples.fabrikam()).topology')\n"
        "data, _ = shell.display_formatter.format(shell.user_ns['net'])\n"
        "print(sorted(data), data['text/plain'].splitlines()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={"IPYTHONDIR": str(tmp_path), "PYTHONPATH": ":".join(path for path in sys.path if path)},
    )
    assert done.stdout.splitlines()[-1] == "['text/html', 'text/plain'] ad-connector"


def net():
    """A small design."""
    return ds.recommend(ds.examples.fabrikam()).topology


DRAWN = {
    "Recommendation": lambda: ds.recommend(ds.examples.fabrikam()),
    "Difference": lambda: ds.diff(ds.recommend(ds.examples.fabrikam()), ds.recommend(ds.examples.contoso())),
    "Trace": lambda: ds.trace(net(), "desktops/fabrikam.example"),
    "Runs": lambda: ds.simulate(net()),
    "Timeline": lambda: ds.timeline(net(), ds.Scenario("lost", [ds.LinkDown("vpn", lasts=60.0)])),
    "Availability": lambda: ds.availability(net()),
    "Contingencies": lambda: ds.failures(net(), order=1),
    "PopulationRun": lambda: ds.population(net(), 50),
    "PortMatrix": lambda: ds.ports(net()),
    "Trusts": lambda: ds.trusts_of(
        ds.recommend(ds.examples.contoso()).candidate("managed-ad-standard+two-way-trust").design.topology
    ),
    "Topology": net,
    "Board": lambda: ds.board(net()),
}


@pytest.mark.parametrize("name", DRAWN)
def test_each_result_draws_itself(shell, name):
    """Each result of the library gives HTML where it is evaluated, and no script of its own accord asks for anything."""
    value = DRAWN[name]()
    assert type(value).__name__ == name
    found = shell.draws(value)(value)
    assert len(found) > 100
    assert "http://" not in found.replace("http://www.w3.org/", "")
