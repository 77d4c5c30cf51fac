"""Credential advice: the best mechanism that meets the needs.

It contains nothing that the file forbids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from dirsim.credentials.advice.applicable import PEOPLE, RESTS_ON, RULES, Advice, CredentialQuestion, Rule
from dirsim.credentials.advice.credential_forbid_rules import FORBID_RULES, KEY_WORDS
from dirsim.credentials.advice.credential_need_rules import IAM_USERS, NEED_RULES, RESPONSES, ROLES, STORES
from dirsim.credentials.advice.credential_values import value_verdicts
from dirsim.credentials.advice.mechanisms import MECHANISMS, ORDER
from dirsim.model.outcome import Judgement

if TYPE_CHECKING:  # only types are used; importing them takes most of the time
    from dirsim.facts import Catalog
    from dirsim.model.requirements import Requirements


_ACCESS = ROLES | IAM_USERS | {"iam-db-auth"}


@frozen
class Reason:
    """One requirement evaluated against one advice.

    Attributes:
        requirement: Its path in the file.
        rule: The name of the rule that decided.
        verdict: ``met``, ``not-met`` or ``unknown``.
        because: The reason, in one sentence.
        facts: Ids of the facts that support it.
        advice: The evaluated advice; failed alternatives are listed too.
    """

    requirement: str
    rule: str
    verdict: Judgement
    because: str
    facts: tuple[str, ...]
    advice: str

    def to_dict(self) -> dict[str, object]:
        """The reason as a JSON object."""
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
        advice: The label; ``None`` if no mechanism meets the needs.
        alternatives: Other mechanisms that meet them, in order of preference.
        verdicts: The verdict on every need, forbidden thing and value, and the reasons for rejected mechanisms.
        limits: The limits of the advice, as sentences.
    """

    advice: str | None
    alternatives: tuple[str, ...] = ()
    verdicts: tuple[Reason, ...] = ()
    limits: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """``recommended``, or ``no-fit`` if no mechanism meets the needs."""
        return "no-fit" if self.advice is None else "recommended"

    def to_dict(self) -> dict[str, object]:
        """The advice as a JSON object."""
        return {
            "advice": self.advice,
            "status": self.status,
            "alternatives": list(self.alternatives),
            "verdicts": [reason.to_dict() for reason in self.verdicts],
            "limits": list(self.limits),
        }


def label(parts: Advice) -> str:
    """The parts as one label: the mechanism first, then its additions, in the order of the table of parts."""
    return "+".join((parts[0], *sorted(parts[1:], key=ORDER.index)))


def advise_all(req: Requirements, facts: Catalog) -> Mapping[str, CredentialAdvice]:
    """The advice for every credential of a file, by its name."""
    accounts = req.estate.aws.accounts
    several = isinstance(accounts, str) or (isinstance(accounts, int) and accounts > 1)
    return {
        name: advise(
            CredentialQuestion(credential, req.estate.identity_providers, several, networks_of(req, credential.target)),
            name,
            facts,
        )
        for name, credential in req.credentials.items()
    }


def networks_of(req: Requirements, target: str | None) -> tuple[tuple[str, bool | None], ...]:
    """The VPCs of the workloads of a kind, each with whether it has a path to Secrets Manager; ``None`` means unknown."""
    found: dict[str, bool | None] = {}
    for workload in req.workloads.values():
        if workload.vpc and workload.kind == target:
            vpc = req.estate.vpcs.get(workload.vpc)
            path = None if vpc is None else vpc.reaches("secretsmanager")
            found[workload.vpc] = path
    return tuple(sorted(found.items()))


def advise(asked: CredentialQuestion, name: str, facts: Catalog) -> CredentialAdvice:
    """The advice for one credential.

    Args:
        asked: The credential with its context from the file.
        name: Its name in the file.
        facts: The applicable facts.
    """
    path = f"credentials.{name}"
    good: list[str] = []
    verdicts: list[Reason] = []
    limits: list[str] = []
    first: list[Reason] = []
    unknown: frozenset[str] = frozenset()
    for rule, parts, because in _candidates(asked):
        text = label(parts)
        judged, stated = _judged(parts, text, path, asked, facts)
        first = first or judged
        failed = next((reason for reason in judged if reason.verdict is Judgement.NOT_MET), None)
        if text in good:
            continue
        if failed is not None:
            rejected = Reason(
                failed.requirement, "breaks-nothing", Judgement.NOT_MET, f"{text}: {failed.because}", failed.facts, text
            )
            verdicts.append(rejected)
            continue
        if not good:
            cited = tuple(dict.fromkeys([*RESTS_ON.get(rule.__name__, ()), *_facts_of(parts)]))
            verdicts.append(Reason(path, rule.__name__.replace("_", "-"), Judgement.MET, because, cited, text))
            verdicts += judged
            limits = [*stated, *_limits(parts, asked)]
            unknown = _unknown(judged)
        elif not _unknown(judged) <= unknown:
            continue  # an alternative must be known to meet whatever the advice is known to meet
        good.append(text)
    if not good:
        verdicts = [*first, *(reason for reason in verdicts if reason.advice != (first[0].advice if first else ""))]
    return CredentialAdvice(good[0] if good else None, tuple(good[1:]), tuple(verdicts), tuple(dict.fromkeys(limits)))


def _unknown(judged: list[Reason]) -> frozenset[str]:
    return frozenset(reason.requirement for reason in judged if reason.verdict is Judgement.UNKNOWN)


def _facts_of(parts: Advice) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact for part in parts for fact in MECHANISMS[part].facts))


def _candidates(asked: CredentialQuestion) -> Iterator[tuple[Rule, Advice, str]]:
    """The candidates of the first rule that applies, each completed by the parts that further needs ask for."""
    rule, found = next(((rule, entries) for rule in RULES if (entries := tuple(rule(asked)))), (None, ()))
    if rule is None:
        return
    others = [entry for other in RULES[RULES.index(rule) + 1 :] for entry in other(asked)]
    for parts, because in found:
        yield rule, _completed(parts, asked, [advice for advice, _ in others]), because


def _completed(parts: Advice, asked: CredentialQuestion, others: list[Advice]) -> Advice:
    """The parts with those that the remaining needs ask for: another rule's answer, or the part made for the need."""
    made = parts
    for word in asked.credential.needs:
        rule = NEED_RULES.get(word)
        if rule is None or rule.open or set(made) & rule.gives or (rule.everyone and not set(made) & rule.bars):
            continue
        if rule.adds == ("external-id",) and asked.principal(*PEOPLE):
            continue  # own people cannot state one in the console
        fits = [
            advice
            for advice in others
            if set(advice) & rule.gives and not set(advice) & rule.bars and not _forbidden(advice, asked)
        ]
        added = fits[0] if fits else next(((part,) for part in rule.adds), ())
        if set(made) & _ACCESS:  # one mechanism gives access; another one beside it would not take its place
            added = tuple(part for part in added if part not in _ACCESS)
        if set(added) & STORES and set(made) & STORES and added != ("parameter-store",):
            continue  # one store keeps the secret
        if word == "mfa" and (asked.program or set(made) & rule.bars):
            continue  # a program presents no second factor, whatever is added
        made = (*made, *(part for part in added if part not in made))
    return made


def _forbidden(parts: Advice, asked: CredentialQuestion) -> bool:
    rules = [FORBID_RULES[word] for word in asked.credential.forbids if word in FORBID_RULES]
    return any(set(parts) & rule.parts and not set(parts) & rule.unless for rule in rules)


def _judged(
    parts: Advice, text: str, path: str, asked: CredentialQuestion, facts: Catalog
) -> tuple[list[Reason], list[str]]:
    """The verdicts on every need, forbidden thing and value, and the limits that the values state."""
    reasons = [_need(parts, text, path, word, asked) for word in asked.credential.needs]
    reasons += [_forbid(parts, text, path, word, asked) for word in asked.credential.forbids]
    limits = []
    for found in value_verdicts(parts, asked, facts):
        reasons.append(Reason(f"{path}.{found.key}", "stated-value", found.verdict, found.because, found.facts, text))
        if found.limit:
            limits.append(found.limit)
    return reasons, limits


def _need(parts: Advice, text: str, path: str, word: str, asked: CredentialQuestion) -> Reason:
    requirement = f"{path}.needs.{word}"
    rule = NEED_RULES.get(word)
    if rule is None:
        because = f"no rule relates {word} to credentials"
        return Reason(requirement, "no-rule", Judgement.UNKNOWN, because, (), text)
    if word == "mfa" and asked.program:
        because = "a program presents no second factor"
        return Reason(requirement, "prevents-the-need", Judgement.NOT_MET, because, rule.facts, text)
    if word == "confused-deputy-protection" and asked.principal(*PEOPLE):
        because = "no other company acts on behalf of the own people"
        return Reason(requirement, "holds-for-all", Judgement.MET, because, rule.facts, text)
    giving = next((part for part in parts if part in rule.gives), None)
    if giving is not None:
        cited = tuple(dict.fromkeys([*MECHANISMS[giving].facts, *rule.facts]))
        return Reason(requirement, "gives-the-need", Judgement.MET, f"{giving} {rule.because}", cited, text)
    barring = next((part for part in parts if part in rule.bars), None)
    if barring is not None:
        cited = tuple(dict.fromkeys([*MECHANISMS[barring].facts, *rule.facts]))
        return Reason(requirement, "prevents-the-need", Judgement.NOT_MET, f"{barring} {rule.why_not}", cited, text)
    if rule.everyone:
        return Reason(requirement, "holds-for-all", Judgement.MET, rule.everyone, rule.facts, text)
    verdict = Judgement.UNKNOWN if rule.open else Judgement.NOT_MET
    return Reason(requirement, "gives-the-need", verdict, f"no part of it is known to provide {word}", rule.facts, text)


def _forbid(parts: Advice, text: str, path: str, word: str, asked: CredentialQuestion) -> Reason:
    requirement = f"{path}.forbids.{word}"
    rule = FORBID_RULES.get(word)
    if rule is None:
        because = f"no rule relates {word} to credentials"
        return Reason(requirement, "no-rule", Judgement.UNKNOWN, because, (), text)
    if word in KEY_WORDS and asked.at_the_console and "iam-user-long-lived" in parts:
        because = "the user for emergencies signs in with a password and a second factor, and has no access key"
        return Reason(requirement, "breaks-nothing", Judgement.MET, because, ("iam-users-emergency-access",), text)
    wrong = rule.parts | (rule.databases if asked.database else frozenset())
    breaking = next((part for part in parts if part in wrong), None)
    if breaking is not None and not set(parts) & rule.unless:
        because = f"{breaking} is or needs {word}, which is forbidden"
        return Reason(requirement, "breaks-nothing", Judgement.NOT_MET, because, MECHANISMS[breaking].facts, text)
    unsure = next((part for part in parts if part in rule.unsure), None)
    if unsure is not None:
        because = f"whether {unsure} brings {word} depends on how it is set up"
        return Reason(requirement, "breaks-nothing", Judgement.UNKNOWN, because, MECHANISMS[unsure].facts, text)
    return Reason(requirement, "breaks-nothing", Judgement.MET, rule.because, _facts_of(parts), text)


def _limits(parts: Advice, asked: CredentialQuestion) -> Iterator[str]:
    """The limits of an advice, from facts."""
    if "access-analyzer-policy-generation" in parts:
        yield (
            "policy generation does not turn data events (S3 objects, Lambda invocations) into actions and never contains "
            "iam:PassRole, which CloudTrail does not record [policy-generation-no-data-events] [policy-generation-passrole]"
        )
    if "revoke-role-sessions" in parts:
        yield (
            "the policy AWSRevokeOlderSessions on the role denies everything to sessions that began before it (aws:TokenIssueTime), "
            "for all holders; who can still assume the role gets a new session, so close that way too [revoke-role-sessions]"
        )
    if "deactivate-access-key" in parts or asked.credential.incident == "sts-key-leaked":
        yield (
            "a deactivated access key does not end sessions that were obtained with it: deny older ones "
            "by a condition on aws:TokenIssueTime in a policy of the user [access-key-deactivation]"
        )
    if "iam-user-long-lived" in parts and asked.at_the_console:
        yield "the user's password does not expire by itself: lock it and the second factor away apart, and raise an alarm on each sign-in"
    elif "iam-user-long-lived" in parts:
        yield (
            "a long-lived key does not expire; compensate with the narrowest policy, conditions on the source network, "
            "an alarm on its use, and rotation of the key when needed"
        )
    if "mfa-condition" in parts and "iam-user-long-lived" not in parts and RESPONSES.isdisjoint(parts):
        yield "the condition holds for AssumeRole and GetSessionToken only [mfa-only-in-two-calls]"
