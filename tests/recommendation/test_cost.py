"""Monthly cost from dated prices."""

import pytest

from dirsim.catalog.labels import Label
from dirsim.catalog.parts import PARTS
from dirsim.designs.baseline import Baseline
from dirsim.designs.builders import build
from dirsim.designs.design import Design, Part
from dirsim.facts import catalog
from dirsim.model.topology import Topology
from dirsim.pages.text import text
from dirsim.recommendation.cost import HOURS_A_MONTH, monthly_cost
from dirsim.recommendation.engine import recommend
from dirsim.recommendation.estate_baseline import baseline_of
from dirsim.recommendation.recommendation_card import short_page


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


def costs(answer):
    """The cost of each design of an answer, by label."""
    return {candidate.label: candidate.cost for candidate in answer.candidates}


@pytest.mark.parametrize(
    ("design", "amount"),
    [
        ("existing-ad-direct", 0),
        ("ad-connector", 36.50),
        ("managed-ad-standard", 87.60),
        ("managed-ad-standard+one-way-trust", 87.60),
        ("managed-ad-enterprise", 292.00),
        ("self-managed-ec2", 81.76),
        ("simple-ad", 109.50),
        ("identity-center-builtin", 0),
        ("none", 0),
    ],
)
def test_the_month_of_each_directory(decide, design, amount):
    """A month of 730 hours at the list prices of 1 July 2024 in us-east-1; servers at their monthly price."""
    cost = costs(decide("{workloads: {it: {kind: ec2-windows}}}"))[design]
    assert (cost.amount, cost.currency, cost.unpriced) == (pytest.approx(amount), "USD", False)
    assert cost.complete is (amount == 0)


def test_a_price_is_cited_with_its_day_and_region(decide):
    """A list price names its Region, its date and the standing of its source; one without them says so."""
    found = costs(decide("{workloads: {it: {kind: ec2-windows}}}"))
    assert found["managed-ad-standard"].missing == (
        "2 domain controllers of AWS Managed Microsoft AD, standard: list price of us-east-1, 2024-07-01, secondary source",
    )
    assert found["self-managed-ec2"].missing[0] == (
        "2 EC2 instances for domain controllers: list price, Region not stated, undated, secondary source"
    )
    assert "the staff who run the servers" in found["self-managed-ec2"].missing[1]
    assert found["self-managed-ec2"].facts == ("self-managed-ec2-small",)


def test_a_connector_names_the_doubt_about_its_unit(decide, facts_now):
    """The price of a connector is billed in a unit that the source leaves open: the amount carries the note."""
    found = decide("{workloads: {it: {kind: aws-console}}}").candidate("ad-connector").cost
    assert found.missing[-1] == f"AD Connector: {facts_now['ad-connector-small'].note}"
    assert found.facts == ("ad-connector-small",)


@pytest.mark.parametrize("design", ["ad-connector", "simple-ad"])
def test_desktops_make_their_directory_free(decide, design):
    """A connector and Simple AD cost nothing while WorkSpaces use them, by a fact, and nothing is left out."""
    found = costs(decide("{workloads: {it: {kind: workspaces}}}"))[design]
    assert (found.amount, found.complete, found.facts) == (0, True, ("free-with-workspaces",))


@pytest.mark.parametrize(
    ("users", "fact"), [(500, "simple-ad-small"), (501, "simple-ad-large"), (None, "simple-ad-small")]
)
def test_simple_ad_is_small_to_its_limit(decide, users, fact):
    """500 users fit the small size; one more needs the large one; an unknown number is taken as small."""
    stated = f"{{users: {users}}}" if users else "true"
    found = costs(decide(f"{{estate: {{on_prem_ad: {stated}}}, workloads: {{it: {{kind: ec2-windows}}}}}}"))
    assert found["simple-ad"].facts == (fact,)


@pytest.mark.parametrize(("accounts", "amount"), [(2, 87.60 + 13.14), (3, 87.60 + 26.28)])
def test_a_share_is_paid_for_each_other_account(decide, accounts, amount):
    """Sharing Standard Edition is billed for each account but the directory's own."""
    estate = f"estate: {{on_prem_ad: true, connectivity: vpn, aws: {{accounts: {accounts}}}}}"
    answer = decide(f"{{{estate}, workloads: {{it: {{kind: ec2-windows}}}}, needs: [multi-account]}}")
    found = costs(answer)["managed-ad-standard+shared"]
    assert found.amount == pytest.approx(amount)
    assert found.facts == ("managed-ad-standard-dc-hour", "sharing-standard-us-east-1")
    assert costs(answer)["ad-connector-per-account"].amount == pytest.approx(36.50 * accounts)


def test_a_price_of_another_region_names_the_region(decide):
    """Sharing Enterprise Edition has a known price in one Region: it is counted, and the answer names the Region."""
    estate = "estate: {on_prem_ad: true, connectivity: vpn, aws: {accounts: 3}}"
    answer = decide(f"{{{estate}, workloads: {{it: {{kind: ec2-windows}}}}, needs: [multi-account]}}")
    found = costs(answer)["managed-ad-enterprise+shared"]
    assert (found.amount, found.unpriced, found.complete) == (292.00 + 108.62, False, False)
    assert any("sharing with 2 accounts: list price of ap-southeast-1" in entry for entry in found.missing)


def test_resolver_endpoints_are_paid_for_each_address(decide):
    """Two endpoints with two addresses each are priced by address and hour; endpoints that exist cost nothing."""
    text = "workloads: {it: {kind: fsx-windows}}, needs: [dns-resolution]"
    found = costs(decide(f"{{{text}}}"))["existing-ad-direct+resolver-rules"]
    assert found.amount == pytest.approx(4 * 0.125 * 730)
    vpcs = "vpcs: {main: {outbound_endpoint: true, inbound_endpoint: true}}"
    held = decide(f"{{estate: {{on_prem_ad: true, connectivity: vpn, {vpcs}}}, {text}}}")
    assert costs(held)["existing-ad-direct+resolver-rules"].amount == 0


def test_a_price_that_is_unknown_is_not_counted(decide):
    """Sharing Hybrid Edition has no known price: the amount keeps nothing of it and says what it leaves out."""
    estate = "estate: {on_prem_ad: {domains: 1, functional_level: '2016'}, connectivity: vpn, aws: {accounts: 3}}"
    answer = decide(f"{{{estate}, workloads: {{it: {{kind: ec2-windows}}}}, needs: [multi-account]}}")
    found = costs(answer)["managed-ad-hybrid+shared"]
    assert (found.unpriced, found.complete) == (True, False)
    assert "price unknown: sharing this edition with 2 accounts" in found.missing


@pytest.mark.parametrize(("connectivity", "paid"), [("none", True), ("possible", True), ("vpn", False), ("dx", False)])
def test_a_line_is_paid_for_where_it_is_built(decide, connectivity, paid):
    """A design that reaches the premises pays 36.50 for a VPN that has to be built; one that does not pays nothing."""
    estate = f"estate: {{on_prem_ad: true, connectivity: {connectivity}}}"
    found = costs(decide(f"{{{estate}, workloads: {{it: {{kind: ec2-windows}}}}}}"))
    assert found["existing-ad-direct"].amount == (36.50 if paid else 0)
    assert found["managed-ad-standard+two-way-trust"].amount == pytest.approx(124.10 if paid else 87.60)
    assert found["managed-ad-standard"].amount == pytest.approx(87.60)
    assert ("vpn-connection-hour" in found["self-managed-ec2"].facts) is paid


def test_each_domain_has_its_connector_and_its_controllers(decide):
    """Two domains cost two connectors or four servers; one managed forest costs the same for both."""
    answer = decide("""{estate: {on_prem_ad: {domains: 2, forests: 1}, connectivity: vpn},
        workloads: {it: {kind: aws-console}}}""")
    found = {
        label: answer.candidate(label).cost
        for label in ("ad-connector-per-domain", "self-managed-ec2", "managed-ad-standard+two-way-trust")
    }
    assert found["ad-connector-per-domain"].amount == pytest.approx(73.00)
    assert found["self-managed-ec2"].amount == pytest.approx(163.52)
    assert found["managed-ad-standard+two-way-trust"].amount == pytest.approx(87.60)


def test_the_answer_in_json_has_the_cost(decide):
    """The JSON form has amount, currency, completeness, what is left out, and the facts of the prices."""
    found = decide("{workloads: {it: {kind: aws-console}}}").candidate("managed-ad-enterprise").cost
    assert found.to_dict() == {
        "amount": 292.0,
        "currency": "USD",
        "complete": False,
        "missing": list(found.missing),
        "facts": ["managed-ad-enterprise-dc-hour"],
        "own_prices": [],
    }


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_free_without_a_fact(part):
    """A part that is built costs an amount, or is free by a fact that is cited, or leaves the cost incomplete."""
    kind = {"shared": "sharing", "identity-center-builtin": "identity-center"}.get(part, part)
    bridges = ("one-way-trust", "two-way-trust", "shared", "multi-region")
    label = Label(tuple(dict.fromkeys(("managed-ad-enterprise", part) if part in bridges else (part,))))
    kind = "trust" if part.endswith("-trust") else "ad-connector" if part.startswith("ad-connector") else kind
    kind = "identity-center" if part.startswith("identity-center") else kind
    baseline = Baseline(topology=Topology(name="today"))
    design = Design(label=label, topology=Topology(name="then"), parts=(Part(kind, detail=2),))
    found = monthly_cost(design, baseline, catalog())
    free = {PARTS[part].free} - {""}
    assert found.amount > 0 or not found.complete or (free and free <= set(found.facts))
    assert not free or found.complete
    assert not found.unpriced or (found.to_dict()["amount"] is None and part in found.unknown)


@pytest.mark.parametrize(
    ("rest", "design", "part"),
    [
        ("{workloads: {shop: {kind: public-web-app}}, needs: [customer-identity]}", "cognito", "cognito"),
        (
            "{estate: {on_prem_ad: false, identity_providers: [custom]}, workloads: {it: {kind: aws-console}}}",
            "custom-identity-broker+iam-role",
            "custom-identity-broker",
        ),
    ],
)
def test_what_no_fact_prices_has_no_amount(decide, rest, design, part):
    """A user pool and a broker of one's own have an unknown price, which is null and never 0, and says what is missing."""
    cost = decide(rest).candidate(design).cost
    assert (cost.to_dict()["amount"], cost.complete, cost.unknown) == (None, False, (part,))
    assert any(text.startswith("price unknown:") for text in cost.missing)


def test_radius_servers_that_exist_are_named_beside_the_amount(decide):
    """Servers that a need takes to exist add no amount, and the cost says that new ones would."""
    cost = (
        decide("{workloads: {it: {kind: client-vpn}}, needs: [mfa-radius]}").candidate("ad-connector+radius-mfa").cost
    )
    assert (cost.unpriced, cost.complete) == (False, False)
    assert any(text.startswith("RADIUS servers are taken to exist") for text in cost.missing)


LDAP = {"on_prem_ad": False, "identity_providers": ["ldap"], "users": 300}


@pytest.mark.parametrize("kind", ["saas-app", "web-app", "managed-grafana"])
def test_a_provider_put_in_front_is_priced_by_no_one(ask, kind):
    """A SAML provider that the design adds has no list price: the amount is unknown, never 0, and the design says that it is new."""
    answer = ask([kind], [], estate=LDAP)
    cost = answer.best.cost
    assert (cost.known, cost.to_dict()["amount"]) == (False, None)
    assert any("SAML provider in front of the directory" in entry for entry in cost.missing)
    assert answer.best.table_row()["monthly_cost"] is None
    card = " ".join(text(short_page(answer)).split())
    assert "A new SAML provider in front of the directory." in card
    assert "0.00" not in card


@pytest.mark.parametrize("word", [word for word, part in PARTS.items() if part.unpriced and not part.free])
def test_what_has_no_list_price_is_missing_from_the_amount(word, sketch, facts_now):
    """A part that someone charges for, without a price among the facts, leaves the amount incomplete."""
    grounds = {"entra-domain-services": {"on_prem_ad": False, "identity_providers": ["entra-id"]}}
    baseline = baseline_of(sketch(["aws-console"], [], estate=grounds.get(word, LDAP)))
    label = f"simple-ad+{word}" if word == "radius-mfa" else word
    found = monthly_cost(build(baseline, label), baseline, facts_now)
    assert any(entry.startswith(f"price unknown: {word}: {PARTS[word].unpriced}") for entry in found.missing)
    own = monthly_cost(build(baseline, label), baseline, facts_now, {word: 5.0})
    assert not any(word in entry for entry in own.missing)
