"""Results in every format."""

import json
import xml.etree.ElementTree as ET
from importlib import import_module

import pytest

import dirsim as ds
from dirsim.api import writing


@pytest.fixture(scope="module")
def choice():
    """A small answer."""
    return ds.recommend("fabrikam")


@pytest.fixture(scope="module")
def results(choice):
    """One result of each kind that has a page and is cheap to make."""
    net = choice.topology
    return [
        choice,
        ds.trace(net, next(iter(net.flows))),
        ds.simulate(net, "healthy"),
        ds.timeline(net, "link-down:vpn"),
        ds.availability(net),
        ds.failures(net, order=1),
        ds.ports(net),
        ds.diff("fabrikam", "adatum"),
        ds.managed_ad("contoso"),
        ds.trusts_of(net),
        net,
        ds.facts.catalog()["ad-connector--caches-credentials"],
    ]


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_every_result_has_every_form(results, form):
    """Each result is written in each form, and the form begins as it must."""
    begins = {"text": "", "markdown": "# ", "html": "<!doctype html>"}
    for result in results:
        text = writing.written(result, form)
        assert text.lower().startswith(begins[form]), type(result)
        assert text.endswith("\n")


def test_one_result_is_an_object_and_several_are_a_list(choice):
    """JSON of one result is its own; of several it is a list of them."""
    assert json.loads(writing.written(choice, "json")) == json.loads(json.dumps(choice.to_dict()))
    assert len(json.loads(writing.written([choice, choice], "json"))) == 2


def test_what_has_no_page_is_refused():
    """A value of another class is a type error with its name."""
    with pytest.raises(TypeError, match="int has no page"):
        writing.page_of(3)


@pytest.mark.parametrize("home", [*writing.PAGES.items(), *writing.LINES.items()], ids=lambda home: home[0][1])
def test_each_entry_of_the_tables_exists(home):
    """Classes and composers of the tables are where the tables say."""
    (module, name), (composer, function) = home
    assert isinstance(getattr(import_module(module), name), type)
    assert callable(getattr(import_module(f"dirsim.{composer}"), function))


def test_gates_are_sarif_and_junit(choice):
    """An answer is one SARIF run and one JUnit suite."""
    answers = [("office.yaml", choice, {"needs": (3, 1)})]
    sarif = json.loads(writing.gates_written(answers, "sarif"))
    assert sarif["version"] == "2.1.0"
    assert ET.fromstring(writing.gates_written(answers, "junit")).tag in ("testsuites", "testsuite")  # noqa: S314 -- our own text


def test_checks_are_written_with_their_problems():
    """A file in order and one with a problem are both listed in every form."""
    checked = [("good.yaml", "requirements/v1", ()), ("bad.yaml", "", (ds.Problem("x", "wrong", file="bad.yaml"),))]
    text = writing.checks_written(checked, "text")
    assert "good.yaml" in text
    assert "wrong" in text
    assert [entry["ok"] for entry in json.loads(writing.checks_written(checked, "json"))["files"]] == [True, False]


def test_a_trace_is_a_picture(choice):
    """A trace is drawn as one SVG."""
    net = choice.topology
    svg = writing.trace_svg(ds.trace(net, next(iter(net.flows))))
    assert svg.startswith("<svg")
    assert svg.endswith("</svg>\n")


def test_client_programs_on_a_clock_are_drawn_too():
    """The trace of a flow that runs on a clock has every form, as that of any other."""
    net = ds.read_topology("reality")
    kinds = {spec.kind: name for name, spec in net.flows.items()}
    assert len(kinds) > 3
    for name in kinds.values():
        trace = ds.trace(net, name)
        assert writing.trace_svg(trace).startswith("<svg")
        for form in ("text", "markdown", "html", "json"):
            assert writing.written(trace, form)


def test_ports_are_comma_separated(choice):
    """The first line names the columns; each row follows."""
    matrix = ds.ports(choice)
    lines = writing.ports_csv(matrix).splitlines()
    assert lines[0].startswith("initiator,target,protocol,port")
    assert len(lines) == 1 + len(matrix.rows)


def test_facts_are_text_or_json():
    """Facts carry the day that was asked for."""
    fact = ds.facts.catalog()["ad-connector--caches-credentials"]
    assert fact.id in writing.facts_written((fact,), None, "text")
    assert json.loads(writing.facts_written((fact,), None, "json"))["facts"][0]["id"] == fact.id


def test_the_schema_of_a_kind_names_it():
    """The schema of each kind of file has its format's name in it."""
    for kind in ("requirements", "topology"):
        assert writing.schema_of(kind)["properties"]["dirsim"]["const"] == f"{kind}/v1"
