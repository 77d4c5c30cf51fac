"""The resultant set of policy of a user on a computer.

Source: [MS-GPOL] 3.2.5.1 (policy application) and 3.2.1.24 (loopback). Local policy objects of the computer, which have
the lowest precedence, are not stored in a directory and are omitted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dirsim.directory.group_policy.filters import computer_may_read, decide, identities
from dirsim.directory.group_policy.link_scope import PolicyForest, forest_of, linked, site_of
from dirsim.directory.group_policy.resultant_values import (
    AppliedPolicy,
    Half,
    PolicyState,
    PolicyTarget,
    ResultantSet,
    SettingResult,
)
from dirsim.errors import UsageError
from dirsim.model.directory import Directory
from dirsim.model.group_policy import LOOPBACK_MODES, LOOPBACK_SETTINGS

_CROSS_FOREST = "Allow cross-forest user policy and roaming user profiles"


def resultant_set(
    directories: Mapping[str, Directory],
    user: PolicyTarget | None = None,
    computer: PolicyTarget | None = None,
    *,
    site: str = "",
    address: str = "",
    filters: Mapping[str, bool] | None = None,
) -> ResultantSet:
    """Determine the policy objects and the settings that a user gets on a computer.

    Args:
        directories: The directories of an estate, with their units, links and policy objects.
        user: The user who signs in; ``None`` means the computer's own policy alone.
        computer: The computer; ``None`` means the user's own policy alone, without loopback.
        site: The AD site of the computer; empty means the site of its address, or unknown.
        address: The IP address of the computer; empty means unknown.
        filters: Results of WMI filters, by their text or by the name of the policy object; absent ones are unknown.

    Raises:
        UsageError: No account is given, a domain or the site is not in the estate, or the address is invalid.
    """
    if user is None and computer is None:
        raise UsageError("expected a user, a computer, or both")
    known = filters or {}
    machine = None if computer is None else _forest(directories, computer)
    person = None if user is None else _forest(directories, user)
    notes: list[str] = []
    where = _site(machine or person, site, address, notes)
    machine_names = frozenset[str]()
    own: tuple[AppliedPolicy, ...] = ()
    if machine is not None and computer is not None:
        machine_names = identities(computer, Half.COMPUTER, machine.domain_name)
        own = _half(machine, computer.dn, where, Half.COMPUTER, machine_names, known)
    settings = _settings(own)
    loopback = "none"
    users: tuple[AppliedPolicy, ...] = ()
    if person is not None and user is not None:
        loopback = _loopback(settings, machine, person, notes)
        names = identities(user, Half.USER, person.domain_name)
        here = ""
        if machine is None or machine.directory == person.directory:
            here = where
        users = () if loopback == "replace" else _half(person, user.dn, here, Half.USER, names, known)
        if machine is not None and computer is not None and loopback in {"merge", "replace"}:
            users = (*_half(machine, computer.dn, where, Half.USER, names, known, loopback=True), *users)
        settings = (*settings, *_settings(users))
        if machine is not None:
            notes += _unreadable(users, machine_names)
    return ResultantSet(
        user=user.dn if user else "",
        computer=computer.dn if computer else "",
        site=where,
        loopback=loopback,
        policies=(*own, *users),
        settings=settings,
        notes=tuple(dict.fromkeys(notes)),
    )


def _forest(directories: Mapping[str, Directory], target: PolicyTarget) -> PolicyForest:
    found = forest_of(directories, target.dn)
    if found is None:
        raise UsageError(f"no directory of the estate has the domain of {target.dn}")
    return found


def _site(forest: PolicyForest | None, site: str, address: str, notes: list[str]) -> str:
    if forest is None:
        return ""
    if site:
        known = {name.lower(): name for name in forest.sites}
        if site.lower() not in known:
            raise UsageError(f"unknown AD site {site!r}; expected one of: {', '.join(forest.sites) or 'none'}")
        return known[site.lower()]
    if address:
        try:
            found = site_of(forest.sites, address)
        except ValueError:
            raise UsageError(f"invalid IP address {address!r}") from None
        if not found:
            notes.append(f"no subnet of the forest contains {address}: the site of the computer is arbitrary")
        return found
    if any(one.links for one in forest.sites.values()):
        notes.append("the computer's AD site is unknown, so policy linked to sites is omitted")
    return ""


def _half(
    forest: PolicyForest,
    dn: str,
    site: str,
    half: Half,
    who: frozenset[str],
    filters: Mapping[str, bool],
    *,
    loopback: bool = False,
) -> tuple[AppliedPolicy, ...]:
    found: list[AppliedPolicy] = []
    for one in linked(forest, dn, site):
        decision = decide(forest, one, half, who, filters)
        found.append(
            AppliedPolicy(
                half=half,
                gpo=one.gpo,
                container=one.container,
                order=one.order,
                enforced=one.link.enforced,
                state=decision.state,
                because=decision.because,
                loopback=loopback,
                policy=forest.policy(one.gpo),
            )
        )
    return tuple(found)


def _settings(policies: Iterable[AppliedPolicy]) -> tuple[SettingResult, ...]:
    """Each setting of the objects that apply, or may apply, with its winning object."""
    setters: dict[str, list[tuple[AppliedPolicy, str]]] = {}
    half = Half.COMPUTER
    for one in policies:
        half = one.half
        if one.state is PolicyState.NOT_APPLIED or one.policy is None:
            continue
        values = one.policy.user_settings if half is Half.USER else one.policy.computer_settings
        for name, value in values.items():
            setters.setdefault(name, []).append((one, value))
    return tuple(_winner(half, name, setters[name]) for name in sorted(setters, key=str.lower))


def _winner(half: Half, name: str, setters: list[tuple[AppliedPolicy, str]]) -> SettingResult:
    sure = next((at for at, (one, _) in enumerate(setters) if one.state is PolicyState.APPLIED), len(setters))
    perhaps = tuple((one.gpo, value) for one, value in setters[:sure])
    if sure == len(setters):
        because = "it depends on a WMI filter whose result is not given"
        return SettingResult(half=half, name=name, value=None, gpo=None, because=because, perhaps=perhaps)
    winner, value = setters[sure]
    losers = setters[sure + 1 :]
    return SettingResult(
        half=half,
        name=name,
        value=value,
        gpo=winner.gpo,
        because=_why(winner, [one for one, _ in losers]),
        overridden=tuple((one.gpo, other) for one, other in losers),
        perhaps=perhaps,
    )


def _why(winner: AppliedPolicy, losers: list[AppliedPolicy]) -> str:
    """The reason why an object takes precedence over the next one."""
    if not losers:
        return f"only {winner.gpo} sets it, linked to {winner.container}"
    other = losers[0]
    if winner.loopback and not other.loopback:
        return f"with loopback, policy above the computer ({winner.container}) takes precedence over the user's own"
    if winner.enforced and not other.enforced:
        return f"its link to {winner.container} is enforced"
    if winner.container == other.container:
        return f"its link order at {winner.container} is {winner.order}, that of {other.gpo} {other.order}"
    if winner.enforced:
        return f"both links are enforced, and {winner.container} is above {other.container}"
    return f"{winner.container} is nearer than {other.container}"


def _loopback(
    settings: tuple[SettingResult, ...], machine: PolicyForest | None, person: PolicyForest, notes: list[str]
) -> str:
    if machine is None:
        return "none"
    mode = "none"
    for one in settings:
        if one.name.lower() not in LOOPBACK_SETTINGS:
            continue
        if one.perhaps:
            notes.append(f"loopback depends on a WMI filter of {one.perhaps[0][0]}; assuming that it is false")
        if one.value is not None:
            mode = LOOPBACK_MODES.get(one.value.strip().lower(), "none")
            if mode == "none" and one.value.strip().lower() not in {"0", "none", "disabled", "not configured"}:
                notes.append(f"{one.gpo} sets loopback to {one.value!r}, which is neither merge nor replace")
    if machine.directory != person.directory:
        allowed = any(
            one.name.lower() == _CROSS_FOREST.lower() and (one.value or "").lower() in {"1", "true", "enabled"}
            for one in settings
        )
        if not allowed:
            notes.append(
                "user and computer are in different forests: the computer's forest decides, as with loopback replace"
            )
            return "replace"
    return mode


def _unreadable(users: tuple[AppliedPolicy, ...], names: frozenset[str]) -> list[str]:
    """Notes on objects that the computer may be unable to read: since June 2016 the computer fetches the user's policy."""
    return [
        f"{one.gpo} is fetched by the computer (MS16-072), which must be allowed to read it"
        for one in users
        if one.policy and one.state is PolicyState.APPLIED and not computer_may_read(one.policy.apply_to, names)
    ]
