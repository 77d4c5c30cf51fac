"""Whether the services, actions and condition keys that a policy names exist, and whether they go together."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache

from dirsim.credentials.activity.renames import RENAMES
from dirsim.credentials.activity.s3_names import S3_RENAMES
from dirsim.credentials.policy.finding import Finding
from dirsim.credentials.policy.known import actions, condition_keys, services
from dirsim.credentials.policy.overlap import overlaps
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
"""The keys that begin with ``aws:``, without it."""
RETIRED = frozenset({
    "a4b", "applicationwizard", "catalog", "catalog-admin", "catalog-user", "codestar", "crowd", "datazonecontrol", "deepcomposer",
    "deeplens", "deepracer", "ec2-reports", "elastic-inference", "evidently", "honeycode", "iot1click", "iotevents", "iotroborunner",
    "mobilehub", "robomaker", "sagemaker-groundtruth-synthetic", "sumerian", "worklink", "zocalo",
})  # fmt: skip
"""Services that existed: their actions do no harm, and nobody mistyped them."""
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
_FEDERATED_PREFIXES = frozenset(
    {"saml", "sts", "accounts.google.com", "graph.facebook.com", "www.amazon.com", "cognito-identity.amazonaws.com"}
)


def names(statement: Statement, kind: PolicyKind) -> Iterator[Finding]:
    """What a statement names that does not exist, or that never meets."""
    for name, path in statement.actions:
        yield from _action(name, path)
    if not statement.not_action and not statement.not_resource and kind is not PolicyKind.TRUST:
        yield from _resources(statement, kind)
    for test in statement.tests:
        yield from _key(statement, test)


def _action(name: str, path: tuple[str | int, ...]) -> Iterator[Finding]:
    service, colon, bare = name.partition(":")
    if not colon or "*" in service or ":" in bare or not bare:
        return
    if service.lower() in RETIRED:
        return
    if service.lower() not in services():
        hint = _other_service(service, bare)
        yield Finding(path, "unknown-service", f"there is no service {service!r}{hint}", name)
    elif bare != "*" and not meant_actions(name):
        yield Finding(
            path, "unknown-action", f"{service} has no action {bare!r}{_near_action(service.lower(), bare)}", name
        )


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
        return f": that is an operation; it needs {needed}"
    if "*" in bare or "?" in bare:
        return " that the wildcard fits"
    known = actions(service)
    near = get_close_matches(bare.lower(), list(known), n=1, cutoff=0.6)
    return f"; did you mean {known[near[0]].name}?" if near else ""


def _resources(statement: Statement, kind: PolicyKind) -> Iterator[Finding]:
    """Actions that none of the statement's resources can be meant by."""
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
                message = f"{found[0].name} knows no resources: with an ARN it is never allowed; write * in a statement of its own"
                yield Finding(path, "needs-all-resources", message, name)
        elif not any(overlaps(entry.template, text) for entry, _ in types for text in texts):
            kinds = ", ".join(dict.fromkeys(entry.template for entry, _ in types[:3]))
            yield Finding(
                path,
                "resource-mismatch",
                f"{found[0].name} is about {kinds}; no resource of the statement is one",
                name,
            )


def _key(statement: Statement, test: Test) -> Iterator[Finding]:
    key = test.key.lower()
    prefix, colon, rest = key.partition(":")
    bare = rest.partition("/")[0].partition(":")[0]
    if "." in prefix or "/" in prefix or prefix in _FEDERATED_PREFIXES:
        return
    if not colon:
        yield Finding(
            test.path, "unknown-condition-key", f"the condition key {test.key!r} has no service; write aws:{test.key}"
        )
        return
    kind = _TYPES.get(key, "")
    if prefix == "aws":
        if bare not in GLOBAL_KEYS:
            near = get_close_matches(bare, sorted(GLOBAL_KEYS), n=1, cutoff=0.6)
            hint = f"; did you mean aws:{near[0]}?" if near else ""
            yield Finding(test.path, "unknown-condition-key", f"there is no condition key {test.key!r}{hint}")
            return
    else:
        if prefix in RETIRED:
            return
        if prefix not in services():
            yield Finding(
                test.path, "unknown-condition-key", f"there is no service {prefix!r}, whose key {test.key!r} would be"
            )
            return
        known = _keys_of(prefix)
        if f"{prefix}:{bare}" not in known:
            near = get_close_matches(f"{prefix}:{bare}", list(known), n=1, cutoff=0.6)
            hint = f"; did you mean {near[0]}?" if near else ""
            yield Finding(test.path, "unknown-condition-key", f"there is no condition key {test.key!r}{hint}")
            return
        kind = known[f"{prefix}:{bare}"]
        yield from _supported(statement, test, prefix, bare)
    yield from _fits(test, kind)


@lru_cache(maxsize=512)
def _keys_of(service: str) -> dict[str, str]:
    """A service's condition keys without what follows a slash or a second colon, each with its type."""
    return {_short(name): kind for name, kind in condition_keys(service).items()}


def _short(key: str) -> str:
    prefix, colon, rest = key.lower().partition("/")[0].partition(":")
    return f"{prefix}{colon}{rest.partition(':')[0]}"


def _supported(statement: Statement, test: Test, prefix: str, bare: str) -> Iterator[Finding]:
    """Whether some action of the statement carries a key of a service."""
    if statement.not_action or not statement.allow or "source" in bare:
        return
    if any(not name.lower().startswith(f"{prefix}:") for name, _ in statement.actions):
        return  # a key of another service may come with calls that this service makes
    wanted = f"{prefix}:{bare}"
    for name, _ in statement.actions:
        found = meant_actions(name)
        if not found or any(wanted in _carried(entry.name) for entry in found):
            return
    names_ = ", ".join(name for name, _ in statement.actions[:3])
    message = f"no request for {names_} carries {test.key}, so the statement never allows anything"
    if test.sure:
        yield Finding(
            test.path, "condition-key-not-supported", message, statement.actions[0][0] if statement.actions else ""
        )


@lru_cache(maxsize=16384)
def _carried(name: str) -> frozenset[str]:
    entry = meant_actions(name)[0]
    keys = [*entry.condition_keys, *(key for kind, _ in entry.types for key in kind.condition_keys)]
    return frozenset(_short(key) for key in keys)


def _fits(test: Test, kind: str) -> Iterator[Finding]:
    """Whether an operator fits a key's type; texts are compared with everything."""
    family = next((wanted for start, wanted in _FAMILIES.items() if test.operator.startswith(start)), "")
    plain = kind.removeprefix("ArrayOf")
    if (
        family
        and plain
        and plain != family
        and not (family == "Date" and plain == "Numeric")
        and not (family == "Numeric" and plain == "Date")
    ):
        yield Finding(
            test.path, "condition-type-mismatch", f"{test.operator} compares {family} values; {test.key} is {plain}"
        )
    elif kind == "IPAddress" and test.operator.startswith("String"):
        yield Finding(
            test.path,
            "condition-type-mismatch",
            f"{test.operator} compares texts; {test.key} is an address: use IpAddress",
        )
