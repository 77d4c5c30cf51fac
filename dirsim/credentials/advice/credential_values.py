"""Verdicts on a credential's duration, count, rotation and history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import frozen

from dirsim.catalog.units import duration_text, seconds
from dirsim.credentials.advice.applicable import Advice, CredentialQuestion
from dirsim.credentials.advice.credential_need_rules import STORES
from dirsim.credentials.sessions.session_lifetimes import Hop, session
from dirsim.errors import InputError
from dirsim.model.outcome import Judgement

if TYPE_CHECKING:  # only types are used; importing them takes most of the time
    from dirsim.facts import Catalog

SPELLED_S = {"minutes": 1800.0, "hours": 7200.0, "days": 172_800.0, "weeks": 1_209_600.0}
"""Seconds that the words for durations mean."""
ROTATES = frozenset({"true", "automatic"})
"""Values of ``rotation`` that ask for it without an interval."""
STAYS = frozenset({"false", "never"})
"""Values of ``rotation`` that ask for none."""
_CHAINED_FROM = {
    "lambda": "lambda-role",
    "ecs-task": "ecs-task-role",
    "glue": "lambda-role",
    "rds": "lambda-role",
    "app-role": "lambda-role",
    "script-role": "lambda-role",
}
_DIRECT = {
    "oidc-federation": "assume-role-with-web-identity",
    "web-identity-federation": "assume-role-with-web-identity",
    "roles-anywhere": "roles-anywhere",
    "saml-federation": "assume-role-with-saml",
}
_ON_EC2 = frozenset({"ec2", "app-on-ec2", "ec2-other-account"})
_MOST_S = 366 * 86400.0


@frozen
class ValueVerdict:
    """The verdict on one value.

    Attributes:
        key: The key in the file.
        verdict: The verdict.
        because: The reason.
        facts: Ids of the facts that support it.
        limit: A limit to state with the advice; empty means none.
    """

    key: str
    verdict: Judgement
    because: str
    facts: tuple[str, ...] = ()
    limit: str = ""


def spelled_seconds(text: str) -> float:
    """Seconds of a duration or of a word such as ``hours``."""
    return SPELLED_S[text] if text in SPELLED_S else seconds(text)


def value_verdicts(parts: Advice, asked: CredentialQuestion, facts: Catalog) -> Iterator[ValueVerdict]:
    """The verdicts on the values that a credential states, for one advice."""
    credential = asked.credential
    if credential.duration is not None:
        yield _duration(parts, asked, facts)
    if credential.count is not None:
        yield _count(parts, credential.count, facts)
    if credential.rotation is not None:
        yield _rotation(parts, str(credential.rotation).lower(), facts)
    if "secrets-manager-rotation" in parts:
        yield from _rotation_paths(asked)
    if credential.kms is not None:
        yield _key(parts, asked)
    if credential.history is not None:
        yield _history(parts, credential.history, facts)


def chain_of(parts: Advice, asked: CredentialQuestion, facts: Catalog) -> tuple[Hop, ...]:
    """The chain of sessions that an advice leads to, with the greatest maximum that each role may have; empty if none."""
    most = float((facts["assume-role-range"].detail or {})["role_max_max_s"])
    across = (
        asked.needs("cross-account")
        or asked.principal("ec2-other-account")
        or (asked.credential.target or "").endswith("-other-account")
    )
    assume = Hop(way="assume-role", role_max_s=most)
    for part, way in _DIRECT.items():
        if part in parts:  # each account can trust the provider itself, so that no role is chained
            return (Hop(way=way, role_max_s=most),)
    if "identity-center" in parts:
        return (Hop(way="permission-set"),)
    if "sts-session-token" in parts:
        return (Hop(way="iam-user"), Hop(way="get-session-token"))
    if "iam-role" in parts:
        source = (
            "instance-profile" if asked.principal(*_ON_EC2) else _CHAINED_FROM.get(asked.credential.principal or "", "")
        )
        if source:
            return (Hop(way=source), *([assume] if across else []))
        return (assume,)
    return ()


def longest_s(chain: tuple[Hop, ...], facts: Catalog) -> float | None:
    """The longest session that a chain may be asked for, in seconds; ``None`` if it does not expire."""
    granted = session(chain, facts).length_s
    if granted is None:
        return None
    low, high = granted, _MOST_S
    while high - low > 1:
        middle = (low + high) // 2
        try:
            session((*chain[:-1], Hop(way=chain[-1].way, role_max_s=chain[-1].role_max_s, requested_s=middle)), facts)
            low = middle
        except InputError:
            high = middle
    return low


def _duration(parts: Advice, asked: CredentialQuestion, facts: Catalog) -> ValueVerdict:
    wanted = spelled_seconds(str(asked.credential.duration))
    chain = chain_of(parts, asked, facts)
    if not chain:
        because = (
            "a stored secret does not expire by itself" if STORES & set(parts) else "no session is limited in time"
        )
        return ValueVerdict("duration", Judgement.MET, because)
    found = session(chain, facts)
    limits = facts["assume-role-range"].detail or {}
    least = float(limits["min_s"])
    short = f"STS gives no session under {duration_text(least)}; a session policy narrows it, and a revocation ends it sooner [assume-role-range]"
    limit = short if wanted < least else ""
    if found.length_s is None:
        return ValueVerdict("duration", Judgement.MET, found.because, found.facts, limit)
    most = longest_s(chain, facts) or 0.0
    long = session((*chain[:-1], Hop(way=chain[-1].way, role_max_s=chain[-1].role_max_s, requested_s=most)), facts)
    if long.contested_s is not None and wanted > long.contested_s and wanted <= most:
        because = f"contested: {long.because}"
        return ValueVerdict(
            "duration",
            Judgement.UNKNOWN,
            because,
            long.facts,
            f"plan for sessions of {duration_text(long.contested_s)} and renew them [role-chaining-ec2-reports]",
        )
    if wanted <= most:
        because = f"a session of {duration_text(max(wanted, least))} can be requested ({' > '.join(hop.way for hop in chain)})"
        return ValueVerdict("duration", Judgement.MET, because, found.facts, limit)
    because = f"one session lasts at most {_spelled(most)} ({' > '.join(hop.way for hop in chain)})"
    renew = f"{because}: ask for new credentials before it ends"
    cited = long.facts
    limit = f"{renew} [{', '.join(cited)}]"
    renewable = asked.credential.renewable
    if renewable:
        return ValueVerdict("duration", Judgement.MET, f"{because}, and the job asks again", cited, limit)
    if renewable is False:
        return ValueVerdict("duration", Judgement.NOT_MET, because, cited, limit)
    return ValueVerdict(
        "duration", Judgement.UNKNOWN, f"{because}; `renewable` states whether the job can ask again", cited, limit
    )


def _spelled(length_s: float) -> str:
    return "one hour (1h)" if length_s == 3600.0 else duration_text(length_s)


def _count(parts: Advice, count: int | str, facts: Catalog) -> ValueVerdict:
    number = count if isinstance(count, int) else 200
    quotas = facts["iam-quotas"].detail or {}
    if "access-analyzer-policy-generation" in parts and number > 1:
        limit = f"the console generates one policy at a time, and each role has its own: {count} of them need the API [policy-generation-console-limits]"
        return ValueVerdict(
            "count",
            Judgement.MET,
            "each principal has its own generated policy",
            ("policy-generation-console-limits",),
            limit,
        )
    if "iam-user-long-lived" in parts or "sts-session-token" in parts:
        most = int(quotas["users"])
        verdict = Judgement.MET if number <= most else Judgement.NOT_MET
        limit = (
            f"{count} IAM users, each with at most 2 keys, must be kept apart and rotated [two-keys-per-user]"
            if number > 1
            else ""
        )
        return ValueVerdict(
            "count", verdict, f"an account holds at most {most} IAM users", ("iam-quotas", "two-keys-per-user"), limit
        )
    if number > int(quotas["roles"]) and "iam-role" in parts:
        limit = f"an account holds {quotas['roles']} roles by default: share roles between credentials of the same rights [iam-quotas]"
        return ValueVerdict("count", Judgement.MET, "one role can serve many holders", ("iam-quotas",), limit)
    return ValueVerdict(
        "count",
        Judgement.MET,
        "one role, provider or secret serves each, without a limit that matters",
        ("iam-quotas",),
    )


def _rotation(parts: Advice, rotation: str, facts: Catalog) -> ValueVerdict:
    if rotation in STAYS:
        return ValueVerdict("rotation", Judgement.MET, "the secret need not change")
    if not STORES & set(parts) and "iam-user-long-lived" not in parts:
        return ValueVerdict("rotation", Judgement.MET, "temporary credentials are renewed by themselves")
    if "iam-user-long-lived" in parts and not STORES & set(parts):
        because = "two keys in turn make the change possible; nothing does it by itself"
        return ValueVerdict("rotation", Judgement.UNKNOWN, because, ("two-keys-per-user", "key-rotation-guidance"))
    if "secrets-manager-rotation" not in parts:
        return ValueVerdict(
            "rotation", Judgement.NOT_MET, "no part rotates the secret", ("parameter-store-no-rotation",)
        )
    least = float((facts["sm-automatic-rotation"].detail or {})["min_interval_s"])
    if rotation not in ROTATES and spelled_seconds(rotation) < least:
        because = f"Secrets Manager rotates every {duration_text(least)} at most"
        return ValueVerdict("rotation", Judgement.NOT_MET, because, ("sm-automatic-rotation",))
    return ValueVerdict("rotation", Judgement.MET, "Secrets Manager rotates on a schedule", ("sm-automatic-rotation",))


def _rotation_paths(asked: CredentialQuestion) -> Iterator[ValueVerdict]:
    """The network path of the rotation function, for each VPC in which the file places what the secret opens."""
    fact = "sm-rotation-network-path"
    for vpc, reached in asked.networks:
        if reached:
            because = f"a rotation function in {vpc} reaches Secrets Manager, and its security group opens the database"
            yield ValueVerdict("target", Judgement.MET, because, (fact,))
            continue
        state = "has" if reached is False else "may have"
        because = f"a rotation function in {vpc} {state} no path to Secrets Manager, and then times out"
        limit = (
            f"give {vpc} an interface endpoint of Secrets Manager or a NAT gateway, and let the security group of the rotation "
            f"function reach the database [{fact}]"
        )
        yield ValueVerdict("target", Judgement.UNKNOWN, because, (fact,), limit)


def _key(parts: Advice, asked: CredentialQuestion) -> ValueVerdict:
    shared = asked.needs("cross-account") or asked.credential.target == "kms-other-account"
    if asked.credential.kms != "aws-managed-key" and "service-linked-role" in parts and asked.principal("autoscaling"):
        because = "the key policy must allow the service-linked role to use the key and to create grants for it"
        fact = "autoscaling-customer-key-policy"
        return ValueVerdict("kms", Judgement.MET, because, (fact,), f"{because} [{fact}]")
    if asked.credential.kms != "aws-managed-key":
        return ValueVerdict("kms", Judgement.MET, "a customer managed key can be used, in other accounts too")
    if "customer-kms-key" in parts:
        return ValueVerdict(
            "kms", Judgement.MET, "a customer managed key takes its place", ("secrets-manager-cross-account-key",)
        )
    if shared and STORES & set(parts):
        because = "the AWS managed key cannot be used from another account"
        return ValueVerdict("kms", Judgement.NOT_MET, because, ("secrets-manager-cross-account-key",))
    return ValueVerdict("kms", Judgement.MET, "the AWS managed key serves the own account")


def _history(parts: Advice, history: str, facts: Catalog) -> ValueVerdict:
    asked = seconds(history) / 86400.0
    if "access-analyzer-policy-generation" not in parts:
        return ValueVerdict("history", Judgement.MET, "no activity is read")
    days = (facts["policy-generation-window"].detail or {}).get("max_days")
    if isinstance(days, int) and asked > days:
        limit = f"policy generation reads at most {days} days of activity, {asked:g} were requested [policy-generation-window]"
        return ValueVerdict(
            "history",
            Judgement.UNKNOWN,
            f"the last {days} of {asked:g} days are read",
            ("policy-generation-window",),
            limit,
        )
    return ValueVerdict("history", Judgement.MET, "the whole period is read", ("policy-generation-window",))
