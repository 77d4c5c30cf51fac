"""The caller of a request, and the condition keys that it implies.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

_NOT_OF_A_SERVICE = ("aws:principalservicename", "aws:principalservicenameslist")
_TYPES = {"user": "User", "role": "AssumedRole", "assumed-role": "AssumedRole", "federated-user": "FederatedUser"}
"""The values of ``aws:PrincipalType``; a role calls through a session."""


def is_service(caller: str) -> bool:
    """True for the name of a service, such as ``sns.amazonaws.com``."""
    return ":" not in caller and "." in caller


def service_linked(caller: str) -> bool:
    """True for a service-linked role and its sessions, whose ARNs lack the path; only such roles have the prefix."""
    return "/aws-service-role/" in caller or ":assumed-role/AWSServiceRoleFor" in caller


def caller_keys(caller: str) -> dict[str, tuple[str, ...]]:
    """The condition keys that follow from a caller; a key without values is absent, and any other key is unknown.

    Args:
        caller: The ARN of a user, role or session, or a service's name; empty means not stated.
    """
    if is_service(caller):
        return {
            "aws:principalisawsservice": ("true",),
            "aws:principalservicename": (caller.lower(),),
            "aws:username": (),
        }
    parts = caller.split(":", 5)
    if len(parts) < 6:
        return {}
    account, name = parts[4], parts[5]
    kind = name.partition("/")[0]
    arn = f"arn:{parts[1]}:iam::{account}:role/{name.split('/')[1]}" if kind == "assumed-role" else caller
    made: dict[str, tuple[str, ...]] = {
        "aws:principalarn": (arn,),
        "aws:principalaccount": (account,),
        "aws:principalisawsservice": ("false",),
        "aws:username": (name.rpartition("/")[2],) if kind == "user" else (),
        **dict.fromkeys(_NOT_OF_A_SERVICE, ()),
    }
    if kind in _TYPES or name == "root":
        made["aws:principaltype"] = (_TYPES.get(kind, "Account"),)
    return made
