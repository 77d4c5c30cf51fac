"""Assessment: planted faults of many kinds are found, and nothing in their sound twins."""

import json
from copy import deepcopy
from typing import Any

import pytest

from dirsim.files.topology_reader import parse_either
from dirsim.recommendation.assess import assess
from dirsim.recommendation.assessment import FINDING_RULES, Assessment

Data = dict[str, Any]

ESTATE: Data = {
    "dirsim": "requirements/v1",
    "name": "an insurer with a managed forest and a connector",
    "as_of": "2026-11-01",
    "estate": {
        "sites": {
            "harbour": {"kind": "on-premises"},
            "frankfurt": {"kind": "aws-region", "region": "eu-central-1"},
            "zurich": {"kind": "aws-region", "region": "eu-central-2"},
        },
        "links": {
            "dx": {"between": ["harbour", "frankfurt"], "kind": "direct-connect", "latency": "8ms"},
            "vpn": {"between": ["harbour", "frankfurt"], "kind": "site-to-site-vpn", "latency": "20ms"},
        },
        "directories": {
            "ins": {
                "kind": "active-directory",
                "functional_level": "2016",
                "domains": {"ins.example": {"controllers": {"harbour": 2}, "users": 900, "netbios": "INS"}},
                "ad_sites": {
                    "Harbour": {"place": "harbour", "subnets": ["10.10.0.0/16"]},
                    "Frankfurt": {"place": "frankfurt", "subnets": ["10.80.0.0/16"]},
                },
            },
            "cloud": {
                "kind": "managed-microsoft-ad",
                "edition": "standard",
                "site": "frankfurt",
                "account": "core",
                "zones": ["euc1-az2", "euc1-az3"],
                "domains": {"cloud.ins.example": {"netbios": "CLOUD"}},
                "dns_servers": ["10.80.1.10", "10.80.2.10"],
                "stage": "active",
            },
            "gate": {
                "kind": "ad-connector",
                "site": "frankfurt",
                "account": "core",
                "zones": ["euc1-az2", "euc1-az3"],
                "domains": ["ins.example"],
                "service_account": "svc-gate",
                "subnets": ["10.80.3.0/24", "10.80.4.0/24"],
                "dns_servers": ["10.10.0.10", "10.10.0.11"],
                "radius_timeout": "20s",
                "stage": "active",
            },
        },
        "trusts": {
            "claims": {
                "trusting": "cloud.ins.example",
                "trusted": "ins.example",
                "kind": "forest",
                "two_way": True,
                "encryption_types": ["aes128", "aes256"],
                "state": "verified",
            }
        },
        "dns": {"ins.example": ["cloud.ins.example"], "cloud.ins.example": ["ins.example"]},
        "vpcs": {
            "main": {
                "site": "frankfurt",
                "dns_servers": ["AmazonProvidedDNS"],
                "outbound_endpoint": True,
                "resolver_rules": {"cloud.ins.example": ["10.80.1.10"], "ins.example": ["10.10.0.10"]},
            }
        },
        "aws": {"management_account": "root"},
    },
    "workloads": {
        "policies-db": {"kind": "rds-sqlserver", "site": "frankfurt", "vpc": "main", "users": ["ins.example"]},
        "archive": {"kind": "fsx-windows", "site": "frankfurt", "vpc": "main", "users": ["ins.example"]},
    },
    "needs": ["existing-credentials", "windows-auth-db"],
}

TOPOLOGY: Data = {
    "dirsim": "topology/v1",
    "name": "a clinic and its cloud domain",
    "sites": {"clinic": "on-premises", "cloud": "aws-region"},
    "links": {
        "dx": {"between": ["clinic", "cloud"], "kind": "direct-connect", "latency": "5ms"},
        "vpn": {"between": ["clinic", "cloud"], "kind": "site-to-site-vpn", "latency": "20ms"},
    },
    "directories": {
        "clinic": {
            "kind": "active-directory",
            "site": "clinic",
            "domains": ["clinic.example"],
            "ad_sites": {
                "Clinic": {"place": "clinic", "subnets": ["10.1.0.0/16"]},
                "Cloud": {"place": "cloud", "subnets": ["10.9.0.0/16"]},
            },
        },
        "mad": {"kind": "managed-microsoft-ad", "edition": "standard", "site": "cloud", "domains": ["mad.example"]},
    },
    "hosts": {
        "c1": {"site": "clinic", "roles": ["controller", "dns"], "domain": "clinic.example", "address": "10.1.0.1"},
        "c2": {"site": "clinic", "roles": ["controller", "dns"], "domain": "clinic.example", "address": "10.1.0.2"},
        "m1": {"site": "cloud", "roles": ["controller", "dns"], "domain": "mad.example"},
        "m2": {"site": "cloud", "roles": ["controller", "dns"], "domain": "mad.example"},
        "app": {"site": "cloud", "roles": ["member-server"], "domain": "mad.example"},
    },
    "clients": {"desk": {"site": "clinic", "domain": "clinic.example", "address": "10.1.4.4"}},
    "principals": {"nurse": {"domain": "clinic.example"}},
    "trusts": {"t": {"trusting": "mad.example", "trusted": "clinic.example", "kind": "forest"}},
    "dns": {"clinic.example": "mad.example", "mad.example": "clinic.example"},
    "services": {"chart": {"host": "app", "realm": "mad.example", "port": 443}},
    "flows": {"read-chart": {"kind": "service-access", "user": "nurse", "service": "chart", "client": "desk"}},
}


def judged(data: Data) -> Assessment:
    """The assessment of a file."""
    value = parse_either(json.dumps(data))
    return assess(value)


def changed(data: Data, *changes: tuple[str, Any]) -> Data:
    """A copy with values set at paths; ``None`` removes one. Names with dots in them are written with ``|`` between steps."""
    made = deepcopy(data)
    for path, value in changes:
        *above, last = path.split("|")
        here = made
        for step in above:
            here = here.setdefault(step, {})
        if value is None:
            here.pop(last)
        else:
            here[last] = deepcopy(value)
    return made


E = "estate|"
D = "estate|directories|"
_DESKTOPS = ("workloads|desks", {"kind": "workspaces", "site": "frankfurt", "users": ["ins.example"]})
_ONE_WAY = (E + "trusts|claims|two_way", False)
_NO_GATE = (D + "gate", None)

_HYBRID: Data = {
    "kind": "managed-microsoft-ad",
    "edition": "hybrid",
    "site": "frankfurt",
    "domains": ["ins.example"],
}
PLANTED: dict[str, tuple[Data, list[tuple[str, Any]], list[tuple[str, Any]], str, str]] = {
    "a one-way trust under desktops": (
        ESTATE,
        [_DESKTOPS, _NO_GATE],
        [_ONE_WAY],
        "trust-direction",
        "estate.trusts.claims",
    ),
    "a trust in the wrong direction": (
        ESTATE,
        [_NO_GATE],
        [
            (E + "trusts|claims|trusting", "ins.example"),
            (E + "trusts|claims|trusted", "cloud.ins.example"),
            _ONE_WAY,
        ],
        "trust-path",
        "workloads.archive",
    ),
    "an external trust to the parent of the users' domain": (
        changed(
            ESTATE,
            (D + "ins|domains|eu.ins.example", {"parent": "ins.example", "controllers": {"harbour": 2}}),
            ("workloads|archive|users", ["eu.ins.example"]),
            _NO_GATE,
        ),
        [],
        [(E + "trusts|claims|kind", "external")],
        "trust-path",
        "workloads.archive",
    ),
    "a forwarder on one side only": (
        ESTATE,
        [],
        [(E + "dns|cloud.ins.example", None)],
        "forwarders-both-ways",
        "estate.trusts.claims",
    ),
    "selective authentication that admits no account": (
        ESTATE,
        [(E + "trusts|claims|selective", True), (E + "trusts|claims|allowed", ["ins.example"])],
        [(E + "trusts|claims|allowed", [])],
        "selective-authentication",
        "estate.trusts.claims",
    ),
    "a suffix that two forests claim": (
        changed(
            ESTATE,
            (
                D + "broker",
                {"kind": "active-directory", "domains": {"broker.example": {"controllers": {"harbour": 2}}}},
            ),
            (E + "trusts|second", {"trusting": "cloud.ins.example", "trusted": "broker.example", "kind": "forest"}),
            (E + "dns|broker.example", ["cloud.ins.example"]),
            (E + "dns|cloud.ins.example", ["ins.example", "broker.example"]),
            (D + "ins|upn_suffixes", ["ins-mail.example"]),
        ),
        [(D + "broker|upn_suffixes", ["broker-mail.example"])],
        [(D + "broker|upn_suffixes", ["ins-mail.example"])],
        "suffix-collision",
        "estate.trusts",
    ),
    "a trust without AES": (
        ESTATE,
        [],
        [(E + "trusts|claims|encryption_types", ["rc4"])],
        "trust-encryption-types",
        "estate.trusts.claims",
    ),
    "a trust that AWS could not verify": (
        ESTATE,
        [],
        [(E + "trusts|claims|state", "verify-failed")],
        "trust-state",
        "estate.trusts.claims",
    ),
    "SID filtering switched off": (
        ESTATE,
        [],
        [(E + "trusts|claims|sid_filtering", False)],
        "trust-sid-filtering",
        "estate.trusts.claims",
    ),
    "two forests of the same NetBIOS name": (
        ESTATE,
        [],
        [(D + "cloud|domains|cloud.ins.example|netbios", "ins")],
        "trust-names",
        "estate.trusts.claims",
    ),
    "a connector that AWS reports as impaired": (
        ESTATE,
        [],
        [(D + "gate|stage", "impaired")],
        "directory-state",
        "estate.directories.gate",
    ),
    "a connector with one DNS server": (
        ESTATE,
        [],
        [(D + "gate|dns_servers", ["10.10.0.10"])],
        "connector-dns",
        "estate.directories.gate",
    ),
    "a RADIUS timeout shorter than a person": (
        ESTATE,
        [],
        [(D + "gate|radius_timeout", "3s")],
        "radius-timeout",
        "estate.directories.gate",
    ),
    "a RADIUS timeout that AWS does not accept": (
        ESTATE,
        [],
        [(D + "gate|radius_timeout", "60s")],
        "radius-timeout",
        "estate.directories.gate",
    ),
    "two connectors with one service account": (
        ESTATE,
        [
            (
                D + "gate2",
                {"kind": "ad-connector", "site": "zurich", "domains": ["ins.example"], "service_account": "svc2"},
            )
        ],
        [(D + "gate2|service_account", "SVC-GATE")],
        "service-account",
        "estate.directories.gate",
    ),
    "a share that an account has not accepted": (
        ESTATE,
        [(D + "cloud|shared_with", 1), (D + "cloud|share_method", "handshake")],
        [(D + "cloud|pending_shares", 1)],
        "share-acceptance",
        "estate.directories.cloud",
    ),
    "a trust with a Simple AD": (
        ESTATE,
        [(D + "small", {"kind": "simple-ad", "size": "small", "site": "frankfurt", "domains": ["small.example"]})],
        [
            (E + "trusts|odd", {"trusting": "small.example", "trusted": "ins.example", "kind": "external"}),
            (E + "dns|small.example", ["ins.example"]),
            (E + "dns|ins.example", ["cloud.ins.example", "small.example"]),
        ],
        "trust-support",
        "estate.trusts.odd",
    ),
    "a connector in one zone": (ESTATE, [], [(D + "gate|zones", ["euc1-az2"])], "two-zones", "estate.directories.gate"),
    "a connector whose subnet is in no AD site": (
        ESTATE,
        [(D + "ins|ad_sites|Frankfurt|subnets", ["10.80.3.1/16"])],  # an address within a subnet names it
        [(D + "ins|ad_sites|Frankfurt|subnets", ["10.99.0.0/16"])],
        "connector-subnet-site",
        "estate.directories.gate",
    ),
    "a connector whose subnet is in the AD site of another place": (
        ESTATE,
        [(D + "ins|domains|ins.example|controllers", {"harbour": 2, "frankfurt": 2})],
        [
            (
                D + "ins|ad_sites|Harbour|subnets",
                ["10.10.0.0/16", "10.80.3.1/16"],
            ),  # an address within a subnet names it
            (D + "ins|ad_sites|Frankfurt|subnets", ["10.81.0.0/16"]),
        ],
        "connector-subnet-site",
        "estate.directories.gate",
    ),
    "a connector that is shared": (ESTATE, [], [(D + "gate|shared_with", 2)], "share-quota", "estate.directories.gate"),
    "more shares than the quota": (
        ESTATE,
        [(D + "cloud|shared_with", 20)],
        [(D + "cloud|shared_with", 90)],
        "share-quota",
        "estate.directories.cloud",
    ),
    "a Standard directory with a second Region": (
        ESTATE,
        [],
        [(D + "cloud|regions", ["zurich"])],
        "further-regions",
        "estate.directories.cloud",
    ),
    "a workload in an account without a share": (
        ESTATE,
        [("workloads|archive|account", "core")],
        [("workloads|archive|account", "branch")],
        "directory-is-shared",
        "workloads.archive",
    ),
    "a share with the organization from a member account": (
        ESTATE,
        [(D + "cloud|shared_with", 3), (D + "cloud|share_method", "handshake")],
        [(D + "cloud|share_method", "organizations")],
        "organization-share-from-management-account",
        "estate.directories.cloud",
    ),
    "Identity Center on a connector of another account": (
        changed(ESTATE, (E + "current_directory", "ad-connector+identity-center"), (D + "cloud|account", None)),
        [(E + "aws", {"management_account": "payer", "delegated_administrator": "core"})],
        [(E + "aws|delegated_administrator", "security")],
        "identity-center-account",
        "estate.directories.gate",
    ),
    "desktops in another Region than every directory": (
        ESTATE,
        [_DESKTOPS],
        [
            ("workloads|desks|site", "zurich"),
            (E + "links|peer", {"between": ["frankfurt", "zurich"], "kind": "vpc-peering"}),
        ],
        "directory-is-in-the-region",
        "workloads.desks",
    ),
    "desktops in a zone that is not served": (
        changed(
            ESTATE, (E + "sites|frankfurt|region", "sa-east-1"), (D + "gate|zones", None), (D + "cloud|zones", None)
        ),
        [("workloads|desks", {**_DESKTOPS[1], "zones": ["sae1-az1", "sae1-az3"]})],
        [("workloads|desks|zones", ["sae1-az1", "sae1-az2"])],
        "zones-are-served",
        "workloads.desks",
    ),
    "DHCP options that hide the names of the VPC": (
        ESTATE,
        [(E + "vpcs|main|private_zones", ["svc.example"])],
        [(E + "vpcs|main|dns_servers", ["10.10.0.10", "10.10.0.11"])],
        "vpc-names-resolve",
        "estate.vpcs.main",
    ),
    "a Resolver rule without an outbound endpoint": (
        ESTATE,
        [],
        [(E + "vpcs|main|outbound_endpoint", False)],
        "resolver-rules-have-an-endpoint",
        "estate.vpcs.main",
    ),
    "a domain that the VPC does not resolve": (
        ESTATE,
        [],
        [(E + "vpcs|main|resolver_rules|ins.example", None)],
        "domain-names-resolve",
        "estate.vpcs.main",
    ),
    "DHCP options that name servers of another domain": (
        ESTATE,
        [("workloads|quotes", {"kind": "ec2-windows", "site": "frankfurt", "vpc": "main", "users": ["ins.example"]})],
        [(E + "vpcs|main|dns_servers", ["10.80.1.10", "10.80.2.10"]), (E + "dns|ins.example", None)],
        "domain-names-resolve",
        "estate.vpcs.main",
    ),
    "a private zone of the name of a managed domain": (
        ESTATE,
        [(E + "vpcs|main|private_zones", ["svc.example"])],
        [(E + "vpcs|main|private_zones", ["svc.example", "cloud.ins.example"])],
        "private-zone-hides-domain",
        "estate.vpcs.main",
    ),
    "a private zone of the records of controllers": (
        ESTATE,
        [(E + "vpcs|main|private_zones", ["files.ins.example"])],
        [(E + "vpcs|main|private_zones", ["_msdcs.ins.example"])],
        "private-zone-hides-domain",
        "estate.vpcs.main",
    ),
    "Hybrid Edition over two domains": (
        ESTATE,
        [
            (D + "ins|domains|eu.ins.example", {"parent": "ins.example", "controllers": {"harbour": 2}}),
            (D + "ext", _HYBRID),
        ],
        [(D + "ext|domains", ["ins.example", "eu.ins.example"])],
        "domains-of-directory",
        "estate.directories.ext",
    ),
    "Hybrid Edition over one writable controller": (
        ESTATE,
        [
            (D + "ext", _HYBRID),
            (D + "ins|domains|ins.example|domain_controllers", {"dc1": {}, "dc2": {"read_only": False}}),
        ],
        [(D + "ins|domains|ins.example|domain_controllers|dc2|read_only", True)],
        "hybrid-prerequisites",
        "estate.directories.ext",
    ),
    "a rotation function without a path": (
        ESTATE,
        [
            ("credentials", {"key": {"principal": "lambda", "target": "rds-sqlserver", "rotation": "30d"}}),
            (E + "vpcs|main|endpoints", ["secretsmanager"]),
            (E + "vpcs|main|internet", False),
        ],
        [(E + "vpcs|main|endpoints", ["s3"])],
        "rotation-path",
        "credentials.key",
    ),
    "a Resolver rule to a server of another zone": (
        ESTATE,
        [],
        [(E + "vpcs|main|resolver_rules|cloud.ins.example", ["10.10.0.10"])],
        "resolver-rule-targets",
        "estate.vpcs.main",
    ),
    "one controller": (
        ESTATE,
        [],
        [(D + "ins|domains|ins.example|controllers", {"harbour": 1})],
        "only-controller",
        "estate.directories.ins.domains.ins.example",
    ),
    "more objects than the edition is made for": (
        changed(ESTATE, _NO_GATE, (D + "ins", None), (E + "trusts", None), (E + "dns", None))
        | {"workloads": {"archive": {"kind": "fsx-windows", "site": "frankfurt", "users": ["cloud.ins.example"]}}}
        | {"needs": []},
        [(D + "cloud|domains|cloud.ins.example|objects", 12_000)],
        [(D + "cloud|domains|cloud.ins.example|objects", 90_000)],
        "holds-the-objects",
        "estate.objects",
    ),
    "a functional level too low for the trust": (
        ESTATE,
        [],
        [(D + "ins|functional_level", "2003")],
        "levels-suffice",
        "estate.functional_level",
    ),
    "AD subnets without a site": (
        ESTATE,
        [],
        [(D + "ins|unplaced_subnets", ["10.44.0.0/16"])],
        "subnets-have-sites",
        "estate.directories.ins",
    ),
    "one link where the file asks for availability": (
        ESTATE | {"needs": [*ESTATE["needs"], "reliability"]},
        [],
        [(E + "links|dx", None)],
        "single-point-of-failure",
        "estate.links.vpn",
    ),
    "a host whose address is in no AD site": (
        TOPOLOGY,
        [],
        [("clients|desk|address", "172.16.0.4")],
        "ad-site-of-address",
        "directories.clinic.ad_sites",
    ),
    "a topology with a forwarder on one side": (
        TOPOLOGY,
        [],
        [("dns|mad.example", None)],
        "forwarders-both-ways",
        "trusts.t",
    ),
    "a topology whose domain has one controller": (
        TOPOLOGY,
        [],
        [("hosts|c2", None)],
        "only-controller",
        "directories.clinic.domains.clinic.example",
    ),
}


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_fault_is_found(kind: str):
    """Each kind of fault is found at its path, with the fact, the run or the command that shows it."""
    base, twin, fault, rule, path = PLANTED[kind]
    found = judged(changed(base, *twin, *fault))
    hits = [finding for finding in found.findings if (finding.rule, finding.path) == (rule, path)]
    assert hits, [(finding.rule, finding.path) for finding in found.findings]
    assert all(finding.command or finding.facts for finding in hits)
    assert found.status == "falls-short"


@pytest.mark.parametrize("kind", PLANTED)
def test_nothing_is_found_in_its_sound_twin(kind: str):
    """The same estate without the fault has no finding, and meets what it is asked for."""
    base, twin, *_ = PLANTED[kind]
    found = judged(changed(base, *twin))
    assert [(finding.rule, finding.path, finding.because) for finding in found.findings] == []
    assert [verdict.because for verdict in found.verdicts if verdict.verdict != "met"] == []
    assert found.status == "meets"


@pytest.mark.parametrize("kind", PLANTED)
def test_each_rule_of_a_finding_has_its_meaning(kind: str):
    """SARIF describes the rule of every finding and of every open rule."""
    base, twin, fault, *_ = PLANTED[kind]
    found = judged(changed(base, *twin, *fault))
    assert {finding.rule for finding in (*found.findings, *found.risks, *found.unknowns)} <= set(FINDING_RULES)


RUNS: dict[str, list[tuple[str, Any]]] = {
    "an expired password": [("principals|nurse|state", "expired")],
    "a trust in the other direction": [("trusts|t|trusting", "clinic.example"), ("trusts|t|trusted", "mad.example")],
    "selective authentication without a grant": [("trusts|t|selective", True)],
    "a disabled account": [("principals|nurse|state", "disabled")],
}


@pytest.mark.parametrize("kind", RUNS)
def test_a_sign_in_that_fails_is_a_verdict_with_its_run(kind: str):
    """A topology is judged by its sign-ins: the verdict cites the run that failed, and the page names the command."""
    found = judged(changed(TOPOLOGY, *RUNS[kind]))
    (verdict,) = found.verdicts
    assert (verdict.requirement, verdict.verdict) == ("flows.read-chart", "not-met")
    assert verdict.runs
    assert not verdict.runs[0].through


def test_a_single_link_is_a_risk_where_no_need_asks_for_more():
    """A single path is reported with its run, and decides the status only where the file asks to survive failures."""
    found = judged(changed(ESTATE, ("estate|links|dx", None)))
    assert [(risk.rule, risk.path) for risk in found.risks] == [("single-point-of-failure", "estate.links.vpn")]
    assert found.risks[0].runs
    assert found.status == "meets"


def test_what_decides_is_asked_for_where_the_file_leaves_it_open():
    """A rule that lacks its value is not silently met: it is listed with the value that it needs."""
    found = judged(changed(ESTATE, ("estate|directories|gate|service_account", None), ("estate|dns", None)))
    assert {"service-account", "forwarders-both-ways"} <= {finding.rule for finding in found.unknowns}
    assert found.status == "meets"


def test_a_second_factor_that_exists_counts():
    """A connector with RADIUS settings meets the need of a second factor; one without does not."""
    asked = changed(ESTATE, ("workloads", {"desks": _DESKTOPS[1]}), ("needs", ["existing-credentials", "mfa"]))
    words = {
        timeout: {verdict.requirement: verdict.verdict for verdict in judged(data).verdicts}["needs.mfa"]
        for timeout, data in (
            ("30s", asked),
            ("", changed(asked, ("estate|directories|gate|radius_timeout", None))),
        )
    }
    assert words == {"30s": "met", "": "not-met"}


def test_a_site_does_not_count_for_what_runs_in_it():
    """A site through which all paths lead is reported for sign-ins between other sites only."""
    hub = changed(
        TOPOLOGY,
        ("sites|hub", "on-premises"),
        ("links", {"one": {"between": ["clinic", "hub"]}, "two": {"between": ["hub", "cloud"]}}),
    )
    assert ("sites.hub", "single-point-of-failure") in {(risk.path, risk.rule) for risk in judged(hub).risks}
    inside = changed(
        hub,
        ("clients|desk|site", "hub"),
        ("hosts|app|site", "hub"),
        ("hosts|c2|site", "cloud"),
        ("hosts|m2|site", "clinic"),
    )
    assert [risk.path for risk in judged(inside).risks if risk.path == "sites.hub"] == []


def test_a_service_account_that_cannot_sign_in_is_found():
    """The state of a connector's account is a finding, in words, beside the sign-in that it stops."""
    data = changed(
        TOPOLOGY,
        (
            "directories|gate",
            {"kind": "ad-connector", "site": "cloud", "domains": ["clinic.example"], "service_account": "svc"},
        ),
        ("principals|svc", {"kind": "service-account", "domain": "clinic.example", "state": "locked"}),
    )
    found = [finding for finding in judged(data).findings if finding.rule == "service-account"]
    assert [finding.path for finding in found] == ["directories.gate"]
    assert "is locked out: every sign-in through it fails" in found[0].because


def test_advice_is_a_risk():
    """A RADIUS timeout above the advised 20 s is a risk that names the advice and leaves the status as it is."""
    found = judged(changed(ESTATE, (D + "gate|radius_timeout", "45s")))
    before = judged(changed(ESTATE, (D + "gate|radius_timeout", "15s")))
    assert found.status == before.status
    assert [one.facts for one in found.risks if one.rule == "radius-timeout-advice"] == [("mfa-timeout-recommended",)]
    assert "radius-timeout-advice" not in {one.rule for one in (*found.findings, *before.risks)}


PORTAL: Data = {
    "dirsim": "requirements/v1",
    "name": "a connector and a portal",
    "estate": {
        "sites": {"hq": "on-premises", "ire": {"kind": "aws-region", "region": "eu-west-1"}},
        "links": {"dx": {"between": ["hq", "ire"], "kind": "direct-connect"}},
        "directories": {
            "corp": {"kind": "active-directory", "domains": {"portal.example": {"controllers": {"hq": 2}}}},
            "adc": {"kind": "ad-connector", "site": "ire", "domains": ["portal.example"], "service_account": "svc"},
        },
    },
    "workloads": {"console": {"kind": "aws-console", "users": ["portal.example"]}},
    "needs": ["single-portal"],
}


def test_parts_of_the_sketch_count_beside_directories():
    """``current_directory`` may name a part that no directory shows: Identity Center is then the portal that is asked for."""
    with_portal = changed(PORTAL, (E + "current_directory", "ad-connector+identity-center"))
    verdicts = [
        {one.requirement: one.verdict for one in judged(data).verdicts}["needs.single-portal"]
        for data in (PORTAL, with_portal)
    ]
    assert verdicts == ["not-met", "met"]


@pytest.mark.parametrize(
    ("account", "more", "word"),
    [
        ("svc-gate@ins.example", [], None),
        ("svc-gate", [], None),
        ("INS\\svc-gate", [(D + "ins|domains|ins.example|netbios", "INS")], None),
        ("OTHER\\svc-gate", [(D + "ins|domains|ins.example|netbios", "INS")], "not-met"),
        ("svc-gate@cloud.ins.example", [], "not-met"),
        ("svc-gate@people.example", [], "unknown"),
        ("svc-gate@people.example", [(D + "ins|upn_suffixes", ["people.example"])], None),
        ("svc-gate@people.example", [(D + "ins|upn_suffixes", ["staff.example"])], "not-met"),
    ],
)
def test_a_service_account_is_of_the_directory_behind_its_connector(account, more, word):
    """An account of another directory is a fault; a suffix that nothing in the file explains is an open question."""
    answer = judged(changed(ESTATE, (D + "gate|service_account", account), *more))
    found = [one.verdict for one in (*answer.findings, *answer.unknowns) if one.rule == "service-account"]
    assert found == ([] if word is None else [word])


def test_a_limit_of_a_workload_counts_although_its_sign_in_works():
    """A directory meets a workload only if every rule on it does: a name that is too long is not hidden by a good run."""
    long_name = "a-rather-long-name-of-a-department.of-a-company.example"
    data = {
        "dirsim": "requirements/v1",
        "name": "a long name",
        "estate": {
            "sites": {"hq": "on-premises", "fra": {"kind": "aws-region", "region": "eu-central-1"}},
            "links": {"dx": {"between": ["hq", "fra"], "kind": "direct-connect"}},
            "directories": {"corp": {"kind": "active-directory", "domains": {long_name: {"controllers": {"hq": 2}}}}},
        },
        "workloads": {"erp": {"kind": "rds-sqlserver"}},
        "needs": ["windows-auth-db"],
    }
    (verdict,) = [one for one in judged(data).verdicts if one.requirement == "workloads.erp"]
    assert (verdict.rule, verdict.verdict) == ("names-fit", "not-met")


@pytest.mark.parametrize(("kind", "missing"), [("sharepoint", True), ("fsx-windows", False), ("ec2-linux", False)])
def test_a_vpc_resolves_the_domain_of_machines_without_named_users(kind, missing):
    """Machines must find the one domain that there is; a managed service is told its servers, and a server may join none."""
    data = changed(
        PORTAL,
        (D + "adc", None),
        (E + "vpcs", {"apps": {"site": "ire", "dns_servers": ["AmazonProvidedDNS"]}}),
        ("workloads", {"it": {"kind": kind, "vpc": "apps"}}),
        ("needs", []),
    )
    assert ("domain-names-resolve" in {one.rule for one in judged(data).findings}) is missing


@pytest.mark.parametrize("kind", ["aws-console", "aws-services", "workspaces", "workspaces-windows", "quicksight"])
def test_a_one_way_trust_is_a_fault_under_each_application(kind):
    """Each AWS application on a managed directory needs the trust in both directions, under any of its words."""
    base, twin, fault, rule, path = PLANTED["a one-way trust under desktops"]
    answer = judged(changed(changed(base, *twin, *fault), ("workloads|desks|kind", kind)))
    assert (rule, path) in {(one.rule, one.path) for one in answer.findings}


@pytest.mark.parametrize("kind", ["quicksight", "connect"])
@pytest.mark.parametrize(("providers", "found"), [([], True), (["okta"], False)])
def test_applications_find_their_directory_in_their_region(kind, providers, found):
    """QuickSight and Connect use no directory of another Region; with a provider they may need none."""
    data = changed(
        PORTAL,
        (E + "sites|fra", {"kind": "aws-region", "region": "eu-central-1"}),
        (E + "links|peer", {"between": ["ire", "fra"], "kind": "transit-gateway"}),
        (E + "identity_providers", providers),
        ("workloads", {"it": {"kind": kind, "site": "fra", "users": ["portal.example"]}}),
        ("needs", []),
    )
    answer = judged(data)
    assert ("directory-is-in-the-region" in {one.rule for one in answer.findings}) is found


@pytest.mark.parametrize(
    ("zone", "rules", "hidden"),
    [
        ("corp.example", {}, True),
        ("corp.example", {"corp.example": ["10.1.0.1"]}, False),
        ("corp.example", {"example": ["10.1.0.1"]}, True),
        ("example", {"corp.example": ["10.1.0.1"]}, False),
        ("example", {"example": ["10.1.0.1"]}, False),
        ("example", {}, True),
        ("aws.corp.example", {"corp.example": ["10.1.0.1"]}, False),
        ("_tcp.corp.example", {"corp.example": ["10.1.0.1"]}, True),
        ("_tcp.corp.example", {"_tcp.corp.example": ["10.1.0.1"]}, False),
        ("other.example", {}, False),
    ],
)
def test_the_more_specific_name_answers_in_a_vpc(zone, rules, hidden):
    """A private zone hides a domain unless a Resolver rule for the same or a more specific name goes before it."""
    data = {
        "dirsim": "requirements/v1",
        "name": "zones",
        "estate": {
            "sites": {"ire": {"kind": "aws-region", "region": "eu-west-1"}},
            "directories": {
                "corp": {"kind": "active-directory", "domains": {"corp.example": {"controllers": {"ire": 2}}}}
            },
            "vpcs": {
                "apps": {
                    "site": "ire",
                    "dns_servers": ["AmazonProvidedDNS"],
                    "private_zones": [zone],
                    "resolver_rules": rules,
                    "outbound_endpoint": True,
                }
            },
        },
    }
    assert ("private-zone-hides-domain" in {finding.rule for finding in judged(data).findings}) is hidden
