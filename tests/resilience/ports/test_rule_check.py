"""Checks of rule sets against the port matrix."""

import json
import shutil
import subprocess

import pytest

from dirsim.errors import InputError
from dirsim.files.topology_reader import parse_topology
from dirsim.resilience.ports.firewall_formats import FIREWALL_FORMATS
from dirsim.resilience.ports.port_matrix import ports
from dirsim.resilience.ports.port_matrix_page import ports_csv
from dirsim.resilience.ports.rule_check import check_rules
from dirsim.resilience.ports.rule_set import parse_rule_set

NET = parse_topology(
    """
dirsim: topology/v1
name: connector
sites: {hq: on-premises, aws: {kind: aws-region, region: eu-west-1}}
links: {vpn: {between: [hq, aws], kind: site-to-site-vpn}}
directories:
  corp: {kind: active-directory, site: hq, domains: [corp.example]}
  conn: {kind: ad-connector, site: aws, domains: [corp.example], service_account: svc}
hosts:
  dc1: {site: hq, roles: [controller, dns], domain: corp.example, address: 10.1.0.10}
  dc2: {site: hq, roles: [controller, dns], domain: corp.example, address: 10.1.0.11}
  gw: {site: aws, roles: [aws-endpoint], public: true}
clients: {pc: {site: hq, domain: corp.example}}
principals: {alice: {domain: corp.example}, svc: {kind: service-account, domain: corp.example}}
services: {console: {kind: aws-application, host: gw, directory: conn}}
flows: {signin: {kind: aws-sign-in, user: alice, service: console, client: pc}}
"""
)
TABLE = ports_csv(ports(NET))


def without(*ports_):
    """The table without the connector's rows of some ports."""
    return "\n".join(
        line
        for line in TABLE.splitlines()
        if not any(line.startswith("conn-") and f",{protocol},{port}," in line for protocol, port in ports_)
    )


def aws(ingress=(), egress=(), name="conn", identity="sg-1"):
    """The saved output of a describe call with one group."""
    return json.dumps(
        {
            "SecurityGroups": [
                {
                    "GroupId": identity,
                    "GroupName": name,
                    "IpPermissions": list(ingress),
                    "IpPermissionsEgress": list(egress),
                }
            ]
        }
    )


def permission(protocol, first, last, cidr):
    """One permission of a group."""
    return {"IpProtocol": protocol, "FromPort": first, "ToPort": last, "IpRanges": [{"CidrIp": cidr}]}


def connector_egress(*skip):
    """What the connector documents outwards, without some ports."""
    return [
        permission(protocol, port, port, "10.1.0.0/16")
        for protocol in ("tcp", "udp")
        for port in (53, 88, 389)
        if (protocol, port) not in skip
    ]


def test_the_printed_table_is_complete():
    """The matrix itself, as a table, lets everything pass and nothing is too wide."""
    check = check_rules(NET, parse_rule_set(TABLE, "rules.csv"))
    assert (check.status, check.failed, check.wide, check.unmatched) == ("complete", (), (), ())


@pytest.mark.parametrize("port", [53, 88, 389])
@pytest.mark.parametrize("protocol", ["tcp", "udp"])
def test_a_missing_port_of_the_connector_is_found_and_run(protocol, port):
    """Without one of the connector's ports the check names it, and the sign-in that fails by it."""
    check = check_rules(NET, parse_rule_set(without((protocol, port)), "rules.csv"))
    assert {(entry.row.protocol, entry.row.port) for entry in check.missing} == {(protocol, port)}
    assert {entry.flow for entry in check.failed} == {"signin"}
    assert f"{protocol}/{port}" in check.failed[0].run.because


def test_a_port_of_the_second_controller_fails_when_the_first_is_down():
    """A row to the second controller is missed on the day on which the first is down."""
    text = "\n".join(line for line in TABLE.splitlines() if not (line.startswith("conn-") and ",dc2,tcp,88," in line))
    (failed,) = check_rules(NET, parse_rule_set(text, "rules.csv")).failed
    assert failed.down == "dc1"


def test_saved_security_groups_are_read():
    """A security group that is named as its directory is checked by its rules."""
    check = check_rules(
        NET, parse_rule_set(aws([permission("tcp", 443, 443, "0.0.0.0/0")], connector_egress()), "sg.json")
    )
    assert not check.missing
    check = check_rules(
        NET, parse_rule_set(aws([permission("tcp", 443, 443, "0.0.0.0/0")], connector_egress(("tcp", 53))), "sg.json")
    )
    assert {(entry.row.protocol, entry.row.port) for entry in check.missing} == {("tcp", 53)}
    assert check.failed


def test_what_is_too_wide_is_named():
    """A rule for ports that no connection needs, and one for every address, are reported with the excess."""
    rules = parse_rule_set(aws([permission("tcp", 22, 443, "0.0.0.0/0")], connector_egress()), "sg.json")
    (wide,) = check_rules(NET, rules).wide
    assert "tcp/22-442" in wide.because
    assert "any address may connect" in wide.because


def test_an_unknown_address_decides_nothing():
    """Where a rule names addresses and the host's is unknown, the connection is undecided, not missing."""
    rules = parse_rule_set(aws([permission("tcp", 443, 443, "10.0.0.0/8")], connector_egress()), "sg.json")
    check = check_rules(NET, rules)
    assert check.unsure
    assert check.status == "insufficient-evidence"


def test_a_group_without_a_known_name_is_reported():
    """A group whose names match nothing is listed, and can be named by hand."""
    text = aws([permission("tcp", 443, 443, "0.0.0.0/0")], connector_egress(), name="d-1234567890_controllers")
    check = check_rules(NET, parse_rule_set(text, "sg.json"))
    assert (check.unmatched, check.status) == (("sg-1",), "insufficient-evidence")
    assert check_rules(NET, parse_rule_set(text, "sg.json"), {"sg-1": "conn"}).judged


def test_exported_terraform_is_complete():
    """The security groups that the matrix is written as pass their own check."""
    rules = parse_rule_set(FIREWALL_FORMATS["terraform"](ports(NET)), "rules.tf.json")
    check = check_rules(NET, rules)
    assert check.judged
    assert not check.missing


STATE = {
    "version": 4,
    "terraform_version": "1.7.5",
    "resources": [
        {
            "mode": "managed",
            "type": "aws_security_group",
            "name": "conn",
            "instances": [
                {
                    "attributes": {
                        "id": "sg-9",
                        "name": "directory",
                        "ingress": [{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["10.0.0.0/8"]}],
                        "egress": [{"protocol": "udp", "from_port": 53, "to_port": 53, "cidr_blocks": ["0.0.0.0/0"]}],
                    }
                }
            ],
        }
    ],
}


def test_terraform_state_is_read():
    """A group of a state is recognised by its resource's name."""
    check = check_rules(NET, parse_rule_set(json.dumps(STATE), "terraform.tfstate"))
    assert {(entry.row.protocol, entry.row.port) for entry in check.missing} >= {("tcp", 53), ("tcp", 88)}
    assert ("udp", 53) not in {(entry.row.protocol, entry.row.port) for entry in check.missing}


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        "a,b\n1,2\n",
        "initiator,target,protocol,port\npc,dc1,tcp,70000\n",
        "initiator,target,protocol,port\npc\n",
    ],
)
def test_other_files_are_refused_with_the_place(text):
    """A file that holds no rules, and a row that is not valid, is one input error."""
    with pytest.raises(InputError):
        parse_rule_set(text, "x")


@pytest.mark.parametrize("form", sorted(FIREWALL_FORMATS))
def test_firewall_rules_name_every_needed_port(form):
    """Each format has every port of the connector, and ports under a condition on request only."""
    matrix = ports(NET)
    plain, whole = FIREWALL_FORMATS[form](matrix), FIREWALL_FORMATS[form](matrix, conditional=True)
    assert "636" not in plain
    assert "636" in whole
    for port in ("53", "88", "389"):
        assert port in plain


@pytest.mark.skipif(shutil.which("nft") is None, reason="nft is not installed")
def test_nft_parses_the_rules(tmp_path):
    """The program of nftables reads the rules, unless it may not talk to the kernel."""
    (tmp_path / "rules.nft").write_text(FIREWALL_FORMATS["nftables"](ports(NET)), encoding="utf-8")
    run = subprocess.run(
        ["nft", "-c", "-f", tmp_path / "rules.nft"], capture_output=True, text=True, check=False, timeout=60
    )
    if "Operation not permitted" in run.stderr:
        pytest.skip("nft needs rights that this user does not have")
    assert run.returncode == 0, run.stderr
