"""Fewer needs never make a file harder to meet."""

import json
import random
from datetime import date

import pytest
from attrs import evolve

from dirsim.facts import catalog
from dirsim.files.requirements_reader import parse_requirements
from dirsim.recommendation.engine import recommend
from dirsim.recommendation.estate_baseline import baseline_of
from dirsim.recommendation.judging import judge_one

DAY = date(2026, 11, 1)
ASKED = 4
"""The number of designs that fit which are asked about again, best first."""
ESTATES = {
    "office": {"on_prem_ad": {"domains": 1, "users": 900}, "connectivity": "vpn"},
    "nothing": {"on_prem_ad": False, "users": 300},
    "provider": {"on_prem_ad": False, "identity_providers": ["entra-id"]},
    "office and provider": {"on_prem_ad": {"domains": 1, "users": 900}, "identity_providers": ["okta"]},
    "two forests": {"on_prem_ad": {"domains": 2, "forests": 2, "users": 900}, "connectivity": "dx"},
    "two Regions": {
        "on_prem_ad": False,
        "sites": {
            "ireland": {"kind": "aws-region", "region": "eu-west-1"},
            "virginia": {"kind": "aws-region", "region": "us-east-1"},
        },
    },
    "simple directory": {"current_directory": "simple-ad", "on_prem_ad": False, "aws": {"new_customer": False}},
}
KINDS = (
    *(
        "workspaces",
        "rds-oracle",
        "rds-sqlserver",
        "fsx-windows",
        "ec2-windows",
        "exchange",
        "sharepoint",
        "quicksight",
    ),
    *("aws-console", "saas-app", "public-web-app", "s3", "ldap-app", "appstream", "dns", "client-vpn"),
)
NEEDS = (
    *(
        "existing-credentials",
        "cloud-only-directory",
        "low-latency-auth",
        "multi-region",
        "survive-outage",
        "mfa",
        "sso",
    ),
    *("multi-account", "kerberos", "windows-acl", "group-policy", "managed-service", "high-availability", "ldaps"),
    *(
        "domain-admin-rights",
        "dns-resolution",
        "single-portal",
        "customer-identity",
        "groups-from-ad",
        "survive-partition",
    ),
)


def drawn(seed):
    """A file of random workloads and needs, those of two Regions in both."""
    draw = random.Random(seed)  # noqa: S311 -- chance, not secrets
    name = draw.choice(list(ESTATES))
    kinds = draw.sample(KINDS, draw.choice((1, 2, 3)))
    sites = list(ESTATES[name].get("sites", {}))
    data = {
        "dirsim": "requirements/v1",
        "name": name,
        "as_of": DAY.isoformat(),
        "estate": ESTATES[name],
        "workloads": {kind: {"kind": kind, **({"site": draw.choice(sites)} if sites else {})} for kind in kinds},
        "needs": draw.sample(NEEDS, draw.choice((2, 3))),
    }
    return parse_requirements(json.dumps(data))


def hold_without(req, day):
    """The answer to a file, and for each need: without it something fits, and every design that fitted still does.

    A need can say who signs in to a workload at all. Where that changes, other designs are asked for, so only the first holds.
    """
    fitting = [entry.design.label for entry in recommend(req, as_of=day).candidates if entry.rank]
    for place, need in enumerate(req.needs):
        less = evolve(req, needs=(*req.needs[:place], *req.needs[place + 1 :]))
        if not fitting or not (less.needs or less.workloads):
            continue
        assert recommend(less, as_of=day).design is not None, f"without {need.word} nothing fits"
        now, then = baseline_of(req), baseline_of(less)
        if (now.own, now.customers, now.homes) != (then.own, then.customers, then.homes):
            continue
        for label in fitting[:ASKED]:
            assert not judge_one(less, catalog(day), label).misses, f"without {need.word}: {label}"


@pytest.mark.parametrize("seed", range(60))
def test_a_drawn_file_keeps_its_designs_with_fewer_needs(seed):
    """With one need less, something still fits a random file, and so does each design that fitted it."""
    hold_without(drawn(seed), DAY)


def test_a_file_keeps_its_designs_with_fewer_needs(any_file):
    """With one need less, something still fits each file of the tests, and so does each design that fitted it."""
    hold_without(any_file, date.fromisoformat(any_file.as_of) if any_file.as_of else DAY)
