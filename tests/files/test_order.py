"""The order of a file's mappings decides nothing."""

import json
import random

import pytest

import dirsim as ds
from dirsim.cli import main
from dirsim.files.topology_reader import parse_topology
from dirsim.model.name_order import name_key

TOPOLOGY = {
    "dirsim": "topology/v1",
    "name": "t",
    "sites": {"hq": {"kind": "on-premises"}, "br": {"kind": "on-premises"}, "cloud": {"kind": "aws-region", "region": "eu-central-1"}},
    "links": {
        "vpn": {"between": ["hq", "cloud"], "kind": "site-to-site-vpn"},
        "dx": {"between": ["hq", "cloud"], "kind": "direct-connect"},
        "wan": {"between": ["br", "hq"], "kind": "wan"},
    },
    "directories": {"corp": {"kind": "active-directory", "domains": {"corp.example": {}, "eu.corp.example": {"parent": "corp.example"}}}},
    "hosts": {
        **{f"dc{n}": {"site": "hq", "roles": ["controller", "dns"], "domain": "corp.example"} for n in (1, 2, 10)},
        "e1": {"site": "hq", "roles": ["controller", "dns"], "domain": "eu.corp.example"},
        "e2": {"site": "br", "roles": ["controller", "dns"], "domain": "eu.corp.example"},
    },
    "clients": {
        "pc": {"site": "cloud", "domain": "corp.example", "resolvers": ["dc1", "dc2"]},
        "pd": {"site": "br", "domain": "eu.corp.example", "resolvers": ["e1", "dc2"]},
    },
    "principals": {"ana": {"domain": "corp.example"}, "bob": {"domain": "eu.corp.example"}},
    "services": {"files": {"host": "pc", "realm": "corp.example", "kind": "kerberos"}, "dir": {"kind": "ldap", "realm": "corp.example", "host": "dc1"}},
    "flows": {
        "open": {"kind": "service-access", "user": "ana", "service": "files", "client": "pc"},
        "cross": {"kind": "service-access", "user": "bob", "service": "files", "client": "pd"},
        "join": {"kind": "domain-join", "client": "pc"},
    },
}  # fmt: skip


def shuffled(value, chance):
    """The data with every mapping in another order; lists keep theirs."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    return value


def rows(data):
    """Every row of a simulation under every outage, by flow and scenario."""
    found = ds.simulate(parse_topology(json.dumps(data))).to_dict()["rows"]
    return {(row["flow"], row["scenario"]): row for row in found}


@pytest.mark.parametrize("seed", range(4))
def test_no_order_of_a_mapping_decides(seed):
    """Controllers, hosts, links, sites and domains in any order give the same rows."""
    assert rows(shuffled(TOPOLOGY, random.Random(seed))) == rows(TOPOLOGY)  # noqa: S311 -- reproducible, not secret


def test_equal_controllers_may_be_swapped():
    """Under the loss of dc1 it makes no difference whether the file names dc1 or dc2 first."""
    hosts = TOPOLOGY["hosts"]
    swapped = {**TOPOLOGY, "hosts": {"dc2": hosts["dc2"], "dc1": hosts["dc1"], **hosts}}
    there = rows(TOPOLOGY)
    assert ("open", "host-down:dc1") in there
    assert rows(swapped) == there


def test_the_order_of_resolvers_decides():
    """A list has an order: a client asks its first resolver first."""
    clients = {**TOPOLOGY["clients"], "pc": {**TOPOLOGY["clients"]["pc"], "resolvers": ["dc2", "dc1"]}}
    other = rows({**TOPOLOGY, "clients": clients})
    assert other["open", "host-down:dc2"]["contacted"] != rows(TOPOLOGY)["open", "host-down:dc2"]["contacted"]


def test_numbers_in_names_are_ordered_by_size():
    """dc2 is before dc10, and every name has its own place."""
    names = ["dc10", "dc2", "dc1", "dc", "a", "dc02"]
    assert sorted(names, key=name_key) == ["a", "dc", "dc1", "dc02", "dc2", "dc10"]


ASKED = {
    "dirsim": "requirements/v1",
    "name": "r",
    "as_of": "2026-11-01",
    "estate": {
        "sites": {"hq": {"kind": "on-premises"}, "cloud": {"kind": "aws-region", "region": "eu-central-1"}},
        "links": {"vpn": {"between": ["hq", "cloud"], "availability": 0.999}, "dx": {"between": ["hq", "cloud"], "kind": "direct-connect"}},
        "directories": {"corp": {"kind": "active-directory", "domains": {"corp.example": {"controllers": {"hq": 2}}, "eu.corp.example": {"controllers": {"hq": 1}}}}},
    },
    "workloads": {"web": {"kind": "ec2-windows", "site": "cloud"}, "db": {"kind": "rds-sqlserver", "site": "cloud"}, "a": {"kind": "fsx-windows", "site": "cloud"}},
    "needs": ["existing-credentials"],
    "credentials": {"n": {"principal": "ec2", "target": "s3"}, "b": {"principal": "lambda", "target": "kms"}},
}  # fmt: skip


def answers(data, tmp_path, capsys, commands):
    """What each command prints about a file with the data."""
    path = tmp_path / "asked.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    found = {}
    for words in commands:
        code = main([word if word != "FILE" else str(path) for word in words.split()])
        found[words] = (code, capsys.readouterr().out)
    return found


@pytest.mark.parametrize("section", ["workloads", "links", "sites", "domains", "credentials"])
def test_no_order_in_requirements_changes_a_byte(tmp_path, capsys, section):
    """Workloads, links, sites, domains and credentials in another order give the same bytes of every command."""
    commands = (
        "recommend FILE --format json",
        "recommend FILE --full",
        "assess FILE --format json",
        "ports FILE --format json",
        "trusts FILE --format json",
        "export terraform FILE",
        "export cloudformation FILE",
    )
    swapped = reversed_in(ASKED, section)
    assert list(swapped) == list(ASKED)
    assert json.dumps(swapped) != json.dumps(ASKED)
    assert answers(swapped, tmp_path, capsys, commands) == answers(ASKED, tmp_path, capsys, commands)


@pytest.mark.parametrize("section", ["flows", "scenarios"])
def test_the_order_of_flows_and_scenarios_only_lists(tmp_path, capsys, section):
    """Flows and scenarios are listed in the order of the file; each row and its figures are the same in any order."""
    data = {
        **TOPOLOGY,
        "scenarios": {"z": [{"kind": "link-down", "of": "vpn"}], "a": [{"kind": "host-down", "of": "dc2"}]},
    }
    commands = (
        "simulate FILE --format json",
        "availability FILE --format json",
        "ports FILE --format json",
        "sweep FILE --format json",
        "assess FILE --format json",
    )
    there = answers(data, tmp_path, capsys, commands)
    for words, (code, shown) in answers(reversed_in(data, section), tmp_path, capsys, commands).items():
        assert code == there[words][0]
        assert listed(json.loads(shown)) == listed(json.loads(there[words][1])), words


def reversed_in(value, section):
    """The data with the mappings of one name in the other order."""
    if not isinstance(value, dict):
        return value
    return {
        key: {name: below[name] for name in reversed(below)}
        if key == section and isinstance(below, dict)
        else reversed_in(below, section)
        for key, below in value.items()
    }


def listed(value):
    """The value with its lists sorted: what is said, without the order in which it is listed."""
    if isinstance(value, dict):
        return {key: listed(below) for key, below in value.items()}
    if isinstance(value, list):
        return sorted((listed(below) for below in value), key=lambda below: json.dumps(below, sort_keys=True))
    return value
