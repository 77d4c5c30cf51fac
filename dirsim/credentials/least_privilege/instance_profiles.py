"""Roles of instance profiles, as far as a trail shows them.

A request that starts an instance names its instance profile; IAM alone knows the role in it. A trail shows the role where
a call puts it into the profile, where EC2 assumes it for an instance, or where an instance calls with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import define, field

from dirsim.credentials.least_privilege.principal import TrailPrincipal
from dirsim.credentials.policy.record import Record, mapping, opened, text

ASSUMED = "the trail does not show the role in the instance profile, so that the role of the same name is assumed"
"""The reason for a role that no record shows: the console gives both one name."""
PROFILE = ":instance-profile/"
"""The sign of an instance profile in an ARN."""
_FIELDS = frozenset({"iaminstanceprofile", "iaminstanceprofilearn", "customiaminstanceprofile"})
_INSTANCE = re.compile(r"i-[0-9a-f]{8,17}")
_SESSION = re.compile(r"arn:[a-z-]+:sts::\d{12}:assumed-role/[^/]+/(i-[0-9a-f]{8,17})")
_MOST = 100_000
"""Number of instances whose role or profile is remembered."""


def profiles_named(*parts: Any) -> Iterator[str]:
    """The names of the instance profiles in requests and responses; an ARN gives the name at its end."""
    for part in parts:
        if isinstance(part, Mapping):
            for key, value in part.items():
                if str(key).lower() in _FIELDS:
                    yield from _named(value)
                else:
                    yield from profiles_named(value)
        elif isinstance(part, list):
            yield from profiles_named(*part)


def _named(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        told = {str(key).lower(): entry for key, entry in value.items()}
        value = told.get("name") or told.get("arn")
    if isinstance(value, str) and value:
        yield value.rpartition("/")[2]


@define(eq=False)
class InstanceProfiles:
    """The instance profiles of a trail.

    Attributes:
        held: The roles that each profile held, by account and name.
        launched: The profile of each instance, by account and name.
        ran: The role of each instance.
    """

    held: dict[tuple[str, str], set[str]] = field(factory=dict)
    launched: dict[str, tuple[str, str]] = field(factory=dict)
    ran: dict[str, str] = field(factory=dict)

    def caller(self, identity: Any, who: TrailPrincipal | None) -> None:
        """Learn the role of an instance from a call that it made: its session has the name of the instance."""
        found = _SESSION.fullmatch(text(mapping(identity).get("arn"))) if who is not None else None
        if found and who is not None and len(self.ran) < _MOST:
            self.ran[found[1]] = who.arn

    def call(self, record: Record, service: str, operation: str) -> None:
        """Learn from a call that puts a role into a profile, starts an instance, or assumes a role for an instance.

        Args:
            record: The record.
            service: The IAM prefix of the called service.
            operation: The operation.

        Raises:
            ValueError: A part of the record is not JSON in UTF-8.
        """
        if record.error_code or (service, operation) not in _TEACHING:
            return
        request = mapping(opened(record.request_parameters))
        account = record.recipient_account_id or ""
        if operation == "AddRoleToInstanceProfile":
            name, role = text(request.get("instanceProfileName")), text(request.get("roleName"))
            if name and role:
                self.held.setdefault((account, name), set()).add(f":iam::{account}:role/{role}")
        elif operation == "AssumeRole":
            instance, role = text(request.get("roleSessionName")), text(request.get("roleArn"))
            if _INSTANCE.fullmatch(instance) and role and len(self.ran) < _MOST:
                self.ran[instance] = role
        elif len(self.launched) < _MOST:
            self._launch(request, mapping(opened(record.response_elements)), account)

    def _launch(self, request: Mapping[str, Any], answer: Mapping[str, Any], account: str) -> None:
        items = mapping(answer.get("instancesSet")).get("items")
        for item in items if isinstance(items, list) else ():
            name = next(profiles_named(request, item), "")
            instance = text(mapping(item).get("instanceId"))
            if name and instance:
                self.launched[instance] = (account, name)

    def roles(self) -> dict[tuple[str, str], frozenset[str]]:
        """The roles of each profile, by account and name; the ARNs of some begin after the partition."""
        found = {profile: set(roles) for profile, roles in self.held.items()}
        for instance, profile in self.launched.items():
            if instance in self.ran:
                found.setdefault(profile, set()).add(self.ran[instance])
        return {profile: frozenset(roles) for profile, roles in found.items()}


_TEACHING = frozenset({("iam", "AddRoleToInstanceProfile"), ("sts", "AssumeRole"), ("ec2", "RunInstances")})


def roles_in(arn: str, known: Mapping[tuple[str, str], frozenset[str]]) -> tuple[tuple[str, ...], bool]:
    """The roles in an instance profile, and True if a record shows them; another ARN is itself.

    Args:
        arn: The ARN of an instance profile, or another one.
        known: The roles of each profile, by account and name.
    """
    if PROFILE not in arn:
        return (arn,), True
    head, _, name = arn.partition(PROFILE)
    partition, account = head.split(":")[1], head.split(":")[4]
    shown = known.get((account, name))
    if shown:
        return tuple(sorted(role if role.startswith("arn:") else f"arn:{partition}{role}" for role in shown)), True
    return (f"{head}:role/{name}",), False
