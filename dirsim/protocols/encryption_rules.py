"""Encryption types that a KDC shares with an account or a trust.

Types that are unknown set no limit. Sources: RFC 4120 section 3.1.3 (KDC_ERR_ETYPE_NOSUPP), [MS-KILE] 3.3.5.7
(``msDS-SupportedEncryptionTypes``).
"""

from __future__ import annotations

from dirsim.protocols.account_state import Refusal
from dirsim.protocols.view import View

NO_SUPPORT = "KDC_ERR_ETYPE_NOSUPP"


def user_key_refusal(view: View, controller: str, user: str) -> Refusal | None:
    """The refusal of an AS request whose account has no key that the controller supports; ``None`` where it has one."""
    principal = view.topology.principals.get(user)
    types = principal.encryption_types if principal is not None else ()
    return _refusal(view, controller, types, f"the account {user}")


def service_key_refusal(view: View, controller: str, service: str) -> Refusal | None:
    """The refusal of a TGS request for a service without a key that the controller supports."""
    entry = view.topology.services.get(service)
    return _refusal(view, controller, entry.encryption_types if entry is not None else (), f"the service {service}")


def trust_key_refusal(view: View, controller: str, trust: str) -> Refusal | None:
    """The refusal of a referral over a trust without an encryption type that the controller supports."""
    return _refusal(view, controller, view.topology.trusts[trust].encryption_types, f"the trust {trust}")


def _refusal(view: View, controller: str, types: tuple[str, ...], whose: str) -> Refusal | None:
    own = view.encryption_types(controller)
    if not own or not types or set(own) & set(types):
        return None
    return Refusal(NO_SUPPORT, f"{controller} supports {', '.join(own)} and {whose} only {', '.join(types)}")
