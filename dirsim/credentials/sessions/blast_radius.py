"""Blast radius of a leaked credential: access, duration, countermeasures."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import frozen

from dirsim.credentials.policy.granted_actions import allowed_actions
from dirsim.credentials.policy.policy_files import lint_file, policies_of, policy_files
from dirsim.credentials.policy.statement import PolicyKind
from dirsim.credentials.sessions.session_lifetimes import Hop, session
from dirsim.facts import Catalog
from dirsim.shown import Tabular

_WORST = frozenset({
    "privilege-escalation", "credentials-exposure", "data-exfiltration", "permissions-management", "pass-role-wildcard", "wildcard-action",
})  # fmt: skip
"""Rules whose findings say what a thief could do."""

_KEY_STOPS = (
    "deactivate the key: at once",
    "deny the user everything: at once, including its temporary credentials",
)


@frozen
class Leak:
    """The access that a copy of a credential gives.

    Attributes:
        held: The copied credential, in words.
        until_s: The time at which it expires, in seconds from the leak; ``None`` means never.
        renewable: True if the thief can get new ones while the source (a host that issues them) is accessible.
        stops: The countermeasures, each with its speed, fastest first.
        facts: Ids of the facts that support it.
    """

    held: str
    until_s: float | None
    renewable: bool
    stops: tuple[str, ...]
    facts: tuple[str, ...]

    def works_at(self, after_s: float) -> bool:
        """True if a copy still works the given number of seconds after the leak, without countermeasures."""
        return self.until_s is None or after_s < self.until_s


def static_key() -> Leak:
    """A long-lived access key."""
    return Leak(
        "a long-lived access key",
        None,
        False,
        _KEY_STOPS,
        ("long-term-use-cases", "access-key-deactivation"),
    )


def session_leak(chain: Hop | Iterable[Hop], age_s: float = 0.0, facts: Catalog | None = None) -> Leak:
    """The leak of a session's credentials, copied when the session was ``age_s`` seconds old.

    Raises:
        InputError: As for :func:`dirsim.credentials.sessions.session_lifetimes.session`.
    """
    hops = (chain,) if isinstance(chain, Hop) else tuple(chain)
    found = session(hops, facts)
    federated = hops[0].way in {
        "assume-role-with-saml",
        "assume-role-with-web-identity",
        "permission-set",
        "access-portal",
    }
    stop, source = _stop(hops)
    stops = [stop]
    if federated:
        stops.append("disable the user at its source: no new sessions; existing ones last until they expire")
    until = None if found.length_s is None else max(found.length_s - age_s, 0.0)
    return Leak(
        f"the credentials of a session ({found.because})",
        until,
        found.refreshes,
        tuple(stops),
        (*found.facts, source, *(("idc-revocation-lag",) if federated else ())),
    )


def _stop(hops: tuple[Hop, ...]) -> tuple[str, str]:
    """The fastest countermeasure against the credentials at the end of a chain, with its fact: their creator decides."""
    last, follows = hops[-1].way, "temporary-credentials-follow-creator"
    if last in {"iam-user", "root"}:
        return _KEY_STOPS[0], "access-key-deactivation"
    if last in {"permission-set", "access-portal"}:
        return (
            "revoke the user's active sessions in IAM Identity Center: the role of a permission set cannot be edited",
            follows,
        )
    if last not in {"get-session-token", "get-federation-token"}:
        return "revoke the role's older sessions: at once, for all holders", "revoke-role-sessions"
    if any(hop.root or hop.way == "root" for hop in hops):
        return "nothing before they expire: the permissions of the root user cannot be changed", follows
    return _KEY_STOPS[1], follows


@frozen
class BlastRadius(Tabular):
    """A leaked credential with its reach.

    Attributes:
        leak: The credential, its end and its countermeasures.
        rights: The allowed actions by service and access level; ``None`` means that no policy was given.
        worst: The findings on escalation, exposure and infrastructure changes, as sentences.
    """

    leak: Leak
    rights: Mapping[str, Mapping[str, int]] | None
    worst: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The blast radius as a JSON object."""
        return {
            "schema": "dirsim.blast-radius/v1",
            "held": self.leak.held,
            "until_s": self.leak.until_s,
            "renewable": self.leak.renewable,
            "stops": list(self.leak.stops),
            "facts": list(self.leak.facts),
            "rights": None if self.rights is None else {name: dict(levels) for name, levels in self.rights.items()},
            "worst": list(self.worst),
        }


def blast_radius_of(
    chain: tuple[Hop, ...] | None, files: Sequence[str | os.PathLike[str]], age_s: float
) -> BlastRadius:
    """The reach of a leaked credential.

    Args:
        chain: The chain of the session; ``None`` means a long-lived access key.
        files: The identity policies of its holder; empty means that its rights are unknown.
        age_s: The age of the session at the leak, in seconds.

    Raises:
        InputError: A file cannot be read, or STS refuses the chain.
        UsageError: The list of IAM actions is not installed.
    """
    leak = static_key() if chain is None else session_leak(chain, age_s)
    if not files:
        return BlastRadius(leak, None)
    rights: dict[str, dict[str, int]] = {}
    worst: list[str] = []
    for file in policy_files(files):
        for policy in policies_of(file):
            for name in allowed_actions(policy):
                service, levels = name.name.partition(":")[0], rights
                counts = levels.setdefault(service, {})
                level = name.level.partition(",")[0]
                counts[level] = counts.get(level, 0) + 1
        worst += [entry.message for entry in lint_file(file, kind=PolicyKind.IDENTITY) if entry.rule in _WORST]
    made = {service: dict(sorted(levels.items())) for service, levels in sorted(rights.items())}
    return BlastRadius(leak, made, tuple(dict.fromkeys(worst)))
