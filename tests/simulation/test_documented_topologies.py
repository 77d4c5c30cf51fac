"""Sign-ins over small topologies, with the outcomes that Microsoft, AWS and the RFCs document."""

import copy
import json

import pytest
import yaml

from dirsim.files.topology_reader import parse_topology
from dirsim.model.scenario import HEALTHY
from dirsim.simulation.simulation import Simulation

BASE = yaml.safe_load("""
dirsim: topology/v1
sites: {hq: on-premises, branch: on-premises, fra: {kind: aws-region, region: eu-central-1}, irl: {kind: aws-region, region: eu-west-1}, net: internet}
links:
  vpn: {between: [hq, fra], kind: site-to-site-vpn, latency: 15ms}
  wan: {between: [hq, branch], kind: wan, latency: 10ms}
  inet: {between: [net, fra], kind: internet, latency: 20ms}
  inet-hq: {between: [net, hq], kind: internet, latency: 20ms}
directories:
  corp: {kind: active-directory, site: hq, domains: {corp.example: {netbios: CORP}}}
  res: {kind: managed-microsoft-ad, edition: standard, site: fra, domains: {res.example: {netbios: RES}}}
trusts: {t: {trusting: res.example, trusted: corp.example, kind: forest}}
dns: {corp.example: res.example, res.example: corp.example}
hosts:
  dc1: {site: hq, domain: corp.example, name: dc1.corp.example, roles: [controller, dns], resolvers: dc1}
  dc2: {site: hq, domain: corp.example, name: dc2.corp.example, roles: [controller, dns], resolvers: dc2}
  rdc1: {site: fra, domain: res.example, name: rdc1.res.example, roles: [controller, dns], resolvers: rdc1}
  app: {site: fra, domain: res.example, name: app.res.example, roles: member-server, resolvers: rdc1}
  file: {site: hq, domain: corp.example, name: file.corp.example, roles: member-server, resolvers: [dc1, dc2]}
  ep: {site: fra, roles: aws-endpoint}
  c1: {site: fra, roles: connector, resolvers: [dc1, dc2]}
  c2: {site: fra, roles: connector, resolvers: [dc1, dc2]}
  rad: {site: hq, roles: radius}
  rad2: {site: hq, roles: radius}
  idp: {site: hq, roles: identity-provider, public: true, domain: corp.example}
clients:
  pc: {site: hq, domain: corp.example, resolvers: [dc1, dc2]}
  vm: {site: fra, domain: res.example, resolvers: rdc1}
  ivm: {site: irl, domain: res.example, resolvers: rdc1}
  home: {site: net}
principals: {ana: {domain: corp.example}, eve: {domain: corp.example}, rob: {domain: res.example}, svc: {kind: service-account, domain: corp.example}}
connectors: {adc: {domain: corp.example, hosts: [c1, c2], service_account: svc}}
services:
  app: {host: app, realm: res.example}
  file: {host: file, realm: corp.example, port: 445}
  desk: {kind: aws-application, host: ep, directory: adc}
  own: {kind: aws-application, host: ep, directory: res.example}
  con: {kind: federated, host: ep, provider: idp}
configurations: {aes: {encryption_types: [aes256, aes128]}}
caches: {have: {user: ana, tickets: file}, old: {user: ana, age: 11h, life: 10h}, fresh: {user: ana, age: 1h}}
""")
FLOWS = {
    "app": {"kind": "service-access", "user": "ana", "client": "pc", "service": "app"},
    "app-vm": {"kind": "service-access", "user": "ana", "client": "vm", "service": "app"},
    "app-irl": {"kind": "service-access", "user": "ana", "client": "ivm", "service": "app"},
    "rob-irl": {"kind": "service-access", "user": "rob", "client": "ivm", "service": "app"},
    "app-eve": {"kind": "service-access", "user": "eve", "client": "pc", "service": "app"},
    "ntlm-eve": {"kind": "ntlm-access", "user": "eve", "client": "pc", "service": "app"},
    "back": {"kind": "service-access", "user": "rob", "client": "vm", "service": "file"},
    "file": {"kind": "service-access", "user": "ana", "client": "pc", "service": "file"},
    "ntlm": {"kind": "ntlm-access", "user": "ana", "client": "vm", "service": "app"},
    "ntlm-home": {"kind": "ntlm-access", "user": "ana", "client": "pc", "service": "file"},
    "ntlm-rob": {"kind": "ntlm-access", "user": "rob", "client": "vm", "service": "app"},
    "aes": {"kind": "service-access", "user": "ana", "client": "pc", "service": "app", "configuration": "aes"},
    "aes-file": {"kind": "service-access", "user": "ana", "client": "pc", "service": "file", "configuration": "aes"},
    "ticket": {"kind": "initial-ticket", "user": "ana", "client": "pc"},
    "ticket-vm": {"kind": "initial-ticket", "user": "ana", "client": "vm"},
    "held": {"kind": "present-ticket", "user": "ana", "client": "pc", "service": "file", "cache": "have"},
    "old": {"kind": "service-ticket", "user": "ana", "client": "pc", "service": "file", "cache": "old"},
    "fresh": {"kind": "service-ticket", "user": "ana", "client": "pc", "service": "file", "cache": "fresh"},
    "password": {"kind": "password-change", "user": "ana", "client": "vm"},
    "bind": {"kind": "ldap-session", "user": "ana", "client": "vm", "server": "dc1", "connect_timeout": "10s"},
    "desk": {"kind": "aws-sign-in", "user": "ana", "client": "home", "service": "desk"},
    "own": {"kind": "aws-sign-in", "user": "ana", "client": "home", "service": "own"},
    "own-rob": {"kind": "aws-sign-in", "user": "rob", "client": "home", "service": "own"},
    "con": {"kind": "federated-sign-in", "user": "ana", "client": "home", "service": "con"},
}
SELECTIVE = {"trusts": {"t": {"selective": True, "allowed": ["ana"]}}}
TWO_WAY = {"trusts": {"t": {"two_way": True}}}
SECOND_FACTOR = {"connectors": {"adc": {"radius": ["rad", "rad2"]}}}
PEERED = {"links": {"peer": {"between": ["fra", "irl"], "kind": "vpc-peering"}}}
BOTH = "kind: {0}, of: dc1}}, {{kind: {0}, of: dc2"

CASES = [
    # a trust, its direction and its limits
    ({}, "app", "", "succeeded"), ({}, "back", "", "denied"),
    (SELECTIVE, "app", "", "succeeded"), (SELECTIVE, "app-eve", "", "denied kdc-policy"), (SELECTIVE, "ntlm-eve", "", "denied nt-status-authentication-firewall-failed"),
    ({"dns": {"res.example": []}}, "back", "", "denied"), ({"dns": {"corp.example": []}}, "app-vm", "", "denied kdc-not-found"),
    ({}, "ntlm", "kind: trust-broken, of: t", "denied"), ({}, "app-vm", "kind: trust-broken, of: t", "denied bad-integrity"), ({}, "ntlm-rob", "kind: trust-broken, of: t", "succeeded"),
    # accounts
    ({}, "held", "kind: account-disabled, of: ana", "succeeded"), ({}, "ticket", "kind: account-disabled, of: ana", "denied revoked"),
    ({}, "ticket", "kind: account-locked, of: ana", "denied revoked"), ({}, "ticket", "kind: password-expired, of: ana", "denied password-expired"),
    ({}, "ntlm-home", "kind: account-locked, of: ana", "denied nt-status-account-locked-out"), ({}, "bind", "kind: account-disabled, of: ana", "denied"),
    # clocks, tickets and encryption types
    ({}, "file", "kind: clock-skew, of: file, by: 10m", "denied clock-skew"), ({}, "file", "kind: clock-skew, of: file, by: 4m", "succeeded"),
    ({}, "old", "", "denied"), ({}, "fresh", "", "succeeded"),
    ({"services": {"app": {"encryption_types": ["rc4"]}}}, "aes", "", "denied encryption-type"), ({"services": {"app": {"encryption_types": ["rc4"]}}}, "aes-file", "", "succeeded"),
    ({"trusts": {"t": {"encryption_types": ["rc4"]}}}, "aes", "", "denied encryption-type"), ({"trusts": {"t": {"encryption_types": ["rc4"]}}}, "aes-file", "", "succeeded"),
    # the network
    ({}, "app", "kind: mtu, of: vpn, over: 500", "timed-out"), ({}, "app", "kind: mtu, of: vpn, over: 1500", "succeeded"), ({}, "file", "kind: mtu, of: vpn, over: 500", "succeeded"),
    ({}, "app-vm", "kind: link-down, of: vpn, towards: hq", "timed-out"), ({}, "app-vm", "kind: link-down, of: vpn, towards: fra", "timed-out"), ({}, "app-vm", "kind: loss, of: vpn, share: 1.0", "timed-out"),
    ({}, "password", "kind: port-blocked, of: vpn, port: 464", "timed-out"), ({}, "ticket-vm", "kind: port-blocked, of: vpn, port: 464", "succeeded"),
    ({}, "bind", "kind: port-blocked, of: vpn, port: 389, protocol: tcp, verdict: reject", "denied"), ({}, "bind", "kind: port-blocked, of: vpn, port: 389, protocol: tcp", "timed-out"),
    (PEERED, "rob-irl", "", "succeeded"), (PEERED, "app-irl", "", "timed-out"),
    # servers
    ({}, "file", "kind: service-hung, of: dc1", "degraded"), ({}, "file", BOTH.format("service-hung"), "timed-out"), ({}, "file", "kind: stale-record, of: corp.example", "succeeded"),
    ({}, "file", "kind: service-down, of: dc1, service: dns", "degraded"), ({}, "app", "kind: service-down, of: app", "denied"), ({}, "app", "kind: host-down, of: app", "timed-out"),
    # connectors, second factors and applications of AWS
    ({}, "desk", "", "succeeded"), ({}, "desk", "kind: password-expired, of: svc", "denied"), ({}, "desk", "kind: link-down, of: vpn", "timed-out"), ({}, "desk", "kind: host-down, of: c1", "degraded"),
    ({}, "desk", "kind: port-blocked, of: vpn, port: 88", "timed-out"), ({}, "desk", "kind: port-blocked, of: vpn, port: 636", "succeeded"),
    (SECOND_FACTOR, "desk", "kind: host-down, of: rad", "degraded"), (SECOND_FACTOR, "desk", "kind: port-blocked, of: vpn, port: 1812, protocol: udp", "timed-out"), (SECOND_FACTOR, "desk", "kind: port-blocked, of: vpn, port: 1812, protocol: tcp", "succeeded"),
    ({}, "own-rob", "kind: link-down, of: vpn", "succeeded"), ({}, "own", "", "denied"), (TWO_WAY, "own", "", "succeeded"), (TWO_WAY, "own", "kind: link-down, of: vpn", "timed-out"),
    ({}, "con", "kind: link-down, of: vpn", "succeeded"), ({}, "con", "kind: host-down, of: idp", "timed-out"), ({}, "con", "kind: credential-expired, of: idp", "denied"),
]  # fmt: skip


def changed(base, changes):
    """A copy of a tree with the keys of another tree replaced."""
    made = copy.deepcopy(base)
    for key, value in changes.items():
        made[key] = changed(made.get(key, {}), value) if isinstance(value, dict) else value
    return made


@pytest.mark.parametrize(("changes", "flow", "faults", "ending"), CASES)
def test_a_sign_in_ends_as_documented(changes, flow, faults, ending):
    """The outcome, and where one is stated the category, are those that the documents give."""
    tree = changed(BASE, changes) | {"name": "one", "flows": {flow: FLOWS[flow]}}
    tree["scenarios"] = {"it": yaml.safe_load(f"[{{{faults}}}]")} if faults else {}
    net = parse_topology(json.dumps(tree))
    run = Simulation(net).run(flow, net.scenarios["it"] if faults else HEALTHY)
    outcome, _, category = ending.partition(" ")
    assert run.outcome == outcome, run.ending.because
    assert run.ending.category == category or not category
