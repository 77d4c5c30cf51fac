"""What must not be: each forbidden thing is looked for in the design's own parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dirsim.recommend.case import Case, judge
from dirsim.recommend.verdict import Verdict

Found = tuple[bool, str, tuple[str, ...]]
"""Whether the design has the forbidden thing, what to say of it, and the facts."""


def _copies(case: Case) -> Found:
    cell = case.capability("directory-data-in-cloud")
    facts = (cell.id,) if cell is not None else (case.base_fact(),)
    if case.replicates:
        return True, "controllers in AWS hold a copy of the existing directory", facts
    if case.duplicates and case.design.column:
        return True, "existing users' accounts are made again in AWS", facts
    return False, "no copy of the existing directory is kept in AWS", facts


def _credentials(case: Case) -> Found:
    cell = case.capability("caches-credentials")
    facts = (cell.id,) if cell is not None else (case.base_fact(),)
    own = bool(case.design.own_domain) and not case.trusted
    if case.replicates or (own and not case.ground.on_ec2 and case.design.own_domain not in case.ground.homes):
        return True, "users' passwords are kept in AWS", facts
    return False, "users' passwords stay where they are; a trust or a connector moves none", facts


def _caches(case: Case) -> Found:
    cell = case.capability("caches-credentials")
    return False, "the design keeps no cache of credentials", (cell.id,) if cell is not None else (case.base_fact(),)


def _synchronises(case: Case) -> Found:
    if case.has("identity-center") or case.base == "identity-center-external-idp":
        return True, "Identity Center keeps a synchronised copy of users and groups", ("identity-center-no-passwords",)
    if case.duplicates:
        return True, "users would be made again, by synchronisation or by hand", (case.base_fact(),)
    facts = ("trust-nothing-synchronised",) if case.trusted else (case.base_fact(),)
    return False, "no user is synchronised to a second store", facts


def _passwords_synchronised(case: Case) -> Found:
    if case.replicates:
        return True, "replication brings passwords to AWS", (case.base_fact(),)
    if case.duplicates:
        return True, "a second account needs the same password again", (case.base_fact(),)
    return False, "no password is synchronised", (case.base_fact(),)


def _duplicates(case: Case) -> Found:
    return (
        case.duplicates,
        "users would have a second account" if case.duplicates else "users keep their one account",
        (case.base_fact(),),
    )


def _has_trust(*modifiers: str) -> Callable[[Case], Found]:
    def found(case: Case) -> Found:
        present = any(case.has(modifier) for modifier in modifiers)
        return (
            present,
            "the design adds such a trust" if present else "the design adds no such trust",
            _trust_facts(case),
        )

    return found


def _trust_facts(case: Case) -> tuple[str, ...]:
    cell = case.capability("trust-forest")
    return (cell.id,) if cell is not None else (case.base_fact(),)


def _second_directory(case: Case) -> Found:
    present = (
        case.own_forest
        and (bool(case.ground.homes) or bool(case.ground.providers))
        and case.design.own_domain != case.ground.managed
    )
    present = present or (
        case.base == "self-managed-ec2" and not case.ground.self_managed and bool(case.ground.providers)
    )
    present = present or (
        case.base in ("identity-center-builtin", "cognito") and bool(case.ground.homes or case.ground.providers)
    )
    return (
        present,
        "a directory is added beside the existing one" if present else "no directory is added beside the existing one",
        (case.base_fact(),),
    )


def _servers(case: Case) -> Found:
    yours = case.base in ("self-managed-ec2", "custom-identity-broker")
    cell = case.capability("patching")
    facts = (cell.id,) if cell is not None else (case.base_fact(),)
    return yours, "the design adds servers that you run" if yours else "the design adds no servers of yours", facts


def _premises(case: Case) -> Found:
    """Found by running every sign-in without the links to the premises."""
    from_outside = [
        flow
        for flow in case.sign_ins()
        if any(not case.design.topology.links[link].public for link in case.healthy(flow).crossed)
    ]
    return (
        bool(from_outside),
        f"{from_outside[0]} crosses a link to the premises"
        if from_outside
        else "no sign-in needs anything on premises",
        (case.base_fact(),),
    )


def _provider(case: Case) -> Found:
    present = case.base in ("identity-center-external-idp", "saml-federation") and not any(
        word in ("adfs", "ad") for word in case.ground.providers
    )
    return (
        present,
        "sign-in rests on a third party's identity provider"
        if present
        else "no third party's identity provider is used",
        (case.base_fact(),),
    )


def _federation(case: Case) -> Found:
    present = case.base in ("saml-federation", "custom-identity-broker", "identity-center-external-idp")
    return (
        present,
        "the design is a federation that you set up and keep" if present else "no federation has to be set up",
        (case.base_fact(),),
    )


def _active_directory(case: Case) -> Found:
    present = bool(case.design.column)
    return (
        present,
        "the design rests on Active Directory" if present else "no Active Directory is used",
        (case.base_fact(),),
    )


def _restrictions(case: Case) -> Found:
    present = case.base in ("managed-ad-standard", "managed-ad-enterprise", "simple-ad")
    cell = case.capability("admin-rights")
    facts = (cell.id,) if cell is not None else (case.base_fact(),)
    return (
        present,
        "AWS keeps the domain's highest rights" if present else "you keep the domain's highest rights",
        facts,
    )


def _process(case: Case) -> Found:
    present = case.duplicates or (case.own_forest and bool(case.ground.homes))
    return (
        present,
        "accounts or computers would be managed in a second place" if present else "accounts are managed as before",
        (case.base_fact(),),
    )


def _by_hand(case: Case) -> Found:
    present = case.duplicates or case.base == "identity-center-builtin"
    return (
        present,
        "accounts would be made by hand" if present else "accounts need no second making",
        (case.base_fact(),),
    )


def _iam_users(case: Case) -> Found:
    return False, "the design signs people in without IAM users", ("human-users-federate",)


def _application_changes(case: Case) -> Found:
    present = case.base in ("cognito", "custom-identity-broker")
    return (
        present,
        "applications must be changed to use it" if present else "applications sign in as they do today",
        (case.base_fact(),),
    )


FORBIDDEN: Mapping[str, Callable[[Case], Found]] = {
    "directory-copy-in-cloud": _copies,
    "credentials-in-cloud": _credentials,
    "credential-replication": _passwords_synchronised,
    "password-sync": _passwords_synchronised,
    "cached-credentials": _caches,
    "user-sync": _synchronises,
    "duplicate-accounts": _duplicates,
    "separate-iam-users": _iam_users,
    "iam-users": _iam_users,
    "long-lived-keys": _iam_users,
    "manual-provisioning": _by_hand,
    "one-way-trust": _has_trust("one-way-trust"),
    "two-way-trust": _has_trust("two-way-trust"),
    "forest-trust": _has_trust("one-way-trust", "two-way-trust"),
    "intermediate-domain": _second_directory,
    "extra-directory": _second_directory,
    "user-managed-components": _servers,
    "servers": _servers,
    "onprem-dependency": _premises,
    "third-party-idp": _provider,
    "complex-federation": _federation,
    "active-directory": _active_directory,
    "managed-restrictions": _restrictions,
    "process-change": _process,
    "app-change": _application_changes,
    "client-change": _application_changes,
    "code-rewrite": _application_changes,
}


def forbidden(case: Case, word: str) -> Verdict:
    """The design has not what the file forbids."""
    present, because, facts = FORBIDDEN[word](case)
    runs = [case.healthy(flow) for flow in case.sign_ins()] if word == "onprem-dependency" else []
    return judge(f"forbids.{word}", f"forbids-{word}", not present, because, facts=facts, runs=runs)
