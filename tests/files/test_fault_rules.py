"""Faults in files: each is of an element that it can affect, and each key that is given has an effect."""

import pytest

from dirsim.catalog.fault_kinds import FAULTS, OPTIONAL_KEYS
from dirsim.errors import InputError
from dirsim.files.topology_reader import parse_topology

NET = """
dirsim: topology/v1
sites: {{hq: on-premises, aws: aws-region}}
links: {{vpn: {{between: [hq, aws], kind: site-to-site-vpn}}}}
directories:
  corp: {{kind: active-directory, site: hq, domains: [corp.example]}}
  cloud: {{kind: active-directory, site: aws, domains: [cloud.example]}}
trusts: {{t: {{trusting: cloud.example, trusted: corp.example}}}}
hosts: {{dc: {{site: hq, roles: [controller, dns], domain: corp.example}}, idp: {{site: hq, roles: [identity-provider]}}}}
principals: {{ana: {{domain: corp.example}}}}
services: {{web: {{kind: federated, host: idp, provider: adfs}}}}
scenarios: {{s: [{fault}]}}
"""
ELEMENTS = {
    "link": "vpn",
    "host": "dc",
    "site": "hq",
    "principal": "ana",
    "provider": "adfs",
    "trust": "t",
    "domain": "corp.example",
}
VALUES = {
    "towards": "aws",
    "verdict": "reject",
    "service": "dns",
    "protocol": "tcp",
    "port": 88,
    "last_port": 90,
    "behind": "true",
    "by": "6m",
    "share": 0.3,
    "over": 600,
}


def problems(fault):
    """The messages about one fault."""
    try:
        parse_topology(NET.format(fault=fault))
    except InputError as error:
        return [str(problem) for problem in error.problems]
    return []


def fault(kind, of, **keys):
    """The text of a fault, with the amount that its kind needs."""
    amount = FAULTS[kind].amount
    given = {amount: VALUES[amount], **keys} if amount else keys
    return "{" + ", ".join(f"{key}: {value}" for key, value in {"kind": kind, "of": of, **given}.items()) + "}"


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("element", ELEMENTS)
def test_a_fault_is_of_an_element_that_it_can_affect(kind, element):
    """A kind takes the elements that its record names, and refuses every other one of the file."""
    assert (problems(fault(kind, ELEMENTS[element])) == []) == (element in FAULTS[kind].of)


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("key", OPTIONAL_KEYS)
def test_a_key_has_an_effect_or_is_refused(kind, key):
    """A key that the kind does not read is refused, and the message names kinds that read it."""
    record = FAULTS[kind]
    more = {"port": 88} if key == "last_port" and "port" in record.keys else {}
    found = problems(fault(kind, ELEMENTS[record.of[0]], **more, **{key: VALUES[key]}))
    if key in (*record.keys, record.amount):
        assert found == []
    else:
        message = next(line for line in found if "does not read" in line)
        assert f"a fault of kind {kind} does not read '{key}'" in message
        readers = [word for word, other in FAULTS.items() if key in (*other.keys, other.amount)]
        assert ", ".join(readers) in message


@pytest.mark.parametrize("kind", [kind for kind, record in FAULTS.items() if record.amount])
def test_an_amount_is_needed(kind):
    """A kind with an amount needs it, and nothing is not an amount."""
    record = FAULTS[kind]
    of = ELEMENTS[record.of[0]]
    assert any(f"add '{record.amount}:'" in line for line in problems(f"{{kind: {kind}, of: {of}}}"))
    assert problems(fault(kind, of)) == []


def test_a_duration_lasts():
    """A fault that lasts no time is refused; without a duration it does not end."""
    assert any("greater than zero" in line for line in problems("{kind: host-down, of: dc, lasts: 0s}"))
    assert problems("{kind: host-down, of: dc, lasts: 1s}") == []


def test_a_range_of_ports_is_in_order():
    """A range has a first port and does not end before it."""
    assert any("needs its first port" in line for line in problems("{kind: port-blocked, of: dc, last_port: 90}"))
    assert any("before the first" in line for line in problems("{kind: port-blocked, of: dc, port: 91, last_port: 90}"))
    assert problems("{kind: port-blocked, of: dc, port: 90, last_port: 90}") == []


def test_a_direction_is_a_site_that_the_link_reaches():
    """A one-way fault names a site of the file; for a link one of its two ends."""
    assert any("unknown site" in line for line in problems("{kind: link-down, of: vpn, towards: moon}"))
    assert problems("{kind: port-blocked, of: dc, towards: aws}") == []


@pytest.mark.parametrize(("second", "clear"), [("start: 1h", False), ("start: 2h", True)])
def test_equal_faults_do_not_overlap(second, clear):
    """Two equal faults of one element follow each other; the second may begin where the first ends."""
    both = f"{{kind: host-down, of: dc, lasts: 2h}}, {{kind: host-down, of: dc, {second}}}"
    assert (problems(both) == []) is clear
