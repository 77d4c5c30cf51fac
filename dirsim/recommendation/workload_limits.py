"""Rules for limits that facts state of single workloads."""

from __future__ import annotations

from collections.abc import Iterator

from dirsim.catalog.workload_kinds import KINDS
from dirsim.facts import Fact
from dirsim.model.outcome import Judgement
from dirsim.recommendation.design_under_test import DesignUnderTest, judge
from dirsim.recommendation.directory_room import ROOM, sharing_a_directory
from dirsim.recommendation.implied_rules import LEVELS, known_levels, level_of
from dirsim.recommendation.verdict import Verdict

_EXISTING = ("existing-ad-direct", "self-managed-ec2", "managed-ad-hybrid")
"""Parts whose members join a domain that the company runs itself, in whole or in part."""


def names_fit(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """A managed service joins domains whose names are not longer than its facts allow."""
    for name in _joined(under_test):
        limits = _stating(under_test, name, "max_fqdn_chars")
        for fact in limits:
            most = int((fact.detail or {})["max_fqdn_chars"])
            domain = next((domain for domain in _domains(under_test, name) if len(domain) > most), "")
            if not domain:
                continue
            some = "deployment_types" in (fact.detail or {})  # the file does not say which of them it is
            because = f"{domain} has {len(domain)} characters: {fact.statement}"
            verdict = Judgement.UNKNOWN if some else Judgement.NOT_MET
            yield judge(f"workloads.{name}", "names-fit", verdict, because, facts=(fact.id,))
            break


def names_have_dots(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """A managed service joins no single-label domain where its facts say so."""
    for name in _joined(under_test):
        single = next((domain for domain in _domains(under_test, name) if "." not in domain), "")
        for fact in _stating(under_test, name, "single_label") if single else ():
            because = f"{single} is a single-label domain: {fact.statement}"
            yield judge(f"workloads.{name}", "names-have-dots", False, because, facts=(fact.id,))


def controllers_are_writable(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """A managed service joins through writable controllers where its facts say so: of its AD site, else of the domain."""
    for name in _joined(under_test):
        for fact in _stating(under_test, name, "writable_controllers"):
            bad = next(
                filter(None, (_read_only(under_test, name, domain) for domain in _domains(under_test, name))), ""
            )
            if bad:
                because = f"{bad}: {fact.statement}"
                yield judge(f"workloads.{name}", "controllers-are-writable", False, because, facts=(fact.id,))


def _read_only(under_test: DesignUnderTest, name: str, domain: str) -> str:
    """The fault where a workload finds read-only controllers of a domain only; empty where it finds another."""
    held = [one for one in under_test.req.estate.directories.values() if one.kind != "ad-connector"]
    directory = next((one for one in held if domain in one.domains), None)
    if directory is None:
        return ""
    known = directory.domains[domain].domain_controllers
    if known and all(entry.read_only for entry in known.values()):
        return f"every domain controller of {domain} is read-only"
    site = under_test.req.workloads[name].site or under_test.baseline.regions[0]
    here = {label for label, entry in directory.ad_sites.items() if entry.place == site}
    near = [entry for entry in known.values() if entry.ad_site in here]
    return (
        f"every domain controller of {domain} at {site} is read-only" if near and all(e.read_only for e in near) else ""
    )


def levels_are_high_enough(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """A managed service joins domains of the functional level that its facts name, or of a higher one."""
    known = known_levels(under_test)
    for name in _joined(under_test) if known else ():
        if not set(_domains(under_test, name)) & set(under_test.baseline.self_managed):
            continue
        path, rule = "estate.functional_level", "levels-suffice"
        kind = KINDS[under_test.req.workloads[name].kind]
        limits = _stating(under_test, name, "functional_level")
        for fact in limits:
            least = level_of((fact.detail or {})["functional_level"])
            if least is not None and min(known) < least:
                because = (
                    f"functional level {LEVELS[min(known)]}; {kind.word} joins a domain of {LEVELS[least]} or higher"
                )
                yield judge(path, rule, False, because, facts=(fact.id,))
        if kind.database and not limits and min(known) < LEVELS.index(OLDEST_IN_USE):
            support = under_test.facts.support(kind.row, "on-prem-only")
            because = f"no page states the functional level that {kind.word} needs; the domain has {LEVELS[min(known)]}"
            yield judge(path, rule, Judgement.UNKNOWN, because, facts=(support.id,) if support else ())


OLDEST_IN_USE = "2008R2"
"""The level that each service joins for which a page states one: below it, a service without a statement is in doubt."""


def trusts_reach_the_users(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """Through a one-way forest trust, Transfer Family signs in users of the root domain only."""
    fact = under_test.facts.get("transfer-family-one-way-root-only")
    if fact is None or under_test.label.trust != "one-way-trust":
        return
    children = _children(under_test)
    for name, entry in under_test.design.attachments.items():
        if under_test.req.workloads[name].kind == "transfer-family" and entry.way == "application" and children:
            because = f"{children[0]} is a child domain: {fact.statement}"
            yield judge(f"workloads.{name}", "trusts-reach-the-users", False, because, facts=(fact.id,))


def joined_to_entra_where_offered(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """Desktops joined to Entra ID are not offered in every Region."""
    fact = under_test.facts.get("workspaces-entra-requirements")
    if fact is None:
        return
    without = set((fact.detail or {}).get("not_in", ()))
    sites = under_test.design.topology.sites
    for name, entry in under_test.design.attachments.items():
        workload = under_test.req.workloads[name]
        places = (workload.site,) if workload.site else under_test.baseline.regions
        bad = [place for place in places if place in without or sites[place].region in without]
        if KINDS[workload.kind].desktop and entry.way == "federated" and bad:
            because = f"{', '.join(bad)}: {fact.statement}"
            yield judge(f"workloads.{name}", "joined-to-entra-where-offered", False, because, facts=(fact.id,))


def directories_are_taken_in_the_region(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """A service that takes a directory in some Regions only is not attached to one in the others."""
    sites = under_test.design.topology.sites
    for name, entry in under_test.design.attachments.items():
        workload = under_test.req.workloads[name]
        places = (workload.site,) if workload.site else under_test.baseline.regions
        for fact in _stating(under_test, name, "directory_not_in") if entry.way == "application" else ():
            without = (fact.detail or {})["directory_not_in"]
            bad = [place for place in places if (sites[place].region or place) in without]
            if bad:
                because = f"{', '.join(bad)}: {fact.statement}"
                yield judge(
                    f"workloads.{name}", "directories-are-taken-in-the-region", False, because, facts=(fact.id,)
                )


def second_factors_are_accepted(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """A service that takes no directory with a second factor is not attached to one that has RADIUS servers."""
    if not under_test.has("radius-mfa"):
        return
    for name, entry in under_test.design.attachments.items():
        if entry.option != "ad-connector" and not entry.option.startswith("managed-ad"):
            continue
        for fact in _stating(under_test, name, "radius_mfa"):
            if (fact.detail or {})["radius_mfa"] is False:
                because = f"{name} would use a directory with a second factor: {fact.statement}"
                yield judge(f"workloads.{name}", "second-factors-are-accepted", False, because, facts=(fact.id,))


def each_has_its_directory(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """A service that binds its directory has one for each of its workloads: connectors can be added, other directories cannot."""
    bound = []
    for name, entry in under_test.design.attachments.items():
        workload = under_test.req.workloads[name]
        fact = under_test.facts.get(KINDS[workload.kind].one_instance)
        if fact is not None and entry.way == "application":
            bound.append(((entry.source, entry.option, fact, workload.account, workload.site), name))
    for (_, option, fact, _, _), (first, *others) in sharing_a_directory(bound):
        good = option == "ad-connector"
        for name in others:
            because = f"{name} has its own connector" if good else f"the directory of {name} is bound to {first}"
            yield judge(f"workloads.{name}", ROOM, good, f"{because}: {fact.statement}", facts=(fact.id,))


def trusts_have_the_directions(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """A service that asks for a trust in both directions between two domains is not served by a one-way trust."""
    if under_test.label.trust != "one-way-trust":
        return
    for name, entry in under_test.design.attachments.items():
        limits = _stating(under_test, name, "trust") if entry.source == under_test.label.managed_forest else []
        for fact in limits:
            if (fact.detail or {})["trust"] == "two-way" and under_test.trusted:
                because = f"{name} needs a trust in both directions: {fact.statement}"
                yield judge(f"workloads.{name}", "trusts-have-the-directions", False, because, facts=(fact.id,))


def _joined(under_test: DesignUnderTest) -> list[str]:
    """The workloads that are managed services and members of a domain of the company's own."""
    return [
        name
        for name, entry in under_test.design.attachments.items()
        if entry.way == "member" and entry.source in _EXISTING and KINDS[under_test.req.workloads[name].kind].service
    ]


def _children(under_test: DesignUnderTest) -> list[str]:
    """The child domains of the existing forests."""
    directories = under_test.baseline.topology.directories
    return [
        name
        for forest in under_test.baseline.forests
        for name, domain in directories[forest].domains.items()
        if domain.parent
    ]


def _domains(under_test: DesignUnderTest, name: str) -> tuple[str, ...]:
    """The domains that a workload is joined to in the design, in the order of its flows."""
    topology = under_test.design.topology
    hosts = [topology.services[topology.flows[flow].service].host for flow in under_test.design.attachments[name].flows]
    return tuple(dict.fromkeys(domain for host in hosts if (domain := topology.hosts[host].domain)))


def _stating(under_test: DesignUnderTest, name: str, key: str) -> list[Fact]:
    """The facts on a workload's kind whose detail states a limit."""
    row = KINDS[under_test.req.workloads[name].kind].row
    return [fact for fact in under_test.facts.about(row) if row and key in (fact.detail or {})]
