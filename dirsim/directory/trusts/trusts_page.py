"""The pages of a trust path, and of the access that trusts open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dirsim.directory.trusts.opened import Opened, Trusts
from dirsim.directory.trusts.trust_walk import TrustWalk
from dirsim.pages.blocks import Block, Heading, Items, Page, Prose, Table


def walk_page(way: TrustWalk) -> Page:
    """The referrals of a trust path, and the KDCs that the client must reach."""
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
        blocks.append(Table(("From", "To", "Kind", "Trust", "Requirement and SID filtering"), rows))
    if way.kdcs:
        blocks.append(
            Prose(f"The client must reach a KDC of each of these realms, in this order: {', '.join(way.kdcs)}.")
        )
    said = "Names: the name servers of {} have no conditional forwarder for {}, so its clients find no KDC there."
    blocks += [Prose(said.format(way.home, realm)) for realm in way.unresolved]
    return tuple(blocks)


def opened_section(new: Sequence[Opened]) -> Iterator[Block]:
    """The access that the trusts of a design open; empty if they open none."""
    if new:
        yield Heading("Access opened by new trusts")
        yield _table(new)
        yield Items(tuple(f"{one.said}." for one in new))


def _table(opened: Sequence[Opened]) -> Table:
    rows = [
        (one.users, one.resources, "yes" if one.new else "no", ", ".join(one.trusts) or "-", ", ".join(one.walk.kdcs))
        for one in opened
    ]
    return Table(("Users of", "Reach resources of", "New", "Trusts", "KDCs to reach"), rows)


def trusts_page(found: Trusts) -> Page:
    """The access between domains, as a table and in words, and the routing of name suffixes."""
    blocks: list[Block] = [Heading(f"Trusts of {found.design}" if found.design else "Trusts", 1)]
    if not found.opened:
        blocks.append(Prose("No trust opens access between directories."))
    else:
        blocks.append(_table(list(found.opened)))
        blocks += [Heading("Access in words"), Items(tuple(f"{one.said}." for one in found.opened))]
    if found.routes:
        routed = tuple(f"{name}: {', '.join(suffixes) or 'none'}" for name, suffixes in found.routes.items())
        blocks += [Heading("Name suffixes routed"), Items((*routed, *found.collisions))]
    blocks.append(Prose(f"Facts: {', '.join(found.facts)}."))
    return tuple(blocks)
