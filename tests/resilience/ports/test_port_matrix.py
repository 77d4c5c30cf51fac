"""The port matrix."""

import sys

import pytest

from dirsim import examples
from dirsim.designs.builders import build
from dirsim.errors import UsageError
from dirsim.facts import catalog
from dirsim.model.topology import Topology
from dirsim.recommendation.estate_baseline import baseline_of
from dirsim.resilience.ports.port_matrix import ports

GROUND = baseline_of(examples.contoso())
MATRIX = ports(build(GROUND, "managed-ad-standard+two-way-trust").topology)
CONNECTED = ports(build(baseline_of(examples.fabrikam()), "ad-connector").topology)


def opens(matrix, initiator, target):
    """Protocol and port of each connection from one host to another."""
    return {(row.protocol, row.port) for row in matrix.rows if (row.initiator, row.target) == (initiator, target)}


def test_the_initiator_opens_the_connection():
    """A connector opens DNS, Kerberos and LDAP to the controllers; no controller opens anything to it."""
    found = opens(CONNECTED, "connector.fabrikam.example-a", "dc1.fabrikam.example")
    assert {("udp", 53), ("tcp", 88), ("tcp", 389)} <= found
    assert opens(CONNECTED, "dc1.fabrikam.example", "connector.fabrikam.example-a") == set()


def test_second_controllers_are_listed():
    """Whoever uses the first controller needs the second as well, for the day on which the first is down."""
    first = opens(CONNECTED, "connector.fabrikam.example-b", "dc1.fabrikam.example")
    assert first == opens(CONNECTED, "connector.fabrikam.example-b", "dc2.fabrikam.example")


def test_rows_are_sorted_and_unique():
    """Rows come in a fixed order, and no connection is listed twice."""
    keys = [(row.initiator, row.target, row.port, row.protocol, row.service) for row in MATRIX.rows]
    assert keys == sorted(set(keys))


def test_each_row_names_flows_and_nothing_talks_to_itself():
    """Each connection that a run opened names its sign-ins; a host's talk to itself is left out."""
    assert all(row.purpose and (row.flows or not row.seen) for row in MATRIX.rows)
    assert all(row.initiator != row.target for row in MATRIX.rows)


def test_facts_exist():
    """Each fact that a row cites is a fact."""
    cited = {fact for matrix in (MATRIX, CONNECTED) for row in matrix.rows for fact in row.facts}
    assert {"port-dns", "port-kerberos", "port-ldap", "flow-ad-connector-to-dc"} <= cited
    assert cited <= set(catalog())


def test_an_empty_topology_has_no_rows():
    """Where nobody signs in, no connection is opened."""
    assert ports(Topology()).rows == ()


def test_pandas_gives_the_columns_of_the_json():
    """The data frame has one row for each connection and the columns of the JSON."""
    frame = pytest.importorskip("pandas") and MATRIX.to_pandas()
    assert list(frame.columns) == list(MATRIX.rows[0].to_dict())
    assert len(frame) == len(MATRIX.rows)


def test_without_pandas_the_error_says_how(monkeypatch):
    """Without pandas the error says what to install."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UsageError) as caught:
        MATRIX.to_pandas()
    assert "dirsim[pandas]" in str(caught.value)
