"""Rules of trusts: the same for Kerberos and NTLM, at every controller on the path."""

import pytest
from attrs import evolve

import dirsim as ds
from dirsim.model.ad_sites import DomainController
from dirsim.model.directory import Directory, Domain, Trust
from dirsim.model.network_parts import Host, Site
from dirsim.model.topology import Principal, Service, Topology
from dirsim.protocols.encryption_rules import service_key_refusal, user_key_refusal
from dirsim.protocols.trust_rules import Leads, logon_path_refusal, next_step, trust_between
from dirsim.protocols.view import View


def net(*, types=(), controllers=(), **trust):
    """Two forests, corp and cloud, where cloud trusts corp; corp has a child domain."""
    held = {"dc": DomainController(encryption_types=controllers)}
    return Topology(
        sites={"hq": Site()},
        hosts={
            name: Host(site="hq", roles=("controller",), domain=domain)
            for name, domain in (("dc", "corp"), ("sub", "sub.corp"), ("mdc", "cloud"))
        },
        directories={
            "one": Directory(domains={"corp": Domain(domain_controllers=held), "sub.corp": Domain(parent="corp")}),
            "two": Directory(domains={"cloud": Domain()}),
        },
        trusts={"t": Trust(trusting="cloud", trusted="corp", **trust)},
        principals={"ana": Principal(domain="corp", encryption_types=types), "sue": Principal(domain="sub.corp")},
        services={"db": Service(realm="corp", encryption_types=types), "web": Service(realm="cloud")},
    )


def no_fault(kind, of):
    """The situation without faults."""
    del kind, of
    return False


def broken(kind, of):
    """The keys of the trust differ."""
    return (kind, of) == ("trust-broken", "t")


@pytest.mark.parametrize(
    ("home", "controller", "realm", "leads"),
    [
        ("corp", "dc", "corp", Leads("corp", False)),
        ("corp", "dc", "cloud", Leads("cloud", True)),
        ("corp", "mdc", "cloud", Leads("cloud", False)),
        ("sub.corp", "sub", "cloud", Leads("corp", True)),
        ("sub.corp", "dc", "cloud", Leads("cloud", True)),
        ("corp", "dc", "sub.corp", Leads("sub.corp", True)),
    ],
)
def test_a_ticket_follows_the_trust_path(home, controller, realm, leads):
    """Each controller on the path refers to the next realm; that of the service issues the ticket."""
    assert next_step(View(net()), home, controller, realm, "ana", no_fault) == leads


@pytest.mark.parametrize(("home", "controller", "realm"), [("cloud", "mdc", "corp"), ("corp", "sub", "cloud")])
def test_no_ticket_leads_off_the_path(home, controller, realm):
    """Against the direction of the trust, and at a controller beside the path, the service is unknown."""
    assert next_step(View(net()), home, controller, realm, "bob", no_fault).code == "KDC_ERR_S_PRINCIPAL_UNKNOWN"


@pytest.mark.parametrize(
    ("user", "allowed", "refused"),
    [
        *(("ana", (), True), ("ana", ("ana",), False), ("ana", ("corp",), False), ("sue", ("ana",), True)),
        *(("ana", ("Ana@CORP",), False), ("ana", ("ana@sub.corp",), True), ("sue", ("sue@sub.corp",), False)),
    ],
)
def test_selective_authentication_decides_in_the_realm_of_the_service(user, allowed, refused):
    """Only who is allowed gets a ticket, and the controller of the service's realm is the one that refuses; NTLM alike."""
    view = View(net(selective=True, allowed=allowed))
    home = "corp" if user == "ana" else "sub.corp"
    assert next_step(view, home, "dc", "cloud", user, no_fault) == Leads("cloud", True)
    last = next_step(view, home, "mdc", "cloud", user, no_fault)
    assert (getattr(last, "code", "") == "KDC_ERR_POLICY") is refused
    logon = logon_path_refusal(view, home, "cloud", user, no_fault)
    assert ((logon is not None) and logon.code == "NT_STATUS_AUTHENTICATION_FIREWALL_FAILED") is refused


def test_selective_authentication_does_not_act_inside_the_forest():
    """A path that does not cross the trust is not restricted by it."""
    view = View(net(selective=True))
    assert next_step(view, "sub.corp", "dc", "corp", "sue", no_fault) == Leads("corp", False)


def test_a_broken_trust_refuses_what_the_other_side_issued():
    """The trusted side still refers; the trusting side cannot decrypt the referral. NTLM gets no secure channel."""
    view = View(net())
    assert next_step(view, "corp", "dc", "cloud", "ana", broken) == Leads("cloud", True)
    assert next_step(view, "corp", "mdc", "cloud", "ana", broken).code == "KRB_AP_ERR_BAD_INTEGRITY"
    assert logon_path_refusal(view, "corp", "cloud", "ana", broken).code == "NT_STATUS_TRUSTED_DOMAIN_FAILURE"
    assert next_step(view, "sub.corp", "dc", "corp", "sue", broken) == Leads("corp", False)


def test_ntlm_follows_the_direction_of_the_trust():
    """A user of the trusting side is not known on the other."""
    assert logon_path_refusal(View(net()), "cloud", "corp", "bob", no_fault).code == "NT_STATUS_LOGON_FAILURE"
    assert logon_path_refusal(View(net()), "corp", "cloud", "ana", no_fault) is None


@pytest.mark.parametrize(
    ("controllers", "types", "refused"),
    [
        (("aes256",), ("rc4",), True),
        (("aes256", "rc4"), ("rc4",), False),
        ((), ("rc4",), False),
        (("aes256",), (), False),
    ],
)
def test_keys_need_a_type_in_common(controllers, types, refused):
    """A controller refuses an account, a service and a trust without a common encryption type; unknown types set no limit."""
    view = View(net(types=types, controllers=controllers, encryption_types=types))
    codes = [
        getattr(user_key_refusal(view, "dc", "ana"), "code", ""),
        getattr(service_key_refusal(view, "dc", "db"), "code", ""),
        getattr(next_step(view, "corp", "dc", "cloud", "ana", no_fault), "code", ""),
    ]
    assert codes == ["KDC_ERR_ETYPE_NOSUPP" if refused else ""] * 3
    assert user_key_refusal(view, "dc", "sue") is None
    assert service_key_refusal(view, "dc", "unknown") is None


@pytest.mark.parametrize(
    ("permitted", "refused"), [(("aes128", "aes256"), True), (("aes256", "rc4"), False), ((), False)]
)
def test_a_client_limits_the_types_too(permitted, refused):
    """A client that permits AES only gets no ticket for a key of RC4 alone, whatever its controller supports (KB 4492348)."""
    view = View(net(types=("rc4",), encryption_types=("rc4",)))
    codes = [
        getattr(user_key_refusal(view, "dc", "ana", permitted), "code", ""),
        getattr(service_key_refusal(view, "dc", "db", permitted), "code", ""),
        getattr(next_step(view, "corp", "dc", "cloud", "ana", no_fault, permitted), "code", ""),
    ]
    assert codes == ["KDC_ERR_ETYPE_NOSUPP" if refused else ""] * 3


def test_three_need_one_type_in_common():
    """A controller, a client and a key that agree in pairs but not together have no type in common."""
    view = View(net(types=("rc4", "aes128"), controllers=("aes256", "rc4")))
    assert user_key_refusal(view, "dc", "ana", ("aes256", "aes128")).code == "KDC_ERR_ETYPE_NOSUPP"
    assert user_key_refusal(view, "dc", "ana", ("rc4",)) is None


def test_domains_of_one_forest_share_no_named_trust():
    """Between parent and child no trust of the file is crossed."""
    both = View(net(two_way=True))
    assert trust_between(both, "corp", "cloud") == trust_between(both, "cloud", "corp") == "t"
    assert trust_between(both, "corp", "sub.corp") is None
    one = View(net())
    assert trust_between(one, "corp", "cloud") == "t"
    assert trust_between(one, "cloud", "corp") is None


def test_two_one_way_trusts_decide_each_in_its_direction():
    """A ticket crosses the trust of its direction: what the other one says about selection or keys is not asked."""
    back = Trust(trusting="corp", trusted="cloud", selective=True)
    there = net().adding(trusts={"back": back}, principals={"eve": Principal(domain="cloud")})
    view = View(there)
    assert (trust_between(view, "corp", "cloud"), trust_between(view, "cloud", "corp")) == ("t", "back")
    assert next_step(view, "corp", "mdc", "cloud", "ana", broken).code == "KRB_AP_ERR_BAD_INTEGRITY"
    assert next_step(view, "corp", "mdc", "cloud", "ana", no_fault) == Leads("cloud", False)
    assert next_step(view, "cloud", "dc", "corp", "eve", no_fault).code == "KDC_ERR_POLICY"
    assert logon_path_refusal(view, "cloud", "corp", "eve", no_fault).code == "NT_STATUS_AUTHENTICATION_FIREWALL_FAILED"


@pytest.mark.parametrize("flow", ["ana-db", "ana-ntlm", "ana-managed"])
def test_every_kind_of_flow_crosses_the_trust_by_the_same_rules(office, flow):
    """Selective authentication and a broken trust stop Kerberos, NTLM and the lookup of a managed directory alike."""
    whole = office(two_way=True)
    assert ds.trace(whole, flow).through
    (name, trust), *_ = whole.trusts.items()
    chosen = whole.adding(trusts={name: evolve(trust, selective=True, allowed=())})
    assert ds.trace(chosen, flow).outcome == "denied"
    assert ds.trace(whole, flow, ds.Scenario("x", [ds.Fault(kind="trust-broken", of=name)])).outcome == "denied"
