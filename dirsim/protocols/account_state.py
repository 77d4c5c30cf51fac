"""State of an account, and the error of each service that finds it so.

One rule serves every server and every driver: a KDC, an LDAP bind and an NTLM logon differ in the code alone.
Sources: RFC 4120 section 7.5.9, [MS-KILE] 3.3.5.7.1 (facts ``kdc-account-recheck`` and ``kdc-recheck-scope``), [MS-ERREF]
2.3.1 (NTSTATUS), RFC 4511 appendix A (result codes).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from attrs import frozen

from dirsim.protocols.account_rules import password_domains
from dirsim.protocols.client_profile import known
from dirsim.protocols.view import View

FAULT_STATES: Mapping[str, str] = {
    "account-disabled": "disabled",
    "account-locked": "locked",
    "account-expired": "expired",
    "password-expired": "password-expired",
    "credential-expired": "password-expired",
}
"""The state that each fault of a principal puts an account in; the first that applies is found."""

ABSENT = "absent"
ACTIVE = "active"


@frozen
class Refusal:
    """The reason why a server refuses an account.

    Attributes:
        code: The protocol's error name.
        because: The reason, in words.
    """

    code: str
    because: str


def account_state(view: View, domain: str, name: str, faults: Collection[str]) -> str:
    """The state of an account at the controllers of a domain: a word of ``PRINCIPAL_STATES``.

    Args:
        view: Static knowledge of the topology.
        domain: The domain whose controllers are asked.
        name: The principal.
        faults: The kinds of the faults of the principal that are present.
    """
    principal = view.topology.principals.get(name)
    if principal is None or principal.state == ABSENT or domain not in password_domains(view, principal):
        return ABSENT
    present = [state for kind, state in FAULT_STATES.items() if kind in faults]
    order = tuple(dict.fromkeys(FAULT_STATES.values()))
    states = [state for state in order if state in present or state == principal.state]
    return states[0] if states else ACTIVE


def first_ticket_refusal(state: str, domain: str, name: str) -> Refusal | None:
    """The KDC's refusal of an AS request; ``None`` where the account may have a TGT."""
    return _refusal(_AS_CODES, state, domain, name)


def further_ticket_refusal(state: str, domain: str, name: str, *, software: str, age_s: float) -> Refusal | None:
    """The refusal of a TGS request by a KDC of the account's own domain; ``None`` where it issues the ticket.

    Args:
        state: The state of the account.
        domain: The account's domain.
        name: The principal.
        software: The controller's software. Windows looks at the account only once the TGT has a certain age.
        age_s: The age of the TGT, in seconds.
    """
    if state == ABSENT:
        return _refusal(_AS_CODES, state, domain, name)
    if software != "windows":
        return _refusal(_SAMBA_TGS_CODES, state, domain, name)
    checked = age_s > 60 * known("kdc-account-recheck", "minutes")
    return _refusal(_WINDOWS_TGS_CODES, state, domain, name) if checked else None


def bind_refusal(state: str, domain: str, name: str) -> Refusal | None:
    """The refusal of an LDAP simple bind; every state has the one result code ``invalidCredentials``."""
    return _refusal(dict.fromkeys(_AS_CODES, "invalidCredentials"), state, domain, name)


def logon_refusal(state: str, domain: str, name: str) -> Refusal | None:
    """The refusal of an NTLM logon."""
    return _refusal(_NTLM_CODES, state, domain, name)


def password_change_refusal(state: str, domain: str, name: str) -> Refusal | None:
    """The refusal of a password change: an expired password can be changed, other accounts as for a TGT (RFC 3244)."""
    return None if state == "password-expired" else _refusal(_AS_CODES, state, domain, name)


def _refusal(codes: Mapping[str, str], state: str, domain: str, name: str) -> Refusal | None:
    code = codes.get(state)
    return None if code is None else Refusal(code, _WORDS[state].format(name=name, domain=domain))


_WORDS: Mapping[str, str] = {
    ABSENT: "{domain} has no account {name}",
    "disabled": "the account {name} is disabled",
    "locked": "the account {name} is locked out",
    "expired": "the account {name} has expired",
    "password-expired": "the password of {name} has expired",
}
_AS_CODES: Mapping[str, str] = {
    ABSENT: "KDC_ERR_C_PRINCIPAL_UNKNOWN",
    "disabled": "KDC_ERR_CLIENT_REVOKED",
    "locked": "KDC_ERR_CLIENT_REVOKED",
    "expired": "KDC_ERR_CLIENT_REVOKED",
    "password-expired": "KDC_ERR_KEY_EXPIRED",
}
_SAMBA_TGS_CODES: Mapping[str, str] = {
    "disabled": "KDC_ERR_POLICY",
    "locked": "KDC_ERR_CLIENT_REVOKED",
    "expired": "KDC_ERR_NAME_EXP",
    "password-expired": "KDC_ERR_KEY_EXPIRED",
}
"""Samba checks the account at every request, by the rules of Heimdal's KDC."""
_WINDOWS_TGS_CODES: Mapping[str, str] = dict.fromkeys(("disabled", "locked", "expired"), "KDC_ERR_CLIENT_REVOKED")
_NTLM_CODES: Mapping[str, str] = {
    ABSENT: "NT_STATUS_LOGON_FAILURE",
    "disabled": "NT_STATUS_ACCOUNT_DISABLED",
    "locked": "NT_STATUS_ACCOUNT_LOCKED_OUT",
    "expired": "NT_STATUS_ACCOUNT_EXPIRED",
    "password-expired": "NT_STATUS_PASSWORD_EXPIRED",
}
