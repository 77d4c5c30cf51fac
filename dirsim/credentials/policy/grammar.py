"""The form of a policy: which elements there are, which belong together, and how names are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from ipaddress import ip_network
from typing import Any

from dirsim.credentials.policy.finding import Finding, Path
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
_LOWER = {name.lower(): name for name in OPERATORS}
_SID = re.compile(r"[A-Za-z0-9]*")
_ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9*?_-]+")
_VARIABLE = re.compile(r"\$\{[^}]*\}")
_ACCOUNT = re.compile(r"\d{12}|aws|cloudfront|aws-marketplace|aws-managed|[\d*?]*[*?][\d*?]*|")
_PARTITION = re.compile(r"aws(?:-[a-z]+)*|[a-z*?-]*[*?][a-z*?-]*")
_AWS_NAME = re.compile(
    r"\*|\d{12}|A[A-Z0-9]{15,}|arn:aws[a-z-]*:(?:iam|sts)::(?:\d{12}|cloudfront):"
    r"(?:root|(?:user|role|assumed-role|federated-user)/.+)"
)
_SERVICE_NAME = re.compile(
    r"[a-z0-9.-]+\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal|aws|api\.aws)|[a-z0-9-]+\.[a-z0-9.-]+"
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?|\d{9,10}")
_MOST_ARN_PARTS = 6


def grammar(policy: Any, kind: PolicyKind) -> Iterator[Finding]:
    """What is wrong with the form of a policy."""
    if not isinstance(policy, dict):
        yield Finding((), "malformed-policy", f"a policy is an object, this is {_named(policy)}")
        return
    yield from _unknown_keys(policy, TOP, (), "malformed-policy")
    version = policy.get("Version")
    if "Version" not in policy:
        yield Finding(
            (), "no-version", "Version is missing: the language of 2008 applies, without variables; write 2012-10-17"
        )
    elif version not in VERSIONS:
        yield Finding(("Version",), "malformed-version", f"the version is {_shown(version)}; it must be 2012-10-17")
    if version != VERSIONS[0]:
        yield from _old_variables(policy)
    found = list(statements(policy))
    if "Statement" not in policy or not found:
        yield Finding((), "malformed-policy", "there is no statement")
        return
    sids: dict[str, Path] = {}
    for entry, path in found:
        if not isinstance(entry, dict):
            yield Finding(path, "malformed-statement", f"a statement is an object, this is {_named(entry)}")
            continue
        yield from _statement(entry, path, kind)
        yield from _sid(entry, path, kind, sids)


def _statement(entry: Mapping[str, Any], path: Path, kind: PolicyKind) -> Iterator[Finding]:
    yield from _unknown_keys(entry, ELEMENTS, path, "malformed-statement")
    if "Effect" not in entry:
        yield Finding(path, "malformed-effect", "Effect is missing; it is Allow or Deny")
    elif entry["Effect"] not in ("Allow", "Deny"):
        yield Finding(
            (*path, "Effect"), "malformed-effect", f"Effect is {_shown(entry['Effect'])}; it must be Allow or Deny"
        )
    yield from _one_of(entry, path, "Action", "NotAction", needed=True)
    yield from _one_of(entry, path, "Resource", "NotResource", needed=kind is not PolicyKind.TRUST)
    yield from _one_of(entry, path, "Principal", "NotPrincipal", needed=kind is not PolicyKind.IDENTITY)
    if kind is PolicyKind.TRUST:
        for key in ("Resource", "NotResource"):
            if key in entry:
                yield Finding(
                    path, "malformed-statement", f"a trust policy has no {key}: it is about its own role", key=key
                )
    if kind is PolicyKind.IDENTITY:
        for key in ("Principal", "NotPrincipal"):
            if key in entry:
                message = f"an identity policy has no {key}: it is about whom it is attached to"
                yield Finding(path, "malformed-principal", message, key=key)
    for key in ("Action", "NotAction"):
        yield from _names(entry, key, path, "malformed-action", _action_fault)
    for key in ("Resource", "NotResource"):
        yield from _names(entry, key, path, "malformed-resource", _resource_fault)
    for key in ("Principal", "NotPrincipal"):
        if key in entry and kind is not PolicyKind.IDENTITY:
            yield from _principal(entry[key], (*path, key))
    if "Condition" in entry:
        yield from _condition(entry["Condition"], (*path, "Condition"))


def _unknown_keys(entry: Mapping[str, Any], known: tuple[str, ...], path: Path, rule: str) -> Iterator[Finding]:
    for key in entry:
        if key not in known:
            near = get_close_matches(str(key).capitalize(), known, n=1, cutoff=0.6)
            hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"
            yield Finding(path, rule, f"there is no element {_shown(key)}{hint}", key=str(key))


def _one_of(entry: Mapping[str, Any], path: Path, one: str, other: str, *, needed: bool) -> Iterator[Finding]:
    rule = f"malformed-{one.lower()}" if one != "Action" else "malformed-action"
    if one in entry and other in entry:
        yield Finding(path, rule, f"{one} and {other} exclude each other", key=other)
    elif needed and one not in entry and other not in entry:
        yield Finding(path, rule, f"{one} or {other} is missing")


def _names(entry: Mapping[str, Any], key: str, path: Path, rule: str, fault: Any) -> Iterator[Finding]:
    if key not in entry:
        return
    value = entry[key]
    if value == []:
        yield Finding((*path, key), rule, f"{key} is an empty list")
    for name, place in listed(value, (*path, key)):
        if not isinstance(name, str):
            yield Finding(place, rule, f"{key} holds text, this is {_named(name)}")
            continue
        said = fault(name)
        if said:
            yield Finding(place, rule, said, name if rule == "malformed-action" else "")


def _action_fault(name: str) -> str:
    if name == "*" or _ACTION.fullmatch(name) or name == "*:*":
        return ""
    if not name.strip():
        return "an action is empty"
    if ":" not in name:
        return f"the action {_shown(name)} has no service; write service:{name.strip()}"
    return f"the action {_shown(name)} is not written service:Name, with letters, digits, * and ?"


def _resource_fault(name: str) -> str:
    if not name.strip():
        return "a resource is empty"
    bare = _VARIABLE.sub("*", name)
    if set(bare) == {"*"}:
        return ""
    if not bare.startswith("arn:"):
        if bare.startswith("*") or (":" not in bare and bare[0] in "*?") or "arn:".startswith(bare.rstrip("*?")):
            return ""
        return f"the resource {_shown(name)} is neither * nor an ARN"
    parts = bare.split(":", _MOST_ARN_PARTS - 1)
    if len(parts) < _MOST_ARN_PARTS:
        begins = parts[-1].partition("*")[0]
        fits = begins.isdigit() or not begins if len(parts) == _MOST_ARN_PARTS - 1 else "/" not in begins
        if "*" in parts[-1] and fits:
            return ""  # the wildcard stands for the rest, colons included
        return (
            f"the ARN {_shown(name)} has {len(parts)} parts; it needs 6: arn:partition:service:region:account:resource"
        )
    if not _PARTITION.fullmatch(parts[1]):
        return f"the ARN {_shown(name)} names the partition {_shown(parts[1])}; there are aws, aws-cn, aws-us-gov"
    if not parts[2]:
        return f"the ARN {_shown(name)} names no service"
    if not _ACCOUNT.fullmatch(parts[4]) and not any("*" in part for part in parts[1:5]):
        return f"the ARN {_shown(name)} names the account {_shown(parts[4])}; an account has 12 digits"
    if not parts[5] and "*" not in parts[4]:
        return f"the ARN {_shown(name)} names no resource"
    return ""


def _principal(value: object, path: Path) -> Iterator[Finding]:
    if value == "*":
        return
    if not isinstance(value, dict):
        yield Finding(path, "malformed-principal", f"a principal is * or an object, this is {_shown(value)}")
        return
    if not value:
        yield Finding(path, "malformed-principal", "the principal is empty")
    for kind, names in value.items():
        if kind not in PRINCIPAL_KINDS:
            yield Finding(
                path,
                "malformed-principal",
                f"there is no kind of principal {_shown(kind)}; there are {', '.join(PRINCIPAL_KINDS)}",
                key=str(kind),
            )
            continue
        if names == []:
            yield Finding((*path, kind), "malformed-principal", f"{kind} is an empty list")
        for name, place in listed(names, (*path, kind)):
            if not isinstance(name, str):
                yield Finding(place, "malformed-principal", f"{kind} holds text, this is {_named(name)}")
            elif fault := _principal_fault(kind, name):
                yield Finding(place, "malformed-principal", fault)


def _principal_fault(kind: str, name: str) -> str:
    bare = _VARIABLE.sub("x", name)
    if kind == "AWS":
        if bare.startswith("arn:") and ("*" in bare or "?" in bare):
            return f"the principal {_shown(name)} has a wildcard; only * alone is understood there"
        if not _AWS_NAME.fullmatch(bare):
            return f"the principal {_shown(name)} is no account, no ARN of a user, role or session, and not *"
    if kind == "Service" and not _SERVICE_NAME.fullmatch(bare.lower()):
        return f"the service {_shown(name)} is not written as in ec2.amazonaws.com"
    if kind == "Federated" and not bare.strip():
        return "the provider is empty"
    return ""


def _condition(value: object, path: Path) -> Iterator[Finding]:
    if not isinstance(value, dict):
        yield Finding(path, "malformed-condition", f"a condition is an object, this is {_named(value)}")
        return
    for operator, tests in value.items():
        bare, _ = bare_operator(str(operator))
        known = _LOWER.get(bare.lower())
        if known is None or (
            ":" in str(operator) and str(operator).split(":")[0].lower() not in ("forallvalues", "foranyvalue")
        ):
            near = get_close_matches(bare, OPERATORS, n=1, cutoff=0.6)
            hint = f"; did you mean {near[0]}?" if near else ""
            yield Finding(
                path,
                "malformed-condition",
                f"there is no condition operator {_shown(operator)}{hint}",
                key=str(operator),
            )
            continue
        if not isinstance(tests, dict):
            yield Finding(
                (*path, operator), "malformed-condition", f"{operator} holds keys with values, this is {_named(tests)}"
            )
            continue
        for key, values in tests.items():
            where = (*path, operator, key)
            if isinstance(values, dict) or values is None:
                yield Finding(
                    where, "malformed-condition", f"{_shown(key)} holds a value or a list, this is {_named(values)}"
                )
                continue
            for entry, place in listed(values, where):
                if fault := _value_fault(known, entry):
                    yield Finding(place, "malformed-condition", f"{operator} on {_shown(key)}: {fault}")


def _value_fault(operator: str, value: object) -> str:
    if isinstance(value, (dict, list)) or value is None:
        return f"a value is text, this is {_named(value)}"
    text = str(value).strip()
    if "${" in text:
        return ""
    if operator in {"Bool", "Null"} and text.lower() not in {"true", "false"}:
        return f"{_shown(value)} is neither true nor false"
    if operator.startswith("Numeric") and not re.fullmatch(r"[+-]?\d+(?:\.\d+)?", text):
        return f"{_shown(value)} is no number"
    if operator.startswith("Date") and not _DATE.fullmatch(text):
        return f"{_shown(value)} is no date; write it as 2026-11-01T00:00:00Z"
    if operator in {"IpAddress", "NotIpAddress"}:
        try:
            ip_network(text, strict=False)
        except ValueError:
            return f"{_shown(value)} is no address range; write it as 203.0.113.0/24"
    return ""


def _sid(entry: Mapping[str, Any], path: Path, kind: PolicyKind, seen: dict[str, Path]) -> Iterator[Finding]:
    if "Sid" not in entry:
        return
    sid = entry["Sid"]
    if not isinstance(sid, str):
        yield Finding((*path, "Sid"), "malformed-sid", f"a Sid is text, this is {_named(sid)}")
        return
    if kind is PolicyKind.IDENTITY and not _SID.fullmatch(sid):
        yield Finding((*path, "Sid"), "malformed-sid", f"the Sid {_shown(sid)} has other signs than letters and digits")
    if sid and sid in seen:
        place = ".".join(f"[{step}]" if isinstance(step, int) else step for step in seen[sid]).replace(".[", "[")
        yield Finding((*path, "Sid"), "duplicate-sid", f"the Sid {_shown(sid)} stands in {place} already")
    seen.setdefault(sid, path)


def _old_variables(policy: Mapping[str, Any]) -> Iterator[Finding]:
    for entry, path in statements(policy):
        if not isinstance(entry, dict):
            continue
        for key in ("Resource", "NotResource"):
            for name, place in listed(entry.get(key), (*path, key)):
                if isinstance(name, str) and "${" in name:
                    message = f"{_shown(name)} holds a variable, which needs Version 2012-10-17; here it is plain text"
                    yield Finding(place, "variable-in-old-version", message)


def _named(value: object) -> str:
    names = {dict: "an object", list: "a list", bool: "true or false", int: "a number", float: "a number", str: "text"}
    return names.get(type(value), "nothing")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 100 else f"{text[:80]}...{text[-15:]}"
