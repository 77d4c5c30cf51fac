"""The pages of a resultant set of policy and of a design's policy."""

from __future__ import annotations

from dirsim.directory.group_policy.design_policy import DesignPolicy
from dirsim.directory.group_policy.resultant_values import Half, PolicyState, ResultantSet
from dirsim.pages.blocks import Block, Heading, Items, Page, Prose, Table


def policy_page(result: ResultantSet) -> Page:
    """Each setting with its winner, each policy object with its state, and the assumptions made."""
    who = " on ".join(name for name in (result.user, result.computer) if name)
    blocks: list[Block] = [Heading(f"Group policy of {who}", 1)]
    if result.site:
        blocks.append(Prose(f"AD site: {result.site}."))
    if result.loopback != "none":
        blocks.append(Prose(f"Loopback: {result.loopback}."))
    for half in (Half.COMPUTER, Half.USER):
        blocks += _half(result, half)
    if result.notes:
        blocks += [Heading("Assumptions and unknowns"), Items(result.notes)]
    return tuple(blocks)


def _half(result: ResultantSet, half: Half) -> list[Block]:
    policies = [one for one in result.policies if one.half is half]
    if not policies:
        return []
    blocks: list[Block] = [Heading(f"{half.value.capitalize()} settings")]
    rows = [
        (one.name, "unknown" if one.value is None else one.value, one.gpo or "-", _why(one.because, one.perhaps))
        for one in result.settings
        if one.half is half
    ]
    if rows:
        blocks.append(Table(("Setting", "Value", "From", "Why"), rows))
    else:
        blocks.append(Prose("No policy object defines a setting."))
    blocks.append(Heading(f"{half.value.capitalize()} policy objects, highest precedence first"))
    blocks.append(
        Table(
            ("Policy object", "Linked to", "Order", "Applied", "Why"),
            [
                (
                    one.gpo,
                    one.container,
                    f"{one.order}{' enforced' if one.enforced else ''}",
                    {PolicyState.APPLIED: "yes", PolicyState.NOT_APPLIED: "no", PolicyState.UNKNOWN: "unknown"}[
                        one.state
                    ],
                    one.because,
                )
                for one in policies
            ],
        )
    )
    return blocks


def _why(because: str, perhaps: tuple[tuple[str, str], ...]) -> str:
    if not perhaps:
        return because
    others = "; ".join(f"{value} from {gpo}, if its filter is true" for gpo, value in perhaps)
    return f"{because}; or {others}"


def kept_page(kept: DesignPolicy) -> Page:
    """The group policy that the members of a design keep, and the effect of an outage on it."""
    title = Heading(f"Group policy in {kept.design}" if kept.design else "Group policy in the design", 1)
    rows = [(one.member, one.domain, one.kept, one.because) for one in kept.members]
    table: Block = (
        Table(("Member", "Domain", "Keeps policy", "Why"), rows)
        if rows
        else Prose("No host of the design joins a domain.")
    )
    facts = dict.fromkeys((*(fact for one in kept.members for fact in one.facts), *kept.facts))
    return (
        title,
        table,
        Heading("Outage of all controllers"),
        Items(kept.away),
        Prose(f"Facts: {', '.join(facts)}."),
    )
