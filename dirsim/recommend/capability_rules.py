"""Needs that a directory either can or cannot do: judged by the capability facts of the design's option."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from dirsim.model.requirements import Need
from dirsim.options.styles import EC2, STYLES
from dirsim.recommend.case import Case, judge
from dirsim.recommend.verdict import Verdict


@frozen
class Ability:
    """How a need maps to a capability.

    Attributes:
        capability: The capability's name in the facts.
        in_aws: True where the directory that has it must stand in AWS, false where the existing one serves as well.
        good: The values that meet the need.
        not_limited: Options whose ``limited`` is too little.
        directory: False where designs without a directory meet the need by themselves.
    """

    capability: str
    in_aws: bool = True
    good: frozenset[str] = frozenset({"yes", "limited", "most", "any"})
    not_limited: frozenset[str] = frozenset({"simple-ad"})


ABILITIES: Mapping[str, Ability] = {
    "group-policy": Ability("group-policy"),
    "device-management": Ability("group-policy"),
    "schema-extension": Ability("schema-extension"),
    "domain-admin-rights": Ability("admin-rights"),
    "full-control": Ability("admin-rights"),
    "powershell-admin": Ability("powershell-ad-tools"),
    "recycle-bin": Ability("recycle-bin"),
    "password-policy": Ability("fine-grained-password-policies"),
    "gmsa": Ability("gmsa", in_aws=False),
    "ldaps": Ability("ldaps-server-side", in_aws=False),
    "dns-resolution": Ability("dns", not_limited=frozenset()),
    "managed-service": Ability("patching", good=frozenset({"aws", "shared"})),
}


def has_ability(case: Case, need: Need) -> Verdict:
    """The design's directory can do what the need names."""
    path, rule, ability = f"needs.{need.word}", "has-ability", ABILITIES[need.word]
    column = case.design.column
    if need.word == "managed-service" and not column:
        return _managed_elsewhere(case, path, rule)
    if need.word == "dns-resolution" and case.base == "none":
        return judge(
            path,
            rule,
            True,
            "Route 53 Resolver endpoints answer names both ways without a directory",
            facts=("route53-resolver-endpoints",),
        )
    if not column:
        return judge(path, rule, False, f"{case.base} is no directory with a domain", facts=(case.base_fact(),))
    cell = case.capability(ability.capability)
    if cell is None:
        return judge(path, rule, "unknown", f"no fact says whether {column} can do it", facts=(case.base_fact(),))
    if not ability.in_aws and cell.value == "n/a":
        # A connector joins members to the existing domain, whose own abilities they then use.
        existing = case.capability(ability.capability, "self-managed-ec2" if case.ground.on_ec2 else "on-prem-only")
        cell = existing or cell
    if ability.in_aws and column == "on-prem-only":
        return judge(
            path,
            rule,
            False,
            "nothing of this directory stands in AWS: what it does, it does on premises, over the link",
            facts=(cell.id, case.base_fact()),
        )
    value = str(cell.value)
    if value == "unknown":
        return judge(path, rule, "unknown", f"not sourced: {cell.statement}", facts=(cell.id,))
    good = value in ability.good and not (value == "limited" and column in ability.not_limited)
    return judge(path, rule, good, cell.statement, facts=(cell.id,))


def _managed_elsewhere(case: Case, path: str, rule: str) -> Verdict:
    """Designs without a directory: managed unless you write and run their servers."""
    own = case.base == "custom-identity-broker"
    because = "you write and run the broker" if own else "AWS runs all of it"
    return judge(path, rule, not own, because, facts=(case.base_fact(),))


def joins_seamlessly(case: Case, need: Need) -> Verdict:
    """EC2 instances join the domain at launch."""
    path, rule = f"needs.{need.word}", "joins-seamlessly"
    kinds = {workload.kind for workload in case.req.workloads.values()} & EC2
    names = ["seamless-join-linux"] if kinds == {"ec2-linux"} else ["seamless-join-windows"]
    if "ec2-linux" in kinds and len(kinds) > 1:
        names.append("seamless-join-linux")
    column = case.design.column
    if not column:
        return judge(path, rule, False, f"{case.base} has no domain to join", facts=(case.base_fact(),))
    if case.has("ad-connector"):
        column = "ad-connector"
    cells = [cell for name in names if (cell := case.capability(name, column)) is not None]
    bad = [cell for cell in cells if cell.value != "yes"]
    runs = [case.healthy(flow) for flow in case.design.topology.flows if flow.endswith("/seamless-join")]
    failed = [run for run in runs if not run.through]
    if bad:
        return judge(path, rule, False, bad[0].statement, facts=[cell.id for cell in bad])
    if failed:
        return judge(path, rule, False, failed[0].because, runs=failed, facts=[cell.id for cell in cells])
    return judge(
        path, rule, True, "; ".join(cell.statement for cell in cells), facts=[cell.id for cell in cells], runs=runs
    )


def second_factor(case: Case, need: Need) -> Verdict:
    """A second factor for AWS applications."""
    path, rule = f"needs.{need.word}", "second-factor"
    if case.base in ("identity-center-builtin", "identity-center-external-idp", "saml-federation", "cognito"):
        if need.word == "mfa-radius":
            return judge(
                path,
                rule,
                False,
                "the identity provider asks for its own second factor, not for RADIUS",
                facts=("saml-no-mfa-param",),
            )
        return judge(path, rule, True, "the identity provider asks for the second factor", facts=("saml-no-mfa-param",))
    column = "ad-connector" if case.has("ad-connector") else case.design.column
    cell = case.capability("mfa-radius", column) if column else None
    if cell is None:
        return judge(path, rule, False, f"{case.base} asks for no second factor", facts=(case.base_fact(),))
    if cell.value == "unknown":
        return judge(path, rule, "unknown", f"not sourced: {cell.statement}", facts=(cell.id,))
    if cell.value != "yes":
        return judge(path, rule, False, cell.statement, facts=(cell.id,))
    if need.word != "mfa-radius":
        return judge(path, rule, True, cell.statement, facts=(cell.id,))
    if not case.has("radius-mfa"):
        return judge(path, rule, False, "RADIUS is possible but not part of this design", facts=(cell.id,))
    runs = [case.healthy(flow) for flow in case.sign_ins()]
    asked = [run for run in runs if any(step.exchange.step == "RADIUS" and step.reply.ok for step in run.steps)]
    return judge(path, rule, bool(asked), cell.statement, facts=(cell.id,), runs=asked or runs)


def second_factor_at_logon(case: Case, need: Need) -> Verdict:
    """A second factor at the Windows logon itself: no directory's RADIUS setting covers that."""
    path, rule = f"needs.{need.word}", "second-factor-at-logon"
    facts = ["radius-mfa-aws-applications-only"]
    if case.base == "none":
        return judge(
            path, rule, True, "an agent on the operating system asks for it; no directory product does", facts=facts
        )
    if case.base in ("self-managed-ec2", "existing-ad-direct"):
        return judge(
            path,
            rule,
            True,
            "in a domain of your own, smart cards or an agent on the machines ask for it",
            facts=[*facts, case.base_fact()],
        )
    return judge(
        path,
        rule,
        False,
        "the RADIUS setting covers AWS applications, never the logon to Windows or to EC2 instances",
        facts=[*facts, case.base_fact()],
    )


def licenses_users(case: Case, need: Need) -> Verdict:
    """License Manager's user-based subscriptions."""
    path, rule = f"needs.{need.word}", "licenses-users"
    row = STYLES["license-manager-user-subscriptions"].row
    cell = case.facts.support(row, case.design.column) if case.design.column else None
    if cell is None:
        return judge(
            path, rule, False, f"{case.base} is no directory that License Manager accepts", facts=(case.base_fact(),)
        )
    if cell.value == "unknown":
        return judge(path, rule, "unknown", f"not sourced: {cell.statement}", facts=(cell.id,))
    return judge(path, rule, cell.value == "yes", cell.statement, facts=(cell.id,))


def speaks_ldap(case: Case, need: Need) -> Verdict:
    """Applications can bind to the design's directory by LDAP."""
    path, rule = f"needs.{need.word}", "speaks-ldap"
    column = case.design.column
    cell = case.facts.support("linux-ldap-ssh", column) if column else None
    if cell is None:
        return judge(path, rule, False, f"{case.base} is no LDAP directory", facts=(case.base_fact(),))
    return judge(path, rule, str(cell.value) in ("yes", "conditional"), cell.statement, facts=(cell.id,))


def keeps_data_outside(case: Case, need: Need) -> Verdict:
    """No directory data is stored in AWS."""
    cell = case.capability("directory-data-in-cloud")
    path, rule = f"needs.{need.word}", "keeps-data-outside"
    if cell is None:
        stores = case.base in ("identity-center-builtin", "identity-center-external-idp", "cognito")
        because = "users and groups are stored in AWS" if stores else "nothing of a directory is stored in AWS"
        return Verdict(path, rule, "not-met" if stores else "met", because, (case.base_fact(),))
    stored = cell.value == "yes" or case.has("identity-center")
    return Verdict(path, rule, "not-met" if stored else "met", cell.statement, (cell.id,))
