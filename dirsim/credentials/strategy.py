"""What each credential of a file should be: the best way that meets its needs and has nothing that is forbidden."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from dirsim.credentials.applicable import RESTS_ON, RULES, Advice, Question
from dirsim.credentials.mechanisms import MECHANISMS, ORDER
from dirsim.model.units import seconds

if TYPE_CHECKING:  # only types are named; loading them takes most of the time
    from dirsim.facts import Catalog
    from dirsim.model.requirements import Credential, Requirements


@frozen
class Reason:
    """One requirement held against one advice.

    Attributes:
        requirement: Its path in the file.
        rule: The name of the rule that judged.
        verdict: ``met``, ``not-met`` or ``unknown``.
        because: Why, in a sentence.
        facts: Ids of the facts that it rests on.
        advice: The advice that is judged; alternatives that fail are listed too.
    """

    requirement: str
    rule: str
    verdict: str
    because: str
    facts: tuple[str, ...]
    advice: str

    def to_dict(self) -> dict[str, object]:
        """The reason as JSON shows it."""
        return {
            "requirement": self.requirement,
            "rule": self.rule,
            "verdict": self.verdict,
            "because": self.because,
            "facts": list(self.facts),
            "advice": self.advice,
        }


@frozen
class CredentialAdvice:
    """The advice for one credential.

    Attributes:
        advice: The label; ``None`` where nothing meets the needs.
        alternatives: Others that meet them too, in order of preference.
        verdicts: What the advice rests on, and why others were left out.
        limits: What the advice cannot do, as sentences.
    """

    advice: str | None
    alternatives: tuple[str, ...] = ()
    verdicts: tuple[Reason, ...] = ()
    limits: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """The advice as JSON shows it."""
        return {
            "advice": self.advice,
            "alternatives": list(self.alternatives),
            "verdicts": [reason.to_dict() for reason in self.verdicts],
            "limits": list(self.limits),
        }


def label(parts: Advice) -> str:
    """The parts as one label: what is held first, then what is added to it, in the order of the table of parts."""
    return "+".join((parts[0], *sorted(parts[1:], key=ORDER.index)))


def advise_all(req: Requirements, facts: Catalog) -> Mapping[str, CredentialAdvice]:
    """The advice for every credential of a file, by its name."""
    accounts = req.estate.aws.accounts
    several = isinstance(accounts, str) or (isinstance(accounts, int) and accounts > 1)
    return {
        name: advise(Question(credential, req.estate.identity_providers, several), name, facts)
        for name, credential in req.credentials.items()
    }


def advise(asked: Question, name: str, facts: Catalog) -> CredentialAdvice:
    """The advice for one credential.

    Args:
        asked: The credential with what the file says around it.
        name: Its name in the file.
        facts: The facts that hold.
    """
    rule, found = next(((rule, entries) for rule in RULES if (entries := tuple(rule(asked)))), (None, ()))
    good: list[str] = []
    verdicts: list[Reason] = []
    own = RESTS_ON.get(rule.__name__, ()) if rule is not None else ()
    for parts, because in found:
        text = label(parts)
        cited = tuple(dict.fromkeys([*own, *(fact for part in parts for fact in MECHANISMS[part].facts)]))
        against = _against(parts, asked.credential)
        path = f"credentials.{name}"
        if against:
            verdicts.append(
                Reason(f"{path}.{against}", "breaks-nothing", "not-met", f"{text}: {_why_not(against)}", cited, text)
            )
            continue
        good.append(text)
        assert rule is not None  # noqa: S101 -- a rule was found, or there would be no entry
        verdicts.append(Reason(path, rule.__name__.replace("_", "-"), "met", because, cited, text))
        if len(good) == 1:
            verdicts += _needs_met(path, parts, asked.credential, text)
    return CredentialAdvice(
        good[0] if good else None, tuple(good[1:]), tuple(verdicts), tuple(_limits(asked.credential, good, facts))
    )


def _against(parts: Advice, credential: Credential) -> str:
    """The first forbidden thing or need that an advice is against; empty when there is none."""
    for part in parts:
        others = frozenset().union(*(MECHANISMS[other].gives for other in parts if other != part))
        for word in credential.forbids:
            if word in MECHANISMS[part].breaks:
                return f"forbids.{word}"
        for word in credential.needs:
            if word in MECHANISMS[part].breaks and word not in others:
                return f"needs.{word}"
    return ""


def _why_not(against: str) -> str:
    kind, word = against.split(".", 1)
    return f"it is {word}, which is forbidden" if kind == "forbids" else f"it does not give {word}"


def _needs_met(path: str, parts: Advice, credential: Credential, text: str) -> list[Reason]:
    """What the parts give, need by need."""
    reasons = []
    for word in credential.needs:
        giving = next((part for part in parts if word in MECHANISMS[part].gives), None)
        if giving is not None:
            reasons.append(
                Reason(
                    f"{path}.needs.{word}",
                    "gives-the-need",
                    "met",
                    f"{giving} gives {word}",
                    MECHANISMS[giving].facts,
                    text,
                )
            )
    return reasons


def _limits(credential: Credential, good: list[str], facts: Catalog) -> list[str]:
    """What the advice cannot do, from facts."""
    limits = []
    window = facts.get("policy-generation-window")
    days = (window.detail or {}).get("max_days") if window is not None else None
    if (
        good
        and good[0].startswith("access-analyzer-policy-generation")
        and isinstance(days, int)
        and credential.history
    ):
        asked = seconds(credential.history) / 86400.0
        if asked > days:
            limits.append(
                f"policy generation reads at most {days} days of activity, {asked:g} were asked for [policy-generation-window]"
            )
    if good and "iam-user-long-lived" in good[0]:
        limits.append(
            "a long-lived key does not expire; what compensates: the narrowest policy, conditions on where it is used from, "
            "an alarm on its use, and a change of the key when it is needed"
        )
    return limits
