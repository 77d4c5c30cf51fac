"""Regions in which services of workloads are offered."""

import pytest


def told(region, **more):
    """One domain at headquarters, joined to one Region."""
    return {
        "sites": {"hq": {}, "aws": {"kind": "aws-region", "region": region}},
        "links": {"vpn": {"between": ["hq", "aws"]}},
        "directories": {"corp": {"domains": {"corp.example": {"controllers": {"hq": 2}}}}},
    } | more


def missing(answer, design="ad-connector"):
    """The workloads whose service the design's Region does not offer."""
    return {entry.requirement for entry in answer.why(design) if entry.rule == "services-are-offered"}


@pytest.mark.parametrize(
    ("kind", "region", "offered"),
    [
        ("connect", "eu-west-1", False),
        ("connect", "eu-west-2", True),
        ("workspaces", "eu-north-1", False),
        ("workspaces", "eu-west-1", True),
        ("workspaces-pools", "cn-northwest-1", False),
        ("ec2-windows", "eu-north-1", True),
    ],
)
def test_a_service_is_used_where_it_is_offered(ask, kind, region, offered):
    """A workload whose service the Region does not offer is not served by any design."""
    answer = ask([kind], ["existing-credentials"], estate=told(region))
    assert any(entry.rule == "services-are-offered" for entry in answer.why("ad-connector")) is not offered
    assert offered or answer.status == "no-fit"


def test_the_nearest_design_serves_everything_else(ask):
    """A service that is missing drives no part of the nearest design, which serves the other workloads."""
    answer = ask(["connect", "ec2-windows"], [], estate=told("eu-west-1"))
    assert (answer.status, answer.nearest.label) == ("no-fit", "existing-ad-direct")


@pytest.mark.parametrize(
    ("regions", "status"), [(["eu-west-1", "eu-west-2"], "recommended"), (["eu-west-1"], "no-fit")]
)
def test_one_of_the_regions_is_enough(ask, regions, status):
    """A workload without a site can run in any Region of the file."""
    estate = {"on_prem_ad": {"domains": 1}, "connectivity": "vpn", "aws": {"regions": regions}}
    assert ask(["connect"], ["existing-credentials"], estate=estate).status == status


def test_regions_without_names_are_not_judged(ask):
    """Where the file only counts its Regions, nothing is said about what they offer."""
    estate = {"on_prem_ad": {"domains": 1}, "connectivity": "vpn", "aws": {"regions": 2}}
    assert not missing(ask(["connect"], ["existing-credentials"], estate=estate))
