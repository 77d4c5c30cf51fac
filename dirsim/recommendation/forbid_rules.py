"""Rules for forbidden things: each looks for one in the design's parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dirsim.catalog.workload_kinds import KINDS
from dirsim.model.outcome import Judgement
from dirsim.model.requirements import Requirements
from dirsim.recommendation.design_under_test import DesignUnderTest, judge
from dirsim.recommendation.region_rules import share_is_from_the_management_account
from dirsim.recommendation.verdict import Verdict

Found = tuple[bool | Judgement, str, tuple[str, ...]]
"""True where the design contains the forbidden thing, or the verdict itself; then the reason, and the facts."""


def _option_fact(under_test: DesignUnderTest, capability: str) -> tuple[str, ...]:
    fact = under_test.capability(capability)
    return (fact.id,) if fact is not None else (under_test.base_fact(),)


def _copies(under_test: DesignUnderTest) -> Found:
    facts = _option_fact(under_test, "directory-data-in-cloud")
    if under_test.replicates:
        return True, "controllers in AWS hold a copy of the existing directory", facts
    return False, "no copy of the existing directory is kept in AWS", facts


def _credentials(under_test: DesignUnderTest) -> Found:
    facts = _option_fact(under_test, "caches-credentials")
    if under_test.replicates:
        return True, "controllers in AWS hold the hashes of existing passwords", facts
    return False, "users' passwords stay in their directory; a trust or a connector copies none", facts


def _caches(under_test: DesignUnderTest) -> Found:
    return False, "the design keeps no cache of credentials", _option_fact(under_test, "caches-credentials")


def _synchronises(under_test: DesignUnderTest) -> Found:
    if under_test.has("identity-center", "identity-center-external-idp"):
        return True, "Identity Center keeps a synchronised copy of users and groups", ("identity-center-no-passwords",)
    if under_test.has("entra-domain-services"):
        return True, "Entra Domain Services is filled by synchronisation from Entra ID", (under_test.base_fact(),)
    if under_test.duplicates:
        return True, "users would be created again, by synchronisation or by hand", (under_test.base_fact(),)
    facts = ("trust-nothing-synchronised",) if under_test.trusted else (under_test.base_fact(),)
    return False, "no user is synchronised to a second store", facts


def _passwords_synchronised(under_test: DesignUnderTest) -> Found:
    if under_test.replicates:
        return True, "replication brings passwords to AWS", (under_test.base_fact(),)
    if under_test.has("entra-domain-services"):
        return True, "Entra Domain Services needs synchronised password hashes", (under_test.base_fact(),)
    return False, "no password is synchronised", (under_test.base_fact(),)


def _duplicates(under_test: DesignUnderTest) -> Found:
    twice = under_test.duplicates
    because = "users would have a second account" if twice else "each user keeps one account"
    return twice, because, (under_test.base_fact(),)


def _has_trust(*parts: str) -> Callable[[DesignUnderTest], Found]:
    def found(under_test: DesignUnderTest) -> Found:
        present = under_test.has(*parts)
        because = "the design has such a trust" if present else "the design has no such trust"
        fact = under_test.capability("trust-forest", under_test.label.managed_forest)
        return present, because, (fact.id,) if fact is not None else (under_test.base_fact(),)

    return found


def _second_directory(under_test: DesignUnderTest) -> Found:
    """A further store of accounts: a new forest, Simple AD, Identity Center's own store, a user pool for employees."""
    known = bool(under_test.baseline.homes or under_test.baseline.providers)
    present = known and (
        under_test.new_forest
        or under_test.has("identity-center-builtin")
        or any(under_test.principal(flow) == "cognito" for flow in under_test.staff())
    )
    because = (
        "a directory is added beside the existing one" if present else "no directory is added beside the existing one"
    )
    return present, because, (under_test.base_fact(),)


def _servers(under_test: DesignUnderTest) -> Found:
    yours = list(under_test.servers_added)
    if any(part.kind == "certificates" for part in under_test.design.parts) and "ad-cs" not in under_test.req.kinds:
        under_test.assumptions.append(
            "the enterprise CA that LDAPS of the managed domain needs exists, or a service takes its place; "
            "otherwise that CA is a server to run"
        )
    yours += ["a SAML provider"] if any(part.kind == "identity-provider" for part in under_test.design.parts) else []
    because = (
        f"the design adds servers that you run: {', '.join(yours)}"
        if yours
        else "the design adds no servers for you to run"
    )
    facts = _option_fact(under_test, "patching")
    if under_test.has("radius-mfa"):
        facts += (under_test.part_fact("radius-mfa"),)
        if "radius-mfa" not in (*yours, *under_test.baseline.existing):
            under_test.assumptions.append(
                f"RADIUS servers exist, {_radius_place(under_test)}, and the design adds none; otherwise they are servers to run"
            )
    return bool(yours), because, facts


def _radius_place(under_test: DesignUnderTest) -> str:
    """The assumed place of a file's RADIUS servers, as a phrase."""
    premises = under_test.baseline.premises
    return f"at {premises}" if premises else "at a place that the file does not name"


def _hardware(under_test: DesignUnderTest) -> Found:
    """New machines on the premises: RADIUS servers and a provider are there."""
    sites = under_test.design.topology.sites
    added = [
        name
        for name, host in under_test.design.topology.hosts.items()
        if host.added and host.site in sites and sites[host.site].kind == "on-premises" and "client" not in host.roles
    ]
    because = f"the design adds {added[0]} on the premises" if added else "the design adds no machine on the premises"
    return bool(added), because, (under_test.base_fact(),)


def _premises(under_test: DesignUnderTest) -> Found:
    """The result of every sign-in without the links to the premises."""
    links = under_test.design.topology.links
    from_outside = [
        flow
        for flow in under_test.sign_ins()
        if any(not links[link].public for link in under_test.healthy(flow).crossed)
    ]
    because = (
        f"{from_outside[0]} crosses a link to the premises" if from_outside else "no sign-in depends on the premises"
    )
    return bool(from_outside), because, (under_test.base_fact(),)


def _provider(under_test: DesignUnderTest) -> Found:
    outside = [
        word for word in under_test.baseline.providers if word not in ("adfs", "ad", "ldap", "ldap-no-saml", "custom")
    ]
    present = under_test.has("identity-center-external-idp", "saml-federation", "entra-domain-services") and bool(
        outside
    )
    because = (
        "sign-in depends on a third-party identity provider" if present else "no third-party identity provider is used"
    )
    return present, because, (under_test.base_fact(),)


def _federation(under_test: DesignUnderTest) -> Found:
    present = under_test.has("saml-federation", "custom-identity-broker", "identity-center-external-idp")
    because = "the design is a federation that you set up and maintain" if present else "no federation has to be set up"
    return present, because, (under_test.base_fact(),)


def _active_directory(under_test: DesignUnderTest) -> Found:
    present = bool(under_test.options)
    because = "the design depends on Active Directory" if present else "no Active Directory is used"
    return present, because, (under_test.base_fact(),)


def _restrictions(under_test: DesignUnderTest) -> Found:
    present = under_test.has("managed-ad-standard", "managed-ad-enterprise", "simple-ad", "entra-domain-services")
    because = (
        "the provider keeps the domain's highest privileges" if present else "you keep the domain's highest privileges"
    )
    return present, because, _option_fact(under_test, "admin-rights")


def _process(under_test: DesignUnderTest) -> Found:
    present = under_test.duplicates or (under_test.new_forest and bool(under_test.baseline.homes))
    because = (
        "accounts or computers would be managed in a second place" if present else "accounts are managed as before"
    )
    return present, because, (under_test.base_fact(),)


def _by_hand(under_test: DesignUnderTest) -> Found:
    present = under_test.duplicates or under_test.has("identity-center-builtin")
    because = "accounts would be created by hand" if present else "no duplicate accounts"
    return present, because, (under_test.base_fact(),)


def _sharing_by_hand(under_test: DesignUnderTest) -> Found:
    if not under_test.has("shared"):
        return False, "nothing is shared with accounts by hand", (under_test.base_fact(),)
    verdict, because = share_is_from_the_management_account(under_test)
    return verdict, because, ("sharing-methods",)


def _iam_users(under_test: DesignUnderTest) -> Found:
    return False, "the design signs users in without IAM users", ("human-users-federate",)


def _application_changes(under_test: DesignUnderTest) -> Found:
    """A load balancer signs people in for an application that stays as it is; other pools and brokers change it."""
    pool = [
        name
        for name, entry in under_test.design.attachments.items()
        if entry.source == "cognito" and under_test.req.workloads[name].kind != "alb-web-app"
    ]
    present = bool(pool) or under_test.has("custom-identity-broker")
    because = "applications must be changed to use it" if present else "applications sign users in as they do today"
    return present, because, (under_test.base_fact(),)


def _plain_ldap(under_test: DesignUnderTest) -> Found:
    """Applications that bind to a directory which offers no LDAP over TLS."""
    bound = [entry.option for entry in under_test.design.attachments.values() if entry.way == "ldap"]
    facts = [fact for option in bound if (fact := under_test.facts.capability(option, "ldaps-server-side")) is not None]
    if not bound:
        return False, "no application binds to a directory by LDAP", (under_test.base_fact(),)
    cited = tuple(fact.id for fact in facts) or (under_test.base_fact(),)
    if len(facts) < len(bound):
        return Judgement.UNKNOWN, "no fact states whether the directory answers LDAP over TLS", cited
    plain = next((fact for fact in facts if fact.value != "yes"), None)
    if plain is not None:
        return True, f"applications would bind without TLS: {plain.statement.rstrip('.')}", cited
    return False, "the directory answers LDAP over TLS, which applications are to use alone", cited


def _keys(under_test: DesignUnderTest) -> Found:
    """SSH keys of people at services whose users in a directory have none."""
    facts = tuple(dict.fromkeys(KINDS[kind].keyless for kind in under_test.req.kinds if KINDS[kind].keyless))
    return False, "users of the directory sign in by its password, without SSH keys", facts


def modelled(req: Requirements, word: str) -> bool:
    """True where a rule judges a forbidden word of a file: SSH keys, where no workload is known to need any."""
    if word != "ssh-keys":
        return word in FORBIDDEN
    kinds = [KINDS[kind] for kind in req.kinds]
    return any(kind.keyless for kind in kinds) and not any(kind.instances for kind in kinds)


FORBIDDEN: Mapping[str, Callable[[DesignUnderTest], Found]] = {
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
    "ssh-keys": _keys,
    "manual-provisioning": _by_hand,
    "one-way-trust": _has_trust("one-way-trust"),
    "two-way-trust": _has_trust("two-way-trust"),
    "forest-trust": _has_trust("one-way-trust", "two-way-trust"),
    "intermediate-domain": _second_directory,
    "extra-directory": _second_directory,
    "user-managed-components": _servers,
    "servers": _servers,
    "onprem-hardware": _hardware,
    "manual-sharing": _sharing_by_hand,
    "onprem-dependency": _premises,
    "third-party-idp": _provider,
    "complex-federation": _federation,
    "active-directory": _active_directory,
    "plain-ldap": _plain_ldap,
    "managed-restrictions": _restrictions,
    "process-change": _process,
    "app-change": _application_changes,
    "client-change": _application_changes,
    "code-rewrite": _application_changes,
}


def forbidden(under_test: DesignUnderTest, word: str) -> Verdict:
    """The design contains nothing that the file forbids."""
    present, because, facts = FORBIDDEN[word](under_test)
    runs = [under_test.healthy(flow) for flow in under_test.sign_ins()] if word == "onprem-dependency" else []
    verdict = present if isinstance(present, Judgement) else not present
    return judge(f"forbids.{word}", f"forbids-{word}", verdict, because, facts=facts, runs=runs)
