"""Rules for limits that facts state of single workloads."""

from __future__ import annotations

from collections.abc import Iterator

from dirsim.catalog.workload_kinds import KINDS
from dirsim.facts import Fact
from dirsim.model.outcome import Judgement
from dirsim.recommendation.design_under_test import DesignUnderTest, judge
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
