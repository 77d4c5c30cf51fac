"""The order of designs that fit."""

import pytest

from dirsim.recommend.ranking import preferences


def rank(answer, design):
    """The rank of a design; 0 where it does not fit."""
    return answer.candidate(design).rank


def test_too_large_an_edition_loses(ask, on_prem):
    """Where Standard Edition is enough, Enterprise fits as well and ranks behind it."""
    answer = ask(["fsx-windows", "rds-oracle"], ["existing-credentials"], estate=on_prem)
    assert 0 < rank(answer, "managed-ad-standard+one-way-trust") < rank(answer, "managed-ad-enterprise+one-way-trust")


def test_more_parts_than_needed_lose(ask, on_prem):
    """A connector alone ranks before a managed directory with a trust where it serves."""
    answer = ask(["aws-console"], ["existing-credentials"], estate=on_prem)
    assert rank(answer, "ad-connector") == 1
    assert rank(answer, "managed-ad-standard+two-way-trust") > 1


def test_preferences_have_an_order(sketch):
    """What ``optimize`` says comes first, then what the needs prefer, then the default; nothing counts twice."""
    req = sketch(["aws-console"], ["lowest-cost", "security"], optimize=["latency"])
    assert preferences(req) == ("latency", "cost", "security", "effort", "simplicity")
    assert preferences(sketch(["aws-console"])) == ("effort", "cost", "simplicity")


def test_the_order_of_preferences_matters(ask, on_prem):
    """Cost before effort and effort before cost give different orders of the same designs."""
    needs = ["existing-credentials"]
    by_cost = ask(["sqlserver-ec2"], needs, estate=on_prem, optimize=["cost", "effort"])
    by_effort = ask(["sqlserver-ec2"], needs, estate=on_prem, optimize=["effort", "cost"])
    assert {c.label for c in by_cost.candidates} == {c.label for c in by_effort.candidates}
    assert (by_cost.design, by_effort.design) == ("existing-ad-direct", "ad-connector")


@pytest.mark.parametrize("word", ["cost", "effort", "availability", "latency", "simplicity", "security"])
def test_every_preference_ranks(ask, on_prem, word):
    """Each preference puts every design that fits into an order."""
    answer = ask(["sqlserver-ec2"], ["existing-credentials"], estate=on_prem, optimize=[word])
    assert answer.status in ("recommended", "tie")
    assert all(c.rank > 0 for c in answer.candidates if c.status == "feasible")


def test_availability_prefers_controllers_nearby(ask, on_prem):
    """Where availability counts first, controllers in AWS beat those across the line."""
    needs = ["existing-credentials"]
    answer = ask(["sqlserver-ec2"], needs, estate=on_prem, optimize=["availability"])
    assert rank(answer, "self-managed-ec2") < rank(answer, "existing-ad-direct")


def test_latency_prefers_controllers_nearby(ask, on_prem):
    """Where latency counts first, a design whose sign-ins stay in the Region beats one that crosses the line."""
    answer = ask(["sqlserver-ec2"], ["existing-credentials"], estate=on_prem, optimize=["latency"])
    assert rank(answer, "self-managed-ec2") < rank(answer, "existing-ad-direct")


def test_equal_designs_tie(ask):
    """Designs that differ in nothing that counts share a rank, and the answer says so."""
    estate = {"on_prem_ad": True, "identity_providers": ["adfs"]}
    answer = ask(["appstream"], ["existing-credentials"], estate=estate)
    best = [candidate for candidate in answer.candidates if candidate.rank == 1]
    assert answer.status == ("tie" if len(best) > 1 else "recommended")
    ranks = [candidate.rank for candidate in answer.candidates if candidate.rank]
    assert all(ranks[place] == place + 1 or ranks[place] == ranks[place - 1] for place in range(len(ranks)))


def test_an_unknown_price_is_no_low_price(ask, on_prem):
    """Where cost counts first, a design without any known price comes after those that have one."""
    answer = ask(["fsx-windows"], ["existing-credentials"], estate=on_prem, optimize=["cost"])
    hybrid = answer.candidate("managed-ad-hybrid")
    assert hybrid.cost.unpriced
    assert all(c.rank < hybrid.rank for c in answer.candidates if c.status == "feasible" and not c.cost.unpriced)
