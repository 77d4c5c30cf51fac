"""Rules for Region, zone and account of workloads under a design."""

from __future__ import annotations

from collections.abc import Iterator

from dirsim.catalog.workload_kinds import KINDS
from dirsim.designs.design import Attachment
from dirsim.model.outcome import Judgement
from dirsim.model.requirements import Workload
from dirsim.recommendation.design_under_test import DesignUnderTest, judge
from dirsim.recommendation.placement_rules import REGISTERED, desktops_are_in_served_zones
from dirsim.recommendation.verdict import Verdict

_REPLICATED = ("rds-mysql", "aurora-mysql", "quicksight", "connect")
"""Kinds of :data:`REGISTERED` that use a directory in a Region to which it is replicated, or of which no page says otherwise."""


def directories_are_in_the_region(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """A service that is registered with a directory finds it in its own Region; a route to another Region does not help."""
    for name, workload in under_test.req.workloads.items():
        attachment = under_test.design.attachments[name]
        if workload.kind not in REGISTERED or workload.kind == "aws-console" or not attachment.flows:
            continue
        if attachment.way == "federated":
            continue  # a provider signs in everywhere
        for here, there in _places(under_test, attachment, workload):
            if not there or here in there:
                continue
            cited = [REGISTERED[workload.kind]]
            if under_test.has("multi-region"):
                cited.append("multi-region-not-for-workspaces")
            if not all(fact in under_test.facts for fact in cited):
                continue
            because = f"{workload.kind} in {here} cannot use a directory of another Region: it is in {', '.join(there)}"
            yield judge(f"workloads.{name}", "directory-is-in-the-region", False, because, facts=cited)
            break


def _places(
    under_test: DesignUnderTest, attachment: Attachment, workload: Workload
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """For each sign-in the Region of the service, and the Regions in which its directory can be registered."""
    topology = under_test.design.topology
    registered: dict[tuple[str, ...], tuple[str, ...]] = {}
    for flow in attachment.flows:
        service = topology.services.get(topology.flows[flow].service)
        host = topology.hosts.get(service.host) if service is not None else None
        if service is None or host is None:
            continue
        words = service.directory or (
            (service.realm,) if attachment.source.startswith(("managed-ad", "simple-ad")) else ()
        )
        if words not in registered:
            registered[words] = _registered(under_test, words, workload)
        yield _region(under_test, host.site), registered[words]


def _registered(under_test: DesignUnderTest, words: tuple[str, ...], workload: Workload) -> tuple[str, ...]:
    """The Regions of directories and connectors; empty where one of them is not in AWS."""
    topology = under_test.design.topology
    sites: list[str] = []
    for word in words:
        if word in topology.connectors:
            sites += [topology.hosts[one].site for one in topology.connectors[word].hosts]
        else:
            held = [topology.hosts[one].site for one in topology.controllers(word)]
            sites += held if workload.kind in _REPLICATED else held[:1]
    there = tuple(dict.fromkeys(_region(under_test, site) for site in sites))
    return there if all(_in_aws(under_test, site) for site in sites) else ()


def _in_aws(under_test: DesignUnderTest, site: str) -> bool:
    entry = under_test.design.topology.sites.get(site)
    return entry is not None and entry.kind == "aws-region"


def _region(under_test: DesignUnderTest, site: str) -> str:
    entry = under_test.design.topology.sites.get(site)
    return (entry.region or site) if entry is not None else site


def zones_are_served(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """The subnets of desktops that a directory of AWS serves are in zones that WorkSpaces serves."""
    registered = {
        name: workload
        for name, workload in under_test.req.workloads.items()
        if under_test.design.attachments[name].way == "application" and KINDS[workload.kind].desktop
    }
    for found in desktops_are_in_served_zones(under_test.req.estate, registered):
        if all(fact in under_test.facts for fact in found.facts):
            yield judge(found.path, found.rule, False, found.because, facts=found.facts)


def accounts_reach_the_directory(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """A workload in another account than the existing directory that serves it has a share, or a connector of its account."""
    for name, workload in under_test.req.workloads.items():
        source = under_test.design.attachments[name].source
        kinds = _KINDS_OF.get("ad-connector" if source.startswith("ad-connector") else source, ())
        serving = {
            label: entry
            for label, entry in under_test.req.estate.directories.items()
            if entry.kind in kinds and entry.account
        }
        if not workload.account or not serving or any(e.account == workload.account for e in serving.values()):
            continue
        where = ", ".join(f"{label} is in {entry.account}" for label, entry in serving.items())
        path, rule = f"workloads.{name}", "directory-is-shared"
        because = f"{name} is in account {workload.account}; {where}"
        if source.startswith("ad-connector"):
            if source != "ad-connector-per-account":
                because = f"{because}, and cannot be shared"
                yield judge(path, rule, False, because, facts=("ad-connector--directory-sharing",))
        elif source == "simple-ad":
            yield judge(path, rule, False, f"{because}, and cannot be shared", facts=("simple-ad--directory-sharing",))
        elif KINDS[workload.kind].desktop:
            because = f"{because}, and WorkSpaces does not take a shared directory"
            yield judge(path, rule, False, because, facts=("workspaces-no-shared-directory",))
        elif under_test.design.attachments[name].way == "application":
            because = f"{because}, and a share is for domain members, RDS and FSx, not for AWS applications"
            yield judge(path, rule, False, because, facts=("sharing-scope",))
        elif not under_test.has("shared") and not any(entry.shared_with for entry in serving.values()):
            yield judge(path, rule, False, f"{because}, and is not shared", facts=("sharing-methods",))


_KINDS_OF = {
    "ad-connector": ("ad-connector",),
    "simple-ad": ("simple-ad",),
    "managed-ad-standard": ("managed-microsoft-ad",),
    "managed-ad-enterprise": ("managed-microsoft-ad",),
}
"""The kinds of existing directories behind the part that a workload is attached to."""


def share_is_from_the_management_account(under_test: DesignUnderTest) -> tuple[Judgement, str]:
    """The verdict on sharing with the organization, without a handshake by each account.

    Returns:
        ``met`` where the directory is in the management account, ``unknown`` where the file leaves that open, and the reason.
    """
    estate = under_test.req.estate
    management = estate.aws.management_account
    owners = {
        entry.account for entry in estate.directories.values() if entry.kind == "managed-microsoft-ad" and entry.account
    }
    if not owners:
        because = "the directory is created in the management account, which shares it with the organization"
        return Judgement.MET, because
    if management is None:
        because = (
            f"only the management account shares a directory with the organization; whether {', '.join(sorted(owners))} is it "
            "is not stated (aws.management_account), and from another account each one accepts a handshake"
        )
        return Judgement.UNKNOWN, because
    if owners == {management}:
        return Judgement.MET, f"{management} is the management account and shares the directory with the organization"
    because = (
        f"the directory is in {', '.join(sorted(owners))}; only the management account ({management}) shares with the "
        "organization, and from another account each one accepts a handshake"
    )
    return Judgement.NOT_MET, because
