"""Kerberos messages: requests, error codes and categories.

Source: RFC 4120 sections 5.4 (requests) and 7.5.9 (error codes).
"""

from __future__ import annotations

from attrs import frozen

from dirsim.protocols.ticket_cache import Ticket

TOO_BIG = "KRB_ERR_RESPONSE_TOO_BIG"
PREAUTH = "KDC_ERR_PREAUTH_REQUIRED"
SKEW = "KRB_AP_ERR_SKEW"

CATEGORIES = {
    "KDC_ERR_PREAUTH_FAILED": "bad-password",
    "KDC_ERR_C_PRINCIPAL_UNKNOWN": "client-unknown",
    "KDC_ERR_CLIENT_REVOKED": "revoked",
    "KDC_ERR_KEY_EXPIRED": "password-expired",
    "KDC_ERR_NAME_EXP": "account-expired",
    "KDC_ERR_ETYPE_NOSUPP": "encryption-type",
    "KRB_AP_ERR_BAD_INTEGRITY": "bad-integrity",
    "KDC_ERR_S_PRINCIPAL_UNKNOWN": "server-unknown",
    "KDC_ERR_POLICY": "kdc-policy",
    SKEW: "clock-skew",
    "KRB_AP_ERR_TKT_EXPIRED": "ticket-expired",
    "KRB_AP_ERR_TKT_NYV": "ticket-not-yet-valid",
}
"""The failure category of each error code of a KDC or a service (RFC 4120 section 7.5.9)."""


@frozen(cache_hash=True)
class FirstRequest:
    """The content of an AS request.

    Attributes:
        user: The user.
        proof: The time encrypted with the user's key; ``None`` without pre-authentication.
        wrong: True where it is encrypted with a wrong key.
        life_s: The requested lifetime; ``None`` means as long as the domain allows.
        renew_s: The requested renewable lifetime; ``None`` likewise.
        for_change: True where the ticket is for a password change (``kadmin/changepw``): an expired password is accepted.
        types: The encryption types that the client permits; empty sets no limit.
    """

    user: str
    proof: float | None = None
    wrong: bool = False
    life_s: float | None = None
    renew_s: float | None = None
    for_change: bool = False
    types: tuple[str, ...] = ()


@frozen(cache_hash=True)
class FurtherRequest:
    """The content of a TGS request.

    Attributes:
        ticket: The ticket-granting ticket that it presents.
        now: The client's time.
        service: The service for which a ticket is requested; empty for a cross-realm ticket or a renewal.
        realm: Its realm, or the realm for which a cross-realm ticket is requested; for a renewal the user's.
        renew: True where the ticket itself is to be renewed.
        types: The encryption types that the client permits; empty sets no limit.
    """

    ticket: Ticket
    now: float
    realm: str
    service: str = ""
    renew: bool = False
    types: tuple[str, ...] = ()
