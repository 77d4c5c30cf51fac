"""IAM policy rules for principals: public, cross-account, federated.

Third parties are accounts of other companies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dirsim.credentials.policy.finding import PolicyFinding
from dirsim.credentials.policy.statement import PolicyKind, Statement, Test

_WHO = frozenset({
    "aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount", "aws:principalarn", "aws:sourceaccount", "aws:sourcearn",
    "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner", "aws:sourcevpc", "aws:sourcevpce", "aws:sourcevpcarn", "aws:sourceip",
    "aws:userid", "aws:username", "aws:vpcsourceip", "aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths", "kms:calleraccount", "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn", "s3:accesspointnetworkorigin", "lambda:sourcefunctionarn", "sns:endpoint", "elasticfilesystem:accesspointarn",
    "aws:principalservicename", "aws:sourceidentity", "aws:federatedprovider", "aws:ec2instancesourcevpc", "sts:externalid",
    "es:viaawsservice", "cloudfront:distributionarn",
})  # fmt: skip
"""Condition keys, in lower case, that restrict the principal or its network location."""
_SOURCES = frozenset({
    "aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner", "aws:principalorgid", "aws:principalaccount",
    "kms:calleraccount", "s3:resourceaccount",
})  # fmt: skip
"""Condition keys, in lower case, that name the customer for whom a service acts."""
_PARTY = frozenset({"sts:externalid", "aws:principalorgid", "aws:principalorgpaths", "aws:sourceidentity"})
_ROOT = re.compile(r"(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?")
_ACCOUNT = re.compile(r"arn:[\w-]+:(?:iam|sts)::(\d{12}):.+|(\d{12})")
_EVERYBODY = frozenset({"0.0.0.0/0", "::/0", "*", "o-*", "o-*/*"})
"""Values that every caller has, or every organization."""
_NO_SUBJECT = ("accounts.google.com", "www.amazon.com", "graph.facebook.com", "cognito-identity.amazonaws.com")
"""Public providers whose users an application id distinguishes."""
_APPLICATION = {"www.amazon.com": "app_id", "graph.facebook.com": "app_id"}
_ANY_SUBJECT = re.compile(
    r"\*+|repo:\*.*|[\w-]+:\*+|project_path:\*.*|organization:\*.*|system:serviceaccount:\*(?::.*)?"
)


def principals(statements: Iterable[Statement], kind: PolicyKind, accounts: frozenset[str]) -> Iterator[PolicyFinding]:
    """The findings for principals with access but without sufficient conditions.

    Args:
        statements: The policy's statements.
        kind: The type of the policy.
        accounts: The reader's own accounts; empty means unknown.
    """
    found = tuple(statements)
    own = accounts or _own(found, kind)
    for statement in found:
        if not statement.allow or statement.not_principal:
            continue
        for who, name, path in statement.principals:
            if name == "*" and who in {"*", "AWS"}:
                if not _limited(statement):
                    yield PolicyFinding(path, "public-principal", _public(statement, kind), _first(statement))
            elif who == "AWS":
                yield from _account(statement, kind, name, path, own)
            elif who == "Service" and kind is PolicyKind.RESOURCE:
                yield from _service(statement, name, path)
            elif who == "Federated" and kind is PolicyKind.TRUST:
                yield from _federated(statement, name, path)


def _public(statement: Statement, kind: PolicyKind) -> str:
    if kind is PolicyKind.TRUST:
        return "any principal in any AWS account can assume the role; name the principals"
    return f"{_first(statement) or 'the action'} is publicly allowed; name the principals, or add a condition such as aws:PrincipalOrgID"


def _first(statement: Statement) -> str:
    return statement.actions[0][0] if statement.actions and not statement.not_action else ""


def _limited(statement: Statement) -> bool:
    return any(_limits(test, _WHO) for test in statement.tests)


def _limits(test: Test, keys: frozenset[str]) -> bool:
    """True if a condition certainly excludes some principals."""
    key = test.key.lower()
    known = key in keys or (key.startswith("aws:principaltag/") and "aws:principalarn" in keys)
    return known and test.positive and test.sure and not any(value in _EVERYBODY for value in test.values)


def _own(statements: tuple[Statement, ...], kind: PolicyKind) -> frozenset[str]:
    """The account that owns the resources, if the policy shows it."""
    if kind is PolicyKind.TRUST:
        return frozenset()
    found = set()
    for statement in statements:
        for name, _ in statement.resources:
            parts = name.split(":", 5)
            if len(parts) == 6 and re.fullmatch(r"\d{12}", parts[4]):
                found.add(parts[4])
        if statement.allow and any(name == "kms:*" for name, _ in statement.actions):
            roots = [_ROOT.fullmatch(name) for who, name, _ in statement.principals if who == "AWS"]
            found |= {root[1] for root in roots if root}
    return frozenset(found)


def _account(
    statement: Statement, kind: PolicyKind, name: str, path: tuple[str | int, ...], own: frozenset[str]
) -> Iterator[PolicyFinding]:
    account = _ACCOUNT.fullmatch(name)
    number = (account[1] or account[2]) if account else ""
    if not number or number in own:
        return
    whole = _ROOT.fullmatch(name) is not None
    if kind is PolicyKind.TRUST:
        if whole and _takes(statement) and not any(_limits(test, _PARTY) for test in statement.tests):
            message = f"account {number} can assume the role without sts:ExternalId; a third party could be tricked into assuming it for another customer"
            yield PolicyFinding(path, "missing-external-id", message, "sts:AssumeRole")
        if whole and not statement.tests:
            yield PolicyFinding(path, "cross-account-principal", _foreign(number, own), _first(statement))
    elif not _limited(statement) and (own or whole):
        yield PolicyFinding(path, "cross-account-principal", _foreign(number, own), _first(statement))


def _service(statement: Statement, name: str, path: tuple[str | int, ...]) -> Iterator[PolicyFinding]:
    """A service that acts on this resource for whichever customer asks it to, unless a condition names the source."""
    if any(test.key.lower() in _SOURCES and test.positive for test in statement.tests):
        return
    if any(
        ":sourcearn" in test.key.lower() or "viaservice" in test.key.lower() or _names_account(test)
        for test in statement.tests
    ):
        return
    message = f"{name} may act here for other customers too; add aws:SourceArn or aws:SourceAccount"
    yield PolicyFinding(path, "service-without-source", message, _first(statement))


def _names_account(test: Test) -> bool:
    """True if a condition requires something of a named account, such as the ARN in an encryption context."""
    return test.positive and test.sure and all(re.search(r"(?<!\d)\d{12}(?!\d)", value) for value in test.values)


def _foreign(number: str, own: frozenset[str]) -> str:
    if own:
        return f"account {number} does not own the resource, and no condition restricts access"
    return f"every principal that account {number} permits has access, and no condition restricts it; if the account is yours, pass --account"


def _takes(statement: Statement) -> bool:
    return any(name.lower() in {"sts:assumerole", "sts:*", "*"} for name, _ in statement.actions)


def _federated(statement: Statement, name: str, path: tuple[str | int, ...]) -> Iterator[PolicyFinding]:
    provider = name.partition("oidc-provider/")[2] or name
    taken = [action.lower() for action, _ in statement.actions]
    tests = [test for test in statement.tests if test.positive and test.sure]
    if ":saml-provider/" in name or "sts:assumerolewithsaml" in taken:
        if not any(test.key.lower() in {"saml:aud", "saml:iss", "saml:sub", "saml:namequalifier"} for test in tests):
            message = "the role accepts SAML responses issued for other service providers; add SAML:aud, such as https://signin.aws.amazon.com/saml"
            yield PolicyFinding(path, "federation-without-audience", message, "sts:AssumeRoleWithSAML")
        return
    keys = {test.key.lower(): test.values for test in tests}
    lower = provider.lower()
    audience = f"{lower}:{_APPLICATION.get(lower, 'aud')}"
    if audience not in keys and not any(key.endswith((":aud", ":app_id", ":azp")) for key in keys):
        message = f"the role accepts tokens that {provider} issued for other applications; add the condition {provider}:{audience.rpartition(':')[2]}"
        yield PolicyFinding(path, "federation-without-audience", message, "sts:AssumeRoleWithWebIdentity")
    if lower in _NO_SUBJECT:
        return
    subjects = [
        values for key, values in keys.items() if key.endswith((":sub", ":job_workflow_ref", ":repository", ":amr"))
    ]
    if not subjects or any(_ANY_SUBJECT.fullmatch(value) for values in subjects for value in values):
        what = "no condition restricts the subject" if not subjects else "the wildcard matches every subject"
        message = f"any holder of a token from {provider} can assume the role: {what}; add the condition {provider}:sub"
        yield PolicyFinding(path, "federation-without-subject", message, "sts:AssumeRoleWithWebIdentity")
