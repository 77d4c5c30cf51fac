"""Does each workload accept the design's directory, and do its users get in? Facts say the first, runs the second."""

from __future__ import annotations

from collections.abc import Iterator

from dirsim.facts import Fact
from dirsim.model.requirements import Workload
from dirsim.options.styles import STYLES, Style
from dirsim.recommend.case import Case, judge, stopped
from dirsim.recommend.verdict import Verdict

_YES = frozenset({"yes", "conditional", "limited", "alternative", "most"})
_DOMAIN_MODELS = frozenset({"existing", "proxy", "new_forest", "same_domain", "new_or_same_domain", "any"})
"""What a directory is to a domain: workloads outside AWS keep the domain that they are in, whatever stands in AWS."""
_UNKNOWN = frozenset({"unknown"})
_FOR_SIMPLE_AD = frozenset({"yes"})
_SHELL = ("shell-access", "rdp-access")

THIRD_PARTY = frozenset({"sharepoint", "exchange", "skype-for-business", "directory-aware-app", "disaster-recovery"})
"""Software that uses the directory itself: a connector gives it nothing."""


def workloads_are_served(case: Case) -> Iterator[Verdict]:
    """Each workload accepts the directory, and each cohort of its users signs in while everything is healthy."""
    for name, workload in case.req.workloads.items():
        yield serve(case, name, workload)


def serve(case: Case, name: str, workload: Workload) -> Verdict:
    """One workload's verdict."""
    path, rule = f"workloads.{name}", "workloads-are-served"
    style = STYLES[workload.kind]
    attachment = case.design.attachments[name]
    cell = support(case, workload, style, attachment.column)
    if not attachment.way:
        return _not_offered(case, name, workload, cell)
    facts = [cell.id] if cell is not None else [case.base_fact()]
    if attachment.way in ("federated", "login"):
        facts = [_way_fact(case, attachment.way)]
    elif attachment.way == "network":
        return judge(
            path,
            rule,
            True,
            f"{workload.kind} needs names and routes, not accounts: Route 53 Resolver endpoints serve it",
            facts=("route53-resolver-endpoints",),
        )
    elif cell is not None:
        refused = _refused(case, path, rule, workload, attachment.column, cell)
        if refused is not None:
            return refused
    runs = [case.healthy(flow) for flow in attachment.flows]
    if attachment.membership:
        runs.append(case.healthy(attachment.membership))
    failed = [run for run in runs if not run.through]
    if failed:
        facts += _direction_facts(case, workload)
        return judge(path, rule, False, stopped(failed[0]), facts=facts, runs=failed)
    condition = (
        f" ({cell.statement})" if cell is not None and cell.value in ("conditional", "limited", "alternative") else ""
    )
    doubt = _doubt(case, name, workload)
    if doubt is not None:
        return doubt
    return judge(
        path,
        rule,
        True,
        f"every user of {name} signs in while the network is healthy{condition}",
        facts=facts,
        runs=runs,
    )


def support(case: Case, workload: Workload, style: Style, column: str) -> Fact | None:
    """The cell that says whether the workload accepts the directory."""
    if not column:
        return None
    row = style.row
    if workload.kind == "aws-console" and case.has("identity-center"):
        row = "identity-center"
    if row:
        return case.facts.support(row, column)
    return case.facts.capability(column, style.capability) if style.capability else None


def _refused(case: Case, path: str, rule: str, workload: Workload, column: str, cell: Fact) -> Verdict | None:
    """The verdict where the cell is against the design; ``None`` where it is not."""
    value = str(cell.value)
    ended = STYLES[workload.kind].ended
    if ended and value == "no":
        # The service is gone for every design alike: it is named as unsupported, and judged as it was while it ran.
        return None
    if column == "ad-connector" and workload.kind in THIRD_PARTY:
        apps = case.facts.capability("ad-connector", "third-party-applications")
        ids = (cell.id, *((apps.id,) if apps is not None else ()))
        return judge(
            path,
            rule,
            False,
            "software that uses the directory itself gets nothing from a connector, which serves AWS applications",
            facts=ids,
        )
    if value == "conditional" and column in ("on-prem-only", "self-managed-ec2") and _needs_trust(cell):
        return judge(
            path, rule, False, f"it does not join the existing directory itself: {cell.alternative}", facts=(cell.id,)
        )
    accepted = _FOR_SIMPLE_AD if column == "simple-ad" else _YES
    if value in accepted or value in _DOMAIN_MODELS:
        return None
    if value in _UNKNOWN:
        return judge(path, rule, "unknown", f"not sourced: {cell.statement}", facts=(cell.id,))
    return judge(path, rule, False, cell.statement, facts=(cell.id,))


def _way_fact(case: Case, way: str) -> str:
    if way == "login":
        return "cognito-user-pools-for-apps"
    if case.has("identity-center"):
        return "identity-center-account"
    return case.base_fact()


def _not_offered(case: Case, name: str, workload: Workload, cell: Fact | None) -> Verdict:
    """The design has nothing that this workload could sign its users in with."""
    path, rule = f"workloads.{name}", "workloads-are-served"
    if case.base == "none":
        return _without_directory(case, path, rule, workload)
    facts = [case.base_fact()]
    if cell is not None and cell.value != "yes":
        facts.insert(0, cell.id)
    column = case.design.column
    if column and STYLES[workload.kind].row:
        own = case.facts.support(STYLES[workload.kind].row, column)
        if own is not None:
            facts.insert(0, own.id)
    return judge(path, rule, False, f"{workload.kind} cannot sign its users in through {case.base}", facts=facts)


def _without_directory(case: Case, path: str, rule: str, workload: Workload) -> Verdict:
    """No directory product: fits what needs none."""
    if workload.kind.startswith(("ec2-", "hpc")) and case.req.needs_word("mfa-os-login"):
        return judge(
            path,
            rule,
            True,
            "an agent on the instance asks for the second factor, whatever accounts log on",
            facts=("radius-mfa-aws-applications-only",),
        )
    if workload.kind.startswith(("ec2-", "hpc")) and case.req.needs_word(*_SHELL):
        return judge(
            path,
            rule,
            True,
            "administrators reach instances through Session Manager with a role; no account on a directory is needed",
            facts=("session-manager-no-directory",),
        )
    if workload.kind in ("s3", "aws-api", "static-web-app") and not case.ground.homes and not case.ground.providers:
        return judge(
            path,
            rule,
            True,
            "roles with temporary credentials open it; nobody signs in to a directory",
            facts=("workloads-use-roles",),
        )
    return judge(
        path, rule, False, f"{workload.kind} signs users in: somebody must know them", facts=(case.base_fact(),)
    )


def _direction_facts(case: Case, workload: Workload) -> tuple[str, ...]:
    """What the vendor says about trust directions, beside a run that failed over a trust."""
    if not case.trusted:
        return ()
    needs_two = "application" in STYLES[workload.kind].ways
    return ("two-way-trust-for-enterprise-apps",) if needs_two else ("one-way-trust-enough-for-ec2-rds-fsx",)


def _needs_trust(cell: Fact) -> bool:
    """Whether an existing directory is served through a trust from a managed one only, never joined itself."""
    return bool(cell.alternative) and "trust" in str(cell.alternative)


def _doubt(case: Case, name: str, workload: Workload) -> Verdict | None:
    """Where sources disagree on users from a trusted domain, the verdict is unknown."""
    row = STYLES[workload.kind].row
    cell = case.facts.support(row, "on-prem-only") if row and case.trusted else None
    if cell is None or cell.value != "conditional" or not cell.conflict or not _needs_trust(cell):
        return None
    if all(case.principal(flow) == case.design.own_domain for flow in case.design.attachments[name].flows):
        return None
    return judge(
        f"workloads.{name}",
        "workloads-are-served",
        "unknown",
        f"sources disagree on users from a trusted domain: {cell.statement}",
        facts=(cell.id,),
    )


def linux_desktops_need_two_way(case: Case) -> Iterator[Verdict]:
    """WorkSpaces for Linux whose users come from a trusted domain need a two-way trust."""
    for name, workload in case.req.workloads.items():
        if workload.kind == "workspaces-linux" and case.has("one-way-trust"):
            yield judge(
                f"workloads.{name}",
                "linux-desktops-need-two-way",
                False,
                "WorkSpaces for Linux need a two-way trust between the computers' and the users' domains",
                facts=("workspaces-linux-two-way-trust",),
            )


def exchange_stands_beside_controllers(case: Case) -> Iterator[Verdict]:
    """Exchange works only where a controller of its forest stands in the same site."""
    links = case.design.topology.links
    for name, workload in case.req.workloads.items():
        membership = case.design.attachments[name].membership
        if workload.kind != "exchange" or not membership:
            continue
        run = case.healthy(membership)
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


def desktops_outside_the_directory(case: Case) -> Iterator[Verdict]:
    """WorkSpaces register neither with a shared directory nor with a replicated Region: a connector stands in there."""
    if not case.base.startswith("managed-ad") or case.has("ad-connector"):
        return
    for name, workload in case.req.workloads.items():
        if not STYLES[workload.kind].desktop:
            continue
        if case.ground.accounts > 1 and case.req.needs_word("multi-account"):
            yield judge(
                f"workloads.{name}",
                "desktops-outside-the-directory",
                False,
                "another account's WorkSpaces cannot register with a directory that is shared with it",
                facts=("workspaces-personal-no-shared-directories",),
            )
        if case.has("multi-region") and case.ground.spread:
            yield judge(
                f"workloads.{name}",
                "desktops-outside-the-directory",
                False,
                "in a replicated Region WorkSpaces cannot register with the directory: only the primary Region's can",
                facts=("multi-region-not-for-workspaces", "workspaces-personal-primary-region-only"),
            )
