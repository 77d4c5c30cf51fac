"""IAM policy rules for unknown or incompatible names.

The names are those of services, actions and condition keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache

from dirsim.credentials.policy.finding import PolicyFinding
from dirsim.credentials.policy.known import actions, assigned_keys, condition_keys, key_owners, rcp_services, services
from dirsim.credentials.policy.overlap import overlaps
from dirsim.credentials.policy.renames import RENAMES
from dirsim.credentials.policy.s3_names import S3_RENAMES
from dirsim.credentials.policy.statement import PolicyKind, Statement, Test, meant_actions

GLOBAL_KEYS = frozenset({
    "calledvia", "calledviafirst", "calledvialast", "calledviaawsmcp", "viaawsmcpservice", "currenttime", "epochtime",
    "ec2instancesourceprivateipv4", "ec2instancesourcevpc", "federatedprovider", "multifactorauthage", "multifactorauthpresent",
    "principalaccount", "principalarn", "principalisawsservice", "principalorgid", "principalorgpaths", "principalservicename",
    "principalservicenameslist", "principaltag", "principaltype", "referer", "requestedregion", "requesttag", "resourceaccount",
    "resourceorgid", "resourceorgpaths", "resourcetag", "securetransport", "sourceaccount", "sourcearn", "sourceidentity", "sourceip",
    "sourceorgid", "sourceorgpaths", "sourceowner", "sourcevpc", "sourcevpcarn", "sourcevpce", "tagkeys", "tokenissuetime", "useragent",
    "userid", "username", "viaawsservice", "vpceaccount", "vpceorgid", "vpceorgpaths", "vpcsourceip", "assumedroot", "chatbotsourcearn",
    "ischatbotsource", "principalorgmasteraccountid", "ismcpserviceaction", "signintype", "signinsessionarn", "sourcevpcaccount",
})  # fmt: skip
"""The keys that begin with ``aws:``, without the prefix."""
RETIRED = frozenset({
    "a4b", "applicationwizard", "catalog", "catalog-admin", "catalog-user", "codestar", "crowd", "datazonecontrol", "deepcomposer",
    "deeplens", "deepracer", "ec2-reports", "elastic-inference", "evidently", "honeycode", "iot1click", "iotevents", "iotroborunner",
    "mobilehub", "robomaker", "sagemaker-groundtruth-synthetic", "sumerian", "worklink", "zocalo",
})  # fmt: skip
"""Discontinued services: their actions are harmless, and not typing errors."""
_TYPES = {
    "aws:sourceip": "IPAddress", "aws:vpcsourceip": "IPAddress", "aws:currenttime": "Date", "aws:tokenissuetime": "Date",
    "aws:epochtime": "Date", "aws:multifactorauthage": "Numeric", "aws:multifactorauthpresent": "Bool", "aws:securetransport": "Bool",
    "aws:viaawsservice": "Bool", "aws:principalisawsservice": "Bool", "aws:sourcearn": "ARN", "aws:principalarn": "ARN",
}  # fmt: skip
_FAMILIES = {
    "Numeric": "Numeric",
    "Date": "Date",
    "Bool": "Bool",
    "IpAddress": "IPAddress",
    "NotIpAddress": "IPAddress",
}
_OF_CALLERS = frozenset({"ec2:roledelivery", "glue:credentialissuingservice", "glue:roleassumedby"})
"""Keys that the credentials of a caller carry into requests to every service, besides those with *source* in their name.

Sources: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-policies-ec2-console.html and
https://docs.aws.amazon.com/glue/latest/dg/security_iam_service-with-iam.html.
"""
_FEDERATED_PREFIXES = frozenset(
    {"saml", "sts", "accounts.google.com", "graph.facebook.com", "www.amazon.com", "cognito-identity.amazonaws.com"}
)


def names(statement: Statement, kind: PolicyKind) -> Iterator[PolicyFinding]:
    """The findings for unknown names in a statement, and for names that never apply together."""
    for name, path in statement.actions:
        yield from _action(name, path)
        if kind is PolicyKind.RCP and not statement.not_action:
            yield from _unprotected(name, path)
    if not statement.not_action and not statement.not_resource and kind is not PolicyKind.TRUST:
        yield from _resources(statement, kind)
    for test in statement.tests:
        yield from _key(statement, test)


def _action(name: str, path: tuple[str | int, ...]) -> Iterator[PolicyFinding]:
    service, colon, bare = name.partition(":")
    if not colon or "*" in service or ":" in bare or not bare:
        return
    if service.lower() in RETIRED:
        return
    if service.lower() not in services():
        hint = _other_service(service, bare)
        yield PolicyFinding(path, "unknown-service", f"unknown service {service!r}{hint}", name)
    elif bare != "*" and not meant_actions(name):
        yield PolicyFinding(
            path, "unknown-action", f"unknown action {bare!r} of {service}{_near_action(service.lower(), bare)}", name
        )


def _unprotected(name: str, path: tuple[str | int, ...]) -> Iterator[PolicyFinding]:
    """The finding for an action of a service that resource control policies do not reach."""
    service = name.partition(":")[0].lower()
    if service in services() and service not in rcp_services():
        message = f"resource control policies do not protect resources of {service}: {name} has no effect in one"
        yield PolicyFinding(path, "rcp-without-effect", message, name)


@lru_cache(maxsize=4096)
def _other_service(service: str, bare: str) -> str:
    near = get_close_matches(service.lower(), sorted(services()), n=3, cutoff=0.6)
    for candidate in near:
        if bare.lower() in actions(candidate):
            return f"; did you mean {actions(candidate)[bare.lower()].name}?"
    return f"; did you mean {near[0]}?" if near else ""


@lru_cache(maxsize=4096)
def _near_action(service: str, bare: str) -> str:
    renamed = (S3_RENAMES if service == "s3" else RENAMES.get(service, {})).get(bare)
    if renamed:
        needed = " and ".join(name if ":" in name else f"{service}:{name}" for name in renamed.split())
        return f": this is an operation; it requires {needed}"
    if "*" in bare or "?" in bare:
        return " that matches the wildcard"
    known = actions(service)
    near = get_close_matches(bare.lower(), list(known), n=1, cutoff=0.6)
    return f"; did you mean {known[near[0]].name}?" if near else ""


def _resources(statement: Statement, kind: PolicyKind) -> Iterator[PolicyFinding]:
    """The findings for actions that support none of the statement's resources."""
    texts = [name for name, _ in statement.resources]
    if not texts or any(set(text) == {"*"} or not text.startswith("arn:") for text in texts):
        return
    if not statement.allow or (kind is PolicyKind.RESOURCE and any(text.count(":") < 5 for text in texts)):
        return
    for name, path in statement.actions:
        found = meant_actions(name)
        if "*" in name or "?" in name or not found:
            continue
        types = found[0].types
        if not types:
            if kind is PolicyKind.IDENTITY:
                message = f"{found[0].name} supports no resources: with an ARN it is never allowed; use * in a separate statement"
                yield PolicyFinding(path, "needs-all-resources", message, name)
        elif not any(overlaps(entry.template, text) for entry, _ in types for text in texts):
            kinds = ", ".join(dict.fromkeys(entry.template for entry, _ in types[:3]))
            yield PolicyFinding(
                path,
                "resource-mismatch",
                f"{found[0].name} applies to {kinds}; no resource of the statement matches",
                name,
            )


def _key(statement: Statement, test: Test) -> Iterator[PolicyFinding]:
    key = test.key.lower()
    prefix, colon, rest = key.partition(":")
    bare = rest.partition("/")[0].partition(":")[0]
    if "." in prefix or "/" in prefix or prefix in _FEDERATED_PREFIXES:
        return
    if not colon:
        yield PolicyFinding(
            test.path, "unknown-condition-key", f"the condition key {test.key!r} has no service; use aws:{test.key}"
        )
        return
    kind = _TYPES.get(key, "")
    if prefix == "aws":
        if bare not in GLOBAL_KEYS:
            near = get_close_matches(bare, sorted(GLOBAL_KEYS), n=1, cutoff=0.6)
            hint = f"; did you mean aws:{near[0]}?" if near else ""
            yield PolicyFinding(test.path, "unknown-condition-key", f"unknown condition key {test.key!r}{hint}")
            return
    else:
        if prefix in RETIRED:
            return
        if not key_owners(prefix):
            yield PolicyFinding(
                test.path, "unknown-condition-key", f"unknown service {prefix!r} of the condition key {test.key!r}"
            )
            return
        known = _keys_of(prefix)
        if f"{prefix}:{bare}" not in known:
            near = get_close_matches(f"{prefix}:{bare}", list(known), n=1, cutoff=0.6)
            hint = f"; did you mean {near[0]}?" if near else ""
            yield PolicyFinding(test.path, "unknown-condition-key", f"unknown condition key {test.key!r}{hint}")
            return
        kind = known[f"{prefix}:{bare}"]
        yield from _supported(statement, test, prefix, bare)
    yield from _fits(test, kind)


@lru_cache(maxsize=512)
def _keys_of(prefix: str) -> dict[str, str]:
    """The condition keys with a prefix, without the part after a slash or a second colon, each with its type."""
    return {_short(name): kind for owner in key_owners(prefix) for name, kind in condition_keys(owner).items()}


@lru_cache(maxsize=512)
def _assigned(prefix: str) -> frozenset[str]:
    """The condition keys with a prefix that any action or resource type is documented with, shortened as above."""
    return frozenset(_short(name) for owner in key_owners(prefix) for name in assigned_keys(owner))


def _short(key: str) -> str:
    prefix, colon, rest = key.lower().partition("/")[0].partition(":")
    return f"{prefix}{colon}{rest.partition(':')[0]}"


def _supported(statement: Statement, test: Test, prefix: str, bare: str) -> Iterator[PolicyFinding]:
    """The finding for a condition key that no action of the statement supports."""
    wanted = f"{prefix}:{bare}"
    of_caller = wanted in _OF_CALLERS or "source" in bare.replace("resource", "")
    if statement.not_action or of_caller or not test.sure or test.operator == "Null":
        return
    if wanted not in _assigned(prefix):
        return  # the service documents the key without saying which requests carry it
    for name, _ in statement.actions:
        found = meant_actions(name)
        if not found or any(wanted in _carried(entry.name) for entry in found):
            return
    names_ = ", ".join(name for name, _ in statement.actions[:3])
    never = f"the statement never {'allows' if statement.allow else 'denies'} anything"
    effect = never if test.positive else f"{test.operator} always holds"
    yield PolicyFinding(
        test.path,
        "condition-key-not-supported",
        f"no request for {names_} supports {test.key}, so {effect}",
        statement.actions[0][0] if statement.actions else "",
    )


@lru_cache(maxsize=16384)
def _carried(name: str) -> frozenset[str]:
    entry = meant_actions(name)[0]
    keys = [*entry.condition_keys, *(key for kind, _ in entry.types for key in kind.condition_keys)]
    return frozenset(_short(key) for key in keys)


def _fits(test: Test, kind: str) -> Iterator[PolicyFinding]:
    """The finding for an operator that does not match a key's type; string operators match every type."""
    family = next((wanted for start, wanted in _FAMILIES.items() if test.operator.startswith(start)), "")
    plain = kind.removeprefix("ArrayOf")
    if (
        family
        and plain
        and plain != family
        and not (family == "Date" and plain == "Numeric")
        and not (family == "Numeric" and plain == "Date")
    ):
        yield PolicyFinding(
            test.path, "condition-type-mismatch", f"{test.operator} compares {family} values; {test.key} is {plain}"
        )
    elif kind == "IPAddress" and test.operator.startswith("String"):
        yield PolicyFinding(
            test.path,
            "condition-type-mismatch",
            f"{test.operator} compares text; {test.key} is an address: use IpAddress",
        )
