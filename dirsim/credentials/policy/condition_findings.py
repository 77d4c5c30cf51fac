"""Conditions that do not do what they seem to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

from dirsim.credentials.policy.finding import PolicyFinding
from dirsim.credentials.policy.statement import PolicyKind, Statement, Test

_MFA = "aws:multifactorauthpresent"
_LITERAL = frozenset({"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"})
"""Operators without patterns.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html.
"""
_VARIABLE = re.compile(r"\$\{[^}]*\}")
_PRIVATE = tuple(
    map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "fc00::/7"))
)
"""Private, loopback and link-local ranges (RFC 1918, RFC 4193, RFC 6890)."""


def condition_findings(statement: Statement, kind: PolicyKind) -> Iterator[PolicyFinding]:
    """The findings for conditions of a statement whose effect is another than their wording."""
    for test in statement.tests:
        key = test.key.lower()
        if key == _MFA:
            yield from _mfa(statement, test)
        if key == "aws:sourceip" and test.operator == "IpAddress":
            yield from _private(test)
        if test.operator in _LITERAL and any(set("*?") & set(_VARIABLE.sub("", value)) for value in test.values):
            like = test.operator.replace("EqualsIgnoreCase", "Like").replace("Equals", "Like")
            message = f"{test.operator} compares * and ? as they are; use {like} for a pattern"
            yield PolicyFinding(test.path, "wildcard-without-like", message)
        if _for_all(test) and statement.allow and not _present(statement, key):
            message = f"ForAllValues on {test.key} also holds for requests without the key; add Null with false, or use ForAnyValue"
            yield PolicyFinding(test.path, "for-all-values", message)
    if kind is PolicyKind.TRUST and statement.allow:
        yield from _providers(statement)


def _mfa(statement: Statement, test: Test) -> Iterator[PolicyFinding]:
    value = test.values[0].lower() if test.values else ""
    requires = (value == "true") if test.positive else (value == "false")
    if test.operator == "Null":
        return
    if statement.allow and not requires:
        yield PolicyFinding(
            test.path, "mfa-condition", "the statement allows only requests without a second factor; use true"
        )
    elif statement.allow and not test.sure:
        message = "requests with long-lived keys carry no such key, so that IfExists allows them without a second factor; use Bool"
        yield PolicyFinding(test.path, "mfa-condition", message)
    elif not statement.allow and not requires and test.sure:
        message = "requests with long-lived keys carry no such key, so that the Deny misses them; use BoolIfExists"
        yield PolicyFinding(test.path, "mfa-condition", message)


def _private(test: Test) -> Iterator[PolicyFinding]:
    """Ranges that no request to a public endpoint comes from; requests through a VPC endpoint carry aws:VpcSourceIp."""
    ranges: list[Any] = []
    for value in test.values:
        try:
            ranges.append(ip_network(value, strict=False))
        except ValueError:
            return
    if ranges and all(
        any(entry.version == one.version and entry.subnet_of(one) for one in _PRIVATE) for entry in ranges
    ):
        message = (
            f"aws:SourceIp is a public address; {test.values[0]} is private: use aws:VpcSourceIp with a VPC endpoint"
        )
        yield PolicyFinding(test.path, "private-source-address", message)


def _for_all(test: Test) -> bool:
    return any(isinstance(step, str) and step.lower().startswith("forallvalues:") for step in test.path)


def _present(statement: Statement, key: str) -> bool:
    """True if a further condition requires the key to be present."""
    return any(
        test.key.lower() == key
        and (
            (test.operator == "Null" and test.values[:1] == ("false",))
            or (test.positive and test.sure and not _for_all(test))
        )
        for test in statement.tests
    )


def _providers(statement: Statement) -> Iterator[PolicyFinding]:
    """Actions and condition keys that do not belong to the identity providers of a trust policy."""
    federated = [name for who, name, _ in statement.principals if who == "Federated"]
    others = [who for who, _, _ in statement.principals if who in {"AWS", "Service"}]
    verbs = {name.lower(): path for name, path in statement.actions}
    for name in federated:
        if "." not in name and "-provider/" not in name:
            continue  # neither the ARN nor the host of a provider
        wanted = "sts:assumerolewithsaml" if ":saml-provider/" in name else "sts:assumerolewithwebidentity"
        if not any(verb == wanted or "*" in verb for verb in verbs):
            spelled = "sts:AssumeRoleWithSAML" if "saml" in wanted else "sts:AssumeRoleWithWebIdentity"
            path = next(iter(verbs.values()), statement.path)
            message = f"users of {name.rpartition('/')[2] or name} call {spelled}; with the actions of the statement none of them gets in"
            yield PolicyFinding(
                path, "federation-action", message, next(iter(name for name, _ in statement.actions), "")
            )
    if others and not federated:
        for name, path in statement.actions:
            if name.lower() in {"sts:assumerolewithsaml", "sts:assumerolewithwebidentity"}:
                message = f"{name} needs a Federated principal; accounts, roles and services call sts:AssumeRole"
                yield PolicyFinding(path, "federation-action", message, name)
    if federated:
        yield from _keys(statement, federated)


def _keys(statement: Statement, federated: list[str]) -> Iterator[PolicyFinding]:
    hosts = {
        (name.partition("oidc-provider/")[2] or name).lower() for name in federated if ":saml-provider/" not in name
    }
    saml = any(":saml-provider/" in name for name in federated)
    for test in statement.tests:
        prefix, _, rest = test.key.lower().rpartition(":")
        if not rest or prefix in {"aws", "sts", "iam"}:
            continue
        if (prefix == "saml" and saml) or any(host == prefix or host.startswith(f"{prefix}/") for host in hosts):
            continue
        if prefix == "saml" or "." in prefix or "/" in prefix:
            names = ", ".join(sorted(hosts)) or "the SAML provider"
            message = f"{test.key} is a key of another provider than {names}; no request of the principal carries it"
            yield PolicyFinding(test.path, "federation-condition", message)
