"""Builders that several folders of tests share."""

import difflib
import json
import os
from pathlib import Path

import pytest

from dirsim.api.design_runs import trace
from dirsim.files.requirements_reader import parse_requirements
from dirsim.files.topology_reader import parse_topology
from dirsim.model.directory import Directory, Domain, Trust
from dirsim.model.network_parts import Host, Link, Site
from dirsim.model.scenario import Scenario
from dirsim.model.topology import Connector, FlowSpec, Principal, Service, Topology
from dirsim.recommendation.engine import recommend

DAY = "2026-11-01"


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    """Texts have their full width, whatever terminal the tests run in."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(scope="session")
def sketch():
    """A function: the sections of a requirements file to its value, with a fixed date unless another is given."""

    def build(workloads=(), needs=(), forbids=(), *, as_of=DAY, **sections):
        named = workloads if isinstance(workloads, dict) else {kind: {"kind": kind} for kind in workloads}
        data = {
            "dirsim": "requirements/v1",
            "name": "sketch",
            "as_of": as_of,
            "workloads": named,
            "needs": list(needs),
            "forbids": list(forbids),
            **sections,
        }
        return parse_requirements(json.dumps(data))

    return build


@pytest.fixture(scope="session")
def ask(sketch):
    """A function: the sections of a requirements file to its recommendation."""
    return lambda *args, **sections: recommend(sketch(*args, **sections))


@pytest.fixture(scope="session")
def on_prem():
    """The sketch of an office: one domain of 2,000 people, joined to AWS by a VPN."""
    return {"on_prem_ad": {"domains": 1, "forests": 1, "users": 2000}, "connectivity": "vpn"}


@pytest.fixture(scope="session")
def office():
    """A function: an office (corp.example) and a managed forest (cloud.example) with one flow of each kind.

    ana's account is in the office, bob's in the managed forest; the office is joined to AWS by ``vpn``.
    """

    def build(*, two_way=False, selective=False, allowed=(), kind="forest", radius=False, trust=True):
        trusts = {
            "trust": Trust(
                trusting="cloud.example",
                trusted="corp.example",
                kind=kind,
                two_way=two_way,
                selective=selective,
                allowed=allowed,
            )
        }
        return Topology(
            name="office",
            sites={"hq": Site(), "aws": Site(kind="aws-region"), "internet": Site(kind="internet")},
            links={
                "vpn": Link(between=("hq", "aws"), latency="10ms"),
                "inet-hq": Link(between=("internet", "hq"), kind="internet", latency="5ms"),
                "inet-aws": Link(between=("internet", "aws"), kind="internet", latency="5ms"),
            },
            hosts={
                "dc1.corp": Host(site="hq", roles=("controller", "dns"), domain="corp.example"),
                "dc2.corp": Host(site="hq", roles=("controller", "dns"), domain="corp.example"),
                "dc1.cloud": Host(site="aws", roles=("controller", "dns"), domain="cloud.example"),
                "dc2.cloud": Host(site="aws", roles=("controller", "dns"), domain="cloud.example"),
                "pc": Host(site="hq", roles=("client",), domain="corp.example"),
                "cloud-pc": Host(site="aws", roles=("client",), domain="cloud.example"),
                "browser": Host(site="internet", roles=("client",)),
                "db": Host(site="aws", roles=("member-server",), domain="cloud.example"),
                "portal": Host(site="aws", roles=("member-server",), domain="corp.example"),
                "conn-a": Host(site="aws", roles=("connector",), resolvers=("dc1.corp", "dc2.corp")),
                "conn-b": Host(site="aws", roles=("connector",), resolvers=("dc1.corp", "dc2.corp")),
                "radius1": Host(site="hq", roles=("radius",)),
                "radius2": Host(site="hq", roles=("radius",)),
                "console": Host(site="aws", roles=("aws-endpoint",), public=True),
                "ssm": Host(site="aws", roles=("aws-endpoint",), public=True),
                "adfs": Host(
                    site="hq",
                    roles=("identity-provider",),
                    domain="adfs",
                    public=True,
                    resolvers=("dc1.corp", "dc2.corp"),
                ),
            },
            directories={
                "corp": Directory(domains={"corp.example": Domain()}),
                "cloud": Directory(
                    kind="managed-microsoft-ad", edition="standard", domains={"cloud.example": Domain()}
                ),
            },
            trusts=trusts if trust else {},
            connectors={
                "connector": Connector(
                    domain="corp.example",
                    hosts=("conn-a", "conn-b"),
                    service_account="svc",
                    radius=("radius1", "radius2") if radius else (),
                )
            },
            forwarders={"corp.example": ("cloud.example",), "cloud.example": ("corp.example",)},
            principals={
                "ana": Principal(domain="corp.example"),
                "bob": Principal(domain="cloud.example"),
                "svc": Principal(kind="service-account", domain="corp.example"),
                "directory@cloud.example": Principal(kind="service-account", domain="cloud.example"),
                "db$": Principal(kind="computer", domain="cloud.example"),
                "portal$": Principal(kind="computer", domain="corp.example"),
            },
            services={
                "db": Service(kind="kerberos", host="db", realm="cloud.example", port=1433),
                "portal": Service(kind="ldap", host="portal", realm="corp.example", directory="connector"),
                "console": Service(kind="aws-application", host="console", directory="connector"),
                "managed-console": Service(kind="aws-application", host="console", directory="cloud.example"),
                "saml": Service(kind="federated", host="console", provider="adfs"),
            },
            flows={
                "ana-db": FlowSpec(kind="service-access", user="ana", service="db", client="pc"),
                "bob-db": FlowSpec(kind="service-access", user="bob", service="db", client="cloud-pc"),
                "ana-ntlm": FlowSpec(kind="ntlm-access", user="ana", service="db", client="pc"),
                "ana-ldap": FlowSpec(kind="ldap-bind", user="ana", service="portal", client="portal"),
                "ana-console": FlowSpec(kind="aws-sign-in", user="ana", service="console", client="browser"),
                "bob-connector": FlowSpec(kind="aws-sign-in", user="bob", service="console", client="browser"),
                "ana-managed": FlowSpec(kind="aws-sign-in", user="ana", service="managed-console", client="browser"),
                "bob-managed": FlowSpec(kind="aws-sign-in", user="bob", service="managed-console", client="browser"),
                "ana-saml": FlowSpec(kind="federated-sign-in", user="ana", service="saml", client="browser"),
                "join": FlowSpec(kind="domain-join", user="db$", service="db", client="db"),
                "seamless": FlowSpec(kind="seamless-join", user="portal$", service="portal", client="ssm"),
                "lookup": FlowSpec(kind="name-lookup", user="ana", client="cloud-pc"),
            },
        )

    return build


ACCOUNT = "111122223333"


@pytest.fixture(scope="session")
def event():
    """A function: a call as CloudTrail records it, made by a role; ``number`` makes its id and its minute."""

    def build(service, operation, request=None, number=1, *, role="nightly", **more):
        return {
            "eventVersion": "1.08",
            "userIdentity": {
                "type": "AssumedRole",
                "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/run",
                "accountId": ACCOUNT,
                "accessKeyId": "ASIAEXAMPLEEXAMPLE77",
                "sessionContext": {"sessionIssuer": {"type": "Role", "arn": f"arn:aws:iam::{ACCOUNT}:role/{role}"}},
            },
            "eventTime": f"2026-03-{1 + number // 1440:02}T{number // 60 % 24:02}:{number % 60:02}:00Z",
            "eventSource": f"{service}.amazonaws.com",
            "eventName": operation,
            "awsRegion": "eu-west-1",
            "sourceIPAddress": "203.0.113.5",
            "requestParameters": request,
            "responseElements": None,
            "eventID": f"00000000-0000-4000-8000-{number:012}",
            "eventType": "AwsApiCall",
            "recipientAccountId": ACCOUNT,
        } | more

    return build


@pytest.fixture
def trail(tmp_path):
    """A function: calls to a file that holds them in an envelope."""

    def save(calls, name="trail.json"):
        path = tmp_path / name
        path.write_text(json.dumps({"Records": list(calls)}), encoding="utf-8")
        return path

    return save


@pytest.fixture
def reviewed(request):
    """A function: compare lines with the reviewed table of a name, kept in ``reviewed/`` beside the test.

    A table is made from the code once and then read against the facts and the documentation. With ``DIRSIM_REVIEW=1``
    a differing table is written anew, to be read again as a change.
    """

    def check(name, lines):
        path = Path(request.path).parent / "reviewed" / f"{name}.txt"
        text = "".join(f"{line.rstrip()}\n" for line in lines)
        if os.environ.get("DIRSIM_REVIEW") and (not path.exists() or path.read_text(encoding="utf-8") != text):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        before = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        changed = list(difflib.unified_diff(before, text.splitlines(), "reviewed", "now", lineterm="", n=0))
        told = "\n".join([f"{path.name} differs; if all of this is meant, DIRSIM_REVIEW=1 writes it anew:", *changed])
        assert not changed, told

    return check


PAIR = """
dirsim: topology/v1
name: pair
sites: {left: {kind: on-premises}, right: {kind: on-premises}}
links: {line: {between: [left, right], kind: wan, latency: 10ms}}
directories:
  near: {kind: active-directory, site: left, domains: {near.example: {}}}
  far: {kind: active-directory, site: right, domains: {far.example: {}}}
trusts: {both: {trusting: far.example, trusted: near.example, kind: forest, two_way: true}}
dns: {near.example: far.example, far.example: near.example}
hosts:
  n1: {site: left, roles: [controller, dns], domain: near.example, name: n1.near.example, resolvers: [n1]}
  n2: {site: left, roles: [controller, dns], domain: near.example, name: n2.near.example, resolvers: [n2]}
  f1: {site: right, roles: [controller, dns], domain: far.example, name: f1.far.example, resolvers: [f1]}
  f2: {site: right, roles: [controller, dns], domain: far.example, name: f2.far.example, resolvers: [f2]}
  gate: {site: right, roles: [relay], domain: far.example, name: gate.far.example, resolvers: [f1], passes_to: [n1, n2]}
  files: {site: left, roles: [member-server], domain: near.example, name: files.near.example, resolvers: [n1]}
  vault: {site: right, roles: [member-server], domain: far.example, name: vault.far.example, resolvers: [f1]}
clients:
  desk: {site: left, domain: near.example, name: desk.near.example, resolvers: [n1, n2]}
  kiosk: {site: right, domain: far.example, name: kiosk.far.example, resolvers: [f1, f2]}
principals:
  nora: {domain: near.example}
  finn: {domain: far.example}
  locked: {domain: near.example, state: disabled}
  gone: {domain: near.example, state: absent}
services:
  files: {host: files, realm: near.example, port: 4444, principal: cifs/files.near.example}
  vault: {host: vault, realm: far.example, port: 4444, principal: cifs/vault.far.example}
configurations:
  found: {}
  realms: {knows_realms: true}
  written: {knows_realms: true, dns: false, kdcs: {near.example: [n1, n2], far.example: [f1, f2]}}
  gated: {knows_realms: true, dns: false, kdcs: {near.example: [gate]}}
  nothing: {dns: false}
caches:
  first: {user: nora}
  short: {user: nora, life: 1h}
  cross: {user: nora, tickets: [far.example]}
  near: {user: nora, tickets: [files]}
  away: {user: nora, tickets: [vault]}
"""


@pytest.fixture(scope="session")
def pair():
    """Two forests that trust each other, at two sites joined by ``line``: near.example (nora) and far.example (finn)."""
    return parse_topology(PAIR, "pair.yaml")


@pytest.fixture(scope="session")
def play(pair):
    """A function: run one client program over the pair, nora's at the desk with written KDCs unless it says otherwise."""

    def run(kind, *faults, at=0.0, net=pair, **more):
        usual = {"user": "nora", "client": "desk", "configuration": "written"}
        there = net.adding(flows={"it": FlowSpec(kind=kind, **{**usual, **more})})
        return trace(there, "it", Scenario("some", faults), at)

    return run
