"""Topology files of client programs: what is wrong is said, all of it, with its place."""

import pytest

from dirsim.errors import InputError
from dirsim.examples.ready import FOLDER
from dirsim.files.topology_reader import parse_topology

TEXT = (FOLDER / "reality.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("cache: corp_tgt", "cache: corp_tgd", "unknown cache"),
        ("configuration: static", "configuration: statik", "unknown configuration"),
        ("after: ntlm_corp_to_mad", "after: ntlm_corp", "unknown flow"),
        ("after: ntlm_corp_to_mad", "after: ntlm_corp_to_mad_again", "depends on itself"),
        ("server: adc", "server: adc9", "unknown host"),
        ("server: adc, ", "", "needs the key 'server'"),
        ("passes_to: [cdc1, cdc2]", "passes_to: [cdc1, cdc9]", "unknown host"),
        ("corp.example: [adc]", "corp.exampel: [adc]", "unknown domain"),
        ("{user: alice, tickets: [mad.example]}", "{user: alice, tickets: [mad.exampel]}", "unknown domain or service"),
        ("corp_tgt: {user: alice}", "corp_tgt: {user: alise}", "unknown principal"),
        ("corp_tgt: {user: alice}", "corp_tgt: {user: alice, life: 11h}", "lives at most 10 h"),
        ("passes_to: [cdc1, cdc2]", "passes_to: [adc]", "relay loop through 'adc'"),
        ("  corp.example: mad.example", "  corp.example: corp.example", "forwards to itself"),
        ("host: msql1, realm: mad.example, ", "host: msql1, ", "has no realm"),
    ],
)
def test_a_wrong_name_is_said(old, new, said):
    """A client program, cache, configuration or relay that names what is not there is an error that says so."""
    assert old in TEXT
    with pytest.raises(InputError) as caught:
        parse_topology(TEXT.replace(old, new, 1), "reality.yaml")
    assert said in str(caught.value)


def test_the_lab_is_read_whole():
    """The example has its hosts by name and address, its relay, its name servers' ways and its clocks."""
    lab = parse_topology(TEXT, "reality.yaml")
    assert lab.hosts["adc"].passes_to == ("cdc1", "cdc2")
    assert lab.hosts["mdc1"].forwarding == "all-at-once"
    assert (lab.hosts["ws1"].name, lab.hosts["ws1"].address) == ("ws1.mad.example", "10.20.0.50")
    assert lab.scenarios["skew_behind_10m"].faults[0].amount == -600
    blocked = lab.scenarios["drop_rpc"].faults[-1]
    assert (blocked.names_port("tcp", 50000), blocked.names_port("tcp", 49151)) == (True, False)
