"""The minimal set of requirements that no design meets together."""

import json
from datetime import date

import pytest
from attrs import evolve

from dirsim.files.requirements_reader import parse_requirements
from dirsim.recommendation.engine import recommend

DAY = date(2026, 11, 1)
OFFICE = {"on_prem_ad": {"domains": 1, "users": 900}, "connectivity": "vpn"}
OLD = {"on_prem_ad": {"domains": 1, "users": 900, "single_label": True}, "connectivity": "vpn"}
FILES = {
    "outage": (
        OFFICE,
        ("fsx-windows", "workspaces"),
        ("existing-credentials", "survive-outage"),
        ("directory-copy-in-cloud",),
    ),
    "mail": ({"on_prem_ad": False}, ("exchange", "workspaces"), ("cloud-only-directory",), ("servers",)),
    "tickets": (OFFICE, ("rds-mysql", "rds-sqlserver"), ("kerberos",), ()),
    "old name": (OLD, ("fsx-windows", "rds-sqlserver"), ("existing-credentials", "windows-auth-db"), ()),
    "ended": (OFFICE, ("chime", "connect"), ("existing-credentials",), ()),
    "rights": (
        {"on_prem_ad": False},
        ("workspaces", "fsx-windows"),
        ("domain-admin-rights", "lowest-cost"),
        ("servers",),
    ),
    "trusts": (
        OFFICE,
        ("rds-oracle",),
        ("existing-credentials", "kerberos"),
        ("forest-trust", "credential-replication"),
    ),
}


def file_of(name):
    """A file that no design fits."""
    estate, kinds, needs, forbids = FILES[name]
    data = {"dirsim": "requirements/v1", "name": name, "as_of": DAY.isoformat(), "estate": estate}
    data |= {"workloads": {kind: {"kind": kind} for kind in kinds}, "needs": needs, "forbids": forbids}
    return parse_requirements(json.dumps(data))


def only(req, paths):
    """A file with some of its requirements alone."""
    return evolve(
        req,
        workloads={name: one for name, one in req.workloads.items() if f"workloads.{name}" in paths},
        needs=tuple(need for need in req.needs if f"needs.{need.word}" in paths),
        forbids=tuple(word for word in req.forbids if f"forbids.{word}" in paths),
    )


@pytest.mark.parametrize("name", FILES)
def test_a_conflict_is_sufficient_and_minimal(name):
    """Its requirements alone have no design; without any one of them the others have one, or ask for nothing."""
    req = file_of(name)
    found = recommend(req).conflicts
    assert found
    assert recommend(only(req, found)).status == "no-fit"
    for path in found:
        rest = only(req, [other for other in found if other != path])
        assert not rest.workloads or recommend(rest).status != "no-fit", path


def test_a_conflict_is_in_the_order_of_the_file():
    """Workloads come before needs, and needs before forbidden words; what does not matter is left out."""
    assert recommend(file_of("outage")).conflicts == (
        "workloads.fsx-windows",
        "needs.existing-credentials",
        "needs.survive-outage",
        "forbids.directory-copy-in-cloud",
    )
    assert recommend(file_of("mail")).conflicts == ("workloads.exchange", "forbids.servers")
    assert recommend(file_of("ended")).conflicts == ("workloads.chime",)


def test_an_answer_with_a_design_has_no_conflict(ask, on_prem):
    """Where a design fits, or is not known to fail, nothing is named."""
    assert ask(["fsx-windows"], ["existing-credentials"], estate=on_prem).conflicts == ()
