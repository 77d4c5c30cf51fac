"""Rules for implied requirements: sizes, levels, dates and limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dirsim.catalog.workload_kinds import KINDS
from dirsim.model.outcome import Judgement
from dirsim.recommendation.design_under_test import DesignUnderTest, judge
from dirsim.recommendation.primary_region import ON_BY_DEFAULT, is_opt_in
from dirsim.recommendation.verdict import Verdict

LEVELS = ("2000", "2003", "2008", "2008R2", "2012", "2012R2", "2016", "2019", "2022", "2025")


def level_of(text: object) -> int | None:
    """The rank of a functional level among all; ``None`` for an unknown one."""
    plain = str(text).replace(" ", "").replace("-", "").upper().removeprefix("WINDOWS").removeprefix("SERVER")
    return LEVELS.index(plain) if plain in LEVELS else None


def the_directory_exists(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """Parts that join, read or extend an Active Directory need one: an LDAP directory answers LDAP applications only."""
    baseline, label = under_test.baseline, under_test.label
    behind = {entry.domain for entry in under_test.design.topology.connectors.values()}
    bound = {entry.source for entry in under_test.design.attachments.values() if entry.way == "ldap"}
    joined = ("existing-ad-direct", "self-managed-ec2") if under_test.req.workloads else ()
    wants = [part for part in joined if label.has(part) and part not in bound]
    wants += [label.connector] if label.connector and not behind.isdisjoint(baseline.self_managed) else []
    if baseline.kind == "ldap" and wants:
        because = f"{wants[0]} presupposes an Active Directory, and the company has an LDAP directory only"
        yield judge(
            "estate.on_prem_ad", "the-directory-exists", False, because, facts=(under_test.part_fact(wants[0]),)
        )


def holds_the_objects(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """The directory that holds the accounts is recommended for at least that many."""
    part = under_test.label.managed_forest or ("simple-ad" if under_test.has("simple-ad") else "")
    current = under_test.baseline.current
    if not part and current is not None and under_test.label.connector:
        part = current.managed_forest  # the connector stores nothing: the directory behind it has its limit
    keeps = bool(part) and (not under_test.trusted or bool(under_test.baseline.managed))
    capability = under_test.facts.capability(part, "object-limit") if part else None
    if not keeps or capability is None or (not under_test.staff() and under_test.req.workloads):
        return
    detail = capability.detail or {}
    size = detail.get("large", detail)
    objects, users = under_test.baseline.objects, under_test.baseline.users
    limit, people = size.get("objects"), size.get("employees") or size.get("users")
    if isinstance(limit, int) and objects is not None and objects > limit:
        yield judge(
            "estate.objects",
            "holds-the-objects",
            False,
            f"{objects:,} objects; recommended for about {limit:,}",
            facts=(capability.id,),
        )
    elif isinstance(people, int) and objects is None and users is not None and users > people:
        yield judge(
            "estate.users",
            "holds-the-objects",
            False,
            f"{users:,} users; recommended for about {people:,}",
            facts=(capability.id,),
        )
    elif objects is not None or users is not None:
        yield judge(
            "estate.objects",
            "holds-the-objects",
            True,
            f"recommended for about {limit:,} objects" if isinstance(limit, int) else capability.statement,
            facts=(capability.id,),
        )


def exists_at_the_date(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """The product is available on the file's date, to this customer; a customer whose history is unknown counts as new."""
    if under_test.has("managed-ad-hybrid") and under_test.facts.capability("managed-ad-hybrid", "domain-model") is None:
        because = "Hybrid Edition did not exist on that date"
        yield judge("as_of", "exists-at-the-date", False, because, facts=("hybrid-release",))
        return
    if not under_test.has("simple-ad") or "simple-ad" in under_test.baseline.existing:
        return
    capability = under_test.facts.capability("simple-ad", "new-customers")
    if capability is None or capability.value == "yes":
        return
    new = under_test.req.estate.aws.new_customer
    if new is False:
        return
    because = capability.statement
    if new is None:
        because += " The file does not say that the customer has Simple AD (aws.new_customer: false)."
    yield judge("estate.aws.new_customer", "exists-at-the-date", False, because, facts=(capability.id,))


def levels_suffice(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """The existing domain's functional level is high enough for the product that connects to it."""
    if not under_test.baseline.has_ad:
        return
    stated = [level for level in _levels(under_test) if level is not None]
    known = known_levels(under_test)
    if under_test.has("managed-ad-hybrid"):
        capability = under_test.facts.capability("managed-ad-hybrid", "min-onprem-functional-level")
        facts = ("hybrid-prerequisites", *((capability.id,) if capability is not None else ()))
        if not known:
            under_test.assumptions.append(
                "the existing domain's functional level is 2012 R2 or 2016, as Hybrid Edition needs"
            )
            return
        good = all(LEVELS[place] in ("2012R2", "2016") for place in known)
        because = (
            "functional level 2012 R2 or 2016"
            if good
            else f"functional level {stated[0]}: Hybrid Edition supports 2012 R2 and 2016 only"
        )
        yield judge("estate.functional_level", "levels-suffice", good, because, facts=facts)
        return
    option = "managed-ad-standard" if under_test.trusted else "ad-connector" if under_test.label.connector else ""
    capability = under_test.capability("min-onprem-functional-level", option) if option else None
    least = level_of((capability.detail or {}).get("level", "")) if capability is not None else None
    if capability is not None and least is not None and known and min(known) < least:
        yield judge("estate.functional_level", "levels-suffice", False, capability.statement, facts=(capability.id,))


def known_levels(under_test: DesignUnderTest) -> list[int]:
    """The ranks of the functional levels that the file states of the existing domains; empty means that it states none."""
    return [place for level in _levels(under_test) if (place := level_of(level)) is not None]


def _levels(under_test: DesignUnderTest) -> list[object]:
    levels: list[object] = []
    for name in under_test.baseline.forests:
        directory = under_test.baseline.topology.directories[name]
        levels.append(directory.functional_level)
        levels += [domain.functional_level for domain in directory.domains.values()]
    levels.append(under_test.req.estate.functional_level)
    return levels


def samba_is_taken(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """An AWS product is known to work with a Samba domain only where AWS states it."""
    samba = [
        name
        for name in under_test.baseline.forests
        if under_test.baseline.topology.directories[name].kind == "samba-ad"
    ]
    leaning = (
        under_test.label.managed_forest
        if under_test.trusted
        else "managed-ad-hybrid"
        if under_test.has("managed-ad-hybrid")
        else "ad-connector"
        if under_test.label.connector
        else ""
    )
    capability = under_test.facts.capability(leaning, "trust-with-samba") if samba and leaning else None
    if capability is None:
        return
    support = str(capability.value or "unknown")
    yield judge(
        f"estate.directories.{samba[0]}",
        "samba-is-taken",
        Judgement.UNKNOWN if support == "unknown" else support != "no",
        f"{samba[0]} is a Samba directory: {capability.statement}",
        facts=(capability.id,),
    )


def names_have_dots(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """Single-label domains support no trust and no connector, and services do not join them."""
    single = [home for home in under_test.baseline.self_managed if "." not in home]
    if not single or not under_test.baseline.has_ad:
        return
    path = f"estate.directories.{single[0]}"
    if under_test.trusted:
        yield judge(
            path,
            "names-have-dots",
            False,
            f"{single[0]} is a single-label domain: trusts are not supported",
            facts=("managed-ad-standard--rodc-and-single-label",),
        )
    elif under_test.label.connector:
        yield judge(
            path,
            "names-have-dots",
            False,
            f"{single[0]} is a single-label domain: connectors are not supported",
            facts=("ad-connector--rodc-and-single-label",),
        )
        return
    elif under_test.has("managed-ad-hybrid"):
        because = f"{single[0]} is a single-label domain: no page says whether Hybrid Edition extends one"
        facts = ("managed-ad-hybrid--rodc-and-single-label",)
        yield judge(path, "names-have-dots", Judgement.UNKNOWN, because, facts=facts)


def one_identity_source(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """Identity Center connects to one connector or one managed directory."""
    topology = under_test.design.topology
    behind = {
        name for entry in topology.services.values() if entry.provider == "identity-center" for name in entry.directory
    }
    connectors = [entry for name, entry in topology.connectors.items() if name in behind or not behind]
    if under_test.has("identity-center") and len({entry.domain for entry in connectors}) > 1:
        yield judge(
            "implied.identity-source",
            "one-identity-source",
            False,
            "Identity Center uses one connector; this design has several",
            facts=("identity-center-one-directory",),
        )
    if under_test.has("identity-center") and under_test.option:
        capability = under_test.capability(
            "identity-center-source", "ad-connector" if connectors else under_test.option
        )
        if capability is not None and capability.value not in ("yes", "unknown"):
            yield judge(
                "implied.identity-source", "one-identity-source", False, capability.statement, facts=(capability.id,)
            )


def hybrid_extends_one_domain(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """Hybrid Edition needs two writable controllers of the existing domain, and extends one domain."""
    if not under_test.has("managed-ad-hybrid"):
        return
    domain = under_test.baseline.self_managed[0]
    if len(under_test.baseline.topology.controllers(domain)) < 2:
        yield judge(
            "implied.hybrid-prerequisites",
            "hybrid-extends-one-domain",
            False,
            f"{domain} has fewer than two domain controllers",
            facts=("hybrid-prerequisites",),
        )


def trusts_that_exist_are_named(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """A design whose users come by a trust has it as a part, though the trust exists and nothing is built."""
    label, existing = under_test.label, under_test.baseline.existing
    if not label.managed_forest or label.trust or not existing & {"one-way-trust", "two-way-trust"}:
        return
    topology = under_test.design.topology
    for name, entry in under_test.design.attachments.items():
        homes = [topology.principals[topology.flows[flow].user].domain for flow in entry.flows]
        far = next((home for home in homes if home in under_test.baseline.self_managed), "")
        read = {word for flow in entry.flows for word in topology.services[topology.flows[flow].service].directory}
        portal = entry.source == "identity-center" and under_test.baseline.managed in read
        if far and (entry.source == label.managed_forest or portal):
            because = f"users of {far} would come by the trust that exists, which the design leaves out"
            yield judge(
                f"workloads.{name}", "trusts-that-exist-are-named", False, because, facts=("trust-prerequisites",)
            )
            return


def provider_keeps_its_controllers(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """A domain that Microsoft runs takes no controllers of others, and keeps the rights of its administrators."""
    held = under_test.req.estate.directories
    run = {name for name in under_test.baseline.forests if name in held and held[name].kind == "entra-domain-services"}
    own = next((part for part in ("managed-ad-hybrid", "self-managed-ec2") if under_test.has(part)), "")
    for name in run if own else ():
        because = f"{own} would add controllers to the domain of {name}, which Microsoft runs"
        yield judge(
            f"estate.directories.{name}", "provider-keeps-its-controllers", False, because, facts=(_EDS_CONTROLLERS,)
        )
    if run != set(under_test.baseline.forests) or under_test.label.directories != ("existing-ad-direct",):
        return
    for need in under_test.req.needs:
        if need.word in ("schema-extension", "domain-admin-rights", "full-control"):
            because = f"the provider of {', '.join(sorted(run))} does not allow it"
            path = f"needs.{need.word}"
            yield judge(path, "provider-keeps-its-controllers", False, because, facts=(_EDS_ADMINISTRATORS,))


_EDS_CONTROLLERS, _EDS_ADMINISTRATORS = "entra-ds-no-own-controllers", "entra-ds-no-administrators"


def applications_share_the_vpc(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """A connector serves desktops in its own VPC only; several VPCs need several connectors."""
    if not under_test.label.connector:
        return
    capability = under_test.capability("multi-vpc", "ad-connector")
    places = {
        workload.vpc or "": name for name, workload in under_test.req.workloads.items() if KINDS[workload.kind].desktop
    }
    if capability is not None and len(places) > 1:
        yield judge(
            f"workloads.{list(places.values())[-1]}",
            "applications-share-the-vpc",
            False,
            capability.statement,
            facts=(capability.id,),
        )


def parts_exist_in_the_regions(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """Each part of AWS Directory Service exists in the Regions of the file, as far as a list of Regions says so."""
    named = _region_names(under_test)
    for part, fact_id in REGION_LISTS.items():
        if not under_test.has(part) or part in under_test.baseline.existing:
            continue
        fact = under_test.facts.get(fact_id)
        if fact is None:
            continue
        without = set((fact.detail or {}).get("not_in", ()))
        only = set((fact.detail or {}).get("only_in", ()))
        missing = [name for name in named if name in without or (only and name not in only)]
        if missing:
            because = f"{part} does not exist in {', '.join(missing)}: {fact.statement}"
            yield judge("estate.aws.regions", "parts-exist-in-the-regions", False, because, facts=(fact.id,))
        elif not named and under_test.req.estate.aws.opt_in_regions and part == "simple-ad":
            because = f"the file has opt-in Regions: {fact.statement}"
            yield judge("estate.aws.opt_in_regions", "parts-exist-in-the-regions", False, because, facts=(fact.id,))


REGION_LISTS: Mapping[str, str] = {
    "simple-ad": "simple-ad-not-everywhere",
    "managed-ad-hybrid": "managed-ad-hybrid-regions",
    "multi-region": "multi-region-opt-in-regions",
}
"""The facts with the Regions of parts: ``only_in`` or ``not_in`` in their detail."""


def replicated_from_a_default_region(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """A directory is replicated from a Region that is on by default; an opt-in Region can only be added to it."""
    if not under_test.has("multi-region") or "multi-region" in under_test.baseline.existing:
        return
    fact = under_test.facts.get("multi-region-opt-in-regions")
    if fact is None:
        return
    first = under_test.baseline.regions[0]
    primary = under_test.baseline.topology.sites[first].region or ""
    if primary and is_opt_in(under_test.facts, primary):
        because = f"{primary} is an opt-in Region: a directory whose primary Region is one cannot be replicated"
        yield judge(
            "estate.aws.regions", "replicated-from-a-default-region", False, because, facts=(fact.id, ON_BY_DEFAULT)
        )
    elif not primary and under_test.req.estate.aws.opt_in_regions:
        under_test.assumptions.append("the primary Region of the directory is one that is on by default")


def _region_names(under_test: DesignUnderTest) -> tuple[str, ...]:
    """The names of the AWS Regions of the file; empty where it gives only a count."""
    sites = under_test.baseline.topology.sites
    found = [sites[name].region or "" for name in under_test.baseline.regions]
    stated = under_test.req.estate.aws.regions
    return tuple(name for name in dict.fromkeys((*found, *(stated if isinstance(stated, tuple) else ()))) if name)


def no_loose_parts(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """A single-Region edition has no replication; a part that another does not support is refused by its fact."""
    if under_test.has("multi-region") and under_test.has("managed-ad-standard"):
        capability = under_test.facts.capability("managed-ad-standard", "multi-region-replication")
        if capability is not None:
            yield judge("implied.multi-region", "no-loose-parts", False, capability.statement, facts=(capability.id,))
