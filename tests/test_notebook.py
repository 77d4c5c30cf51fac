"""Results draw themselves in a notebook."""

import json
import re
import subprocess
import sys
import tempfile
import types
from html import escape, unescape
from importlib import import_module
from pathlib import Path

import pytest

import dirsim as ds
from dirsim import notebook
from dirsim.api import writing
from dirsim.directory.discovery.discovery import Discovery, Unread
from dirsim.directory.managed_ad.preflight import Check
from dirsim.directory.managed_ad.readiness import Readiness
from dirsim.directory.schema.schema_findings import SchemaCheck, SchemaFinding, SchemaLevel
from dirsim.facts import Fact


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
    assert ("dirsim.simulation.trace", "Trace") in drawers
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
    for module, name in (*writing.PAGES, *writing.LINES, *notebook._FRAGMENTS):
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


def least_privilege(name="report"):
    """What a role needs that did one thing, and was refused another."""
    calls = (
        ("lambda.amazonaws.com", "GetFunction20150331v2", {"functionName": name}, {}),
        ("iam.amazonaws.com", "CreateUser", {"userName": "x"}, {"errorCode": "AccessDenied"}),
    )
    session = {
        "type": "AssumedRole",
        "accountId": "111122223333",
        "sessionContext": {"sessionIssuer": {"arn": "arn:aws:iam::111122223333:role/nightly"}},
    }
    records = [
        {
            "eventTime": f"2026-03-0{day}T02:00:00Z",
            "eventSource": source,
            "eventName": call,
            "eventID": f"id-{day}",
            "awsRegion": "eu-central-1",
            "recipientAccountId": "111122223333",
            "userIdentity": session,
            "requestParameters": asked,
        }
        | more
        for day, (source, call, asked, more) in enumerate(calls, 1)
    ]
    with tempfile.TemporaryDirectory() as folder:
        trail = Path(folder) / "trail.json"
        trail.write_text(json.dumps({"Records": records}))
        return ds.least_privilege(trail)


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
    "Readiness": lambda: ds.managed_ad(ds.examples.contoso()),
    "SchemaCheck": lambda: ds.check_extension([ds.examples.ready.FOLDER / "exchange-like.ldif"], managed=True),
    "LeastPrivilege": least_privilege,
    "Proposal": lambda: next(iter(least_privilege().proposals.values())),
    "Fact": lambda: ds.facts.catalog()["managed-ad-standard--object-limit"],
    "Catalog": ds.facts.catalog,
    "Discovery": lambda: Discovery(
        name="office",
        estate=ds.examples.contoso().estate,
        unread=(Unread("the trusts", "the rights do not reach"),),
        stopped="the connection ended",
    ),
}


@pytest.mark.parametrize("name", DRAWN)
def test_each_result_draws_itself(shell, name):
    """Each result of the library gives HTML where it is evaluated, and no script of its own accord asks for anything."""
    value = DRAWN[name]()
    assert type(value).__name__ == name
    found = shell.draws(value)(value)
    assert len(found) > 100
    asked = re.sub(r"<a href=.*?</a>", "", found)  # a link asks for nothing until somebody follows it
    assert "http://" not in asked.replace("http://www.w3.org/", "")
    assert "https://" not in asked


def as_text(shell, value):
    """What a terminal shows of a value."""
    printer = Printer()
    shell.draws(value, "text/plain")(value, printer, False)
    return printer.shown


def test_a_policy_can_be_copied_from_the_page(shell):
    """The policy stands in the page and in the text as JSON, with the grounds and the refusals beside it."""
    value = least_privilege()
    page, told = shell.draws(value)(value), as_text(shell, value)
    policy = value.proposals["arn:aws:iam::111122223333:role/nightly"].policies[0]
    assert json.loads(unescape(page.partition("<pre>")[2].partition("</pre>")[0])) == policy
    assert json.dumps(policy, indent=2) in told
    assert "iam:CreateUser, 1 times, last on 2026-03-02" in page
    assert "lambda:GetFunction" in told


def test_a_schema_check_shows_verdict_findings_and_classes(shell):
    """What would be refused is said first, then each finding with its line and rule, then what is new."""
    value = DRAWN["SchemaCheck"]()
    page = shell.draws(value)(value)
    assert "<p>AWS Managed Microsoft AD would refuse the extension.</p>" in page
    assert all(f">{found.rule}</td>" in page and f":{found.line}</td>" in page for found in value.findings)
    assert all(escape(one.name) in page for one in (*value.attributes, *value.classes))
    found = value.findings[0]
    assert as_text(shell, found).endswith(f"[{found.rule}]")


def test_managed_ad_shows_checks_facts_and_notes(shell):
    """Every check with its verdict, every fact and every note of the answer is on the page."""
    value = ds.managed_ad(ds.examples.contoso())
    page = shell.draws(value)(value)
    assert value.hybrid
    for check in (*value.editions, *value.hybrid):
        assert escape(check.because) in page
        assert as_text(shell, check).startswith(f"{check.subject}: {check.id}: {check.verdict}: ")
    assert all(f"[{fact}]" in page for fact in value.facts)
    assert all(escape(note.remedy) in page for note in value.migration)


def test_facts_link_to_their_sources(shell):
    """A fact shows statement, date and a link; a catalog every fact of its day, and as text one line."""
    known = ds.facts.catalog()
    fact = known["managed-ad-standard--object-limit"]
    page = shell.draws(fact)(fact)
    assert escape(fact.statement) in page
    assert f'<a href="{escape(fact.source)}" rel="noopener noreferrer">' in page
    assert fact.statement.split()[0] in as_text(shell, fact)
    whole = shell.draws(known)(known)
    assert all(f"<li>{name}: " in whole for name in known)
    assert repr(known).startswith("Catalog(")


HOSTILE = "</pre><script>alert(1)</script>\u202e\x1b[2J"
HOSTILE_VALUES = {
    "Readiness": lambda: Readiness(
        editions=(), hybrid=(Check(id=HOSTILE, subject=HOSTILE, verdict="unknown", because=HOSTILE),)
    ),
    "Check": lambda: Check(id=HOSTILE, subject=HOSTILE, verdict="unknown", because=HOSTILE),
    "SchemaCheck": lambda: SchemaCheck(
        findings=(
            SchemaFinding(rule="bad-name", level=SchemaLevel.ERROR, message=HOSTILE, file=HOSTILE, object=HOSTILE),
        ),
        attributes=(),
        classes=(),
    ),
    "LeastPrivilege": lambda: least_privilege(HOSTILE),
    "Fact": lambda: Fact(
        id="x",
        topic="network",
        subject=HOSTILE,
        statement=HOSTILE,
        confidence="secondary",
        source=f"https://x/{HOSTILE}",
    ),
    "Discovery": lambda: Discovery(name=HOSTILE, unread=(Unread(HOSTILE, HOSTILE),), stopped=HOSTILE),
}


@pytest.mark.parametrize("name", HOSTILE_VALUES)
def test_names_stay_names(shell, name):
    """Mark-up, marks that turn text around and what a terminal obeys do nothing, in HTML as in text."""
    value = HOSTILE_VALUES[name]()
    told = as_text(shell, value)
    pages = [told] if name == "Check" else [told, shell.draws(value)(value)]
    for page in pages:
        assert "\u202e" not in page
        assert "\x1b" not in page
    assert "alert(1)" in pages[-1]
    assert name == "Check" or "<script>alert" not in pages[-1]


def test_a_copied_policy_hides_nothing(shell):
    """A character that nobody sees stands in the policy as its escape: the copy grants what the record shows."""
    value = least_privilege("a\u202eb")
    page = shell.draws(value)(value)
    policy = next(iter(value.proposals.values())).policies[0]
    copied = unescape(page.partition("<pre>")[2].partition("</pre>")[0])
    assert json.loads(copied) == policy
    assert "u202e" in copied
