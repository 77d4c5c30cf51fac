"""Read-only controllers: what they answer themselves, and what they pass on."""

import pytest

from dirsim.errors import InputError
from dirsim.files.topology_reader import parse_topology
from dirsim.model.outcome import Outcome
from dirsim.resilience.availability import availability
from dirsim.simulation.simulation import Simulation

TEXT = """
dirsim: topology/v1
sites: {hq: on-premises, branch: on-premises}
links: {wan: {between: [hq, branch], kind: wan, latency: 10ms, availability: 0.99}}
directories: {corp: {kind: active-directory, domains: [corp.example]}}
hosts:
  dc: {site: hq, roles: [controller, dns], domain: corp.example, availability: 0.999}
  ro: {site: branch, roles: [controller, dns], domain: corp.example, read_only: true, keeps: [ana, share]}
  share: {site: branch, roles: [member-server], domain: corp.example}
  file: {site: hq, roles: [member-server], domain: corp.example}
clients: {pc: {site: branch, domain: corp.example}}
principals: {ana: {domain: corp.example}, eve: {domain: corp.example}}
services:
  share: {host: share, realm: corp.example, port: 445}
  file: {host: file, realm: corp.example, port: 445}
  app: {kind: ldap, host: share, realm: corp.example, port: 8443}
scenarios:
  none: []
  wan: [{kind: link-down, of: wan}]
  dc: [{kind: host-down, of: dc}]
  eve: [{kind: account-disabled, of: eve}]
flows:
"""
KINDS = {
    "share": "kind: service-access, service: share",
    "file": "kind: service-access, service: file",
    "ntlm": "kind: ntlm-access, service: share",
    "ldap": "kind: ldap-bind, service: app",
    "ticket": "kind: initial-ticket",
    "password": "kind: password-change",
    "bind": "kind: ldap-session, server: ro, connect_timeout: 10s",
    "logon": "kind: ntlm-logon, server: ro",
}
NET = parse_topology(
    TEXT
    + "".join(
        f"  {name}-{user}: {{{kind}, user: {user}, client: pc}}\n"
        for name, kind in KINDS.items()
        for user in ("ana", "eve")
    )
)
KEPT = {"share", "ntlm", "ldap", "ticket", "bind", "logon"}
"""What a user whose password the controller keeps does without a writable controller, at services whose keys it keeps."""


def outcome(flow, scenario):
    """The outcome and the category of a flow."""
    run = Simulation(NET).run(flow, NET.scenarios[scenario])
    return run.outcome, run.ending.category


@pytest.mark.parametrize("user", ["ana", "eve"])
@pytest.mark.parametrize("kind", KINDS)
def test_with_a_writable_controller_everything_works(kind, user):
    """What a read-only controller does not answer itself, it passes on."""
    assert outcome(f"{kind}-{user}", "none") == ("succeeded", "ok")


@pytest.mark.parametrize("scenario", ["wan", "dc"])
@pytest.mark.parametrize("user", ["ana", "eve"])
@pytest.mark.parametrize("kind", KINDS)
def test_without_one_only_kept_passwords_serve(kind, user, scenario):
    """Without a writable controller kept passwords sign in to kept services; other sign-ins and every password change fail."""
    works = outcome(f"{kind}-{user}", scenario)[0] in (Outcome.SUCCEEDED, Outcome.DEGRADED)
    assert works == (user == "ana" and kind in KEPT)


@pytest.mark.parametrize(
    ("kind", "category"),
    [
        ("share", "revoked"), ("ntlm", "nt-status-account-disabled"), ("ldap", "ldap-bad-password"), ("bind", "ldap-bad-password"),
        ("logon", "nt-status-account-disabled"), ("ticket", "revoked"),
    ],
)  # fmt: skip
def test_the_refusal_of_the_writable_controller_is_passed_back(kind, category):
    """The account's state is that of the writable controller."""
    found = outcome(f"{kind}-eve", "eve")
    assert found[0] == "denied"
    assert found[1] in (category, "ldap-refused")


def test_what_fails_alone_follows_from_the_kept_passwords():
    """The sweep over all states finds the line and the writable controller for one user, and neither for the other."""
    found = {flow.flow: {frozenset(cut) for cut in flow.cut_sets} for flow in availability(NET).flows}
    assert {frozenset({"wan"}), frozenset({"dc"})} <= found["share-eve"]
    assert {frozenset({"wan"}), frozenset({"dc"})}.isdisjoint(found["share-ana"])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("keeps: [ana, share]", "keeps: [nobody]", "nobody"),
        ("read_only: true, keeps", "keeps", "a writable controller keeps every password"),
        ("roles: [member-server], domain: corp.example}\n  file", "roles: [member-server], read_only: true}\n  file", "role controller"),
    ],
)  # fmt: skip
def test_what_a_host_keeps_is_checked(old, new, message):
    """Only a read-only controller keeps some passwords, and only of accounts of the file."""
    with pytest.raises(InputError, match=message):
        parse_topology(TEXT.replace(old, new, 1))
