"""Chance as chance: rows of runs in which a link loses packets."""

import pytest

import dirsim as ds
from dirsim.model.scenario import Fault, Scenario
from dirsim.simulation.draws import DRAWS, by_chance
from dirsim.simulation.trace_page import shares_text, trace_page


def lossy(share, of="vpn"):
    """A scenario in which a link loses a share of its packets."""
    return Scenario("loss", [Fault(kind="loss", of=of, amount=share)])


@pytest.mark.parametrize(("share", "chance"), [(0.0, False), (0.3, True), (1.0, False)])
def test_chance_decides_between_nothing_and_everything(share, chance):
    """A link that loses nothing, or everything, leaves nothing to chance."""
    assert by_chance(lossy(share)) is chance
    assert not by_chance(ds.HEALTHY)


def test_a_row_without_chance_has_one_outcome(office):
    """Without chance the shares are the whole of one outcome, and the range is the duration."""
    row = ds.trace(office(), "ana-db").row()
    assert row["shares"] == {"succeeded": 1.0}
    assert row["elapsed_range_s"] == [row["elapsed_s"]] * 2


def test_a_row_with_chance_is_a_distribution(office):
    """Under loss the shares sum to one, the range holds the median, and the outcome is the most frequent one."""
    net = office(two_way=True)
    run = ds.trace(net, "ana-db", lossy(0.6))
    assert sum(run.shares.values()) == pytest.approx(1.0)
    assert len(run.shares) > 1
    assert run.outcome == max(run.shares, key=run.shares.get)
    assert all((share * DRAWS) % 1 == pytest.approx(0, abs=1e-9) for share in run.shares.values())


def test_more_loss_helps_no_one(office):
    """The share of users who get in falls as the loss grows, to none when every packet is lost."""
    net = office(two_way=True)
    shares = []
    for loss in (0.0, 0.3, 0.6, 0.9, 1.0):
        found = ds.trace(net, "ana-db", lossy(loss)).shares
        shares.append(found.get("succeeded", 0.0) + found.get("degraded", 0.0))
    assert shares == sorted(shares, reverse=True)
    assert (shares[0], shares[-1]) == (1.0, 0.0)


def test_the_same_draws_every_time(office):
    """Equal questions have equal distributions; a link that the flow does not cross changes nothing."""
    net = office(two_way=True)
    assert ds.trace(net, "ana-db", lossy(0.5)).row() == ds.trace(net, "ana-db", lossy(0.5)).row()
    assert ds.trace(net, "ana-db", lossy(0.9, of="inet-hq")).shares == {"succeeded": 1.0}


def test_a_program_on_the_clock_has_a_range(pair, play):
    """A program under loss has the middle nine tenths of its durations."""
    run = play("initial-ticket", Fault(kind="loss", of="line", amount=0.4), client="kiosk")
    low, high = run.elapsed_range_s
    assert low <= run.elapsed_s <= high
    assert high > low
    del pair


def test_the_text_names_the_shares(office):
    """The report on a run by chance lists the shares."""
    run = ds.trace(office(two_way=True), "ana-db", lossy(0.6))
    text = shares_text(run)
    assert all(f"{outcome} {share:.0%}" in text for outcome, share in run.shares.items())
    assert any(text in str(block) for block in trace_page(run))
