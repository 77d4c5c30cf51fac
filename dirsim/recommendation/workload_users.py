"""Users of workloads: employees, customers, or none that sign in."""

from __future__ import annotations

from dirsim.catalog.need_words import NEED_KINDS
from dirsim.catalog.workload_kinds import KINDS
from dirsim.model.requirements import Requirements

_AT_THE_LOGON = ("mfa-os-login", "rdp-access", "shell-access")
"""Needs about servers on EC2 that roles or an agent meet, whatever directory there is."""
_STAFF_WORDS = ("existing-credentials", "users-managed-on-prem", "single-identity-store", "sso", "groups-from-ad")
_STAFF_FORBIDS = ("duplicate-accounts", "extra-directory", "user-sync", "manual-provisioning")


def without_sign_in(req: Requirements) -> frozenset[str]:
    """The workloads that no one signs in to through a directory: they have separate accounts, or roles open them."""
    found = []
    for name, workload in req.workloads.items():
        kind = KINDS[workload.kind]
        if "own" not in kind.ways or workload.users:
            continue
        asked = any(NEED_KINDS[need.word].signs_in and NEED_KINDS[need.word].speaks_of(kind) for need in req.needs)
        if not asked and (not kind.instances or req.needs_word(*_AT_THE_LOGON)):
            found.append(name)
    return frozenset(found)


def of_customers(req: Requirements) -> frozenset[str]:
    """The workloads whose users are not employees: an application has them in a user pool."""
    staff = req.needs_word(*_STAFF_WORDS) or bool(set(req.forbids) & set(_STAFF_FORBIDS))
    others = any(workload.kind != "public-web-app" for workload in req.workloads.values())
    found = []
    for name, workload in req.workloads.items():
        kind = KINDS[workload.kind]
        if "login" not in kind.ways or kind.roles or workload.users:
            continue
        if req.needs_word("customer-identity"):
            found.append(name)
        elif workload.kind == "public-web-app":
            if others or not staff:
                found.append(name)
        elif kind.ways != ("login", "federated", "member") and not staff and not req.estate.identity_providers:
            found.append(name)
    return frozenset(found)
