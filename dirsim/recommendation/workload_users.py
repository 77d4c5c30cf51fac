"""Users of workloads: employees, customers, or none that sign in."""

from __future__ import annotations

from dirsim.catalog.need_kind import NeedKind, Scope
from dirsim.catalog.need_words import NEED_KINDS
from dirsim.catalog.workload_kind import WorkloadKind
from dirsim.catalog.workload_kinds import KINDS
from dirsim.designs.federations import SAML_PROVIDERS
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
        records = [NEED_KINDS[need.word] for need in req.needs if NEED_KINDS[need.word].signs_in]
        asked = any(record.speaks_of(kind) and not _meant_others(req, kind, record) for record in records)
        if not asked and (not kind.instances or req.needs_word(*_AT_THE_LOGON)):
            found.append(name)
    return frozenset(found)


def _meant_others(req: Requirements, kind: WorkloadKind, record: NeedKind) -> bool:
    """True where a need speaks of another workload, so not of one that can do without a sign-in.

    A need of staff, or of a domain, makes no sign-in page for a static site or a bucket beside what staff sign in to; a need
    of applications or their sign-in pages makes none for storage or an API beside an application.
    """
    kinds = (KINDS[workload.kind] for workload in req.workloads.values())
    if record.scope in (Scope.STAFF, Scope.DOMAIN) and _is_open(kind):
        return any(not _is_open(other) and record.speaks_of(other) for other in kinds)
    return (
        kind.roles
        and record.scope in (Scope.LOGINS, Scope.OWN_SIGN_INS, Scope.PORTAL)
        and any("own" not in other.ways and record.speaks_of(other) for other in kinds)
    )


def _is_open(kind: WorkloadKind) -> bool:
    """True for a kind that can do without any sign-in, such as a static site or a bucket."""
    return "own" in kind.ways and "login" in kind.ways


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


def admitted_by_saml(req: Requirements) -> frozenset[str]:
    """The workloads whose users the file's SAML provider can admit, where a need asks for what a provider gives."""
    known = any(word in SAML_PROVIDERS for word in req.estate.identity_providers)
    if not known or not req.needs_word("mfa", "sso"):
        return frozenset()
    return frozenset(name for name, workload in req.workloads.items() if KINDS[workload.kind].admitted_by_saml)


def beside_the_consoles(req: Requirements) -> frozenset[str]:
    """The AWS applications that stay in the account of their directory, while the need for several accounts speaks of consoles.

    An application names no account, so that it is where the design puts it; the consoles are what people open in every account.
    """
    kinds = {name: KINDS[workload.kind] for name, workload in req.workloads.items() if not workload.account}
    if not req.needs_word("multi-account") or not any("application" in k.ways and k.roles for k in kinds.values()):
        return frozenset()
    return frozenset(name for name, kind in kinds.items() if "application" in kind.ways and not kind.roles)


def applications_stay(req: Requirements) -> tuple[str, ...]:
    """The assumptions on applications and members beside consoles, as sentences; empty where the file has no applications there."""
    beside = beside_the_consoles(req)
    if not beside:
        return ()
    names = ", ".join(name for name in req.workloads if name in beside)
    stay = f"{names}: in the account of the directory; the need for several accounts is that of the console"
    open_ = {name: KINDS[one.kind] for name, one in req.workloads.items() if not one.account and name not in beside}
    members = ", ".join(name for name, kind in open_.items() if "member" in kind.ways)
    return (
        (stay, f"{members}: in every account that uses the directory, since the file names none")
        if members
        else (stay,)
    )


def machines_join(req: Requirements) -> frozenset[str]:
    """The workloads whose machines must join a domain, though a provider signs their users in.

    A need speaks of members of a domain, or asks for Kerberos where nothing else in the file could accept it.
    """
    kinds = [KINDS[workload.kind] for workload in req.workloads.values()]
    records = [NEED_KINDS[need.word] for need in req.needs if NEED_KINDS[need.word].signs_in]
    of_members = any(record.scope == Scope.MEMBERS for record in records)
    alone = all(
        kind.joins for kind in kinds for record in records if record.scope == Scope.KERBEROS and record.speaks_of(kind)
    )
    if not of_members and not (alone and any(record.scope == Scope.KERBEROS for record in records)):
        return frozenset()
    return frozenset(name for name, workload in req.workloads.items() if KINDS[workload.kind].joins)
