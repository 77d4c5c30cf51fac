"""Rules for needs about accounts, Regions, portals and customers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dirsim.catalog.need_words import NEED_KINDS
from dirsim.catalog.workload_kinds import KINDS
from dirsim.designs.design import Attachment
from dirsim.model.requirements import Need
from dirsim.recommendation.design_under_test import SAML_OF_A_SERVICE, DesignUnderTest, judge, stated
from dirsim.recommendation.verdict import Verdict

_OVER_THE_NETWORK = "members in any account join over the network"


def opens_several_accounts(under_test: DesignUnderTest, need: Need) -> Verdict:
    """Every account that needs the directory can use it, by whatever each workload is attached to."""
    path, rule = f"needs.{need.word}", "opens-several-accounts"
    reasons: dict[str, None] = {}
    facts: dict[str, None] = {}
    attachments = dict(under_test.design.attachments)
    if not attachments:
        return _directory_alone(under_test, path, rule)
    for name, entry in attachments.items():
        if name in under_test.baseline.beside and entry.way == "application":
            continue  # it is in the account of its directory
        kind = KINDS[under_test.req.workloads[name].kind]
        good, because, cited = _in_every_account(under_test, kind.desktop, entry)
        if not good:
            return judge(path, rule, False, f"{name}: {because}", facts=cited)
        reasons[because] = None
        facts.update(dict.fromkeys(cited))
    return judge(path, rule, True, "; ".join(reasons), facts=facts)


def workloads_share_the_directory(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """Workloads of several accounts that the file names can use the directory that serves them together.

    With the need ``multi-account`` its own rule speaks, of every account.
    """
    if under_test.req.needs_word("multi-account"):
        return
    workloads = under_test.req.workloads
    groups: dict[tuple[str, bool], list[str]] = {}
    for name, entry in under_test.design.attachments.items():
        if workloads[name].account and entry.way in ("application", "member"):
            connector = entry.option == "ad-connector"  # it serves joins and applications of its own account
            groups.setdefault((entry.source, connector or entry.way == "application"), []).append(name)
    for names in groups.values():
        if len({workloads[name].account for name in names}) < 2:
            continue
        for name in names:
            entry, kind = under_test.design.attachments[name], KINDS[workloads[name].kind]
            good, because, cited = _in_every_account(under_test, kind.desktop, entry)
            if not good:
                yield judge(f"workloads.{name}", "opens-several-accounts", False, because, facts=cited)


def _directory_alone(under_test: DesignUnderTest, path: str, rule: str) -> Verdict:
    """The verdict for a file without workloads: the design's own reach."""
    for part in (under_test.label.portal, "saml-federation", "custom-identity-broker", "shared"):
        if part and under_test.has(part):
            because = f"{part} reaches every account"
            return judge(path, rule, True, because, facts=(under_test.part_fact(part),))
    if under_test.label.connector == "ad-connector-per-account":
        because = "each account that needs one has a connector"
        return judge(path, rule, True, because, facts=("ad-connector-targets",))
    if under_test.has("existing-ad-direct", "self-managed-ec2"):
        return judge(path, rule, True, _OVER_THE_NETWORK, facts=(under_test.base_fact(),))
    because = "the directory is available in one account only: it is not shared"
    return judge(path, rule, False, because, facts=(under_test.base_fact(),))


def _in_every_account(
    under_test: DesignUnderTest, desktop: bool, entry: Attachment
) -> tuple[bool, str, tuple[str, ...]]:
    """True where an attachment can be used from every account; the reason, and its facts."""
    source = entry.source
    if not entry.way:
        return False, f"{under_test.name} does not serve it", (under_test.base_fact(),)
    if entry.way in ("own", "network", "login"):
        return True, "what needs no directory is set up in each account by itself", ("workloads-use-roles",)
    if entry.way == "federated":
        return True, *_federated_everywhere(under_test, source)
    if source in ("existing-ad-direct", "self-managed-ec2", "entra-domain-services"):
        return True, _OVER_THE_NETWORK, (under_test.part_fact(source),)
    sharing = under_test.facts.capability(entry.option, "directory-sharing")
    cited = (sharing.id,) if sharing is not None else (under_test.part_fact(source),)
    if entry.option == "ad-connector":
        enough = source == "ad-connector-per-account" or bool(under_test.label.managed_forest)
        needed = under_test.baseline.accounts - (1 if under_test.baseline.managed else 0)
        if enough or needed <= 1:
            return True, "each account that needs one has a connector", ("ad-connector-targets",)
        because = sharing.statement if sharing is not None else "a connector serves one account"
        return False, because, (*cited, "ad-connector-targets")
    if entry.way == "application":
        if under_test.label.connector and desktop:
            return True, "the other accounts have connectors", ("ad-connector-targets",)
        because = "a share makes domain join, RDS and FSx available to another account, but not AWS applications"
        return False, because, ("sharing-scope",)
    if not under_test.has("shared"):
        return False, "the directory is available in one account only: it is not shared", cited
    detail = (sharing.detail or {}) if sharing is not None else {}
    most, asked = detail.get("default_accounts"), under_test.baseline.accounts - 1
    limit = under_test.facts.get(f"{entry.option}-shares-at-most")
    if limit is not None and asked > (limit.detail or {})["max_accounts"]:
        because = f"shared with {asked} accounts: {limit.statement}"
        return False, because, (*cited, limit.id)
    if isinstance(most, int) and asked > most:
        raised = f"shared with {asked} accounts: have the quota of {most} raised first"
        return True, raised, cited
    return True, stated([sharing]) if sharing is not None else "the directory is shared", cited


def _federated_everywhere(under_test: DesignUnderTest, source: str) -> tuple[str, tuple[str, ...]]:
    """The reason why a federation reaches every account, and its facts."""
    if source == "saml-federation":
        if under_test.part_fact(source) == SAML_OF_A_SERVICE:
            return "the service takes assertions itself, in whatever account it is", (SAML_OF_A_SERVICE,)
        return "SAML 2.0 is set up in each account", ("saml-federation-per-account",)
    if source == "custom-identity-broker":
        return "the broker can call STS for any account", (under_test.part_fact(source),)
    return "Identity Center opens every account of the organization", (under_test.part_fact(source),)


def spans_regions(under_test: DesignUnderTest, need: Need) -> Verdict:
    """The directory is present in every Region."""
    path, rule = f"needs.{need.word}", "spans-regions"
    in_regions = [
        part
        for part in (*under_test.label.directories, under_test.label.connector)
        if part and part != "existing-ad-direct"
    ]
    if not in_regions:
        far = under_test.has("existing-ad-direct") and not under_test.baseline.on_ec2
        because = (
            "members in every Region depend on controllers outside it"
            if far
            else "sign-in does not depend on a directory in the Region"
        )
        return judge(path, rule, not far, because, facts=(under_test.base_fact(),))
    if under_test.label.connector == "ad-connector-per-region" and len(in_regions) == 1:
        because = "each Region has a connector"
        return judge(path, rule, True, because, facts=("ad-connector-targets",))
    part = next((one for one in in_regions if one != under_test.label.connector), in_regions[0])
    capability = under_test.facts.capability(under_test.option_of(part), "multi-region-replication")
    facts = [capability.id] if capability is not None else [under_test.part_fact(part)]
    if capability is None or capability.value != "yes":
        because = capability.statement if capability is not None else "not possible"
        return judge(path, rule, False, because, facts=facts)
    if not part.startswith("managed-ad"):
        return judge(path, rule, True, capability.statement, facts=facts)
    limit = (capability.detail or {}).get("max_regions_total")
    if isinstance(limit, int) and len(under_test.baseline.regions) > limit:
        because = f"{len(under_test.baseline.regions)} Regions; the limit is {limit}"
        return judge(path, rule, False, because, facts=facts)
    if not under_test.has("multi-region"):
        return judge(path, rule, False, "replication is possible but is not part of this design", facts=facts)
    return judge(path, rule, True, capability.statement, facts=facts)


_PORTAL_ONLY = ("sso-saas-apps", "single-portal", "governance")


def one_sign_on(under_test: DesignUnderTest, need: Need) -> Verdict:
    """One sign-in gives access to the console and to applications."""
    path, rule = f"needs.{need.word}", "one-sign-on"
    portal = under_test.label.portal
    if portal:
        because = "the access portal of Identity Center gives access to accounts and applications with one sign-in"
        return judge(path, rule, True, because, facts=(under_test.part_fact(portal),))
    if need.word == "sso-saas-apps":
        itself = _taking_assertions(under_test, need.word)
        if itself:
            because = f"a sign-in at the identity provider opens {', '.join(itself)}, which {'trust' if len(itself) > 1 else 'trusts'} it"
            return judge(path, rule, True, because, facts=dict.fromkeys(itself.values()))
    if need.word in _PORTAL_ONLY:
        because = "this design has no portal for accounts and applications"
        return judge(path, rule, False, because, facts=(under_test.base_fact(),))
    federation = next((part for part in ("saml-federation", "custom-identity-broker") if under_test.has(part)), "")
    if federation:
        fact = under_test.part_fact(federation)
        if fact != SAML_OF_A_SERVICE:
            because = "a sign-in at the identity provider gives access to AWS"
            return judge(path, rule, True, because, facts=(fact,))
        good = need.word in {"sso-on-prem", "sso"}
        because = "a sign-in at the identity provider opens the service" + ("" if good else ", and no role of IAM")
        return judge(path, rule, good, because, facts=(fact,))
    if need.word == "abac":
        because = "users' attributes reach sessions only through federation"
        return judge(path, rule, False, because, facts=(under_test.base_fact(),))
    if need.word in {"sso-on-prem", "sso"}:
        runs = [under_test.healthy(flow) for flow in under_test.staff()]
        good = under_test.serves_existing and bool(runs) and all(run.through for run in runs)
        because = "existing credentials give access" if good else "users would need other credentials"
        return judge(path, rule, good, because, facts=(under_test.base_fact(),), runs=runs)
    option = "ad-connector" if under_test.label.connector else under_test.option
    capability = under_test.capability("console-access-role-mapping", option) if option else None
    if capability is None:
        because = f"{under_test.name} gives no access to the console"
        return judge(path, rule, False, because, facts=(under_test.base_fact(),))
    return judge(path, rule, capability.value == "yes", capability.statement, facts=(capability.id,))


def _taking_assertions(under_test: DesignUnderTest, word: str) -> dict[str, str]:
    """The workloads of other vendors that trust the design's SAML provider themselves, each with its fact; empty if one does not."""
    kinds = {name: KINDS[under_test.req.workloads[name].kind] for name in under_test.attached(word)}
    sources = {name: under_test.design.attachments[name].source for name in kinds}
    found = {name: kind.own_saml for name, kind in kinds.items() if kind.each_by_itself}
    return found if all(sources[name] == "saml-federation" for name in found) else {}


def provisions_by_itself(under_test: DesignUnderTest, need: Need) -> Verdict:
    """Users and groups are provisioned to Identity Center automatically."""
    path, rule = f"needs.{need.word}", "provisions-by-itself"
    if under_test.has("identity-center-external-idp"):
        because = "the provider provisions users and groups by SCIM"
        return judge(path, rule, True, because, facts=("identity-center-external-idp-saml-scim",))
    if under_test.has("identity-center") and under_test.serves_existing:
        because = "Identity Center synchronises users and groups from the directory"
        return judge(path, rule, True, because, facts=("identity-center-no-passwords",))
    return judge(path, rule, False, "accounts would be created by hand", facts=(under_test.base_fact(),))


def groups_decide(under_test: DesignUnderTest, need: Need) -> Verdict:
    """Existing groups or roles decide the permissions of users."""
    path, rule = f"needs.{need.word}", "groups-decide"
    if need.word == "rbac":
        good = bool(under_test.label.without("resolver-rules").parts)
        because = "groups or roles of the identity source decide" if good else "the design has no identity source"
        return judge(path, rule, good, because, facts=(under_test.base_fact(),))
    runs = [under_test.healthy(flow) for flow in under_test.staff()]
    good = under_test.serves_existing and bool(runs) and all(run.through for run in runs)
    because = "the users' own groups apply" if good else "groups would have to be created again"
    facts = [under_test.base_fact()]
    if good and under_test.has("identity-center"):
        because += "; members that are accounts of another domain are not synchronised: give each domain its own groups"
        facts.append("identity-center-no-fsp")
    return judge(path, rule, good, because, facts=facts, runs=runs)


def knows_customers(under_test: DesignUnderTest, need: Need) -> Verdict:
    """Applications have a separate sign-in for their users."""
    path, rule = f"needs.{need.word}", "knows-customers"
    pool = under_test.has("cognito")
    if pool:
        because = "a user pool signs in the application's users, with its own accounts or through a provider"
        return judge(path, rule, True, because, facts=("cognito-user-pools-for-apps",))
    because = f"{under_test.name} holds employees, not an application's users"
    return judge(path, rule, False, because, facts=("cognito-user-pools-for-apps", under_test.base_fact()))


def takes_any_store(under_test: DesignUnderTest, need: Need) -> Verdict:
    """Authentication by a custom process."""
    good = under_test.has("custom-identity-broker", "cognito")
    because = (
        "a broker or a user pool can query any user store"
        if good
        else f"{under_test.name} checks passwords only against its own store"
    )
    return judge(f"needs.{need.word}", "takes-any-store", good, because, facts=(under_test.base_fact(),))


def opens_a_shell(under_test: DesignUnderTest, need: Need) -> Verdict:
    """Administrators get a shell or a desktop on instances."""
    path, rule = f"needs.{need.word}", "opens-a-shell"
    members = [entry for entry in under_test.design.attachments.values() if entry.way == "member"]
    if not members:
        because = "Session Manager opens sessions by role, whatever accounts the instances have"
        return judge(path, rule, True, because, facts=("session-manager-no-directory",))
    runs = [under_test.healthy(flow) for entry in members for flow in entry.flows]
    good = bool(runs) and all(run.through for run in runs)
    because = "domain accounts log on to the instances" if good else "no instance takes the users' credentials"
    return judge(path, rule, good, because, facts=(under_test.base_fact(),), runs=runs)


def access_has(under_test: DesignUnderTest, need: Need) -> Verdict:
    """A need of credentials, asked of the way in which the file's people reach AWS."""
    path, rule = f"needs.{need.word}", "access-has"
    attached = under_test.attached(need.word)
    roles = [name for name, entry in attached.items() if entry.way in ("application", "federated", "own")]
    if not roles:
        because = f"{under_test.name} gives no access to AWS itself"
        return judge(path, rule, False, because, facts=(under_test.base_fact(),))
    fact, because = OF_ROLES[need.word]
    return judge(path, rule, True, f"{', '.join(roles)}: {because}", facts=(fact,))


OF_ROLES: Mapping[str, tuple[str, str]] = {
    "temporary-credentials": ("human-users-federate", "people take roles, whose credentials expire by themselves"),
    "no-static-keys": ("human-users-federate", "people take roles; no one holds an access key"),
    "least-privilege": ("human-users-federate", "each role or permission set holds no more than its people need"),
    "per-user-scope": (
        "human-users-federate",
        "the session carries the user's name and attributes, which policies can read",
    ),
    "cross-account": ("saml-federation-per-account", "a role in each account is what people take"),
    "cli-access": ("human-users-federate", "the CLI uses the same role by a sign-in of the person"),
    "programmatic-access": ("human-users-federate", "programs use the credentials of a role"),
    "read-only": ("human-users-federate", "a role can be given read rights alone"),
    "separation-of-duties": ("human-users-federate", "groups map people to different roles"),
    "revocation": ("human-users-federate", "a person who leaves the group or the directory gets no further session"),
    "audit": ("cloudtrail-records-federated-users", "CloudTrail records each call with the person's session name"),
    "audit-logs": ("cloudtrail-records-federated-users", "CloudTrail records each call with the person's session name"),
}
"""The needs of credentials that roles meet: the fact, and the reason."""


def has_part(under_test: DesignUnderTest, need: Need) -> Verdict:
    """The design has one of the parts that the need's record names."""
    record = NEED_KINDS[need.word]
    present = [part for part in under_test.label.parts if part in record.parts]
    because = f"{present[0]} gives it" if present else f"none of its parts gives it: {', '.join(sorted(record.parts))}"
    return judge(
        f"needs.{need.word}", "has-part", bool(present), because, facts=(record.fact or under_test.base_fact(),)
    )
