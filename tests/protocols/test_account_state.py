"""States of accounts: one rule for every server, with the code of its protocol."""

from itertools import product

import pytest
from attrs import evolve

import dirsim as ds
from dirsim.model.topology import Principal, Topology
from dirsim.protocols.account_state import (
    FAULT_STATES,
    account_state,
    bind_refusal,
    first_ticket_refusal,
    further_ticket_refusal,
    logon_refusal,
    password_change_refusal,
)
from dirsim.protocols.view import View

STATES = ("absent", "disabled", "locked", "expired", "password-expired")


def state(principal, *faults, domain="corp.example"):
    """The state of an account ``ana`` of corp.example."""
    return account_state(View(Topology(principals={"ana": principal})), domain, "ana", faults)


ANA = Principal(domain="corp.example")


@pytest.mark.parametrize(("fault", "found"), FAULT_STATES.items())
def test_a_fault_of_an_account_is_its_state(fault, found):
    """Each fault of a principal puts the account into its state; other faults do not."""
    assert state(ANA, fault) == found
    assert state(ANA, "link-down") == "active"


@pytest.mark.parametrize("word", STATES)
def test_a_state_of_the_file_is_found(word):
    """The state that a file gives needs no fault."""
    assert state(evolve(ANA, state=word)) == word


def test_an_unknown_account_is_absent():
    """An account that the topology lacks, and one asked for in another domain, does not exist there."""
    view = View(Topology(principals={"ana": ANA}))
    assert account_state(view, "corp.example", "bob", ()) == "absent"
    assert state(ANA, domain="cloud.example") == "absent"
    assert state(evolve(ANA, state="absent"), "account-disabled") == "absent"


@pytest.mark.parametrize(("one", "other"), [*product(FAULT_STATES, FAULT_STATES)])
def test_the_graver_state_is_found(one, other):
    """Of two faults the graver decides: disabled, then locked, expired, and last the password."""
    order = list(dict.fromkeys(FAULT_STATES.values()))
    assert state(ANA, one, other) == min(FAULT_STATES[one], FAULT_STATES[other], key=order.index)


@pytest.mark.parametrize(
    ("word", "first", "bind", "logon"),
    [
        ("absent", "KDC_ERR_C_PRINCIPAL_UNKNOWN", "invalidCredentials", "NT_STATUS_LOGON_FAILURE"),
        ("disabled", "KDC_ERR_CLIENT_REVOKED", "invalidCredentials", "NT_STATUS_ACCOUNT_DISABLED"),
        ("locked", "KDC_ERR_CLIENT_REVOKED", "invalidCredentials", "NT_STATUS_ACCOUNT_LOCKED_OUT"),
        ("expired", "KDC_ERR_CLIENT_REVOKED", "invalidCredentials", "NT_STATUS_ACCOUNT_EXPIRED"),
        ("password-expired", "KDC_ERR_KEY_EXPIRED", "invalidCredentials", "NT_STATUS_PASSWORD_EXPIRED"),
    ],
)
def test_each_server_refuses_by_its_own_code(word, first, bind, logon):
    """AS requests, LDAP binds and NTLM logons refuse the same accounts, each by the code of its protocol."""
    rules = (first_ticket_refusal, bind_refusal, logon_refusal)
    found = [rule(word, "corp.example", "ana") for rule in rules]
    assert [one.code for one in found] == [first, bind, logon]
    assert len({one.because for one in found}) == 1
    assert [rule("active", "corp.example", "ana") for rule in rules] == [None] * 3


def test_an_expired_password_can_be_changed():
    """A password change is refused as a sign-in is, but for a password that has expired (RFC 3244)."""
    assert password_change_refusal("password-expired", "corp.example", "ana") is None
    assert password_change_refusal("active", "corp.example", "ana") is None
    assert password_change_refusal("disabled", "corp.example", "ana").code == "KDC_ERR_CLIENT_REVOKED"


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("disabled", "KDC_ERR_POLICY"),
        ("locked", "KDC_ERR_CLIENT_REVOKED"),
        ("expired", "KDC_ERR_NAME_EXP"),
        ("password-expired", "KDC_ERR_KEY_EXPIRED"),
    ],
)
def test_samba_looks_at_the_account_at_every_request(word, code):
    """Samba refuses a further ticket at once, whatever the age of the TGT."""
    refused = further_ticket_refusal(word, "corp.example", "ana", software="samba", age_s=0.0)
    assert refused.code == code


@pytest.mark.parametrize("word", ["disabled", "locked", "expired"])
def test_windows_looks_at_the_account_after_twenty_minutes(word):
    """Windows issues further tickets until the TGT is twenty minutes old (fact ``kdc-account-recheck``), then none."""
    ask = {"domain": "corp.example", "name": "ana", "software": "windows"}
    assert further_ticket_refusal(word, **ask, age_s=1200.0) is None
    assert further_ticket_refusal(word, **ask, age_s=1200.1).code == "KDC_ERR_CLIENT_REVOKED"


def test_windows_gives_tickets_after_the_password_has_expired():
    """The re-check of Windows covers disabled, locked and expired accounts, not passwords (fact ``kdc-recheck-scope``)."""
    asked = further_ticket_refusal("password-expired", "corp.example", "ana", software="windows", age_s=1e6)
    assert asked is None


def test_no_server_issues_tickets_for_an_account_that_is_gone():
    """A deleted account gets no further ticket from either software."""
    for software in ("windows", "samba"):
        refused = further_ticket_refusal("absent", "corp.example", "ana", software=software, age_s=0.0)
        assert refused.code == "KDC_ERR_C_PRINCIPAL_UNKNOWN"


@pytest.mark.parametrize("flow", ["ana-db", "ana-ntlm", "ana-ldap", "ana-console", "ana-managed", "ana-saml"])
@pytest.mark.parametrize("word", STATES)
def test_every_kind_of_sign_in_refuses_the_account(office, flow, word):
    """An account that may not sign in is denied by every kind of flow, and the reason names it."""
    net = office(two_way=True)
    barred = net.adding(principals={"ana": evolve(net.principals["ana"], state=word)})
    run = ds.trace(barred, flow)
    assert run.outcome == "denied"
    assert "ana" in run.because
    assert ds.trace(net, flow).through
