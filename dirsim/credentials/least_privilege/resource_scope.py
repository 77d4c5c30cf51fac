"""Resource ARNs of a call, from CloudTrail, request and response.

Wildcards are used only if none of them names the resource.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice, product

from attrs import evolve, frozen

from dirsim.credentials.least_privilege.arn_values import Leaves, own_name, shaped, values_of
from dirsim.credentials.least_privilege.function_qualifiers import qualified
from dirsim.credentials.least_privilege.resource_owners import owner_named
from dirsim.credentials.policy.known import Action, ResourceType
from dirsim.credentials.policy.wildcard import literal

_EC2_ID = re.compile(r"([a-z]+(?:-[a-z]+)*)-[0-9A-Za-z]{8,32}")
_EC2_TYPES = {
    "i": "instance", "ami": "image", "vol": "volume", "snap": "snapshot", "sg": "security-group", "sgr": "security-group-rule",
    "subnet": "subnet", "vpc": "vpc", "eni": "network-interface", "rtb": "route-table", "igw": "internet-gateway",
    "eigw": "egress-only-internet-gateway", "nat": "natgateway", "acl": "network-acl", "eipalloc": "elastic-ip", "lt": "launch-template",
    "vpce": "vpc-endpoint", "vpce-svc": "vpc-endpoint-service", "pcx": "vpc-peering-connection", "tgw": "transit-gateway",
    "tgw-attach": "transit-gateway-attachment", "tgw-rtb": "transit-gateway-route-table", "dopt": "dhcp-options", "vgw": "vpn-gateway",
    "cgw": "customer-gateway", "vpn": "vpn-connection", "fl": "vpc-flow-log", "key": "key-pair", "pl": "prefix-list",
    "cvpn-endpoint": "client-vpn-endpoint", "cr": "capacity-reservation", "h": "dedicated-host", "fleet": "fleet", "sfr": "spot-fleet-request",
    "sir": "spot-instances-request", "eice": "instance-connect-endpoint", "ipam": "ipam", "ipam-pool": "ipam-pool", "lgw": "local-gateway",
    "eipassoc": "", "export-i": "export-instance-task", "import-ami": "import-image-task", "import-snap": "import-snapshot-task",
}  # fmt: skip
_CREATES = re.compile(
    r"(Create|Run|Allocate|Import|Copy|Register|Request|Purchase|Restore|Publish|Upload|Start|Launch)[A-Z]"
)
_MADE = {
    "ec2:RunInstances": frozenset({"instance", "network-interface", "volume"}),
    "ec2:AllocateAddress": frozenset({"elastic-ip"}),
    "ec2:CopyImage": frozenset({"image"}),
    "ec2:CopySnapshot": frozenset({"snapshot"}),
    "ec2:RegisterImage": frozenset({"image"}),
    "ec2:CreateFlowLogs": frozenset({"vpc-flow-log"}),
    "ec2:CreateImage": frozenset({"image", "snapshot"}),
    "ec2:CreateNatGateway": frozenset({"natgateway"}),
}
"""Resources that a call creates, whose ids are unknown before the call."""
_VENDOR = re.compile(r"(?:AWS|Amazon)[A-Za-z0-9]*-")
_ROOT_CATALOG = ":glue:${Region}:${Account}:catalog"
"""The catalog above every database and table, by its ARN: its name in the list of IAM actions has changed.

Glue checks a resource and all above it. Source: https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html.
"""
_MOST = 100
_FEW = 3
_NEIGHBOURS = frozenset(
    {"apigateway", "bedrock", "elasticloadbalancing", "s3express", "s3-object-lambda", "ses", "sts"}
)
"""Services whose resources have another service's prefix in their ARNs."""
ANY = ("*",)


@frozen
class Place:
    """The location of a call, with which ARNs are completed.

    Attributes:
        partition: ``aws``, ``aws-cn``, ...
        region: The Region.
        account: The account.
        caller: The ARN of the principal; for IAM, the caller is the user if none is named.
    """

    partition: str
    region: str
    account: str
    caller: str = ""


@frozen(eq=False)
class RecordedCall:
    """The resource information in a record.

    Attributes:
        arns: The ARNs that CloudTrail lists.
        request: The request.
        answer: The response.
    """

    arns: tuple[str, ...]
    request: Leaves
    answer: Leaves


def scope(action: Action, recorded: RecordedCall, place: Place) -> tuple[str, ...]:
    """The resources that an action requires, sorted; ``*`` alone if no narrower resource is known."""
    if not action.types:
        return ANY
    place = evolve(place, account=owner_named(action.name.partition(":")[0], recorded.request) or place.account)
    stated = _stated(action, recorded.request, place)
    if stated:
        return _finished(action, stated)
    found: dict[str, set[str]] = {}
    for kind, _ in action.types:
        arns = _of_type(kind, action, recorded, place)
        if arns:
            found[kind.name] = arns
    if any(_exact(arns) for arns in found.values()):
        # A named resource needs no wildcard for its contents, such as the indexes of a table.
        wanted = {kind.name for kind, required in action.types if required}
        found = {name: arns for name, arns in found.items() if name in wanted or _exact(arns)}
    resources = {arn for arns in found.values() for arn in arns}
    missing = [kind for kind, required in action.types if required and kind.name not in found]
    if resources and not action.name.startswith("ec2:"):
        # Required types are usually alternatives; only the root catalog of Glue is certainly required too.
        missing = [kind for kind in missing if kind.template.endswith(_ROOT_CATALOG)]
    missing += [kind for kind, _ in action.types if kind.name in _MADE.get(action.name, ()) and kind.name not in found]
    if not resources and not 0 < len(missing) <= _FEW:
        made = [kind for kind, _ in action.types if _makes(action, kind)]
        missing = made if len(made) == 1 else []
    resources |= {kind.wide(place.partition, place.region, place.account) for kind in missing}
    return _finished(action, qualified(action.name, resources, recorded.request)) if resources else ANY


def _stated(action: Action, request: Leaves, place: Place) -> set[str]:
    """The resource of a request that states a type and an id, as tagging operations do; empty if it states none."""
    kinds, ids = request.of("resourcetype"), request.of("resourceid")
    if len(kinds) != 1 or not ids:
        return set()
    wanted = re.sub(r"[^a-z0-9]", "", kinds[0].lower())
    kind = next((entry for entry, _ in action.types if own_name(entry) == wanted and len(entry.variables) == 1), None)
    if kind is None or ":ec2:" in kind.template:
        return set()
    names = [value if kind.fits(value) else shaped(kind.variables[0], value) for value in ids]
    return {
        literal(name)
        if name.startswith("arn:")
        else _put(kind.wide(place.partition, place.region, place.account), [literal(name)])
        for name in names
        if name
    }


def _exact(arns: set[str]) -> bool:
    return all("*" not in arn.replace("${*}", "") for arn in arns)


def _of_type(kind: ResourceType, action: Action, recorded: RecordedCall, place: Place) -> set[str]:
    made = _makes(action, kind)
    listed = {arn for arn in recorded.arns if _fits(kind, arn)}
    asked = {literal(value) for value in recorded.request.arns if _fits(kind, value)}
    if kind.name == "user" and not asked and not recorded.request.of("username") and _is_own(action, place):
        return {literal(place.caller)}
    if kind.name in _MODELS and kind.template.startswith("arn:${Partition}:bedrock:"):
        return asked or _models(kind, recorded.request, place)
    named = asked or _by_id(kind, recorded.request, place) or _filled(kind, action, recorded.request, place)
    if made:
        answered = {value for value in recorded.answer.arns if _fits(kind, value)}
        exact = {arn for arn in (answered | listed) if _named_in(arn, recorded.request)}
        if exact:
            return {literal(arn) for arn in exact}
        numbered = {_numbered(arn, recorded.request) for arn in answered} - {""}
        if numbered:
            return numbered
        return named if kind.name not in _MADE.get(action.name, ()) else set()
    if listed:
        return {literal(arn) for arn in listed}
    if named:
        return named
    answered = {value for value in recorded.answer.arns if _fits(kind, value)}
    return {literal(arn) for arn in answered} or _by_id(kind, recorded.answer, place)


def _fits(kind: ResourceType, arn: str) -> bool:
    return kind.fits(arn) and not arn.endswith(":")


@cache
def _makes(action: Action, kind: ResourceType) -> bool:
    """True if a call creates resources of a type: their ids are unknown before the next call."""
    bare = action.name.partition(":")[2]
    if kind.name in _MADE.get(action.name, ()):
        return True
    if not _CREATES.match(bare) or action.name in _MADE:
        return False
    return own_name(kind) in bare.lower() or len(action.types) == 1


def _named_in(arn: str, request: Leaves) -> bool:
    """True if the caller chose the name at the end of an ARN."""
    resource = arn.split(":", 5)[5]
    return any(value in {arn, resource} or resource.endswith((f"/{value}", f":{value}")) for value in request.texts)


def _numbered(arn: str, request: Leaves) -> str:
    """An ARN with a chosen name and a last part that the service added; empty without a chosen name."""
    start, sign, _ = arn.rpartition("/")
    name = start.rpartition("/")[2].rpartition(":")[2]
    return f"{literal(start)}{sign}*" if sign and name in request.texts else ""


def _is_own(action: Action, place: Place) -> bool:
    """True if an action without a user name applies to the caller."""
    return action.name.startswith("iam:") and "List" not in action.name and ":user/" in place.caller


_MODELS = frozenset({"foundation-model", "inference-profile"})
_ACROSS = re.compile(r"(us|us-gov|eu|apac|ap|jp|au|ca|sa|global)\.(.+)")


def _models(kind: ResourceType, request: Leaves, place: Place) -> set[str]:
    """Models by their ids; a cross-Region profile requires the model in each of its Regions."""
    made = set()
    for value in request.of("modelid", "modelidentifier"):
        across = _ACROSS.fullmatch(value)
        if kind.name == "inference-profile" and ":inference-profile/" in value:
            made.add(literal(value))  # an id may contain a colon, which no other ARN of the type has
        if kind.name == "inference-profile" and across:
            made.add(f"arn:{place.partition}:bedrock:{place.region}:{place.account}:inference-profile/{literal(value)}")
        elif kind.name == "foundation-model" and ":inference-profile/" in value:
            # a profile of the service routes to its model in several Regions; one of the account does not name its model
            name = value.rpartition("/")[2]
            behind = _ACROSS.fullmatch(name)
            made.add(f"arn:{place.partition}:bedrock:*::foundation-model/{literal(behind[2]) if behind else '*'}")
        elif kind.name == "foundation-model" and not value.startswith("arn:"):
            region, name = ("*", across[2]) if across else (place.region, value)
            made.add(f"arn:{place.partition}:bedrock:{region}::foundation-model/{literal(name)}")
    return made


def _by_id(kind: ResourceType, leaves: Leaves, place: Place) -> set[str]:
    """EC2 resources, whose ids identify their type."""
    if ":ec2:" not in kind.template or len(kind.variables) != 1:
        return set()
    ids = set()
    for value in leaves.texts:
        found = _EC2_ID.fullmatch(value)
        if found and _EC2_TYPES.get(found[1]) == kind.name:
            ids.add(value)
    if kind.name == "key-pair":
        ids |= set(leaves.of("keyname"))
    wide = kind.wide(place.partition, place.region, place.account)
    return {wide.removesuffix("*") + literal(value) for value in ids}


def _filled(kind: ResourceType, action: Action, leaves: Leaves, place: Place) -> set[str]:
    """ARNs from the names in a request; an absent part becomes a wildcard, if another part is present."""
    service = action.name.partition(":")[0]
    if not kind.variables or (":ec2:" in kind.template and kind.name in _EC2_TYPES.values()):
        return set()
    if f":{service}:" not in kind.template and service not in _NEIGHBOURS:
        return set()
    operation = action.name.partition(":")[2]
    choices: list[list[str]] = []
    for variable in kind.variables:
        values = values_of(variable, kind, operation, leaves)
        choices.append([literal(value) for value in values] or ["*"])
    unnamed = [choice == ["*"] for choice in choices]
    if all(unnamed) or (unnamed[0] and not _late(kind)):
        return set()
    made: set[str] = set()
    for chosen in islice(product(*choices), _MOST):
        values = list(chosen)
        account = "" if kind.name == "document" and _VENDOR.match(values[0]) else place.account
        arn = kind.wide(place.partition, place.region, account)
        made.add(_put(arn, values))
    return made


def _late(kind: ResourceType) -> bool:
    """True if a type's ARN begins with an id that requests rarely contain."""
    return "autoScalingGroup" in kind.template or "launchConfiguration" in kind.template


def _put(wide: str, values: list[str]) -> str:
    """The ARN pattern with its wildcards replaced, in order."""
    pieces = wide.split("*")
    if len(pieces) != len(values) + 1:  # a location was unknown as well; count from the end
        values = ["*"] * (len(pieces) - 1 - len(values)) + values
    text = pieces[0]
    for value, piece in zip(values, pieces[1:], strict=True):
        text += value + piece
    return text


def _finished(action: Action, resources: set[str]) -> tuple[str, ...]:
    """The resources, extended by what services expect beyond the ARN in the list of actions."""
    if action.name.startswith("logs:"):
        for arn in [arn for arn in resources if arn.count(":") == 6 and ":log-group:" in arn]:
            resources.add(f"{arn}:*")
    if action.name.startswith("secretsmanager:"):
        resources = {_suffixed(arn) for arn in resources}
    return tuple(sorted(resources))


_SECRET = re.compile(r"(arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:.+?)(-[A-Za-z0-9]{6})?")


def _suffixed(arn: str) -> str:
    """An ARN extended by the six characters that Secrets Manager adds, if only the name was given."""
    found = _SECRET.fullmatch(arn)
    return f"{arn}-??????" if found and not found[2] and not arn.endswith("*") else arn
