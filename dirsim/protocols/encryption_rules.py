"""Encryption types that a KDC, a client and a key have in common.

Types that are unknown set no limit. Sources: RFC 4120 section 3.1.3 (KDC_ERR_ETYPE_NOSUPP), [MS-KILE] 3.3.5.7
(``msDS-SupportedEncryptionTypes``), Microsoft's article 4492348 (a client that permits AES only, a trust that has RC4 only).
"""

from __future__ import annotations

from dirsim.protocols.account_state import Refusal
from dirsim.protocols.view import View

NO_SUPPORT = "KDC_ERR_ETYPE_NOSUPP"


def user_key_refusal(view: View, controller: str, user: str, permitted: tuple[str, ...] = ()) -> Refusal | None:
    """The refusal of an AS request whose account has no key that controller and client support; ``None`` where it has one."""
    principal = view.topology.principals.get(user)
    types = principal.encryption_types if principal is not None else ()
    return _refusal(view, controller, permitted, types, f"the account {user}")


def service_key_refusal(view: View, controller: str, service: str, permitted: tuple[str, ...] = ()) -> Refusal | None:
    """The refusal of a TGS request for a service without a key that controller and client support."""
    entry = view.topology.services.get(service)
    types = entry.encryption_types if entry is not None else ()
    return _refusal(view, controller, permitted, types, f"the service {service}")


def trust_key_refusal(view: View, controller: str, trust: str, permitted: tuple[str, ...] = ()) -> Refusal | None:
    """The refusal of a referral over a trust without an encryption type that controller and client support."""
    return _refusal(view, controller, permitted, view.topology.trusts[trust].encryption_types, f"the trust {trust}")


def _refusal(
    view: View, controller: str, permitted: tuple[str, ...], types: tuple[str, ...], whose: str
) -> Refusal | None:
    """The refusal where two of the three have no type in common, or all three have none."""
    own = view.encryption_types(controller)
    limits = {controller: own, "the client": permitted, whose: types}
    stated = {name: set(some) for name, some in limits.items() if some}
    if len(stated) < 2 or set.intersection(*stated.values()):
        return None
    words = [f"{name} supports {', '.join(limits[name])}" for name in stated]
    return Refusal(NO_SUPPORT, f"no encryption type in common: {'; '.join(words)}")
