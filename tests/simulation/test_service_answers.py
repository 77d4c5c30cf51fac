"""Answers of servers along trusts: referrals realm by realm, refusals with their codes, selective authentication."""

import pytest
from attrs import evolve

import dirsim as ds
from dirsim.model.directory import Directory, Domain, Trust
from dirsim.model.scenario import HostDown, PasswordExpired, PortBlocked, ServiceDown
from dirsim.model.topology import Principal

TREE = """
dirsim: topology/v1
name: tree
sites: {one: {kind: on-premises}}
directories:
  own:
    kind: active-directory
    site: one
    domains: {top.example: {}, sub.top.example: {parent: top.example}, low.sub.top.example: {parent: sub.top.example}}
  other:
    kind: active-directory
    site: one
    domains: {far.example: {}, out.far.example: {parent: far.example}}
trusts: {both: {trusting: far.example, trusted: top.example, kind: forest}}
dns:
  far.example: top.example
  out.far.example: top.example
  top.example: far.example
hosts:
  dc-top: {site: one, roles: [controller, dns], domain: top.example}
  dc-sub: {site: one, roles: [controller, dns], domain: sub.top.example}
  dc-low: {site: one, roles: [controller, dns], domain: low.sub.top.example}
  dc-far: {site: one, roles: [controller, dns], domain: far.example}
  dc-out: {site: one, roles: [controller, dns], domain: out.far.example}
  app: {site: one, roles: [member-server], domain: out.far.example}
  web: {site: one, roles: [member-server], domain: sub.top.example}
clients:
  pc: {site: one, domain: low.sub.top.example}
principals:
  lea: {domain: low.sub.top.example}
  tom: {domain: top.example}
  otto: {domain: out.far.example}
services:
  app: {host: app, realm: out.far.example, port: 8443}
  web: {host: web, realm: sub.top.example, port: 8443}
flows:
  lea-app: {kind: service-access, user: lea, service: app, client: pc}
  lea-web: {kind: service-access, user: lea, service: web, client: pc}
  tom-web: {kind: service-access, user: tom, service: web, client: pc}
  otto-web: {kind: service-access, user: otto, service: web, client: pc}
  lea-ntlm: {kind: ntlm-access, user: lea, service: app, client: pc}
  otto-ntlm: {kind: ntlm-access, user: otto, service: web, client: pc}
"""


@pytest.fixture(scope="module")
def tree():
    """A forest of three domains one below the other, and a forest of two that trusts it one way."""
    return ds.parse_topology(TREE, "tree.yaml")


def under(net, flow, *faults):
    """A flow under some faults."""
    return ds.trace(net, flow, ds.Scenario("some", faults))


def targets(run, *kinds):
    """The targets of some steps, in order."""
    return [step.exchange.target for step in run.steps if step.exchange.step in kinds]


def test_a_ticket_is_referred_realm_by_realm(tree):
    """Up to the root of the user's forest, across the trust, and down to the service's domain: a TGS in each realm."""
    run = under(tree, "lea-app")
    assert targets(run, "AS", "TGS", "AP") == ["dc-low", "dc-low", "dc-sub", "dc-top", "dc-far", "dc-out", "app"]
    referrals = [step.reply.referral for step in run.steps if step.exchange.step == "TGS"]
    assert referrals == ["sub.top.example", "top.example", "far.example", "out.far.example", ""]
    assert run.outcome == "succeeded"


def test_each_referral_leaves_a_cross_realm_ticket(tree):
    """The user holds the TGT, one ticket for each next realm, issued by the realm before it, and the service's."""
    assert under(tree, "lea-app").ending.held == (
        "lea: krbtgt/LOW.SUB.TOP.EXAMPLE@LOW.SUB.TOP.EXAMPLE",
        "lea: krbtgt/SUB.TOP.EXAMPLE@LOW.SUB.TOP.EXAMPLE",
        "lea: krbtgt/TOP.EXAMPLE@SUB.TOP.EXAMPLE",
        "lea: krbtgt/FAR.EXAMPLE@TOP.EXAMPLE",
        "lea: krbtgt/OUT.FAR.EXAMPLE@FAR.EXAMPLE",
        "lea: app@OUT.FAR.EXAMPLE",
    )


@pytest.mark.parametrize("host", ["dc-low", "dc-sub", "dc-top", "dc-far", "dc-out"])
def test_each_realm_on_the_path_is_needed(tree, host):
    """A KDC that is missing anywhere on the path stops the sign-in at that realm, with the tickets so far."""
    run = under(tree, "lea-app", PortBlocked(host, 88))
    assert (run.outcome, run.failed.target, run.ending.category) == ("timed-out", host, "kdc-unreachable")
    order = ["dc-low", "dc-sub", "dc-top", "dc-far", "dc-out"]
    assert len(run.ending.held) == (0 if host == "dc-low" else order.index(host) + 1)


def test_a_realm_beside_the_path_is_not_needed(tree):
    """A service in the own forest needs neither the root nor the other forest."""
    run = under(tree, "lea-web", HostDown("dc-top"), HostDown("dc-far"), HostDown("dc-out"))
    assert (run.outcome, targets(run, "AS", "TGS")) == ("succeeded", ["dc-low", "dc-low", "dc-sub"])


def test_parents_and_children_trust_each_other_both_ways(tree):
    """A user of the root reaches a service of its child without a trust in the file."""
    assert targets(under(tree, "tom-web"), "AS", "TGS") == ["dc-top", "dc-top", "dc-sub"]


def test_the_other_direction_of_a_one_way_trust_is_refused(tree):
    """The trusted forest has no trust for users of the trusting one: their own KDC knows no such service."""
    run = under(tree, "otto-web")
    assert (run.outcome, run.ending.category) == ("denied", "server-unknown")
    assert run.steps[-1].reply.code == "KDC_ERR_S_PRINCIPAL_UNKNOWN"
    assert run.because == "sub.top.example does not trust out.far.example: out.far.example has no such service"


def test_an_external_trust_is_not_transitive(tree):
    """An external trust between the roots serves users and services of these two domains only."""
    external = evolve(tree, trusts={"both": evolve(tree.trusts["both"], kind="external")})
    assert under(external, "lea-app").ending.category == "server-unknown"
    direct = external.adding(
        services={"app": evolve(tree.services["app"], realm="far.example")},
        flows={"lea-app": evolve(tree.flows["lea-app"], user="tom")},
    )
    assert targets(under(direct, "lea-app"), "TGS") == ["dc-top", "dc-far"]


def test_a_shortcut_shortens_the_path(tree):
    """A shortcut trust between two domains of one forest leaves out the realms between them."""
    short = tree.adding(
        trusts={"short": Trust(trusting="top.example", trusted="low.sub.top.example", kind="shortcut")},
    )
    assert targets(under(short, "lea-app"), "TGS") == ["dc-low", "dc-top", "dc-far", "dc-out"]


@pytest.mark.parametrize(
    ("allowed", "through"),
    [((), False), (("lea",), True), (("low.sub.top.example",), True), (("top.example",), False), (("tom",), False)],
)
def test_selective_authentication_admits_users_and_their_domains(tree, allowed, through):
    """With selective authentication a user gets in by name or by the home domain, and by nothing else."""
    selective = evolve(tree, trusts={"both": evolve(tree.trusts["both"], selective=True, allowed=allowed)})
    run = under(selective, "lea-app")
    assert run.through is through
    if not through:
        assert (run.outcome, run.steps[-1].reply.code) == ("denied", "KDC_ERR_POLICY")
        assert run.because == "selective authentication: lea is not allowed to authenticate in out.far.example"


def test_selective_authentication_is_for_those_who_cross_the_trust(tree):
    """Users whose path does not use the trust are not affected by its selectivity."""
    selective = evolve(tree, trusts={"both": evolve(tree.trusts["both"], selective=True)})
    assert under(selective, "lea-web").outcome == "succeeded"


def test_only_the_home_domain_checks_a_password(tree):
    """The first ticket comes from the user's own domain; neither its parent nor a trusting one is asked for it."""
    run = under(tree, "lea-app", HostDown("dc-low"))
    assert not run.through
    assert "AS" not in {step.exchange.step for step in run.steps if step.exchange.target != "dc-low"}


@pytest.mark.parametrize(
    ("kind", "flow", "refused"),
    [
        ("password-expired", "lea-app", True),
        ("credential-expired", "lea-app", True),
        ("password-expired", "tom-web", False),
    ],
)
def test_an_expired_password_is_refused_by_its_code(tree, kind, flow, refused):
    """The KDC refuses the first ticket of the account that has expired, and of no other."""
    run = under(tree, flow, ds.Fault(kind=kind, of="lea"))
    assert (run.outcome == "denied") is refused
    if refused:
        assert (run.steps[-1].reply.code, run.because) == ("KDC_ERR_KEY_EXPIRED", "the password of lea has expired")
        assert run.ending.category == "password-expired"


def test_pass_through_goes_back_along_the_trust(tree):
    """The member's own controller passes the response on, domain by domain, to the user's."""
    run = under(tree, "lea-ntlm")
    hops = [(step.exchange.initiator, step.exchange.target) for step in run.steps if step.exchange.step == "Netlogon"]
    assert hops == [
        ("app", "dc-out"),
        ("dc-out", "dc-far"),
        ("dc-far", "dc-top"),
        ("dc-top", "dc-sub"),
        ("dc-sub", "dc-low"),
    ]


def test_pass_through_without_a_trust_is_denied_after_the_service(tree):
    """The service is contacted, and its domain finds no trust for the user's domain."""
    run = under(tree, "otto-ntlm")
    assert (run.outcome, run.ending.category, len(run.steps)) == ("denied", "no-trust-path", 1)
    assert run.because == "sub.top.example does not trust out.far.example"


def test_pass_through_stops_where_no_controller_answers(tree):
    """Netlogon that is stopped in one domain of the path denies the logon at that hop."""
    run = under(tree, "lea-ntlm", ServiceDown("dc-top"))
    assert (run.outcome, run.ending.category) == ("denied", "no-logon-servers")
    assert (run.failed.initiator, run.failed.target) == ("dc-far", "dc-top")


def test_tree_roots_of_one_forest_trust_each_other(tree):
    """A second tree of a forest is reached by way of the forest's root."""
    own = tree.directories["own"]
    trees = evolve(own, domains={**own.domains, "second.example": Domain()})
    net = evolve(
        tree.adding(
            directories={"own": trees},
            hosts={"dc-second": evolve(tree.hosts["dc-top"], domain="second.example")},
            principals={"lea": Principal(domain="second.example")},
        ),
        forwarders={},
    )
    assert targets(under(net, "lea-web"), "AS", "TGS") == ["dc-second", "dc-second", "dc-top", "dc-sub"]


def test_a_connector_is_not_a_forest(tree):
    """A directory that is only a connector to a domain adds neither trust nor forest."""
    link = Directory(kind="ad-connector", domains={"top.example": Domain(), "out.far.example": Domain()})
    net = evolve(tree, trusts={}).adding(directories={"link": link})
    assert under(net, "lea-app").ending.category == "server-unknown"


def test_an_expired_password_does_not_touch_tickets(tree):
    """Expiry of another account, even of a realm on the path, leaves the referrals alone."""
    run = under(tree, "lea-app", PasswordExpired("tom"), PasswordExpired("otto"))
    assert run.outcome == "succeeded"
