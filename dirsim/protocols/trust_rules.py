"""Trust rules of a controller: path, selective authentication, keys.

One rule serves Kerberos and NTLM, and every driver. Sources: [MS-KILE] 3.3.5.7 (referrals, encryption types), [MS-ADTS]
6.1.6.7.9 (trust attributes), RFC 4120 section 3.1.3 (KDC_ERR_ETYPE_NOSUPP); fact ``trust-selective-authentication``.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from attrs import frozen

from dirsim.protocols.account_state import Refusal
from dirsim.protocols.encryption_rules import trust_key_refusal
from dirsim.protocols.view import View

Faults = Callable[[str, str], bool]
"""True where a fault of a kind is present at an element: kind and element in."""


@frozen
class Leads:
    """The step of a ticket after a controller of one realm.

    Attributes:
        realm: The next realm, whose key the ticket is encrypted with; the service's own realm at the end of the path.
        referral: True where that is another realm.
    """

    realm: str
    referral: bool


def next_step(
    view: View, home: str, controller: str, realm: str, user: str, faults: Faults, types: tuple[str, ...] = ()
) -> Leads | Refusal:
    """The answer of a realm's KDC to a request for a ticket of a service.

    Args:
        view: Static knowledge of the topology.
        home: The user's domain.
        controller: The KDC that is asked.
        realm: The service's realm.
        user: The user, for selective authentication.
        faults: The faults that are present.
        types: The encryption types that the client permits; empty sets no limit.
    """
    here = view.topology.hosts[controller].domain
    path = view.trust_path(home, realm)
    if path is None or here not in path:
        return Refusal("KDC_ERR_S_PRINCIPAL_UNKNOWN", f"{realm} does not trust {home}: {here} has no such service")
    place = path.index(here)
    if place:
        crossed = trust_between(view, path[place - 1], here)
        if crossed is not None and faults("trust-broken", crossed):
            return Refusal(
                "KRB_AP_ERR_BAD_INTEGRITY", f"{here} cannot decrypt the ticket: the keys of the trust {crossed} differ"
            )
    if here == realm:
        refused = selective_refusal(view, path, user)
        return Leads(realm, False) if refused is None else Refusal("KDC_ERR_POLICY", refused)
    onward = trust_between(view, here, path[place + 1])
    refusal = None if onward is None else trust_key_refusal(view, controller, onward, types)
    return refusal or Leads(path[place + 1], True)


def logon_path_refusal(view: View, home: str, here: str, user: str, faults: Faults) -> Refusal | None:
    """The refusal of an NTLM logon of another domain's user, at a controller of the resource's domain."""
    path = view.trust_path(home, here)
    if path is None:
        return Refusal("NT_STATUS_LOGON_FAILURE", f"{here} does not trust {home}")
    refused = selective_refusal(view, path, user)
    if refused is not None:
        return Refusal("NT_STATUS_AUTHENTICATION_FIREWALL_FAILED", refused)
    for one, other in pairwise(path):
        crossed = trust_between(view, one, other)
        if crossed is not None and faults("trust-broken", crossed):
            because = f"{other} has no secure channel to {one}: the keys of the trust {crossed} differ"
            return Refusal("NT_STATUS_TRUSTED_DOMAIN_FAILURE", because)
    return None


def trust_between(view: View, trusted: str, trusting: str) -> str | None:
    """The trust that a ticket crosses from a trusted realm to a trusting one, by name; ``None`` inside a forest."""
    return view.trust_between(trusted, trusting)


def selective_refusal(view: View, path: tuple[str, ...], user: str) -> str | None:
    """The reason why selective authentication refuses a user, in words; ``None`` where no trust of the path does."""
    home, realm = path[0], path[-1]
    for one, other in pairwise(path):
        name = trust_between(view, one, other)
        trust = None if name is None else view.topology.trusts[name]
        if trust is not None and not trust.admits(user, home):
            return f"selective authentication: {user} is not allowed to authenticate in {realm}"
    return None
