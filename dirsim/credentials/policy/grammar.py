"""The grammar of IAM policies: elements, their combinations and values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from ipaddress import ip_network
from typing import Any

from dirsim.credentials.policy.finding import Path, PolicyFinding
from dirsim.credentials.policy.statement import PolicyKind, bare_operator, listed, statements

VERSIONS = ("2012-10-17", "2008-10-17")
TOP = ("Version", "Id", "Statement")
ELEMENTS = ("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition")
PRINCIPAL_KINDS = ("AWS", "Service", "Federated", "CanonicalUser")
OPERATORS = (
    "StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike",
    "NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan",
    "NumericGreaterThanEquals", "DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan",
    "DateGreaterThanEquals", "Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "ArnEquals", "ArnLike", "ArnNotEquals",
    "ArnNotLike", "Null",
)  # fmt: skip
_ORGANIZATION = frozenset({PolicyKind.SCP, PolicyKind.RCP})
"""Kinds whose policies must have the current version of the language.

Sources: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html and
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html.
"""
_LOWER = {name.lower(): name for name in OPERATORS}
_SID = re.compile(r"[A-Za-z0-9]*")
_ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9*?_-]+")
_VARIABLE = re.compile(r"\$\{[^}]*\}")
_ACCOUNT = re.compile(r"\d{12}|aws|cloudfront|aws-marketplace|aws-managed|(?=\d*[*?])[\d*?]+|")
_PARTITION = re.compile(r"aws(?:-[a-z]+)*|(?=[a-z-]*[*?])[a-z*?-]+")
_AWS_NAME = re.compile(
    r"\*|\d{12}|A[A-Z0-9]{15,}|arn:aws[a-z-]*:(?:iam|sts)::(?:\d{12}|cloudfront):"
    r"(?:root|(?:user|role|assumed-role|federated-user)/.+)"
)
_SERVICE_NAME = re.compile(
    r"[a-z0-9.-]+\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal|aws|api\.aws)|[a-z0-9-]+\.[a-z0-9.-]+"
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?|\d{9,10}")
_MOST_ARN_PARTS = 6


def grammar(policy: Any, kind: PolicyKind) -> Iterator[PolicyFinding]:
    """The syntax findings of a policy."""
    if not isinstance(policy, dict):
        yield PolicyFinding((), "malformed-policy", f"a policy must be an object, found {_named(policy)}")
        return
    yield from _unknown_keys(policy, TOP, (), "malformed-policy")
    version = policy.get("Version")
    if "Version" not in policy and kind in _ORGANIZATION:
        yield PolicyFinding((), "malformed-version", f"missing Version: an {kind.name} must have {VERSIONS[0]}")
    elif "Version" not in policy:
        yield PolicyFinding(
            (), "no-version", "missing Version: the language of 2008 applies, without variables; use 2012-10-17"
        )
    elif version not in VERSIONS:
        yield PolicyFinding(
            ("Version",), "malformed-version", f"invalid Version {_shown(version)}; it must be 2012-10-17"
        )
    elif kind in _ORGANIZATION and version != VERSIONS[0]:
        yield PolicyFinding(("Version",), "malformed-version", f"the Version of an {kind.name} must be {VERSIONS[0]}")
    if version != VERSIONS[0]:
        yield from _old_variables(policy)
    found = list(statements(policy))
    if "Statement" not in policy or not found:
        yield PolicyFinding((), "malformed-policy", "the policy has no statement")
        return
    sids: dict[str, Path] = {}
    for entry, path in found:
        if not isinstance(entry, dict):
            yield PolicyFinding(path, "malformed-statement", f"a statement must be an object, found {_named(entry)}")
            continue
        yield from _statement(entry, path, kind)
        yield from _sid(entry, path, kind, sids)


def _statement(entry: Mapping[str, Any], path: Path, kind: PolicyKind) -> Iterator[PolicyFinding]:
    yield from _unknown_keys(entry, ELEMENTS, path, "malformed-statement")
    if "Effect" not in entry:
        yield PolicyFinding(path, "malformed-effect", "missing Effect; expected one of: Allow, Deny")
    elif entry["Effect"] not in ("Allow", "Deny"):
        yield PolicyFinding(
            (*path, "Effect"),
            "malformed-effect",
            f"invalid Effect {_shown(entry['Effect'])}; expected one of: Allow, Deny",
        )
    yield from _one_of(entry, path, "Action", "NotAction", needed=True)
    yield from _one_of(entry, path, "Resource", "NotResource", needed=not _is_the_resource(entry, kind))
    yield from _one_of(entry, path, "Principal", "NotPrincipal", needed=not kind.attached)
    if kind is PolicyKind.RCP:
        yield from _only_denies(entry, path)
    if kind is PolicyKind.TRUST:
        yield from _only_assumes(entry, path)
        for key in ("Resource", "NotResource"):
            if key in entry:
                yield PolicyFinding(
                    path,
                    "malformed-statement",
                    f"{key} is not allowed in a trust policy: it applies to its own role",
                    key=key,
                )
    if kind.attached:
        for key in ("Principal", "NotPrincipal"):
            if key in entry:
                named = "an identity policy" if kind is PolicyKind.IDENTITY else f"a policy of kind {kind.value}"
                message = f"{key} is not allowed in {named}: it applies to the identity that it is attached to"
                yield PolicyFinding(path, "malformed-principal", message, key=key)
    for key in ("Action", "NotAction"):
        yield from _names(entry, key, path, "malformed-action", _action_fault)
    for key in ("Resource", "NotResource"):
        yield from _names(entry, key, path, "malformed-resource", _resource_fault)
    for key in ("Principal", "NotPrincipal"):
        if key in entry and not kind.attached:
            yield from _principal(entry[key], (*path, key))
    if "Condition" in entry:
        yield from _condition(entry["Condition"], (*path, "Condition"))


def _is_the_resource(entry: Mapping[str, Any], kind: PolicyKind) -> bool:
    """True if a statement is about the resource that its policy is attached to, so that it names none.

    Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html.
    """
    names = [str(name).lower() for name, _ in listed(entry.get("Action", ()), ())]
    of_repository = bool(names) and all(name.startswith("ecr:") for name in names)
    return kind is PolicyKind.TRUST or (kind is PolicyKind.RESOURCE and of_repository)


def _only_assumes(entry: Mapping[str, Any], path: Path) -> Iterator[PolicyFinding]:
    """A trust policy holds actions of STS only, by which its role is assumed; IAM refuses others.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html.
    """
    for name, place in listed(entry.get("Action", ()), (*path, "Action")):
        service, colon, _ = str(name).partition(":")
        if colon and service.lower() not in {"sts", "rolesanywhere", "*"}:
            message = f"a trust policy allows only actions of STS that assume its role; {name} is not among them"
            yield PolicyFinding(place, "malformed-action", message, str(name))


def _only_denies(entry: Mapping[str, Any], path: Path) -> Iterator[PolicyFinding]:
    """An own RCP denies named actions, and names every principal.

    Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html.
    """
    if "NotAction" in entry:
        yield PolicyFinding(
            path, "malformed-rcp", "NotAction is not supported in an RCP; list the actions", key="NotAction"
        )
    if entry.get("Effect") == "Allow":
        yield PolicyFinding(
            (*path, "Effect"), "malformed-rcp", "an RCP cannot allow: RCPFullAWSAccess, which AWS attaches, does"
        )
    for name, place in listed(entry.get("Action", ()), (*path, "Action")):
        if str(name).partition(":")[0] == "*" and entry.get("Effect") != "Allow":
            message = f"an RCP names the service of each action, such as s3:*; {name} names none"
            yield PolicyFinding(place, "malformed-rcp", message)
    if entry.get("Principal", "*") not in ("*", {"AWS": "*"}) or "NotPrincipal" in entry:
        yield PolicyFinding(path, "malformed-rcp", 'the Principal of an RCP must be "*"; name callers in conditions')


def _unknown_keys(entry: Mapping[str, Any], known: tuple[str, ...], path: Path, rule: str) -> Iterator[PolicyFinding]:
    for key in entry:
        if key not in known:
            near = get_close_matches(str(key).capitalize(), known, n=1, cutoff=0.6)
            hint = f"; did you mean {near[0]}?" if near else f"; expected one of: {', '.join(known)}"
            yield PolicyFinding(path, rule, f"unknown element {_shown(key)}{hint}", key=str(key))


def _one_of(entry: Mapping[str, Any], path: Path, one: str, other: str, *, needed: bool) -> Iterator[PolicyFinding]:
    rule = f"malformed-{one.lower()}" if one != "Action" else "malformed-action"
    if one in entry and other in entry:
        yield PolicyFinding(path, rule, f"{one} and {other} are mutually exclusive", key=other)
    elif needed and one not in entry and other not in entry:
        yield PolicyFinding(path, rule, f"missing {one} or {other}")


def _names(entry: Mapping[str, Any], key: str, path: Path, rule: str, fault: Any) -> Iterator[PolicyFinding]:
    if key not in entry:
        return
    value = entry[key]
    if value == []:
        yield PolicyFinding((*path, key), rule, f"{key} is an empty list")
    for name, place in listed(value, (*path, key)):
        if not isinstance(name, str):
            yield PolicyFinding(place, rule, f"{key} must contain text, found {_named(name)}")
            continue
        problem = fault(name)
        if problem:
            yield PolicyFinding(place, rule, problem, name if rule == "malformed-action" else "")


def _action_fault(name: str) -> str:
    if name == "*" or _ACTION.fullmatch(name) or name == "*:*":
        return ""
    if not name.strip():
        return "empty action"
    if ":" not in name:
        return f"the action {_shown(name)} has no service; use service:{name.strip()}"
    return f"invalid action {_shown(name)}: expected service:Name, with letters, digits, * and ?"


def _resource_fault(name: str) -> str:
    if not name.strip():
        return "empty resource"
    bare = _VARIABLE.sub("*", name)
    if set(bare) == {"*"}:
        return ""
    if not bare.startswith("arn:"):
        if bare.startswith("*") or (":" not in bare and bare[0] in "*?") or "arn:".startswith(bare.rstrip("*?")):
            return ""
        return f"invalid resource {_shown(name)}: expected * or an ARN"
    parts = bare.split(":", _MOST_ARN_PARTS - 1)
    if len(parts) < _MOST_ARN_PARTS:
        begins = parts[-1].partition("*")[0]
        fits = begins.isdigit() or not begins if len(parts) == _MOST_ARN_PARTS - 1 else "/" not in begins
        if "*" in parts[-1] and fits:
            return ""  # the wildcard matches the rest, including colons
        return (
            f"the ARN {_shown(name)} has {len(parts)} parts; expected 6: arn:partition:service:region:account:resource"
        )
    if not _PARTITION.fullmatch(parts[1]):
        return f"the ARN {_shown(name)} has an unknown partition {_shown(parts[1])}; expected one of: aws, aws-cn, aws-us-gov"
    if not parts[2]:
        return f"the ARN {_shown(name)} has no service"
    if not _ACCOUNT.fullmatch(parts[4]) and not any("*" in part for part in parts[1:5]):
        return f"the ARN {_shown(name)} has an invalid account {_shown(parts[4])}; an account id has 12 digits"
    if not parts[5] and "*" not in parts[4]:
        return f"the ARN {_shown(name)} has no resource"
    return ""


def _principal(value: object, path: Path) -> Iterator[PolicyFinding]:
    if value == "*":
        return
    if not isinstance(value, dict):
        yield PolicyFinding(path, "malformed-principal", f"a principal must be * or an object, found {_shown(value)}")
        return
    if not value:
        yield PolicyFinding(path, "malformed-principal", "the principal is empty")
    for kind, names in value.items():
        if kind not in PRINCIPAL_KINDS:
            yield PolicyFinding(
                path,
                "malformed-principal",
                f"unknown principal type {_shown(kind)}; expected one of: {', '.join(PRINCIPAL_KINDS)}",
                key=str(kind),
            )
            continue
        if names == []:
            yield PolicyFinding((*path, kind), "malformed-principal", f"{kind} is an empty list")
        for name, place in listed(names, (*path, kind)):
            if not isinstance(name, str):
                yield PolicyFinding(place, "malformed-principal", f"{kind} must contain text, found {_named(name)}")
            elif fault := _principal_fault(kind, name):
                yield PolicyFinding(place, "malformed-principal", fault)


def _principal_fault(kind: str, name: str) -> str:
    bare = _VARIABLE.sub("x", name)
    if kind == "AWS":
        if bare.startswith("arn:") and ("*" in bare or "?" in bare):
            return f"the principal {_shown(name)} contains a wildcard; only * alone is allowed"
        if not _AWS_NAME.fullmatch(bare):
            return f"invalid principal {_shown(name)}: expected an account, the ARN of a user, role or session, or *"
    if kind == "Service" and not _SERVICE_NAME.fullmatch(bare.lower()):
        return f"invalid service {_shown(name)}: expected a name such as ec2.amazonaws.com"
    if kind == "Federated" and not bare.strip():
        return "empty provider"
    return ""


def _condition(value: object, path: Path) -> Iterator[PolicyFinding]:
    """The faults of a condition; one of several truth values always holds, or is refused.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html.
    """
    if not isinstance(value, dict):
        yield PolicyFinding(path, "malformed-condition", f"a condition must be an object, found {_named(value)}")
        return
    for operator, tests in value.items():
        bare, _ = bare_operator(str(operator))
        known = _LOWER.get(bare.lower())
        if known is None or (
            ":" in str(operator) and str(operator).split(":")[0].lower() not in ("forallvalues", "foranyvalue")
        ):
            near = get_close_matches(bare, OPERATORS, n=1, cutoff=0.6)
            hint = f"; did you mean {near[0]}?" if near else ""
            yield PolicyFinding(
                path,
                "malformed-condition",
                f"unknown condition operator {_shown(operator)}{hint}",
                key=str(operator),
            )
            continue
        if known == "Null" and str(operator).endswith("IfExists"):
            message = f"invalid operator {operator}: IfExists can be added to every operator except Null; use Null"
            yield PolicyFinding(path, "malformed-condition", message, key=str(operator))
        if not isinstance(tests, dict):
            yield PolicyFinding(
                (*path, operator),
                "malformed-condition",
                f"{operator} must contain keys with values, found {_named(tests)}",
            )
            continue
        for key, values in tests.items():
            where = (*path, operator, key)
            if isinstance(values, dict) or values is None:
                yield PolicyFinding(
                    where, "malformed-condition", f"{_shown(key)} must be a value or a list, found {_named(values)}"
                )
                continue
            if known == "Bool" and isinstance(values, list) and len(values) > 1:
                yield PolicyFinding(where, "malformed-condition", f"{operator} on {_shown(key)} takes one value")
            for entry, place in listed(values, where):
                if fault := _value_fault(known, entry):
                    yield PolicyFinding(place, "malformed-condition", f"{operator} on {_shown(key)}: {fault}")


def _value_fault(operator: str, value: object) -> str:
    if isinstance(value, (dict, list)) or value is None:
        return f"a value must be text, found {_named(value)}"
    text = str(value).strip()
    if "${" in text:
        return ""
    if operator in {"Bool", "Null"} and text.lower() not in {"true", "false"}:
        return f"expected true or false, found {_shown(value)}"
    if operator.startswith("Numeric") and not re.fullmatch(r"[+-]?\d+(?:\.\d+)?", text):
        return f"invalid number {_shown(value)}"
    if operator.startswith("Date") and not (_DATE.fullmatch(text) and _in_calendar(text)):
        return f"invalid date {_shown(value)}; use a form such as 2026-11-01T00:00:00Z"
    if operator in {"IpAddress", "NotIpAddress"}:
        try:
            ip_network(text, strict=False)
        except ValueError:
            return f"invalid address range {_shown(value)}; use a form such as 203.0.113.0/24"
    return ""


def _in_calendar(text: str) -> bool:
    """True if a date has a month and a day that exist; seconds since 1970 have neither."""
    try:
        return text.isdigit() or bool(date.fromisoformat(text[:10]))
    except ValueError:
        return False


def _sid(entry: Mapping[str, Any], path: Path, kind: PolicyKind, seen: dict[str, Path]) -> Iterator[PolicyFinding]:
    if "Sid" not in entry:
        return
    sid = entry["Sid"]
    if not isinstance(sid, str):
        yield PolicyFinding((*path, "Sid"), "malformed-sid", f"a Sid must be text, found {_named(sid)}")
        return
    if kind is PolicyKind.IDENTITY and not _SID.fullmatch(sid):
        yield PolicyFinding((*path, "Sid"), "malformed-sid", f"Sid {_shown(sid)}: only letters and digits are allowed")
    if sid and sid in seen:
        place = ".".join(f"[{step}]" if isinstance(step, int) else step for step in seen[sid]).replace(".[", "[")
        yield PolicyFinding((*path, "Sid"), "duplicate-sid", f"duplicate Sid {_shown(sid)} (first in {place})")
    seen.setdefault(sid, path)


def _old_variables(policy: Mapping[str, Any]) -> Iterator[PolicyFinding]:
    for entry, path in statements(policy):
        if not isinstance(entry, dict):
            continue
        for key in ("Resource", "NotResource"):
            for name, place in listed(entry.get(key), (*path, key)):
                if isinstance(name, str) and "${" in name:
                    message = f"{_shown(name)} contains a variable, which requires Version 2012-10-17; without it the variable is literal text"
                    yield PolicyFinding(place, "variable-in-old-version", message)


def _named(value: object) -> str:
    names = {dict: "an object", list: "a list", bool: "true or false", int: "a number", float: "a number", str: "text"}
    return names.get(type(value), "nothing")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 100 else f"{text[:80]}...{text[-15:]}"
