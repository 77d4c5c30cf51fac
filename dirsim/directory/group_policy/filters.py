"""Filters of a linked policy object: disabled, security, WMI.

Source: [MS-GPOL] 3.2.5.1.6 (GPO filter evaluation) and 3.2.5.1.7 (WMI filter).
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from dirsim.directory.group_policy.link_scope import LinkedPolicy, PolicyForest
from dirsim.directory.group_policy.resultant_values import Half, PolicyState, PolicyTarget
from dirsim.model import distinguished_name
from dirsim.model.group_policy import AUTHENTICATED_USERS

_EVERYBODY = (AUTHENTICATED_USERS, "Everyone", "S-1-5-11", "S-1-1-0")
_KIND = {
    Half.USER: ("Domain Users",),
    Half.COMPUTER: ("Domain Computers",),
}


@frozen
class FilterDecision:
    """The state of a policy object, and the reason."""

    state: PolicyState
    because: str


def identities(target: PolicyTarget, half: Half, domain: str) -> frozenset[str]:
    """Every name by which a security filter may refer to an account, in lower case.

    Group names are included with and without a domain prefix, and as the common name of a distinguished name.
    """
    own = distinguished_name.parts(target.dn)[0].partition("=")[2] if target.dn else ""
    names = [own, f"{own}$" if half is Half.COMPUTER else own, target.name, target.dn, *_EVERYBODY, *_KIND[half]]
    found: set[str] = set()
    for name in (*names, *target.groups):
        found |= _forms(name)
    return frozenset(found | {f"{name}@{domain.lower()}" for name in _forms(own)})


def _forms(name: str) -> set[str]:
    text = name.strip().lower()
    forms = {text, text.rpartition("\\")[2]}
    if distinguished_name.is_name(text):
        forms |= {distinguished_name.normal(text), distinguished_name.parts(text)[0].partition("=")[2]}
    return forms - {""}


def decide(
    forest: PolicyForest,
    one: LinkedPolicy,
    half: Half,
    who: frozenset[str],
    filters: Mapping[str, bool],
) -> FilterDecision:
    """Decide whether one half of a policy object applies.

    Args:
        forest: The forest that defines it.
        one: The object at its link.
        half: The half.
        who: The account, by every name that a filter may use.
        filters: Results of WMI filters, by their text or by the name of the policy object.
    """
    if not one.link.enabled:
        return FilterDecision(PolicyState.NOT_APPLIED, "the link is disabled")
    if one.blocked_by:
        return FilterDecision(
            PolicyState.NOT_APPLIED, f"{one.blocked_by} blocks inheritance, and the link is not enforced"
        )
    policy = forest.policy(one.gpo)
    if policy is None:
        return FilterDecision(PolicyState.UNKNOWN, "the estate has no policy object with this name")
    if not (policy.user_enabled if half is Half.USER else policy.computer_enabled):
        return FilterDecision(PolicyState.NOT_APPLIED, f"its {half.value} half is disabled")
    denied = sorted(name for name in policy.denied if _forms(name) & who)
    if denied:
        return FilterDecision(PolicyState.NOT_APPLIED, f"it is denied to {', '.join(denied)}")
    let_in = [name for name in policy.apply_to if _forms(name) & who]
    if not let_in:
        filtered = ", ".join(policy.apply_to) or "no one"
        return FilterDecision(PolicyState.NOT_APPLIED, f"security filtering: it applies to {filtered}")
    if policy.wmi_filter is not None:
        return _filtered(one.gpo, policy.wmi_filter, filters)
    return FilterDecision(PolicyState.APPLIED, f"it applies to {let_in[0]}")


def _filtered(gpo: str, text: str, filters: Mapping[str, bool]) -> FilterDecision:
    holds = filters.get(text, filters.get(gpo))
    if holds is None:
        return FilterDecision(PolicyState.UNKNOWN, f"the result of its WMI filter is not given: {text}")
    if holds:
        return FilterDecision(PolicyState.APPLIED, f"its WMI filter is true: {text}")
    return FilterDecision(PolicyState.NOT_APPLIED, f"its WMI filter is false: {text}")


def computer_may_read(apply_to: tuple[str, ...], computer: frozenset[str]) -> bool:
    """True if the security filtering of a user's policy includes the computer, so that it may read the policy."""
    return any(_forms(name) & computer for name in apply_to)
