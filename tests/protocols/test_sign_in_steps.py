"""The exchanges of each sign-in in their order, with fallbacks in the middle and endings by category."""

import pytest
from attrs import evolve

import dirsim as ds
from dirsim.catalog.words import FLOW_KINDS
from dirsim.model.network_parts import Host
from dirsim.model.scenario import HEALTHY, HostDown, LinkDown, PortBlocked, Scenario, ServiceDown

BOOK = {
    "ana-db": "DNS-query AS TGS DNS-query DNS-forward TGS AP",
    "bob-db": "DNS-query AS TGS AP",
    "ana-ntlm": "NTLM Netlogon Netlogon",
    "ana-ldap": "DNS-query LDAP-bind LDAP-search",
    "ana-console": "HTTPS HTTPS DNS-query AS port-check port-check port-check LDAP-search DNS-query AS RADIUS",
    "bob-managed": "HTTPS LDAP-search DNS-query AS",
    "ana-saml": "HTTPS DNS-query AS SAML",
    "join": "DNS-query AS LDAP-search SMB RPC Netlogon kpasswd",
    "seamless": "HTTPS HTTPS DNS-query AS LDAP-add DNS-query AS LDAP-search SMB RPC Netlogon kpasswd",
    "lookup": "DNS-query DNS-forward",
}
PORTS = {
    "DNS query": ("udp", 53),
    "DNS forward": ("udp", 53),
    "AS": ("tcp", 88),
    "TGS": ("tcp", 88),
    "LDAP bind": ("tcp", 389),
    "LDAP search": ("tcp", 389),
    "LDAP add": ("tcp", 389),
    "SMB": ("tcp", 445),
    "RPC": ("tcp", 135),
    "Netlogon": ("tcp", 49152),
    "kpasswd": ("tcp", 464),
    "RADIUS": ("udp", 1812),
    "HTTPS": ("tcp", 443),
    "SAML": ("tcp", 443),
    "AP": ("tcp", 1433),
    "NTLM": ("tcp", 1433),
}


@pytest.fixture(scope="module")
def net(office):
    """The office with a two-way trust and a second factor."""
    return office(two_way=True, radius=True)


def under(net, flow, *faults):
    """A flow of the topology under some faults."""
    return ds.trace(net, flow, Scenario("some", faults) if faults else HEALTHY)


def steps(run):
    """The protocol steps of a run, in order."""
    return [step.exchange.step for step in run.steps]


@pytest.mark.parametrize("flow", BOOK)
def test_a_healthy_sign_in_goes_by_the_book(net, flow):
    """Each flow makes the exchanges of its protocols in their order, each at the registered port."""
    run = under(net, flow)
    assert [step.replace(" ", "-") for step in steps(run)] == BOOK[flow].split()
    for step in run.steps:
        if step.exchange.step != "port check":
            assert (step.exchange.protocol, step.exchange.port) == PORTS[step.exchange.step]
        assert step.reply.heard == "answered"


def test_the_book_has_every_kind(net):
    """The list has a flow of every kind that files may name."""
    assert {net.flows[flow].kind for flow in BOOK} == set(FLOW_KINDS)


@pytest.mark.parametrize(
    ("flow", "held"),
    [
        (
            "ana-db",
            (
                "ana: krbtgt/CORP.EXAMPLE@CORP.EXAMPLE",
                "ana: krbtgt/CLOUD.EXAMPLE@CORP.EXAMPLE",
                "ana: db@CLOUD.EXAMPLE",
            ),
        ),
        ("bob-db", ("bob: krbtgt/CLOUD.EXAMPLE@CLOUD.EXAMPLE", "bob: db@CLOUD.EXAMPLE")),
        ("ana-ntlm", ()),
        ("ana-ldap", ()),
        ("ana-saml", ("ana: krbtgt/CORP.EXAMPLE@CORP.EXAMPLE", "AWS session for ana")),
        ("lookup", ()),
    ],
)
def test_a_sign_in_leaves_its_tickets(net, flow, held):
    """Kerberos leaves tickets, AWS a session; NTLM, LDAP and DNS leave nothing."""
    assert under(net, flow).ending.held == held


@pytest.mark.parametrize(
    ("flow", "faults", "category"),
    [
        ("ana-db", [HostDown("db")], "connect-failed"),
        ("ana-db", [PortBlocked("dc1.corp", 88), PortBlocked("dc2.corp", 88)], "kdc-unreachable"),
        ("ana-db", [PortBlocked("dc1.corp", 53), PortBlocked("dc2.corp", 53)], "kdc-not-found"),
        ("ana-ntlm", [HostDown("db")], "service-unreachable"),
        ("ana-ntlm", [PortBlocked("dc1.cloud", 49152), PortBlocked("dc2.cloud", 49152)], "no-logon-servers"),
        ("ana-ldap", [ServiceDown("dc1.corp", "ldap"), ServiceDown("dc2.corp", "ldap")], "ldap-unreachable"),
        ("ana-console", [HostDown("console")], "service-unreachable"),
        ("ana-console", [HostDown("conn-a"), HostDown("conn-b")], "connector-unreachable"),
        ("ana-console", [PortBlocked("vpn", 389, protocol="tcp")], "ldap-unreachable"),
        ("ana-console", [PortBlocked("vpn", 389)], "connector-port-closed"),
        ("ana-console", [PortBlocked("vpn", 53, protocol="tcp")], "connector-port-closed"),
        ("ana-console", [PortBlocked("vpn", 1812)], "radius-unreachable"),
        ("ana-console", [ds.PasswordExpired("svc")], "service-account-refused"),
        ("ana-console", [ds.PasswordExpired("ana")], "password-expired"),
        ("bob-connector", [], "user-not-found"),
        ("bob-managed", [HostDown("dc1.cloud"), HostDown("dc2.cloud")], "directory-unreachable"),
        ("ana-managed", [PortBlocked("vpn", 389)], "ldap-unreachable"),
        ("ana-saml", [HostDown("adfs")], "identity-provider-unreachable"),
        ("join", [PortBlocked("dc1.cloud", 445), PortBlocked("dc2.cloud", 445)], "controller-unreachable"),
        ("seamless", [HostDown("ssm")], "service-unreachable"),
        ("seamless", [HostDown("conn-a"), HostDown("conn-b")], "connector-unreachable"),
    ],
)
def test_an_ending_has_its_category(net, flow, faults, category):
    """Each way to fail is counted under its own word, and no session or service is got."""
    run = under(net, flow, *faults)
    assert (run.through, run.ending.category) == (False, category)
    assert "AWS session" not in " ".join(run.ending.held)


@pytest.mark.parametrize(
    ("flow", "fault", "because"),
    [
        ("ana-db", HostDown("dc1.corp"), "name server dc2.corp answered instead of dc1.corp"),
        ("ana-db", PortBlocked("dc1.corp", 88), "dc2.corp answered instead of dc1.corp"),
        ("ana-ldap", ServiceDown("dc1.corp", "ldap"), "dc2.corp answered instead of dc1.corp"),
        ("ana-console", HostDown("conn-a"), "conn-b answered instead of conn-a"),
        ("ana-console", HostDown("radius1"), "radius2 answered instead of radius1"),
        ("ana-ntlm", PortBlocked("dc1.cloud", 49152), "dc2.cloud answered instead of dc1.cloud"),
        ("join", PortBlocked("dc1.cloud", 135), "dc2.cloud answered instead of dc1.cloud"),
        ("seamless", PortBlocked("dc1.corp", 389), "dc2.corp answered instead of dc1.corp"),
        ("lookup", HostDown("dc1.corp"), "name server dc2.corp answered instead of dc1.corp"),
    ],
)
def test_a_fallback_is_named(net, flow, fault, because):
    """A second server that answers makes the sign-in degraded, and the reason names both."""
    run = under(net, flow, fault)
    assert run.outcome == "degraded"
    assert because in run.because.split("; ")
    assert run.failed is None


def test_a_refusal_is_not_tried_elsewhere(net):
    """A controller that refuses has answered: no second one is asked, unlike one that does not answer."""
    refused = under(net, "ana-db", ds.PasswordExpired("ana"))
    assert [step.exchange.target for step in refused.steps if step.exchange.step == "AS"] == ["dc1.corp"]
    silent = under(net, "ana-db", PortBlocked("dc1.corp", 88))
    assert [step.exchange.target for step in silent.steps if step.exchange.step == "AS"] == ["dc1.corp", "dc2.corp"]


def test_where_none_answers_the_first_is_blamed(net):
    """Of several servers that do not answer, the first one and its reason are reported."""
    run = under(net, "ana-db", ServiceDown("dc1.corp", "kerberos"), PortBlocked("dc2.corp", 88))
    assert (run.outcome, str(run.failed)) == ("denied", "AS pc -> dc1.corp tcp/88")
    assert run.because == "kerberos on dc1.corp has stopped"
    turned = under(net, "ana-db", PortBlocked("dc1.corp", 88), ServiceDown("dc2.corp", "kerberos"))
    assert (turned.outcome, turned.because) == ("timed-out", "tcp/88 is blocked at dc1.corp")


def test_the_kdc_that_issued_the_first_ticket_is_asked_further(net):
    """The second controller, once it has issued the TGT, is asked for the next ticket before the first one."""
    kdcs = [
        step.exchange.target
        for step in under(net, "bob-db", PortBlocked("dc1.cloud", 88)).steps
        if step.exchange.step in ("AS", "TGS")
    ]
    assert kdcs == ["dc1.cloud", "dc2.cloud", "dc2.cloud"]


def test_a_join_stays_with_the_controller_of_its_ticket(net):
    """A member makes all steps at the controller that issued its ticket, and asks the others only where it has to."""
    run = under(net, "join", PortBlocked("dc1.cloud", 88))
    members = [step.exchange.target for step in run.steps if step.exchange.step in ("LDAP search", "SMB", "kpasswd")]
    assert members == ["dc2.cloud"] * 3
    mixed = under(net, "join", PortBlocked("dc1.cloud", 445))
    assert [step.exchange.target for step in mixed.steps if step.exchange.step == "SMB"] == ["dc1.cloud", "dc2.cloud"]
    assert [step.exchange.target for step in mixed.steps if step.exchange.step == "kpasswd"] == ["dc1.cloud"]


def test_a_join_without_an_account_needs_no_ticket(net):
    """A member whose account the file does not name finds a controller by DNS, and then makes the same steps."""
    bare = net.adding(flows={"join": evolve(net.flows["join"], user="")})
    assert steps(under(bare, "join")) == ["DNS query", "LDAP search", "SMB", "RPC", "Netlogon", "kpasswd"]


def test_a_seamless_join_to_a_managed_domain_needs_no_connector(net):
    """Where the service is registered with the domain itself, Systems Manager is contacted and then the domain."""
    own = net.adding(services={"portal": evolve(net.services["portal"], directory="corp.example")})
    run = under(own, "seamless", HostDown("conn-a"), HostDown("conn-b"))
    assert steps(run)[:3] == ["HTTPS", "DNS query", "AS"]
    assert run.outcome == "succeeded"


def test_the_nearest_controllers_come_first(office):
    """A client tries controllers of its own site before distant ones, whatever their order in the file."""
    net = office(two_way=True)
    hosts = {"dc0.corp": Host(site="aws", roles=("controller", "dns"), domain="corp.example"), **net.hosts}
    near = evolve(net, hosts=hosts)
    assert {step.exchange.target for step in under(near, "ana-db").steps if step.exchange.step == "AS"} == {"dc1.corp"}
    assert steps(under(near, "ana-ldap", LinkDown("vpn"))) == ["DNS query", "LDAP bind", "LDAP search"]


def test_a_program_on_the_directory_host_opens_no_page(net):
    """A program that binds from the service's own host makes no HTTPS request; a browser elsewhere makes one first."""
    assert steps(under(net, "ana-ldap"))[0] == "DNS query"
    browsing = net.adding(
        hosts={"portal": evolve(net.hosts["portal"], roles=("member-server", "aws-endpoint"), public=True)},
        flows={"ana-ldap": evolve(net.flows["ana-ldap"], client="browser")},
    )
    assert steps(under(browsing, "ana-ldap")) == ["HTTPS", "DNS query", "LDAP bind", "LDAP search"]


def test_an_application_without_name_servers_has_its_directory_configured(net):
    """A program on a host without name servers binds at the configured directory, with no question to DNS."""
    bare = net.adding(hosts={"portal": evolve(net.hosts["portal"], domain="", resolvers=())})
    assert steps(under(bare, "ana-ldap")) == ["LDAP bind", "LDAP search"]


def test_a_provider_in_front_of_ldap_binds_there(net):
    """An identity provider whose users are in an LDAP directory checks the password by a bind."""
    people = net.adding(
        hosts={"ldap1": Host(site="hq", roles=("ldap-server",), domain="people")},
        principals={"ana": evolve(net.principals["ana"], domain="people")},
    )
    assert steps(under(people, "ana-saml")) == ["HTTPS", "LDAP bind", "SAML"]
    lost = under(people, "ana-saml", HostDown("ldap1"))
    assert (lost.outcome, lost.ending.category) == ("timed-out", "ldap-unreachable")


def test_a_provider_registered_with_a_directory_signs_in_through_it(net):
    """A federated service that is registered with a connector has the password checked by way of it."""
    by = net.adding(services={"saml": evolve(net.services["saml"], directory="connector")})
    run = under(by, "ana-saml")
    book = [step.replace("-", " ") for step in BOOK["ana-console"].split()]
    assert steps(run) == [*book, "SAML"]
    assert [step.exchange.target for step in run.steps[:2]] == ["adfs", "conn-a"]


@pytest.fixture(scope="module")
def desktops(net):
    """The office with a desktop in AWS, a member of the office's domain, that the application opens."""
    return net.adding(
        hosts={"desktop": Host(site="aws", roles=("member-server",), domain="corp.example", resolvers=("dc1.corp",))},
        services={"console": evolve(net.services["console"], realm="corp.example", desktop="desktop")},
    )


def test_a_desktop_logs_on_after_the_application(desktops):
    """The application's sign-in comes first, then the desktop finds its domain and gets both tickets itself."""
    run = under(desktops, "ana-console")
    by_desktop = [step.exchange.step for step in run.steps if step.exchange.initiator == "desktop"]
    assert by_desktop[:2] == ["DNS query", "DNS query"]
    assert by_desktop[2:] == ["AS", "TGS"]
    assert run.ending.held[-1] == "ana: host/desktop@CORP.EXAMPLE"
    assert "AWS session for ana" not in run.ending.held


@pytest.mark.parametrize(("port", "category"), [(53, "kdc-not-found"), (88, "kdc-unreachable")])
def test_a_desktop_that_does_not_find_its_domain_lets_no_user_on(desktops, port, category):
    """A filter at the desktop stops the logon although the application has admitted the user."""
    run = under(desktops, "ana-console", PortBlocked("desktop", port))
    assert (run.outcome, run.ending.category, run.failed.initiator) == ("timed-out", category, "desktop")
    assert under(desktops, "bob-managed", PortBlocked("desktop", port)).outcome == "succeeded"


def test_a_desktop_that_is_off_lets_no_user_on(desktops):
    """The application is reached and admits the user; the desktop itself makes no exchange."""
    run = under(desktops, "ana-console", HostDown("desktop"))
    assert (run.outcome, run.failed.initiator, run.because) == ("timed-out", "desktop", "desktop is down")


def test_a_user_who_is_not_admitted_reaches_no_desktop(desktops):
    """Where the directory refuses the user, the desktop is not asked to log anyone on."""
    run = under(desktops, "ana-console", ds.PasswordExpired("ana"))
    assert run.outcome == "denied"
    assert "desktop" not in {step.exchange.initiator for step in run.steps}
