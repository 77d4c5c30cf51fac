"""Rules of placement: Region, account, Availability Zone and VPC.

Each rule reads what exists and what is to run; none builds a design, so that an assessment and a recommendation call the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from dirsim.catalog.labels import parse_label
from dirsim.catalog.workload_kinds import KINDS
from dirsim.facts import Catalog
from dirsim.model.directory import Directory
from dirsim.model.outcome import Judgement
from dirsim.model.requirements import Estate, Workload
from dirsim.recommendation.directory_room import ROOM, sharing_a_directory
from dirsim.recommendation.placement_finding import PlacementFinding
from dirsim.recommendation.vpc_name_rules import VPC_NAME_RULES

_DESKTOPS = ("workspaces", "workspaces-windows", "workspaces-linux", "workspaces-pools")
REGISTERED: Mapping[str, str] = {
    **dict.fromkeys(_DESKTOPS, "workspaces-directory-same-region"),
    "transfer-family": "transfer-family--managed-ad-standard",
    "rds-mysql": "rds-mysql-kerberos--managed-ad-standard",
    "aurora-mysql": "aurora-mysql-kerberos--managed-ad-standard",
    "aws-console": "identity-center-account",
    "quicksight": "quicksight-directory-same-region",
    "connect": "connect-directory-same-region",
}
"""Kinds that use a directory of the same Region only, with the fact that states it."""
_IN_AWS = ("managed-microsoft-ad", "simple-ad", "ad-connector")


def placement_findings(
    estate: Estate, workloads: Mapping[str, Workload], facts: Catalog
) -> tuple[PlacementFinding, ...]:
    """The findings of every rule of placement; empty means that each value that is stated fits.

    Args:
        estate: The existing estate.
        workloads: The workloads by name.
        facts: The facts that apply on the date of the question.
    """
    return tuple(
        finding
        for rule in PLACEMENT_RULES
        for finding in rule(estate, workloads)
        if all(fact in facts for fact in finding.facts)
    )


def serving_directories(estate: Estate, workload: Workload) -> dict[str, Directory]:
    """The directories of AWS that a workload can be registered with: those of its users' domains, or that trust them."""
    found: dict[str, Directory] = {}
    for name, directory in estate.directories.items():
        if directory.kind not in _IN_AWS:
            continue
        trusted = {
            trust.trusted if trust.trusting in directory.domains else trust.trusting
            for trust in estate.trusts.values()
            if trust.trusting in directory.domains or (trust.two_way and trust.trusted in directory.domains)
        }
        if not workload.users or {*directory.domains, *trusted} & set(workload.users):
            found[name] = directory
    return found


def _region(estate: Estate, site: str | None) -> str:
    entry = estate.sites.get(site or "")
    return (entry.region or site or "") if entry is not None else ""


def directories_are_in_the_region(estate: Estate, workloads: Mapping[str, Workload]) -> Iterator[PlacementFinding]:
    """A service that registers a directory finds it in its own Region."""
    for name, workload in workloads.items():
        here = _region(estate, workload.site)
        if workload.kind not in REGISTERED or not here or _may_federate(estate, workload):
            continue
        serving = serving_directories(estate, workload)
        placed = {label: _region(estate, entry.site) for label, entry in serving.items() if _region(estate, entry.site)}
        if not placed or len(placed) < len(serving) or here in placed.values():
            continue
        said = ", ".join(f"{label} is in {region}" for label, region in placed.items())
        cited = [REGISTERED[workload.kind]]
        if any(here in _further(estate, entry) for entry in serving.values()):
            if workload.kind not in (*_DESKTOPS, "transfer-family"):
                continue
            cited.append("multi-region-not-for-workspaces")
        yield PlacementFinding(
            path=f"workloads.{name}",
            rule="directory-is-in-the-region",
            verdict=Judgement.NOT_MET,
            because=f"{workload.kind} in {here} cannot use a directory of another Region: {said}",
            facts=tuple(cited),
        )


def _may_federate(estate: Estate, workload: Workload) -> bool:
    """True where a workload that needs no directory has another way in: a provider, or Identity Center."""
    current = estate.current_directory or ""
    other = bool(estate.identity_providers) or "identity-center" in current or "saml-federation" in current
    return other and "saml" in KINDS[workload.kind].opened_by and not KINDS[workload.kind].roles


def _further(estate: Estate, directory: Directory) -> set[str]:
    return {*directory.regions, *(_region(estate, name) for name in directory.regions)}


def desktops_are_in_served_zones(estate: Estate, workloads: Mapping[str, Workload]) -> Iterator[PlacementFinding]:
    """The subnets of desktops are in zones that WorkSpaces serves."""
    from dirsim.facts import catalog  # noqa: PLC0415 -- the zones are read from the fact itself

    fact = catalog()["workspaces-served-zones"]
    served: Mapping[str, list[str]] = (fact.detail or {})["zones"]
    for name, workload in workloads.items():
        if workload.kind not in _DESKTOPS:
            continue
        serving = serving_directories(estate, workload)
        site = workload.site or next((entry.site for entry in serving.values() if entry.site), None)
        region = _region(estate, site)
        own = [entry.zones for entry in serving.values() if entry.zones and entry.site == site]
        entry = estate.sites.get(site or "")
        zones = workload.zones or (own[0] if own else ()) or (entry.zones if entry else ())
        known = [zone for zone in zones if "-az" in zone]  # a zone's name differs from account to account
        if region not in served:
            continue
        wrong = [zone for zone in known if zone not in served[region]]
        if wrong:
            yield PlacementFinding(
                path=f"workloads.{name}",
                rule="zones-are-served",
                verdict=Judgement.NOT_MET,
                because=f"WorkSpaces does not serve {', '.join(wrong)} (in {region} it serves {', '.join(served[region])})",
                facts=(fact.id,),
            )
        elif len(known) == 1:
            yield PlacementFinding(
                path=f"workloads.{name}",
                rule="zones-are-served",
                verdict=Judgement.NOT_MET,
                because=f"the subnets are in one zone ({known[0]}); WorkSpaces needs two",
                facts=(fact.id,),
            )


def directories_have_room(estate: Estate, workloads: Mapping[str, Workload]) -> Iterator[PlacementFinding]:
    """A service that binds its directory has one for each of its workloads."""
    bound = []
    for name, workload in workloads.items():
        serving = serving_directories(estate, workload)
        if KINDS[workload.kind].one_instance and serving and not _may_federate(estate, workload):
            bound.append(((workload.kind, tuple(sorted(serving))), name))
    for (kind, serving_names), names in sharing_a_directory(bound):
        if len(names) <= len(serving_names):
            continue
        yield PlacementFinding(
            path=f"workloads.{names[-1]}",
            rule=ROOM,
            verdict=Judgement.NOT_MET,
            because=f"{kind} has {len(names)} instances ({', '.join(names)}) and {len(serving_names)} of the directories that "
            f"serve them ({', '.join(serving_names)}): each directory is bound to one instance",
            facts=(KINDS[kind].one_instance,),
        )


def directories_reach_accounts(estate: Estate, workloads: Mapping[str, Workload]) -> Iterator[PlacementFinding]:
    """A workload in another account than its directory has a share of it."""
    for name, workload in workloads.items():
        serving = serving_directories(estate, workload)
        known = {label: entry for label, entry in serving.items() if entry.account}
        if not workload.account or not known or len(known) < len(serving):
            continue
        if any(entry.account == workload.account for entry in known.values()):
            continue
        path = f"workloads.{name}"
        managed = [entry for entry in known.values() if entry.kind == "managed-microsoft-ad"]
        said = ", ".join(f"{label} is in {entry.account}" for label, entry in known.items())
        if not managed:
            because = f"{name} is in account {workload.account}; {said}, and cannot be shared"
            cited = (
                ("ad-connector--directory-sharing",) if any(e.kind == "ad-connector" for e in known.values()) else ()
            )
            yield PlacementFinding(
                path=path, rule="directory-is-shared", verdict=Judgement.NOT_MET, because=because, facts=cited
            )
        elif workload.kind in _DESKTOPS:
            yield PlacementFinding(
                path=path,
                rule="directory-is-shared",
                verdict=Judgement.NOT_MET,
                because=f"{name} is in account {workload.account}; {said}, and WorkSpaces does not take a shared directory",
                facts=("workspaces-no-shared-directory",),
            )
        elif not {"member", "ldap"} & set(KINDS[workload.kind].ways) and not _may_federate(estate, workload):
            yield PlacementFinding(
                path=path,
                rule="directory-is-shared",
                verdict=Judgement.NOT_MET,
                because=f"{name} is in account {workload.account}; {said}, and a share is for domain members, RDS and FSx, "
                "not for AWS applications",
                facts=("sharing-scope",),
            )
        elif not any(entry.shared_with for entry in managed):
            yield PlacementFinding(
                path=path,
                rule="directory-is-shared",
                verdict=Judgement.NOT_MET,
                because=f"{name} is in account {workload.account}; {said}, and is not shared",
                facts=("sharing-methods",),
            )


def organizations_share_from_management(
    estate: Estate, workloads: Mapping[str, Workload]
) -> Iterator[PlacementFinding]:
    """A directory is shared with the organization from its management account only; else by handshake."""
    management = estate.aws.management_account
    others = {workload.account for workload in workloads.values() if workload.account}
    for name, directory in estate.directories.items():
        if directory.kind != "managed-microsoft-ad" or not directory.account:
            continue
        path = f"estate.directories.{name}"
        if directory.share_method == "organizations" and management and directory.account != management:
            yield PlacementFinding(
                path=path,
                rule="organization-share-from-management-account",
                verdict=Judgement.NOT_MET,
                because=f"{name} is in {directory.account}; only the management account ({management}) shares with the organization",
                facts=("sharing-methods",),
            )
        elif management is None and directory.share_method is None and others - {directory.account}:
            yield PlacementFinding(
                path=path,
                rule="organization-share-from-management-account",
                verdict=Judgement.UNKNOWN,
                because=f"{name} can be shared with the organization only if {directory.account} is the management account; "
                "else each account accepts a handshake",
                facts=("sharing-methods",),
            )


def identity_center_has_its_directory(estate: Estate, workloads: Mapping[str, Workload]) -> Iterator[PlacementFinding]:
    """The directory behind Identity Center is in the account that administers it: the management account, or its delegate."""
    del workloads
    current = parse_label(estate.current_directory, existing=True) if estate.current_directory else None
    allowed = [name for name in (estate.aws.management_account, estate.aws.delegated_administrator) if name]
    if current is None or not current.has("identity-center") or not estate.aws.management_account:
        return
    held = {name: entry for name, entry in estate.directories.items() if entry.kind in _IN_AWS and entry.account}
    if any(entry.account in allowed for entry in held.values()):
        return
    for name, entry in held.items():
        yield PlacementFinding(
            path=f"estate.directories.{name}",
            rule="identity-center-account",
            verdict=Judgement.NOT_MET,
            because=f"{name} is in account {entry.account}; Identity Center takes a directory of the management account or of its "
            f"delegated administrator only ({', '.join(allowed)})",
            facts=("identity-center-account",),
        )


PLACEMENT_RULES: tuple[Callable[[Estate, Mapping[str, Workload]], Iterator[PlacementFinding]], ...] = (
    directories_are_in_the_region,
    desktops_are_in_served_zones,
    directories_have_room,
    directories_reach_accounts,
    organizations_share_from_management,
    identity_center_has_its_directory,
    *VPC_NAME_RULES,
)
"""Every rule of placement."""
