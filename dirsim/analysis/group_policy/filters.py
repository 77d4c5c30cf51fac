"""Whether a linked policy object applies: switched off, filtered by security, filtered by WMI.

Source: [MS-GPOL] 3.2.5.1.6 (GPO filter evaluation) and 3.2.5.1.7 (WMI filter).
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from dirsim.analysis.group_policy.result import Half, PolicyTarget, State
from dirsim.analysis.group_policy.scope import Forest, LinkedPolicy
from dirsim.model import distinguished_name
from dirsim.model.group_policy import AUTHENTICATED_USERS

_EVERYBODY = (AUTHENTICATED_USERS, "Everyone", "S-1-5-11", "S-1-1-0")
_KIND = {
    Half.USER: ("Domain Users",),
    Half.COMPUTER: ("Domain Computers",),
}


@frozen
class Decision:
    """What becomes of a policy object, and why."""

    state: State
    because: str


def identities(target: PolicyTarget, half: Half, domain: str) -> frozenset[str]:
    """Every name by which a security filter may mean an account, in lower case.

    Names of groups count with and without the domain before them, and by the common name of a distinguished one.
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
    forest: Forest,
    one: LinkedPolicy,
    half: Half,
    who: frozenset[str],
    filters: Mapping[str, bool],
) -> Decision:
    """Whether an object applies with one half of it.

    Args:
        forest: Where its definition is looked up.
        one: The object at its link.
        half: Which half.
        who: The account, by every name that a filter may mean.
        filters: Which WMI filters hold, by their text or by the name of the object.
    """
    if not one.link.enabled:
        return Decision(State.NOT_APPLIED, "the link is switched off")
    if one.blocked_by:
        return Decision(State.NOT_APPLIED, f"{one.blocked_by} blocks inheritance, and the link is not enforced")
    policy = forest.policy(one.gpo)
    if policy is None:
        return Decision(State.UNKNOWN, "the estate has no policy object of this name")
    if not (policy.user_enabled if half is Half.USER else policy.computer_enabled):
        return Decision(State.NOT_APPLIED, f"its {half.value} half is switched off")
    denied = sorted(name for name in policy.denied if _forms(name) & who)
    if denied:
        return Decision(State.NOT_APPLIED, f"it is denied to {', '.join(denied)}")
    let_in = [name for name in policy.apply_to if _forms(name) & who]
    if not let_in:
        filtered = ", ".join(policy.apply_to) or "nobody"
        return Decision(State.NOT_APPLIED, f"security filtering: it applies to {filtered}")
    if policy.wmi_filter is not None:
        return _filtered(one.gpo, policy.wmi_filter, filters)
    return Decision(State.APPLIED, f"it applies to {let_in[0]}")


def _filtered(gpo: str, text: str, filters: Mapping[str, bool]) -> Decision:
    holds = filters.get(text, filters.get(gpo))
    if holds is None:
        return Decision(State.UNKNOWN, f"nobody said whether its WMI filter holds: {text}")
    if holds:
        return Decision(State.APPLIED, f"its WMI filter holds: {text}")
    return Decision(State.NOT_APPLIED, f"its WMI filter does not hold: {text}")


def computer_may_read(apply_to: tuple[str, ...], computer: frozenset[str]) -> bool:
    """Whether the computer is among those that a user's policy applies to, and so may read it."""
    return any(_forms(name) & computer for name in apply_to)
