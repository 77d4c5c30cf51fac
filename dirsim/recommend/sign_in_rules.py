"""Needs that are about who signs in, with what, and over which way: judged by runs in the healthy network."""

from __future__ import annotations

from dirsim.model.requirements import Need
from dirsim.options.styles import DATABASES, FILE_SYSTEMS, STYLES
from dirsim.recommend.case import Case, judge, stopped
from dirsim.recommend.verdict import Verdict


def existing_accounts_sign_in(case: Case, need: Need) -> Verdict:
    """The accounts that users have today are the ones that sign in."""
    path, rule = f"needs.{need.word}", "existing-accounts-sign-in"
    existing = {*case.ground.homes, *case.ground.providers}
    flows = case.sign_ins()
    if not existing:
        runs = [case.healthy(flow) for flow in flows]
        return judge(
            path,
            rule,
            True,
            "there are no accounts yet that would have to be kept",
            facts=(case.base_fact(),),
            runs=runs,
        )
    if not flows:
        return judge(
            path,
            rule,
            case.design.serves_homes,
            f"{case.base} lets nobody in with an existing account",
            facts=(case.base_fact(),),
        )
    runs = [case.healthy(flow) for flow in flows]
    strangers = [run for run, flow in zip(runs, flows, strict=True) if case.principal(flow) not in existing]
    if strangers:
        return judge(
            path,
            rule,
            False,
            f"users would get new accounts in {case.principal(strangers[0].flow)}",
            facts=(case.base_fact(),),
            runs=strangers,
        )
    failed = [run for run in runs if not run.through]
    if failed:
        return judge(path, rule, False, stopped(failed[0]), facts=(case.base_fact(),), runs=failed)
    return judge(
        path, rule, True, "the users' own domain, or the provider in front of it, checks their passwords", runs=runs
    )


def users_stay_where_they_are(case: Case, need: Need) -> Verdict:
    """Accounts are kept where they are kept today, by the people who keep them today."""
    verdict = existing_accounts_sign_in(case, need)
    path, rule = verdict.requirement, "users-stay-where-they-are"
    if verdict.verdict != "met":
        return judge(path, rule, verdict.verdict, verdict.because, facts=verdict.facts, runs=verdict.runs)
    return judge(
        path,
        rule,
        True,
        "accounts stay in the existing directory and are managed there",
        facts=verdict.facts,
        runs=verdict.runs,
    )


def one_identity_each(case: Case, need: Need) -> Verdict:
    """Nobody has two accounts."""
    runs = [case.healthy(flow) for flow in case.sign_ins()]
    twice = case.duplicates
    because = "users would have a second account" if twice else "users have one account each"
    return judge(f"needs.{need.word}", "one-identity-each", not twice, because, facts=(case.base_fact(),), runs=runs)


def kinds_sign_in(case: Case, need: Need) -> Verdict:
    """The workloads that the need is about take Windows credentials: their users get in by Kerberos or NTLM."""
    path, rule = f"needs.{need.word}", "kinds-sign-in"
    wanted = (
        DATABASES
        if need.word == "windows-auth-db"
        else FILE_SYSTEMS
        if need.word == "windows-acl"
        else frozenset(STYLES)
    )
    names = [name for name, workload in case.req.workloads.items() if workload.kind in wanted]
    if not names:
        column = case.design.column
        return judge(
            path,
            rule,
            bool(column),
            "members of the design's domain take Windows credentials" if column else f"{case.base} has no domain",
            facts=(case.base_fact(),),
        )
    attachments = [case.design.attachments[name] for name in names]
    if need.word == "kerberos":
        attachments = [entry for entry in attachments if entry.way in ("member", "application")]
    if not attachments or any(entry.way not in ("member", "application") for entry in attachments):
        return judge(path, rule, False, f"{', '.join(names)} join no domain in this design", facts=(case.base_fact(),))
    runs = [case.healthy(flow) for entry in attachments for flow in entry.flows]
    failed = [run for run in runs if not run.through]
    if failed:
        return judge(path, rule, False, stopped(failed[0]), facts=(case.base_fact(),), runs=failed)
    return judge(path, rule, True, f"the users' tickets open {', '.join(names)}", runs=runs)


def signs_in_nearby(case: Case, need: Need) -> Verdict:
    """No exchange of a sign-in crosses a wide-area link."""
    path, rule = f"needs.{need.word}", "signs-in-nearby"
    flows = case.sign_ins()
    if not flows:
        return judge(path, rule, False, f"nobody signs in through {case.base}", facts=(case.base_fact(),))
    runs = [case.healthy(flow) for flow in flows]
    links = case.design.topology.links
    far = [run for run in runs if any(not links[link].public for link in run.crossed)]
    if far:
        crossed = next(link for link in far[0].crossed if not links[link].public)
        return judge(path, rule, False, f"{far[0].flow} crosses {crossed} to sign in", runs=far)
    return judge(path, rule, True, "every exchange of every sign-in stays in its Region", runs=runs)


def controllers_stand_in_aws(case: Case, need: Need) -> Verdict:
    """Members find a controller of their domain without leaving AWS."""
    path, rule = f"needs.{need.word}", "controllers-stand-in-aws"
    memberships = [entry.membership for entry in case.design.attachments.values() if entry.membership]
    if not memberships:
        if case.design.in_aws:
            return judge(path, rule, True, "the directory's controllers stand in AWS", facts=(case.base_fact(),))
        return judge(
            path,
            rule,
            False,
            f"{case.base} puts no domain controller into AWS",
            facts=(case.base_fact(), *_third_party(case)),
        )
    runs = [case.healthy(flow) for flow in memberships]
    links = case.design.topology.links
    far = [run for run in runs if not run.through or any(not links[link].public for link in run.crossed)]
    if far:
        why = f"{far[0].flow} leaves AWS over {', '.join(far[0].crossed)}" if far[0].through else stopped(far[0])
        return judge(
            path, rule, False, f"{why}: the members' controllers are not in AWS", facts=_third_party(case), runs=far
        )
    return judge(path, rule, True, "members reach a controller of their domain inside AWS", runs=runs)


def _third_party(case: Case) -> tuple[str, ...]:
    cell = case.capability("third-party-applications")
    return (cell.id,) if cell is not None else ()


def computers_live_apart(case: Case, need: Need) -> Verdict:
    """Computers live in a forest of their own, and that forest does not read the users' forest."""
    path, rule = f"needs.{need.word}", "computers-live-apart"
    if not (case.own_forest or (case.ground.managed and case.trusted)):
        return judge(path, rule, False, "computers would live in the users' own forest", facts=(case.base_fact(),))
    runs = [case.healthy(flow) for flow in case.sign_ins()]
    own = case.design.own_domain
    hosts = case.design.topology.hosts
    reads = [
        run
        for run in runs
        for step in run.steps
        if step.exchange.step == "LDAP search"
        and hosts[step.exchange.initiator].domain == own
        and step.exchange.about not in ("", own)
    ]
    if reads:
        return judge(
            path,
            rule,
            False,
            "the resource forest itself reads the users' forest when they sign in",
            facts=("workspaces-resource-domain-design",),
            runs=reads[:1],
        )
    return judge(
        path,
        rule,
        True,
        "computers live in the managed forest, users in their own",
        facts=("workspaces-resource-domain-design", case.base_fact()),
        runs=runs,
    )


def stays_in_the_domain(case: Case, need: Need) -> Verdict:
    """Users and computers are in one domain: the one that exists, or one for all Regions."""
    path, rule = f"needs.{need.word}", "stays-in-the-domain"
    if case.own_forest and case.ground.homes:
        return judge(path, rule, False, "the managed forest is a second domain", facts=(case.base_fact(),))
    if not case.design.column:
        return judge(path, rule, False, f"{case.base} has no domain", facts=(case.base_fact(),))
    if len(case.ground.homes) > 1:
        return judge(path, rule, False, f"there are {len(case.ground.homes)} domains", facts=(case.base_fact(),))
    return judge(path, rule, True, "there is one domain", facts=(case.base_fact(),))


def one_directory_for_all(case: Case, need: Need) -> Verdict:
    """One directory holds all accounts (consolidation), or serves all workloads (single directory)."""
    path, rule = f"needs.{need.word}", "one-directory-for-all"
    homes = case.ground.homes
    if need.word == "single-directory":
        several = case.base in ("ad-connector-per-domain", "ad-connector-per-account") or (
            case.base == "existing-ad-direct" and len(case.ground.forests) > 1
        )
        several = several or (case.base == "ad-connector" and len(homes) > 1)
        return judge(
            path,
            rule,
            not several,
            "workloads would see several directories" if several else "one directory serves every workload",
            facts=(case.base_fact(),),
        )
    if case.base == "managed-ad-hybrid" and len(homes) > 1:
        cell = case.capability("one-to-one-domain-rule")
        return judge(
            path,
            rule,
            False,
            "one domain is extended, the others stay apart",
            facts=(cell.id if cell else case.base_fact(),),
        )
    apart = (case.trusted and bool(homes)) or (not case.own_forest and len(case.ground.forests) > 1)
    apart = apart or not case.design.column
    because = "accounts would stay in several directories" if apart else "every account is in one directory"
    extra = (
        ("managed-ad-fed-by-synchronisation",)
        if case.own_forest and not apart and case.base.startswith("managed")
        else ()
    )
    return judge(path, rule, not apart, because, facts=(case.base_fact(), *extra))


def directory_is_in_the_cloud(case: Case, need: Need) -> Verdict:
    """Accounts live in AWS and nothing on premises is needed."""
    path, rule = f"needs.{need.word}", "directory-is-in-the-cloud"
    own = bool(case.design.own_domain) and not case.trusted and case.base != "managed-ad-hybrid"
    if case.base == "self-managed-ec2" and case.ground.self_managed and not case.ground.on_ec2:
        own = False
    if case.base == "cognito":
        own = True
    runs = [case.healthy(flow) for flow in case.sign_ins()]
    because = (
        "accounts live in AWS, and no sign-in needs anything outside"
        if own
        else "sign-in rests on a directory outside AWS"
    )
    return judge(path, rule, own, because, facts=(case.base_fact(),), runs=runs)


def trusts_the_existing_domain(case: Case, need: Need) -> Verdict:
    """A trust joins the design's forest to the existing one."""
    cell = case.capability("trust-forest")
    facts = (cell.id,) if cell is not None else (case.base_fact(),)
    runs = [case.healthy(flow) for flow in case.sign_ins()] if case.trusted else []
    return judge(
        f"needs.{need.word}",
        "trusts-the-existing-domain",
        case.trusted,
        "the managed forest trusts the existing one" if case.trusted else "this design has no trust",
        facts=facts,
        runs=runs,
    )


def directory_moves(case: Case, need: Need) -> Verdict:
    """The directory moves to AWS: it ends up on controllers there."""
    moved = case.design.in_aws and bool(case.design.own_domain)
    cell = case.capability("change-type-or-edition", "self-managed-ec2")
    facts = (case.base_fact(), *((cell.id,) if cell is not None else ()))
    return judge(
        f"needs.{need.word}",
        "directory-moves",
        moved,
        "the accounts end up on controllers in AWS" if moved else "the accounts stay where they are",
        facts=facts,
    )
