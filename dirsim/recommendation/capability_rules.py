"""Rules for needs that follow from one capability of a directory."""

from __future__ import annotations

from dirsim.catalog.need_kind import Scope
from dirsim.catalog.need_words import NEED_KINDS
from dirsim.catalog.workload_kinds import KINDS
from dirsim.facts import Fact
from dirsim.model.outcome import Judgement
from dirsim.model.requirements import Need
from dirsim.recommendation.design_under_test import DesignUnderTest, judge, stated
from dirsim.recommendation.verdict import Verdict


def has_ability(under_test: DesignUnderTest, need: Need) -> Verdict:
    """The directories of which the need speaks have the capability that it names."""
    path, rule, ability = f"needs.{need.word}", "has-ability", NEED_KINDS[need.word]
    options = _options_meant(under_test, need.word) or _of_the_existing_domain(under_test, need.word)
    if need.word == "device-management" and not options and _desktops_of_a_provider(under_test):
        because = "the desktops are enrolled with the provider's own device management"
        return judge(path, rule, True, because, facts=("workspaces-personal-other-identity-sources",))
    if not options:
        because = f"{under_test.name} is not a directory with a domain"
        return judge(path, rule, False, because, facts=(under_test.base_fact(),))
    cited: list[Fact] = []
    for option in options:
        fact = under_test.facts.capability(option, ability.capability)
        if fact is None:
            because = f"no fact states whether {option} supports it"
            return judge(path, rule, Judgement.UNKNOWN, because, facts=(under_test.base_fact(),))
        if fact.value == "unknown":
            return judge(path, rule, Judgement.UNKNOWN, f"not sourced: {fact.statement}", facts=(fact.id,))
        value = str(fact.value)
        if value not in ability.good or (value == "limited" and option in ability.not_limited):
            return judge(path, rule, False, fact.statement, facts=(fact.id,))
        cited.append(fact)
    return judge(path, rule, True, stated(cited), facts=[fact.id for fact in cited])


def _of_the_existing_domain(under_test: DesignUnderTest, word: str) -> tuple[str, ...]:
    """The option of the company's own domain, for a need of the directory itself where no workload uses one; else empty."""
    record, own = NEED_KINDS[word], under_test.baseline.own
    kinds = [KINDS[workload.kind] for name, workload in under_test.req.workloads.items() if name not in own]
    using = any(kind.joins or not _USING_A_DIRECTORY.isdisjoint(kind.ways) for kind in kinds)
    of_directory = record.alone or record.scope in (Scope.DOMAIN, Scope.ACCOUNTS)
    if using or not (of_directory and under_test.req.workloads and under_test.baseline.self_managed):
        return ()
    return (_existing(under_test),)


_USING_A_DIRECTORY = frozenset({"member", "application", "ldap"})


def _desktops_of_a_provider(under_test: DesignUnderTest) -> bool:
    """True where desktops take their users from an outside provider, without a domain."""
    return any(
        entry.way == "federated" and KINDS[under_test.req.workloads[name].kind].desktop
        for name, entry in under_test.design.attachments.items()
    )


def _existing(under_test: DesignUnderTest) -> str:
    """The option whose facts describe the directory that the company runs itself; empty where there is none."""
    if not under_test.baseline.self_managed:
        return "self-managed-ec2" if under_test.has("self-managed-ec2") else ""
    return "self-managed-ec2" if under_test.baseline.on_ec2 else "on-prem-only"


def _behind(under_test: DesignUnderTest, option: str) -> str:
    """The option of the domain itself: for a connector, the domain behind it."""
    if option != "ad-connector":
        return option
    if under_test.label.managed_forest and not _existing(under_test):
        return under_test.label.managed_forest
    return _existing(under_test) or option


def _options_meant(under_test: DesignUnderTest, word: str) -> tuple[str, ...]:
    """The options of the domains of which a need speaks.

    A need about accounts speaks of the domain that holds the people's accounts, one about members of the domain that their
    computers join, the others of every domain of the design; a domain in AWS alone is enough where no workload is meant.
    """
    scope = NEED_KINDS[word].scope
    if scope == Scope.ACCOUNTS and under_test.baseline.self_managed and under_test.serves_existing:
        return (_existing(under_test),)
    if scope in (Scope.MEMBERS, Scope.LDAP):
        found = {
            _behind(under_test, entry.joined_option or entry.option)
            for entry in under_test.attached(word).values()
            if entry.joined_option or (entry.way in ("member", "ldap") and entry.option)
        }
        if found:
            return tuple(sorted(found))
    if scope == Scope.DOMAIN or not under_test.options:
        stated = [_behind(under_test, option) for option in under_test.options]
        return tuple(dict.fromkeys(stated[:1]))
    return (_behind(under_test, under_test.options[0]),)


def joins_seamlessly(under_test: DesignUnderTest, need: Need) -> Verdict:
    """EC2 instances join the domain automatically at launch."""
    path, rule = f"needs.{need.word}", "joins-seamlessly"
    attached = under_test.attached(need.word)
    kinds = {under_test.req.workloads[name].kind for name in attached}
    options = {entry.option for entry in attached.values() if entry.way == "member"} or set(under_test.options[:1])
    if not options:
        because = f"{under_test.name} has no domain to join"
        return judge(path, rule, False, because, facts=(under_test.base_fact(),))
    names = ["seamless-join-linux"] if kinds == {"ec2-linux"} else ["seamless-join-windows"]
    if "ec2-linux" in kinds and len(kinds) > 1:
        names.append("seamless-join-linux")
    facts = [
        fact
        for option in sorted(options)
        for name in names
        if (fact := under_test.facts.capability(option, name)) is not None
    ]
    bad = [fact for fact in facts if fact.value != "yes"]
    if bad:
        return judge(path, rule, False, bad[0].statement, facts=[fact.id for fact in bad])
    runs = [under_test.healthy(flow) for flow in under_test.design.topology.flows if flow.endswith("/seamless-join")]
    failed = [run for run in runs if not run.through]
    ids = [fact.id for fact in facts]
    if failed:
        return judge(path, rule, False, failed[0].because, runs=failed, facts=ids)
    if not facts:
        because = "no fact states whether its members join at launch"
        return judge(path, rule, Judgement.UNKNOWN, because, facts=(under_test.base_fact(),))
    return judge(path, rule, True, stated(facts), facts=ids, runs=runs)


def second_factor(under_test: DesignUnderTest, need: Need) -> Verdict:
    """Every AWS application asks for a second factor: by RADIUS in its run, by the provider, or by Identity Center."""
    path, rule = f"needs.{need.word}", "second-factor"
    attached = under_test.attached(need.word)
    registered = {name: entry for name, entry in attached.items() if entry.way == "application"}
    federated = {name: entry for name, entry in attached.items() if entry.way in ("federated", "login")}
    if not registered and not federated:
        logins = [name for name, entry in under_test.design.attachments.items() if entry.way == "login"]
        if logins and need.word == "mfa":
            because = f"the sign-in page of {', '.join(logins)} asks for it, or the provider behind the page does"
            return judge(path, rule, True, because, facts=("cognito-second-factor",))
        return _no_application(under_test, path, rule)
    facts: list[str] = []
    runs = []
    if federated and need.word == "mfa-radius":
        asked = [
            run for entry in federated.values() for run in map(under_test.healthy, entry.flows) if _radius_asked(run)
        ]
        if len(asked) < sum(len(entry.flows) for entry in federated.values()):
            because = "the identity provider asks for its own second factor, not for RADIUS"
            return judge(path, rule, False, because, facts=("saml-no-mfa-param",))
        behind = under_test.capability("mfa-radius")
        if behind is not None and behind.value == "unknown":
            return judge(path, rule, Judgement.UNKNOWN, f"not sourced: {behind.statement}", facts=(behind.id,))
        facts.append("identity-center-radius")
        runs += asked
    elif federated:
        facts.append(
            "identity-center-mfa"
            if under_test.label.portal and "identity-center-mfa" in under_test.facts
            else "saml-no-mfa-param"
        )
    admitted = {name for name, entry in registered.items() if entry.admitted and need.word == "mfa"}
    facts += [KINDS[under_test.req.workloads[name].kind].admitted_by_saml for name in registered if name in admitted]
    for name, entry in registered.items():
        if name in admitted:
            continue
        fact = under_test.facts.capability(entry.option, "mfa-radius")
        if fact is None or fact.value == "unknown":
            what = f"not sourced: {fact.statement}" if fact is not None else f"no fact states it of {entry.option}"
            return judge(path, rule, Judgement.UNKNOWN, what, facts=() if fact is None else (fact.id,))
        facts.append(fact.id)
        if fact.value != "yes":
            return judge(path, rule, False, fact.statement, facts=(fact.id,))
        asked = [run for run in map(under_test.healthy, entry.flows) if _radius_asked(run)]
        if len(asked) < len(entry.flows):
            because = f"{name}: RADIUS is possible, but no run of this design has a RADIUS step"
            return judge(path, rule, False, because, facts=(fact.id,))
        runs += asked
    by_radius = len(registered) > len(admitted) or need.word == "mfa-radius"
    by_provider = (federated or admitted) and need.word != "mfa-radius"
    means = [*(["RADIUS servers"] if by_radius else []), *(["the identity provider"] if by_provider else [])]
    because = f"{' and '.join(means)} {'ask' if by_radius else 'asks'} for the second factor of {', '.join((*registered, *federated))}"
    kinds = {name: KINDS[under_test.req.workloads[name].kind] for name in (*registered, *federated)}
    with_certificate = {name: kind.certificate for name, kind in kinds.items() if kind.certificate in under_test.facts}
    if with_certificate and need.word == "mfa":
        because += f"; {', '.join(with_certificate)} can ask for a client certificate as well"
        facts += with_certificate.values()
    return judge(path, rule, True, because, facts=facts, runs=runs)


def _radius_asked(run: object) -> bool:
    steps = getattr(run, "steps", ())
    return any(step.exchange.step == "RADIUS" and step.reply.ok for step in steps)


def _no_application(under_test: DesignUnderTest, path: str, rule: str) -> Verdict:
    """The verdict where the design has no sign-in that RADIUS or a provider could guard."""
    if under_test.req.workloads:
        because = (
            "a second factor of RADIUS guards AWS applications; none of these workloads is one: "
            "a logon at the operating system needs an agent there"
        )
        return judge(path, rule, False, because, facts=("radius-mfa-aws-applications-only",))
    if under_test.label.portal or under_test.has("saml-federation", "cognito"):
        return judge(path, rule, True, "the identity provider asks for the second factor", facts=("saml-no-mfa-param",))
    fact = under_test.capability("mfa-radius")
    if fact is None:
        because = f"{under_test.name} does not support a second factor"
        return judge(path, rule, False, because, facts=(under_test.base_fact(),))
    good = fact.value == "yes" and under_test.has("radius-mfa")
    return judge(path, rule, Judgement.UNKNOWN if fact.value == "unknown" else good, fact.statement, facts=(fact.id,))


def second_factor_at_logon(under_test: DesignUnderTest, need: Need) -> Verdict:
    """A second factor at the Windows logon itself; the RADIUS setting of a directory does not cover that."""
    del under_test  # no part of a design decides it
    path, rule = f"needs.{need.word}", "second-factor-at-logon"
    because = "an agent in the operating system asks for it; no directory product does"
    return judge(path, rule, True, because, facts=("radius-mfa-aws-applications-only",))


def licenses_users(under_test: DesignUnderTest, need: Need) -> Verdict:
    """License Manager accepts the design's directory as the identity source of user-based subscriptions."""
    path, rule = f"needs.{need.word}", "licenses-users"
    row = KINDS["license-manager-user-subscriptions"].row
    attached = [
        entry.option
        for name, entry in under_test.design.attachments.items()
        if under_test.req.workloads[name].kind == "license-manager-user-subscriptions"
    ]
    options = tuple(option for option in attached if option) or under_test.options
    found = [fact for option in options if (fact := under_test.facts.support(row, option)) is not None]
    good = next((fact for fact in found if fact.value == "yes"), None)
    if good is not None:
        return judge(path, rule, True, good.statement, facts=(good.id,))
    if not found:
        because = f"License Manager does not accept {under_test.name} as its directory"
        return judge(path, rule, False, because, facts=(under_test.base_fact(),))
    open_ = next((fact for fact in found if fact.value == "unknown"), None)
    if open_ is not None:
        return judge(path, rule, Judgement.UNKNOWN, f"not sourced: {open_.statement}", facts=(open_.id,))
    return judge(path, rule, False, found[0].statement, facts=(found[0].id,))


def speaks_ldap(under_test: DesignUnderTest, need: Need) -> Verdict:
    """Applications can bind to the design's directory by LDAP."""
    path, rule = f"needs.{need.word}", "speaks-ldap"
    options = [entry.option for entry in under_test.attached(need.word).values() if entry.way == "ldap"]
    options = options or [_behind(under_test, option) for option in under_test.options]
    facts = [fact for option in options if (fact := under_test.facts.support("linux-ldap-ssh", option)) is not None]
    if not facts:
        because = f"{under_test.name} is not an LDAP directory"
        return judge(path, rule, False, because, facts=(under_test.base_fact(),))
    fact = next((one for one in facts if str(one.value) in ("yes", "conditional")), facts[0])
    return judge(path, rule, str(fact.value) in ("yes", "conditional"), fact.statement, facts=(fact.id,))


def names_resolve(under_test: DesignUnderTest, need: Need) -> Verdict:
    """Names of AWS and of the premises resolve in both places: by Route 53 Resolver, beside any directory."""
    good = under_test.has("resolver-rules")
    because = (
        "Route 53 Resolver endpoints and rules resolve names in both directions"
        if good
        else "this design has no Resolver endpoints, by which names resolve in both directions"
    )
    return judge(f"needs.{need.word}", "names-resolve", good, because, facts=("route53-resolver-endpoints",))


def keeps_data_outside(under_test: DesignUnderTest, need: Need) -> Verdict:
    """No directory data is stored in AWS."""
    path, rule = f"needs.{need.word}", "keeps-data-outside"
    portal = under_test.label.portal
    if portal or under_test.has("cognito"):
        cited = under_test.part_fact(portal or "cognito")
        return judge(path, rule, False, "users and groups are stored in AWS", facts=(cited,))
    facts = [
        fact
        for option in under_test.options
        if (fact := under_test.facts.capability(option, "directory-data-in-cloud")) is not None
    ]
    stored = [fact for fact in facts if fact.value == "yes"]
    if not facts:
        return judge(path, rule, True, "no directory data is stored in AWS", facts=(under_test.base_fact(),))
    if stored and not (under_test.baseline.on_ec2 and stored[0].id.startswith("self-managed-ec2")):
        return judge(path, rule, False, stored[0].statement, facts=(stored[0].id,))
    return judge(path, rule, True, facts[0].statement, facts=(facts[0].id,))
