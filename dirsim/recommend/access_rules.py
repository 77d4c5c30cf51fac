"""Needs that are about several accounts, several Regions, portals and applications' own users."""

from __future__ import annotations

from dirsim.model.requirements import Need
from dirsim.options.styles import STYLES
from dirsim.recommend.case import Case, judge
from dirsim.recommend.verdict import Verdict

_PORTAL_BASES = ("identity-center-builtin", "identity-center-external-idp")


_OVER_THE_NETWORK = "members in any account join over the network"


def _portal(case: Case) -> bool:
    return case.base in _PORTAL_BASES or case.has("identity-center")


def _portal_fact(case: Case) -> str:
    return case.base_fact() if case.base in _PORTAL_BASES else "identity-center-account"


def opens_several_accounts(case: Case, need: Need) -> Verdict:
    """Every account that must use the directory can."""
    path, rule = f"needs.{need.word}", "opens-several-accounts"
    kinds = [workload.kind for workload in case.req.workloads.values()]
    federated = bool(kinds) and all("federated" in STYLES[kind].ways for kind in kinds)
    if (federated or not kinds) and _portal(case):
        return judge(
            path, rule, True, "Identity Center opens every account of the organization", facts=(_portal_fact(case),)
        )
    if case.base == "saml-federation":
        return judge(path, rule, True, "SAML 2.0 is set up in each account", facts=("saml-federation-per-account",))
    if case.base in ("custom-identity-broker", "cognito", "none"):
        return judge(
            path,
            rule,
            case.base == "custom-identity-broker",
            "the broker can call STS for any account"
            if case.base == "custom-identity-broker"
            else f"{case.base} opens no accounts",
            facts=(case.base_fact(),),
        )
    sharing = case.capability("directory-sharing")
    facts = (sharing.id,) if sharing is not None else (case.base_fact(),)
    if case.base.startswith("ad-connector"):
        needed = case.ground.accounts - (1 if case.ground.managed else 0)
        enough = needed <= 1 or case.base == "ad-connector-per-account"
        because = (
            "each account that needs one has a connector"
            if enough
            else sharing.statement
            if sharing
            else "a connector serves one account"
        )
        return judge(path, rule, enough, because, facts=(*facts, "ad-connector-targets"))
    applications = [kind for kind in kinds if "application" in STYLES[kind].ways and "member" not in STYLES[kind].ways]
    if case.has("shared") and applications and not _portal(case) and not case.has("ad-connector"):
        because = f"a share opens domain join, RDS and FSx to another account, not {applications[0]}"
        return judge(path, rule, False, because, facts=("sharing-scope",))
    if case.has("shared"):
        limit = (sharing.detail or {}).get("default_accounts") if sharing is not None else None
        if isinstance(limit, int) and case.ground.accounts - 1 > limit:
            return judge(
                path,
                rule,
                False,
                f"shared with {case.ground.accounts - 1} accounts, by default {limit} are possible",
                facts=facts,
            )
        return judge(path, rule, True, sharing.statement if sharing else "the directory is shared", facts=facts)
    if case.base in ("existing-ad-direct", "self-managed-ec2"):
        if applications and case.has("ad-connector"):
            because = "members in any account join over the network, and each account has a connector"
            return judge(path, rule, True, because, facts=(*facts, "ad-connector-targets"))
        because = "AWS applications need a directory object in their account"
        return judge(path, rule, not applications, because if applications else _OVER_THE_NETWORK, facts=facts)
    if case.has("ad-connector") and any(STYLES[kind].desktop for kind in kinds):
        return judge(
            path,
            rule,
            all(STYLES[kind].desktop for kind in kinds),
            "connectors stand in the other accounts",
            facts=("ad-connector-targets",),
        )
    return judge(path, rule, False, "the directory is used in one account only: it is not shared", facts=facts)


def spans_regions(case: Case, need: Need) -> Verdict:
    """The directory is present in every Region."""
    path, rule = f"needs.{need.word}", "spans-regions"
    if case.base in (*_PORTAL_BASES, "saml-federation", "custom-identity-broker", "cognito", "none"):
        return judge(
            path,
            rule,
            not case.design.column,
            "sign-in does not rest on a directory in the Region",
            facts=(case.base_fact(),),
        )
    cell = case.capability("multi-region-replication")
    facts = [cell.id] if cell is not None else [case.base_fact()]
    if cell is None or cell.value != "yes":
        return judge(path, rule, False, cell.statement if cell is not None else "not possible", facts=facts)
    if not case.base.startswith("managed-ad"):
        return judge(path, rule, True, cell.statement, facts=facts)
    if case.req.estate.aws.opt_in_regions:
        return judge(
            path,
            rule,
            False,
            "replication does not reach opt-in Regions",
            facts=("multi-region-opt-in-regions", *facts),
        )
    limit = (cell.detail or {}).get("max_regions_total")
    if isinstance(limit, int) and len(case.ground.regions) > limit:
        return judge(
            path, rule, False, f"{len(case.ground.regions)} Regions, at most {limit} are possible", facts=facts
        )
    if not case.has("multi-region"):
        return judge(path, rule, False, "replication is possible but not part of this design", facts=facts)
    return judge(path, rule, True, cell.statement, facts=facts)


def one_sign_on(case: Case, need: Need) -> Verdict:
    """One sign-in opens the console and applications."""
    path, rule = f"needs.{need.word}", "one-sign-on"
    if _portal(case):
        return judge(
            path,
            rule,
            True,
            "Identity Center's portal opens accounts and applications with one sign-in",
            facts=(_portal_fact(case),),
        )
    if need.word in ("sso-saas-apps", "single-portal", "governance", "automatic-provisioning"):
        return judge(
            path,
            rule,
            False,
            "there is no portal for accounts and applications in this design",
            facts=(case.base_fact(),),
        )
    if case.base in ("saml-federation", "custom-identity-broker"):
        return judge(path, rule, True, "the identity provider's sign-in opens AWS", facts=(case.base_fact(),))
    if need.word == "abac":
        return judge(
            path, rule, False, "users' attributes reach sessions through a federation only", facts=(case.base_fact(),)
        )
    column = "ad-connector" if case.has("ad-connector") else case.design.column
    if need.word in {"sso-on-prem", "sso"}:
        runs = [case.healthy(flow) for flow in case.sign_ins()]
        good = case.serves_existing and bool(runs) and all(run.through for run in runs)
        return judge(
            path,
            rule,
            good,
            "existing credentials open it" if good else "users would need other credentials",
            facts=(case.base_fact(),),
            runs=runs,
        )
    cell = case.capability("console-access-role-mapping", column) if column else None
    if cell is None:
        return judge(path, rule, False, f"{case.base} opens no console", facts=(case.base_fact(),))
    return judge(path, rule, cell.value == "yes", cell.statement, facts=(cell.id,))


def provisions_by_itself(case: Case, need: Need) -> Verdict:
    """Accounts and groups appear in Identity Center by themselves."""
    path, rule = f"needs.{need.word}", "provisions-by-itself"
    if case.base == "identity-center-external-idp":
        return judge(
            path,
            rule,
            True,
            "the provider provisions users and groups by SCIM",
            facts=("identity-center-external-idp-saml-scim",),
        )
    if case.has("identity-center") and case.serves_existing:
        return judge(
            path,
            rule,
            True,
            "Identity Center synchronises users and groups from the directory",
            facts=("identity-center-no-passwords",),
        )
    return judge(path, rule, False, "accounts would be made by hand", facts=(case.base_fact(),))


def groups_decide(case: Case, need: Need) -> Verdict:
    """Existing groups, or roles, decide what users may do."""
    path, rule = f"needs.{need.word}", "groups-decide"
    if need.word == "rbac":
        return judge(
            path,
            rule,
            case.base != "none",
            "groups or roles of the identity source decide" if case.base != "none" else "nobody is known",
            facts=(case.base_fact(),),
        )
    runs = [case.healthy(flow) for flow in case.sign_ins()]
    good = case.serves_existing and bool(runs) and all(run.through for run in runs)
    return judge(
        path,
        rule,
        good,
        "the users' own groups come with them" if good else "groups would have to be made again",
        facts=(case.base_fact(),),
        runs=runs,
    )


def knows_customers(case: Case, need: Need) -> Verdict:
    """An application has a sign-in of its own for its users."""
    path, rule = f"needs.{need.word}", "knows-customers"
    if case.base == "cognito":
        return judge(
            path,
            rule,
            True,
            "a user pool signs the application's users in, by itself or through a provider",
            facts=("cognito-user-pools-for-apps",),
        )
    return judge(
        path,
        rule,
        False,
        f"{case.base} knows employees, not an application's users",
        facts=("cognito-user-pools-for-apps", case.base_fact()),
    )


def takes_any_store(case: Case, need: Need) -> Verdict:
    """Authentication by a process of one's own."""
    good = case.base in ("custom-identity-broker", "cognito")
    return judge(
        f"needs.{need.word}",
        "takes-any-store",
        good,
        "a broker or a user pool can ask any store" if good else f"{case.base} checks passwords in its own way only",
        facts=(case.base_fact(),),
    )


def opens_a_shell(case: Case, need: Need) -> Verdict:
    """Administrators get a shell or a desktop on instances."""
    path, rule = f"needs.{need.word}", "opens-a-shell"
    if case.base == "none":
        return judge(
            path, rule, True, "Session Manager opens sessions by role", facts=("session-manager-no-directory",)
        )
    runs = [
        case.healthy(flow)
        for name, entry in case.design.attachments.items()
        if entry.way == "member" and name
        for flow in entry.flows
    ]
    good = bool(runs) and all(run.through for run in runs)
    return judge(
        path,
        rule,
        good,
        "domain accounts log on to the instances" if good else "no instance takes the users' credentials",
        facts=(case.base_fact(),),
        runs=runs,
    )
