"""Parts that exist: kept, free, named as they are."""

import pytest

from dirsim.files.requirements_reader import parse_requirements
from dirsim.recommendation.engine import recommend
from dirsim.recommendation.estate_baseline import baseline_of

ESTATE = """\
dirsim: requirements/v1
name: a trust that exists
as_of: 2026-11-01
estate:
  sites: {port: on-premises, oregon: {kind: aws-region, region: us-west-2}}
  links: {vpn: {between: [port, oregon]}}
  directories:
    ship: {kind: active-directory, functional_level: "2016", domains: {ship.example: {controllers: {port: 2}, users: 300}}}
    cloud: {kind: managed-microsoft-ad, edition: standard, site: oregon, domains: [cloud.example]}
    gate: {kind: ad-connector, site: oregon, domains: [ship.example], service_account: svc-gate}
  trusts: {t: {trusting: cloud.example, trusted: ship.example, kind: forest, two_way: TWO}}
workloads: {servers: {kind: ec2-windows, site: oregon, users: [ship.example]}}
needs: [trust-to-existing-ad, existing-credentials]
"""


@pytest.mark.parametrize(("two", "label"), [("true", "two-way-trust"), ("false", "one-way-trust")])
def test_an_existing_trust_is_used_as_it_is(two, label):
    """The recommended design names the trust that exists; it costs nothing and adds no task."""
    req = parse_requirements(ESTATE.replace("TWO", two))
    assert {"managed-ad-standard", "ad-connector", label} <= baseline_of(req).existing
    found = recommend(req)
    assert found.design == f"managed-ad-standard+{label}"
    assert found.candidates[0].cost.amount == 0
    assert found.candidates[0].design.tasks == ()


def test_an_existing_connector_keeps_its_name():
    """A design through the estate's connector has its name and its service account, so that its scenarios can be asked for."""
    topology = recommend(parse_requirements(ESTATE.replace("TWO", "false"))).candidate("ad-connector").design.topology
    (connector,) = topology.connectors.items()
    assert (connector[0], connector[1].service_account) == ("gate", "svc-gate")


def test_a_trust_that_exists_has_its_forwarders():
    """A trust implies conditional forwarders even if the file has no ``dns``; the answer states them as an assumption."""
    req = parse_requirements(ESTATE.replace("TWO", "false"))
    found = baseline_of(req)
    assert found.topology.forwarders == {"ship.example": ("cloud.example",), "cloud.example": ("ship.example",)}
    assert "each side of the trust t forwards the other's names" in found.assumptions
    stated = ESTATE.replace(
        "workloads:", "  dns: {ship.example: [cloud.example], cloud.example: [ship.example]}\nworkloads:"
    )
    assert not any(
        "forwards" in text for text in baseline_of(parse_requirements(stated.replace("TWO", "false"))).assumptions
    )


def test_a_design_that_uses_an_existing_trust_names_it():
    """The trust is free and exists, and users come by it: a label without it leaves a part out and is refused."""
    answer = recommend(parse_requirements(ESTATE.replace("TWO", "false").replace(", trust-to-existing-ad", "")))
    assert answer.design == "managed-ad-standard+one-way-trust"
    left_out = [one for one in answer.why("managed-ad-standard") if one.rule == "trusts-that-exist-are-named"]
    assert [one.requirement for one in left_out] == ["workloads.servers"]
    assert not [one for one in answer.why(answer.design) if one.rule == "trusts-that-exist-are-named"]
