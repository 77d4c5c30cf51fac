"""Effective permissions: all kinds of IAM policies on one request.

The order is AWS's: an explicit Deny in any policy wins; organization policies, boundaries and session policies cap; identity
and resource policies grant. Source:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import field, frozen

from dirsim.credentials.policy.callers import caller_keys, is_service, service_linked
from dirsim.credentials.policy.condition_test import Context, holds, keys_of
from dirsim.credentials.policy.evaluate import Document, acts, covers, statements_of
from dirsim.credentials.policy.grantees import Grantee, grantee
from dirsim.credentials.policy.known import rcp_services
from dirsim.credentials.policy.statement import PolicyKind
from dirsim.shown import Tabular

SCHEMA = "dirsim.access/v1"
ALLOWED, DENIED, UNDETERMINED = "allowed", "denied", "undetermined"
_OWN_POLICY = frozenset({"kms"})
"""Services whose resource policy must allow even the own account."""


@frozen(kw_only=True)
class AccessPolicy:
    """A policy with its kind and its origin.

    Attributes:
        document: The policy as plain data.
        kind: Its kind.
        file: The name of its file.
        path: Its place in the file, before the place of a statement; empty means the whole file.
        level: For an SCP the level of the organization at which it is attached; policies of one level add up.
    """

    document: Document
    kind: PolicyKind
    file: str = ""
    path: str = ""
    level: str = ""


@frozen(kw_only=True)
class AccessRequest:
    """A request.

    Attributes:
        action: The action.
        resource: The ARN; with wildcards it means several, and empty means not stated.
        principal: The ARN of the caller; empty means the holder of the identity policies, not stated further.
        context: The stated condition keys, in lower case; a key without values is absent.
    """

    action: str
    resource: str = ""
    principal: str = ""
    context: Context = field(factory=dict)


@frozen
class DecidingStatement:
    """A statement that decided, or may decide.

    Attributes:
        file: Its file.
        path: Its place.
        effect: ``Allow`` or ``Deny``.
        kind: The kind of its policy.
        applies: False if it depends on something that is not stated.
        open_: The condition keys on which it depends.
        grantee: For a resource policy, the match of its principal.
    """

    file: str
    path: str
    effect: str
    kind: PolicyKind
    applies: bool = True
    open_: tuple[str, ...] = ()
    grantee: Grantee = Grantee.NONE

    def to_dict(self) -> dict[str, str]:
        """The statement as a JSON object."""
        return {"file": self.file, "path": self.path, "effect": self.effect}


@frozen
class AccessDecision(Tabular):
    """The decision on one request.

    Attributes:
        decision: ``allowed``, ``denied`` or ``undetermined``.
        because: The reason, in one sentence.
        statements: The statements that decided, or on which the decision depends.
    """

    decision: str
    because: str
    statements: tuple[DecidingStatement, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The decision as a JSON object (``dirsim.access/v1``)."""
        return {
            "schema": SCHEMA,
            "decision": self.decision,
            "because": self.because,
            "statements": [entry.to_dict() for entry in self.statements],
        }


def access(policies: Iterable[AccessPolicy], request: AccessRequest) -> AccessDecision:
    """Decide a request under all policies together.

    Args:
        policies: The policies of the caller, of the resource and of the organization.
        request: The request.

    Raises:
        UnknownOperatorError: A condition uses an operator that IAM does not have.
    """
    given = tuple(policies)
    context = _context(request)
    found = {kind: [] for kind in PolicyKind}  # type: dict[PolicyKind, list[tuple[AccessPolicy, DecidingStatement]]]
    for policy in given:
        if _applies(policy, request):
            found[policy.kind] += [(policy, entry) for entry in _statements(policy, request, context)]
    every = [entry for entries in found.values() for _, entry in entries]
    denies = [entry for entry in every if entry.effect == "Deny"]
    sure = [entry for entry in denies if entry.applies]
    if sure:
        return AccessDecision(DENIED, f"an explicit Deny of the {_named(sure[0].kind)} applies", tuple(sure))
    caps, closed = _caps(given, request, found)
    if closed:
        return AccessDecision(DENIED, closed, ())
    granted, why, by = _granted(given, request, found)
    used = (*by, *caps)
    if granted is False:
        return AccessDecision(DENIED, why, tuple(used))
    open_ = [entry for entry in (*denies, *caps, *by) if not entry.applies]
    if granted is None or open_:
        return AccessDecision(UNDETERMINED, _open_sentence(open_, why), tuple(dict.fromkeys([*open_, *used])))
    return AccessDecision(ALLOWED, why, tuple(used))


def _context(request: AccessRequest) -> dict[str, tuple[str, ...]]:
    """The stated keys, and those that follow from the caller and the resource."""
    made = caller_keys(request.principal)
    resource = request.resource.split(":", 5)
    if len(resource) == 6 and resource[4].isdigit():
        made["aws:resourceaccount"] = (resource[4],)
    return made | dict(request.context)


def _applies(policy: AccessPolicy, request: AccessRequest) -> bool:
    """False for organization policies outside their reach.

    They affect neither service-linked roles nor the management account; SCPs affect no services, and RCPs only resources of the
    services that they protect. Sources: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
    and https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html.
    """
    if policy.kind not in {PolicyKind.SCP, PolicyKind.RCP}:
        return True
    if service_linked(request.principal):
        return False
    management = request.context.get("aws:principalorgmasteraccountid", ())
    if policy.kind is PolicyKind.SCP:
        caller = request.principal.split(":", 5)
        return not (is_service(request.principal) or (len(caller) == 6 and caller[4] in management))
    return _owner(request) not in management and request.action.partition(":")[0].lower() in rcp_services()


def _statements(policy: AccessPolicy, request: AccessRequest, context: Context) -> Iterator[DecidingStatement]:
    """The statements of a policy that apply to a request, or may apply."""
    single = isinstance(policy.document.get("Statement"), Mapping)
    named = policy.kind in {PolicyKind.RESOURCE, PolicyKind.TRUST}
    for place, statement in enumerate(statements_of(policy.document)):
        if not acts(statement, request.action):
            continue
        about = covers(statement, request.resource, context)
        if about is False or (condition := holds(statement.get("Condition"), context)) is False:
            continue
        who = grantee(statement, request.principal) if named else Grantee.NONE
        if named and who is Grantee.OTHER:
            continue
        keys = (
            tuple(key for key in keys_of(statement.get("Condition")) if key not in context) if condition is None else ()
        )
        where = f"{policy.path}.Statement" if policy.path else "Statement"
        yield DecidingStatement(
            policy.file,
            where if single else f"{where}[{place}]",
            "Deny" if statement.get("Effect") == "Deny" else "Allow",
            policy.kind,
            applies=about is True and condition is True and who is not Grantee.UNKNOWN,
            open_=keys
            or (() if about else ("the resource",))
            or (("the principal",) if who is Grantee.UNKNOWN else ()),
            grantee=who,
        )


Found = Mapping[PolicyKind, list[tuple[AccessPolicy, DecidingStatement]]]


def _caps(given: tuple[AccessPolicy, ...], request: AccessRequest, found: Found) -> tuple[list[DecidingStatement], str]:
    """The statements by which organization policies leave room, and the reason why they leave none."""
    caps: list[DecidingStatement] = []
    scps = [policy for policy in given if policy.kind is PolicyKind.SCP and _applies(policy, request)]
    levels: dict[str, list[AccessPolicy]] = {}
    for policy in scps:
        levels.setdefault(policy.level, []).append(policy)
    for level, policies in levels.items():
        if not any(entry.get("Effect") == "Allow" for policy in policies for entry in statements_of(policy.document)):
            continue  # FullAWSAccess, which is attached by default, stays beside policies that only deny
        allows = [entry for policy, entry in found[PolicyKind.SCP] if policy.level == level and entry.effect == "Allow"]
        if not allows:
            return [], f"no SCP{f' at level {level}' if level else ''} allows {request.action}"
        caps += _best(allows)
    return caps, ""


def _best(entries: list[DecidingStatement]) -> list[DecidingStatement]:
    """The first statement that surely applies; otherwise all that may."""
    sure = [entry for entry in entries if entry.applies]
    return sure[:1] or entries


def _granted(
    given: tuple[AccessPolicy, ...], request: AccessRequest, found: Found
) -> tuple[bool | None, str, list[DecidingStatement]]:
    """True if identity and resource policies grant within boundary and session policies; with the reason."""
    allows = {kind: [entry for _, entry in entries if entry.effect == "Allow"] for kind, entries in found.items()}
    kinds = {policy.kind for policy in given}
    resource_kind = (
        PolicyKind.TRUST
        if PolicyKind.TRUST in kinds and request.action.lower().startswith("sts:")
        else PolicyKind.RESOURCE
    )
    direct = [entry for entry in allows[resource_kind] if entry.grantee is not Grantee.ACCOUNT]
    delegated = [entry for entry in allows[resource_kind] if entry.grantee is Grantee.ACCOUNT]
    across = _across(request)
    needs_resource = resource_kind in kinds and (
        across or resource_kind is PolicyKind.TRUST or request.action.partition(":")[0].lower() in _OWN_POLICY
    )
    if needs_resource and not direct and not delegated:
        return False, f"the {_named(resource_kind)} does not allow {request.action} to the caller", []
    if across and resource_kind not in kinds:
        return (
            None,
            "the resource is in another account, whose resource policy is not given",
            _best(allows[PolicyKind.IDENTITY]),
        )
    identity = allows[PolicyKind.IDENTITY]
    if identity and not (needs_resource and not (direct or delegated)):
        caps, missing = _inner_caps(kinds, allows, identity_way=True)
        if not missing:
            beside = _best(direct or delegated) if needs_resource else []
            return (
                True,
                _because(PolicyKind.IDENTITY, resource_kind if beside else None),
                [*_best(identity), *beside, *caps],
            )
        if not direct or across:
            return False, missing, _best(identity)
    if direct and (not across or PolicyKind.IDENTITY not in kinds):
        entry = _best(direct)[0]
        caps, missing = (
            ([], "")
            if entry.grantee in {Grantee.USER, Grantee.SESSION}
            else _inner_caps(kinds, allows, identity_way=False)
        )
        if missing:
            return False, missing, [entry]
        reason = f"the {_named(resource_kind)} allows it to the caller"
        if across:
            return None, f"{reason}, which is in another account, whose identity policies are not given", [entry]
        if PolicyKind.IDENTITY in kinds and not identity and not _owner(request):
            # In another account both sides must allow, and the identity policies do not.
            return None, f"{reason}, which suffices in the caller's account only; state aws:ResourceAccount", [entry]
        return True, reason, [entry, *caps]
    if delegated and PolicyKind.IDENTITY not in kinds:
        return (
            None,
            "the resource policy lets the account decide, whose identity policies are not given",
            _best(delegated),
        )
    what = "no identity policy allows" if PolicyKind.IDENTITY in kinds else "no given policy grants"
    return False, f"{what} {request.action}{_on(request)}", []


def _inner_caps(
    kinds: set[PolicyKind], allows: Mapping[PolicyKind, list[DecidingStatement]], *, identity_way: bool
) -> tuple[list[DecidingStatement], str]:
    """The statements of the boundary and the session policy that leave room, and the reason if one leaves none."""
    caps: list[DecidingStatement] = []
    for kind in (PolicyKind.BOUNDARY, PolicyKind.SESSION):
        if kind not in kinds:
            continue
        if not allows[kind]:
            way = "" if identity_way else ", which also caps what a resource policy grants to a role"
            return [], f"the {_named(kind)} does not allow it{way}"
        caps += _best(allows[kind])
    return caps, ""


def _across(request: AccessRequest) -> bool:
    """True if the caller and the resource are certainly in different accounts."""
    caller, owner = request.principal.split(":"), _owner(request)
    return len(caller) >= 6 and caller[4].isdigit() and owner.isdigit() and caller[4] != owner


def _owner(request: AccessRequest) -> str:
    """The account of the resource, from its ARN or as stated; empty if neither names it, as the ARN of a bucket does not."""
    resource = request.resource.split(":", 5)
    named = resource[4] if len(resource) == 6 and resource[4].isdigit() else ""
    return named or next(iter(request.context.get("aws:resourceaccount", ())), "")


def _named(kind: PolicyKind) -> str:
    names = {PolicyKind.SCP: "SCP", PolicyKind.RCP: "RCP", PolicyKind.BOUNDARY: "permissions boundary"}
    return names.get(kind, f"{kind.value} policy")


def _because(one: PolicyKind, other: PolicyKind | None) -> str:
    beside = f", and so does the {_named(other)}" if other else ""
    return f"the {_named(one)} allows it{beside}, and no given policy denies it"


def _on(request: AccessRequest) -> str:
    return f" on {request.resource}" if request.resource else ""


def _open_sentence(entries: list[DecidingStatement], why: str) -> str:
    keys = dict.fromkeys(key for entry in entries for key in entry.open_)
    return f"it depends on {', '.join(keys)}" if keys else why
