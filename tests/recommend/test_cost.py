"""Monthly cost from dated prices."""

import pytest

from dirsim.facts import catalog
from dirsim.recommend.cost import HOURS_A_MONTH
from dirsim.recommend.engine import recommend


@pytest.mark.parametrize("edition", ["standard", "enterprise"])
def test_a_managed_directory_costs_its_controllers(ask, edition):
    """Two controllers for a month of 730 hours, at the price of the fact."""
    answer = ask(["ec2-windows"], estate={"on_prem_ad": False})
    candidate = answer.candidate(f"managed-ad-{edition}")
    fact = catalog()[f"managed-ad-{edition}-dc-hour"]
    price = fact.value if isinstance(fact.value, (int, float)) else fact.detail["price"]
    assert candidate.cost.amount == pytest.approx(2 * HOURS_A_MONTH * price, abs=0.01)
    assert fact.id in candidate.cost.facts


def test_replication_costs_controllers_in_each_region(ask):
    """A directory in two Regions costs twice the controllers, and says that traffic comes on top."""
    estate = {"on_prem_ad": False, "aws": {"regions": 2}}
    answer = ask(["ec2-windows"], ["multi-region"], estate=estate)
    one, two = (answer.candidate(f"managed-ad-enterprise{more}").cost for more in ("", "+multi-region"))
    assert two.amount == pytest.approx(2 * one.amount)
    assert any("replication traffic" in entry for entry in two.missing)


def test_desktops_pay_for_their_connector(ask, on_prem):
    """A connector that WorkSpaces use costs nothing by itself; one for the console alone does."""
    needs = ["existing-credentials"]
    assert ask(["workspaces"], needs, estate=on_prem).candidate("ad-connector").cost.amount == 0
    assert ask(["aws-console"], needs, estate=on_prem).candidate("ad-connector").cost.amount > 0


def test_a_line_that_must_be_built_is_paid_for(ask):
    """Where there is no path to the premises yet, a design that needs one carries its price."""
    with_line = ask(["aws-console"], ["existing-credentials"], estate={"on_prem_ad": True, "connectivity": "vpn"})
    without = ask(["aws-console"], ["existing-credentials"], estate={"on_prem_ad": True, "connectivity": "none"})
    assert without.candidate("ad-connector").cost.amount > with_line.candidate("ad-connector").cost.amount


def test_complete_means_nothing_is_missing(any_file):
    """A cost is complete exactly where nothing is said to be missing, and no amount is negative."""
    for candidate in recommend(any_file).candidates:
        assert candidate.cost.complete is (not candidate.cost.missing)
        assert candidate.cost.amount >= 0
        assert candidate.cost.currency == "USD"


def test_sharing_hybrid_edition_has_no_borrowed_price(ask):
    """Sharing Hybrid Edition is unpriced: no other edition's price stands in for it, and the answer says so."""
    estate = {"on_prem_ad": {"domains": 1}, "connectivity": "vpn", "aws": {"accounts": 3}}
    found = ask(["fsx-windows"], ["multi-account", "existing-credentials"], estate=estate).candidate(
        "managed-ad-hybrid+shared"
    )
    assert found.cost.unpriced
    assert any("sharing this edition" in entry for entry in found.cost.missing)
    assert found.cost.amount == 0
