"""Workloads of an export: how each joins its domain."""

import json

import pytest

from dirsim.catalog.workload_kinds import KINDS
from dirsim.designs.builders import build
from dirsim.files.requirements_reader import parse_requirements
from dirsim.recommendation.estate_baseline import baseline_of
from dirsim.recommendation.export.exported_attachments import exported_attachments
from dirsim.recommendation.export.terraform_attachments import ENGINES


def joins(kind, day):
    """True where an export of a day writes the join of a kind of database to the company's own domain."""
    file = {
        "dirsim": "requirements/v1",
        "name": "join",
        "as_of": day,
        "estate": {"on_prem_ad": {"domains": 1}, "connectivity": "vpn"},
        "workloads": {"db": {"kind": kind, "users": ["corp.example"]}},
    }
    req = parse_requirements(json.dumps(file))
    (entry,) = exported_attachments(build(baseline_of(req), "existing-ad-direct"), req, ())
    return entry.joins_itself


@pytest.mark.parametrize(
    ("kind", "day", "itself"),
    [
        ("rds-sqlserver", "2026-11-01", True),
        ("rds-db2", "2026-11-01", True),
        ("rds-db2", "2026-05-01", False),
        ("rds-oracle", "2026-11-01", False),
        ("rds-mysql", "2026-11-01", False),
    ],
)
def test_facts_of_the_date_decide_who_joins_by_itself(kind, day, itself):
    """RDS for SQL Server joins a domain without a directory of AWS, Db2 since July 2026; what needs a trust does not."""
    assert joins(kind, day) is itself


def test_engines_are_those_of_the_records():
    """Each database whose record names an engine can be written, and no other one."""
    assert set(ENGINES) == {word for word, kind in KINDS.items() if kind.engine}
    assert all(KINDS[word].database and KINDS[word].service for word in ENGINES)
