"""The pages of trusts: one way of a ticket, and everything that trusts open."""

from __future__ import annotations

from collections.abc import Iterator

from dirsim.analysis.trusts.opened import Opened, Trusts, trusts_of
from dirsim.analysis.trusts.walk import TrustWalk
from dirsim.model.topology import Topology
from dirsim.report.blocks import Block, Heading, Items, Page, Prose, Table


def walk_page(way: TrustWalk) -> Page:
    """The steps of a ticket, and the KDCs that the client must reach."""
    word = "reaches" if way.reachable else "does not reach"
    blocks: list[Block] = [
        Heading(f"From {way.home} to {way.resource}", 1),
        Prose(f"A user of {way.home} {word} {way.resource}: {way.because}."),
    ]
    if way.steps:
        rows = [
            (
                step.trusted,
                step.trusting,
                step.kind,
                step.trust or "-",
                "; ".join(filter(None, (step.gate, step.filtered))) or "-",
            )
            for step in way.steps
        ]
        blocks.append(Table(("From", "To", "Kind", "Trust", "What it asks for, what it takes out"), rows))
    if way.kdcs:
        blocks.append(Prose(f"The client must reach a KDC of each of: {', '.join(way.kdcs)}, in this order."))
    return tuple(blocks)


def opened_section(topology: Topology) -> Iterator[Block]:
    """What the trusts that a design adds open, and to whom; nothing where it adds none."""
    if not any(trust.added for trust in topology.trusts.values()):
        return
    new = [one for one in trusts_of(topology).opened if one.new]
    if new:
        yield Heading("What its trusts open, and to whom")
        yield _table(new)
        yield Items(tuple(f"{one.said}." for one in new))


def _table(opened: list[Opened]) -> Table:
    rows = [
        (one.users, one.resources, "yes" if one.new else "no", ", ".join(one.trusts) or "-", ", ".join(one.walk.kdcs))
        for one in opened
    ]
    return Table(("Users of", "Reach resources of", "New", "Trusts", "KDCs to reach"), rows)


def trusts_page(found: Trusts) -> Page:
    """Who reaches what, in a table and in words; where names are routed."""
    blocks: list[Block] = [Heading(f"Trusts of {found.design}" if found.design else "Trusts", 1)]
    if not found.opened:
        blocks.append(Prose("No trust opens anything from one directory to another."))
    else:
        blocks.append(_table(list(found.opened)))
        blocks += [Heading("In words"), Items(tuple(f"{one.said}." for one in found.opened))]
    if found.routes:
        routed = tuple(f"{name}: {', '.join(suffixes) or 'none'}" for name, suffixes in found.routes.items())
        blocks += [Heading("Name suffixes routed"), Items((*routed, *found.collisions))]
    blocks.append(Prose(f"Facts: {', '.join(found.facts)}."))
    return tuple(blocks)
