"""Rules for workloads: support of the directory by facts, sign-in by runs."""

from __future__ import annotations

from collections.abc import Iterator

from dirsim.catalog.parts import PORTALS
from dirsim.catalog.workload_kind import OPENED_BY, WorkloadKind
from dirsim.catalog.workload_kinds import KINDS
from dirsim.designs.design import Attachment
from dirsim.facts import Fact
from dirsim.model.outcome import Judgement
from dirsim.model.requirements import Workload
from dirsim.recommendation.design_under_test import DesignUnderTest, judge, stopped
from dirsim.recommendation.support import OPTIONS, contested, ended, needs_trust, support_fact, supported
from dirsim.recommendation.verdict import Verdict

SERVED = "workloads-are-served"
"""The rule that judges whether a workload can be used at all; no need of the file changes its verdict."""
_SAML_WITHOUT_ROLES = "client-vpn-saml"
"""The fact on services that use a provider in IAM without roles."""


def workloads_are_served(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """Each workload supports the directory, and each cohort of its users signs in while the network is healthy."""
    for name, workload in under_test.req.workloads.items():
        yield serve(under_test, name, workload)


def serve(under_test: DesignUnderTest, name: str, workload: Workload) -> Verdict:
    """The verdict on one workload."""
    path, kind = f"workloads.{name}", KINDS[workload.kind]
    over = ended(under_test.facts, kind, new_customer=under_test.req.estate.aws.new_customer is not False)
    if over is not None:
        because = f"{over.statement.rstrip('.')}{_instead(kind, over)}"
        return judge(path, SERVED, False, because, facts=(over.id,))
    attachment = under_test.design.attachments[name]
    refused = _served_nowhere(under_test, path, kind) if attachment.way != "own" else None
    if refused is not None:
        return refused
    if attachment.way == "own":
        return _by_itself(under_test, path, kind)
    if attachment.way == "network":
        alone = under_test.facts.get(f"{kind.word}-without-accounts")
        if alone is not None:
            return judge(path, SERVED, True, f"no user signs in to it: {alone.statement}", facts=(alone.id,))
        because = f"{kind.word} needs name resolution and routes, not accounts: Route 53 Resolver endpoints serve it"
        return judge(path, SERVED, True, because, facts=("route53-resolver-endpoints",))
    if not attachment.way:
        return _not_offered(under_test, path, kind)
    fact = None
    if attachment.way in ("federated", "login"):
        facts = [_way_fact(under_test, kind, attachment)]
        if kind.portal_role and attachment.source in PORTALS:
            facts.append(kind.portal_role)
            if not under_test.has("iam-role"):
                because = (
                    "Identity Center opens it by a SAML provider and a role of its account, which the design leaves out"
                )
                return judge(path, SERVED, False, because, facts=facts)
        if kind.desktop:
            facts.append("workspaces-personal-other-identity-sources")
        if attachment.joined_option:
            joined = support_fact(under_test.facts, kind, attachment.joined_option)
            refusal = _refusal(under_test, path, kind, attachment.joined_option, joined)
            if refusal is not None:
                return refusal
            facts += [joined.id] if joined is not None else []
    else:
        fact = support_fact(under_test.facts, kind, attachment.option)
        refusal = _refusal(under_test, path, kind, attachment.option, fact)
        if refusal is not None:
            return refusal
        facts = [fact.id] if fact is not None else [under_test.part_fact(attachment.source)]
        facts += [kind.admitted_by_saml] if attachment.admitted else []
    runs = under_test.until_missed(under_test.healthy(flow) for flow in attachment.flows)
    if attachment.membership:
        runs.append(under_test.healthy(attachment.membership))
    failed = [run for run in runs if not run.through]
    if failed:
        facts += _direction_facts(under_test, kind)
        return judge(path, SERVED, False, stopped(failed[0]), facts=facts, runs=failed)
    doubt = _doubt(under_test, path, kind, attachment)
    if doubt is not None:
        return doubt
    limited = fact is not None and fact.value in ("conditional", "limited", "alternative")
    condition = f" ({fact.statement})" if fact is not None and limited else ""
    if attachment.way == "federated" and kind.desktop:
        condition = " (desktops with Windows 10 or 11 on your own licences, not joined to an Active Directory)"
        under_test.assumptions.append(f"{name}: Windows 10 or 11 desktops on your own licences (BYOL), joined to no AD")
    because = f"{_who(kind, attachment)} while the network is healthy{condition}"
    if kind.by_roles_alone and attachment.way != "login":
        facts.append("human-users-federate")
    return judge(path, SERVED, True, because, facts=facts, runs=runs)


def _who(kind: WorkloadKind, attachment: Attachment) -> str:
    """The clause on the users of a workload that is served: they sign in, or take a role that opens it."""
    if kind.machines_only:
        return "its machines stay members of the domain"
    if kind.by_roles_alone and attachment.way == "application":
        return f"every user takes a role that opens {kind.word}, at the directory's sign-in to the console,"
    if kind.by_roles_alone and attachment.way == "federated":
        return f"every user takes a role that opens {kind.word}"
    return "every user signs in"


def _by_itself(under_test: DesignUnderTest, path: str, kind: WorkloadKind) -> Verdict:
    """The verdict on a workload that no one signs in to through a directory."""
    if kind.instances and under_test.req.needs_word("mfa-os-login"):
        because = "an agent on the instance asks for the second factor, whatever accounts log on"
        return judge(path, SERVED, True, because, facts=("radius-mfa-aws-applications-only",))
    if kind.instances:
        because = "administrators reach instances through Session Manager with a role; no directory account is needed"
        return judge(path, SERVED, True, because, facts=("session-manager-no-directory",))
    if kind.database:
        because = "the database has its own accounts, or those of IAM; no need of the file asks for directory accounts"
        return judge(path, SERVED, True, because, facts=("workloads-use-roles",))
    because = "roles with temporary credentials give access; no user signs in to a directory"
    return judge(path, SERVED, True, because, facts=("workloads-use-roles",))


def _refusal(
    under_test: DesignUnderTest, path: str, kind: WorkloadKind, option: str, fact: Fact | None
) -> Verdict | None:
    """The verdict where the support fact rules the design out or is unknown; ``None`` where it supports the design."""
    support = supported(under_test.facts, kind, option)
    if support == Judgement.MET:
        return None
    if support == Judgement.UNKNOWN:
        disputed = contested(under_test.facts, kind, option, fact) if fact is not None else None
        if fact is not None and disputed is not None and disputed.conflict is not None:
            what = f"no page states whether {kind.word} works with {option}, and on other editions {disputed.conflict['other_says']}"
            return judge(path, SERVED, Judgement.UNKNOWN, what, facts=(fact.id, disputed.id))
        what = (
            f"not sourced: {fact.statement}"
            if fact is not None
            else f"no fact states whether {kind.word} works with {option}"
        )
        return judge(path, SERVED, Judgement.UNKNOWN, what, facts=() if fact is None else (fact.id,))
    if fact is None:
        return None
    if option == "ad-connector" and kind.uses_directory:
        apps = under_test.facts.capability("ad-connector", "third-party-applications")
        because = (
            "software that uses the directory itself is not served by a connector, which serves AWS applications only"
        )
        return judge(path, SERVED, False, because, facts=(fact.id, *((apps.id,) if apps is not None else ())))
    if fact.value == "conditional" and needs_trust(fact):
        because = f"it does not join the existing directory itself: {fact.alternative}"
        return judge(path, SERVED, False, because, facts=(fact.id,))
    return judge(path, SERVED, False, fact.statement, facts=(fact.id,))


def _served_nowhere(under_test: DesignUnderTest, path: str, kind: WorkloadKind) -> Verdict | None:
    """The verdict on a kind that no directory serves, with those that one serves; ``None`` for any other kind."""
    if not kind.instead or set(kind.ways) - {"own", "member"}:
        return None
    if not {option for word, option in under_test.baseline.refused if word == kind.word} >= OPTIONS:
        return None
    option = next((option for option in under_test.options if option in OPTIONS), "on-prem-only")
    fact = support_fact(under_test.facts, kind, option) or support_fact(under_test.facts, kind, "on-prem-only")
    if fact is None:
        return None
    return judge(path, SERVED, False, f"{fact.statement.rstrip('.')}{_instead(kind, fact)}", facts=(fact.id,))


def _instead(kind: WorkloadKind, fact: Fact) -> str:
    """The end of a reason: what serves in the place of a kind that cannot be used; empty where nothing is known."""
    if fact.alternative:
        return f"; instead: {fact.alternative}"
    return f"; kinds that serve the same purpose: {', '.join(kind.instead)}" if kind.instead else ""


def _way_fact(under_test: DesignUnderTest, kind: WorkloadKind, attachment: Attachment) -> str:
    if attachment.source == "saml-federation" and "own-saml" in kind.opened_by:
        return kind.own_saml
    if attachment.source == "saml-federation" and "iam-saml" in kind.opened_by:
        return _SAML_WITHOUT_ROLES
    return "cognito-user-pools-for-apps" if attachment.way == "login" else under_test.part_fact(attachment.source)


def _not_offered(under_test: DesignUnderTest, path: str, kind: WorkloadKind) -> Verdict:
    """The verdict where the design offers no sign-in to the workload."""
    if kind.names:
        because = f"{kind.word} needs Route 53 Resolver endpoints and rules; this design has none"
        return judge(path, SERVED, False, because, facts=(under_test.part_fact("resolver-rules"),))
    if not under_test.label.without("resolver-rules").parts:
        because = f"{kind.word} needs a directory or an identity provider; this design has none"
        return judge(path, SERVED, False, because, facts=(under_test.base_fact(),))
    facts = []
    for option in under_test.options:
        own = support_fact(under_test.facts, kind, option)
        if own is not None:
            facts.append(own.id)
    because = f"{kind.word} cannot sign its users in through {under_test.name}"
    refusing = [fact for fact in (under_test.facts.get(name) for name in facts) if fact is not None]
    opens = "; or ".join(text.rstrip(".") for word, text in OPENED_BY.items() if word in kind.opened_by)
    if kind.ways == ("federated",):  # no directory is registered with it: say what is
        because += f". It takes no directory. What opens it: {opens}"
    elif refusing:
        because += f": {refusing[0].statement.rstrip('.')}"
    elif opens:
        because += f". What opens it: a directory; or {opens}"
    return judge(path, SERVED, False, because, facts=(*facts, under_test.base_fact()))


def _direction_facts(under_test: DesignUnderTest, kind: WorkloadKind) -> tuple[str, ...]:
    """Facts on the vendor's trust directions, cited with a run that failed over a trust."""
    if not under_test.trusted:
        return ()
    two = "application" in kind.ways
    return ("two-way-trust-for-enterprise-apps",) if two else ("one-way-trust-enough-for-ec2-rds-fsx",)


def _doubt(under_test: DesignUnderTest, path: str, kind: WorkloadKind, attachment: Attachment) -> Verdict | None:
    """The verdict ``unknown`` where sources disagree on users from a trusted domain; ``None`` elsewhere."""
    trusted = under_test.trusted and attachment.source == under_test.label.managed_forest
    fact = under_test.facts.support(kind.row, "on-prem-only") if kind.row and trusted else None
    if fact is None or fact.value != "conditional" or not fact.conflict or not needs_trust(fact):
        return None
    if all(under_test.principal(flow) in under_test.design.own_domains for flow in attachment.flows):
        return None
    because = f"sources disagree on users from a trusted domain: {fact.statement}"
    return judge(path, SERVED, Judgement.UNKNOWN, because, facts=(fact.id,))


def linux_desktops_need_two_way(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """WorkSpaces for Linux whose users come from a trusted domain need a two-way trust."""
    for name, workload in under_test.req.workloads.items():
        if workload.kind == "workspaces-linux" and under_test.has("one-way-trust"):
            yield judge(
                f"workloads.{name}",
                "linux-desktops-need-two-way",
                False,
                "WorkSpaces for Linux need a two-way trust between the computers' and the users' domains",
                facts=("workspaces-linux-two-way-trust",),
            )


def one_directory_each(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """A service that is tied to one directory is not served by several connectors."""
    for name, workload in under_test.req.workloads.items():
        kind, attachment = KINDS[workload.kind], under_test.design.attachments[name]
        if not kind.one_directory or attachment.way != "application" or attachment.option != "ad-connector":
            continue
        asked = {under_test.principal(flow) for flow in attachment.flows}
        if len(asked) > 1:
            yield judge(
                f"workloads.{name}",
                "one-directory-each",
                False,
                f"{kind.word} takes one directory; its users are in {len(asked)} domains, each behind its own connector",
                facts=(kind.one_directory,),
            )


def exchange_stands_beside_controllers(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """Exchange works only where a controller of its forest is in the same site."""
    links = under_test.design.topology.links
    for name, workload in under_test.req.workloads.items():
        membership = under_test.design.attachments[name].membership
        if workload.kind != "exchange" or not membership:
            continue
        run = under_test.healthy(membership)
        far = [link for link in run.crossed if not links[link].public]
        if far:
            yield judge(
                f"workloads.{name}",
                "exchange-stands-beside-controllers",
                False,
                f"Exchange in AWS would reach its controllers over {far[0]} only",
                facts=("exchange-needs-local-controllers",),
                runs=(run,),
            )


def desktops_outside_the_directory(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """WorkSpaces register neither with a shared directory nor in a replicated Region; a connector is needed there."""
    managed = under_test.label.managed_forest or ("managed-ad-hybrid" if under_test.has("managed-ad-hybrid") else "")
    if not managed or under_test.label.connector:
        return
    for name, workload in under_test.req.workloads.items():
        if not KINDS[workload.kind].desktop or under_test.design.attachments[name].source != managed:
            continue
        elsewhere = name not in under_test.baseline.beside
        if elsewhere and under_test.baseline.accounts > 1 and under_test.req.needs_word("multi-account"):
            yield judge(
                f"workloads.{name}",
                "desktops-outside-the-directory",
                False,
                "another account's WorkSpaces cannot register with a directory that is shared with that account",
                facts=("workspaces-personal-no-shared-directories",),
            )
        if under_test.has("multi-region") and under_test.baseline.spread and not workload.site:
            yield judge(
                f"workloads.{name}",
                "desktops-outside-the-directory",
                False,
                "WorkSpaces in a replicated Region cannot register with the directory; those in the primary Region can",
                facts=("multi-region-not-for-workspaces", "workspaces-personal-primary-region-only"),
            )


def groups_reach_the_database(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """RDS for PostgreSQL gives rights to users of a directory one by one, never to its groups."""
    if not under_test.req.needs_word("groups-from-ad"):
        return
    for name, workload in under_test.req.workloads.items():
        if workload.kind == "rds-postgresql" and under_test.design.attachments[name].way == "member":
            yield judge(
                "needs.groups-from-ad",
                "groups-reach-the-database",
                False,
                f"{name}: Kerberos for RDS for PostgreSQL supports no groups of the directory",
                facts=("rds-postgresql-kerberos-no-groups",),
            )
