"""Rules for needs about sign-in: accounts, credentials and paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dirsim.catalog.workload_kinds import KINDS
from dirsim.designs.design import Attachment
from dirsim.facts import Fact
from dirsim.facts.fact import Confidence
from dirsim.model.outcome import Judgement
from dirsim.model.requirements import Need
from dirsim.recommendation.design_under_test import DesignUnderTest, judge, stopped
from dirsim.recommendation.support import supported
from dirsim.recommendation.verdict import Verdict
from dirsim.simulation.trace import Trace


def existing_accounts_sign_in(under_test: DesignUnderTest, need: Need) -> Verdict:
    """Users sign in with the accounts that they have today."""
    path, rule = f"needs.{need.word}", "existing-accounts-sign-in"
    existing = {*under_test.baseline.homes, *under_test.baseline.providers}
    flows = under_test.staff()
    if not existing:
        runs = [under_test.healthy(flow) for flow in flows]
        return judge(
            path,
            rule,
            True,
            "the estate has no accounts to keep",
            facts=(under_test.base_fact(),),
            runs=runs,
        )
    if not flows and under_test.nobody_signs_in:
        because = "no employee signs in to a workload of the file through a directory"
        return judge(path, rule, True, because, facts=(under_test.base_fact(),))
    if not flows:
        serves = under_test.design.serves_homes
        because = f"{under_test.name} accepts {'existing accounts' if serves else 'no existing account'}"
        because = because if under_test.label.parts else "without a directory nothing accepts an existing account"
        return judge(path, rule, serves, because, facts=(under_test.base_fact(),))
    new = [flow for flow in flows if under_test.principal(flow) not in existing]
    if new:
        strangers = under_test.until_missed((under_test.healthy(flow) for flow in new), lambda _: True)
        return judge(
            path,
            rule,
            False,
            f"users would get new accounts in {under_test.principal(strangers[0].flow)}",
            facts=(under_test.base_fact(),),
            runs=strangers,
        )
    runs = under_test.until_missed(under_test.healthy(flow) for flow in flows)
    failed = [run for run in runs if not run.through]
    if failed:
        return judge(path, rule, False, stopped(failed[0]), facts=(under_test.base_fact(),), runs=failed)
    return judge(
        path, rule, True, "the users' own domain, or the provider in front of it, checks their passwords", runs=runs
    )


def users_stay_where_they_are(under_test: DesignUnderTest, need: Need) -> Verdict:
    """Accounts stay in their present directory and are managed by the same people as today."""
    verdict = existing_accounts_sign_in(under_test, need)
    path, rule = verdict.requirement, "users-stay-where-they-are"
    if verdict.verdict != Judgement.MET:
        return judge(path, rule, verdict.verdict, verdict.because, facts=verdict.facts, runs=verdict.runs)
    return judge(
        path,
        rule,
        True,
        "accounts stay in the existing directory and are managed there",
        facts=verdict.facts,
        runs=verdict.runs,
    )


def one_identity_each(under_test: DesignUnderTest, need: Need) -> Verdict:
    """No user has two accounts."""
    runs = [under_test.healthy(flow) for flow in under_test.staff()]
    twice = under_test.duplicates
    because = "users would have a second account" if twice else "users have one account each"
    return judge(
        f"needs.{need.word}", "one-identity-each", not twice, because, facts=(under_test.base_fact(),), runs=runs
    )


def second_accounts_are_said(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """Second accounts that the file neither asks for nor excludes are an assumption about its people; no verdict follows."""
    if under_test.duplicates:
        places = dict.fromkeys(under_test.principal(flow) for flow in under_test.strangers())
        where = ", ".join(places or under_test.design.own_domains)
        under_test.assumptions.append(
            f"second accounts in {where} are accepted: the file does not ask that people keep the accounts that they have "
            "(needs.existing-credentials, forbids.duplicate-accounts)"
        )
    yield from ()


def kinds_sign_in(under_test: DesignUnderTest, need: Need) -> Verdict:
    """The workloads of which the need speaks accept Windows credentials: their users sign in by Kerberos or NTLM."""
    path, rule = f"needs.{need.word}", "kinds-sign-in"
    attached = under_test.attached(need.word)
    if not attached:
        good = bool(under_test.options)  # the domain of a connector is the one behind it
        because = (
            "members of the design's domain accept Windows credentials" if good else f"{under_test.name} has no domain"
        )
        return judge(path, rule, good, because, facts=(under_test.base_fact(),))
    apart = [
        name for name, entry in attached.items() if entry.way not in ("member", "application") and not entry.joined
    ]
    if apart and (need.word != "kerberos" or len(apart) == len(attached)):
        because = f"{', '.join(apart)} {'are' if len(apart) > 1 else 'is'} not joined to a domain in this design"
        return judge(path, rule, False, because, facts=(under_test.base_fact(),))
    joined = {
        name: entry
        for name, entry in attached.items()
        if name not in apart and (entry.joined or _takes(under_test, name, entry))
    }
    if not joined:
        because = f"{', '.join(name for name in attached if name not in apart)}: not served by this design"
        return judge(path, rule, False, because, facts=(under_test.base_fact(),))
    for name in joined if need.word == "kerberos" else ():
        fact = under_test.facts.get(KINDS[under_test.req.workloads[name].kind].passwords_only)
        if fact is not None:
            instead = ", ".join(KINDS[under_test.req.workloads[name].kind].instead)
            because = f"{name}: {fact.statement.rstrip('.')}; kinds that serve the same purpose: {instead}"
            return judge(path, rule, False, because, facts=(fact.id,))
        early = _before_tickets(under_test, name, entry=joined[name])
        if early is not None:
            verdict = Judgement.UNKNOWN if early.confidence == Confidence.UNKNOWN else Judgement.NOT_MET
            return judge(path, rule, verdict, f"{name}: {early.statement.rstrip('.')}", facts=(early.id,))
    runs = [under_test.healthy(flow) for entry in joined.values() for flow in entry.flows]
    failed = [run for run in runs if not run.through]
    if failed:
        return judge(path, rule, False, stopped(failed[0]), facts=(under_test.base_fact(),), runs=failed)
    return judge(path, rule, True, _accepted(under_test, joined), runs=runs)


def _before_tickets(under_test: DesignUnderTest, name: str, entry: Attachment) -> Fact | None:
    """The fact by which a workload takes no tickets yet from a domain that it joins itself; ``None`` where it does."""
    kind = KINDS[under_test.req.workloads[name].kind]
    found = (under_test.facts.get(fact) for fact in kind.tickets_later)
    return next((fact for fact in found if fact is not None and entry.option in fact.options), None)


def _accepted(under_test: DesignUnderTest, joined: Mapping[str, Attachment]) -> str:
    """The clause on what workloads accept of their users: tickets, or passwords that the directory verifies."""
    by_password = [name for name in joined if KINDS[under_test.req.workloads[name].kind].passwords_only]
    early = [name for name, entry in joined.items() if _before_tickets(under_test, name, entry) is not None]
    by_ticket = [name for name in joined if name not in (*by_password, *early)]
    by_password += early
    clauses = [f"the users' tickets are accepted by {', '.join(by_ticket)}"] if by_ticket else []
    if by_password:
        clauses.append(f"the users' Windows passwords are accepted by {', '.join(by_password)}")
    return " and ".join(clauses)


def _takes(under_test: DesignUnderTest, name: str, entry: Attachment) -> bool:
    """True unless facts say that a workload does not work with the directory that it is attached to."""
    kind = KINDS[under_test.req.workloads[name].kind]
    return supported(under_test.facts, kind, entry.option) != Judgement.NOT_MET


def signs_in_nearby(under_test: DesignUnderTest, need: Need) -> Verdict:
    """No exchange of a sign-in crosses a wide-area link."""
    path, rule = f"needs.{need.word}", "signs-in-nearby"
    flows = under_test.staff()
    if not flows:
        good = under_test.nobody_signs_in
        because = "no employee signs in to anything" if good else f"no user signs in through {under_test.name}"
        return judge(path, rule, good, because, facts=(under_test.base_fact(),))
    links = under_test.design.topology.links

    def crosses(run: Trace) -> bool:
        return any(not links[link].public for link in run.crossed)

    runs = under_test.until_missed((under_test.healthy(flow) for flow in flows), crosses)
    far = [run for run in runs if crosses(run)]
    if far:
        crossed = next(link for link in far[0].crossed if not links[link].public)
        return judge(path, rule, False, f"{far[0].flow} crosses {crossed} to sign in", runs=far)
    return judge(path, rule, True, "every exchange of every sign-in stays within its Region", runs=runs)


def controllers_stand_in_aws(under_test: DesignUnderTest, need: Need) -> Verdict:
    """Members reach a controller of their domain without leaving AWS."""
    path, rule = f"needs.{need.word}", "controllers-stand-in-aws"
    memberships = [entry.membership for entry in under_test.design.attachments.values() if entry.membership]
    if not memberships:
        if under_test.design.in_aws:
            return judge(path, rule, True, "the directory's controllers are in AWS", facts=(under_test.base_fact(),))
        return judge(
            path,
            rule,
            False,
            f"{under_test.name} puts no domain controller into AWS",
            facts=(under_test.base_fact(), *_third_party(under_test)),
        )
    runs = [under_test.healthy(flow) for flow in memberships]
    links = under_test.design.topology.links
    far = [run for run in runs if not run.through or any(not links[link].public for link in run.crossed)]
    if far:
        why = f"{far[0].flow} leaves AWS over {', '.join(far[0].crossed)}" if far[0].through else stopped(far[0])
        return judge(
            path,
            rule,
            False,
            f"{why}: the members' controllers are not in AWS",
            facts=_third_party(under_test),
            runs=far,
        )
    return judge(path, rule, True, "members reach a controller of their domain inside AWS", runs=runs)


def _third_party(under_test: DesignUnderTest) -> tuple[str, ...]:
    capability = under_test.capability("third-party-applications")
    return (capability.id,) if capability is not None else ()


def computers_live_apart(under_test: DesignUnderTest, need: Need) -> Verdict:
    """Computers are in a separate forest, and that forest does not read the users' forest."""
    path, rule = f"needs.{need.word}", "computers-live-apart"
    if not (under_test.own_forest or (under_test.baseline.managed and under_test.trusted)):
        return judge(path, rule, False, "computers would be in the users' own forest", facts=(under_test.base_fact(),))
    runs = [under_test.healthy(flow) for flow in under_test.staff()]
    own = under_test.design.own_domains
    hosts = under_test.design.topology.hosts
    reads = [
        run
        for run in runs
        for step in run.steps
        if step.exchange.step == "LDAP search"
        and hosts[step.exchange.initiator].domain in own
        and step.exchange.about not in ("", *own)
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
        "computers are in the managed forest, users in their own",
        facts=("workspaces-resource-domain-design", under_test.base_fact()),
        runs=runs,
    )


def stays_in_the_domain(under_test: DesignUnderTest, need: Need) -> Verdict:
    """Users and computers are in one domain: the existing one, or one for all Regions."""
    path, rule = f"needs.{need.word}", "stays-in-the-domain"
    if under_test.own_forest and under_test.baseline.homes:
        return judge(path, rule, False, "the managed forest is a second domain", facts=(under_test.base_fact(),))
    if not under_test.options:
        return judge(path, rule, False, f"{under_test.name} has no domain", facts=(under_test.base_fact(),))
    if len(under_test.baseline.homes) > 1:
        because = f"there are {len(under_test.baseline.homes)} domains"
        return judge(path, rule, False, because, facts=(under_test.base_fact(),))
    return judge(path, rule, True, "there is one domain", facts=(under_test.base_fact(),))


def one_directory_for_all(under_test: DesignUnderTest, need: Need) -> Verdict:
    """One directory holds all accounts (consolidation) or serves all workloads (single directory)."""
    path, rule = f"needs.{need.word}", "one-directory-for-all"
    homes = under_test.baseline.homes
    if need.word == "single-directory":
        connected = {entry.domain for entry in under_test.design.topology.connectors.values()}
        forests = len(under_test.baseline.forests)
        several = under_test.label.connector in ("ad-connector-per-domain", "ad-connector-per-account")
        several = several or (under_test.has("existing-ad-direct") and forests > 1)
        several = several or (bool(connected) and len(homes) > 1 and not under_test.label.managed_forest)
        several = several or len(under_test.label.directories) > 1
        because = "workloads would use several directories" if several else "one directory serves every workload"
        return judge(path, rule, not several, because, facts=(under_test.base_fact(),))
    if under_test.has("managed-ad-hybrid") and len(homes) > 1:
        capability = under_test.facts.capability("managed-ad-hybrid", "one-to-one-domain-rule")
        because = "one domain is extended, the others stay separate"
        return judge(path, rule, False, because, facts=(capability.id if capability else under_test.base_fact(),))
    apart = (under_test.trusted and bool(homes)) or (not under_test.own_forest and len(under_test.baseline.forests) > 1)
    apart = apart or not under_test.options
    because = "accounts would stay in several directories" if apart else "every account is in one directory"
    managed = under_test.own_forest and not apart and bool(under_test.label.managed_forest)
    extra = ("managed-ad-fed-by-synchronisation",) if managed else ()
    return judge(path, rule, not apart, because, facts=(under_test.base_fact(), *extra))


def directory_is_in_the_cloud(under_test: DesignUnderTest, need: Need) -> Verdict:
    """Accounts are in AWS and nothing on premises is needed."""
    path, rule = f"needs.{need.word}", "directory-is-in-the-cloud"
    own = bool(under_test.design.own_domains) or under_test.has("cognito")
    own = own and not under_test.has("managed-ad-hybrid", "entra-domain-services")
    outside = under_test.baseline.self_managed and not under_test.baseline.on_ec2
    read = {entry.domain for entry in under_test.design.topology.connectors.values()}
    bound = under_test.trusted or not read.isdisjoint(under_test.baseline.self_managed)
    if outside and (under_test.has("self-managed-ec2", "existing-ad-direct") or bound):
        own = False
    runs = [under_test.healthy(flow) for flow in under_test.staff()]
    own = own and all(under_test.principal(flow) not in under_test.baseline.providers for flow in under_test.staff())
    if under_test.nobody_signs_in and not under_test.options:
        own = True
    because = (
        "accounts are in AWS, and no sign-in depends on anything outside"
        if own
        else "sign-in depends on a directory outside AWS"
    )
    return judge(path, rule, own, because, facts=(under_test.base_fact(),), runs=runs)


def trusts_the_existing_domain(under_test: DesignUnderTest, need: Need) -> Verdict:
    """A trust connects the design's forest with the existing one."""
    capability = under_test.capability("trust-forest", under_test.label.managed_forest)
    facts = (capability.id,) if capability is not None else (under_test.base_fact(),)
    good = under_test.trusted and bool(under_test.baseline.self_managed)
    runs = [under_test.healthy(flow) for flow in under_test.staff()] if good else []
    because = (
        "the managed forest trusts the existing one" if good else "this design has no trust with an existing domain"
    )
    return judge(
        f"needs.{need.word}",
        "trusts-the-existing-domain",
        good,
        because,
        facts=facts,
        runs=runs,
    )


def directory_moves(under_test: DesignUnderTest, need: Need) -> Verdict:
    """The directory moves to AWS, to controllers there."""
    moved = under_test.design.in_aws and bool(under_test.design.own_domains)
    capability = under_test.capability("change-type-or-edition", "self-managed-ec2")
    facts = (under_test.base_fact(), *((capability.id,) if capability is not None else ()))
    return judge(
        f"needs.{need.word}",
        "directory-moves",
        moved,
        "the accounts move to controllers in AWS" if moved else "the accounts stay in their present directory",
        facts=facts,
    )
