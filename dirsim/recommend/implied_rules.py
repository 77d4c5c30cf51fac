"""What a file implies without saying it: sizes, levels, dates, and rules that any such design must keep."""

from __future__ import annotations

from collections.abc import Iterator

from dirsim.options.styles import DATABASES, FILE_SYSTEMS, STYLES
from dirsim.recommend.case import Case, judge
from dirsim.recommend.verdict import Verdict

LEVELS = ("2000", "2003", "2008", "2008R2", "2012", "2012R2", "2016", "2019", "2022", "2025")


def level_of(text: object) -> int | None:
    """The place of a functional level among all; ``None`` for one that is not known."""
    plain = str(text).replace(" ", "").replace("-", "").upper().removeprefix("WINDOWS").removeprefix("SERVER")
    return LEVELS.index(plain) if plain in LEVELS else None


def holds_the_objects(case: Case) -> Iterator[Verdict]:
    """The directory that keeps the accounts is recommended for as many as there are."""
    keeps = (
        case.base in ("managed-ad-standard", "managed-ad-enterprise") and not case.trusted
    ) or case.base == "simple-ad"
    cell = case.capability("object-limit")
    if case.base.startswith("ad-connector") and case.ground.current is not None and case.ground.managed:
        # The connector keeps nothing: the managed directory behind it stays as it is, with its own limit.
        keeps, cell = True, case.capability("object-limit", case.ground.current.base)
    if not keeps or cell is None:
        return
    detail = cell.detail or {}
    size = detail.get("large", detail)
    objects, users = case.ground.objects, case.ground.users
    limit, people = size.get("objects"), size.get("employees") or size.get("users")
    if isinstance(limit, int) and objects is not None and objects > limit:
        yield judge(
            "estate.objects",
            "holds-the-objects",
            False,
            f"{objects:,} objects, recommended for about {limit:,}",
            facts=(cell.id,),
        )
    elif isinstance(people, int) and objects is None and users is not None and users > people:
        yield judge(
            "estate.users",
            "holds-the-objects",
            False,
            f"{users:,} users, recommended for about {people:,}",
            facts=(cell.id,),
        )
    elif objects is not None or users is not None:
        yield judge(
            "estate.objects",
            "holds-the-objects",
            True,
            f"recommended for about {limit:,} objects" if isinstance(limit, int) else cell.statement,
            facts=(cell.id,),
        )


def exists_at_the_date(case: Case) -> Iterator[Verdict]:
    """The product can be had on the file's date, by this customer."""
    if case.base == "managed-ad-hybrid" and case.capability("domain-model") is None:
        yield judge(
            "as_of", "exists-at-the-date", False, "Hybrid Edition did not exist on that date", facts=("hybrid-release",)
        )
        return
    if case.base != "simple-ad":
        return
    cell = case.capability("new-customers")
    new = case.req.estate.aws.new_customer
    current = case.ground.current is not None and case.ground.current.base == "simple-ad"
    if cell is None or cell.value == "yes" or current:
        return
    if new:
        yield judge("estate.aws.new_customer", "exists-at-the-date", False, cell.statement, facts=(cell.id,))
    elif new is None:
        case.assumptions.append(
            "the customer has used Simple AD before, so that it is still open (aws.new_customer is not stated)"
        )
        yield judge(
            "estate.aws.new_customer",
            "exists-at-the-date",
            True,
            f"open to existing customers: {cell.statement}",
            facts=(cell.id,),
        )


def levels_suffice(case: Case) -> Iterator[Verdict]:
    """The existing domain's functional level is high enough for what is built beside it."""
    if not case.ground.has_ad:
        return
    stated = [level for level in _levels(case) if level is not None]
    known = [place for level in stated if (place := level_of(level)) is not None]
    if case.base == "managed-ad-hybrid":
        cell = case.capability("min-onprem-functional-level")
        facts = ("hybrid-prerequisites", *((cell.id,) if cell is not None else ()))
        if not known:
            case.assumptions.append(
                "the existing domain's functional level is 2012 R2 or 2016, as Hybrid Edition needs"
            )
            return
        good = all(LEVELS[place] in ("2012R2", "2016") for place in known)
        because = (
            "functional level 2012 R2 or 2016"
            if good
            else f"functional level {stated[0]}: Hybrid Edition takes 2012 R2 or 2016 only"
        )
        yield judge("estate.functional_level", "levels-suffice", good, because, facts=facts)
        return
    column = "managed-ad-standard" if case.trusted else "ad-connector" if case.base.startswith("ad-connector") else ""
    cell = case.capability("min-onprem-functional-level", column) if column else None
    least = level_of((cell.detail or {}).get("level", "")) if cell is not None else None
    if cell is not None and least is not None and known and min(known) < least:
        yield judge("estate.functional_level", "levels-suffice", False, cell.statement, facts=(cell.id,))
    joins = {workload.kind for workload in case.req.workloads.values()} & (DATABASES | FILE_SYSTEMS)
    if case.base == "existing-ad-direct" and joins and known and min(known) < LEVELS.index("2008R2"):
        row = "rds-sqlserver-windows-auth" if "rds-sqlserver" in joins else "fsx-windows"
        support = case.facts.support(row, "on-prem-only")
        yield judge(
            "estate.functional_level",
            "levels-suffice",
            False,
            "a direct join needs functional level 2008 R2 or higher",
            facts=(support.id if support else case.base_fact(),),
        )


def _levels(case: Case) -> list[object]:
    levels: list[object] = []
    for name in case.ground.forests:
        directory = case.ground.topology.directories[name]
        levels.append(directory.functional_level)
        levels += [domain.functional_level for domain in directory.domains.values()]
    levels.append(case.req.estate.functional_level)
    return levels


def samba_is_taken(case: Case) -> Iterator[Verdict]:
    """What AWS offers beside Microsoft's Active Directory is known to work with a Samba domain only where AWS says so."""
    samba = [name for name in case.ground.forests if case.ground.topology.directories[name].kind == "samba-ad"]
    leans = case.trusted or case.base == "managed-ad-hybrid" or case.base.startswith("ad-connector")
    cell = case.capability("trust-with-samba") if samba and leans else None
    if cell is None:
        return
    told = str(cell.value or "unknown")
    yield judge(
        f"estate.directories.{samba[0]}",
        "samba-is-taken",
        "unknown" if told == "unknown" else told != "no",
        f"{samba[0]} is a Samba directory: {cell.statement}",
        facts=(cell.id,),
    )


def names_have_dots(case: Case) -> Iterator[Verdict]:
    """Single-label domains take part in no trust, no connector and no direct join of RDS."""
    single = [home for home in case.ground.self_managed if "." not in home]
    if not single or not case.ground.has_ad:
        return
    path = f"estate.directories.{single[0]}"
    if case.trusted:
        yield judge(
            path,
            "names-have-dots",
            False,
            f"{single[0]} is a single-label domain: no trust with it",
            facts=("managed-ad-standard--rodc-and-single-label",),
        )
    elif case.base.startswith("ad-connector") or case.has("ad-connector"):
        yield judge(
            path,
            "names-have-dots",
            False,
            f"{single[0]} is a single-label domain: no connector for it",
            facts=("ad-connector--rodc-and-single-label",),
        )
        return
    joins = case.base in {"existing-ad-direct", "self-managed-ec2", "managed-ad-hybrid"}
    if joins and any(workload.kind == "rds-sqlserver" for workload in case.req.workloads.values()):
        yield judge(
            path,
            "names-have-dots",
            False,
            f"{single[0]} is a single-label domain: RDS cannot join it",
            facts=("rds-sqlserver-windows-auth-fqdn-limit",),
        )


def one_identity_source(case: Case) -> Iterator[Verdict]:
    """Identity Center takes one connector or one managed directory."""
    if case.has("identity-center") and len(case.design.topology.connectors) > 1:
        yield judge(
            "implied.identity-source",
            "one-identity-source",
            False,
            "Identity Center takes one connector, this design has several",
            facts=("identity-center-one-directory",),
        )
    if case.has("identity-center") and case.design.column:
        cell = case.capability(
            "identity-center-source", "ad-connector" if case.design.topology.connectors else case.design.column
        )
        if cell is not None and cell.value not in ("yes", "unknown"):
            yield judge("implied.identity-source", "one-identity-source", False, cell.statement, facts=(cell.id,))


def hybrid_extends_one_domain(case: Case) -> Iterator[Verdict]:
    """Hybrid Edition needs two writable controllers of the existing domain, and extends one domain."""
    if case.base != "managed-ad-hybrid":
        return
    domain = case.ground.self_managed[0]
    if len(case.ground.topology.controllers(domain)) < 2:
        yield judge(
            "implied.hybrid-prerequisites",
            "hybrid-extends-one-domain",
            False,
            f"{domain} has fewer than two controllers",
            facts=("hybrid-prerequisites",),
        )


def applications_share_the_vpc(case: Case) -> Iterator[Verdict]:
    """A connector serves desktops in its own VPC only; in several VPCs several connectors stand."""
    if not case.base.startswith("ad-connector"):
        return
    cell = case.capability("multi-vpc", "ad-connector")
    places = {
        workload.vpc or "": name for name, workload in case.req.workloads.items() if STYLES[workload.kind].desktop
    }
    if cell is not None and len(places) > 1:
        yield judge(
            f"workloads.{list(places.values())[-1]}",
            "applications-share-the-vpc",
            False,
            cell.statement,
            facts=(cell.id,),
        )


def simple_ad_is_not_everywhere(case: Case) -> Iterator[Verdict]:
    """Simple AD is missing in some Regions; which opt-in Regions have it is not known."""
    if case.base == "simple-ad" and case.req.estate.aws.opt_in_regions:
        yield judge(
            "estate.aws.opt_in_regions",
            "simple-ad-is-not-everywhere",
            "unknown",
            "Simple AD is missing in some Regions; no source says whether it is in these",
            facts=("simple-ad-not-everywhere",),
        )


def no_loose_parts(case: Case) -> Iterator[Verdict]:
    """A single-Region edition carries no replication; a modifier that the base cannot have is refused by its fact."""
    if case.has("multi-region") and case.base == "managed-ad-standard":
        cell = case.capability("multi-region-replication")
        if cell is not None:
            yield judge("implied.multi-region", "no-loose-parts", False, cell.statement, facts=(cell.id,))
    if case.has("multi-region") and case.req.estate.aws.opt_in_regions:
        yield judge(
            "estate.aws.opt_in_regions",
            "no-loose-parts",
            False,
            "replication does not reach opt-in Regions",
            facts=("multi-region-opt-in-regions",),
        )
