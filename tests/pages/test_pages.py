"""The smaller pages: traces, runs, timelines, ports, facts, checks, topologies."""

import csv
import io
import json

from dirsim import examples
from dirsim.designs.builders import build
from dirsim.errors import Problem
from dirsim.facts import catalog
from dirsim.model.scenario import LinkDown, Scenario
from dirsim.model.topology import Topology
from dirsim.pages.blocks import Table
from dirsim.pages.checks import CHECK_WRITERS, Checked
from dirsim.pages.facts_page import facts_page
from dirsim.pages.json_text import json_text
from dirsim.pages.network.topology_page import topology_page
from dirsim.pages.text import text
from dirsim.recommendation.estate_baseline import baseline_of
from dirsim.resilience.ports.port_matrix import PortMatrix, ports
from dirsim.resilience.ports.port_matrix_page import ports_csv, ports_page
from dirsim.resilience.ports.port_row import PortRow
from dirsim.resilience.timeline import timeline
from dirsim.resilience.timeline_page import timeline_page
from dirsim.simulation.simulation import simulate, trace
from dirsim.simulation.trace_page import runs_page, trace_page

VPN_LOST = Scenario("VPN lost", [LinkDown("vpn")])
NET = build(baseline_of(examples.contoso()), "managed-ad-standard+two-way-trust").topology


def test_a_trace_is_told_step_by_step():
    """Each exchange has its number, who asked whom, what for, and what came of it; then the outcome and its reason."""
    run = trace(NET, "erp-db/corp.example", VPN_LOST)
    page = trace_page(run)
    table = next(block for block in page if isinstance(block, Table))
    assert len(table.rows) == len(run.steps)
    assert table.rows[0][1] == str(run.steps[0].exchange)
    shown = text(page)
    assert shown.startswith("erp-db/corp.example: timed-out\n")
    assert f"Fails at: {run.failed}." in shown


def test_runs_have_a_row_each():
    """The table of a simulation has one row for each flow and scenario."""
    runs = simulate(NET, (VPN_LOST,))
    table = next(block for block in runs_page(runs) if isinstance(block, Table))
    assert [row[0] for row in table.rows] == list(NET.flows)
    assert "no sign-ins to run" in text(runs_page(()))


def test_a_timeline_has_a_row_for_each_activity():
    """The page of a timeline lists every activity with its stretches."""
    line = timeline(NET, VPN_LOST)
    table = next(block for block in timeline_page(line) if isinstance(block, Table))
    assert len(table.rows) == len(line.rows)


def test_ports_are_told_as_ranges_where_they_are():
    """The dynamic range is written out for people; programs get its first port."""
    matrix = ports(NET)
    assert "tcp/49152-65535" in text(ports_page(matrix))
    assert "49152" in json_text(matrix)


def test_csv_has_the_columns_of_the_json():
    """The comma-separated form can be read back, with the columns in the contract's order."""
    matrix = ports(NET)
    rows = list(csv.DictReader(io.StringIO(ports_csv(matrix))))
    assert list(rows[0]) == list(matrix.to_dict()["rows"][0])
    assert len(rows) == len(matrix.rows)


def test_csv_runs_no_formula():
    """A name that a spreadsheet would take for a formula is marked as text."""
    row = PortRow(
        initiator='=cmd|"/c calc"!A1', target="@x", protocol="tcp", port=1, service="s", purpose="-p", flows=("+f",)
    )
    cells = list(csv.reader(io.StringIO(ports_csv(PortMatrix("d", (row,))))))[1]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_one_fact_is_told_in_full():
    """A single fact shows its statement, confidence and source."""
    fact = catalog()["ad-connector-small"]
    shown = text(facts_page([fact]))
    assert fact.statement in shown
    assert fact.source in shown


def test_an_empty_topology_has_a_page():
    """A topology with nothing in it can be shown."""
    assert "topology is empty" in text(topology_page(Topology()))
    assert "dc1.corp.example" in text(topology_page(NET))


BAD = Checked("a b.yaml", "", (Problem("needs[0]", "unknown word", "did you mean mfa?", "a b.yaml", 3, 5),))


def test_check_text_is_one_line_a_problem():
    """Each problem is one line with file, line and column."""
    assert CHECK_WRITERS["text"]([BAD]) == "a b.yaml:3:5: needs[0]: unknown word (did you mean mfa?)\n"


def test_check_github_escapes_what_would_end_the_command():
    """Line ends, percent signs, colons and commas in names cannot start another workflow command."""
    problem = Problem("", "bad\n::set-env name=x::y %", "", "a,b:c.yaml", 1, 2)
    out = CHECK_WRITERS["github"]([Checked("x", "", (problem,))])
    assert out == "::error file=a%2Cb%3Ac.yaml,line=1,col=2::bad%0A::set-env name=x::y %25\n"


def test_check_sarif_places_each_problem():
    """SARIF has one result for each problem, with file and region."""
    run = json.loads(CHECK_WRITERS["sarif"]([BAD]))["runs"][0]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "a%20b.yaml"}, "region": {"startLine": 3, "startColumn": 5}}


def test_json_keeps_the_order_of_keys():
    """JSON is indented, in the contract's order, in plain UTF-8, with one newline at the end."""
    assert json_text({"schema": "x", "a": "é"}) == '{\n  "schema": "x",\n  "a": "é"\n}\n'
