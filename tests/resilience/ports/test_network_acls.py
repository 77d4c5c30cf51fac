"""Checks of network ACLs, which keep no state: the answers need rules too."""

import json

import pytest

from dirsim.facts import catalog
from dirsim.parsing.file_kinds import recognise
from dirsim.resilience.ports.port_row import reply_ports
from dirsim.resilience.ports.rule_check import check_rules
from dirsim.resilience.ports.rule_set import parse_rule_set
from tests.resilience.ports.test_rule_check import NET


def entry(number, egress, protocol, first=None, last=None, *, action="allow", cidr="10.1.0.0/16"):
    """One entry of an ACL."""
    ports = {} if first is None else {"PortRange": {"From": first, "To": last or first}}
    return {
        "RuleNumber": number,
        "Egress": egress,
        "Protocol": protocol,
        "RuleAction": action,
        "CidrBlock": cidr,
        **ports,
    }


def acl(*entries):
    """The saved output of describe-network-acls, with the refusals that every ACL ends with."""
    last = [entry(32767, egress, "-1", action="deny", cidr="0.0.0.0/0") for egress in (False, True)]
    held = {"NetworkAclId": "acl-1", "Associations": [{"SubnetId": "subnet-a"}], "Entries": [*entries, *last]}
    return json.dumps({"NetworkAcls": [held]})


def outwards(*skip):
    """The ports that the connector opens."""
    return [
        entry(100 + place, True, number, port)
        for place, (number, port) in enumerate((n, p) for n in ("6", "17") for p in (53, 88, 389))
        if (number, port) not in skip
    ]


SERVICE = [entry(250, False, "6", 443, cidr="0.0.0.0/0"), entry(251, True, "6", 1024, 65535, cidr="0.0.0.0/0")]
"""What the application of AWS opens to the connector, and the answers."""
ANSWERS = [entry(200, False, "6", 1024, 65535), entry(201, False, "17", 1024, 65535)]
REFUSED = entry(90, True, "6", 50, 60, action="deny")


def checked(*entries, name="acl-1", whose="conn"):
    """The check of an ACL of the connector's subnets."""
    return check_rules(NET, parse_rule_set(acl(*entries, *SERVICE), "acls.json"), {name: whose})


def test_an_acl_with_both_directions_is_complete():
    """Rules for what the connector opens, and for the answers, let every connection pass."""
    found = checked(*outwards(), *ANSWERS)
    assert (found.status, found.missing, found.failed) == ("complete", (), ())


@pytest.mark.parametrize("left", [[], ANSWERS[1:]])
def test_a_missing_direction_of_the_answers_stops_the_sign_in(left):
    """Without a rule for the answers the connections that it lets out do not work, and a run shows the sign-in that fails."""
    found = checked(*outwards(), *left)
    assert found.status == "missing"
    assert {missing.where for missing in found.missing} == {"ingress of acl-1, for the answers"}
    assert [failed.flow for failed in found.failed] == ["signin"]


def test_a_missing_port_is_found():
    """A port that no rule lets out is missing as such, not by its answers."""
    found = checked(*outwards(("6", 88), ("17", 88)), *ANSWERS)
    assert {(missing.row.port, missing.where) for missing in found.missing} == {(88, "egress of acl-1")}
    assert found.failed


def test_the_first_rule_that_matches_decides():
    """A refusal before the permission closes the port, and one after it changes nothing."""
    assert {missing.row.port for missing in checked(REFUSED, *outwards(), *ANSWERS).missing} == {53}
    late = {**REFUSED, "RuleNumber": 300}
    assert checked(*outwards(), late, *ANSWERS).status == "complete"


def test_an_acl_is_known_by_its_subnets_and_filters_a_whole_site():
    """The group option takes the id of a subnet, and the name of a site, whose public endpoints have no subnet."""
    assert checked(*outwards(), *ANSWERS, name="subnet-a", whose="aws").status == "complete"


def test_an_acl_is_recognised_elsewhere():
    """The output of describe-network-acls names the command that reads it."""
    kind = recognise(acl())
    assert kind is not None
    assert "dirsim ports" in kind.hint("acls.json")


def test_answers_go_to_the_ports_that_the_fact_states():
    """The range of the answers is that of the fact, whose page is the user guide's: one port less is not enough."""
    detail = catalog()["nacl-ephemeral-ports"].detail
    assert reply_ports() == (detail["first_port"], detail["last_port"]) == (1024, 65535)
    short = [entry(200, False, "6", 1025, 65535), ANSWERS[1]]
    assert checked(*outwards(), *short).missing
    assert not checked(*outwards(), *ANSWERS).missing
